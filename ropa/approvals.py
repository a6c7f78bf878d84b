"""Approvals: ``approvals.csv`` of a workspace says who approved an activity, when, and exactly which statements.

A row is one statement, by its key (the end of its IRI: subject, property, value, modality) and a digest of what else it says.
What was added, taken out or said otherwise since is counted from that.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ropa.files import log_text, read_log
from ropa.graph import Dataset
from ropa.namespaces import RDF, ROPA, local_name

FILE = "approvals.csv"
COLUMNS = ("by", "on", "activity", "property", "statement", "digest")
SAID = (ROPA("condition"), ROPA("scope"), ROPA("statedAs"), ROPA("reviewState"))


@dataclass(frozen=True)
class Approved:
    """One approved statement of an activity (its IRI)."""

    by: str
    on: str
    activity: str
    property: str
    statement: str
    digest: str


def statements_of(dataset: Dataset, activity: str, document: str) -> dict[str, tuple[str, str]]:
    """Key to (property, digest) of every statement that a document (its IRI) makes of an activity."""
    found = {}
    for quad in dataset.quads(None, RDF("subject"), ox.NamedNode(activity), ox.NamedNode(document)):
        said = sorted(f"{each.predicate} {each.object}" for each in dataset.quads(quad.subject) if each.predicate in SAID)
        predicate = next(dataset.quads(quad.subject, RDF("predicate"))).object
        key = local_name(quad.subject.value)  # type: ignore[union-attr]
        found[key] = (local_name(predicate.value), hashlib.sha256("\n".join(said).encode()).hexdigest()[:16])  # type: ignore[union-attr]
    return found


def changed(approved: Iterable[Approved], now: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """How many facts of each property differ from what was approved; a value put in place of another is one."""
    then = {each.statement: (each.property, each.digest) for each in approved}
    gone = Counter(said[0] for key, said in then.items() if now.get(key) != said)
    new = Counter(said[0] for key, said in now.items() if then.get(key) != said)
    return {name: max(gone[name], new[name]) for name in sorted(gone | new)}


def read_approvals(folder: Path) -> tuple[Approved, ...]:
    """The approvals of a workspace; none where there is no file. Raises InputError for a broken one."""
    return tuple(Approved(*row) for row in read_log(folder / FILE, COLUMNS))


def approvals_text(kept: Iterable[Approved]) -> str:
    """The file of some approvals; a later approval of an activity takes the place of an earlier one."""
    rows = list(kept)
    last = {each.activity: (each.by, each.on) for each in rows}
    return log_text(COLUMNS, ([getattr(each, name) for name in COLUMNS] for each in rows if (each.by, each.on) == last[each.activity]))
