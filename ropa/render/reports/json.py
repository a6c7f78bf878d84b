"""The report as JSON, schema ``https://w3id.org/ropa/schema/report/1`` (``ropa list report-schema``)."""

from __future__ import annotations

import json
from typing import Any

from ropa.assets import template_text
from ropa.model import Decision, Finding, Report
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
        **_assumed(report),
        "inputs": dict(sorted(report.inputs.items())),
        "rules": [{"id": rule.id, "applied": rule.applied, "findings": rule.findings} for rule in report.rules],
        "findings": [finding_row(finding) for finding in report.findings],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _assumed(report: Report) -> dict[str, Any]:
    """What an assumption changes, where one is made: the findings that go, and how many stay."""
    if not report.assumptions:
        return {}
    return {"assumptions": list(report.assumptions), "gone": [finding_row(finding) for finding in report.gone], "unchanged": report.unchanged}


def finding_row(finding: Finding) -> dict[str, Any]:
    """One finding, by the keys of the schema."""
    where = {key: value for key in ("file", "line", "cell") if (value := getattr(finding, key)) is not None}
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
        **({"decision": _decision(finding.decision)} if finding.decision else {}),
        **({"cause": finding.cause} if finding.cause else {}),
    }


def _decision(decision: Decision) -> dict[str, str]:
    until = {"until": decision.until.isoformat()} if decision.until else {}
    return {"state": decision.state, "reason": decision.reason, "by": decision.by, "on": decision.on.isoformat(), **until}


def report_schema() -> Any:
    """The JSON Schema (2020-12) of the report."""
    return json.loads(template_text("render/schemas", "report-1.json"))


FORMAT = ReportFormat("json", (".json",), "JSON with a versioned schema", write)
