"""A laid record as an Excel workbook: a sheet for each part, with item (a) above the table, and a sheet of the quotes.

Column A is hidden and says what each row is: ``head``, ``columns``, or the id of the activity. No cell is a formula or a link.
Where a field takes no values but those of a list, its cells offer them; a cell may hold several, so others can be typed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from ropa.laid import Cell, Heading, Laid, Part
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import mark

LIMIT = 32_000
"""A cell of Excel holds at most 32 767 characters; a longer one ends with an ellipsis."""
FOOTER = 230
"""A footer of Excel holds at most 255."""
SHEET = 31
"""A sheet's name has at most 31 characters, and none of these."""
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDTH, LEAD = 34, 26
LISTS = "lists"
LINE, TALLEST = 15, 409
"""The height of a line of text in points, and of the tallest row that Excel allows."""
ACROSS = 280
"""How many characters across fit on a printed page and can still be read."""


def write(laid: Laid) -> bytes:
    """The workbook, dated by the law's date, so that the same record gives the same bytes."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    made = datetime.combine(laid.clocks.as_of, time(), tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{laid.title}: {laid.controller}"[:250], "comments": laid.clocks_line, "created": made})
    styles = _styles(book)
    lists = {name: f"={LISTS}!${_letter(at)}$1:${_letter(at)}${len(values)}" for at, (name, values) in enumerate(sorted(laid.choices.items()))}
    for number, part in enumerate(laid.parts, start=1):
        _part(book.add_worksheet(sheet_name(part.title, number)), laid, part, styles, lists)
    if laid.evidence != "none":
        _evidence(book.add_worksheet(sheet_name("“…”", len(laid.parts) + 1)), laid, styles)
    if lists:
        _lists(book.add_worksheet(LISTS), laid)
    book.close()
    return stream.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "line": book.add_format({"font_color": "#565E64"}),
        "required": book.add_format({**wrapped, "bold": True, "bottom": 2, "bg_color": "#F3F0E9"}),
        "addition": book.add_format({**wrapped, "italic": True, "bottom": 4, "bg_color": "#F3F0E9"}),
        "cell": book.add_format({**wrapped, "bottom": 1, "bottom_color": "#DEDAD1"}),
        "lead": book.add_format({**wrapped, "bold": True, "bottom": 1, "bottom_color": "#DEDAD1"}),
    }


def sheet_name(title: str, number: int) -> str:
    """The name of a sheet: its number keeps two alike apart."""
    return f"{number} {title.translate(NOT_IN_NAMES)}"[:SHEET].strip()


def lines_of(laid: Laid, part: Part) -> tuple[str, ...]:
    """What stands above a part, below the controller's name."""
    return (laid.title, laid.subtitle, laid.document, part.title, laid.clocks_line, *laid.notes)


def _part(sheet: Any, laid: Laid, part: Part, styles: dict[str, Any], lists: Mapping[str, str]) -> None:
    sheet.set_column(0, 0, 3, None, {"hidden": True})
    sheet.set_column(1, 1, LEAD)
    sheet.set_column(2, max(2, len(part.columns)), WIDTH)
    sheet.write_string(0, 1, laid.controller, styles["title"])
    lines = lines_of(laid, part)
    for at, line in enumerate(lines, start=1):
        sheet.write_string(at, 1, line, styles["line"])
    at = len(lines) + 2
    for heading, cell in laid.head:
        sheet.write_string(at, 0, "head")
        sheet.write_string(at, 1, headed(heading, laid), styles[kind_of(heading)])
        sheet.write_string(at, 2, text_of(cell), styles["cell"])
        _fit(sheet, at, ((headed(heading, laid), LEAD), (text_of(cell), WIDTH)))
        at += 1
    at += 1
    sheet.write_string(at, 0, "columns")
    for index, column in enumerate(part.columns, start=1):
        sheet.write_string(at, index, headed(column, laid), styles[kind_of(column)])
    widths = (LEAD, *[WIDTH] * len(part.columns))
    _fit(sheet, at, zip((headed(column, laid) for column in part.columns), widths, strict=False))
    for number, row in enumerate(part.rows, start=at + 1):
        sheet.write_string(number, 0, row.id)
        for index, cell in enumerate(row.cells, start=1):
            sheet.write_string(number, index, text_of(cell), styles["lead" if index == 1 else "cell"])
        _fit(sheet, number, zip(map(text_of, row.cells), widths, strict=False))
    for index, column in enumerate(part.columns, start=1):
        if len(column.fields) == 1 and column.fields[0] in lists and part.rows:
            offered = {"validate": "list", "source": lists[column.fields[0]], "show_error": False}
            sheet.data_validation(at + 1, index, at + len(part.rows), index, offered)
    sheet.freeze_panes(at + 1, 2)
    if part.columns:
        sheet.autofilter(at, 1, at + max(len(part.rows), 1), len(part.columns))
    sheet.repeat_columns(0, 1)
    _page(sheet, laid, at, LEAD + WIDTH * len(part.columns))


