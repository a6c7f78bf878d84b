"""From the annotation form to the quads of a document: its structure.

What a value becomes (statement, node, evidence) is in `ropa.documents.statements`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ropa.documents.mint import Mint
from ropa.documents.quotes import cells_of, quotes_of
from ropa.documents.statements import Scope, StatementWriter
from ropa.documents.values import Reader, Tables
from ropa.errors import nearest
from ropa.fields import ACTIVITY, PROCESSING, FieldTable
from ropa.form import TOP_KEYS, Form, Place
from ropa.namespaces import DCTERMS, DPV, RDF, ROPA, SKOS, VENDOR, XSD
from ropa.vocabulary import Vocabulary

ENTITY = DPV("LegalEntity").value
DOCUMENT = ROPA("Document").value
PARTY = ROPA("Party").value
TENSION = ROPA("Tension").value
QUOTELESS = ("register", "vendor-list")


def compile_form(form: Form, base: str, fields: FieldTable, vocabulary: Vocabulary, tables: Tables) -> list[ox.Quad]:
    """The quads of one document, in the graph ``{base}document/<id>``.

    Raises FormError with file and line for everything the form does not allow.
    """
    for key in form.data:
        if key not in TOP_KEYS:
            raise form.error(f"unknown key {key!r}", (key,), remedy=nearest(key, TOP_KEYS))
    about, controller = _mapping(form, "document"), _mapping(form, "controller")
    mint = Mint(base, _id(form, controller, ("controller",)), _id(form, about, ("document",)))
    parties = frozenset(_id(form, item, ("parties", index)) for index, item in enumerate(_list(form, form.data, "parties")))
    compiler = _Compiler(form, mint, fields, tables, parties)
    compiler.write = StatementWriter(
        form=form,
        mint=mint,
        fields=fields,
        reader=Reader(form, vocabulary, tables, compiler.party),
        version=mint.version(about.get("sha256")),
        language=str(about.get("language") or "en"),
        quoteless=about.get("kind") in QUOTELESS,
        file=str(about.get("file") or ""),
    )
    compiler.run(about, controller)
    return compiler.write.quads


@dataclass
class _Compiler:
    form: Form
    mint: Mint
    fields: FieldTable
    tables: Tables
    parties: frozenset[str]
    write: StatementWriter = field(init=False)
    named: set[str] = field(default_factory=set)
    activity_ids: set[str] = field(default_factory=set)

    def run(self, about: Mapping[str, Any], controller: Mapping[str, Any]) -> None:
        """Write everything, in the order of the form."""
        data = self.form.data
        self._document(about)
        self._controller(controller)
        for index, item in enumerate(_list(self.form, data, "parties")):
            self._party_facts(item, ("parties", index))
        self.write.write_fields(_mapping(self.form, "general", required=False), Scope(self.mint.controller, PROCESSING, (), ("general",)))
        self._unattached(_mapping(self.form, "unattached", required=False))
        for index, item in enumerate(_list(self.form, data, "activities")):
            self._activity(item, None, ("activities", index))
        for index, item in enumerate(_list(self.form, data, "tensions")):
            self._tension(item, ("tensions", index))

    # -- structure -------------------------------------------------------------------------------------------------
    def _document(self, about: Mapping[str, Any]) -> None:
        document = self.mint.document
        self.write.add(document, RDF("type"), ROPA("Document"))
        self.write.add(document, ROPA("describes"), self.mint.controller)
        self.write.add(document, ROPA("hasVersion"), self.write.version)
        self.write.add(self.write.version, RDF("type"), ROPA("DocumentVersion"))
        table = self.fields.of(DOCUMENT)
        for key in ("kind", "title", "language"):
            if key not in about:
                raise self.form.error(f"document has no {key}", ("document",), remedy=table[key].description)
        for key, raw in about.items():
            known = self.write.field(table, key, ("document", key))
            self.write.add(document, ox.NamedNode(known.path), self.write.reader.term(known, raw, ("document", key)))
        self.write.add(document, SKOS("prefLabel"), ox.Literal(str(about["title"]), language=self.write.language))

    def _controller(self, controller: Mapping[str, Any]) -> None:
        if "name" not in controller:
            raise self.form.error("controller has no name", ("controller",), remedy="Give the name the document gives.")
        iri = self.mint.controller
        self.write.add(iri, RDF("type"), DPV("LegalEntity"))
        self.write.add(iri, DCTERMS("identifier"), ox.Literal(self.mint.controller_id))
        self.write.add(iri, ROPA("recordOf"), iri)
        self.write.add(iri, SKOS("prefLabel"), ox.Literal(_words(controller["name"])))
        scope = self._scope(iri, ENTITY, controller, ("controller",))
        self.write.write_fields({key: raw for key, raw in controller.items() if key not in ("id", "quote", "cell")}, scope)
        for key in ("contacts", "authorities", "regime"):
            if key in self.form.data:
                self.write.write_fields({key: self.form.data[key]}, Scope(iri, ENTITY, scope.quotes if key == "contacts" else (), ()))

    def _activity(self, raw: Mapping[str, Any], parent: ox.NamedNode | None, place: Place) -> None:
        identifier = _id(self.form, raw, place)
        if identifier in self.activity_ids:
            raise self.form.error(f"a second activity with the id {identifier!r}", place, remedy="Ids are unique in a document.")
        self.activity_ids.add(identifier)
        if "name" not in raw:
            raise self.form.error(f"activity {identifier!r} has no name", place, remedy="Give the document's own words for it.")
        activity = self.mint.activity(identifier)
        self.write.add(activity, RDF("type"), ROPA("ProcessingActivity"))
        self.write.add(activity, DCTERMS("identifier"), ox.Literal(identifier))
        self.write.add(activity, SKOS("prefLabel"), ox.Literal(_words(raw["name"]), language=self.write.language))
        self.write.add(activity, ROPA("recordOf"), self.mint.controller)
        self.write.add(activity, ROPA("inDocument"), self.mint.document)
        self.write.add(activity, ROPA("writtenAt"), ox.Literal(self.form.where(place)))
        self.write.add(activity, ROPA("sequence"), ox.Literal(str(len(self.activity_ids)), datatype=XSD("integer")))
        if parent is not None:
            self.write.add(activity, DCTERMS("isPartOf"), parent)
        scope = self._scope(activity, ACTIVITY, raw, place)
        self.write.write_fields({key: value for key, value in raw.items() if key not in ("id", "quote", "cell", "activities")}, scope)
        for index, item in enumerate(_list(self.form, raw, "activities", place)):
            self._activity(item, activity, (*place, "activities", index))

    def _unattached(self, values: Mapping[str, Any]) -> None:
        """What `ropa read` found and the text links to no activity: proposed or rejected, never a fact of all processing."""
        for key, raw in values.items():
            for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
                review = item.get("review") if isinstance(item, dict) else None
                state = review.get("state") if isinstance(review, dict) else review
                if state not in ("proposed", "rejected"):
                    place = ("unattached", key, index) if isinstance(raw, list) else ("unattached", key)
                    remedy = "Move it to the activity it belongs to, or to general: where it is said of all processing; then confirm it."
                    raise self.form.error(f"{key} is confirmed where it belongs to no activity", place, remedy=remedy)
        self.write.write_fields(values, Scope(self.mint.controller, PROCESSING, (), ("unattached",)))

    def _party_facts(self, raw: Mapping[str, Any], place: Place) -> None:
        identifier = _id(self.form, raw, place)
        party = self.party(identifier, place)
        scope = self._scope(party, PARTY, raw, place)
        self.write.write_fields({key: value for key, value in raw.items() if key not in ("id", "quote", "cell")}, scope)

    def _tension(self, raw: Mapping[str, Any], place: Place) -> None:
        quotes = quotes_of(self.form, raw.get("quotes"), (*place, "quotes"))
        if not quotes:
            raise self.form.error("a tension has no quotes", place, remedy="Give the spans that do not sit well together.")
        known = self.fields.of(TENSION)
        values = {key: value for key, value in raw.items() if key != "quotes"}
        triples = [
            (
                self.write.field(known, key, (*place, key)).path,
                self.write.reader.term(self.write.field(known, key, (*place, key)), value, (*place, key)),
            )
            for key, value in values.items()
        ]
        node = self.mint.node(TENSION, None, [self.mint.document.value, *sorted(f"{path} {value}" for path, value in triples)])
        self.write.add(node, RDF("type"), ROPA("Tension"))
        self.write.add(node, ROPA("inDocument"), self.mint.document)
        self.write.add(node, ROPA("tensionOf"), self.mint.controller)
        self.write.add(node, ROPA("writtenAt"), ox.Literal(self.form.where(place)))
        for path, value in triples:
            self.write.add(node, ox.NamedNode(path), value)
        self.write.evidence(node, quotes, place)

    def _scope(self, subject: ox.NamedNode, owner: str, raw: Mapping[str, Any], place: Place) -> Scope:
        """A thing of the form with the quotes and cells that its values inherit."""
        quotes = quotes_of(self.form, raw.get("quote"), (*place, "quote"))
        return Scope(subject, owner, quotes, place, cells_of(self.form, raw.get("cell"), (*place, "cell")))

    # -- small things ----------------------------------------------------------------------------------------------

    def party(self, identifier: str, place: Place) -> ox.NamedNode:
        if identifier == "controller":
            return self.mint.controller
        if identifier not in self.parties and identifier not in self.tables.vendors:
            raise self.form.error(
                f"no party {identifier!r} in this document or the vendor table",
                place,
                remedy=nearest(identifier, [*self.parties, *self.tables.vendors]),
            )
        party = self.mint.party(identifier)
        if identifier not in self.named:
            self.named.add(identifier)
            self.write.add(party, RDF("type"), ROPA("Party"))
            self.write.add(party, DCTERMS("identifier"), ox.Literal(identifier))
            if identifier in self.tables.vendors:
                self.write.add(party, ROPA("identifiedAs"), VENDOR(identifier))
            if identifier not in self.parties:
                self.write.add(party, SKOS("prefLabel"), ox.Literal(self.tables.vendors[identifier]))
                self.write.add(party, ROPA("partyKind"), ox.Literal("named"))
        return party


def _id(form: Form, raw: Any, place: Place) -> str:
    identifier = raw.get("id") if isinstance(raw, dict) else None
    if not isinstance(identifier, str) or not identifier:
        raise form.error("has no id", place, remedy="Give a short kebab-case id.")
    return identifier


def _words(name: Any) -> str:
    """A name written short or long."""
    return str(name.get("value") if isinstance(name, dict) else name)


def _mapping(form: Form, key: str, *, required: bool = True) -> Mapping[str, Any]:
    value = form.data.get(key)
    if value is None and not required:
        return {}
    if not isinstance(value, dict):
        raise form.error(f"{key} must be a mapping", (key,), remedy="See docs/annotation.md.")
    return value


def _list(form: Form, data: Mapping[str, Any], key: str, place: Place = ()) -> list[Any]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise form.error(f"{key} must be a list of mappings", (*place, key), remedy="See docs/annotation.md.")
    return value
