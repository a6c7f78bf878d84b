"""From N-Quads to columns of numbers: lines as most programs write them are split, every other form goes through Oxigraph's parser."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from ropa.columnar.terms import IRI, TEXT, Numbers, Terms, canonical

Columns = tuple[Numbers, Numbers, Numbers, Numbers]
_PATH = r"[A-Za-z0-9._~/=&:@!$()*+,;-]*"
_PLAIN = re.compile(rf'"[^"\\\r]*"(?:@[a-z]+)?|<https?://[A-Za-z0-9.-]+(?:/{_PATH})?(?:\?{_PATH})?(?:#{_PATH})?>')
"""Tokens that need no second look: plain literals without escapes, and IRIs of ordinary characters."""


def encoded(nquads: bytes, terms: Terms) -> Columns:
    """Subjects, predicates, values and graphs of some N-Quads, literals as Oxigraph keeps them. Raises SyntaxError where they are broken."""
    known = len(terms)
    try:
        columns = _split(nquads.decode("utf-8"), terms)
        return _sound(columns, terms, known)
    except ValueError:  # not one quad for each line, or not UTF-8: the parser says what is wrong, if anything is
        terms.forget(known)
    columns = parsed(ox.parse(nquads, format=ox.RdfFormat.N_QUADS), terms)
    if (columns[3] == terms.find("DEFAULT")).any():
        raise SyntaxError("a quad without a named graph")
    return columns


def parsed(quads: Iterable[ox.Quad], terms: Terms) -> Columns:
    """The columns of quads of pyoxigraph."""
    ids, known = terms.ids, len(terms)
    numbers: list[int] = []
    for quad in quads:
        numbers += (ids[str(quad.subject)], ids[str(quad.predicate)], ids[str(quad.object)], ids[str(quad.graph_name)])
    return _renamed(_columns(numbers), terms, known)


def _columns(numbers: list[int]) -> Columns:
    subjects, predicates, values, graphs = np.array(numbers, np.int32).reshape(-1, 4).T
    return subjects, predicates, values, graphs


def _split(text: str, terms: Terms) -> Columns:
    """Raises ValueError for a line that is not split into four."""
    ids = terms.ids
    numbers: list[int] = []
    for line in text.removesuffix("\n").split("\n"):
        subject, predicate, rest = line.split(" ", 2)
        value, graph, end = rest.rsplit(" ", 2)
        if end != ".":
            raise ValueError(line)
        numbers += (ids[subject], ids[predicate], ids[value], ids[graph])
    return _columns(numbers)


def _sound(columns: Columns, terms: Terms, known: int) -> Columns:
    """The columns, every new token looked at. Raises ValueError for one that is no term, or stands where it may not."""
    tokens, kinds = terms.tokens, terms.kinds()
    odd = [token for token in tokens[known:] if not _PLAIN.fullmatch(token)]
    document = "".join(f"<urn:s> <urn:p> {token} .\n" for token in odd).encode()
    try:
        found = sum(1 for _ in ox.parse(document, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    subjects, predicates, _, graphs = columns
    if found != len(odd) or (kinds[subjects] >= TEXT).any() or (kinds[graphs] >= TEXT).any() or (kinds[predicates] != IRI).any():
        raise ValueError("no quads")
    return _renamed(columns, terms, known)


def _renamed(columns: Columns, terms: Terms, known: int) -> Columns:
    """The columns with each new literal in the form that Oxigraph keeps."""
    odd = [token for token in terms.tokens[known:] if token[0] == '"' and not _PLAIN.fullmatch(token)]
    renamed = {terms.id(token): other for token, other in zip(odd, canonical(odd), strict=True) if token != other}
    if not renamed:
        return columns
    subjects, predicates, values, graphs = columns
    place: npt.NDArray[np.int32] = np.arange(len(terms), dtype=np.int32)
    for number, token in renamed.items():
        place[number] = terms.id(token)
    return subjects, predicates, place[values], graphs
