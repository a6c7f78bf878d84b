"""Looking things up in the graphs of a register, always in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from ropa.graph import ROOT, Dataset
from ropa.model import REVIEW_STATES
from ropa.namespaces import DCTERMS, DPV, RDF, ROPA, SH, SKOS, local_name
from ropa.words import Words

CONFIRMED = REVIEW_STATES[0]
UNLINKED = ("implied", "denied")
_QUOTED = f"""PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX ropa: <https://w3id.org/ropa#>
SELECT DISTINCT ?x ?v ?s ?q
WHERE {{{{
  ?s rdf:predicate <{{}}> ; rdf:subject ?x ; rdf:object ?v ; ropa:reviewState "{CONFIRMED}" ; ropa:modality ?m .
  FILTER (?m NOT IN ("implied", "denied"))
  OPTIONAL {{{{ ?s ropa:quote ?q }}}}
}}}}"""
_SAID = (ROPA("modality"), ROPA("reviewState"), ROPA("quote"), ROPA("statedAs"), ROPA("condition"), ROPA("evidence"))
_COUNTRY, _DESTINATION, _CONTRACTING = ROPA("country"), ROPA("destination"), ROPA("contractingCountry")
_VENDOR, _PROVIDER, _BROADER, _DATA = ROPA("identifiedAs"), ROPA("providedBy"), SKOS("broader"), DPV("PersonalData")
Link = tuple[str, str, str]


@dataclass(frozen=True)
class Said:
    """One confirmed statement, and how it is said: `weight` is the number of spans it stands on, at least 1."""

    iri: str
    subject: str
    predicate: str
    value: str
    modality: str
    quote: str
    stated_as: str
    condition: str
    weight: int


class View:
    """A dataset read by pattern; what it gives is sorted and without repetition, though a triple may stand in two graphs."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._columns: dict[ox.NamedNode, dict[str, tuple[str, ...]]] = {}
        self._groups: dict[tuple[str, str, int], str] = {}
        self._stated: dict[ox.NamedNode, dict[str, tuple[str, ...]]] = {}
        self._quoted: dict[ox.NamedNode, dict[tuple[str, str], tuple[str, str]]] = {}

    def objects(self, subject: str, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        """The values of a property."""
        found = {quad.object for quad in self._dataset.quads(ox.NamedNode(subject), predicate)}
        return sorted((item for item in found if isinstance(item, ox.NamedNode | ox.Literal)), key=str)

    def iris(self, subject: str, predicate: ox.NamedNode) -> list[str]:
        """The IRIs among the values of a property."""
        return [item.value for item in self.objects(subject, predicate) if isinstance(item, ox.NamedNode)]

    def is_described(self, thing: str) -> bool:
        """Whether anything is said of a thing."""
        return next(self._dataset.quads(ox.NamedNode(thing)), None) is not None

    def text(self, subject: str, predicate: ox.NamedNode) -> str:
        """The values of a property as one text, empty where there is none."""
        return "; ".join(item.value for item in self.objects(subject, predicate))

    def subjects(self, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> list[str]:
        """The things that have a value."""
        return sorted({quad.subject.value for quad in self._dataset.quads(None, predicate, value) if isinstance(quad.subject, ox.NamedNode)})

    def links(self, predicate: ox.NamedNode) -> list[tuple[str, str]]:
        """Subject and IRI of every link of a property."""
        ends = ((quad.subject, quad.object) for quad in self._dataset.quads(None, predicate))
        return sorted({(left.value, right.value) for left, right in ends if isinstance(left, ox.NamedNode) and isinstance(right, ox.NamedNode)})

    @cached_property
    def controllers(self) -> list[str]:
        """Those whose processing the documents describe."""
        return [subject for subject, owner in self.owner.items() if subject == owner]

    @cached_property
    def owner(self) -> dict[str, str]:
        """The controller of each activity, and of itself."""
        return dict(self.links(ROPA("recordOf")))

    @cached_property
    def parents(self) -> dict[str, str]:
        """The activity that an activity is part of."""
        return {part: whole for part, whole in self.links(DCTERMS("isPartOf")) if whole in self.owner}

    def activities(self, controller: str) -> list[str]:
        """The activities of a controller in the order of its documents."""
        return self._activities.get(controller, [])

    @cached_property
    def _activities(self) -> dict[str, list[str]]:
        sequence = self.column(ROPA("sequence"))
        found: dict[str, list[tuple[str, int, str]]] = {}
        for iri in self.subjects(RDF("type"), ROPA("ProcessingActivity")):
            place = min(map(int, sequence.get(iri, ())), default=0)
            found.setdefault(self.owner.get(iri, ""), []).append((self.text(iri, ROPA("inDocument")), place, iri))
        return {owner: [iri for _, _, iri in sorted(items)] for owner, items in found.items()}

    def lineage(self, activity: str) -> Iterator[str]:
        """An activity, and those it is part of, from the nearest."""
        seen: set[str] = set()
        while activity and activity not in seen:
            seen.add(activity)
            yield activity
            activity = self.parents.get(activity, "")

    @cached_property
    def said(self) -> dict[Link, list[Said]]:
        """The confirmed statements that are neither implied nor denied, by subject, property and value."""
        of = {name: self.column(name) for name in (*_SAID, RDF("subject"), RDF("predicate"), RDF("object"))}
        modality, state, quote, stated_as, condition, evidence = (of[name] for name in _SAID)
        subject, predicate, value = (of[RDF(name)] for name in ("subject", "predicate", "object"))
        found: dict[Link, list[Said]] = {}
        for iri in self.subjects(RDF("type"), ROPA("Statement")):
            how = modality[iri][0]
            if how in UNLINKED or CONFIRMED not in state[iri]:
                continue
            link = (subject[iri][0], predicate[iri][0], value[iri][0])
            label, when = "; ".join(stated_as.get(iri, ())), "; ".join(condition.get(iri, ()))
            lead, weight = quote.get(iri, [""])[0], max(1, len(evidence.get(iri, ())))
            found.setdefault(link, []).append(Said(iri, *link, how, lead, label, when, weight))
        return found

    def column(self, predicate: ox.NamedNode) -> dict[str, tuple[str, ...]]:
        """The values of a property by subject, in order."""
        if predicate not in self._columns:
            self._columns[predicate] = _gathered((subject.value, value) for subject, _, value, _ in self._dataset.quads(None, predicate))
        return self._columns[predicate]

    def quoted(self, predicate: ox.NamedNode) -> dict[tuple[str, str], tuple[str, str]]:
        """The first statement of each subject and value of a property, with its quote, among those that `said` has."""
        if predicate not in self._quoted:
            _, rows = self._dataset.select(_QUOTED.format(predicate.value))
            found = sorted((row["x"].value, row["v"].value, row["s"].value, row["q"].value if "q" in row else "") for row in rows)
            kept: dict[tuple[str, str], tuple[str, str]] = {}
            for subject, value, statement, quote in found:
                kept.setdefault((subject, value), (statement, quote))
            self._quoted[predicate] = kept
        return self._quoted[predicate]

    def stated(self, predicate: ox.NamedNode) -> dict[str, tuple[str, ...]]:
        """The values by subject that documents give a property, in order.

        A confirmed statement that is neither implied nor denied has its plain triple in the graph of its document (DESIGN §3): what
        inferences add is left out.
        """
        if predicate not in self._stated:
            self._stated[predicate] = _gathered(
                (subject.value, value)
                for subject, _, value, graph in self._dataset.quads(None, predicate)
                if not (isinstance(graph, ox.NamedNode) and graph.value.startswith(ROOT))
            )
        return self._stated[predicate]

    # -- recipients ------------------------------------------------------------------------------------------------
    def countries(self, party: str) -> list[tuple[str, str]]:
        """The countries of a party and where each was learnt: from the ``document``, from a ``transfer`` to it that a document
        states by naming a decision on that country, else from the ``vendor-table`` (the seat of the entity that customers contract with)."""
        country, destination = self.column(_COUNTRY), self.column(_DESTINATION)
        hosting, transfers = self._hosting.get(party, []), self._transfers.get(party, [])
        stated = {iri for thing in (party, *hosting, *transfers) for iri in country.get(thing, ())}
        inferred = {iri for thing in transfers for iri in destination.get(thing, ())} - stated
        if stated or inferred:
            return [*((iri, "document") for iri in sorted(stated)), *((iri, "transfer") for iri in sorted(inferred))]
        contracting = self.column(_CONTRACTING)
        vendors = self.column(_VENDOR).get(party, ())
        return [(iri, "vendor-table") for iri in sorted({iri for vendor in vendors for iri in contracting.get(vendor, ())})]

    @cached_property
    def _hosting(self) -> dict[str, list[str]]:
        """The places at which a party stores data."""
        found: dict[str, list[str]] = {}
        for thing, parties in self.column(ROPA("hostedBy")).items():
            for party in parties:
                found.setdefault(party, []).append(thing)
        return found

    @cached_property
    def _transfers(self) -> dict[str, list[str]]:
        """The transfers to a party that documents state; what they deny or imply is none, nor is what is to clarify."""
        found: dict[str, list[str]] = {}
        recipients = self.column(ROPA("recipient"))
        for transfer in sorted({node for _, node in self.links(ROPA("hasTransfer"))}):
            for party in recipients.get(transfer, ()):
                found.setdefault(party, []).append(transfer)
        return found

    def behind(self, party: str) -> str:
        """The organisation behind a party by the vendor table, the provider of a service; empty where the table does not know it."""
        vendors = self.column(_VENDOR).get(party)
        return self.column(_PROVIDER).get(vendors[0], vendors)[0] if vendors else ""

    def area(self, country: str) -> str:
        """What a country is to the EU on the date of the law: ``eu``, ``eea-efta``, ``third-country``, or empty."""
        return next((item.value for item in self.objects(country, ROPA("areaOnDate"))), "")

    # -- terms -----------------------------------------------------------------------------------------------------
    def group(self, term: str, top: ox.NamedNode, depth: int) -> str:
        """The broader term of a term that stands `depth` steps below `top`; the term itself where it stands higher.

        The shortest way up counts; of several, the first by IRI.
        """
        key = (term, top.value, depth)
        if key not in self._groups:
            self._groups[key] = self._group(*key)
        return self._groups[key]

    def _group(self, term: str, top: str, depth: int) -> str:
        ways: list[tuple[str, ...]] = [(term,)]
        seen = {term}
        while ways:
            for way in ways:
                if way[-1] == top:
                    return way[max(0, len(way) - 1 - depth)]
            longer: list[tuple[str, ...]] = []
            for way in ways:
                for broader in self.column(SKOS("broader")).get(way[-1], ()):
                    if broader not in seen:
                        seen.add(broader)
                        longer.append((*way, broader))
            ways = longer
        return term

    def data_group(self, category: str) -> str:
        """The group of data that a category of a document falls under, two steps below ``dpv:PersonalData``."""
        terms = self.column(_BROADER).get(category)
        return self.group(terms[0], _DATA, 2) if terms else category

    def purpose_group(self, purpose: str) -> str:
        """The group of purposes, one step below ``dpv:Purpose``."""
        return self.group(purpose, DPV("Purpose"), 1)

    def predicate_name(self, predicate: str, lang: str) -> str:
        """What people call a property: the name of its field, else the word of an edge of it, else its local name as words."""
        for field in self.subjects(SH("path"), ox.NamedNode(predicate)):
            names = {item.language: item.value for item in self.objects(field, SH("name")) if isinstance(item, ox.Literal)}
            if names:
                return names.get(lang) or names.get("en") or next(iter(names.values()))
        said, key = Words(lang), f"view.edge.{local_name(predicate)}"
        return said(key) if key in said else words(local_name(predicate))


def _gathered(pairs: Iterable[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]) -> dict[str, tuple[str, ...]]:
    """The values of each subject, each once, in the order of their terms. Most have one: only the others are sorted."""
    single: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {}
    several: dict[str, dict[str, str]] = {}
    for subject, value in pairs:
        first = single.setdefault(subject, value)
        if first is not value and first != value:
            several.setdefault(subject, {first.value: str(first)})[value.value] = str(value)
    found: dict[str, tuple[str, ...]] = {subject: (value.value,) for subject, value in single.items()}
    found.update((subject, tuple(sorted(values, key=values.__getitem__))) for subject, values in several.items())
    return found


def words(name: str) -> str:
    """``contractingCountry`` gives ``contracting country``."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip()


def unique(items: Iterable[str]) -> list[str]:
    """The items in order, each once."""
    return list(dict.fromkeys(items))


def clip(text: str, length: int) -> str:
    """At most `length` characters of a text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
