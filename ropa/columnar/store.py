"""The triples of a batch: a relation for each predicate; the graph too, for the predicates that a query asks it of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ropa.columnar.algebra import Alternative, Inverse, Path, Repeat, Sequence
from ropa.columnar.quads import NONE, Index, Quads
from ropa.columnar.relations import EMPTY, Keys, Relation, closure, is_among, pack, relation
from ropa.columnar.terms import Numbers, Terms


class Triples:
    """The union of some graphs. Relations are shared with the triples it was made from, and never changed there."""

    def __init__(self, terms: Terms, of: Triples | None = None) -> None:
        self.terms = terms
        self.relations: dict[int, Relation] = dict(of.relations) if of else {}
        self.quads: list[Quads] = list(of.quads) if of else []
        self._index: tuple[int, Index] | None = None
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

    @property
    def index(self) -> Index:
        """All quads by subject, predicate and value; made anew where quads were added."""
        if self._index is None or self._index[0] != len(self.quads):
            self._index = len(self.quads), Index(self.quads)
        return self._index[1]

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
