"""Data as columns of numbers: every term once, every predicate an index from subjects to objects.

A column is read the first time that a shape asks for its predicate, so that what no shape speaks of costs nothing. The graphs of a
dataset are read as their union: a triple that two graphs state counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any, Protocol, runtime_checkable

import pyoxigraph as ox

from ropa.namespaces import RDF, RDFS
from ropa.shacl.model import Term

Column = Mapping[int, Collection[int]]
_TYPE, _SUBCLASS = RDF("type"), RDFS("subClassOf")


@runtime_checkable
class Source(Protocol):
    """What triples are read from: a dataset that gives those of a predicate, or of a predicate and a value."""

    def quads(self, subject: Any = None, predicate: Any = None, value: Any = None) -> Iterator[ox.Quad]:
        """The quads that match; None matches everything."""


@runtime_checkable
class Numbered(Source, Protocol):
    """Data that have columns of their own."""

    def columns(self) -> Columns:
        """The columns."""


class Triples:
    """Triples or quads held as they were written: unlike a store, nothing changes a lexical form."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self._by: dict[ox.NamedNode, list[Any]] = {}
        self._by_value: dict[ox.NamedNode, dict[Any, list[Any]]] = {}
        for triple in triples:
            self._by.setdefault(triple.predicate, []).append(triple)

    def quads(self, subject: Any = None, predicate: Any = None, value: Any = None) -> Iterator[Any]:
        """As `Source` says."""
        names = self._by if predicate is None else [predicate]
        for name in names:
            rows = self._by.get(name, []) if value is None else self._of_value(name).get(value, [])
            yield from (triple for triple in rows if subject is None or triple.subject == subject)

    def _of_value(self, predicate: ox.NamedNode) -> dict[Any, list[Any]]:
        if predicate not in self._by_value:
            found = self._by_value.setdefault(predicate, {})
            for triple in self._by.get(predicate, []):
                found.setdefault(triple.object, []).append(triple)
        return self._by_value[predicate]


class Columns:
    """The columns of one source, read as they are asked for."""

    def __init__(self, source: Source) -> None:
        self.source = source
        counter = count()
        self._ids: defaultdict[Any, int] = defaultdict(partial(next, counter))
        self._terms: list[Any] = []
        self._forward: dict[ox.NamedNode, Column] = {}
        self._backward: dict[ox.NamedNode, Column] = {}
        self._instances: dict[int, frozenset[int]] = {}
        self._subclasses: dict[Any, list[Any]] | None = None
        self._outgoing: Mapping[int, Collection[tuple[int, int]]] | None = None

    def id(self, term: Term) -> int:
        """The number of a term, a new one where the data do not hold it."""
        return self._ids[term]

    def term(self, number: int) -> Any:
        """The term of a number."""
        if number >= len(self._terms):
            self._terms = list(self._ids)
        return self._terms[number]

    def forward(self, predicate: ox.NamedNode) -> Column:
        """Subject to objects, each once."""
        if predicate not in self._forward:
            self._forward[predicate] = self._read(predicate)
        return self._forward[predicate]

    def backward(self, predicate: ox.NamedNode) -> Column:
        """Object to subjects, each once."""
        if predicate not in self._backward:
            column: dict[int, list[int]] = {}
            for subject, objects in self.forward(predicate).items():
                for value in objects:
                    column.setdefault(value, []).append(subject)
            self._backward[predicate] = column
        return self._backward[predicate]

    def instances(self, class_: int) -> frozenset[int]:
        """The SHACL instances of a class: what is typed by it or by a subclass of a subclass (SHACL 1.1)."""
        if class_ not in self._instances:
            below = self._subclasses_of(self.term(class_))
            ids = self._ids
            self._instances[class_] = frozenset(ids[quad.subject] for each in below for quad in self.source.quads(None, _TYPE, each))
        return self._instances[class_]

    def outgoing(self) -> Mapping[int, Collection[tuple[int, int]]]:
        """Subject to (predicate, object) pairs of the whole data, each once."""
        if self._outgoing is None:
            ids = self._ids
            pairs: defaultdict[int, dict[tuple[int, int], None]] = defaultdict(dict)
            for quad in self.source.quads():
                pairs[ids[quad.subject]][ids[quad.predicate], ids[quad.object]] = None
            self._outgoing = dict(pairs)
        return self._outgoing

    def _read(self, predicate: ox.NamedNode) -> Column:
        ids = self._ids
        column: dict[int, list[int]] = {}
        repeated = set()
        for quad in self.source.quads(None, predicate):
            subject, value = ids[quad.subject], ids[quad.object]
            if subject in column:
                column[subject].append(value)
                repeated.add(subject)
            else:
                column[subject] = [value]
        for subject in repeated:
            column[subject] = list(dict.fromkeys(column[subject]))
        return column

    def _subclasses_of(self, class_: Any) -> set[Any]:
        if self._subclasses is None:
            self._subclasses = {}
            for quad in self.source.quads(None, _SUBCLASS):
                self._subclasses.setdefault(quad.object, []).append(quad.subject)
        found, waiting = {class_}, [class_]
        while waiting:
            for below in self._subclasses.get(waiting.pop(), ()):
                if below not in found:
                    found.add(below)
                    waiting.append(below)
        return found
