"""Documents held against the texts they quote: without a register, and without a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ropa.documents.compiler import compile_form
from ropa.documents.verify import Verification, verify_form, write_offsets
from ropa.errors import UsageError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.namespaces import RDF, ROPA
from ropa.register import document_tables
from ropa.vocabulary import vocabulary
from ropa.workspace import read_workspace


def verify_documents(folder: Path | None, files: Sequence[Path], texts: Path | None, *, write: bool = False) -> list[Verification]:
    """Verify the given documents, else those of the workspace; a document without quotes is counted and passed by.

    With `write`, offsets and lines are filled where every quote of a document was found. Raises as reading does.
    """
    base = "https://verify.example/"
    if not files:
        if folder is None:
            raise UsageError("nothing to verify", remedy="Name files, or a workspace with -w.")
        workspace = read_workspace(folder)
        files, base = workspace.documents, workspace.base
    fields, names = fields_of(folder), document_tables(tables(folder))
    results = []
    for path in files:
        form = read_form(path)
        quads = compile_form(form, base, fields, vocabulary(), names)
        statements = len({quad.subject for quad in quads if quad.predicate == RDF("type") and quad.object == ROPA("Statement")})
        result = verify_form(form, texts or path.parent)
        if write and not result.failures:
            write_offsets(form, texts or path.parent)
        results.append(replace(result, statements=statements))
    return results
