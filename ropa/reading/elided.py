"""Words said in part: "contact and payment details", "Kontakt- und Zahlungsdaten", "données de contact et de paiement"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ropa.reading.lexicon import Found, Lexicon
from ropa.reading.wordbook import Wordbook

SHORTEST = 4
"""How many letters the end that two words share has at least."""


def with_elided(words: Wordbook, lexicon: Lexicon, shadow: str, found: list[Found]) -> list[Found]:
    """The terms of a shadow, and those of words that are said only in part; where a term is there already, only if it is one for both words."""
    more: list[Found] = []
    for _, _, groups in words.spans("shared", shadow):
        for (start, end), said in _said(lexicon, shadow, groups):
            over = [each for each in (*found, *more) if each.start < end and start < each.end]
            term = _whole(lexicon, said)
            both = groups["first"][0], groups["last"][1]
            if term and all((each.start, each.end) == both and each.term != term.term for each in over):
                more.append(Found(start, end, term.term, False))
    return sorted((*found, *more), key=lambda each: (each.start, each.end)) if more else found


def _said(lexicon: Lexicon, shadow: str, spans: Mapping[str, tuple[int, int]]) -> Iterator[tuple[tuple[int, int], str]]:
    """The span of what is said in part, and the words it stands for."""
    first, last = shadow[slice(*spans["first"])], shadow[slice(*spans["last"])]
    if "head" not in spans:
        ends = (first + last[at:] for at in range(3, len(last) - SHORTEST + 1))
        if whole := next((each for each in ends if _whole(lexicon, each)), None):
            yield spans["first"], whole
        yield spans["last"], last
        return
    head = shadow[slice(*spans["head"])]
    if spans["head"][0] < spans["first"][0]:
        yield spans["last"], f"{head} {last}"
    else:
        yield spans["first"], f"{first} {head}"


def _whole(lexicon: Lexicon, said: str) -> Found | None:
    """The term that words are, all of them."""
    found = lexicon.find(said)
    return found[0] if len(found) == 1 and not found[0].doubtful and (found[0].start, found[0].end) == (0, len(said)) else None
