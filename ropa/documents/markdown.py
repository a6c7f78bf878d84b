"""Markdown as grids: each table, and each section of key/value lists as a page of (section, key, value) rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ropa.documents.grids import MAX_CELL, MAX_ROWS, Grid, tidy

HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"(\s*)(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
PAIR = re.compile(r"\*\*(.+?)\*\*\s*:\s*(.*)|\*\*(.+?):\*\*\s*(.*)")
RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
TOP, SECTION = 2, 3


@dataclass
class _Page:
    title: str
    line: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def markdown_grids(text: str) -> tuple[Grid, ...]:
    """The tables, and a page for each heading of the second level that has lists; references are lines."""
    grids: list[Grid] = []
    page = _Page("", 1)
    pages = [page]
    section, parent, table, fenced = "", "", _Page("", 1), False
    for number, raw in enumerate(text.splitlines()[:MAX_ROWS], start=1):
        line = raw[:MAX_CELL].rstrip()
        fenced ^= line.lstrip().startswith("```")
        if fenced:
            continue
        if line.lstrip().startswith("|"):
            _table_line(table, line.strip(), number)
            continue
        _close(table, page, grids)
        table = _Page("", number)
        heading = HEADING.fullmatch(line)
        if heading:
            level, title = len(heading.group(1)), bare(heading.group(2).rstrip("# "))
            section, parent = ("" if level <= TOP else title), ""
            if level <= TOP:
                page = _Page(title, number)
                pages.append(page)
            continue
        parent = _line(page, line, number, section, parent)
    _close(table, page, grids)
    return (*(_grid(page) for page in pages if page.rows), *grids)


def _grid(page: _Page) -> Grid:
    return Grid(page.title, tidy(page.rows), references=[f"line {line}" for line in page.lines], page=True)


def _line(page: _Page, line: str, number: int, section: str, parent: str) -> str:
    """Add a line of a list to the page; the key that deeper bullets stand under."""
    bullet = BULLET.fullmatch(line)
    text = bullet.group(2) if bullet else line.strip()
    pair = PAIR.match(text)
    if not bullet and not pair:
        return parent
    nested = bool(bullet and bullet.group(1))
    key, value = (bare(pair.group(1) or pair.group(3)), bare(pair.group(2) or pair.group(4) or "")) if pair else ("", bare(text))
    if nested and not pair:
        key = parent
    if value:
        page.rows.append([section, key, value])
        page.lines.append(number)
    return parent if nested else key


def _table_line(table: _Page, line: str, number: int) -> None:
    if RULE.fullmatch(line):
        return
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    table.rows.append([bare(cell.replace("\\|", "|")) for cell in cells])
    table.lines.append(number)


def _close(table: _Page, page: _Page, grids: list[Grid]) -> None:
    if table.rows:
        grids.append(Grid(page.title, tidy(table.rows), references=[f"line {line}" for line in table.lines]))


def bare(text: str) -> str:
    """Inline Markdown as plain text: emphasis, code and links."""
    text = re.sub(r"\[([^\[\]]{1,300})\]\(([^()]{1,500})\)", r"\1 (\2)", text)
    return re.sub(r"(\*\*|__|`)", "", text).strip().strip("*").strip()
