"""Details that stand beside a name: addresses, numbers, e-mail; read from the words of a text, not from its shadow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale

from ropa.model import LANGUAGES
from ropa.reading.units import Unit
from ropa.reading.values import EMAIL, URL

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_CITY = rf"[{_CAPITAL}][\w'’-]+(?:[ -](?:[{_CAPITAL}][\w'’-]+|am|an|der|sur|lès|les|la|le|en|\d{{1,2}}|CEDEX|Cedex))*"
_COUNTRY = rf"(?P<country>,? (?:The )?[{_CAPITAL}][\w-]+(?: [{_CAPITAL}][\w-]+)?)?"
_STREET = rf"(?:P\.?O\.? ?[Bb]ox \d+|PL \d+|Box \d+|Postfach \d[\d ]*|(?:c/o )?[{_CAPITAL}][\w.'’ -]{{2,40}}? \d+\w?(?: ?[-–/] ?\d+\w?)?(?: [A-Z] ?\d*)?)"
_FRENCH = r"\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|quai|allée|chemin|cours|impasse|route|square|passage|esplanade|cité|villa)\b[^,;|]{2,50}"
_POST = r"(?:[A-Z]{1,3}[- ])?\d{2,3} ?\d{2,3}"
_BRITISH = r"(?<!\d)\d{1,4}[\w ]{3,40},(?: [\w ]{2,30},){0,2} [\w ]{2,20},? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?:,? (?:UK|United Kingdom|England))?"
_DETAILS: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(EMAIL),
    "url": re.compile(URL),
    "phone": re.compile(
        r"(?:(?:[Tt]el\w*|[Pp]hone|[Pp]uh\w*|[Tt]él\w*|[Ff]on)\b[.:]*(?: number)?[ :]*|(?<!\w)(?=\+\d))(?P<value>\+?\(?\d[\d ()/.–-]{5,20}\d)(?!\d)"
    ),
    "registrationNumber": re.compile(
        r"(?:Y-tunnus|Business ID|FO-nummer)[ :(]*(?P<fi>\d{7}-\d)|(?P<hrb>HR[AB] ?(?:Nr\.? ?)?\d{2,7}(?: [A-Z]\b)?)"
        r"|(?:R\.?C\.?S\.?|SIREN|SIRET|[Rr]egistre du [Cc]ommerce et des [Ss]ociétés)[^\d]{0,60}(?P<fr>\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?)(?!\d)"
        r"|(?:[Oo]rg(?:anisation|anization|anisations)?\.?[ -]?(?:[Nn]r|[Nn]o|[Nn]ummer|[Nn]umber)|[Cc]orporate (?:identity|ID|registration)(?: [Nn]o\.?| [Nn]umber)?)[.: ()]*(?P<se>\d{6}-\d{4}|\d{9,10})"
        r"|(?:CVR|KvK|KVK|[Cc]ompany (?:[Rr]egistration )?(?:[Nn]umber|[Nn]o\.?|[Cc]ode)|[Rr]egistration (?:[Nn]umber|[Nn]o\.?|[Cc]ode)|[Rr]egistered (?:\w+ ){0,8}?(?:[Nn]umber|[Nn]o\.?))"
        r"(?:[.: ]|Nr|No|is)*(?P<other>[A-Z]{0,3} ?\d[\d -]{4,12}\d)"
        r"|(?:VAT|USt|Umsatzsteuer|TVA|ALV|[Mm]oms)[\w.-]*[^\d]{0,30}?(?P<vat>[A-Z]{2} ?[A-Z]?[\d ]{8,13}\d)"
    ),
    "address": re.compile(rf"(?P<value>(?:{_FRENCH},? (?:[\w ]{{2,30}}, )?{_POST} {_CITY}|{_BRITISH}|{_STREET},? (?:[\w .-]{{2,30}}, )?{_POST},? {_CITY}){_COUNTRY})"),
}
_SHORT, _LINE, _REACH = 60, 240, 12


def detail(kind: str, words: str) -> tuple[str, int] | None:
    """The first detail of a kind in some words, and where it ends; kinds: email, url, phone, registrationNumber, address."""
    for match in _DETAILS[kind].finditer(words):
        named = [value for value in match.groupdict().values() if value]
        value = " ".join((named[0] if named else match.group()).split()).strip(" .,")
        if kind == "address":
            value = _without_label(value, match["country"] or "")
        if kind == "email":
            value = re.sub(r"\s?[(\[]at[)\]]\s?", "@", value)
        return value, match.end()
    return None


def _without_label(address: str, tail: str) -> str:
    """An address without the last words behind its town, where they are no country."""
    return address if not tail or tail.strip(" ,").removeprefix("The ").casefold() in _countries() else address.removesuffix(tail.rstrip(" .,"))


@cache
def _countries() -> frozenset[str]:
    return frozenset(name.casefold() for language in LANGUAGES for name in Locale(language).territories.values())


def gathered(kinds: Sequence[str], units: Sequence[Unit], number: int, stops: frozenset[int]) -> tuple[dict[str, str], int]:
    """The details of the kinds in a unit and those that follow it, and the number of the last unit that holds one.

    Looks on through short lines and sentences with details, and ends at a heading, at a unit of `stops`, or at any other prose.
    """
    found: dict[str, str] = {}
    last = number
    for index in range(number, min(number + _REACH, len(units))):
        unit = units[index]
        words = unit.plain.words
        if index > number and (unit.kind == "heading" or index in stops or len(words) > _LINE):
            break
        here = {kind: value[0] for kind in kinds if kind not in found and (value := detail(kind, words))}
        if here:
            found.update(here)
            last = index
        elif index > number and len(words) > _SHORT:
            break
    return found, last
