"""Quotes and the text they come from: where a span stands, and whether it stands where it is said to.

Offsets are code points in the UTF-8 text; lines count from 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ropa.model import Quote

CONTEXT_LENGTH = 24


@dataclass(frozen=True)
class Span:
    """A quote found: start and end offsets, end exclusive."""

    start: int
    end: int


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def offsets(text: str, words: str) -> list[int]:
    """Every offset at which the words stand, overlapping ones too.

    >>> offsets("abab", "ab")
    [0, 2]
    """
    found, start = [], text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def line_of(text: str, offset: int) -> int:
    """The line of an offset, from 1.

    >>> line_of("a\\nb", 2)
    2
    """
    return text.count("\n", 0, offset) + 1


def locate(text: str, quote: Quote) -> Span | str:
    """Where a quote stands, or a sentence that says why it cannot be told."""
    found = offsets(text, quote.text)
    if not found:
        return "is not in the text"
    if quote.at is None:
        if len(found) > 1:
            return f"stands {len(found)} times in the text; write {{text: …, at: N}} with N one of {', '.join(map(str, found[:6]))}"
        return Span(found[0], found[0] + len(quote.text))
    if quote.at not in found:
        return f"does not stand at {quote.at}; it stands at {', '.join(map(str, found[:6]))}"
    if quote.line is not None and quote.line != line_of(text, quote.at):
        return f"is on line {line_of(text, quote.at)}, not {quote.line}"
    return Span(quote.at, quote.at + len(quote.text))


def completed(text: str, quote: Quote) -> Quote:
    """The quote with its offset and line, and with prefix and suffix where its words stand more than once.

    The quote must be locatable.
    """
    span = locate(text, Quote(quote.text, quote.at))
    assert isinstance(span, Span)  # noqa: S101 - the caller located it
    repeats = len(offsets(text, quote.text)) > 1
    return Quote(
        quote.text,
        span.start,
        line_of(text, span.start),
        text[max(0, span.start - CONTEXT_LENGTH) : span.start] if repeats else None,
        text[span.end : span.end + CONTEXT_LENGTH] if repeats else None,
    )


def covered(spans: Iterable[Span]) -> int:
    """How many code points some spans cover together."""
    total, reached = 0, 0
    for span in sorted(spans, key=lambda item: (item.start, item.end)):
        total += max(0, span.end - max(span.start, reached))
        reached = max(reached, span.end)
    return total
