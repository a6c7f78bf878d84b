"""The terms a document may use: the DPV profile's hierarchy and the tables' ids.

DPV puts its concepts in a hierarchy with ``skos:broader``; the profile repeats that hierarchy for the terms in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ropa.assets import root
from ropa.namespaces import RDF, SKOS


@cache
def ontology_quads() -> tuple[ox.Quad, ...]:
    """The triples of our ontology, the DPV profile and the fields, each file in its ``reference/`` graph.

    Class expressions, which hang on blank nodes, are left out: only the reasoner needs them, and reads the file itself.
    """
    base, found = root("ontology"), list[ox.Quad]()
    for name in ("ropa", "dpv-profile"):
        graph = ox.NamedNode(f"https://w3id.org/ropa/reference/{name}")
        for quad in ox.parse((base / f"{name}.ttl").read_bytes(), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode):
                found.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return tuple(found)


@dataclass(frozen=True)
class Vocabulary:
    """Which terms exist, and which are broader than which."""

    broader: Mapping[str, frozenset[str]]
    types: Mapping[str, frozenset[str]]

    def __contains__(self, iri: str) -> bool:
        return iri in self.types

    def is_below(self, iri: str, top: str) -> bool:
        """Whether a term is `top` itself, or below it by ``skos:broader``, or typed by it."""
        seen: set[str] = set()
        todo = [iri]
        while todo:
            term = todo.pop()
            if term == top or top in self.types.get(term, ()):
                return True
            if term not in seen:
                seen.add(term)
                todo.extend(self.broader.get(term, ()))
        return False

    def below(self, top: str) -> list[str]:
        """All terms at or below `top`, in the order of their IRIs."""
        return sorted(iri for iri in self.types if self.is_below(iri, top))


def read_vocabulary(quads: Iterable[ox.Quad]) -> Vocabulary:
    """The vocabulary that some triples declare."""
    broader: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    kept = {SKOS("broader"): broader, RDF("type"): types}
    for subject, predicate, value, _ in quads:
        into = kept.get(predicate)
        if into is not None and isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode):
            into.setdefault(subject.value, set()).add(value.value)
    return Vocabulary({k: frozenset(v) for k, v in broader.items()}, {k: frozenset(v) for k, v in types.items()})


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with ropa."""
    return read_vocabulary(ontology_quads())
