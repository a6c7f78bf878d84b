"""RDF terms between Oxigraph and rdflib, each literal with the lexical form it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.namespaces import PREFIXES

if TYPE_CHECKING:
    import rdflib

XSD_STRING = PREFIXES["xsd"] + "string"
AnyTerm = ox.NamedNode | ox.BlankNode | ox.Literal


def to_rdflib(term: Any) -> rdflib.term.Identifier:
    """The rdflib term of an Oxigraph term; a literal keeps its lexical form."""
    import rdflib  # noqa: PLC0415 - a question does without it

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == XSD_STRING else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)


def from_rdflib(term: Any) -> AnyTerm:
    """The Oxigraph term of an rdflib term."""
    import rdflib  # noqa: PLC0415 - a question does without it

    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
