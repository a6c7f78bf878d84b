"""How the graph of a register is built: reference tables, documents, decisions, and what follows from them.

With a store, what was built before from the same bytes is read back; the graph is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pyoxigraph as ox

from ropa.assume import Assumption, assume_facts, assume_tables
from ropa.decisions import FILE as DECISIONS
from ropa.decisions import decision_quads
from ropa.documents.compiler import compile_form
from ropa.documents.values import Tables
from ropa.fields import field_quads, fields_of
from ropa.form import Form, read_form
from ropa.graph import CONTEXT, ROOT, Dataset
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.law import Row, ids, law_quads, tables
from ropa.model import Clocks, Workspace
from ropa.register.forms import workspace_forms
from ropa.register.store import BuiltStore, digest, folder_digest, shipped_digest
from ropa.vocabulary import ontology_quads, vocabulary

OWN = ("law", "vendors.csv", "fields", "inferences")
"""What a workspace adds to what documents and inferences are read with."""
KEPT = 8
"""How many inferred states (dates, profiles, revisions of the documents) a store keeps."""


def document_tables(found: Mapping[str, list[Row]]) -> Tables:
    """The names of the tables that a document may refer to."""
    return Tables({row["id"]: row["name"] for row in found["vendors"]}, ids(found, "adequacy", "safeguards"), ids(found, "authorities"))


def reference_quads(folder: Path | None, found: Mapping[str, list[Row]]) -> Iterator[ox.Quad]:
    """The ontology, the fields and the tables: what every dataset holds beside its documents."""
    yield from ontology_quads()
    yield from field_quads(folder)
    yield from law_quads(found)


def build(workspace: Workspace, clocks: Clocks, assumptions: Sequence[Assumption]) -> Dataset:
    """The whole graph, from the documents. Raises the errors of reading, and UsageError for an assumption about nothing there is."""
    folder = workspace.folder
    found, fields = assume_tables(tables(folder), assumptions), fields_of(folder)
    dataset = Dataset(reference_quads(folder, found))
    for form in workspace_forms(workspace):
        dataset.add(compile_form(form, workspace.base, fields, vocabulary(), document_tables(found)))
    dataset.add(decision_quads(folder, workspace.base))
    assume_facts(dataset, found, assumptions)
    _infer(dataset, workspace, clocks)
    return dataset


def _infer(dataset: Dataset, workspace: Workspace, clocks: Clocks) -> None:
    inferences = read_inferences(workspace.folder)
    infer_open(dataset, inferences)
    infer_dated(dataset, inferences, clocks, workspace.profile)


def build_with(store: BuiltStore, workspace: Workspace, clocks: Clocks) -> Dataset:
    """The same graph as `build` without assumptions, from what the store holds; what it lacks is built and kept."""
    return _Build(store, workspace, clocks).run()


def _content(path: Path) -> bytes:
    """The bytes of a file for its key; none where it cannot be read, which its reader then tells."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


class _Build:
    """One build with a store: keys first, then what they name."""

    def __init__(self, store: BuiltStore, workspace: Workspace, clocks: Clocks) -> None:
        self.store, self.workspace, self.clocks = store, workspace, clocks
        self.folder = workspace.folder
        self.world = digest([shipped_digest(), folder_digest(self.folder, OWN), workspace.base])
        self.documents = {path: digest([self.world, path.name, _content(path)]) for path in workspace.documents}
        self.tables = digest([self.world, *(part for table in workspace.tables for part in self._table(asdict(table)))])

    @staticmethod
    def _table(table: Mapping[str, object]) -> Iterator[str | bytes]:
        for key, value in table.items():
            yield f"{key}={value}"
            if isinstance(value, Path):
                yield _content(value)

    def run(self) -> Dataset:
        """The dataset."""
        decisions = folder_digest(self.folder, [DECISIONS])
        dates = (self.clocks.as_of.isoformat(), self.clocks.register_on.isoformat(), self.workspace.profile)
        state = digest([self.world, *self.documents.values(), self.tables, decisions, *dates])
        dataset = Dataset()
        found = self.store.read("inferred", state)
        if found is None or not self._read_back(dataset):
            dataset = self._compiled()
        dataset.add(decision_quads(self.folder, self.workspace.base))
        if found is not None and dataset.load(found):
            return dataset
        _infer(dataset, self.workspace, self.clocks)
        self.store.write("inferred", state, _concluded(dataset))
        self.store.keep("inferred", KEPT)
        self.store.keep("documents", 2 * len(self.documents) + KEPT)
        for kind in ("reference", "tables"):
            self.store.keep(kind, 2)
        return dataset

    def _read_back(self, dataset: Dataset) -> bool:
        """Read everything but what is inferred; whether all of it was there."""
        wanted = [("reference", self.world), *(("documents", key) for key in self.documents.values())]
        wanted += [("tables", self.tables)] if self.workspace.tables else []
        for kind, key in wanted:
            found = self.store.read(kind, key)
            if found is None or not dataset.load(found):
                return False
        return True

    def _compiled(self) -> Dataset:
        """Everything but what is inferred; a document that the store holds is not compiled again."""
        found, fields = tables(self.folder), fields_of(self.folder)
        names = document_tables(found)

        def compiled(form: Form) -> list[ox.Quad]:
            return compile_form(form, self.workspace.base, fields, vocabulary(), names)

        dataset = Dataset()
        self._kept(dataset, "reference", self.world, list(reference_quads(self.folder, found)))
        if self.workspace.tables:  # their ids are held against those of the documents, so all are read
            forms = list(workspace_forms(self.workspace))
            read = dict(zip(self.documents, forms, strict=False))
            self._kept(dataset, "tables", self.tables, [quad for form in forms[len(read) :] for quad in compiled(form)])
        else:
            read = {}
        for path, key in self.documents.items():
            known = self.store.read("documents", key)
            if known is None or not dataset.load(known):
                self._kept(dataset, "documents", key, compiled(read[path] if path in read else read_form(path)))
        return dataset

    def _kept(self, dataset: Dataset, kind: str, key: str, quads: list[ox.Quad]) -> None:
        self.store.write(kind, key, quads)
        dataset.add(quads)


def _concluded(dataset: Dataset) -> Iterator[ox.Quad]:
    """What the inferences wrote: their graphs and the context."""
    for graph in dataset.graphs():
        if graph == CONTEXT or graph.value.startswith(f"{ROOT}inferred/"):
            yield from dataset.quads(graph=graph)
