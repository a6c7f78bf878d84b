"""Frozen values of the analysis of a register as a network: on whom its controllers depend, and how data reach a country."""

from __future__ import annotations

from dataclasses import dataclass

from ropa.model import Clocks


@dataclass(frozen=True)
class Organisation:
    """A named recipient, or one that a recipient engages in turn, as seen from all controllers of the register.

    `controllers` disclose to it themselves and `reached` also counts those whose recipients engage it; `share` is `controllers`
    divided by all controllers (0 to 1); `activities` disclose to it and `sole` of them name no other recipient. `betweenness` is
    the share of pairs of controllers (0 to 1) whose shortest link leads through it, a pair with several shortest links counting
    by their part. Without it the network has `cuts` parts more (it is an articulation point), and `apart` names those that are
    then outside the part with most controllers: the network reaches them through it alone. `community` is the number of its
    `Community`; `roles` and `countries` are words.
    """

    iri: str
    label: str
    controllers: int
    share: float
    reached: int
    activities: int
    sole: int
    betweenness: float
    cuts: int
    apart: tuple[str, ...]
    community: int
    roles: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Community:
    """Controllers that share organisations with each other more than with the rest; `shared` of them, by name."""

    number: int
    controllers: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One stop of a path: ``data-subject``, ``activity``, ``recipient`` or ``country``.

    `how` is the modality of the statement that leads there (``stated``, ``possible``, …), ``vendor-table`` where the country is the
    seat of the entity that customers contract with, and empty at the start; `quote` and `statement` say where it stands.
    """

    iri: str
    label: str
    kind: str
    how: str = ""
    quote: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Path:
    """A shortest way from a group of data subjects to a country through one activity, its recipients and those they engage.

    Each step is stated by itself. That the data of exactly these people go there is not: a recipient may get a part. `activities` counts
    the activities that lead from the group to the country at all, `controllers` whose they are.
    """

    subject: str
    country: str
    steps: tuple[Step, ...]
    activities: int
    controllers: int


@dataclass(frozen=True)
class Stats:
    """The tables: organisations by how many depend on them, communities, and paths. `lang` is the language of the labels."""

    title: str
    lang: str
    clocks: Clocks
    law_known_until: str
    controllers: int
    activities: int
    organisations: tuple[Organisation, ...]
    communities: tuple[Community, ...]
    paths: tuple[Path, ...]

    @property
    def critical(self) -> tuple[Organisation, ...]:
        """The organisations without which others are out of reach, or an activity has no recipient."""
        found = (item for item in self.organisations if item.cuts or item.sole)
        return tuple(sorted(found, key=lambda item: (-item.cuts, -item.sole, item.label, item.iri)))
