"""XLSX and ODS workbooks as grids: values as saved, merged cells, repeated rows and columns; within the bounds of `grids`."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from ropa.documents.grids import BLANK_ROWS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Grid, Span, tidy
from ropa.errors import InputError

MAX_SPANS = 5_000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"")
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, SyntaxError, OSError,
    DefusedXmlException, InvalidFileException, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl, zipfile and the XML parsers raise for a broken workbook (their syntax errors are SyntaxErrors)."""
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def _broken(path: Path, error: Exception) -> InputError:
    words = str(error).splitlines()
    return InputError(f"broken: {words[0][:120] if words else type(error).__name__}", where=path.name, remedy="Save it again as XLSX, ODS or CSV.")


def _bounded(rows: Iterator[Sequence[str]], path: Path, name: str) -> list[list[str]]:
    """The rows until so many are blank; InputError where there are more than a register has."""
    found: list[list[str]] = []
    blank = cells = 0
    for row in rows:
        texts = list(row)
        while texts and not texts[-1]:
            texts.pop()
        found.append(texts)
        cells += len(texts)
        blank = 0 if texts else blank + 1
        if blank > BLANK_ROWS:
            break
        if len(found) > MAX_ROWS or cells > MAX_CELLS:
            raise InputError(f"the sheet {name} has more than {MAX_ROWS} rows", where=path.name, remedy="Keep the rows of the register.")
    return tidy(found)


# -- XLSX --------------------------------------------------------------------------------------------------------------
def read_xlsx(data: bytes, path: Path) -> tuple[Grid, ...]:
    """The sheets of an XLSX workbook, hidden ones left out. Raises InputError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: drop-downs, a missing style sheet
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets[:MAX_SHEETS] if sheet.sheet_state == "visible"]
            return tuple(_sheet(sheet, data, path) for sheet in sheets)
        finally:
            book.close()
    except BROKEN as error:
        raise _broken(path, error) from error


def _sheet(sheet: Any, data: bytes, path: Path) -> Grid:
    sheet.reset_dimensions()
    values = sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_ROWS + BLANK_ROWS, values_only=True)
    rows = _bounded(([_value(value) for value in row] for row in values), path, sheet.title)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.read(sheet._worksheet_path)  # read-only sheets do not tell their merged cells
    spans = []
    for found in list(MERGED.finditer(part))[:MAX_SPANS]:
        left, top, right, bottom = (int(each or 1) for each in range_boundaries(found.group(1).decode()))
        spans.append((top - 1, left - 1, bottom - 1, right - 1))
    return Grid(sheet.title, rows, _within(spans, rows))


def _within(spans: Sequence[Span], rows: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """Merged cells that touch the rows, clipped to them."""
    height, width = len(rows), max((len(row) for row in rows), default=0)
    clipped = ((top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in spans if top < height and left < width)
    return tuple(sorted(span for span in clipped if span[:2] != span[2:]))


def _value(value: object) -> str:
    """A cell's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# -- ODS ---------------------------------------------------------------------------------------------------------------
def read_ods(data: bytes, path: Path) -> tuple[Grid, ...]:
    """The sheets of an ODS workbook, read as a stream. Raises InputError."""
    grids: list[Grid] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("content.xml") as content:
            for table in _tables(content):
                rows, spans = _ods_rows(table, path)
                if len(grids) < MAX_SHEETS:
                    grids.append(Grid(str(table.get(TABLE + "name")), rows, _within(spans, rows)))
                table.clear()
    except BROKEN as error:
        raise _broken(path, error) from error
    return tuple(grids)


def _tables(content: Any) -> Iterator[Element]:
    depth = 0
    for event, element in ElementTree.iterparse(content, events=("start", "end"), forbid_dtd=True):
        if element.tag == TABLE + "table":
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                yield element


def _ods_rows(table: Element, path: Path) -> tuple[list[list[str]], list[Span]]:
    spans: list[Span] = []
    state = {"row": 0}

    def expanded() -> Iterator[list[str]]:
        for row in table.iter(TABLE + "table-row"):
            texts = _ods_cells(row, state["row"], spans)
            times = min(int(row.get(TABLE + "number-rows-repeated") or 1), BLANK_ROWS + 1 if not texts else MAX_ROWS)
            for _ in range(times):
                state["row"] += 1
                yield texts

    return _bounded(expanded(), path, str(table.get(TABLE + "name"))), spans


def _ods_cells(row: Element, number: int, spans: list[Span]) -> list[str]:
    texts: list[str] = []
    for cell in row:
        if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            continue
        text = _ods_text(cell)
        down, across = (int(cell.get(TABLE + f"number-{name}-spanned") or 1) for name in ("rows", "columns"))
        if (down > 1 or across > 1) and len(spans) < MAX_SPANS:
            spans.append((number, len(texts), number + down - 1, len(texts) + across - 1))
        times = min(int(cell.get(TABLE + "number-columns-repeated") or 1), MAX_COLUMNS - len(texts))
        texts += [text] * times
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _ods_text(cell: Element) -> str:
    kind = cell.get(OFFICE + "value-type")
    if kind == "date":
        return str(cell.get(OFFICE + "date-value") or "").removesuffix("T00:00:00")
    if kind == "boolean":
        return str(cell.get(OFFICE + "boolean-value") or "")
    return "\n".join(_plain(part) for part in cell if part.tag == TEXT + "p")


def _plain(part: Element) -> str:
    """The text of a paragraph; comments (office:annotation) are no part of a cell's text."""
    text = part.text or ""
    for child in part:
        if child.tag == TEXT + "s":
            text += " " * min(int(child.get(TEXT + "c") or 1), 50)
        elif child.tag == TEXT + "line-break":
            text += "\n"
        elif child.tag != OFFICE + "annotation":
            text += _plain(child)
        text += child.tail or ""
    return text
