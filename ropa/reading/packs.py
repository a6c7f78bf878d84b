"""Pattern packs: how sentences say things, as data. A pattern is one entry of ``data/patterns/*.toml``, and no code.

A pack file says its `language` (``all`` is added to every language) and holds any of these (docs/patterns.md):

``[words]``       fragments that patterns use as ``{name}``
``[numbers]``     number words and what they are worth; ``[units]`` units of time and their ISO 8601 letter
``[durations]``   whole periods ("half a year"); ``[countries]`` names of countries besides the usual ones;
``[authorities]`` other names of supervisory authorities and their id; ``[mechanisms]`` names of
                  the instruments of ``data/law`` and their id
``[fields.<key>]`` `reads`: which cues count for a field; `denied`: "keep" or "drop"
``[[cue]]``       what makes a statement `possible`, `conditional`, `qualified` or `denied`
``[[innocent]]``  phrases that look like a cue and are none
``[[pattern]]``   `id`, `field`, `value`, `find`; gates `under`, `near`, `not_under`, `cue`, `unless`, `kinds`; `how`, `priority`
``[[part]]``      what a pattern's value gains from the words before, after or around the match
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from dataclasses import field as value_of
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from ropa.assets import collect, root
from ropa.errors import InputError, nearest
from ropa.model import LANGUAGES, MODALITIES
from ropa.reading.text import KINDS

EVERY = "all"
PLACES = ("before", "after", "sentence")
TABLES = ("words", "numbers", "units", "durations", "countries", "authorities", "mechanisms", "fields")
SECTIONS = ("language", "clause", *TABLES, "cue", "innocent", "pattern", "part")
PROSE = ("paragraph", "item", "cell")
_MACRO = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_GROUP = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([a-z-]+))?\}")


@dataclass(frozen=True)
class Pattern:
    """One way a language says one thing.

    `find` is looked for in each sentence of the `kinds` of blocks; `under` in what the sentence stands under, `near` in the
    nearest of these, `cue` in the sentence or its introduction; `unless` must not be in the sentence, nor `not_under` in what
    it stands under. `value` is what the annotation form says; ``{name}`` in it is the group of that name, ``{name|reader}`` what
    a reader makes of it; a key whose group is absent is left out. `how` fixes how it is said, else the sentence's cues do. A
    match shuts out those of the same field that it overlaps and whose `priority` is lower; below 0 it is a last resort, whose
    first match counts where its field has no other. With `once`, only the first match in a sentence counts. `gather` names
    details (``email``) that are looked for in the same block and after it.
    """

    id: str
    field: str
    value: Mapping[str, str]
    find: str
    under: str = ""
    cue: str = ""
    unless: str = ""
    not_under: str = ""
    near: str = ""
    kinds: tuple[str, ...] = PROSE
    how: str = ""
    priority: int = 0
    gather: tuple[str, ...] = ()
    once: bool = False


@dataclass(frozen=True)
class Part:
    """What a value gains where `find` stands right before or right after a match of the `field`, or anywhere in its sentence.

    Only where the value has what `when` says (``*``: any); the first part that fits gives a key its value.
    """

    field: str
    value: Mapping[str, str]
    find: str
    where: str
    when: Mapping[str, str] = value_of(default_factory=dict)


@dataclass(frozen=True)
class Cue:
    """Words that make a statement of some fields (all where empty) possible, conditional, qualified or denied.

    A field that cues of a kind name is read by those alone. Looked for in the clause of the match, or in the whole sentence
    where `where` is "sentence"; and in its introduction. A named group of it becomes a key of the value.
    """

    how: str
    find: str
    fields: tuple[str, ...] = ()
    where: str = "clause"


@dataclass(frozen=True)
class Innocent:
    """Words in which no cue is looked for, for some fields (all where empty): "not only", "if you do not agree"."""

    find: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldManners:
    """Which cues count for a field, and whether a denied statement of it is proposed as denied ("keep") or not at all."""

    reads: tuple[str, ...] = ("possible", "conditional", "qualified", "denied")
    denied: str = "keep"


@dataclass(frozen=True)
class Pack:
    """The patterns of one language, from all its files."""

    language: str
    patterns: tuple[Pattern, ...] = ()
    parts: tuple[Part, ...] = ()
    cues: tuple[Cue, ...] = ()
    innocents: tuple[Innocent, ...] = ()
    words: Mapping[str, str] = value_of(default_factory=dict)
    numbers: Mapping[str, int] = value_of(default_factory=dict)
    units: Mapping[str, str] = value_of(default_factory=dict)
    durations: Mapping[str, str] = value_of(default_factory=dict)
    countries: Mapping[str, str] = value_of(default_factory=dict)
    authorities: Mapping[str, str] = value_of(default_factory=dict)
    mechanisms: Mapping[str, str] = value_of(default_factory=dict)
    manners: Mapping[str, FieldManners] = value_of(default_factory=dict)
    clause: str = ""


Row = TypeVar("Row", Pattern, Part, Cue, Innocent, FieldManners)


def packs(workspace: Path | None = None) -> dict[str, Pack]:
    """The packs by language: ours, and those of a workspace's own ``patterns/`` folder.

    Raises InputError, with file and line, for an unknown key, an id that is there twice, or a value of the wrong kind.
    """
    found: dict[str, Pack] = {}
    known: dict[str, str] = {}
    for entry in collect("data", "patterns", ".toml", workspace).values():
        pack = read_pack(entry)
        for pattern in pack.patterns:
            if pattern.id in known:
                raise InputError(f"the id {pattern.id!r} is also in {known[pattern.id]}", where=entry.name, remedy="Give each pattern its own id.")
            known[pattern.id] = entry.name
        found[pack.language] = _merged(found[pack.language], pack) if pack.language in found else pack
    common = found.pop(EVERY, None)
    return {language: _merged(pack, common) if common else pack for language, pack in found.items()}


def read_pack(entry: Traversable) -> Pack:
    """One file of patterns. Raises InputError as `packs`."""
    try:
        data = tomllib.loads(source := entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=entry.name, remedy="Mend the file.") from error
    for key in data:
        if key not in SECTIONS:
            raise InputError(f"unknown section {key!r}", where=entry.name, remedy=nearest(key, SECTIONS))
    if data.get("language") not in (*LANGUAGES, EVERY):
        raise InputError(f"language {data.get('language')!r}", where=entry.name, remedy=nearest(str(data.get("language")), (*LANGUAGES, EVERY)))
    where = _Where(entry.name, source)
    manners = {key: _row(FieldManners, row, where(key)) for key, row in data.get("fields", {}).items()}
    return Pack(
        language=data["language"],
        patterns=tuple(_pattern(row, where(str(row.get("id", "")))) for row in data.get("pattern", [])),
        parts=tuple(_part(row, where(str(row.get("find", "")))) for row in data.get("part", [])),
        cues=tuple(_cue(row, where(str(row.get("find", "")))) for row in data.get("cue", [])),
        innocents=tuple(_row(Innocent, row, where(str(row.get("find", "")))) for row in data.get("innocent", [])),
        words=data.get("words", {}),
        numbers=data.get("numbers", {}),
        units=data.get("units", {}),
        durations=data.get("durations", {}),
        countries=data.get("countries", {}),
        authorities=data.get("authorities", {}),
        mechanisms=data.get("mechanisms", {}),
        manners=manners,
        clause=data.get("clause", ""),
    )


def precision(entry: Traversable | None = None) -> dict[tuple[str, str, str], float]:
    """The measured precision of a pattern for a field in a language, on texts it was not tuned on; what was not measured is absent.

    ``data/patterns/precision.csv`` has the columns `pattern`, `field`, `language`, `precision` (0 to 1) and `n`. Raises InputError.
    """
    if not (table := entry or root("data") / "patterns" / "precision.csv").is_file():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8")))
        return {(row["pattern"], row["field"], row["language"]): float(row["precision"]) for row in rows if row["precision"]}
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"a column is missing, or `precision` is no number: {error}", where="precision.csv", remedy="Write it again.") from error


def template_groups(value: Mapping[str, str]) -> list[tuple[str, str]]:
    """The (group, reader) that a value's templates name; the reader is ``words`` where it names none."""
    return [(group, reader or "words") for text in value.values() for group, reader in _GROUP.findall(text)]


