"""SHACL-SPARQL (SHACL 5): prefixes as the specification has them, and the queries that pySHACL refuses.

A query that names ``$shapesGraph`` runs here, by rdflib; every other is pySHACL's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.namespaces import OWL, SH
from ropa.shacl.components import Constraint, Found, Values
from ropa.shacl.graph import NotCompiled, ShapesGraph
from ropa.shacl.model import Node

if TYPE_CHECKING:
    from ropa.shacl.validator import Run

_SHAPES_GRAPH = re.compile(r"[$?]shapesGraph\b")
_BEYOND = re.compile(r"[$?](?:PATH|path)\b|\b(?:SERVICE|VALUES|MINUS|FROM)\b", re.IGNORECASE)
_NAME = "urn:x-shacl:shapes-graph"


@dataclass(frozen=True)
class ShapesGraphQuery(Constraint):
    """A SELECT of ``sh:sparql`` that asks the shapes graph too (5.2, 5.3): each of its solutions is a breach."""

    node: Node
    shape: Node
    select: str
    messages: tuple[ox.Literal, ...]
    shapes: tuple[ox.Triple, ...] = field(repr=False)
    component = "SPARQL"

    def declared_by(self) -> Node:
        """As `Constraint` says."""
        return self.node

    def words(self) -> tuple[ox.Literal, ...]:
        """As `Constraint` says."""
        return self.messages

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        import rdflib  # noqa: PLC0415 - what only this costs

        from ropa.shacl.fallback import graph_of  # noqa: PLC0415
        from ropa.terms import from_rdflib, to_rdflib  # noqa: PLC0415

        dataset, name = rdflib.Dataset(), rdflib.URIRef(_NAME)
        for graph, triples in ((dataset.default_graph, run.columns.source.quads()), (dataset.graph(name), self.shapes)):
            for triple in graph_of(triples):
                graph.add(triple)
        for focus in values.focus:
            bound = {"this": to_rdflib(run.columns.term(focus)), "shapesGraph": name, "currentShape": to_rdflib(self.shape)}
            rows: Iterable[Any] = dataset.query(self.select, initBindings=bound)
            for row in rows:
                value = row.asdict().get("value", bound["this"])
                yield focus, run.columns.id(from_rdflib(value)), None


def read_query(graph: ShapesGraph, node: Node, constraint: Node) -> ShapesGraphQuery:
    """The constraint of a query that names ``$shapesGraph``. Raises NotCompiled for any other, and for what needs more than that."""
    select = graph.one(constraint, SH("select"))
    messages = tuple(sorted(graph.all(constraint, SH("message")), key=str))
    text = select.value if isinstance(select, ox.Literal) else ""
    plain = not graph.all(constraint, SH("deactivated")) and not any("{" in each.value for each in messages)
    if not _SHAPES_GRAPH.search(text) or _BEYOND.search(text) or graph.all(node, SH("path")) or not plain:
        raise NotCompiled(f"{node} uses SPARQL")
    prefixes = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in _prefixes(graph, constraint))
    return ShapesGraphQuery(constraint, node, prefixes + text, messages, tuple(graph.triples))


def with_imported_prefixes(triples: tuple[ox.Triple, ...]) -> Iterator[ox.Triple]:
    """The triples, and on each value of ``sh:prefixes`` what the ontologies that it imports declare (5.2.1): pySHACL looks no further."""
    yield from triples
    graph = ShapesGraph(triples)
    for triple in triples:
        if triple.predicate == SH("prefixes"):
            start: Any = triple.object
            yield from (ox.Triple(start, SH("declare"), each) for each in _declared(graph, start))


def _declared(graph: ShapesGraph, start: Any) -> list[Any]:
    seen: dict[Any, None] = {}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen[node] = None
            waiting += graph.all(node, OWL("imports"))
    return [each for node in seen for each in graph.all(node, SH("declare"))]


def _prefixes(graph: ShapesGraph, constraint: Node) -> Iterator[tuple[str, str]]:
    found = {
        (prefix.value, namespace.value)
        for start in graph.all(constraint, SH("prefixes"))
        for each in _declared(graph, start)
        for prefix in graph.all(each, SH("prefix"))
        for namespace in graph.all(each, SH("namespace"))
    }
    yield from sorted(found)
