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


Beside = dict[int, list[tuple[int, int]]]
"""For each predicate the partners of a term, each with its graph."""


class Index:
    """Quads found by their subject, value or predicate: each order is made when it is first asked for."""

    def __init__(self, parts: Sequence[Quads]) -> None:
        names = ("subjects", "predicates", "values", "graphs")
        self._about: dict[int, Beside] = {}
        self._pointing: dict[tuple[int, int], list[tuple[int, int]]] = {}
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

    def about(self, subject: int) -> Beside:
        """What is said of a subject: for each predicate, values and graphs."""
        if subject not in self._about:
            places = self._places(0, subject)
            found: Beside = {}
            if len(places):
                for predicate, value, graph in zip(*(self.columns[column][places].tolist() for column in (1, 2, 3)), strict=True):
                    found.setdefault(predicate, []).append((value, graph))
            self._about[subject] = found
        return self._about[subject]

    def pointing(self, predicate: int, value: int) -> list[tuple[int, int]]:
        """Subjects and graphs that have a value."""
        if (predicate, value) not in self._pointing:
            places = self._places(2, value)
            places = places[self.columns[1][places] == predicate]
            self._pointing[predicate, value] = list(zip(self.columns[0][places].tolist(), self.columns[3][places].tolist(), strict=True))
        return self._pointing[predicate, value]

    def matching(self, subject: int | None, predicate: int | None, value: int | None, graph: int | None) -> Iterator[tuple[int, int, int, int]]:
        """Subject, predicate, value and graph of the quads that match numbers of these; None matches everything."""
        rows: Iterator[tuple[int, int, int, int]]
        if subject is not None:
            rows = ((subject, p, o, g) for p, pairs in _some(self.about(subject), predicate) for o, g in pairs)
        elif value is not None and predicate is not None:
            rows = ((s, predicate, value, g) for s, g in self.pointing(predicate, value))
        else:
            which, number = next(((place, number) for place, number in ((1, predicate), (2, value), (3, graph)) if number is not None), (0, None))
            places = slice(None) if number is None else self._places(which, number)
            rows = zip(*(column[places].tolist() for column in self.columns), strict=True)
        return (row for row in rows if (value is None or row[2] == value) and (graph is None or row[3] == graph))


def _some(beside: Beside, predicate: int | None) -> Iterable[tuple[int, list[tuple[int, int]]]]:
    return beside.items() if predicate is None else ((predicate, beside.get(predicate, [])),)
