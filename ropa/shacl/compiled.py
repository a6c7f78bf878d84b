"""The face of the validator: shapes in, reports out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ropa.namespaces import RDF
from ropa.shacl.columns import Columns, Source, Triples
from ropa.shacl.compiler import SHAPE_TYPES, TARGETS, Compiler
from ropa.shacl.graph import IllFormed, NotCompiled, ShapesGraph
from ropa.shacl.model import Node, Result, Shape
from ropa.shacl.report import Report
from ropa.shacl.validator import Run


@dataclass(frozen=True)
class Compiled:
    """Shapes ready to judge any number of data graphs.

    `shapes` are those with targets that run here. `left` says of each other one why it does not; pySHACL judges those, by `rest`: the
    shapes graph without the targets of `shapes`.
    """

    shapes: tuple[Shape, ...]
    left: Mapping[Node, str]
    rest: tuple[ox.Triple, ...] = field(repr=False)

    def validate(self, data: Source | Iterable[ox.Triple | ox.Quad]) -> Report:
        """Judge data: a dataset, of which the union of the graphs is meant, or triples, whose lexical forms then stay as they are.

        Raises EngineError where pySHACL is needed and fails, as on ill-formed shapes.
        """
        source = _source(data)
        results = list(self._results(source))
        if self.left:
            from ropa.shacl.fallback import validate  # noqa: PLC0415 - half a second that only this costs

            results += validate(source, self.rest)
        return Report(tuple(sorted(results, key=Result.key)))

    def focus(self, data: Source | Iterable[ox.Triple | ox.Quad]) -> dict[Node, list[Any]]:
        """The nodes that the targets of each shape select, in order."""
        run = Run(Columns(_source(data)))
        return {shape.node: sorted((run.columns.term(each) for each in run.focus(shape.targets)), key=str) for shape in self.shapes}

    def _results(self, source: Source) -> Iterable[Result]:
        run = Run(Columns(source))
        for shape in self.shapes:
            for breach in run.breaches(shape, run.focus(shape.targets)):
                yield run.result(breach)


def compile_shapes(shapes: Iterable[ox.Triple | ox.Quad]) -> Compiled:
    """Compile the shapes of a shapes graph. Never raises: what cannot be compiled is named in `Compiled.left`."""
    graph = ShapesGraph(shapes)
    compiler = Compiler(graph)
    ready: list[Shape] = []
    left: dict[Node, str] = {}
    for node in compiler.candidates():
        try:
            shape = compiler.shape(node)
        except IllFormed as error:
            left[node] = str(error)
        except NotCompiled as error:
            if any(graph.all(node, name) for name in TARGETS) or compiler.targets(node):
                left[node] = str(error)
        else:
            if shape.targets:
                ready.append(shape)
    return Compiled(tuple(ready), left, _without_targets(graph, ready))


def _source(data: Source | Iterable[ox.Triple | ox.Quad]) -> Source:
    return data if isinstance(data, Source) else Triples(data)


def _without_targets(graph: ShapesGraph, shapes: Iterable[Shape]) -> tuple[ox.Triple, ...]:
    done = {shape.node for shape in shapes}
    implicit = {shape.node for shape in shapes if shape.node in shape.targets.classes}

    def kept(triple: ox.Triple) -> bool:
        if triple.predicate in TARGETS:
            return triple.subject not in done
        return not (triple.predicate == RDF("type") and triple.subject in implicit and triple.object not in SHAPE_TYPES)

    return tuple(triple for triple in graph.triples if kept(triple))
