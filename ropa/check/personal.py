"""The names and contact details of people that the documents of a register hold."""

from __future__ import annotations

import pyoxigraph as ox

from ropa.graph import Dataset
from ropa.namespaces import DPV, RDF, ROPA, SKOS

DETAILS = (DPV("hasName"), DPV("hasAddress"), ROPA("email"), ROPA("phone"))


def personal_words(dataset: Dataset) -> frozenset[str]:
    """What a redacted report must not say: owners, and the name, address, e-mail and telephone of every contact.

    The contact that is the controller itself is left out, and so is a name that is a controller's own. Of "Maija Mallikas,
    head of sales" the name alone is given as well.
    """
    found: set[str] = set()
    for quad in dataset.quads(None, ROPA("owner")):
        owner = _value(quad.object)
        found |= {owner, owner.split(",")[0].strip()}
    for quad in dataset.quads(None, RDF("type"), ROPA("Contact")):
        if not dataset.holds(ox.Triple(quad.subject, ROPA("contactKind"), ox.Literal("controller"))):
            found |= {_value(each.object) for detail in DETAILS for each in dataset.quads(quad.subject, detail)}
    controllers = {quad.object for quad in dataset.quads(None, ROPA("describes"))}
    names = {_value(each.object) for node in controllers for name in (SKOS("prefLabel"), DPV("hasName")) for each in dataset.quads(node, name)}
    return frozenset(found - names)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
