"""The networks that ``--view`` names: the whole register, or one question's part of it with one edge for each answer.

``full`` is `ropa.export.network.collect`. In the others a recipient is the organisation behind it, so that what two controllers name is one
node; the ``weight`` of an edge is the number of activities that state it themselves, at least 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from ropa.errors import UsageError, nearest
from ropa.export import Edges, Export, Nodes
from ropa.export.network import KINDS, clean, collect, edge_key, role_word
from ropa.export.view import unique
from ropa.namespaces import ROPA

Values = dict[str, str]
TRANSFERS = (ROPA("hasTransfer").value, ROPA("clarifies").value)
JOINED = ("activity", "activityIri", "modality", "quote", "statement", "mechanism", "mechanismLabel", "condition", "purpose", "authorisation")
"""Attributes of the edges that become one: their values are joined, each once. The others are part of what makes an edge one."""
SPACED = ("activityIri", "statement", "mechanism")


@dataclass
class _Parts:
    """Nodes and edges as they are found; edges alike but for JOINED become one."""

    export: Export
    nodes: dict[str, Values] = field(default_factory=dict)
    edges: dict[tuple[str, ...], dict[str, list[str]]] = field(default_factory=dict)

    def node(self, iri: str, kind: str = "") -> str:
        """A node of the whole network as it is there, or one of a kind; gives its IRI."""
        known, _ = self.export.parts
        if iri not in self.nodes:
            group, colour = KINDS[kind or known[iri]["kind"]]
            label = clean(self.export.labels.of(iri)).strip() or iri
            self.nodes[iri] = dict(known[iri]) if iri in known else {"label": label, "kind": kind, "group": group, "colour": colour}
        return iri

    def party(self, iri: str) -> str:
        """The organisation behind a recipient, else the recipient itself."""
        organisation = self.export.view.behind(iri)
        return self.node(organisation, "organisation") if organisation else self.node(iri, "recipient")

    def edge(self, source: str, target: str, label: str, predicate: ox.NamedNode, **values: str) -> None:
        """One statement of an edge."""
        alike = {key: value for key, value in values.items() if key not in JOINED and value}
        key = (source, target, label, predicate.value, *(f"{name}={value}" for name, value in sorted(alike.items())))
        found = self.edges.setdefault(key, {name: [value] for name, value in alike.items()} | {name: [] for name in JOINED})
        for name in JOINED:
            found[name] += [values[name]] if values.get(name) else []

    def done(self) -> tuple[Nodes, Edges]:
        """The nodes and edges in the order of their IRIs."""
        edges: dict[tuple[str, str, str], dict[str, str | float]] = {}
        for key, values in self.edges.items():
            source, target, label, predicate = key[:4]
            joined = {name: clean((" " if name in SPACED else "; ").join(unique(found))) for name, found in values.items() if found}
            weight = float(max(1, len(set(values["activityIri"]))))
            edges[source, target, edge_key(*key)] = {"label": clean(label), "predicate": predicate, **joined, "weight": weight}
        return dict(sorted(self.nodes.items())), dict(sorted(edges.items()))


def sharing(export: Export) -> tuple[Nodes, Edges]:
    """Who discloses to whom: from each controller to each recipient, in which roles and for which activities."""
    found = _Parts(export)
    for iri in export.view.controllers:
        found.node(iri)
    for controller, party, values in _disclosures(export):
        found.edge(controller, found.party(party), export.words("stats.discloses"), ROPA("hasDisclosure"), **values)
    return found.done()


def roles(export: Export) -> tuple[Nodes, Edges]:
    """Who acts for whom: an edge for each role of a recipient, joint controllers, sub-processors, and customers of a processor."""
    found, words = _Parts(export), export.words
    for iri in export.view.controllers:
        found.node(iri)
    for controller, party, values in _disclosures(export):
        found.edge(controller, found.party(party), role_word(words, values), ROPA("hasDisclosure"), **values)
    for controller, party, values in _edges_of(export, ROPA("hasJointControl").value):
        found.edge(controller, found.party(party), words.code("role", values["role"]), ROPA("hasJointControl"), **values)
    for party, node in export.view.links(ROPA("hasEngagement")):
        for engaged in export.view.iris(node, ROPA("engages")):
            allowed = export.view.text(node, ROPA("authorisation"))
            left, right = found.party(party), found.party(engaged)
            found.edge(left, right, words("stats.sub-processor"), ROPA("engagesSubProcessor"), role="sub-processor", authorisation=allowed)
    for activity, customer in export.view.links(ROPA("onBehalfOf")):
        owner = export.view.owner.get(activity)
        if owner:
            named = {"activity": export.labels.of(activity), "activityIri": activity}
            found.edge(found.party(customer), found.node(owner), words.code("role", "processor"), ROPA("onBehalfOf"), role="processor", **named)
    return found.done()


def transfers(export: Export) -> tuple[Nodes, Edges]:
    """Who transfers to whom and where: exporter to importer and importer to country, an edge for each status on the date of the law.

    Each edge names the country, or the exporter, at its other end: reading two edges end to end implies nothing. Where no importer is
    named, one edge leads from the exporter to the country. What is only to clarify has the modality ``to-clarify``.
    """
    found = _Parts(export)
    for controller, country, values in _transfers(export):
        importers = values.pop("recipient", "").split()
        place, owner = export.parts[0][country]["label"], clean(export.labels.of(controller))
        status = values["status"]
        unclear = values.get("modality") == "to-clarify"
        label = export.words("status.to-clarify") if unclear else export.words(f"footing.{status}", as_of=f"{export.clocks.as_of}")
        for importer in map(found.party, importers):
            found.edge(found.node(controller), importer, label, ROPA("hasTransfer"), country=place, **values)
            found.edge(importer, found.node(country), label, ROPA("destination"), exporter=owner, **values)
        if not importers:
            found.edge(found.node(controller), found.node(country), label, ROPA("hasTransfer"), **values)
    return found.done()


def _disclosures(export: Export) -> Iterator[tuple[str, str, Values]]:
    return _edges_of(export, ROPA("hasDisclosure").value)


def _transfers(export: Export) -> Iterator[tuple[str, str, Values]]:
    """The transfers to countries outside the EU and EEA; one to clarify only where none to the same importer is stated."""
    stated = {(source, item["recipient"]) for source, _, item in _raw(export, TRANSFERS[0]) if "recipient" in item}
    for predicate in TRANSFERS:
        for source, country, values in _raw(export, predicate):
            known = predicate == TRANSFERS[1] and (source, values.get("recipient", "")) in stated
            if not known and values.get("status", "inside") != "inside":
                wanted = ("modality", "quote", "statement", "condition", "status", "mechanism", "mechanismLabel", "recipient")
                yield _owned(export, source, country, {name: values[name] for name in wanted if name in values})


def _edges_of(export: Export, predicate: str) -> Iterator[tuple[str, str, Values]]:
    wanted = ("modality", "quote", "statement", "condition", "role", "assessedRole", "purpose")
    for source, target, values in _raw(export, predicate):
        yield _owned(export, source, target, {name: values[name] for name in wanted if name in values})


def _raw(export: Export, predicate: str) -> Iterator[tuple[str, str, Values]]:
    for (source, target, _), values in export.parts[1].items():
        if values["predicate"] == predicate:
            yield source, target, {name: str(value) for name, value in values.items()}


def _owned(export: Export, source: str, target: str, values: Values) -> tuple[str, str, Values]:
    """An edge from the controller in place of its activity, which it then names."""
    owner = export.view.owner[source]
    name = export.words("flow.general-activity") if source == owner else clean(export.labels.of(source))
    return owner, target, {**values, "activity": name, "activityIri": source}


NETWORKS: dict[str, Callable[[Export], tuple[Nodes, Edges]]] = {
    "full": collect,
    "roles": roles,
    "sharing": sharing,
    "transfers": transfers,
}
NETWORK_VIEWS = (*NETWORKS, "stats")
"""What ``--view`` names besides pictures: a network, or the tables of `ropa.export.stats`."""


def parts_of(export: Export) -> tuple[Nodes, Edges]:
    """Nodes and edges of the network that the export names. Raises UsageError with the nearest name where there is none of that name."""
    name = export.network or "full"
    if name not in NETWORKS:
        raise UsageError(f"no network {name!r}", remedy=nearest(name, NETWORKS))
    return export.parts if name == "full" else NETWORKS[name](export)
