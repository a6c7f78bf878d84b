"""The face of the validator: shapes in, reports out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ropa.errors import EngineError
from ropa.namespaces import RDF
from ropa.shacl.columns import Columns, Numbered, Source, Triples
from ropa.shacl.compiler import SHAPE_TYPES, TARGETS, Compiler
from ropa.shacl.graph import IllFormed, NotCompiled, ShapesGraph
from ropa.shacl.model import Node, Result, Shape, Targets
from ropa.shacl.report import Report
from ropa.shacl.validator import Run


@dataclass(frozen=True)
class Compiled:
    """Shapes ready to judge any number of data graphs.

    `shapes` are those with targets that run here. `left` says of each other one why it does not; pySHACL judges those, by `rest`: the
    shapes graph without the targets of `shapes`. `ill_formed` says what is wrong with shapes that nothing can judge.
    """

    shapes: tuple[Shape, ...]
    left: Mapping[Node, str]
    targets: Mapping[Node, Targets] = field(repr=False)
    rest: tuple[ox.Triple, ...] = field(repr=False)
    ill_formed: Mapping[Node, str] = field(default_factory=dict)

    def validate(self, data: Source | Iterable[ox.Triple | ox.Quad]) -> Report:
        """Judge data: a dataset, of which the union of the graphs is meant, or triples, whose lexical forms then stay as they are.

        Raises EngineError for ill-formed shapes (SHACL 3.4: a failure is signalled), and where pySHACL is needed and fails.
        """
        for node, reason in self.ill_formed.items():
            raise EngineError(f"the shape {node} is ill-formed: {reason}", remedy="Mend the shape.")
        source = data if isinstance(data, Source) else Triples(data)
        run = Run(source.columns() if isinstance(source, Numbered) else Columns(source))
        focus = {node: run.focus(targets) for node, targets in self.targets.items()}
        results = [run.result(breach) for shape in self.shapes for _, breach in run.breaches(shape, focus[shape.node])]
        if self.left:
            from ropa.shacl.fallback import validate  # noqa: PLC0415 - half a second that only this costs

            results += validate(source, self.rest)
        return Report(tuple(sorted(results, key=Result.key)), {node: tuple(map(run.columns.term, found)) for node, found in focus.items()})


def compile_shapes(shapes: Iterable[ox.Triple | ox.Quad]) -> Compiled:
    """Compile the shapes of a shapes graph. Never raises: what cannot be compiled is named in `Compiled.left`."""
    graph = ShapesGraph(shapes)
    compiler = Compiler(graph)
    ready: list[Shape] = []
    left: dict[Node, str] = {}
    ill_formed: dict[Node, str] = {}
    targets: dict[Node, Targets] = {}
    for node in compiler.candidates():
        try:
            if found := compiler.targets(node):
                targets[node] = found
                shape = compiler.shape(node)
                ready.append(shape)
            else:
                compiler.shape(node)
        except IllFormed as error:
            ill_formed[node] = str(error)
        except NotCompiled as error:
            if node in targets:
                left[node] = str(error)
    return Compiled(tuple(ready), left, targets, _without_targets(graph, ready), ill_formed)


def _without_targets(graph: ShapesGraph, shapes: Iterable[Shape]) -> tuple[ox.Triple, ...]:
    done = {shape.node for shape in shapes}
    implicit = {shape.node for shape in shapes if shape.node in shape.targets.classes}

    def kept(triple: ox.Triple) -> bool:
        if triple.predicate in TARGETS:
            return triple.subject not in done
        return not (triple.predicate == RDF("type") and triple.subject in implicit and triple.object not in SHAPE_TYPES)

    return tuple(triple for triple in graph.triples if kept(triple))
