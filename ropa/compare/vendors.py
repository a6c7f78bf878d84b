"""Two lists of vendors: which sub-processors came, went or moved, which activities reach them, who must act (GDPR Art. 28(2))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ropa.compare.documents import card
from ropa.compare.names import Party
from ropa.compare.reading import Document, Said
from ropa.compare.wording import Wording, fingerprint
from ropa.comparison import GRAVITIES, Comparison, Difference, Match, Place, Remark, Voice
from ropa.namespaces import ROPA
from ropa.words import Words

ACTS = {"general": "inform", "specific": "authorise", "none": "unauthorised"}
"""Who acts on a new sub-processor, by how the list says it is authorised; anything else is to be found out."""


@dataclass(frozen=True)
class Engagement:
    """A vendor of a list engages another."""

    said: Said
    vendor: Party
    engaged: Party
    country: str | None
    authorisation: str | None
    service: str | None


class VendorList:
    """The vendors of a list and whom they engage."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc

    @cached_property
    def engagements(self) -> tuple[Engagement, ...]:
        """Every engagement, in the order of the list."""
        found = []
        for said in self.doc.statements:
            if said.field.id == "engages" and said.modality != "denied":
                node = said.value.value
                engaged = self.doc.one(node, ROPA("engages"))
                if engaged is not None:
                    values = [self.doc.one(node, ROPA(name)) for name in ("country", "authorisation", "service")]
                    found.append(Engagement(said, self.doc.party(said.subject), self.doc.party(engaged), *values))
        return tuple(found)

    def engaged(self, party: Party) -> bool:
        """Whether some vendor of the list engages it."""
        return any(item.engaged.same(party) for item in self.engagements)

    def leads_to(self, party: Party) -> list[Party]:
        """A vendor and all those from which a chain of engagements leads to it."""
        found, todo = [party], [party]
        while todo:
            target = todo.pop()
            for item in self.engagements:
                if item.engaged.same(target) and not any(each.same(item.vendor) for each in found):
                    found.append(item.vendor)
                    todo.append(item.vendor)
        return found


