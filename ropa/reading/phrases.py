"""The phrases of a sentence: what stands between its commas, marks and joining words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ropa.reading.folding import fold
from ropa.reading.wordbook import Wordbook

MARKS = re.compile(r"[,;:()\[\]/|\"]+|\s-\s|\.\s")
EDGE = re.compile(r"^[\W\d_]+|[\s,;:.*\-\u2013(]+$")
ELIDED = re.compile(r"^[dl]'(?=\w)", re.IGNORECASE)
"""What French elides before a vowel: "l'envoi"."""

Span = tuple[int, int]


def phrases(words: Wordbook, shadow: str, whole: Iterable[Span] = (), *, joined: bool = False) -> list[Span]:
    """The phrases of a shadow, as spans; no span of `whole` is cut. With `joined`, joining words cut nothing: "origin and destination" is one."""
    kept = list(whole)
    cuts = [match.span() for match in MARKS.finditer(shadow)]
    cuts += [(start, end) for cue in (("examples",) if joined else ("joins", "examples")) for start, end, _ in words.spans(cue, shadow)]
    found, begin = [], 0
    for start, end in sorted(cuts):
        if any(one < end and start < other for one, other in kept):
            continue
        if start < begin:
            begin = max(begin, end)
            continue
        found.append((begin, start))
        begin = end
    found.append((begin, len(shadow)))
    return [(start, end) for start, end in found if shadow[start:end].strip()]


def around(spans: Sequence[Span], start: int, end: int) -> Span:
    """The phrase that a stretch is in; the stretch itself where it is in none."""
    return next(((first, last) for first, last in spans if first <= start and end <= last), (start, end))


def label(words: Wordbook, said: str, span: Span, core: Span, limit: int = 9) -> str:
    """The document's words for a thing: its phrase without articles, or the words found in it where the phrase is long or a clause."""
    phrase = trimmed(words, said[span[0] : span[1]])
    if phrase and len(phrase.split()) <= limit and not is_clause(words, phrase):
        return phrase
    return trimmed(words, said[core[0] : core[1]]) or said[core[0] : core[1]]


def opens(words: Wordbook, said: str, name: str) -> bool:
    """Whether words open with one of a list."""
    first = re.search(r"[^\W\d_]+", said.lower())
    return first is not None and first[0] in words.lists[name]


def is_clause(words: Wordbook, phrase: str) -> bool:
    """Whether a phrase has a word that makes it a clause."""
    return any(each in words.lists["clause"] for each in re.findall(r"\w+", phrase.lower()))


def trimmed(words: Wordbook, said: str) -> str:
    """Words without the articles before them, the joining words after them, and the marks around them."""
    text = EDGE.sub("", said.strip())
    while True:
        if lead := words.first("leads", fold(text)):
            text = text[lead[1] :]
        text = ELIDED.sub("", EDGE.sub("", text.strip()))
        parts = text.split()
        if len(parts) > 1 and parts[0].lower() in words.lists["articles"]:
            text = text[len(parts[0]) :]
        elif len(parts) > 1 and parts[-1].lower().rstrip(".") in words.lists["joins"]:
            text = text[: -len(parts[-1])]
        else:
            return text
