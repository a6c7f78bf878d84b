"""An Excel workbook of the documents, a row for each value, to edit and import again; no cell is a formula or a link."""

from __future__ import annotations

import io
from datetime import datetime, time

from ropa.carried import HEADER, SHEET
from ropa.export import Export, Format

WIDTHS = (20, 36, 44, 60, 30, 10)


def write(export: Export) -> bytes:
    """The workbook, dated by the law's date. The last column is hidden: with it an import tells what was changed."""
    import xlsxwriter  # noqa: PLC0415 (slow to load)

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": export.title[:250], "comments": export.clocks_line, "created": datetime.combine(export.clocks.as_of, time())})
    bold = book.add_format({"bold": True, "bottom": 2, "bg_color": "#F3F0E9"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(SHEET)
    for column, (name, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
        sheet.set_column(column, column, width, None, {"hidden": column == len(HEADER) - 1})
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(export.rows, start=1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, cell)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(export.rows), 1), len(HEADER) - 1)
    book.close()
    return stream.getvalue()


FORMAT = Format("xlsx", (".xlsx",), "an Excel workbook of the values", "documents", write)
