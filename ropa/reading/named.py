"""Organisations and services by name: those of the vendor table and of a list of known names, and names with a legal form."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path

from ropa.assets import root
from ropa.law import tables
from ropa.reading.folding import fold
from ropa.reading.lexicon import Entry, Lexicon, Tokens

FORMS = "|".join(
    (
        r"AB \(publ\)|AB|Ab|Aktiebolag|HB|KB|Oy Ab|Oyj?|Abp|Ky|Osakeyhtiö|Osk",
        r"(?:GmbH|AG|SE|UG) & Co\. ?(?:KGaA|KG|OHG)|g?GmbH|mbH|AG|KGaA|KG|OHG|GbR|UG \(haftungsbeschränkt\)|UG|SE|eG|e\. ?V\.|e\. ?K\.",
        r"SASU?|SA|SARL|S\.A\.S\.U?\.?|S\.A\.R\.L\.?",
        r"S\.?[àa]\.? ?r\.?l\.?|Sàrl|Sarl|S\.A\.U\.?|S\.A\.?|EURL|SCA|S\.C\.A\.|SNC|GIE|Société par actions simplifiée|Société anonyme",
        r"(?:Private|Pvt\.?|Pte\.?|Pty\.?) (?:Ltd\.?|Limited)|Co\., Ltd\.?",
        r"Ltd\.?|Limited|LTD|Inc\.?|INC\.?|Incorporated|L\.L\.C\.|LLC|LLP|L\.P\.|PBC|PLC|Plc|plc",
        r"Corporation|Corp\.?|Unlimited Company|DAC|ULC",
        r"B\.V\.|BV|N\.V\.|NV|A/S|ApS|APS|ASA|AS|OÜ|UAB|SIA|S\.p\.A\.?|SpA|SPA|S\.r\.l\.?|SRL|Srl|S\.L\.U?\.?|SLU?|Lda\.?|ehf\.?",
        r"[Ss]p\. ?z ?o\. ?o\.|s\.r\.o\.|a\.s\.|Kft\.?|Zrt\.?|d\.o\.o\.|EOOD|OOD",
    )
)
"""Legal forms of companies."""
WORD = r"(?:[A-ZÅÄÖÜÉÈØÆ0-9][\w&'.+/-]*\w|[A-ZÅÄÖÜÉ]|\w+\.(?:com|io|se|fi|de|fr|net|org|eu|ai))"
JOIN = r"(?:\s(?:&|of|and|the|de|des|du|la|för|och|für|und|van|i|ja|et)(?=\s[A-ZÅÄÖÜÉ0-9]))?"
LEGAL = re.compile(rf"(?<![\w.-])(?P<name>{WORD}(?:{JOIN}\s{WORD}){{0,5}}?),?\s(?P<form>(?:{FORMS}))(?![\w&])")
FORM = re.compile(rf"\s(?:{FORMS})(?![\w&])")
"""A legal form by itself."""
SMALL = re.compile(r"(?<![\w.-])(?P<name>[a-zåäöü][\w.-]{2,})\s(?P<form>GmbH|AG|AB|Oy|SAS|Ltd\.?|Limited|Inc\.?|LLC|B\.V\.|BV)(?![\w&])")
"""A name that is written small, right before its legal form."""
BEFORE = re.compile(r"(?<!\w)(?P<form>SAS|SARL|SASU|EURL)\s(?P<name>[A-ZÉ][\w&'-]+(?:\s[A-ZÉ][\w&'-]+){0,3})")
SHORTEST = 4
"""How many letters the short form of a name has at least."""
CASES = re.compile(r"(?:[ie]?n|[ie]?lle|[ie]?lla|[ie]?lta|[ie]?ssa|[ie]?sta|i?a|ta|iin|in|s)?$")
"""What Finnish cases and the genitive of Swedish and German add to a name."""
JOINED = re.compile(r"-(?:[a-zåäöü]|Dienst|Server|Tool|Plugin|Pixel|Cookie|Cloud|Schrift|Video|Karte|Produkt|Netzwerk|Gruppe|Konzern|Plattform)\w*$")
"""The word that a name makes one with: "Northgate-palvelu", "Northgate-Dienste"."""


@dataclass(frozen=True)
class Named:
    """A name in the words of a sentence: ``words[start:end]``. `id` names the party: the vendor table's id, or a short form of the name."""

    start: int
    end: int
    id: str
    words: str


