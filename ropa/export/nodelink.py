"""Node-link JSON: the network as lists of nodes and edges, as networkx and D3 read it.

Its member ``documents`` holds the documents in the annotation form: `ropa import` reads them back, and nothing else of it.
"""

from __future__ import annotations

import json

from ropa.export import Export, Format
from ropa.export.network import network


def write(export: Export) -> bytes:
    """The network as node-link JSON. Read it with ``networkx.node_link_graph(data, edges="edges")``."""
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    graph = network(export)
    graph.graph["clocks"] = export.clocks_line
    data = nx.node_link_data(graph, edges="edges")
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if export.documents:  # in their own order, before the network
        documents = json.dumps({"documents": export.documents}, ensure_ascii=False, indent=1)
        text = documents.removesuffix("\n}") + ",\n" + text.removeprefix("{\n")
    return text.encode()



FORMAT = Format("nodelink", (".json",), "node-link JSON", "network", write)
