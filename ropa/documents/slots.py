"""What was found in a grid, before it becomes a form: slots of activities, and what was made of each heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ropa.documents.grids import Grid
from ropa.documents.headings import Match, recognise
from ropa.documents.lexicon import normal

IGNORE = "ignore"
IDENTIFYING = frozenset({"activity-name", "purpose", "processing-categories"})
REGISTER = frozenset({
    "controller-name", "controller-address", "controller-email", "controller-phone", "contacts", "contact-kind", "document-date", "document-version",
})  # fmt: skip
"""Fields of the register as a whole."""


@dataclass(frozen=True)
class Slot:
    """One cell's text for a field: where it stands, under which heading; parts of one value share `group`.

    `label` is what the row of a sheet calls it (a category of data, a kind of contact), `article` 6 or 9.
    """

    field: str
    text: str
    at: str
    heading: str = ""
    group: int = 0
    label: str = ""
    article: str | None = None


@dataclass(frozen=True)
class Column:
    """What a heading was taken for: a field's id, ``note`` where it is not known, ``ignore``; how sure, 0 to 1."""

    heading: str
    at: str
    field: str
    confidence: float
    number: int | None = None
    article: str | None = None
    band: str = ""
    matrix: bool = False


@dataclass(frozen=True)
class Reading:
    """What one grid was read as: `how` in words, a slot list for each activity, the register's own slots, rows left out."""

    grid: Grid
    how: str
    columns: Sequence[Column] = ()
    activities: Sequence[Sequence[Slot]] = ()
    head: Sequence[Slot] = ()
    skipped: Sequence[str] = ()


Mapping_ = Mapping[str, str]
"""A person's own mapping: normalised heading to field id or ``ignore``."""


def matched(heading: str, mapping: Mapping_) -> Match | None:
    """What a heading stands for: the person's own word first, then what is recognised; an ignored one is a match too."""
    own = mapping.get(normal(heading))
    found = recognise(heading)
    if own is None:
        return found
    return Match(own, 1.0, found.number if found else None, found.article if found else None)
