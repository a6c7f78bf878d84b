"""Cytoscape JSON: the network as Cytoscape and Cytoscape.js read it."""

from __future__ import annotations

import json

from ropa.export import Export, Format
from ropa.export.network import network


def write(export: Export) -> bytes:
    """The network as Cytoscape JSON, with the clocks in its data."""
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    graph = network(export)
    for _, attributes in graph.nodes(data=True):
        attributes["name"] = attributes["label"]
    data = nx.cytoscape_data(graph)
    for edge in data["elements"]["edges"]:
        edge["data"]["id"] = edge["data"]["key"]
    data["data"] = {"name": graph.name, "clocks": export.clocks_line}
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


FORMAT = Format("cytoscape", (".cyjs",), "Cytoscape JSON", "network", write)