def filled(template: str, read: Mapping[tuple[str, str], str | None]) -> str | None:
    """A template with its groups put in; None where one of them is absent."""
    missing = any(read.get((group, reader or "words")) is None for group, reader in _GROUP.findall(template))
    return None if missing else _GROUP.sub(lambda match: read[match[1], match[2] or "words"] or "", template)


@dataclass(frozen=True)
class _Where:
    name: str
    source: str

    def __call__(self, words: str) -> str:
        at = self.source.find(words) if words else -1
        return f"{self.name}:{self.source.count(chr(10), 0, at) + 1}" if at >= 0 else self.name


def _pattern(row: Mapping[str, Any], where: str) -> Pattern:
    found = _row(Pattern, row, where)
    if found.how and found.how not in MODALITIES:
        raise InputError(f"how {found.how!r}", where=where, remedy=nearest(found.how, MODALITIES))
    for kind in found.kinds:
        if kind not in KINDS:
            raise InputError(f"kind {kind!r}", where=where, remedy=nearest(kind, KINDS))
    return found


def _part(row: Mapping[str, Any], where: str) -> Part:
    found = _row(Part, row, where)
    if found.where not in PLACES:
        raise InputError(f"where {found.where!r}", where=where, remedy=nearest(found.where, PLACES))
    return found


