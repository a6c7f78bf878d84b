"""The summary for management: what is new, the gravest findings, what is to be decided, what is overdue."""

from __future__ import annotations

from collections.abc import Sequence

from ropa.model import Report, Scope
from ropa.register.core import Register
from ropa.render.brief import Brief, brief_html, brief_markdown
from ropa.render.grades import RANK, first_fixes, is_open, said_of
from ropa.words import Words

CAUSES = ("edit", "time", "law", "rules")
SHOWN = ("date", "aboutLabel", "whatLabel", "owner")
MOST = 7


def briefing(register: Register, controller: str, report: Report | None, lang: str) -> dict[str, bytes]:
    """The summary as HTML and Markdown, two pages on paper: at most so many lines under each heading, the rest counted.

    `report` is a check of one controller against an earlier day; None where nothing is compared.
    """
    words, compared = Words(lang), report is not None
    report = report or register.check(lang, Scope((), controller))
    ranked = sorted((item for item in report.findings if is_open(item)), key=lambda item: (RANK[item.severity], item.rule, item.about, item.id))
    grave = [item for item in ranked if item.severity == "violation"]
    new = [f"{said_of(item)} ({words('brief.' + item.cause)})" for item in ranked if item.cause in CAUSES]
    fixes = [f"{fix.remedy} ({fix.article}; {len(fix.closes)})" for fix in first_fixes(grave, len(grave))]
    lapsed = [said_of(item) for item in register.check(lang).findings if item.rule == "decision-expired"]
    answer = register.ask("to-do", {"controller": controller}, lang)
    overdue = [
        " · ".join(row[name].value for name in SHOWN if name in row) + f" ({words('todo.' + row['kind'].value)})"
        for row in answer.rows
        if row["state"].value == "overdue"
    ]
    sections = (
        (words("brief.changed"), _most(new, words) if compared else (words("brief.no-since"),)),
        (words("brief.risks"), _most([said_of(item) for item in grave], words)),
        (words("brief.decisions"), _most([*lapsed, *fixes], words)),
        (words("brief.overdue"), _most(overdue, words)),
    )
    name = next(item["title"] for item in register.controllers() if item["id"] == controller)
    brief = Brief(f"{words('brief')}: {name}", lang, register.clocks, register.law_known_until, sections)
    return {"summary.html": brief_html(brief).encode(), "summary.md": brief_markdown(brief).encode()}


def _most(lines: Sequence[str], words: Words) -> tuple[str, ...]:
    more = (words("brief.more", str(len(lines) - MOST)),) if len(lines) > MOST else ()
    return (*(" ".join(line.split()) for line in lines[:MOST]), *more) or (words("brief.none"),)
