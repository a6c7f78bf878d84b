"""Frozen values of a comparison: what the compare stage finds and the pages print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ropa.model import Quote

GRAVITIES = ("disagreement", "missing", "note")
"""`disagreement`: both cannot be true. `missing`: one states what the other lacks. `note`: to be known, nothing to put right by itself."""
KINDS = ("otherwise", "only-in-a", "only-in-b", "less-certain", "more-general")
MODES = ("notice-register", "versions", "draft", "documents", "vendor-lists", "suppliers")


@dataclass(frozen=True)
class Card:
    """One of the documents: `statements` is how many were compared, `matched` how many of them the other side has."""

    id: str
    kind: str
    title: str
    controller: str
    file: str
    date: str | None = None
    version: str | None = None
    language: str | None = None
    statements: int = 0
    matched: int = 0


@dataclass(frozen=True)
class Voice:
    """What one document says: the value in words, its terms, how it is said, the words it stands on and where.

    `where` is ``file:line`` of the document as written down; `general` tells that it is said of all processing,
    `unattached` that `ropa read` found it and the text links it to no activity.
    """

    document: str
    text: str
    terms: tuple[str, ...] = ()
    modality: str = "stated"
    proposed: bool = False
    general: bool = False
    quotes: tuple[Quote, ...] = ()
    where: str | None = None
    unattached: bool = False


@dataclass(frozen=True)
class Remark:
    """A sentence about a difference: `code` names it, `text` is it in the language of the comparison."""

    code: str
    text: str


@dataclass(frozen=True)
class Place:
    """What a difference is about on one side: an activity, or all processing where `id` is empty."""

    id: str = ""
    label: str = ""


@dataclass(frozen=True)
class Difference:
    """One difference between two documents.

    `document` is the id of the document that is A; `side` is ``a`` or ``b`` where one of them is the less certain or the more
    general. `article` names the provisions to verify it against; no difference is a breach by itself. `activities` and `acts`
    belong to lists of vendors.
    """

    id: str
    kind: str
    gravity: str
    property: str
    property_name: str
    at_a: Place | None
    at_b: Place | None
    a: tuple[Voice, ...] = ()
    b: tuple[Voice, ...] = ()
    side: str | None = None
    remarks: tuple[Remark, ...] = ()
    article: str | None = None
    activities: tuple[str, ...] = ()
    acts: tuple[Remark, ...] = ()
    document: str = ""


@dataclass(frozen=True)
class Match:
    """Two activities, vendors or names that were held against each other: `by` is id, purpose, name or vendor."""

    a: Place
    b: Place
    by: str
    document: str = ""


@dataclass(frozen=True)
class Comparison:
    """What one or several documents (`a`) and another (`b`) state differently."""

    mode: str
    a: tuple[Card, ...]
    b: Card
    matches: tuple[Match, ...]
    differences: tuple[Difference, ...]
    lang: str = "en"
    register: Card | None = None

    def counts(self) -> dict[str, int]:
        """How many differences there are of each gravity."""
        found = Counter(item.gravity for item in self.differences)
        return {gravity: found[gravity] for gravity in GRAVITIES}
