"""Who depends on whom: each activity with the recipients it discloses to, and whom those engage in turn.

The unit is the activity of the flow picture (`ropa.export.flow`): one that states no recipients or data subjects of its own takes those of
the heading that it stands under, and what a document says of all its processing is one activity more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ropa.export import Export
from ropa.export.flow import units
from ropa.export.view import Said
from ropa.namespaces import DPV, ROPA

NAMED = "named"


@dataclass(frozen=True)
class Use:
    """One activity that discloses to one recipient: `organisation` stands behind `party`, `said` is the statement."""

    controller: str
    activity: str
    party: str
    organisation: str
    role: str
    said: Said


@dataclass(frozen=True)
class Engagement:
    """A party that engages another (GDPR Art. 28(2)), with the countries of the engagement; `said` are its statements."""

    party: str
    engaged: str
    authorisation: str
    countries: tuple[str, ...]
    said: tuple[Said, ...]


class Dependence:
    """The uses and engagements of a register, in the order of its documents."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.view = export.view
        self._links: dict[tuple[str, str], list[Said]] = {}
        for (subject, predicate, _), said in sorted(self.view.said.items()):
            self._links.setdefault((subject, predicate), []).extend(said)
        self.activities = [(unit.activity, unit.controller.id) for unit in units(export)]
        self.uses = list(self._uses())
        self.engagements = list(self._engagements())

    def near(self, activity: str, predicate: ox.NamedNode) -> list[Said]:
        """The statements of the nearest of an activity and those it is part of."""
        for iri in self.view.lineage(activity):
            found = self._links.get((iri, predicate.value))
            if found:
                return found
        return []

    def subjects(self, activity: str) -> list[Said]:
        """The groups of data subjects that an activity is about."""
        return self.near(activity, DPV("hasDataSubject"))

    def transfers(self, activity: str) -> list[Said]:
        """The transfers that an activity states."""
        return self.near(activity, ROPA("hasTransfer"))

    def organisation(self, party: str) -> str:
        """The organisation behind a party; one that several controllers name is one."""
        return self.view.behind(party) or party

    def is_named(self, party: str) -> bool:
        """Whether a document names the party, and not only its kind ("advertising partners")."""
        return (self.view.text(party, ROPA("partyKind")) or NAMED) == NAMED

    def _uses(self) -> Iterator[Use]:
        for activity, controller in self.activities:
            for said in self.near(activity, ROPA("hasDisclosure")):
                role = self.view.text(said.value, ROPA("statedRole")) or "unclear"
                for party in self.view.iris(said.value, ROPA("recipient")):
                    yield Use(controller, activity, party, self.organisation(party), role, said)

    def _engagements(self) -> Iterator[Engagement]:
        for party, node in self.view.links(ROPA("hasEngagement")):
            said = tuple(self.view.said.get((party, ROPA("hasEngagement").value, node), ()))
            for engaged in self.view.iris(node, ROPA("engages")):
                yield Engagement(party, engaged, self.view.text(node, ROPA("authorisation")), tuple(self.view.iris(node, ROPA("country"))), said)
