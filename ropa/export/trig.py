"""TriG 1.1: all graphs of the dataset by name, the tables too."""

from __future__ import annotations

import pyoxigraph as ox

from ropa.export import Export, Format
from ropa.export.rdf import serialize


def write(export: Export) -> bytes:
    """The dataset as TriG, by graph and subject."""
    return serialize((quad for _, _, quad in export.quads), ox.RdfFormat.TRIG, export.base)


FORMAT = Format("trig", (".trig",), "TriG", "dataset", write)
