"""JSON-LD 1.1: what the register says, as a tree for people and programs that read JSON.

The same triples as the Turtle. One tree for each controller: its activities below it, the parts of an activity below that,
and each thing where it is first spoken of, with its statements; then documents, parties, and what they refer to. The
context stands in the file, so that nothing is fetched. Keys are short: ``purpose``, ``retention``, ``label``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from ropa.export import Export, Format
from ropa.export.jsonld_context import REVERSED, Term, context, terms
from ropa.namespaces import DCTERMS, DPV, PREFIXES, RDF, ROPA, XSD, compact

Properties = dict[str, list[ox.NamedNode | ox.Literal]]
_plain = json.JSONEncoder(ensure_ascii=False).encode
LINE = 150
_APART = (DPV("LegalEntity").value, ROPA("Document").value, ROPA("Party").value, ROPA("ProcessingActivity").value, ROPA("Statement").value)
_ROOTS = _APART[:3]


def write(export: Export) -> bytes:
    """The tree, two spaces for each level, what is short on one line."""
    triples = export.triples
    table = terms(export.view, triples)
    tree = _Tree(triples, table, export.base)
    document = {"@context": context(table, export.base), "clocks": export.clocks_line, "@graph": tree.write()}
    return (_pretty(document) + "\n").encode()


class _Tree:
    """Writes each subject once: below what first speaks of it where it belongs there, else at the top."""

    def __init__(self, triples: Iterable[ox.Triple], table: Mapping[str, Term], base: str) -> None:
        self.table = table
        self.base = base
        self.things: dict[str, Properties] = {}
        self.reverse: dict[tuple[str, str], list[str]] = {}
        for node, name, value in triples:
            subject, predicate = _id(node), name.value
            self.things.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if predicate in REVERSED and isinstance(value, ox.NamedNode) and value.value != subject:
                self.reverse.setdefault((value.value, predicate), []).append(subject)
        kinds = {iri: {_id(value) for value in properties.get(RDF("type").value, ())} for iri, properties in self.things.items()}
        self.apart = {iri for iri, names in kinds.items() if names & set(_APART)}
        self.roots = {iri: place for place, kind in enumerate(_ROOTS) for iri, names in kinds.items() if kind in names}
        self.written: set[str] = set()
        self.names: dict[str, str] = {}

    def write(self) -> list[dict[str, Any]]:
        """The trees: controllers, documents, parties, what is left of the workspace, and what all these refer to."""
        return [self._thing(iri) for iri in sorted(self.things, key=self._place) if iri not in self.written]

    def _place(self, iri: str) -> tuple[int, str]:
        return self.roots.get(iri, len(_ROOTS) + (not iri.startswith(self.base))), iri

    def _thing(self, iri: str, hung_by: str = "", hung_on: str = "") -> dict[str, Any]:
        """A thing with all that hangs on it; the property it hangs by itself goes without saying."""
        self.written.add(iri)
        properties = dict(self.things[iri])
        kinds = [self._kind(_id(value)) for value in properties.pop(RDF("type").value, [])]
        if hung_by:
            properties[hung_by] = [value for value in properties[hung_by] if value.value != hung_on]
        result: dict[str, Any] = {"id": self._short(iri)}
        if kinds:
            result["type"] = kinds[0] if len(kinds) == 1 else kinds
        for predicate in sorted(properties, key=lambda name: self.table[name].order):
            if properties[predicate]:
                result[self.table[predicate].key] = self._values(self.table[predicate], properties[predicate])
        for predicate, key in REVERSED.items():
            things = [self._thing(item, predicate, iri) for item in self._hanging(iri, predicate) if item not in self.written]
            if things:
                result[key] = things
        return result

    def _hanging(self, iri: str, predicate: str) -> list[str]:
        """What is written below a thing: of a controller's activities the headings, their parts below them."""
        part_of = DCTERMS("isPartOf").value
        found = self.reverse.get((iri, predicate), [])
        return [item for item in found if predicate != ROPA("recordOf").value or part_of not in self.things[item]]

    def _values(self, term: Term, values: list[ox.NamedNode | ox.Literal]) -> Any:
        if term.by_language:
            by_language: dict[str, list[str]] = {}
            for value in values:
                by_language.setdefault(getattr(value, "language", None) or "@none", []).append(value.value)
            return {tag: texts[0] if len(texts) == 1 else texts for tag, texts in by_language.items()}
        written = [self._value(term, value) for value in values]
        return written if term.many else written[0]

    def _value(self, term: Term, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> Any:
        if isinstance(value, ox.Literal):
            return _literal(term, value)
        iri = _id(value)
        if iri in self.things and iri not in self.written and iri.startswith(self.base) and iri not in self.apart:
            return self._thing(iri)
        return self._short(iri) if term.coercion == "@id" else {"id": self._short(iri)}

    def _short(self, iri: str) -> str:
        """An IRI relative to the base, or as a CURIE."""
        if iri not in self.names:
            self.names[iri] = self._shorten(iri)
        return self.names[iri]

    def _shorten(self, iri: str) -> str:
        return iri[len(self.base) :] if iri.startswith(self.base) and len(iri) > len(self.base) else compact(iri)

    def _kind(self, iri: str) -> str:
        return iri[len(PREFIXES["ropa"]) :] if iri.startswith(PREFIXES["ropa"]) else compact(iri)


def _pretty(value: Any, level: int = 1) -> str:
    """JSON with what is short on one line."""
    if isinstance(value, dict):
        items, ends = [f"{_plain(key)}: {_pretty(item, level + 1)}" for key, item in value.items()], "{}"
    elif isinstance(value, list):
        items, ends = [_pretty(item, level + 1) for item in value], "[]"
    else:
        return _plain(value)
    line = ", ".join(items)
    if len(line) + 2 * level < LINE and "\n" not in line:
        return ends[0] + line + ends[1]
    pad = "\n" + "  " * level
    return ends[0] + pad + ("," + pad).join(items) + pad[:-2] + ends[1]


def _id(term: object) -> str:
    """The IRI of a term, or the name of a blank node."""
    return str(term) if isinstance(term, ox.BlankNode) else term.value  # type: ignore[attr-defined]


def _literal(term: Term, value: ox.Literal) -> Any:
    """A literal as plainly as its lexical form allows."""
    text, datatype = value.value, value.datatype
    if value.language:
        return {"@value": text, "@language": value.language}
    if datatype == XSD("string") or term.coercion:
        return text
    if datatype == XSD("boolean") and text in ("true", "false"):
        return text == "true"
    if datatype == XSD("integer") and text.lstrip("-").isdigit() and str(int(text)) == text:
        return int(text)
    return {"@value": text, "@type": compact(datatype.value)}


FORMAT = Format("jsonld", (".jsonld",), "JSON-LD", "dataset", write)
