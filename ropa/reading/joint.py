"""Joint control (Art. 26): with whom a text says that purposes and means are decided together."""

from __future__ import annotations

from collections.abc import Iterator

from ropa.reading.finding import Sheet
from ropa.reading.named import Names
from ropa.reading.proposals import Proposal
from ropa.reading.wordbook import Wordbook


def joint_control(sheet: Sheet, names: Names) -> Iterator[Proposal]:
    """Each sentence that says who are joint controllers, with the parties it names, or the kinds of parties where it names none."""
    for unit in sheet.units:
        match = sheet.words.first("joint", unit.shadow)
        if match is None or unit.kind in ("heading", "header") or not _says(sheet.words, unit.shadow):
            continue
        found = {each.id: (each.words, "named") for each in sheet.named(names, unit)}
        kinds = {each.term: (unit.plain.words[each.start : each.end], "category") for each in sheet.found("recipients", unit) if each.term in KINDS}
        parties = found or kinds
        if not parties:
            continue
        how, extra = sheet.how(unit, match[0], match[1])
        for identifier, (words, kind) in parties.items():
            yield sheet.propose("parties", {"id": identifier, "name": words, "kind": kind}, unit, "stated", "joint-control")
        yield sheet.propose("jointControl", {"with": list(parties), **extra}, unit, how, "joint-control")


KINDS = ("group-companies", "business-partners", "social-media-platforms")
"""The kinds of parties that may be joint controllers; a processor is none."""


def _says(words: Wordbook, shadow: str) -> bool:
    return not words.says("joint-not", shadow)
