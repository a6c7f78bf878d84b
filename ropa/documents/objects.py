"""Dumps of other programs as JSON: lists of flat or nested objects whose keys are headings; read as tables.

A value is called by its JSON Pointer (RFC 6901): ``/activities/0/recipients``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from ropa.documents.grids import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Grid, cleaned, decoded, read_bytes
from ropa.documents.headings import WITHIN, recognise
from ropa.documents.lexicon import normal
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.slots import IDENTIFYING, REGISTER
from ropa.errors import InputError

SUFFIXES = (".json", ".jsonl", ".ndjson")
DEPTH = 4
NAMES = ("name", "title", "label", "value", "description", "text")
"""The key of an object that says what it is; its other keys are columns of their own."""
OTHERWISE = ("article", "basis", "category", "code", "country", "duration", "period", "id")
"""The same of an object without one."""
CAMEL = re.compile(r"(?<=[a-zß-ÿ0-9])(?=[A-ZÀ-Þ])")
Row = dict[str, tuple[str, str]]


def json_grids(data: bytes, path: Path) -> tuple[Grid, ...]:
    """Each list of objects in a JSON file whose keys are headings of a record, as a grid. Raises InputError for what is no JSON."""
    top = _loaded(data, path)
    head = [(heading, *said) for heading, said in _row(top, "", {}).items()] if isinstance(top, Mapping) else []
    return tuple(_grid(name, items, head) for name, items in _lists(top, "", DEPTH) if _is_register(items))


def _loaded(data: bytes, path: Path) -> Any:
    text = decoded(data, path)
    if path.suffix.lower() != ".json":
        text = "[" + ",".join(line for line in text.splitlines() if line.strip()) + "]"
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"not valid JSON: {error}", where=path.name, remedy="Export it again.") from error
    except RecursionError as error:
        raise InputError("nested too deeply", where=path.name, remedy="Export the activities alone.") from error


def _lists(value: Any, at: str, depth: int) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """Lists of objects with their JSON Pointers, outer ones first."""
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        yield at, value
    elif isinstance(value, Mapping) and depth:
        for key, item in value.items():
            yield from _lists(item, f"{at}/{_escaped(key)}", depth - 1)


def _is_register(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the keys of some objects name an activity beside another field of it."""
    fields = {match.field for item in items[:5] for heading in _row(item, "", {}) if (match := recognise(heading))}
    return bool(fields & IDENTIFYING) and len(fields - REGISTER - {"note", "activity-name", "reference"}) >= 2


def _grid(name: str, items: Sequence[Mapping[str, Any]], head: Sequence[tuple[str, str, str]]) -> Grid:
    rows = [_row(item, f"{name}/{number}", {}) for number, item in enumerate(items[:MAX_ROWS])]
    headings = list(dict.fromkeys(heading for row in rows for heading in row))[:MAX_COLUMNS]
    above = [[heading, text] for heading, text, _ in head if (match := recognise(heading)) and match.field in REGISTER]
    found = [at for heading, text, at in head if [heading, text] in above]
    places = {(number, column): at for number, at in enumerate(found) for column in (0, 1)}
    first = len(above) + 1
    for number, row in enumerate(rows, start=first):
        places |= {(number, column): row[heading][1] for column, heading in enumerate(headings) if heading in row}
    texts = [[row[heading][0] if heading in row else "" for heading in headings] for row in rows]
    references = [*(f"{name}/{heading}" for heading, _ in above), name or "/", *(f"{name}/{number}" for number in range(len(rows)))]
    return Grid(name.rpartition("/")[2], [*above, headings, *texts], (), references, places=places)


def _row(value: Mapping[str, Any], at: str, row: Row, over: str = "", depth: int = DEPTH) -> Row:
    """The values of an object by heading, each with its pointer; keys of objects within it are joined to theirs."""
    names = NAMES if any(normal(key) in NAMES for key in value) else OTHERWISE
    for key, item in value.items():
        heading = over if over and normal(key) in names else f"{over}{WITHIN}{_spaced(key)}" if over else _spaced(key)
        place = f"{at}/{_escaped(key)}"
        if isinstance(item, Mapping) and depth:
            _row(item, place, row, heading, depth - 1)
        elif isinstance(item, list) and depth and any(isinstance(each, Mapping) for each in item):
            for number, each in enumerate(item):
                _row(each if isinstance(each, Mapping) else {NAMES[0]: each}, f"{place}/{number}", row, heading, depth - 1)
        elif text := _text(item):
            known = row.get(heading)
            row[heading] = (f"{known[0]}\n{text}"[:MAX_CELL], _around(known[1], place)) if known else (text, place)
    return row


def _around(first: str, second: str) -> str:
    """The pointer of what holds both."""
    steps = zip(first.split("/"), second.split("/"), strict=False)
    return "/".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], steps))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(text for each in value if (text := _text(each)))
    if value is None or isinstance(value, Mapping):
        return ""
    return cleaned(("true" if value else "false") if isinstance(value, bool) else str(value))


def _spaced(key: str) -> str:
    return CAMEL.sub(" ", key).replace("_", " ").replace("-", " ").strip()


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _recognises(path: Path, start: bytes) -> bool:  # noqa: ARG001 - readers share one form
    if path.suffix.lower() not in SUFFIXES:
        return False
    try:
        return bool(json_grids(read_bytes(path), path))
    except InputError:
        return True  # reading it says what is wrong


def _read(paths: Sequence[Path]) -> list[Draft]:
    return _read_with(paths, Settings())


def _read_with(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    from ropa.documents.table import read_tables  # noqa: PLC0415 - tables are read by it, and it reads JSON by this module

    return read_tables(paths, settings)


READER = Reader("objects", "registers as JSON (lists of objects)", _recognises, _read, _read_with, last=True)
