"""Expressions over whole columns (SPARQL 1.1, 17): truth as 1, 0 and -1 for an error, terms as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np
import numpy.typing as npt

from ropa.columnar.algebra import Call, Expression, is_name
from ropa.columnar.functions import results
from ropa.columnar.rows import Rows, row_keys
from ropa.columnar.terms import TYPED, UNBOUND, Numbers, Terms, kind_of, parts_of

Truth = npt.NDArray[np.int8]
TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
FALSE = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'
_TESTS = frozenset(("and", "or", "not", "in", "=", "bound"))


class Expressions:
    """Evaluates expressions; what functions gave is remembered for the terms."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._ebv: dict[int, int] = {}

    def truth(self, expression: Expression, rows: Rows) -> Truth:
        """The effective boolean value in each row (17.2.2)."""
        if isinstance(expression, Call) and expression.op in _TESTS:
            return self._test(expression, rows)
        return self._as_truth(self.values(expression, rows))

    def values(self, expression: Expression, rows: Rows) -> Numbers:
        """The term in each row, -1 for an error."""
        if isinstance(expression, str):
            if is_name(expression):
                return rows.column(expression)
            return np.full(len(rows), self.terms.id(expression), np.int32)
        if expression.op in _TESTS:
            truth = self._test(expression, rows)
            true, false = self.terms.id(TRUE), self.terms.id(FALSE)
            return np.where(truth == 1, true, np.where(truth == 0, false, UNBOUND)).astype(np.int32)
        if expression.op == "if":
            test, yes, no = expression.args
            truth = self.truth(test, rows)
            return np.where(truth == 1, self.values(yes, rows), np.where(truth == 0, self.values(no, rows), UNBOUND)).astype(np.int32)
        if expression.op == "coalesce":
            found = np.full(len(rows), UNBOUND, np.int32)
            for part in expression.args:
                free = found < 0
                if not free.any():
                    break
                found = np.where(free, self.values(part, rows), found).astype(np.int32)
            return found
        return self._applied(expression.op, [self.values(part, rows) for part in expression.args], rows)

    def _test(self, call: Call, rows: Rows) -> Truth:
        if call.op == "bound":
            return (self.values(call.args[0], rows) >= 0).astype(np.int8)
        if call.op == "not":
            inner = self.truth(call.args[0], rows)
            return np.where(inner < 0, inner, 1 - inner).astype(np.int8)
        if call.op == "=":
            return self._equal(*(self.values(part, rows) for part in call.args))
        if call.op == "in":
            value, *others = call.args
            found = self.values(value, rows)
            return _reduced(self._equal(found, self.values(other, rows)) for other in others)
        parts = (self.truth(part, rows) for part in call.args)
        if call.op == "or":
            return _reduced(parts)
        return _negated(_reduced(map(_negated, parts)))

    def _equal(self, left: Numbers, right: Numbers) -> Truth:
        """``=`` (17.3, 17.4.1.7): terms by themselves, literals of other datatypes by their values."""
        result = (left == right).astype(np.int8)
        result[(left < 0) | (right < 0)] = -1
        kinds = self.terms.kinds()
        typed = np.flatnonzero(((kinds[left] == TYPED) | (kinds[right] == TYPED)) & (result >= 0))
        if len(typed):
            result[typed] = self._as_truth(self._applied("=", [left[typed], right[typed]], Rows(len(typed))))
        whole: Truth = result
        return whole

    def _applied(self, op: str, columns: list[Numbers], rows: Rows) -> Numbers:
        """A function of terms, once for each different row of arguments."""
        result = np.full(len(rows), UNBOUND, np.int32)
        bound = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in columns]))
        if not len(bound):
            return result
        args = [column[bound] for column in columns]
        keys = row_keys(args)
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        result[bound] = self._of_distinct(op, [arg[first] for arg in args])[inverse]
        return result

    def _of_distinct(self, op: str, columns: list[Numbers]) -> Numbers:
        tokens, id_ = self.terms.tokens, self.terms.id
        rows = list(zip(*([tokens[number] for number in column.tolist()] for column in columns), strict=True))
        return np.fromiter((UNBOUND if token is None else id_(token) for token in results(op, rows)), np.int32, len(rows))

    def _as_truth(self, values: Numbers) -> Truth:
        distinct, inverse = np.unique(values, return_inverse=True)
        return np.fromiter((self._truth_of(number) for number in distinct.tolist()), np.int8, len(distinct))[inverse]

    def _truth_of(self, number: int) -> int:
        if number < 0:
            return -1
        if number not in self._ebv:
            self._ebv[number] = truth_of(self.terms.tokens[number])
        return self._ebv[number]


def truth_of(token: str) -> int:
    """The effective boolean value of a term, -1 where it has none."""
    if token in (TRUE, FALSE):
        return int(token == TRUE)
    if token[0] != '"':
        return -1
    if kind_of(token) != TYPED:
        return int(bool(parts_of(token)[0]))
    (found,) = results("=", [(token, token)])  # numbers, dates and so on equal themselves
    text, suffix = parts_of(token)
    if found is None or not suffix.endswith(("#integer>", "#decimal>", "#double>", "#float>")):
        return -1
    return int(float(text) != 0 and float(text) == float(text))


def _reduced(parts: Iterable[Truth]) -> Truth:
    whole: Truth = reduce(_either, parts)
    return whole


def _either(left: Truth, right: Truth) -> Truth:
    """``||`` of three values (17.2): true wins, then an error."""
    return np.where((left == 1) | (right == 1), 1, np.where((left < 0) | (right < 0), -1, 0)).astype(np.int8)


def _negated(truth: Truth) -> Truth:
    return np.where(truth < 0, truth, 1 - truth).astype(np.int8)
