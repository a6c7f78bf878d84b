"""From the annotation form to statements: what a document says, each with the words it came from.

A value becomes a `ropa:Statement` with its modality, review state and evidence. A confirmed one that is neither implied
nor denied has its plain triple too, or its link to an n-ary node; only those enter a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ropa.documents.form import TOP_KEYS, Form, Place
from ropa.documents.mint import Mint
from ropa.documents.quotes import lead_quote, quotes_of, write_target
from ropa.documents.values import Reader, Tables, days
from ropa.errors import nearest
from ropa.fields import ACTIVITY, GENERIC_KEYS, PROCESSING, Field, FieldTable
from ropa.model import MODALITIES, REVIEW_STATES, Quote
from ropa.namespaces import DCTERMS, DPV, RDF, ROPA, SKOS, VENDOR, XSD
from ropa.vocabulary import Vocabulary

ENTITY = DPV("LegalEntity").value
DOCUMENT = ROPA("Document").value
PARTY = ROPA("Party").value
TENSION = ROPA("Tension").value
Object = ox.NamedNode | ox.Literal


def compile_form(form: Form, base: str, fields: FieldTable, vocabulary: Vocabulary, tables: Tables) -> list[ox.Quad]:
    """The quads of one document, in the graph ``{base}document/<id>``.

    Raises FormError with file and line for everything the form does not allow.
    """
    compiler = _Compiler(form, base, fields, vocabulary, tables)
    compiler.run()
    return compiler.quads


@dataclass(frozen=True)
class _Scope:
    """What the values being read inherit: the subject and class, and the quotes they stand on."""

    subject: ox.NamedNode
    owner: str
    quotes: tuple[Quote, ...]
    place: Place


@dataclass
class _Compiler:
    form: Form
    base: str
    fields: FieldTable
    vocabulary: Vocabulary
    tables: Tables
    quads: list[ox.Quad] = field(default_factory=list)

    def run(self) -> None:
        data = self.form.data
        for key in data:
            if key not in TOP_KEYS:
                raise self.form.error(f"unknown key {key!r}", (key,), remedy=nearest(key, TOP_KEYS))
        about, controller = self._mapping(data, "document"), self._mapping(data, "controller")
        self.mint = Mint(self.base, self._id(controller, ("controller",)), self._id(about, ("document",)))
        self.language = str(about.get("language") or "en")
        self.version = self.mint.version(about.get("sha256"))
        self.is_register = about.get("kind") in ("register", "vendor-list")
        self.reader = Reader(self.form, self.vocabulary, self.tables, self._party)
        self.parties = {self._id(item, ("parties", index)): index for index, item in enumerate(self._list(data, "parties"))}
        self.named: set[str] = set()
        self._document(about)
        self._controller(controller)
        for index, item in enumerate(self._list(data, "parties")):
            self._party_facts(item, ("parties", index))
        self._fields(self._mapping(data, "general", required=False), _Scope(self.mint.controller, PROCESSING, (), ("general",)))
        self.activity_ids: set[str] = set()
        for index, item in enumerate(self._list(data, "activities")):
            self._activity(item, None, ("activities", index))
        for index, item in enumerate(self._list(data, "tensions")):
            self._tension(item, ("tensions", index))

    # -- structure -------------------------------------------------------------------------------------------------
    def _document(self, about: Mapping[str, Any]) -> None:
        document = self.mint.document
        self._add(document, RDF("type"), ROPA("Document"))
        self._add(document, ROPA("describes"), self.mint.controller)
        self._add(document, ROPA("hasVersion"), self.version)
        self._add(self.version, RDF("type"), ROPA("DocumentVersion"))
        table = self.fields.of(DOCUMENT)
        for key in ("kind", "title", "language"):
            if key not in about:
                raise self.form.error(f"document has no {key}", ("document",), remedy=table[key].description)
        for key, raw in about.items():
            known = self._field(table, key, ("document", key))
            self._add(document, ox.NamedNode(known.path), self.reader.term(known, raw, ("document", key)))
        self._add(document, SKOS("prefLabel"), ox.Literal(str(about["title"]), language=self.language))

    def _controller(self, controller: Mapping[str, Any]) -> None:
        if "name" not in controller:
            raise self.form.error("controller has no name", ("controller",), remedy="Give the name the document gives.")
        iri = self.mint.controller
        self._add(iri, RDF("type"), DPV("LegalEntity"))
        self._add(iri, DCTERMS("identifier"), ox.Literal(self.mint.controller_id))
        self._add(iri, ROPA("recordOf"), iri)
        name = controller["name"]
        self._add(iri, SKOS("prefLabel"), ox.Literal(str(name["value"] if isinstance(name, dict) else name)))
        scope = _Scope(iri, ENTITY, quotes_of(self.form, controller.get("quote"), ("controller", "quote")), ("controller",))
        self._fields({key: raw for key, raw in controller.items() if key not in ("id", "quote")}, scope)
        for key in ("contacts", "authorities", "regime"):
            if key in self.form.data:
                self._fields({key: self.form.data[key]}, _Scope(iri, ENTITY, scope.quotes if key == "contacts" else (), ()))

    def _activity(self, raw: Mapping[str, Any], parent: ox.NamedNode | None, place: Place) -> None:
        identifier = self._id(raw, place)
        if identifier in self.activity_ids:
            raise self.form.error(f"a second activity with the id {identifier!r}", place, remedy="Ids are unique in a document.")
        self.activity_ids.add(identifier)
        if "name" not in raw:
            raise self.form.error(f"activity {identifier!r} has no name", place, remedy="Give the document's own words for it.")
        activity = self.mint.activity(identifier)
        self._add(activity, RDF("type"), ROPA("ProcessingActivity"))
        self._add(activity, DCTERMS("identifier"), ox.Literal(identifier))
        self._add(activity, SKOS("prefLabel"), ox.Literal(str(raw["name"]), language=self.language))
        self._add(activity, ROPA("recordOf"), self.mint.controller)
        self._add(activity, ROPA("inDocument"), self.mint.document)
        self._add(activity, ROPA("writtenAt"), ox.Literal(self.form.where(place)))
        self._add(activity, ROPA("sequence"), ox.Literal(str(len(self.activity_ids)), datatype=XSD("integer")))
        if parent is not None:
            self._add(activity, DCTERMS("isPartOf"), parent)
        scope = _Scope(activity, ACTIVITY, quotes_of(self.form, raw.get("quote"), (*place, "quote")), place)
        self._fields({key: value for key, value in raw.items() if key not in ("id", "quote", "activities")}, scope)
        for index, item in enumerate(self._list(raw, "activities", place)):
            self._activity(item, activity, (*place, "activities", index))

    def _party_facts(self, raw: Mapping[str, Any], place: Place) -> None:
        identifier = self._id(raw, place)
        party = self._party(identifier, place)
        scope = _Scope(party, PARTY, quotes_of(self.form, raw.get("quote"), (*place, "quote")), place)
        self._fields({key: value for key, value in raw.items() if key not in ("id", "quote")}, scope)

    def _tension(self, raw: Mapping[str, Any], place: Place) -> None:
        quotes = quotes_of(self.form, raw.get("quotes"), (*place, "quotes"))
        if not quotes:
            raise self.form.error("a tension has no quotes", place, remedy="Give the spans that do not sit well together.")
        known = self.fields.of(TENSION)
        values = {key: value for key, value in raw.items() if key != "quotes"}
        triples = [(self._field(known, key, (*place, key)).path, self.reader.term(self._field(known, key, (*place, key)), value, (*place, key))) for key, value in values.items()]
        node = self.mint.node(TENSION, None, [self.mint.document.value, *sorted(f"{path} {value}" for path, value in triples)])
        self._add(node, RDF("type"), ROPA("Tension"))
        self._add(node, ROPA("inDocument"), self.mint.document)
        self._add(node, ROPA("tensionOf"), self.mint.controller)
        for path, value in triples:
            self._add(node, ox.NamedNode(path), value)
        self._evidence(node, quotes, place)

    # -- values ----------------------------------------------------------------------------------------------------
    def _fields(self, values: Mapping[str, Any], scope: _Scope) -> None:
        table = self.fields.of(scope.owner)
        for key, raw in values.items():
            place = (*scope.place, key)
            known = self._field(table, key, place)
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

    def _value(self, known: Field, raw: Any, scope: _Scope, place: Place) -> None:
        meta = raw if isinstance(raw, dict) else {}
        quotes = quotes_of(self.form, meta.get("quote"), (*place, "quote")) or scope.quotes
        value: Object
        if known.node is not None:
            value = self._node(known, raw, _Scope(scope.subject, known.node, quotes, place))
        else:
            for key in meta:
                if key not in ("value", *GENERIC_KEYS):
                    raise self.form.error(f"unknown key {key!r}", (*place, key), remedy=nearest(key, ("value", *GENERIC_KEYS)))
            value = self.reader.term(known, meta.get("value") if isinstance(raw, dict) else raw, place)
        self._state(scope.subject, known.path, value, meta, quotes, place, label=known.node is None)

    def _node(self, known: Field, raw: Any, scope: _Scope) -> ox.NamedNode:
        """The n-ary node of a value; its IRI is a hash of its subject and of what it says."""
        assert known.node is not None  # noqa: S101 - told apart by the caller
        table = self.fields.of(known.node)
        if isinstance(raw, str):
            first = min(table.values(), key=lambda item: item.order)
            raw = {first.key: raw}
        if not isinstance(raw, dict):
            raise self.form.error(f"{known.key} wants a mapping", scope.place, remedy="Keys: " + ", ".join(sorted(table)))
        triples: list[tuple[ox.NamedNode, Object]] = [(ROPA("modality"), ox.Literal(self._modality(raw, scope.place)))]
        triples += [(ROPA(key), ox.Literal(str(raw[key]))) for key in ("condition", "scope") if raw.get(key)]
        label = raw.get("label")
        if label:
            triples.append((SKOS("prefLabel"), ox.Literal(str(label), language=self.language)))
        nested: list[tuple[ox.NamedNode, Any, Place]] = []
        for key, value in raw.items():
            if key in GENERIC_KEYS and key not in table:
                continue
            part = self._field(table, key, (*scope.place, key))
            for item, at in self._items(part, value, (*scope.place, key)):
                if part.node is not None:
                    child = self._node(part, item, _Scope(scope.subject, part.node, scope.quotes, at))
                    triples.append((ox.NamedNode(part.path), child))
                    if isinstance(item, dict) and item.get("quote"):
                        nested.append((child, item, at))
                else:
                    term = self.reader.term(part, item.get("value") if isinstance(item, dict) else item, at)
                    triples.append((ox.NamedNode(part.path), term))
                    if isinstance(item, dict) and item.get("label"):
                        triples.append((ROPA("statedAs"), ox.Literal(str(item["label"]), language=self.language)))
                    if part.path == ROPA("duration").value:
                        triples.append((ROPA("days"), ox.Literal(str(days(term.value)), datatype=XSD("integer"))))
        content = [scope.subject.value, known.path, *sorted(f"{path} {value}" for path, value in triples)]
        node = self.mint.node(known.node, str(label) if label else None, content)
        self._add(node, RDF("type"), ox.NamedNode(known.node))
        for path, value in triples:
            self._add(node, path, value)
        for child, item, at in nested:
            path = next(path.value for path, value in triples if value == child)
            self._statement(node, path, child, item, quotes_of(self.form, item["quote"], (*at, "quote")), at, label=False)
        return node

    def _state(self, subject: ox.NamedNode, path: str, value: Object, meta: Mapping[str, Any], quotes: tuple[Quote, ...], place: Place, *, label: bool) -> None:
        modality, state = self._statement(subject, path, value, meta, quotes, place, label=label)
        if state == "confirmed" and modality not in ("implied", "denied"):
            self._add(subject, ox.NamedNode(path), value)

    def _statement(
        self, subject: ox.NamedNode, path: str, value: Object, meta: Mapping[str, Any], quotes: tuple[Quote, ...], place: Place, *, label: bool
    ) -> tuple[str, str]:
        modality = self._modality(meta, place)
        review = meta.get("review") or {}
        state = review.get("state", "confirmed") if isinstance(review, dict) else str(review)
        if state not in REVIEW_STATES:
            raise self.form.error(f"review: {state!r} is no state", place, remedy=nearest(state, REVIEW_STATES))
        statement = self.mint.statement(subject, path, value, modality)
        self._add(statement, RDF("type"), ROPA("Statement"))
        self._add(statement, RDF("subject"), subject)
        self._add(statement, RDF("predicate"), ox.NamedNode(path))
        self._add(statement, RDF("object"), value)
        self._add(statement, ROPA("modality"), ox.Literal(modality))
        self._add(statement, ROPA("reviewState"), ox.Literal(state))
        self._add(statement, ROPA("statementOf"), self.mint.controller)
        self._add(statement, ROPA("inDocument"), self.mint.document)
        self._add(statement, ROPA("writtenAt"), ox.Literal(self.form.where(place)))
        for key in ("condition", "scope"):
            if meta.get(key):
                self._add(statement, ROPA(key), ox.Literal(str(meta[key])))
        if modality == "denied":
            self._add(statement, ROPA("denial"), ox.Literal("in-scope" if meta.get("scope") else "whole"))
        if label and meta.get("label"):
            self._add(statement, ROPA("statedAs"), ox.Literal(str(meta["label"]), language=self.language))
        if isinstance(review, dict):
            for key, predicate in (("by", ROPA("reviewedBy")), ("on", ROPA("reviewedOn"))):
                if review.get(key):
                    self._add(statement, predicate, ox.Literal(str(review[key])))
        self._evidence(statement, quotes, place)
        return modality, state

    def _evidence(self, subject: ox.NamedNode, quotes: tuple[Quote, ...], place: Place) -> None:
        if not quotes and not self.is_register:
            raise self.form.error("a statement without words: it has no quote, nor has the thing it is written in", place, remedy="Add the quote it stands on.")
        if quotes:
            self._add(subject, ROPA("quote"), ox.Literal(lead_quote(quotes)))
        for target, triples in write_target(self.mint, self.version, quotes, place):
            self._add(subject, ROPA("evidence"), target)
            for triple in triples:
                self.quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, self.mint.document))

    # -- small things ----------------------------------------------------------------------------------------------
    def _add(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: Object) -> None:
        self.quads.append(ox.Quad(subject, predicate, value, self.mint.document))

    def _party(self, identifier: str, place: Place) -> ox.NamedNode:
        if identifier == "controller":
            return self.mint.controller
        if identifier not in self.parties and identifier not in self.tables.vendors:
            raise self.form.error(f"no party {identifier!r} in this document or the vendor table", place, remedy=nearest(identifier, [*self.parties, *self.tables.vendors]))
        party = self.mint.party(identifier)
        if identifier not in self.named:
            self.named.add(identifier)
            self._add(party, RDF("type"), ROPA("Party"))
            self._add(party, DCTERMS("identifier"), ox.Literal(identifier))
            if identifier in self.tables.vendors:
                self._add(party, ROPA("identifiedAs"), VENDOR(identifier))
            if identifier not in self.parties:
                self._add(party, SKOS("prefLabel"), ox.Literal(self.tables.vendors[identifier]))
                self._add(party, ROPA("partyKind"), ox.Literal("named"))
        return party

    def _modality(self, meta: Any, place: Place) -> str:
        modality = meta.get("modality", "stated") if isinstance(meta, dict) else "stated"
        if modality not in MODALITIES:
            raise self.form.error(f"modality {modality!r} is none", (*place, "modality"), remedy=nearest(str(modality), MODALITIES))
        return str(modality)

    def _field(self, table: Mapping[str, Field], key: str, place: Place) -> Field:
        if key not in table:
            raise self.form.error(f"unknown key {key!r}", place, remedy=nearest(key, table))
        return table[key]

    def _id(self, raw: Any, place: Place) -> str:
        identifier = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(identifier, str) or not identifier:
            raise self.form.error("has no id", place, remedy="Give a short kebab-case id.")
        return identifier

    def _mapping(self, data: Mapping[str, Any], key: str, *, required: bool = True) -> Mapping[str, Any]:
        value = data.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, dict):
            raise self.form.error(f"{key} must be a mapping", (key,), remedy="See docs/annotation.md.")
        return value

    def _list(self, data: Mapping[str, Any], key: str, place: Place = ()) -> list[Any]:
        value = data.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.form.error(f"{key} must be a list of mappings", (*place, key), remedy="See docs/annotation.md.")
        return value
