"""From what a shape found to a finding: about whom, in which document and line, on which words, in a person's language.

What a rule looks at (its focus) comes from an inference, which also says ``ropa:judgedIn`` (the document),
``ropa:regards`` (the activity or the controller) and ``ropa:restsOn`` (the statements concerned). A place ``{word}`` in a
message is filled with the labels of ``ropa:word`` of the focus, ``{missing}`` with the values that had to be there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ropa.check.hints import HINTS
from ropa.check.profiles import BETWEEN, Profile, read_profile
from ropa.check.rules import SEVERITIES, Rule
from ropa.check.shacl import Failure, judge
from ropa.errors import EngineError
from ropa.form import IN_CELL
from ropa.graph import CONTEXT, Readable
from ropa.labels import Labels
from ropa.model import Clocks, Finding, Report, RuleRun
from ropa.namespaces import DCTERMS, OA, PREFIXES, RDF, ROPA, SKOS

LEAD_QUOTES = 4
_PLACE_IN_TEXT = re.compile(r"\{(\w+)\}")


def check(  # noqa: PLR0917 - what a finding depends on, and nothing else
    dataset: Readable,
    rules: Iterable[Rule],
    clocks: Clocks,
    law_known_until: str,
    profile: str,
    labels: Labels,
    lang: str = "en",
    *,
    controller: str | None = None,
    workspace: Path | None = None,
) -> Report:
    """What the rules find in an inferred dataset under a profile (an id; the workspace may have its own), in one language; of one
    controller (its IRI) where one is named.

    A document that the profile's law did not bind on the date of the law has no finding. What an extract lacks, and what a notice
    cannot fill of a record, are hints. Raises EngineError where a rule cannot be run, UsageError for a profile that does not exist.
    """
    judged_by = read_profile(profile, workspace)
    rules = judged_by.rules(rules)
    judged = judge(dataset, {rule.iri: rule.triples for rule in rules})
    writer = _Writer(dataset, _judged(dataset, judged_by, controller), labels, lang)
    runs: list[RuleRun] = []
    findings: list[Finding] = []
    for rule in rules:
        applied = Counter(document for focus in judged.applied[rule.iri] for document in writer.documents(focus))
        failing = judged.failing.get(rule.iri, {})
        found = [writer.finding(rule, focus, document, failing[focus]) for focus in sorted(failing) for document in writer.documents(focus)]
        runs.append(_run(rule, applied, len(found), lang))
        findings += found
    return Report(clocks, law_known_until, profile, tuple(runs), tuple(sorted(findings, key=finding_order)), lang=lang)


def _run(rule: Rule, applied: Counter[str], found: int, lang: str) -> RuleRun:
    title = _said(rule.labels, lang)
    return RuleRun(rule.id, applied.total(), found, rule.iri, title, rule.article, rule.severity, rule.source, rule.why, applied)


@dataclass(frozen=True)
class _Writer:
    """Turns what failed into findings; `judged` gives kind and completeness of each document."""

    dataset: Readable
    judged: Mapping[str, tuple[str, bool]]
    labels: Labels
    lang: str
    _known: dict[tuple[str, ox.NamedNode, str | None], list[str]] = field(default_factory=dict)

    def documents(self, focus: str) -> list[str]:
        """The documents a focus is judged in, those that the law did not bind left out."""
        return self.judged_in.get(focus, [])

    @cached_property
    def judged_in(self) -> dict[str, list[str]]:
        """The documents of each focus, in order."""
        pairs = sorted({(_value(quad.subject), _value(quad.object)) for quad in self.dataset.quads(None, ROPA("judgedIn"))})
        found: dict[str, list[str]] = {}
        for focus, document in pairs:
            if document in self.judged:
                found.setdefault(focus, []).append(document)
        return found

    def finding(self, rule: Rule, focus: str, document: str, failed: Failure) -> Finding:
        """The finding of a rule about one focus in one document."""
        hint = self._hint(rule, document)
        about = next(iter(self._objects(focus, ROPA("regards"))), document)
        controller = next(iter(self._objects(document, ROPA("describes"))), None)
        statements = self._statements(rule, focus, document)
        where = self._where(focus, about, statements, document, missing=rule.status == "missing")
        message, remedy, title = (_said(words, self.lang) for words in (rule.messages, rule.remedies, rule.labels))
        if hint is not None:
            words = HINTS[hint].get(self.lang, HINTS[hint]["en"])
            message, remedy = f"{title}: {words.what}.", words.remedy
        return Finding(
            id=_fingerprint(rule.id, document, about, "" if focus in (about, document) else focus),
            rule=rule.id,
            kind="hint" if hint else rule.kind,
            controller=controller,
            about=about,
            article=self._article(rule, focus),
            severity="info" if hint else rule.severity,
            status=hint or rule.status,
            found_by=next(iter(self._objects(focus, ROPA("foundBy"))), "rule"),
            message=self._filled(message, rule, focus, document, failed.missing),
            remedy=self._filled(remedy, rule, focus, document, failed.missing),
            quotes=self._quotes(focus, statements, document),
            file=where.file or None,
            line=None if where.cell else where.line or None,
            cell=where.cell or None,
            labels={"about": self._name(about, document), "controller": self.labels.of(controller or about), "rule": title},
            language=next(iter(self._objects(document, DCTERMS("language"))), None),
            focus=focus,
            components=tuple(sorted(failed.components)),
        )

    def _article(self, rule: Rule, focus: str) -> str:
        """The rule's article, and the one beside it where the focus names another source of the data than the person."""
        return BETWEEN.join((rule.article, rule.beside)) if rule.beside and self._objects(focus, ROPA("hasOtherSource")) else rule.article

    def _name(self, iri: str, document: str) -> str:
        """The document's own name for a thing; another document may have another."""
        return next(iter(self._objects(iri, SKOS("prefLabel"), document)), None) or self.labels.of(iri)

    def _filled(self, text: str, rule: Rule, focus: str, document: str, missing: Iterable[str]) -> str:
        """The text with its places filled. Raises EngineError for a place of which the focus says nothing."""

        def words(match: re.Match[str]) -> str:
            values = sorted(missing) if match[1] == "missing" else self._objects(focus, ox.NamedNode(PREFIXES["ropa"] + match[1]))
            if not values:
                raise EngineError(f"nothing fills {match[0]} for {focus}", where=f"{rule.id}.ttl", remedy="Let the inference of its class write it.")
            return ", ".join(dict.fromkeys(self._name(value, document) if "://" in value else value for value in values))

        return _PLACE_IN_TEXT.sub(words, text)

    def _quotes(self, focus: str, statements: list[str], document: str) -> tuple[str, ...]:
        """The words of a focus that has evidence of its own, in the order of the text; else the lead of each statement."""
        spans = [(self._start(target), text) for target in self._objects(focus, ROPA("evidence"), document) for text in self._exact(target)]
        own = [text for _, text in sorted(spans)]
        found = dict.fromkeys(own or (quote for statement in statements for quote in self._objects(statement, ROPA("quote"), document)))
        return tuple(found)[:LEAD_QUOTES]

    def _exact(self, target: str) -> list[str]:
        return [text for selector in self._objects(target, OA("hasSelector")) for text in self._objects(selector, OA("exact"))]

    def _start(self, target: str) -> int:
        return min((int(at) for selector in self._objects(target, OA("hasSelector")) for at in self._objects(selector, OA("start"))), default=0)

    def _hint(self, rule: Rule, document: str) -> str | None:
        """The status of a finding that is only a hint: the document is not of a kind the rule binds, or an extract that lacks something.

        What an extract does say, and says badly, is there whatever the rest of the document says.
        """
        kind, complete = self.judged[document]
        if not complete and rule.kind == "gap":
            return "not-in-this-extract"
        return None if kind in rule.applies_to else "not-from-this-document"

    def _statements(self, rule: Rule, focus: str, document: str) -> list[str]:
        """The statements of the document that a focus rests on, in the order in which they are written."""
        links = [ROPA("restsOn"), *(ox.NamedNode(iri) for name, iri in rule.targets if name == "targetSubjectsOf")]
        found = {value for link in links for value in self._objects(focus, link)}
        placed = [(_place(at[0]), value) for value in found if (at := self._objects(value, ROPA("writtenAt"), document))]
        return [value for _, value in sorted(placed)]

    def _where(self, focus: str, about: str, statements: list[str], document: str, *, missing: bool) -> _Place:
        """The place of the statement a focus is, else of the first it rests on (of the activity, where something is missing there), or of
        the first words about the controller."""
        near = ([about], statements) if missing else (statements, [about])
        for candidates in (self._stating(RDF("object"), focus, document), *near, self._stating(RDF("subject"), about, document)):
            places = sorted(_place(at) for subject in candidates for at in self._objects(subject, ROPA("writtenAt"), document))
            if places:
                return places[0]
        return _Place()

    def _stating(self, part: ox.NamedNode, value: str, document: str) -> list[str]:
        return self.dataset.subjects(part, value, document)

    def _objects(self, subject: str, predicate: ox.NamedNode, graph: str | None = None) -> list[str]:
        found = self._known.get((subject, predicate, graph))
        if found is None:
            found = self._known[subject, predicate, graph] = self.dataset.values(subject, predicate, graph)
        return found


