"""The triples of a batch: a relation for each predicate; the graph too, for the predicates that a query asks it of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ropa.columnar.algebra import Alternative, Inverse, Path, Repeat, Sequence
from ropa.columnar.relations import EMPTY, Keys, Relation, closure, is_among, pack, relation
from ropa.columnar.terms import Numbers, Terms


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

    def matching(self, *wanted: int | None) -> Iterable[tuple[int, int, int, int]]:
        """Predicate, subject, value and graph of the quads that match numbers of these; None matches everything."""
        columns = (self.predicates, self.subjects, self.values, self.graphs)
        kept = np.ones(len(self.predicates), bool)
        for column, number in zip(columns, wanted, strict=True):
            if number is not None:
                kept &= column == number
        return zip(*(column[kept].tolist() for column in columns), strict=True)

    def of(self, predicate: int) -> tuple[Numbers, Numbers, Numbers]:
        """Graphs, subjects and values of a predicate."""
        here = slice(*np.searchsorted(self.predicates, [predicate, predicate + 1]).tolist())
        return self.graphs[here], self.subjects[here], self.values[here]


NONE = np.empty(0, np.int32)


class Triples:
    """The union of some graphs. Relations are shared with the triples it was made from, and never changed there."""

    def __init__(self, terms: Terms, of: Triples | None = None) -> None:
        self.terms = terms
        self.relations: dict[int, Relation] = dict(of.relations) if of else {}
        self.quads: list[Quads] = list(of.quads) if of else []
        self._paths: dict[Path, tuple[tuple[int, ...], Relation]] = {}

    def __len__(self) -> int:
        return sum(map(len, self.relations.values()))

    def relation(self, predicate: int) -> Relation:
        """The pairs of a predicate."""
        return self.relations.get(predicate, EMPTY)

    def add(self, predicate: int, keys: Keys) -> Keys:
        """Add sorted pairs; those that were new."""
        known = self.relations.get(predicate, EMPTY)
        new = keys[~is_among(keys, known.keys)]
        if len(new):
            self.relations[predicate] = known.merged(new)
        return new

    def graph_rows(self, predicate: int) -> tuple[Numbers, Numbers, Numbers]:
        """Graphs, subjects and values of a predicate."""
        parts = [quads.of(predicate) for quads in self.quads] or [(NONE, NONE, NONE)]
        graphs, subjects, values = (np.concatenate(column) for column in zip(*parts, strict=True))
        return graphs, subjects, values

    def of_path(self, path: Path) -> Relation:
        """The pairs of a predicate, an inverse, an alternative, a sequence, or one or more steps; kept while nothing changes."""
        if isinstance(path, str):
            return self.relation(self.terms.find(path))
        sizes = tuple(len(self.relation(self.terms.find(name))) for name in predicates_of(path))
        known = self._paths.get(path)
        if known is None or known[0] != sizes:
            known = self._paths[path] = (sizes, self._made(path))
        return known[1]

    def _made(self, path: Path) -> Relation:
        if isinstance(path, Inverse):
            return Relation(self.of_path(path.of).back)
        if isinstance(path, Alternative):
            return Relation(np.unique(np.concatenate([self.of_path(part).keys for part in path.parts])))
        if isinstance(path, Sequence):
            first, *rest = (self.of_path(part) for part in path.parts)
            starts, ends = first.pairs
            for each in rest:
                places, ends = each.forward.look(ends)
                starts = starts[places]
            return relation(starts, ends)
        if isinstance(path, str):
            return self.of_path(path)
        base = self.of_path(path.of)
        starts = self.nodes if path.zero else base.forward.keys
        if path.many:
            return Relation(pack(*closure(base.forward, starts, zero=path.zero)))
        return Relation(np.unique(np.concatenate((base.keys, pack(starts, starts))))) if path.zero else base

    @property
    def nodes(self) -> Numbers:
        """Every subject and value."""
        return np.unique(np.concatenate([column for each in self.relations.values() for column in each.pairs]))

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """All triples, as tokens."""
        tokens = self.terms.tokens
        for predicate, each in self.relations.items():
            subjects, values = each.pairs
            for subject, value in zip(subjects.tolist(), values.tolist(), strict=True):
                yield tokens[subject], tokens[predicate], tokens[value]


def predicates_of(path: Path) -> Iterable[str]:
    """The predicates of a path."""
    if isinstance(path, str):
        return (path,)
    parts = (path.of,) if isinstance(path, Inverse | Repeat) else path.parts
    return tuple(name for part in parts for name in predicates_of(part))
