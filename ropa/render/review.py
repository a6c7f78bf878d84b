"""The workbook of one owner: open questions on top, then their activities to correct and approve."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from ropa.model import Clocks

SHEET, SENT = "Review", "Sent"
KEYS = ("name", "owner", "unit", "status", "from", "until", "people", "reviewDate")
"""What an owner may correct; the rest of a record is changed in the register."""
HEADINGS = ("reference", *KEYS, "approved by", "approved on")
CELL = 32_000


@dataclass(frozen=True)
class Asked:
    """An open question (a finding) about an activity."""

    reference: str
    message: str
    remedy: str
    article: str


def review_workbook(owner: str, rows: Sequence[tuple[str, Mapping[str, str]]], questions: Sequence[Asked], clocks: Clocks) -> bytes:
    """The workbook; a hidden sheet keeps what was sent, so that a value changed on both sides is told. No cell is a formula."""
    import xlsxwriter  # noqa: PLC0415 - only a workbook should cost it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": f"Review: {owner}"[:250], "created": datetime.combine(clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)})
    bold, wrap = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F3F0E9"}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(SHEET)
    _row(sheet, 0, (f"Review of {owner}, register as of {clocks.register_on.isoformat()}",), bold)
    _row(sheet, 1, ("Open questions", "what", "what to do", "article"), bold)
    for at, asked in enumerate(questions, start=2):
        _row(sheet, at, (asked.reference, asked.message, asked.remedy, asked.article), wrap)
    at = len(questions) + 3
    _activities(sheet, at, rows, bold, wrap)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(HEADINGS) - 1, 30)
    sent = book.add_worksheet(SENT)
    _activities(sent, 0, rows, bold, wrap)
    sent.hide()
    book.close()
    return stream.getvalue()


def _activities(sheet: Any, at: int, rows: Sequence[tuple[str, Mapping[str, str]]], bold: Any, wrap: Any) -> None:
    _row(sheet, at, HEADINGS, bold)
    for number, (reference, values) in enumerate(rows, start=at + 1):
        _row(sheet, number, (reference, *(values[key] for key in KEYS), "", ""), wrap)


def _row(sheet: Any, at: int, cells: Sequence[str], style: Any) -> None:
    for index, text in enumerate(cells):
        sheet.write_string(at, index, text[:CELL], style)
