"""A register: the documents of a workspace as one graph. The only module that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from pathlib import Path

from ropa.ask import Question, ask, read_questions
from ropa.documents.compiler import compile_form
from ropa.documents.form import read_form
from ropa.documents.values import Tables
from ropa.fields import field_quads, fields_of
from ropa.graph import Dataset
from ropa.infer.rules import Inference, infer_dated, infer_open, read_inferences
from ropa.labels import Labels
from ropa.law import ids, known_until, law_quads, tables
from ropa.errors import UsageError, nearest
from ropa.model import Answer, Clocks, Workspace
from ropa.vocabulary import ontology_quads, vocabulary
from ropa.workspace import read_workspace


def document_tables(folder: Path | None = None) -> Tables:
    """The names a document of a workspace may refer to."""
    found = tables(folder)
    return Tables({row["id"]: row["name"] for row in found["vendors"]}, ids(found, "adequacy", "safeguards"), ids(found, "authorities"))


@dataclass
class Register:
    """The documents of a workspace, compiled, inferred, and ready to be asked, checked, recorded and drawn."""

    workspace: Workspace
    clocks: Clocks
    dataset: Dataset = dataclass_field(repr=False)

    @classmethod
    def open(cls, folder: Path, clocks: Clocks) -> Register:
        """Read a workspace and build its graph for two clocks.

        Raises the errors of reading: WorkspaceError, FormError, InputError, EngineError.
        """
        workspace = read_workspace(folder)
        dataset = Dataset(ontology_quads())
        dataset.add(field_quads(folder))
        dataset.add(law_quads(tables(folder)))
        for path in workspace.documents:
            dataset.add(compile_form(read_form(path), workspace.base, fields_of(folder), vocabulary(), document_tables(folder)))
        register = cls(workspace, clocks, dataset)
        infer_open(dataset, register.inferences)
        infer_dated(dataset, register.inferences, clocks, workspace.profile)
        return register

    @cached_property
    def inferences(self) -> tuple[Inference, ...]:
        """Ours and the workspace's."""
        return read_inferences(self.workspace.folder)

    @cached_property
    def law_known_until(self) -> str:
        """The day until which the law tables are known."""
        return known_until(tables(self.workspace.folder))

    def labels(self, lang: str = "en") -> Labels:
        """Labels of everything in the register, in a language."""

        return Labels(self.dataset.labels, lang)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Ours and the workspace's, by id."""
        return read_questions(self.workspace.folder)

    def ask(self, question_id: str, params: Mapping[str, str] | None = None, lang: str = "en") -> Answer:
        """Ask a question by its id; ``as_of`` is the register's own where the question takes it.

        Raises UsageError for a question or parameter that does not exist.
        """
        question = self.questions.get(question_id)
        if question is None:
            raise UsageError(f"no question {question_id!r}", remedy=nearest(question_id, self.questions))
        values = dict(params or {})
        if any(parameter.name == "as_of" for parameter in question.parameters):
            values["as_of"] = self.clocks.as_of.isoformat()
        return ask(self.dataset, question, values, self.labels(lang))
