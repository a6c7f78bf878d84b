"""Workspaces: a folder with ``ropa.toml`` that names its documents, its live tables and the base of its IRIs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ropa.errors import WorkspaceError, nearest
from ropa.model import LiveTable, Workspace

FILE = "ropa.toml"
KEYS = ("format", "base", "title", "documents", "tables", "profile", "fictional", "reader")
TABLE_KEYS = ("file", "mapping", "controller", "controller-id", "id", "language", "regime")
TABLES = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".md", ".markdown")


def find_workspace(start: Path) -> Path:
    """The nearest folder at or above `start` that holds ``ropa.toml``.

    Raises WorkspaceError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise WorkspaceError(f"no {FILE} at or above {start}", remedy="Name a workspace with -w, or write one: see docs/workspaces.md.")


def read_workspace(folder: Path) -> Workspace:
    """Read ``ropa.toml``; documents and live tables come in the order it gives them. The tables themselves are not read.

    Raises WorkspaceError for a missing or broken file, an unknown key, a base that is no IRI ending in ``/`` or ``#``, or a
    document or table that is not there.
    """
    path = folder / FILE
    if not path.is_file():
        raise WorkspaceError(f"{folder} is no workspace: it has no {FILE}", remedy="Name a folder that has one, such as data or data/example.")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"not valid TOML: {error}", where=str(path), remedy="Mend the file.") from error
    for key in settings:
        if key not in KEYS:
            raise WorkspaceError(f"unknown key {key!r}", where=str(path), remedy=nearest(key, KEYS))
    base = settings.get("base")
    if not isinstance(base, str) or not base.startswith(("https://", "http://")) or base[-1] not in "/#":
        raise WorkspaceError("base must be an IRI that ends in / or #", where=str(path), remedy='For example base = "https://acme.example/ropa/"')
    tables = _tables(folder, settings.get("tables", []))
    return Workspace(
        folder=folder,
        base=base,
        title=str(settings.get("title", folder.name)),
        documents=_documents(folder, settings.get("documents", []), may_be_empty=bool(tables)),
        profile=str(settings.get("profile", "gdpr")),
        fictional=bool(settings.get("fictional", False)),
        tables=tables,
        reader=_reader(settings.get("reader", {}), path),
    )


def _reader(found: Any, path: Path) -> dict[str, Any]:
    if not isinstance(found, dict):
        remedy = 'For example:\n  [reader]\n  url = "http://127.0.0.1:8080/v1"\n  model = "name"'
        raise WorkspaceError("reader must be a table", where=str(path), remedy=remedy)
    return found


def _documents(folder: Path, names: Any, *, may_be_empty: bool) -> tuple[Path, ...]:
    path = folder / FILE
    if not isinstance(names, list) or not (names or may_be_empty) or not all(isinstance(name, str) for name in names):
        raise WorkspaceError("documents must be a list of file names", where=str(path), remedy='For example documents = ["notice.yaml"]')
    documents = tuple(folder / name for name in names)
    for document in documents:
        if document.suffix.lower() in TABLES:
            remedy = f'Draft one with `ropa import`, or keep the file as the document itself:\n  [[tables]]\n  file = "{document.name}"'
            raise WorkspaceError(f"document {document.name} is not in the annotation form (YAML)", where=str(path), remedy=remedy)
        _there(document, "document", path)
    return documents


def _there(file: Path, what: str, path: Path) -> None:
    if not file.is_file():
        raise WorkspaceError(f"{what} {file.name} is not there", where=str(path), remedy=f"Add the file, or take it out of {FILE}.")


def _tables(folder: Path, entries: Any) -> tuple[LiveTable, ...]:
    """The live tables. Raises WorkspaceError for an entry without a file, an unknown key, or a file that is not there."""
    path = folder / FILE
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WorkspaceError("tables must be [[tables]]", where=str(path), remedy='For example:\n  [[tables]]\n  file = "register.xlsx"')
    found = []
    for entry in entries:
        for key, value in entry.items():
            if key not in TABLE_KEYS:
                raise WorkspaceError(f"unknown key {key!r} in [[tables]]", where=str(path), remedy=nearest(key, TABLE_KEYS))
            if not isinstance(value, str) or not value:
                raise WorkspaceError(f"{key} in [[tables]] must be a text", where=str(path), remedy=f'For example {key} = "…"')
        if "file" not in entry:
            raise WorkspaceError("an entry of [[tables]] has no file", where=str(path), remedy='For example file = "register.xlsx"')
        said = {key.replace("-", "_"): value for key, value in entry.items() if key not in ("file", "mapping")}
        table = LiveTable(folder / entry["file"], folder / entry["mapping"] if "mapping" in entry else None, **said)
        _there(table.file, "table", path)
        if table.mapping:
            _there(table.mapping, "mapping", path)
        found.append(table)
    return tuple(found)
