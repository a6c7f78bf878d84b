"""What items say, in words: the document's own first, the vocabulary's in brackets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from ropa.compare.items import Item
from ropa.compare.reading import Activity, Document, Said
from ropa.comparison import Place, Remark, Voice
from ropa.labels import Labels
from ropa.namespaces import ROPA
from ropa.periods import spoken
from ropa.words import Words


class Wording:
    """Puts what one document says into words of one language."""

    def __init__(self, doc: Document, lang: str) -> None:
        self.doc = doc
        self.words = Words(lang)
        self.labels = Labels(doc.dataset.labels, lang)

    def voices(self, items: Iterable[Item]) -> tuple[Voice, ...]:
        """One voice for each statement; the things listed under one category of data stand together."""
        groups: dict[str, list[Item]] = {}
        for item in items:
            groups.setdefault(item.said.iri, []).append(item)
        return tuple(self._voice(group) for group in groups.values())

    def _voice(self, group: list[Item]) -> Voice:
        said = group[0].said
        marks = [self.words("condition", said.condition)] if said.condition else []
        marks += [self.words("scope", said.scope)] if said.scope and said.field.id != "retention" else []
        return Voice(
            document=self.doc.id,
            text=", ".join(["; ".join(dict.fromkeys(self.text(item) for item in group)), *marks]),
            terms=tuple(dict.fromkeys(item.term for item in group if item.term)) or self._terms(group[0]),
            modality=said.modality,
            proposed=said.proposed,
            general=group[0].general and not said.unattached,
            unattached=said.unattached,
            quotes=said.quotes,
            where=said.where,
        )

    def _terms(self, item: Item) -> tuple[str, ...]:
        """The ids of the parties and instruments of a node, or the value itself."""
        if item.said.field.id == "transfers":
            found = [*sorted(item.values(ROPA("country")) | item.values(ROPA("organisation"))), *sorted(item.values(ROPA("mechanism")))]
            return tuple(([item.party.id] if item.party else []) + found)
        if item.party is not None:
            return (item.party.id,)
        if item.said.field.id == "retention":
            return tuple(filter(None, (item.one(ROPA("duration")) or item.one(ROPA("criterion")),)))
        return () if item.said.field.node else (item.said.value.value,)

    def text(self, item: Item) -> str:
        """One item in words."""
        field_id = item.said.field.id
        if item.term:
            return self._with_term(item)
        if field_id == "discloses" and item.party is not None:
            role = next((value for value in (item.one(ROPA("statedRole")), item.one(ROPA("assessedRole"))) if value not in (None, "unclear")), None)
            return item.party.name + (f" ({self.words.code('role', role)})" if role else "")
        if field_id == "joint-control" and item.party is not None:
            return item.party.name
        makers = {"transfers": self._transfer, "retention": self._retention, "responsibility": self._responsibility}
        return makers[field_id](item) if field_id in makers else self.value(item.said)

    def value(self, said: Said) -> str:
        """Any other value: the document's words, else the label of its term, else its parts."""
        if isinstance(said.value, ox.Literal):
            return said.value.value
        return said.label or self.labels.of(said.value.value)

    def _with_term(self, item: Item) -> str:
        term = self.labels.of(item.term)
        interest = item.one(ROPA("interest")) if item.said.field.id == "legal-basis" else None
        own = item.label or (item.said.label if item.said.field.id != "data" else None)
        text = f"{own} [{term}]" if own and own.casefold() != term.casefold() else term
        return f"{text}: {interest}" if interest else text

    def _transfer(self, item: Item) -> str:
        parts = [item.party.name] if item.party else []
        parts += [self.labels.of(iri) for path in (ROPA("country"), ROPA("organisation"), ROPA("mechanism")) for iri in sorted(item.values(path))]
        return "; ".join(dict.fromkeys(parts)) or item.one(ROPA("place")) or self.words("compare.transfers")

    def _responsibility(self, item: Item) -> str:
        return self.words.code("responsibility-value", item.one(ROPA("responsibility")) or "")

    def _retention(self, item: Item) -> str:
        duration, bound = item.one(ROPA("duration")), item.one(ROPA("bound"))
        parts = [spoken(duration, self.words.lang)] if duration else []
        parts += [self.words.code("bound", bound)] if bound else []
        more = (item.one(ROPA("criterion")), item.one(ROPA("countsFrom")), item.one(ROPA("extension")), item.said.scope)
        parts += [value for value in more if value]
        return "; ".join(parts)

    def named(self, activity: Activity) -> Voice:
        """An activity as such: its name, and the purposes it states with their words."""
        purposes = [said for said in self.doc.said_of(activity.iri, "purpose") if said.modality != "denied"]
        named = self.doc.said_of(activity.iri, "activity-name")
        served = ", ".join(dict.fromkeys(self.labels.of(said.value.value) for said in purposes))
        return Voice(
            document=self.doc.id,
            text=f"{activity.name} [{served}]" if served else activity.name,
            terms=tuple(dict.fromkeys(said.value.value for said in purposes)),
            proposed=bool(named) and named[0].proposed,
            quotes=tuple(dict.fromkeys(quote for said in (*named, *purposes) for quote in said.quotes)),
            where=self.doc.one(activity.iri, "https://w3id.org/ropa#writtenAt"),
        )

    def place(self, activity: Activity | None) -> Place:
        """Where a difference stands: an activity, or all processing."""
        return Place(activity.id, activity.name) if activity else Place("", self.words("compare.general"))

    def remark(self, code: str, values: Iterable[str] = ()) -> Remark:
        """A sentence about a difference."""
        return Remark(code, self.words(f"compare.remark.{code}", *values))


def fingerprint(*parts: str) -> str:
    """What a difference is about, whatever its words, lines and language."""
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]
