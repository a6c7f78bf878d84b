"""Tests of one term, for the constraints that look at nothing else (SHACL 4.1.2, 4.1.3, 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from ropa.shacl.values import Value, compare, value_of, well_typed


def datatype(iri: ox.NamedNode) -> Callable[[Any], bool]:
    """Whether a term is a well-typed literal of a datatype."""
    return lambda term: isinstance(term, ox.Literal) and term.datatype == iri and well_typed(term)


def node_kind(*kinds: type) -> Callable[[Any], bool]:
    """Whether a term is an IRI, a blank node or a literal."""
    return lambda term: isinstance(term, kinds)


def ordered(bound: Value | None, admitted: tuple[int, ...]) -> Callable[[Any], bool]:
    """Whether a term is a literal that compares with a bound in an admitted way."""
    return lambda term: isinstance(term, ox.Literal) and compare(value_of(term), bound) in admitted


def length(least: int, most: int | None) -> Callable[[Any], bool]:
    """Whether the text of an IRI or literal has a number of characters; a blank node has no text."""
    return lambda term: not isinstance(term, ox.BlankNode) and len(term.value) >= least and (most is None or len(term.value) <= most)


def language_in(ranges: tuple[str, ...]) -> Callable[[Any], bool]:
    """Whether a literal's language tag matches a basic language range (RFC 4647, 3.3.1)."""
    wanted = tuple(each.lower() for each in ranges)

    def good(term: Any) -> bool:
        tag = (term.language or "").lower() if isinstance(term, ox.Literal) else ""
        return bool(tag) and any(each in ("*", tag) or tag.startswith(each + "-") for each in wanted)

    return good
