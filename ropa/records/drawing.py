"""Drawing a record of processing activities (GDPR Art. 30) from one document of a controller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ropa.errors import UsageError, nearest
from ropa.fields import FieldTable
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.namespaces import DCTERMS, ROPA
from ropa.records.entries import Entries
from ropa.records.reading import Reading
from ropa.records.values import Composer
from ropa.sheets import Record, Sheet
from ropa.words import Words

KINDS = ("register", "notice")


@dataclass(frozen=True)
class Source:
    """A document that a record can be drawn from; `default` where it is the one for its controller."""

    controller_id: str
    controller: str
    document_id: str
    document: str
    default: bool

    @property
    def record_id(self) -> str:
        """The stem of the record's file: the controller's id, or the document's where it is not the default one."""
        return self.controller_id if self.default else self.document_id


def record_sources(dataset: Dataset) -> tuple[Source, ...]:
    """The registers and notices of the dataset, by controller; a register comes first, and is then the default."""
    found: list[tuple[str, int, str, str, str]] = []
    for quad in dataset.quads(None, ROPA("documentKind")):
        document = quad.subject
        kind = quad.object.value if isinstance(quad.object, ox.Literal) else ""
        controller = next((item.object for item in dataset.quads(document, ROPA("describes"), None, document)), None)  # type: ignore[arg-type]
        if kind not in KINDS or not isinstance(document, ox.NamedNode) or not isinstance(controller, ox.NamedNode):
            continue
        found.append((_identifier(dataset, controller), KINDS.index(kind), _identifier(dataset, document), controller.value, document.value))
    sources: list[Source] = []
    for controller_id, _, document_id, controller_iri, document_iri in sorted(set(found)):
        default = not any(source.controller_id == controller_id for source in sources)
        sources.append(Source(controller_id, controller_iri, document_id, document_iri, default))
    return tuple(sources)


def build_record(  # noqa: PLR0917 - what a record is drawn from, in the order of the stages
    dataset: Dataset,
    fields: FieldTable,
    labels: Labels,
    clocks: Clocks,
    law_known_until: str,
    controller_id: str,
    *,
    document_id: str | None = None,
    lang: str = "en",
) -> Record:
    """The record of a controller, drawn from one document: its register, else its notice, or the one named.

    Raises UsageError for a controller or document that does not exist, with the nearest names.
    """
    source = _source(record_sources(dataset), controller_id, document_id)
    reading, words = Reading(dataset, source.document), Words(lang)
    entries = Entries(Composer(reading, fields, labels, words), fields, source.controller)
    card = reading.card
    title_key = f"title.{card.kind}" + ("" if card.complete else "-extract")
    sheets = _sheets(reading, entries)
    coverage = _coverage(dataset, source.document)
    return Record(
        id=source.record_id,
        title=words(title_key),
        title_key=title_key,
        lang=words.lang,
        controller_id=controller_id,
        controller=source.controller,
        controller_name=reading.label(source.controller) or controller_id,
        document=card,
        clocks=clocks,
        law_known_until=law_known_until,
        block=entries.block(sheets),
        general=entries.general,
        general_unclear=entries.unclear(source.controller, "general"),
        sheets=tuple(replace(sheet, coverage=coverage.get(sheet.iri, ())) if sheet.part == "controller" else sheet for sheet in sheets),
        coverage=coverage.get(source.controller, ()),
        proposed=reading.proposed,
    )


def _source(sources: Sequence[Source], controller_id: str, document_id: str | None) -> Source:
    own = [source for source in sources if source.controller_id == controller_id]
    if not own:
        known = {source.controller_id for source in sources}
        raise UsageError(f"no controller {controller_id!r} with a register or a notice", remedy=nearest(controller_id, known))
    if document_id is None:
        return own[0]
    for source in own:
        if source.document_id == document_id:
            return source
    raise UsageError(f"no register or notice {document_id!r} of {controller_id}", remedy=nearest(document_id, {source.document_id for source in own}))


def _sheets(reading: Reading, entries: Entries) -> tuple[Sheet, ...]:
    """The headings in order, each with what is part of it."""
    children: dict[str | None, list[str]] = {}
    for activity in reading.activities:
        children.setdefault(reading.parent(activity), []).append(activity)

    def sheet(activity: str, level: int, part: str | None) -> Sheet:
        own = part or entries.part(activity)
        parts = tuple(sheet(child, level + 1, own) for child in children.get(activity, ()))
        return entries.sheet(activity, level, own, parts)

    return tuple(sheet(activity, 1, None) for activity in children.get(None, ()))


def _coverage(dataset: Dataset, document: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """(letter, status) of everything that the document's coverage is known of."""
    _, rows = dataset.select(
        """PREFIX ropa: <https://w3id.org/ropa#>
        SELECT DISTINCT ?of ?letter ?status
        WHERE { ?cell a ropa:Coverage ; ropa:inDocument ?_document ; ropa:coverageOf ?of ; ropa:letter ?letter ; ropa:status ?status }
        ORDER BY ?of ?letter ?status""",
        {"document": ox.NamedNode(document)},
    )
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        found[row["of"].value] = (*found.get(row["of"].value, ()), (row["letter"].value, row["status"].value))
    return found


def _identifier(dataset: Dataset, iri: ox.NamedNode) -> str:
    return min((quad.object.value for quad in dataset.quads(iri, DCTERMS("identifier")) if isinstance(quad.object, ox.Literal)), default=iri.value)
