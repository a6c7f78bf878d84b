"""Layouts: one TOML file each in ``data/layouts``, ours and a workspace's; and a record laid out in one.

A layout says which entries stand under which heading, in its authority's words and order. Nothing of a record is computed
here: what is not stated stays "not stated".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ropa.assets import collect
from ropa.errors import InputError, UsageError, nearest
from ropa.fields import ACTIVITY, ENTITY, FieldTable
from ropa.laid import PARTS, SHAPES, SURE, WORDS, Cell, Heading, Laid, Layout, Part, Piece, Row
from ropa.sheets import SEPARATOR, Entry, Record, Sheet, Value
from ropa.words import Words

KEYS = ("title", "authority", "country", "language", "law", "source", "sure", "shape", "head", "column", "words")
NAME = "activity-name"
BLOCK = ("controller-contact", "controller-dpo", "controller-representative", "controller-joint", "controller-privacy", "controller-contact-person")
EVIDENCE = ("none", "short", "full")
SHORT = 120
HEADED = (
    "title.register",
    "title.register-extract",
    "title.notice",
    "title.notice-extract",
    "part.controller",
    "part.processor",
    "clocks",
    "document.dated",
    "document.version",
    "document.extract",
    "law.notice",
    "proposed",
    "layout.not-own",
    "layout.law",
)
"""What `lay_out` says itself in the language of the headings."""


def read_layouts(workspace: Path | None, fields: FieldTable) -> dict[str, Layout]:
    """Our layouts and the workspace's own, by id.

    Raises InputError for a file that is not TOML, lacks a key, or names a field that does not exist.
    """
    return {stem: _layout(stem, entry, fields) for stem, entry in collect("data", "layouts", ".toml", workspace).items()}


def layout_of(name: str, layouts: Mapping[str, Layout]) -> Layout:
    """The layout of an id. Raises UsageError with the nearest names."""
    if name not in layouts:
        raise UsageError(f"no layout {name!r}", remedy=nearest(name, layouts))
    return layouts[name]


def _layout(stem: str, entry: Traversable, fields: FieldTable) -> Layout:
    try:
        data = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    for key in data:
        if key not in KEYS:
            raise InputError(f"unknown key {key!r}", where=entry.name, remedy=nearest(key, KEYS))
    for key in ("title", "authority", "law", "source", "sure", "shape", "column"):
        if not data.get(key):
            raise InputError(f"the layout has no {key}", where=entry.name, remedy="See docs/layouts.md.")
    for key, allowed in (("sure", SURE), ("shape", SHAPES)):
        if data[key] not in allowed:
            raise InputError(f"{key} {data[key]!r} is none", where=entry.name, remedy=nearest(str(data[key]), allowed))
    anchors = {*BLOCK, *(item.id for item in fields.of(ENTITY).values())}
    known = {item.id for item in fields.of(ACTIVITY).values()}
    return Layout(
        id=stem,
        title=data["title"],
        authority=data["authority"],
        country=data.get("country"),
        language=data.get("language"),
        law=data["law"],
        source=data["source"],
        sure=data["sure"],
        shape=data["shape"],
        head=tuple(_heading(item, entry.name, anchors, "controller") for item in data.get("head", [])),
        columns=tuple(_heading(item, entry.name, known, None) for item in data["column"]),
        words=_own_words(data.get("words", {}), entry.name),
    )


def _heading(item: Any, where: str, known: Iterable[str], part: str | None) -> Heading:
    if not isinstance(item, dict) or not item.get("heading") or not item.get("fields"):
        raise InputError("a column needs a heading and fields", where=where, remedy="See docs/layouts.md.")
    for name in item["fields"]:
        if name not in known:
            raise InputError(f"{item['heading']}: no field {name!r}", where=where, remedy=nearest(name, known))
    own = part or item.get("part")
    if own not in PARTS:
        raise InputError(f"{item['heading']}: part {own!r} is none", where=where, remedy=nearest(str(own), PARTS))
    return Heading(item["heading"], tuple(item["fields"]), own, item.get("letter"), bool(item.get("required", "letter" in item)), item.get("note"))


def _own_words(data: Any, where: str) -> dict[str, str]:
    """A layout's own fixed words, by the keys of ``words.csv`` that a laid record uses."""
    known = (*WORDS, *HEADED)
    if not isinstance(data, dict):
        raise InputError("words is no table", where=where, remedy="See docs/layouts.md.")
    for key, value in data.items():
        if key not in known:
            raise InputError(f"unknown word {key!r}", where=where, remedy=nearest(key, known))
        if not isinstance(value, str):
            raise InputError(f"the word {key!r} is no text", where=where, remedy="Write it in quotes.")
    return dict(data)


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


