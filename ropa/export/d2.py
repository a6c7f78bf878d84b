"""D2: the network as text that D2 lays out. A node links to its IRI, save where its label is an address; long labels are cut, tooltips are whole.

D2 reads tooltips as Markdown: what would be HTML there is written as entities.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from ropa.export import Export, Format
from ropa.export.network import edge_word, network
from ropa.export.view import clip

SHAPES = {"controller": "hexagon", "country": "oval", "data": "page", "purpose": "step", "recipient": "package", "data-subject": "person"}


def quoted(text: str) -> str:
    """A single-quoted string of D2 on one line: in it nothing is markup, a variable or an escape but a doubled quote."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def is_address(label: str) -> bool:
    """Whether D2 takes a label for an address: it then refuses another link (a label must not hide where a link leads)."""
    try:
        return bool(urlsplit(label).netloc)
    except ValueError:
        return False


def write(export: Export) -> bytes:
    """The network as D2; what may be or depends on a condition is dashed."""
    graph = network(export)
    names = {iri: f"n{number}" for number, iri in enumerate(graph)}
    lines = [f"# {clip(graph.name, 200)}", f"# {export.clocks_line}", "direction: right"]
    for iri, node in graph.nodes(data=True):
        style = f"style.stroke: {quoted(node['colour'])}"
        shape = SHAPES.get(node["kind"], "rectangle")
        shown = clip(node["label"], 60)
        link = "" if is_address(shown) else f"link: {quoted(iri)}; "
        more = f"shape: {shape}; {link}tooltip: {quoted(escape(node['label'], quote=False))}; class: {node['kind']}"
        lines.append(f"{names[iri]}: {quoted(shown)} {{{more}; {style}}}")
    for source, target, edge in graph.edges(data=True):
        dash = "" if edge.get("modality", "stated") == "stated" else " {style.stroke-dash: 4}"
        shown = quoted(clip(edge_word(export, edge), 60))
        lines.append(f"{names[source]} -> {names[target]}: {shown}{dash}")
    return "\n".join([*lines, ""]).encode()


FORMAT = Format("d2", (".d2",), "D2", "network", write)
