"""Prefixes of the vocabularies in use, and CURIEs.

Terms are written ``ROPA("hasTransfer")``; a test reads every such call, every query and every data file and holds it
against the ontology and the DPV profile, so the namespaces are closed in fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ropa.errors import TermError

PREFIXES: dict[str, str] = {
    "dcterms": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eli": "https://eur-lex.europa.eu/eli/reg/2016/679/",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "field": "https://w3id.org/ropa/field/",
    "law": "https://w3id.org/ropa/law/",
    "loc": "https://w3id.org/dpv/loc#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pd": "https://w3id.org/dpv/pd#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ropa": "https://w3id.org/ropa#",
    "rule": "https://w3id.org/ropa/rule/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tech": "https://w3id.org/dpv/tech#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vendor": "https://w3id.org/ropa/vendor/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Vocabulary:
    """A namespace: calling it with a local name gives the IRI."""

    base: str

    def __call__(self, local: str) -> ox.NamedNode:
        """The IRI of a local name."""
        return _named(self.base + local)


@cache
def _named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


DCTERMS = Vocabulary(PREFIXES["dcterms"])
DPV = Vocabulary(PREFIXES["dpv"])
EU_GDPR = Vocabulary(PREFIXES["eu-gdpr"])
LAW = Vocabulary(PREFIXES["law"])
LOC = Vocabulary(PREFIXES["loc"])
OA = Vocabulary(PREFIXES["oa"])
OWL = Vocabulary(PREFIXES["owl"])
PROV = Vocabulary(PREFIXES["prov"])
RDF = Vocabulary(PREFIXES["rdf"])
RDFS = Vocabulary(PREFIXES["rdfs"])
ROPA = Vocabulary(PREFIXES["ropa"])
SH = Vocabulary(PREFIXES["sh"])
SKOS = Vocabulary(PREFIXES["skos"])
VENDOR = Vocabulary(PREFIXES["vendor"])
XSD = Vocabulary(PREFIXES["xsd"])


def expand(curie: str) -> str:
    """The IRI of a CURIE such as ``dpv:Marketing``.

    Raises TermError where the prefix is not one of PREFIXES.
    """
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        raise TermError(f"{curie!r} is no term with a known prefix", remedy="Prefixes: " + ", ".join(PREFIXES))
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The CURIE of an IRI where one of PREFIXES fits best, else the IRI itself."""
    best = max((item for item in PREFIXES.items() if iri.startswith(item[1])), key=lambda item: len(item[1]), default=None)
    if best is None or "/" in iri[len(best[1]) :] or "#" in iri[len(best[1]) :]:
        return iri
    return f"{best[0]}:{iri[len(best[1]) :]}"


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/`` of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
