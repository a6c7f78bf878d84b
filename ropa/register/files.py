"""What is done with files given on the command line: quotes held against texts, documents against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.documents.compiler import compile_form
from ropa.documents.verify import Verification, verify_form, write_offsets
from ropa.errors import InputError, UsageError, nearest
from ropa.fields import field_quads, fields_of
from ropa.form import Form, read_form
from ropa.graph import Dataset
from ropa.infer.rules import infer_open, read_inferences
from ropa.law import law_quads, tables
from ropa.namespaces import RDF, ROPA
from ropa.register.core import document_tables
from ropa.register.forms import document_id, workspace_forms
from ropa.vocabulary import ontology_quads, vocabulary
from ropa.workspace import read_workspace

if TYPE_CHECKING:
    from ropa.compare import Document
    from ropa.comparison import Comparison


def verify_documents(folder: Path | None, files: Sequence[Path], texts: Path | None, *, write: bool = False) -> list[Verification]:
    """Verify the given documents, else those of the workspace; a document without quotes is counted and passed by.

    With `write`, offsets and lines are filled where every quote of a document was found. Raises as reading does.
    """
    base = "https://verify.example/"
    forms: Iterator[Form] = (read_form(path) for path in files)
    if not files:
        if folder is None:
            raise UsageError("nothing to verify", remedy="Name files, or a workspace with -w.")
        workspace = read_workspace(folder)
        forms, base = workspace_forms(workspace), workspace.base
    fields, names = fields_of(folder), document_tables(tables(folder))
    results = []
    for form in forms:
        quads = compile_form(form, base, fields, vocabulary(), names)
        statements = len({quad.subject for quad in quads if quad.predicate == RDF("type") and quad.object == ROPA("Statement")})
        folder_of = form.path.parent if form.cells is not None else texts or form.path.parent
        result = verify_form(form, folder_of)
        if write and not result.failures and form.cells is None:
            write_offsets(form, folder_of)
        results.append(replace(result, statements=statements))
    return results


def compare_files(names: Sequence[str], folder: Path | None = None, lang: str = "en") -> Comparison:
    """Compare documents given as files, or by their ids in a workspace.

    Two of one kind: the first is A (the older, the draft), the second B. Several notices and one register: the register is B.
    Two lists of vendors, with or without a register; a list of vendors, or a CSV of suppliers, against a register.
    A policy (HTML, Markdown, plain text, DOCX, PDF) and a register of another tool (a workbook, say) are drafted in memory: what they
    say is proposed. Raises UsageError where the documents are none of these, InputError for a policy in a language that is not read (all
    that it says would be called missing), and the errors of reading.
    """
    from ropa.compare import compare_documents, compare_suppliers, compare_vendor_lists, read_suppliers

    known = {document_id(form): form for form in workspace_forms(read_workspace(folder))} if folder is not None else {}
    paths = [name if name in known else _file(name, known) for name in names]
    lists = [path for path in paths if isinstance(path, Path) and path.suffix.lower() == ".csv"]
    documents = [_document(_form_of(path, folder) if isinstance(path, Path) else known[path], folder) for path in paths if path not in lists]
    registers = [doc for doc in documents if doc.kind == "register"]
    vendors = [doc for doc in documents if doc.kind == "vendor-list"]
    others = [doc for doc in documents if doc.kind not in ("register", "vendor-list")]
    if lists and len(paths) == 2 and registers:
        return compare_suppliers(read_suppliers(lists[0]), registers[0], lang)
    if not lists and len(vendors) == 2 and not others and len(registers) <= 1:
        return compare_vendor_lists(vendors[0], vendors[1], next(iter(registers), None), lang)
    if not lists and len(vendors) == len(registers) == 1 and not others:
        return compare_suppliers(vendors[0], registers[0], lang)
    if not lists and not vendors and len(registers) == 1 and others:
        return compare_documents(others, registers[0], vocabulary(), lang)
    if not lists and not vendors and len(documents) == 2:
        return compare_documents(documents[:1], documents[1], vocabulary(), lang)
    raise UsageError(
        "these documents cannot be compared: " + ", ".join([*(path.name for path in lists), *(f"{doc.file} ({doc.kind})" for doc in documents)]),
        remedy="Give two documents of one kind, notices and one register, two vendor lists and a register, or suppliers and a register.",
    )


def _file(name: str, known: Mapping[str, Form]) -> Path:
    """The file of a name that is no id of a document of the workspace."""
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"no document {name!r}", remedy=nearest(name, known) if known else "Name a file, or a workspace with -w for its ids.")
    return path


def _form_of(path: Path, folder: Path | None) -> Form:
    """A document of a file: in the annotation form as it is, else drafted in memory."""
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        return read_form(path)
    from ropa.reading.files import SUFFIXES

    if suffix in SUFFIXES:
        from ropa.register.reading import drafted_form, read_policy

        found = read_policy(path, folder)
        if found.unread:
            remedy = "Write it down by hand. Where that is not its language, draft it with `ropa read --language`, and compare the draft."
            raise InputError(found.unread_note("en"), where=path.name, remedy=remedy)
        return replace(drafted_form(found.form), path=path)
    from ropa.documents.live import draft_form
    from ropa.documents.readers import read_drafts

    _, drafts = read_drafts([path])
    if len(drafts) != 1:
        remedy = "Draft a document of each with `ropa import`, and compare those."
        raise UsageError(f"{path.name} holds {len(drafts)} documents", remedy=remedy)
    return draft_form(path, drafts[0])


def _document(form: Form, folder: Path | None) -> Document:
    """One document in a dataset of its own, with what follows without a date."""
    from ropa.compare import Document

    base = read_workspace(folder).base if folder is not None else "https://compare.example/"
    found, fields = tables(folder), fields_of(folder)
    dataset = Dataset(ontology_quads())
    dataset.add(field_quads(folder))
    dataset.add(law_quads(found))
    quads = compile_form(form, base, fields, vocabulary(), document_tables(found))
    dataset.add(quads)
    infer_open(dataset, read_inferences(folder))
    return Document(dataset, quads[0].graph_name.value, fields, form.path.name)  # type: ignore[union-attr]
