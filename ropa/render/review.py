"""The workbook of one owner: open questions on top, then their activities to correct and approve, beside what the record says of each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from ropa.model import Clocks
from ropa.words import Words

SHEET, SENT = "Review", "Sent"
KEYS = ("name", "owner", "unit", "status", "from", "until", "people", "reviewDate")
"""What an owner may correct; the rest of a record is changed in the register."""
HEADINGS = ("reference", *KEYS, "approved by", "approved on")
"""What the columns are for the program that reads them back: a hidden row above the headings that people read."""
STATES = ("draft", "active", "ended")
CELL = 32_000
LINE, TALLEST, NARROW, WIDE = 15, 409, 18, 34


@dataclass(frozen=True)
class Asked:
    """An open question (a finding) about an activity."""

    reference: str
    message: str
    remedy: str
    article: str


@dataclass(frozen=True)
class Reviewed:
    """An activity under its reference: what its owner may correct, by KEYS, and what else its record says, by heading."""

    reference: str
    values: Mapping[str, str]
    record: Mapping[str, str]


def review_workbook(owner: str, rows: Sequence[Reviewed], asked: Sequence[Asked], clocks: Clocks, *, names: Mapping[str, str], lang: str) -> bytes:
    """The workbook; `names` are the headings of KEYS in its language.

    A hidden sheet keeps what was sent, so that a value changed on both sides is told. No cell is a formula.
    """
    import xlsxwriter  # noqa: PLC0415 - only a workbook should cost it

    words = Words(lang)
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    title = words("review.title", owner, clocks.register_on.isoformat())
    book.set_properties({"title": title[:250], "created": datetime.combine(clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet(SHEET)
    writer = _Writer(sheet, *_styles(book))
    writer.row(0, (title,), writer.bold)
    writer.row(1, (words("review.note"),), None)
    heads = [words(f"review.{key}") for key in ("questions", "question", "remedy", "article")]
    writer.row(3, heads, writer.bold)
    for at, each in enumerate(asked, start=4):
        writer.row(at, (each.reference, each.message, each.remedy, each.article), writer.wrap)
        writer.fit(at, (each.message, each.remedy))
    shown = [words("review.reference"), *(names[key] for key in KEYS), words("review.approved-by"), words("review.approved-on")]
    writer.activities(len(asked) + 5, rows, shown)
    sheet.set_column(0, 0, NARROW)
    sheet.set_column(1, len(HEADINGS) + 40, WIDE)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(3, 0)
    sheet.repeat_columns(0, 1)
    sent = book.add_worksheet(SENT)
    _Writer(sent, writer.bold, writer.wrap, writer.grey).activities(0, rows, shown)
    sent.hide()
    book.close()
    return stream.getvalue()


def _styles(book: Any) -> tuple[Any, Any, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F3F0E9"})
    return bold, book.add_format(wrapped), book.add_format({**wrapped, "bg_color": "#F5F5F5", "font_color": "#444444"})


@dataclass(frozen=True)
class _Writer:
    """Writes to one sheet."""

    sheet: Any
    bold: Any
    wrap: Any
    grey: Any

    def activities(self, at: int, rows: Sequence[Reviewed], shown: Sequence[str]) -> None:
        """The hidden row of keys, the headings, and a row for each activity; what the record says stands in grey."""
        record = list(dict.fromkeys(heading for row in rows for heading in row.record))
        self.row(at, HEADINGS, None)
        self.sheet.set_row(at, None, None, {"hidden": True})
        self.row(at + 1, (*shown, *record), self.bold)
        for number, row in enumerate(rows, start=at + 2):
            said = [row.record.get(heading, "") for heading in record]
            self.row(number, (row.reference, *(row.values[key] for key in KEYS), "", ""), self.wrap)
            self.row(number, said, self.grey, len(HEADINGS))
            self.fit(number, (*row.values.values(), *said))
        status = 1 + KEYS.index("status")
        self.sheet.data_validation(at + 2, status, at + 1 + max(1, len(rows)), status, {"validate": "list", "source": list(STATES)})

    def fit(self, at: int, texts: Iterable[str]) -> None:
        """Make a row as tall as its longest text needs."""
        self.sheet.set_row(at, min(TALLEST, LINE * max(map(_lines, texts), default=1)))

    def row(self, at: int, cells: Sequence[str], style: Any, first: int = 0) -> None:
        """Some cells of a row, as text."""
        for index, text in enumerate(cells, start=first):
            self.sheet.write_string(at, index, text[:CELL], style)


def _lines(text: str) -> int:
    return sum(max(1, -(-len(line) // WIDE)) for line in text.split("\n"))
