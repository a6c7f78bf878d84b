"""The algebra over columns: what each part adds to some rows (SPARQL 1.1, 18.5).

`extend` gives the join of rows with the solutions of a part. Where a part means the same with the rows put in first, they are: an
OPTIONAL or a MINUS then costs what its left side has, not what the data have. Where it does not (a variable of the rows that the part
knows nothing of, or binds in a place of its own), the part is run by itself and joined.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np

from ropa.columnar.aggregates import grouped
from ropa.columnar.algebra import Basic, Extend, Filter, Group, Join, Minus, Node, NotCompiled, Optional, Project, Union, Values, names_of
from ropa.columnar.expressions import Expressions
from ropa.columnar.rows import UNIT, Rows, are_among, by_bound, joined, stacked
from ropa.columnar.steps import Orders, Steps
from ropa.columnar.store import Triples


class Evaluator:
    """Runs the algebra over some triples."""

    def __init__(self, triples: Triples, orders: Orders) -> None:
        self.triples = triples
        self.expressions = Expressions(triples.terms)
        self.steps = Steps(triples, self.expressions, orders)
        self._numbers = count()
        self._runs: dict[type[Node], Callable[[Any, Rows], Rows]] = {
            Basic: self.steps.extend,
            Join: lambda node, rows: self.extend(node.right, self.extend(node.left, rows)),
            Union: lambda node, rows: stacked([self.extend(node.left, rows), self.extend(node.right, rows)]),
            Optional: self._optional,
            Minus: self._minus,
            Filter: self._filter,
            Extend: self._bind,
            Values: self._values,
            Project: self._project,
            Group: self._group,
        }

    def extend(self, node: Node, rows: Rows) -> Rows:
        """The rows, each with each solution of a part that is compatible with it."""
        if not len(rows):
            empty = np.empty(0, np.int32)
            return Rows(0, dict.fromkeys((*rows.columns, *node.names), empty))
        return self._runs[type(node)](node, rows)

    def _apart(self, node: Node, rows: Rows, seeds: Rows = UNIT) -> Rows:
        """A part by itself, joined with the rows."""
        return joined(rows, self._runs[type(node)](node, seeds))

    @staticmethod
    def _taken(names: frozenset[str], rows: Rows) -> bool:
        return not names.isdisjoint(rows.columns)

    def _filter(self, node: Filter, rows: Rows) -> Rows:
        names = frozenset().union(*map(names_of, node.filters))
        if self._taken(names - node.of.sure, rows):
            return self._apart(node, rows)
        return self._holding(node.filters, self.extend(node.of, rows))

    def _holding(self, filters: Any, rows: Rows) -> Rows:
        for each in filters:
            if len(rows):
                rows = rows.take(self.expressions.truth(each, rows) == 1)
        return rows

    def _bind(self, node: Extend, rows: Rows) -> Rows:
        if self._taken((names_of(node.expression) - node.of.sure) | {node.name}, rows):
            return self._apart(node, rows)
        found = self.extend(node.of, rows)
        return found.with_column(node.name, self.expressions.values(node.expression, found))

    def _optional(self, node: Optional, rows: Rows) -> Rows:
        outside = frozenset().union(*map(names_of, node.filters)) - node.left.sure
        if self._taken((node.right.names | outside) - node.left.sure, rows):
            return self._apart(node, rows)
        left = self.extend(node.left, rows)
        number = f"#{next(self._numbers)}"
        found = self.extend(node.right, left.with_column(number, np.arange(len(left), dtype=np.int32)))
        found = self._holding(node.filters, found)
        alone = left.take(~are_among(left, found.columns[number])) if len(found) else left
        return stacked([found.without(number), alone])

    def _minus(self, node: Minus, rows: Rows) -> Rows:
        shared = node.left.names & node.right.names
        if self._taken(shared - node.left.sure, rows):
            return self._apart(node, rows)
        left = self.extend(node.left, rows)
        if not shared or not len(left):
            return left
        kept = np.ones(len(left), bool)
        number = f"#{next(self._numbers)}"
        numbered = left.only(shared).with_column(number, np.arange(len(left), dtype=np.int32))
        for bound, part in by_bound(numbered, sorted(shared & left.columns.keys())):
            if not bound:
                continue
            if node.right.sure.isdisjoint(bound):
                raise NotCompiled("MINUS whose right side may bind nothing of the left")
            seeds = part.only((*bound, number))
            found = self.extend(node.right, seeds)
            if len(found):
                kept[found.columns[number]] = False
        return left if kept.all() else left.take(kept)

    def _values(self, node: Values, rows: Rows) -> Rows:
        ids = self.triples.terms.id
        columns = [np.array([-1 if token is None else ids(token) for token in column], np.int32) for column in zip(*node.rows, strict=True)]
        return joined(rows, Rows(len(node.rows), dict(zip(node.columns, columns, strict=True))))

    def _project(self, node: Project, rows: Rows) -> Rows:
        seeds = self._seeds(node, rows)
        found = self.extend(node.of, seeds).only(node.kept)
        return joined(rows, found.distinct() if node.distinct else found)

    def _group(self, node: Group, rows: Rows) -> Rows:
        seeds = self._seeds(node, rows)
        return joined(rows, grouped(self.expressions, node, self.extend(node.of, seeds)))

    @staticmethod
    def _seeds(node: Node, rows: Rows) -> Rows:
        """What the rows bind of the variables that every solution of a sub-select binds, each once."""
        names = rows.bound(node.sure)
        return rows.only(names).distinct() if names else UNIT
