"""What patterns are matched against: the sentences of a text, each with what it stands under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ropa.reading.folding import fold
from ropa.reading.plain import Plain, plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Text


@dataclass(frozen=True)
class Unit:
    """One sentence, list item or table cell: ``text[start:end]``, as plain words, with their shadow.

    `intro` is the shadow of what introduces it: its block's label, its header cells, the last sentence before its list; empty
    where there is nothing. `under` are the shadows of all it stands under, nearest first, headings last. `kind` is its
    block's, ``header`` for a header cell.
    """

    block: int
    kind: str
    start: int
    end: int
    plain: Plain
    shadow: str
    intro: str
    under: tuple[str, ...]


def units(text: Text) -> Iterator[Unit]:
    """The sentences of a text in its order; a list item or cell of one sentence is one unit."""
    spans = [sentences(text, index) for index in range(len(text.blocks))]
    for index, block in enumerate(text.blocks):
        intro, under = _context(text, index, spans)
        kind = "header" if block.header else block.kind
        for start, end in spans[index]:
            words = plain(text, start, end)
            yield Unit(index, kind, start, end, words, fold(words.words), intro, under)


def _context(text: Text, index: int, spans: list[tuple[tuple[int, int], ...]]) -> tuple[str, tuple[str, ...]]:
    block = text.blocks[index]
    above = text.above(index)
    before = [number for number in above if text.blocks[number].kind != "heading"] if block.kind != "heading" else []
    headings = [number for number in above if text.blocks[number].kind == "heading"]
    labels = [_folded(text, *label) for number in (index, *above) if (label := text.blocks[number].label)]
    headers = [_folded(text, text.blocks[number].start, text.blocks[number].end) for number in block.headers]
    last = [_folded(text, *spans[number][-1]) for number in before if spans[number]]
    intro = " ".join((*(labels[:1] if block.label else ()), *headers, *last[:1]))
    return intro, (*headers, *labels, *last, *(_folded(text, text.blocks[number].start, text.blocks[number].end) for number in headings))


def _folded(text: Text, start: int, end: int) -> str:
    return fold(plain(text, start, end).words)
