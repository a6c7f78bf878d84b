"""A laid record as an OpenDocument spreadsheet: the same sheets and rows as the Excel workbook.

Column A is hidden and says what each row is, as there. Every cell is a string: none is a formula or a link.
"""

from __future__ import annotations

from ropa.laid import Laid, Part
from ropa.opendocument import Line, SheetOf, write_ods
from ropa.render.laid import LaidFormat
from ropa.render.laid.xlsx import headed, kind_of, lines_of, quoted, sheet_name, text_of

LEAD, WIDE, WORDS = 52, 68, 200


def write(laid: Laid) -> bytes:
    """The spreadsheet, dated by the law's date, so that the same record gives the same bytes."""
    sheets = [_sheet(laid, part, number) for number, part in enumerate(laid.parts, start=1)]
    if laid.evidence != "none":
        quotes: list[Line] = [tuple(("cell", text) for text in row) for row in quoted(laid)]
        sheets.append(SheetOf(sheet_name("“…”", len(laid.parts) + 1), quotes, (LEAD, LEAD, WORDS)))
    return write_ods(sheets, f"{laid.title}: {laid.controller}", laid.clocks_line, laid.clocks.as_of, laid.head_lang)


def _sheet(laid: Laid, part: Part, number: int) -> SheetOf:
    mark = ("", "")
    rows: list[Line] = [(mark, ("title", laid.controller)), *((mark, ("line", line)) for line in lines_of(laid, part)), ()]
    rows += [(("", "head"), (kind_of(heading), headed(heading, laid)), ("cell", text_of(cell))) for heading, cell in laid.head]
    rows += [(), (("", "columns"), *((kind_of(column), headed(column, laid)) for column in part.columns))]
    above = len(rows)
    for row in part.rows:
        rows.append((("", row.id), *(("lead" if index == 0 else "cell", text_of(cell)) for index, cell in enumerate(row.cells))))
    return SheetOf(sheet_name(part.title, number), rows, (0, LEAD, *[WIDE] * max(1, len(part.columns) - 1)), (above, 2))


FORMAT = LaidFormat("ods", (".ods",), "OpenDocument spreadsheet", write)
