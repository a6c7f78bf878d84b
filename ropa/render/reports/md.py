"""The report as Markdown: for a merge request, a job's summary, a ticket."""

from __future__ import annotations

from collections.abc import Iterator

from ropa.model import Finding
from ropa.render.grades import Group, Party, by_controller, decision_line, first_fixes, grade_of, place_of, rules_of, said_of, tally
from ropa.render.markdown import escape
from ropa.render.reports import Checked, ReportFormat
from ropa.words import Words


def write(checked: Checked) -> bytes:
    """The report as CommonMark with tables: what to do first, the findings by controller, the rules."""
    words, report = checked.words, checked.report
    title = f"{checked.title}: {words('findings')}" if checked.title else words("findings")
    lines = [f"# {escape(title)}", "", escape(checked.clocks_line), ""]
    lines += [words("report.redacted"), ""] if report.redacted else []
    counts = " · ".join(f"{words('grade.' + grade)}: **{count}**" for grade, count in tally(report.findings))
    lines += [counts or words("findings.none"), ""]
    lines += _fixes(checked)
    for party in by_controller(report.findings):
        lines += _party(party, words)
    if checked.gone_line:
        lines += [f"## {checked.gone_line}", "", *(f"- {escape(said_of(finding))}" for finding in report.gone), ""]
    lines += _rules(checked)
    return ("\n".join(lines).rstrip() + "\n").encode()


def _fixes(checked: Checked) -> Iterator[str]:
    words = checked.words
    fixes = first_fixes(checked.report.findings)
    if not fixes:
        return
    yield from (f"## {words('report.fixes')}", "")
    for number, fix in enumerate(fixes, start=1):
        lead = fix.closes[0]
        yield f"{number}. **{escape(fix.controller)}**: {escape(fix.remedy)}  "
        yield f"   {words('report.closes', str(len(fix.closes)))} · {words('grade.' + grade_of(lead))} · {escape(fix.article)}{_code(place_of(lead))}"
    yield ""


def _party(party: Party, words: Words) -> Iterator[str]:
    yield from (f"## {escape(party.name)}", "")
    for group in party.groups:
        yield from _group(group, words)
    if party.hints:
        yield from (f"### {words('report.hints', str(party.hint_count))}", "")
        for group in party.hints:
            about = ", ".join(dict.fromkeys(escape(finding.labels.get("about") or finding.about) for finding in group.findings))
            yield f"- {escape(group.title)} ({escape(group.article)}), {words('grade.' + group.grade).lower()}: {about}"
        yield ""


def _group(group: Group, words: Words) -> Iterator[str]:
    yield from (f"### {words('grade.' + group.grade)}: {escape(group.title)} ({escape(group.article)})", "")
    if group.message is not None:
        yield from (escape(group.message), "")
    if group.remedy is not None:
        yield from (f"→ {escape(group.remedy)}", "")
    for finding in group.findings:
        yield from _item(finding, group, words)
    yield ""


def _item(finding: Finding, group: Group, words: Words) -> Iterator[str]:
    yield f"- **{escape(finding.labels.get('about') or finding.about)}**{_code(place_of(finding))}"
    told = [escape(finding.message)] if group.message is None else []
    told += [f"→ {escape(finding.remedy)}"] if group.remedy is None else []
    told += [f"“{escape(quote)}”" for quote in finding.quotes]
    told += [escape(decision_line(words, finding))] if finding.decision else []
    for text in told:
        yield f"  - {text}"


def _rules(checked: Checked) -> Iterator[str]:
    words = checked.words
    yield from (f"## {words('report.rules')}", "")
    heads = ("report.rule", "article", "report.applied", "findings", "report.unfillable")
    yield "| " + " | ".join(map(words, heads)) + " |"
    yield "|---|---|---:|---:|---:|"
    for rule in rules_of(checked.report):
        yield f"| `{rule.id}`: {escape(rule.title)} | {escape(rule.article)} | {rule.applied} | {rule.findings} | {rule.hints} |"


def _code(place: str) -> str:
    return f" `{place.replace('`', '')}`" if place else ""


FORMAT = ReportFormat("md", (".md",), "Markdown", write)
