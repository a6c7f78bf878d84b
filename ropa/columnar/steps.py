"""One triple pattern at a time: rows, and for each what the pattern adds to it. In which order: by how much each step would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ropa.columnar.algebra import Basic, Call, Expression, NotCompiled, Pattern, Repeat, is_name, names_of
from ropa.columnar.expressions import Expressions
from ropa.columnar.relations import Relation, Side, closure, pack
from ropa.columnar.rows import UNIT, Rows, joined, stacked
from ropa.columnar.store import Triples, predicates_of
from ropa.columnar.terms import Numbers

Orders = dict[tuple[Basic, frozenset[str], tuple[int, ...]], tuple[int, ...]]
"""In which order the patterns of a set are run, by what is bound before and by about how much there is."""


class Steps:
    """Runs sets of patterns over the triples. The order that was found for a set is kept while sizes stay about the same."""

    def __init__(self, triples: Triples, expressions: Expressions, orders: Orders) -> None:
        self.triples = triples
        self.expressions = expressions
        self._orders = orders

    def extend(self, basic: Basic, rows: Rows) -> Rows:
        """Each row with each solution of the patterns that is compatible with it."""
        bound = set(rows.bound(basic.names))
        waiting = list(basic.filters)
        rows, waiting = self._filtered(rows, waiting, bound)
        for number in self._order(basic, frozenset(bound), len(rows)):
            if not len(rows):
                break
            pattern = basic.patterns[number]
            rows = self._step(pattern, rows, waiting)
            bound |= pattern.names
            rows, waiting = self._filtered(rows, waiting, bound)
        if not len(rows):
            empty = np.empty(0, np.int32)
            return Rows(0, dict.fromkeys((*rows.columns, *basic.names), empty))
        return rows

    def _filtered(self, rows: Rows, waiting: list[Expression], bound: set[str]) -> tuple[Rows, list[Expression]]:
        """The rows for which those filters hold whose variables are bound, and the other filters."""
        left = []
        for each in waiting:
            if names_of(each) <= bound:
                rows = rows.take(self.expressions.truth(each, rows) == 1)
            else:
                left.append(each)
        return rows, left

    def _order(self, basic: Basic, bound: frozenset[str], length: int) -> tuple[int, ...]:
        if len(basic.patterns) < 2:
            return tuple(range(len(basic.patterns)))
        sizes = tuple(self._size(pattern).bit_length() // 2 for pattern in basic.patterns)
        key = basic, bound, (length.bit_length() // 3, *sizes)
        if key not in self._orders:
            starts = [number for number in range(len(basic.patterns)) if not bound or basic.patterns[number].names & bound]
            plans = [self._plan(basic, set(bound), length, start) for start in starts or range(len(basic.patterns))]
            self._orders[key] = min(plans)[1]
        return self._orders[key]

    def _plan(self, basic: Basic, bound: set[str], length: float, start: int) -> tuple[float, tuple[int, ...]]:
        """The cost of the cheapest order that is found step by step from a first pattern, and that order."""
        cost, order, left, next_ = 0.0, [], set(range(len(basic.patterns))), start
        while True:
            length, work = self._estimate(basic.patterns[next_], bound, length)
            cost += work
            bound |= basic.patterns[next_].names
            order.append(next_)
            left.discard(next_)
            if not left:
                return cost, tuple(order)
            joined_on = [number for number in left if basic.patterns[number].names & bound] or list(left)
            next_ = min(joined_on, key=lambda number: (self._estimate(basic.patterns[number], bound, length), number))

    def _size(self, pattern: Pattern) -> int:
        if isinstance(pattern.path, str):
            return 0 if is_name(pattern.path) else len(self.triples.relation(self.triples.terms.find(pattern.path)))
        return sum(len(self.triples.relation(self.triples.terms.find(name))) for name in predicates_of(pattern.path))

    def _estimate(self, pattern: Pattern, bound: set[str], length: float) -> tuple[float, float]:
        """How many rows a step may give, and how much work it may be."""
        s = not is_name(pattern.subject) or pattern.subject in bound
        o = not is_name(pattern.value) or pattern.value in bound
        if isinstance(pattern.path, str) and is_name(pattern.path):
            given = length * (1 if s and o else 20 if s or o else 1e6)
            return given, 100 * length + given
        if isinstance(pattern.path, Repeat):
            given = length * (1 if s and o else 5 if s or o else 1e6)
            return given, 10 * length + given
        relation = self.triples.of_path(pattern.path)
        size = len(relation)
        if not size:
            return 0.0, 0.0
        if s and o:
            constant = is_name(pattern.subject) and not is_name(pattern.value)
            share = len(relation.backward.of(self.triples.terms.find(pattern.value))) / len(relation.forward.keys) if constant else 0.5
            return length * share, length
        if s or o:
            if not is_name(pattern.subject if s else pattern.value):
                side, at = (relation.forward, pattern.subject) if s else (relation.backward, pattern.value)
                given = length * len(side.of(self.triples.terms.find(at)))
            else:
                given = length * size / len((relation.forward if s else relation.backward).keys)
            return given, length + given
        return length * size, length * size

    def _step(self, pattern: Pattern, rows: Rows, filters: Sequence[Expression]) -> Rows:
        """Each row with each match of one pattern."""
        for name in pattern.names & rows.columns.keys():
            free = rows.columns[name] < 0
            if free.any():
                parts = [rows.take(~free), rows.take(free).without(name)]
                return stacked([self._step(pattern, part, filters) for part in parts if len(part)])
        if pattern.graph is not None:
            return self._in_graph(pattern, rows)
        if isinstance(pattern.path, str) and is_name(pattern.path):
            return self._any_predicate(pattern, rows, filters)
        if isinstance(pattern.path, Repeat):
            return self._repeated(pattern.path, pattern.subject, pattern.value, rows)
        return self._related(self.triples.of_path(pattern.path), pattern.subject, pattern.value, rows)

    def _column(self, position: str, rows: Rows) -> Numbers | None:
        """The number of a position in each row; None where it is still open."""
        if is_name(position):
            return rows.columns.get(position)
        return np.full(len(rows), self.triples.terms.find(position), np.int32)

    def _related(self, relation: Relation, subject: str, value: str, rows: Rows) -> Rows:
        subjects, values = self._column(subject, rows), self._column(value, rows)
        if subjects is not None and values is not None:
            if not is_name(value):
                return rows.take(_hits(relation.backward.of(self.triples.terms.find(value)), subjects))
            return rows.take(relation.holds(subjects, values))
        if subjects is not None:
            return _looked(relation.forward, subjects, value, rows)
        if values is not None:
            if rows is UNIT:
                return _new({subject: relation.backward.of(self.triples.terms.find(value))})
            return _looked(relation.backward, values, subject, rows)
        left, right = relation.pairs
        found = _new({subject: left[left == right]} if subject == value else {subject: left, value: right})
        return found if rows is UNIT else joined(rows, found)

    def _repeated(self, path: Repeat, subject: str, value: str, rows: Rows) -> Rows:
        """A path of any number of steps, from the side that is known."""
        base = self.triples.of_path(path.of)
        subjects, values = self._column(subject, rows), self._column(value, rows)
        if subjects is None and values is None:
            return self._related(self.triples.of_path(path), subject, value, rows)
        from_subject = subjects is not None and (values is None or is_name(subject) or not is_name(value))
        if values is not None and not is_name(value):
            from_subject = False  # from a constant, its own closure is enough
        starts = np.unique(subjects if from_subject else values)  # type: ignore[arg-type]
        side = base.forward if from_subject else base.backward
        if path.many:
            keys = pack(*closure(side, starts, zero=path.zero))
        else:
            places, ends = side.look(starts)
            keys = np.concatenate((pack(starts[places], ends), pack(starts, starts) if path.zero else np.empty(0, np.int64)))
            keys = np.unique(keys)
        found = Relation(keys)
        return self._related(found if from_subject else Relation(found.back), subject, value, rows)

    def _any_predicate(self, pattern: Pattern, rows: Rows, filters: Sequence[Expression]) -> Rows:
        """A pattern whose predicate is a variable: one predicate after the other."""
        name = str(pattern.path)
        known = rows.columns.get(name)
        if known is not None:
            predicates = np.unique(known).tolist()
        else:
            admitted = admitted_by(filters, name)
            predicates = list(self.triples.relations) if admitted is None else [self.triples.terms.find(token) for token in admitted]
        parts = []
        for predicate in predicates:
            relation = self.triples.relation(predicate)
            if not len(relation):
                continue
            part = rows if known is None else rows.take(known == predicate)
            part = self._related(relation, pattern.subject, pattern.value, part)
            if len(part):
                parts.append(part.with_column(name, np.full(len(part), predicate, np.int32)))
        return stacked(parts) if parts else Rows(0, {})

    def _in_graph(self, pattern: Pattern, rows: Rows) -> Rows:
        if not isinstance(pattern.path, str) or is_name(pattern.path):
            raise NotCompiled("a path or a variable predicate in GRAPH")
        positions = (pattern.graph, pattern.subject, pattern.value)
        columns = dict(zip(positions, self.triples.graph_rows(self.triples.terms.find(pattern.path)), strict=True))
        kept = np.ones(len(next(iter(columns.values()))), bool)
        for position, column in columns.items():
            if not is_name(position):
                kept &= column == self.triples.terms.find(str(position))
        found = _new({str(name): column[kept] for name, column in columns.items() if is_name(name)})
        return found if rows is UNIT else joined(rows, found)


def _hits(known: Numbers, wanted: Numbers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of some numbers are among sorted ones."""
    if not len(known):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(known, wanted)
    at[at == len(known)] = 0
    return np.asarray(known[at] == wanted)


def _new(columns: dict[str, Numbers]) -> Rows:
    return Rows(len(next(iter(columns.values()))), columns)


def _looked(side: Side, known: Numbers, name: str, rows: Rows) -> Rows:
    places, partners = side.look(known)
    return rows.take(places).with_column(name, partners)


def admitted_by(filters: Iterable[Expression], name: str) -> tuple[str, ...] | None:
    """The constants that filters leave for a variable; None where they do not say."""
    for each in filters:
        if (
            isinstance(each, Call)
            and each.op in ("in", "=")
            and each.args[0] == name
            and all(isinstance(arg, str) and arg[0] == "<" for arg in each.args[1:])
        ):
            return tuple(dict.fromkeys(str(arg) for arg in each.args[1:]))
    return None