def _judged(dataset: Readable, profile: Profile, only: str | None) -> dict[str, tuple[str, bool]]:
    """Kind and completeness of each document that the profile's law binds on the date of the law; of one controller where named."""
    rows = dataset.values(CONTEXT.value, ROPA("inForce"))
    thresholds = [row for row in rows if ROPA("Threshold").value in dataset.values(row, RDF("type"))]
    in_force = {name for row in thresholds for name in dataset.values(row, DCTERMS("identifier"))}
    found = {}
    for document in sorted({_value(quad.subject) for quad in dataset.quads(None, RDF("type"), ROPA("Document"))}):
        controllers = dataset.values(document, ROPA("describes"))
        regimes = [regime for controller in controllers for regime in dataset.values(controller, ROPA("exporterRegime"))]
        kinds = dataset.values(document, ROPA("documentKind"))
        if kinds and profile.binds_from(regimes) in in_force and (only is None or only in controllers):
            found[document] = (kinds[0], "false" not in dataset.values(document, ROPA("complete")))
    return found


def _value(term: Any) -> str:
    return str(term.value)


def _said(words: Mapping[str, str], lang: str) -> str:
    return words.get(lang, words["en"])


class _Place(NamedTuple):
    """Where something is written: a line of a file, or a cell of a workbook (its row is then the line, for order)."""

    file: str = ""
    line: int = 0
    cell: str = ""


def _place(written_at: str) -> _Place:
    """``register.yaml:14`` gives the file and the line, ``register.xlsx › Sheet1!B7`` the file and the cell."""
    file, in_cell, cell = written_at.partition(IN_CELL)
    if in_cell:
        row = re.search(r"\d+$", cell)
        return _Place(file, int(row.group()) if row else 0, cell)
    file, _, line = written_at.rpartition(":")
    return _Place(file, int(line)) if file and line.isdigit() else _Place(written_at)


def finding_order(finding: Finding) -> tuple[Any, ...]:
    """By controller and document; gaps before hints, the gravest first."""
    rank = list(SEVERITIES.values()).index(finding.severity)
    place = (finding.line or 0, finding.cell or "", finding.about)
    return (finding.controller or "", finding.file or "", finding.blameless, rank, finding.rule, *place, finding.id)


def _fingerprint(*keys: str) -> str:
    """What a finding is about, and nothing that an edit elsewhere changes: no line, language or version."""
    return hashlib.sha256("\n".join(keys).encode("utf-8")).hexdigest()[:16]
