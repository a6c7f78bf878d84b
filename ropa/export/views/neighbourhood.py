"""The neighbourhood: everything within some steps of one thing, in columns by kind; each tie leads to its statement and quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ropa.errors import TermError, UsageError, nearest
from ropa.export import Edges, Export, Nodes
from ropa.export.view import unique
from ropa.export.views import Drawing, Options, Picture, Row, Table, row_anchor
from ropa.export.views.canvas import Frame, fit, label, linked, number, picture, tag, titled
from ropa.export.views.common import LEFT, WIDTH, anchored_once, columns, described
from ropa.namespaces import expand, local_name

TOP = 104.0
STEP = 34.0
HIGH = 26.0
BOX = 176.0
MOST = 60
TALLEST = 16
COLUMNS = (("controller",), ("activity",), ("purpose", "legal-basis", "data-subject", "source", "data"), ("recipient",), ("organisation", "country"))
"""The kinds of things from left to right, the way data go."""
NOTES = ("view.neighbourhood.note",)
Edge = tuple[str, str, Mapping[str, str | float]]


@dataclass
class Box:
    """One thing of the picture: how far it is from the centre, and where it stands."""

    iri: str
    kind: str
    far: int
    ties: int
    column: int
    x: float = 0.0
    y: float = 0.0
    place: float = 0.0
    edges: list[Edge] = field(default_factory=list)


def draw(export: Export, options: Options) -> Drawing:
    """Draw what is around `options.of`; where it is empty, around the organisation with the most ties.

    Raises UsageError where nothing has that name, or the number of steps is none.
    """
    if options.hops < 1:
        raise UsageError(f"--hops {options.hops} is no number of steps", remedy="Give 1 or more.")
    return _Neighbourhood(export, options).drawing()


def things(export: Export, name: str) -> list[str]:
    """The things of the register with a name: an IRI, ``pd:EmailAddress``, an id, ``controller/id`` or a label.

    Raises UsageError with the nearest names where there are none.
    """
    nodes, _ = export.parts
    given = name.strip()
    iri = _expanded(given)
    by_name = (
        [node for node in nodes if node in (given, iri)],
        [node for node in nodes if node.endswith("/" + given) or local_name(node) == given],
        [node for node, values in nodes.items() if values["label"].casefold() == given.casefold()],
    )
    for found in by_name:
        if found:
            return found
    known = {local_name(node) for node in nodes} | {values["label"] for values in nodes.values()}
    raise UsageError(f"nothing in the register is named {name!r}", remedy=nearest(given, known))


def _expanded(name: str) -> str:
    try:
        return expand(name)
    except TermError:
        return name


class _Neighbourhood:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words = export, options, export.words
        self.nodes: Nodes = export.parts[0]
        self.edges: Edges = export.parts[1]
        self.near: dict[str, list[str]] = {}
        for source, target, _ in self.edges:
            self.near.setdefault(source, []).append(target)
            self.near.setdefault(target, []).append(source)
        self.centres = things(export, options.of) if options.of else self._busiest()
        self.far = self._reach()
        self.inside: list[Edge] = [
            (source, target, values) for (source, target, _), values in self.edges.items() if source in self.far and target in self.far
        ]
        self.boxes = self._chosen()
        self.more: dict[str, tuple[float, float]] = {}

    def _busiest(self) -> list[str]:
        """The organisation with the most ties, else any thing with the most; none in an empty register."""
        ranked = sorted(self.nodes, key=lambda node: (self.nodes[node]["kind"] != "organisation", -len(self.near.get(node, ())), node))
        return ranked[:1]

    def _reach(self) -> dict[str, int]:
        """How many steps each thing is from the nearest centre."""
        found = dict.fromkeys(self.centres, 0)
        ring = list(self.centres)
        for far in range(1, self.options.hops + 1):
            ring = [node for node in unique(each for start in ring for each in self.near.get(start, ())) if node not in found]
            found |= dict.fromkeys(ring, far)
        return found

    def _chosen(self) -> dict[str, Box]:
        """The things with room for them: the nearest first, and of these the ones with the most ties inside."""
        ties: dict[str, int] = {}
        for source, target, _ in self.inside:
            ties[source], ties[target] = ties.get(source, 0) + 1, ties.get(target, 0) + 1
        ranked = sorted(self.far, key=lambda node: (self.far[node], -ties.get(node, 0), self.nodes[node]["label"], node))
        rows = [0] * len(COLUMNS)
        found: dict[str, Box] = {}
        for node in ranked:
            kind = self.nodes[node]["kind"]
            column = next(place for place, kinds in enumerate(COLUMNS) if kind in kinds)
            if len(found) < MOST and rows[column] < TALLEST:
                rows[column] += 1
                found[node] = Box(node, kind, self.far[node], ties.get(node, 0), column)
        return found

    # -- the picture -----------------------------------------------------------------------------------------------
    def drawing(self) -> Drawing:
        """The whole picture with its table."""
        export, said = self.export, self.words
        name = "; ".join(unique(self.nodes[node]["label"] for node in self.centres)) or export.title
        title = said("view.neighbourhood.title", fit(name, 900))
        hops = self.options.hops
        scope = said("view.neighbourhood.scope-one") if hops == 1 else said("view.neighbourhood.scope", str(hops))
        counts = said("view.neighbourhood.count", str(len(self.far)), str(len(self.inside)))
        subtitle = " · ".join((export.title, scope, counts, export.clocks_said))
        notes = tuple(map(said, NOTES))
        kinds = unique(kind for kinds in COLUMNS for kind in kinds)
        says = [self._listed(kind) for kind in kinds]
        description = described(scope, counts, *says, *([] if self.far else [said("view.nothing")]), *notes, export.clocks_said)
        frame = Frame("neighbourhood", WIDTH, title, subtitle, description, export.labels.lang)
        bottom = self._place()
        shown = [edge for edge in self.inside if edge[0] in self.boxes and edge[1] in self.boxes]
        body = [*self._lines(shown), *self._heads(), *map(self._box, self.boxes.values())]
        if not self.far:
            body, bottom = [label(LEFT, TOP, said("view.nothing"), 800, size=15)], TOP + 30
        svg = picture(frame, bottom + 20, body, notes)
        return Drawing("neighbourhood", export.labels.lang, title, description, svg, export.clocks_said, notes, lambda: (self._table(),))

    def _listed(self, kind: str) -> str:
        names = [self.nodes[box.iri]["label"] for box in self.boxes.values() if box.kind == kind]
        return f"{self.words('view.kind.' + kind)}: " + ", ".join(fit(name, 400) for name in names[:8]) if names else ""

    def _place(self) -> float:
        """Put the things of each kind below each other, near what they are tied to; gives where the longest column ends."""
        tied: dict[str, list[str]] = {}
        for source, target, _ in self.inside:
            if source in self.boxes and target in self.boxes:
                tied.setdefault(source, []).append(target)
                tied.setdefault(target, []).append(source)
        for turn in range(4):
            for column, kinds in enumerate(COLUMNS):
                row = 0.0
                for kind in kinds:
                    group = [box for box in self.boxes.values() if box.kind == kind]
                    if turn:
                        for box in group:
                            places = [self.boxes[other].place for other in tied.get(box.iri, ())]
                            box.place = sum(places) / len(places) if places else box.place
                    group.sort(key=lambda box: (box.place if turn else 0.0, self.nodes[box.iri]["label"], box.iri))
                    for box in group:
                        box.x = LEFT + column * (WIDTH - 2 * LEFT - BOX) / (len(COLUMNS) - 1)
                        box.y = TOP + 24 + row * STEP
                        box.place = row
                        row += 1
                    if self._folded(kind):
                        self.more[kind] = (LEFT + column * (WIDTH - 2 * LEFT - BOX) / (len(COLUMNS) - 1), TOP + 24 + row * STEP + (9 if group else 6))
                    row += 1.0 if group else 0.0
                    row += 0.8 if self._folded(kind) else 0.0
        ends = [*(box.y + HIGH for box in self.boxes.values()), *(y for _, y in self.more.values())]
        return max(ends, default=TOP)

    def _folded(self, kind: str) -> int:
        """How many things of a kind there is no room for."""
        return sum(self.nodes[node]["kind"] == kind for node in self.far) - sum(box.kind == kind for box in self.boxes.values())

    def _heads(self) -> Iterable[str]:
        for kinds in COLUMNS:
            for kind in kinds:
                group = [box for box in self.boxes.values() if box.kind == kind]
                name = self.words(f"view.kind.{kind}")
                if group:
                    first = min(group, key=lambda box: box.y)
                    yield label(first.x, first.y - 8, name, BOX, size=12, class_="strong soft")
                if kind in self.more:
                    x, y = self.more[kind]
                    more = self.words("view.neighbourhood.folded", str(self._folded(kind)))
                    yield label(x, y, more if group else f"{name}: {more}", BOX + 20, size=12, class_="soft")

    def _box(self, box: Box) -> str:
        values = self.nodes[box.iri]
        name, kind = values["label"], box.kind
        ground = tag("rect", class_="paper", x=box.x, y=box.y, width=BOX, height=HIGH, rx=3)
        edge = tag("rect", class_=f"l-{kind}", x=box.x, y=box.y, width=BOX, height=HIGH, rx=3, stroke_width=3 if box.far == 0 else 1.2)
        band = tag("rect", class_=f"f-{kind}", x=box.x, y=box.y, width=6, height=HIGH, rx=3)
        text = label(box.x + 12, box.y + 17, name, BOX - 18, size=12, class_="strong" if box.far == 0 else "")
        said = next((values for _, _, values in self._ties(box.iri) if values.get("statement")), None)
        tip = f"{self.words('view.kind.' + kind)}: {fit(name, 8000)}"
        parts, tokens = (ground, edge, band, text), self.options.tokens([_thing(box)])
        if said is None:
            return titled(tip, *parts, tokens=tokens)
        return linked(self.options.href(str(said["statement"])), tip + _quoted(said), *parts, tokens=tokens)

    def _ties(self, iri: str) -> list[Edge]:
        return sorted((edge for edge in self.inside if iri in edge[:2]), key=lambda edge: self.far[edge[0]] + self.far[edge[1]])

    def _lines(self, shown: list[Edge]) -> Iterable[str]:
        """The ties; the word of several into the same box stands once, where they end."""
        told: dict[str, list[str]] = {}
        for source, target, values in sorted(shown, key=lambda edge: (edge[0], edge[1], str(edge[2].get("statement", "")))):
            left, right = self.boxes[source], self.boxes[target]
            yield self._line(left, right, values)
            word = self._word(values)
            if word not in told.setdefault(target, []):
                told[target].append(word)
        for target, spoken in told.items():
            box = self.boxes[target]
            text = fit(" / ".join(spoken), 92, 10)
            yield label(box.x - 5, box.y + 9, text, 92, size=10, class_="soft", anchor="end")

    def _line(self, left: Box, right: Box, values: Mapping[str, str | float]) -> str:
        y1, y2 = left.y + HIGH / 2, right.y + HIGH / 2
        if left.column == right.column:
            x1 = x2 = left.x
            bend = x1 - 14 - min(40.0, abs(y2 - y1) * 0.12)
            path = f"M{number(x1)} {number(y1)}C{number(bend)} {number(y1)} {number(bend)} {number(y2)} {number(x2)} {number(y2)}"
        else:
            x1, x2 = (left.x + BOX, right.x) if left.column < right.column else (left.x, right.x + BOX)
            middle = (x1 + x2) / 2
            path = f"M{number(x1)} {number(y1)}C{number(middle)} {number(y1)} {number(middle)} {number(y2)} {number(x2)} {number(y2)}"
        table = values.get("learntFrom") == "vendor-table" or values.get("modality") == "to-clarify"
        dashes = "1.5 4" if table else "7 4" if values.get("modality") == "possible" else None
        line = tag("path", class_=f"l-{right.kind} edge", d=path, stroke_width=1.4, stroke_dasharray=dashes)
        tip = f"{fit(self.nodes[left.iri]['label'], 900)} – {self._word(values)} – {fit(self.nodes[right.iri]['label'], 900)}{_quoted(values)}"
        statement = str(values.get("statement", ""))
        tokens = self.options.tokens([_thing(left), _thing(right)])
        return linked(self.options.href(statement) if statement else "", tip, line, tokens=tokens)

    def _word(self, values: Mapping[str, str | float]) -> str:
        return str(values["label"])

    def _table(self) -> Table:
        rows = []
        for source, target, values in self.inside:
            modality, statement = str(values.get("modality", "")), str(values.get("statement", ""))
            certain = "view.status.to-clarify" if modality == "to-clarify" else f"modality.{modality}"
            ends = [(self.nodes[iri]["label"], self.words("view.kind." + self.nodes[iri]["kind"])) for iri in (source, target)]
            cells = (*ends[0], self._word(values), *ends[1], self.words(certain) if modality else "", str(values.get("quote", "")), statement)
            rows.append(Row(cells, row_anchor(statement) if statement else ""))
        keys = ("thing", "kind", "tie", "other", "other-kind", "certainty", "quote", "statement")
        return Table("ties", self.words("view.neighbourhood.table"), columns(self.export, *keys), anchored_once(rows))


def _thing(box: Box) -> tuple[str, str]:
    """What a box can be filtered by: the facet that its kind stands for, and what it is."""
    return {"organisation": "recipient"}.get(box.kind, box.kind), box.iri


def _quoted(values: Mapping[str, str | float]) -> str:
    quote = str(values.get("quote", ""))
    return f" “{fit(quote, 4000)}”" if quote else ""


VIEW = Picture("neighbourhood", 6, draw, takes=("of", "hops"))
