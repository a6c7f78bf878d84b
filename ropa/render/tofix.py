"""A copy of a person's own workbook with a sheet of what is to be fixed, whose rows lead to the cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.errors import InputError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TITLE = 31
"""A name of a sheet has at most 31 characters."""
MAX_UNPACKED = 60_000_000
"""Bytes of a workbook, unpacked: openpyxl needs some fifty times as much memory."""
FIXED = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
OUTSIDE = re.compile(r"\|[^\"]*!|\b(?:WEBSERVICE|HYPERLINK|DDE|CALL|EXEC|REGISTER(?:\.ID)?|IMAGE|RTD|IMPORT\w+)\s*\(", re.IGNORECASE)
"""A formula that starts a program or reaches out of the workbook: it is kept as text."""


@dataclass(frozen=True)
class Row:
    """One row of the sheet: its texts, and the cell that it leads to."""

    texts: Sequence[str]
    cell: str | None = None


@dataclass(frozen=True)
class ToFix:
    """What the sheet holds: its title, its column headings with their widths, the rows, the column of the links, a line below."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Row]
    link: int
    footer: str
    made: datetime


def copy_with_sheet(path: Path, found: ToFix) -> bytes:
    """The workbook at `path` with all its sheets and formats as openpyxl can keep them, and one more in front.

    No text becomes a formula; of the workbook's own formulas those that reach out of it become text. Macros are left out. The same
    workbook and findings give the same bytes. Raises InputError where the workbook cannot be read.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - only a workbook should cost it

    try:
        with zipfile.ZipFile(path) as package:
            if sum(member.file_size for member in package.infolist()) > MAX_UNPACKED:
                raise InputError("too large to be copied", where=path.name, remedy="Ask for another format, such as --format csv.")
        book = load_workbook(path)
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise InputError(f"cannot be copied: {error}", where=path.name, remedy="Save it again as XLSX, or ask for another format.") from error
    for sheet in book.worksheets:
        _without_reach(sheet)
    title = _free(found.title, book.sheetnames)
    sheet = book.create_sheet(title, 0)
    book.active = 0
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is sheet
    _fill(sheet, found, book.sheetnames)
    book.properties.created = book.properties.created or found.made
    out = io.BytesIO()
    book.save(out)
    return _steady(out.getvalue(), found.made)


def _without_reach(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and OUTSIDE.search(str(getattr(cell.value, "text", cell.value))):
                _write(cell, str(getattr(cell.value, "text", cell.value)))


def _write(cell: Any, text: str) -> None:
    """A text as text, also where it begins like a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - as above

    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in tuple("=+-@")


def _free(title: str, taken: Sequence[str]) -> str:
    """A name that no sheet has: a copy of a copy has two."""
    small, number, found = {name.casefold() for name in taken}, 2, title[:TITLE]
    while found.casefold() in small:
        found, number = f"{title[: TITLE - 4]} {number}", number + 1
    return found


def _fill(sheet: Worksheet, found: ToFix, names: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415 - as above

    wrapped, linked = Alignment(wrap_text=True, vertical="top"), Font(color="0B4F9E", underline="single")
    for column, (heading, width) in enumerate(found.columns, start=1):
        _write(head := sheet.cell(1, column), heading)
        head.font, head.alignment, head.fill = Font(bold=True), wrapped, PatternFill("solid", fgColor="F3F0E9")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(found.rows, start=2):
        for column, text in enumerate(row.texts, start=1):
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            if text:
                _write(cell, text)
        target = _target(row.cell, names)
        if target:
            cell = sheet.cell(number, found.link + 1)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, display=str(row.cell))
            cell.font = linked
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(found.columns))}{max(2, len(found.rows) + 1)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0  # type: ignore[union-attr]
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text = found.footer.replace("&", "&&")  # type: ignore[union-attr]


def _target(cell: str | None, names: Sequence[str]) -> str | None:
    """``'Sheet 1'!B7``, the place in the workbook that a cell is; None where it has no such sheet."""
    name, mark, place = (cell or "").rpartition("!")
    if not mark or name not in names:
        return None
    quoted = name.replace("'", "''")
    return f"'{quoted}'!{place}"


def _steady(data: bytes, made: datetime) -> bytes:
    """The package with fixed dates: openpyxl writes those of the moment."""
    out = io.BytesIO()
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for member in package.infolist():
            part = package.read(member)
            if member.filename == "docProps/core.xml":
                part = MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", part)
            again.writestr(zipfile.ZipInfo(member.filename, FIXED), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