@dataclass(frozen=True)
class Names:
    """The names that are known: by their shadow the party's id, whether the name is a common word too, and how it is spelt."""

    lexicon: Lexicon
    written: dict[str, tuple[str, bool, frozenset[str]]]

    def find(self, words: str, shadow: str, tokens: Tokens | None = None, opening: frozenset[str] = frozenset()) -> list[Named]:
        """The names in a sentence, from left to right, none within another; words of `opening` before a name are no part of it."""
        found = list(self._legal(words, opening))
        taken = [(each.start, each.end) for each in found]
        for hit in self.lexicon.find(shadow, tokens):
            here = words[hit.start : hit.end]
            numbered = self.written[hit.term][1] and shadow[: hit.start].rstrip()[-1:].isdigit()
            if self._written(hit.term, here) and not numbered and not any(start < hit.end and hit.start < end for start, end in taken):
                found.append(Named(hit.start, hit.end, self.written[hit.term][0], words[hit.start : hit.start + max(len(hit.term), 1)]))
        return sorted(found, key=lambda each: each.start)

    def with_short(self, legal: list[Named], words: str) -> Names:
        """These names, and the short forms of what a text names in full ("Northgate" of "Northgate B.V."), but not what it writes small too."""
        more: dict[str, tuple[str, bool, frozenset[str]]] = {}
        small = frozenset(re.findall(r"[\w-]+", words)) if legal else frozenset()
        for each in legal:
            match = LEGAL.fullmatch(each.words)
            short = match["name"] if match else ""
            if len(short) >= SHORTEST and fold(short) not in self.written and short.lower() not in small:
                more[fold(short)] = each.id, True, frozenset((short,))
        if not more:
            return self
        added = ((tuple(Tokens.of(key).parts), key) for key in more)
        found = tuple(Entry((*parts[:-1], parts[-1] + "*"), key) for parts, key in added if parts)
        return Names(Lexicon((*self.lexicon.entries, *found)), {**self.written, **more})

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the parties that are known."""
        return frozenset(identifier for identifier, _, _ in self.written.values())

    def id_of(self, name: str) -> str:
        """The id of a name: that of a known one, else the name in small letters with hyphens."""
        known = self.written.get(fold(name))
        return known[0] if known else slug(name)

    def _legal(self, words: str, opening: frozenset[str]) -> Iterator[Named]:
        for pattern in (LEGAL, SMALL, BEFORE):
            for match in pattern.finditer(words):
                start, name = _opened(match.start("name"), match["name"], opening)
                if name:
                    whole = words[start : match.end()] if pattern is not BEFORE else match[0]
                    yield Named(start, match.end(), self._id(name, whole), whole)

    def _id(self, name: str, whole: str) -> str:
        return self.written[fold(whole)][0] if fold(whole) in self.written else self.id_of(name)

    def _written(self, term: str, here: str) -> bool:
        """Whether a known name is written as it is: with its capitals, and letter for letter where it is a word too."""
        name, rest = here[: len(term)], fold(here)[len(term) :]
        if not fold(here).startswith(term) or not (CASES.fullmatch(rest) or JOINED.fullmatch(here[len(term) :])):
            return False
        _, common, spelt = self.written[term]
        if common:
            return name in spelt
        return name.casefold() in {each.casefold() for each in spelt} and (name != name.lower() or name in spelt)


def _opened(start: int, name: str, opening: frozenset[str]) -> tuple[int, str]:
    """A name without the words that stand before it."""
    parts = name.split(" ")
    while parts and (parts[0].lower().strip("'\".,:()") in opening or not parts[0]):
        start += len(parts[0]) + 1
        parts.pop(0)
    return start, " ".join(parts)


def slug(name: str) -> str:
    """A name in small letters with hyphens.

    >>> slug("Lime Technologies")
    'lime-technologies'
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


def names(workspace: Path | None = None) -> Names:
    """The names of the vendor table, a workspace's too, and of ``data/lexicons/names.csv``."""
    written: dict[str, tuple[str, bool, frozenset[str]]] = {}
    found: list[Entry] = []
    for name, identifier, common in _rows(workspace):
        key = fold(name)
        if key in written:
            written[key] = (*written[key][:2], written[key][2] | {name})
            continue
        written[key] = identifier, common, frozenset((name,))
        parts = tuple(Tokens.of(key).parts)
        if parts:
            found.append(Entry((*parts[:-1], parts[-1] + "*"), key))
        if legal := LEGAL.fullmatch(name):
            written.setdefault(fold(legal["name"]), (identifier, common, frozenset((legal["name"],))))
    return Names(Lexicon(tuple(found)), written)


def _rows(workspace: Path | None) -> Iterator[tuple[str, str, bool]]:
    for row in tables(workspace)["vendors"]:
        for name in (row["name"], *filter(None, (row.get("aliases") or "").split(";"))):
            yield name.strip(), row["id"], False
        if row["kind"] == "organisation" and row.get("contracting_entity"):
            yield row["contracting_entity"], row["id"], False
    for row in csv.DictReader(io.StringIO(_known().read_text(encoding="utf-8"))):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            yield name.strip(), slug(row["name"]), bool(row["common"])


def _known() -> Traversable:
    return root("data") / "lexicons" / "names.csv"
