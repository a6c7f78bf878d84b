"""Decisions about findings: ``decisions.yaml`` of a workspace, laid over a report.

An accepted gap stays a gap: the record says "not stated", the report counts it. A decision that has run out, or that
matches no finding, is a finding itself (GDPR Art. 5(2), 24(1): the controller must be able to show what it decided).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.errors import nearest
from ropa.form import Form, read_form
from ropa.model import Decision, Finding, Report, RuleRun
from ropa.namespaces import RDF, ROPA, SKOS, XSD
from ropa.words import Words

FILE = "decisions.yaml"
STATES = ("accepted", "disputed", "planned")
KEYS = ("finding", "rule", "about", "state", "reason", "by", "on", "until")
ARTICLE = "5(2); 24(1)"


@dataclass(frozen=True)
class Entry:
    """One decision as written: which findings it is about (an id, or a rule and a thing), and where it stands."""

    decision: Decision
    finding: str | None
    rule: str | None
    about: str | None
    line: int

    def matches(self, finding: Finding) -> bool:
        """Whether a finding is meant: by its id, or by its rule and the end of the IRI it is about."""
        if self.finding is not None:
            return finding.id == self.finding
        return finding.rule == self.rule and ("/" + finding.about).endswith("/" + str(self.about))

    @property
    def name(self) -> str:
        """What the decision is about, in a word."""
        return self.finding or f"{self.rule} {self.about}"


def read_decisions(form: Form) -> tuple[Entry, ...]:
    """The decisions of a file, in its order.

    Raises FormError for an unknown key, state or date, a decision without a reason, and a planned one without a day.
    """
    for key in form.data:
        if key not in ("format", "decisions"):
            raise form.error(f"unknown key {key!r}", (key,), remedy=nearest(key, ("format", "decisions")))
    items = form.data.get("decisions") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise form.error("decisions must be a list of mappings", ("decisions",), remedy="See docs/findings.md.")
    return tuple(_entry(form, item, index) for index, item in enumerate(items))


def _entry(form: Form, item: Mapping[str, Any], index: int) -> Entry:
    place = ("decisions", index)
    for key in item:
        if key not in KEYS:
            raise form.error(f"unknown key {key!r}", (*place, key), remedy=nearest(key, KEYS))
    for key in ("state", "reason", "by", "on", *(() if "finding" in item else ("rule", "about"))):
        if not item.get(key):
            raise form.error(f"the decision has no {key}", place, remedy="Say finding, or rule and about; then state, reason, by and on.")
    if item["state"] not in STATES:
        raise form.error(f"state {item['state']!r} is none", (*place, "state"), remedy=nearest(str(item["state"]), STATES))
    if item["state"] == "planned" and not item.get("until"):
        raise form.error("what is planned has a day", place, remedy="Add until: the day by which it is done.")
    until = _day(form, item, "until", index) if item.get("until") else None
    decision = Decision(str(item["state"]), str(item["reason"]), str(item["by"]), _day(form, item, "on", index), until)
    named = {key: str(item[key]) if item.get(key) else None for key in ("finding", "rule", "about")}
    return Entry(decision, named["finding"], named["rule"], named["about"], form.lines.get(place, 1))


def decision_quads(folder: Path, base: str) -> list[ox.Quad]:
    """The decisions of a folder that have a last day as nodes of the graph ``document/decisions``, so that questions can ask for them.

    Each is named by what it is about. Raises as `read_decisions`.
    """
    if not (folder / FILE).is_file():
        return []
    graph, quads = ox.NamedNode(f"{base}document/decisions"), []
    for entry in read_decisions(read_form(folder / FILE)):
        decision = entry.decision
        if decision.until is not None:
            node = ox.NamedNode(f"{base}decision/{hashlib.sha256(entry.name.encode()).hexdigest()[:16]}")
            said: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
                (RDF("type"), ROPA("FindingDecision")),
                (SKOS("prefLabel"), ox.Literal(f"{entry.name}: {decision.reason}")),
                (ROPA("decisionState"), ox.Literal(decision.state)),
                (ROPA("decidedBy"), ox.Literal(decision.by)),
                (ROPA("decisionUntil"), ox.Literal(decision.until.isoformat(), datatype=XSD("date"))),
            ]
            quads += [ox.Quad(node, predicate, value, graph) for predicate, value in said]
    return quads


def _day(form: Form, item: Mapping[str, Any], key: str, index: int) -> date:
    try:
        return date.fromisoformat(str(item[key]))
    except ValueError as error:
        raise form.error(f"{key}: {item[key]!r} is no date ({error})", ("decisions", index, key), remedy="Write it as 2027-03-31.") from error


def decided(report: Report, folder: Path, words: Words, *, whole: bool) -> Report:
    """The report with what ``decisions.yaml`` of a folder says, where there is one. Raises as `read_decisions`.

    Where not the `whole` workspace was checked, a decision about what was left out is not therefore about nothing.
    """
    if not (folder / FILE).is_file():
        return report
    entries = read_decisions(read_form(folder / FILE))
    return decide(report, (entry for entry in entries if whole or _met(entry, report)), words)


def decide(report: Report, entries: Iterable[Entry], words: Words) -> Report:
    """The report with the decision of each finding, and a finding for each decision that has run out or matches nothing."""
    entries = tuple(entries)
    if not entries:
        return report
    in_force = [entry for entry in entries if not _over(entry, report)]
    findings = tuple(replace(finding, decision=_decision(finding, in_force)) for finding in report.findings)
    expired = [_finding("decision-expired", entry, words) for entry in entries if _over(entry, report) and _met(entry, report)]
    idle = [_finding("decision-unmatched", entry, words) for entry in entries if not _met(entry, report)]
    runs = (RuleRun("decision-expired", len(entries), len(expired)), RuleRun("decision-unmatched", len(entries), len(idle)))
    return replace(report, findings=(*findings, *expired, *idle), rules=tuple(sorted((*report.rules, *runs), key=lambda run: run.id)))


def _decision(finding: Finding, entries: Iterable[Entry]) -> Decision | None:
    return next((entry.decision for entry in entries if entry.matches(finding)), None)


def _over(entry: Entry, report: Report) -> bool:
    return entry.decision.until is not None and entry.decision.until < report.clocks.register_on


def _met(entry: Entry, report: Report) -> bool:
    return any(entry.matches(finding) for finding in report.findings)


def _finding(rule: str, entry: Entry, words: Words) -> Finding:
    until = entry.decision.until.isoformat() if entry.decision.until else ""
    return Finding(
        id=hashlib.sha256(f"{rule}\n{entry.name}".encode()).hexdigest()[:16],
        rule=rule,
        kind="faulty",
        controller=None,
        about=entry.name,
        article=ARTICLE,
        severity="warning" if rule == "decision-expired" else "info",
        status="faulty",
        found_by="rule",
        message=words(f"{rule}.message", state=words(f"decision.{entry.decision.state}"), by=entry.decision.by, until=until),
        remedy=words(f"{rule}.remedy"),
        quotes=(entry.decision.reason,),
        file=FILE,
        line=entry.line,
        labels={"about": entry.name, "controller": words("decisions"), "rule": words(f"{rule}.label")},
    )
