"""Workspaces: a folder with ``ropa.toml`` that names its documents and the base of its IRIs."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ropa.errors import WorkspaceError, nearest
from ropa.model import Workspace

FILE = "ropa.toml"
KEYS = ("format", "base", "title", "documents", "profile", "fictional")


def find_workspace(start: Path) -> Path:
    """The nearest folder at or above `start` that holds ``ropa.toml``.

    Raises WorkspaceError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise WorkspaceError(f"no {FILE} at or above {start}", remedy="Name a workspace with -w, or write one: see docs/workspaces.md.")


def read_workspace(folder: Path) -> Workspace:
    """Read ``ropa.toml``; the documents come in the order it gives them.

    Raises WorkspaceError for a missing or broken file, an unknown key, a base that is no IRI ending in ``/`` or ``#``, or a
    document that is not there.
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
    names = settings.get("documents")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise WorkspaceError("documents must be a list of file names", where=str(path), remedy='For example documents = ["notice.yaml"]')
    documents = tuple(folder / name for name in names)
    for document in documents:
        if not document.is_file():
            raise WorkspaceError(f"document {document.name} is not there", where=str(path), remedy="Add the file, or take it out of documents.")
    return Workspace(
        folder=folder,
        base=base,
        title=str(settings.get("title", folder.name)),
        documents=documents,
        profile=str(settings.get("profile", "gdpr")),
        fictional=bool(settings.get("fictional", False)),
    )
