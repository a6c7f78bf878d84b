"""What a name that a person writes stands for: a party of the documents, or an organisation or service of the vendor table."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ropa.graph import Dataset
from ropa.namespaces import DCTERMS, RDF, ROPA, SKOS

NAMES = (DCTERMS("identifier"), SKOS("prefLabel"), SKOS("altLabel"))
CLASSES = (ROPA("Party"), ROPA("Vendor"))
BEHIND = (ROPA("identifiedAs"), ROPA("providedBy"))


def parties_named(dataset: Dataset, name: str) -> frozenset[ox.NamedNode]:
    """The parties and vendors with an id, a name or an alias, letter case aside; with them what the documents or the table
    identify with them, and the services they provide. Empty where nothing has that name.
    """
    wanted = name.casefold()
    found: set[Any] = set()
    for kind in CLASSES:
        for node in {quad.subject for quad in dataset.quads(None, RDF("type"), kind)}:
            if wanted in {text.casefold() for text in _names(dataset, node)}:
                found.add(node)
    found |= {quad.object for node in found for quad in dataset.quads(node, ROPA("identifiedAs"))}
    while more := {quad.subject for node in found for link in BEHIND for quad in dataset.quads(None, link, node)} - found:
        found |= more
    return frozenset(found)


def party_ids(dataset: Dataset) -> set[str]:
    """The ids of all parties and vendors."""
    nodes = {quad.subject for kind in CLASSES for quad in dataset.quads(None, RDF("type"), kind)}
    return {text for node in nodes for text in _names(dataset, node, (NAMES[0],))}


def _names(dataset: Dataset, node: Any, predicates: tuple[ox.NamedNode, ...] = NAMES) -> set[str]:
    return {quad.object.value for predicate in predicates for quad in dataset.quads(node, predicate) if isinstance(quad.object, ox.Literal)}
