"""What is a list of data by what is in it, whatever it stands under: "name, e-mail address, phone number"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ropa.reading.finding import Sheet
from ropa.reading.lexicon import Found
from ropa.reading.members import Member
from ropa.reading.units import Unit

MOST = 0.6
"""The share of words, and of the members of a list, that make it one."""
LONGEST = 60
"""Words of a sentence that is a list, at most."""


@dataclass
class Telling:
    """Which units of a text are lists of data; each is looked at once."""

    sheet: Sheet
    _full: dict[tuple[int, int], bool] = field(default_factory=dict)
    _lists: dict[tuple[int, int], bool] = field(default_factory=dict)

    def tells(self, unit: Unit) -> bool:
        """Whether a unit is a list of data: nearly all its words are terms of data, and it has two, or is in a list whose members are so."""
        if not self.full(unit):
            return False
        terms = self.sheet.found("data", unit)
        if len(terms) > 1 and any(not each.doubtful for each in terms):
            return True
        return unit.kind in ("item", "cell") and self._listed(self.sheet.beside(unit))

    def _listed(self, units: list[Unit]) -> bool:
        key = units[0].start, len(units)
        if key not in self._lists:
            full = [each for each in units if self.full(each)]
            sure = sum(any(not term.doubtful for term in self.sheet.found("data", each)) for each in full)
            self._lists[key] = sure > 1 and len(full) >= MOST * len(units)
        return self._lists[key]

    def full(self, unit: Unit) -> bool:
        """Whether nearly all the words of a unit are terms of data, joining words aside."""
        key = unit.block, unit.start
        if key not in self._full:
            self._full[key] = unit.kind not in ("heading", "header") and self._says(unit)
        return self._full[key]

    def _says(self, unit: Unit) -> bool:
        terms = self.sheet.found("data", unit)
        if not terms:
            return False
        tokens, small = self.sheet.tokens(unit), self.sheet.words.lists["small"]
        words = [span for span, word in zip(tokens.spans, tokens.parts, strict=True) if word not in small]
        if not 0 < len(words) <= LONGEST:
            return False
        return sum(any(each.start <= start and end <= each.end for each in terms) for start, end in words) >= MOST * len(words)


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
