"""One document's graph, indexed for drawing a record: its activities in order, its statements and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ropa.graph import Dataset, Facts
from ropa.model import Quote
from ropa.namespaces import DCTERMS, OA, RDF, ROPA, SKOS
from ropa.sheets import DocumentCard
from ropa.terms import AnyTerm


@dataclass(frozen=True)
class Statement:
    """One confirmed statement of the document."""

    iri: str
    subject: str
    path: str
    object: AnyTerm
    modality: str
    condition: str | None
    scope: str | None
    denial: str | None
    stated_as: str | None
    quotes: tuple[Quote, ...]
    written_at: str | None
    order: int = 0


class Reading(Facts):
    """A document as the records stage reads it: only what stands in the document's own graph.

    A controller's other documents may state things of the same activities; they do not enter.
    """

    def __init__(self, dataset: Dataset, document: str) -> None:
        super().__init__(dataset, document)
        self.document = document

    @cached_property
    def card(self) -> DocumentCard:
        """What the document is."""
        iri = self.document
        return DocumentCard(
            iri=iri,
            id=self.one(iri, DCTERMS("identifier")) or "",
            kind=self.one(iri, ROPA("documentKind")) or "other",
            title=self.one(iri, DCTERMS("title")) or "",
            language=self.one(iri, DCTERMS("language")) or "en",
            complete=self.one(iri, ROPA("complete")) != "false",
            date=self.one(iri, DCTERMS("date")),
            version=self.one(iri, ROPA("version")) or self.one(iri, DCTERMS("hasVersion")),
        )

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """The activities in the order of the document (``ropa:sequence``)."""
        return tuple(sorted(self.typed(ROPA("ProcessingActivity")), key=lambda iri: (int(self.one(iri, ROPA("sequence")) or 0), iri)))

    def parent(self, activity: str) -> str | None:
        """The activity that one is part of."""
        return self.one(activity, DCTERMS("isPartOf"))

    @cached_property
    def papers(self) -> Mapping[str, str]:
        """Titles of the papers that the document lists, by their ids."""
        found = {}
        for iri in self.typed(ROPA("Document")):
            identifier, title = self.one(iri, DCTERMS("identifier")), self.one(iri, DCTERMS("title"))
            if iri != self.document and identifier and title:
                found[identifier] = title
        return found

    @cached_property
    def statements(self) -> Mapping[str, tuple[Statement, ...]]:
        """The confirmed statements by their subject, in the order they were written."""
        found: dict[str, list[Statement]] = {}
        for iri in self.typed(ROPA("Statement")):
            if self.one(iri, ROPA("reviewState")) == "confirmed":
                statement = self._statement(iri)
                found.setdefault(statement.subject, []).append(statement)
        return {subject: tuple(sorted(items, key=_written)) for subject, items in found.items()}

    @cached_property
    def by_path(self) -> Mapping[tuple[str, str], tuple[Statement, ...]]:
        """The confirmed statements by subject and property, in the order they were written."""
        found: dict[tuple[str, str], list[Statement]] = {}
        for subject, items in self.statements.items():
            for item in items:
                found.setdefault((subject, item.path), []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def proposed(self) -> int:
        """How many statements wait for review."""
        return sum(1 for iri in self.typed(ROPA("Statement")) if self.one(iri, ROPA("reviewState")) == "proposed")

    def _statement(self, iri: str) -> Statement:
        return Statement(
            iri=iri,
            subject=self.one(iri, RDF("subject")) or "",
            path=self.one(iri, RDF("predicate")) or "",
            object=self.all(iri, RDF("object"))[0],
            modality=self.one(iri, ROPA("modality")) or "stated",
            condition=self.one(iri, ROPA("condition")),
            scope=self.one(iri, ROPA("scope")),
            denial=self.one(iri, ROPA("denial")),
            stated_as=self.one(iri, ROPA("statedAs")),
            quotes=self._quotes(iri),
            written_at=self.one(iri, ROPA("writtenAt")),
            order=min((int(term.value) for term in self.all(iri, ROPA("sequence"))), default=0),
        )

    def _quotes(self, statement: str) -> tuple[Quote, ...]:
        lead = self.one(statement, ROPA("quote"))
        quotes = []
        for target in self.all(statement, ROPA("evidence")):
            line = self.one(target.value, ROPA("line"))
            words, start = None, None
            for selector in self.all(target.value, OA("hasSelector")):
                words = self.one(selector.value, OA("exact")) or words
                start = self.one(selector.value, OA("start")) or start
            if words is not None:
                quotes.append(Quote(words, None if start is None else int(start), None if line is None else int(line)))
        return tuple(sorted(quotes, key=lambda quote: (quote.text != lead, quote.line or 0, quote.at or 0, quote.text)))

    def label(self, iri: str) -> str | None:
        """The document's own name for a thing it names."""
        return self.one(iri, SKOS("prefLabel"))


def merged(groups: Iterable[tuple[Quote, ...]]) -> tuple[Quote, ...]:
    """The quotes of several statements, each once, in the order given."""
    return tuple(dict.fromkeys(quote for group in groups for quote in group))


def _written(statement: Statement) -> tuple[int, str, int, str]:
    file, _, line = (statement.written_at or "").rpartition(":")
    return (statement.order, file, int(line) if line.isdecimal() else 0, statement.iri)
