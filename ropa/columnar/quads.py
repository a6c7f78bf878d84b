"""Quads as columns of numbers, and an index that finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ropa.columnar.terms import Numbers

NONE = np.empty(0, np.int32)


@dataclass(frozen=True)
class Quads:
    """Quads as four columns, sorted by predicate."""

    predicates: Numbers
    subjects: Numbers
    values: Numbers
    graphs: Numbers

    @classmethod
    def sorted(cls, subjects: Numbers, predicates: Numbers, values: Numbers, graphs: Numbers) -> Quads:
        """Quads in any order, sorted."""
        order = np.argsort(predicates, kind="stable")
        return cls(predicates[order], subjects[order], values[order], graphs[order])

    def without(self, graph: int) -> Quads:
        """The quads of other graphs."""
        kept = self.graphs != graph
        return Quads(self.predicates[kept], self.subjects[kept], self.values[kept], self.graphs[kept])

    def of(self, predicate: int) -> tuple[Numbers, Numbers, Numbers]:
        """Graphs, subjects and values of a predicate."""
        here = slice(*np.searchsorted(self.predicates, [predicate, predicate + 1]).tolist())
        return self.graphs[here], self.subjects[here], self.values[here]


class Index:
    """Quads found by their subject, value or predicate: each order is made when it is first asked for."""

    def __init__(self, parts: Sequence[Quads]) -> None:
        names = ("subjects", "predicates", "values", "graphs")
        self.columns = tuple(np.concatenate([NONE, *(getattr(part, name) for part in parts)]) for name in names)

    @cached_property
    def _orders(self) -> dict[int, tuple[Numbers, npt.NDArray[np.intp]]]:
        return {}

    def _places(self, which: int, number: int) -> npt.NDArray[np.intp]:
        """Where a column holds a number."""
        if which not in self._orders:
            order = np.argsort(self.columns[which], kind="stable")
            self._orders[which] = self.columns[which][order], order
        column, order = self._orders[which]
        return order[slice(*np.searchsorted(column, np.array((number, number + 1), column.dtype)).tolist())]

    def matching(self, *wanted: int | None) -> Iterator[tuple[int, int, int, int]]:
        """Subject, predicate, value and graph of the quads that match numbers of these; None matches everything."""
        first = next((which for which in (0, 2, 1, 3) if wanted[which] is not None), None)
        columns: Iterable[Numbers] = self.columns
        if first is not None:
            places = self._places(first, wanted[first] or 0)
            columns = (column[places] for column in self.columns)
        for row in zip(*(column.tolist() for column in columns), strict=True):
            if all(number is None or number == found for number, found in zip(wanted, row, strict=True)):
                yield row
