"""Frozen values of a record and of the completeness matrix: what the records stage draws and the pages print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ropa.model import Clocks, Quote

SEPARATOR = " — "


@dataclass(frozen=True)
class Item:
    """A thing listed under a value: the document's word for it, and the term where that says something else."""

    text: str
    term: str | None = None


@dataclass(frozen=True)
class Footing:
    """On what footing a transfer stands on the law's date (GDPR Art. 44-49).

    `status` is covered, not-covered, not-shown, not-judged or inside; `by` names the decisions or safeguards in force,
    `perhaps` those that cover it only if the recipient is in their scope; `since` and `until` are ISO dates.
    """

    status: str
    by: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Value:
    """One value of a record, as a person reads it, with how it is said and the words it came from.

    `head` comes first (the document's own words where it has some: `own` then gives their language), `term` is the
    vocabulary's word for it, `parts` are the further parts of an n-ary value. `kind` is stated, inherited (said of all
    processing) or inferred. A transfer that names no country or organisation is not `complete`. A value that names nothing
    is `bare`: a denial of it denies the whole item.
    """

    head: str
    term: str | None = None
    parts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    modality: str = "stated"
    condition: str | None = None
    scope: str | None = None
    kind: str = "stated"
    footing: Footing | None = None
    quotes: tuple[Quote, ...] = ()
    statement: str | None = None
    written_at: str | None = None
    own: str | None = None
    complete: bool = True
    bare: bool = False

    @property
    def text(self) -> str:
        """The whole value on one line, without its items and quotes."""
        return SEPARATOR.join((self.head + (f" ({self.term})" if self.term else ""), *self.parts))


@dataclass(frozen=True)
class Entry:
    """One field of a sheet with its values.

    `letter` is the point of Art. 30(1), or of Art. 30(2) on a processor's sheet; None for an addition. `anchor` names the
    row on a page. `empty` says why there is no value: not-stated, not-from-this-document, not-in-this-extract, none, see-parts, see-general.
    """

    field: str
    name: str
    anchor: str
    letter: str | None
    required: bool
    article: str | None
    values: tuple[Value, ...] = ()
    denied: tuple[Value, ...] = ()
    empty: str | None = None
    always: bool = False

    @property
    def shown(self) -> bool:
        """Whether a page prints the entry: it has something to say, or the law asks for it."""
        return bool(self.values or self.denied or self.always)


@dataclass(frozen=True)
class Unclear:
    """What follows from the text or from the tables without being stated: apart from the record, to be clarified.

    `item` is the letter it would belong to, or the field where it has none.
    """

    anchor: str
    item: str
    value: Value


@dataclass(frozen=True)
class Sheet:
    """One activity: a heading of the document (`level` 1), or a purpose within it; `part` is controller or processor."""

    id: str
    iri: str
    name: str
    language: str
    level: int
    part: str
    entries: tuple[Entry, ...]
    unclear: tuple[Unclear, ...] = ()
    parts: tuple[Sheet, ...] = ()
    coverage: tuple[tuple[str, str], ...] = ()
    quotes: tuple[Quote, ...] = ()
    written_at: str | None = None

    def walk(self) -> Iterator[Sheet]:
        """The sheet and those within it, in the order of the document."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class DocumentCard:
    """The document that a record is drawn from."""

    iri: str
    id: str
    kind: str
    title: str
    language: str
    complete: bool
    date: str | None
    version: str | None

    @property
    def empty(self) -> str:
        """What its silence means: not-stated, not-from-this-document or not-in-this-extract."""
        if not self.complete:
            return "not-in-this-extract"
        return "not-stated" if self.kind == "register" else "not-from-this-document"


@dataclass(frozen=True)
class Record:
    """A record of processing activities (GDPR Art. 30), or a draft of one drawn from a published notice.

    `id` is the stem of its file: the controller's id for the document its record is drawn from by default. `block` is
    item (a), `general` what is said of all processing, `sheets` the headings in the order of the document.
    """

    id: str
    title: str
    title_key: str
    lang: str
    controller_id: str
    controller: str
    controller_name: str
    document: DocumentCard
    clocks: Clocks
    law_known_until: str
    block: tuple[Entry, ...]
    general: tuple[Entry, ...]
    general_unclear: tuple[Unclear, ...]
    sheets: tuple[Sheet, ...]
    coverage: tuple[tuple[str, str], ...] = ()
    proposed: int = 0

    def part(self, name: str) -> tuple[Sheet, ...]:
        """The headings of one part: ``controller`` (Art. 30(1)) or ``processor`` (Art. 30(2))."""
        return tuple(sheet for sheet in self.sheets if sheet.part == name)


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: how far a letter is filled, the row of the record it leads to, and a quote from there."""

    letter: str
    status: str
    href: str
    quote: str | None = None
    says: str | None = None


@dataclass(frozen=True)
class MatrixRow:
    """One heading, or a document as a whole, with a cell for each letter."""

    id: str
    name: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class MatrixGroup:
    """The rows of one document: as a whole, by heading, and the headings carried out for others (Art. 30(2))."""

    record: str
    href: str
    controller_name: str
    title: str
    language: str
    document: DocumentCard
    summary: MatrixRow
    rows: tuple[MatrixRow, ...]
    processor_rows: tuple[MatrixRow, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """The completeness matrix: how far each document fills each item of a record (GDPR Art. 30(1) and (2), Art. 6)."""

    clocks: Clocks
    law_known_until: str
    letters: tuple[str, ...]
    groups: tuple[MatrixGroup, ...]
    processor_letters: tuple[str, ...] = ("a", "b", "c", "d")

    def statuses(self) -> frozenset[str]:
        """The statuses that occur."""
        rows = (row for group in self.groups for row in (group.summary, *group.rows, *group.processor_rows))
        return frozenset(cell.status for row in rows for cell in row.cells)
