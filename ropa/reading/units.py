"""What patterns are matched against: the sentences of a text, each with what it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ropa.reading.folding import fold
from ropa.reading.text import Block, Text

_STOP = re.compile(r"[.!?…][\"')\]]*\s+(?=\S)")
_LAST = re.compile(r"[^\s(]*$")


@dataclass(frozen=True)
class Unit:
    """One sentence, list item or table cell: ``text[start:end]``, with its shadow.

    `intro` is the shadow of what introduces it: its block's label, its header cells, the last sentence before its list; empty
    where there is nothing. `under` are the shadows of all it stands under, nearest first, headings last.
    `first` is true for the first sentence of its block.
    """

    block: int
    kind: str
    start: int
    end: int
    shadow: str
    intro: str
    under: tuple[str, ...]
    first: bool


def units(text: Text, abbreviations: frozenset[str]) -> Iterator[Unit]:
    """The sentences of a text in its order; a list item or cell of one sentence is one unit."""
    shadow = fold(text.text)
    for index, block in enumerate(text.blocks):
        intro, under = _context(text, index, shadow)
        kind = "header" if block.header else block.kind
        for number, (start, end) in enumerate(sentences(shadow, block.start, block.end, abbreviations, text.text)):
            yield Unit(index, kind, start, end, shadow[start:end], intro, under, number == 0)


def sentences(shadow: str, start: int, end: int, abbreviations: frozenset[str], text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a block.

    A full stop ends one unless an abbreviation, an initial or an ordinal stands before it, or a small letter follows.
    """
    begin = start
    for stop in _STOP.finditer(shadow, start, end):
        after = text[stop.end()]
        if after.islower() or (stop.group()[0] == "." and _abbreviated(shadow[begin : stop.start()], after, abbreviations)):
            continue
        if span := _trimmed(shadow, begin, stop.end()):
            yield span
        begin = stop.end()
    if span := _trimmed(shadow, begin, end):
        yield span


def _abbreviated(before: str, after: str, abbreviations: frozenset[str]) -> bool:
    found = _LAST.search(before[-24:])
    word = found.group().strip("\"'") if found else ""
    numbered = word.isdigit() and len(word) < 3 and (after.isdigit() or word == before.strip())
    return word in abbreviations or (len(word) == 1 and word.isalpha()) or numbered


def _trimmed(shadow: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and shadow[start] == " ":
        start += 1
    while end > start and shadow[end - 1] == " ":
        end -= 1
    return (start, end) if start < end else None


def _context(text: Text, index: int, shadow: str) -> tuple[str, tuple[str, ...]]:
    block = text.blocks[index]
    above = [text.blocks[number] for number in text.above(index)]
    intros = [shadow[found.start : found.end] for found in above if found.kind != "heading"] if block.kind != "heading" else []
    label = [shadow[block.label[0] : block.label[1]]] if block.label else []
    headers = [_words(text.blocks[number], shadow) for number in block.headers]
    labels = [shadow[found.label[0] : found.label[1]] for found in above if found.label]
    headings = [_words(found, shadow) for found in above if found.kind == "heading"]
    intro = " ".join((*label, *headers, *(_STOP.split(words)[-1] for words in intros[:1])))
    return intro, (*label, *headers, *intros, *labels, *headings)


def _words(block: Block, shadow: str) -> str:
    return shadow[block.start : block.end]
