"""What a sentence says something is done for: the phrases after "in order to", "to" and "for", each one purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ropa.reading.wordbook import Wordbook

STOP = re.compile(r"[;:()]|\.(?:\s|$)")
PART = re.compile(r"\s*(?:,|/|;)\s*")
BEFORE = 60
"""How many characters before the word that opens a purpose may say that it opens none: "the right to …"."""


@dataclass(frozen=True)
class Aim:
    """A purpose's words in a shadow. `verb` says they are a verb with its object, else they are a noun's; `sure`, that they are a purpose whatever the sentence is about."""

    start: int
    end: int
    verb: bool
    sure: bool


def aims(words: Wordbook, shadow: str) -> list[Aim]:
    """The purposes that a sentence says by "to …" and "for …", in its order; none within another."""
    opened = sorted(_opened(words, shadow))
    found: list[Aim] = []
    for number, (begin, start, verb, sure) in enumerate(opened):
        if found and start < found[-1].start:
            continue
        following = next((one for one, _, _, _ in opened[number + 1 :] if one > start), len(shadow))
        end = min(following, _ends(words, shadow, start))
        pieces = [(one, other) for one, other in _divided(words, shadow, start, end, verb) if not words.says("purpose-empty", shadow[one:other].strip())]
        found += [Aim(one, other, verb, sure) for one, other in pieces]
    return found


def _opened(words: Wordbook, shadow: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Where a purpose opens: where the words that open it begin, where its own begin, whether it is a verb, and whether it is sure."""
    seen: set[int] = set()
    about = words.says("purpose-about", shadow)
    for cue, sure in (("purpose-in-order", True), ("purpose-so", False), ("purpose-to", False), ("purpose-for", False)):
        for begin, end, _ in words.spans(cue, shadow):
            start = end + len(shadow[end:]) - len(shadow[end:].lstrip(" :"))
            verb = cue == "purpose-so" or words.says("purpose-verb", shadow[start:])
            if start in seen or not (sure or about) or not (verb or cue != "purpose-to"):
                continue
            if not sure and words.says("purpose-blocks", shadow[max(0, begin - BEFORE) : begin]):
                continue
            seen.add(start)
            yield begin, start, verb, sure


def _ends(words: Wordbook, shadow: str, start: int) -> int:
    marks = [match.start() for match in STOP.finditer(shadow, start)][:1]
    marks += [one for one, _, _ in words.spans("purpose-ends", shadow) if one > start][:1]
    marks += [one for one, _, _ in words.spans("examples", shadow) if one > start][:1]
    return min(marks, default=len(shadow))


def _divided(words: Wordbook, shadow: str, start: int, end: int, verb: bool) -> Iterator[tuple[int, int]]:
    """The members of a series: a verb's where the next one begins with a verb too, a noun's at every comma and "and"."""
    cuts = [match.span() for match in PART.finditer(shadow, start, end)]
    cuts += [(one, other) for one, other, _ in words.spans("joins", shadow) if start < one and other < end]
    begin = start
    for one, other in sorted(cuts):
        if one < begin:
            begin = max(begin, other) if not shadow[begin:other].strip(" ,/;") else begin
            continue
        ahead = shadow[other:end].strip()
        if not ahead or (verb and not words.says("purpose-verb", _without_join(words, ahead))):
            continue
        if shadow[begin:one].strip():
            yield begin, one
        begin = other
    if shadow[begin:end].strip():
        yield begin, end


def _without_join(words: Wordbook, shadow: str) -> str:
    first, _, rest = shadow.partition(" ")
    return rest if first in words.lists["joins"] else shadow
