"""Two documents held against each other: a notice and a register, two versions, a draft and what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ropa.compare.articles import article
from ropa.compare.general import Support, general_outcomes, supported
from ropa.compare.items import Item, items_of
from ropa.compare.loose import Loose
from ropa.compare.matching import Matching, Outcome, gathered
from ropa.compare.pairing import Pairing, pair_activities
from ropa.compare.reading import Activity, Document
from ropa.compare.relations import Relation, family
from ropa.compare.units import Units, units
from ropa.compare.wording import Wording, fingerprint
from ropa.comparison import GRAVITIES, Card, Comparison, Difference, Match, Place, Remark
from ropa.fields import Field
from ropa.namespaces import DCTERMS, ROPA
from ropa.vocabulary import Vocabulary
from ropa.words import Words

MEANT = ("purpose", "legal-basis", "data-subjects", "data", "discloses", "transfers", "retention", "joint-control", "responsibility")
"""The fields in which a notice and a register are compared, by id."""

OTHER_LAW = frozenset(("ch", "eu-institutions"))
"""Regimes under which the articles of the GDPR are not the ones to verify against."""


@dataclass
class Comparer:
    """Compares A with B; `strict` compares every field and every detail, as two versions of one document want it."""

    a: Document
    b: Document
    vocabulary: Vocabulary
    strict: bool
    lang: str = "en"
    _lost: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.words = Words(self.lang)
        self.say_a, self.say_b = Wording(self.a, self.lang), Wording(self.b, self.lang)
        self.pairing: Pairing = pair_activities(self.a, self.b, self.vocabulary)
        self.units: Units = units(self.a, self.b, self.pairing, self.vocabulary, fold=not self.strict)
        self.fields = [item for item in self.a.fields.fields if self.strict or item.id in MEANT]
        self.loose = Loose(self.a, self.b, self._items)
        if self.strict:
            self.loose.find(self.fields)

    def differences(self) -> tuple[Difference, ...]:
        """All differences: the gravest first, then in the order of the documents."""
        found = [*self._general(), *self._units(), *self._activities(), *(self._parties() if self.strict else ())]
        order = {item.id: number for number, item in enumerate((*self.a.activities, *self.b.activities))}

        def rank(item: Difference) -> tuple[int, int, str, str, str]:
            place = item.at_a or item.at_b
            return GRAVITIES.index(item.gravity), order.get(place.id, -1) if place else -1, item.property, item.kind, item.id

        return tuple(sorted({item.id: item for item in found}.values(), key=rank))

    def card(self, doc: Document) -> Card:
        """The card of a document; ask for it after the differences."""
        compared = [said.iri for said in doc.statements if said.field in self.fields and (self.strict or said.modality != "denied")]
        lost = self._lost - self.loose.met
        return replace(card(doc), statements=len(compared), matched=len([iri for iri in compared if (doc.iri + iri) not in lost]))

    def matches(self) -> tuple[Match, ...]:
        """Which activities were taken for one another, and why."""
        order = {item.iri: number for number, item in enumerate(self.a.activities)}
        pairs = sorted(self.pairing.pairs, key=lambda pair: order[pair[0].iri])
        return tuple(Match(self.say_a.place(one), self.say_b.place(other), by, self.a.id) for one, other, by in pairs)

    # -- units -----------------------------------------------------------------------------------------------------
    def _units(self) -> Iterator[Difference]:
        for unit in self.units.pairs:
            places = self.say_a.place(unit.a), self.say_b.place(unit.b)
            for each in self.fields:
                xs, ys = self._items(self.a, each, unit.subjects_a), self._items(self.b, each, unit.subjects_b)
                if self.strict:
                    outcomes: Iterable[Outcome] = self.loose.outcomes(self._match(each, xs, ys))
                else:
                    outcomes = self._meant(each, xs, ys)
                processor = not self.strict and (self._is_processor(self.a, unit.a) or self._is_processor(self.b, unit.b))
                for outcome in outcomes:
                    yield self._difference(each, outcome, places, processor=processor)

    def _meant(self, each: Field, xs: list[Item], ys: list[Item]) -> Iterator[Outcome]:
        """The differences of a field between a notice and a register, with what each says of all processing in mind."""
        if each.id == "retention":
            xs, ys = xs or self._inherited(self.a, each), ys or self._inherited(self.b, each)
        support = Support(self._items(self.a, each, [self.a.controller]), self._items(self.b, each, [self.b.controller]))
        for outcome in supported(each.id, self._match(each, xs, ys), support, xs, ys):
            if outcome.relation.kind.startswith("only-in") and each.id == "responsibility":
                continue
            yield outcome

    def _inherited(self, doc: Document, each: Field) -> list[Item]:
        """A time said of all processing, without a scope, for an activity that has none of its own."""
        general = self._items(doc, each, [doc.controller])
        return [item for item in general if item.one(ROPA("duration")) and not item.said.scope and not item.said.unattached]

    def _match(self, each: Field, xs: list[Item], ys: list[Item]) -> list[Outcome]:
        if each.id != "legal-basis":
            outcomes = Matching(xs, ys, self.strict).run()
            return gathered(outcomes, strict=self.strict) if each.id == "data" else outcomes
        found = []
        for article_of in sorted({family(item) for item in (*xs, *ys)}):
            mine, theirs = [item for item in xs if family(item) == article_of], [item for item in ys if family(item) == article_of]
            common = {item.term for item in mine} & {item.term for item in theirs}
            found += Matching(mine, theirs, self.strict).run(otherwise=not common)
        return found

    def _items(self, doc: Document, each: Field, subjects: Sequence[str]) -> list[Item]:
        general = doc.controller in subjects
        stated = (said for subject in subjects for said in doc.said_of(subject, each.id))
        return [item for said in stated for item in items_of(doc, said, self.vocabulary, general=general)]

    def _is_processor(self, doc: Document, activity: Activity) -> bool:
        return any(doc.one(said.value.value, ROPA("responsibility")) == "processor" for said in doc.said_of(activity.iri, "responsibility"))

    # -- all processing ----------------------------------------------------------------------------------------------
    def _general(self) -> Iterator[Difference]:
        places = self.say_a.place(None), self.say_b.place(None)
        for each in self.fields:
            xs, ys = self._items(self.a, each, [self.a.controller]), self._items(self.b, each, [self.b.controller])
            if self.strict:
                outcomes: Iterable[Outcome] = self.loose.outcomes(self._match(each, xs, ys))
            else:
                all_a = self._items(self.a, each, [item.iri for item in self.a.activities])
                all_b = self._items(self.b, each, [item.iri for item in self.b.activities])
                outcomes = general_outcomes(each.id, xs, ys, all_a, all_b)
            for outcome in outcomes:
                yield self._difference(each, outcome, places)

    # -- activities and parties ----------------------------------------------------------------------------------------
    def _activities(self) -> Iterator[Difference]:
        for doc, say, only, kind in ((self.a, self.say_a, self.units.only_a, "only-in-a"), (self.b, self.say_b, self.units.only_b, "only-in-b")):
            for activity in only:
                yield self._activity(doc, say, activity, kind)

    def _activity(self, doc: Document, say: Wording, activity: Activity, kind: str) -> Difference:
        inside = {activity.iri, *(item.iri for item in doc.within(activity.iri))} - set(self.pairing.of_a) - set(self.pairing.of_b)
        self._lost |= {doc.iri + said.iri for said in doc.statements if said.subject in inside}
        processor = self._is_processor(doc, activity)
        elsewhere = [] if self.strict else self._elsewhere(doc, activity)
        parts = [item for item in doc.within(activity.iri) if item.iri in inside]
        remarks = [say.remark("parts", (str(len(parts)),))] if parts else []
        remarks += [say.remark("elsewhere", (", ".join(elsewhere),))] if elsewhere else []
        remarks += [say.remark("processor")] if processor and not self.strict else []
        ended = doc.one(activity.iri, ROPA("status")) == "ended"
        remarks += [say.remark("ended")] if ended and not self.strict else []
        voices, place = (say.named(activity),), say.place(activity)
        in_a = kind == "only-in-a"
        return Difference(
            id=fingerprint(self.a.id, self.b.id, "activity", kind, activity.id),
            kind=kind,
            gravity="note" if not self.strict and (processor or ended or elsewhere) else "missing",
            document=self.a.id,
            property="activity",
            property_name=self.words("activity"),
            at_a=place if in_a else None,
            at_b=None if in_a else place,
            a=voices if in_a else (),
            b=() if in_a else voices,
            remarks=tuple(remarks),
            article=self._article("activity", kind, processor=processor),
        )

    def _elsewhere(self, doc: Document, activity: Activity) -> list[str]:
        """Names of the activities of the other side that serve all the purposes of one that has no counterpart."""
        other = self.b if doc is self.a else self.a
        mine = {said.value.value for said in doc.said_of(activity.iri, "purpose") if said.modality != "denied"}
        found = [item.name for item in other.activities if mine & {said.value.value for said in other.said_of(item.iri, "purpose")}]
        stated = {said.value.value for said in other.statements if said.field.id == "purpose" and said.modality != "denied"}
        return found if mine and mine <= stated else []

    def _parties(self) -> Iterator[Difference]:
        table = [item for item in self.fields if item.owner == ROPA("Party").value]
        for one in self.a.parties:
            other = next((each for each in self.b.parties if each.id == one.id), None)
            for each in table if other else ():
                outcomes = self._match(each, self._items(self.a, each, [one.iri]), self._items(self.b, each, [other.iri] if other else []))
                for outcome in outcomes:
                    yield self._difference(each, outcome, (Place(one.id, one.name), Place(other.id, other.name) if other else None))

    # -- differences -----------------------------------------------------------------------------------------------------
    def _difference(self, each: Field, outcome: Outcome, places: tuple[Place, Place | None], *, processor: bool = False) -> Difference:
        relation = self._softened(each, outcome, processor=processor)
        if relation.kind == "otherwise" or not (outcome.a and outcome.b):
            self._lost |= {item.doc.iri + item.said.iri for item in (*outcome.a, *outcome.b)}
        keys = (*sorted(item.identity for item in outcome.a), "|", *sorted(item.identity for item in outcome.b))
        at_a, at_b = places
        owed = relation.gravity != "note" or relation.kind != "more-general"
        return Difference(
            id=fingerprint(self.a.id, self.b.id, each.id, relation.kind, at_a.id if at_a else "", at_b.id if at_b else "", *keys),
            kind=relation.kind,
            gravity=relation.gravity,
            document=self.a.id,
            property=each.id,
            property_name=each.name(self.lang),
            at_a=at_a,
            at_b=at_b,
            a=self.say_a.voices(outcome.a),
            b=self.say_b.voices(outcome.b),
            side=relation.side,
            remarks=tuple(self._remark(code, values) for code, values in relation.remarks),
            article=self._article(each.id, relation.kind, processor=processor) if owed else None,
        )

    def _softened(self, each: Field, outcome: Outcome, *, processor: bool) -> Relation:
        """A difference that nobody owes anything for is a note: what only follows from a text, what Art. 30 does not ask."""
        relation = outcome.relation
        if self.strict or relation.gravity == "note":
            return relation
        sides = [side for side in (outcome.a, outcome.b) if side]
        implied = any(all(item.said.modality == "implied" for item in side) for side in sides)
        unasked = each.id == "legal-basis" and relation.kind == ("only-in-a" if self.b.kind == "register" else "only-in-b") and not (
            outcome.a and outcome.b
        )
        if implied or (relation.gravity == "missing" and (processor or (unasked and self._silent(each, outcome)))):
            return replace(relation, gravity="note")
        return relation

    def _silent(self, each: Field, outcome: Outcome) -> bool:
        """Whether the register gives no basis at all for the activity: Art. 30 does not ask for one."""
        item = next(iter((*outcome.a, *outcome.b)))
        pairs: dict[str, Activity] = {**self.pairing.of_a, **self.pairing.of_b}
        other = pairs.get(item.said.subject)
        doc = self.b if item.doc is self.a else self.a
        return other is None or not doc.said_of(other.iri, each.id)

    def _remark(self, code: str, values: Sequence[str]) -> Remark:
        if code == "details":
            known = {item.id: item for item in self.a.fields.fields}
            values = [", ".join(known[name].name(self.lang) if name in known else self.words(f"compare.detail.{name}") for name in values)]
        return self.say_a.remark(code, values)

    def _article(self, field_id: str, kind: str, *, processor: bool = False) -> str | None:
        regimes = {doc.one(doc.controller, ROPA("exporterRegime")) for doc in (self.a, self.b)}
        if self.strict or self.a.kind == self.b.kind or regimes & OTHER_LAW:
            return None
        return article(field_id, kind, (self.a.kind, self.b.kind), processor=processor)


def card(doc: Document) -> Card:
    """What a document is."""
    return Card(
        id=doc.id,
        kind=doc.kind,
        title=doc.one(doc.iri, DCTERMS("title")) or doc.id,
        controller=doc.one(doc.controller, "http://www.w3.org/2004/02/skos/core#prefLabel") or "",
        file=doc.file,
        date=doc.one(doc.iri, DCTERMS("date")),
        language=doc.language,
        version=doc.one(doc.iri, ROPA("version")) or doc.one(doc.iri, DCTERMS("hasVersion")),
    )


def compare_documents(documents: Sequence[Document], other: Document, vocabulary: Vocabulary, lang: str = "en") -> Comparison:
    """Compare one or several documents with another.

    Two documents of one kind and controller are compared in every detail; others by what both are to say. Where several
    notices are held against one register, an activity of the register is missing only where none of them tells of it.
    """
    comparers = [Comparer(doc, other, vocabulary, _in_detail(doc, other), lang) for doc in documents]
    found = [difference for comparer in comparers for difference in comparer.differences()]
    told = {unit.b.id for comparer in comparers for unit in comparer.units.pairs}
    kept: dict[str, Difference] = {}
    for item in found:
        alone = item.property == "activity" and item.kind == "only-in-b" and item.at_b is not None
        if alone and item.at_b is not None and len(comparers) > 1:
            if item.at_b.id not in told:
                kept.setdefault(f"activity {item.at_b.id}", item)
        else:
            kept[item.id] = item
    return Comparison(
        mode=_mode(documents, other),
        a=tuple(comparer.card(comparer.a) for comparer in comparers),
        b=comparers[0].card(other) if len(comparers) == 1 else card(other),
        matches=tuple(match for comparer in comparers for match in comparer.matches()),
        differences=tuple(sorted(kept.values(), key=lambda item: GRAVITIES.index(item.gravity))),
        lang=lang,
    )


def _in_detail(a: Document, b: Document) -> bool:
    """Whether two documents are of one kind and about one controller, or one document: else only their meaning is compared."""
    return a.kind == b.kind and (a.id == b.id or a.one(a.controller, DCTERMS("identifier")) == b.one(b.controller, DCTERMS("identifier")))


def _mode(documents: Sequence[Document], other: Document) -> str:
    if any(doc.kind != other.kind for doc in documents):
        return "notice-register"
    proposed = [any(said.proposed for said in doc.statements) for doc in (*documents, other)]
    if any(proposed[:-1]) and not proposed[-1]:
        return "draft"
    return "versions" if all(doc.id == other.id for doc in documents) else "documents"
