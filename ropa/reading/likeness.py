"""The sentences of a text that are likest to some words: TF-IDF and the cosine, over the beginnings of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from ropa.reading.plain import plain
from ropa.reading.sentences import sentences
from ropa.reading.text import Text

WORD = re.compile(r"[^\W\d_]{3,}")
STEM = 6
"""Letters of a word that count: its ending says its case, its number and, in three of the five languages, what it is compounded with."""


@dataclass(frozen=True)
class Likely:
    """A sentence as a span of the text, and how like the words it is, 0 to 1."""

    start: int
    end: int
    likeness: float


class Sentences:
    """The sentences of a text, weighed once: each word by how often it stands in one and how few have it."""

    def __init__(self, text: Text) -> None:
        self.spans = [span for number in range(len(text.blocks)) for span in sentences(text, number)]
        counts = [stems(plain(text, start, end).words) for start, end in self.spans]
        having = Counter(stem for count in counts for stem in count)
        self.rarity = {stem: log((1 + len(counts)) / (1 + number)) + 1 for stem, number in having.items()}
        self.weights = [self._weigh(count) for count in counts]
        self.places: dict[str, list[int]] = {}
        for number, count in enumerate(counts):
            for stem in count:
                self.places.setdefault(stem, []).append(number)

    def likest(self, words: str, most: int = 5) -> tuple[Likely, ...]:
        """The sentences likest to some words, best first; fewer where fewer share a word with them."""
        asked = self._weigh(stems(words))
        likeness: Counter[int] = Counter()
        for stem, weight in asked.items():
            for number in self.places.get(stem, ()):
                likeness[number] += weight * self.weights[number][stem]  # type: ignore[assignment]
        best = sorted(likeness.items(), key=lambda item: (-item[1], item[0]))[:most]
        return tuple(Likely(*self.spans[number], round(float(value), 3)) for number, value in best)

    def _weigh(self, count: Counter[str]) -> dict[str, float]:
        weights = {stem: (1 + log(number)) * self.rarity.get(stem, 0.0) for stem, number in count.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {stem: weight / length for stem, weight in weights.items()}


def stems(words: str) -> Counter[str]:
    """The beginnings of the words, folded, with how often each stands there."""
    return Counter(word[:STEM] for word in WORD.findall(words.casefold()))


def excerpt(text: Text, spans: Sequence[Likely]) -> list[dict[str, object]]:
    """Sentences as plain data: their words, offset and likeness."""
    return [{"text": text.text[each.start : each.end], "at": each.start, "likeness": each.likeness} for each in spans]
