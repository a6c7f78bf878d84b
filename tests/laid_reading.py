"""What a laid record says, read back from each format: for every suffix a function ``read_<suffix>(bytes) -> list[Said]``.

The head block is part ``head`` with an empty row id; the texts are the lines of the pieces (`ropa.laid.Piece.line`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pypdf

from ropa.laid import Laid
from ropa.render.laid.marking import FORMULA

Said = tuple[str, str, str, list[str]]


def said(laid: Laid) -> list[Said]:
    """What every format has to say: (part, row id, heading, lines), in order."""
    found: list[Said] = [("head", "", heading.heading, [piece.line for piece in cell]) for heading, cell in laid.head]
    for part in laid.parts:
        for row in part.rows:
            pairs = zip(part.columns, row.cells, strict=True)
            found += [(part.id, row.id, column.heading, [piece.line for piece in cell]) for column, cell in pairs]
    return found


def reader(suffix: str) -> Callable[[bytes], list[Said]]:
    """The function that reads a format back. Fails where a format has none."""
    return globals()[f"read_{suffix.lstrip('.')}"]


def read_json(data: bytes) -> list[Said]:
    body = json.loads(data)
    found: list[Said] = [("head", "", item["heading"], [piece["line"] for piece in item["pieces"]]) for item in body["head"]]
    for part in body["parts"]:
        for row in part["rows"]:
            pairs = zip(part["columns"], row["cells"], strict=True)
            found += [(part["id"], row["id"], column["heading"], [piece["line"] for piece in cell]) for column, cell in pairs]
    return found


def read_csv(data: bytes) -> list[Said]:
    names, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    names = names[:-1] if names[-1] == "quotes" else names
    headings = [re.sub(r" \[[^\]]*\]$", "", _bare(name)) for name in names[4:]]
    found: list[Said] = []
    for part, row, _level, _draft, *cells in rows:
        filled = [(heading, cell) for heading, cell in zip(headings, cells, strict=False) if cell]
        found += [(part, _bare(row), heading, _bare(cell).split("\n")) for heading, cell in filled]
    return found


def _bare(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(FORMULA) else text


def read_md(data: bytes) -> list[Said]:
    """Tables of pairs below a name, or one table of activities; parts in the order of the second-level titles."""
    found: list[Said] = []
    part, row = "head", ""
    parts = iter(("controller", "processor", ""))
    columns: list[str] = []
    for line in data.decode().splitlines():
        if line.startswith("## "):
            part, columns = next(parts), []
        elif line.startswith("###"):
            row = re.findall(r"`([^`]*)`", line)[-1]
        elif line.startswith("|---"):
            pairs = line == "|---|---|---|" and len(columns) == 3
        elif line.startswith("| "):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if not columns or cells == columns:
                columns = cells
            elif pairs:
                found.append((part, row if part != "head" else "", _plain(cells[0]), _pieces(cells[2])))
            else:
                row = re.findall(r"`([^`]*)`", cells[0])[-1]
                headings = [_plain(name.split("<br>")[0]) for name in columns[1:]]
                found += [(part, row, heading, _pieces(cell)) for heading, cell in zip(headings, cells[1:], strict=True)]
    return found


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", re.sub(r"\[\^\d+\]", "", text))


def _pieces(cell: str) -> list[str]:
    return [_plain(piece) for piece in cell.split("<br>")] if cell else []


class _Cells(HTMLParser):
    """Every element with ``data-part``, and the text of each ``line`` in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Said] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-part" in given:
            self.found.append((given["data-part"] or "", given["data-row"] or "", given["data-heading"] or "", []))
        if tag == "span" and (self.depth or given.get("class") == "line"):
            if not self.depth:
                self.found[-1][3].append("")
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1][3][-1] += data


def read_html(data: bytes) -> list[Said]:
    parser = _Cells()
    parser.feed(data.decode())
    return parser.found


