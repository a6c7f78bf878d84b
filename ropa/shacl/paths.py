"""Property paths (SHACL 2.3.1): read from a shapes graph, and walked for many nodes at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain

import pyoxigraph as ox

from ropa.namespaces import RDF, SH
from ropa.shacl.columns import Column, Columns
from ropa.shacl.graph import IllFormed, ShapesGraph
from ropa.shacl.model import Alternative, Inverse, Path, Predicate, Repeat, Sequence

_REPEATS = {SH("zeroOrMorePath"): (0, False), SH("oneOrMorePath"): (1, False), SH("zeroOrOnePath"): (0, True)}


def read_path(graph: ShapesGraph, node: object, above: tuple[object, ...] = ()) -> Path:
    """The path that a node of a shapes graph stands for.

    A node that is a list and something else besides is read as the list. Raises IllFormed for a node that is no path.
    """
    if isinstance(node, ox.NamedNode):
        return Predicate(node)
    if not isinstance(node, ox.BlankNode) or node in above:
        raise IllFormed(f"{node} is no property path")
    above = (*above, node)

    def members(head: object) -> tuple[Path, ...]:
        found = tuple(read_path(graph, item, above) for item in graph.items(head))
        if len(found) < 2:
            raise IllFormed(f"the path {node} has fewer than two parts")
        return found

    if graph.all(node, RDF("first")):
        return Sequence(members(node))
    if graph.all(node, SH("inversePath")):
        return Inverse(read_path(graph, graph.one(node, SH("inversePath")), above))
    if graph.all(node, SH("alternativePath")):
        return Alternative(members(graph.one(node, SH("alternativePath"))))
    for predicate, (least, once) in _REPEATS.items():
        if graph.all(node, predicate):
            return Repeat(read_path(graph, graph.one(node, predicate), above), least, once)
    raise IllFormed(f"{node} is no property path")


def walk(columns: Columns, path: Path, focus: Iterable[int], *, back: bool = False) -> Column:
    """For each node of `focus` that has any: the values of the path, each once; backwards where `back`.

    The column may hold other nodes as well.
    """
    if isinstance(path, Predicate):
        return columns.backward(path.iri) if back else columns.forward(path.iri)
    if isinstance(path, Inverse):
        return walk(columns, path.path, focus, back=not back)
    focus = list(focus)
    if isinstance(path, Alternative):
        return _joined([walk(columns, part, focus, back=back) for part in path.paths], focus)
    if isinstance(path, Sequence):
        reached: Column = {node: [node] for node in focus}
        for part in reversed(path.paths) if back else path.paths:
            ends = {end for node in focus for end in reached.get(node, ())}
            reached = _followed(reached, walk(columns, part, ends, back=back), focus)
        return reached

    def step(nodes: Collection[int]) -> Column:
        return walk(columns, path.path, nodes, back=back)

    if path.once:
        return _joined([{node: [node] for node in focus}, step(focus)], focus)
    return _closed(step, focus, path.least)


def _joined(parts: list[Column], focus: list[int]) -> Column:
    found: dict[int, Collection[int]] = {}
    for node in focus:
        values = [part[node] for part in parts if node in part]
        if values:
            found[node] = values[0] if len(values) == 1 else list(dict.fromkeys(chain.from_iterable(values)))
    return found


def _followed(first: Column, then: Column, focus: list[int]) -> Column:
    found: dict[int, Collection[int]] = {}
    for node in focus:
        values = [then[middle] for middle in first.get(node, ()) if middle in then]
        if values:
            found[node] = values[0] if len(values) == 1 else list(dict.fromkeys(chain.from_iterable(values)))
    return found


def _closed(step: Callable[[Collection[int]], Column], focus: list[int], least: int) -> Column:
    """The reflexive (`least` 0) or plain transitive closure of a step, from each node of `focus`."""
    after: dict[int, Collection[int]] = {}
    frontier = set(focus)
    while frontier:
        column = step(frontier)
        after.update((node, column.get(node, ())) for node in frontier)
        frontier = {value for node in frontier for value in after[node]} - after.keys()
    found: dict[int, Collection[int]] = {}
    for node in focus:
        seen: dict[int, None] = {} if least else {node: None}
        waiting = list(after[node])
        while waiting:
            value = waiting.pop()
            if value not in seen:
                seen[value] = None
                waiting += after[value]
        if seen:
            found[node] = seen
    return found
