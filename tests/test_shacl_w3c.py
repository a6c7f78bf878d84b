"""The W3C SHACL test suite: each case's whole report, compared as the suite says (isomorphic graphs; words only where the case has them)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import SH

from ropa.errors import EngineError
from ropa.shacl import compile_shapes
from ropa.shacl.fallback import graph_of
from tests.conftest import SHARED

SUITE = SHARED / "w3c-shacl" / "tests"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
COMPARED = (rdflib.RDF.type, SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)
PATH_PARTS = (SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, rdflib.RDF.first, rdflib.RDF.rest)


@dataclass(frozen=True)
class Case:
    path: Path
    data: Path
    shapes: Path
    fails: bool
    expected: rdflib.Graph
    words: bool

    @property
    def name(self) -> str:
        return f"{self.path.parent.parent.name}/{self.path.parent.name}/{self.path.stem}"


def triples(path: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri())]


def reduced(graph: rdflib.Graph, report: Any, *, words: bool) -> rdflib.Graph:
    """What two reports are compared by."""
    kept = rdflib.Graph()
    kept.add((report, SH.conforms, graph.value(report, SH.conforms)))
    for result in graph.objects(report, SH.result):
        kept.add((report, SH.result, result))
        for name in (*COMPARED, SH.resultMessage) if words else COMPARED:
            for value in graph.objects(result, name):
                kept.add((result, name, value))
        for path in graph.objects(result, SH.resultPath):
            kept.add((result, SH.resultPath, path))
            copy_path(graph, path, kept)
    return kept


def copy_path(graph: rdflib.Graph, node: Any, kept: rdflib.Graph) -> None:
    for part in PATH_PARTS:
        for value in graph.objects(node, part):
            kept.add((node, part, value))
            copy_path(graph, value, kept)


def cases_of(path: Path) -> Iterator[Case]:
    graph = graph_of(triples(path))
    for test in graph.subjects(rdflib.RDF.type, SHT.Validate):
        action, result = graph.value(test, MF.action), graph.value(test, MF.result)
        files = [Path(str(graph.value(action, name)).removeprefix("file://")) for name in (SHT.dataGraph, SHT.shapesGraph)]
        fails = result == SHT.Failure
        words = (None, SH.resultMessage, None) in graph
        expected = rdflib.Graph() if fails else reduced(graph, result, words=words)
        yield Case(path, files[0], files[1], fails, expected, words)


CASES = [case for path in sorted(SUITE.rglob("*.ttl")) if path.name != "manifest.ttl" for case in cases_of(path)] if SUITE.is_dir() else []
CORE = [case for case in CASES if "/core/" in str(case.path)]
SPARQL = [case for case in CASES if "/sparql/" in str(case.path)]
pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite (../shared/w3c-shacl) is not here")


def test_the_whole_suite_is_here() -> None:
    assert len(CORE) >= 98
    assert len(SPARQL) >= 20


@pytest.mark.parametrize("case", CORE, ids=lambda case: case.name)
def test_a_core_case_gives_the_report_of_the_suite(case: Case) -> None:
    compiled = compile_shapes(triples(case.shapes))
    assert compiled.left == {}
    report = graph_of(compiled.validate(triples(case.data)).triples())
    found = reduced(report, next(report.subjects(rdflib.RDF.type, SH.ValidationReport)), words=case.words)
    assert isomorphic(found, case.expected)


@pytest.mark.slow
@pytest.mark.parametrize("case", SPARQL, ids=lambda case: case.name)
def test_a_sparql_case_gives_the_report_of_the_suite(case: Case) -> None:
    compiled = compile_shapes(triples(case.shapes))
    if case.fails:
        with pytest.raises(EngineError):
            compiled.validate(triples(case.data))
        return
    report = graph_of(compiled.validate(triples(case.data)).triples())
    found = reduced(report, next(report.subjects(rdflib.RDF.type, SH.ValidationReport)), words=case.words)
    assert isomorphic(found, case.expected)
