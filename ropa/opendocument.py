"""OpenDocument spreadsheets of plain text: every cell is a string, none is a formula or a link; the same tables give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Line = tuple[tuple[str, str], ...]
"""The cells of a row: (style, text), an empty style where there is none."""
EDGES = {"required": "1.5pt solid #000000", "addition": "0.75pt dotted #000000", "cell": "0.5pt solid #dedad1", "lead": "0.5pt solid #dedad1"}
TEXTS = {
    "title": 'fo:font-weight="bold" fo:font-size="16pt"',
    "line": 'fo:color="#565e64"',
    "required": 'fo:font-weight="bold"',
    "addition": 'fo:font-style="italic"',
    "cell": "",
    "lead": 'fo:font-weight="bold"',
}
"""The styles of a cell."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of the package's members: a ZIP knows none before."""

ACROSS = 560
"""How many millimetres across fit on a printed A3 page and can still be read."""
COLLAPSED = ' table:visibility="collapse"'
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile("^ +|(?<= ) +| +$")


@dataclass(frozen=True)
class SheetOf:
    """One sheet: its rows, the widths of its columns in millimetres (0 hides one), and how many rows and columns stay in view."""

    name: str
    rows: Sequence[Line]
    widths: Sequence[int]
    frozen: tuple[int, int] = (0, 0)


def write_ods(sheets: Sequence[SheetOf], title: str, comments: str, made: date, language: str) -> bytes:
    """The spreadsheet, said to be made on a day."""
    from odfdo import Document  # noqa: PLC0415 (slow to load)

    book = Document("ods")
    book.set_language(language)
    book.meta.set_title(title)
    book.meta.set_comments(comments)
    book.meta.set_creation_date(datetime.combine(made, time()))
    book.meta.set_modification_date(datetime.combine(made, time()))
    for style in _styles(sorted({width for sheet in sheets for width in sheet.widths})):
        book.insert_style(style, automatic=True)
    book.body.clear()
    for sheet in sheets:
        book.body.append(_table(sheet))
    _freeze(book.get_part("settings.xml"), sheets)
    _page(book.get_part("styles.xml"), max((sum(sheet.widths) for sheet in sheets), default=0))
    stream = io.BytesIO()
    book.save(stream)
    return _repacked(stream.getvalue())


def _table(sheet: SheetOf) -> Any:
    """The sheet as an element; written as text first, which is many times faster than an object for each cell."""
    from odfdo import Element  # noqa: PLC0415

    columns = "".join(f'<table:table-column table:style-name="width-{width}"{"" if width else COLLAPSED}/>' for width in sheet.widths)
    rows = "".join(f"<table:table-row>{''.join(map(_cell, line)) or '<table:table-cell/>'}</table:table-row>" for line in sheet.rows or [()])
    return Element.from_tag(f"<table:table table:name={quoteattr(sheet.name)}>{columns}{rows}</table:table>")


def _cell(cell: tuple[str, str]) -> str:
    style, text = cell
    styled = f' table:style-name="{style}"' if style else ""
    if not text:
        return f"<table:table-cell{styled}/>"
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{styled} office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """A line with the spaces that ODF would join, and without the signs that no XML holds."""
    kept = escape(_NOT_XML.sub("\ufffd", line)).replace("\t", "<text:tab/>")
    return _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', kept)


def _styles(widths: Sequence[int]) -> Iterator[Any]:
    from odfdo import Element  # noqa: PLC0415

    for width in widths:
        size = f'<style:table-column-properties style:column-width="{width or 8}mm"/>'
        yield Element.from_tag(f'<style:style style:name="width-{width}" style:family="table-column">{size}</style:style>')
    for name, text in TEXTS.items():
        fill = ' fo:background-color="#f3f0e9"' if name in ("required", "addition") else ""
        edge = f' fo:wrap-option="wrap" style:vertical-align="top" fo:border-bottom="{EDGES[name]}"' if name in EDGES else ""
        yield Element.from_tag(
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default">'
            f"<style:table-cell-properties{fill}{edge}/><style:text-properties {text}/></style:style>"
        )


def _page(styles: Any, width: int) -> None:
    """Print on landscape A3, as many pages across as can be read; `width` is the widest sheet's in millimetres."""
    landscape = {"fo:page-width": "420mm", "fo:page-height": "297mm", "style:print-orientation": "landscape"}
    fitted = {"style:scale-to-X": str(max(1, round(width / ACROSS))), "style:scale-to-Y": "0"}
    for layout in styles.root.xpath("//style:page-layout/style:page-layout-properties"):
        for name, value in (landscape | fitted).items():
            layout.set_attribute(name, value)


def _freeze(settings: Any, sheets: Sequence[SheetOf]) -> None:
    """What stays in view on each sheet."""
    from odfdo import Element  # noqa: PLC0415

    (tables,) = settings.root.xpath('//config:config-item-map-named[@config:name="Tables"]')
    for entry in list(tables.children):
        tables.delete(entry)
    for sheet in sheets:
        down, across = sheet.frozen
        if not down:
            continue
        places = {"HorizontalSplitMode": 2, "VerticalSplitMode": 2, "HorizontalSplitPosition": across, "VerticalSplitPosition": down}
        places |= {"ActiveSplitRange": 3, "PositionRight": across, "PositionBottom": down}
        entry = Element.from_tag("config:config-item-map-entry")
        entry.set_attribute("config:name", sheet.name)
        for key, value in places.items():
            item = Element.from_tag("config:config-item")
            item.set_attribute("config:name", key)
            item.set_attribute("config:type", "short" if "Mode" in key or key == "ActiveSplitRange" else "int")
            item.text = str(value)
            entry.append(item)
        tables.append(entry)
    for item in settings.root.xpath('//config:config-item[@config:name="ActiveTable"]'):
        item.text = sheets[0].name


def _repacked(data: bytes) -> bytes:
    """The package with its members in order and without the time of writing; its type stands first, not packed, as ODF asks."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as packed:
        for name in sorted(package.namelist(), key=lambda name: (name != "mimetype", name)):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, EPOCH), package.read(name), how)
    return out.getvalue()
