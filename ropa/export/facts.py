"""The facts of one document as compact Turtle, without the words they came from.

What is confirmed and neither implied nor denied: the things that the document, its controller and its activities lead to.
How each is said and where is left to the statements, which are left out: ``data/policies/<id>.ttl`` is written so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

import pyoxigraph as ox
import rdflib
from rdflib.plugins.serializers.turtle import TurtleSerializer

from ropa.export import Export
from ropa.graph import ROOT, Dataset
from ropa.namespaces import DPV, PREFIXES, RDF, ROPA
from ropa.terms import to_rdflib

_LEFT_OUT = frozenset(ROPA(name) for name in ("evidence", "hasVersion", "quote", "sequence", "writtenAt"))
_ROOTS = frozenset((ROPA("Document"), ROPA("ProcessingActivity"), DPV("LegalEntity"), ROPA("Party"), ROPA("Tension")))


HEADER = b"""# The facts of one document: what is confirmed and neither implied nor denied, without the words it came from.
# Written by ropa from the annotated document; change that one, not this one.
"""


def facts_turtle(dataset: Dataset, document_graph: ox.NamedNode) -> bytes:
    """The facts that stand in the graph of a document, grouped by subject and sorted.

    Names of the workspace are short: ``activity:newsletter`` for ``{base}activity/<controller>/newsletter``.
    """
    graph = _Graph()
    triples = _facts(quad.triple for quad in dataset.quads(graph=document_graph))
    for triple in triples:
        graph.add(tuple(to_rdflib(term) for term in triple))  # type: ignore[arg-type]
    for prefix, iri in {**_own_prefixes(triples, document_graph.value), **PREFIXES}.items():
        graph.bind(prefix, iri, replace=True)
    return HEADER + _Sorted(graph).text().strip() + b"\n"


def facts_export(export: Export, document_graph: ox.NamedNode) -> Export:
    """What there is to export of the facts of one document alone, with the tables that they refer to."""
    facts = _facts(quad.triple for quad in export.dataset.quads(graph=document_graph))
    tables = [quad for graph in export.dataset.graphs() if graph.value.startswith(ROOT + "reference/") for quad in export.dataset.quads(graph=graph)]
    quads = [ox.Quad(item.subject, item.predicate, item.object, document_graph) for item in facts]
    return replace(export, dataset=Dataset([*tables, *quads]))


def _facts(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples of all that the roots lead to."""
    by_subject: dict[object, list[ox.Triple]] = {}
    for triple in triples:
        if triple.predicate not in _LEFT_OUT:
            by_subject.setdefault(triple.subject, []).append(triple)
    todo = [triple.subject for group in by_subject.values() for triple in group if triple.predicate == RDF("type") and triple.object in _ROOTS]
    found: list[ox.Triple] = []
    while todo:
        group = by_subject.pop(todo.pop(), [])
        found += group
        todo += [triple.object for triple in group]  # type: ignore[misc]
    return sorted(found, key=str)


def _own_prefixes(triples: Iterable[ox.Triple], document: str) -> dict[str, str]:
    """A prefix for each kind of thing below the workspace's base, where it does not take one of ours."""
    base = document[: document.rindex("document/")]
    found: dict[str, str] = {"": base}
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(base):
                kind, *rest = term.value[len(base) :].split("/")
                if kind not in PREFIXES and rest:
                    found[kind] = f"{base}{kind}/" + "".join(f"{part}/" for part in rest[:-1])
    return found


class _Graph(rdflib.Graph):
    """A graph with no prefixes but those bound to it."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")


class _Sorted(TurtleSerializer):
    """rdflib's Turtle with the subjects in the order of their IRIs."""

    def text(self) -> bytes:
        """The graph as Turtle."""
        stream = io.BytesIO()
        self.serialize(stream)
        return stream.getvalue()

    def orderSubjects(self) -> list[rdflib.term.Node]:  # noqa: N802 (rdflib's name)
        """All subjects by IRI."""
        return sorted(set(self.store.subjects()), key=str)
