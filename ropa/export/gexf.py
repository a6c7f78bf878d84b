"""GEXF 1.2: the network with its colours, for Gephi.

networkx writes today's date: here it is the date of the law.
"""

from __future__ import annotations

import io
from typing import Any

from ropa.export import Export, Format
from ropa.export.network import network


def write(export: Export) -> bytes:
    """The network as GEXF; a node's colour is its kind's."""
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 (slow to load, and only networks need it)

    graph = network(export)
    for _, attributes in graph.nodes(data=True):
        red, green, blue = bytes.fromhex(attributes["colour"][1:])
        attributes["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    writer: Any = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    meta = writer.xml.find("meta")
    meta.set("lastmodifieddate", export.clocks.as_of.isoformat())
    meta.find("creator").text = "ropa"
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue() + b"\n"


FORMAT = Format("gexf", (".gexf",), "GEXF (Gephi)", "network", write)
