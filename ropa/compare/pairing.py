"""Which activity of one document is which of another: by id, else by purpose, else by name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ropa.compare.items import ancestors
from ropa.compare.names import likeness, words_of
from ropa.compare.reading import Activity, Document
from ropa.vocabulary import Vocabulary

NEAR = 0.4
"""The least likeness of purposes at which two activities are taken for one: one step of DPV's hierarchy apart is 0.5."""
ALIKE = 0.6
"""The least share of common words at which two names are taken for one, where at least one activity states no purpose."""


@dataclass
class Pairing:
    """Activities by pairs, with how each pair was found; the rest of each side."""

    pairs: list[tuple[Activity, Activity, str]] = field(default_factory=list)
    only_a: list[Activity] = field(default_factory=list)
    only_b: list[Activity] = field(default_factory=list)

    @property
    def of_a(self) -> Mapping[str, Activity]:
        """The counterpart of each activity of A, by IRI."""
        return {a.iri: b for a, b, _ in self.pairs}

    @property
    def of_b(self) -> Mapping[str, Activity]:
        """The counterpart of each activity of B, by IRI."""
        return {b.iri: a for a, b, _ in self.pairs}


def purposes(doc: Document, activity: Activity) -> frozenset[str]:
    """The purposes an activity states, its parts' not counted; denied ones left out."""
    return frozenset(said.value.value for said in doc.said_of(activity.iri, "purpose") if said.modality != "denied")


def pair_activities(a: Document, b: Document, vocabulary: Vocabulary) -> Pairing:
    """Pair the activities of two documents, each at most once; the same whichever is A."""
    found = Pairing(only_a=list(a.activities), only_b=list(b.activities))
    by_id = {item.id: item for item in b.activities}
    _take(found, ((item, by_id[item.id], "id") for item in a.activities if item.id in by_id))
    _take(found, _ranked(found, a, b, vocabulary))
    return found


def _take(found: Pairing, candidates: Iterable[tuple[Activity, Activity, str]]) -> None:
    for one, other, by in candidates:
        if one in found.only_a and other in found.only_b:
            found.pairs.append((one, other, by))
            found.only_a.remove(one)
            found.only_b.remove(other)


def _ranked(found: Pairing, a: Document, b: Document, vocabulary: Vocabulary) -> list[tuple[Activity, Activity, str]]:
    """What could be a pair, the likeliest first: purposes, then whether both are headings, then names, then ids."""
    ranked = []
    for one, other in ((one, other) for one in found.only_a for other in found.only_b):
        first, second = purposes(a, one), purposes(b, other)
        near, alike = _near(first, second, vocabulary), likeness(words_of(one.name), words_of(other.name))
        level = (one.parent is None) != (other.parent is None)
        order = level, -alike, sorted((one.id, other.id))
        if near >= NEAR:
            ranked.append(((-near, *order), (one, other, "purpose")))
        elif alike >= ALIKE and not (first and second):
            ranked.append(((0.0, *order), (one, other, "name")))
    return [pair for _, pair in sorted(ranked, key=lambda item: item[0])]


def _near(first: frozenset[str], second: frozenset[str], vocabulary: Vocabulary) -> float:
    """How near two sets of purposes are, from 0 to 1: the mean, over both, of the nearest on the other side."""
    if not first or not second:
        return 0.0
    steps = {(one, other): _step(one, other, vocabulary) for one in first for other in second}
    best = [max(steps[one, other] for other in second) for one in first] + [max(steps[one, other] for one in first) for other in second]
    return math.fsum(best) / len(best)


def _step(one: str, other: str, vocabulary: Vocabulary) -> float:
    """1 for the same purpose, 0.5 for a purpose and the next broader one, less for each step further; 0 beside one another."""
    if one == other:
        return 1.0
    return max(_climb(one, other, vocabulary), _climb(other, one, vocabulary))


def _climb(low: str, high: str, vocabulary: Vocabulary) -> float:
    if high not in ancestors(vocabulary, low) or not vocabulary.broader.get(high):
        return 0.0
    level, steps = {low}, 0
    while high not in level:
        level = {each for term in level for each in vocabulary.broader.get(term, ())}
        steps += 1
    return 1 / (1 + steps)


def headings(doc: Document) -> Iterator[Activity]:
    """The activities that are not part of another."""
    return (item for item in doc.activities if item.parent is None)
