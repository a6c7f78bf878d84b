"""An `Extractor` that asks a language model the user runs, section by section, and believes only what it can show in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ropa.errors import EngineError
from ropa.reading.asking import READS, SCHEMA, Statement, Words
from ropa.reading.endpoint import Endpoint
from ropa.reading.grounded import Grounds
from ropa.reading.packs import Pack, packs
from ropa.reading.proposals import Proposal
from ropa.reading.sentences import sentences
from ropa.reading.text import Text

LONGEST = 6000
NOT_THERE = "quote not in the text"
NOT_OURS = "value that is none of ours"
NOT_SHOWN = "value not in its quote"
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Chunk:
    """Blocks of a text that are asked about together: from the first to before the last, and the headings they stand under."""

    first: int
    last: int
    under: str


@dataclass(frozen=True)
class ModelReading:
    """What a model proposed, in the order of the text, and how much of it was dropped, by reason."""

    proposals: tuple[Proposal, ...]
    dropped: Mapping[str, int]


@dataclass(frozen=True)
class ModelReader:
    """Drafts with a model at an endpoint. Nothing of it is confirmed, and its proposals have no measured confidence.

    `tell` is told what was read of each text, so that what was dropped can be said.
    """

    endpoint: Endpoint
    tell: Callable[[ModelReading], None] | None = None

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """The proposals for a text. Raises EngineError where the model does not answer as asked."""
        reading = self.read(text)
        if self.tell:
            self.tell(reading)
        return reading.proposals

    def reads(self, language: str) -> frozenset[str]:  # noqa: ARG002 - a model is asked the same in every language
        """What it is asked for."""
        return READS

    def read(self, text: Text) -> ModelReading:
        """The proposals, and what was dropped: a quote that is not in the text, a value that is none of ours or not in its quote.

        Raises as `extract`.
        """
        found: dict[tuple[object, ...], Proposal] = {}
        dropped: Counter[str] = Counter()
        grounds = Grounds(self._packs.get(text.language))
        for chunk in chunks(text):
            for statement in self._asked(text, chunk):
                if statement is None:
                    dropped[NOT_OURS] += 1
                elif (place := located(text, chunk, statement.quote)) is None:
                    dropped[NOT_THERE] += 1
                elif not _shown(grounds, text, chunk, statement, place):
                    dropped[NOT_SHOWN] += 1
                else:
                    for proposal in self._proposals(text, statement, place):
                        found.setdefault((proposal.field, tuple(sorted(proposal.value.items())), proposal.start), proposal)
        ordered = sorted(found.values(), key=lambda item: (item.start, item.end, item.field, sorted(item.value.items())))
        return ModelReading(tuple(ordered), dict(sorted(dropped.items())))

    @cached_property
    def _words(self) -> Words:
        return Words.ours()

    @cached_property
    def _packs(self) -> Mapping[str, Pack]:
        return packs()

    def _asked(self, text: Text, chunk: Chunk) -> list[Statement | None]:
        start, end = _span(text, chunk)
        answer = self.endpoint.ask(self._words.messages(text.text[start:end], chunk.under), SCHEMA)
        try:
            return list(self._words.statements(answer))
        except ValueError as error:
            remedy = "The model must keep to a JSON schema (response_format json_schema)."
            raise EngineError(f"its answer is not of the schema: {error}", where=self.endpoint.url, remedy=remedy) from error

    def _proposals(self, text: Text, statement: Statement, place: tuple[int, int]) -> Iterator[Proposal]:
        block = _block(text, place[0])
        start, end = _whole(text, block, place)
        for field, value in statement.values:
            how = "stated" if field == "parties" else statement.how
            yield Proposal(field, value, start, end, block, how, f"model:{self.endpoint.model}")


def chunks(text: Text) -> Iterator[Chunk]:
    """A text in parts of one section each, several where a section is long, several sections together where they are short."""
    first = 0
    for number, block in enumerate(text.blocks):
        long = block.end - text.blocks[first].start > LONGEST
        new = block.kind == "heading" and block.end - text.blocks[first].start > LONGEST // 3
        if number > first and (long or new):
            yield Chunk(first, number, _under(text, first))
            first = number
    if text.blocks:
        yield Chunk(first, len(text.blocks), _under(text, first))


def located(text: Text, chunk: Chunk, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a chunk, white space aside; None where it does not."""
    words = SPACE.split(quote.strip())
    start, end = _span(text, chunk)
    match = re.compile(r"\s+".join(map(re.escape, words))).search(text.text, start, end) if words != [""] else None
    return match.span() if match else None


def _shown(grounds: Grounds, text: Text, chunk: Chunk, statement: Statement, place: tuple[int, int]) -> bool:
    """Whether all that a statement says stands in its quote, or for some fields in the chunk."""
    (start, end), (first, last) = _span(text, chunk), place
    return all(grounds.shows(field, value, text.text[first:last], text.text[start:end]) for field, value in statement.values)


def _span(text: Text, chunk: Chunk) -> tuple[int, int]:
    blocks = text.blocks[chunk.first : chunk.last]
    return blocks[0].start, max(block.end for block in blocks)


def _under(text: Text, block: int) -> str:
    headings = [text[above] for above in reversed(text.above(block)) if text.blocks[above].kind == "heading"]
    return " > ".join(" ".join(heading.split()) for heading in headings)


def _block(text: Text, at: int) -> int:
    """The last block that begins at or before a place."""
    return max((number for number, block in enumerate(text.blocks) if block.start <= at), default=0)


def _whole(text: Text, block: int, place: tuple[int, int]) -> tuple[int, int]:
    """The whole sentences of a block that a place in it touches; the place itself where it runs over the block's end."""
    touched = [span for span in sentences(text, block) if span[0] < place[1] and place[0] < span[1]]
    if not touched or place[1] > text.blocks[block].end:
        return place
    return min(touched[0][0], place[0]), max(touched[-1][1], place[1])
