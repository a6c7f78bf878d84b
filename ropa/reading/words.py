"""The extractor of the open fields: purposes, data and whose they are, recipients by name and kind, joint control."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ropa.reading.activities import activities
from ropa.reading.categories import categories, subjects
from ropa.reading.continued import continued
from ropa.reading.controllers import own_names
from ropa.reading.finding import Sheet, once
from ropa.reading.joint import joint_control
from ropa.reading.named import Names, names
from ropa.reading.packs import precision
from ropa.reading.places import Places
from ropa.reading.proposals import Proposal
from ropa.reading.purposes import purposes
from ropa.reading.recipients import recipients
from ropa.reading.text import Text
from ropa.reading.wordbook import Wordbook, wordbook

READS = frozenset({"purpose", "data", "dataSubjects", "discloses", "parties", "jointControl"})


@dataclass
class WordEngine:
    """An `Extractor` by lists of words: what they mean, and where a text may mean it."""

    names: Names
    workspace: Path | None = None
    _books: dict[str, Wordbook | None] = field(default_factory=dict)
    _linked: tuple[Text, dict[int, int]] | None = None

    @classmethod
    def of(cls, workspace: Path | None = None) -> WordEngine:
        """The engine of our words and a workspace's. Raises InputError for a table or file that is broken."""
        return cls(names(workspace), workspace)

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """The proposals for a text, in its order. A language without words gives none."""
        words = self.book(text.language)
        if words is None:
            return ()
        sheet = Sheet(text, words.fresh())
        linked, measured = activities(sheet), precision()
        self._linked = text, linked
        placed = (
            replace(each, activity=linked.get(each.block), confidence=measured.get((each.pattern, each.field, text.language)))
            for each in _all(sheet, self.names)
        )
        return tuple(sorted(once(sheet, placed), key=_order))

    def linked(self, text: Text) -> dict[int, int]:
        """For each block of a text the block that names its activity, where one does; what `extract` found for it, where it did."""
        if self._linked is None or self._linked[0] is not text:
            words = self.book(text.language)
            self._linked = text, activities(Sheet(text, words.fresh())) if words is not None else {}
        return self._linked[1]

    def whole(self, text: Text) -> Text:
        """A text whose tables that go on in another one stand under its headers; the text itself in a language without words."""
        words = self.book(text.language)
        if words is None or all(block.table is None for block in text.blocks):
            return text
        places = Places(text, words.fresh())
        return continued(text, places.names, places.fills)

    def reads(self, language: str) -> frozenset[str]:
        """The open fields, in a language that has words."""
        return READS if self.book(language) is not None else frozenset()

    def book(self, language: str) -> Wordbook | None:
        """The words of a language, read once; None where there are none."""
        if language not in self._books:
            self._books[language] = wordbook(language, self.workspace)
        return self._books[language]


def _all(sheet: Sheet, known: Names) -> Iterator[Proposal]:
    own = own_names(sheet, known)
    yield from purposes(sheet)
    yield from categories(sheet)
    yield from subjects(sheet)
    yield from recipients(sheet, known, own)
    yield from joint_control(sheet, known)


def _order(each: Proposal) -> tuple[int, int, str, str, list[tuple[str, str]]]:
    return each.start, each.end, each.field, each.pattern, sorted((key, str(value)) for key, value in each.value.items())
