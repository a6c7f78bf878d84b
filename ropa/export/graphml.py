"""GraphML 1.0 with the drawing of yEd: the network, each node's IRI in its attribute ``iri`` and each edge's key as its id.

An ``id`` of GraphML is an NMTOKEN, which no IRI is: nodes are ``n0``, ``n1``, … in the order of their IRIs. yEd and other programs of yFiles
read labels, colours and places from its extension of GraphML; Gephi and networkx read the plain attributes. Gephi takes ``label`` and
``weight`` for what they are, and a colour from ``r``, ``g`` and ``b``; a key with the id ``d3`` or ``d7`` it would take for a label too,
so that the ids of keys are their names here.
"""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ropa.export import Export, Format
from ropa.export.network import KINDS, network
from ropa.export.view import clip

if TYPE_CHECKING:
    import networkx as nx

YFILES = "http://www.yworks.com/xml/graphml"
SCHEMA = "http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd"
WIDTH, HEIGHT, ACROSS, DOWN = 220, 30, 320, 44
SHOWN = 60
COLUMNS = tuple(KINDS)
SHAPES = {"controller": "octagon", "country": "ellipse", "activity": "roundrectangle", "data": "parallelogram"}


def write(export: Export) -> bytes:
    """The network as GraphML. Read it with ``networkx.read_graphml(path, edge_key_type=str, force_multigraph=True)``."""
    from networkx.readwrite.graphml import GraphMLWriter  # noqa: PLC0415 (slow to load, and only networks need it)

    graph = numbered(network(export))
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    _name_keys(writer.xml)
    _draw(writer.xml, graph)
    stream = io.BytesIO()
    writer.dump(stream)
    return stream.getvalue() + b"\n"


def numbered(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The network with its nodes named ``n0``, ``n1``, …, their IRIs in the attribute ``iri`` and their colours in ``r``, ``g`` and ``b``."""
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    for iri, node in graph.nodes(data=True):
        node["iri"] = iri
        node.update(zip("rgb", bytes.fromhex(node["colour"][1:]), strict=True))
    named: nx.MultiDiGraph[str] = nx.relabel_nodes(graph, {iri: f"n{number}" for number, iri in enumerate(graph)})
    return named


def _name_keys(xml: ET.Element) -> None:
    """Name each key for what it is (``node-label``), in order; of two types of one attribute, the second with its type."""
    keys = sorted(xml.findall("key"), key=lambda key: (key.get("for", ""), key.get("attr.name", ""), key.get("attr.type", "")))
    names: dict[str, str] = {}
    for place, key in enumerate(keys):
        name = f"{key.get('for')}-{key.get('attr.name')}"
        names[key.get("id", "")] = name = f"{name}-{key.get('attr.type')}" if name in names.values() else name
        key.set("id", name)
        xml.remove(key)
        xml.insert(place, key)
    for data in xml.iter("data"):
        data.set("key", names[data.get("key", "")])


def _draw(xml: ET.Element, graph: nx.MultiDiGraph[str]) -> None:
    """Add what yEd draws, before the plain attributes, so that those hold where a reader takes both."""
    xml.set("xmlns:y", YFILES)
    xml.set("xsi:schemaLocation", SCHEMA)
    xml.insert(0, ET.Element("key", {"id": "edges", "for": "edge", "yfiles.type": "edgegraphics"}))
    xml.insert(0, ET.Element("key", {"id": "nodes", "for": "node", "yfiles.type": "nodegraphics"}))
    rows: Counter[str] = Counter()
    for element in xml.iter("node"):
        node = graph.nodes[element.get("id", "")]
        element.insert(0, _node(node, rows[node["kind"]]))
        rows[node["kind"]] += 1
    known = {key: edge for _, _, key, edge in graph.edges(keys=True, data=True)}
    for element in xml.iter("edge"):
        element.insert(0, _edge(known[element.get("id", "")]))


def _node(node: dict[str, str], row: int) -> ET.Element:
    """A box in the column of its kind."""
    kind = node["kind"]
    data = ET.Element("data", {"key": "nodes"})
    shape = ET.SubElement(data, "y:ShapeNode")
    place = {"x": f"{COLUMNS.index(kind) * ACROSS}", "y": f"{row * DOWN}", "width": f"{WIDTH}", "height": f"{HEIGHT}"}
    ET.SubElement(shape, "y:Geometry", place)
    ET.SubElement(shape, "y:Fill", {"color": "#FFFFFF", "transparent": "false"})
    ET.SubElement(shape, "y:BorderStyle", {"color": node["colour"], "type": "line", "width": "2.0"})
    ET.SubElement(shape, "y:NodeLabel").text = clip(node["label"], SHOWN)
    ET.SubElement(shape, "y:Shape", {"type": SHAPES.get(kind, "rectangle")})
    return data


def _edge(edge: dict[str, str]) -> ET.Element:
    """An arrow, dashed where it is not simply stated."""
    data = ET.Element("data", {"key": "edges"})
    line = ET.SubElement(data, "y:PolyLineEdge")
    dash = "line" if edge.get("modality", "stated") == "stated" else "dashed"
    ET.SubElement(line, "y:LineStyle", {"color": "#5B6770", "type": dash, "width": "1.0"})
    ET.SubElement(line, "y:Arrows", {"source": "none", "target": "standard"})
    ET.SubElement(line, "y:EdgeLabel").text = clip(edge["label"], SHOWN)
    return data


FORMAT = Format("graphml", (".graphml",), "GraphML (yEd, Gephi)", "network", write)
