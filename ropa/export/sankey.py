"""The geometry of the flow picture: bars in columns and ribbons between them, in pixels.

Every activity has the same thickness in every column; one that states several things is shared out evenly among them, so
what enters a bar leaves it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ropa.export.flow import GENERAL, NOT_STATED, UNNAMED, Item, Unit

OTHER = "other"
TOPS = (5, 15, 13, 17, 13)
WIDTH = 1280
LEFT, RIGHT, TOP, BOTTOM = 28, 190, 130, 84
BAR = 12
GAP = 15
BODY = 680
GROUP_GAP = 14


@dataclass
class Bar:
    """One thing of a column: where it stands, how thick it is, how many activities state it, and the group it opens."""

    column: int
    item: Item
    share: float = 0.0
    activities: int = 0
    y: float = 0.0
    height: float = 0.0
    place: float = 0.0
    opens: str = ""
    colour: int | None = None

    @property
    def x(self) -> float:
        """The left edge."""
        return LEFT + self.column * (WIDTH - LEFT - RIGHT - BAR) / (len(TOPS) - 1)

    @property
    def is_quiet(self) -> bool:
        """Whether it stands for nothing that a document names."""
        return self.item.id in (NOT_STATED, UNNAMED, OTHER)


@dataclass
class Ribbon:
    """What one controller's activities state of two neighbouring bars: each unit by its number, with how many ways it is shared out among."""

    left: Bar
    right: Bar
    controller: int
    parts: list[tuple[int, int]] = field(default_factory=list)
    share: float = 0.0
    y_left: float = 0.0
    y_right: float = 0.0

    @property
    def activities(self) -> int:
        """How many activities it stands for."""
        return len({unit for unit, _ in self.parts})


@dataclass(frozen=True)
class Sankey:
    """The whole picture, with the number of activities and of controllers that it shows."""

    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    controllers: tuple[Item, ...]
    activities: int
    companies: int
    height: float


def sankey(units: Iterable[Unit], others: str = "{} others") -> Sankey:
    """Lay out the units; the same units give the same picture. `others` names what a column has no room for, with their number."""
    found = list(units)
    fold = _folding(found, others)
    controllers = tuple(item for item, _ in _ranked(Counter(fold[0](unit.controller) for unit in found)))
    colours = {controller.id: place for place, controller in enumerate(controllers)}
    columns: list[dict[str, Bar]] = [{} for _ in TOPS]
    ribbons: dict[tuple[int, str, str, int], Ribbon] = {}
    known: list[dict[str, Bar]] = [{} for _ in TOPS]

    def bar(column: int, item: Item) -> Bar:
        """The bar of a thing, its own or that of the others."""
        if item.id not in known[column]:
            folded = fold[column](item)
            known[column][item.id] = columns[column].setdefault(folded.id, Bar(column, folded))
        return known[column][item.id]

    for turn, unit in enumerate(found):
        own = bar(0, unit.controller)
        own.colour = colours[own.item.id]
        touched: dict[int, Bar] = {}
        for left, right, parts in _steps(unit, bar):
            touched[id(left)], touched[id(right)] = left, right
            key = (left.column, left.item.id, right.item.id, own.colour)
            ribbon = ribbons.get(key)
            if ribbon is None:
                ribbon = ribbons[key] = Ribbon(left, right, own.colour)
            ribbon.parts.append((turn, parts))
        for each in touched.values():
            each.activities += 1
    for ribbon in ribbons.values():
        ribbon.share = sum(1 / parts for _, parts in ribbon.parts)
        ribbon.right.share += ribbon.share
        ribbon.left.share += ribbon.share if ribbon.left.column == 0 else 0.0
    return _placed([each for column in columns for each in column.values()], list(ribbons.values()), controllers, found)


def _steps(unit: Unit, bar: Callable[[int, Item], Bar]) -> Iterator[tuple[Bar, Bar, int]]:
    """The pairs of bars of an activity, with among how many it is shared out there."""
    own, reasons, data = bar(0, unit.controller), [bar(1, item) for item in unit.reasons], [bar(2, item) for item in unit.data]
    for reason in reasons:
        yield own, reason, len(reasons)
        for each in data:
            yield reason, each, len(reasons) * len(data)
    for to, country in unit.recipients:
        party = bar(3, to)
        for each in data:
            yield each, party, len(data) * len(unit.recipients)
        if to.stated:
            yield party, bar(4, country), len(unit.recipients)


