"""What a sentence says something is done for: the phrases after "in order to", "to" and "for", each one purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ropa.reading.wordbook import Wordbook

STOP = re.compile(r"[;:()]|\.(?:\s|$)")
PART = re.compile(r"\s*(?:,|/|;)\s*")
MARK = re.compile(r"[,;:()/]\s*|\.\s")
BEFORE, AHEAD, EARLY = 60, 40, 3
"""How many characters before the word that opens a purpose, and after it, may say that it opens none; up to where a sentence opens with it."""


Span = tuple[int, int]
NOWHERE: Span = (0, 0)


@dataclass(frozen=True)
class Aim:
    """A purpose's words in a shadow.

    `verb` says they are a verb with its object, else they are a noun's; `sure`, that they are a purpose whatever the sentence is
    about; `closed`, that their last word says so. `object` is where a verb that stands alone in a series has its object: "to provide,
    maintain and improve our services". `opening` is where the words are that open it, or it itself: how it is said is said before.
    """

    start: int
    end: int
    verb: bool
    sure: bool
    closed: bool = False
    object: Span = NOWHERE
    opening: Span = NOWHERE


def aims(words: Wordbook, shadow: str) -> list[Aim]:
    """The purposes that a sentence says by "to …" and "for …", or by the ends of its words; none within another."""
    opened = sorted(_opened(words, shadow))
    found: list[Aim] = list(_closed(words, shadow)) if words.says("purpose-about", shadow) else []
    for number, (begin, start, verb, sure) in enumerate(opened):
        if any(aim.closed and aim.start <= start < aim.end for aim in found) or (found and start < found[-1].start):
            continue
        following = next((one for one, _, _, _ in opened[number + 1 :] if one > start), len(shadow))
        pieces = list(_divided(words, shadow, start, min(following, _ends(words, shadow, start)), verb))
        if pieces and verb and begin <= EARLY and "," in shadow[slice(*pieces[0])]:
            pieces[0] = start, shadow.index(",", start)
        for one, other in pieces:
            if not words.says("purpose-empty", shadow[one:other][:AHEAD].strip()):
                shared = _object(words, shadow, pieces, (one, other), verb)
                found.append(Aim(one, other, verb, sure, object=shared, opening=(begin, begin)))
    return found


def _object(words: Wordbook, shadow: str, pieces: list[Span], piece: Span, verb: bool) -> Span:
    """Where one word of a series has what it is done to: in the first member that is longer; nowhere where it needs none."""
    longer = next((each for each in pieces if " " in shadow[slice(*each)].strip()), NOWHERE)
    if " " in shadow[slice(*piece)].strip() or piece >= longer:
        return NOWHERE
    if not verb and not words.says("purpose-noun", shadow[slice(*longer)].strip()):
        return NOWHERE
    return longer[0] + shadow[slice(*longer)].index(" "), longer[1]


def _opened(words: Wordbook, shadow: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Where a purpose opens: where the words that open it begin, where its own begin, whether it is a verb, and whether it is sure."""
    seen: set[int] = set()
    about = words.says("purpose-about", shadow)
    for cue, sure in (("purpose-in-order", True), ("purpose-so", False), ("purpose-to", False), ("purpose-for", False)):
        for begin, end, _ in words.spans(cue, shadow):
            start = end + len(shadow[end:]) - len(shadow[end:].lstrip(" :"))
            verb = cue == "purpose-so" or words.says("purpose-verb", shadow[start:])
            if begin in seen or start in seen or not (sure or about) or not (verb or cue != "purpose-to"):
                continue
            if not sure and words.says("purpose-blocks", shadow[max(0, begin - BEFORE) : begin]):
                continue
            seen |= {begin, start}
            yield begin, start, verb, sure


def _closed(words: Wordbook, shadow: str) -> Iterator[Aim]:
    """The purposes whose last word says that they are one: "palveluiden kehittämiseen".

    Each begins after a mark, a joining word or what is processed.
    """
    before = 0
    for _, end, _ in words.spans("purpose-closes", shadow):
        cuts = [match.end() for match in MARK.finditer(shadow, before, end)]
        last = len(shadow[:end].rstrip().rsplit(" ", 1)[0]) + 1
        cuts += [other for cue in ("joins", "purpose-about") for _, other, _ in words.spans(cue, shadow) if before <= other < last]
        begin = max(cuts, default=before)
        piece = shadow[begin:end]
        if not words.says("purpose-blocks", shadow[max(0, begin - BEFORE) : begin]) and not words.says("purpose-empty", piece.strip()):
            yield Aim(begin + len(piece) - len(piece.lstrip()), end, True, False, closed=True, opening=(begin, end))
        before = end


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
            continue
        after = _after(words, shadow, other, end)
        if after == end or (verb and not (words.says("purpose-verb", shadow[after:end]) and words.says("purpose-verb", shadow[begin:one].strip()))):
            continue
        if shadow[begin:one].strip():
            yield begin, one
        begin = after
    if shadow[begin:end].strip():
        yield begin, end


def _after(words: Wordbook, shadow: str, start: int, end: int) -> int:
    """Where a member of a series begins: after another joining word, and what may stand before a purpose ("and in", "and to")."""
    while start < end:
        rest = shadow[start:end]
        start += len(rest) - len(rest.lstrip())
        lead = words.first("leads", shadow[start:end])
        first = shadow[start:end].partition(" ")[0]
        size = lead[1] if lead else len(first) if first in words.lists["joins"] else 0
        if not size:
            break
        start += size
    return start
