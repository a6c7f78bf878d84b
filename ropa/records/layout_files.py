"""The files of layouts: one TOML file each in ``data/layouts``, ours, and in a workspace's own ``layouts``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ropa.assets import collect
from ropa.errors import InputError, UsageError, nearest
from ropa.fields import ACTIVITY, ENTITY, FieldTable
from ropa.laid import PARTS, SHAPES, SURE, WORDS, Heading, Layout

KEYS = ("title", "authority", "country", "language", "law", "source", "sure", "shape", "head", "column", "words")
COLUMN_KEYS = ("heading", "fields", "part", "letter", "required", "note")
NEEDED = ("title", "authority", "law", "source", "sure", "shape", "column")
BLOCK = ("controller-contact", "controller-dpo", "controller-representative", "controller-joint", "controller-privacy", "controller-contact-person")
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
    "layout.free-text",
    "general.note",
)
"""What a laid record says itself in the language of the headings."""
_REMEDY = "See docs/layouts.md."


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


def anchor_of(field_id: str) -> str:
    """The anchor in a record's block of a field of the controller: ``registration-number`` is ``controller-registration-number``."""
    return field_id if field_id in BLOCK else "controller-" + field_id.removeprefix("controller-")


def _layout(stem: str, entry: Traversable, fields: FieldTable) -> Layout:
    try:
        data = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    _check(data, entry.name)
    heads = {*BLOCK, *(item.id for item in fields.of(ENTITY).values())} - {"contacts"}
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
        head=tuple(_heading(item, entry.name, heads, "controller") for item in data.get("head", [])),
        columns=tuple(_heading(item, entry.name, known, None) for item in data["column"]),
        words=data.get("words", {}),
    )


def _check(data: Mapping[str, Any], where: str) -> None:
    """Raise InputError for the first key that is unknown, missing or of the wrong kind."""
    for key in data:
        if key not in KEYS:
            raise InputError(f"unknown key {key!r}", where=where, remedy=nearest(key, KEYS))
    for key in NEEDED:
        if not data.get(key):
            raise InputError(f"the layout has no {key}", where=where, remedy=_REMEDY)
    kinds: dict[str, type] = {"head": list, "column": list, "words": dict}
    for key, value in data.items():
        if not isinstance(value, kinds.get(key, str)):
            raise InputError(f"{key} is no {'text' if key not in kinds else 'table'}", where=where, remedy=_REMEDY)
    for key, allowed in (("sure", SURE), ("shape", SHAPES)):
        if data[key] not in allowed:
            raise InputError(f"{key} {data[key]!r} is none", where=where, remedy=nearest(data[key], allowed))
    if "language" in data and not re.fullmatch("[a-z]{2}", data["language"]):
        raise InputError(f"language {data['language']!r} is no code of two letters", where=where, remedy='For example language = "fi".')
    _check_words(data.get("words", {}), where)


def _check_words(words: Mapping[str, Any], where: str) -> None:
    for key, value in words.items():
        if key not in (*WORDS, *HEADED):
            raise InputError(f"unknown word {key!r}", where=where, remedy=nearest(key, (*WORDS, *HEADED)))
        if not isinstance(value, str):
            raise InputError(f"the word {key!r} is no text", where=where, remedy="Write it in quotes.")


def _heading(item: Any, where: str, known: Iterable[str], part: str | None) -> Heading:
    name, listed = (item.get("heading"), item.get("fields")) if isinstance(item, dict) else (None, None)
    if not isinstance(name, str) or not name or not isinstance(listed, list) or not listed:
        raise InputError("a column needs a heading and a list of fields", where=where, remedy=_REMEDY)
    for key in item:
        if key not in COLUMN_KEYS:
            raise InputError(f"{name}: unknown key {key!r}", where=where, remedy=nearest(key, COLUMN_KEYS))
    for field in listed:
        if field not in known:
            raise InputError(f"{name}: no field {field!r}", where=where, remedy=nearest(str(field), known))
    own = part or item.get("part")
    if own not in PARTS:
        raise InputError(f"{name}: part {own!r} is none", where=where, remedy=nearest(str(own), PARTS))
    letter, required, note = item.get("letter"), item.get("required", "letter" in item), item.get("note")
    if not isinstance(letter, str | None) or not isinstance(note, str | None) or not isinstance(required, bool):
        raise InputError(f"{name}: letter and note are texts, required is true or false", where=where, remedy=_REMEDY)
    if required and letter is None:
        raise InputError(f"{name}: required, but by which letter?", where=where, remedy='For example letter = "30(1)(b)".')
    return Heading(name, tuple(listed), own, letter, required, note)
