"""A record laid out in a layout: which entries stand under which heading, in its authority's words and order.

Nothing of a record is computed here: what is not stated stays "not stated".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox
from babel import Locale

from ropa.fields import FieldTable
from ropa.labels import Labels
from ropa.laid import WORDS, Cell, Heading, Laid, Layout, Part, Piece, Row
from ropa.model import Quote
from ropa.records.layout_files import BLOCK, anchor_of, layout_of, read_layouts
from ropa.sheets import Entry, Record, Sheet, Value
from ropa.words import Words

__all__ = ["lay_out", "layout_of", "read_layouts"]

NAME = "activity-name"
GENERAL = "all-processing"
SHORT = 120
_DURATION = re.compile(r"\bP(?:\d+[YMWD])+ \(([^()]*)\)")
"""A duration as it is coded, with its words in brackets: people read the words."""
_HEADS = {"controller-name": "controller", "controller-address": "layout.contact-details", "controller-joint": "joint-controllers"}


class _HeadWords(Words):
    """The words of a layout: its own, else those of its language."""

    def __init__(self, layout: Layout, lang: str) -> None:
        super().__init__(layout.language or lang)
        self._own = layout.words

    def __call__(self, key: str, *given: str, **named: str) -> str:
        own = self._own.get(key)
        if own is None:
            return super().__call__(key, *given, **named)
        return own.format(*given, **named) if given or named else own


def lay_out(
    record: Record, layout: Layout, fields: FieldTable, *, evidence: str = "full", required_only: bool = False, labels: Labels | None = None
) -> Laid:
    """A record in a layout; with `labels`, also what its fields may hold where that is a closed list.

    `evidence` is ``none``, ``short`` (one quote, cut) or ``full``; `required_only` leaves additions out, but not the names of
    the activities.
    """
    words = _HeadWords(layout, record.lang)
    maker = _Maker(Words(record.lang), evidence, record.lang)
    named = [_named(column, fields, layout, record.lang) for column in layout.columns]
    columns = [column for column in named if column.required or NAME in column.fields or not (required_only or _idle(column, record, layout))]
    parts = tuple(_part(name, record, [column for column in columns if column.part == name], words, maker) for name in layout.parts)
    clocks = record.clocks
    return Laid(
        layout=layout,
        title=words(record.title_key),
        subtitle=layout.title,
        controller=record.controller_name,
        lang=record.lang,
        head_lang=layout.language or record.lang,
        document=_document(record, words),
        clocks_line=words("clocks", register_on=clocks.register_on.isoformat(), as_of=clocks.as_of.isoformat(), known_until=record.law_known_until),
        clocks=clocks,
        notes=tuple(_notes(record, layout, words, parts)),
        head=tuple(_head(record, layout, fields, maker, required_only)),
        parts=parts,
        evidence=evidence,
        words={key: words(key) for key in WORDS},
        choices=_choices({name for column in columns for name in column.fields}, fields, Words(record.lang), labels) if labels else {},
    )


def _choices(names: set[str], fields: FieldTable, words: Words, labels: Labels) -> dict[str, tuple[str, ...]]:
    """The values of fields that take no others; of an n-ary value, those of the part that leads."""
    found = {}
    for name in sorted(names):
        field = fields[name]
        lead = min(fields.of(field.node).values(), key=lambda part: (part.order, part.id)) if field.node else field
        codes = ("true", "false") if (lead.datatype or "").endswith("#boolean") else ()
        values = [words.code(lead.id, code) for code in codes]
        values += [words.code(lead.id, term.value) if isinstance(term, ox.Literal) else labels.of(term.value) for term in lead.allowed]
        if values:
            found[name] = tuple(dict.fromkeys(values))
    return found


def _head(record: Record, layout: Layout, fields: FieldTable, maker: _Maker, required_only: bool) -> Iterator[tuple[Heading, Cell]]:
    anchored = {entry.anchor: entry for entry in record.block}
    for heading in layout.head:
        if heading.required or not required_only:
            names = [anchor_of(name) for name in heading.fields]
            yield _named(heading, fields, layout, record.lang), maker.cell([anchored[name] for name in names if name in anchored])


def _part(name: str, record: Record, columns: list[Heading], words: Words, maker: _Maker) -> Part:
    sheets = record.part(name)
    rows = [*maker.general(record, columns), *maker.rows(sheets, columns)] if sheets else []
    return Part(name, words(f"part.{name}"), tuple(columns), tuple(rows))


def _named(heading: Heading, fields: FieldTable, layout: Layout, lang: str) -> Heading:
    """A heading of a layout that has no language of its own is the name of its first field in the record's."""
    if layout.language is not None or heading.heading != "*":
        return heading
    words, first = Words(lang), heading.fields[0]
    if first in _HEADS:
        return replace(heading, heading=words(_HEADS[first]))
    name = words.code("contact-kind", first.removeprefix("controller-")) if first in BLOCK else fields[first].name(lang)
    return replace(heading, heading=name)


def _idle(column: Heading, record: Record, layout: Layout) -> bool:
    """Whether an addition of a layout that is nobody's form has nothing to say of any activity of its part."""
    sheets = (sheet.entries for heading in record.part(column.part) for sheet in heading.walk())
    said = any(entry.field in column.fields and (entry.values or entry.denied) for entries in (record.general, *sheets) for entry in entries)
    return layout.language is None and not said


def _document(record: Record, words: Words) -> str:
    card = record.document
    parts = [card.title, words("document.dated", card.date) if card.date else "", words("document.version", card.version) if card.version else ""]
    return " · ".join(part for part in parts if part)