def lay_out(record: Record, layout: Layout, fields: FieldTable, *, evidence: str = "full", required_only: bool = False) -> Laid:
    """A record in a layout. `evidence` is ``none``, ``short`` (one quote, cut) or ``full``; `required_only` leaves additions out."""
    head_words = _HeadWords(layout, record.lang)
    maker = _Maker(Words(record.lang), evidence, record.lang)
    columns = [column for column in layout.columns if column.required or not required_only]
    anchored = {entry.anchor: entry for entry in record.block}
    head = [
        (heading, maker.cell([anchored[name] for name in heading.fields if name in anchored]))
        for heading in (_named(heading, fields, layout, record.lang) for heading in layout.head)
        if heading.required or not required_only
    ]
    parts = tuple(
        Part(
            name,
            head_words(f"part.{name}"),
            tuple(_named(column, fields, layout, record.lang) for column in columns if column.part == name),
            tuple(maker.rows(record.part(name), [column for column in columns if column.part == name])),
        )
        for name in layout.parts
    )
    return Laid(
        layout=layout,
        title=head_words(record.title_key),
        subtitle=layout.title,
        controller=record.controller_name,
        lang=record.lang,
        head_lang=layout.language or record.lang,
        document=_document(record, head_words),
        clocks_line=head_words(
            "clocks", register_on=record.clocks.register_on.isoformat(), as_of=record.clocks.as_of.isoformat(), known_until=record.law_known_until
        ),
        clocks=record.clocks,
        notes=tuple(_notes(record, layout, head_words)),
        head=tuple(head),
        parts=parts,
        evidence=evidence,
        words={key: head_words(key) for key in WORDS},
    )


def _named(heading: Heading, fields: FieldTable, layout: Layout, lang: str) -> Heading:
    """A heading of a generic layout, which has no language of its own, is the name of its first field in the record's."""
    if layout.language is not None or heading.heading != "*":
        return heading
    word = Words(lang)
    first = heading.fields[0]
    name = word.code("contact-kind", first.removeprefix("controller-")) if first in BLOCK else fields[first].name(lang)
    return Heading(name, heading.fields, heading.part, heading.letter, heading.required, heading.note)


def _document(record: Record, words: Words) -> str:
    card = record.document
    parts = [card.title, words("document.dated", card.date) if card.date else "", words("document.version", card.version) if card.version else ""]
    return " · ".join(part for part in parts if part)


def _notes(record: Record, layout: Layout, words: Words) -> Iterator[str]:
    if record.document.kind != "register":
        yield words("law.notice")
    if not record.document.complete:
        yield words("document.extract")
    if record.proposed:
        yield words("proposed", str(record.proposed))
    if layout.sure != "read":
        yield words("layout.not-own", authority=layout.authority)
    if layout.law != "GDPR":
        yield words("layout.law", layout.law)


@dataclass(frozen=True)
class _Maker:
    words: Words
    evidence: str
    lang: str

    def rows(self, sheets: Sequence[Sheet], columns: Sequence[Heading]) -> Iterator[Row]:
        """A row for each sheet, in the order of the document."""
        for sheet in (each for heading in sheets for each in heading.walk()):
            entries = {entry.field: entry for entry in sheet.entries}
            cells = tuple(self._cell(column, sheet, entries) for column in columns)
            draft = any(value.head == self.words.code("status", "draft") for value in (entries["status"].values if "status" in entries else ()))
            yield Row(sheet.id, sheet.name, sheet.language, sheet.level, cells, draft)

    def _cell(self, column: Heading, sheet: Sheet, entries: Mapping[str, Entry]) -> Cell:
        name = (Piece(sheet.name, language=None if sheet.language == self.lang else sheet.language),) if NAME in column.fields else ()
        found = [entries[field] for field in column.fields if field in entries]
        return (*name, *(self.cell(found) if found else ()))

    def cell(self, entries: Sequence[Entry]) -> Cell:
        """The values of some entries; where none has any, why the first required one, else the first, is empty."""
        pieces = [piece for entry in entries for piece in self._pieces(entry)]
        if pieces or not entries:
            return tuple(pieces)
        lead = next((entry for entry in entries if entry.required), entries[0])
        return (Piece(self.words(lead.empty or "not-stated"), kind="empty"),)

    def _pieces(self, entry: Entry) -> Iterator[Piece]:
        for value in entry.values:
            yield self._piece(value, "inherited" if value.kind == "inherited" else "value")
        for value in entry.denied:
            yield self._piece(value, "denied")

    def _piece(self, value: Value, kind: str) -> Piece:
        said = [self.words("denied")] if kind == "denied" else [self.words("inherited")] if kind == "inherited" else []
        if value.modality not in ("stated", "denied"):
            said.append(self.words(f"modality.{value.modality}"))
        said += [self.words("condition", value.condition)] if value.condition else []
        said += [self.words("scope", value.scope)] if value.scope else []
        quotes = tuple(" ".join(quote.text.split()) for quote in value.quotes)
        if self.evidence == "short":
            quotes = tuple(quote if len(quote) <= SHORT else quote[: SHORT - 1] + "…" for quote in quotes[:1])
        return Piece(
            text=SEPARATOR.join((value.head + (f" ({value.term})" if value.term else ""), *value.parts)),
            kind=kind,
            language=None if value.own in (None, self.lang) else value.own,
            how=", ".join(said) or None,
            items=tuple(item.text for item in value.items),
            quotes=() if self.evidence == "none" else quotes,
            statement=value.statement,
        )
