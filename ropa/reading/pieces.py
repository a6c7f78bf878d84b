"""Pieces of a text as a format gives them, before they know what they stand under; and the tree made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ropa.reading.text import Block

LEADS = re.compile(
    r"\b(?:following|such as|below|including|includes?|like|seuraav\w{0,9}|esimerkiksi|följande|såsom|nedan|folgende\w{0,3}|nachstehend\w{0,3}"
    r"|suivante?s?|ci-dessous)\W{0,5}$",
    re.IGNORECASE,
)
TELLS = re.compile(r"\b(?:following|seuraav\w{0,9}|följande|folgende\w{0,3}|nachstehend\w{0,3}|suivante?s?)\b[^.:;]{0,120}\.$", re.IGNORECASE)
"""A last sentence that speaks of what follows: "We also keep the following data on our own servers."."""
DEEPEST = 6


@dataclass(frozen=True)
class Piece:
    """One heading, paragraph, item or cell of a text, in the order of the text and never overlapping another.

    `level` is a heading's level, an item's depth, for a paragraph the depth of the item it continues (0 outside a list).
    `header` is "column" or "row" for a cell that heads one, else empty. `leads` says the piece introduces the items after it.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    label: tuple[int, int] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: str = ""
    leads: bool = False


def leads(words: str) -> bool:
    """Whether a paragraph introduces the list after it: it ends with a colon, or says "the following"."""
    tail = words[-180:].rstrip("*_ \t\n")
    return tail.endswith((":", "：")) or bool(LEADS.search(tail[-60:])) or bool(TELLS.search(tail))


def tree(text: str, pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """The pieces with their parents: items under their introduction, everything under its heading, cells with their headers."""
    grower = _Tree(text)
    for index, piece in enumerate(pieces):
        grower.add(index, piece)
    return tuple(grower.blocks)


class _Tree:
    """The blocks so far, and what is open: headings by level, items by depth, a list's introduction, a table's headers.

    `inner` is the introduction of a list inside an item, and how many items are open where it stands.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.headings: list[int] = []
        self.items: list[int] = []
        self.intro: int | None = None
        self.inner: tuple[int, int] | None = None
        self.above: dict[int, tuple[int, ...]] = {}
        self.beside: tuple[int, ...] = ()
        self.place: tuple[int | None, int | None] = (None, None)

    def add(self, index: int, piece: Piece) -> None:
        """Add the next piece; `index` is the number it gets."""
        place = getattr(self, f"_{piece.kind}")(index, piece)
        headers = self._headers(index, piece) if piece.kind == "cell" else ()
        level = min(piece.level, DEEPEST) if piece.kind == "heading" else len(self.items) if piece.kind == "item" else 0
        self.blocks.append(
            Block(piece.kind, piece.start, piece.end, level, place, piece.label, piece.table, piece.row, piece.column, headers, bool(piece.header))
        )

    def _heading(self, index: int, piece: Piece) -> int | None:
        while self.headings and self.blocks[self.headings[-1]].level >= piece.level:
            self.headings.pop()
        parent = self._last(self.headings)
        self.headings.append(index)
        self.items, self.intro, self.inner = [], None, None
        return parent

    def _paragraph(self, index: int, piece: Piece) -> int | None:
        del self.items[piece.level :]
        led = piece.leads or leads(self.text[piece.start : piece.end])
        self.inner = (index, len(self.items)) if self.items and led else None
        if self.items:
            return self.items[-1]
        self.intro = index if led else None
        return self._last(self.headings)

    def _item(self, index: int, piece: Piece) -> int | None:
        del self.items[max(piece.level, 1) - 1 :]
        if self.inner is not None and len(self.items) < self.inner[1]:
            self.inner = None
        if self.inner is not None and len(self.items) == self.inner[1]:
            parent: int | None = self.inner[0]
        else:
            parent = self.items[-1] if self.items else self.intro if self.intro is not None else self._last(self.headings)
        self.items.append(index)
        return parent

    def _cell(self, _index: int, _piece: Piece) -> int | None:
        if self.items:
            self.items, self.intro = [], None
        return self.intro if self.intro is not None else self._last(self.headings)

    def _headers(self, index: int, piece: Piece) -> tuple[int, ...]:
        if piece.table != self.place[0]:
            self.above = {}
        if (piece.table, piece.row) != self.place:
            self.place, self.beside = (piece.table, piece.row), ()
        column = piece.column or 0
        found = (*self.above.get(column, ()), *self.beside)
        if piece.header == "column":
            self.above[column] = (*self.above.get(column, ()), index)
        elif piece.header:
            self.beside = (*self.beside, index)
        return found

    @staticmethod
    def _last(numbers: Sequence[int]) -> int | None:
        return numbers[-1] if numbers else None
