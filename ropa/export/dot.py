"""DOT: the network for Graphviz. A node's name is its IRI; every attribute of the network stands beside the drawing as ``ropa_…``."""

from __future__ import annotations

from ropa.export import Export, Format
from ropa.export.network import edge_word, network
from ropa.export.view import clip

SHAPES = {
    "controller": "doubleoctagon",
    "country": "ellipse",
    "data": "folder",
    "organisation": "component",
    "recipient": "house",
    "source": "invhouse",
}


def quoted(text: str) -> str:
    """A quoted string of the DOT language that shows the text as it stands."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _all(attributes: dict[str, object]) -> str:
    return ", ".join(f"ropa_{name}={quoted(str(value))}" for name, value in attributes.items())


def write(export: Export) -> bytes:
    """The network as a digraph; what may be or depends on a condition is dashed, long labels are cut, tooltips are whole."""
    graph = network(export)
    caption = f"{graph.name}\n{export.clocks_line}"
    lines = [
        f"digraph {quoted(graph.name)} {{",
        f"  graph [rankdir=LR, label={quoted(caption)}, labelloc=t, fontname=\"sans-serif\"];",
        '  node [fontname="sans-serif", shape=box, style=rounded];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for iri, node in graph.nodes(data=True):
        shape = SHAPES.get(node["kind"], "box")
        shown, whole, colour = quoted(clip(node["label"], 60)), quoted(node["label"]), quoted(node["colour"])
        lines.append(f"  {quoted(iri)} [label={shown}, tooltip={whole}, shape={shape}, color={colour}, {_all(node)}];")
    for source, target, key, edge in graph.edges(keys=True, data=True):
        style = "solid" if edge.get("modality", "stated") == "stated" else "dashed"
        shown, whole = quoted(clip(edge_word(export, edge), 60)), quoted(edge.get("quote", edge["label"]))
        drawn = f"ropa_key={quoted(key)}, label={shown}, tooltip={whole}, style={style}"
        lines.append(f"  {quoted(source)} -> {quoted(target)} [{drawn}, {_all(edge)}];")
    return "\n".join([*lines, "}", ""]).encode()


FORMAT = Format("dot", (".dot", ".gv"), "DOT (Graphviz)", "network", write)
