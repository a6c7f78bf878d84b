"""A check against an earlier one: what is new, and whether an edit, the time, the law tables or the rules brought it.

A baseline is an earlier report. Three runs are told apart: the baseline; today's documents and rules under the clocks of the
baseline; today's. What only the third has, time brought.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ropa.assets import collect
from ropa.errors import InputError
from ropa.law import Row
from ropa.model import Clocks, Finding, Report, Workspace

CAUSES = ("edit", "time", "law", "rules")
SCHEMA = "https://w3id.org/ropa/schema/report/1"


@dataclass(frozen=True)
class Baseline:
    """What of an earlier report matters: its clocks, its rules, the ids of its findings, the digests of its inputs."""

    clocks: Clocks
    rules: frozenset[str]
    findings: frozenset[str]
    inputs: Mapping[str, str]


def baseline_of(report: Report) -> Baseline:
    """A report as a baseline."""
    return Baseline(
        report.clocks, frozenset(run.id for run in report.rules), frozenset(finding.id for finding in report.findings), dict(report.inputs)
    )


def read_baseline(text: str, where: str) -> Baseline:
    """The baseline that a JSON report of `ropa check` is.

    Raises InputError where it is none.
    """
    try:
        data: Any = json.loads(text)
        if data["schema"] != SCHEMA:
            raise InputError(f"schema {data['schema']!r} is not {SCHEMA}", where=where, remedy="Write it with `ropa check -o baseline.json`.")
        clocks = Clocks(date.fromisoformat(data["asOf"]), date.fromisoformat(data["registerOn"]))
        rules, findings = frozenset(rule["id"] for rule in data["rules"]), frozenset(finding["id"] for finding in data["findings"])
        return Baseline(clocks, rules, findings, dict(data.get("inputs", {})))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"no report of a check: {error}", where=where, remedy="Write one with `ropa check -o baseline.json`.") from error


def input_digests(workspace: Workspace, law: Mapping[str, list[Row]]) -> dict[str, str]:
    """SHA-256 of the documents of a workspace, of its law tables, and of what judges them (shapes, inferences, fields)."""
    judging = [
        entry.read_bytes()
        for folder, suffix in (("shapes", ".ttl"), ("inferences", ".rq"), ("fields", ".ttl"))
        for entry in collect("ontology", folder, suffix, workspace.folder).values()
    ]
    rows = json.dumps({name: [dict(row) for row in law[name]] for name in sorted(law)}, sort_keys=True, ensure_ascii=False)
    return {
        "documents": _digest(path.read_bytes() for path in workspace.files),
        "law": _digest([rows.encode("utf-8")]),
        "rules": _digest(judging),
    }


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


def compare_to(baseline: Baseline, then: Report, now: Report) -> Report:
    """Today's report with the cause of each finding that the baseline has not, and the findings of `then` that are gone.

    `then` is today's documents and rules checked under the clocks of the baseline.
    """
    under_its_clocks = {finding.id for finding in then.findings}
    findings = tuple(replace(finding, cause=_cause(finding, baseline, under_its_clocks, now)) for finding in now.findings)
    return replace(now, findings=findings)


def _cause(finding: Finding, baseline: Baseline, under_its_clocks: Collection[str], now: Report) -> str | None:
    if finding.id in baseline.findings:
        return None
    if finding.id not in under_its_clocks:
        return "time"
    same = {name for name in ("documents", "law", "rules") if baseline.inputs.get(name) == now.inputs.get(name)}
    if finding.rule not in baseline.rules:
        return "rules"
    if "documents" not in same:
        return "edit"
    return "law" if "law" not in same and "rules" in same else "rules"


def difference(before: Report, after: Report) -> Report:
    """`after` with only what it has and `before` has not; what `before` alone has is `gone`; the rest is counted.

    A finding that has become more or less severe is both gone and there.
    """
    known, kept = {_key(finding) for finding in before.findings}, {_key(finding) for finding in after.findings}
    return replace(
        after,
        findings=tuple(finding for finding in after.findings if _key(finding) not in known),
        gone=tuple(finding for finding in before.findings if _key(finding) not in kept),
        unchanged=len(known & kept),
    )


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.id, finding.severity, finding.status
