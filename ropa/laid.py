"""Frozen values of a record laid out in a layout: what every document format writes, and what is read back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ropa.model import Clocks

PARTS = ("controller", "processor")
SURE = ("read", "second-hand", "general-knowledge")
SHAPES = ("table", "sheets")
WORDS = (
    "required",
    "additions",
    "layout.required",
    "layout.addition",
    "layout.draft",
    "layout.empty",
    "letter",
    "item",
    "value",
    "activity",
    "activities",
    "index",
    "contents",
    "document",
    "controller",
    "quotes",
    "back",
    "skip",
    "part",
)
"""Fixed words that a writer prints: `required` and `additions` head a group or a legend, `layout.required` and
`layout.addition` stand beside one heading, `layout.draft` beside an activity, `layout.empty` where a part has no activities."""
KINDS = ("value", "inherited", "denied", "empty", "to-clarify")


@dataclass(frozen=True)
class Heading:
    """One column of a layout: its words, the entries it holds in order, the point of the law, and whether the law asks for it.

    `fields` are ids of fields; in the head block, anchors of the record's block (``controller-dpo``). `letter` is as the law
    writes it (``30(1)(b)``); None for an addition.
    """

    heading: str
    fields: tuple[str, ...]
    part: str
    letter: str | None
    required: bool
    note: str | None = None


@dataclass(frozen=True)
class Layout:
    """An authority's form, or one after its checklist: headings in order, its language and source, and how sure that is.

    `shape` says what it looks like on paper: ``table`` (one wide table) or ``sheets`` (an index and a sheet for each activity).
    Only a form that was read is an authority's own; any other is titled as ropa's layout after its checklist. `words` are its
    own for fixed words of `WORDS`, which a layout in none of our five languages has to bring.
    """

    id: str
    title: str
    authority: str
    country: str | None
    language: str | None
    law: str
    source: str
    sure: str
    shape: str
    head: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def of(self, part: str) -> tuple[Heading, ...]:
        """The columns of a part, ``controller`` or ``processor``."""
        return tuple(column for column in self.columns if column.part == part)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that have columns."""
        return tuple(part for part in PARTS if self.of(part))


@dataclass(frozen=True)
class Piece:
    """One thing in a cell, as a person reads it.

    `language` is set for words of the document in another language than the page's. `how` says how it is said where that is
    not simply stated; `quotes` are the words it came from; `kind` is one of KINDS: ``empty`` says why there is nothing.
    """

    text: str
    kind: str = "value"
    language: str | None = None
    how: str | None = None
    items: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    statement: str | None = None

    @property
    def line(self) -> str:
        """The piece on one line, with its items and how it is said."""
        items = f" ({'; '.join(self.items)})" if self.items else ""
        return self.text + items + (f" [{self.how}]" if self.how else "")


Cell = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """One activity: its cells in the order of the part's columns; `level` 1 is a heading, 2 a purpose within it; `draft` where it is one.

    The first row of a part is ``all-processing`` where the document states something of all its processing.
    """

    id: str
    name: str
    language: str
    level: int
    cells: tuple[Cell, ...]
    draft: bool = False


@dataclass(frozen=True)
class Part:
    """The record of a controller (Art. 30(1)) or of a processor (Art. 30(2)): columns and rows."""

    id: str
    title: str
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """The flow picture of the record's controller: an SVG document, what stands below it, and what it says in words, all in `Laid.lang`."""

    svg: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Laid:
    """A record in a layout.

    `title` and the headings are in the layout's language, the values in `lang`. `head` is item (a) and what else stands above
    the table; `notes` say what the reader has to know: a draft, an extract, another law, a layout that is no authority's own.
    `words` are the fixed words of WORDS in the language of the headings: writers take them from there and have none of their own.
    `choices` are the values of the fields that take no others, by id of the field, in the words of `lang`.
    `picture` is there where it was asked for; it is an addition, and stands after the activities.
    """

    layout: Layout
    title: str
    subtitle: str
    controller: str
    lang: str
    head_lang: str
    document: str
    clocks_line: str
    clocks: Clocks
    notes: tuple[str, ...]
    head: tuple[tuple[Heading, Cell], ...]
    parts: tuple[Part, ...]
    evidence: str = "full"
    words: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    picture: Picture | None = None
