"""A laid record as a PDF by typst: tagged, and PDF/UA where its fonts have every letter of the record.

A layout that is one wide table stands on A3 landscape, one of sheets on A4 with a page for each activity.
"""

from __future__ import annotations

from typing import Any

from ropa.laid import Cell, Heading, Laid, Part, Row
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import GENERAL, Quotes, about, mark, numbered, printable, tag
from ropa.render.laid.typesetting import is_accessible, typeset

TEMPLATE = "laid.typ"
MOST_COLUMNS = 10
"""A table with more columns is set smaller."""
LINE, MOST, LONG = 260, 31, 12_000
"""Letters on a line of a wide table, those of the longest word that is not broken, and those beyond which a column grows no wider."""


def write(laid: Laid) -> bytes:
    """The document, dated by the law's date."""
    return typeset(TEMPLATE, _Record(laid).body(), laid.clocks.as_of)


def remark(data: bytes) -> str | None:
    """Whether a file is not marked as PDF/UA."""
    if is_accessible(data):
        return None
    return "the PDF is tagged, but not marked as PDF/UA: its fonts lack some letters of this record, which show as boxes"


class _Record:
    """The record as the values that the template reads."""

    def __init__(self, laid: Laid) -> None:
        self.laid, self.quotes = laid, Quotes()
        self.language: dict[str, str] = {}
        own = (row.language for part in laid.parts for row in part.rows if row.id != GENERAL)
        self.own = next(own, laid.lang)

    def body(self) -> dict[str, Any]:
        laid, day = self.laid, self.laid.clocks.as_of
        region = tag(laid.head_lang, laid.layout.country).partition("-")[2]
        head = [self._item(heading, cell, self.own) for heading, cell in laid.head]
        parts = [self._part(part) for part in laid.parts]
        columns = max((len(part.columns) for part in laid.parts), default=0)
        picture = laid.picture
        return {
            "title": printable(laid.title),
            "controller": printable(laid.controller),
            "clocks": printable(laid.clocks_line),
            "date": {"year": day.year, "month": day.month, "day": day.day},
            "shape": laid.layout.shape,
            "size": 8 if columns <= MOST_COLUMNS else 7,
            "lang": laid.lang,
            "headLang": laid.head_lang,
            "headRegion": region or None,
            "ownLang": self.own,
            "words": {key: printable(text) for key, text in laid.words.items()},
            "about": [[printable(name), printable(text)] for name, text in about(laid)],
            "notes": list(map(printable, laid.notes)),
            "head": head,
            "parts": parts,
            "picture": None if picture is None else {"svg": picture.svg, "caption": printable(picture.caption), "alt": printable(picture.alt)},
            "quotes": [{"number": number, "text": printable(quote), "language": self.language[quote]} for number, quote, _ in self.quotes.notes()],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        columns = [{**self._heading(column), "share": share} for column, share in zip(part.columns, _shares(part), strict=True)]
        return {"id": part.id, "title": printable(part.title), "columns": columns, "rows": [self._row(*each, part) for each in numbered(part.rows)]}

    def _row(self, number: str, row: Row, part: Part) -> dict[str, Any]:
        language = self.own if row.id == GENERAL else row.language
        found = {"number": number, "id": printable(row.id), "name": printable(row.name), "language": row.language, "level": row.level}
        found |= {"draft": row.draft}
        if self.laid.layout.shape == "table":
            return {**found, "cells": [self._cell(cell, language) for cell in row.cells]}
        pairs = zip(part.columns, row.cells, strict=True)
        return {**found, "items": [self._item(column, cell, language) for column, cell in pairs]}

    def _item(self, heading: Heading, cell: Cell, language: str) -> dict[str, Any]:
        return {**self._heading(heading), "pieces": self._cell(cell, language)}

    def _heading(self, heading: Heading) -> dict[str, Any]:
        note = printable(heading.note) if heading.note else None
        return {"heading": printable(heading.heading), "mark": printable(mark(heading, self.laid)), "required": heading.required, "note": note}

    def _cell(self, cell: Cell, language: str) -> list[dict[str, Any]]:
        found = []
        for piece in cell:
            for quote in piece.quotes:
                self.language.setdefault(quote, language)
            found.append(
                {
                    "text": printable(piece.text),
                    "items": printable("; ".join(piece.items)) if piece.items else None,
                    "how": printable(piece.how) if piece.how else None,
                    "kind": piece.kind,
                    "language": piece.language,
                    "notes": [number for number, _ in self.quotes.refs(piece)],
                }
            )
        return found


def _shares(part: Part) -> list[float]:
    """How wide the columns of a table are to each other: as the root of what stands in them, and as wide as their longest word."""
    columns = [
        [column.heading, *(piece.line for row in part.rows for piece in row.cells[place])] for place, column in enumerate(part.columns)
    ]
    roots = [min(sum(map(len, texts)), LONG) ** 0.5 for texts in columns]
    least = [min(MOST, max((len(word) for text in texts for word in text.split()), default=1)) / LINE for texts in columns]
    spare = max(0.0, 1.0 - sum(least))
    return [round(low + spare * root / sum(roots), 4) for low, root in zip(least, roots, strict=True)]


FORMAT = LaidFormat("pdf", (".pdf",), "PDF", write, pictured=True, remark=remark)
