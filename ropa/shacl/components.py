"""The constraint components of SHACL Core (SHACL 4), each for many nodes at once.

What a constraint finds is (focus, value, path) triples of numbers, value and path None where the component reports none. The value
nodes of a node shape are its focus nodes themselves, those of a property shape what its path reaches (SHACL 2.3).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.namespaces import SH
from ropa.shacl.columns import Column
from ropa.shacl.model import Node, Shape
from ropa.shacl.values import compare

if TYPE_CHECKING:
    from ropa.shacl.validator import Run

Found = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Values:
    """The focus nodes of a shape and their value nodes; `of` may know others too, and has no entry for a node without values."""

    focus: Collection[int]
    of: Column
    own: bool = False

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each focus node with each of its values."""
        if self.own:
            return ((node, node) for node in self.focus)
        of = self.of
        return ((node, value) for node in self.focus if node in of for value in of[node])

    def reached(self) -> set[int]:
        """All value nodes."""
        if self.own:
            return set(self.focus)
        of = self.of
        return set().union(*(of[node] for node in self.focus if node in of))


class Constraint(ABC):
    """One constraint of a shape."""

    component: str
    """The local name of its component, as ``MinCount``."""

    @abstractmethod
    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """Each breach of the constraint."""

    def failing(self, run: Run, values: Values) -> set[int]:
        """The focus nodes that break the constraint."""
        return {found[0] for found in self.find(run, values)}

    def iri(self) -> ox.NamedNode:
        """The IRI of its component."""
        return SH(self.component + "ConstraintComponent")

    def declared_by(self) -> Node | None:
        """The node that declares it, where that is not the shape itself."""
        return None

    def words(self) -> tuple[ox.Literal, ...]:
        """Its own messages, that take the place of the shape's."""
        return ()


class EachValue(Constraint):
    """A constraint that each value node meets or breaks by itself: it asks once for each different value."""

    @abstractmethod
    def bad(self, run: Run, values: set[int]) -> set[int]:
        """Those of some values that break it."""

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        bad = self.bad(run, values.reached())
        return [(node, value, None) for node, value in values.pairs() if value in bad] if bad else ()

    def failing(self, run: Run, values: Values) -> set[int]:
        """As `Constraint` says."""
        bad = self.bad(run, values.reached())
        if values.own or not bad:
            return bad
        of = values.of
        return {node for node in values.focus if node in of and not bad.isdisjoint(of[node])}


@dataclass(frozen=True)
class TermTest(EachValue):
    """A test of the term alone: datatype, node kind, length, order, pattern, language (SHACL 4.1.2, 4.1.3, 4.3, 4.4)."""

    component: str
    good: Callable[[Any], bool]

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says."""
        good, term = self.good, run.columns.term
        return {value for value in values if not good(term(value))}


@dataclass(frozen=True)
class Class(EachValue):
    """``sh:class`` (4.1.1)."""

    of: ox.NamedNode | ox.BlankNode
    component = "Class"

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says."""
        return values - run.columns.instances(run.columns.id(self.of))


@dataclass(frozen=True)
class In(EachValue):
    """``sh:in`` (4.8.3)."""

    members: tuple[Any, ...]
    component = "In"

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says."""
        return values - {run.columns.id(member) for member in self.members}


@dataclass(frozen=True)
class Logic(EachValue):
    """``sh:not``, ``sh:and``, ``sh:or``, ``sh:xone`` and ``sh:node`` (4.6, 4.7.1): how many of the shapes a value must conform to."""

    component: str
    shapes: tuple[Shape, ...]

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says."""
        if self.component == "Or":
            for shape in self.shapes:
                values = run.failing(shape, values)
            return values
        if self.component == "Xone":
            fails = Counter(value for shape in self.shapes for value in run.failing(shape, values))
            return {value for value in values if fails[value] != len(self.shapes) - 1}
        if self.component == "Not":
            return values - run.failing(self.shapes[0], values)
        return set().union(*(run.failing(shape, values) for shape in self.shapes))


