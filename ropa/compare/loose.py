"""What a draft says of no activity, held against all the other side says: it is found, though not where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ropa.compare.general import related
from ropa.compare.items import Item
from ropa.compare.matching import Outcome
from ropa.compare.reading import Document
from ropa.compare.relations import Relation
from ropa.fields import Field


@dataclass
class Loose:
    """The unattached statements of two documents and those of the other side that say the same, by the IRI of document and statement."""

    a: Document
    b: Document
    items: Callable[[Document, Field, Sequence[str]], list[Item]]
    met: set[str] = field(default_factory=set)

    def find(self, fields: Iterable[Field]) -> None:
        """Pair what is unattached with anything the other side says of the same field, in the same or in broader words."""
        for each in fields:
            for doc, other in ((self.a, self.b), (self.b, self.a)):
                loose = [item for item in self.items(doc, each, [doc.controller]) if item.said.unattached]
                pool = self.items(other, each, [other.controller, *(one.iri for one in other.activities)]) if loose else []
                for item in loose:
                    for said in pool:
                        if item.denied == said.denied and (related(item, said, swapped=False) or related(said, item, swapped=False)):
                            self.met |= {key_of(item), key_of(said)}

    def outcomes(self, found: Iterable[Outcome]) -> Iterator[Outcome]:
        """Differences without the unattached statements that the other side makes; what was found so is a note, not missed."""
        for outcome in found:
            a, b = ([item for item in side if not (item.said.unattached and key_of(item) in self.met)] for side in (outcome.a, outcome.b))
            if not a and not b:
                continue
            if outcome.relation.kind.startswith("only-in") and all(key_of(item) in self.met for item in (*a, *b)):
                yield replace(outcome, relation=replace(outcome.relation, gravity="note", remarks=(*outcome.relation.remarks, ("unattached", ()))))
            elif len(a) == len(outcome.a) and len(b) == len(outcome.b):
                yield outcome
            else:
                yield Outcome(Relation("only-in-b" if b else "only-in-a", gravity="missing"), tuple(a), tuple(b)) if not (a and b) else outcome


def key_of(item: Item) -> str:
    """The statement of an item, among those of two documents."""
    return item.doc.iri + item.said.iri
