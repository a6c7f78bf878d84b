"""Periods of time as documents write them (ISO 8601 durations): when two are the same time, and how they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel.units import format_unit

_DURATION = re.compile(r"P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_UNITS = ("duration-year", "duration-month", "duration-week", "duration-day")
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP = (31, 29, *_MONTHS[2:])


@dataclass(frozen=True)
class Period:
    """Whole months (a year is twelve) and days (a week is seven)."""

    months: int
    days: int

    def span(self) -> tuple[int, int]:
        """The fewest and the most days that the period can last, by the calendar it starts in."""
        years, rest = divmod(self.months, 12)
        shortest = min((sum(_wrapped(_MONTHS, start, rest)) for start in range(12)), default=0)
        longest = max((sum(_wrapped(_LEAP, start, rest)) for start in range(12)), default=0)
        return years * 365 + years // 4 + shortest + self.days, years * 365 - (-years // 4) + longest + self.days


def parse_period(duration: str) -> Period | None:
    """The period of an ISO 8601 duration of years, months, weeks and days; None for anything else.

    >>> parse_period("P2Y") == parse_period("P24M")
    True
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return Period(years * 12 + months, weeks * 7 + days)


def same_period(one: str, other: str) -> bool:
    """Whether two durations are the same time.

    Years are twelve months and weeks seven days. A period in months and one in days are the same where some calendar makes
    them so: twelve months last 365 or 366 days, three months 89 to 92.

    >>> same_period("P24M", "P2Y"), same_period("P1Y", "P365D"), same_period("P3M", "P90D"), same_period("P12M", "P24M")
    (True, True, True, False)
    """
    first, second = parse_period(one), parse_period(other)
    if first is None or second is None:
        return one == other
    if first.months == second.months:
        return first.days == second.days
    if first.months and second.months:
        return False
    (low, high), (least, most) = first.span(), second.span()
    return low <= most and least <= high


def spoken(duration: str, lang: str) -> str:
    """An ISO 8601 duration in words, the duration itself kept in front.

    >>> spoken("P36M", "en")
    'P36M (36 months)'
    >>> spoken("until further notice", "en")
    'until further notice'
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        return duration
    words = [format_unit(int(number), unit, length="long", locale=lang) for number, unit in zip(match.groups(), _UNITS, strict=True) if number]
    return f"{duration} ({', '.join(words)})"


def _wrapped(lengths: tuple[int, ...], start: int, count: int) -> list[int]:
    return [lengths[(start + step) % 12] for step in range(count)]
