"""Where a party is, and what that country is to the EU by the decisions in force: never whether a transfer is covered."""

from __future__ import annotations

from functools import cached_property

from ropa.export.view import View
from ropa.export.views.transfers import INSIDE
from ropa.namespaces import RDF, ROPA

SEAT = "vendor-table"
Place = tuple[str, str]
"""A country, and where it was learnt (`View.countries`)."""


class Places:
    """What countries are to the EU on the date of the law."""

    def __init__(self, view: View) -> None:
        self.view = view

    def of(self, place: Place) -> str:
        """``inside``, ``decision``, ``part`` (a decision for some), ``none``; ``seat`` where only a contracting entity has its seat there."""
        country, learnt = place
        if learnt == SEAT:
            return "seat"
        if self.view.area(country) in INSIDE:
            return "inside"
        scopes = self._scopes.get(country)
        return "none" if scopes is None else "decision" if True in scopes else "part"

    @cached_property
    def _scopes(self) -> dict[str, set[bool]]:
        """For each country with a decision in force, whether it speaks of the whole country."""
        decisions = set(self.view.subjects(RDF("type"), ROPA("AdequacyDecision")))
        force = {row for rows in self.view.column(ROPA("inForce")).values() for row in rows}
        scopes, territories = self.view.column(ROPA("scopeCode")), self.view.column(ROPA("territory"))
        found: dict[str, set[bool]] = {}
        for row in sorted(decisions & force):
            for country in territories.get(row, []):
                found.setdefault(country, set()).add(scopes.get(row) == ("all",))
        return found
