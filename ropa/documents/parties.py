"""Parties and contacts of a register being drafted from a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ropa.documents.cells import country, is_blank, is_unknown, says
from ropa.documents.lexicon import details as labels
from ropa.documents.lexicon import normal
from ropa.documents.mint import digest, slug
from ropa.documents.slots import Slot

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w:])(?:\+|0)[\d\s()/.-]{6,}\d")
LONG = 1_000
LEGAL = re.compile(
    r"\b(?:GmbH|AG|KG|UG|SE|e\.?V\.?|Oyj?|AB|A/?S|ApS|AS|Ltd|Limited|LLC|Inc|Corp|Co|PLC|SA|SAS|SARL|S\.?r\.?l|S\.?p\.?A|S\.?L|B\.?V|N\.?V|VZW|Sdn|Pte|Pty|d\.o\.o|ΑΕ|ΕΠΕ)\b\.?",
)
LABEL = re.compile(r"\b(?:tel|e-?mail|mail|phone|tél)\b\.?:?", re.IGNORECASE)
Item = dict[str, Any]


def identifier(text: str, taken: Mapping[str, Any] | frozenset[str] | set[str], otherwise: str) -> str:
    """A short id of some words that is not taken; words without Latin letters get a hash."""
    base = slug(text) or f"{otherwise}-{digest((text,), 8)}"
    number, found = 2, base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


@dataclass
class Parties:
    """Those that the register names: by name, once each; `vendors` are the names and aliases of the vendor table."""

    vendors: Mapping[str, str]
    items: dict[str, Item] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def of(self, name: str, cell: str) -> str:
        """The id of the party with a name; a name without a company's form is a category of recipients."""
        key = normal(name) or name
        if key not in self._names:
            vendor = self.vendors.get(key)
            taken = {*self.items, *self.vendors.values(), "controller"}
            found = vendor if vendor and vendor not in self.items else identifier(name, taken, "party")
            named = vendor is not None or LEGAL.search(name) is not None
            self.items[found] = {"id": found, "name": name, "kind": "named" if named else "category", "cell": cell}
            self._names[key] = found
        return self._names[key]


def contact(text: str) -> Item:
    """Name, e-mail, phone and address out of a contact's text; what is left of the first line is the name."""
    found: Item = {}
    text = text[:LONG]
    email = EMAIL.search(text)
    if email:
        found["email"] = email.group()
        text = text.replace(email.group(), " ")
    phone = PHONE.search(text)
    if phone:
        found["phone"] = phone.group().strip()
        text = text.replace(phone.group(), " ")
    parts = [part for piece in re.split(r"[\n;]|,(?![^(]*\))", text) if (part := LABEL.sub("", piece).strip(" :-–·"))]
    if parts:
        found = {"name": parts[0], **found}
    if parts[1:]:
        found["address"] = ", ".join(parts[1:])
    return found


def details(slots: list[Slot]) -> Item:
    """One contact out of its slots: those that say which detail they are, and one with all in its text."""
    found: Item = {}
    for slot in slots:
        if is_blank(slot.text) or is_unknown(slot.text) or says("none", slot.text):
            continue
        detail = labels().get(normal(slot.label), slot.label if slot.label in ("name", "address", "email", "phone") else "")
        for key, value in ({detail: slot.text} if detail else contact(slot.text)).items():
            if key == "address" and key in found and detail:
                found[key] = f"{found[key]}, {value}"
            found.setdefault(key, value.replace("\n", ", "))
    if found.get("address") and (code := country(found["address"].rpartition(",")[2].strip())):
        found["country"] = code
    return found
