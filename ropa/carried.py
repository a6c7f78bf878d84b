"""The annotation form as a table: a row for each value, which a person edits and a program reads back without loss.

``path`` says where a value stands in the form (``activities/1/purpose/1/value``, lists counted from 1). What a spreadsheet
would change or run stands as a JSON string, in double quotes. A value that is cleared is taken out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ropa.errors import InputError

SHEET = "ropa statements"
HEADER = ("document", "of", "path", "value", "in words", "as exported")
"""Only ``document``, ``path`` and ``value`` are read; ``as exported`` is for the difference."""
HOW = frozenset(("quote", "cell", "modality", "condition", "scope", "review"))
"""What is said of a value: without the value, nothing."""
CHUNK = 16_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EMPTY: Mapping[str, Any] = {"{}": {}, "[]": []}
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff\ud800-\udfff]"
    "|  | \n|\n |^[\\s\"']|\\s$|[\xc2-\xf4][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|<br|_x[0-9a-f]{4}_",
    re.IGNORECASE,
)
_MORE = re.compile(r"(.*)~(\d+)", re.DOTALL)
Row = tuple[str, ...]
Path = tuple[str | int, ...]


def harmless(text: str) -> str:
    """The text led by an apostrophe where a spreadsheet would read it as a formula; one that has apostrophes before it gets one more,
    so that taking one away gives the text back.
    """
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def rows_of(form: Mapping[str, Any], words: Callable[[str], str]) -> Iterator[Row]:
    """The rows of one document in the annotation form, in its order; `words` says what a value means, where it is a term."""
    document = str(form["document"]["id"])
    for path, value in _leaves(form, ()):
        name = "/".join(str(step + 1) if isinstance(step, int) else step for step in path)
        of = _owner(form, path)
        text = value if isinstance(value, str) else next(key for key, empty in EMPTY.items() if empty == value)
        shown = encoded(text) if isinstance(value, str) else text
        chunks = [shown[start : start + CHUNK] for start in range(0, len(shown), CHUNK)]
        for number, chunk in enumerate(chunks, start=1):
            meaning = words(text) if isinstance(value, str) and len(chunks) == 1 else ""
            yield (document, plain(of), name if number == 1 else f"{name}~{number}", chunk, plain(meaning), chunk)


def forms_of(rows: Iterable[Sequence[str]], where: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The documents of some rows (without their header), and what was changed since they were written, each in a sentence.

    Raises InputError, with the row, for a path that is none or is there twice, and for a document without its rows.
    """
    found: dict[str, dict[Path, str]] = {}
    changes: list[str] = []
    for number, row in enumerate(rows, start=2):
        document, _, name, value, _, before = (*row, *[""] * (len(HEADER) - len(row)))[: len(HEADER)]
        if not document and not name:
            continue
        path = _path(name, f"{where}, row {number}")
        values = found.setdefault(document, {})
        if path in values:
            raise InputError(f"{name!r} is there twice", where=f"{where}, row {number}", remedy="Keep one row, or give one another path.")
        values[path] = value
        if value != before:
            said = f"{value!r}, was {before!r}" if before else f"{value!r} is new"
            changes.append(f"row {number}, {name}: {said if value else f'{before!r} is taken out'}")
    forms = [_form(values, where) for values in found.values()]
    for form in forms:
        if not isinstance(form.get("document"), dict) or "id" not in form["document"]:
            raise InputError("rows of a document without its id", where=where, remedy="Keep the rows whose path begins with document/.")
    return forms, changes


def plain(text: str) -> str:
    """A text on one line that no spreadsheet runs, for people only."""
    return harmless(" ".join(_ODD.sub(" ", text).split()))[:CHUNK]


def encoded(text: str) -> str:
    """A value as it stands in a cell: itself, or a JSON string where a spreadsheet would change or run it.

    >>> encoded("=1+1")
    '"=1+1"'
    """
    if text and text not in EMPTY and not _ODD.search(text) and not text.startswith(FORMULA):
        return text
    return json.dumps(text).replace("<", "\\u003c").replace("_", "\\u005f").replace("  ", " \\u0020")


def _decoded(text: str, where: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text  # a person wrote it
    if not isinstance(value, str):
        raise InputError(f"{text!r} is no value", where=where, remedy="Write a text.")
    return value


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    items: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, str) or (isinstance(value, list | Mapping) and not value):
        yield path, value
    for key, item in items:
        yield from _leaves(item, (*path, key))


def _owner(form: Mapping[str, Any], path: Path) -> str:
    """The name of the activity or party that a value is of; else the part of the form."""
    name, value = str(path[0]), form
    for step in path:
        value = value[step]  # type: ignore[index]
        if isinstance(step, int) and isinstance(value, Mapping) and isinstance(value.get("id"), str):
            name = str(value.get("name") if isinstance(value.get("name"), str) else value["id"])
    return name


def _path(name: str, where: str) -> Path:
    steps = re.sub(r"~\d+$", "", name).split("/")
    if not all(steps) or steps[0].isdecimal() or any(step.isdecimal() and int(step) < 1 for step in steps):
        raise InputError(f"{name!r} is no path", where=where, remedy="For example activities/1/purpose/1")
    more = _MORE.fullmatch(name)
    return (*(int(step) - 1 if step.isdecimal() else step for step in steps), *((f"~{int(more[2]):06}",) if more else ()))


def _form(values: Mapping[Path, str], where: str) -> dict[str, Any]:
    """The nested form; lists close the gaps that rows leave that were taken out."""
    joined: dict[Path, list[str]] = {}
    for path, value in values.items():
        joined.setdefault(path[:-1] if str(path[-1]).startswith("~") else path, []).append(value)
    tree: dict[str | int, Any] = {}
    cleared: set[Path] = set()
    for path, chunks in joined.items():
        text = "".join(chunks)
        if not text:
            cleared.add(path)
            continue
        node = tree
        for step in path[:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                raise InputError(f"{_name(path)} stands below a value", where=where, remedy="Give one of the two another path.")
        if path[-1] in node:
            raise InputError(f"{_name(path)} has values below it", where=where, remedy="Give one of the two another path.")
        node[path[-1]] = {} if text == "{}" else [] if text == "[]" else _decoded(text, f"{where}, {_name(path)}")
    grown = _grown(tree, (), cleared)
    return grown if isinstance(grown, dict) else {}


def _name(path: Path) -> str:
    return "/".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _grown(node: Any, path: Path, cleared: set[Path]) -> Any:
    """A node of the tree as a list or mapping; None where what it said was cleared."""
    if not isinstance(node, dict) or not node:
        return node
    items = {key: grown for key, item in node.items() if (grown := _grown(item, (*path, key), cleared)) is not None}
    if all(isinstance(key, int) for key in node):
        return [items[key] for key in sorted(items)] or None
    gone = {each[-1] for each in cleared if each[:-1] == path}
    gone |= {key for key in node if key not in items}
    return None if not items or "value" in gone or (gone - HOW and not items.keys() - HOW) else items
