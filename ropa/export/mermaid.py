"""Mermaid: who shares with whom, as a flowchart small enough to read; or a network that ``--view`` names, edge by edge.

Of sharing: controllers on the left; a recipient that two controllers name is a box of its own, the others stand together in one
box for each controller and role. Mermaid draws no flowchart with more than 500 arrows: a larger network is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from ropa.errors import UsageError
from ropa.export import Export, Format
from ropa.export.network import KINDS, clean, network
from ropa.export.view import clip

SHOWN = 7
NAMELESS = "–"
EDGES = 500
SAFE = ":/?#@!$&'()*+,;=%~-._"
_ESCAPES = {char: f"#{ord(char)};" for char in "#\"&<>`\\[]{}|"}


@dataclass(frozen=True)
class Sharing:
    """One controller's disclosures to one recipient, or to one organisation by several services, in one role."""

    controller: str
    recipient: str
    role: str


def label(text: str, length: int = 48) -> str:
    """A text for a quoted label: on one line, cut, a dash where it is blank, what Mermaid or HTML would take for markup as character codes."""
    return "".join(_ESCAPES.get(char, char) for char in clip(clean(text), length)) or NAMELESS


def write(export: Export) -> bytes:
    """The flowchart. Raises UsageError for a network of more than EDGES edges."""
    return _boxes(export) if export.network in ("", "sharing") else _arrows(export)


def _head(export: Export) -> list[str]:
    title = json.dumps(clip(clean(export.title), 80), ensure_ascii=False)
    return ["---", f"title: {title}", "---", f"%% {clean(export.clocks_line)}", "flowchart LR"]


def _arrows(export: Export) -> bytes:
    """A network as it is: a box for each node, linked to its IRI, and an arrow for each edge."""
    graph = network(export)
    if graph.number_of_edges() > EDGES:
        raise UsageError(
            f"the network {export.network} has {graph.number_of_edges()} edges, and Mermaid draws no more than {EDGES}",
            remedy="Write it as .dot, .d2 or .graphml, or name a smaller view such as --view sharing.",
        )
    names = {iri: f"n{number}" for number, iri in enumerate(graph)}
    lines = [*_head(export), *(f'  {names[iri]}["{label(node["label"])}"]:::{node["kind"]}' for iri, node in graph.nodes(data=True))]
    for source, target, edge in graph.edges(data=True):
        arrow = "-->" if edge.get("modality", "stated") == "stated" else "-.->"
        lines.append(f'  {names[source]} {arrow}|"{label(edge.get("role", edge["label"]))}"| {names[target]}')
    lines += [f'  click {names[iri]} href "{quote(iri, safe=SAFE)}"' for iri in graph]
    lines += [f"  classDef {kind} stroke:{colour}" for kind, (_, colour) in KINDS.items()]
    return ("\n".join(lines) + "\n").encode()


def _boxes(export: Export) -> bytes:
    """Who shares with whom."""
    sharing = _sharing(export)
    controllers = sorted({item.controller for item in sharing} | {export.labels.of(iri) for iri in export.view.controllers})
    by_recipient: dict[str, set[str]] = {}
    for item in sharing:
        by_recipient.setdefault(item.recipient, set()).add(item.controller)
    shared = sorted(recipient for recipient, names in by_recipient.items() if len(names) > 1)
    lines = _head(export)
    lines += [f'  c{number}(["{label(name)}"])' for number, name in enumerate(controllers, 1)]
    lines += [f'  s{number}["{label(name)}"]' for number, name in enumerate(shared, 1)]
    for number, name in enumerate(controllers, 1):
        lines += _edges(number, [item for item in sharing if item.controller == name], shared)
    lines += ["  classDef default fill:#eef2f7,stroke:#5c6672,color:#1b2129", "  classDef controller stroke-width:3px"]
    lines += [f"  class {','.join(f'c{number}' for number in range(1, len(controllers) + 1))} controller"] if controllers else []
    return ("\n".join(lines) + "\n").encode()


def _sharing(export: Export) -> list[Sharing]:
    graph = network(replace(export, network=""))
    found: set[Sharing] = set()
    for source, target, edge in graph.edges(data=True):
        role = edge.get("role")
        if role:
            recipient = graph.nodes[target]
            role = "role unclear" if role == "unclear" else role
            role += f", assessed as {edge['assessedRole']}" if edge.get("assessedRole") else ""
            controller = export.view.owner.get(source, source)
            found.add(Sharing(export.labels.of(controller), recipient.get("organisation") or recipient["label"], role))
    return sorted(found, key=lambda item: (item.controller, item.role, item.recipient))


def _edges(number: int, sharing: list[Sharing], shared: list[str]) -> Iterator[str]:
    """The arrows of one controller: one to each shared recipient and one to a box of the others for each role."""
    for place, name in enumerate(shared, 1):
        roles = sorted({item.role for item in sharing if item.recipient == name})
        if roles:
            yield f'  c{number} -->|"{label("; ".join(roles))}"| s{place}'
    for place, role in enumerate(sorted({item.role for item in sharing}), 1):
        names = [item.recipient for item in sharing if item.role == role and item.recipient not in shared]
        if names:
            shown = "<br/>".join(label(name) for name in names[:SHOWN])
            more = f"<br/>… and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield f'  r{number}x{place}["{shown}{more}"]'
            yield f'  c{number} -->|"{label(role)} ({len(names)})"| r{number}x{place}'


FORMAT = Format("mermaid", (".mmd",), "Mermaid flowchart of sharing", "network", write)
