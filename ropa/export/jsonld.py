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

# The values of a thing's properties: an IRI (or the name of a blank node) is a string.
Properties = dict[str, list[str | ox.Literal]]
TYPE, PART_OF, RECORD_OF = RDF("type").value, DCTERMS("isPartOf").value, ROPA("recordOf").value
STRING, BOOLEAN, INTEGER = XSD("string"), XSD("boolean"), XSD("integer")
_plain = json.JSONEncoder(ensure_ascii=False).encode
LINE = 150
_APART = (DPV("LegalEntity").value, ROPA("Document").value, ROPA("Party").value, ROPA("ProcessingActivity").value, ROPA("Statement").value)
_ROOTS = _APART[:3]


def write(export: Export) -> bytes:
    """The tree, two spaces for each level, what is short on one line."""
    things = _things(export.triples)
    table = terms(export.view, things.values())
    tree = _Tree(things, table, export.base)
    document = {"@context": context(table, export.base), "clocks": export.clocks_line, "@graph": tree.write()}
    return (_pretty(document) + "\n").encode()


class _Tree:
    """Writes each subject once: below what first speaks of it where it belongs there, else at the top."""

    def __init__(self, things: dict[str, Properties], table: Mapping[str, Term], base: str) -> None:
        self.things = things
        self.table = table
        self.order = {iri: term.order for iri, term in table.items()}
        self.base = base
        self.reverse: dict[tuple[str, str], list[str]] = {}
        self.apart: set[str] = set()
        self.roots: dict[str, int] = {}
        for subject, properties in things.items():
            for predicate in REVERSED:
                for value in properties.get(predicate, ()):
                    if isinstance(value, str) and value != subject:
                        self.reverse.setdefault((value, predicate), []).append(subject)
            kinds = [kind for kind in _APART if kind in properties.get(TYPE, ())]
            if kinds:
                self.apart.add(subject)
                self.roots[subject] = _APART.index(kinds[0]) if kinds[0] in _ROOTS else len(_ROOTS)
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
        properties = self.things[iri]
        kinds = [self._kind(str(kind)) for kind in properties.get(TYPE, ())]
        result: dict[str, Any] = {"id": self._short(iri)}
        if kinds:
            result["type"] = kinds[0] if len(kinds) == 1 else kinds
        for predicate in sorted(properties.keys() - {TYPE}, key=self.order.__getitem__):
            values = properties[predicate]
            if predicate == hung_by:
                values = [value for value in values if value != hung_on]
            if values:
                result[self.table[predicate].key] = self._values(self.table[predicate], values)
        for predicate, key in REVERSED.items():
            things = [self._thing(item, predicate, iri) for item in self._hanging(iri, predicate) if item not in self.written]
            if things:
                result[key] = things
        return result

    def _hanging(self, iri: str, predicate: str) -> list[str]:
        """What is written below a thing: of a controller's activities the headings, their parts below them."""
        found = self.reverse.get((iri, predicate), [])
        return [item for item in found if predicate != RECORD_OF or PART_OF not in self.things[item]]

    def _values(self, term: Term, values: list[str | ox.Literal]) -> Any:
        if term.by_language:
            by_language: dict[str, list[str]] = {}
            for value in values:
                if isinstance(value, ox.Literal):
                    by_language.setdefault(value.language or "@none", []).append(value.value)
            return {tag: texts[0] if len(texts) == 1 else texts for tag, texts in by_language.items()}
        written = [self._link(term, value) if isinstance(value, str) else _literal(term, value) for value in values]
        return written if term.many else written[0]

    def _link(self, term: Term, iri: str) -> Any:
        if iri.startswith(self.base) and iri in self.things and iri not in self.written and iri not in self.apart:
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


def _things(triples: Iterable[ox.Triple]) -> dict[str, Properties]:
    """The properties of each subject, in the order of the triples."""
    found: dict[str, Properties] = {}
    for subject, predicate, value in triples:
        properties = found.setdefault(_id(subject), {})
        properties.setdefault(predicate.value, []).append(value if isinstance(value, ox.Literal) else _id(value))
    return found


def _id(term: object) -> str:
    """The IRI of a term, or the name of a blank node."""
    return str(term) if isinstance(term, ox.BlankNode) else term.value  # type: ignore[attr-defined]


def _literal(term: Term, value: ox.Literal) -> Any:
    """A literal as plainly as its lexical form allows."""
    text = value.value
    if term.coercion:
        return text
    if value.language:
        return {"@value": text, "@language": value.language}
    datatype = value.datatype
    if datatype == STRING:
        return text
    if datatype == BOOLEAN and text in ("true", "false"):
        return text == "true"
    if datatype == INTEGER and text.lstrip("-").isdigit() and str(int(text)) == text:
        return int(text)
    return {"@value": text, "@type": compact(datatype.value)}


FORMAT = Format("jsonld", (".jsonld",), "JSON-LD", "dataset", write)
