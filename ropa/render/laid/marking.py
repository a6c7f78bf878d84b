"""What the formats of a laid record share: the mark beside a heading, numbered quotes, and text that no spreadsheet runs."""

from __future__ import annotations

from ropa.carried import FORMULA, harmless
from ropa.laid import Heading, Laid, Piece

__all__ = ["FORMULA", "Quotes", "harmless", "mark"]


def mark(heading: Heading, laid: Laid) -> str:
    """The letter of the law and whether it asks for the heading, in words: ``30(1)(b) · required``."""
    asked = laid.words["layout.required" if heading.required else "layout.addition"]
    return f"{heading.letter} · {asked}" if heading.letter else asked


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
