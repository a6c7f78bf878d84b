"""Compiled queries, and how they are kept: compiling takes rdflib's parser far longer than running does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ropa.columnar import algebra
from ropa.columnar.algebra import Construct, NotCompiled


class Programs:
    """CONSTRUCTs by their text, compiled when they are first asked for."""

    def __init__(self, known: Mapping[str, Construct | str] | None = None) -> None:
        self._known: dict[str, Construct | str] = dict(known or {})

    def of(self, query: str) -> Construct | None:
        """The program of a query; None for one that is left to Oxigraph."""
        if query not in self._known:
            from ropa.columnar.compiler import compile_construct  # noqa: PLC0415 - rdflib and its parser

            try:
                self._known[query] = compile_construct(query)
            except NotCompiled as error:
                self._known[query] = str(error)
        found = self._known[query]
        return found if isinstance(found, Construct) else None

    @property
    def left(self) -> Mapping[str, str]:
        """The queries that are left to Oxigraph, and why."""
        return {query: reason for query, reason in self._known.items() if isinstance(reason, str)}

    def dumps(self) -> str:
        """All programs as JSON: a value is a list of its class and its fields."""
        return json.dumps({query: _written(found) for query, found in sorted(self._known.items())}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Programs:
        """What `dumps` wrote. Raises ValueError, LookupError or TypeError for anything else."""
        return cls({query: _read(found) for query, found in json.loads(text).items()})


def _written(value: Any) -> Any:
    if is_dataclass(value):
        return [type(value).__name__, *(_written(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, tuple):
        return ["", *map(_written, value)]
    if isinstance(value, frozenset):
        return ["set", *sorted(value)]
    return value


def _read(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    name, *parts = value
    if name == "":
        return tuple(map(_read, parts))
    return frozenset(parts) if name == "set" else getattr(algebra, name)(*map(_read, parts))
