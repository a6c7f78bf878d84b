"""Two lists of items held against each other: what both say, what one says otherwise, and what only one says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ropa.compare.items import Item
from ropa.compare.relations import CERTAINTY, Relation, conflict, nearness, relate


@dataclass(frozen=True)
class Outcome:
    """One difference: the items of A and of B that it is about."""

    relation: Relation
    a: tuple[Item, ...] = ()
    b: tuple[Item, ...] = ()


@dataclass
class Matching:
    """The relations of two lists, and which items are still without a counterpart."""

    xs: Sequence[Item]
    ys: Sequence[Item]
    strict: bool

    def __post_init__(self) -> None:
        pairs = ((i, j, relate(x, y)) for i, x in enumerate(self.xs) for j, y in enumerate(self.ys))
        self.relations = {(i, j): found for i, j, found in pairs if found is not None}
        self.left_a = set(range(len(self.xs)))
        self.left_b = set(range(len(self.ys)))
        self.outcomes: list[Outcome] = []
        same = [pair for pair, found in self.relations.items() if found.kind == "same"]
        self.conflicts = {(i, j): conflict(self.xs[i], self.ys[j], strict=self.strict) for i, j in same}

    def run(self, *, otherwise: bool = True) -> list[Outcome]:
        """All differences, those that only one side has last; `otherwise` False leaves these apart."""
        self._contradictions()
        if self.strict:
            self._one_to_one("same", exact=True)
            self._one_to_one("same")
        else:
            self._same()
        if otherwise:
            self._one_to_one("otherwise")
        self._more_general()
        self.outcomes += [Outcome(Relation("only-in-a", gravity="missing"), (self.xs[i],)) for i in sorted(self.left_a)]
        self.outcomes += [Outcome(Relation("only-in-b", gravity="missing"), (), (self.ys[j],)) for j in sorted(self.left_b)]
        return self.outcomes

    def _contradictions(self) -> None:
        """Something denied on one side and stated on the other: one difference for each denial that the other does not share."""
        groups: dict[tuple[str, int], list[tuple[int, int]]] = {}
        shared = {pair for pair, found in self.conflicts.items() if found is None}
        alike_a, alike_b = {i for i, _ in shared}, {j for _, j in shared}
        for (i, j), found in self.relations.items():
            if found.kind == "contradiction" and i not in alike_a and j not in alike_b:
                groups.setdefault(("a", i) if self.xs[i].denied else ("b", j), []).append((i, j))
        for pairs in groups.values():
            gravest = min((self.relations[pair] for pair in pairs), key=lambda found: found.gravity != "disagreement")
            self._emit(Relation("otherwise", None, gravest.gravity, gravest.remarks), {i for i, _ in pairs}, {j for _, j in pairs})

    def _same(self) -> None:
        """Many to many: an item is said by the other side where any of its items is the same."""
        same = [(i, j) for i, j in self.conflicts if i in self.left_a and j in self.left_b]
        chosen: set[tuple[int, int]] = set()
        for place in (0, 1):
            for index in {pair[place] for pair in same}:
                mine = [pair for pair in same if pair[place] == index]
                if all(self.conflicts[pair] is not None for pair in mine):
                    chosen.add(min(mine, key=self._distance))
        for pair in sorted(chosen):
            self._emit(self.conflicts[pair] or Relation("otherwise"), {pair[0]}, {pair[1]})
        self.left_a -= {i for i, _ in same}
        self.left_b -= {j for _, j in same}

    def _one_to_one(self, kind: str, *, exact: bool = False) -> None:
        """The nearest pairs of a kind, each item once; `exact` takes only those that differ in nothing."""
        pairs = [pair for pair, found in self.relations.items() if found.kind == kind]
        for i, j in sorted(pairs, key=self._distance):
            if i not in self.left_a or j not in self.left_b:
                continue
            found = self.conflicts[i, j] if kind == "same" else self.relations[i, j]
            if exact and found is not None:
                continue
            if found is None:
                self.left_a.discard(i)
                self.left_b.discard(j)
            else:
                self._emit(found, {i}, {j})

    def _more_general(self) -> None:
        """Items that are broader or narrower than some of the other side: one difference for all that hang together.

        What has a counterpart already may be broader or narrower than the rest, but not where every detail counts.
        """
        enough = all if self.strict else any
        pairs = [pair for pair, found in self.relations.items() if found.kind == "more-general"]
        edges = [(i, j) for i, j in pairs if enough((i in self.left_a, j in self.left_b))]
        while edges:
            group = [edges.pop(0)]
            while joined := [pair for pair in edges if any(pair[0] == i or pair[1] == j for i, j in group)]:
                group += joined
                edges = [pair for pair in edges if pair not in joined]
            sides = {self.relations[pair].side for pair in group}
            remarks = tuple(dict.fromkeys(remark for pair in group for remark in self.relations[pair].remarks))
            side = next(iter(sides)) if len(sides) == 1 else None
            self._emit(Relation("more-general", side, "note", remarks), {i for i, _ in group}, {j for _, j in group})

    def _emit(self, relation: Relation, a: set[int], b: set[int]) -> None:
        self.left_a -= a
        self.left_b -= b
        self.outcomes.append(Outcome(relation, tuple(self.xs[i] for i in sorted(a)), tuple(self.ys[j] for j in sorted(b))))

    def _distance(self, pair: tuple[int, int]) -> tuple[float, float, int, list[str]]:
        """How far two items are from one another; the same whichever side is A."""
        x, y = self.xs[pair[0]], self.ys[pair[1]]
        details = float(x.details != y.details)
        return -nearness(x, y), details, abs(CERTAINTY[x.said.modality] - CERTAINTY[y.said.modality]), sorted((x.key, y.key))


def gathered(outcomes: Sequence[Outcome], *, strict: bool) -> list[Outcome]:
    """The leaves of data that only one side has, gathered: what both lack of each other stands side by side.

    Where every detail counts (`strict`), only what stands under one category is put together.
    """
    rest = [outcome for outcome in outcomes if not outcome.relation.kind.startswith("only-in")]
    alone_a = [outcome.a[0] for outcome in outcomes if outcome.relation.kind == "only-in-a"]
    alone_b = [outcome.b[0] for outcome in outcomes if outcome.relation.kind == "only-in-b"]
    if strict:
        for kind, alone in (("only-in-a", alone_a), ("only-in-b", alone_b)):
            for said in dict.fromkeys(item.said.iri for item in alone):
                items = tuple(item for item in alone if item.said.iri == said)
                relation = Relation(kind, gravity="missing")
                rest.append(Outcome(relation, items) if kind == "only-in-a" else Outcome(relation, (), items))
    elif alone_a or alone_b:
        kind = "otherwise" if alone_a and alone_b else "only-in-a" if alone_a else "only-in-b"
        rest.append(Outcome(Relation(kind, gravity="missing"), tuple(alone_a), tuple(alone_b)))
    return rest
