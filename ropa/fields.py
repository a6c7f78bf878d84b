"""The table of fields, read from ``ontology/fields/*.ttl``.

One file is one field: from it come the JSON Schema, the compiler's table, record columns, import headings and docs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.assets import collect
from ropa.errors import InputError
from ropa.namespaces import DCTERMS, DPV, PREFIXES, RDF, ROPA, SH, local_name

PROCESSING = ROPA("Processing").value
ACTIVITY = ROPA("ProcessingActivity").value
ENTITY = DPV("LegalEntity").value
GENERIC_KEYS = ("label", "quote", "cell", "modality", "condition", "scope", "review")


@dataclass(frozen=True)
class Field:
    """A field of a record: where it belongs, how YAML names it, what it takes.

    Exactly one of `allowed`, `below`, `node`, `reference`, `datatype` says what the values are: a closed list; any term
    at or below a DPV term; a node of a class; a named thing of a table; a literal.
    """

    id: str
    owner: str
    key: str
    path: str
    names: Mapping[str, str]
    description: str
    order: int
    many: bool
    allowed: tuple[ox.NamedNode | ox.Literal, ...] = ()
    below: str | None = None
    node: str | None = None
    reference: str | None = None
    datatype: str | None = None
    lexical: str | None = None
    letter: str | None = None
    fulfils: str | None = None
    source: str | None = None
    headings: tuple[str, ...] = ()

    def name(self, lang: str = "en") -> str:
        """The field's name in a language, English where it has none."""
        return self.names.get(lang) or self.names["en"]


@dataclass(frozen=True)
class FieldTable:
    """All fields, by the class they belong to."""

    fields: tuple[Field, ...]

    @cached_property
    def _by_owner(self) -> Mapping[str, Mapping[str, Field]]:
        found: dict[str, dict[str, Field]] = {}
        for item in self.fields:
            for owner in (PROCESSING, ACTIVITY) if item.owner == PROCESSING else (item.owner,):
                found.setdefault(owner, {})[item.key] = item
        return found

    @cached_property
    def _by_id(self) -> Mapping[str, Field]:
        return {item.id: item for item in self.fields}

    def of(self, owner: str) -> Mapping[str, Field]:
        """Fields of a class by YAML key; an activity also has those of every processing."""
        return self._by_owner.get(owner, {})

    def __getitem__(self, field_id: str) -> Field:
        return self._by_id[field_id]


def read_fields(sources: Mapping[str, Traversable]) -> FieldTable:
    """The table of the given files; the file's stem is the field's id.

    Raises InputError where a file does not parse or declares another field than its name says.
    """
    return FieldTable(
        tuple(sorted((_read_field(stem, entry) for stem, entry in sources.items()), key=lambda item: (item.owner, item.order, item.id)))
    )


def fields_of(workspace: Path | None = None) -> FieldTable:
    """Our fields, and those of a workspace's own ``fields/`` folder."""
    found = collect("ontology", "fields", ".ttl", workspace)
    return read_fields(found)


def field_quads(workspace: Path | None = None) -> Iterator[ox.Quad]:
    """The triples of all fields, in the graph ``reference/fields``; lists of values are left out."""
    graph = ox.NamedNode("https://w3id.org/ropa/reference/fields")
    for entry in collect("ontology", "fields", ".ttl", workspace).values():
        for triple in _parsed(entry.read_bytes()):
            if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


@lru_cache(maxsize=512)
def _parsed(turtle: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def _read_field(stem: str, entry: Traversable) -> Field:
    try:
        triples = _parsed(entry.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not valid Turtle: {error}", where=str(entry), remedy="Mend the file; it must declare one field.") from error
    subject = ox.NamedNode(PREFIXES["field"] + stem)
    values: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
    for triple in triples:
        if triple.subject == subject and not isinstance(triple.object, ox.Triple):
            values.setdefault(triple.predicate.value, []).append(triple.object)
    if not values:
        raise InputError(f"declares no field:{stem}", where=str(entry), remedy="The file's name is the field's id.")

    def one(predicate: ox.NamedNode) -> str | None:
        found = values.get(predicate.value)
        return found[0].value if found else None

    def need(predicate: ox.NamedNode) -> str:
        found = one(predicate)
        if found is None:
            raise InputError(f"field:{stem} has no {local_name(predicate.value)}", where=str(entry), remedy="Add it.")
        return found

    node = one(SH("class"))
    by_reference = one(ROPA("byReference")) == "true"
    names = {value.language or "en": value.value for value in values.get(SH("name").value, []) if isinstance(value, ox.Literal)}
    return Field(
        id=stem,
        owner=need(ROPA("fieldOf")),
        key=need(ROPA("key")),
        path=need(SH("path")),
        names=names,
        description=need(SH("description")),
        order=int(one(SH("order")) or 0),
        many=one(SH("maxCount")) != "1",
        allowed=tuple(_members(triples, values.get(SH("in").value, []))),
        below=one(ROPA("valuesBelow")),
        node=None if by_reference else node,
        reference=node if by_reference else None,
        datatype=one(SH("datatype")),
        lexical=one(ROPA("lexicalForm")),
        letter=one(ROPA("letter")),
        fulfils=local_name(fulfils) if (fulfils := one(ROPA("fulfils"))) else None,
        source=one(DCTERMS("source")),
        headings=tuple(sorted(value.value for value in values.get(ROPA("heading").value, []))),
    )


def _members(triples: Iterable[ox.Triple], heads: list[ox.NamedNode | ox.BlankNode | ox.Literal]) -> list[ox.NamedNode | ox.Literal]:
    """The members of the RDF list that starts at the one head, in order."""
    first = {triple.subject: triple.object for triple in triples if triple.predicate == RDF("first")}
    rest = {triple.subject: triple.object for triple in triples if triple.predicate == RDF("rest")}
    members: list[ox.NamedNode | ox.Literal] = []
    node: Any = heads[0] if heads else None
    while node is not None and node in first:
        members.append(first[node])  # type: ignore[arg-type]
        node = rest.get(node)
    return members