@dataclass(frozen=True)
class Count(Constraint):
    """``sh:minCount`` and ``sh:maxCount`` (4.2)."""

    component: str
    least: int = 0
    most: int | None = None

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        return [(node, None, None) for node in self.failing(run, values)]

    def failing(self, run: Run, values: Values) -> set[int]:  # noqa: ARG002 - a count needs no run
        """As `Constraint` says."""
        of, least, most = values.of, self.least, self.most
        if most is None:
            if least <= 1:
                return set(values.focus).difference(of) if least else set()
            return {node for node in values.focus if len(of.get(node, ())) < least}
        return {node for node in values.focus if len(of.get(node, ())) > most}


@dataclass(frozen=True)
class HasValue(Constraint):
    """``sh:hasValue`` (4.8.2)."""

    value: Any
    component = "HasValue"

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        return [(node, None, None) for node in self.failing(run, values)]

    def failing(self, run: Run, values: Values) -> set[int]:
        """As `Constraint` says."""
        value, of = run.columns.id(self.value), values.of
        if values.own:
            return set(values.focus) - {value}
        return {node for node in values.focus if value not in of.get(node, ())}


@dataclass(frozen=True)
class UniqueLang(Constraint):
    """``sh:uniqueLang`` (4.4.5): one breach for each language tag that several values carry."""

    component = "UniqueLang"

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        for node in values.focus:
            found = values.of.get(node, ())
            if len(found) > 1:
                terms = map(run.columns.term, found)
                tags = Counter(term.language.lower() for term in terms if isinstance(term, ox.Literal) and term.language)
                yield from ((node, None, None) for times in tags.values() if times > 1)


@dataclass(frozen=True)
class Pair(Constraint):
    """``sh:equals`` and ``sh:disjoint`` (4.5.1, 4.5.2): the values beside those of another property."""

    component: str
    other: ox.NamedNode

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        others = run.columns.forward(self.other)
        for node in values.focus:
            mine = {node} if values.own else set(values.of.get(node, ()))
            theirs = set(others.get(node, ()))
            yield from ((node, value, None) for value in (mine ^ theirs if self.component == "Equals" else mine & theirs))


@dataclass(frozen=True)
class Less(Constraint):
    """``sh:lessThan`` and ``sh:lessThanOrEquals`` (4.5.3, 4.5.4): one breach for each pair that is not in that order."""

    component: str
    other: ox.NamedNode
    admitted: tuple[int, ...]

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        others, known = run.columns.forward(self.other), run.value
        for node in values.focus:
            if node in others:
                for value in values.of.get(node, ()):
                    yield from ((node, value, None) for other in others[node] if compare(known(value), known(other)) not in self.admitted)


@dataclass(frozen=True)
class Qualified(Constraint):
    """``sh:qualifiedMinCount`` and ``sh:qualifiedMaxCount`` (4.7.3); `siblings` are empty unless the shapes are to be disjoint."""

    component: str
    shape: Shape
    siblings: tuple[Shape, ...]
    least: int = 0
    most: int | None = None

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        reached = values.reached()
        good = reached - run.failing(self.shape, reached)
        for sibling in self.siblings:
            good &= run.failing(sibling, good)
        of = values.of
        for node in values.focus:
            number = sum(value in good for value in of.get(node, ()))
            if number < self.least or (self.most is not None and number > self.most):
                yield node, None, None


@dataclass(frozen=True)
class Closed(Constraint):
    """``sh:closed`` (4.8.1): the path of a breach is the predicate that is not admitted, its value what it leads to."""

    admitted: frozenset[ox.NamedNode]
    component = "Closed"

    def find(self, run: Run, values: Values) -> Iterable[Found]:
        """As `Constraint` says."""
        outgoing = run.columns.outgoing()
        admitted = {run.columns.id(predicate) for predicate in self.admitted}
        for node, value in values.pairs():
            yield from ((node, found, predicate) for predicate, found in outgoing.get(value, ()) if predicate not in admitted)


@dataclass(frozen=True)
class Property(EachValue):
    """``sh:property`` (4.7.2). It reports what its shape reports: `Run.results` sees to that."""

    shape: Shape
    component = "Property"

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says."""
        return run.failing(self.shape, values)