@dataclass
class _Comparer:
    a: VendorList
    b: VendorList
    register: Document | None
    lang: str

    def __post_init__(self) -> None:
        self.words = Words(self.lang)
        self.say = {id(each): Wording(each.doc, self.lang) for each in (self.a, self.b)}

    def matches(self) -> list[tuple[Party, Party]]:
        return [(one, other) for one in self.a.doc.parties for other in self.b.doc.parties if one.same(other)]

    def differences(self) -> Iterator[Difference]:
        yield from self._engagements()
        for here, there, kind in ((self.a, self.b, "only-in-a"), (self.b, self.a, "only-in-b")):
            for party in here.doc.parties:
                if not any(party.same(other) for other in there.doc.parties) and not here.engaged(party):
                    acts = [] if kind == "only-in-a" else ["processor-added"]
                    yield self._difference(kind, "missing", "vendor", here, (party, None), self._vendor(here, party), tuple(map(self._act, acts)))

    def _engagements(self) -> Iterator[Difference]:
        for one in self.a.engagements:
            other = next((item for item in self.b.engagements if _same(one, item)), None)
            if other is None:
                yield self._one("only-in-a", self.a, one, (self._act("removed"),))
            else:
                yield from self._changed(one, other)
        for item in self.b.engagements:
            if not any(_same(one, item) for one in self.a.engagements):
                yield self._one("only-in-b", self.b, item, tuple(self._new(self.b, item)))

    def _new(self, vendors: VendorList, item: Engagement) -> Iterator[Remark]:
        """Who must act on a new sub-processor."""
        yield self._act(ACTS.get(item.authorisation or "", "which"), item.vendor.name)
        if vendors.engaged(item.vendor):
            yield self._act("chain", item.vendor.name)
        served = self._as_processor(vendors, item.vendor)
        if served:
            yield self._act("customers", ", ".join(served))

    def _changed(self, one: Engagement, other: Engagement) -> Iterator[Difference]:
        pairs = {name: (getattr(one, name), getattr(other, name)) for name in ("country", "authorisation", "service")}
        unlike = [name for name, (first, second) in pairs.items() if first != second]
        if not unlike:
            return
        grave = any(all(pairs[name]) for name in unlike if name != "service")
        acts = [self._act("moved")] if "country" in unlike else []
        acts += list(self._new(self.b, other)) if "authorisation" in unlike else []
        names = [self._field("engaged-for" if name == "service" else "engaged-country" if name == "country" else name) for name in unlike]
        remark = Remark("details", self.words("compare.remark.details", ", ".join(names)))
        gravity = "disagreement" if grave else "note" if unlike == ["service"] else "missing"
        voices = (self._voice(self.a, one),), (self._voice(self.b, other),)
        parties = other.vendor, other.engaged
        yield self._difference("otherwise", gravity, "sub-processor", self.b, parties, voices, tuple(acts), (remark,))

    def _one(self, kind: str, vendors: VendorList, item: Engagement, acts: tuple[Remark, ...]) -> Difference:
        voice = (self._voice(vendors, item),)
        voices = (voice, ()) if kind == "only-in-a" else ((), voice)
        return self._difference(kind, "missing", "sub-processor", vendors, (item.vendor, item.engaged), voices, acts)

    def _difference(  # noqa: PLR0917 - the parts of a difference
        self,
        kind: str,
        gravity: str,
        about: str,
        vendors: VendorList,
        parties: tuple[Party, Party | None],
        voices: tuple[tuple[Voice, ...], tuple[Voice, ...]],
        acts: tuple[Remark, ...],
        remarks: tuple[Remark, ...] = (),
    ) -> Difference:
        place = Place(parties[0].id, parties[0].name)
        keys = (parties[0].id, parties[1].id if parties[1] else "")
        return Difference(
            id=fingerprint(self.a.doc.id, self.b.doc.id, about, kind, *keys),
            document=self.a.doc.id,
            kind=kind,
            gravity=gravity,
            property=about,
            property_name=self.words(f"compare.{about}"),
            at_a=None if kind == "only-in-b" else place,
            at_b=None if kind == "only-in-a" else place,
            a=voices[0],
            b=voices[1],
            remarks=remarks,
            activities=tuple(self._reached(vendors, parties[0])),
            acts=acts,
        )

    def _reached(self, vendors: VendorList, vendor: Party) -> list[str]:
        return [name for name, _ in self._activities(vendors, vendor)]

    def _as_processor(self, vendors: VendorList, vendor: Party) -> list[str]:
        return [name for name, processor in self._activities(vendors, vendor) if processor]

    def _activities(self, vendors: VendorList, vendor: Party) -> Iterator[tuple[str, bool]]:
        """The activities of the register that disclose to a vendor or to one that leads to it, and whether each is a processor's."""
        doc = self.register
        if doc is None:
            return
        chain = vendors.leads_to(vendor)
        for activity in doc.activities:
            nodes = [said.value.value for said in doc.said_of(activity.iri, "discloses") if said.modality != "denied"]
            reached = [doc.party(party.value) for node in nodes for party in doc.all(node, ROPA("recipient"))]
            if any(one.same(other) for one in reached for other in chain):
                roles = {doc.one(said.value.value, ROPA("responsibility")) for said in doc.said_of(activity.iri, "responsibility")}
                yield activity.name, "processor" in roles

    def _voice(self, vendors: VendorList, item: Engagement) -> Voice:
        say = self.say[id(vendors)]
        parts = [say.words("compare.engages", item.vendor.name, item.engaged.name)]
        parts += [say.labels.of(item.country)] if item.country else []
        parts += [f"{self._field('authorisation')}: {say.words.code('authorisation', item.authorisation)}"] if item.authorisation else []
        parts += [item.service] if item.service else []
        terms = tuple(filter(None, (item.engaged.id, item.country, item.authorisation)))
        said = item.said
        return Voice(vendors.doc.id, "; ".join(parts), terms, said.modality, said.proposed, quotes=said.quotes, where=said.where)

    def _vendor(self, vendors: VendorList, party: Party) -> tuple[tuple[Voice, ...], tuple[Voice, ...]]:
        said = next((each for each in vendors.doc.statements if each.subject == party.iri), None)
        voice = (Voice(vendors.doc.id, party.name, (party.id,), quotes=said.quotes if said else (), where=said.where if said else None),)
        return (voice, ()) if vendors is self.a else ((), voice)

    def _field(self, field_id: str) -> str:
        return self.a.doc.fields[field_id].name(self.lang)

    def _act(self, code: str, *values: str) -> Remark:
        return Remark(code, self.words(f"compare.act.{code}", *values))


def _same(one: Engagement, other: Engagement) -> bool:
    return one.vendor.same(other.vendor) and one.engaged.same(other.engaged)


def compare_vendor_lists(a: Document, b: Document, register: Document | None = None, lang: str = "en") -> Comparison:
    """What changed from one list of vendors (`a`, the older) to another (`b`).

    With a register, each change names the activities that reach it: those that disclose to the vendor, or to one from which a
    chain of engagements leads to it. Under a general authorisation the controller is informed and may object; under a specific
    one it authorises first (Art. 28(2)).
    """
    comparer = _Comparer(VendorList(a), VendorList(b), register, lang)
    found = {item.id: item for item in comparer.differences()}
    pairs = comparer.matches()
    matches = tuple(Match(Place(one.id, one.name), Place(other.id, other.name), "id" if one.id == other.id else "name", a.id) for one, other in pairs)
    order: Mapping[str, int] = {gravity: number for number, gravity in enumerate(GRAVITIES)}
    ordered = sorted(found.values(), key=lambda item: order[item.gravity])
    return Comparison("vendor-lists", (card(a),), card(b), matches, tuple(ordered), lang, card(register) if register else None)
