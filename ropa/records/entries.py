"""The entries of a record: which fields stand on a sheet, in what order, and what an absent value means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import pyoxigraph as ox

from ropa.fields import ACTIVITY, PROCESSING, Field, FieldTable
from ropa.namespaces import DCTERMS, DPV, ROPA, local_name
from ropa.records.reading import Statement, merged
from ropa.records.values import Composer
from ropa.sheets import Entry, Item, Sheet, Unclear, Value
from ropa.words import Words

ENTITY = DPV("LegalEntity").value
TITLE = DCTERMS("title").value
PROCESSOR_LETTERS = {"e": "c", "g": "d"}
"""Points of Art. 30(1) and what Art. 30(2) calls them: transfers are (c), measures (d). A field whose source is a point of
Art. 30(2) has its own letter."""
_ARTICLE = re.compile(r"art_(\d+)(?:/par_(\d+))?(?:/pnt_(\w))?")


def article(source: str | None) -> str | None:
    """The article that an ELI names, as it is written: ``Art. 30(1)(e)``.

    >>> article("https://eur-lex.europa.eu/eli/reg/2016/679/art_30/par_1/pnt_e/oj")
    'Art. 30(1)(e)'
    """
    match = _ARTICLE.search(source or "")
    if match is None:
        return None
    return f"Art. {match[1]}" + "".join(f"({part})" for part in match.groups()[1:] if part)


def _other_article(field: Field) -> str | None:
    """The article of an addition; none where its source is a point of Art. 30 that does not ask for it on this sheet."""
    found = article(field.source)
    return None if found is not None and found.startswith("Art. 30(") else found


def denies_all(denied: Iterable[Value]) -> bool:
    """Whether something denied is the item as a whole: nothing named in it, and no scope given."""
    return any(value.bare and value.scope is None for value in denied)


def is_processor_field(field: Field) -> bool:
    """Whether a field is content of Art. 30(2)."""
    return field.source is not None and "/art_30/par_2/" in field.source


class Entries:
    """Makes the entries of one document's record."""

    def __init__(self, composer: Composer, fields: FieldTable, controller: str) -> None:
        self.composer = composer
        self.reading = composer.reading
        self.fields = fields
        self.controller = controller
        self.lang = composer.words.lang
        self.silence = self.reading.card.empty

    # -- what is stated --------------------------------------------------------------------------------------------
    def stated(self, subject: str, field: Field) -> tuple[Value, ...]:
        """Values that enter a record: confirmed, neither implied nor denied."""
        return tuple(self.composer.value(field, item) for item in self._statements(subject, field) if item.modality not in ("implied", "denied"))

    def denied(self, subject: str, field: Field) -> tuple[Value, ...]:
        """What the document denies, with the scope of each denial."""
        return tuple(self.composer.value(field, item) for item in self._statements(subject, field) if item.modality == "denied")

    def _statements(self, subject: str, field: Field) -> Sequence[Statement]:
        return self.reading.by_path.get((subject, field.path), ())

    def inherited(self, activity: str, field: Field) -> tuple[Value, ...]:
        """Values an inference carries from all processing to the activity (``ropa:inherits…``), each with its own words."""
        values = []
        for item in self._statements(self.controller, field):
            if item.modality not in ("implied", "denied") and str(item.object) in self._inheritance.get(activity, frozenset()):
                values.append(self.composer.value(field, item, kind="inherited"))
        return tuple(values)

    @cached_property
    def _inheritance(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for activity in self.reading.activities:
            for quad in self.reading.dataset.quads(ox.NamedNode(activity)):
                if local_name(quad.predicate.value).startswith("inherits"):
                    found.setdefault(activity, set()).add(str(quad.object))
        return {activity: frozenset(values) for activity, values in found.items()}

    # -- sheets ----------------------------------------------------------------------------------------------------
    def part(self, activity: str) -> str:
        """``processor`` where the controller acts for others (Art. 30(2)), else ``controller``."""
        values = {self.reading.one(node.value, ROPA("responsibility")) for node in self.reading.all(activity, ROPA("hasResponsibility"))}
        return "processor" if "processor" in values or self.reading.all(activity, ROPA("onBehalfOf")) else "controller"

    def sheet(self, activity: str, level: int, part: str, parts: tuple[Sheet, ...]) -> Sheet:
        """One activity with its entries: those Art. 30 asks for, in the order of their letters, then the additions."""
        identifier = self.reading.one(activity, DCTERMS("identifier")) or local_name(activity)
        titles = self.reading.by_path.get((activity, TITLE), ())
        bare = Sheet(
            id=identifier,
            iri=activity,
            name=self.reading.label(activity) or identifier,
            language=self.reading.card.language,
            level=level,
            part=part,
            entries=(),
            unclear=self.unclear(activity, identifier),
            parts=parts,
            quotes=titles[0].quotes if titles else (),
            written_at=self.reading.one(activity, ROPA("writtenAt")),
        )
        fields = [field for field in self.fields.of(ACTIVITY).values() if field.path != TITLE]
        return replace(bare, entries=_ordered([self._entry(field, bare) for field in fields], fields))

    def _entry(self, field: Field, about: Sheet) -> Entry:
        activity, identifier, part, parts = about.iri, about.id, about.part, about.parts
        letter, required = self._letter(field, part)
        values = self.stated(activity, field)
        if about.level == 1:
            values = (*values, *self.inherited(activity, field))
        denied = self.denied(activity, field)
        always = about.level == 1 and (required if part == "processor" else field.fulfils is not None)
        entry = Entry(
            field=field.id,
            name=field.name(self.lang),
            anchor=f"{identifier}-{field.id}",
            letter=letter,
            required=required,
            article=f"Art. 30({2 if part == 'processor' else 1})({letter})" if required else _other_article(field),
            values=values,
            denied=denied,
            always=always,
        )
        return entry if values else replace(entry, empty=self._empty(field, denied, parts))

    def _letter(self, field: Field, part: str) -> tuple[str | None, bool]:
        """The letter of a field on a sheet, and whether Art. 30 asks for it there."""
        if part == "processor":
            letter = field.letter if is_processor_field(field) else PROCESSOR_LETTERS.get(field.letter or "")
            return letter, letter is not None
        if is_processor_field(field):
            return None, False
        return field.letter, field.letter is not None

    def _empty(self, field: Field, denied: tuple[Value, ...], parts: Sequence[Sheet]) -> str:
        if any(entry.field == field.id and entry.values for part in parts for sheet in part.walk() for entry in sheet.entries):
            return "see-parts"
        if denies_all(denied):
            return "none"
        if any(entry.field == field.id and (entry.values or entry.denied) for entry in self.general):
            return "see-general"
        return self.silence

    # -- what is said of all processing, and the controller ----------------------------------------------------------
    @cached_property
    def general(self) -> tuple[Entry, ...]:
        """What the document says of all processing."""
        fields = list(self.fields.of(PROCESSING).values())
        return _ordered([self._controller_entry(field, "general") for field in fields], fields)

    def _controller_entry(self, field: Field, prefix: str) -> Entry:
        values, denied = self.stated(self.controller, field), self.denied(self.controller, field)
        return Entry(
            field=field.id,
            name=field.name(self.lang),
            anchor=f"{prefix}-{field.id.removeprefix(prefix + '-')}",
            letter=field.letter,
            required=field.letter is not None,
            article=article(field.source),
            values=values,
            denied=denied,
            empty=None if values else ("none" if denies_all(denied) else self.silence),
            always=prefix == "controller" and field.letter is not None,
        )

    def block(self, sheets: Sequence[Sheet]) -> tuple[Entry, ...]:
        """Item (a): the controller, its contacts by kind, those it controls jointly with; then the additions."""
        fields = list(self.fields.of(ENTITY).values())
        entries: list[Entry] = []
        for field in sorted(fields, key=lambda item: (item.order, item.id)):
            entry = self._controller_entry(field, "controller")
            entries += self._contacts(field) if field.node == ROPA("Contact").value else [entry]
        entries.append(self._joint(sheets))
        return (*(entry for entry in entries if entry.required), *(entry for entry in entries if not entry.required))

    def _contacts(self, field: Field) -> list[Entry]:
        """One entry for each kind of contact; the officer's and the representative's are content of item (a)."""
        kinds = self.fields["contact-kind"]
        entries = []
        for code in (term.value for term in kinds.allowed):
            values = []
            for item in self._statements(self.controller, field):
                if self.reading.one(item.object.value, kinds.path) == code and item.modality not in ("implied", "denied"):
                    if code == "controller" and self._repeats(item.object.value, field, kinds):
                        continue
                    composed = self.composer.node(item.object.value, field.node or "", self.composer.words("mentioned"), frozenset({kinds.id}))
                    value = self.composer.value(field, item)
                    values.append(replace(value, head=composed.head, term=None, parts=composed.parts, own=None))
            required = code in ("dpo", "representative")
            name = self.composer.words.code(kinds.id, code)
            if code == "controller":
                name = f"{field.name(self.lang)}: {name}"
            anchor = f"controller-{code}" if code != "controller" else "controller-contact"
            found = Entry(field.id, name, anchor, "a" if required else None, required, article(field.source) if required else None, tuple(values))
            entries.append(found if values else replace(found, empty=self.silence, always=required))
        return entries

    def _repeats(self, contact: str, field: Field, kinds: Field) -> bool:
        """Whether a contact says nothing that the controller's own details do not say."""
        own = {item.object for item in self.reading.statements.get(self.controller, ())}
        parts = [part for part in self.fields.of(field.node or "").values() if part.id != kinds.id]
        return all(value in own for part in parts for value in self.reading.all(contact, part.path))

    def _joint(self, sheets: Sequence[Sheet]) -> Entry:
        """The joint controllers named anywhere in the document."""
        field, parties = self.fields["joint-control"], self.fields["joint-with"]
        found: dict[str, list[Value]] = {}
        for subject in (self.controller, *(sheet.iri for heading in sheets for sheet in heading.walk())):
            for item in self._statements(subject, field):
                if item.modality not in ("implied", "denied"):
                    for party in self.reading.all(item.object.value, parties.path):
                        found.setdefault(party.value, []).append(self.composer.value(parties, replace(item, object=party)))
        return Entry(
            field=field.id,
            name=self.composer.words("joint-controllers"),
            anchor="controller-joint",
            letter="a",
            required=True,
            article="Art. 30(1)(a)",
            values=tuple(_together(values, self.composer.words) for values in found.values()),
            empty=None if found else self.silence,
            always=True,
        )

    # -- to clarify --------------------------------------------------------------------------------------------------
    def unclear(self, subject: str, anchor: str) -> tuple[Unclear, ...]:
        """What follows without being stated: implied statements, and recipients contracted with in a third country."""
        table = self.fields.of(PROCESSING if subject == self.controller else ACTIVITY)
        found = [
            (field.letter or field.id, self._implied(field, item))
            for field in sorted(table.values(), key=lambda item: (item.order, item.id))
            for item in self._statements(subject, field)
            if item.modality == "implied"
        ]
        found += [("to-clarify", value) for value in self._clarified(subject)]
        return tuple(Unclear(f"{anchor}-to-clarify-{number}", item, value) for number, (item, value) in enumerate(found, start=1))

    def _implied(self, field: Field, statement: Statement) -> Value:
        value = self.composer.value(field, statement)
        head = self.composer.words("to-clarify.implied", name=field.name(self.lang), value=value.head)
        return replace(value, head=head, own=None, kind="inferred")

    def _clarified(self, subject: str) -> Iterable[Value]:
        """Transfers to clarify of a subject that rest on a disclosure of this document (never item (e))."""
        dataset = self.reading.dataset
        stated = {to.value for node in self.reading.all(subject, ROPA("hasTransfer")) for to in self.reading.all(node.value, ROPA("recipient"))}
        by_object = {item.object.value: item for item in self.reading.statements.get(subject, ()) if isinstance(item.object, ox.NamedNode)}
        clarifying = dataset.quads(None, ROPA("clarifies"), ox.NamedNode(subject))
        nodes = {quad.subject.value for quad in clarifying if isinstance(quad.subject, ox.NamedNode)}
        for node in map(ox.NamedNode, sorted(nodes)):
            recipients, countries = (_objects(dataset.quads(node, path)) for path in (ROPA("recipient"), ROPA("destination")))
            statement = next((by_object[on] for on in _objects(dataset.quads(node, ROPA("restsOnDisclosure"))) if on in by_object), None)
            if statement is None or not recipients or stated & set(recipients):
                continue
            country = ", ".join(self.composer.labels.of(place) for place in countries)
            head = self.composer.words("to-clarify.transfer", recipient=self.composer.party(recipients[0]), country=country)
            yield replace(self.composer.said(statement, head), kind="inferred", footing=self.composer.footing(node))


def _together(values: Sequence[Value], words: Words) -> Value:
    """One value for what several statements say, with all their words; where their conditions differ, each is listed."""
    stated = next((value for value in values if value.modality == "stated"), None)
    conditions = tuple(dict.fromkeys(value.condition for value in values if value.condition))
    lead = stated or values[0]
    return replace(
        lead,
        quotes=merged(value.quotes for value in values),
        condition=conditions[0] if conditions and not stated and len(conditions) == 1 else None,
        items=() if stated or len(conditions) < 2 else tuple(Item(words("condition", condition)) for condition in conditions),
    )


def _objects(quads: Iterable[ox.Quad]) -> list[str]:
    return sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)})


def _ordered(entries: Sequence[Entry], fields: Sequence[Field]) -> tuple[Entry, ...]:
    """Required ones by letter, then the additions; within each, the order of the table."""
    order = {field.id: (field.order, field.id) for field in fields}
    return tuple(sorted(entries, key=lambda entry: (not entry.required, (entry.letter or "") if entry.required else "", order[entry.field])))
