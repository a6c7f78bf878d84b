"""A stretch of a text as a pattern wants it: without marks, soft hyphens and broken words; each character knows where it stands.

The text itself is never changed, since quotes are slices of it; patterns run on this view and their spans are taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, normalize

from ropa.reading.text import Text

NOISE = re.compile(
    r"(?P<gone>[\u00ad\u200b-\u200d\u2060\ufeff]+|\*{1,3}|__+|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|\\(?=[!-/:-@\[-`{-~])|<br ?/?>|`+)"
    r"|(?P<broken>(?<=[^\W\d_])[-\u2010]\r?\n[ \t]*(?=[^\W\d_]))"
    r"|(?P<space>[\s\u00a0]+)"
    r"|!?\[(?P<link>[^\[\]]{1,500})\]\([^()\s]{0,1000}(?:\s\"[^\"]{0,200}\")?\)"
    r"|(?P<hyphen>(?<=[^\W\d_]{2})-(?=[^\W\d_]{2}))"
)
SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-"})
LONGEST = 40  # letters of a word on one side of a hyphen
PART = re.compile(r"[^\W\d_]*")


@dataclass(frozen=True)
class Plain:
    """Words and, for each character and the end, the offset in the text it comes from."""

    words: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the text behind ``words[start:end]``; `start` < `end`."""
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(text: Text, start: int, end: int) -> Plain:
    """``text[start:end]`` with single spaces, straight quotes, composed letters, no marks, no link targets, no broken words."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in _letters(text, start, end):
        if letter == " " and (not letters or letters[-1] == " "):
            continue
        if combining(letter) and letters and len(normalize("NFC", letters[-1] + letter)) == 1:
            letters[-1] = normalize("NFC", letters[-1] + letter)
            continue
        letters.append(letter)
        places.append(place)
    return Plain("".join(letters), (*places, end))


def _letters(text: Text, start: int, end: int) -> Iterator[tuple[int, str]]:
    source, at = text.text, start
    for match in NOISE.finditer(source, start, end):
        yield from enumerate(source[at : match.start()].translate(SAME), at)
        at = match.end()
        if match["space"]:
            yield match.start(), " "
        elif match["link"]:
            yield from _letters(text, *match.span("link"))
        elif (match["hyphen"] and not _broken(text, match.start())) or (match["broken"] and not _joined(text, match.start(), match.end())):
            yield match.start(), "-"
    yield from enumerate(source[at:end].translate(SAME), at)


def _broken(text: Text, hyphen: int) -> bool:
    """Whether a hyphen inside a line is the rest of a broken line ("per-sonal"): the text has the word in one, elsewhere."""
    return _word(text.text, hyphen, hyphen + 1) in text.vocabulary


def _joined(text: Text, hyphen: int, after: int) -> bool:
    """Whether a hyphen at the end of a line only breaks the word: not where the text writes it with the hyphen elsewhere."""
    left, right = _sides(text.text, hyphen, after)
    return right[:1].islower() and f"{left}-{right}".casefold() not in text.vocabulary


def _word(source: str, hyphen: int, after: int) -> str:
    left, right = _sides(source, hyphen, after)
    return (left + right).casefold() if right[:1].islower() else ""


def _sides(source: str, hyphen: int, after: int) -> tuple[str, str]:
    begin = hyphen
    while begin > max(0, hyphen - LONGEST) and source[begin - 1].isalpha():
        begin -= 1
    right = PART.match(source, after, after + LONGEST)
    return source[begin:hyphen], right[0] if right else ""
