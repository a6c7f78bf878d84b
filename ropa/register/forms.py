"""The documents of a workspace as forms: those in the annotation form, and those that stay live tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ropa.errors import WorkspaceError
from ropa.form import Form, read_form
from ropa.model import Workspace


def workspace_forms(workspace: Workspace) -> Iterator[Form]:
    """Each document as a form, in the order of ``ropa.toml``; live tables last. Without tables nothing that reads them is loaded.

    Raises the errors of reading, and WorkspaceError where a live table has the id of another document.
    """
    taken: dict[str, Path] = {}
    for path in workspace.documents:
        form = read_form(path)
        taken[document_id(form)] = path
        yield form
    if not workspace.tables:
        return
    from ropa.documents.live import live_forms

    for table in workspace.tables:
        for form in live_forms(table):
            name = document_id(form)
            if name in taken:
                remedy = f'Give the table another id in ropa.toml: id = "{name}-table"'
                raise WorkspaceError(f"{taken[name].name} is the document {name!r} already", where=table.file.name, remedy=remedy)
            taken[name] = table.file
            yield form


def document_id(form: Form) -> str:
    """The id of a document; empty where the form gives none."""
    about = form.data.get("document")
    return str(about.get("id") or "") if isinstance(about, dict) else ""
