"""Regular expressions by RE2: time linear in the text, no backtracking, no look-around."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from ropa.errors import InputError

Spans = tuple[int, int, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True)
class Regex:
    """A compiled expression over shadows (ASCII, so that bytes and code points are the same)."""

    source: str
    program: Any

    @property
    def groups(self) -> frozenset[str]:
        """The names of its groups."""
        return frozenset(self.program.groupindex)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return dict(self.program.groupindex)

    def found(self, shadow: str) -> bool:
        """Whether it is in a shadow."""
        return self.program.search(shadow.encode("ascii")) is not None

    def all(self, shadow: str) -> Iterator[Spans]:
        """Each match that is not empty: start, end, and the spans of the named groups that took part."""
        for match in self.program.finditer(shadow.encode("ascii")):
            if match.end() > match.start():
                spans = {name: match.span(number) for name, number in self._numbers.items()}
                yield match.start(), match.end(), {name: span for name, span in spans.items() if span[0] >= 0}


def compiled(source: str, where: str) -> Regex:
    """An expression. Raises InputError where RE2 does not take it."""
    options = re2.Options()
    options.log_errors = False
    try:
        return Regex(source, re2.compile(source, options))
    except re2.error as error:
        remedy = "The syntax is RE2's: no look-around, no back-references."
        raise InputError(f"its expression cannot be used: {_message(error)}", where=where, remedy=remedy) from error


def prefilter(sources: list[str]) -> Callable[[str], list[int]]:
    """The numbers of the expressions that are in a shadow, in order; only those whose literal words are there are tried."""
    chosen = re2.Filter()
    options = re2.Options()
    options.log_errors = False
    for source in sources:
        chosen.Add(source, options)
    chosen.Compile()
    return lambda shadow: sorted(chosen.Match(shadow, False) or ())


def _message(error: Exception) -> str:
    first = error.args[0] if error.args else error
    return first.decode() if isinstance(first, bytes) else str(first)
