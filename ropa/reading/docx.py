"""DOCX as a text: headings by their styles, lists by their numbering, tables; headers, footers, hidden and deleted words left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ropa.errors import InputError
from ropa.reading.growing import Growing
from ropa.reading.text import Text

LARGEST = 80_000_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
STYLES = ("heading", "otsikko", "rubrik", "überschrift", "titre")
OFF = ("0", "false", "off")


def docx_text(data: bytes, name: str, language: str | None = None) -> Text:
    """The text of a Word document. Raises InputError for a file that is none, or that unpacks to more than 80 MB."""
    from docx import Document  # noqa: PLC0415 - only what reads DOCX needs it
    from docx.table import Table  # noqa: PLC0415

    remedy = "Save it as .docx again, or as plain text."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
                raise InputError("unpacks to more than 80 MB", where=name, remedy=remedy)
        document = Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise InputError("is no Word document (.docx)", where=name, remedy=remedy) from error
    grown = Growing()
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            _table(grown, block)
        else:
            _paragraph(grown, block)
    return grown.text(name, language)


def _paragraph(grown: Growing, paragraph: Any) -> None:
    words, bold = _words(paragraph._p)
    level = _heading(paragraph)
    if level:
        grown.add("heading", words.replace("\n", " "), level)
        return
    depth = _depth(paragraph)
    if depth:
        grown.add("item", words, depth)
    else:
        grown.paragraph(words, bold=bold)


def _words(element: Any) -> tuple[str, bool]:
    """The words of a paragraph with those of links and insertions, without deleted and hidden ones; whether all are bold."""
    parts: list[str] = []
    loud = quiet = 0
    for run in element.iter(f"{W}r"):
        about = run.find(f"{W}rPr")
        if any(parent.tag == f"{W}del" for parent in run.iterancestors(f"{W}del")) or _on(about, "vanish"):
            continue
        words = "".join(child.text or "" if child.tag == f"{W}t" else BREAKS.get(child.tag, "") for child in run)
        letters = len(words.strip())
        loud, quiet = (loud + letters, quiet) if _on(about, "b") else (loud, quiet + letters)
        parts.append(words)
    return "".join(parts), loud > 0 and quiet == 0


def _on(about: Any, name: str) -> bool:
    found = about.find(f"{W}{name}") if about is not None else None
    return found is not None and found.get(f"{W}val") not in OFF


def _heading(paragraph: Any) -> int:
    """The level of a heading by its style, in the languages Word names styles in; by its outline level; 0 for none."""
    style = paragraph.style
    name = str(style.name or "").casefold() if style is not None else ""
    if name in ("title", "otsikko", "rubrik", "titel", "titre"):
        return 1
    if name.startswith(STYLES) and name[-1:].isdigit():
        return min(int(name[-1]) or 1, 6)
    outline = paragraph._p.find(f"{W}pPr/{W}outlineLvl")
    level = outline.get(f"{W}val") if outline is not None else None
    return min(int(level) + 1, 6) if level is not None and level.isdecimal() and int(level) < 9 else 0


def _depth(paragraph: Any) -> int:
    """The depth of a list's item, 0 for a paragraph."""
    numbered = paragraph._p.find(f"{W}pPr/{W}numPr")
    style = str(paragraph.style.name or "") if paragraph.style is not None else ""
    if numbered is not None:
        level = numbered.find(f"{W}ilvl")
        value = level.get(f"{W}val") if level is not None else "0"
        return int(value) + 1 if value and value.isdecimal() else 1
    if style.casefold().startswith(("list bullet", "list number")):
        return int(style[-1]) if style[-1:].isdigit() else 1
    return 0


def _table(grown: Growing, table: Any) -> None:
    """A table, its first row as its headings; one of a single column only lays out the page."""
    rows = [list(_cells(row)) for row in table.rows]
    if max((len(row) for row in rows), default=0) < 2:
        for row in rows:
            for _, cell in row:
                for paragraph in cell.paragraphs:
                    _paragraph(grown, paragraph)
        return
    grown.table += 1
    for number, row in enumerate(rows):
        for column, cell in row:
            words = "\n".join(_words(element)[0] for element in cell._tc.iter(f"{W}p"))
            grown.add("cell", words, table=grown.table, row=number, column=column, header="" if number else "column")


def _cells(row: Any) -> Iterator[tuple[int, Any]]:
    """The cells of a row with their columns; a cell over several columns once, one that goes on from the row above not at all."""
    before = None
    for column, cell in enumerate(row.cells):
        if cell._tc is not before and cell._tc.getparent() is row._tr:
            yield column, cell
        before = cell._tc
