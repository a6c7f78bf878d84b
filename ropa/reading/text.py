"""A text and its structure: blocks with offsets, whatever format it came from.

Every offset is in code points of `Text.text`, and every quote is a slice of it: ``text[start:end] == quote``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
DEEPEST = 24
KINDS = ("heading", "paragraph", "item", "cell")


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table cell: ``text[start:end]``.

    `level` is 1 to 6 for a heading, the depth from 1 for an item, 0 otherwise. `parent` is the index of the block it stands
    under: for an item its list's introduction or the item above it, else the heading; for a heading the heading above it;
    None at the top. `label` is the span of a run-in label ("Purpose:") without its colon. For a cell: `table` numbers the
    tables of a text from 0, `row` and `column` count from 0, `headers` are the indexes of the header cells it stands under
    and beside; `header` is true for a header cell itself.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    parent: int | None = None
    label: tuple[int, int] | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    headers: tuple[int, ...] = ()
    header: bool = False


@dataclass(frozen=True)
class Text:
    """A text as it is read, its blocks in the order of the text, its language.

    `text` is, for a plain-text or Markdown file, the file's characters exactly as they are, marks, line ends and all: `sha256` is the
    digest of the file, and `ropa verify` proves quotes against the original. For every other format it is what was read out of the
    file, normalised to NFC with single newlines; it is written beside the draft as a ``.txt``. Blocks never overlap.
    """

    text: str
    blocks: tuple[Block, ...]
    language: str
    name: str = ""

    def __getitem__(self, block: int) -> str:
        """The words of a block."""
        found = self.blocks[block]
        return self.text[found.start : found.end]

    @cached_property
    def sha256(self) -> str:
        """The digest of the text as UTF-8, as an annotation records it."""
        return sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words the text has, folded, those with a hyphen whole: what tells a broken word from one with a hyphen."""
        return frozenset(word.casefold() for word in WORD.findall(self.text.replace("\u00ad", "")))

    def above(self, block: int) -> tuple[int, ...]:
        """The blocks a block stands under, nearest first: introductions, then headings; of items in items the nearest `DEEPEST`."""
        found: list[int] = []
        parent = self.blocks[block].parent
        while parent is not None:
            if len(found) < DEEPEST or self.blocks[parent].kind == "heading":
                found.append(parent)
            parent = self.blocks[parent].parent
        return tuple(found)
