"""An OpenDocument spreadsheet of the documents, a row for each value, to edit and import again; every cell is a string."""

from __future__ import annotations

from ropa.carried import HEADER, SHEET
from ropa.export import Export, Format
from ropa.opendocument import Line, SheetOf, write_ods

WIDTHS = (40, 70, 90, 120, 60, 0)


def write(export: Export) -> bytes:
    """The spreadsheet, dated by the law's date. The last column is hidden: with it an import tells what was changed."""
    rows: list[Line] = [tuple(("required", name) for name in HEADER), *(tuple(("cell", text) for text in row) for row in export.rows)]
    return write_ods([SheetOf(SHEET, rows, WIDTHS, (1, 3))], export.title, export.clocks_line, export.clocks.as_of, export.labels.lang)


FORMAT = Format("ods", (".ods",), "an OpenDocument spreadsheet of the values", "documents", write)
