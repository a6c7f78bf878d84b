"""Exports: what leaves the register for other programs.

Each module of this package that has a ``FORMAT`` is one format; the others are helpers. A new file is a new format with
no other change, also on an extended ``__path__``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from ropa.errors import EngineError, UsageError, nearest
from ropa.export.order import Ordered, ordered
from ropa.export.view import View
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.namespaces import PREFIXES
from ropa.words import Words

Nodes = Mapping[str, Mapping[str, str]]
Edges = Mapping[tuple[str, str, str], Mapping[str, str | float]]
KINDS = ("dataset", "network", "picture", "page", "documents")


@dataclass(frozen=True, eq=False)
class Export:
    """What there is to export: the graphs, the words for them, and under which clocks they hold.

    `base` is the IRI below which the workspace's own things are minted; `law_known_until` an ISO 8601 day;
    `documents` are the documents in the annotation form, in the order of the workspace; `assumptions` what the law is taken to
    be beyond its tables, as the user wrote it; `network` names the network that the network formats write
    (`ropa.export.networks`), the full one where empty; `fictional` that the workspace says so of itself.
    """

    dataset: Dataset
    labels: Labels
    clocks: Clocks
    law_known_until: str
    base: str
    title: str
    documents: tuple[Mapping[str, Any], ...] = ()
    assumptions: tuple[str, ...] = ()
    network: str = ""
    fictional: bool = False

    @cached_property
    def rows(self) -> list[tuple[str, ...]]:
        """The documents as a table (`ropa.carried`), a row for each value, without its header."""
        from ropa.carried import rows_of  # noqa: PLC0415 (only some formats need it)

        return [row for form in self.documents for row in rows_of(form, self._meaning)]

    def _meaning(self, value: str) -> str:
        """What a term means, in the language of the labels; empty for a text."""
        prefix, colon, local = value.partition(":")
        return self.labels.of(PREFIXES[prefix] + local) if colon and prefix in PREFIXES and local and " " not in local else ""

    @cached_property
    def quads(self) -> list[Ordered]:
        """All quads in order."""
        return ordered(self.dataset.quads())

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """What the register says as one graph, in order; see `ropa.export.rdf.described`."""
        from ropa.export.rdf import described  # noqa: PLC0415 (it needs this module)

        return described(self)

    @cached_property
    def view(self) -> View:
        """The graphs, to look things up in."""
        return View(self.dataset)

    @cached_property
    def parts(self) -> tuple[Nodes, Edges]:
        """The nodes of the full network by IRI, and its edges by source, target and key, with their attributes."""
        from ropa.export.network import collect  # noqa: PLC0415 (it needs this module)

        return collect(self)

    @cached_property
    def words(self) -> Words:
        """Fixed words in the language of the labels."""
        return Words(self.labels.lang)

    @property
    def clocks_line(self) -> str:
        """What every output for people says of its dates, in English."""
        return f"register as of {self.clocks.register_on}, law on {self.clocks.as_of}, law tables known until {self.law_known_until}"

    @property
    def clocks_said(self) -> str:
        """The same in the language of the labels, with what is assumed."""
        clocks = self.clocks
        line = self.words("clocks", register_on=f"{clocks.register_on}", as_of=f"{clocks.as_of}", known_until=self.law_known_until)
        return "; ".join([line, *(self.words("assuming", text) for text in self.assumptions)])


@dataclass(frozen=True)
class Format:
    """One format: its id (the module's name), the suffixes that choose it, what people call it, and its writer.

    `kind` is ``dataset`` (the graphs), ``network`` (nodes and edges), ``picture``, ``page`` or
    ``documents`` (the annotation form, to edit and import again). `write` gives the same bytes for the
    same export.
    """

    id: str
    suffixes: tuple[str, ...]
    title: str
    kind: str
    write: Callable[[Export], bytes]


def formats() -> dict[str, Format]:
    """All formats by suffix (with its dot, in lower case), in the order of the suffixes.

    Raises EngineError where two formats take the same suffix or one is of no kind.
    """
    found: dict[str, Format] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        item = getattr(importlib.import_module(f"{__name__}.{name}"), "FORMAT", None)
        if not isinstance(item, Format):
            continue
        if item.kind not in KINDS:
            raise EngineError(f"the format {item.id!r} is of no kind: {item.kind!r}", remedy=nearest(item.kind, KINDS))
        for suffix in item.suffixes:
            if suffix in found:
                raise EngineError(f"{suffix} is taken by two formats: {found[suffix].id} and {item.id}", remedy="Give one of them another suffix.")
            found[suffix] = item
    return dict(sorted(found.items()))


def format_of(name: str, *more: Format) -> Format:
    """The format of a suffix (``.ttl``, ``ttl``) or an id (``turtle``), of those of this package and some more.

    Raises UsageError with the nearest names where there is none.
    """
    known = formats() | {suffix: item for item in more for suffix in item.suffixes}
    wanted = name.lower()
    by_id = {item.id: item for item in known.values()}
    found = known.get(wanted) or known.get("." + wanted) or by_id.get(wanted)
    if found is None:
        names = [suffix.lstrip(".") for suffix in known] + list(by_id)
        raise UsageError(f"no export format {name!r}", remedy=nearest(wanted.lstrip("."), names))
    return found
