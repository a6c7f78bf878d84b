"""The record of one document in DPCat (https://w3id.org/dpcat), on DPV 2.3: Turtle, or JSON-LD with the same triples.

One ``dpcat:ROPA`` with a ``dpcat:ROPARecord`` for each activity of the controller's own; what it carries out for others
(Art. 30(2)) is not in it. As in any record, what is only proposed, implied or denied is left out. DPCat has no place for how a
thing is said, nor for quotes (the dataset formats carry those): what is possible, conditional or qualified is noted, not stated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.namespace import DCAT, DCTERMS, XSD

from ropa.graph import Dataset
from ropa.namespaces import DPV, PREFIXES, RDF, ROPA, SKOS, local_name
from ropa.terms import to_rdflib

DPCAT = rdflib.Namespace("https://w3id.org/dpcat#")
TIME = rdflib.Namespace("http://www.w3.org/2006/time#")
UNITS = {"Y": "unitYear", "M": "unitMonth", "W": "unitWeek", "D": "unitDay"}
PERIOD = re.compile(r"P(\d+)([YMWD])")
DETAILS = (("Postal address", "address"), ("Email", "email"), ("Telephone", "phone"), ("Website", "website"))


def dpcat_bytes(dataset: Dataset, document: ox.NamedNode, activities: Sequence[str], form: str, field_paths: dict[str, str]) -> bytes:
    """The record of a document as ``ttl`` or ``jsonld``.

    `activities` are the IRIs of those that are the controller's own (Art. 30(1)): a record of DPCat names whose processing it is by
    its controller. `field_paths` are the paths of the fields of the controller's details.
    """
    graph = _Writer(dataset, document, field_paths).write(activities)
    if form == "ttl":
        return graph.serialize(format="turtle", encoding="utf-8").strip() + b"\n"
    found = json.loads(graph.serialize(format="json-ld", auto_compact=False))
    nodes = sorted(({key: _sorted(value) for key, value in sorted(node.items())} for node in found), key=lambda node: str(node["@id"]))
    return (json.dumps(nodes, ensure_ascii=False, indent=2) + "\n").encode()


def _sorted(value: Any) -> Any:
    return sorted(value, key=lambda item: json.dumps(item, sort_keys=True)) if isinstance(value, list) else value


class _Writer:
    def __init__(self, dataset: Dataset, document: ox.NamedNode, field_paths: dict[str, str]) -> None:
        self.dataset, self.document, self.details = dataset, document, field_paths
        self.graph = rdflib.Graph(bind_namespaces="none")
        for prefix in ("dpv", "eu-gdpr", "pd", "loc", "skos"):
            self.graph.bind(prefix, PREFIXES[prefix])
        for name, space in (("dpcat", DPCAT), ("time", TIME), ("dct", DCTERMS), ("dcat", DCAT), ("xsd", XSD)):
            self.graph.bind(name, space)

    def all(self, subject: Any, predicate: ox.NamedNode) -> list[Any]:
        """The values of a property in the document, in order."""
        return sorted((quad.object for quad in self.dataset.quads(subject, predicate, None, self.document)), key=str)

    def one(self, subject: Any, predicate: ox.NamedNode) -> Any:
        """The first of them."""
        return next(iter(self.all(subject, predicate)), None)

    def add(self, subject: Any, predicate: Any, value: Any) -> None:
        """Add a triple of Oxigraph's or rdflib's terms; nothing where there is no value."""
        if value is not None:
            terms = (each if isinstance(each, rdflib.term.Identifier) else to_rdflib(each) for each in (subject, predicate, value))
            self.graph.add(tuple(terms))  # type: ignore[arg-type]

    def write(self, activities: Sequence[str]) -> rdflib.Graph:
        """The catalogue, the controller, and a record for each activity."""
        self.add(self.document, RDF("type"), DPCAT.ROPA)
        self.add(self.document, DCTERMS.title, self.one(self.document, ox.NamedNode(str(DCTERMS.title))))
        self.add(self.document, DCTERMS.created, self.one(self.document, ox.NamedNode(str(DCTERMS.date))))
        controller = self.one(self.document, ROPA("describes"))
        self._agent(controller)
        for label, key in DETAILS:
            value = self.one(controller, ox.NamedNode(self.details[key]))
            self.add(controller, DPV("hasContact"), ox.Literal(f"{label}: {value.value}") if value is not None else None)
        for activity in map(ox.NamedNode, activities):
            self.add(self.document, DCAT.dataset, activity)
            self._record(activity, controller)
        return self.graph

    def _record(self, activity: Any, controller: Any) -> None:
        self.add(activity, RDF("type"), DPCAT.ROPARecord)
        self.add(activity, DCTERMS.title, self.one(activity, SKOS("prefLabel")))
        self.add(activity, DCTERMS.identifier, self.one(activity, ox.NamedNode(str(DCTERMS.identifier))))
        self.add(activity, DCTERMS.isPartOf, self.one(activity, ox.NamedNode(str(DCTERMS.isPartOf))))
        self.add(activity, DPV("hasDataController"), controller)
        for name in ("hasPurpose", "hasDataSubject", "hasTechnicalOrganisationalMeasure"):
            for value in self._stated(activity, DPV(name)):
                self.add(activity, DPV(name), self._said(activity, DPV(name), value))
        writers: tuple[tuple[ox.NamedNode, Callable[[Any, Any], None]], ...] = (
            (ROPA("hasLegalGround"), self._ground),
            (ROPA("hasDisclosure"), self._disclosure),
            (ROPA("hasRetention"), self._retention),
            (ROPA("grantsRight"), self._right),
            (ROPA("hasTransfer"), self._transfer),
        )
        for predicate, write in writers:
            for node in self._stated(activity, predicate):
                write(activity, node)
        for node in self._stated(activity, DPV("hasPersonalData")):
            self.add(activity, DPV("hasPersonalData"), node)
            self._data(node)

    def _stated(self, activity: Any, predicate: ox.NamedNode) -> list[Any]:
        """The values that are plainly stated; of the others, which DPCat would state without their "may" or "if", a note says that they are."""
        modalities: dict[Any, set[str]] = {}
        for quad in self.dataset.quads(None, RDF("subject"), activity, self.document):
            if self.one(quad.subject, RDF("predicate")) == predicate:
                for value in self.all(quad.subject, RDF("object")):
                    modalities.setdefault(value, set()).update(each.value for each in self.all(quad.subject, ROPA("modality")))
        values = self.all(activity, predicate)
        stated = [value for value in values if "stated" in modalities.get(value, {"stated"})]
        if len(stated) < len(values):
            left = f"{local_name(predicate.value)}: {len(values) - len(stated)} left out, said as possible, conditional or qualified"
            self.add(activity, SKOS("editorialNote"), ox.Literal(left, language="en"))
        return stated

    def _said(self, subject: Any, predicate: ox.NamedNode, value: Any) -> Any:
        """A term; where the document has its own word for it, a concept of that name below the term."""
        for quad in sorted(self.dataset.quads(None, RDF("object"), value, self.document), key=str):
            statement = quad.subject
            if self.one(statement, RDF("subject")) == subject and self.one(statement, RDF("predicate")) == predicate:
                words = self.one(statement, ROPA("statedAs"))
                if words is not None:
                    self.add(statement, RDF("type"), SKOS("Concept"))
                    self.add(statement, SKOS("prefLabel"), words)
                    self.add(statement, SKOS("broader"), value)
                    return statement
        return value

    def _ground(self, activity: Any, node: Any) -> None:
        self.add(activity, DPV("hasLegalBasis"), self.one(node, ROPA("basis")))

    def _right(self, activity: Any, node: Any) -> None:
        self.add(activity, DPV("hasRight"), self.one(node, ROPA("right")))

    def _disclosure(self, activity: Any, node: Any) -> None:
        role = self.one(node, ROPA("statedRole"))
        name = "hasDataProcessor" if role is not None and role.value == "processor" else "hasRecipient"
        for party in self.all(node, ROPA("recipient")):
            self.add(activity, DPV(name), party)
            self._agent(party)

    def _transfer(self, activity: Any, node: Any) -> None:
        self.add(activity, DPV("hasProcessing"), node)
        self.add(node, RDF("type"), DPV("Transfer"))
        self.add(node, DPV("hasCountry"), self.one(node, ROPA("country")))
        for party in self.all(node, ROPA("recipient")):
            self.add(node, DPV("hasDataImporter"), party)
            self._agent(party)

    def _retention(self, activity: Any, node: Any) -> None:
        span = rdflib.URIRef(f"{node.value}#duration")
        self.add(activity, DPV("hasStorageCondition"), node)
        self.add(node, RDF("type"), DPV("StorageCondition"))
        self.add(node, DPV("hasDuration"), span)
        self.add(span, RDF("type"), DPV("StorageDuration"))
        self.add(span, DCTERMS.description, self.one(node, SKOS("prefLabel")))
        duration = self.one(node, ROPA("duration"))
        period = PERIOD.fullmatch(duration.value) if duration is not None else None
        if period is not None:
            self.add(span, RDF("type"), TIME.Duration)
            self.add(span, TIME.numericDuration, rdflib.Literal(f"{period[1]}.0", datatype=XSD.decimal))
            self.add(span, TIME.unitType, TIME[UNITS[period[2]]])
        self.add(span, DPV("isAfter"), self.one(node, ROPA("countsFrom")) or self.one(node, ROPA("criterion")))

    def _data(self, node: Any) -> None:
        self.add(node, RDF("type"), SKOS("Concept"))
        self.add(node, SKOS("prefLabel"), self.one(node, SKOS("prefLabel")))
        for term in self.all(node, SKOS("broader")):
            self.add(node, SKOS("broader"), term)
        for item in self.all(node, ROPA("hasItem")):
            self.add(node, SKOS("narrower"), item)
            self._data(item)

    def _agent(self, who: Any) -> None:
        """A legal person by its name; a category of recipients by its label alone."""
        name = self.one(who, SKOS("prefLabel"))
        kind = self.one(who, ROPA("partyKind"))
        if kind is None or kind.value == "named":
            self.add(who, RDF("type"), DPV("LegalEntity"))
        self.add(who, DPV("hasName"), name)
