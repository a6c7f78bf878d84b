"""The structure of a plain or Markdown text, read from its lines where they stand: the text itself is not changed.

Our own, because no Markdown library says where in the file a cell or a sentence is, and published notices keep to no syntax: headings
are bold lines, numbered lines or just short lines, lists go without marks, titles are underlined one blank line further down.
Every step looks at a line and its neighbours: the time is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ropa.reading.furniture import is_furniture, running
from ropa.reading.lines import ATX, BOLD, BULLET, LETTER, NUMBER, ROW_RULE, RULE, SETEXT, Line, lines, unmarked
from ropa.reading.parts import divided
from ropa.reading.pieces import Piece, tree
from ropa.reading.tables import cells, tabbed
from ropa.reading.text import Block
from ropa.reading.unmarked import Style, heading_like, wrap_width, wraps

ENDS = (".", ";", ",", "!")
LONG, TITLE = 160, 120
UNMARKED = 1_000_000  # the indent of an item without a mark: every other line ends it


def structure(text: str, *, markdown: bool) -> tuple[Block, ...]:
    """The blocks of a text; with `markdown`, lines without a blank one between them are one paragraph."""
    return tree(text, divided(text, _Reader(text, markdown).read()))


class _Reader:
    """Goes through the lines once; `pieces` grow, the last one stays open for the lines that continue it."""

    def __init__(self, text: str, markdown: bool) -> None:
        self.text = text
        self.markdown = markdown
        self.all = lines(text)
        dropped = running(self.all)
        self.lines = [_blank(line) if line and (index in dropped or is_furniture(line.words)) else line for index, line in enumerate(self.all)]
        self.next = _following(self.lines)
        self.width = 0 if markdown else wrap_width(self.lines)
        self.real = markdown and any(ATX.match(line.words) or self._underlined(index) for index, line in enumerate(self.lines) if line)
        self.pieces: list[Piece] = []
        self.open: Line | None = None  # the last line of the piece that may go on
        self.stack: list[int] = []  # indents of the open items
        self.style: Style | None = None  # of a list without marks
        self.level = 0  # of the last heading whose form says its level
        self.table = -1
        self.rows = 0
        self.headless = False

    def read(self) -> list[Piece]:
        """The pieces, in order."""
        index = 0
        while index < len(self.lines):
            index = self._line(index, self.lines[index])
        return self.pieces

    def _line(self, index: int, line: Line) -> int:
        """Read a line; the index of the next one to read."""
        if not line:
            self.open, self.style = None, None
            self.rows = 0
            return index + 1
        taken = self._heading(index, line) or self._row(index, line)
        if taken:
            return index + taken
        if RULE.fullmatch(line.words):
            self.open = None
        elif not self._item(index, line):
            self._words(line)
        return index + 1

    # headings

    def _heading(self, index: int, line: Line) -> int:
        """How many lines a heading takes, 0 where there is none."""
        atx = ATX.match(line.words)
        if atx:
            return self._head(unmarked(_closed(line), atx.end()), len(atx[1]), shown=True)
        under = self._underlined(index)
        if under:
            level = 1 if self.lines[index + under].words.startswith("=") else 2
            return self._head(unmarked(line, 0), level, shown=True) + under
        bold = BOLD.fullmatch(line.words)
        if bold and bold[1] not in bold[2] and not bold[2].endswith(ENDS) and len(bold[2]) <= TITLE:
            return self._head(unmarked(line, 0), self._numbered(bold[2]) or self.level + 1)
        level = self._numbered_heading(index, line)
        if level:
            return self._head(line, level, shown=True)
        plain = not self.real and not NUMBER.match(line.words) and not self._goes_on(line) and not self._fits(line)
        if plain and heading_like(self.lines, index, self.next[index]):
            return self._head(line, max(self.level, 1) + 1 if self.pieces else 1)
        return 0

    def _head(self, line: Line, level: int, *, shown: bool = False) -> int:
        if line.end > line.start:
            self.pieces.append(Piece("heading", line.start, line.end, min(level, 6)))
        self.level = level if shown else self.level
        self.open, self.stack, self.style = None, [], None
        return 1

    def _underlined(self, index: int) -> int:
        """How many lines below a title its underline stands, 0 where there is none."""
        below = self.lines[index + 1].words if index + 1 < len(self.lines) else ""
        if len(self.lines[index].words) > LONG or "|" in self.lines[index].words:
            return 0
        if len(below) > 1 and SETEXT.fullmatch(below):
            return 1
        after = self.next[index]
        far = self.lines[after].words if after else ""
        return after - index if len(far) > 2 and set(far) == {"="} and after - index < 5 else 0

    def _numbered(self, words: str) -> int:
        found = NUMBER.match(words)
        return found[1].count(".") + 2 if found and not self.real else 0

    def _numbered_heading(self, index: int, line: Line) -> int:
        """The level of a numbered line that is a heading: one more than its numbers; 0 for an item or a sentence."""
        found = NUMBER.match(line.words)
        if not found or len(line.words) > LONG or line.words.endswith(ENDS) or self._goes_on(line):
            return 0
        depth = found[1].count(".") + 1
        if depth == 1 and (self.real or self._beside(index, int(found[1])) or line.words.endswith(":")):
            return 0
        rest = line.words[found.end() :]
        if not rest[:1].isupper() and not (depth > 1 and found[2]):
            return 0
        return depth + 1 if found[2] or depth > 1 or heading_like(self.lines, index, self.next[index]) else 0

    def _beside(self, index: int, number: int) -> bool:
        """Whether the line is one of a numbered list: the line after it, or before it, counts on."""
        after = self.lines[self.next[index]].words if self.next[index] else ""
        before = self._before(index)
        return any(
            bool(found) and "." not in found[1].replace("\\", "") and int(found[1]) == wanted
            for found, wanted in ((NUMBER.match(after), number + 1), (NUMBER.match(before), number - 1))
            if found
        )

    def _before(self, index: int) -> str:
        """The words of the nearest line above that has any."""
        for above in range(index - 1, max(index - 4, -1), -1):
            if self.lines[above]:
                return self.lines[above].words
        return ""

    # tables

    def _row(self, index: int, line: Line) -> int:
        below = self.lines[index + 1].words if index + 1 < len(self.lines) else ""
        ruled = "|" in below and bool(ROW_RULE.fullmatch(below[:2000]))
        piped = "|" in line.words and (line.words.startswith("|") or ruled or self.rows > 0)
        tabs = not piped and not self.markdown and tabbed(self.lines, index)
        if not piped and not tabs:
            return 0
        if not self.rows:
            self.table += 1
        header = "column" if (ruled and piped) or self.headless or (tabs and not self.rows) else ""
        mark = "|" if piped else "\t"
        self.pieces += (
            Piece("cell", start, end, table=self.table, row=self.rows, column=column, header=header)
            for column, (start, end) in enumerate(cells(line, mark))
            if end > start
        )
        self.headless = ruled and piped and not line.words.strip("| \t")  # the row of headings is empty: the next one has them
        self.rows += 1
        self.open, self.stack = None, []
        return 2 if ruled and piped else 1

    # lists and paragraphs

    def _item(self, index: int, line: Line) -> bool:
        mark = BULLET.match(line.words)
        if mark and self.markdown and mark[0] == "*":
            mark = None
        mark = mark or LETTER.match(line.words) or self._numbered_item(index, line)
        if not mark:
            return False
        while self.stack and line.indent <= self.stack[-1]:
            self.stack.pop()
        self.stack.append(line.indent)
        self.style = None
        self._open(Piece("item", line.start + mark.end(), line.end, len(self.stack)), line)
        return True

    def _numbered_item(self, index: int, line: Line) -> re.Match[str] | None:
        found = NUMBER.match(line.words)
        if not found or not found[2] or "." in found[1] or found[0].startswith(("**", "__")):
            return None
        counted = self._beside(index, int(found[1]))
        if self._goes_on(line) and not (self.markdown and counted):
            return None
        return found if self.markdown or counted or line.words.endswith((*ENDS, ":")) else None

    def _words(self, line: Line) -> None:
        """A line without marks: it goes on the open piece, is an item of a list without marks, or begins a paragraph."""
        if self._goes_on(line):
            self.pieces[-1] = replace(self.pieces[-1], end=line.end)
            self.open = line
        elif self._listed(line):
            self.stack = [UNMARKED]
            self._open(Piece("item", line.start, line.end, 1), line)
        else:
            while self.stack and line.indent <= self.stack[-1]:
                self.stack.pop()
            self.style = None
            self._open(Piece("paragraph", line.start, line.end, len(self.stack)), line)
        if line.words.endswith(":") and not self.markdown and self.pieces[-1].kind == "paragraph":
            self.style = Style()

    def _open(self, piece: Piece, line: Line) -> None:
        self.pieces.append(piece)
        self.open = line

    def _goes_on(self, line: Line) -> bool:
        """Whether a line continues the open piece: in Markdown always, else where the line before it was broken."""
        if self.open is None:
            return False
        if self.markdown:
            return not (line.words.startswith("**") and self.open.hard)
        if self.style and self.style.fits(line.words) and not wraps(self.open, line, self.width):
            return False
        inside = bool(self.stack) and self.pieces[-1].kind == "item" and self.style is None and line.indent > self.stack[-1]
        broken = line.words[:1].islower() and not self.open.words.endswith((*ENDS, "?", ":"))
        return inside or broken or wraps(self.open, line, self.width)

    def _listed(self, line: Line) -> bool:
        """Whether a line is an item of the open list without marks; the style of the list learns from it."""
        if self.style is None or not self._fits(line):
            return False
        self.style.learn(line.words)
        return True

    def _fits(self, line: Line) -> bool:
        return self.style is not None and self.style.fits(line.words)


def _blank(line: Line) -> Line:
    return Line(line.start, line.start, "", line.indent, line.page)


def _closed(line: Line) -> Line:
    """An ATX heading's line without its closing marks."""
    words = line.words.rstrip("#").rstrip()
    return line._replace(words=words, end=line.start + len(words))


def _following(found: list[Line]) -> list[int]:
    """For each line the index of the next one that has words, 0 at the end."""
    result, after = [0] * len(found), 0
    for index in range(len(found) - 1, -1, -1):
        result[index] = after
        after = index if found[index] else after
    return result
