"""What is held against what: the parts of a statement that carry its meaning.

A category of data counts by the things listed under it, a joint control by each partner; everything else by its statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from ropa.compare.names import Party
from ropa.compare.reading import Document, Said
from ropa.namespaces import DPV, ROPA, SKOS
from ropa.vocabulary import Vocabulary

DATA_SUBJECT = DPV("DataSubject").value


@dataclass(frozen=True)
class Item:
    """One thing that a statement says; `up` holds its term and all that is broader, as the document or DPV has it."""

    doc: Document
    said: Said
    key: str
    term: str = ""
    up: frozenset[str] = frozenset()
    party: Party | None = None
    label: str | None = None
    general: bool = False

    @property
    def denied(self) -> bool:
        """Whether the document says that it is not so."""
        return self.said.modality == "denied"

    @property
    def details(self) -> Any:
        """What else is said of it: two items that are the same may differ in this."""
        part = None if self.said.field.id == "data" else self.doc.signature(self.said.value)
        return part, self.said.condition, self.said.scope

    @property
    def identity(self) -> str:
        """What it says and how, whatever the words it stands on."""
        return " ".join(filter(None, (self.key, self.said.modality, self.said.condition, self.said.scope)))

    def values(self, predicate: ox.NamedNode) -> frozenset[str]:
        """The values of a property of its node."""
        return frozenset(value.value for value in self.doc.all(self.said.value.value, predicate))

    def one(self, predicate: ox.NamedNode) -> str | None:
        """The first value of a property of its node."""
        return self.doc.one(self.said.value.value, predicate)


def ancestors(vocabulary: Vocabulary, term: str) -> frozenset[str]:
    """A term and all that are broader.

    The top of a hierarchy says nothing of its own, and still is broader than all below it.
    """
    seen: set[str] = set()
    todo = [term] if term else []
    while todo:
        each = todo.pop()
        if each not in seen:
            seen.add(each)
            todo.extend(vocabulary.broader.get(each, ()))
    return frozenset(seen)


def items_of(doc: Document, said: Said, vocabulary: Vocabulary, *, general: bool = False) -> Iterator[Item]:
    """The items of a statement."""
    value = said.value.value
    if said.field.id == "data":
        yield from _leaves(Item(doc, said, "", general=general), vocabulary, value, frozenset())
    elif said.field.id in ("discloses", "transfers"):
        party = next((doc.party(each.value) for each in doc.all(value, ROPA("recipient"))), None)
        yield Item(doc, said, f"{party.id if party else ''} {doc.signature(said.value)}", party=party, general=general)
    elif said.field.id == "joint-control":
        for each in doc.all(value, ROPA("withParty")):
            yield Item(doc, said, doc.party(each.value).id, party=doc.party(each.value), general=general)
    elif said.field.id == "legal-basis":
        basis = doc.one(value, ROPA("basis")) or ""
        yield Item(doc, said, basis, basis, general=general)
    elif said.field.below is not None:
        yield Item(doc, said, value, value, _broader(vocabulary, said.field.id, value), general=general)
    else:
        yield Item(doc, said, str(doc.signature(said.value)), general=general)


def _broader(vocabulary: Vocabulary, field_id: str, term: str) -> frozenset[str]:
    """What is broader than a term; everyone whose data are processed is a data subject, which DPV has beside the others."""
    if field_id != "data-subjects":
        return ancestors(vocabulary, term)
    return frozenset((term,)) if term == DATA_SUBJECT else ancestors(vocabulary, term) | {DATA_SUBJECT}


def _leaves(bare: Item, vocabulary: Vocabulary, node: str, heads: frozenset[str]) -> Iterator[Item]:
    """The things listed under a category, each with the categories it stands under; the category where nothing is listed."""
    doc = bare.doc
    term, label = doc.one(node, SKOS("broader")) or "", doc.one(node, SKOS("prefLabel"))
    up = heads | ancestors(vocabulary, term)
    parts = doc.all(node, ROPA("hasItem"))
    for part in parts:
        yield from _leaves(bare, vocabulary, part.value, up)
    if not parts:
        yield replace(bare, key=term or (label or "").casefold(), term=term, up=up, label=label)
