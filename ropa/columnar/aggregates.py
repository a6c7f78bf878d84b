"""GROUP BY and its aggregates (SPARQL 1.1, 18.5.1)."""

from __future__ import annotations

from functools import cmp_to_key

import numpy as np
import numpy.typing as npt

from ropa.columnar.algebra import Aggregate, Group
from ropa.columnar.expressions import Expressions
from ropa.columnar.functions import results
from ropa.columnar.relations import pack
from ropa.columnar.rows import Rows, row_keys
from ropa.columnar.terms import IRI, TEXT, UNBOUND, Numbers, kind_of, parts_of

INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
Places = npt.NDArray[np.intp]


def grouped(expressions: Expressions, node: Group, rows: Rows) -> Rows:
    """One row for each group: its keys and its aggregates."""
    if node.keys:
        if not len(rows):
            return Rows(0, {name: np.empty(0, np.int32) for name in node.names})
        _, first, group = np.unique(row_keys([rows.column(key) for key in node.keys]), return_index=True, return_inverse=True)
        columns = {key: rows.column(key)[first] for key in node.keys}
        length = len(first)
    else:
        group, columns, length = np.zeros(len(rows), np.intp), {}, 1
    for aggregate in node.aggregates:
        columns[aggregate.name] = _aggregated(expressions, aggregate, rows, group, length)
    return Rows(length, columns)


def _aggregated(expressions: Expressions, aggregate: Aggregate, rows: Rows, group: Places, length: int) -> Numbers:
    if aggregate.expression is None:
        return _counted(expressions, np.bincount(group, minlength=length))
    values = expressions.values(aggregate.expression, rows)
    failed = np.bincount(group[values < 0], minlength=length) > 0
    group, values = group[values >= 0], values[values >= 0]
    if aggregate.distinct:
        keys = np.unique(pack(group.astype(np.int32), values))
        group, values = (keys >> 32).astype(np.intp), (keys & 0xFFFFFFFF).astype(np.int32)
    if aggregate.function == "count":
        return _counted(expressions, np.bincount(group, minlength=length))
    if aggregate.function == "sum":
        return np.where(failed, UNBOUND, _summed(expressions, group, values, length)).astype(np.int32)
    if aggregate.function == "sample":
        result = np.full(length, UNBOUND, np.int32)
        result[group[::-1]] = values[::-1]
        return result
    return _extreme(expressions, group, values, length, greatest=aggregate.function == "max")


def _counted(expressions: Expressions, counts: npt.NDArray[np.int64]) -> Numbers:
    distinct, inverse = np.unique(counts, return_inverse=True)
    return np.array([expressions.terms.id(integer(number)) for number in distinct.tolist()], np.int32)[inverse]


def integer(number: int) -> str:
    """The token of an integer."""
    return f'"{number}"{INTEGER}'


def _summed(expressions: Expressions, group: Places, values: Numbers, length: int) -> Numbers:
    """Integers here; sums of other numbers by Oxigraph, one after the other."""
    terms = expressions.terms
    distinct, inverse = np.unique(values, return_inverse=True)
    parts = [parts_of(terms.tokens[number]) for number in distinct.tolist()]
    if all(suffix == INTEGER for _, suffix in parts):
        totals = np.zeros(length, np.int64)
        np.add.at(totals, group, np.array([int(text) for text, _ in parts], np.int64)[inverse])
        return _counted(expressions, totals)
    sums: list[str | None] = [integer(0)] * length
    for place, number in zip(group.tolist(), values.tolist(), strict=True):
        known = sums[place]
        if known is not None:
            (sums[place],) = results("+", [(known, terms.tokens[number])])
    return np.array([UNBOUND if token is None else terms.id(token) for token in sums], np.int32)


def _extreme(expressions: Expressions, group: Places, values: Numbers, length: int, *, greatest: bool) -> Numbers:
    result = np.full(length, UNBOUND, np.int32)
    if not len(values):
        return result
    distinct, inverse = np.unique(values, return_inverse=True)
    tokens = expressions.terms.tokens
    order = in_order([tokens[number] for number in distinct.tolist()])
    rank = np.empty(len(distinct), np.int64)
    rank[order] = np.arange(len(distinct))
    best = np.full(length, -1 if greatest else len(distinct), np.int64)
    (np.maximum if greatest else np.minimum).at(best, group, rank[inverse])
    found = np.bincount(group, minlength=length) > 0
    result[found] = distinct[np.asarray(order)[best[found]]]
    return result


def in_order(tokens: list[str]) -> list[int]:
    """Places of terms in the order of ORDER BY (15.1): IRIs, then literals; those that SPARQL compares by their values."""
    kinds = {kind_of(token) for token in tokens}
    if kinds <= {TEXT} or kinds <= {IRI}:
        return sorted(range(len(tokens)), key=lambda place: parts_of(tokens[place])[0])

    def compared(one: int, other: int) -> int:
        return _compared(tokens[one], tokens[other])

    return sorted(range(len(tokens)), key=cmp_to_key(compared))


def _compared(one: str, other: str) -> int:
    if (kind_of(one) == IRI) != (kind_of(other) == IRI):
        return -1 if kind_of(one) == IRI else 1
    for op, sign in (("<", -1), (">", 1)):
        (found,) = results(op, [(one, other)])
        if found is not None and found.startswith('"true"'):
            return sign
    return (one > other) - (one < other)
