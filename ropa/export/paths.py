"""The shortest ways from a group of data subjects to a country: activity, recipient, whom that engages, country.

One activity is on each way, so that nothing is joined that no document says together; the country of a recipient is where the document
places it, else the seat of the entity that customers contract with, which is no finding of a transfer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ropa.export.dependence import Dependence, Engagement
from ropa.export.network import clean
from ropa.export.view import Said
from ropa.namespaces import ROPA
from ropa.stats import Path, Step

if TYPE_CHECKING:
    import networkx as nx

    from ropa.export import Export

STEP, UNSURE = 1000, 1
"""What a step costs, and what is added where it is not simply stated in the document: of two ways of one length the surer is taken."""


@dataclass
class _Ways:
    """The steps as a graph: no way leads on from a country, or back to an activity."""

    export: Export
    dependence: Dependence
    graph: nx.DiGraph[str] = field(init=False)
    engaged: dict[str, list[Engagement]] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

        self.graph = nx.DiGraph()
        for item in self.dependence.engagements:
            self.engaged.setdefault(item.party, []).append(item)

    def fill(self) -> None:
        """Add the steps of every activity."""
        by_activity: dict[str, list[tuple[str, Said]]] = {}
        for use in self.dependence.uses:
            by_activity.setdefault(use.activity, []).append((use.party, use.said))
        for activity, _ in self.dependence.activities:
            subjects = self.dependence.subjects(activity)
            if not subjects:
                continue
            for said in subjects:
                self._step(said.value, activity, said.modality, said)
            for party, said in by_activity.get(activity, ()):
                self._step(activity, party, said.modality, said)
            for said in self.dependence.transfers(activity):
                self._transfer(activity, said)
        for party in dict.fromkeys(use.party for use in self.dependence.uses):
            self._places(party)

    def _transfer(self, activity: str, said: Said) -> None:
        view = self.export.view
        parties = [*view.iris(said.value, ROPA("recipient")), *view.iris(said.value, ROPA("organisation"))]
        for country in view.iris(said.value, ROPA("destination")) or view.iris(said.value, ROPA("country")):
            if not parties:
                self._arrive(activity, country, said.modality, said)
            for party in parties:
                self._step(activity, party, said.modality, said)
                self._arrive(party, country, said.modality, said)

    def _places(self, party: str) -> None:
        """Where a party is, and where those are that it engages."""
        waiting, seen = [party], {party}
        while waiting:
            current = waiting.pop()
            for country, learnt in self.export.view.countries(current):
                for said in self._placing.get((current, country), ()):
                    self._arrive(current, country, said.modality, said)
                if learnt == "vendor-table":
                    self._arrive(current, country, learnt)
            for item in self.engaged.get(current, ()):
                for said in item.said:
                    self._step(current, item.engaged, said.modality, said)
                    for country in item.countries:
                        self._arrive(item.engaged, country, said.modality, said)
                if item.engaged not in seen:
                    seen.add(item.engaged)
                    waiting.append(item.engaged)

    @cached_property
    def _placing(self) -> dict[tuple[str, str], list[Said]]:
        """The statements that place a party in a country: of the party itself, of data it stores there, of a transfer to it."""
        view, found = self.export.view, dict[tuple[str, str], list[Said]]()
        country, goes = view.column(ROPA("country")), view.column(ROPA("destination"))
        parties = {ROPA("hasHosting").value: view.column(ROPA("hostedBy")), ROPA("hasTransfer").value: view.column(ROPA("recipient"))}
        for (subject, predicate, value), saids in sorted(view.said.items()):
            if predicate == ROPA("country").value:
                found.setdefault((subject, value), []).extend(saids)
            for party in parties[predicate].get(value, ()) if predicate in parties else ():
                for place in sorted({*country.get(value, ()), *goes.get(value, ())}):
                    found.setdefault((party, place), []).extend(saids)
        return found

    def _arrive(self, left: str, country: str, how: str, said: Said | None = None) -> None:
        self.countries.add(country)
        self._step(left, country, how, said)

    def _step(self, left: str, right: str, how: str, said: Said | None = None) -> None:
        """Add a step where it is surer than what is known: simply stated first, then with a statement at all."""
        cost = STEP + (0 if how == "stated" else UNSURE)
        known = self.graph.get_edge_data(left, right)
        if left != right and (known is None or (cost, said is None) < (known["cost"], known["said"] is None)):
            self.graph.add_edge(left, right, cost=cost, how=how, said=said)


def paths(export: Export, dependence: Dependence) -> tuple[Path, ...]:
    """One shortest way for each group of data subjects and each country that it reaches, by group, length and country."""
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    ways = _Ways(export, dependence)
    ways.fill()
    about = _about(dependence)
    reached = {activity: nx.descendants(ways.graph, activity) for activity in dict.fromkeys(iri for found in about.values() for iri in found)}
    found = []
    for subject in sorted(about, key=lambda iri: (export.labels.of(iri), iri)):
        routes: dict[str, list[str]] = nx.single_source_dijkstra_path(ways.graph, subject, weight="cost")
        ends = sorted((len(routes[country]), export.labels.of(country), country) for country in ways.countries & routes.keys())
        for _, label, country in ends:
            leading = [activity for activity in about[subject] if country in reached[activity]]
            owners = {export.view.owner.get(activity, activity) for activity in leading}
            steps = tuple(_steps(export, ways.graph, routes[country]))
            found.append(Path(export.labels.of(subject), label, steps, len(leading), len(owners)))
    return tuple(found)


def _about(dependence: Dependence) -> dict[str, list[str]]:
    """The activities about each group of data subjects."""
    found: dict[str, list[str]] = {}
    for activity, _ in dependence.activities:
        for said in dependence.subjects(activity):
            if activity not in found.setdefault(said.value, []):
                found[said.value].append(activity)
    return found


def _steps(export: Export, graph: nx.DiGraph[str], route: list[str]) -> Iterator[Step]:
    label: Callable[[str], str] = export.labels.of
    kinds = {0: "data-subject", 1: "activity", len(route) - 1: "country"}
    for place, node in enumerate(route):
        edge = graph.edges[route[place - 1], node] if place else {}
        said: Said | None = edge.get("said")
        name = export.words("flow.general-activity") if place == 1 and node in export.view.controllers else label(node)
        yield Step(node, clean(name), kinds.get(place, "recipient"), edge.get("how", ""), clean(said.quote) if said else "", said.iri if said else "")
