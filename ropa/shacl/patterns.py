"""``sh:pattern`` (SHACL 4.4.3): SPARQL's own REGEX where Oxigraph takes the pattern, else Python's ``re``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.shacl.components import EachValue
from ropa.shacl.graph import NotCompiled

if TYPE_CHECKING:
    from ropa.shacl.validator import Run

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


@dataclass(frozen=True)
class Pattern(EachValue):
    """``sh:pattern`` with ``sh:flags``; `python` where SPARQL's engine refuses the pattern (it has no lookaround)."""

    pattern: str
    flags: str
    python: re.Pattern[str] | None = None
    component = "Pattern"

    def bad(self, run: Run, values: set[int]) -> set[int]:
        """As `EachValue` says; a blank node has no text and never matches."""
        texts = {value: term.value for value in values if not isinstance(term := run.columns.term(value), ox.BlankNode)}
        if self.python is not None:
            return values - {value for value, text in texts.items() if self.python.search(text)}
        if not texts:
            return values
        rows = " ".join(f"({value} {ox.Literal(text)})" for value, text in texts.items())
        return values - {int(row["n"].value) for row in _ask(f"VALUES (?n ?text) {{ {rows} }} FILTER {_regex('?text', self.pattern, self.flags)}")}


def read_pattern(pattern: str, flags: str) -> Pattern:
    """The constraint of a pattern. Raises NotCompiled for one that neither engine takes."""
    if any(row["n"] is not None for row in _ask(f"BIND({_regex(str(ox.Literal('')), pattern, flags)} AS ?n)")):
        return Pattern(pattern, flags)
    try:
        return Pattern(pattern, flags, re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags))))
    except (re.error, KeyError) as error:
        raise NotCompiled(f"the pattern {pattern!r} with the flags {flags!r}") from error


def _regex(text: str, pattern: str, flags: str) -> str:
    return f"REGEX({text}, {ox.Literal(pattern)}, {ox.Literal(flags)})"


def _ask(where: str) -> Any:
    return ox.Store().query(f"SELECT ?n WHERE {{ {where} }}")
