"""Frozen values of an impact: what a thing touches, what has to be told to whom if it is breached, what is lost if it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from ropa.model import Clocks

KINDS = ("vendor", "system", "unit", "data-category", "activity")


@dataclass(frozen=True)
class Thing:
    """What was asked about, of one of KINDS; a name that stands for several of one kind has several nodes."""

    kind: str
    label: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """How an activity is touched: ``recipient``, ``transfer``, ``hosting``, ``joint-control``, ``source``, ``chain``, ``system``,
    ``unit``, ``data`` or ``itself``; `through` names the links of a chain, `quotes` are the words it stands on.
    """

    kind: str
    through: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataKind:
    """A category of data in the document's words; `special` where it is one of Art. 9(1)."""

    label: str
    special: bool


@dataclass(frozen=True)
class Touched:
    """One activity that is touched, or what is said of all processing (`activity` None).

    `people` is the number recorded; `customers` are those on whose behalf it is carried out (Art. 33(2)).
    """

    controller: str
    activity: str | None
    label: str
    reference: str | None
    status: str | None
    people: int | None
    subjects: tuple[str, ...]
    data: tuple[DataKind, ...]
    ways: tuple[Way, ...]
    joint: tuple[str, ...]
    customers: tuple[str, ...]
    written_at: str | None


@dataclass(frozen=True)
class Loss:
    """What one activity loses if the thing leaves: ``processor``, ``recipient``, ``place``, ``transfer``, ``sub-processor`` or ``contract``.

    `what` names it; `only` says that no other of its kind is recorded for the activity, `footed` that a transfer names its footing.
    """

    label: str
    kind: str
    what: str
    only: bool = False
    footed: bool = False


@dataclass(frozen=True)
class Owner:
    """A controller touched: whom to ask (Art. 33(3)(b)), and which authorities may be competent (Art. 55, 56).

    `place` is ``inside`` (the Union or the EEA), ``outside`` (every authority concerned) or ``unknown``.
    """

    label: str
    place: str
    contacts: tuple[str, ...]
    authorities: tuple[str, ...]
    lead: str | None


@dataclass(frozen=True)
class Clock:
    """The hours of Art. 33(1) on the date of the law, and their end where it is known when they began."""

    hours: int
    article: str
    aware_at: str | None
    ends_at: str | None


@dataclass(frozen=True)
class Impact:
    """What a thing touches. `clock` is None where no law of breaches is in force, `losses` are for a thing that can leave."""

    thing: Thing
    clocks: Clocks
    law_known_until: str
    touched: tuple[Touched, ...]
    owners: tuple[Owner, ...]
    clock: Clock | None
    losses: tuple[Loss, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def people(self) -> int | None:
        """The sum of the numbers recorded; the same person may be in several. None where none is recorded."""
        known = [item.people for item in self.touched if item.people is not None]
        return sum(known) if known else None

    @property
    def data(self) -> tuple[DataKind, ...]:
        """All categories, special ones first."""
        found = {(not item.special, item.label): item for touched in self.touched for item in touched.data}
        return tuple(found[key] for key in sorted(found))

    @property
    def customers(self) -> tuple[str, ...]:
        """The controllers to be told as a processor, without undue delay (Art. 33(2))."""
        return tuple(sorted({name for item in self.touched for name in item.customers}))

    @property
    def joint(self) -> tuple[str, ...]:
        """The joint controllers of what is touched."""
        return tuple(sorted({name for item in self.touched for name in item.joint}))
