"""Solutions as columns: for each variable a column of numbers, -1 where it is unbound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ropa.columnar.relations import Keys, Side, is_among, pack
from ropa.columnar.terms import UNBOUND, Numbers


@dataclass(frozen=True)
class Rows:
    """Some solutions. A column whose name begins with ``#`` numbers rows and is no variable."""

    length: int
    columns: Mapping[str, Numbers] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.length

    def take(self, places: npt.NDArray[Any]) -> Rows:
        """The rows at some places, or where a mask holds."""
        length = int(np.count_nonzero(places)) if places.dtype == bool else len(places)
        return Rows(length, {name: column[places] for name, column in self.columns.items()})

    def with_column(self, name: str, column: Numbers) -> Rows:
        """With one column more."""
        return Rows(self.length, {**self.columns, name: column})

    def only(self, names: Iterable[str]) -> Rows:
        """With some of the columns."""
        kept = set(names)
        return Rows(self.length, {name: column for name, column in self.columns.items() if name in kept})

    def without(self, name: str) -> Rows:
        """Without a column."""
        return Rows(self.length, {other: column for other, column in self.columns.items() if other != name})

    def bound(self, names: Iterable[str]) -> frozenset[str]:
        """Those of some variables that every row binds."""
        return frozenset(name for name in names if name in self.columns and not (self.columns[name] < 0).any())

    def column(self, name: str) -> Numbers:
        """A column; unbound throughout where there is none."""
        found = self.columns.get(name)
        return np.full(self.length, UNBOUND, np.int32) if found is None else found

    def distinct(self) -> Rows:
        """Each different row once."""
        if self.length < 2:
            return self
        if not self.columns:
            return UNIT
        _, first = np.unique(row_keys(list(self.columns.values())), return_index=True)
        return self.take(first) if len(first) < self.length else self


UNIT = Rows(1)
"""One solution that binds nothing."""


def stacked(parts: Sequence[Rows]) -> Rows:
    """Some rows one after the other; what one lacks is unbound there."""
    parts = [part for part in parts if len(part)] or list(parts[:1])
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for part in parts for name in part.columns)
    return Rows(sum(map(len, parts)), {name: np.concatenate([part.column(name) for part in parts]) for name in names})


def row_keys(columns: Sequence[Numbers]) -> Keys:
    """One number for each row, the same where all columns are the same."""
    if not columns:
        raise ValueError("no columns")
    if len(columns) == 1:
        return columns[0].astype(np.int64)
    keys = pack(columns[0] + np.int32(1), columns[1] + np.int32(1))
    for column in columns[2:]:
        _, dense = np.unique(keys, return_inverse=True)
        keys = pack(dense.astype(np.int32), column + np.int32(1))
    return keys


def by_bound(rows: Rows, names: Sequence[str]) -> list[tuple[tuple[str, ...], Rows]]:
    """The rows by which of some variables they bind."""
    found = [(tuple(names), rows)]
    for name in names:
        next_: list[tuple[tuple[str, ...], Rows]] = []
        for bound, part in found:
            free = part.column(name) < 0
            if free.any():
                next_.append((tuple(other for other in bound if other != name), part.take(free)))
                part = part.take(~free)  # noqa: PLW2901
            if len(part):
                next_.append((bound, part))
        found = next_
    return found


def matches(left: Rows, right: Rows, names: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Places of left and right rows that agree on variables which both bind throughout."""
    if not names:
        return np.repeat(np.arange(len(left)), len(right)), np.tile(np.arange(len(right)), len(left))
    columns = [np.concatenate((left.columns[name], right.columns[name])) for name in names]
    _, dense = np.unique(row_keys(columns), return_inverse=True)
    number = dense.astype(np.int32)
    side = Side(np.sort(pack(number[len(left) :], np.arange(len(right), dtype=np.int32))))
    places, found = side.look(number[: len(left)])
    return places, found.astype(np.intp)


def joined(left: Rows, right: Rows) -> Rows:
    """Each pair of compatible solutions as one (SPARQL 1.1, 18.5)."""
    shared = sorted(name for name in left.columns.keys() & right.columns.keys() if not name.startswith("#"))
    parts = []
    for left_bound, left_part in by_bound(left, shared):
        for right_bound, right_part in by_bound(right, shared):
            both = [name for name in left_bound if name in right_bound]
            lefts, rights = matches(left_part, right_part, both)
            a, b = left_part.take(lefts), right_part.take(rights)
            columns = {**b.columns, **a.columns}
            columns.update((name, b.columns[name]) for name in shared if name not in left_bound)
            parts.append(Rows(len(a), columns))
    return stacked(parts) if parts else Rows(0, {name: np.empty(0, np.int32) for name in (*left.columns, *right.columns)})


def are_among(rows: Rows, places: Numbers) -> npt.NDArray[np.bool_]:
    """Which rows, by their places, are among some."""
    return is_among(np.arange(len(rows)), np.unique(places).astype(np.int64))
