"""What the rules on notices make of the five policies, beyond the golden: which words are too general, and what is left alone."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ropa.graph import Dataset
from ropa.infer.rules import infer_open, read_inferences
from ropa.namespaces import RDF, ROPA, SKOS
from ropa.register import Register

GENERAL = [
    *("third parties", "our business partners", "External sources", "publicly available sources", "other service providers"),
    *("kolmas osapuoli", "muut palveluntarjoajat", "muut luotettavat julkiset ja yksityiset rekisterit", "julkisesti saatavilla olevat lähteet"),
    *(
        "våra samarbetspartners",
        "andra leverantörer",
        "andere Dienstleister",
        "öffentlich zugängliche Quellen",
        "nos partenaires",
        "sources publiques",
    ),
]
TELLING = [
    *(
        "credit agencies",
        "IT service providers",
        "public address registers",
        "your employer",
        "professional advisors",
        "trade registers",
        "partners in insurance",
    ),
    *(
        "perintätoimistot",
        "julkisesti saatavilla olevat rekisterit",
        "kuljetusliikkeet",
        "kreditupplysningsföretag",
        "Auskunfteien",
        "prestataires de paiement",
    ),
]


def named_generally(label: str) -> bool:
    party = ox.NamedNode("https://acme.example/ropa/party/acme/x")
    dataset = Dataset([ox.Quad(party, RDF("type"), ROPA("Party")), ox.Quad(party, SKOS("prefLabel"), ox.Literal(label))])
    infer_open(dataset, [item for item in read_inferences() if item.id == "named-generally"])
    return next(iter(dataset.quads(party, ROPA("namedGenerally"))), None) is not None


@pytest.mark.parametrize("label", GENERAL)
def test_words_that_fit_anybody_are_too_general(label: str) -> None:
    assert named_generally(label)


@pytest.mark.parametrize("label", TELLING)
def test_words_that_tell_a_kind_are_not(label: str) -> None:
    assert not named_generally(label)


def test_no_named_party_of_the_five_is_called_by_general_words(five: Register) -> None:
    found = [quad.subject for quad in five.dataset.quads(None, ROPA("namedGenerally"))]
    assert found
    assert not [
        party for party in found if isinstance(party, ox.NamedNode) and five.dataset.holds(ox.Triple(party, ROPA("partyKind"), ox.Literal("named")))
    ]
