"""The register as one network: what is told to whom, for what, about whom, on what ground, and where it goes.

Nodes are keyed by IRI; edges point the way the data flow, from the controller to its activities and from an activity to
its purposes, data, people, grounds, sources, recipients and countries. An edge whose RDF triple points the other way has
``inverse``. Only confirmed statements that are neither implied nor denied become edges. Values are text without control
characters, save ``weight``, the number of spans of the document that the edge stands on, at least 1, and the measures of
`ropa.export.stats`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ropa.export import Edges, Export, Nodes
from ropa.export.view import Said
from ropa.namespaces import DCTERMS, DPV, ROPA, SKOS, local_name
from ropa.words import Words

if TYPE_CHECKING:
    import networkx as nx

KINDS = {
    "controller": ("who", "#0072b2"),
    "activity": ("what", "#5b6770"),
    "purpose": ("why", "#8f3f8a"),
    "legal-basis": ("law", "#6b6200"),
    "data": ("data", "#00795a"),
    "data-subject": ("people", "#b34700"),
    "source": ("origin", "#7a5c3e"),
    "recipient": ("who", "#c2410c"),
    "organisation": ("who", "#9d174d"),
    "country": ("where", "#3730a3"),
}
_TERMS = {DPV("hasPurpose"): "purpose", DPV("hasDataSubject"): "data-subject"}
_LEARNT = {"document": ROPA("country"), "transfer": ROPA("destination"), "vendor-table": ROPA("contractingCountry")}
_ROLES = (ROPA("hasDisclosure").value, ROPA("hasJointControl").value)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text as XML and JSON can both carry it: line ends are ``\\n``, control characters and lone surrogates are gone."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def network(export: Export) -> nx.MultiDiGraph[str]:
    """The network of a register that the export names (`ropa.export.networks`), its nodes and edges in the order of their IRIs.

    Node attributes: ``label``, ``kind`` (one of KINDS), ``group`` (who, what, why, …), ``colour`` (``#rrggbb``), and by kind
    ``controller``, ``level``, ``broader``, ``broaderLabel`` and ``dataGroup`` (the DPV terms above a category), ``partyKind``, ``vendor``,
    ``organisation``, ``country``, ``countryLabel``, ``learntFrom``, ``area``. Edge attributes: ``label``, ``predicate``,
    ``inverse``, ``modality``, ``quote``, ``statement``, ``statedAs``, ``condition``, ``weight``; a disclosure's ``role``, ``assessedRole`` and
    ``purpose``, a transfer's ``status``, ``mechanism``, ``mechanismLabel`` and ``recipient``. Empty ones are left out. Organisations and
    recipients have the numbers of `ropa.stats.Organisation` (``controllers``, ``reached``, ``activities``, ``sole``, ``share``,
    ``betweenness``, ``cuts``), and they and controllers their ``community``.
    """
    import networkx as nx  # noqa: PLC0415 (slow to load, and only networks need it)

    from ropa.export.networks import parts_of  # noqa: PLC0415 (it needs this module)
    from ropa.export.stats import Measures  # noqa: PLC0415 (it needs this module)

    nodes, edges = parts_of(export)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=clean(export.title))
    for iri, attributes in nodes.items():
        graph.add_node(iri, **attributes)
    for (source, target, key), values in edges.items():
        graph.add_edge(source, target, key=key, **values)
    for iri, measures in Measures(export).attributes(nodes).items():
        graph.nodes[iri].update(measures)
    return graph


def edge_word(export: Export, edge: Mapping[str, str]) -> str:
    """What is written at an edge: the role of a recipient that a document gives, else what the edge is."""
    return role_word(export.words, edge) if edge["predicate"] in _ROLES else edge["label"]


def role_word(words: Words, edge: Mapping[str, str]) -> str:
    """The role of a recipient as stated, and as assessed where that is another matter."""
    assessed = edge.get("assessedRole", "")
    return words.code("role", edge["role"]) + (f" ({words.code('role', assessed)}?)" if assessed else "")


def collect(export: Export) -> tuple[Nodes, Edges]:
    """The nodes and edges of the network with their attributes, in the order of their IRIs; see `network`."""
    builder = _Builder(export)
    builder.run()
    return dict(sorted(builder.nodes.items())), dict(sorted(builder.edges.items()))


def edge_key(*parts: str) -> str:
    """The key of an edge: the same for the same parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass
class _Builder:
    export: Export
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], dict[str, str | float]] = field(default_factory=dict)

    def run(self) -> None:
        """Collect all nodes and edges."""
        self.view = self.export.view
        self.names: dict[str, str] = {}
        for controller in self.view.controllers:
            self._node(controller, "controller")
            for country in self.view.iris(controller, ROPA("country")):
                self._edge(controller, self._country(country), ROPA("country"))
        for activity, controller in sorted(self.view.owner.items()):
            if activity != controller:
                whole = self.view.parents.get(activity)
                self._activity(activity)
                up = DCTERMS("isPartOf") if whole else ROPA("recordOf")
                self._edge(self._activity(whole) if whole else controller, activity, up, inverse="true")
        for link in sorted(self.view.said):
            if link[0] in self.view.owner:
                for said in self.view.said[link]:
                    self._said(said)
        for party, node in self.view.links(ROPA("hasEngagement")):
            for engaged in self.view.iris(node, ROPA("engages")):
                allowed = self.view.text(node, ROPA("authorisation"))
                self._edge(self._party(party), self._party(engaged), ROPA("engagesSubProcessor"), authorisation=allowed)
        for transfer, subject in self.view.links(ROPA("clarifies")):
            self._transfer(subject, transfer, ROPA("clarifies"), modality="to-clarify", inverse="true")

    def _said(self, said: Said) -> None:
        predicate, node = ox.NamedNode(said.predicate), said.value
        if predicate in _TERMS:
            self._edge(said.subject, self._node(node, _TERMS[predicate]), predicate, said)
        elif predicate == DPV("hasPersonalData"):
            self._edge(said.subject, self._data(node), predicate, said)
        elif predicate == ROPA("hasLegalGround"):
            for basis in self.view.iris(node, ROPA("basis")):
                self._edge(said.subject, self._node(basis, "legal-basis"), predicate, said, interest=self.view.text(node, ROPA("interest")))
        elif predicate == ROPA("hasSource"):
            self._edge(said.subject, self._source(node), predicate, said)
        elif predicate == ROPA("hasDisclosure"):
            self._disclosure(said)
        elif predicate == ROPA("hasTransfer"):
            self._transfer(said.subject, node, predicate, said)
        elif predicate == ROPA("hasHosting"):
            for country in self.view.iris(node, ROPA("country")):
                self._edge(said.subject, self._country(country), predicate, said, place=self.view.text(node, ROPA("place")))
        elif predicate == ROPA("hasJointControl"):
            for party in self.view.iris(node, ROPA("withParty")):
                self._edge(said.subject, self._party(party), predicate, said, role="joint-controller")

    def _disclosure(self, said: Said) -> None:
        view, node = self.view, said.value
        purposes = "; ".join(self._label(iri) for iri in view.iris(node, ROPA("disclosurePurpose")))
        for party in view.iris(node, ROPA("recipient")):
            self._edge(
                said.subject,
                self._party(party),
                ROPA("hasDisclosure"),
                said,
                role=view.text(node, ROPA("statedRole")) or "unclear",
                assessedRole=view.text(node, ROPA("assessedRole")),
                purpose=purposes,
                place=view.text(node, ROPA("place")),
            )

    def _transfer(self, subject: str, node: str, predicate: ox.NamedNode, said: Said | None = None, **more: str) -> None:
        view = self.view
        mechanisms = view.iris(node, ROPA("mechanism"))
        recipients = [*view.iris(node, ROPA("recipient")), *view.iris(node, ROPA("organisation"))]
        targets = [self._country(iri) for iri in view.iris(node, ROPA("destination")) or view.iris(node, ROPA("country"))]
        for target in targets or [self._node(node, "country", label=view.text(node, ROPA("place")) or "country not named")]:
            self._edge(
                subject,
                target,
                predicate,
                said,
                status=view.text(node, ROPA("transferStatus")),
                mechanism=" ".join(mechanisms),
                mechanismLabel="; ".join(self._label(iri) for iri in mechanisms),
                recipient=" ".join(self._party(party) for party in recipients),
                recipientLabel="; ".join(self._label(party) for party in recipients),
                **more,
            )

    # -- nodes -----------------------------------------------------------------------------------------------------
    def _node(self, iri: str, kind: str, label: str = "", **more: str) -> str:
        if iri not in self.nodes:
            group, colour = KINDS[kind]
            shown = clean(label) or clean(self._label(iri))
            self.nodes[iri] = _filled({"label": shown if shown.strip() else iri, "kind": kind, "group": group, "colour": colour, **more})
        return iri

    def _activity(self, iri: str) -> str:
        level = "part" if iri in self.view.parents else "heading"
        return self._node(iri, "activity", level=level, controller=self._label(self.view.owner[iri]))

    def _data(self, iri: str) -> str:
        if iri not in self.nodes:
            broader = self.view.iris(iri, SKOS("broader"))
            names = "; ".join(self._label(term) for term in broader)
            self._node(iri, "data", broader=" ".join(broader), broaderLabel=names, dataGroup=self._label(self.view.data_group(iri)))
            for item in self.view.iris(iri, ROPA("hasItem")):
                self._edge(iri, self._data(item), ROPA("hasItem"))
        return iri

    def _source(self, iri: str) -> str:
        parties = self.view.iris(iri, ROPA("sourceParty"))
        kind = self.view.text(iri, ROPA("sourceKind"))
        names = "; ".join(self._label(party) for party in parties)
        label = self.view.text(iri, SKOS("prefLabel")) or names or kind
        return self._node(iri, "source", label, sourceKind=kind, party=" ".join(parties), partyLabel=names)

    def _country(self, iri: str) -> str:
        return self._node(iri, "country", area=self.view.area(iri))

    def _party(self, iri: str) -> str:
        if iri in self.nodes:
            return iri
        view = self.view
        vendors, organisation = view.iris(iri, ROPA("identifiedAs")), view.behind(iri)
        countries = view.countries(iri)
        self._node(
            iri,
            "recipient",
            partyKind=view.text(iri, ROPA("partyKind")),
            vendor=" ".join(local_name(vendor) for vendor in vendors),
            organisation=self._label(organisation) if organisation else "",
            country=" ".join(country for country, _ in countries),
            countryLabel="; ".join(self._label(country) for country, _ in countries),
            learntFrom=countries[0][1] if countries else "",
        )
        for country, learnt in countries:
            self._edge(iri, self._country(country), _LEARNT[learnt], learntFrom=learnt)
        if organisation:
            self._edge(iri, self._node(organisation, "organisation"), ROPA("identifiedAs"), learntFrom="vendor-table")
        return iri

    # -- edges -----------------------------------------------------------------------------------------------------
    def _edge(self, source: str, target: str, predicate: ox.NamedNode, said: Said | None = None, **more: str) -> None:
        statement = said.iri if said else ""
        key = edge_key(source, target, predicate.value, statement, more.get("recipient", ""))
        attributes = {"label": self._name(predicate), "predicate": predicate.value, "statement": statement, **more}
        if said:
            attributes |= {"modality": said.modality, "quote": said.quote, "statedAs": said.stated_as, "condition": said.condition}
        self.edges[source, target, key] = {**_filled(attributes), "weight": float(said.weight if said else 1)}

    def _name(self, predicate: ox.NamedNode) -> str:
        if predicate.value not in self.names:
            key, words = f"view.edge.{local_name(predicate.value)}", self.export.words
            self.names[predicate.value] = words(key) if key in words else self.view.predicate_name(predicate.value, self.export.labels.lang)
        return self.names[predicate.value]

    def _label(self, iri: str) -> str:
        return self.export.labels.of(iri)


def _filled(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes that are not empty once cleaned."""
    return {key: text for key, value in attributes.items() if (text := clean(value))}
