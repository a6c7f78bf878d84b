"""What a check found, as text for people and as JSON with a versioned schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby
from typing import Any

from ropa.model import Clocks, Finding, Report

WORDS = {
    "violation": "Required by law, missing",
    "warning": "Should be stated",
    "info": "Good practice",
    "hint": "Cannot be filled from this document",
}
RANK = {"violation": 0, "warning": 1, "info": 2}


def clocks_line(clocks: Clocks, law_known_until: str) -> str:
    """The line under which everything people read stands."""
    return f"register as of {clocks.register_on}, law on {clocks.as_of}, law tables known until {law_known_until}"


def word(finding: Finding) -> str:
    """The word a person reads for how serious a finding is."""
    return WORDS["hint"] if finding.kind == "hint" else WORDS[finding.severity]


def report_json(report: Report) -> str:
    """The report as JSON; schema ``https://w3id.org/ropa/schema/report/1``."""
    return (
        json.dumps(
            {
                "schema": "https://w3id.org/ropa/schema/report/1",
                "asOf": report.clocks.as_of.isoformat(),
                "registerOn": report.clocks.register_on.isoformat(),
                "lawKnownUntil": report.law_known_until,
                "profile": report.profile,
                "inputs": dict(sorted(report.inputs.items())),
                "rules": [{"id": rule.id, "applied": rule.applied, "findings": rule.findings} for rule in report.rules],
                "findings": [_finding(finding) for finding in report.findings],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _finding(finding: Finding) -> dict[str, Any]:
    where = {"file": finding.file, **({"line": finding.line} if finding.line is not None else {})} if finding.file else {}
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
    }


def report_text(report: Report) -> str:
    """The report for a terminal, grouped by controller; hints are counted at the end of each group."""
    lines = [clocks_line(report.clocks, report.law_known_until), ""]
    ordered = sorted(
        report.findings, key=lambda item: (item.labels.get("controller") or "", item.kind == "hint", RANK[item.severity], item.rule, item.about)
    )
    for controller, group in groupby(ordered, key=lambda item: item.labels.get("controller") or "(no controller)"):
        findings = list(group)
        hints = [finding for finding in findings if finding.kind == "hint"]
        lines.append(controller)
        for finding in findings:
            if finding.kind != "hint":
                where = f"{finding.file}:{finding.line}" if finding.file and finding.line else finding.file or ""
                lines.append(f"  {word(finding)} · Art. {finding.article} · {finding.labels.get('about', finding.about)}")
                lines.append(f"    {finding.message}" + (f"  [{where}]" if where else ""))
                lines.append(f"    {finding.remedy}")
                lines += [f"    “{' '.join(quote.split())}”" for quote in finding.quotes[:2]]
        if hints:
            lines.append(f"  {len(hints)} items that this kind of document cannot fill, or that this extract lacks (see --format json)")
        lines.append("")
    applied = sum(rule.applied for rule in report.rules)
    real = sum(finding.kind != "hint" for finding in report.findings)
    lines.append(f"{len(report.rules)} rules applied to {applied} nodes: {real} findings, {len(report.findings) - real} hints")
    return "\n".join(lines) + "\n"


WRITERS: dict[str, Callable[[Report], str]] = {"text": report_text, "json": report_json}
