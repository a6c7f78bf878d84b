"""The transfers of a register, as the map and the timeline draw them: one value for each transfer and country.

What is *to clarify* (a recipient whose contracting entity sits in a third country; no transfer is stated) is apart from what a
document states, and left out where the same activity states a transfer to that recipient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ropa.export import Export
from ropa.export.view import unique
from ropa.export.views import Options
from ropa.namespaces import ROPA, local_name

TO_CLARIFY = "to-clarify"
ORDER = ("not-covered", "not-shown", "covered", "not-judged", "inside", TO_CLARIFY)
"""What a transfer can be on the date of the law, the worst first; what cannot be judged, or is no transfer, comes after."""
INSIDE = ("eu", "eea-efta")


@dataclass(frozen=True)
class Transfer:
    """One transfer to one country, or to no country that is named (`country` is empty).

    `status` is one of ORDER; `modality` says how firmly the document says it. `exporter` is the IRI of a party that
    the document names as the exporter, else of the controller; `origin` its countries. `covered` and `perhaps` are the law rows
    it stands on, or perhaps stands on, on the date of the law; `instruments` are the decisions that speak of where it goes and the mechanisms
    that the document names, whenever they held. `statement` and `quote` are empty for what is to clarify without one.
    """

    iri: str
    controller: str
    activity: str
    exporter: str
    origin: tuple[str, ...]
    importers: tuple[str, ...]
    organisation: bool
    country: str
    place: str
    status: str
    modality: str
    mechanisms: tuple[str, ...]
    covered: tuple[str, ...]
    perhaps: tuple[str, ...]
    instruments: tuple[str, ...]
    since: str
    until: str
    statement: str
    quote: str

    @property
    def possible(self) -> bool:
        """Whether the document says only that it may happen."""
        return self.modality == "possible"

    @property
    def code(self) -> str:
        """The country's two letters, empty where none is named."""
        return local_name(self.country) if self.country else ""


def transfers(export: Export, options: Options) -> list[Transfer]:
    """All transfers of the register, or of one controller, or those that an answer names; in the order of their IRIs."""
    return [item for item in _Reader(export).all() if _wanted(item, options)]


def worst(items: Iterable[Transfer]) -> str:
    """The worst status among some transfers."""
    return min((item.status for item in items), key=ORDER.index)


def _wanted(item: Transfer, options: Options) -> bool:
    if options.controller and local_name(item.controller) != options.controller:
        return False
    if options.answer is None:
        return True
    clarify = item.status == TO_CLARIFY
    known = {"controller": item.controller, "activity": item.activity, "country": item.country, "certainty": TO_CLARIFY if clarify else item.modality}
    asked = [name for name in known if name in options.answer.columns]
    for row in options.answer.rows:
        values = {name: term.value for name, term in row.items()}
        to = values.get("recipient", "")
        there = to in item.importers if to else not item.importers or "recipient" not in options.answer.columns
        if asked and there and all(known[name] == values.get(name, "") for name in asked):
            return True
    return False


class _Reader:
    def __init__(self, export: Export) -> None:
        self.view = export.view
        self.lists = {
            name: self.view.column(ROPA(name))
            for name in ("destination", "recipient", "organisation", "mechanism", "coveredBy", "perhapsCoveredBy", "underDecision", "exporter")
        }
        self.texts = {name: self.view.column(ROPA(name)) for name in ("transferStatus", "since", "untilDay", "place", "restsOnDisclosure")}
        self.countries = self.view.column(ROPA("country"))
        self.territories = self.view.column(ROPA("territory"))
        self.areas = self.view.column(ROPA("areaOnDate"))

    def all(self) -> list[Transfer]:
        stated = self.view.links(ROPA("hasTransfer"))
        known = {(subject, to) for subject, node in stated for to in self._list(node, "recipient")}
        found = [item for subject, node in stated for item in self._of(subject, node, ROPA("hasTransfer"), node)]
        for node, subject in self.view.links(ROPA("clarifies")):
            if not any((subject, to) in known for to in self._list(node, "recipient")):
                disclosure = self._text(node, "restsOnDisclosure")
                found += self._of(subject, node, ROPA("hasDisclosure"), disclosure, clarify=True)
        return sorted(found, key=lambda item: (item.controller, item.activity, item.iri, item.country))

    def _of(self, subject: str, node: str, predicate: ox.NamedNode, value: str, *, clarify: bool = False) -> Iterable[Transfer]:
        controller = self.view.owner.get(subject, subject)
        exporters = self._list(node, "exporter") or [controller]
        statement, quote = self.view.quoted(predicate).get((subject, value), ("", ""))
        recipients, organisations = self._list(node, "recipient"), self._list(node, "organisation")
        countries = unique(self._list(node, "destination")) or [""]
        for country in countries:
            covered, perhaps = (self._here(node, name, country, len(countries)) for name in ("coveredBy", "perhapsCoveredBy"))
            yield Transfer(
                node,
                controller,
                "" if subject == controller else subject,
                exporters[0],
                tuple(unique(each for exporter in exporters for each in self.countries.get(exporter, []))),
                tuple(unique([*recipients, *organisations])),
                bool(organisations),
                country,
                self._text(node, "place"),
                TO_CLARIFY if clarify else self._status(node, country, (covered, perhaps) if len(countries) > 1 else None),
                self.view.text(node, ROPA("modality")),
                tuple(self._list(node, "mechanism")),
                tuple(covered),
                tuple(perhaps),
                tuple(unique([*self._list(node, "underDecision"), *self._list(node, "mechanism")])),
                self._text(node, "since"),
                self._text(node, "untilDay"),
                statement,
                quote,
            )

    def _status(self, node: str, country: str, here: tuple[list[str], list[str]] | None) -> str:
        """The status of a transfer as far as one of its countries goes.

        `here` are the law rows that cover that country, and perhaps cover it, of a transfer to several: a decision for one of
        them does not help another.
        """
        given = [item for item in self.texts["transferStatus"].get(node, []) if item in ORDER]
        if "not-judged" in given or not given:
            return "not-judged"
        if country and set(self.areas.get(country, [])) & set(INSIDE):
            return "inside"
        if here is None:
            return min(given, key=ORDER.index)
        covered, perhaps = here
        return "covered" if covered else "not-shown" if perhaps else "not-covered"

    def _here(self, node: str, name: str, country: str, countries: int) -> list[str]:
        """The law rows of a transfer, without those that speak only of another of its countries."""
        rows = self._list(node, name)
        return [row for row in rows if countries == 1 or not self.territories.get(row) or country in self.territories[row]]

    def _list(self, node: str, name: str) -> tuple[str, ...]:
        return self.lists[name].get(node, ())

    def _text(self, node: str, name: str) -> str:
        return "; ".join(self.texts[name].get(node, []))
