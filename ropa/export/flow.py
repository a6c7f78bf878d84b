"""Who does what with which data, who receives them and where: the columns of the flow picture and their true pairs.

The unit is the activity. An activity that states no data, recipients or grounds of its own takes those of the heading that it
stands under; what a document says of all its processing is one activity more. A pair of two things in neighbouring columns
is true when one activity states both; a chain over more than two columns is not: that needs `who-receives` and `transfers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ropa.errors import UsageError
from ropa.export import Export
from ropa.export.view import View, unique
from ropa.model import Answer
from ropa.namespaces import DPV, ROPA, local_name

NOT_STATED = "not-stated"
UNNAMED = "unnamed"
GENERAL = "all-processing"
_AREAS = {"eu": "flow.area.eu", "eea-efta": "flow.area.eu", "third-country": "flow.area.third-country"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a column: its IRI or word, its label, and the group it stands in, where the column has groups."""

    id: str
    label: str
    note: str = ""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def stated(self) -> bool:
        """Whether a document names it."""
        return self.id != NOT_STATED


@dataclass(frozen=True, slots=True)
class Unit:
    """One activity with what it states in each column, in the order of the columns; the last two go in pairs."""

    activity: str
    controller: Item
    reasons: tuple[Item, ...]
    data: tuple[Item, ...]
    recipients: tuple[tuple[Item, Item], ...]


@dataclass(frozen=True)
class FlowScope:
    """What part of a register is drawn: one controller by its id, or what the rows of an answer name; all where both are empty."""

    controller: str = ""
    answer: Answer | None = None


def columns(export: Export, controller: str = "") -> tuple[str, ...]:
    """The names of the columns: one controller is shown by its own headings, several by the groups of their purposes."""
    reason = "flow.own" if controller or len(export.view.controllers) == 1 else "flow.purpose"
    return tuple(map(export.words, ("controller", reason, "flow.data", "flow.recipient", "flow.country")))


def units(export: Export, scope: FlowScope = FlowScope()) -> list[Unit]:
    """The activities of all controllers, or of a part of the register, in the order of the documents.

    Raises UsageError where an answer names neither a controller nor an activity.
    """
    found = _Units(export, scope)
    return found.all() if scope.answer is None else list(found.answered(scope.answer))


def activity_label(export: Export, unit: Unit) -> str:
    """What an activity is called; of a unit that is a controller, that it is said of all its processing."""
    return export.words("flow.general-activity") if unit.activity == unit.controller.id else export.labels.of(unit.activity)


def pairs(found: Iterable[Unit]) -> dict[tuple[int, Item, Item], list[Unit]]:
    """The activities behind each pair of neighbouring columns (0 for the first and second)."""
    result: dict[tuple[int, Item, Item], list[Unit]] = {}
    for unit in found:
        links = [(0, unit.controller, reason) for reason in unit.reasons]
        links += [(1, reason, data) for reason in unit.reasons for data in unit.data]
        links += [(2, data, to) for data in unit.data for to in unique_items(to for to, _ in unit.recipients)]
        links += [(3, to, country) for to, country in unit.recipients if to.stated]
        for link in dict.fromkeys(links):
            result.setdefault(link, []).append(unit)
    return result


def unique_items(items: Iterable[Item]) -> list[Item]:
    """The items in order, each once."""
    return list(dict.fromkeys(items))