read_htm = read_html


def read_xlsx(data: bytes) -> list[Said]:
    import openpyxl

    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    return _of_sheets([[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in sheets)


def read_ods(data: bytes) -> list[Said]:
    """The sheets as the importer reads them, which takes nothing from a formula."""
    from ropa.documents.workbooks import read_ods as sheets

    return _of_sheets([row for row in sheet.rows if row] for sheet in sheets(data, Path("record.ods")))


def _of_sheets(sheets: Iterable[Iterable[Sequence[str]]]) -> list[Said]:
    """What the rows of a workbook say; the hidden first cell of a row names its kind or its activity."""
    found: list[Said] = []
    for number, (rows, part) in enumerate(zip(sheets, ("controller", "processor"), strict=False)):
        headings: list[str] = []
        for kind, *cells in rows:
            if kind == "head" and number == 0:
                found.append(("head", "", cells[0].rsplit("\n[", 1)[0], cells[1].split("\n")))
            elif kind == "columns":
                headings = [cell.rsplit("\n[", 1)[0] for cell in cells if cell]
            elif kind and kind != "head":
                found += [(part, kind, heading, cell.split("\n")) for heading, cell in zip(headings, cells, strict=False) if cell]
    return found


def read_docx(data: bytes) -> list[Said]:
    """The tables that say to which activity they belong, in the part whose bookmark came last."""
    import docx
    from docx.oxml.ns import qn

    found: list[Said] = []
    part = ""
    for block in docx.Document(io.BytesIO(data)).element.body:
        for mark in block.iter(qn("w:bookmarkStart")):
            name = mark.get(qn("w:name"))
            part = name.removeprefix("ropa_part_") if name.startswith("ropa_part_") else part
        if block.tag == qn("w:tbl") and part:
            row = block.find(f".//{qn('w:tblDescription')}").get(qn("w:val"))
            for line in block.findall(qn("w:tr"))[1:]:
                heading, _, values = line.findall(qn("w:tc"))
                first = heading.findall(qn("w:p"))[0]
                found.append((part, row, _word_text(first), [_word_text(each) for each in values.findall(qn("w:p")) if _word_text(each)]))
    return found


def _word_text(paragraph: object) -> str:
    """The text of a paragraph without the numbers of its notes."""
    from docx.oxml.ns import qn

    runs = paragraph.findall(qn("w:r"))  # type: ignore[attr-defined]
    styles = [run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}") for run in runs]
    shown = [run for run, style in zip(runs, styles, strict=True) if style is None or style.get(qn("w:val")) != "FootnoteReference"]
    return "".join(text.text or "" for run in shown for text in run.iter(qn("w:t")))


def read_pdf(data: bytes) -> list[Said]:
    """The tables of the structure tree; parts in the order of the first-level headings."""
    found: list[Said] = []
    parts = iter(("head", "controller", "processor", "flow", "quotes"))
    part, before = "", ""
    blocks = Tagged(data).blocks()
    for block, after in zip(blocks, [*blocks[1:], blocks[-1]], strict=True):
        part = next(parts) if block.kind == "H1" and after.kind != "TOC" else part
        before = block.text() if block.kind == "P" else before
        head = next(iter(block.all("THead")), None)
        if block.kind != "Table" or head is None:
            continue
        headings = [cell.lines()[0] for cell in head.all("TH")]
        sheet = len(headings) == 2 and " · " in headings[0]
        for line in next(iter(block.all("TBody"))).all("TR"):
            cells = line.all("TD")
            if sheet:
                found.append((part, "" if part == "head" else before, cells[0].children[0].text(), cells[1].lines()))
                continue
            texts = [cell.lines() for cell in cells]
            row = texts[0].pop(0).split(" · ")[1].split()[0]
            found += [(part, row, heading, lines) for heading, lines in zip(headings, texts, strict=True)]
    return found


class Tagged:
    """A tagged PDF: its structure tree with the text of each marked piece of content."""

    def __init__(self, data: bytes) -> None:
        self.file = pypdf.PdfReader(io.BytesIO(data))
        self.root = self.file.trailer["/Root"]
        self.letters: dict[int, dict[bytes, str]] = {}
        self.pages: dict[int, dict[int, str]] = {}
        self.numbers = {page.indirect_reference.idnum: number for number, page in enumerate(self.file.pages)}

    def content(self, page: int, number: int) -> str:
        """The text of one marked piece of content; a page is read when it is asked for."""
        if page not in self.pages:
            self.pages[page] = _content(self.file.pages[page], self.letters)
        return self.pages[page].get(number, "")

    def blocks(self) -> list[Element]:
        """The elements right below the document."""
        document = self.root["/StructTreeRoot"]["/K"]
        return Element(self, document[0] if isinstance(document, list) else document, 0).children


class Element:
    """An element of the structure tree: its kind (``H1``, ``TD``), what is in it."""

    def __init__(self, tree: Tagged, node: object, page: int) -> None:
        node = node.get_object()  # type: ignore[attr-defined]
        page = tree.numbers[node.raw_get("/Pg").idnum] if "/Pg" in node else page
        self.kind, self.alt = str(node.get("/S", "")).lstrip("/"), node.get("/Alt")
        self.children: list[Element] = []
        self.own: list[tuple[int, int] | Element] = []
        self.tree = tree
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid  # noqa: PLW2901
            if isinstance(kid, int):
                self.own.append((page, kid))
            elif kid.get("/Type") == "/MCR":
                self.own.append((tree.numbers[kid.raw_get("/Pg").idnum], kid["/MCID"]))
            elif kid.get("/Type") != "/OBJR":
                self.children.append(Element(tree, kid, page))
                self.own.append(self.children[-1])

    def text(self) -> str:
        """Its text without links."""
        return "".join(self.tree.content(*each) if isinstance(each, tuple) else "" if each.kind == "Link" else each.text() for each in self.own)

    def lines(self) -> list[str]:
        """The texts of its paragraphs; its own text where it has none."""
        return [each.text() for each in self.all("P")] or [self.text()]

    def all(self, kind: str) -> list[Element]:
        """The elements of a kind within it."""
        return [found for child in self.children for found in ([child] if child.kind == kind else child.all(kind))]


def _content(page: pypdf.PageObject, letters: dict[int, dict[bytes, str]]) -> dict[int, str]:
    """The text of each marked piece of content of a page; `letters` keeps what was read of the fonts."""
    found: dict[int, str] = {}
    fonts = page["/Resources"].get("/Font", {})
    marked, font = [-1], {}
    for operands, operator in page.get_contents().operations:
        if operator == b"BDC":
            marked.append(operands[1].get("/MCID", marked[-1]) if isinstance(operands[1], dict) else marked[-1])
        elif operator == b"BMC":
            marked.append(marked[-1])
        elif operator == b"EMC":
            marked.pop()
        elif operator == b"Tf":
            key = fonts.raw_get(operands[0]).idnum
            font = letters[key] = letters.get(key) or _letters(fonts[operands[0]]["/ToUnicode"].get_data())
        elif operator in (b"Tj", b"TJ"):
            strings = operands[0] if operator == b"TJ" else operands
            codes = b"".join(each.original_bytes for each in strings if hasattr(each, "original_bytes"))
            text = "".join(font.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
            found[marked[-1]] = found.get(marked[-1], "") + text
    return found


def _letters(table: bytes) -> dict[bytes, str]:
    """What the glyphs of a font stand for: its ToUnicode table."""
    found: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rb"<(\w+)>\s*<(\w*)>", block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for place in range(int(last, 16) - int(first, 16) + 1):
                found[(int(first, 16) + place).to_bytes(2, "big")] = chr(int(text, 16) + place)
    return found
