"""The flow picture: who does what with which data, who receives them and where; a Sankey diagram of true neighbouring pairs.

Its columns and units are those of `ropa.export.flow`, its geometry that of `ropa.export.sankey`: what a column has no room for is
one bar, with its number. A question's answer narrows it to the activities, recipients and countries of its rows.
"""

from __future__ import annotations

from ropa.export import Export
from ropa.export.flow import FlowScope, activity_label, columns, pairs, units
from ropa.export.sankey import BAR, LEFT, OTHER, RIGHT, TOP, TOPS, WIDTH, Bar, Ribbon, Sankey, sankey
from ropa.export.view import unique
from ropa.export.views import Column, Drawing, Item, Options, Picture, Row, Table
from ropa.export.views.canvas import WHO, Frame, fit, label, number, picture, tag, titled, words
from ropa.export.views.common import described, narrowed, whose

NOTES = ("flow.note.thickness", "flow.note.pairs", "flow.note.country")
FOOT = 66.0


def draw(export: Export, options: Options) -> Drawing:
    """Draw the flows. Raises UsageError where an answer names neither a controller nor an activity."""
    return _Flow(export, options).drawing()


class _Flow:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words = export, options, export.words
        self.units = units(export, FlowScope(options.controller, options.answer))
        self.names = columns(export, options.controller)
        self.sankey: Sankey = sankey(self.units, export.words("flow.others"))
        self.places = {id(bar): place for place, bar in enumerate(self.sankey.bars)}

    def drawing(self) -> Drawing:
        """The whole picture with its table."""
        export, found = self.export, self.sankey
        title = self.words("flow.title", whose(export, self.options))
        notes = tuple(map(self.words, NOTES))
        only = narrowed(export, self.options)
        summary = self._summary()
        description = described(f"{' → '.join(self.names)}; {summary}", only, *self._largest(), *notes, export.clocks_said)
        frame = Frame("flow", WIDTH, title, " · ".join(filter(None, (summary, only, export.clocks_said))), description, export.labels.lang, LEFT)
        body = [*self._heads(), *map(self._ribbon, found.ribbons), *map(self._bar, found.bars)]
        svg = picture(frame, found.height - FOOT, body, notes)
        items = tuple(Item(unit.activity) for unit in self.units)
        return Drawing("flow", export.labels.lang, title, description, svg, export.clocks_said, notes, lambda: (self._table(),), items)

    def _summary(self) -> str:
        count = self.sankey.companies
        of = self.words("flow.of-controller") if count == 1 else self.words("flow.of-controllers", str(count))
        return f"{self._activities(self.sankey.activities)} {of}"

    def _largest(self) -> list[str]:
        """The largest of each column, in words."""
        found = []
        for column in range(1, len(TOPS)):
            named = (bar for bar in self.sankey.bars if bar.column == column and not bar.is_quiet)
            bars = sorted(named, key=lambda bar: (-bar.activities, bar.item.label))
            if bars:
                found.append(f"{self.names[column]}: " + ", ".join(f"{fit(bar.item.label, 900)} {bar.activities}" for bar in bars[:3]))
        return found

    def _heads(self) -> list[str]:
        xs = {bar.column: bar.x for bar in self.sankey.bars}
        if not xs:
            return [label(LEFT, TOP, self.words("view.nothing" if self.options.answer is not None else "flow.no-activities"), 800)]
        return [label(xs[column], TOP - 20, self.names[column], 220, class_="strong") for column in sorted(xs)]

    def _bar(self, bar: Bar) -> str:
        count = bar.activities
        room = (WIDTH - LEFT - RIGHT - BAR) / (len(TOPS) - 1) if bar.column < len(TOPS) - 1 else RIGHT
        colour = "soft" if bar.is_quiet else "ink" if bar.colour is None else f"c{bar.colour}"
        name = fit(bar.item.label, room - BAR - 40)
        said = tag("text", words(name), tag("tspan", str(count), class_="soft", dx=6), x=bar.x + BAR + 6, y=bar.y + bar.height / 2 + 4.5)
        shape = tag("rect", class_=f"f-{colour}", x=bar.x, y=bar.y, width=BAR, height=bar.height)
        opens = label(bar.x, bar.y - 6, bar.opens, room, size=12, class_="soft") if bar.opens else ""
        place = str(self.places[id(bar)]) if self.options.live else None
        return opens + titled(f"{fit(bar.item.label, 4000)}: {self._activities(count)}", shape, said, data={"data_bar": place})

    def _ribbon(self, ribbon: Ribbon) -> str:
        x1, x2 = ribbon.left.x + BAR, ribbon.right.x
        middle = number((x1 + x2) / 2)
        left = ribbon.share * ribbon.left.height / ribbon.left.share
        right = ribbon.share * ribbon.right.height / ribbon.right.share
        y1, y2 = ribbon.y_left, ribbon.y_right
        controller = self.sankey.controllers[ribbon.controller]
        colour = len(WHO[0]) if controller.id == OTHER else ribbon.controller
        vague = " vague" if ribbon.left.is_quiet or not ribbon.right.item.stated else ""
        ends = f"{fit(ribbon.left.item.label, 900)} – {fit(ribbon.right.item.label, 900)}"
        tip = f"{fit(controller.label, 900)}: {ends}: {self._activities(ribbon.activities)}"
        path = (
            f"M{number(x1)} {number(y1)}C{middle} {number(y1)} {middle} {number(y2)} {number(x2)} {number(y2)}V{number(y2 + right)}"
            f"C{middle} {number(y2 + right)} {middle} {number(y1 + left)} {number(x1)} {number(y1 + left)}Z"
        )
        data: dict[str, str | None] = {}
        if self.options.live:  # what a page needs to draw it anew: its two bars, its activities, and among how many ways each is shared out
            ends = f"{self.places[id(ribbon.left)]} {self.places[id(ribbon.right)]}"
            data = {"data_of": self.options.counting(unit for unit, _ in ribbon.parts), "data_ends": ends}
            data["data_shares"] = " ".join(str(parts) for _, parts in ribbon.parts)
        return tag("path", tag("title", words(tip)), class_=f"ribbon f-c{colour}{vague}", d=path, **data)

    def _activities(self, count: int) -> str:
        return self.words("flow.activity") if count == 1 else self.words("flow.activities", str(count))

    def _table(self) -> Table:
        """Every true pair, nothing left out."""
        found = []
        names = {unit.activity: activity_label(self.export, unit) for unit in self.units}
        places = {id(unit): place for place, unit in enumerate(self.units)}
        for (column, left, right), behind_it in pairs(self.units).items():
            behind = unique(sorted(names[unit.activity] for unit in behind_it))
            ends = (self.names[column], left.label, self.names[column + 1], right.label)
            owners = sorted({unit.controller.label for unit in behind_it})
            cells = (*ends, str(len(behind_it)), "; ".join(behind), "; ".join(owners))
            row = Row(cells, "", tuple(places[id(unit)] for unit in behind_it))
            found.append(((column, left.label, right.label, behind), row))
        keys = {"from-column": "column", "from": "from", "to-column": "column", "to": "to"}
        keys |= {key: key for key in ("count", "activities", "controllers")}
        follows = {"count": "all", "activities": "activity", "controllers": "controller"}
        kinds = {key: "number" if key == "count" else "text" for key in keys}
        named = tuple(Column(key, self.words(f"view.flow.{word}"), kinds[key], follows.get(key, "")) for key, word in keys.items())
        return Table("pairs", self.words("view.flow.pairs"), named, tuple(row for _, row in sorted(found, key=lambda item: item[0])))


VIEW = Picture("flow", 1, draw)
