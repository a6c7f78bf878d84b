"""The quotes of an earlier draft in a new text: those that still stand, with their new offsets, and those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ropa.evidence import completed, locate
from ropa.model import Quote

Item = dict[str, Any]


def standing(text: str, raw: Any) -> tuple[list[Item], list[str]]:
    """The quotes of a ``quote:`` key that stand in a text, as the form writes them, and the words of those that do not."""
    found, lost = [], []
    for each in [] if raw is None else raw if isinstance(raw, list) else [raw]:
        place = _place(text, each)
        if place is None:
            lost.append(quoted_words(each))
        else:
            found.append(place)
    return found, lost


def quoted_words(raw: Any) -> str:
    """The words of a quote, written short or long."""
    return str(raw.get("text", "") if isinstance(raw, Mapping) else raw)


def written(quotes: list[Item]) -> Item | list[Item]:
    """Quotes as a ``quote:`` key holds them: one alone, several as a list."""
    return quotes[0] if len(quotes) == 1 else quotes


def united(first: Any, second: list[Item]) -> list[Item]:
    """The quotes of a key, then those of a list that it does not have; the same span is one."""
    kept = {(quoted_words(each), int(each["at"])): each for each in (first if isinstance(first, list) else [first] if first else [])}
    for each in second:
        kept.setdefault((each["text"], int(each["at"])), each)
    return list(kept.values())


def _place(text: str, raw: Any) -> Item | None:
    """A quote where it was, else where its words stand first; None where they stand nowhere."""
    words, at = quoted_words(raw), raw.get("at") if isinstance(raw, Mapping) else None
    span = locate(text, Quote(words, int(at) if at is not None else None))
    start = text.find(words) if isinstance(span, str) else span.start
    if start < 0:
        return None
    full = completed(text, Quote(words, start))
    said = {"text": full.text, "at": full.at, "line": full.line, "prefix": full.prefix, "suffix": full.suffix}
    return {key: value for key, value in said.items() if value not in (None, "")}
