"""How two items stand to one another, field by field.

Every function is the same both ways round: what it says of (x, y) is the mirror of what it says of (y, x).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ropa.compare.items import Item
from ropa.compare.names import likeness, words_of
from ropa.namespaces import ROPA
from ropa.periods import parse_period, same_period

CERTAINTY = {"stated": 0, "conditional": 1, "qualified": 1, "possible": 2, "implied": 3, "denied": 4}
DEFINITE = frozenset(("sole", "joint", "processor"))
QUIET = frozenset(("data", "data-subjects"))
"""Fields of which a notice and a register are not held to the same certainty."""
_EMPTY = (
    "a all alla alle an and are as av by das data daten de den der des det die donnees du el en et for from fran fur henkilotiedot i in information "
    "informationen is ja kaikki la le les och of on or our personal personenbezogene personuppgifter se that the their them these they this "
    "those tiedot to toutes uber und uppgifter vos we with you your"
)
EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that say nothing of which data a period is about, in the five languages, as `words_of` gives them."""
REMARK = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Relation:
    """`kind` is same, more-general (the `side` says it more generally), otherwise or contradiction."""

    kind: str
    side: str | None = None
    gravity: str = "note"
    remarks: tuple[REMARK, ...] = ()


SAME = Relation("same")
Relate = Callable[[Item, Item], Relation | None]


def relate(x: Item, y: Item) -> Relation | None:
    """How an item of A stands to one of B; None where they have nothing to do with one another."""
    found = BY_FIELD.get(x.said.field.id, _plain)(x, y)
    if found is None or x.denied == y.denied:
        return found
    denied, other, side = (x, y, "a") if x.denied else (y, x, "b")
    if found.kind == "otherwise" or (found.kind == "more-general" and found.side not in (side, None)):
        return None
    definite = denied.said.denial == "whole" and other.said.modality != "implied"
    return Relation("contradiction", None, "disagreement" if definite else "note", (("denied", ()),))


def _plain(x: Item, y: Item) -> Relation | None:
    """Any other field: the same content; else the same lead (a right, a kind of contact), or a field of one value."""
    if x.key == y.key:
        return SAME
    if x.term and y.term:
        return terms(x, y) or (None if x.said.field.many else Relation("otherwise"))
    if x.said.field.node is None:
        return None if x.said.field.many else Relation("otherwise")
    lead = min(x.doc.fields.of(x.said.field.node).values(), key=lambda item: item.order).path
    first, second = ({str(doc.signature(each)) for each in doc.all(item.said.value.value, lead)} for doc, item in ((x.doc, x), (y.doc, y)))
    return Relation("otherwise") if not x.said.field.many or first & second else None


def terms(x: Item, y: Item) -> Relation | None:
    """Terms: equal, or one at or below the other in DPV's hierarchy or under the other's heading."""
    if x.key == y.key:
        return SAME
    above, below = x.term in y.up, y.term in x.up
    if not x.term or not y.term or not (above or below):
        return None
    return Relation("more-general", None if above and below else "a" if above else "b")


def _disclosure(x: Item, y: Item) -> Relation | None:
    """Recipients: the same vendor or party; the provider or the group of one is more general."""
    if x.party is None or y.party is None:
        return SAME if x.party is y.party else Relation("more-general", "b" if x.party else "a", remarks=(("no-recipient", ()),))
    if x.party.same(y.party):
        return SAME
    if x.party.wider(y.party):
        return Relation("more-general", "a", remarks=(("provider", (x.party.name, y.party.name)),))
    return Relation("more-general", "b", remarks=(("provider", (y.party.name, x.party.name)),)) if y.party.wider(x.party) else None


def _transfer(x: Item, y: Item) -> Relation | None:
    """Transfers: to the same recipient, or to the same country where one names no recipient.

    Another country or instrument is what each lacks of the other: a recipient may work in two countries, under two instruments.
    """
    where = [item.values(ROPA("country")) | item.values(ROPA("organisation")) for item in (x, y)]
    placed = bool(where[0] and where[1])
    if x.party and y.party:
        if not (x.party.same(y.party) or x.party.wider(y.party) or y.party.wider(x.party)):
            return None
    elif x.party or y.party:
        if placed and not where[0] & where[1]:
            return None
        return Relation("more-general", "b" if x.party else "a", remarks=(("no-recipient", ()),))
    if placed and not where[0] & where[1]:
        return Relation("otherwise", gravity="missing", remarks=(("country", ()),)) if x.party else None
    named = x.values(ROPA("mechanism")), y.values(ROPA("mechanism"))
    if named[0] and named[1] and not named[0] & named[1]:
        return Relation("otherwise", gravity="missing", remarks=(("mechanism", ()),))
    return SAME


def _ground(x: Item, y: Item) -> Relation | None:
    """Bases: the same point; another point of the same article is another answer."""
    if x.key == y.key:
        return SAME
    return Relation("otherwise", gravity="disagreement") if family(x) == family(y) else None


