"""The controller's own names in a notice, so that they are not taken for a recipient."""

from __future__ import annotations

from collections.abc import Iterator

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.named import LEGAL, Names, slug
from ropa.reading.units import Unit

EARLY = 8
"""Blocks at the beginning of a notice where its owner names itself."""


def own_names(sheet: Sheet, names: Names) -> frozenset[str]:
    """The names under which the controller speaks: in sentences and sections about who is responsible, at the beginning, in the title."""
    found: set[str] = set()
    for unit in sheet.units:
        if unit.kind == "heading" and unit.block < EARLY:
            found.update(_titles(sheet, unit))
        if not _about(sheet, unit):
            continue
        for each in sheet.named(names, unit):
            if LEGAL.fullmatch(each.words):
                first = each.words.split()[0].strip(",")
                found.add(slug(each.words))
                found.update({slug(first)} if fold(first) not in names.written else ())
    return frozenset(each for each in found if len(each) > 1)


def _titles(sheet: Sheet, unit: Unit) -> Iterator[str]:
    """The names in a title: "Privacy Policy for Acme"."""
    for _, _, groups in sheet.words.spans("title", unit.shadow):
        for start, end in groups.values():
            name = unit.plain.words[start:end]
            if all(part[0].isupper() for part in name.split()) and not sheet.found("subjects", unit, start, end):
                yield slug(name)


def _about(sheet: Sheet, unit: Unit) -> bool:
    """Whether a sentence is about who the controller is: it says so, stands in a section about it, or at the beginning."""
    place, words = sheet.places.of(unit.block), sheet.words
    if unit.kind in ("cell", "header") or "recipients" in place.topics or words.says("own-not", unit.shadow):
        return False
    goes = words.says("recipients-says", unit.shadow) or words.says("uses", unit.shadow)
    heading = place.headings[0] if place.headings else ""
    return words.says("own", unit.shadow) or words.says("own", unit.intro) or words.says("own", heading) or (unit.block < EARLY and not goes)
