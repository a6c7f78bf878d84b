"""Functions on terms. The few that build most names run here; every other one is asked of Oxigraph, once for each different argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pyoxigraph as ox

from ropa.columnar.terms import BLANK, IRI, TEXT, kind_of, parts_of, text_token

FUNCTIONS: dict[str, str] = {
    "<": "({0} < {1})",
    ">": "({0} > {1})",
    "<=": "({0} <= {1})",
    ">=": "({0} >= {1})",
    "=": "({0} = {1})",
    "+": "({0} + {1})",
    "-": "({0} - {1})",
    "*": "({0} * {1})",
    "/": "({0} / {1})",
    "integer": "<http://www.w3.org/2001/XMLSchema#integer>({0})",
    **{
        name: f"{name.upper()}({{all}})"
        for name in (
            *("str", "iri", "concat", "lcase", "ucase", "strlen", "substr", "strafter", "strbefore", "strstarts", "strends", "contains", "regex"),
            *("replace", "encode_for_uri", "abs", "ceil", "floor", "round", "lang", "langmatches", "datatype", "sameterm"),
            *("isiri", "isblank", "isliteral", "isnumeric", "year", "month", "day"),
        )
    },
}
"""What each is in SPARQL, ``{0}`` for its first argument, ``{all}`` for all of them."""
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def asked(op: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str | None]:
    """What Oxigraph makes of a function, for each row of arguments; None for an error."""
    columns = list(zip(*rows, strict=True))
    varied = [place for place, column in enumerate(columns) if any(token != column[0] for token in column)]
    names = [f"?a{place}" if place in varied else columns[place][0] for place in range(len(columns))]  # a constant pattern is compiled once
    call = FUNCTIONS[op].format(*names, all=", ".join(names))
    kept = [(number, row) for number, row in enumerate(rows) if all(kind_of(token) != BLANK for token in row)]
    if not kept:
        return iter([None] * len(rows))
    values = " ".join(f"({number} {' '.join(row[place] for place in varied)})" for number, row in kept)
    names = [names[place] for place in varied]
    found: dict[int, str] = {}
    solutions = ox.Store().query(f"SELECT ?n ?r WHERE {{ VALUES (?n {' '.join(names)}) {{ {values} }} BIND ({call} AS ?r) FILTER (BOUND(?r)) }}")
    for solution in solutions:  # type: ignore[union-attr]
        found[int(solution["n"].value)] = str(solution["r"])
    return (found.get(number) for number in range(len(rows)))


def to_text(row: tuple[str, ...]) -> str | None:
    """STR."""
    (token,) = row
    kind = kind_of(token)
    return None if kind == BLANK else token if kind == TEXT else text_token(parts_of(token)[0])


def to_iri(row: tuple[str, ...]) -> str | None:
    """IRI, of an absolute one: there is no base."""
    (token,) = row
    kind = kind_of(token)
    if kind == IRI:
        return token
    text = parts_of(token)[0]
    return f"<{text}>" if kind == TEXT and _ABSOLUTE.match(text) and not _NO_IRI.search(text) else None


def concatenated(row: tuple[str, ...]) -> str | None:
    """CONCAT of plain strings; `NotImplemented` for others."""
    if all(token[-1] == '"' for token in row):
        return f'"{"".join([token[1:-1] for token in row])}"'  # escapes stay as they are
    raise NotImplementedError


def after(row: tuple[str, ...]) -> str | None:
    """STRAFTER of plain strings."""
    text, part = row
    if text[-1] != '"' or part[-1] != '"' or "\\" in text or "\\" in part:
        raise NotImplementedError
    _, found, rest = text[1:-1].partition(part[1:-1])
    return f'"{rest}"' if found else '""' if part != '""' else text


HERE: dict[str, Callable[[tuple[str, ...]], str | None]] = {"str": to_text, "iri": to_iri, "concat": concatenated, "strafter": after}


def results(op: str, rows: Sequence[tuple[str, ...]]) -> list[str | None]:
    """What a function gives for each row of arguments, as tokens; None for an error."""
    if not rows:
        return []
    if op in HERE:
        function = HERE[op]
        try:
            return [function(row) for row in rows]
        except NotImplementedError:
            pass
    return list(asked(op, rows))
