"""The controller's own names in a notice, so that they are not taken for a recipient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.named import LEGAL, Names, slug
from ropa.reading.phrases import opens
from ropa.reading.units import Unit

SUBJECT = re.compile(r"[A-ZÅÄÖÜÉ][\w&-]+(?:\s[A-ZÅÄÖÜÉ][\w&-]+){0,2}")
ALIAS = re.compile(r"\([^()\"“”„«»]{0,20}[\"“”„«](?:the |die |der |das |la |le |l')?([^\W\d_][^\"“”„«»()]{1,30})[\"“”»]\)")
"""The name that a notice gives its owner in brackets: (the "Bank")."""
EARLY, OPENING, OFTEN = 8, 30, 8
"""Blocks at the beginning of a notice where its owner names itself; those where it does so as the controller; how often its name
stands in the text, where others are known by that name too."""


def own_names(sheet: Sheet, names: Names) -> frozenset[str]:
    """The names under which the controller speaks: in sentences and sections about who is responsible, at the beginning, in the title.

    A known vendor is the controller only where it is the first that such a sentence names: "Google is responsible for …" may come later.
    """
    found: set[str] = set()
    owners: set[str] = set()
    for unit in sheet.units:
        if unit.kind == "heading" and unit.block < EARLY:
            found.update(_titles(sheet, unit))
        if not _about(sheet, unit):
            continue
        legal = [each for each in sheet.named(names, unit) if LEGAL.fullmatch(each.words)]
        for each in legal:
            first = each.words.split()[0].strip(",")
            known = each.id in names.ids or fold(first) in names.written
            if not known or not owners or each.id in owners:
                found.update((slug(each.words), slug(first), each.id) if not known or first.lower() in each.id else (slug(each.words), each.id))
        owners |= {each.id for each in legal}
        if sheet.words.says("own", unit.shadow):
            found.update(slug(alias) for alias in ALIAS.findall(unit.plain.words))
        if not legal:
            found.update(each.id for each in sheet.named(names, unit)[:1] if _speaks(sheet, unit, each.words))
        if not legal and (name := _subject(sheet, unit)) and slug(name) not in names.ids:
            found.add(slug(name))
    return frozenset(each for each in found if len(each) > 1)


def _speaks(sheet: Sheet, unit: Unit, name: str) -> bool:
    """Whether a known name is the owner's: an early sentence about the controller has it, and the text has it again and again."""
    early = unit.block < OPENING and sheet.words.says("own", unit.shadow)
    return early and len(re.findall(rf"(?<![\w.@/]){re.escape(name)}(?![\w@])", sheet.text.text)) >= OFTEN


def _subject(sheet: Sheet, unit: Unit) -> str:
    """The name that a sentence about the controller opens with: "Acme, located at …, acts as data controller"."""
    match = SUBJECT.match(unit.plain.words) if sheet.words.says("own", unit.shadow) else None
    if match is None or any(opens(sheet.words, match[0], each) for each in ("opening", "starts", "articles")):
        return ""
    small = re.search(rf"(?<![\w./@-]){re.escape(match[0].lower())}(?![\w./@-])", sheet.text.text)
    return "" if small or any(terms.find(fold(match[0])) for terms in sheet.words.terms.values()) else match[0]


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
