"""Tables in a plain or Markdown text: cells between bars, or between tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ropa.reading.lines import BLANK, Line

BAR = re.compile(r"(?<!\\)\|")


def cells(line: Line, mark: str) -> list[tuple[int, int]]:
    """The spans of a row's cells without the white space around them; an empty cell is an empty span."""
    words = line.words
    cuts = [found.start() for found in BAR.finditer(words)] if mark == "|" else [at for at, letter in enumerate(words) if letter == "\t"]
    edges = [-1, *cuts, len(words)]
    if mark == "|":
        edges = edges[1:] if words.startswith("|") else edges
        edges = edges[:-1] if words.endswith("|") and len(edges) > 2 else edges
    return [_span(line, left + 1, right) for left, right in pairwise(edges)]


def _span(line: Line, left: int, right: int) -> tuple[int, int]:
    cell = line.words[left:right]
    words = cell.strip(BLANK)
    start = line.start + left + len(cell) - len(cell.lstrip(BLANK))
    return start, start + len(words)


def tabbed(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a row of a table made with tabs: the line above or below has as many of them."""
    count = lines[index].words.count("\t")
    near = (lines[at].words.count("\t") for at in (index - 1, index + 1) if 0 <= at < len(lines))
    return bool(count) and any(other == count for other in near)
