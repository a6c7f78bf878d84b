"""Mermaid: a network as a flowchart. What a box points to alone is drawn as one box, where Mermaid or a reader could not take it all.

Mermaid draws no flowchart of more than 500 arrows or 50,000 characters, and no page can change that from within the file. A network that is
larger is folded, step by step until it fits, and its title says so: first the things of one kind to which one box alone points stand together;
then activities stand in their headings, then in their controllers; at last a kind of thing is one box. ``sharing`` is always folded by the
first step: a chart small enough to read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ropa.export import Export, Format
from ropa.export.network import KINDS, clean, edge_word, network
from ropa.export.view import clip

if TYPE_CHECKING:
    import networkx as nx

SHOWN = 7
NAMELESS = "–"
EDGES, LETTERS = 500, 50_000
SAFE = ":/?#@!$&'()*+,;=%~-._"
_ESCAPES = {char: f"#{ord(char)};" for char in "#\"&<>`\\[]{}|"}
_COLOURS = "fill:#eef2f7,color:#1b2129"


@dataclass(frozen=True)
class Arrow:
    """What the edges between two boxes say alike."""

    source: str
    target: str
    label: str
    sure: bool


@dataclass(frozen=True)
class Chart:
    """The boxes, each with its kind and the nodes that stand in it, and how many edges each arrow stands for.

    The first member of a box names it where the box has its IRI: the others are inside of it, as activities in their controller.
    """

    boxes: dict[str, tuple[str, tuple[str, ...]]]
    arrows: Counter[Arrow]

    def folded(self, into: Callable[[str], str]) -> Chart:
        """The same with the boxes of one name made one; what then leads from a box to itself is inside of it."""
        boxes: dict[str, tuple[str, tuple[str, ...]]] = {}
        for name, (kind, members) in self.boxes.items():
            new = into(name)
            first_kind, first = boxes.get(new, (kind, ()))
            boxes[new] = (kind, (*members, *first)) if name == new else (first_kind, (*first, *members))
        arrows: Counter[Arrow] = Counter()
        for arrow, count in self.arrows.items():
            source, target = into(arrow.source), into(arrow.target)
            if source != target:
                arrows[Arrow(source, target, arrow.label, arrow.sure)] += count
        return Chart(boxes, arrows)

    def leaves(self) -> Chart:
        """The things of one kind that the same arrow of one box alone leads to, or comes from, in one box."""
        tied: dict[str, list[Arrow]] = {}
        for arrow in self.arrows:
            for end in (arrow.source, arrow.target):
                tied.setdefault(end, []).append(arrow)
        names: dict[str, str] = {}
        for name, (kind, _) in self.boxes.items():
            arrows = tied.get(name, [])
            if len(arrows) == 1 and kind not in ("controller", "activity"):
                arrow = arrows[0]
                other = arrow.source if arrow.target == name else arrow.target
                names[name] = "\n".join((other, kind, arrow.label, str(arrow.sure), str(other == arrow.source)))
        sizes = Counter(names.values())
        return self.folded(lambda name: names[name] if sizes[names.get(name, "")] > 1 else name)


def label(text: str, length: int = 48) -> str:
    """A text for a quoted label: on one line, cut, a dash where it is blank, what Mermaid or HTML would take for markup as character codes."""
    return "".join(_ESCAPES.get(char, char) for char in clip(clean(text), length)) or NAMELESS


def write(export: Export) -> bytes:
    """The flowchart: each box that is one node links to its IRI, what may be or depends on a condition is dotted."""
    graph = network(export)
    writer = _Writer(export, graph)
    charts = list(_charts(export, graph))
    for chart in charts[1 if export.network == "sharing" else 0 :]:
        text = writer.text(chart, folded=chart is not charts[0])
        if text.count("|\"") <= EDGES and len(text) <= LETTERS:
            break
    return text.encode()


def _charts(export: Export, graph: nx.MultiDiGraph[str]) -> Iterator[Chart]:
    """The network as it is, and folded more and more."""
    view = export.view
    boxes: dict[str, tuple[str, tuple[str, ...]]] = {iri: (node["kind"], (iri,)) for iri, node in graph.nodes(data=True)}
    arrows = Counter(
        Arrow(source, target, edge_word(export, edge), edge.get("modality", "stated") == "stated") for source, target, edge in graph.edges(data=True)
    )
    whole = Chart(boxes, arrows)
    yield whole
    yield whole.leaves()
    yield whole.folded(lambda iri: list(view.lineage(iri))[-1] if graph.nodes[iri]["kind"] == "activity" else iri).leaves()
    yield whole.folded(lambda iri: view.owner.get(iri, iri) if view.owner.get(iri, iri) in boxes else iri).leaves()
    yield whole.folded(lambda iri: str(graph.nodes[iri]["kind"]))


@dataclass(frozen=True)
class _Writer:
    export: Export
    graph: nx.MultiDiGraph[str]

    def text(self, chart: Chart, *, folded: bool) -> str:
        """A chart as Mermaid; the whole network has an arrow for each edge."""
        words, names = self.export.words, {name: f"n{number}" for number, name in enumerate(chart.boxes)}
        edges, title = self.graph.number_of_edges(), clip(clean(self.export.title), 80)
        if folded:
            title += f" ({words('network.folded', f'{edges}', f'{len(chart.arrows)}')})"
        lines = ["---", f"title: {json.dumps(title, ensure_ascii=False)}", "---", f"%% {clean(self.export.clocks_line)}", "flowchart LR"]
        lines += [f'  {names[name]}["{self._shown(name, *box)}"]:::{box[0]}' for name, box in chart.boxes.items()]
        for arrow, count in chart.arrows.items():
            drawn = "-->" if arrow.sure else "-.->"
            said = label(arrow.label, 72) + (f" ({count})" if count > 1 and folded else "")
            lines += [f'  {names[arrow.source]} {drawn}|"{said}"| {names[arrow.target]}'] * (1 if folded else count)
        lines += [f'  click {names[name]} href "{quote(name, safe=SAFE)}"' for name in chart.boxes if name in self.graph]
        used = {kind for kind, _ in chart.boxes.values()}
        lines += [f"  classDef {kind} {_COLOURS},stroke:{colour}" for kind, (_, colour) in KINDS.items() if kind in used]
        return "\n".join([*lines, ""])

    def _shown(self, name: str, kind: str, members: tuple[str, ...]) -> str:
        """The names of what stands in a box, so many as there is room for; of a thing with others inside, how many of which kind."""
        words, nodes = self.export.words, self.graph.nodes
        if name in self.graph:
            inside = Counter(nodes[iri]["kind"] for iri in members if iri != name)
            return "<br/>".join([label(nodes[name]["label"]), *(f"{words('view.kind.' + each)}: {count}" for each, count in inside.items())])
        found = sorted(nodes[iri]["label"] for iri in members)
        more = [words("brief.more", f"{len(found) - SHOWN}")] if len(found) > SHOWN else []
        return "<br/>".join([f"{words('view.kind.' + kind)}: {len(found)}", *map(label, found[:SHOWN]), *map(label, more)])


FORMAT = Format("mermaid", (".mmd",), "Mermaid flowchart", "network", write)
