"""pySHACL, for the shapes that are not compiled: SHACL-SPARQL, components of one's own, shapes that refer to themselves.

It is also what the tests hold the compiled shapes against. Terms go to rdflib and back with the lexical forms they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import rdflib

from ropa.errors import EngineError
from ropa.namespaces import SH
from ropa.shacl.columns import Source
from ropa.shacl.graph import ShapesGraph
from ropa.shacl.model import Result
from ropa.shacl.paths import read_path
from ropa.shacl.sparql import with_imported_prefixes
from ropa.terms import from_rdflib, to_rdflib


def validate(source: Source, shapes: Iterable[ox.Triple]) -> list[Result]:
    """The results of pySHACL. Raises EngineError where it fails, or cannot read the shapes."""
    return read_results(report_graph(graph_of(source.quads()), graph_of(with_imported_prefixes(tuple(shapes)))))


def report_graph(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The validation report of pySHACL. Raises EngineError where it fails, or cannot read the shapes."""
    import pyshacl  # noqa: PLC0415 - half a second that only this costs
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError  # noqa: PLC0415

    remedy = "Mend the shape that the message names."
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none")
    except (ReportableRuntimeError, ShapeLoadError, ValueError, TypeError, LookupError, AssertionError, NotImplementedError, re.error) as error:
        raise EngineError(f"the shapes could not be run: {error}", remedy=remedy) from error
    if not isinstance(report, rdflib.Graph):
        raise EngineError(f"the shapes could not be run: {text}", remedy=remedy)
    return report


def read_results(report: rdflib.Graph) -> list[Result]:
    """The results of a validation report; those that only explain another are left out."""
    graph = ShapesGraph(ox.Triple(*map(from_rdflib, triple)) for triple in report)  # type: ignore[arg-type]
    nodes = [node for subject in graph.subjects() for node in graph.all(subject, SH("result"))]
    return [_result(graph, node) for node in nodes]


def _result(graph: ShapesGraph, node: Any) -> Result:
    def one(name: str) -> Any:
        return graph.one(node, SH(name))

    path = one("resultPath")
    return Result(
        focus=one("focusNode"),
        path=None if path is None else read_path(graph, path),
        value=one("value"),
        component=one("sourceConstraintComponent"),
        severity=one("resultSeverity"),
        shape=one("sourceShape"),
        messages=tuple(sorted(graph.all(node, SH("resultMessage")), key=str)),
        constraint=one("sourceConstraint"),
    )


def graph_of(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """Triples as a plain rdflib graph."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph
