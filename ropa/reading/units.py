"""What patterns are matched against: the sentences of a text, each with what it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ropa.reading.folding import fold
from ropa.reading.plain import SAME, Plain, plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Text

_CLEAN = re.compile(r"[^\n\r\t\f\v\u00a0\u00ad\u0300-\u036f\u2000-\u200f\u2010\u2028-\u2029\u2060\u3000\ufeff*_\\<`\[\]-]*")

LONGEST = 4000
_CONTENTS = re.compile(r"(?:^[ \t*#>_-]*\d{1,2}[ \t]?[.)\u2013-][^\n.;]{2,90}\n+){4}", re.MULTILINE)
_NUMBERED = re.compile(r"\d{1,2}[ \t]?\\?[.)][ \t]*\Z")
_LINK = re.compile(r"\]\(#[^)\s]{1,80}\)\W*\Z")
_ENTRY = re.compile(r"[^.;:]{3,70} \d{1,2}(?:\.\d{1,2}){0,2}\.")


@dataclass(frozen=True)
class Unit:
    """One sentence, list item or table cell: ``text[start:end]``, as plain words, with their shadow.

    `intro` is the shadow of what introduces it: its block's label, its column's header, the last sentence before its list; empty
    where there is nothing. `under` are the shadows of all it stands under, nearest first, labels last. `beside` are
    the header cells of its row. `kind` is its block's, ``header`` for a header cell.
    """

    block: int
    kind: str
    start: int
    end: int
    plain: Plain
    shadow: str
    intro: str
    under: tuple[str, ...]
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=2)
def units(text: Text) -> tuple[Unit, ...]:
    """The sentences of a text in its order; a list item or cell of one sentence is one unit; a table of contents is none."""
    return tuple(_units(text))


def _units(text: Text) -> Iterator[Unit]:
    shadows = _Shadows(text)
    titles = frozenset(_title(text, index) for index, block in enumerate(text.blocks) if block.kind == "heading")
    for index, block in enumerate(text.blocks):
        if block.kind == "item" and _announces(text, index) and _title(text, index) in titles:
            continue
        intro, under, beside = shadows.context(index)
        kind = "header" if block.header else block.kind
        for start, end in (piece for span in sentences(text, index) for piece in _cut(text.text, *span)):
            words = _plain(text, start, end)
            stripped = words.words.strip()
            if stripped and not _ENTRY.fullmatch(stripped) and not _CONTENTS.search(text.text, start, end):
                first = words.words.index(stripped)
                yield Unit(index, kind, *words.span(first, first + len(stripped)), words, fold(words.words), intro, under, beside)


class _Shadows:
    """The shadows of what sentences stand under, each made once."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._last: dict[int, str] = {}
        self._whole: dict[tuple[int, int], str] = {}

    def context(self, index: int) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """The introduction of a block, all it stands under, and the header cells beside it."""
        blocks = self._text.blocks
        block, above = blocks[index], self._text.above(index)
        headings = [self._shadow(blocks[number].start, blocks[number].end) for number in above if blocks[number].kind == "heading"]
        if block.kind == "heading":
            return "", tuple(headings), ()
        last = [self._last_sentence(number) for number in above if blocks[number].kind != "heading"]
        if (opening := self._opening(index)) is not None:
            last.insert(0, self._last_sentence(opening))
        labels = [self._shadow(*label) for number in (index, *above) if (label := blocks[number].label)]
        above_it = [number for number in block.headers if blocks[number].row != block.row]
        beside = [self._shadow(blocks[number].start, blocks[number].end) for number in block.headers if number not in above_it]
        headers = [self._shadow(blocks[number].start, blocks[number].end) for number in above_it]
        listed = last[1:2] if opening is not None else last[:1]
        intro = " ".join((*(labels[:1] if block.label else ()), *headers, *listed))
        return intro, (*headers, *last, *headings, *labels), tuple(beside)

    def _opening(self, index: int) -> int | None:
        """The paragraph right before a paragraph, where it ends with a colon: "The controller is:"."""
        blocks = self._text.blocks
        if index == 0 or blocks[index].kind != "paragraph" or blocks[index - 1].kind != "paragraph":
            return None
        before = blocks[index - 1]
        opens = before.parent == blocks[index].parent and self._text[index - 1].rstrip(" *_\\\n").endswith(":")
        return index - 1 if opens else None

    def _last_sentence(self, number: int) -> str:
        if number not in self._last:
            spans = sentences(self._text, number)
            self._last[number] = self._shadow(*spans[-1]) if spans else ""
        return self._last[number]

    def _shadow(self, start: int, end: int) -> str:
        if (start, end) not in self._whole:
            self._whole[start, end] = fold(_plain(self._text, start, end).words)
        return self._whole[start, end]


def _announces(text: Text, index: int) -> bool:
    """Whether an item is numbered, or a link within the text: as the entries of a table of contents are."""
    block = text.blocks[index]
    return bool(_NUMBERED.search(text.text, max(0, block.start - 8), block.start) or _LINK.search(text.text, block.start, block.end + 1))


def _title(text: Text, index: int) -> str:
    """The words of a heading or item, without its number."""
    block = text.blocks[index]
    return fold(_plain(text, block.start, min(block.end, block.start + LONGEST)).words).strip(" .:0123456789*)\\")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in pieces of at most `LONGEST` characters, cut at white space where there is some: no sentence is longer."""
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = space if space > 0 else start + LONGEST
        yield start, middle
        start = middle
    yield start, end


def _plain(text: Text, start: int, end: int) -> Plain:
    """As `plain`, at once where there is nothing to take out."""
    if _CLEAN.fullmatch(text.text, start, end) and "  " not in text.text[start:end]:
        return Plain(text.text[start:end].translate(SAME), tuple(range(start, end + 1)))
    return plain(text, start, end)
