"""The columns of a batch, as the validator of shapes asks for them: no term is read again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.columnar.relations import Side
from ropa.namespaces import RDF
from ropa.shacl.columns import Column, Columns

if TYPE_CHECKING:
    from ropa.columnar.engine import Batch

TYPE = RDF("type")


class ShapeColumns(Columns):
    """The columns of one batch; its numbers are the numbers here."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch)
        self._batch = batch

    def id(self, term: Any) -> int:
        """As `Columns` says."""
        return self._batch.terms.id(str(term))

    def term(self, number: int) -> Any:
        """As `Columns` says."""
        return self._batch.terms.term(number)

    def backward(self, predicate: ox.NamedNode) -> Column:
        """As `Columns` says."""
        if predicate not in self._backward:
            self._backward[predicate] = _column(self._batch.triples.relation(self.id(predicate)).backward)
        return self._backward[predicate]

    def instances(self, class_: int) -> frozenset[int]:
        """As `Columns` says."""
        if class_ not in self._instances:
            side = self._batch.triples.relation(self.id(TYPE)).backward
            self._instances[class_] = frozenset().union(*(side.of(self.id(each)).tolist() for each in self._subclasses_of(self.term(class_))))
        return self._instances[class_]

    def outgoing(self) -> Mapping[int, Collection[tuple[int, int]]]:
        """As `Columns` says."""
        if self._outgoing is None:
            pairs: dict[int, list[tuple[int, int]]] = {}
            for predicate, relation in self._batch.triples.relations.items():
                for subject, value in zip(*(column.tolist() for column in relation.pairs), strict=True):
                    pairs.setdefault(subject, []).append((predicate, value))
            self._outgoing = pairs
        return self._outgoing

    def _read(self, predicate: ox.NamedNode) -> Column:
        return _column(self._batch.triples.relation(self.id(predicate)).forward)


def _column(side: Side) -> Column:
    keys, partners = side.keys.tolist(), side.partners.tolist()
    if side.single:
        return dict(zip(keys, zip(partners, strict=True), strict=True))
    starts = side.starts.tolist()
    return {key: partners[start:end] for key, start, end in zip(keys, starts, starts[1:], strict=False)}
