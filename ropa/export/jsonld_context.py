"""The JSON-LD context of an export: one short key for each property in use, and what its values are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ropa.export.view import View
from ropa.namespaces import DCTERMS, DPV, OA, PREFIXES, RDF, ROPA, SH, SKOS, XSD, compact, local_name

REVERSED = {
    ROPA("recordOf").value: "activities",
    DCTERMS("isPartOf").value: "parts",
    ROPA("coverageOf").value: "coverage",
    RDF("subject").value: "statements",
}
_KEYS = {
    SKOS("prefLabel").value: "label",
    DCTERMS("identifier").value: "identifier",
    SKOS("altLabel").value: "alias",
    RDF("predicate").value: "property",
    RDF("object").value: "value",
    RDF("subject").value: "about",
    DCTERMS("source").value: "legalSource",
    DPV("hasIdentifier").value: "registrationNumber",
    DPV("hasRecipient").value: "recipients",
    DPV("hasTechnicalOrganisationalMeasure").value: "measure",
    ROPA("hasFact").value: "facts",
    ROPA("hasResponsibility").value: "responsibilities",
    OA("hasSource").value: "version",
}
_TAKEN = {"id", "type", "clocks", *REVERSED.values()}
_EARLY = ("label", "identifier", "title")


@dataclass(frozen=True)
class Term:
    """A property: its key, its IRI, what its values are (``@id``, a datatype, or nothing said), whether they are a list,
    whether they are texts by language, and whether documents state it (else it is inferred or of the tables)."""

    key: str
    iri: str
    coercion: str | None = None
    many: bool = False
    by_language: bool = False
    stated: bool = True

    @property
    def order(self) -> tuple[bool, int, str]:
        """Where the key stands in its thing: what it is called comes first, what is inferred last."""
        return (not self.stated, _EARLY.index(self.key) if self.key in _EARLY else len(_EARLY), self.key)


def terms(view: View, things: Iterable[Mapping[str, Sequence[str | ox.Literal]]]) -> dict[str, Term]:
    """The terms of the properties in use, by IRI, for the properties of all things; a string is an IRI."""
    values: dict[str, set[str]] = {}
    repeated: set[str] = set()
    for properties in things:
        for predicate, found in properties.items():
            values.setdefault(predicate, set()).update(map(_sort_of, found))
            if len(found) > 1:
                repeated.add(predicate)
    values.pop(RDF("type").value, None)
    keys = _keys(values)
    table: dict[str, Term] = {}
    for iri, kinds in values.items():
        fields = view.subjects(SH("path"), ox.NamedNode(iri))
        many = iri in repeated or any(view.text(field, SH("maxCount")) != "1" for field in fields)
        table[iri] = _term(keys[iri], iri, kinds, many, stated=bool(fields) or keys[iri] in _EARLY)
    return table


def context(table: Mapping[str, Term], base: str) -> dict[str, Any]:
    """The context itself: prefixes, then terms in the order of their keys."""
    result: dict[str, Any] = {"@version": 1.1, "@base": base, "@vocab": PREFIXES["ropa"], "id": "@id", "type": "@type", "clocks": None}
    result |= dict(sorted(PREFIXES.items()))
    for term in sorted(table.values(), key=lambda item: item.key):
        definition: dict[str, Any] = {"@id": compact(term.iri)}
        if term.coercion:
            definition["@type"] = term.coercion
        if term.by_language:
            definition["@container"] = "@language"
        elif term.many:
            definition["@container"] = "@set"
        result[term.key] = definition if len(definition) > 1 else compact(term.iri)
    for iri, key in REVERSED.items():
        result[key] = {"@reverse": compact(iri), "@type": "@id", "@container": "@set"}
    return result


def _term(key: str, iri: str, kinds: set[str], many: bool, *, stated: bool) -> Term:
    if "text" in kinds and kinds <= {"text", XSD("string").value}:
        return Term(key, iri, None, many, by_language=True, stated=stated)
    only = next(iter(kinds)) if len(kinds) == 1 else ""
    coercion = "@id" if only == "iri" else compact(only) if only == XSD("date").value else None
    return Term(key, iri, coercion, many, stated=stated)


def _sort_of(value: str | ox.Literal) -> str:
    """``iri``, ``text`` for a text with a language, else the datatype."""
    if isinstance(value, str):
        return "iri"
    return "text" if value.language else value.datatype.value


def _keys(predicates: Iterable[str]) -> dict[str, str]:
    """A key for each property, no two the same: the short one goes to the first in the order of the prefixes below."""
    found: dict[str, str] = {}
    taken = set(_TAKEN)
    for iri in sorted(predicates, key=lambda item: (item not in _KEYS, _rank(item), item)):
        key = _KEYS.get(iri) or _short(iri)
        found[iri] = compact(iri) if key in taken else key
        taken.add(found[iri])
    return found


def _rank(iri: str) -> int:
    order = ("dpv", "ropa", "dcterms", "skos", "oa")
    prefix = compact(iri).partition(":")[0]
    return order.index(prefix) if prefix in order else len(order)


def _short(iri: str) -> str:
    """``ropa:hasRetention`` gives ``retention``."""
    name = local_name(iri)
    if name.startswith("has") and name[3:4].isupper():
        return name[3].lower() + name[4:]
    return name
