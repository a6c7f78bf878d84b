"""What a block is about: what its column, label, introduction and headings say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ropa.reading.folding import fold
from ropa.reading.plain import plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Block, Text
from ropa.reading.wordbook import Wordbook

TOPICS = ("data", "purpose", "recipients", "subjects")
NOWHERE: frozenset[str] = frozenset()
LABEL, SHORT, LONG = 7, 120, 14
"""How many words, and characters with their marks, a label by itself has at most; how many words the header of a column has at most."""


@dataclass(frozen=True)
class Place:
    """What a block is about.

    `topics` are those of `TOPICS` that the nearest of what it stands under names. It is `sure` where that is a column, a label
    or the introduction of a list, and not a heading alone. `source` is the block that names them. `rights` says that a heading
    is about rights, definitions or changes: there nothing is collected, used or disclosed. `headings` are the shadows of its
    headings, nearest first.
    """

    topics: frozenset[str] = NOWHERE
    sure: bool = False
    source: int | None = None
    rights: bool = False
    headings: tuple[str, ...] = ()


@dataclass
class Places:
    """The places of the blocks of a text."""

    text: Text
    words: Wordbook
    _shadows: dict[tuple[int, int], str] = field(default_factory=dict)
    _topics: dict[tuple[str, bool], frozenset[str]] = field(default_factory=dict)
    _found: dict[int, Place] = field(default_factory=dict)

    def of(self, block: int) -> Place:
        """What a block is about."""
        if block not in self._found:
            self._found[block] = self._place(block)
        return self._found[block]

    def shadow(self, start: int, end: int) -> str:
        """The shadow of a stretch of the text."""
        if (start, end) not in self._shadows:
            self._shadows[start, end] = fold(plain(self.text, start, end).words)
        return self._shadows[start, end]

    def topics(self, shadow: str, sentence: bool = False) -> frozenset[str]:
        """What a column, label or heading says a block is about, nothing where something else comes first; of a `sentence`, what it says last."""
        if (shadow, sentence) not in self._topics:
            self._topics[shadow, sentence] = self._read(shadow, sentence)
        return self._topics[shadow, sentence]

    def _read(self, shadow: str, sentence: bool) -> frozenset[str]:
        if sentence and self._announces(shadow):
            return frozenset(("data",))
        found = {topic: spans for topic in TOPICS if (spans := [(start, end) for start, end, _ in self.words.spans(topic, shadow)])}
        if sentence and self._turns(shadow):
            found.pop("data", None)
        other = next((start for start, _, _ in self.words.spans("other", shadow)), None)
        if not found:
            elsewhere = other is not None or (sentence and self._turns(shadow)) or self.words.says("basis", shadow)
            weak = not elsewhere and self.words.says("data-weak", shadow)
            return frozenset(("data",)) if weak else NOWHERE
        if sentence:
            listed = "data" in found and self.words.says("data-follows", shadow)
            return frozenset(("data" if listed else max(sorted(found), key=lambda topic: found[topic][-1][1]),))
        if other is not None and other < min(spans[0][0] for spans in found.values()):
            return NOWHERE
        return frozenset(found) - ({"data"} if "recipients" in found else NOWHERE)

    def _announces(self, shadow: str) -> bool:
        """Whether a sentence says that data follow, and does not end with what they are for: "we use the following data for these purposes:"."""
        return self.words.says("data-follows", shadow) and not self.words.says("purpose", " ".join(shadow.split()[-2:]))

    def _turns(self, shadow: str) -> bool:
        """Whether what follows a sentence is not its data: "data collected in the context of:"."""
        last = shadow.rstrip(" :").rsplit(" ", 1)[-1]
        return last in self.words.lists["tails"] - self.words.lists["about"]

    def _place(self, block: int) -> Place:
        found = self.text.blocks[block]
        above = self.text.above(block)
        headings = tuple(self._words(number) for number in above if self._heads(number))
        rights = any(self.words.says("rights", shadow) and not self.topics(shadow) for shadow in headings)
        named = [number for number in found.headers if self.text.blocks[number].header]
        over = [Over(self._words(number), number, True) for number in named] or self._over(block, above)
        for each in over:
            if topics := self.topics(each.shadow, each.sentence):
                return Place(topics, each.sure, each.source, rights and each.source not in found.headers, headings)
            if each.closed:
                break
        return Place(rights=rights, headings=headings)

    def _over(self, block: int, above: tuple[int, ...]) -> list[Over]:
        label = self.text.blocks[block].label
        found = [Over(self.shadow(*label), block, True)] if label else []
        if (standing := self.standing.get(block)) is not None:
            found.append(Over(self._words(standing), standing, True, closed=True))
        bare = bool(label) or self.text.blocks[block].kind == "item"
        for number in above:
            over = self.text.blocks[number]
            if self._heads(number):
                found.append(Over(self._words(number), number, bare and number == above[0]))
                continue
            if spans := sentences(self.text, number):
                found.append(Over(self.shadow(*spans[-1]), number, True, sentence=True))
            if over.label:
                found.append(Over(self.shadow(*over.label), number, True))
            if (standing := self.standing.get(number)) is not None:
                found.append(Over(self._words(standing), standing, True, closed=True))
        return found

    def names(self, block: Block) -> bool:
        """Whether a cell of a few words says what its column holds."""
        words = self.shadow(block.start, block.end)
        return len(words.split()) <= LABEL and bool(self.topics(words))

    def fills(self, header: Block, block: Block) -> bool:
        """Whether a cell has a term of what the header names, or is too long to be a header itself."""
        topics, words = self.topics(self.shadow(header.start, header.end)) & self.words.terms.keys(), self.shadow(block.start, block.end)
        return len(words.split()) > LONG or any(self.words.terms[topic].find(words) for topic in topics)

    def head(self, block: int) -> int | None:
        """The nearest heading a block stands under, or list item that stands over text as one does."""
        return next((number for number in self.text.above(block) if self._heads(number)), None)

    def _heads(self, block: int) -> bool:
        """Whether a block is a heading, or a list item of a few words that stands over text as one does."""
        found = self.text.blocks[block]
        if found.kind != "item" or found.label is not None or found.end - found.start > SHORT:
            return found.kind == "heading"
        return len(self._words(block).split()) <= LABEL

    @cached_property
    def standing(self) -> dict[int, int]:
        """For each paragraph, the label that stands by itself above it: a few words without a mark at their end."""
        found: dict[int, int] = {}
        label: int | None = None
        for number, block in enumerate(self.text.blocks):
            if block.kind == "heading":
                label = None
            elif block.kind == "paragraph":
                if block.end - block.start <= SHORT and self._is_label(self._words(number)):
                    label = number
                elif label is not None and self.text.blocks[label].parent == block.parent:
                    found[number] = label
        return found

    def _is_label(self, shadow: str) -> bool:
        if len(shadow.split()) > LABEL or not shadow[-1:].isalpha():
            return False
        return self.topics(shadow) != NOWHERE or self.words.says("other", shadow) or self.words.says("basis", shadow)

    def _words(self, block: int) -> str:
        return self.shadow(self.text.blocks[block].start, self.text.blocks[block].end)


@dataclass(frozen=True)
class Over:
    """What a block stands under: its shadow, its block, whether it is `sure` (no heading), a `sentence`, and `closed`: nothing above it counts."""

    shadow: str
    source: int
    sure: bool
    sentence: bool = False
    closed: bool = False