def _fit(sheet: Any, row: int, cells: Iterable[tuple[str, int]]) -> None:
    """Make a row as tall as its cells need, each a text and the width of its column in characters; not every program does so itself."""
    lines = max((sum(max(1, -(-len(line) // width)) for line in text.split("\n")) for text, width in cells), default=1)
    sheet.set_row(row, min(LINE * lines, TALLEST))


def headed(heading: Heading, laid: Laid) -> str:
    """A heading with its mark below it."""
    return f"{heading.heading}\n[{mark(heading, laid)}]"


def kind_of(heading: Heading) -> str:
    """``required`` or ``addition``."""
    return "required" if heading.required else "addition"


def text_of(cell: Cell) -> str:
    """A cell's pieces, one on a line, cut at what a spreadsheet's cell holds."""
    text = "\n".join(piece.line for piece in cell)
    return text if len(text) <= LIMIT else text[:LIMIT] + "…"


def quoted(laid: Laid) -> list[tuple[str, str, str]]:
    """A row for each quote, once: the activity (empty for the head block), the heading, the words."""
    rows = [("", heading.heading, quote) for heading, cell in laid.head for piece in cell for quote in piece.quotes]
    for part in laid.parts:
        for row in part.rows:
            pairs = zip(part.columns, row.cells, strict=True)
            rows += [(row.name, column.heading, quote) for column, cell in pairs for piece in cell for quote in piece.quotes]
    return list(dict.fromkeys(rows))


def _evidence(sheet: Any, laid: Laid, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 1, LEAD)
    sheet.set_column(2, 2, 3 * WIDTH)
    for number, row_of in enumerate(quoted(laid)):
        for index, text in enumerate(row_of):
            sheet.write_string(number, index, text[:LIMIT], styles["cell"])
        _fit(sheet, number, zip(row_of, (LEAD, LEAD, 3 * WIDTH), strict=True))
    _page(sheet, laid, 0, 2 * LEAD + 3 * WIDTH)


def _letter(column: int) -> str:
    """The letters of a column counted from 0: there are fewer lists than 26 times 26."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _lists(sheet: Any, laid: Laid) -> None:
    """What the drop-downs offer: a column for each field."""
    for column, (_, values) in enumerate(sorted(laid.choices.items())):
        sheet.set_column(column, column, 2 * WIDTH)
        for number, value in enumerate(values):
            sheet.write_string(number, column, value)


def _page(sheet: Any, laid: Laid, header: int, width: int) -> None:
    """Print on landscape A3, as many pages across as can be read; `width` is the sheet's in characters."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(max(1, round(width / ACROSS)), 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&L" + f"{laid.controller}: {laid.clocks_line}".replace("&", "&&")[:FOOTER] + "&R&P / &N")


FORMAT = LaidFormat("xlsx", (".xlsx",), "Excel workbook", write)
