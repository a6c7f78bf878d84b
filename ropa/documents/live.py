"""Live tables: a register kept in a workbook as a document itself, read at each run and never written.

Its cells are statements that its owner's mapping confirms; a column that is not recognised is kept as notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ropa.documents.grids import read_bytes
from ropa.documents.mapping import read_mapping
from ropa.documents.readers import Draft, Settings, read_drafts, reviewed
from ropa.documents.slots import IDENTIFYING
from ropa.documents.table import headings
from ropa.errors import InputError
from ropa.evidence import sha256
from ropa.form import Form, Place
from ropa.model import LiveTable


def live_forms(table: LiveTable) -> tuple[Form, ...]:
    """The documents of a live table, one for each controller that it names; every place of them is a cell.

    The same bytes are read once in a process. Raises InputError, which names the file, where it or its mapping is broken or
    cannot be read, where it is no table, and where nothing in it names an activity.
    """
    mapping = sha256(read_bytes(table.mapping)) if table.mapping else ""
    return _forms(table, sha256(read_bytes(table.file)), mapping)


@lru_cache(maxsize=16)
def _forms(table: LiveTable, digest: str, mapping_digest: str) -> tuple[Form, ...]:  # noqa: ARG001 - digests are what the cache knows files by
    mapping = read_mapping(table.mapping) if table.mapping else {}
    reader, drafts = read_drafts([table.file], Settings(mapping, table.controller, table.language))
    name = table.file.name
    if reader.read_with is None:
        raise InputError(f"read as {reader.title}: no live table", where=name, remedy="Draft a document from it with `ropa import`.")
    if not any(draft.form["activities"] for draft in drafts) and not any(field in IDENTIFYING for _, field, _ in headings(table.file, mapping)):
        remedy = f"`ropa import {name}` shows what each heading was taken for; correct it with --mapping-out, and name the file as mapping."
        raise InputError("nothing in it names an activity", where=name, remedy=remedy)
    if len(drafts) > 1 and (table.id or table.controller_id):
        named = ", ".join(str(draft.form["controller"]["name"]) for draft in drafts)
        raise InputError(f"id and controller-id stand for one controller, it names {named}", where=name, remedy="Take them out of ropa.toml.")
    return tuple(_form(table, draft) for draft in drafts)


def _form(table: LiveTable, draft: Draft) -> Form:
    """A draft as the form that compiles: plain texts, the settings of the workspace, and the cell of each place."""
    data = dict(draft.form)
    data["document"] = {**data["document"], **({"id": table.id} if table.id else {})}
    data["controller"] = {**data["controller"], **({"id": table.controller_id} if table.controller_id else {})}
    if table.regime:
        data["regime"] = {"value": table.regime}
    return _with_cells(table.file, data)


def draft_form(path: Path, draft: Draft) -> Form:
    """A draft in memory as a form that compiles, each of its values proposed where the file is not ropa's own."""
    return _with_cells(path, dict(draft.form) if draft.own else reviewed(draft.form, "proposed"))


def _with_cells(path: Path, data: Mapping[str, Any]) -> Form:
    plain = _plain(data)
    return Form(path, plain, {}, dict(_cells(plain, ())))


def _plain(value: Any) -> Any:
    """Scalars as the form has them: texts."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cells(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """The first cell of each place that has one."""
    if isinstance(value, dict):
        cell = value.get("cell")
        if cell:
            yield place, cell[0] if isinstance(cell, list) else cell
        for key, item in value.items():
            yield from _cells(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _cells(item, (*place, index))
