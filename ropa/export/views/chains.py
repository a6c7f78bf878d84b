"""The chains: which processors a controller uses, whom they engage in turn, where each is, and how each link was authorised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ropa.export import Export
from ropa.export.view import unique
from ropa.export.views import Drawing, Options, Picture, Row, Table, row_anchor
from ropa.export.views.canvas import PLACES, Frame, fit, label, linked, number, picture, swatch, tag, titled, width_of
from ropa.export.views.common import LEFT, WIDTH, anchored_once, columns, described, labels, whose
from ropa.export.views.places import SEAT, Place, Places
from ropa.namespaces import RDF, ROPA, local_name

TOP = 104.0
STEP = 52.0
ROWS = 40
FIRST = 190.0
"""The width of the first column, where the controllers stand."""
SINGLES, ACROSS = 60, 4
"""How many processors without a chain are shown, and how many stand beside each other."""
DEEPEST = 8
GUESSED = "2 4"
LINES = {
    "specific": None,
    "general": "9 4",
    "unknown": GUESSED,
    "unstated": GUESSED,
    "none": None,
    "contract": None,
    "no-contract": "9 4",
    "engaged": None,
}
NOTES = ("view.chains.note.authorisation", "view.chains.note.country")


@dataclass(frozen=True)
class Node:
    """One party at one place of a tree: how it is tied to the one above, and the statement of that.

    `places` are its countries, each with where it was learnt (`View.countries`).
    """

    party: str
    link: str
    places: tuple[Place, ...]
    service: str
    statement: str
    quote: str
    above: str
    depth: int
    controller: str
    below: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """The node and all below it."""
        yield self
        for node in self.below:
            yield from node.walk()


@dataclass
class Placed:
    """A node with its row."""

    node: Node
    y: float
    below: list[Placed] = field(default_factory=list)


def draw(export: Export, options: Options) -> Drawing:
    """Draw the chains."""
    return _Chains(export, options).drawing()


class _Chains:
    def __init__(self, export: Export, options: Options) -> None:
        self.export, self.options, self.words, self.view = export, options, export.words, export.view
        self.of = {name: self.view.column(ROPA(name)) for name in ("engages", "country", "authorisation", "service", "recipient", "contractRecorded")}
        self.roles = [self.view.column(ROPA(name)) for name in ("statedRole", "assessedRole")]
        self.judged = {iri for name in ("EngagedProcessor", "AssessedProcessor") for iri in self.view.subjects(RDF("type"), ROPA(name))}
        self.places = Places(self.view)
        self.engagements: dict[str, list[tuple[str, str, str]]] = {}
        for (subject, value), (statement, quote) in self.view.quoted(ROPA("hasEngagement")).items():
            self.engagements.setdefault(subject, []).append((value, statement, quote))
        roots = [node for node in self._roots() if options.controller in ("", local_name(node.controller))]
        self.roots = sorted(roots, key=self._sorting)

    def _sorting(self, node: Node) -> tuple[bool, bool, int, str, str, str]:
        """Chains before single processors, those with a link that is not authorised first, then the longest."""
        whole = list(node.walk())
        depth = max(each.depth for each in whole)
        bad = any(each.link == "none" for each in whole)
        names = (self.export.labels.of(node.controller), self.export.labels.of(node.party), node.party)
        return not node.below, not bad, -depth, *names

    # -- the trees -------------------------------------------------------------------------------------------------
    def _roots(self) -> Iterator[Node]:
        """The processors of each controller, each once, the link with a recorded contract before one without."""
        found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        for (subject, value), (statement, quote) in self.view.quoted(ROPA("hasDisclosure")).items():
            if any("processor" in roles.get(value, []) for roles in self.roles):
                for party in self.of["recipient"].get(value, []):
                    found.setdefault((self.view.owner.get(subject, subject), party), []).append((value, statement, quote))
        for (controller, party), ways in found.items():
            judged = [node for node, _, _ in ways if node in self.judged]
            contracts = [node for node in judged if self.of["contractRecorded"].get(node)]
            link = "engaged" if not judged else "contract" if len(contracts) == len(judged) else "no-contract"
            _, statement, quote = ways[0]
            places = tuple(self.view.countries(party))
            yield Node(party, link, places, "", statement, quote, controller, 1, controller, self._below(party, controller, (party,)))

    def _below(self, party: str, controller: str, path: tuple[str, ...]) -> tuple[Node, ...]:
        """Whom a party engages; a party that stands above itself ends the chain."""
        if len(path) > DEEPEST:
            return ()
        found = []
        for engagement, statement, quote in sorted(self.engagements.get(party, [])):
            for sub in self.of["engages"].get(engagement, []):
                link = self.of["authorisation"].get(engagement, ["unstated"])[0]
                stated = [(country, "document") for country in self.of["country"].get(engagement, [])]
                places = tuple(stated or self.view.countries(sub))
                service = "; ".join(self.of["service"].get(engagement, []))
                below = self._below(sub, controller, (*path, sub)) if sub not in path else ()
                found.append(Node(sub, link, places, service, statement, quote, party, len(path) + 1, controller, below))
        return tuple(sorted(found, key=lambda node: (self.export.labels.of(node.party), node.party)))

    # -- the picture -----------------------------------------------------------------------------------------------
    def drawing(self) -> Drawing:
        """The whole picture with its table."""
        export, words = self.export, self.words
        title = words("view.chains.title", whose(export, self.options))
        links = [node for root in self.roots for node in root.walk()]
        processors = len(self.roots)
        summary = [
            words("view.chains.processor") if processors == 1 else words("view.chains.processors", str(processors)),
            words("view.chains.links", str(len(links) - processors)),
        ]
        notes = tuple(map(words, NOTES))
        says = [f"{self._name(node.above)} → {self._name(node.party)}: {self._tied(node)}" for node in links if node.depth > 1][:12]
        description = described(*summary, *says, *([] if links else [words("view.nothing")]), *notes, export.clocks_said)
        frame = Frame("chains", WIDTH, title, " · ".join((*summary, export.clocks_said)), description, export.labels.lang)
        placed, folded, bottom = self._layout()
        levels = max((node.depth for node in links), default=1)
        self.wide = (WIDTH - 2 * LEFT - FIRST) / levels
        body = [part for controller, trees in placed for part in self._trees(controller, trees)]
        singles, bottom = self._singles(bottom, folded)
        body += singles
        if not links:
            body.append(label(LEFT, TOP + 10, words("view.nothing"), 800, size=15))
            bottom += 40
        legend, bottom = self._legend(bottom + 12, links)
        svg = picture(frame, bottom, [*body, *legend], notes, PLACES)
        return Drawing("chains", export.labels.lang, title, description, svg, export.clocks_said, notes, lambda: (self._table(links),))

    def _layout(self) -> tuple[list[tuple[str, list[Placed]]], int, float]:
        """The chains by controller, as many as there is room for; how many are left out; where they end."""
        chains = [root for root in self.roots if root.below]
        shown: list[Node] = []
        rows = 0
        for root in chains:
            rows += sum(not node.below for node in root.walk())
            if rows <= ROWS or not shown:
                shown.append(root)
        y, found = TOP, []
        for controller in unique(root.controller for root in shown):
            trees = []
            for root in (each for each in shown if each.controller == controller):
                tree, y = self._rows(root, y)
                trees.append(tree)
            found.append((controller, trees))
            y += 12
        return found, len(chains) - len(shown), y

    def _singles(self, y: float, folded: int) -> tuple[list[str], float]:
        """The processors for which no sub-processor is recorded, beside each other; then what there is no room for."""
        singles = [root for root in self.roots if not root.below]
        parts: list[str] = []
        if singles:
            parts.append(label(LEFT, y + 4, self.words("view.chains.singles"), 900, size=15, class_="strong"))
            y += 34
        wide = (WIDTH - 2 * LEFT) / ACROSS
        for place, node in enumerate(singles[:SINGLES]):
            x, row = LEFT + place % ACROSS * wide, y + place // ACROSS * 44
            many = len({root.controller for root in self.roots}) > 1
            who = f"{self._name(node.controller)} · " if many else ""
            parts.append(self._node(node, x + 18, row, wide - 60, who))
        shown = min(len(singles), SINGLES)
        y += -(-shown // ACROSS) * 44
        rest = folded + len(singles) - shown
        if rest:
            parts.append(label(LEFT, y + 4, self.words("view.more", str(rest)), 900, class_="soft"))
            y += 24
        return parts, y

    def _rows(self, node: Node, y: float) -> tuple[Placed, float]:
        if not node.below:
            return Placed(node, y), y + STEP
        below = []
        for each in node.below:
            placed, y = self._rows(each, y)
            below.append(placed)
        return Placed(node, (below[0].y + below[-1].y) / 2, below), y

    def _trees(self, controller: str, trees: list[Placed]) -> Iterator[str]:
        y = (trees[0].y + trees[-1].y) / 2
        name = label(LEFT, y + 4, self._name(controller), FIRST - 40, size=15, class_="strong")
        yield titled(f"{self.words('controller')}: {fit(self.export.labels.of(controller), 4000)}", name)
        for tree in trees:
            yield from self._tree(tree, LEFT + min(FIRST - 34, width_of(self._name(controller), 17) + 6), y)

    def _tree(self, placed: Placed, x0: float, y0: float) -> Iterator[str]:
        node, x, y = placed.node, LEFT + FIRST + 18 + (placed.node.depth - 1) * self.wide, placed.y
        middle = number((x0 + x - 24) / 2)
        bad = node.link in ("none", "no-contract")
        line = tag(
            "path",
            class_=f"l-{'not-covered' if bad else 'soft' if LINES.get(node.link, GUESSED) == GUESSED else 'ink'}",
            d=f"M{number(x0)} {number(y0)}C{middle} {number(y0)} {middle} {number(y)} {number(x - 24)} {number(y)}",
            stroke_width=2 if bad else 1.5,
            stroke_dasharray=LINES.get(node.link, GUESSED),
        )
        cross = tag("path", class_="l-not-covered", d=f"M{number(x - 34)} {number(y - 5)}l10 10m0 -10l-10 10", stroke_width=2.2) if bad else ""
        yield tag("g", line, cross) + self._node(node, x, y, self.wide - 56)
        end = x + 16 + min(self.wide - 56, width_of(self._name(node.party), 14.5)) + 6
        for each in placed.below:
            yield from self._tree(each, min(end, x + self.wide - 60), y)

    def _node(self, node: Node, x: float, y: float, wide: float, who: str = "") -> str:
        """A party with the look of its countries, and how it is tied to the one above."""
        looks = [swatch("chains", f"place-{self.places.of(place)}", x - 18 + 5 * turn, y - 12) for turn, place in enumerate(node.places[:3])]
        at = x + 16 + 5 * max(0, len(looks) - 1) if looks else x - 18
        where = "; ".join(map(self._where, node.places)) or self.words("flow.no-place")
        tall = node.below or node.depth > 1 or "seat" in map(self.places.of, node.places)
        lines = [who + where, self._word(node.link)] if tall else [f"{who}{where} · {self._word(node.link)}"]
        name = label(at, y, self._name(node.party), wide, class_="strong")
        under = (label(at, y + 15 + 13 * turn, line, wide + 14, size=11, class_="soft") for turn, line in enumerate(lines))
        tip = f"{fit(self._name(node.above), 900)} → {fit(self.export.labels.of(node.party), 900)}: {self._tied(node)}"
        tip += f". {fit(node.service, 900)}" if node.service else ""
        tip += f" “{fit(node.quote, 4000)}”" if node.quote else ""
        things = [("controller", node.controller), ("recipient", node.party), *(("country", country) for country, _ in node.places)]
        return linked(self.options.href(node.statement), tip, *looks, name, *under, tokens=self.options.tokens(things))

    def _name(self, iri: str) -> str:
        return fit(self.export.labels.of(iri), 900)

    def _word(self, link: str) -> str:
        key = link if link in ("contract", "no-contract", "engaged") else f"authorised.{link if link in LINES else 'unstated'}"
        return self.words(f"view.chains.{key}")

    def _tied(self, node: Node) -> str:
        where = [f"{self.export.labels.of(place[0])} ({self._area(self.places.of(place))})" for place in node.places]
        return "; ".join([self._word(node.link), *(where or [self.words("flow.no-place")])])

    def _where(self, place: Place) -> str:
        """A country; of a mere seat, that it is one."""
        country, learnt = place
        return self.export.labels.of(country) + (f" ({self._area('seat')})" if learnt == SEAT else "")

    def _area(self, place: str) -> str:
        return self.words("stats.vendor-table" if place == "seat" else f"view.chains.{place}")

    def _legend(self, y: float, links: list[Node]) -> tuple[list[str], float]:
        parts, x = [], float(LEFT)
        met = {f"place-{self.places.of(place)}" for node in links for place in node.places}
        for look in PLACES:
            if look in met:
                word = self._area(look.removeprefix("place-"))
                if x + 34 + width_of(word) > WIDTH - LEFT:
                    x, y = float(LEFT), y + 24
                parts += [swatch("chains", look, x, y + 5), label(x + 34, y + 16, word, 400)]
                x += 66 + width_of(word)
        return parts, y + (44 if parts else 0)

    def _table(self, links: list[Node]) -> Table:
        keys = ("controller", "depth", "engaged-by", "processor", "place", "learnt", "area", "authorisation", "for", "quote", "statement")
        rows = []
        for node in links:
            cells = (
                self.export.labels.of(node.controller),
                str(node.depth),
                self.export.labels.of(node.above),
                self.export.labels.of(node.party),
                labels(self.export, (country for country, _ in node.places)),
                "; ".join(unique(self.words(f"view.learnt.{learnt}") if learnt != SEAT else self._area("seat") for _, learnt in node.places)),
                "; ".join(unique(self._area(self.places.of(place)) for place in node.places if place[1] != SEAT)),
                self._word(node.link),
                node.service,
                node.quote,
                node.statement,
            )
            rows.append(Row(cells, row_anchor(node.statement)))
        return Table("links", self.words("view.chains.table"), columns(self.export, *keys, numbers=("depth",)), anchored_once(rows))


VIEW = Picture("chains", 5, draw, takes=("controller",))
