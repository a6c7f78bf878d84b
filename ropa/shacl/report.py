"""A validation report (SHACL 3.6), as a value and as RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyoxigraph as ox

from ropa.namespaces import RDF, SH, XSD
from ropa.shacl.model import Alternative, Inverse, Node, Path, Predicate, Result, Sequence, Term

_REPEATS = {(0, False): SH("zeroOrMorePath"), (1, False): SH("oneOrMorePath"), (0, True): SH("zeroOrOnePath")}


@dataclass(frozen=True)
class Report:
    """The results of a validation, in an order that does not change from run to run.

    `applied` gives for each shape with targets the nodes that they select, in no order: a shape that found nothing because it looked
    at nothing is not to be taken for one that was satisfied.
    """

    results: tuple[Result, ...]
    applied: Mapping[Node, tuple[Term, ...]]

    @property
    def conforms(self) -> bool:
        """Whether nothing was found, whatever its severity."""
        return not self.results

    def triples(self) -> Iterator[ox.Triple]:
        """The report as a graph; its own nodes are blank, those of data and shapes keep their names."""
        labels = (ox.BlankNode(f"report{number}") for number in count())
        report = next(labels)
        yield ox.Triple(report, RDF("type"), SH("ValidationReport"))
        yield ox.Triple(report, SH("conforms"), ox.Literal(str(self.conforms).lower(), datatype=XSD("boolean")))
        for result in self.results:
            node = next(labels)
            yield ox.Triple(report, SH("result"), node)
            yield from _result(node, result, labels)


def _result(node: ox.BlankNode, result: Result, labels: Iterator[ox.BlankNode]) -> Iterator[ox.Triple]:
    said: list[tuple[str, Any]] = [
        ("focusNode", result.focus),
        ("value", result.value),
        ("resultSeverity", result.severity),
        ("sourceConstraintComponent", result.component),
        ("sourceShape", result.shape),
        ("sourceConstraint", result.constraint),
        *(("resultMessage", message) for message in result.messages),
    ]
    yield ox.Triple(node, RDF("type"), SH("ValidationResult"))
    yield from (ox.Triple(node, SH(name), value) for name, value in said if value is not None)
    if result.path is not None:
        head, triples = _path(result.path, labels)
        yield ox.Triple(node, SH("resultPath"), head)
        yield from triples


def _path(path: Path, labels: Iterator[ox.BlankNode]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    """The node that stands for a path, and what is said of it (SHACL 2.3.1)."""
    if isinstance(path, Predicate):
        return path.iri, []
    if isinstance(path, Sequence):
        return _list(path.paths, labels)
    node = next(labels)
    if isinstance(path, Alternative):
        name = SH("alternativePath")
        inner, triples = _list(path.paths, labels)
    else:
        name = SH("inversePath") if isinstance(path, Inverse) else _REPEATS[path.least, path.once]
        inner, triples = _path(path.path, labels)
    return node, [ox.Triple(node, name, inner), *triples]


def _list(paths: tuple[Path, ...], labels: Iterator[ox.BlankNode]) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
    head: ox.NamedNode | ox.BlankNode = RDF("nil")
    triples: list[ox.Triple] = []
    for path in reversed(paths):
        first, said = _path(path, labels)
        node = next(labels)
        triples += [ox.Triple(node, RDF("first"), first), ox.Triple(node, RDF("rest"), head), *said]
        head = node
    return head, triples
