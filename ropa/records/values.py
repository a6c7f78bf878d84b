"""From terms and n-ary nodes to lines a person reads; what the parts are, and their order, comes from the table of fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ropa.fields import Field, FieldTable
from ropa.labels import Labels
from ropa.namespaces import DCTERMS, DPV, RDFS, ROPA, SKOS
from ropa.periods import spoken
from ropa.records.reading import Reading, Statement, merged
from ropa.sheets import Footing, Item, Value
from ropa.terms import AnyTerm
from ropa.words import Words

PARTY = ROPA("Party").value
ANYBODY = DPV("DataSubject").value
"""What an import calls people whose kind it does not know."""
PLACES = (ROPA("place").value, ROPA("country").value)
NAMING = (DCTERMS("title").value, SKOS("prefLabel").value)


@dataclass(frozen=True)
class Composed:
    """An n-ary node in words: what it is, the term for that, its further parts, the items under it."""

    head: str
    term: str | None = None
    parts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    own: bool = False
    bare: bool = False


class Composer:
    """Puts the values of one document into words of one language."""

    def __init__(self, reading: Reading, fields: FieldTable, labels: Labels, words: Words) -> None:
        self.reading = reading
        self.fields = fields
        self.labels = labels
        self.words = words

    def said(self, statement: Statement, head: str) -> Value:
        """A value with a head of the caller's, said as the statement says it."""
        return Value(
            head=head,
            modality=statement.modality,
            condition=statement.condition,
            scope=statement.scope,
            quotes=statement.quotes,
            statement=statement.iri,
            written_at=statement.written_at,
        )

    def value(self, field: Field, statement: Statement, *, kind: str = "stated") -> Value:
        """The value that a statement gives a field, with how it is said and its words."""
        if field.node is not None:
            composed = self.node(statement.object.value, field.node, self._bare(field))
        else:
            composed = self._plain(field, statement.object, statement.stated_as)
        value = replace(
            self.said(statement, composed.head),
            term=composed.term,
            parts=composed.parts,
            items=composed.items,
            kind=kind,
            own=self.reading.card.language if composed.own else None,
            bare=composed.bare,
        )
        return self._n_ary(statement.object, value) if field.node is not None and isinstance(statement.object, ox.NamedNode) else value

    def _n_ary(self, node: ox.NamedNode, value: Value) -> Value:
        """What an n-ary node adds: its condition and scope, the words of its parts, and a transfer's footing."""
        value = replace(
            value,
            condition=value.condition or self.reading.one(node.value, ROPA("condition")),
            scope=value.scope or self.reading.one(node.value, ROPA("scope")),
            quotes=merged([value.quotes, *(inner.quotes for inner in self.reading.statements.get(node.value, ()))]),
        )
        footing = self.footing(node)
        if footing is None:
            return value
        placed = self.reading.one(node.value, ROPA("country")) or self.reading.one(node.value, ROPA("organisation"))
        parts = value.parts if placed or value.modality == "denied" else (*value.parts, self.words("transfer.no-country"))
        return replace(value, footing=footing, complete=placed is not None, parts=parts)

    def node(self, iri: str, owner: str, bare: str, without: frozenset[str] = frozenset()) -> Composed:
        """An n-ary node in words: its name, or the first of its fields that has a value, leads; `bare` where it has none.

        `without` are ids of fields that the caller shows otherwise.
        """
        label = self.reading.label(iri)
        term: str | None = None
        head, own = label, label is not None
        parts: list[str] = []
        items: list[Item] = []
        placed = any(self.reading.all(iri, path) for path in PLACES)
        table = sorted(self.fields.of(owner).values(), key=lambda item: (item.path not in NAMING, item.order, item.id))
        for field in table:
            values = self.reading.all(iri, field.path)
            if not values or field.id in without:
                continue
            if field.node is not None:
                items += self._items(field, values)
                continue
            texts = [self.scalar(field, value, placed=placed) for value in values]
            if head is None:
                head, own = ", ".join(texts), field.datatype is not None and not field.allowed and field.lexical is None
            elif label is not None and term is None and not parts and (field.below or field.allowed) and field.order == 1:
                term = ", ".join(text for text, value in zip(texts, values, strict=True) if not _is_top(field, value)) or None
            elif label not in texts and not (field.path in PLACES and texts[0].casefold().removeprefix("the ") == head.casefold()):
                parts.append(self.words.say(field.id, field.name(self.words.lang), ", ".join(texts)))
        parts += [f"“{said.value}”" for said in self.reading.all(iri, ROPA("statedAs"))]
        if head is None:
            return Composed(bare, parts=tuple(parts), items=tuple(items), bare=not parts and not items)
        return Composed(head, None if term is None or term.casefold() == head.casefold() else term, tuple(parts), tuple(items), own)

    def _bare(self, field: Field) -> str:
        """What a value is called where nothing is said of it but that it is."""
        key = f"bare.{field.id}"
        return self.words(key) if key in self.words else field.name(self.words.lang)

    def _items(self, field: Field, values: Sequence[AnyTerm]) -> list[Item]:
        items = []
        for value in values:
            inner = self.node(value.value, field.node or "", self._bare(field))
            text = " — ".join((inner.head, *inner.parts))
            items.append(Item(text, inner.term))
            items += inner.items
        return items

    def _plain(self, field: Field, value: AnyTerm, stated_as: str | None) -> Composed:
        text = self.scalar(field, value)
        if field.reference == PARTY:
            description = self.reading.one(value.value, DCTERMS("description")) or self.reading.one(value.value, RDFS("comment"))
            return Composed(text, parts=(description,) if description else ())
        if stated_as is not None and _is_top(field, value):
            return Composed(stated_as, own=True)
        if stated_as is None or stated_as.casefold() == text.casefold():
            return Composed(text, own=isinstance(value, ox.Literal) and not field.allowed and field.datatype is not None)
        return Composed(stated_as, term=text, own=True)

    def scalar(self, field: Field, value: AnyTerm, *, placed: bool = False) -> str:
        """One term as text: a thing by its name, a code by its word, a literal as written.

        Where what it stands in gives a place of its own (`placed`), a party is named without hers.
        """
        if isinstance(value, ox.NamedNode):
            return self.party(value.value, placed=placed) if field.reference == PARTY else self.labels.of(value.value)
        text = value.value
        if field.lexical == "duration":
            return spoken(text, self.words.lang)
        if field.allowed or text in ("true", "false") or f"code.{field.id}.{text}" in self.words:
            return self.words.code(field.id, text)
        title = None if field.path == DCTERMS("identifier").value else self.reading.papers.get(text)
        return f"{title} ({text})" if title else text

    def party(self, iri: str, *, placed: bool = False) -> str:
        """A party as the document names it, with the place it gives."""
        name = self.reading.label(iri) or self.labels.of(iri)
        if placed:
            return name
        place, country = self.reading.one(iri, ROPA("place")), self.reading.one(iri, ROPA("country"))
        where = [place] if place else []
        if country is not None and self.labels.of(country) not in (place or ""):
            where.append(self.labels.of(country))
        return f"{name} ({', '.join(where)})" if where else name

    def footing(self, transfer: ox.NamedNode) -> Footing | None:
        """On what footing a transfer stands on the law's date; None for what is no transfer."""
        status = self._inferred(transfer, ROPA("transferStatus"))
        if not status:
            return None
        by, perhaps = self._rows(transfer, ROPA("coveredBy")), self._rows(transfer, ROPA("perhapsCoveredBy"))
        since, until = self._inferred(transfer, ROPA("since")), self._inferred(transfer, ROPA("untilDay"))
        return Footing(status[0], by, tuple(row for row in perhaps if row not in by), since[0] if since else None, until[0] if until else None)

    def _rows(self, transfer: ox.NamedNode, path: ox.NamedNode) -> tuple[str, ...]:
        return tuple(sorted({self.labels.of(row) for row in self._inferred(transfer, path)}))

    def _inferred(self, subject: ox.NamedNode, path: ox.NamedNode) -> list[str]:
        return sorted({quad.object.value for quad in self.reading.dataset.quads(subject, path) if not isinstance(quad.object, ox.Triple)})


def _is_top(field: Field, value: AnyTerm) -> bool:
    """Whether a term is one that all of a field are, ``dpv:Purpose`` say: beside the document's words it tells nothing."""
    return field.below is not None and value.value in (field.below, ANYBODY)
