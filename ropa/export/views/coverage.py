"""What a transfer stood on, day by day: the dated law against where it goes and what its document names.

The same reading of the law as the inferences `transfer-covered`, `transfer-perhaps-covered` and `transfer-status` make for one
day, made here for every day; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ropa.export import Export
from ropa.export.view import View, unique
from ropa.export.views.transfers import INSIDE, TO_CLARIFY, Transfer
from ropa.namespaces import RDF, ROPA

GDPR = date(2018, 5, 25)
"""The first day on which the GDPR applied (Art. 99(2)): there is no finding of it before."""
WHOLE = ("all", "organisation")
IN_STATUTE = ("recipient-in-statute", "automated")
BEFORE = "before"


@dataclass(frozen=True)
class Period:
    """Days, both counted, in which a transfer stood the same; `rows` are the law it stood on, or may have.

    `status` is that of a transfer, or `BEFORE` where nothing covered it before there was a GDPR.
    """

    first: date
    last: date
    status: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Law:
    """One row of the law tables: the days on which it held (no last day: it holds), its scope, and what ended it."""

    iri: str
    first: date
    last: date | None
    scope: str
    decision: bool
    territories: tuple[str, ...]
    ended_by: str

    def holds(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Coverage:
    """The law tables of a register, to look up what a transfer stood on."""

    def __init__(self, export: Export) -> None:
        view: View = export.view
        first, last, scope, kind, territory, area, ended, shown = (
            view.column(ROPA(name)) for name in ("firstDay", "lastDay", "scopeCode", "rowKind", "territory", "area", "endedBy", "scopeShown")
        )
        decisions = set(view.subjects(RDF("type"), ROPA("AdequacyDecision")))
        self.law = {
            row: Law(
                row,
                date.fromisoformat(days[0]),
                date.fromisoformat(last[row][0]) if row in last else None,
                scope.get(row, [""])[0],
                row in decisions,
                tuple(territory.get(row, [])),
                "; ".join(ended.get(row, [])),
            )
            for row, days in first.items()
            if row in decisions or row in kind
        }
        rows = (
            (country, date.fromisoformat(days[0]), date.fromisoformat(last[row][0]) if row in last else None)
            for row, days in first.items()
            if area.get(row, [""])[0] in INSIDE
            for country in territory.get(row, [])
        )
        self.inside: dict[str, list[tuple[date, date | None]]] = {}
        for country, begins, ends in sorted(rows, key=str):
            self.inside.setdefault(country, []).append((begins, ends))
        self.shown = {item for item, values in shown.items() if "true" in values}

    def on(self, item: Transfer, day: date) -> tuple[str, tuple[str, ...]]:
        """What a transfer was on a day, and the law rows that made it so."""
        if item.status == "not-judged":
            return "not-judged", ()
        if any(first <= day and (last is None or day <= last) for first, last in self.inside.get(item.country, [])):
            return "inside", ()
        if item.status == TO_CLARIFY:
            return TO_CLARIFY, ()  # no transfer is stated, so that none stands on any law
        held = [self.law[row] for row in item.instruments if row in self.law and self.law[row].holds(day)]
        here = [row for row in held if not row.territories or not item.country or item.country in row.territories]
        covering = tuple(row.iri for row in here if self._covers(row, item))
        perhaps = tuple(row.iri for row in here if row.decision and row.scope not in WHOLE)
        if covering or perhaps:
            return ("covered", covering) if covering else ("not-shown", perhaps)
        if day < GDPR:
            return BEFORE, ()
        return ("not-covered" if item.country or item.organisation else "not-shown"), ()

    def _covers(self, row: Law, item: Transfer) -> bool:
        if not row.decision:
            return row.iri in item.mechanisms
        if row.scope in WHOLE:
            return True
        return item.iri in self.shown and (row.iri in item.mechanisms or row.scope in IN_STATUTE)

    def periods(self, item: Transfer, first: date, last: date) -> list[Period]:
        """The days from `first` to `last` in periods in which the transfer stood the same."""
        found: list[Period] = []
        turns = sorted({first, *(day for day in self._turns(item) if first < day <= last)})
        for place, begins in enumerate(turns):
            ends = turns[place + 1] - timedelta(days=1) if place + 1 < len(turns) else last
            status, rows = self.on(item, begins)
            if found and (found[-1].status, found[-1].rows) == (status, rows):
                found[-1] = Period(found[-1].first, ends, status, rows)
            else:
                found.append(Period(begins, ends, status, rows))
        return found

    def _turns(self, item: Transfer) -> Iterator[date]:
        """The days on which something may begin to be otherwise."""
        yield GDPR
        spans = [(self.law[row].first, self.law[row].last) for row in unique(item.instruments) if row in self.law]
        for first, last in [*spans, *self.inside.get(item.country, [])]:
            yield first
            if last is not None:
                yield last + timedelta(days=1)
