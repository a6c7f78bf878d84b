"""What is a list of data by what is in it, whatever it stands under: "name, e-mail address, phone number"."""

from __future__ import annotations

from collections.abc import Iterable

from ropa.reading.finding import Sheet
from ropa.reading.lexicon import Found
from ropa.reading.members import Member
from ropa.reading.units import Unit

MOST = 0.6
"""The share of words, and of the members of a list, that make it one."""
LONGEST = 60
"""Words of a sentence that is a list, at most."""


def tells(sheet: Sheet, unit: Unit) -> bool:
    """Whether a unit is a list of data: nearly all its words are terms of data, and it has two, or is in a list whose members are so."""
    if not _full(sheet, unit):
        return False
    terms = sheet.found("data", unit)
    if len(terms) > 1 and any(not each.doubtful for each in terms):
        return True
    return unit.kind in ("item", "cell") and _listed(sheet, sheet.beside(unit))


def _listed(sheet: Sheet, units: list[Unit]) -> bool:
    full = [each for each in units if _full(sheet, each)]
    sure = sum(any(not term.doubtful for term in sheet.found("data", each)) for each in full)
    return sure > 1 and len(full) >= MOST * len(units)


def _full(sheet: Sheet, unit: Unit) -> bool:
    """Whether nearly all the words of a unit are terms of data, joining words aside."""
    terms = sheet.found("data", unit)
    if not terms or unit.kind in ("heading", "header"):
        return False
    tokens = sheet.tokens(unit)
    small = sheet.words.lists["articles"] | sheet.words.lists["joins"] | sheet.words.lists["bare"] | sheet.words.lists["yours"] | sheet.words.lists["tails"]
    words = [span for span, word in zip(tokens.spans, tokens.parts, strict=True) if word not in small]
    said = [span for span in words if any(each.start <= span[0] and span[1] <= each.end for each in terms)]
    return 0 < len(words) <= LONGEST and len(said) >= MOST * len(words)


def enumerates(terms: Iterable[Found], members: list[Member]) -> bool:
    """Whether terms stand in one enumeration of a sentence: two that are sure, or one with two that are not."""
    run: list[Found] = []
    kept = list(terms)
    for number, each in enumerate(members):
        inside = [term for term in kept if each.span[0] <= term.start < each.span[1]]
        run = [*run, *inside] if inside and (number == 0 or each.linked) else inside
        sure = sum(not term.doubtful for term in run)
        if len({term.term for term in run}) > 1 and (sure > 1 or (sure and len(run) > 2)):
            return True
    return False
