"""pySHACL, on one plain graph that holds what the shapes can reach.

An `ont_graph` drops SKOS typings, `use_shapes` drops property shapes, a graph on a store is tens of times slower, and a
failure comes back as if it were a report: none of that is left to chance here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

from ropa.errors import EngineError
from ropa.graph import Dataset, from_rdflib, to_rdflib
from ropa.namespaces import RDF, RDFS

DEPTH = 60
"""How deep a validation of shapes by SHACL-SHACL may go; pySHACL's own limit is 15."""


def merged(shapes: Iterable[rdflib.Graph]) -> rdflib.Graph:
    """The shapes of several rules in one graph."""
    graph = rdflib.Graph()
    for shape in shapes:
        graph += shape
    return graph


def reachable(dataset: Dataset, shapes: rdflib.Graph) -> rdflib.Graph:
    """One plain graph of the triples that some shapes can reach.

    Exact for SHACL Core without ``sh:closed``: a shape follows only the predicates, and asks only for the classes, that
    it names.
    """
    named = {from_rdflib(term) for term in shapes.all_nodes() if isinstance(term, rdflib.URIRef)}
    below = [(quad.subject, quad.object) for quad in dataset.quads(None, RDFS("subClassOf"))]
    classes: set[Any] = set(named)
    while more := {sub for sub, top in below if top in classes} - classes:
        classes |= more
    predicates = sorted({term.value for term in named if isinstance(term, ox.NamedNode)} - {RDF("type").value})
    graph = rdflib.Graph()
    for quad in dataset.quads(None, RDF("type")):
        if quad.object in classes:
            _add(graph, quad)
    for predicate in [RDFS("subClassOf").value, *predicates]:
        for quad in dataset.quads(None, ox.NamedNode(predicate)):
            _add(graph, quad)
    return graph


def validate(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The validation report of pySHACL. Raises EngineError where pySHACL fails or cannot read the shapes."""
    import pyshacl  # noqa: PLC0415 - half a second that only a check should cost

    return _run(lambda: pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none"), None)[1]


def assert_valid(shapes: rdflib.Graph, where: str) -> None:
    """Raise EngineError where SHACL-SHACL, the W3C's shapes for shapes, refuses some shapes.

    pySHACL's own ``meta_shacl`` keeps a limit of depth that sound shapes pass (``sh:not`` within ``sh:or``), and logs.
    """
    from pyshacl.entrypoints import meta_validate  # noqa: PLC0415

    conforms, report = _run(lambda: meta_validate(shapes, inference="none", max_validation_depth=DEPTH), where)
    if not conforms:
        said = sorted({str(message) for message in report.objects(None, SH.resultMessage)})
        raise EngineError("SHACL-SHACL refuses the shape: " + " ".join(said), where=where, remedy="Mend the shape.")


def _run(call: Callable[[], tuple[bool, Any, str]], where: str | None) -> tuple[bool, rdflib.Graph]:
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError  # noqa: PLC0415

    remedy = "Mend the shape that the message names."
    try:
        conforms, report, text = call()
    except (ReportableRuntimeError, ShapeLoadError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise EngineError(f"the rules could not be run: {error}", where=where, remedy=remedy) from error
    if not isinstance(report, rdflib.Graph):
        raise EngineError(f"the rules could not be run: {text}", where=where, remedy=remedy)
    return conforms, report


@dataclass(frozen=True)
class Failure:
    """What failed about a focus: values that had to be there, and the constraint components (IRIs)."""

    missing: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()

    def __or__(self, other: Failure) -> Failure:
        return Failure(self.missing | other.missing, self.components | other.components)


def results(report: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[tuple[rdflib.URIRef, str, Failure]]:
    """(shape, focus, what failed) of each result.

    Raises EngineError where a result does not name a shape by its IRI.
    """
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        shape = report.value(result, SH.sourceShape)
        if not isinstance(shape, rdflib.URIRef):
            raise EngineError("a result names no rule: its property shape has lost its name", remedy="Report it, with the rule.")
        missing = frozenset(str(value) for value in shapes.objects(shape, SH.hasValue))
        yield shape, str(focus), Failure(missing, frozenset(str(value) for value in report.objects(result, SH.sourceConstraintComponent)))


def focus_nodes(data: rdflib.Graph, targets: Iterable[tuple[str, str]]) -> list[str]:
    """The nodes that some targets, as (``targetClass``, IRI) pairs, select; in order (SHACL 2.1.3)."""
    found: set[Any] = set()
    for name, iri in targets:
        term = rdflib.URIRef(iri)
        if name == "targetClass":
            for kind in data.transitive_subjects(rdflib.RDFS.subClassOf, term):
                found |= set(data.subjects(rdflib.RDF.type, kind))
        elif name == "targetSubjectsOf":
            found |= set(data.subjects(term))
        elif name == "targetObjectsOf":
            found |= set(data.objects(None, term))
        else:
            found.add(term)
    return sorted(str(node) for node in found)


def _add(graph: rdflib.Graph, quad: ox.Quad) -> None:
    graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
