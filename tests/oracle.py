"""pySHACL on rdflib graphs: what the compiled shapes are held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import rdflib

from ropa.check import Rule
from ropa.graph import Dataset
from ropa.namespaces import RDF, RDFS
from ropa.shacl import Result
from ropa.shacl.fallback import graph_of, read_results, report_graph
from ropa.terms import from_rdflib


def merged(rules: Iterable[Rule]) -> rdflib.Graph:
    """The shapes of several rules in one graph."""
    return graph_of(triple for rule in rules for triple in rule.triples)


def reachable(dataset: Dataset, shapes: rdflib.Graph) -> rdflib.Graph:
    """One plain graph of the triples that some shapes can reach.

    Exact for SHACL Core without ``sh:closed``: a shape follows only the predicates, and asks only for the classes, that it names.
    """
    named: set[Any] = {from_rdflib(term) for term in shapes.all_nodes() if isinstance(term, rdflib.URIRef)}
    below = [(quad.subject, quad.object) for quad in dataset.quads(None, RDFS("subClassOf"))]
    classes = set(named)
    while more := {sub for sub, top in below if top in classes} - classes:
        classes |= more
    typed = [quad for quad in dataset.quads(None, RDF("type")) if quad.object in classes]
    followed = sorted(term.value for term in named if isinstance(term, ox.NamedNode) and term != RDF("type"))
    rest = [quad for iri in [RDFS("subClassOf").value, *followed] for quad in dataset.quads(None, ox.NamedNode(iri))]
    return graph_of([*typed, *rest])


def results(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """What pySHACL finds."""
    return read_results(report_graph(data, shapes))
