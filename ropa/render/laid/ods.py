"""A laid record as an OpenDocument spreadsheet: the same sheets and rows as the Excel workbook.

Column A is hidden and says what each row is, as there. Every cell is a string: none is a formula or a link.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from ropa.laid import Laid, Part
from ropa.render.laid import LaidFormat
from ropa.render.laid.xlsx import headed, kind_of, lines_of, quoted, sheet_name, text_of

WIDTHS = {"mark": "0.8cm", "lead": "5.2cm", "wide": "6.8cm", "words": "20cm"}
EDGE = {"required": "1.5pt solid #000000", "addition": "0.75pt dotted #000000", "cell": "0.5pt solid #dedad1", "lead": "0.5pt solid #dedad1"}
TEXT = {
    "title": 'fo:font-weight="bold" fo:font-size="16pt"',
    "line": 'fo:color="#565e64"',
    "required": 'fo:font-weight="bold"',
    "addition": 'fo:font-style="italic"',
    "cell": "",
    "lead": 'fo:font-weight="bold"',
}
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of the package's members: a ZIP knows none before."""
Line = tuple[tuple[str, str], ...]
"""The cells of a row: (style, text), an empty style where there is none."""


def write(laid: Laid) -> bytes:
    """The spreadsheet, dated by the law's date, so that the same record gives the same bytes."""
    from odfdo import Document

    book = Document("ods")
    book.set_language(laid.head_lang)
    book.meta.set_title(f"{laid.title}: {laid.controller}")
    book.meta.set_comments(laid.clocks_line)
    made = datetime.combine(laid.clocks.as_of, time())
    book.meta.set_creation_date(made)
    book.meta.set_modification_date(made)
    for style in _styles():
        book.insert_style(style, automatic=True)
    book.body.clear()
    frozen = {}
    for number, part in enumerate(laid.parts, start=1):
        name = sheet_name(part.title, number)
        rows, frozen[name] = _rows(laid, part)
        book.body.append(_table(name, rows, ["mark", "lead", *["wide"] * max(1, len(part.columns) - 1)]))
    if laid.evidence != "none":
        quotes: list[Line] = [tuple(("cell", text) for text in row) for row in quoted(laid)]
        book.body.append(_table(sheet_name("“…”", len(laid.parts) + 1), quotes, ["lead", "lead", "words"]))
    _freeze(book.get_part("settings.xml"), frozen)
    stream = io.BytesIO()
    book.save(stream)
    return _repacked(stream.getvalue())


def _rows(laid: Laid, part: Part) -> tuple[list[Line], int]:
    """The rows of a part, and how many stand above its activities."""
    mark = ("", "")
    rows: list[Line] = [(mark, ("title", laid.controller)), *((mark, ("line", line)) for line in lines_of(laid, part)), ()]
    rows += [(("", "head"), (kind_of(heading), headed(heading, laid)), ("cell", text_of(cell))) for heading, cell in laid.head]
    rows += [(), (("", "columns"), *((kind_of(column), headed(column, laid)) for column in part.columns))]
    above = len(rows)
    for row in part.rows:
        rows.append((("", row.id), *(("lead" if index == 0 else "cell", text_of(cell)) for index, cell in enumerate(row.cells))))
    return rows, above


def _table(name: str, rows: Sequence[Line], widths: Sequence[str]) -> Any:
    from odfdo import Cell, Column, Element, Paragraph, Row, Table

    table = Table(name)
    for element in list(table.children):
        table.delete(element)
    for index, width in enumerate(widths):
        column = Column(style=f"width-{width}")
        if index == 0 and width == "mark":
            column.set_attribute("table:visibility", "collapse")
        Element.append(table, column)
    for line in rows:
        row = Row()
        for style, text in line:
            cell = Cell(style=style or None)
            if text:
                cell.set_attribute("office:value-type", "string")
            for each in text.split("\n") if text else ():
                cell.append(Paragraph(each))
            Element.append(row, cell)
        Element.append(table, row)
    return table


def _styles() -> Iterator[Any]:
    from odfdo import Element

    for name, width in WIDTHS.items():
        size = f'<style:table-column-properties style:column-width="{width}"/>'
        yield Element.from_tag(f'<style:style style:name="width-{name}" style:family="table-column">{size}</style:style>')
    for name, text in TEXT.items():
        fill = ' fo:background-color="#f3f0e9"' if name in ("required", "addition") else ""
        edge = f' fo:wrap-option="wrap" style:vertical-align="top" fo:border-bottom="{EDGE[name]}"' if name in EDGE else ""
        yield Element.from_tag(
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default">'
            f"<style:table-cell-properties{fill}{edge}/><style:text-properties {text}/></style:style>"
        )


def _freeze(settings: Any, frozen: dict[str, int]) -> None:
    """The headings of each part, and the names of its activities, stay in view."""
    from odfdo import Element

    (tables,) = settings.root.xpath('//config:config-item-map-named[@config:name="Tables"]')
    for entry in list(tables.children):
        tables.delete(entry)
    for name, above in frozen.items():
        places = {"HorizontalSplitMode": 2, "VerticalSplitMode": 2, "HorizontalSplitPosition": 2, "VerticalSplitPosition": above}
        places |= {"ActiveSplitRange": 3, "PositionRight": 2, "PositionBottom": above}
        entry = Element.from_tag("config:config-item-map-entry")
        entry.set_attribute("config:name", name)
        for key, value in places.items():
            item = Element.from_tag("config:config-item")
            item.set_attribute("config:name", key)
            item.set_attribute("config:type", "short" if "Mode" in key or key == "ActiveSplitRange" else "int")
            item.text = str(value)
            entry.append(item)
        tables.append(entry)
    for item in settings.root.xpath('//config:config-item[@config:name="ActiveTable"]'):
        item.text = next(iter(frozen), "")


def _repacked(data: bytes) -> bytes:
    """The package with its members in order and without the time of writing; its type stands first, not packed, as ODF asks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as packed:
        for name in sorted(package.namelist(), key=lambda name: (name != "mimetype", name)):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, EPOCH), package.read(name), how)
    return out.getvalue()


FORMAT = LaidFormat("ods", (".ods",), "OpenDocument spreadsheet", write)