def _cue(row: Mapping[str, Any], where: str) -> Cue:
    found = _row(Cue, row, where)
    if found.how not in MODALITIES or found.where not in ("clause", "sentence"):
        remedy = "where is clause or sentence. " + nearest(found.how, MODALITIES)
        raise InputError(f"a cue that is {found.how!r} in the {found.where!r}", where=where, remedy=remedy)
    return found


def _row(kind: type[Row], row: Mapping[str, Any], where: str) -> Row:
    names = {item.name: str(item.type) for item in fields(kind)}
    for key, value in row.items():
        if key not in names:
            raise InputError(f"unknown key {key!r}", where=where, remedy=nearest(key, names))
        if not _fits(value, names[key]):
            raise InputError(f"{key} cannot be {value!r}", where=where, remedy=f"It takes: {names[key]}.")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise InputError(str(error).partition(" ")[2], where=where, remedy="Add what is missing.") from error


def _fits(value: object, kind: str) -> bool:
    if kind.startswith("Mapping"):
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    if kind.startswith("tuple"):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value).__name__ == kind


def _merged(one: Pack, other: Pack) -> Pack:
    return replace(
        one,
        patterns=one.patterns + other.patterns,
        parts=one.parts + other.parts,
        cues=one.cues + other.cues,
        innocents=one.innocents + other.innocents,
        words={**one.words, **other.words},
        numbers={**one.numbers, **other.numbers},
        units={**one.units, **other.units},
        durations={**one.durations, **other.durations},
        countries={**one.countries, **other.countries},
        authorities={**one.authorities, **other.authorities},
        mechanisms={**one.mechanisms, **other.mechanisms},
        manners={**one.manners, **other.manners},
        clause=one.clause or other.clause,
    )


def expanded(pattern: str, fragments: Mapping[str, str], where: str, within: tuple[str, ...] = ()) -> str:
    """A pattern with its ``{name}`` fragments put in. Raises InputError for one that is unknown or contains itself."""
    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in within or name not in fragments:
            problem = "contains itself" if name in within else "is no fragment"
            raise InputError(f"{{{name}}} {problem}", where=where, remedy=nearest(name, fragments))
        return f"(?:{expanded(fragments[name], fragments, where, (*within, name))})"

    return _MACRO.sub(put, pattern)
