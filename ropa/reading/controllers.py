"""The controller's own names in a notice, so that they are not taken for a recipient."""

from __future__ import annotations

import re

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.named import LEGAL, Names, slug
from ropa.reading.units import Unit

EARLY = 8
"""Blocks at the beginning of a notice where its owner names itself."""
TITLE = re.compile(r"(?:for|of|-|\||:|by|von|der|för|de|d'|av|du)\s+([A-ZÅÄÖÜÉ][\w&.-]+(?:\s[A-ZÅÄÖÜÉ][\w&.-]+){0,3})\s*$|^([A-ZÅÄÖÜÉ][\w&.-]+)(?:'s|n|s)?\s+(?:Privacy|Data|Group|Tietosuoja|tietosuoja|Integritets|integritets)")
GENERIC = frozenset("privacy policy data protection statement notice cookie website customer customers personal online general information the our your".split())


def own_names(sheet: Sheet, names: Names) -> frozenset[str]:
    """The names under which the controller speaks: in sentences and sections about who is responsible, at the beginning, in the title."""
    found: set[str] = set()
    for unit in sheet.units:
        if unit.kind == "heading" and unit.block < EARLY and (match := TITLE.search(unit.plain.words)):
            found.add(slug(match[1] or match[2]))
        if not _about(sheet, unit):
            continue
        for each in names.find(unit.plain.words, unit.shadow, sheet.tokens(unit)):
            if LEGAL.fullmatch(each.words):
                first = each.words.split()[0].strip(",")
                found.add(slug(each.words))
                found.update({slug(first)} if fold(first) not in names.written else ())
    return frozenset(each for each in found if len(each) > 1 and each not in GENERIC)


def _about(sheet: Sheet, unit: Unit) -> bool:
    """Whether a sentence is about who the controller is: it says so, stands in a section about it, or at the beginning."""
    place, words = sheet.places.of(unit.block), sheet.words
    if unit.kind in ("cell", "header") or "recipients" in place.topics or words.says("own-not", unit.shadow):
        return False
    goes = words.says("recipients-says", unit.shadow) or words.says("uses", unit.shadow)
    heading = place.headings[0] if place.headings else ""
    return words.says("own", unit.shadow) or words.says("own", unit.intro) or words.says("own", heading) or (unit.block < EARLY and not goes)
