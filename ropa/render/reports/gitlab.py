"""The report for GitLab's code quality widget: a JSON list of issues."""

from __future__ import annotations

import json
from typing import Any

from ropa.model import Finding
from ropa.render.grades import article_of, is_open
from ropa.render.reports import Checked, ReportFormat

SEVERITIES = {"violation": "major", "warning": "minor", "info": "info"}


def write(checked: Checked) -> bytes:
    """The findings that wait for somebody and stand in a file; what no document of its kind can fill is left out."""
    found = [_issue(finding, path) for finding in checked.report.findings if is_open(finding) and (path := checked.path(finding))]
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _issue(finding: Finding, path: str) -> dict[str, Any]:
    name = finding.labels.get("about") or finding.about
    return {
        "description": f"{name}: {finding.message} {finding.remedy} ({article_of(finding)})",
        "check_name": finding.rule,
        "fingerprint": finding.id,
        "severity": SEVERITIES[finding.severity],
        "location": {"path": path, "lines": {"begin": finding.line or 1}},
    }


FORMAT = ReportFormat("gitlab", (), "GitLab code quality (JSON)", write)
