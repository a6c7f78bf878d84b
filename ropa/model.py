"""Frozen values that pass between the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

LANGUAGES = ("en", "fi", "sv", "de", "fr")
MODALITIES = ("stated", "possible", "conditional", "qualified", "implied", "denied")
REVIEW_STATES = ("confirmed", "proposed", "rejected")


@dataclass(frozen=True)
class Clocks:
    """The two clocks: `as_of` is the law's date, `register_on` the documents'."""

    as_of: date
    register_on: date


@dataclass(frozen=True)
class Workspace:
    """A folder with ``ropa.toml``: whose documents, and under which base IRI its things are minted."""

    folder: Path
    base: str
    title: str
    documents: tuple[Path, ...]
    profile: str = "gdpr"
    fictional: bool = False


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
    """What people decided about a finding: accepted, disputed or planned; why, by whom, on which day, until which day."""

    state: str
    reason: str
    by: str | None = None
    on: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the decision still stands on a day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Finding:
    """One thing a rule found: about which node, how severe, under which article, with the quotes beside it.

    `focus` is the IRI of the node that the shape looked at, `components` the IRIs of the SHACL constraint components that
    failed on it, in order.
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
    focus: str = ""
    components: tuple[str, ...] = ()
    decision: Decision | None = None


@dataclass(frozen=True)
class RuleRun:
    """How many nodes a rule applied to, and how many findings it gave; with the rule's own words and its law.

    `source` is the ELI of its article, `iri` the rule's own.
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
    """What a check found, under which clocks, in which language; `redacted` where names, contact details and quotes are out."""

    clocks: Clocks
    law_known_until: str
    profile: str
    rules: tuple[RuleRun, ...]
    findings: tuple[Finding, ...]
    lang: str = "en"
    redacted: bool = False