def _folding(units: list[Unit], others: str) -> list[Callable[[Item], Item]]:
    """For each column, a function that keeps the items with the most activities and makes one of the others."""
    met: list[list[Item]] = [[] for _ in TOPS]
    for unit in units:
        countries = {country.id: country for to, country in unit.recipients if to.stated}.values()
        columns = ((unit.controller,), unit.reasons, unit.data, {to.id: to for to, _ in unit.recipients}.values(), countries)
        for items, more in zip(met, columns, strict=True):
            items.extend(more)
    return [_fold(_counted(items), top, others) for items, top in zip(met, TOPS, strict=True)]


def _counted(items: list[Item]) -> Counter[Item]:
    """How often each item is met."""
    known = {item.id: item for item in items}
    return Counter({known[name]: count for name, count in Counter([item.id for item in items]).items()})


def _fold(counts: Counter[Item], top: int, others: str) -> Callable[[Item], Item]:
    named = [item for item, _ in _ranked(counts) if item.stated]
    if len(named) <= top + 1:
        return lambda item: item
    kept = {item.id for item in named[:top]}
    other = Item(OTHER, others.format(len(named) - top))
    return lambda item: item if item.id in kept or not item.stated else other


def _ranked(counts: Counter[Item]) -> list[tuple[Item, int]]:
    return sorted(counts.items(), key=lambda entry: (entry[0].id in (NOT_STATED, UNNAMED, OTHER), -entry[1], entry[0].label, entry[0].id))


def _placed(bars: list[Bar], ribbons: list[Ribbon], controllers: tuple[Item, ...], units: list[Unit]) -> Sankey:
    columns = [[bar for bar in bars if bar.column == column] for column in range(len(TOPS))]
    most = max((len(column) for column in columns), default=1)
    scale = (BODY - GAP * (most - 1)) / max(1, len(units))
    for bar in bars:
        bar.height = max(3.0, bar.share * scale)
    _order(columns, ribbons, controllers)
    body = max((_body(column) for column in columns), default=0.0)
    for column in columns:
        _stack(column, body)
    _attach(bars, ribbons)
    placed = [bar for column in columns for bar in column]
    companies = len({unit.controller.id for unit in units})
    return Sankey(tuple(placed), tuple(ribbons), controllers, len(units), companies, TOP + body + BOTTOM)


def _body(column: list[Bar]) -> float:
    """The height of a column whose bars stand as close as they may."""
    return sum(bar.height for bar in column) + GAP * (len(column) - 1) + GROUP_GAP * sum(bool(bar.opens) for bar in column)


def _stack(column: list[Bar], body: float) -> None:
    """Put the bars of a column below each other, spread over the body as far as that stays readable."""
    gap = GAP + min(float(GAP), (body - _body(column)) / (len(column) - 1)) if len(column) > 1 else 0.0
    y = float(TOP)
    for bar in column:
        y += GROUP_GAP if bar.opens else 0
        bar.y = y
        y += bar.height + gap


def _order(columns: list[list[Bar]], ribbons: list[Ribbon], controllers: tuple[Item, ...]) -> None:
    """Put the bars of each column near what they are tied to on the left; what names nothing comes last."""
    ranks = {controller.id: rank for rank, controller in enumerate(controllers)}
    for number, column in enumerate(columns):
        for bar in column:
            tied = [ribbon for ribbon in ribbons if ribbon.right is bar]
            weight = sum(ribbon.share for ribbon in tied)
            bar.place = sum(ribbon.left.place * ribbon.share for ribbon in tied) / weight if weight else ranks.get(bar.item.id, 0)
        column.sort(key=lambda bar: _sorting(number, bar))
        group = ""
        for place, bar in enumerate(column):
            bar.place = place / max(1, len(column) - 1)
            bar.opens, group = (bar.item.note if bar.item.note != group else ""), bar.item.note


def _sorting(number: int, bar: Bar) -> tuple[int, str, float, str, str]:
    last = {GENERAL: 1, OTHER: 2, UNNAMED: 3, NOT_STATED: 3}.get(bar.item.id, 0)
    return (last, bar.item.note, -bar.share if number == len(TOPS) - 1 else bar.place, bar.item.label, bar.item.id)


def _attach(bars: list[Bar], ribbons: list[Ribbon]) -> None:
    """Stack the ribbons on each side of each bar in the order of what is on their other end."""
    ribbons.sort(key=lambda ribbon: (ribbon.left.column, ribbon.left.y, ribbon.right.y, ribbon.controller))
    for bar in bars:
        unit = bar.height / bar.share if bar.share else 0.0
        y = bar.y
        for ribbon in sorted((item for item in ribbons if item.left is bar), key=lambda item: (item.right.y, item.controller)):
            ribbon.y_left = y
            y += ribbon.share * unit
        y = bar.y
        for ribbon in sorted((item for item in ribbons if item.right is bar), key=lambda item: (item.left.y, item.controller)):
            ribbon.y_right = y
            y += ribbon.share * unit