def _notes(record: Record, layout: Layout, words: Words, parts: Sequence[Part]) -> Iterator[str]:
    if record.document.kind != "register":
        yield words("law.notice")
    if not record.document.complete:
        yield words("document.extract")
    if any(row.id == GENERAL for part in parts for row in part.rows):
        yield words("general.note")
    if record.proposed:
        yield words("proposed", str(record.proposed))
    if layout.sure != "read":
        yield words("layout.not-own", authority=layout.authority)
    if layout.law != "GDPR":
        yield words("layout.law", layout.law)
    if record.document.language != record.lang:
        yield words("layout.free-text", _language(record.document.language, layout.language or record.lang))


def _language(code: str, lang: str) -> str:
    """The name of a language in another; its code where there is none."""
    return str(Locale.parse(lang).languages.get(code, code))


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


@dataclass(frozen=True)
class _Maker:
    words: Words
    evidence: str
    lang: str

    def general(self, record: Record, columns: Sequence[Heading]) -> Iterator[Row]:
        """A row for what is stated of all processing, where it says something under these columns."""
        stated = {entry.field: entry for entry in record.general}
        found = [[stated[field] for field in column.fields if field in stated] for column in columns]
        if any(entry.values or entry.denied for entries in found for entry in entries):
            name = self.words("general")
            silent = Entry("", "", "", None, False, None, empty=record.document.empty)
            cells = [
                (Piece(name),) if NAME in column.fields else self.cell(entries or [silent]) for column, entries in zip(columns, found, strict=True)
            ]
            yield Row(GENERAL, name, self.lang, 1, tuple(cells))

    def rows(self, sheets: Sequence[Sheet], columns: Sequence[Heading], above: tuple[Sheet, ...] = ()) -> Iterator[Row]:
        """A row for each sheet and then for those within it, in the order of the document."""
        draft = self.words.code("status", "draft")
        for sheet in sheets:
            status = [value.head for entry in sheet.entries if entry.field == "status" for value in entry.values]
            cells = tuple(self._cell(column, sheet, above) for column in columns)
            yield Row(sheet.id, sheet.name, sheet.language, sheet.level, cells, draft in status)
            yield from self.rows(sheet.parts, columns, (*above, sheet))

    def _cell(self, column: Heading, sheet: Sheet, above: tuple[Sheet, ...]) -> Cell:
        name = (Piece(_line(sheet.name), language=None if sheet.language == self.lang else sheet.language),) if NAME in column.fields else ()
        entries = {entry.field: entry for entry in sheet.entries}
        stated = {entry.field for heading in above for entry in heading.entries if entry.values or entry.denied}
        found = [entries[field] for field in column.fields if field in entries]
        return (*name, *self.cell([replace(entry, empty="see-heading") if entry.field in stated else entry for entry in found], each=True))

    def cell(self, entries: Sequence[Entry], *, each: bool = False) -> Cell:
        """The values of some entries; where none has any, why the first required one, else the first, is empty.

        With `each`, also why a required one has no values where another has some.
        """
        filled = [entry for entry in entries if entry.values or entry.denied]
        if not entries:
            return ()
        if not filled:
            lead = next((entry for entry in entries if entry.required), entries[0])
            return (Piece(self.words(lead.empty or "not-stated"), kind="empty"),)
        pieces: list[Piece] = []
        for entry in entries:
            if entry in filled:
                pieces += self._pieces(entry)
            elif each and entry.required:
                pieces.append(Piece(f"{entry.name}: {self.words(entry.empty or 'not-stated')}", kind="empty"))
        return tuple(pieces)

    def _pieces(self, entry: Entry) -> Iterator[Piece]:
        if entry.empty == "none" and all(value.bare and not value.scope and not value.condition for value in entry.denied):
            quotes = self._quotes([quote for value in entry.denied for quote in value.quotes])
            yield Piece(self.words("none"), kind="empty", quotes=quotes, statement=entry.denied[0].statement)
            return
        for value in entry.values:
            yield self._piece(value, "inherited" if value.kind == "inherited" else "value")
        for value in entry.denied:
            yield self._piece(value, "denied")
        if entry.denied and not entry.values and entry.empty:
            silence = self.words(entry.empty)
            yield Piece(silence if entry.empty == "none" else f"{self.words('otherwise')}: {silence}", kind="empty")

    def _piece(self, value: Value, kind: str) -> Piece:
        said = [self.words("denied")] if kind == "denied" else [self.words("inherited")] if kind == "inherited" else []
        if value.modality not in ("stated", "denied", "conditional" if value.condition else ""):
            said.append(self.words(f"modality.{value.modality}"))
        said += [self.words("condition", value.condition)] if value.condition else []
        said += [self.words("scope", value.scope)] if value.scope else []
        return Piece(
            text=_line(_DURATION.sub(r"\1", value.text)),
            kind=kind,
            language=None if value.own in (None, self.lang) else value.own,
            how=_line(", ".join(said)) or None,
            items=tuple(_line(item.text + (f" ({item.term})" if item.term else "")) for item in value.items),
            quotes=self._quotes(value.quotes),
            statement=value.statement,
        )

    def _quotes(self, quotes: Sequence[Quote]) -> tuple[str, ...]:
        """The words of a value, as much of them as the record is to show."""
        if self.evidence == "none":
            return ()
        texts = tuple(dict.fromkeys(_line(quote.text) for quote in quotes))
        return tuple(text if len(text) <= SHORT else text[: SHORT - 1] + "…" for text in texts[:1]) if self.evidence == "short" else texts
