"""The matrix: how far each document fills a record, and what meets what, as tables of numbers with a ground of colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ropa.export import Export
from ropa.export.flow import FlowScope, Unit, units
from ropa.export.flow import Item as Thing
from ropa.export.view import unique
from ropa.export.views import Drawing, Item, Options, Picture, Row, Table
from ropa.export.views.canvas import Frame, filled, fit, label, picture, tag, titled, width_of, words, wrapped
from ropa.export.views.common import LEFT, WIDTH, columns, described, whose
from ropa.namespaces import DPV, ROPA, local_name

TOP = 100.0
NAMES = 250.0
SLANT = 190.0
CELL, HIGH = 62.0, 26.0
WIDE = 112.0
ROWS, COLUMNS = 20, 14
LETTERS = ("a", "b", "c", "d", "e", "f", "g", "legal-basis")
LOOKS = {"stated": "covered", "condition": "inside", "partly": "not-shown", "to-clarify": "to-clarify", "missing": "not-covered"}
"""The look of how far an item is filled; what a document cannot fill has none."""
FILLED = ("stated", "condition")
NOTES = ("view.matrix.note.completeness", "view.matrix.note.counts")
Pairs = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Coverage:
    """How far a document fills one letter of Art. 30(1): its status, and how many of its activities state it."""

    controller: str
    document: str
    letter: str
    status: str
    filled: int
    activities: int


def draw(export: Export, options: Options) -> Drawing:
    """Draw the tables."""
    return _Matrix(export, options).drawing()


class _Matrix:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words, self.view = export, options, export.words, export.view
        self.units = units(export, FlowScope(options.controller, options.answer))
        found = self._coverage() if options.answer is None else ()
        self.coverage = sorted(found, key=lambda item: (export.labels.of(item.controller), item.document, LETTERS.index(item.letter)))
        self.number = {unit.activity: place for place, unit in enumerate(self.units)}
        vendors = ((unit, unit.controller.label, to.label) for unit in self.units for to in _recipients(unit))
        data = ((unit, item.label, to.label) for unit in self.units for item in unit.data if item.stated for to in _recipients(unit))
        self.panels: tuple[tuple[str, str, str, Pairs], ...] = (
            ("vendors", "controller", "recipient", _met(vendors)),
            ("bases", "purpose", "basis", _met(self._bases())),
            ("data", "data", "recipient", _met(data)),
        )

    def _coverage(self) -> Iterator[Coverage]:
        of = {name: self.view.column(ROPA(name)) for name in ("coverageOf", "letter", "status", "inDocument")}
        parts: dict[tuple[str, str], list[str]] = {}
        wholes: list[tuple[str, str, str, str]] = []
        for cell, things in of["coverageOf"].items():
            thing, letter, status, document = things[0], of["letter"][cell][0], of["status"][cell][0], of["inDocument"][cell][0]
            if letter not in LETTERS:
                continue
            if self.view.owner.get(thing) == thing:
                wholes.append((thing, document, letter, status))
            else:
                parts.setdefault((document, letter), []).append(status)
        for controller, document, letter, status in wholes:
            found = parts.get((document, letter), [])
            if self.options.controller in ("", local_name(controller)):
                yield Coverage(controller, document, letter, status, sum(item in FILLED for item in found), len(found))

    def _bases(self) -> Iterator[tuple[Unit, str, str]]:
        """The purposes of each activity with its bases; an activity without bases of its own has those of its heading."""
        stated = [self.view.stated(predicate) for predicate in (ROPA("hasLegalGround"), DPV("hasPurpose"))]
        basis = self.view.column(ROPA("basis"))
        for unit in self.units:
            lines = list(self.view.lineage(unit.activity))
            grounds, purposes = (next((values[line] for line in lines if line in values), ()) for values in stated)
            for purpose in unique(self.view.purpose_group(iri) for iri in purposes):
                name = _upper(self.export.labels.of(purpose))
                for ground in unique(iri for node in grounds for iri in basis.get(node, [])):
                    yield unit, name, self.export.labels.of(ground)

    def drawing(self) -> Drawing:
        """The whole picture with its tables."""
        export, said = self.export, self.words
        title = said("view.matrix.title", whose(export, self.options))
        notes = tuple(map(said, NOTES))
        largest = [f"{said('view.matrix.' + name)}: " + ", ".join(_leading(found)) for name, _, _, found in self.panels if found]
        statuses = [self._says(item) for item in self.coverage[:24]]
        description = described(*statuses, *largest, *([] if statuses or largest else [said("view.nothing")]), *notes, export.clocks_said)
        frame = Frame("matrix", WIDTH, title, export.clocks_said, description, export.labels.lang)
        body, y = self._completeness(TOP)
        for name, _, _, found in self.panels:
            if found:
                panel, y = self._heat(said(f"view.matrix.{name}"), found, y + 40)
                body += panel
        if not body:
            body, y = [label(LEFT, TOP, said("view.nothing"), 800, size=15)], TOP + 30
        svg = picture(frame, y + 16, body, notes, unique(LOOKS.values()))
        items = tuple(Item(unit.activity) for unit in self.units)
        return Drawing("matrix", export.labels.lang, title, description, svg, export.clocks_said, notes, self._tables, items)

    def _tables(self) -> tuple[Table, ...]:
        return self._coverage_table(), *(self._pair_table(*panel) for panel in self.panels)

    # -- completeness ----------------------------------------------------------------------------------------------
    def _completeness(self, y: float) -> tuple[list[str], float]:
        rows = list(dict.fromkeys((item.controller, item.document) for item in self.coverage))
        if not rows:
            return [], y
        parts = [label(LEFT, y, self.words("view.matrix.completeness"), 900, size=15, class_="strong")]
        y += 24
        for place, letter in enumerate(LETTERS):
            head = self.words(f"column.{letter}")
            lines = wrapped(f"({letter}) {head}" if len(letter) == 1 else head, WIDE - 6, 12)[:2]
            drawn = (label(LEFT + NAMES + place * WIDE + 2, y + 14 * line, text, WIDE, size=12, class_="soft") for line, text in enumerate(lines))
            parts.append(titled(head, *drawn))
        y += 24
        cells = {(item.controller, item.document, item.letter): item for item in self.coverage}
        several = {controller for controller, _ in rows if sum(other == controller for other, _ in rows) > 1}
        for controller, document in rows[:ROWS]:
            name = self.export.labels.of(controller)
            shown = self.export.labels.of(document) if controller in several else name
            parts.append(titled(f"{name}: {self.export.labels.of(document)}", label(LEFT, y + 22, shown, NAMES - 12)))
            row = (cells[controller, document, letter] for letter in LETTERS if (controller, document, letter) in cells)
            parts += [self._cell(item, LEFT + NAMES + LETTERS.index(item.letter) * WIDE, y) for item in row]
            y += 38
        if len(rows) > ROWS:
            parts.append(label(LEFT, y + 16, self.words("view.more", str(len(rows) - ROWS)), 600, class_="soft"))
            y += 24
        return parts, y

    def _cell(self, item: Coverage, x: float, y: float) -> str:
        look = LOOKS.get(item.status)
        ground = tag("rect", x=x, y=y, width=13, height=34, fill=filled("matrix", look)) if look else ""
        edge = tag("rect", class_=f"l-{look or 'rule'}", x=x, y=y, width=WIDE - 4, height=34, stroke_width=0.8)
        word = label(x + 18, y + 15, self.words(f"short.{item.status}"), WIDE - 22, size=12)
        count = label(x + 18, y + 29, f"{item.filled}/{item.activities}", WIDE - 22, size=11) if item.activities else ""
        return titled(f"{self._says(item)} ({item.filled}/{item.activities})", ground, edge, word, count)

    def _says(self, item: Coverage) -> str:
        return f"{self.export.labels.of(item.controller)}, {self.words('column.' + item.letter)}: {self.words('status.' + item.status)}"

    # -- heat ------------------------------------------------------------------------------------------------------
    def _of(self, activities: Iterable[str]) -> str | None:
        """What a cell or a heading counts."""
        return self.options.counting(sorted(self.number[iri] for iri in activities))

    def _heat(self, title: str, found: Pairs, y: float) -> tuple[list[str], float]:
        rows, left_rows = _top(found, 0, ROWS)
        heads, left_heads = _top(found, 1, COLUMNS)
        most = max(len(found.get((row, head), ())) for row in rows for head in heads)
        if left_heads:  # a row whose things are all among them is not empty
            others = self.words("flow.others", str(left_heads))
            heads, found = [*heads, others], _others(found, heads, others)
        parts = [label(LEFT, y, title, 900, size=15, class_="strong")]
        y += 36 + 0.62 * min(SLANT, max(width_of(head, 12) for head in heads))
        for place, head in enumerate(heads):
            x = LEFT + NAMES + place * CELL + CELL / 2
            turned = f"translate({x - 4:.1f} {y - 8:.1f}) rotate(-38)"
            drawn = tag("text", words(fit(head, min(SLANT, (WIDTH - 8 - x) / 0.79), 12)), class_="t12", transform=turned)
            parts.append(titled(fit(head, 4000), drawn, data={"data_of": self._of(_all(found, 1, head))}))
        for row in rows:
            own = _all(found, 0, row)
            shown = label(LEFT, y + 17, row, NAMES - 50)
            number = label(LEFT + NAMES - 12, y + 17, str(len(own)), 40, size=12, class_="soft", anchor="end", data_n=self._of(own))
            parts.append(titled(fit(row, 4000), shown, number, data={"data_of": self._of(own)}))
            for place, head in enumerate(heads):
                behind = found.get((row, head), frozenset())
                if behind:
                    parts.append(self._number(behind, most, (LEFT + NAMES + place * CELL, y), f"{fit(row, 900)} – {fit(head, 900)}"))
            y += HIGH
        rest = [self.words("view.matrix.rows", str(left_rows))] if left_rows else []
        if rest:
            parts.append(label(LEFT, y + 16, ", ".join(rest), 900, size=12, class_="soft"))
            y += 24
        return parts, y

    def _number(self, behind: frozenset[str], most: int, at: tuple[float, float], what: str) -> str:
        (x, y), count, of = at, len(behind), self._of(behind)
        depth = f"{0.1 + 0.42 * min(1.0, count / most):.2f}"
        ground = tag("rect", class_="f-covered", x=x, y=y, width=CELL - 3, height=HIGH - 3, rx=2, fill_opacity=depth)
        said = self.words("flow.activity") if count == 1 else self.words("flow.activities", str(count))
        word = label(x + CELL / 2 - 2, y + 16, str(count), CELL, size=12, anchor="middle", data_n=of)
        return titled(f"{what}: {said}", ground, word, data={"data_of": of})

    # -- tables ----------------------------------------------------------------------------------------------------
    def _coverage_table(self) -> Table:
        keys = ("controller", "document", "item", "status", "count.filled", "count.activities")
        rows = []
        for item in self.coverage:
            name = self.words(f"column.{item.letter}")
            cells = (
                self.export.labels.of(item.controller),
                self.export.labels.of(item.document),
                f"({item.letter}) {name}" if len(item.letter) == 1 else name,
                self.words(f"status.{item.status}"),
                str(item.filled),
                str(item.activities),
            )
            rows.append(Row(cells))
        return Table("completeness", self.words("view.matrix.completeness"), columns(self.export, *keys, numbers=keys[-2:]), tuple(rows))

    def _pair_table(self, name: str, left: str, right: str, found: Pairs) -> Table:
        ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        rows = tuple(Row((row, head, str(len(behind))), "", tuple(sorted(map(self.number.__getitem__, behind)))) for (row, head), behind in ranked)
        named = columns(self.export, left, right, "count.activities", numbers=("count.activities",), follows={"count.activities": "all"})
        return Table(name, self.words(f"view.matrix.{name}"), named, rows)


def _all(found: Pairs, side: int, name: str) -> frozenset[str]:
    """The activities of everything that a thing meets."""
    return frozenset[str]().union(*(behind for pair, behind in found.items() if pair[side] == name))


def _recipients(unit: Unit) -> list[Thing]:
    return [to for to, _ in unit.recipients if to.stated]


def _met(found: Iterable[tuple[Unit, str, str]]) -> Pairs:
    """The activities behind each pair."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for unit, left, right in found:
        pairs.setdefault((left, right), set()).add(unit.activity)
    return {pair: frozenset(behind) for pair, behind in pairs.items()}


def _others(found: Pairs, kept: list[str], name: str) -> Pairs:
    """The pairs whose right side is kept; the others of each left side are one, of the name."""
    pairs: dict[tuple[str, str], frozenset[str]] = {}
    for (left, right), behind in found.items():
        key = (left, right if right in kept else name)
        pairs[key] = pairs.get(key, frozenset()) | behind
    return pairs


def _top(found: Pairs, side: int, most: int) -> tuple[list[str], int]:
    """The things of one side with the most activities, and how many are left out."""
    counts: dict[str, set[str]] = {}
    for pair, behind in found.items():
        counts.setdefault(pair[side], set()).update(behind)
    ranked = sorted(counts, key=lambda name: (-len(counts[name]), name))
    return ranked[:most], max(0, len(ranked) - most)


def _leading(found: Pairs) -> list[str]:
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:5]
    return [f"{fit(row, 900)} – {fit(head, 900)} {len(behind)}" for (row, head), behind in ranked]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


VIEW = Picture("matrix", 4, draw)
