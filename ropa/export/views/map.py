"""The map: where transfers go, each country with the look of the worst one to it on the date of the law.

The outlines are ``data/map/world.json``, made by ``tools/world.py``. Arrows lead from the exporters' countries to the
importers'. What is to clarify is grey and dotted, and never decides the look of a country to which a transfer is stated.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ropa.assets import root
from ropa.export import Export
from ropa.export.view import unique
from ropa.export.views import Drawing, Options, Picture, Row, Table
from ropa.export.views.canvas import Data, Frame, arrow, count, filled, fit, label, linked, number, picture, swatch, tag, titled, width_of, wrapped
from ropa.export.views.common import (
    LEFT,
    WIDTH,
    columns,
    counted,
    counted_items,
    described,
    labels,
    narrowed,
    standing,
    tallied,
    transfer_table,
    whose,
)
from ropa.export.views.transfers import ORDER, TO_CLARIFY, Transfer, transfers, worst

SCALE = 0.615
TOP = 78
SOUTH = 900
ARROWS = 60
NAMES = 45
NOWHERE = (150.0, 545.0)
"""Where arrows start whose exporter's country no document states: in the empty south of the Pacific."""
NOTES = ("view.map.note.worst", "view.map.note.clarify", "view.map.note.borders")


@dataclass(frozen=True)
class Place:
    """What goes to one country, or to none that is named: what is stated, and what is to clarify."""

    code: str
    name: str
    stated: tuple[Transfer, ...]
    unclear: tuple[Transfer, ...]

    @property
    def status(self) -> str:
        """The look of the country: the worst of what is stated, else that something is to clarify."""
        return worst(self.stated) if self.stated else TO_CLARIFY


@cache
def _world() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = json.loads((root("data") / "map" / "world.json").read_text(encoding="utf-8"))["countries"]
    return found


def draw(export: Export, options: Options) -> Drawing:
    """Draw the map."""
    return _Map(export, options).drawing()


