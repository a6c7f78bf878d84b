"""A laid record as Markdown (GitHub's tables, footnotes): one table for each part, or a sheet for each activity, by the layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ropa.laid import Cell, Heading, Laid, Part, Row
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import Quotes, mark

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
SEPARATOR = "<br>"


def write(laid: Laid) -> bytes:
    """The record; ends with a line feed. Row ids stand in backticks."""
    return ("\n".join(_Markdown(laid).lines()).rstrip("\n") + "\n").encode()


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is.

    >>> escape("a_b | *c*")
    'a\\\\_b \\\\| \\\\*c\\\\*'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


class _Markdown:
    def __init__(self, laid: Laid) -> None:
        self.laid = laid
        self.words = laid.words
        self.quotes = Quotes()

    def lines(self) -> Iterator[str]:
        laid = self.laid
        yield from (f"# {escape(laid.title)}: {escape(laid.controller)}", "", escape(laid.subtitle), "", escape(laid.document), "")
        yield from (escape(laid.clocks_line), "")
        for note in laid.notes:
            yield from (f"> {escape(note)}", "")
        if laid.head:
            yield from self._pairs(laid.head)
        for part in laid.parts:
            yield from self._part(part)
        notes = self.quotes.notes()
        if notes:
            yield from (f"## {self.words['quotes']}", "")
            yield from (f"[^{number}]: {escape(quote)}" for number, quote, _ in notes)

    def _part(self, part: Part) -> Iterator[str]:
        yield from (f"## {escape(part.title)}", "")
        if not part.rows:
            yield from (f"*{escape(self.words['layout.empty'])}*", "")
        elif self.laid.layout.shape == "table":
            yield from self._table(part)
        else:
            for row in part.rows:
                yield from (f"{'#' * min(row.level + 2, 6)} {self._name(row)}", "")
                yield from self._pairs(zip(part.columns, row.cells, strict=True))

    def _name(self, row: Row) -> str:
        return f"{escape(row.name)} `{row.id}`" + (f" ({self.words['layout.draft']})" if row.draft else "")

    def _pairs(self, pairs: Iterable[tuple[Heading, Cell]]) -> Iterator[str]:
        yield from (f"| {self.words['item']} | {self.words['letter']} | {self.words['value']} |", "|---|---|---|")
        for heading, cell in pairs:
            yield f"| {escape(heading.heading)} | {escape(mark(heading, self.laid))} | {self._cell(cell)} |"
        yield ""

    def _table(self, part: Part) -> Iterator[str]:
        heads = [f"{escape(column.heading)}{SEPARATOR}*{escape(mark(column, self.laid))}*" for column in part.columns]
        yield from ("| " + " | ".join([self.words["activity"], *heads]) + " |", "|---" * (len(heads) + 1) + "|")
        for row in part.rows:
            yield "| " + " | ".join([self._name(row), *map(self._cell, row.cells)]) + " |"
        yield ""

    def _cell(self, cell: Cell) -> str:
        return SEPARATOR.join(escape(piece.line) + "".join(f"[^{number}]" for number, _ in self.quotes.refs(piece)) for piece in cell)


FORMAT = LaidFormat("md", (".md",), "Markdown", write)
