"""The words by which tables say things, from ``data/tables``: none, unknown, yes, examples, units; legal bases; terms."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

import pyoxigraph as ox
from babel import Locale

from ropa.assets import root
from ropa.fields import fields_of
from ropa.namespaces import DPV, SKOS, compact
from ropa.vocabulary import ontology_quads, vocabulary

LANGUAGES = ("en", "fi", "sv", "de", "fr", "nl", "da", "nb", "it", "es", "el")
KINDS = {
    "purpose": DPV("Purpose").value,
    "dataSubjects": DPV("HumanSubject").value,
    "data": DPV("PersonalData").value,
    "measures": DPV("TechnicalOrganisationalMeasure").value,
}
TOPS = {
    "purpose": "dpv:Purpose",
    "dataSubjects": "dpv:DataSubject",
    "data": "dpv:PersonalData",
    "measures": "dpv:TechnicalOrganisationalMeasure",
}
"""What a value is where no term is known for its words."""
COUNTRY_ALIASES = {"ηπα": "US", "vs": "US", "v.s.": "US", "ee. uu.": "US", "eeuu": "US", "états-unis d'amérique": "US", "stati uniti d'america": "US",
    "usa": "US", "u.s.": "US", "us": "US", "u.s.a.": "US", "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB"}
_MARKS = re.compile(r"[^\w\s]|_")


def normal(text: str) -> str:
    """Words in small letters without accents, marks and underscores: ``Finalité(s) – 1`` gives ``finalite s 1``.

    >>> normal("name_data-Controller")
    'name data controller'
    """
    small = text.casefold().replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("œ", "oe")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return " ".join(_MARKS.sub(" ", plain).split())


def _rows(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = (root("data") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    for first, words in list(csv.reader(io.StringIO(text)))[1:]:
        yield first, tuple(words.split("|"))


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a kind, in small letters as written."""
    return frozenset(word.casefold() for found, each in _rows("words") if found == kind for word in each)


@cache
def small_headings() -> frozenset[str]:
    """Small headings inside a section, normalised: what they are follows from the section."""
    return frozenset(normal(word) for word in words("small-heading")) | frozenset(details())


@cache
def details() -> Mapping[str, str]:
    """Normalised labels of a contact's parts to name, address, email and phone."""
    return {normal(word): kind.removeprefix("detail-") for kind, each in _rows("words") if kind.startswith("detail-") for word in each}


@cache
def units() -> Mapping[str, str]:
    """Unit words to the letters of ISO 8601: Y, M, W, D."""
    return {word.casefold(): found.removeprefix("unit-") for found, each in _rows("words") if found.startswith("unit-") for word in each}


@cache
def bases() -> Mapping[str, str]:
    """Normalised words to the point of Art. 6(1) or 9(2) that they name."""
    return {normal(word): basis for basis, each in _rows("bases") for word in each}


@cache
def points() -> Mapping[tuple[str, str], str]:
    """(article, letter) of Art. 6(1) and 9(2) to the term of the point."""
    terms_ = (compact(term.value) for term in fields_of()["basis"].allowed)
    return {(found.group(1), found.group(2)): term for term in terms_ if (found := re.search(r":A(\d)-\d-(\w)$", term))}


@cache
def rights() -> Mapping[str, str]:
    """The number of an article on a right of the data subject to its term."""
    terms_ = (compact(term.value) for term in fields_of()["right"].allowed)
    return {found.group(1): term for term in terms_ if (found := re.search(r":A(\d+)$", term))}


@cache
def mechanisms() -> Mapping[str, str]:
    """Normalised words to the row of the table of safeguards."""
    return {normal(word): row for row, each in _rows("mechanisms") for word in each}


@cache
def terms(key: str) -> Mapping[str, str]:
    """Normalised words to the term for them, for purposes, data subjects, data or measures: the profile's labels and our synonyms."""
    known, top = vocabulary(), KINDS[key]
    found: dict[str, str] = {}
    for quad in ontology_quads():
        if quad.predicate == SKOS("prefLabel") and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            iri = quad.subject.value
            if iri in known and known.is_below(iri, top):
                found.setdefault(normal(quad.object.value), compact(iri))
    names = {compact(iri) for iri in known.below(top)}
    for term, each in _rows("terms"):
        if term in names:
            found.update({normal(word): term for word in each})
    return found


@cache
def countries() -> Mapping[str, str]:
    """Country names in eleven languages, and ISO 3166 codes of two letters in capitals, to the code."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in sorted(Locale.parse(language).territories.items()):
            if re.fullmatch("[A-Z]{2}", code) and code not in ("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"):
                found.setdefault(normal(name), code)
    found.update({normal(name): code for name, code in COUNTRY_ALIASES.items()})
    return found


@cache
def language_words() -> Mapping[str, frozenset[str]]:
    """Small words that give a language away."""
    return {found.removeprefix("lang-"): frozenset(each) for found, each in _rows("words") if found.startswith("lang-")}


def language_of(text: str) -> str:
    """The language of a text, by its small words; English where none is found."""
    greek = len(re.findall("[α-ωά-ώ]", text.casefold()))
    if greek * 3 > len(text):
        return "el"
    counted = dict.fromkeys(language_words(), 0)
    for word in re.findall(r"[^\W\d_]+", text.casefold())[:20_000]:
        for language, known in language_words().items():
            counted[language] += word in known
    best = max(counted, key=lambda language: counted[language])
    return best if counted[best] else "en"