class _Map:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words = export, options, export.words
        self.items = transfers(export, options)
        self.number = {id(item): place for place, item in enumerate(self.items)}
        found: dict[tuple[str, bool], list[Transfer]] = {}
        for item in self.items:
            found.setdefault((item.code, item.organisation and not item.code), []).append(item)
        places = (self._place(*key, items) for key, items in found.items())
        self.places = sorted(places, key=lambda place: (ORDER.index(place.status), -len(place.stated), place.name))
        self.drawn = [place for place in self.places if place.code in _world()]
        self.apart = [place for place in self.places if place.code not in _world()]

    def _place(self, code: str, organisation: bool, items: list[Transfer]) -> Place:
        name = self.export.labels.of(items[0].country) if code else self.words("view.organisations" if organisation else "view.no-country")
        stated = tuple(item for item in items if item.status != TO_CLARIFY)
        return Place(code, name, stated, tuple(item for item in items if item.status == TO_CLARIFY))

    def drawing(self) -> Drawing:
        """The whole picture with its tables."""
        export, words = self.export, self.words
        title = words("view.map.title", whose(export, self.options))
        summary = [*tallied(export, self.items), narrowed(export, self.options)]
        subtitle = " · ".join(filter(None, (*summary, export.clocks_said)))
        notes = tuple(map(words, NOTES))
        says = [f"{place.name}: {words('view.status.' + place.status)}, {self._counts(place)}" for place in self.places[:40]]
        description = described(*summary, *says or [words("view.nothing")], *notes, export.clocks_said)
        frame = Frame("map", WIDTH, title, subtitle, description, export.labels.lang)
        legend, bottom = self._legend(TOP + SOUTH * SCALE + 8)
        svg = picture(frame, bottom, [self._land(), *self._arrows(), *self._dots(), *self._names(), *legend], notes, ORDER)
        return Drawing("map", export.labels.lang, title, description, svg, export.clocks_said, notes, self._tables, counted_items(self.items))

    def _tables(self) -> tuple[Table, ...]:
        return self._by_country(), transfer_table(self.export, self.items, "transfers", self.words("view.map.all"))

    # -- the ground ------------------------------------------------------------------------------------------------
    def _land(self) -> str:
        world = _world()
        shown = {place.code for place in self.drawn}
        rest = "".join(entry["path"] for code, entry in world.items() if code not in shown and "path" in entry)
        paths = [tag("path", d=rest, class_="land", stroke_width=0.8)]
        for place in self.drawn:
            outline = world[place.code].get("path")
            if outline:
                fill, edge = (
                    tag("path", d=outline, fill=filled("map", place.status), stroke="none"),
                    tag("path", d=outline, class_=f"l-{place.status}", stroke_width=2),
                )
                paths.append(titled(self._tip(place), fill, edge, data=self._data((*place.stated, *place.unclear), place.status)))
        scale = f"translate(20 {number(TOP)}) scale({SCALE})"
        return tag("g", *paths, transform=scale)

    def _dots(self) -> Iterable[str]:
        """Small territories, which their outline would not show."""
        for place in self.drawn:
            if "dot" in _world()[place.code]:
                x, y = _at(place.code)
                dot = tag("circle", class_="paper", cx=x, cy=y, r=6) + tag("circle", cx=x, cy=y, r=6, fill=filled("map", place.status))
                ring = tag("circle", class_=f"l-{place.status}", cx=x, cy=y, r=6, stroke_width=1.8)
                yield titled(self._tip(place), dot, ring, data=self._data((*place.stated, *place.unclear), place.status))

    # -- arrows ----------------------------------------------------------------------------------------------------
    def _arrows(self) -> Iterable[str]:
        bundles: dict[tuple[str, str], list[Transfer]] = {}
        for item in self.items:
            for origin in item.origin or ("",):
                start = origin.rsplit("#", 1)[-1]
                if item.code in _world() and start != item.code and (start in _world() or not start):
                    bundles.setdefault((start, item.code), []).append(item)
        ranked = sorted(bundles.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:ARROWS]
        for (start, end), items in sorted(ranked, key=lambda entry: -ORDER.index(_look(entry[1]))):
            yield self._arrow(start, end, items)
        starts = unique(start for (start, _), _ in ranked)
        for start in starts:
            x, y = _at(start)
            name = self.export.labels.of(f"https://w3id.org/dpv/loc#{start}") if start else self.words("view.no-origin")
            ring = tag("circle", class_="paper", cx=x, cy=y, r=5) + tag("circle", class_="l-ink", cx=x, cy=y, r=5, stroke_width=2)
            who = labels(self.export, (item.exporter for (origin, _), items in ranked if origin == start for item in items))
            yield titled(f"{name} ({self.words('view.exporter')}: {who})", ring, tag("circle", class_="f-ink", cx=x, cy=y, r=2))
        if "" in starts:
            yield label(NOWHERE[0] - 8, NOWHERE[1] + 20, self.words("view.no-origin"), 260, size=12, class_="soft", anchor="middle")

    def _arrow(self, start: str, end: str, items: list[Transfer]) -> str:
        look = _look(items)
        maybe = all(item.possible or item.status == TO_CLARIFY for item in items)
        dashes = "1.5 4" if look == TO_CLARIFY else "7 4" if maybe else None
        drawn = arrow(look, (_at(start), _at(end)), min(4.0, 1.1 + math.log2(len(items) + 1) * 0.5), dashes)
        importers = labels(self.export, (to for item in items for to in item.importers))
        says = f"{self._name(start)} → {self._name(end)}: {self._many(items)}; {self.words('view.status.' + look)}; {importers}"
        statement = next((item.statement for item in items if item.statement and item.status == look), "")
        return linked(self.options.href(statement) if statement else "", fit(says, 4000), drawn, data=self._data(items, look))

    def _of(self, items: Iterable[Transfer]) -> str | None:
        return self.options.counting(self.number[id(item)] for item in items)

    def _data(self, items: Iterable[Transfer], look: str) -> Data:
        """What a part counts, and the look that it has of them all."""
        return {"data_of": self._of(items), "data_look": look} if self.options.live else {}

    # -- words -----------------------------------------------------------------------------------------------------
    def _names(self) -> Iterable[str]:
        """The names of the countries with their numbers, where there is room beside them."""
        taken: list[tuple[float, float, float, float]] = []
        for place in sorted(self.drawn, key=lambda place: (place.status == "inside", -len(place.stated) - len(place.unclear), place.name))[:NAMES]:
            name = fit(place.name, 170, 12)
            text, shown = f"{name} {self._short(place)}", " " + " + ".join(self._numbers(place))
            x, y = _at(place.code)
            wide = width_of(text, 12) + 4
            gap = 9 if "dot" in _world()[place.code] else 6
            beside = ((gap, 4, "start"), (-gap, 4, "end"), (0, -gap - 3, "middle"), (0, gap + 12, "middle"), (gap, 18, "start"), (-gap, -10, "end"))
            for dx, dy, anchor in beside:
                left = x + dx - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
                box = (left, y + dy - 12, left + wide, y + dy + 3)
                if box[0] >= 4 and box[2] <= WIDTH - 4 and not any(_meet(box, other) for other in taken):
                    taken.append(box)
                    end, of = None if anchor == "start" else anchor, self._of((*place.stated, *place.unclear))
                    yield label(x + dx, y + dy, name, 400, size=12, class_="strong", anchor=end, more=shown, data_of=of)
                    break

    def _short(self, place: Place) -> str:
        unclear = f"{len(place.unclear)}?" if place.unclear else ""
        return " + ".join(filter(None, (str(len(place.stated)) if place.stated else "", unclear)))

    def _numbers(self, place: Place) -> Iterable[str]:
        """The same as markup."""
        if place.stated:
            yield count(str(len(place.stated)), self._of(place.stated))
        if place.unclear:
            yield count(str(len(place.unclear)), self._of(place.unclear)) + "?"

    def _many(self, items: list[Transfer]) -> str:
        unclear = sum(item.status == TO_CLARIFY for item in items)
        stated = len(items) - unclear
        said = [counted(self.export, "view.transfers", stated)] if stated else []
        return ", ".join([*said, self.words("view.to-clarify-count", str(unclear))] if unclear else said)

    def _counts(self, place: Place) -> str:
        return self._many([*place.stated, *place.unclear])

    def _tip(self, place: Place) -> str:
        return f"{place.name}: {self.words('view.status.' + place.status)} ({self._counts(place)})"

    def _name(self, code: str) -> str:
        return self.export.labels.of(f"https://w3id.org/dpv/loc#{code}") if code else self.words("view.no-origin")

    def _legend(self, top: float) -> tuple[list[str], float]:
        """The statuses that occur, each with its sample, word, meaning and numbers; then what has no place on the map."""
        parts: list[str] = []
        shown = [status for status in ORDER if any(item.status == status for item in self.items)]
        if not shown:
            return [label(LEFT, top + 20, self.words("view.nothing"), 800, size=15)], top + 40
        half = (WIDTH - 2 * LEFT) / 2
        heights = [top, top]
        for turn, status in enumerate(shown):
            side = turn % 2
            x, y = LEFT + side * half, heights[side]
            some = [item for item in self.items if item.status == status]
            lines = wrapped(self.words(f"view.explain.{status}"), half - 56, 12)
            word, many = f"{self.words('view.status.' + status)}:", " " + count(str(len(some)), self._of(some))
            parts += [swatch("map", status, x, y + 4), label(x + 36, y + 16, word, half - 60, class_="strong", more=many)]
            parts += [label(x + 36, y + 32 + 15 * row, line, half, size=12, class_="soft") for row, line in enumerate(lines)]
            heights[side] = y + 26 + 15 * len(lines) + 6
        bottom = max(heights)
        for place in self.apart:
            drawn = swatch("map", place.status, LEFT, bottom + 4), label(LEFT + 36, bottom + 16, self._tip(place), WIDTH - 2 * LEFT - 40)
            parts.append(titled(self._tip(place), *drawn, data=self._data((*place.stated, *place.unclear), place.status)))
            bottom += 22
        return parts, bottom + 16

    def _by_country(self) -> Table:
        keys = ("place", "status", "count.transfers", "count.possible", "count.clarify", "exporters", "importers", "standing")
        rows = []
        for place in self.places:
            everything = (*place.stated, *place.unclear)
            cells = (
                place.name,
                self.words(f"view.status.{place.status}"),
                str(len(place.stated)),
                str(sum(item.possible for item in place.stated)),
                str(len(place.unclear)),
                labels(self.export, (item.exporter for item in everything)),
                labels(self.export, (to for item in everything for to in item.importers)),
                "; ".join(unique(filter(None, (standing(self.export, item) for item in place.stated)))),
            )
            rows.append(Row(cells, "", tuple(self.number[id(item)] for item in everything)))
        numbers = {"count.transfers": "stated", "count.possible": "possible", "count.clarify": "to-clarify"}
        follows = numbers | {"status": "worst", "exporters": "exporter", "importers": "importer", "standing": "standing"}
        named = columns(self.export, *keys, numbers=numbers, follows=follows)
        return Table("countries", self.words("view.map.by-country"), named, tuple(rows))


def _look(items: list[Transfer]) -> str:
    stated = [item for item in items if item.status != TO_CLARIFY]
    return worst(stated) if stated else TO_CLARIFY


def _at(code: str) -> tuple[float, float]:
    """Where a country's label and arrows stand, in pixels of the picture."""
    if not code:
        return NOWHERE
    x, y = _world()[code]["at"]
    return 20 + x * SCALE, TOP + y * SCALE


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


VIEW = Picture("map", 2, draw)
