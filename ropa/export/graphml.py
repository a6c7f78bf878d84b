"""GraphML 1.0: the network, each edge's key as its id."""

from __future__ import annotations

import io

from ropa.export import Export, Format
from ropa.export.network import network


def write(export: Export) -> bytes:
    """The network as GraphML. Read it with ``networkx.read_graphml(path, edge_key_type=str)``."""
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    stream = io.BytesIO()
    nx.write_graphml_xml(network(export), stream)
    return stream.getvalue() + b"\n"


FORMAT = Format("graphml", (".graphml",), "GraphML", "network", write)
