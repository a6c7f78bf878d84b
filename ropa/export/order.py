"""Quads in one order, the same for every run."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import pyoxigraph as ox

from ropa.namespaces import DCTERMS, RDF, SKOS

_FIRST = {term.value: order for order, term in enumerate((RDF("type"), DCTERMS("identifier"), DCTERMS("title"), SKOS("prefLabel")))}
Key = tuple[str, int, str, str]


# A quad after what it is sorted by: its graph; then its subject, what the thing is and is called, property and value.
Ordered = tuple[str, Key, ox.Quad]


def ordered(quads: Iterable[ox.Quad]) -> list[Ordered]:
    """The quads without repetition, in order; blank nodes, where there are any, named as RDFC-1.0 names them."""
    found: list[Ordered] = []
    unnamed: list[ox.Quad] = []
    rest = len(_FIRST)
    for quad in quads:
        subject, predicate, value, graph = quad
        if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
            unnamed.append(quad)
        else:
            name = predicate.value
            found.append((str(graph), (str(subject), _FIRST.get(name, rest), name, str(value)), quad))
    if unnamed:
        blank = ox.Dataset(unnamed)
        blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        for quad in blank:
            name = quad.predicate.value
            key = (str(quad.subject), _FIRST.get(name, rest), name, str(quad.object))
            found.append((str(quad.graph_name), key, quad))
    found.sort(key=itemgetter(0, 1))
    return found
