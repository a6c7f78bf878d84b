"""Turtle 1.1: what the register says as one graph.

The documents, what is inferred and the context, and the rows of the tables and the terms that these refer to; which graph
a triple stands in is TriG's and N-Quads' to tell.
"""

from __future__ import annotations

import pyoxigraph as ox

from ropa.export import Export, Format
from ropa.export.rdf import serialize


def write(export: Export) -> bytes:
    """The graph as Turtle, by subject."""
    return serialize(export.triples, ox.RdfFormat.TURTLE, export.base)


FORMAT = Format("turtle", (".ttl",), "Turtle", "dataset", write)
