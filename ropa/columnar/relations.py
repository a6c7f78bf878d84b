"""Relations: the subjects and values of one predicate, as sorted columns of numbers, each pair once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ropa.columnar.terms import Numbers

Keys = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
_LOW = np.int64(0xFFFFFFFF)


def pack(first: Numbers, second: Numbers) -> Keys:
    """Two columns of numbers as one that sorts by the first, then by the second."""
    return (first.astype(np.int64) << 32) | second.astype(np.int64)


def unpack(keys: Keys) -> tuple[Numbers, Numbers]:
    """The two columns of `pack`."""
    return (keys >> 32).astype(np.int32), (keys & _LOW).astype(np.int32)


def is_among(keys: Keys, known: Keys) -> npt.NDArray[np.bool_]:
    """Which keys are among sorted ones."""
    if not len(known) or not len(keys):
        return np.zeros(len(keys), bool)
    at = np.searchsorted(known, keys)
    at[at == len(known)] = 0
    return np.asarray(known[at] == keys)


class Side:
    """A relation from one of its sides: each different key once, where its partners begin, and the partners."""

    def __init__(self, keys: Keys) -> None:
        column, self.partners = unpack(keys)
        starts = np.flatnonzero(np.concatenate(([True], column[1:] != column[:-1]))) if len(column) else np.empty(0, np.intp)
        self.keys: Numbers = column[starts]
        self.starts: Places = np.append(starts, len(column))
        self.single = len(starts) == len(column)

    def __len__(self) -> int:
        return len(self.partners)

    def of(self, key: int) -> Numbers:
        """The partners of one key."""
        at = int(np.searchsorted(self.keys, key))
        if at == len(self.keys) or self.keys[at] != key:
            return self.partners[:0]
        return self.partners[self.starts[at] : self.starts[at + 1]]

    def look(self, wanted: Numbers) -> tuple[Places, Numbers]:
        """For some keys: places in `wanted`, each as often as it has partners, and those partners."""
        if not len(self.keys) or not len(wanted):
            return np.empty(0, np.intp), self.partners[:0]
        at = np.searchsorted(self.keys, wanted)
        at[at == len(self.keys)] = 0
        hit = np.flatnonzero(self.keys[at] == wanted)
        at = at[hit]
        if self.single:
            return hit, self.partners[at]
        begin = self.starts[at]
        times = self.starts[at + 1] - begin
        ends = np.cumsum(times)
        total = int(ends[-1]) if len(ends) else 0
        offset = np.arange(total) + np.repeat(begin - ends + times, times)
        return np.repeat(hit, times), self.partners[offset]


class Relation:
    """The pairs of a predicate, or of a path. Never changed: `merged` makes a new one."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def forward(self) -> Side:
        """From subjects to values."""
        return Side(self.keys)

    @cached_property
    def back(self) -> Keys:
        """The pairs packed the other way round."""
        subjects, values = unpack(self.keys)
        return np.sort(pack(values, subjects))

    @cached_property
    def backward(self) -> Side:
        """From values to subjects."""
        return Side(self.back)

    @property
    def pairs(self) -> tuple[Numbers, Numbers]:
        """Both columns."""
        return unpack(self.keys)

    def holds(self, subjects: Numbers, values: Numbers) -> npt.NDArray[np.bool_]:
        """Which pairs are there."""
        return is_among(pack(subjects, values), self.keys)

    def merged(self, keys: Keys) -> Relation:
        """With some sorted keys that are not there yet."""
        if not len(self.keys):
            return Relation(keys)
        result = Relation(np.insert(self.keys, np.searchsorted(self.keys, keys), keys))
        if "back" in self.__dict__:
            subjects, values = unpack(keys)
            back = np.sort(pack(values, subjects))
            result.__dict__["back"] = np.insert(self.back, np.searchsorted(self.back, back), back)
        return result


EMPTY = Relation(np.empty(0, np.int64))


def relation(subjects: Numbers, values: Numbers) -> Relation:
    """A relation of some pairs, in any order, repeated or not."""
    return Relation(np.unique(pack(subjects, values)))


def closure(side: Side, starts: Numbers, *, zero: bool) -> tuple[Numbers, Numbers]:
    """What can be reached from different starts in any number of steps: pairs of start and end, each once."""
    from_, to = starts, starts
    known = np.sort(pack(from_, to)) if zero else np.empty(0, np.int64)
    while len(from_):
        places, reached = side.look(to)
        found = np.unique(pack(from_[places], reached))
        new = found[~is_among(found, known)]
        known = np.insert(known, np.searchsorted(known, new), new)
        from_, to = unpack(new)
    return unpack(known)
