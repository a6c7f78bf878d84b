"""A text and its structure: blocks with offsets, whatever format it came from.

Every offset is in code points of `Text.text`, and every quote is a slice of it: ``text[start:end] == quote``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

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
    """A text as it is read: normalised to NFC with single newlines, its blocks in the order of the text, its language."""

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

    def above(self, block: int) -> tuple[int, ...]:
        """The blocks a block stands under, nearest first: introductions, then headings."""
        found: list[int] = []
        parent = self.blocks[block].parent
        while parent is not None:
            found.append(parent)
            parent = self.blocks[parent].parent
        return tuple(found)
