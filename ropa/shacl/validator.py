"""Running compiled shapes over data, many nodes at a time (SHACL 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from ropa.shacl.columns import Columns
from ropa.shacl.components import Constraint, Property, Values
from ropa.shacl.model import Predicate, Result, Shape, Targets
from ropa.shacl.paths import walk
from ropa.shacl.values import Value, value_of


class Breach(NamedTuple):
    """A result in numbers."""

    focus: int
    value: int | None
    path: int | None
    shape: Shape
    constraint: Constraint


@dataclass
class _Known:
    """The nodes that a shape was asked about, and those of them that do not conform."""

    asked: set[int]
    failing: set[int]


class Run:
    """One validation: the columns of the data, and what is already known of them."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._known: dict[Shape, _Known] = {}
        self._values: dict[int, Value | None] = {}

    def value(self, number: int) -> Value | None:
        """The value of a term for order; None for one that has none."""
        if number not in self._values:
            term = self.columns.term(number)
            self._values[number] = value_of(term) if isinstance(term, ox.Literal) else None
        return self._values[number]

    def focus(self, targets: Targets) -> set[int]:
        """The nodes that targets select (SHACL 2.1.3)."""
        columns = self.columns
        found = {columns.id(node) for node in targets.nodes}
        for kind in targets.classes:
            found |= columns.instances(columns.id(kind))
        for predicate in targets.subjects_of:
            found |= columns.forward(predicate).keys()
        for predicate in targets.objects_of:
            found |= columns.backward(predicate).keys()
        return found

    def failing(self, shape: Shape, nodes: set[int]) -> set[int]:
        """Those of some nodes that do not conform to a shape (SHACL 3.4.1)."""
        if shape.deactivated:
            return set()
        known = self._known.setdefault(shape, _Known(set(), set()))
        new = nodes - known.asked
        if new:
            bad: set[int] = set()
            values = self.values(shape, new)
            for constraint in shape.constraints:
                bad |= constraint.failing(self, values)
                if bad:
                    values = Values(new - bad, values.of, values.own)
            known.asked |= new
            known.failing |= bad
        return nodes & known.failing

    def values(self, shape: Shape, focus: Collection[int]) -> Values:
        """The value nodes of a shape (SHACL 2.3)."""
        return Values(focus, {}, own=True) if shape.path is None else Values(focus, walk(self.columns, shape.path, focus))

    def breaches(self, shape: Shape, focus: Collection[int]) -> Iterator[tuple[int, Breach]]:
        """What breaks a shape, of each of some different nodes, with the node.

        A property shape within is asked of every value of every node, and reports each time: a breach comes as often as values lead to it.
        """
        if shape.deactivated or not focus:
            return
        values = self.values(shape, focus)
        for constraint in shape.constraints:
            if isinstance(constraint, Property):
                yield from self._within(constraint.shape, values)
            else:
                yield from ((node, Breach(node, value, path, shape, constraint)) for node, value, path in constraint.find(self, values))

    def _within(self, shape: Shape, values: Values) -> Iterator[tuple[int, Breach]]:
        if values.own:
            yield from self.breaches(shape, values.focus)
            return
        of_value: dict[int, list[Breach]] = {}
        for value, breach in self.breaches(shape, values.reached()):
            of_value.setdefault(value, []).append(breach)
        for node, value in values.pairs() if of_value else ():
            yield from ((node, breach) for breach in of_value.get(value, ()))

    def result(self, breach: Breach) -> Result:
        """A breach in terms."""
        shape, term = breach.shape, self.columns.term
        return Result(
            focus=term(breach.focus),
            path=shape.path if breach.path is None else Predicate(term(breach.path)),
            value=None if breach.value is None else term(breach.value),
            component=breach.constraint.iri(),
            severity=shape.severity,
            shape=shape.node,
            messages=breach.constraint.words() or shape.messages,
            constraint=breach.constraint.declared_by(),
        )
