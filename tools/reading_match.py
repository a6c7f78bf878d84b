"""Matching what was proposed with what the reader found, statement by statement. The rules are written out in docs/reading.md."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from reading_gold import OUTSIDE, UNDECIDED, Case, Row

from ropa.namespaces import expand
from ropa.periods import same_period
from ropa.reading.proposals import Proposal
from ropa.vocabulary import vocabulary

WHOLE_TEXT = ("rights", "controller", "dpo")
NAMED = ("controller", "recipients")
WORDED = ("data", "purpose", "recipient_kinds")
STEM = 5
STEPS = 2
TOPS = frozenset(map(expand, ("dpv:Purpose", "dpv:PersonalData", "dpv:Data", "pd:External", "pd:Internal", "pd:Tracking")))
PLAIN = ("dpv:Purpose", "dpv:PersonalData")
T = TypeVar("T")
LEGAL_FORMS = frozenset(["ab", "as", "asa", "aps", "bv", "co", "corp", "gmbh", "inc", "kg", "limited", "llc", "ltd", "nv", "oy", "oyj", "plc", "sa", "sarl", "sas", "se", "spa", "srl", "uab"])


@dataclass(frozen=True)
class Claim:
    """What one proposal says, in the terms of the gold; `form` is the proposal's own field."""

    field: str
    value: str
    words: str
    how: str
    start: int
    end: int
    pattern: str
    form: str


@dataclass
class Score:
    """What was counted for a field: statements of the reader (`gold`, `found`), of the machine (`made`, `right`), and beside them.

    `twice`: proposals that only say again what another of the section says. `same_how` of `matched`: right ones whose manner
    (stated, possible …) is the reader's. `denials` found of `denied`. `turned`: denied in the text and
    proposed as said, or said in the text and proposed as denied.
    """

    gold: int = 0
    found: int = 0
    made: int = 0
    right: int = 0
    twice: int = 0
    matched: int = 0
    same_how: int = 0
    denied: int = 0
    denials: int = 0
    turned: int = 0
    other_target: int = 0
    unseen: int = 0
    elsewhere: int = 0
    beside: int = 0

    def add(self, other: Score) -> None:
        """Count another score in."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)


@dataclass
class Judged:
    """The outcome for one text: scores by field, (right, made) by pattern and field of the form, and the statements that went wrong."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    patterns: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    missed: list[Row] = field(default_factory=list)
    false: list[Claim] = field(default_factory=list)


def claims(proposals: Iterable[Proposal], case: Case) -> Iterator[Claim]:
    """What proposals say of the judged fields, in the part of the text that was judged."""
    found = list(proposals)
    parties = {item.value["id"]: item.value for item in found if item.field == "parties"}
    here = {(item.value["id"], item.start): item.value for item in found if item.field == "parties"}
    for item in found:
        if item.start < case.until:
            party = here.get((item.value.get("to"), item.start)) or parties.get(item.value.get("to"), {})
            for key, value, words in _targets(item, party):
                yield Claim(key, value, words, item.how, item.start, item.end, item.pattern, item.field)


