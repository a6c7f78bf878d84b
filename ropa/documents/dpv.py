"""Concepts of RDF records that others wrote on DPV 1 or 2: their labels, and the DPV 2.3 terms they are or are below."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import rdflib
from rdflib.namespace import DCTERMS, SKOS

from ropa.assets import root
from ropa.namespaces import PREFIXES, compact, expand, local_name
from ropa.vocabulary import vocabulary

OLD = {
    "https://w3id.org/dpv/dpv-skos/dpv-gdpr#": "eu-gdpr",
    "https://w3id.org/dpv/dpv-skos/dpv-pd#": "pd",
    "https://w3id.org/dpv/dpv-gdpr#": "eu-gdpr",
    "https://w3id.org/dpv/dpv-pd#": "pd",
    "https://w3id.org/dpv/dpv-skos#": "dpv",
    "https://w3id.org/dpv/eu/gdpr#": "eu-gdpr",
    "http://www.w3.org/ns/dpv-gdpr#": "eu-gdpr",
    "https://www.w3.org/ns/dpv-gdpr#": "eu-gdpr",
    "http://www.w3.org/ns/dpv#": "dpv",
    "https://www.w3.org/ns/dpv#": "dpv",
    "http://w3.org/ns/dpv#": "dpv",
}
EXTENSIONS = ("https://w3id.org/dpv-ropa#",)
"""Vocabularies beside DPV whose terms are known by their local names too: CSM-ROPA."""
BROADER = (SKOS.broaderTransitive, SKOS.broader, rdflib.RDFS.subClassOf)
NARROWER = (SKOS.narrowerTransitive, SKOS.narrower)
LABELS = (SKOS.prefLabel, DCTERMS.title)


@cache
def migrations() -> dict[str, str]:
    """The DPV 2.3 term of each DPV 1 term that has another name now, as CURIEs."""
    text = (root("data") / "migrations" / "dpv-1.csv").read_text(encoding="utf-8")
    return {row["id"]: row["term"] for row in csv.DictReader(io.StringIO(text))}


def migrated(iri: str) -> str:
    """The CURIE of a term in today's namespaces and names; the IRI itself where it is none of DPV's."""
    for base, prefix in OLD.items():
        if iri.startswith(base):
            curie = f"{prefix}:{iri[len(base) :]}"
            return migrations().get(curie, curie)
    curie = compact(iri)
    return migrations().get(curie, curie)


def local(node: Any) -> str:
    """The local name of an IRI; empty for a blank node."""
    return local_name(str(node)) if isinstance(node, rdflib.URIRef) else ""


@dataclass
class Concepts:
    """The concepts of a graph, read by the local names of DPV whatever its version."""

    graph: rdflib.Graph
    _names: dict[str, list[rdflib.URIRef]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bases = (*OLD, *EXTENSIONS, PREFIXES["dpv"], PREFIXES["eu-gdpr"])
        for term in {node for triple in self.graph for node in triple if isinstance(node, rdflib.URIRef) and str(node).startswith(bases)}:
            self._names.setdefault(local(term), []).append(term)

    def objects(self, subject: Any, name: str) -> list[Any]:
        """The values of a DPV property, in order, each once."""
        return sorted({value for predicate in self._names.get(name, []) for value in self.graph.objects(subject, predicate)}, key=self._key)

    def _key(self, node: Any) -> tuple[str, ...]:
        """A blank node stands in the order of what it says: its name differs from run to run."""
        if not isinstance(node, rdflib.BNode):
            return (str(node),)
        said = ((predicate, "" if isinstance(value, rdflib.BNode) else value) for predicate, value in self.graph.predicate_objects(node))
        return ("", *sorted(f"{predicate} {value}" for predicate, value in said))

    def typed(self, name: str) -> list[Any]:
        """The things of a DPV class."""
        return sorted({node for kind in self._names.get(name, []) for node in self.graph.subjects(rdflib.RDF.type, kind)}, key=str)

    def is_typed(self, node: Any, name: str) -> bool:
        """Whether a thing is of a DPV class."""
        return any((node, rdflib.RDF.type, kind) in self.graph for kind in self._names.get(name, []))

    def text(self, subject: Any, predicate: rdflib.URIRef) -> str:
        """The first value of a property as one line, empty where there is none."""
        return next((" ".join(str(value).split()) for value in sorted(self.graph.objects(subject, predicate), key=str)), "")

    def timed(self, subject: Any, name: str) -> str:
        """The local name or text of an OWL-Time property, whatever namespace the file gives OWL-Time."""
        found = sorted(str(value) for predicate, value in self.graph.predicate_objects(subject) if local(predicate) == name)
        return local_name(found[0]) if found else ""

    def label(self, node: Any) -> str:
        """What the file calls a thing; the words of its local name where it does not."""
        for predicate in LABELS:
            if text := self.text(node, predicate):
                return text
        names = [str(value) for value in self.objects(node, "hasName")]
        return " ".join(names[0].split()) if names else _spaced(local(node))

    def terms(self, node: Any, top: str | None = None) -> list[str]:
        """The nearest DPV 2.3 terms that a concept is or is below, as CURIEs, those under `top` alone where that is given."""
        seen: set[Any] = set()
        level = [node]
        while level:
            curies = sorted({migrated(str(each)) for each in level if isinstance(each, rdflib.URIRef)})
            found = [curie for curie in curies if _known(curie) and (top is None or vocabulary().is_below(expand(curie), expand(top)))]
            if found:
                return found
            seen |= set(level)
            level = [up for each in level for predicate in BROADER for up in self.graph.objects(each, predicate) if up not in seen]
        return []

    def narrower(self, node: Any) -> list[Any]:
        """The concepts directly below one, as the file says it from above."""
        return sorted({value for predicate in NARROWER for value in self.graph.objects(node, predicate)}, key=str)


def _known(curie: str) -> bool:
    return "://" not in curie and curie.partition(":")[0] in PREFIXES and expand(curie) in vocabulary()


def _spaced(name: str) -> str:
    """``EmailAddressWork`` gives *Email Address Work*."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("-", " ")
