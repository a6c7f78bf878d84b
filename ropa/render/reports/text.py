"""The report for a terminal: what to do first, then what was found, by controller and rule."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ropa.model import Finding
from ropa.render.grades import Group, Party, by_controller, decision_line, first_fixes, grade_of, place_of, said_of
from ropa.render.reports import Checked, ReportFormat
from ropa.words import Words

WIDTH = 110
QUOTE = 240
QUOTES = 2


def write(checked: Checked) -> bytes:
    """The report as text. Long quotes are cut, which no other format does; items that nobody can fill are counted."""
    words, report = checked.words, checked.report
    lines = [checked.clocks_line]
    lines += [words("report.redacted")] if report.redacted else []
    lines += ["", *_fixes(checked)]
    for party in by_controller(report.findings):
        lines += [*_party(party, words), ""]
    if checked.gone_line:
        lines += [checked.gone_line, *(f"  - {said_of(finding)}" for finding in report.gone), ""]
    lines += _rules(checked)
    return ("\n".join(lines) + "\n").encode()


def _fixes(checked: Checked) -> Iterator[str]:
    words = checked.words
    fixes = first_fixes(checked.report.findings)
    if not fixes:
        return
    yield words("report.fixes")
    for number, fix in enumerate(fixes, start=1):
        lead = fix.closes[0]
        yield f"  {number}. {fix.controller}: {fix.remedy}"
        place = f"  [{place_of(lead)}]" if lead.file else ""
        yield f"     {words('report.closes', str(len(fix.closes)))} · {words('grade.' + grade_of(lead))} · {fix.article}{place}"
    yield ""


def _party(party: Party, words: Words) -> Iterator[str]:
    yield party.name
    for group in party.groups:
        yield from _group(group, words)
    if party.hints:
        yield f"  {words('report.hints', str(party.hint_count))}"


def _group(group: Group, words: Words) -> Iterator[str]:
    count = f" ({len(group.findings)})" if len(group.findings) > 1 else ""
    yield f"  {words('grade.' + group.grade)} · {group.article} · {group.title}{count}"
    if group.message is not None:
        yield f"    {group.message}"
    if group.remedy is not None:
        yield f"    → {group.remedy}"
    for finding in group.findings:
        yield from _item(finding, group, words)


def _item(finding: Finding, group: Group, words: Words) -> Iterator[str]:
    place = f"  [{place_of(finding)}]" if finding.file else ""
    yield f"    - {finding.labels.get('about') or finding.about}{place}"
    if group.message is None:
        yield f"      {finding.message}"
    if group.remedy is None:
        yield f"      → {finding.remedy}"
    for quote in finding.quotes[:QUOTES]:
        text = " ".join(quote.split())
        yield f"      “{text if len(text) <= QUOTE else text[: QUOTE - 1] + '…'}”"
    if finding.decision is not None:
        yield f"      {decision_line(words, finding)}"


def _rules(checked: Checked) -> Iterator[str]:
    report, words = checked.report, checked.words
    yield words("report.rules.note")
    applied = ", ".join(f"{rule.id}\u00a0{rule.applied}" for rule in report.rules)
    for line in textwrap.wrap(applied, WIDTH, break_on_hyphens=False, break_long_words=False):
        yield "  " + line.replace("\u00a0", " ")
    real = sum(not finding.blameless for finding in report.findings)
    counts = (len(report.rules), sum(rule.applied for rule in report.rules), real, len(report.findings) - real)
    yield words("report.summary", *map(str, counts))


FORMAT = ReportFormat("text", (".txt",), "Text for a terminal", write)
