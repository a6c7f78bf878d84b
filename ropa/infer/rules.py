"""Inferences: one CONSTRUCT each, run to a fixpoint in four phases.

`open`: monotone, without a date. `context`: the law in force on the date. `dated`: monotone, reads the context. `closed`:
needs a closed world (missing things), each on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ropa.assets import collect
from ropa.errors import InputError, nearest
from ropa.graph import CONTEXT, inferred
from ropa.headers import read_headed
from ropa.model import Clocks
from ropa.namespaces import RDF, ROPA, XSD

PHASES = ("open", "context", "dated", "closed")
KEYS = ("title", "phase", "because", "law")
ROUNDS = 64
_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>")
_CURIE = re.compile(r"([\w-]+):([\w-]+)")
_ANY_PROPERTY = re.compile(r"\?\w+\s+\?\w+\s+[?\w<\"]")
_IRI = re.compile(r"<([^>\s]*)>")


class Derives(Protocol):
    """A dataset that CONSTRUCTs can be run in: Oxigraph's, or a batch of columns."""

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""

    def drop(self, graph: ox.NamedNode) -> None:
        """Take one graph out."""

    def derive(self, query: str, graph: ox.NamedNode) -> Set[str]:
        """Add what a CONSTRUCT gives that is not there yet, to a graph; the IRIs of the properties and classes that were written of."""


@dataclass(frozen=True)
class Inference:
    """One CONSTRUCT: what it is called, when it runs, and a sentence with ``{variable}`` places that says why."""

    id: str
    title: str
    phase: str
    because: str
    query: str
    law: str | None = None

    @cached_property
    def reads(self) -> frozenset[str] | None:
        """The IRIs that the query names after its template: it can give something new only where one of them was written.

        None where a property may be a variable: then anything written counts.
        """
        body = self.query[self.query.index("WHERE") :]
        if _ANY_PROPERTY.search(body):
            return None
        prefixes = dict(_PREFIX.findall(self.query))
        return frozenset(prefixes[prefix] + local for prefix, local in _CURIE.findall(body) if prefix in prefixes) | frozenset(_IRI.findall(body))


def read_inferences(workspace: Path | None = None) -> tuple[Inference, ...]:
    """Our inferences, and those of the workspace's own ``inferences/`` folder.

    Raises InputError for a file without a header, or of an unknown phase.
    """
    found = []
    for stem, entry in collect("ontology", "inferences", ".rq", workspace).items():
        header, text = read_headed(entry, KEYS, ("title", "phase", "because"))
        if header["phase"] not in PHASES:
            raise InputError(f"unknown phase {header['phase']!r}", where=entry.name, remedy=nearest(header["phase"], PHASES))
        found.append(Inference(stem, header["title"], header["phase"], header["because"], text, header.get("law")))
    return tuple(found)


def infer_open(dataset: Derives, inferences: Iterable[Inference]) -> None:
    """Run what needs no date, to a fixpoint; each inference writes its own graph."""
    _fixpoint(dataset, [item for item in inferences if item.phase == "open"])


def infer_dated(dataset: Derives, inferences: Iterable[Inference], clocks: Clocks, profile: str) -> None:
    """Write the context for two clocks, and what follows from it; an earlier context is dropped first."""
    later = [item for item in inferences if item.phase != "open"]
    dataset.drop(CONTEXT)
    for item in later:
        dataset.drop(inferred(item.id))
    date = XSD("date")
    dataset.add(
        [
            ox.Quad(CONTEXT, RDF("type"), ROPA("Context"), CONTEXT),
            ox.Quad(CONTEXT, ROPA("asOf"), ox.Literal(clocks.as_of.isoformat(), datatype=date), CONTEXT),
            ox.Quad(CONTEXT, ROPA("registerOn"), ox.Literal(clocks.register_on.isoformat(), datatype=date), CONTEXT),
            ox.Quad(CONTEXT, ROPA("profile"), ox.Literal(profile), CONTEXT),
        ]
    )
    for item in later:
        if item.phase == "context":
            dataset.derive(item.query, CONTEXT)
    _fixpoint(dataset, [item for item in later if item.phase == "dated"])
    for item in later:
        if item.phase == "closed":
            dataset.derive(item.query, inferred(item.id))


def _fixpoint(dataset: Derives, inferences: list[Inference]) -> None:
    """Run inferences until none gives anything new; after the first round, only those that read what was written since they ran."""
    waiting = list(inferences)
    for _round in range(ROUNDS):
        stale: set[str] = set()
        for item in waiting:
            stale.discard(item.id)
            written = dataset.derive(item.query, inferred(item.id))
            if written:
                stale.update(other.id for other in inferences if other.reads is None or other.reads & written)
        waiting = [item for item in inferences if item.id in stale]
        if not waiting:
            return
    raise InputError(f"the inferences do not come to an end in {ROUNDS} rounds", remedy="Look for one that makes new things of its own results.")
