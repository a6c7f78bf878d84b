"""What `ropa export` wrote, edited or not: the documents in the annotation form, as a table, as YAML or as JSON.

Nothing is guessed: what was not edited comes back as it was, with its quotes, how it is said and its review.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ropa.carried import HEADER, SHEET, forms_of
from ropa.documents.grids import read_bytes, read_grids
from ropa.documents.readers import Draft, Reader
from ropa.errors import InputError
from ropa.form import read_forms

PARTS = {".xlsx": "xl/workbook.xml", ".ods": "content.xml"}
START = 1_000_000
YAML = re.compile(rb'^(---\s*)?format: "?1"?\s*$', re.MULTILINE)

JSON = re.compile(rb'\s*\{\s*"documents":\s*\[\s*\{\s*"(format|document|controller)":')


def _recognises(path: Path, start: bytes) -> bool:
    suffix = path.suffix.lower()
    if suffix in PARTS:
        return _named(path, PARTS[suffix])
    if suffix == ".csv":
        return re.match(rb"(\xef\xbb\xbf)?" + rb'"?[,;\t]"?'.join(name.encode() for name in HEADER[:4]), start.replace(b'"', b"")) is not None
    if suffix in (".yaml", ".yml"):
        return YAML.search(start) is not None
    return suffix == ".json" and JSON.match(start) is not None


def _named(path: Path, part: str) -> bool:
    """Whether a workbook has the sheet that ropa writes."""
    try:
        with zipfile.ZipFile(path) as package, package.open(part) as content:
            return f'name="{SHEET}"'.encode() in content.read(START)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        return False  # the reader of tables says what is wrong with it


def _read(paths: Sequence[Path]) -> list[Draft]:
    """The documents of one file. Raises InputError for one that was broken, FormError for a form that does not read."""
    if len(paths) > 1:
        raise InputError("exports are read one file at a time", where=paths[1].name, remedy="Run `ropa import` once for each file.")
    path = paths[0]
    forms: Sequence[dict[str, Any]]
    changes: list[str] = []
    if path.suffix.lower() in (".yaml", ".yml"):
        forms = [form.data for form in read_forms(path)]
    elif path.suffix.lower() == ".json":
        forms = _json(path)
    else:
        grids = [grid for grid in read_grids(path) if grid.name in ("", SHEET)]
        forms, changes = forms_of((row for grid in grids for row in grid.rows[1:]), path.name)
    if not forms:
        raise InputError("holds no document", where=path.name, remedy="Export it again.")
    edited = tuple(f"Edited: {change}" for change in changes)
    return [Draft(form, report=edited if number == 0 else (), own=True) for number, form in enumerate(forms)]


def _json(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(read_bytes(path).decode("utf-8-sig"))["documents"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"not valid JSON: {error}", where=path.name, remedy="Mend the file, or export it again.") from error
    if not isinstance(found, list) or not all(isinstance(item, dict) and isinstance(item.get("document"), dict) for item in found):
        raise InputError("its documents are no list of forms", where=path.name, remedy="Mend the file, or export it again.")
    return [_strings(item, path) for item in found]


def _strings(value: Any, path: Path) -> Any:
    """Numbers and booleans that a person wrote as the texts that the form holds."""
    if isinstance(value, dict):
        return {key: _strings(item, path) for key, item in value.items()}
    if isinstance(value, list):
        return [_strings(item, path) for item in value]
    return json.dumps(value) if isinstance(value, bool | int | float) else value


READER = Reader("carried", "what ropa exported (XLSX, ODS, CSV, JSON, YAML)", _recognises, _read)
