"""The register analysed as a network (networkx): on whom its controllers depend, who shares whom, and how data reach a country.

The network of dependence has the controllers, the organisations they name as recipients, and those that these engage in turn
(GDPR Art. 28(2)); a service counts for the organisation that provides it, a mere kind of recipient is left out. Nodes are numbered in
the order of their IRIs, so that every measure is the same for every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from ropa.export import Export
from ropa.export.dependence import Dependence
from ropa.export.network import clean
from ropa.export.paths import paths
from ropa.stats import Community, Organisation, Stats

if TYPE_CHECKING:
    import networkx as nx

SEED = 30
MEASURES = ("controllers", "reached", "share", "activities", "sole", "betweenness", "cuts", "community")
Group = list[int]


def stats(export: Export) -> Stats:
    """All tables of a register."""
    measures = Measures(export)
    return Stats(
        title=clean(export.title),
        lang=export.labels.lang,
        clocks=export.clocks,
        law_known_until=export.law_known_until,
        controllers=len(export.view.controllers),
        activities=len(measures.dependence.activities),
        organisations=measures.organisations,
        communities=measures.communities,
        paths=paths(export, measures.dependence),
    )


class Measures:
    """What networkx measures of the network of dependence: one graph without directions, one whose edges lead to whom one depends on."""

    def __init__(self, export: Export) -> None:
        import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

        self.nx = nx
        self.export = export
        self.dependence = found = Dependence(export)
        edges = {(use.controller, use.organisation) for use in found.uses if found.is_named(use.party)}
        edges |= {(found.organisation(item.party), found.organisation(item.engaged)) for item in found.engagements}
        self.names = sorted({*export.view.controllers, *(end for edge in edges for end in edge)})
        number = {iri: place for place, iri in enumerate(self.names)}
        self.own = {number[iri] for iri in export.view.controllers}
        self.directed: nx.DiGraph[int] = nx.DiGraph()
        self.directed.add_nodes_from(range(len(self.names)))
        self.directed.add_edges_from(sorted((number[left], number[right]) for left, right in edges if left != right))
        self.graph: nx.Graph[int] = nx.Graph(self.directed)

    @cached_property
    def organisations(self) -> tuple[Organisation, ...]:
        """Every organisation, the one that most controllers and activities depend on first."""
        found = [self._organisation(node) for node in self.graph if node not in self.own]
        return tuple(sorted(found, key=lambda item: (-item.controllers, -item.reached, -item.activities, item.label, item.iri)))

    @cached_property
    def communities(self) -> tuple[Community, ...]:
        """The communities, the largest first."""
        return tuple(
            Community(number, self._labels(node for node in group if node in self.own), self._labels(node for node in group if node not in self.own))
            for number, group in enumerate(self._groups, 1)
        )

    @cached_property
    def community(self) -> dict[str, int]:
        """The number of the community of each node, by IRI; what only one controller uses goes with it, and so does whom that engages."""
        found = {node: number for number, group in enumerate(self._groups, 1) for node in group}
        for node in self.graph:
            above = self._above(node)
            if node not in found and above:
                found[node] = found[min(above)]
        return {self.names[node]: number for node, number in sorted(found.items())}

    def attributes(self, nodes: Iterable[str]) -> dict[str, dict[str, int | float]]:
        """The measures of those of some nodes that have any: of a recipient, those of the organisation behind it."""
        by_iri = {item.iri: item for item in self.organisations}
        found: dict[str, dict[str, int | float]] = {}
        for iri in nodes:
            item = by_iri.get(iri) or by_iri.get(self.dependence.organisation(iri))
            if item is not None:
                found[iri] = {name: getattr(item, name) for name in MEASURES}
            elif iri in self.community:
                found[iri] = {"community": self.community[iri]}
        return found

    # -- one organisation ------------------------------------------------------------------------------------------
    def _organisation(self, node: int) -> Organisation:
        iri, direct = self.names[node], self._users(node)
        pieces = self._pieces(node) if node in self._cutting else []
        return Organisation(
            iri=iri,
            label=self._label(iri),
            controllers=direct,
            share=round(direct / len(self.own), 4) if self.own else 0.0,
            reached=len(self._above(node)),
            activities=self._used[iri],
            sole=self._alone[iri],
            betweenness=round(self._between.get(node, 0.0), 4),
            cuts=max(0, len(pieces) - 1),
            apart=self._labels(other for piece in pieces[1:] for other in piece),
            community=self.community.get(iri, 0),
            roles=tuple(sorted(self._roles.get(iri, ()))),
            countries=tuple(sorted(map(self._label, self._places.get(iri, ())))),
        )

    def _users(self, node: int) -> int:
        """How many controllers name an organisation themselves."""
        return sum(other in self.own for other in self.directed.predecessors(node))

    def _above(self, node: int) -> set[int]:
        """The controllers that depend on a node, by however long a chain."""
        return self.nx.ancestors(self.directed, node) & self.own

    def _pieces(self, node: int) -> list[Group]:
        """The parts into which what hangs together with a node falls without it, the one with most controllers first."""
        around = self.nx.node_connected_component(self.graph, node) - {node}
        pieces = [sorted(piece) for piece in self.nx.connected_components(self.graph.subgraph(around))]
        return sorted(pieces, key=lambda piece: (-sum(other in self.own for other in piece), -len(piece), piece))

    # -- the whole -------------------------------------------------------------------------------------------------
    @cached_property
    def _shared(self) -> nx.Graph[int]:
        """The controllers, and the organisations that at least two of them name."""
        found = self.graph.subgraph([node for node in self.graph if node in self.own or self._users(node) > 1]).copy()
        found.remove_edges_from([(left, right) for left, right in found.edges if left not in self.own and right not in self.own])
        return found

    @cached_property
    def _groups(self) -> list[Group]:
        """Communities by the method of Louvain, each with at least one controller."""
        if not self._shared:
            return []
        found = [sorted(group) for group in self.nx.community.louvain_communities(self._shared, seed=SEED)]
        return sorted(found, key=lambda group: (-len(group), group))

    @cached_property
    def _cutting(self) -> set[int]:
        return set(self.nx.articulation_points(self.graph))

    @cached_property
    def _between(self) -> dict[int, float]:
        """On how many shortest ways between two controllers a node lies, as a share of all pairs of controllers."""
        pairs = len(self.own) * (len(self.own) - 1) / 2
        if not pairs:
            return {}
        own = sorted(self.own)
        found = self.nx.betweenness_centrality_subset(self._shared, sources=own, targets=own, normalized=False)
        return {node: value / pairs for node, value in found.items()}

    @cached_property
    def _recipients(self) -> list[set[str]]:
        """The recipients of each activity that names any, organisations in place of their services."""
        found: dict[str, set[str]] = {}
        for use in self.dependence.uses:
            found.setdefault(use.activity, set()).add(use.organisation)
        return list(found.values())

    @cached_property
    def _used(self) -> Counter[str]:
        return Counter(organisation for organisations in self._recipients for organisation in organisations)

    @cached_property
    def _alone(self) -> Counter[str]:
        return Counter(next(iter(organisations)) for organisations in self._recipients if len(organisations) == 1)

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        words, found = self.export.words, dict[str, set[str]]()
        for use in self.dependence.uses:
            found.setdefault(use.organisation, set()).add(words.code("role", use.role))
        for item in self.dependence.engagements:
            found.setdefault(self.dependence.organisation(item.engaged), set()).add(words("stats.sub-processor"))
        return found

    @cached_property
    def _places(self) -> dict[str, set[str]]:
        """The countries of each organisation: where documents place it, else the seat of the entity that customers contract with."""
        found: dict[str, set[str]] = {}
        parties = {use.party for use in self.dependence.uses} | {item.engaged for item in self.dependence.engagements}
        for party in sorted(parties):
            found.setdefault(self.dependence.organisation(party), set()).update(iri for iri, _ in self.export.view.countries(party))
        for item in self.dependence.engagements:
            found.setdefault(self.dependence.organisation(item.engaged), set()).update(item.countries)
        return found

    def _label(self, iri: str) -> str:
        return clean(self.export.labels.of(iri))

    def _labels(self, nodes: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted(self._label(self.names[node]) for node in nodes))
