"""What a document says of all its processing, held against what the other says activity by activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ropa.compare.items import Item
from ropa.compare.matching import Matching, Outcome
from ropa.compare.relations import REMARK, Relation, relate
from ropa.namespaces import ROPA


@dataclass(frozen=True)
class Support:
    """What each side says of all processing for one field."""

    a: Sequence[Item]
    b: Sequence[Item]


def supported(field_id: str, outcomes: Iterable[Outcome], support: Support, xs: Sequence[Item], ys: Sequence[Item]) -> Iterator[Outcome]:
    """The differences of a pair of activities, less grave where the side that lacks something says it in another way.

    Something denied on one side and unsaid on the other is no difference: silence is silence. What the other side says of
    all processing stands beside it; a category of recipients may cover those it does not name.
    """
    for outcome in outcomes:
        kind = outcome.relation.kind
        if kind not in ("only-in-a", "only-in-b") or (outcome.a and outcome.b):
            yield outcome
            continue
        item = (*outcome.a, *outcome.b)[0]
        if item.denied:
            continue
        general, own = (support.b, ys) if kind == "only-in-a" else (support.a, xs)
        said = [each for each in general if not each.denied and related(item, each, swapped=kind == "only-in-b")]
        said = sorted(said, key=lambda each: each.said.unattached)
        if said:
            yield _beside(outcome, "note", ("unattached" if said[0].said.unattached else "general", ()), said[:1])
        elif field_id == "discloses":
            yield _covered(outcome, item, own, general)
        else:
            yield outcome


def _covered(outcome: Outcome, item: Item, own: Sequence[Item], general: Sequence[Item]) -> Outcome:
    """A recipient that the other side may mean by a category; a category that may mean recipients the other side names."""
    if item.party is None:
        return outcome
    near = [each for each in own if _may_cover(each, item) or _may_cover(item, each)]
    if near:
        return _beside(outcome, "note", ("covers" if near[0].party and near[0].party.category else "names", ()), near)
    wide = [each for each in general if _may_cover(each, item)]
    return _beside(outcome, outcome.relation.gravity, ("may-cover", ()), wide[:1]) if wide else outcome


def _may_cover(wide: Item, narrow: Item) -> bool:
    """Whether a category can mean a named recipient: their roles, where told, are the same."""
    if wide.party is None or narrow.party is None or not wide.party.category or narrow.party.category or wide.denied:
        return False
    roles = _roles(wide), _roles(narrow)
    return not roles[0] or not roles[1] or bool(roles[0] & roles[1])


def _roles(item: Item) -> frozenset[str]:
    return (item.values(ROPA("statedRole")) | item.values(ROPA("assessedRole"))) - {"unclear"}


def _beside(outcome: Outcome, gravity: str, remark: REMARK, said: Sequence[Item]) -> Outcome:
    """The difference with what the other side says nearby put beside it."""
    relation = replace(outcome.relation, gravity=gravity, remarks=(*outcome.relation.remarks, remark))
    return Outcome(relation, tuple(outcome.a or said), tuple(outcome.b or said))


def related(item: Item, other: Item, *, swapped: bool) -> bool:
    """Whether an item is said by another, or more or less generally; the top of a hierarchy says it of nothing in particular."""
    found = relate(other, item) if swapped else relate(item, other)
    top = bool(other.term) and other.up == {other.term}
    return found is not None and (found.kind == "same" or (found.kind == "more-general" and not top))


def general_outcomes(field_id: str, xs: Sequence[Item], ys: Sequence[Item], all_a: Sequence[Item], all_b: Sequence[Item]) -> Iterator[Outcome]:
    """The differences in what is said of all processing, the other side's activities counted too.

    A denial of all transfers stands against every transfer of the other side at once.
    """
    first, second = _denials(xs), _denials(ys)
    for outcome in (*Matching(first, [*ys, *all_b], strict=False).run(), *Matching([*xs, *all_a], second, strict=False).run()):
        if outcome.a and outcome.b:
            yield outcome
    stated = [item for item in xs if not item.denied], [item for item in ys if not item.denied]
    for outcome in Matching(*stated, strict=False).run():
        if outcome.a and outcome.b:
            yield outcome
        else:
            item, there = (outcome.a[0], all_b) if outcome.a else (outcome.b[0], all_a)
            if not _told(field_id, item, there, swapped=not outcome.a):
                yield Outcome(_alone(outcome.relation, there), outcome.a, outcome.b)


def _denials(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.denied]


def _told(field_id: str, item: Item, there: Sequence[Item], *, swapped: bool) -> bool:
    """Whether the other side says it of some activity; a criterion for all is told by any time, a bare responsibility by silence."""
    if field_id == "responsibility" or (field_id == "retention" and not item.one(ROPA("duration")) and there):
        return True
    return any(related(item, other, swapped=swapped) for other in there if not other.denied)


def _alone(relation: Relation, there: Sequence[Item]) -> Relation:
    """Said of all processing on one side: no more than a note where the other says its own, activity by activity."""
    return replace(relation, gravity="note", remarks=(("by-activity", ()),)) if there else relation
