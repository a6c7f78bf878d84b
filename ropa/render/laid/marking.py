"""What the formats of a laid record share: the mark beside a heading, numbered quotes, and text that no spreadsheet runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel import Locale
from babel.core import get_global

from ropa.carried import FORMULA, harmless
from ropa.laid import Heading, Laid, Piece, Row
from ropa.words import Words

__all__ = ["FORMULA", "Quotes", "about", "harmless", "mark", "numbered", "printable", "tag"]

GENERAL = "all-processing"
"""The id of the row for what a document says of all its processing."""


def mark(heading: Heading, laid: Laid) -> str:
    """The letter of the law and whether it asks for the heading, in words: ``30(1)(b) · required``."""
    asked = laid.words["layout.required" if heading.required else "layout.addition"]
    return f"{heading.letter} · {asked}" if heading.letter else asked


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text on one line without control characters and lone surrogates, which XML cannot hold and no font draws."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def tag(language: str, country: str | None = None) -> str:
    """A language with its country, as word processors name it: ``fi`` gives ``fi-FI``; English without a country is British."""
    region = country or ("GB" if language == "en" else str(get_global("likely_subtags").get(language, "")).rpartition("_")[2])
    return f"{language}-{region}" if len(region) == 2 else language


def numbered(rows: tuple[Row, ...]) -> Iterator[tuple[str, Row]]:
    """The rows of a part with the number of each sheet: 1, 2, 2.1, 2.2, 3."""
    counts: list[int] = []
    for row in rows:
        depth = min(row.level, len(counts) + 1)
        counts = [*counts[: depth - 1], (counts[depth - 1] if len(counts) >= depth else 0) + 1]
        yield ".".join(map(str, counts)), row


def about(laid: Laid) -> list[tuple[str, str]]:
    """What a cover says of the record, in `Laid.lang`: the document, its dates and languages, the layout and how sure it is."""
    words, layout = Words(laid.lang), laid.layout
    named = [str(Locale.parse(words.lang).languages.get(code, code)) for code in dict.fromkeys((laid.head_lang, laid.lang))]
    said = [(words("document"), laid.document), (words("cover.dates"), laid.clocks_line), (words("cover.language"), ", ".join(named))]
    said += [(words("cover.layout"), f"{layout.title} · {layout.authority}"), (words("cover.source"), layout.source)]
    return [*said, (words("cover.sure"), words(f"cover.sure.{layout.sure}"))]


class Quotes:
    """Numbers the quotes of a record in the order in which they are first printed, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._uses: dict[str, int] = {}

    def refs(self, piece: Piece) -> list[tuple[int, int]]:
        """(number, use) of each quote of a piece: `use` counts the places that refer to it, from 1."""
        found = []
        for quote in piece.quotes:
            self._uses[quote] = self._uses.get(quote, 0) + 1
            found.append((self._numbers.setdefault(quote, len(self._numbers) + 1), self._uses[quote]))
        return found

    def notes(self) -> list[tuple[int, str, int]]:
        """(number, quote, uses) of every quote printed so far."""
        return [(number, quote, self._uses[quote]) for quote, number in self._numbers.items()]
