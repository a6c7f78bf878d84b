"""Questions: one SPARQL 1.1 file each, with a header that names its parameters and columns.

A parameter ``as_of`` is the variable ``?_as_of``; the runner binds it with a VALUES block, so values are terms and never
pasted text. A column that holds IRIs is followed by a column with its human label: ``recipient``, ``recipientLabel``; the query may
select that itself where a document's own words are to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ropa.assets import collect
from ropa.errors import InputError, TermError, UsageError, nearest
from ropa.graph import to_term
from ropa.headers import read_headed
from ropa.labels import Labels
from ropa.model import Answer, Term
from ropa.namespaces import XSD, expand
from ropa.terms import AnyTerm

KEYS = ("title", "asks", "law", "answers", "params", "note")
KINDS = ("date", "id", "term", "text")


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, what it takes (``date``, ``id``, ``term``, ``text``), and whether it may be left out."""

    name: str
    kind: str
    optional: bool


@dataclass(frozen=True)
class Question:
    """One question: what it asks, of which law, its parameters and columns; `*` after a column marks IRIs."""

    id: str
    title: str
    asks: str
    law: str
    columns: tuple[str, ...]
    iris: frozenset[str]
    parameters: tuple[Parameter, ...]
    query: str
    note: str | None = None

    @property
    def answer_columns(self) -> tuple[str, ...]:
        """The columns with the label columns in their places."""
        return tuple(name for column in self.columns for name in ((column, column + "Label") if column in self.iris else (column,)))


def read_questions(workspace: Path | None = None) -> dict[str, Question]:
    """Our questions, and those of the workspace's own ``queries/`` folder, by id.

    Raises InputError for a header that does not parse.
    """
    return {
        stem: _question(stem, *read_headed(entry, KEYS, ("title", "asks", "law", "answers")))
        for stem, entry in collect("queries", "", ".rq", workspace).items()
    }


def _question(stem: str, header: Mapping[str, str], text: str) -> Question:
    columns, iris = [], set()
    for column in (part.strip() for part in header["answers"].split(",")):
        columns.append(column.rstrip("*"))
        if column.endswith("*"):
            iris.add(column.rstrip("*"))
    parameters = []
    for part in filter(None, (part.strip() for part in header.get("params", "").split(","))):
        match = re.fullmatch(r"(\w+)=(\w+)(\??)", part)
        if match is None or match[2] not in KINDS:
            raise InputError(
                f"params: {part!r} is not name=kind", where=f"{stem}.rq", remedy="Kinds: " + ", ".join(KINDS) + "; a ? after it makes it optional."
            )
        parameters.append(Parameter(match[1], match[2], bool(match[3])))
    return Question(
        stem, header["title"], header["asks"], header["law"], tuple(columns), frozenset(iris), tuple(parameters), text, header.get("note")
    )


class Asked(Protocol):
    """What answers a SELECT: a dataset, or an endpoint."""

    def select(self, sparql: str, params: Mapping[str, AnyTerm | None] | None = None) -> tuple[tuple[str, ...], list[dict[str, AnyTerm]]]:
        """Columns and rows."""


def ask(
    dataset: Asked, question: Question, values: Mapping[str, str], labels: Labels, learn: Callable[[Iterable[str]], None] | None = None
) -> Answer:
    """Ask a question of a dataset; `values` are parameters as text. `learn` is told all things that labels will be wanted of.

    Raises UsageError for a parameter that does not exist, is missing, or has a value it does not take; EngineError where
    the query fails.
    """
    columns, rows = dataset.select(question.query, bound(question, values))
    if tuple(column for column in columns if column in question.columns) != question.columns or not set(columns) <= set(question.answer_columns):
        raise InputError(
            f"{question.id}.rq selects {', '.join(columns)}, its header says {', '.join(question.columns)}", remedy="Make them the same."
        )
    if learn is not None:
        learn({term.value for row in rows for name, term in row.items() if name in question.iris and isinstance(term, ox.NamedNode)})
    return Answer(question.id, question.answer_columns, tuple(_row(row, question, labels) for row in rows))


def bound(question: Question, values: Mapping[str, str]) -> dict[str, ox.NamedNode | ox.Literal | None]:
    """Each parameter as a term, None for one that is left out. Raises UsageError as `ask`."""
    names = [parameter.name for parameter in question.parameters]
    for name in values:
        if name not in names:
            raise UsageError(f"{question.id} has no parameter {name!r}", remedy=nearest(name, names) if names else "It takes none.")
    return {parameter.name: _value(question, parameter, values.get(parameter.name)) for parameter in question.parameters}


def _row(row: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal], question: Question, labels: Labels) -> dict[str, Term]:
    cells: dict[str, Term] = {}
    for name in question.columns:
        if name in row:
            cells[name] = to_term(row[name])
            if name in question.iris and cells[name].kind == "uri":
                own = row.get(name + "Label")
                cells[name + "Label"] = to_term(own) if own is not None else Term("literal", labels.of(cells[name].value))
    return cells


def _value(question: Question, parameter: Parameter, raw: str | None) -> ox.NamedNode | ox.Literal | None:
    if raw is None or raw == "":
        if parameter.optional:
            return None
        raise UsageError(f"{question.id} wants the parameter {parameter.name}", remedy=f"--param {parameter.name}=…")
    if parameter.kind == "date":
        try:
            return ox.Literal(date.fromisoformat(raw).isoformat(), datatype=XSD("date"))
        except ValueError as error:
            raise UsageError(f"{parameter.name}: {raw!r} is no date ({error})", remedy="Write it as 2024-12-31.") from error
    if parameter.kind == "term":
        if "://" in raw:
            try:
                return ox.NamedNode(raw)
            except ValueError as error:
                raise UsageError(f"{parameter.name}: {raw!r} is no IRI", remedy="An IRI, or a CURIE such as pd:EmailAddress.") from error
        try:
            return ox.NamedNode(expand(raw))
        except TermError as error:
            raise UsageError(f"{parameter.name}: {error.message}", remedy=error.remedy) from error
    return ox.Literal(raw)
