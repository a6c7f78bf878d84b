"""Details that stand beside a name: addresses, numbers, e-mail; read from the words of a text, not from its shadow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale

from ropa.model import LANGUAGES
from ropa.reading.organisations import without_company
from ropa.reading.units import Unit
from ropa.reading.values import EMAIL, URL

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_CITY_WORD = rf"[{_CAPITAL}][\w'’-]+"
_BEFORE_CITY = "Bad|Saint|Sainte|La|Le|Les|Den"
_IN_CITY = r"am|an|der|sur|lès|les|la|le|en|im|bei|\d{1,2}|CEDEX|Cedex"
_CITY = rf"(?:(?:{_BEFORE_CITY}) )?{_CITY_WORD}(?:[ -](?:{_IN_CITY})(?: {_CITY_WORD})?)*"
_COUNTRY = rf"(?P<country>,? (?:The )?{_CITY_WORD}(?: {_CITY_WORD})?)?"
_BOX = r"P\.?O\.? ?[Bb](?:ox|OX) \d+|PO BOX \d+|PL \d+|Box \d+|Postfach \d[\d ]*"
_STREET = rf"(?:{_BOX}|(?:c/o )?[{_CAPITAL}][\w.'’ -]{{2,40}}? \d+\w?(?: ?[-–/] ?\d+\w?)?(?: [A-Z] ?\d*)?)"
_WAY = "rue|avenue|av\\.|boulevard|bd|place|quai|allée|chemin|cours|impasse|route|square|passage|esplanade|cité|villa"
_FRENCH = rf"\d{{1,4}}(?: ?(?:bis|ter))?,? (?:{_WAY})\b[^,;|]{{2,50}}"
_POST = r"(?:[A-Z]{1,3}[- ])?\d{2,3} ?\d{2,3}"
_BRITISH_POST = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?:,? (?:UK|United Kingdom|England))?"
_BRITISH = rf"(?<!\d)\d{{1,4}}\w? [\w ]{{3,40}},(?: [\w ]{{2,30}},){{0,2}} [\w ]{{2,20}},? {_BRITISH_POST}"
_AREA = r"(?:[\w .-]{2,30}, )?"
_SWEDISH = r"[Oo]rg(?:anisation|anization|anisations)?\.?[ -]?(?:[Nn]r|[Nn]o|[Nn]ummer|[Nn]umber)"
_NUMBER = r"(?:[Nn]umber|[Nn]o\.?|[Cc]ode)"
_COMPANY_NUMBER = rf"CVR|KvK|KVK|[Cc]ompany (?:[Rr]egistration )?{_NUMBER}|[Rr]egistration {_NUMBER}|[Rr]egistered (?:\w+ ){{0,8}}?{_NUMBER}"
_REGISTERED = (
    r"(?:Y-tunnus|Business ID|FO-nummer)[ :(]*(?P<fi>\d{7}-\d)",
    r"(?P<hrb>HR[AB] ?(?:Nr\.? ?|: ?)?\d{2,7}(?: [A-Z]\b)?)",
    r"(?:R\.?C\.?S\.?|SIREN|SIRET|[Rr]egistre du [Cc]ommerce et des [Ss]ociétés)[^\d]{0,60}(?P<fr>\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?)(?!\d)",
    rf"(?:{_SWEDISH}|[Cc]orporate (?:identity|ID|registration)(?: [Nn]o\.?| [Nn]umber)?)[.: ()]*(?P<se>\d{{6}}-\d{{4}}|\d{{9,10}})",
    rf"(?:{_COMPANY_NUMBER})(?:[.: ]|Nr|No|is)*(?P<other>[A-Z]{{0,3}} ?\d[\d -]{{4,12}}\d)",
    r"(?:VAT|USt|Umsatzsteuer|TVA|ALV|[Mm]oms)[\w.-]*[^\d]{0,30}?(?P<vat>[A-Z]{2} ?[A-Z]?[\d ]{8,13}\d)",
)
_CALLED = r"(?:[Tt]el\w*|[Pp]hone|[Pp]uh\w*|[Tt]él\w*|[Ff]on)\b[.:]*(?: number)?[ :]*"
_DETAILS: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(EMAIL),
    "url": re.compile(URL),
    "phone": re.compile(rf"(?:{_CALLED}|(?<!\w)(?=\+\d))(?P<value>\+?\(?\d[\d ()/.–-]{{5,20}}\d)(?!\d)"),
    "registrationNumber": re.compile("|".join(_REGISTERED)),
    "address": re.compile(rf"(?P<value>(?:{_FRENCH},? {_AREA}{_POST} {_CITY}|{_BRITISH}|{_STREET},? {_AREA}{_POST},? {_CITY}){_COUNTRY})"),
}
_SHORT, _LINE, _REACH, _LONGEST = 60, 240, 12, 600


def detail(kind: str, words: str) -> str | None:
    """The first detail of a kind in some words; kinds: email, url, phone, registrationNumber, address."""
    for match in _DETAILS[kind].finditer(words[:_LONGEST]):
        named = [value for value in match.groupdict().values() if value]
        value = " ".join((named[0] if named else match.group()).split()).strip(" .,")
        if kind == "address":
            value = without_company(_without_label(value, match["country"] or ""))
        if kind == "email":
            value = re.sub(r"\s?[(\[]at[)\]]\s?", "@", value)
        return value
    return None


def _without_label(address: str, tail: str) -> str:
    """An address without the last words behind its town, where they are no country."""
    words = tail.split(" ")
    for kept in range(len(words), 0, -1):
        if " ".join(words[:kept]).strip(" ,").removeprefix("The ").casefold() in _countries():
            return address.removesuffix(" ".join(words[kept:])).strip(" ,")
    return address.removesuffix(tail.rstrip(" .,"))


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.casefold() for language in LANGUAGES for name in Locale(language).territories.values())


def gathered(kinds: Sequence[str], units: Sequence[Unit], number: int, at: int, stops: frozenset[int]) -> tuple[dict[str, str], int]:
    """The details of the kinds in a unit and those that follow it, and the number of the last unit that holds one.

    In the unit itself the first after `at`, or else the first. Looks on through short lines and sentences with details, and ends at
    a heading, at a unit of `stops`, or at any other prose.
    """
    found: dict[str, str] = {}
    last = number
    for index in range(number, min(number + _REACH, len(units))):
        unit = units[index]
        words = unit.plain.words
        if index > number and (unit.kind == "heading" or index in stops or len(words) > _LINE):
            break
        stretches = (words[at:], words) if index == number else (words, f"{units[index - 1].plain.words[-_SHORT:]} {words}")
        here = {kind: value for kind in kinds if kind not in found and (value := _first(kind, stretches))}
        if here:
            found.update(here)
            last = index
        elif index > number and len(words) > _SHORT:
            break
    return found, last


def _first(kind: str, stretches: Sequence[str]) -> str | None:
    return next((value for words in stretches if (value := detail(kind, words))), None)
