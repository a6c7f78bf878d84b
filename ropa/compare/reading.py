"""A document as it is compared: its activities, its statements by field, its parties, and the words they stand on.

Proposed statements count, so that a draft can be compared; rejected ones do not. Only the document's own graph is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from ropa.compare.names import Directory, Party
from ropa.fields import ACTIVITY, PROCESSING, Field, FieldTable
from ropa.graph import Dataset, Facts
from ropa.model import Quote
from ropa.namespaces import DCTERMS, DPV, OA, RDF, ROPA, SKOS
from ropa.periods import parse_period
from ropa.terms import AnyTerm

ENTITY = DPV("LegalEntity").value
PARTY = ROPA("Party").value
_WORDING = frozenset(
    item.value for item in (RDF("type"), ROPA("modality"), ROPA("days"), ROPA("statedAs"), SKOS("prefLabel"), ROPA("evidence"), ROPA("quote"))
)


@dataclass(frozen=True)
class Said:
    """One statement of a document."""

    iri: str
    subject: str
    field: Field
    value: AnyTerm
    modality: str
    condition: str | None
    scope: str | None
    denial: str | None
    label: str | None
    proposed: bool
    quotes: tuple[Quote, ...]
    where: str | None
    unattached: bool = False


@dataclass(frozen=True)
class Activity:
    """An activity of a document; `parent` is the one it is part of."""

    iri: str
    id: str
    name: str
    parent: str | None


class Document(Facts):
    """A document in a dataset of its own."""

    def __init__(self, dataset: Dataset, iri: str, fields: FieldTable, file: str) -> None:
        super().__init__(dataset, iri)
        self.iri = iri
        self.graph = ox.NamedNode(iri)
        self.fields = fields
        self.file = file
        self.directory = Directory(dataset)
        self._parties: dict[str, Party] = {}

    @property
    def id(self) -> str:
        """The document's id."""
        return self.one(self.iri, DCTERMS("identifier")) or ""

    @property
    def kind(self) -> str:
        """notice, register, vendor-list or another kind."""
        return self.one(self.iri, ROPA("documentKind")) or "other"

    @property
    def language(self) -> str:
        """The language it is written in."""
        return self.one(self.iri, DCTERMS("language")) or "en"

    @property
    def controller(self) -> str:
        """The IRI of the controller that the document describes."""
        return self.one(self.iri, ROPA("describes")) or ""

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """The activities in the order of the document."""
        order = {iri: int(self.one(iri, ROPA("sequence")) or 0) for iri in self.typed(ROPA("ProcessingActivity"))}
        return tuple(
            Activity(iri, self.one(iri, DCTERMS("identifier")) or "", self.one(iri, SKOS("prefLabel")) or "", self.one(iri, DCTERMS("isPartOf")))
            for iri in sorted(order, key=lambda iri: (order[iri], iri))
        )

    def within(self, heading: str) -> list[Activity]:
        """The activities below a heading (``ropa:within``, which is inferred), without itself."""
        inside = {str(quad.subject) for quad in self.dataset.quads(None, ROPA("within"), ox.NamedNode(heading))}
        return [item for item in self.activities if str(ox.NamedNode(item.iri)) in inside and item.iri != heading]

    def party(self, iri: str) -> Party:
        """Someone the document names."""
        if iri not in self._parties:
            self._parties[iri] = self.directory.party(iri, self.graph)
        return self._parties[iri]

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Everyone the document names."""
        return tuple(self.party(iri) for iri in self.typed(ROPA("Party")))

    def recipients(self) -> tuple[Party, ...]:
        """The parties that an activity or all processing discloses to, denials left out."""
        found = [
            value.value
            for said in self.statements
            if said.field.id == "discloses" and said.modality != "denied"
            for value in self.all(said.value.value, ROPA("recipient"))
        ]
        return tuple(self.party(iri) for iri in sorted(set(found)))

    @cached_property
    def statements(self) -> tuple[Said, ...]:
        """The statements about activities, all processing, the controller and parties, in the order they were written."""
        return tuple(sorted(self._statements(), key=lambda said: (_line(said.where), said.iri)))

    def _statements(self) -> Iterator[Said]:
        tables = {ACTIVITY: self.fields.of(ACTIVITY), PARTY: self.fields.of(PARTY), ENTITY: {**self.fields.of(ENTITY), **self.fields.of(PROCESSING)}}
        by_path = {owner: {item.path: item for item in table.values()} for owner, table in tables.items()}
        owners = dict.fromkeys(self.typed(ROPA("Party")), PARTY)
        owners |= {self.controller: ENTITY} | {item.iri: ACTIVITY for item in self.activities}
        for iri in self.typed(ROPA("Statement")):
            subject, path = self.one(iri, RDF("subject")) or "", self.one(iri, RDF("predicate")) or ""
            field = by_path.get(owners.get(subject, ""), {}).get(path)
            state = self.one(iri, ROPA("reviewState"))
            if field is not None and state != "rejected":
                yield self._said(iri, subject, field, state == "proposed")

    def _said(self, iri: str, subject: str, field: Field, proposed: bool) -> Said:
        value = self.all(iri, RDF("object"))[0]
        node = value.value if field.node is not None else None
        return Said(
            iri=iri,
            subject=subject,
            field=field,
            value=value,
            modality=self.one(iri, ROPA("modality")) or "stated",
            condition=self.one(iri, ROPA("condition")) or (self.one(node, ROPA("condition")) if node else None),
            scope=self.one(iri, ROPA("scope")) or (self.one(node, ROPA("scope")) if node else None),
            denial=self.one(iri, ROPA("denial")),
            label=self.one(node, SKOS("prefLabel")) if node else self.one(iri, ROPA("statedAs")),
            proposed=proposed,
            quotes=self._quotes(iri),
            where=self.one(iri, ROPA("writtenAt")),
            unattached=self.one(iri, ROPA("unattached")) == "true",
        )

    def said_of(self, subject: str, field_id: str) -> list[Said]:
        """What is stated of a thing for one field."""
        return self._by_field.get((subject, field_id), [])

    @cached_property
    def _by_field(self) -> dict[tuple[str, str], list[Said]]:
        found: dict[tuple[str, str], list[Said]] = {}
        for said in self.statements:
            found.setdefault((said.subject, said.field.id), []).append(said)
        return found

    def signature(self, value: AnyTerm) -> Any:
        """What a value says, without its words: parties by id, periods by their length, nodes by their parts."""
        if isinstance(value, ox.Literal):
            return parse_period(value.value) or value.value
        facts = self.facts.get(value.value, {})
        if ROPA("Party") in facts.get(RDF("type").value, ()):
            return self.party(value.value).id
        if not facts or value.value == self.controller:
            return value.value
        return tuple(sorted((path, str(self.signature(part))) for path, parts in facts.items() if path not in _WORDING for part in parts))

    def _quotes(self, statement: str) -> tuple[Quote, ...]:
        lead = self.one(statement, ROPA("quote"))
        quotes = []
        for target in self.all(statement, ROPA("evidence")):
            line, words, start = self.one(target.value, ROPA("line")), None, None
            for selector in self.all(target.value, OA("hasSelector")):
                words = self.one(selector.value, OA("exact")) or words
                start = self.one(selector.value, OA("start")) or start
            if words is not None:
                quotes.append(Quote(words, None if start is None else int(start), None if line is None else int(line)))
        return tuple(sorted(quotes, key=lambda quote: (quote.text != lead, quote.line or 0, quote.at or 0, quote.text)))


def _line(where: str | None) -> tuple[str, int]:
    file, _, line = (where or "").rpartition(":")
    return file, int(line) if line.isdecimal() else 0
