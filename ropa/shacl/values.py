"""Literals by their values: whether a lexical form is one of its datatype, and which of two values is the lesser.

XML Schema Part 2: Datatypes, for the datatypes that SPARQL 1.1 (17.1) computes with, and for dates, times, durations and binary data.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import isnan

import pyoxigraph as ox

from ropa.namespaces import PREFIXES, RDF

_XSD = PREFIXES["xsd"]
_LANG = RDF("langString").value
_ZONE_SLACK = 14 * 3600
"""Seconds by which a time without a zone may lie from the same time in UTC (XSD 1.1, 3.3.7)."""

_ZONE = r"(?P<zone>Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_DAY = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_TIME_PART = r"T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?"
_FORMS: dict[str, re.Pattern[str]] = {
    name: re.compile(form, re.ASCII)
    for name, form in {
        "boolean": r"true|false|1|0",
        "decimal": _NUMBER,
        "double": rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "integer": r"[+-]?\d+",
        "dateTime": f"{_DAY}T{_CLOCK}{_ZONE}",
        "date": f"{_DAY}{_ZONE}",
        "time": f"{_CLOCK}{_ZONE}",
        "duration": rf"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?(?:{_TIME_PART})?",
        "hexBinary": r"(?:[0-9a-fA-F]{2})*",
        "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}=|(?:[A-Za-z0-9+/] ?){2}= ?=)?",
    }.items()
}
_FORMS["float"] = _FORMS["double"]
_FORMS["dayTimeDuration"] = re.compile(rf"(?P<sign>-?)P(?=.)(?:(?P<days>\d+)D)?(?:{_TIME_PART})?", re.ASCII)
_FORMS["yearMonthDuration"] = re.compile(r"(?P<sign>-?)P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
_DURATIONS = ("duration", "dayTimeDuration", "yearMonthDuration")


@dataclass(frozen=True)
class Value:
    """A value and the space it is ordered in; `zoned` for a moment that names its time zone."""

    space: str
    of: int | Decimal | float | str | tuple[int, Decimal]
    zoned: bool = False


def well_typed(literal: ox.Literal) -> bool:
    """Whether a literal's lexical form is one of its datatype; a datatype that is not known here takes every form."""
    if literal.datatype.value == _LANG:
        return literal.language is not None
    name = _name(literal)
    return (name not in _FORMS and name not in _RANGES) or value_of(literal) is not None


def value_of(literal: ox.Literal) -> Value | None:
    """The value of a literal; None for an ill-typed one, and for a datatype that has no order here."""
    name, text = _name(literal), literal.value
    if name == "string":
        return Value("string", text)
    form = _FORMS.get("integer" if name in _RANGES else name)
    match = form.fullmatch(text) if form else None
    if match is None:
        return None
    if name in _RANGES:
        least, most = _RANGES[name]
        number = _whole(text)
        return Value("number", number) if (least is None or number >= least) and (most is None or number <= most) else None
    return _READ[name](match)


def compare(a: Value | None, b: Value | None) -> int | None:
    """-1, 0 or 1 where the first is less than, equal to or greater than the second; None where they cannot be compared."""
    if a is None or b is None or a.space != b.space:
        return None
    if isinstance(a.of, tuple) and isinstance(b.of, tuple):
        signs = {_sign(x, y) for x, y in zip(a.of, b.of, strict=True)} - {0}
        return None if len(signs) > 1 else next(iter(signs), 0)
    left, right = a.of, b.of
    if a.zoned != b.zoned:
        gap = left - right  # type: ignore[operator]
        return None if abs(gap) <= _ZONE_SLACK else _sign(gap, 0)
    if isinstance(left, float) or isinstance(right, float):
        left, right = _float(left), _float(right)
        if isnan(left) or isnan(right):
            return None
    return _sign(left, right)


def _sign(left: object, right: object) -> int:
    return int(left > right) - int(left < right)  # type: ignore[operator]


def _float(number: object) -> float:
    try:
        return float(number)  # type: ignore[arg-type]
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")  # type: ignore[operator]


def _whole(text: str) -> int:
    return int(text) if len(text) < 4000 else int(Decimal(text))  # Python refuses longer texts


def _name(literal: ox.Literal) -> str:
    iri = literal.datatype.value
    return iri[len(_XSD) :] if iri.startswith(_XSD) else iri


def _moment(match: re.Match[str]) -> Value | None:
    """A dateTime, date or time as seconds from an arbitrary start, those with a zone in UTC."""
    parts = match.groupdict()
    days = 0
    if parts.get("day"):
        year, month, day = _whole(parts["year"]), int(parts["month"]), int(parts["day"])
        days = _days(year, month, day)
        if days >= _days(year + month // 12, month % 12 + 1, 1):
            return None
    seconds = Decimal(0)
    if parts.get("hour"):
        seconds = int(parts["hour"]) * 3600 + int(parts["minute"]) * 60 + Decimal(parts["second"])
        if seconds > 86400:
            return None
    zone = parts["zone"] or ""
    shift = 0 if zone in ("", "Z") else (int(zone[1:3]) * 60 + int(zone[4:])) * (-60 if zone[0] == "+" else 60)
    space = "time" if not parts.get("day") else "dateTime" if parts.get("hour") else "date"
    if space == "time":
        seconds %= 86400
    return Value(space, days * 86400 + seconds + shift, bool(zone))


def _days(year: int, month: int, day: int) -> int:
    """Days of the proleptic Gregorian calendar since 1 March of year 0."""
    year -= month < 3
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * ((month + 9) % 12) + 2) // 5 + day - 1


def _duration(match: re.Match[str]) -> Value:
    parts = {name: Decimal(found or 0) for name, found in match.groupdict().items() if name != "sign"}
    get = parts.get
    zero = Decimal(0)
    months = int(get("years", zero) * 12 + get("months", zero))
    seconds = get("days", zero) * 86400 + get("hours", zero) * 3600 + get("minutes", zero) * 60 + get("seconds", zero)
    sign = -1 if match["sign"] else 1
    return Value("duration", (sign * months, sign * seconds))


_READ: dict[str, Callable[[re.Match[str]], Value | None]] = {
    "boolean": lambda match: Value("boolean", int(match[0] in ("true", "1"))),
    "decimal": lambda match: Value("number", Decimal(match[0])),
    "double": lambda match: Value("number", float(match[0])),
    "float": lambda match: Value("number", float(match[0])),
    "integer": lambda match: Value("number", _whole(match[0])),
    "dateTime": _moment,
    "date": _moment,
    "time": _moment,
    "hexBinary": lambda match: Value("hexBinary", match[0]),
    "base64Binary": lambda match: Value("base64Binary", match[0]),
    **dict.fromkeys(_DURATIONS, _duration),
}