def family(item: Item) -> str:
    """The article of a basis: ``A6-1`` or ``A9-2``."""
    return item.term.rsplit("-", 1)[0]


def _partner(x: Item, y: Item) -> Relation | None:
    return SAME if x.party and y.party and x.party.same(y.party) else None


def _responsibility(x: Item, y: Item) -> Relation | None:
    one, other = x.one(ROPA("responsibility")) or "", y.one(ROPA("responsibility")) or ""
    if one == other:
        return SAME
    return Relation("otherwise", gravity="disagreement" if {one, other} <= DEFINITE else "note")


def _retention(x: Item, y: Item) -> Relation | None:
    """Periods: the same time for the same data; a criterion is more general than a time; bounds may leave room for both."""
    near = nearness(x, y)
    one, other = x.one(ROPA("duration")), y.one(ROPA("duration"))
    if one and other and same_period(one, other):
        return SAME if near > 0 or x.doc.language != y.doc.language else None
    if near < 0.5:
        return None
    if not one or not other:
        return SAME if not one and not other else Relation("more-general", "b" if one else "a", remarks=(("criterion", ()),))
    room = _leaves_room(x, y), _leaves_room(y, x)
    if any(room):
        return Relation("more-general", "a" if room[0] else "b", remarks=(("bound", ()),))
    return Relation("otherwise", gravity="disagreement")


def _leaves_room(wide: Item, narrow: Item) -> bool:
    """Whether one period is a limit inside which the other, which is no such limit, keeps."""
    bounds = wide.one(ROPA("bound")), narrow.one(ROPA("bound"))
    first, second = parse_period(wide.one(ROPA("duration")) or ""), parse_period(narrow.one(ROPA("duration")) or "")
    if first is None or second is None or bounds[0] == bounds[1] or bounds[0] not in ("at-most", "at-least"):
        return False
    longer = first.span() > second.span()
    return longer if bounds[0] == "at-most" and bounds[1] != "at-least" else not longer


def nearness(x: Item, y: Item) -> float:
    """How near the data are that two periods are about, from 0 to 1: 1 where one of them names none."""
    first, second = (_stems(item.said.scope) for item in (x, y))
    return likeness(first, second) if first and second else 1.0


def _stems(scope: str | None) -> frozenset[str]:
    return frozenset(word[:6] for word in words_of(scope or "") if word not in EMPTY_WORDS)


BY_FIELD: Mapping[str, Relate] = {
    "purpose": terms,
    "data-subjects": terms,
    "data": terms,
    "discloses": _disclosure,
    "transfers": _transfer,
    "legal-basis": _ground,
    "joint-control": _partner,
    "responsibility": _responsibility,
    "retention": _retention,
}


def conflict(x: Item, y: Item, *, strict: bool) -> Relation | None:
    """In what two items that are the same differ all the same: how certain, what one adds; `strict` counts every detail."""
    field_id = x.said.field.id
    lacking = _lacking(x, y) if field_id == "transfers" else ((), ())
    ranks = CERTAINTY[x.said.modality], CERTAINTY[y.said.modality]
    if ranks[0] != ranks[1] and (strict or field_id not in QUIET):
        side = "a" if ranks[0] > ranks[1] else "b"
        lacks = lacking[0] if side == "a" else lacking[1]
        return Relation("less-certain", side, "missing" if lacks else "note", tuple(("lacks-" + name, ()) for name in lacks))
    if lacking[0] or lacking[1]:
        kind = "otherwise" if lacking[0] and lacking[1] else "only-in-b" if lacking[0] else "only-in-a"
        return Relation(kind, None, "missing", tuple(("lacks-" + name, ()) for name in (*lacking[0], *lacking[1])))
    if field_id == "retention" and {x.one(ROPA("bound")), y.one(ROPA("bound"))} == {"at-most", "at-least"}:
        return Relation("otherwise", remarks=(("bound-differs", ()),))
    if strict and (x.details != y.details or x.said.modality != y.said.modality):
        return Relation("otherwise", remarks=(("details", _aspects(x, y)),))
    return None


def _lacking(x: Item, y: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the first lacks of a transfer that the second names, and the other way round."""
    named = {"country": (ROPA("country"), ROPA("organisation")), "mechanism": (ROPA("mechanism"),)}
    has = [{name for name, paths in named.items() if any(item.values(path) for path in paths)} for item in (x, y)]
    return tuple(sorted(has[1] - has[0])), tuple(sorted(has[0] - has[1]))


def _aspects(x: Item, y: Item) -> tuple[str, ...]:
    """The ids of the fields of a node that differ; ``condition`` and ``scope`` by these names."""
    found = [name for name in ("condition", "scope") if getattr(x.said, name) != getattr(y.said, name)]
    if x.said.field.node is not None:
        for part in sorted(x.doc.fields.of(x.said.field.node).values(), key=lambda item: item.order):
            first, second = ({str(each.doc.signature(v)) for v in each.doc.all(each.said.value.value, part.path)} for each in (x, y))
            found += [part.id] if first != second else []
    return (*found, *(("modality",) if x.said.modality != y.said.modality else ()))
