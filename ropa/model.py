"""Frozen values that pass between the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fi", "sv", "de", "fr")
MODALITIES = ("stated", "possible", "conditional", "qualified", "implied", "denied")
REVIEW_STATES = ("confirmed", "proposed", "rejected")
NOT_HERE = ("not-from-this-document", "not-in-this-extract")


@dataclass(frozen=True)
class Clocks:
    """The two clocks: `as_of` is the law's date, `register_on` the documents'."""

    as_of: date
    register_on: date


@dataclass(frozen=True)
class LiveTable:
    """A register kept in a workbook that is read at each run: its file, and what ``[[tables]]`` in ``ropa.toml`` says of it.

    `mapping` is the file of its owner's mapping. `controller` is its name where the workbook does not say it, `controller_id`
    the id that other documents have for it, `id` the document's own; `regime` is the law the controller is under.
    """

    file: Path
    mapping: Path | None = None
    controller: str | None = None
    controller_id: str | None = None
    id: str | None = None
    language: str | None = None
    regime: str | None = None


@dataclass(frozen=True)
class Workspace:
    """A folder with ``ropa.toml``: whose documents and live tables, and under which base IRI its things are minted.

    `reader` is what ``[reader]`` says of a language model to read policies with; empty where none is used.
    """

    folder: Path
    base: str
    title: str
    documents: tuple[Path, ...]
    profile: str = "gdpr"
    fictional: bool = False
    tables: tuple[LiveTable, ...] = ()
    reader: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is read: documents, live tables and their mappings."""
        tables = (path for table in self.tables for path in (table.file, table.mapping) if path)
        return tuple(dict.fromkeys((*self.documents, *tables)))


@dataclass(frozen=True)
class Quote:
    """One unbroken verbatim span; `at` is its offset in code points, `line` its line in the text, from 1."""

    text: str
    at: int | None = None
    line: int | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True)
class Term:
    """One cell of an answer: kind is ``uri``, ``literal`` or ``bnode``, as in SPARQL 1.1 Results JSON."""

    kind: str
    value: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a question found: its columns and rows; a cell that is unbound is absent from its row."""

    question: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Term], ...]

    def values(self, column: str) -> list[str]:
        """The values of one column, in the order of the rows, unbound ones left out."""
        return [row[column].value for row in self.rows if column in row]


@dataclass(frozen=True)
class Decision:
    """What somebody decided of a finding: ``accepted``, ``disputed`` or ``planned``; why, who, on which day, until when."""

    state: str
    reason: str
    by: str
    on: date
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """One thing a rule found: about which node, how severe, under which article, with the quotes beside it.

    `decision` is what the workspace decided of it; `cause` why it is new against a baseline: ``edit``, ``time``, ``law`` or
    ``rules``, None where it was there before or nothing is compared. `focus` is the IRI of the node that the shape looked
    at, empty for a finding of no shape; `components` are the IRIs of the SHACL constraint components that failed, in order.
    `language` is that of the document's words. `file` is the document's, with the `line`, or the `cell` of a workbook.
    """

    id: str
    rule: str
    kind: str
    controller: str | None
    about: str
    article: str
    severity: str
    status: str
    found_by: str
    message: str
    remedy: str
    quotes: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    cause: str | None = None
    language: str | None = None
    focus: str = ""
    components: tuple[str, ...] = ()
    cell: str | None = None

    @property
    def blameless(self) -> bool:
        """Whether the finding only says that this kind of document, or this extract, cannot tell."""
        return self.status in NOT_HERE


@dataclass(frozen=True)
class Scope:
    """What of a workspace to check: some rules, one controller, by their ids; everything where empty."""

    rules: tuple[str, ...] = ()
    controller: str | None = None


@dataclass(frozen=True)
class RuleRun:
    """How many nodes a rule applied to, and how many findings it gave.

    With the rule's IRI, title, article, severity, `source` (the ELI of the article) and why it matters, where it has them.
    """

    id: str
    applied: int
    findings: int
    iri: str = ""
    title: str = ""
    article: str = ""
    severity: str = ""
    source: str = ""
    why: str = ""


@dataclass(frozen=True)
class Report:
    """What a check found, under which clocks, in which language; `redacted` where people, contact details and quotes are out.

    Under `assumptions`, `findings` are those that appear with them, `gone` those that disappear, `unchanged` counts the rest.
    `inputs` are digests of what was checked (``documents``, ``law``, ``rules``) and the version of ropa: a later run told
    against this one says by them what moved.
    """

    clocks: Clocks
    law_known_until: str
    profile: str
    rules: tuple[RuleRun, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...] = ()
    gone: tuple[Finding, ...] = ()
    unchanged: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en"
    redacted: bool = False
