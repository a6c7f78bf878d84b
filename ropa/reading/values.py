"""From words to values of the annotation form: periods to ISO 8601, countries to codes, words to one tidy line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from babel import Locale

from ropa.assets import root
from ropa.law import read_table
from ropa.reading.folding import fold, fold_pattern
from ropa.reading.organisations import company, first_organisation, last_organisation, person
from ropa.reading.packs import Pack

_COUNTRY = re.compile(r"[A-Z]{2}")
_NO_COUNTRY = ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB")
_ENDING = {"fi": r"(?:(?:n|ssa|sta|an|aan|en|in|hin|iin|lla|lle|lta|ta|a)\b)?", "sv": r"(?::?s)?", "de": r"s?", "en": r"(?:'s)?", "fr": ""}
_TRIM = " \t\n,;:.–—-*"
Table = list[tuple[re.Pattern[str], str]]
EMAIL = r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"
URL = r"(?:https?://|www\.)[^\s,;()<>\"']*[^\s,;()<>\"'.]"


@dataclass(frozen=True)
class Reader:
    """Reads values in one language; each reading is None where the words hold no such value."""

    pack: Pack

    def read(self, name: str, words: str) -> str | None:
        """What the reader of that name makes of the words."""
        return READERS[name](self, words)

    @cached_property
    def macros(self) -> Mapping[str, str]:
        """The fragments that every pattern may use: ``{number} {duration} {country} {email} {url}``."""
        number = "|".join([r"\d{1,3}(?:[.,]\d{1,3})?", *_longest(self.pack.numbers)])
        unit = "|".join(_longest(self.pack.units)) or "years?"
        amount = rf"(?:{number})(?:[\s-]*\(\s?(?:{number})\s?\))?[\s-]*"
        years, months, days = ("|".join(name for name, letter in self.pack.units.items() if letter == wanted) or "years" for wanted in "YMD")
        also = r",?(?:\s(?:and|ja|och|und|et))?\s"
        joined = rf"{amount}(?:{years}){also}{amount}(?:{months})|{amount}(?:{months}){also}{amount}(?:{days})"
        fixed = "".join(f"{phrase}|" for phrase in _longest(self.pack.durations))
        return {
            "number": rf"\b(?:{number})",
            "duration": rf"\b(?:{fixed}{joined}|{amount}(?:{unit}))\b",
            "country": rf"\b(?:{'|'.join(_longest(self._countries))})\b",
            "authority": rf"\b(?:{'|'.join(_longest(self._authorities))})\b",
            "mechanism": rf"\b(?:{'|'.join(self.pack.mechanisms) or 'sccs?'})\b",
            "email": EMAIL,
            "url": URL,
        }

    def words(self, words: str) -> str | None:
        """The words on one line, without the marks around them."""
        found = " ".join(words.split()).strip(_TRIM)
        if found.count("(") > found.count(")"):
            found = f"{found})" if words.rstrip().endswith(")") else found[: found.rindex("(")].strip(_TRIM)
        return found or None

    def duration(self, words: str) -> str | None:
        """A period as ISO 8601: "twenty-four (24) months" is P24M, "2 years and 6 months" P2Y6M, "24 hours" P1D.

        None for a period that has no whole number of days.
        """
        shadow = fold(words)
        for phrase, period in self._durations:
            if phrase.fullmatch(shadow.strip()):
                return period
        amounts: dict[str, int] = {}
        for match in self._amount.finditer(shadow):
            count, letter = self._number(match["number"]), self._letter(match["unit"])
            if count is None or letter is None:
                return None
            count, letter = _whole(count, letter)
            if count != int(count) or letter in amounts:
                return None
            amounts[letter] = int(count)
        found = "".join(f"{amounts[letter]}{letter}" for letter in "YMWD" if letter in amounts)
        return f"P{found}" if found and any(amounts.values()) else None

    def country(self, words: str) -> str | None:
        """The code of a country by its name in the language; it has to begin with a capital letter, and a short one to have no other."""
        if not words[:1].isupper() or (len(words) < 4 and not words.isupper()):
            return None
        return _first(self._country_codes, words)

    @cached_property
    def _countries(self) -> dict[str, str]:
        ending = _ENDING[self.pack.language]
        names = Locale(self.pack.language).territories
        codes = {code: name for code, name in names.items() if _COUNTRY.fullmatch(code) and code not in _NO_COUNTRY}
        listed = {re.escape(fold(name)) + ending: code for code, name in codes.items()}
        return {**listed, **{fold_pattern(alias): code for alias, code in self.pack.countries.items()}}

    @cached_property
    def _country_codes(self) -> Table:
        return _table(self._countries)

    @cached_property
    def _durations(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(fold_pattern(phrase)), period) for phrase, period in self.pack.durations.items()]

    @cached_property
    def _amount(self) -> re.Pattern[str]:
        number = "|".join([r"\d+(?:[.,]\d+)?", *map(fold_pattern, _longest(self.pack.numbers))])
        unit = "|".join(map(fold_pattern, _longest(self.pack.units)))
        return re.compile(rf"\b(?P<number>{number})(?:[\s-]*\([^)]*\))?[\s-]*(?P<unit>{unit})\b")

    def _number(self, words: str) -> float | None:
        if words[0].isdigit():
            return float(words.replace(",", "."))
        return next((float(value) for word, value in self.pack.numbers.items() if re.fullmatch(fold_pattern(word), words)), None)

    def _letter(self, words: str) -> str | None:
        return next((letter for unit, letter in self.pack.units.items() if re.fullmatch(fold_pattern(unit), words)), None)

    def third_country(self, words: str) -> str | None:
        """The code of a country that was never inside the EU or EEA, or is outside it now."""
        code = self.country(words)
        return code if code and code not in self._inside else None

    def adequacy(self, words: str) -> str | None:
        """The id of the adequacy decision for a country, where ``data/law/adequacy.csv`` has one alone for it."""
        code = self.country(words)
        found = [row["id"] for row in read_table(root("data") / "law" / "adequacy.csv") if row["territory"] == code]
        return found[0] if len(found) == 1 else None

    def authority(self, words: str) -> str | None:
        """The id of a supervisory authority (``data/law/authorities.csv``) by its name in some language."""
        return _first(self._authority_ids, words)

    def mechanism(self, words: str) -> str | None:
        """The id of an instrument of Chapter V (``data/law/safeguards.csv``, ``adequacy.csv``)."""
        return _first(self._mechanism_ids, words)

    @cached_property
    def _inside(self) -> frozenset[str]:
        rows = read_table(root("data") / "law" / "territory.csv")
        return frozenset(row["code"] for row in rows if row["area"] in ("eu", "eea-efta") and not row["last_day"])

    @cached_property
    def _authorities(self) -> dict[str, str]:
        rows = read_table(root("data") / "law" / "authorities.csv")
        names = {name: row["id"] for row in rows for name in (row["name"], *row["name_local"].split(" / ")) if name}
        listed = {re.escape(fold(name)): identifier for name, identifier in names.items() if fold(name).count("~") < 3}
        return {**listed, **{fold_pattern(alias): identifier for alias, identifier in self.pack.authorities.items()}}

    @cached_property
    def _authority_ids(self) -> Table:
        return _table(self._authorities)

    @cached_property
    def _mechanism_ids(self) -> Table:
        return [(re.compile(fold_pattern(name)), identifier) for name, identifier in self.pack.mechanisms.items()]


def _whole(count: float, letter: str) -> tuple[float, str]:
    """A count of hours as days, half years as months; the rest as it is."""
    if letter == "H":
        return count / 24, "D"
    if letter == "Y" and count != int(count):
        return count * 12, "M"
    return count, letter


def _table(values: Mapping[str, str]) -> Table:
    return [(re.compile(pattern), values[pattern]) for pattern in _longest(values)]


def _first(table: Table, words: str) -> str | None:
    shadow = fold(words)
    return next((value for pattern, value in table if pattern.fullmatch(shadow)), None)


def _longest(patterns: Mapping[str, object]) -> list[str]:
    return sorted(patterns, key=lambda pattern: (-len(pattern), pattern))


READERS: Mapping[str, Callable[[Reader, str], str | None]] = {
    "words": Reader.words,
    "duration": Reader.duration,
    "country": Reader.country,
    "third-country": Reader.third_country,
    "adequacy": Reader.adequacy,
    "authority": Reader.authority,
    "mechanism": Reader.mechanism,
    "person": lambda _, words: person(words),
    "company": lambda _, words: company(words),
    "organisation": lambda _, words: first_organisation(words),
    "organisation-before": lambda _, words: last_organisation(words),
}
