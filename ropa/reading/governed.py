"""Where a sentence says to whom data go: the stretches that a verb of giving governs ("shared with", "an … übermittelt")."""

from __future__ import annotations

from bisect import bisect_left

from ropa.reading.phrases import Span
from ropa.reading.wordbook import Wordbook


def regions(words: Wordbook, shadow: str, *, data: bool = True) -> tuple[Span, ...]:
    """The stretches of a sentence where recipients stand; with `data`, none where it does not say that data are given."""
    if (shadow, data) not in words.regions:
        words.regions[shadow, data] = _regions(words, shadow, data=data)
    return words.regions[shadow, data]


def _regions(words: Wordbook, shadow: str, *, data: bool) -> tuple[Span, ...]:
    if data and not (words.says("recipients-says", shadow) and words.says("recipients-what", shadow)):
        return ()
    said = [(start, end) for start, end, _ in words.spans("examples", shadow)]
    stops = [start for start, _, _ in words.spans("recipients-stop", shadow) if not any(one <= start < other for one, other in said)]
    found = []
    for start, end, groups in words.spans("recipients-to", shadow):
        if words.says("recipients-giver", shadow[max(0, start - NEAR) : start]):
            continue
        stop = bisect_left(stops, end)
        found.append(groups.get("where") or (end, stops[stop] if stop < len(stops) else len(shadow)))
    return tuple(found)


def region(words: Wordbook, shadow: str, span: Span, *, data: bool = True) -> Span | None:
    """The stretch of a sentence that what stands at `span` is in, where a verb of giving governs it."""
    return next(((one, other) for one, other in regions(words, shadow, data=data) if one < span[1] and span[0] < other), None)


def gives(words: Wordbook, shadow: str, where: Span) -> bool:
    """Whether what is given to who stands in a stretch is data, and no newsletter or service."""
    return not words.says("recipients-else", shadow[: where[0]])


def gets(words: Wordbook, shadow: str, end: int) -> bool:
    """Whether a verb of getting data follows."""
    return words.says("recipients-gets", shadow[end : end + REACH]) and words.says("recipients-what", shadow[end:])


NEAR, REACH = 30, 60
"""How many characters before a verb of giving its subject may stand; how many characters after a kind of recipient its verb of getting."""
