"""Registers made for the pictures: as many organisations as a test asks for, with texts that it gives. The same seed, the same register."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import pyoxigraph as ox

from ropa.export import Export
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.namespaces import DPV, LAW, LOC, PREFIXES, RDF, ROPA, SKOS, XSD

BASE = "https://synthetic.example/ropa/"
DOCUMENT = ox.NamedNode(BASE + "document/all")
HOME = ("FI", "SE", "DE", "FR", "NL", "IE", "ES", "PL", "IT", "DK")
ABROAD = ("US", "IN", "GB", "CH", "CA", "JP", "SG", "BR", "ZA", "AU", "PH", "IL", "KR", "MX", "MT", "JE")
STATUS = {"GB": "covered", "CH": "covered", "JP": "covered", "US": "not-shown", "CA": "not-shown", "MT": "inside"}
PURPOSES = ("Marketing", "ServiceProvision", "Payment", "HumanResourceManagement", "FulfilmentOfObligation", "Security")
DATA = ("EmailAddress", "Name", "TelephoneNumber", "Location", "IPAddress", "BankAccount", "Health", "Age")
VENDORS = 300


class _Maker:
    def __init__(self, text: Callable[[str], str]) -> None:
        self.text, self.quads, self.number = text, [], 0

    def add(self, subject: ox.NamedNode, predicate: ox.NamedNode, *values: ox.NamedNode | str) -> None:
        for value in values:
            self.quads.append(ox.Quad(subject, predicate, ox.Literal(value) if isinstance(value, str) else value, DOCUMENT))

    def say(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode, modality: str = "stated") -> None:
        self.number += 1
        statement = ox.NamedNode(f"{BASE}statement/s{self.number}")
        self.add(subject, predicate, value)
        self.add(statement, RDF("type"), ROPA("Statement"))
        for key, item in (("subject", subject), ("predicate", predicate), ("object", value)):
            self.add(statement, RDF(key), item)
        for key, word in (("modality", modality), ("reviewState", "confirmed"), ("quote", self.text("quote"))):
            self.add(statement, ROPA(key), word)
        self.add(statement, ROPA("inDocument"), DOCUMENT)

    def named(self, path: str, kind: ox.NamedNode, name: str) -> ox.NamedNode:
        node = ox.NamedNode(BASE + path)
        self.add(node, RDF("type"), kind)
        self.add(node, SKOS("prefLabel"), self.text(name))
        return node


def synthetic(organisations: int, activities: int = 4, text: Callable[[str], str] = str, title: str = "Synthetic") -> Export:
    """A register of some organisations: purposes, bases, data, processors with a sub-processor, transfers in every state."""
    chance, maker = random.Random(7), _Maker(text)  # noqa: S311 (no secret)
    add = maker.add
    terms = [DPV(name) for name in PURPOSES]
    for term in terms:
        add(term, SKOS("broader"), DPV("Purpose"))
    for name in DATA:
        add(ox.NamedNode(PREFIXES["pd"] + name), SKOS("broader"), DPV("PersonalData"))
    for code in (*HOME, *ABROAD):
        add(LOC(code), ROPA("areaOnDate"), "eu" if code in HOME or code == "MT" else "third-country")
    _law(maker)
    for owner in range(organisations):
        controller = maker.named(f"controller/c{owner}", DPV("LegalEntity"), f"Organisation {owner}")
        add(controller, ROPA("recordOf"), controller)
        add(controller, ROPA("country"), LOC(HOME[owner % len(HOME)]))
        for turn in range(activities):
            activity = maker.named(f"activity/c{owner}/a{turn}", ROPA("ProcessingActivity"), f"Activity {turn}")
            add(activity, ROPA("recordOf"), controller)
            maker.say(activity, DPV("hasPurpose"), chance.choice(terms))
            ground = ox.NamedNode(f"{BASE}ground/c{owner}/a{turn}")
            add(ground, ROPA("basis"), ox.NamedNode("https://w3id.org/dpv/legal/eu/gdpr#A6-1-f"))
            maker.say(activity, ROPA("hasLegalGround"), ground)
            for name in chance.sample(DATA, 2):
                category = maker.named(f"data-category/c{owner}/{name}", ROPA("DataCategory"), name)
                add(category, SKOS("broader"), ox.NamedNode(PREFIXES["pd"] + name))
                maker.say(activity, DPV("hasPersonalData"), category)
            _disclosure(maker, activity, f"c{owner}/a{turn}", chance)
    _coverage(maker, organisations)
    dataset = Dataset(maker.quads)
    return Export(dataset, Labels(dataset.labels), Clocks(date(2026, 11, 23), date(2026, 11, 22)), "2026-11-01", BASE, title)


def _law(maker: _Maker) -> None:
    for name, code, scope, first, last in (
        ("gb", "GB", "all", "2021-06-28", ""),
        ("shield", "US", "participant", "2016-07-12", "2020-07-15"),
        ("dpf", "US", "participant", "2023-07-10", ""),
    ):
        row = LAW(name)
        maker.add(row, RDF("type"), ROPA("AdequacyDecision"))
        maker.add(row, SKOS("prefLabel"), name)
        maker.add(row, ROPA("territory"), LOC(code))
        maker.add(row, ROPA("scopeCode"), scope)
        for key, day in (("firstDay", first), ("lastDay", last)):
            if day:
                maker.quads.append(ox.Quad(row, ROPA(key), ox.Literal(day, datatype=XSD("date")), DOCUMENT))


def _disclosure(maker: _Maker, activity: ox.NamedNode, path: str, chance: random.Random) -> None:
    vendor = chance.randrange(VENDORS)
    party = maker.named(f"party/v{vendor}", ROPA("Party"), f"Vendor {vendor}")
    code = ABROAD[vendor % len(ABROAD)]
    maker.add(party, ROPA("country"), LOC(code))
    node = ox.NamedNode(f"{BASE}disclosure/{path}")
    maker.add(node, RDF("type"), ROPA("Disclosure"))
    maker.add(node, ROPA("recipient"), party)
    maker.add(node, ROPA("statedRole"), "processor")
    maker.say(activity, ROPA("hasDisclosure"), node)
    sub = maker.named(f"party/v{(vendor * 7 + 1) % VENDORS}", ROPA("Party"), f"Vendor {(vendor * 7 + 1) % VENDORS}")
    engagement = ox.NamedNode(f"{BASE}engagement/v{vendor}")
    maker.add(engagement, ROPA("engages"), sub)
    maker.add(engagement, ROPA("authorisation"), chance.choice(("general", "specific", "none", "unknown")))
    if vendor % 3 == 0:
        maker.say(party, ROPA("hasEngagement"), engagement)
    transfer = ox.NamedNode(f"{BASE}transfer/{path}")
    maker.add(transfer, RDF("type"), ROPA("Transfer"))
    maker.add(transfer, ROPA("recipient"), party)
    maker.add(transfer, ROPA("destination"), LOC(code))
    if chance.random() < 0.7:
        maker.add(transfer, ROPA("modality"), chance.choice(("stated", "possible")))
        maker.add(transfer, ROPA("transferStatus"), STATUS.get(code, "not-covered"))
        maker.say(activity, ROPA("hasTransfer"), transfer)
    else:
        maker.add(transfer, ROPA("clarifies"), activity)
        maker.add(transfer, ROPA("restsOnDisclosure"), node)


def _coverage(maker: _Maker, organisations: int) -> None:
    for owner in range(organisations):
        for letter in ("a", "b", "c", "d", "e", "f", "g", "legal-basis"):
            cell = ox.NamedNode(f"{BASE}coverage/c{owner}/{letter}")
            maker.add(cell, ROPA("coverageOf"), ox.NamedNode(f"{BASE}controller/c{owner}"))
            for key, word in (("letter", letter), ("status", "partly")):
                maker.add(cell, ROPA(key), word)
            maker.add(cell, ROPA("inDocument"), DOCUMENT)
