"""Who is who: the parties of a document and the vendors of the table, by id, alias and name.

Names are compared without case, accents, punctuation and legal form: "HUBSPOT, Inc." is "hubspot".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from ropa.graph import Dataset
from ropa.namespaces import DCTERMS, RDF, ROPA, SKOS, VENDOR, local_name

_FORMS = (
    "ab abp ag aps as asa bhd bv bvba co company corp corporation cv doo dd ehf ek eood eurl ev fz gbr gmbh hb hf inc incorporated "
    "kb kft kg kgaa kk ky lda limited llc llp lp ltd ltda mbh nv nyrt oo ou oy oyj plc pbc pte pty pvt rt sa sarl sas sca sdn se sia "
    "sl slu sp spa spol srl sro sia tmi uab ug unlimited zoo zrt"
)
LEGAL_FORMS = frozenset(_FORMS.split())
LEADING_FORMS = frozenset(("oy", "ab", "sia", "uab"))
ALIKE = 0.75
"""The least share of common words at which two categories of recipients are one: "IT service providers" are not payment service providers."""
JOINERS = frozenset(("and", "de", "et", "ja", "och", "und", "z"))
_DOTTED = re.compile(r"(?<=\w)[./](?=\w)|(?<=\b\w)\.")
_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents and punctuation.

    >>> words_of("Ísbré Backup ehf.")
    ('isbre', 'backup', 'ehf')
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return tuple(_WORD.findall(_DOTTED.sub("", plain)))


def name_key(name: str) -> str:
    """A name as it is compared: its words, without the legal form at its end (or ``Oy``, ``AB`` in front).

    >>> [name_key(name) for name in ("Greenfell Tapes A/S", "Agave Obras S.A. de C.V.", "Oy Karhu ATS Ab", "HubSpot, Inc.")]
    ['greenfell tapes', 'agave obras', 'karhu ats', 'hubspot']
    """
    words = list(words_of(name))
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or (words[-1] in JOINERS and words[-2] in LEGAL_FORMS)):
        words.pop()
    if len(words) > 1 and words[0] in LEADING_FORMS:
        words.pop(0)
    return " ".join(words)


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of words that two texts have in common, from 0 to 1, the same both ways round."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0


@dataclass(frozen=True)
class Party:
    """Someone a document names: the vendors it is, those that provide it, and the groups they are in, by vendor id."""

    iri: str
    id: str
    name: str
    category: bool
    keys: frozenset[str]
    vendors: frozenset[str]
    providers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def same(self, other: Party) -> bool:
        """Whether two parties are one: the same vendor, else the same id or name; a category is never a named one."""
        if self.category != other.category:
            return False
        if self.vendors and other.vendors:
            return bool(self.vendors & other.vendors)
        if self.id == other.id or self.keys & other.keys:
            return True
        return self.category and likeness(words_of(self.name), words_of(other.name)) >= ALIKE

    def wider(self, other: Party) -> bool:
        """Whether this one provides the other, or is its group."""
        return not self.category and not other.category and bool(self.vendors & (other.providers | other.groups))


class Directory:
    """The vendor table of a dataset, and the parties that documents in it name."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for quad in sorted(self._dataset.quads(None, RDF("type"), ROPA("Vendor")), key=str):
            vendor: Any = quad.subject
            for predicate in (SKOS("prefLabel"), SKOS("altLabel")):
                for name in self._values(vendor, predicate):
                    found.setdefault(name_key(name), local_name(vendor.value))
        return found

    def vendor(self, name: str) -> str | None:
        """The id of the vendor that has a name or alias."""
        return self._by_name.get(name_key(name))

    def party(self, iri: str, graph: ox.NamedNode) -> Party:
        """The party of an IRI as a document names it."""
        node = ox.NamedNode(iri)
        identifier = next(iter(self._values(node, DCTERMS("identifier"), graph)), local_name(iri))
        names = self._values(node, SKOS("prefLabel"), graph) or [identifier]
        category = "category" in self._values(node, ROPA("partyKind"), graph)
        own = {local_name(value) for value in self._values(node, ROPA("identifiedAs"), graph)}
        if not own and not category:
            own = {vendor for vendor in map(self.vendor, names) if vendor is not None}
        given = {local_name(value) for value in self._values(node, ROPA("providedBy"), graph)}
        providers = {provider for vendor in own | given for provider in self._above(vendor, ROPA("providedBy"))} | given
        groups = {group for vendor in own | providers for group in self._above(vendor, ROPA("inGroup"))}
        keys = frozenset(map(name_key, names))
        return Party(iri, identifier, names[0], category, keys, frozenset(own), frozenset(providers), frozenset(groups))

    def named(self, name: str) -> Party:
        """A party of which only the name is known."""
        vendor = self.vendor(name)
        own = {vendor} if vendor else set()
        providers = {provider for each in own for provider in self._above(each, ROPA("providedBy"))}
        groups = {group for each in own | providers for group in self._above(each, ROPA("inGroup"))}
        return Party("", name_key(name), name, False, frozenset((name_key(name),)), frozenset(own), frozenset(providers), frozenset(groups))

    def _above(self, vendor: str, link: ox.NamedNode) -> set[str]:
        found: set[str] = set()
        todo = [vendor]
        while todo:
            for value in self._values(VENDOR(todo.pop()), link):
                if local_name(value) not in found:
                    found.add(local_name(value))
                    todo.append(local_name(value))
        return found

    def _values(self, subject: Any, predicate: ox.NamedNode, graph: ox.NamedNode | None = None) -> list[str]:
        return sorted({str(quad.object.value) for quad in self._dataset.quads(subject, predicate, None, graph)})  # type: ignore[union-attr]
