"""The documents in the annotation form, one after the other: YAML 1.2, strings in double quotes."""

from __future__ import annotations

from ropa.export import Export, Format
from ropa.form import form_text


def write(export: Export) -> bytes:
    """The documents, each after a line of three hyphens."""
    return "".join(f"---\n{form_text(form)}" for form in export.documents).encode()


FORMAT = Format("yaml", (".yaml", ".yml"), "the documents in the annotation form", "documents", write)
