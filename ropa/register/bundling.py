"""What stands in a bundle for an authority, an auditor or management, drawn from a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from ropa.laid import Laid
from ropa.model import Answer, Report, Scope
from ropa.register.core import Register

REPORTS = ("html", "json", "xlsx")


@dataclass(frozen=True)
class Wanted:
    """What a bundle is to hold: for whom, whose record, drawn from which document, in which layout and language.

    An authority is given what Art. 30 asks for and no quotes, unless `additions` or `evidence` say otherwise.
    """

    audience: str
    controller: str
    document: str | None = None
    layout: str = "generic"
    lang: str | None = None
    evidence: str | None = None
    additions: bool = False


def contents(register: Register, wanted: Wanted, report: Report | None = None) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a bundle by name, and what its manifest says of them.

    `report` is a check against an earlier day, for management; None where nothing is compared. The authority's bundle holds the
    record and nothing else (GDPR Art. 30(4)). Raises UsageError as `Register.lay_out`.
    """
    private = wanted.audience == "auditor"
    laid = register.lay_out(
        wanted.controller,
        wanted.layout,
        wanted.document,
        wanted.lang,
        evidence=wanted.evidence or ("full" if private else "none"),
        required_only=wanted.audience == "authority" and not wanted.additions,
    )
    files = {} if wanted.audience == "management" else _record(laid)
    if private:
        files |= _behind(register, wanted, laid.lang)
    if wanted.audience == "management":
        from ropa.register.briefing import briefing

        files |= briefing(register, wanted.controller, report, laid.lang)
    return files, _about(register, wanted, laid)


def _about(register: Register, wanted: Wanted, laid: Laid) -> dict[str, Any]:
    card = register.draw_record(wanted.controller, wanted.document, laid.lang).document
    said: Mapping[str, str | None] = {
        "for": wanted.audience,
        "title": laid.title,
        "controller": wanted.controller,
        "controllerName": laid.controller,
        "document": card.id,
        "documentVersion": card.version,
        "documentDate": card.date,
        "language": laid.lang,
        "layout": laid.layout.id if wanted.audience != "management" else None,
        "registerOn": register.clocks.register_on.isoformat(),
        "asOf": register.clocks.as_of.isoformat(),
        "lawKnownUntil": register.law_known_until,
    }
    return {key: value for key, value in said.items() if value is not None}


def _record(laid: Laid) -> dict[str, bytes]:
    """The record once in each format, by its first suffix."""
    from ropa.render.laid import formats

    first = {item.id: item for item in formats().values()}
    return {f"record{item.suffixes[0]}": item.write(laid) for _, item in sorted(first.items())}


def _behind(register: Register, wanted: Wanted, lang: str) -> dict[str, bytes]:
    """What the record stands on: its document as a graph, the words, the papers, the findings with what was decided of them.

    Nothing of another controller of the workspace is in it.
    """
    from ropa.render.answer import answer_csv
    from ropa.render.reports import Checked, report_format

    graph = ox.NamedNode(register.draw_record(wanted.controller, wanted.document, lang).document.iri)
    subjects = {quad.subject.value for quad in register.dataset.quads(graph=graph) if isinstance(quad.subject, ox.NamedNode)}
    report = register.check(lang, Scope((), wanted.controller))
    checked = Checked(report=report, title=register.workspace.title, base=register.workspace.base)
    papers = register.ask("papers", {"controller": wanted.controller}, lang)
    found = {
        "graph.ttl": register.record_facts(wanted.controller, "ttl", wanted.document, lang),
        "evidence.csv": answer_csv(_about_these(register.ask("evidence", {}, lang), "subject", subjects)).encode(),
        "papers.csv": answer_csv(papers).encode(),
    }
    return found | {f"findings.{name}": report_format(name).write(checked) for name in REPORTS}


def _about_these(answer: Answer, column: str, kept: set[str]) -> Answer:
    return replace(answer, rows=tuple(row for row in answer.rows if row[column].value in kept))
