"""A register's dataset as columns of numbers: for many organisations at once what Oxigraph is for one."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from ropa.columnar.engine import Batch
from ropa.columnar.terms import parts_of
from ropa.graph import Readable


class ColumnDataset(Batch, Readable):
    """A batch that is read as a dataset is."""

    def values(self, subject: str, predicate: ox.NamedNode, graph: str | None = None) -> list[str]:
        """As `Readable` says."""
        beside = self.triples.index.about(self.terms.find(f"<{subject}>"))
        return self._texts(beside.get(self.terms.find(f"<{predicate.value}>"), ()), graph)

    def subjects(self, predicate: ox.NamedNode, value: str, graph: str) -> list[str]:
        """As `Readable` says."""
        find = self.terms.find
        return self._texts(self.triples.index.pointing(find(f"<{predicate.value}>"), find(f"<{value}>")), graph)

    def _texts(self, pairs: Sequence[tuple[int, int]], graph: str | None) -> list[str]:
        if not pairs:
            return []
        tokens = self.terms.tokens
        if graph is not None:
            place = self.terms.find(f"<{graph}>")
            pairs = [pair for pair in pairs if pair[1] == place]
        if len(pairs) == 1:
            return [parts_of(tokens[pairs[0][0]])[0]]
        return sorted({parts_of(tokens[partner])[0] for partner, _ in pairs})
