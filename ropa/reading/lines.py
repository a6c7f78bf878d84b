"""Lines of a plain or Markdown text: where each stands, how far it is indented, and by what marks it begins."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE = re.compile(r"[^\r\n\f]*")
BLANK = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace()) + "\u200b\ufeff"
BULLET = re.compile(r"(?:[-*+–—•·●○▪■◦‣⁃∙➢✓►]|o(?=[ \t]))(?:[ \t\u00a0]+(?=\S)|(?<=[•·●○▪■◦‣])(?=\S)|(?<=\*)(?=[^\W\d_]))(?:\[[ xX]\][ \t]+)?")
NUMBER = re.compile(r"(?:\*\*|__)?(?:§\s?)?(\d{1,3}(?:\\?\.\d{1,3}){0,4})(?:(\\?[.)])[ \t\u00a0]*(?=[^\s\d])|[ \t\u00a0]+(?=[^\W\d_]))")
LETTER = re.compile(r"\(?([a-z]|[ivx]{1,5}|\d{1,2})\)[ \t\u00a0]+(?=\S)|([a-z])\.[ \t]+(?=\S)")
ATX = re.compile(r"(#{1,6})[ \t]+(?=\S)")
RULE = re.compile(r"(?:[-*_=][ \t]*){3,200}")
SETEXT = re.compile(r"=+|-{2,}")
BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,200}?)(?<=\S)\1[:：]?")
ROW_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")


class Line(NamedTuple):
    """One line without the white space around it: ``text[start:end] == words``; indent in columns, `page` counts form feeds."""

    start: int
    end: int
    words: str
    indent: int = 0
    page: int = 0
    hard: bool = False

    def __bool__(self) -> bool:
        """Whether it has words."""
        return self.end > self.start


def lines(text: str) -> list[Line]:
    """The lines of a text, ended by LF, CR LF, CR or a form feed; blank ones too."""
    found: list[Line] = []
    at = page = 0
    size = len(text)
    while at <= size:
        match = LINE.match(text, at)
        stop = match.end() if match else size
        found.append(_line(text, at, stop, page))
        page += text[stop : stop + 1] == "\f"
        at = stop + (2 if text.startswith("\r\n", stop) else 1)
    return found


def _line(text: str, at: int, stop: int, page: int) -> Line:
    if at >= stop:
        return Line(at, at, "", 0, page)
    raw = text[at:stop]
    lead = len(raw) - len(raw.lstrip(BLANK))
    words = raw.strip(BLANK)
    indent = sum(4 if mark == "\t" else 1 for mark in raw[:lead])
    return Line(at + lead, at + lead + len(words), words, indent, page, raw.endswith(("  ", "\\")))


def unmarked(line: Line, skip: int) -> Line:
    """The line without its first `skip` characters and the emphasis marks around what is left."""
    start, end = line.start + skip, line.end
    words = line.words[skip:]
    for mark in ("**", "__"):
        if len(words) > 4 and words.startswith(mark) and words.endswith(mark) and mark not in words[2:-2]:
            words, start, end = words[2:-2], start + 2, end - 2
    front = len(words) - len(words.lstrip(BLANK))
    back = len(words) - len(words.rstrip(BLANK))
    return Line(start + front, end - back, words.strip(BLANK), line.indent, line.page, line.hard)
