"""Checking a collection partition by partition, here, in other processes or on other machines, with the same findings.

An organisation's findings rest on its own documents and on what every partition has: the ontology, the law, the vendors.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.documents.compiler import compile_form
from ropa.documents.values import Tables
from ropa.errors import InputError
from ropa.fields import FieldTable, fields_of
from ropa.form import read_form
from ropa.infer.rules import Inference, infer_dated, infer_open, read_inferences
from ropa.labels import Labels
from ropa.law import known_until, tables
from ropa.model import Clocks, Finding, Report, RuleRun
from ropa.namespaces import ROPA
from ropa.register.building import document_tables, reference_quads
from ropa.register.columns import ColumnDataset
from ropa.register.partitions import Partition
from ropa.register.programs import programs_of
from ropa.vocabulary import vocabulary

if TYPE_CHECKING:
    from ropa.check import Rule

BASE = "https://check.example/"
SHOWN = 300
"""How much of a broken line a message shows."""
"""Below which the things of YAML documents are named where no workspace says it."""


@dataclass(frozen=True)
class Settings:
    """What a collection is checked under. `folder` is a workspace whose own rules, law and fields count too."""

    clocks: Clocks
    profile: str = "gdpr"
    base: str = BASE
    lang: str = "en"
    rules: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True)
class Ground:
    """What every partition has."""

    base: ColumnDataset
    inferences: tuple[Inference, ...]
    fields: FieldTable
    names: Tables
    law_known_until: str

    @property
    def reference(self) -> bytes:
        """Ontology, law and vendors as N-Quads."""
        return "".join(f"{quad} .\n" for quad in self.base.quads()).encode("utf-8")


@lru_cache(maxsize=4)
def ground_of(folder: Path | None) -> Ground:
    """The ground for a workspace, or for none; read once in a process."""
    found = tables(folder)
    base = ColumnDataset(programs_of(folder))
    base.add(reference_quads(folder, found))
    return Ground(base, read_inferences(folder), fields_of(folder), document_tables(found), known_until(found))


@lru_cache(maxsize=4)
def rules_of(folder: Path | None, ids: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules of some ids, all where there are none; read once in a process. Raises UsageError for a rule that does not exist."""
    from ropa.check import chosen_rules

    return chosen_rules(folder, ids)


def infer_partition(partition: Partition, settings: Settings) -> ColumnDataset:
    """The dataset of a partition: the ground, its documents and what follows. Raises the errors of reading and of the engine."""
    ground = ground_of(settings.folder)
    dataset = ColumnDataset(ground.base.programs, ground.base)
    if partition.nquads:
        try:
            dataset.add_nquads(partition.nquads)
        except SyntaxError as error:
            line = partition.nquads.split(b"\n", error.lineno or 1)[(error.lineno or 1) - 1].decode("utf-8", "replace")
            message = f"not valid N-Quads: {str(error).rpartition(': ')[2]}, in the line {line[:SHOWN]}"
            raise InputError(message, remedy="Write the file again.") from error
    for path in partition.files:
        dataset.add(compile_form(read_form(path), settings.base, ground.fields, vocabulary(), ground.names))
    infer_open(dataset, ground.inferences)
    infer_dated(dataset, ground.inferences, settings.clocks, settings.profile)
    return dataset


@dataclass(frozen=True)
class Outcome:
    """What came of a partition: its number, how many organisations, whose documents it holds, and the report."""

    number: int
    organisations: int
    share: float
    documents: Mapping[str, str]
    report: Report


def check_partition(partition: Partition, settings: Settings) -> Outcome:
    """What the rules find in a partition. Runs in any process that has ropa."""
    with _garbage_kept():
        return _outcome(partition, settings)


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Without Python's search for cycles, which would look at all columns again and again; it is made up for at the end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
            gc.collect()


def _outcome(partition: Partition, settings: Settings) -> Outcome:
    from ropa.check import check

    dataset = infer_partition(partition, settings)
    rules, known = rules_of(settings.folder, settings.rules), ground_of(settings.folder).law_known_until
    labels = Labels(dataset.labels, settings.lang)
    report = check(dataset, rules, settings.clocks, known, settings.profile, labels, settings.lang, workspace=settings.folder)
    documents = {_iri(quad.subject): _iri(quad.object) for quad in dataset.quads(None, ROPA("describes"))}
    return Outcome(partition.number, partition.organisations, partition.share, documents, report)


def _iri(term: Any) -> str:
    return str(term.value)


@dataclass
class Totals:
    """The outcomes of partitions as one report; in whatever order they come, it is the same.

    After an edit, the outcome of the one organisation takes the place of what was known of it.
    """

    settings: Settings
    organisations: int = 0
    _runs: dict[str, RuleRun] = field(default_factory=dict)
    _applied: dict[str, dict[str, int]] = field(default_factory=dict)
    _findings: dict[str, list[Finding]] = field(default_factory=dict)
    _documents: dict[str, set[str]] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome in, in place of what was known of its organisations."""
        from ropa.check import finding_order

        for controller in sorted(set(outcome.documents.values())):
            self._drop(controller)
        self.organisations = len(self._documents) + len(set(outcome.documents.values()))
        for document, controller in outcome.documents.items():
            self._documents.setdefault(controller, set()).add(document)
        for run in outcome.report.rules:
            self._runs[run.id] = replace(run, applied_in={})
            self._applied.setdefault(run.id, {}).update(run.applied_in)
        for finding in sorted(outcome.report.findings, key=finding_order):
            self._findings.setdefault(finding.controller or "", []).append(finding)

    def _drop(self, controller: str) -> None:
        gone = self._documents.pop(controller, set())
        self._findings.pop(controller, None)
        for counts in self._applied.values():
            for document in gone:
                counts.pop(document, None)

    def report(self) -> Report:
        """The whole report: rules in their order, findings in theirs (by organisation first)."""
        findings = tuple(finding for controller in sorted(self._findings) for finding in self._findings[controller])
        found = Counter(finding.rule for finding in findings)
        runs = tuple(replace(run, applied=sum(self._applied[name].values()), findings=found[name]) for name, run in self._runs.items())
        known, settings = ground_of(self.settings.folder).law_known_until, self.settings
        return Report(settings.clocks, known, settings.profile, runs, findings, lang=settings.lang)
