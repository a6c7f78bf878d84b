"""`ropa explain`: why a fact holds, or why a finding is there."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.cli.commands import assume_option, emit, json_text, open_register
from ropa.model import Clocks
from ropa.register.checks import FINDING, Reasons, explain_finding
from ropa.render.grades import article_of, decision_line, grade_of, place_of
from ropa.words import Words

if TYPE_CHECKING:
    from ropa.infer.explain import Explanation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("thing", help="an IRI, an id such as infrakit, controller/id such as infotrode/chatbot, or the id of a finding")
    parser.add_argument("property", nargs="?", help="only facts of this property, such as hasRetention")
    parser.add_argument("--format", choices=("text", "json"), default=None)
    assume_option(parser)


def explain(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Say why facts hold; the id of a finding is explained by its rule and what the rule looked at."""
    register = open_register(arguments, folder, clocks)
    if arguments.property is None and FINDING.fullmatch(arguments.thing):
        reasons = explain_finding(register, arguments.thing, arguments.lang)
        shown = json_text(_reasons(reasons)) if arguments.format == "json" else "\n".join(_lines(reasons, Words(arguments.lang))) + "\n"
        emit(shown, None)
        return 0
    found = register.explain(arguments.thing, arguments.property, arguments.lang)
    if arguments.format == "json":
        emit(json_text([_explanation(item) for item in found]), None)
        return 0
    told: set[str] = set()
    emit("\n".join(line for item in found for line in item.lines(0, told)) + "\n", None)
    return 0


def _explanation(item: Explanation) -> dict[str, Any]:
    return {
        "fact": item.sentence,
        "known": item.known,
        "because": item.because,
        "quotes": list(item.quotes),
        "premises": [_explanation(each) for each in item.premises],
    }


def _reasons(reasons: Reasons) -> dict[str, Any]:
    finding, rule = reasons.finding, reasons.rule
    return {
        "id": finding.id,
        "rule": finding.rule,
        "article": finding.article,
        "source": rule.source,
        "severity": finding.severity,
        "status": finding.status,
        "foundBy": finding.found_by,
        "message": finding.message,
        "remedy": finding.remedy,
        "why": rule.why,
        "quotes": list(finding.quotes),
        "where": place_of(finding),
        "facts": [_explanation(item) for item in reasons.facts],
    }


def _lines(reasons: Reasons, words: Words) -> Iterator[str]:
    finding, rule = reasons.finding, reasons.rule
    yield f"{finding.labels.get('about') or finding.about}: {finding.message}"
    yield f"  {words('grade.' + grade_of(finding))} · {article_of(finding)} · {rule.title} ({finding.rule})"
    yield from (f"  “{' '.join(quote.split())}”" for quote in finding.quotes)
    yield f"  → {finding.remedy}"
    if rule.why:
        yield f"  {words('explain.why')}: {rule.why}"
    if rule.source:
        yield f"  {words('explain.law')}: {rule.source}"
    if place_of(finding):
        yield f"  {place_of(finding)}"
    if finding.decision is not None:
        yield f"  {decision_line(words, finding)}"
    if reasons.facts:
        yield ""
        yield words("explain.read")
        told: set[str] = set()
        yield from (line for fact in reasons.facts for line in fact.lines(1, told))
