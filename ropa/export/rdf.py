"""What the dataset formats share: which triples, and how they are written.

Oxigraph writes the triples; the prefixes are written here, because it writes them in the order of a hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

import pyoxigraph as ox

from ropa.export import Export
from ropa.export.order import Key
from ropa.graph import ROOT
from ropa.namespaces import PREFIXES

_TABLES = f"<{ROOT}reference/"
_SCHEMA = tuple(f"<{ROOT}reference/{name}>" for name in ("ropa", "fields"))


def described(export: Export) -> list[ox.Triple]:
    """What the register says, in order: the documents, what is inferred and the context, and from the tables the rows and
    terms that these refer to, with the broader terms of those; the ontology and the fields are not repeated."""
    found: list[tuple[Key, ox.Quad]] = []
    tables: dict[str, list[tuple[Key, ox.Quad]]] = {}
    for graph, key, quad in export.quads:
        if not graph.startswith(_TABLES):
            found.append((key, quad))
        elif graph not in _SCHEMA:
            tables.setdefault(key[0], []).append((key, quad))
    todo = [key[-1] for key, _ in found]
    while todo:
        rows = tables.pop(todo.pop(), [])
        found += rows
        todo += [key[-1] for key, _ in rows]
    found.sort(key=itemgetter(0))
    return [quad.triple for place, (key, quad) in enumerate(found) if place == 0 or found[place - 1][0] != key]


def serialize(items: Iterable[ox.Triple] | Iterable[ox.Quad], syntax: ox.RdfFormat, base: str) -> bytes:
    """Turtle or TriG with only the prefixes in use, in order, and the things of the workspace relative to `base`."""
    written: bytes = ox.serialize(items, format=syntax, prefixes=PREFIXES, base_iri=base) or b""
    body = written.split(b"\n", len(PREFIXES) + 1)[-1]
    used = [(prefix, iri) for prefix, iri in sorted(PREFIXES.items()) if _is_used(prefix, body)]
    header = [f"@base <{base}> .", *(f"@prefix {prefix}: <{iri}> ." for prefix, iri in used)]
    return "\n".join(header).encode() + b"\n\n" + body


def _is_used(prefix: str, body: bytes) -> bool:
    return any(mark + prefix.encode() + b":" in body for mark in (b" ", b"\t", b"\n", b"^"))
