"""Any table file as named grids of text: XLSX, ODS, CSV, Markdown; bounded in time and memory.

Nothing of a file is evaluated or fetched: formulas give the value they were saved with, macros are never looked at.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ropa.errors import InputError

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".md", ".markdown")
MAX_BYTES = 30_000_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 400
MAX_MEMBERS = 5_000
MAX_ROWS = 50_000
MAX_COLUMNS = 400
MAX_CELLS = 2_000_000
MAX_SHEETS = 500
MAX_CELL = 32_767
BLANK_ROWS = 1_000
"""A sheet ends where so many rows in a row are empty."""
DECLARATIONS = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
LATER = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
TWICE = re.compile(f"[Â-ß][{LATER}]|[à-ï][{LATER}]{{2}}|[ð-ô][{LATER}]{{3}}")
Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """One table of a file: its rows as text, counted from 0, and how a place in it is called.

    `spans` are merged cells as (first row, first column, last row, last column); their text stands at the first.
    `references` names the rows of a grid that has no cells of its own (a line of a Markdown file), `places` its values (in JSON).
    """

    name: str
    rows: Sequence[Sequence[str]]
    spans: Sequence[Span] = ()
    references: Sequence[str] = ()
    page: bool = False
    places: Mapping[tuple[int, int], str] | None = None

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty outside the grid."""
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""

    def at(self, row: int, column: int) -> str:
        """How a cell is called: ``Sheet1!B7``, ``B7`` of a CSV file, ``line 31`` of a Markdown file."""
        if self.places is not None and (row, column) in self.places:
            return self.places[row, column]
        if self.references:
            return self.references[row]
        cell = f"{letters(column)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell

    def origin(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged cells that a cell is one of; else the cell itself."""
        for top, left, _, right in self._over.get(row, ()):
            if left <= column <= right:
                return top, left
        return row, column

    @cached_property
    def _over(self) -> dict[int, list[Span]]:
        """The merged cells that touch each row; of a great many tall ones the first only."""
        found: dict[int, list[Span]] = {}
        left_to_note = MAX_CELLS
        for span in self.spans:
            left_to_note -= span[2] - span[0] + 1
            if left_to_note < 0:
                break
            for row in range(span[0], span[2] + 1):
                found.setdefault(row, []).append(span)
        return found

    def spreads(self, row: int, column: int | None = None) -> bool:
        """Whether merged cells of several columns touch a row, or a cell of it."""
        return any(right > left and (column is None or left <= column <= right) for _, left, _, right in self._over.get(row, ()))

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)


def letters(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letters(27)
    'AB'
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_grids(path: Path) -> tuple[Grid, ...]:
    """The grids of a file. Raises InputError, in bounded time and memory, for a file that is none, broken or hostile."""
    data = read_bytes(path)
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv"):
        return (_csv(decoded(data, path), path),)
    if suffix in (".json", ".jsonl", ".ndjson"):
        from ropa.documents.objects import json_grids  # noqa: PLC0415 - the two modules share Grid

        return json_grids(data, path)
    if suffix in (".md", ".markdown"):
        from ropa.documents.markdown import markdown_grids  # noqa: PLC0415 - the two modules share Grid

        return markdown_grids(decoded(data, path))
    from ropa.documents.workbooks import read_ods, read_xlsx  # noqa: PLC0415 - the two modules share Grid

    check_zip(data, path)
    return read_ods(data, path) if suffix == ".ods" else read_xlsx(data, path)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bounded size. Raises InputError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES // 1_000_000} MB", where=path.name, remedy="Save the sheets of the register alone.")
        return path.read_bytes()
    except PermissionError as error:
        remedy = "Close it in the program that has it open, or make it readable for you."
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy=remedy) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the path.") from error


def check_zip(data: bytes, path: Path) -> None:
    """Refuse a package that is broken, unpacks to too much, or declares XML entities. Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > max(10_000_000, MAX_RATIO * len(data)):
                raise InputError("unpacks to far more than a register", where=path.name, remedy="Save it again as XLSX, ODS or CSV.")
            if any(member.flag_bits & 1 for member in members):
                raise InputError("protected by a password", where=path.name, remedy="Save it without the password.")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with package.open(member) as stream:
                        _check_xml(stream.read(65536), path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise InputError(f"broken: {error}", where=path.name, remedy="Save it again as XLSX, ODS or CSV.") from error


def _check_xml(start: bytes, path: Path) -> None:
    """Entities and document types are declared before the first element: the start of a part is enough."""
    if DECLARATIONS.search(start) or DECLARATIONS.search(start.replace(b"\0", b"")):
        raise InputError("declares XML entities", where=path.name, remedy="Save it again with a spreadsheet program.")


def decoded(data: bytes, path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 or Windows-1252; UTF-8 that was encoded twice is mended. Raises InputError."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    elif data[:400].count(b"\0") > len(data[:400]) // 4:
        text = data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\0" in text[:10_000]:
        raise InputError("no text", where=path.name, remedy="Save it as CSV in UTF-8.")
    return _mended(text)


def _mended(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 and written again (``Ã¤`` for ``ä``), as it was."""

    def once(found: re.Match[str]) -> str:
        try:
            return b"".join(_byte(sign) for sign in found.group()).decode("utf-8")
        except UnicodeError:
            return found.group()

    return TWICE.sub(once, text)


def _byte(sign: str) -> bytes:
    """The byte of a sign in Windows-1252; of the five that it leaves out, in Latin-1."""
    return sign.encode("latin-1" if "\x80" <= sign <= "\x9f" else "cp1252")


def _csv(text: str, path: Path) -> Grid:
    csv.field_size_limit(1_000_000)
    best: list[list[str]] = []
    for delimiter in (",", ";", "\t", "|"):
        try:
            start = list(csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=delimiter))[:30]
        except csv.Error:
            continue
        widths = [len(row) for row in start if len(row) > 1]
        if widths and (not best or _evenness(start) > _evenness(best)):
            best, chosen = start, delimiter
    rows: list[list[str]] = []
    blank = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=chosen if best else ","):
            rows.append(row)
            blank = 0 if any(row) else blank + 1
            if blank > BLANK_ROWS:
                break
            if len(rows) > MAX_ROWS:
                raise InputError(f"more than {MAX_ROWS} rows", where=path.name, remedy="Keep the rows of the register.")
    except csv.Error as error:
        raise InputError(f"no CSV: {error}", where=path.name, remedy="Save it as CSV in UTF-8.") from error
    return Grid("", tidy(rows))


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """How table-like a reading is: rows of the commonest width, times that width (at most ten columns count)."""
    widths = [len(row) for row in rows if len(row) > 1]
    if not widths:
        return 0.0
    common = max(sorted(set(widths)), key=widths.count)
    return widths.count(common) / max(1, sum(1 for row in rows if any(row))) + min(common, 10) / 20


def cleaned(text: str) -> str:
    """A cell's text: soft hyphens and odd spaces gone, lines kept, cut at what a spreadsheet cell can hold."""
    text = text[:MAX_CELL].replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    return "\n".join(SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def tidy(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Cleaned texts, without empty rows at the end and empty cells at the end of a row."""
    found = []
    for row in rows:
        texts = [cleaned(text) if text else "" for text in row[:MAX_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        found.append(texts)
    while found and not found[-1]:
        found.pop()
    return found
