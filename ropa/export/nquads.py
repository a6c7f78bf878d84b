"""N-Quads 1.1 in canonical form: all graphs of the dataset, one line for each quad, sorted by code point."""

from __future__ import annotations

import pyoxigraph as ox

from ropa.export import Export, Format


def write(export: Export) -> bytes:
    """The dataset as sorted lines."""
    lines: bytes = ox.serialize((quad for _, _, quad in export.quads), format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


FORMAT = Format("nquads", (".nq",), "N-Quads", "dataset", write)
