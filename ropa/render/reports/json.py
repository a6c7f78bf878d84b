"""The report as JSON, schema ``https://w3id.org/ropa/schema/report/1`` (``ropa list report-schema``)."""

from __future__ import annotations

import json
from typing import Any

from ropa.assets import template_text
from ropa.model import Finding
from ropa.render.reports import Checked, ReportFormat

SCHEMA = "https://w3id.org/ropa/schema/report/1"


def write(checked: Checked) -> bytes:
    """The whole report as JSON."""
    report = checked.report
    found = {
        "schema": SCHEMA,
        "asOf": report.clocks.as_of.isoformat(),
        "registerOn": report.clocks.register_on.isoformat(),
        "lawKnownUntil": report.law_known_until,
        "profile": report.profile,
        "lang": report.lang,
        **({"redacted": True} if report.redacted else {}),
        "rules": [{"id": rule.id, "applied": rule.applied, "findings": rule.findings} for rule in report.rules],
        "findings": [finding_row(finding) for finding in report.findings],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def finding_row(finding: Finding) -> dict[str, Any]:
    """One finding, by the keys of the schema."""
    where = {"file": finding.file, **({"line": finding.line} if finding.line is not None else {})} if finding.file else {}
    decision = finding.decision
    decided = decision and {
        "state": decision.state,
        "reason": decision.reason,
        **({"by": decision.by} if decision.by else {}),
        **({"on": decision.on.isoformat()} if decision.on else {}),
        **({"until": decision.until.isoformat()} if decision.until else {}),
    }
    return {
        "id": finding.id,
        "rule": finding.rule,
        "kind": finding.kind,
        "controller": finding.controller,
        "controllerLabel": finding.labels.get("controller"),
        "about": finding.about,
        "aboutLabel": finding.labels.get("about"),
        "article": finding.article,
        "severity": finding.severity,
        "status": finding.status,
        "foundBy": finding.found_by,
        "message": finding.message,
        "remedy": finding.remedy,
        "quotes": list(finding.quotes),
        "where": where,
        **({"decision": decided} if decided else {}),
    }


def report_schema() -> Any:
    """The JSON Schema (2020-12) of the report."""
    return json.loads(template_text("render/schemas", "report-1.json"))


FORMAT = ReportFormat("json", (".json",), "JSON with a versioned schema", write)
