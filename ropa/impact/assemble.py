"""From what is touched to whom to tell, by when, and what would be lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyoxigraph as ox

from ropa.graph import CONTEXT, Dataset
from ropa.impact.things import Touch, find_thing, is_special, touches
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.namespaces import DCTERMS, DPV, EU_GDPR, RDF, ROPA, SKOS
from ropa.reach import Clock, DataKind, Impact, Loss, Owner, Thing, Touched, Way

CLOCK = "breach-clock"
INSIDE = ("eu", "eea-efta")
PROCESSOR = "processor"


def impact(  # noqa: PLR0917 - what an impact depends on, and nothing else
    dataset: Dataset, labels: Labels, clocks: Clocks, law_known_until: str, name: str, kind: str | None = None, aware_at: datetime | None = None
) -> Impact:
    """What the thing called `name` touches, under the clocks of an inferred dataset.

    `aware_at` starts the clock of Art. 33(1): the controller's own awareness. Raises UsageError where nothing, or things of
    several kinds, have that name.
    """
    thing = find_thing(dataset, labels, name, kind)
    reader = _Reader(dataset, labels)
    found: dict[str, list[Touch]] = {}
    for touch in touches(dataset, labels, thing):
        found.setdefault(touch[0], []).append(touch)
    touched = sorted((reader.touched(subject, ways) for subject, ways in found.items()), key=_order)
    owners = sorted({reader.owner(subject) for subject in found}, key=lambda item: item.label)
    losses = [loss for subject, ways in sorted(found.items()) for loss in reader.losses(subject, ways, thing)] if thing.kind == "vendor" else []
    ordered = tuple(sorted(_firm(losses), key=lambda loss: (loss.label, loss.kind, loss.what)))
    return Impact(thing, clocks, law_known_until, tuple(touched), tuple(owners), _clock(dataset, aware_at), ordered)


def _firm(losses: Iterable[Loss]) -> set[Loss]:
    """The losses without those that another document of the controller says more firmly: a processor is a recipient too."""
    found = set(losses)
    processors = {loss.label for loss in found if loss.kind == PROCESSOR}
    footed = {loss.label for loss in found if loss.kind == "transfer" and loss.footed}
    return {
        loss
        for loss in found
        if not (loss.kind == "recipient" and loss.label in processors) and not (loss.kind == "transfer" and loss.label in footed and not loss.footed)
    }


def _order(item: Touched) -> tuple[str, str, str]:
    return item.controller, item.label, item.activity or ""


def _clock(dataset: Dataset, aware_at: datetime | None) -> Clock | None:
    for quad in dataset.quads(CONTEXT, ROPA("inForce")):
        row: Any = quad.object
        if any(_text(each.object) == CLOCK for each in dataset.quads(row, DCTERMS("identifier"))):
            hours = int(_text(next(dataset.quads(row, ROPA("rowValue"))).object))
            article = _text(next(dataset.quads(row, ROPA("articleOf"))).object)
            ends = aware_at + timedelta(hours=hours) if aware_at else None
            return Clock(hours, article, _when(aware_at), _when(ends))
    return None


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


@dataclass(frozen=True)
class _Reader:
    dataset: Dataset
    labels: Labels

    def touched(self, subject: str, touched: Iterable[Touch]) -> Touched:
        node = ox.NamedNode(subject)
        is_activity = self.dataset.holds(ox.Triple(node, RDF("type"), ROPA("ProcessingActivity")))
        ways = {Way(kind, through, self._quotes(subject, value)) for _, kind, through, value in touched}
        people = [int(value) for value in self._texts(node, ROPA("numberOfPeople"))]
        data = {quad.object for quad in self.dataset.quads(node, DPV("hasPersonalData"))}
        kinds = {DataKind(self.labels.of(_text(each)), is_special(self.dataset, each)) for each in data if isinstance(each, ox.NamedNode)}
        return Touched(
            controller=self.labels.of(self._controller(subject)),
            activity=subject if is_activity else None,
            label=self._in_register(node, SKOS("prefLabel")) or self.labels.of(subject),
            reference=next(iter(self._texts(node, ROPA("reference"))), None),
            status=next(iter(self._texts(node, ROPA("status"))), None),
            people=max(people, default=None),
            subjects=self._labels(node, DPV("hasDataSubject")),
            data=tuple(sorted(kinds, key=lambda item: (not item.special, item.label))),
            ways=tuple(sorted(ways, key=lambda way: (way.kind, way.through, way.quotes))),
            joint=self._labels(node, ROPA("jointControllerWith")),
            customers=self._labels(node, ROPA("onBehalfOf")),
            written_at=self._in_register(node, ROPA("writtenAt")),
        )

    def owner(self, subject: str) -> Owner:
        """The controller of a subject, its officer or contacts, and the authorities of its country."""
        controller = ox.NamedNode(self._controller(subject))
        countries = [quad.object for quad in self.dataset.quads(controller, ROPA("country"))]
        areas = {area for country in countries for area in self._texts(country, ROPA("areaOnDate"))}
        place = "unknown" if not areas else "inside" if areas & set(INSIDE) else "outside"
        main = [quad.object for quad in self.dataset.quads(controller, ROPA("mainEstablishment"))]
        return Owner(
            label=self.labels.of(controller.value),
            place=place,
            contacts=self._contacts(controller),
            authorities=self._authorities(countries) if place == "inside" else (),
            lead=next(iter(self._authorities(main)), None),
        )

    def _authorities(self, countries: Iterable[Any]) -> tuple[str, ...]:
        rows = {quad.subject for country in countries for quad in self.dataset.quads(None, ROPA("territory"), country)}
        found = {row for row in rows if self.dataset.holds(ox.Triple(row, RDF("type"), EU_GDPR("DataProtectionAuthority")))}
        return tuple(sorted(self.labels.of(_text(row)) for row in found))

    def _contacts(self, controller: ox.NamedNode) -> tuple[str, ...]:
        """Data protection officers, else the other contacts, each on one line."""
        contacts: list[Any] = [quad.object for quad in self.dataset.quads(controller, ROPA("hasContact"))]
        officers = [contact for contact in contacts if "dpo" in self._texts(contact, ROPA("contactKind"))]
        parts = (DPV("hasName"), ROPA("email"), ROPA("phone"))
        lines = (", ".join(text for part in parts for text in self._texts(contact, part)) for contact in officers or contacts)
        return tuple(sorted({line for line in lines if line}))

    def losses(self, subject: str, touched: Iterable[Touch], thing: Thing) -> Iterable[Loss]:
        """What an activity loses if a vendor leaves."""
        node = ox.NamedNode(subject)
        label = self._in_register(node, SKOS("prefLabel")) or self.labels.of(subject)
        gone = set(thing.nodes)
        others = [quad.object for quad in self.dataset.quads(node, ROPA("hasDisclosure")) if not self._of(quad.object) & gone]
        for _, kind, through, value in touched:
            if kind == "recipient" and value is not None:
                roles = self._texts(ox.NamedNode(value), ROPA("statedRole")) or self._texts(ox.NamedNode(value), ROPA("assessedRole"))
                role = PROCESSOR if PROCESSOR in roles else "recipient"
                same = [each for each in others if role == "recipient" or PROCESSOR in self._roles(each)]
                yield Loss(label, role, thing.label, only=not same)
            elif kind == "hosting" and value is not None:
                places = self._texts(ox.NamedNode(value), ROPA("place")) or self._labels(ox.NamedNode(value), ROPA("country"))
                hosts = [quad.object for quad in self.dataset.quads(node, ROPA("hasHosting")) if _text(quad.object) != value]
                yield Loss(label, "place", ", ".join(places) or thing.label, only=not hosts)
            elif kind == "transfer" and value is not None:
                named = self._labels(ox.NamedNode(value), ROPA("mechanism"))
                goes = self._labels(ox.NamedNode(value), ROPA("destination"))
                yield Loss(label, "transfer", ", ".join(named or goes) or thing.label, footed=bool(named))
            elif kind == "chain":
                yield Loss(label, "sub-processor", " → ".join(through))
        yield from (Loss(label, "contract", title) for title in self._papers(node, gone))

    def _of(self, disclosure: Any) -> set[str]:
        return {_text(quad.object) for quad in self.dataset.quads(disclosure, ROPA("recipient"))}

    def _roles(self, disclosure: Any) -> set[str]:
        return {*self._texts(disclosure, ROPA("statedRole")), *self._texts(disclosure, ROPA("assessedRole"))}

    def _papers(self, node: ox.NamedNode, gone: set[str]) -> list[str]:
        papers: list[Any] = [quad.object for quad in self.dataset.quads(node, ROPA("hasPaper"))]
        concerned = [paper for paper in papers if {_text(quad.object) for quad in self.dataset.quads(paper, ROPA("withParty"))} & gone]
        return sorted(title for paper in concerned for title in self._texts(paper, DCTERMS("title")))

    def _controller(self, subject: str) -> str:
        return next((_text(quad.object) for quad in self.dataset.quads(ox.NamedNode(subject), ROPA("recordOf"))), subject)

    def _quotes(self, subject: str, value: str | None) -> tuple[str, ...]:
        """The words of the statements that make a value one of a subject."""
        if value is None or "://" not in value:
            return ()
        statements = [quad.subject for quad in self.dataset.quads(None, RDF("object"), ox.NamedNode(value))]
        own = [each for each in statements if self.dataset.holds(ox.Triple(each, RDF("subject"), ox.NamedNode(subject)))]
        return tuple(sorted({text for each in own for text in self._texts(each, ROPA("quote"))}))

    def _labels(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> tuple[str, ...]:
        return tuple(sorted({self.labels.of(_text(quad.object)) for quad in self.dataset.quads(subject, predicate)}))

    def _in_register(self, node: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
        """What the register says, where one does; else what the first document says."""
        register = ox.Literal("register")
        found = sorted(
            (not self.dataset.holds(ox.Triple(quad.graph_name, ROPA("documentKind"), register)), _text(quad.object))
            for quad in self.dataset.quads(node, predicate)
            if isinstance(quad.graph_name, ox.NamedNode)
        )
        return found[0][1] if found else None

    def _texts(self, subject: Any, predicate: ox.NamedNode) -> list[str]:
        return sorted({_text(quad.object) for quad in self.dataset.quads(subject, predicate)})


def _text(term: Any) -> str:
    return str(term.value)
