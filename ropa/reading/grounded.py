"""Whether what a model says stands in the words it quotes: names by the letter, periods and countries by the readers of the packs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ropa.periods import same_period
from ropa.reading.folding import fold, fold_pattern
from ropa.reading.packs import Pack
from ropa.reading.regex import Regex, compiled
from ropa.reading.values import Reader

FREE = ("name", "label", "place", "address", "email", "phone")
"""The keys of a value that no list closes: they are the text's own words."""
NEAR = ("controller", "contacts")
"""The fields whose free words may stand around the quote: who the controller is, and how to reach whom, is seldom one sentence."""


@dataclass(frozen=True)
class Grounds:
    """What a quote shows, in one language; without a pack for it no period or country can be read, so none is shown."""

    pack: Pack | None

    def shows(self, field: str, value: Mapping[str, str], quote: str, around: str) -> bool:
        """Whether a value of a field stands in its quote; of `NEAR`, in what was asked about."""
        words = around if field in NEAR else quote
        free = all(stands(value[key], words) for key in FREE if key in value)
        return free and self._period(value.get("duration"), quote) and self._country(value.get("country"), quote)

    def _period(self, period: str | None, quote: str) -> bool:
        return period is None or any(same_period(period, said) for said in self._read("duration", quote))

    def _country(self, code: str | None, quote: str) -> bool:
        return code is None or code in self._read("country", quote)

    def _read(self, name: str, quote: str) -> list[str]:
        """What the reader of a name makes of each place in a quote that looks like it."""
        if self._reader is None:
            return []
        every = (self._reader.read(name, quote[start:end]) for start, end, _ in self._finds[name].all(fold(quote)))
        return [said for said in every if said is not None]

    @cached_property
    def _reader(self) -> Reader | None:
        return Reader(self.pack) if self.pack else None

    @cached_property
    def _finds(self) -> Mapping[str, Regex]:
        macros = self._reader.macros if self._reader else {}
        return {name: compiled(fold_pattern(macros[name]), name) for name in ("duration", "country") if name in macros}


def stands(words: str, text: str) -> bool:
    r"""Whether words stand in a text as whole words, white space and capitals aside.

    >>> stands("Zendesk  inc", "We use Zendesk\nInc."), stands("Zen", "We use Zendesk")
    (True, False)
    """
    found = r"\s+".join(map(re.escape, words.split()))
    return found != "" and re.search(rf"(?<!\w){found}(?!\w)", text, re.IGNORECASE) is not None
