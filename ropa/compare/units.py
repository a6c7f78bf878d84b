"""What is compared as one: a pair of activities with what is folded into them, and what is left on one side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ropa.compare.items import ancestors
from ropa.compare.pairing import Pairing, purposes
from ropa.compare.reading import Activity, Document
from ropa.vocabulary import Vocabulary


@dataclass
class Unit:
    """A pair of activities; the subjects of each side are it and the parts folded into it."""

    a: Activity
    b: Activity
    subjects_a: list[str] = field(default_factory=list)
    subjects_b: list[str] = field(default_factory=list)


@dataclass
class Units:
    """All pairs, and the activities of each side that have no counterpart."""

    pairs: list[Unit]
    only_a: list[Activity]
    only_b: list[Activity]


def units(a: Document, b: Document, pairing: Pairing, vocabulary: Vocabulary, *, fold: bool) -> Units:
    """The units of two documents.

    With `fold`, a part without a counterpart counts with its heading where the other heading serves its purposes. A part of
    an activity that has no counterpart goes with it.
    """
    pairs = [Unit(one, other, [one.iri], [other.iri]) for one, other, _ in pairing.pairs]
    by_a, by_b = {unit.a.iri: unit.subjects_a for unit in pairs}, {unit.b.iri: unit.subjects_b for unit in pairs}
    if not fold:
        return Units(pairs, list(_tops(pairing.only_a, set())), list(_tops(pairing.only_b, set())))
    served_a = {unit.a.iri: _served(a, unit.a, pairing.only_a) for unit in pairs}
    served_b = {unit.b.iri: _served(b, unit.b, pairing.only_b) for unit in pairs}
    folded_a = _fold(a, pairing.only_a, by_a, {unit.a.iri: served_b[unit.b.iri] for unit in pairs}, vocabulary)
    folded_b = _fold(b, pairing.only_b, by_b, {unit.b.iri: served_a[unit.a.iri] for unit in pairs}, vocabulary)
    return Units(pairs, list(_tops(pairing.only_a, folded_a)), list(_tops(pairing.only_b, folded_b)))


def _served(doc: Document, heading: Activity, unpaired: Iterable[Activity]) -> frozenset[str]:
    """The purposes of a heading and of its parts that have no counterpart of their own."""
    inside = {item.iri for item in doc.within(heading.iri)}
    return purposes(doc, heading).union(*(purposes(doc, item) for item in unpaired if item.iri in inside))


def _fold(doc: Document, unpaired: list[Activity], into: dict[str, list[str]], served: dict[str, frozenset[str]], vocabulary: Vocabulary) -> set[str]:
    """Put parts into the subjects of their heading where its counterpart serves their purposes; the IRIs of those put there."""
    parents = {item.iri: item.parent for item in doc.activities}
    folded: set[str] = set()
    for item in unpaired:
        heading = item.parent
        while heading is not None and heading in folded:
            heading = parents[heading]
        if heading in into and all(_related(purpose, served[heading], vocabulary) for purpose in purposes(doc, item)):
            into[heading].append(item.iri)
            folded.add(item.iri)
    return folded


def _related(purpose: str, served: frozenset[str], vocabulary: Vocabulary) -> bool:
    up = ancestors(vocabulary, purpose)
    return any(other in up or purpose in ancestors(vocabulary, other) for other in served)


def _tops(unpaired: list[Activity], folded: set[str]) -> Iterator[Activity]:
    """Those whose heading is not itself left over."""
    left = {item.iri for item in unpaired} - folded
    return (item for item in unpaired if item.iri in left and item.parent not in left)
