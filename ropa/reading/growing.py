"""A text made out of a format that is not itself text: words put one block under another, normalised, with their pieces."""

from __future__ import annotations

import re
from unicodedata import normalize

from ropa.reading.furniture import is_furniture
from ropa.reading.language import language_of
from ropa.reading.parts import divided
from ropa.reading.pieces import Piece, tree
from ropa.reading.text import Text

GONE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufffc\x00-\x08\x0e-\x1f]")
BLANKS = re.compile(r"[^\S\n]+")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
LINES = re.compile(r" ?\n\s*")
ENDS = (".", ";", ",", "!")
TITLE = 120


class Growing:
    """A text that grows block by block; each block is a line of its own, headings with an empty one before."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.at = 0
        self.level = 0
        self.table = -1
        self.left = 0.0  # where the last paragraph begins, in a format that prints

    def add(self, kind: str, words: str, level: int = 0, **more: object) -> None:
        """Add a block; empty words and page furniture add none. A newline in the words is a line of the block."""
        line = tidy(words)
        if not line or (kind != "cell" and is_furniture(line)):
            return
        gap = "\n" if self.parts and kind == "heading" else ""
        start = self.at + len(gap)
        self.pieces.append(Piece(kind, start, start + len(line), level, **more))  # type: ignore[arg-type]
        self.parts.append(f"{gap}{line}\n")
        self.at = start + len(line) + 1
        if kind == "heading":
            self.level = level

    def paragraph(self, words: str, level: int = 0, *, bold: bool = False) -> None:
        """Add a paragraph, or a heading below the last one where all of a short one is bold and it is no sentence."""
        line = tidy(words)
        if bold and len(line) <= TITLE and "\n" not in line and not line.endswith(ENDS) and not level and any(map(str.isalpha, line)):
            open_level = self.level
            self.add("heading", line, min(open_level + 1, 6))
            self.level = open_level  # the next bold line stands beside this one, not below it
        else:
            self.add("paragraph", words, level)

    def text(self, name: str, language: str | None = None) -> Text:
        """What has grown."""
        words = "".join(self.parts)
        return Text(words, tree(words, divided(words, self.pieces)), language or language_of(words), name)


def tidy(words: str) -> str:
    """Words in NFC, without characters that cannot be seen, with single spaces, and no empty lines."""
    return LINES.sub("\n", BLANKS.sub(" ", GONE.sub("", normalize("NFC", words.translate(LIGATURES)).replace("\r", "\n")))).strip()
