"""From a value of the form to its statement, its n-ary node and its evidence.

A confirmed value that is neither implied nor denied has its plain triple too, or its link to the node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ropa.documents.mint import Mint
from ropa.documents.quotes import cells_of, lead_quote, quotes_of, write_target
from ropa.documents.values import Reader, days
from ropa.errors import nearest
from ropa.fields import GENERIC_KEYS, Field, FieldTable
from ropa.form import Form, Place
from ropa.model import MODALITIES, REVIEW_STATES, Quote
from ropa.namespaces import RDF, ROPA, SKOS, XSD

Object = ox.NamedNode | ox.Literal
Triples = list[tuple[ox.NamedNode, Object]]
DURATION = ROPA("duration").value


@dataclass(frozen=True)
class Scope:
    """What the values being read inherit: the subject and class, and the quotes or the cells they stand on."""

    subject: ox.NamedNode
    owner: str
    quotes: tuple[Quote, ...]
    place: Place
    cells: tuple[str, ...] = ()


@dataclass
class StatementWriter:
    """Writes the quads of one document."""

    form: Form
    mint: Mint
    fields: FieldTable
    reader: Reader
    version: ox.NamedNode
    language: str
    quoteless: bool
    file: str = ""
    quads: list[ox.Quad] = field(default_factory=list)
    stated: int = 0

    def write_fields(self, values: Mapping[str, Any], scope: Scope) -> None:
        """Write the values of some keys of the scope's class."""
        table = self.fields.of(scope.owner)
        for key, raw in values.items():
            place = (*scope.place, key)
            known = self.field(table, key, place)
            if raw is None:
                raise self.form.error(f"{key} has no value", place, remedy="Leave the key out: silence is not written.")
            for item, at in self._items(known, raw, place):
                self._value(known, item, scope, at)

    def _items(self, known: Field, raw: Any, place: Place) -> Iterator[tuple[Any, Place]]:
        if not isinstance(raw, list):
            yield raw, place
            return
        if not known.many and len(raw) != 1:
            raise self.form.error(f"{known.key} takes one value", place, remedy=known.description)
        for index, item in enumerate(raw):
            yield item, (*place, index)

    def _value(self, known: Field, raw: Any, scope: Scope, place: Place) -> None:
        meta = raw if isinstance(raw, dict) else {}
        quotes = quotes_of(self.form, meta.get("quote"), (*place, "quote")) or scope.quotes
        cells = cells_of(self.form, meta.get("cell"), (*place, "cell")) or scope.cells
        value: Object
        if known.node is not None:
            value = self._node(known, raw, Scope(scope.subject, known.node, quotes, place, cells))
        else:
            for key in meta:
                if key not in ("value", *GENERIC_KEYS):
                    raise self.form.error(f"unknown key {key!r}", (*place, key), remedy=nearest(key, ("value", *GENERIC_KEYS)))
            value = self.reader.term(known, meta.get("value") if isinstance(raw, dict) else raw, place)
        self._state(Scope(scope.subject, scope.owner, quotes, place, cells), known.path, value, meta, label=known.node is None)

    def _node(self, known: Field, raw: Any, scope: Scope) -> ox.NamedNode:
        """The n-ary node of a value; its IRI is a hash of its subject and of what it says."""
        assert known.node is not None  # noqa: S101 - told apart by the caller
        table = self.fields.of(known.node)
        if isinstance(raw, str):
            raw = {min(table.values(), key=lambda item: item.order).key: raw}
        if not isinstance(raw, dict):
            raise self.form.error(f"{known.key} wants a mapping", scope.place, remedy="Keys: " + ", ".join(sorted(table)))
        triples: Triples = [(ROPA("modality"), ox.Literal(self.modality(raw, scope.place)))]
        triples += [(ROPA(key), ox.Literal(str(raw[key]))) for key in ("condition", "scope") if raw.get(key)]
        label = raw.get("label")
        if label:
            triples.append((SKOS("prefLabel"), ox.Literal(str(label), language=self.language)))
        quoted: list[tuple[str, ox.NamedNode, Any, Place]] = []
        for key, value in raw.items():
            if key not in GENERIC_KEYS or key in table:
                part = self.field(table, key, (*scope.place, key))
                for item, at in self._items(part, value, (*scope.place, key)):
                    triples += self._part(part, item, scope, at, quoted)
        node = self.mint.node(
            known.node, str(label) if label else None, [scope.subject.value, known.path, *sorted(f"{path} {value}" for path, value in triples)]
        )
        self.add(node, RDF("type"), ox.NamedNode(known.node))
        for path, value in triples:
            self.add(node, path, value)
        for path_of, child, item, at in quoted:
            self._statement(Scope(node, known.node, quotes_of(self.form, item["quote"], (*at, "quote")), at), path_of, child, item, label=False)
        return node

    def _part(self, part: Field, item: Any, scope: Scope, at: Place, quoted: list[tuple[str, ox.NamedNode, Any, Place]]) -> Triples:
        """The triples of one part of a node; a nested node with a quote of its own is noted in `quoted`."""
        if part.node is not None:
            child = self._node(part, item, Scope(scope.subject, part.node, scope.quotes, at))
            if isinstance(item, dict) and item.get("quote"):
                quoted.append((part.path, child, item, at))
            return [(ox.NamedNode(part.path), child)]
        term = self.reader.term(part, item.get("value") if isinstance(item, dict) else item, at)
        triples: Triples = [(ox.NamedNode(part.path), term)]
        if isinstance(item, dict) and item.get("label"):
            triples.append((ROPA("statedAs"), ox.Literal(str(item["label"]), language=self.language)))
        if part.path == DURATION:
            triples.append((ROPA("days"), ox.Literal(str(days(term.value)), datatype=XSD("integer"))))
        return triples

    def _state(self, scope: Scope, path: str, value: Object, meta: Mapping[str, Any], *, label: bool) -> None:
        """The statement, and the plain triple where it is confirmed and neither implied nor denied."""
        modality, state = self._statement(scope, path, value, meta, label=label)
        if state == "confirmed" and modality not in ("implied", "denied"):
            self.add(scope.subject, ox.NamedNode(path), value)

    def _statement(self, scope: Scope, path: str, value: Object, meta: Mapping[str, Any], *, label: bool) -> tuple[str, str]:
        subject, place = scope.subject, scope.place
        modality = self.modality(meta, place)
        review = meta.get("review") or {}
        state = review.get("state", "confirmed") if isinstance(review, dict) else str(review)
        if state not in REVIEW_STATES:
            raise self.form.error(f"review: {state!r} is no state", place, remedy=nearest(state, REVIEW_STATES))
        statement = self.mint.statement(subject, path, value, modality, str(meta.get("label") or "") if label else "")
        self.add(statement, RDF("type"), ROPA("Statement"))
        self.add(statement, RDF("subject"), subject)
        self.add(statement, RDF("predicate"), ox.NamedNode(path))
        self.add(statement, RDF("object"), value)
        self.add(statement, ROPA("modality"), ox.Literal(modality))
        self.add(statement, ROPA("reviewState"), ox.Literal(state))
        self.add(statement, ROPA("statementOf"), self.mint.controller)
        self.add(statement, ROPA("inDocument"), self.mint.document)
        self.add(statement, ROPA("writtenAt"), ox.Literal(self.form.where(place)))
        if self.form.cells is not None:  # several statements may stand in one cell
            self.stated += 1
            self.add(statement, ROPA("sequence"), ox.Literal(str(self.stated), datatype=XSD("integer")))
        for key in ("condition", "scope"):
            if meta.get(key):
                self.add(statement, ROPA(key), ox.Literal(str(meta[key])))
        if place[:1] == ("unattached",):
            self.add(statement, ROPA("unattached"), ox.Literal("true", datatype=XSD("boolean")))
        if modality == "denied":
            self.add(statement, ROPA("denial"), ox.Literal("in-scope" if meta.get("scope") else "whole"))
        if label and meta.get("label"):
            self.add(statement, ROPA("statedAs"), ox.Literal(str(meta["label"]), language=self.language))
        if isinstance(review, dict):
            for key, predicate in (("by", ROPA("reviewedBy")), ("on", ROPA("reviewedOn"))):
                if review.get(key):
                    self.add(statement, predicate, ox.Literal(str(review[key])))
        self.evidence(statement, scope.quotes, place, scope.cells)
        return modality, state

    def evidence(self, subject: ox.NamedNode, quotes: tuple[Quote, ...], place: Place, cells: tuple[str, ...] = ()) -> None:
        """Write the words or cells that a statement or a tension stands on; only a register may go without."""
        if not quotes and not cells and not self.quoteless:
            raise self.form.error(
                "a statement without words: it has no quote, nor has the thing it is written in", place, remedy="Add the quote it stands on."
            )
        if quotes:
            self.add(subject, ROPA("quote"), ox.Literal(lead_quote(quotes)))
        for target, triples in write_target(self.mint, self.version, quotes, place, cells=cells, file=self.file):
            self.add(subject, ROPA("evidence"), target)
            for triple in triples:
                self.quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, self.mint.document))

    def add(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: Object) -> None:
        """Write one triple into the document's graph."""
        self.quads.append(ox.Quad(subject, predicate, value, self.mint.document))

    def modality(self, meta: Any, place: Place) -> str:
        """How a value is said; `stated` where nothing else is written."""
        modality = meta.get("modality", "stated") if isinstance(meta, dict) else "stated"
        if modality not in MODALITIES:
            raise self.form.error(f"modality {modality!r} is none", (*place, "modality"), remedy=nearest(str(modality), MODALITIES))
        return str(modality)

    def field(self, table: Mapping[str, Field], key: str, place: Place) -> Field:
        """The field of a key. Raises FormError with the nearest keys where there is none."""
        if key not in table:
            raise self.form.error(f"unknown key {key!r}", place, remedy=nearest(key, table))
        return table[key]