class _Units:
    def __init__(self, export: Export, scope: FlowScope) -> None:
        self.export = export
        self.view: View = export.view
        self.words = export.words
        self.controllers = [iri for iri in self.view.controllers if scope.controller in ("", local_name(iri))]
        self.by_heading = len(self.controllers) == 1
        stated = (DPV("hasPurpose"), DPV("hasPersonalData"), ROPA("hasDisclosure"))
        self.links = {predicate: self.view.stated(predicate) for predicate in stated}
        self.parties, self.narrowed = self.view.column(ROPA("recipient")), self.view.column(ROPA("disclosedData"))
        self.items: dict[str, Item] = {}
        self.nothing = {name: Item(NOT_STATED, self.words(f"flow.no-{name}")) for name in ("data", "recipient", "place", "purpose")}
        self.places: dict[str, tuple[tuple[Item, Item], ...]] = {}

    def all(self) -> list[Unit]:
        """Every unit that is anything but empty."""
        found: list[Unit] = []
        for controller in self.controllers:
            activities = self.view.activities(controller)
            wholes = {self.view.parents[iri] for iri in activities if iri in self.view.parents}
            for activity in activities:
                if activity not in wholes or self._own(activity, DPV("hasPurpose")):
                    found.append(self._unit(controller, activity))
            if self._own(controller, DPV("hasPersonalData")) or self._own(controller, ROPA("hasDisclosure")):
                found.append(self._unit(controller, controller))
        return found

    def answered(self, answer: Answer) -> Iterator[Unit]:
        """The units that the rows of an answer name, with the recipients and countries of its rows where it has such columns."""
        if not {"controller", "activity"} & set(answer.columns):
            raise UsageError(f"{answer.question!r} names no controllers and no activities", remedy="Ask a question that does, such as transfers.")
        rows: dict[str, list[dict[str, str]]] = {}
        for row in answer.rows:
            values = {name: term.value for name, term in row.items()}
            rows.setdefault(values.get("activity") or values.get("controller", ""), []).append(values)
        known = {unit.activity: unit for unit in self.all()}
        for subject, found in rows.items():
            controller = self.view.owner.get(subject, "")
            if controller not in self.controllers:
                continue
            if subject == controller and "activity" not in answer.columns:
                chosen = [unit for unit in known.values() if unit.controller.id == controller]
            else:
                chosen = [known.get(subject) or self._unit(controller, subject)]
            ways = tuple(dict.fromkeys(way for values in found for way in self._ways(values))) if "recipient" in answer.columns else ()
            yield from (replace(unit, recipients=ways) if ways else unit for unit in chosen)

    def _ways(self, values: dict[str, str]) -> Iterator[tuple[Item, Item]]:
        """The recipient of a row and its countries; the row's own country where it names one."""
        party = values.get("recipient", "")
        to = self._party(party) if party else Item(UNNAMED, self.words("flow.no-recipient"))
        countries = [values["country"]] if values.get("country") else [iri for iri, _ in self.view.countries(party)] if party else []
        for country in countries or [""]:
            yield to, self._country(country) if country else self.nothing["place"]

    def _unit(self, controller: str, activity: str) -> Unit:
        disclosures = self._near(activity, ROPA("hasDisclosure"))
        narrowed = {iri for node in disclosures for iri in self.narrowed.get(node, ())}
        data = self._near(activity, DPV("hasPersonalData")) or sorted(narrowed)
        return Unit(
            activity,
            self._item(controller, self._label),
            tuple(self._reasons(controller, activity)),
            tuple(unique_items(self._data(iri) for iri in data)) or (self.nothing["data"],),
            tuple(dict.fromkeys(self._recipients(disclosures))) or ((self.nothing["recipient"], Item(NOT_STATED, "")),),
        )

    def _reasons(self, controller: str, activity: str) -> list[Item]:
        if activity == controller:
            return [Item(GENERAL, self.words("flow.general"))]
        if self.by_heading:
            heading = list(self.view.lineage(activity))[-1]
            return [self._item(heading, self._label)]
        groups = unique(self.view.purpose_group(iri) for iri in self._near(activity, DPV("hasPurpose")))
        return [self._item(iri, self._upper) for iri in groups] or [self.nothing["purpose"]]

    def _item(self, iri: str, name: Callable[[str], str]) -> Item:
        if iri not in self.items:
            self.items[iri] = Item(iri, name(iri))
        return self.items[iri]

    def _data(self, category: str) -> Item:
        if category not in self.items:
            group = self.view.data_group(category)
            name = self.words("flow.unspecified") if group == DPV("PersonalData").value else self._upper(group)
            self.items[category] = Item(group, name)
        return self.items[category]

    def _recipients(self, disclosures: Iterable[str]) -> Iterable[tuple[Item, Item]]:
        for node in disclosures:
            for party in self.parties.get(node, ()):
                if party not in self.places:
                    countries = [self._country(iri) for iri, _ in self.view.countries(party)] or [self.nothing["place"]]
                    self.places[party] = tuple((self._party(party), country) for country in countries)
                yield from self.places[party]

    def _party(self, party: str) -> Item:
        """A recipient; one that several controllers name is one, by the organisation behind it."""
        organisation = self.view.behind(party)
        return self._item(organisation, self._label) if organisation else self._item(party, self._upper)

    def _country(self, country: str) -> Item:
        if country not in self.items:
            area = _AREAS.get(self.view.area(country))
            self.items[country] = Item(country, self._label(country), self.words(area) if area else "")
        return self.items[country]

    def _own(self, subject: str, predicate: ox.NamedNode) -> tuple[str, ...]:
        return self.links[predicate].get(subject, ())

    def _near(self, activity: str, predicate: ox.NamedNode) -> tuple[str, ...]:
        """The values of the nearest of an activity and those it is part of."""
        for iri in self.view.lineage(activity):
            if self._own(iri, predicate):
                return self._own(iri, predicate)
        return ()

    def _label(self, iri: str) -> str:
        return self.export.labels.of(iri)

    def _upper(self, iri: str) -> str:
        label = self._label(iri)
        return label[:1].upper() + label[1:]