def _targets(item: Proposal, party: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    said = {key: str(value) for key, value in item.value.items()}
    words = said.get("label") or said.get("name") or ""
    if item.field == "transfers":
        if "country" in said or "place" in said:
            yield "transfers", said.get("country", OUTSIDE), ""
        if "mechanism" in said:
            yield "mechanism", said["mechanism"], ""
    elif item.field == "discloses":
        name = str(party.get("name", said.get("to", "")))
        named = party.get("kind") != "category"
        yield "recipients" if named else "recipient_kinds", name if named else "", name
    elif item.field == "contacts":
        kind = said.get("kind")
        if kind == "dpo":
            yield "dpo", "dpo", ""
        elif kind == "controller" and words:
            yield "controller", words, words
    elif item.field == "controller":
        if "name" in said:
            yield "controller", said["name"], said["name"]
    elif (key := {"rights": "right", "legal_basis": "basis", "retention": "duration", "data": "category", "purpose": "value"}.get(item.field)) in said:
        yield item.field, said[str(key)], words


def judge(case: Case, proposals: Iterable[Proposal], *, whole: bool = False, terms: bool = True) -> Judged:
    """Counts for one text, by the rules of docs/reading.md.

    With `whole`, a statement counts once in a text, not in a section; without `terms`, the words of data and purposes alone decide.
    """
    return judge_claims(case, list(claims(proposals, case)), whole=whole, terms=terms)


def judge_claims(case: Case, found: Iterable[Claim], *, whole: bool = False, terms: bool = True) -> Judged:
    """The same for claims at hand."""
    outcome, sections = Judged(), Sections(case, whole=whole)
    pairs = {claim: [row for row in case.rows if agrees(row, claim, sections, terms=terms)] for claim in found}
    _judge_claims(outcome, case, sections, pairs)
    _judge_rows(outcome, case, sections, pairs)
    return outcome


def _judge_claims(outcome: Judged, case: Case, sections: Sections, pairs: dict[Claim, list[Row]]) -> None:
    for (key, _, _), group in _grouped(pairs, lambda claim: (claim.field, _target(claim.field, (claim.value,), claim.words), sections.of(claim.field, claim.start))):
        score = outcome.scores[key]
        rows = [row for claim in group for row in pairs[claim] if (row.how == "denied") == (claim.how == "denied")]
        near = [row for claim in group for row in case.rows if row.field == key and _over(row, claim)]
        if not rows and any(UNDECIDED in row.values for row in near):
            continue
        score.made += 1
        score.right += bool(rows)
        score.twice += len(group) - 1
        for name in sorted({(claim.pattern, claim.form) for claim in group}):
            outcome.patterns[name][0] += bool(rows)
            outcome.patterns[name][1] += 1
        score.turned += sum(_turned(claim, pairs[claim]) for claim in group)
        if not rows:
            score.beside += bool(near)
            score.elsewhere += not near
            outcome.false.append(group[0])


def _turned(claim: Claim, rows: list[Row]) -> bool:
    """Whether all that a proposal agrees with says the opposite: denied in the text and proposed as said, or said and proposed as denied."""
    return bool(rows) and all((row.how == "denied") != (claim.how == "denied") for row in rows)


def _judge_rows(outcome: Judged, case: Case, sections: Sections, pairs: dict[Claim, list[Row]]) -> None:
    said: dict[Row, list[Claim]] = defaultdict(list)
    for claim, rows in pairs.items():
        for row in rows:
            said[row].append(claim)
    decided = [row for row in case.rows if UNDECIDED not in row.values]
    for (key, denied, _, _), group in _grouped(decided, lambda row: (row.field, row.how == "denied", _target(row.field, row.values, row.words), sections.of(row.field, row.spans[0][0]))):
        score = outcome.scores[key]
        matches = [(row, claim) for row in group for claim in said[row] if (claim.how == "denied") == denied]
        if denied:
            score.denied += 1
            score.denials += bool(matches)
            continue
        score.gold += 1
        score.found += bool(matches)
        if matches:
            score.matched += 1
            score.same_how += any(row.how == claim.how for row, claim in matches)
            continue
        near = any(claim.field == key and _over(row, claim) for row in group for claim in pairs)
        score.other_target += near
        score.unseen += not near
        outcome.missed.append(group[0])


def _target(key: str, values: Iterable[str], words: str) -> str:
    """What makes two mentions in a section one statement: the term, the name without its legal form, else the words."""
    if key in NAMED:
        return " ".join(sorted(set(_words(" ".join(values))) - LEGAL_FORMS))
    said = " ".join(values)
    return _key(words) if not said or said in PLAIN else said.casefold()


def _grouped(items: Iterable[T], key: Callable[[T], tuple[Any, ...]]) -> list[tuple[Any, list[T]]]:
    return [(name, list(group)) for name, group in groupby(sorted(items, key=key), key=key)]


class Sections:
    """Where a statement stands: its row of a table, else the part under its nearest heading; the whole text for some fields."""

    def __init__(self, case: Case, *, whole: bool = False) -> None:
        blocks = case.text.blocks
        self._starts = [] if whole else [block.start for block in blocks]
        self._names: list[str] = []
        heading = 0
        for number, block in enumerate(blocks):
            heading = number if block.kind == "heading" else heading
            self._names.append(f"{block.table}:{block.row}" if block.kind == "cell" and not block.header else str(heading))

    def of(self, key: str, start: int) -> str:
        """The section of a place in the text."""
        if key in WHOLE_TEXT or not self._starts:
            return ""
        return self._names[max(0, bisect_right(self._starts, start) - 1)]


def agrees(row: Row, claim: Claim, sections: Sections, *, terms: bool = True) -> bool:
    """Whether a proposal says what the reader found: the same field and target, in words that overlap; a name anywhere in the section."""
    if row.field != claim.field or UNDECIDED in row.values:
        return False
    named = claim.field in NAMED and any(sections.of(claim.field, start) == sections.of(claim.field, claim.start) for start, _ in row.spans)
    return (named or _over(row, claim)) and _same(row, claim, terms=terms)


def _over(row: Row, claim: Claim) -> bool:
    return any(start < claim.end and claim.start < end for start, end in row.spans)


def _same(row: Row, claim: Claim, *, terms: bool) -> bool:
    if claim.field == "retention":
        return any(same_period(value, claim.value) for value in row.values)
    if claim.field in NAMED:
        return any(_same_name(value, claim.value) for value in row.values)
    if claim.field == "mechanism":
        return any(value.split("-")[0] == claim.value.split("-")[0] == "scc" or value == claim.value for value in row.values)
    if claim.value in PLAIN:
        return 2 * len(_stems(row.words) & _stems(claim.words)) >= len(_stems(row.words)) > 0
    if claim.field in WORDED:
        return _shares(row.words, claim.words) and (not row.values or not terms or any(_related(value, claim.value) for value in row.values))
    return claim.value in row.values


def _same_name(one: str, other: str) -> bool:
    first, second = (frozenset(_words(name)) - LEGAL_FORMS for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)


def _shares(one: str, other: str) -> bool:
    first, second = _stems(one), _stems(other)
    return not first or not second or bool(first & second)


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _words(words) if len(word) > 2)


def _key(words: str) -> str:
    return " ".join(sorted(_stems(words)))


@cache
def _words(text: str) -> tuple[str, ...]:
    folded = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return tuple(re.findall(r"\w+", folded))


@cache
def _related(value: str, other: str) -> bool:
    """Whether two terms are one, the other is narrower, or at most two steps broader and not at the top."""
    one, two = expand(value), expand(other)
    return one == two or _climbs(two, one, 99) or _climbs(one, two, STEPS)


def _climbs(low: str, high: str, steps: int) -> bool:
    broader = vocabulary().broader
    level = {low}
    while level and steps:
        level = {up for term in level for up in broader.get(term, ())} - TOPS
        if high in level:
            return True
        steps -= 1
    return False
