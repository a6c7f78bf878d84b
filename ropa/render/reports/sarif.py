"""The report as SARIF 2.1.0 (OASIS): results with fingerprints, locations, and suppressions from decisions."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from ropa.model import Finding, RuleRun
from ropa.render.grades import article_of, cited, grade_of
from ropa.render.reports import Checked, ReportFormat

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
STATUSES = {"accepted": "accepted", "disputed": "underReview"}
"""A finding that people accept is suppressed; one that they dispute is under review, which suppresses nothing yet; a fix
that is only planned is no suppression."""
ROOT = "%SRCROOT%"
FINGERPRINT = "ropa/v1"


def write(checked: Checked) -> bytes:
    """One run. Paths are relative to ``%SRCROOT%``: the folder the command ran in, else the workspace.

    A hint has the kind ``informational`` and the level ``none``, so that it never counts as a problem (3.27.9, 3.27.10).
    Every result has a suppressions array, empty where nothing is decided (3.27.23).
    """
    report = checked.report
    order = {rule.id: number for number, rule in enumerate(report.rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "ropa",
                "semanticVersion": version("ropa"),
                "informationUri": "https://w3id.org/ropa",
                "language": report.lang,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "language": report.lang,
        "automationDetails": {"id": f"ropa/{report.profile}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder in which ropa ran, else the workspace."}}},
        "invocations": [{"executionSuccessful": True}],
        "properties": {
            "asOf": report.clocks.as_of.isoformat(),
            "registerOn": report.clocks.register_on.isoformat(),
            "lawKnownUntil": report.law_known_until,
            "profile": report.profile,
            "applied": {rule.id: rule.applied for rule in report.rules},
        },
        "results": [_result(checked, finding, order[finding.rule]) for finding in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, ensure_ascii=False, indent=2) + "\n").encode()


def _rule(rule: RuleRun) -> dict[str, Any]:
    """A rule's descriptor; its help leads to the article, as ``helpUri`` has to be absolute (3.49.12)."""
    title, page = rule.title or rule.id, f"docs/rules/{rule.id}.md"
    return {
        "id": rule.id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": f"{title} ({cited(rule.article)})" if rule.article else title},
        **({"help": {"text": f"{rule.why} See {page}.", "markdown": f"{rule.why} See `{page}`."}} if rule.why else {}),
        **({"helpUri": rule.source} if rule.source else {}),
        "defaultConfiguration": {"level": LEVELS.get(rule.severity, "note")},
        "properties": {"article": rule.article, "iri": rule.iri},
    }


def _result(checked: Checked, finding: Finding, index: int) -> dict[str, Any]:
    hint = finding.kind == "hint"
    path = checked.path(finding)
    logical = {"name": finding.labels.get("about") or finding.about, "fullyQualifiedName": finding.about}
    cell = [{"name": finding.cell}] if finding.cell else []
    region = {"region": {"startLine": finding.line}} if finding.line else {}
    physical = {"physicalLocation": {"artifactLocation": {"uri": quote(path), "uriBaseId": ROOT}, **region}} if path else {}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": "informational" if hint else "fail",
        "level": "none" if hint else LEVELS[finding.severity],
        "message": {"text": f"{logical['name']}: {finding.message} {finding.remedy}"},
        "locations": [{**physical, "logicalLocations": [logical, *cell]}],
        "partialFingerprints": {FINGERPRINT: finding.id},
        "suppressions": _suppressions(finding),
        "properties": {
            "article": article_of(finding),
            "controller": finding.controller,
            "controllerLabel": finding.labels.get("controller"),
            **({"cause": finding.cause} if finding.cause else {}),
            "findingKind": finding.kind,
            "grade": checked.words("grade." + grade_of(finding)),
            "quotes": list(finding.quotes),
            "remedy": finding.remedy,
            "status": finding.status,
        },
    }


def _suppressions(finding: Finding) -> list[dict[str, Any]]:
    decision = finding.decision
    if decision is None or decision.state not in STATUSES:
        return []
    until = {"until": decision.until.isoformat()} if decision.until else {}
    return [
        {
            "kind": "external",
            "status": STATUSES[decision.state],
            "justification": decision.reason,
            "properties": {"by": decision.by, "on": decision.on.isoformat(), **until},
        }
    ]


FORMAT = ReportFormat("sarif", (".sarif", ".sarif.json"), "SARIF 2.1.0, for code scanning", write)
