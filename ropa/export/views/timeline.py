"""The timeline: for each transfer, what covered it when, and the holes, against the date of its document and of the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ropa.export import Export
from ropa.export.view import unique
from ropa.export.views import Drawing, Options, Picture, Row, Table, row_anchor
from ropa.export.views.canvas import Frame, filled, fit, label, linked, number, picture, swatch, tag, titled, width_of
from ropa.export.views.common import (
    LEFT,
    WIDTH,
    activity_of,
    anchored_once,
    certainty,
    columns,
    counted_items,
    described,
    labels,
    narrowed,
    place_of,
    tallied,
    whose,
)
from ropa.export.views.coverage import BEFORE, GDPR, Coverage, Period
from ropa.export.views.transfers import ORDER, Transfer, transfers
from ropa.namespaces import DCTERMS, ROPA

FIRST_YEAR = 2015
"""The Safe Harbour decision fell in 2015: the first hole that one may look for."""
NAMES = 330.0
TOP = 122.0
STEP = 38.0
ROWS = 40
MAYBE = "5 3"
"""The dashes around what is only possible."""
OPEN = "–"
NOTES = ("view.timeline.note.reading", "view.timeline.note.clauses")


@dataclass(frozen=True)
class Line:
    """One line of the picture: transfers by one exporter to one importer in one country, said alike, that stand alike on every day."""

    items: tuple[Transfer, ...]
    periods: tuple[Period, ...]
    dates: tuple[date, ...]

    @property
    def first(self) -> Transfer:
        """One of them, to name what they share."""
        return self.items[0]


def draw(export: Export, options: Options) -> Drawing:
    """Draw the timeline."""
    return _Timeline(export, options).drawing()


class _Timeline:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words = export, options, export.words
        self.coverage = Coverage(export)
        self.begins = date(FIRST_YEAR, 1, 1)
        self.known = date.fromisoformat(export.law_known_until)
        self.ends = max(export.clocks.as_of, self.known, GDPR)
        self.dated = export.view.column(DCTERMS("date"))
        self.items = transfers(export, options)
        self.number = {id(item): place for place, item in enumerate(self.items)}
        self.lines = sorted(self._lines(self.items), key=self._sorting)

    def _lines(self, items: list[Transfer]) -> Iterator[Line]:
        alike: dict[tuple[object, ...], list[Transfer]] = {}
        lines: dict[tuple[object, ...], tuple[Period, ...]] = {}
        for item in items:
            periods = tuple(self.coverage.periods(item, self.begins, self.ends))
            key: tuple[object, ...] = (item.controller, item.exporter, item.importers, item.country, item.place, item.status, item.modality, periods)
            alike.setdefault(key, []).append(item)
            lines[key] = periods
        for each, group in alike.items():
            yield Line(tuple(group), lines[each], tuple(sorted({day for item in group for day in self._dates(item)})))

    def _dates(self, item: Transfer) -> Iterator[date]:
        for document in self.export.view.iris(item.statement, ROPA("inDocument")) if item.statement else ():
            for day in self.dated.get(document, []):
                yield date.fromisoformat(day)

    def _sorting(self, line: Line) -> tuple[int, str, str, str]:
        item = line.first
        return ORDER.index(item.status), self.export.labels.of(item.controller), place_of(self.export, item), labels(self.export, item.importers)

    def drawing(self) -> Drawing:
        """The whole picture with its table."""
        export, words = self.export, self.words
        title = words("view.timeline.title", whose(export, self.options))
        shown = self.lines[:ROWS]
        summary = [*tallied(export, (item for line in self.lines for item in line.items)), narrowed(export, self.options)]
        notes = tuple(map(words, NOTES))
        says = [f"{self._name(line)}{self._maybe(line, ' ({})')}: {self._said(line)}" for line in shown[:12]]
        description = described(*summary, *says or [words("view.nothing")], *notes, export.clocks_said)
        frame = Frame("timeline", WIDTH, title, " · ".join(filter(None, (*summary, export.clocks_said))), description, export.labels.lang)
        bottom = TOP + STEP * len(shown)
        body = [*self._axis(bottom), *(self._row(line, TOP + STEP * place) for place, line in enumerate(shown))]
        if len(self.lines) > ROWS:
            body.append(label(LEFT, bottom + 16, words("view.more", str(len(self.lines) - ROWS)), 600, class_="soft"))
            bottom += 24
        if not shown:
            body.append(label(LEFT, TOP + 20, words("view.nothing"), 800, size=15))
            bottom += 40
        legend, bottom = self._legend(bottom + 44)
        svg = picture(frame, bottom, [*body, *legend], notes, ORDER)
        tables, items = lambda: (self._table(),), counted_items(self.items)
        return Drawing("timeline", export.labels.lang, title, description, svg, export.clocks_said, notes, tables, items)

    def _x(self, day: date) -> float:
        room = WIDTH - LEFT - NAMES - 24
        return LEFT + NAMES + room * (day - self.begins).days / ((self.ends - self.begins).days + 1)

    def _axis(self, bottom: float) -> Iterator[str]:
        for year in range(self.begins.year, self.ends.year + 1):
            x = self._x(date(year, 1, 1))
            yield tag("path", class_="l-rule", d=f"M{number(x)} {number(TOP - 12)}V{number(bottom)}", stroke_width=0.7)
            if x < WIDTH - 56:
                yield label(x + 3, TOP - 16, str(year), 60, size=12, class_="soft")
        for day, word, dashes in ((GDPR, self.words("view.timeline.gdpr"), "2 3"), (self.export.clocks.as_of, self._as_of(), None)):
            if self.begins <= day <= self.ends:
                yield self._day(day, word, (TOP - 34, bottom), TOP - 38, dashes)
        if self.known < self.export.clocks.as_of:
            yield self._day(self.known, self.words("view.timeline.known", self.known.isoformat()), (TOP - 12, bottom + 4), bottom + 18, "6 3")

    def _day(self, day: date, word: str, ends: tuple[float, float], y: float, dashes: str | None) -> str:
        """A line across all rows at a day, with its word at a height."""
        x = self._x(day)
        line = tag("path", class_="l-ink", d=f"M{number(x)} {number(ends[0])}V{number(ends[1])}", stroke_width=1.4, stroke_dasharray=dashes)
        return line + label(x, y, word, 220, size=12, class_="strong", anchor="end" if x > WIDTH - 150 else "middle")

    def _as_of(self) -> str:
        return self.words("view.timeline.as-of", self.export.clocks.as_of.isoformat())

    def _row(self, line: Line, y: float) -> str:
        item = line.first
        what = f"{self.export.labels.of(item.controller)}{self._maybe(line, ' · {}')} · {self._activities(line)}"
        parts = [
            label(LEFT, y + 14, self._name(line), NAMES - 12, class_="strong"),
            label(LEFT, y + 29, what, NAMES - 12, size=11, class_="soft"),
            *(self._bar(period, y + 6, line) for period in line.periods if period.status != BEFORE),
            *(self._mark(day, y + 15) for day in line.dates if self.begins <= day <= self.ends),
        ]
        tip = f"{self._name(line)} ({what}): {self._said(line)}" + (f". “{fit(item.quote, 2000)}”" if item.quote else "")
        data = {"data_of": self.options.counting(self.number[id(each)] for each in line.items)}
        return linked(self.options.href(item.statement) if item.statement else "", tip, *parts, data=data)

    def _bar(self, period: Period, y: float, line: Line) -> str:
        """A period; paler on the days before the first date of a document that states the transfer, its edge dashed where that may be only."""
        turn = min(max(line.dates[0], period.first), period.last) if line.dates else period.first
        x, middle, end = (self._x(day) for day in (period.first, turn, period.last))
        end += 1
        fill = filled("timeline", period.status)
        pale = tag("rect", x=x, y=y, width=middle - x, height=18, fill=fill, class_="pale") if middle > x else ""
        look = tag("rect", x=middle, y=y, width=end - middle, height=18, fill=fill)
        dashes, thick = (MAYBE, 1.8) if line.first.possible else (None, 0.8)
        edge = tag("rect", class_=f"l-{period.status}", x=x, y=y, width=end - x, height=18, stroke_width=thick, stroke_dasharray=dashes)
        maybe = "?" if period.status == "not-shown" else ""  # there is room for the law, and not for what it hangs on: that is in the title
        says = labels(self.export, period.rows) + maybe if period.rows else self.words(f"view.status.{period.status}")
        word = label(x + 4, y + 13, says, end - x - 8, size=11) if end - x > 60 else ""
        return titled(f"{self._days(period)}: {self._period(period)}{self._maybe(line, ' ({})')}", pale, look, edge, word)

    def _mark(self, day: date, y: float) -> str:
        x = self._x(day)
        shape = tag("path", class_="f-ink", d=f"M{number(x)} {number(y - 8)}l6 8l-6 8l-6 -8z")
        ground = tag("path", class_="paper", d=f"M{number(x)} {number(y - 11)}l8 11l-8 11l-8 -11z")
        return titled(f"{self.words('view.timeline.document')}: {day}", ground, shape)

    def _name(self, line: Line) -> str:
        importers = labels(self.export, line.first.importers)
        return " → ".join(filter(None, (fit(importers, NAMES * 0.62), place_of(self.export, line.first))))

    def _activities(self, line: Line) -> str:
        names = unique(activity_of(self.export, item) for item in line.items)
        return names[0] if len(names) == 1 else self.words("flow.activities", str(len(names)))

    def _maybe(self, line: Line, form: str) -> str:
        """That a transfer is only possible, in a form; empty where it is more."""
        return form.format(self.words("modality.possible")) if line.first.possible else ""

    def _days(self, period: Period) -> str:
        """From when to when; the end is open where the picture ends, for nobody knows the law of later days."""
        return f"{period.first} –" + (f" {period.last}" if period.last < self.ends else "")

    def _standing(self, period: Period) -> str:
        """The law that a transfer stood on; of law that may not speak of the recipient, that it covers only if it does."""
        rows = labels(self.export, period.rows)
        return self.words("footing.perhaps", rows) if rows and period.status == "not-shown" else rows

    def _period(self, period: Period) -> str:
        key = "view.timeline.before" if period.status == BEFORE else f"view.status.{period.status}"
        return self.words(key) + (f" ({self._standing(period)})" if period.rows else "")

    def _said(self, line: Line) -> str:
        return "; ".join(f"{self._days(period)} {self._period(period)}" for period in line.periods if period.status != BEFORE)

    def _legend(self, y: float) -> tuple[list[str], float]:
        parts, x = [], float(LEFT)
        met = {period.status for line in self.lines for period in line.periods}
        for status in (each for each in ORDER if each in met):
            word = self.words(f"view.status.{status}")
            parts += [swatch("timeline", status, x, y - 11), label(x + 34, y, word, 200)]
            x += 64 + width_of(word)
            if x > WIDTH - 260:
                x, y = float(LEFT), y + 24
        if any(line.first.possible for line in self.lines):
            word = self.words("modality.possible")
            edge = tag("rect", class_="l-ink", x=x, y=y - 11, width=26, height=14, stroke_width=1.8, stroke_dasharray=MAYBE)
            parts += [edge, label(x + 34, y, word, 200)]
            x += 64 + width_of(word)
        if any(line.dates for line in self.lines):
            mark = tag("path", class_="f-ink", d=f"M{number(x + 8)} {number(y - 13)}l6 8l-6 8l-6 -8z")
            parts += [mark, label(x + 24, y, self.words("view.timeline.document"), 600)]
        return parts, y + 24

    def _table(self) -> Table:
        keys = ("controller", "activity", "importer", "place", "from", "to", "status", "standing", "ended-by", "certainty")
        rows = [row for line in self.lines for item in line.items for row in self._table_rows(line, item)]
        named = columns(self.export, *keys, "document-date", "statement")
        return Table("periods", self.words("view.timeline.periods"), named, anchored_once(rows))

    def _table_rows(self, line: Line, item: Transfer) -> Iterator[Row]:
        for period in line.periods:
            ended = unique(filter(None, (self.coverage.law[row].ended_by for row in period.rows if self.coverage.law[row].last == period.last)))
            word = "view.timeline.before" if period.status == BEFORE else f"view.status.{period.status}"
            yield Row(
                (
                    self.export.labels.of(item.controller),
                    activity_of(self.export, item),
                    labels(self.export, item.importers),
                    place_of(self.export, item),
                    period.first.isoformat(),
                    period.last.isoformat() if period.last < self.ends else OPEN,
                    self.words(word),
                    self._standing(period),
                    "; ".join(ended),
                    certainty(self.export, item),
                    "; ".join(day.isoformat() for day in line.dates),
                    item.statement,
                ),
                row_anchor(item.statement) if item.statement else "",
                (self.number[id(item)],),
            )


VIEW = Picture("timeline", 3, draw)
