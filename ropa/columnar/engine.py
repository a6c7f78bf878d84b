"""A batch of data in which CONSTRUCTs are run: quads in, what follows added, each to a graph of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyoxigraph as ox

from ropa.columnar.algebra import Construct, NotCompiled
from ropa.columnar.encode import encoded, parsed
from ropa.columnar.evaluator import Evaluator
from ropa.columnar.programs import Programs
from ropa.columnar.quads import Quads
from ropa.columnar.relations import Keys, pack, relation, unpack
from ropa.columnar.rows import UNIT
from ropa.columnar.shapes import ShapeColumns
from ropa.columnar.steps import Orders
from ropa.columnar.store import Triples
from ropa.columnar.terms import IRI, TEXT, Numbers, Terms

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


class Batch:
    """Quads by number. A batch that is made of another starts with what that one has, and leaves it as it is.

    `left` counts how often a query was left to Oxigraph.
    """

    def __init__(self, programs: Programs, of: Batch | None = None) -> None:
        self.programs = programs
        self.terms: Terms = Terms(of.terms if of else None)
        self.triples: Triples = Triples(self.terms, of.triples if of else None)
        self.orders: Orders = of.orders if of else {}
        self.evaluator = Evaluator(self.triples, self.orders)
        self.left: Counter[str] = Counter()

    def load(self, subjects: Numbers, predicates: Numbers, values: Numbers, graphs: Numbers) -> None:
        """Add quads by the numbers of their terms."""
        if not len(subjects):
            return
        quads = Quads.sorted(subjects, predicates, values, graphs)
        self.triples.quads.append(quads)
        starts = np.flatnonzero(np.diff(quads.predicates, prepend=-1))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(quads.predicates)], strict=True):
            keys = relation(quads.subjects[start:end], quads.values[start:end]).keys
            self.triples.add(int(quads.predicates[start]), keys)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads of pyoxigraph."""
        self.load(*parsed(quads, self.terms))

    def add_nquads(self, nquads: bytes) -> None:
        """Add N-Quads. Raises SyntaxError where they are broken."""
        self.load(*encoded(nquads, self.terms))

    def drop(self, graph: ox.NamedNode) -> None:
        """Take one graph out."""
        number = self.terms.find(str(graph))
        if number < 0 or not any((quads.graphs == number).any() for quads in self.triples.quads):
            return
        kept = [quads.without(number) for quads in self.triples.quads]
        self.triples.quads, self.triples.relations = [], {}
        for quads in kept:
            self.load(quads.subjects, quads.predicates, quads.values, quads.graphs)

    def derive(self, query: str, graph: ox.NamedNode) -> frozenset[str]:
        """Add what a CONSTRUCT gives that is not there yet, to a graph; the IRIs of the properties and classes that were written of."""
        written: set[int] = set()
        number, type_ = self.terms.id(str(graph)), self.terms.id(TYPE)
        for predicate, keys in self.constructed(query).items():
            new = self.triples.add(predicate, keys)
            if len(new):
                subjects, values = unpack(new)
                full = np.full(len(new), predicate, np.int32)
                self.triples.quads.append(Quads(full, subjects, values, np.full(len(new), number, np.int32)))
                written.update(np.unique(values).tolist() if predicate == type_ else (predicate,))
        tokens = self.terms.tokens
        return frozenset(tokens[name][1:-1] for name in written if tokens[name][0] == "<")

    def constructed(self, query: str) -> dict[int, Keys]:
        """The triples of a CONSTRUCT: for each predicate sorted pairs, each once."""
        program = self.programs.of(query)
        if program is not None:
            try:
                return self._run(program)
            except NotCompiled:
                pass
        self.left[query] += 1
        store = ox.Store()
        store.bulk_load("".join(f"{s} {p} {o} .\n" for s, p, o in self.triples.rows()).encode(), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        ids = self.terms.id
        rows: dict[int, list[tuple[int, int]]] = {}
        triples: Any = store.query(query)
        for triple in triples:
            rows.setdefault(ids(str(triple.predicate)), []).append((ids(str(triple.subject)), ids(str(triple.object))))
        return {predicate: np.unique(pack(*np.array(pairs, np.int32).T)) for predicate, pairs in rows.items()}

    def _run(self, query: Construct) -> dict[int, Keys]:
        rows = self.evaluator.extend(query.where, UNIT)
        found: dict[int, list[Keys]] = {}
        values = self.evaluator.expressions.values
        for template in query.template:
            subjects, predicates, objects = (values(position, rows) for position in template)
            kinds = self.terms.kinds()
            good = (subjects >= 0) & (predicates >= 0) & (objects >= 0)
            good &= (kinds[subjects] < TEXT) & (kinds[predicates] == IRI)
            for predicate in np.unique(predicates[good]).tolist():
                here = good & (predicates == predicate)
                found.setdefault(predicate, []).append(pack(subjects[here], objects[here]))
        return {predicate: np.unique(np.concatenate(parts)) for predicate, parts in found.items()}

    def quads(
        self, subject: Any = None, predicate: ox.NamedNode | None = None, value: Any = None, graph: ox.NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        """The quads that match a pattern."""
        term, find = self.terms.term, self.terms.find
        wanted = [None if each is None else find(str(each)) for each in (subject, predicate, value, graph)]
        for s, p, o, g in self.triples.index.matching(*wanted):
            yield ox.Quad(term(s), term(p), term(o), term(g))

    def columns(self) -> ShapeColumns:
        """The columns for the validator of shapes."""
        return ShapeColumns(self)
