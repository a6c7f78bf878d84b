"""What a list of data names that no entry of the words does: known by the noun it ends in ("baggage tag codes"), or by its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ropa.reading.finding import Sheet
from ropa.reading.lexicon import Found
from ropa.reading.phrases import Span, is_clause, phrases
from ropa.reading.units import Unit
from ropa.reading.wordbook import TOPS, Wordbook

WORD = re.compile(r"[a-z0-9~][a-z0-9~'-]*")
LINK = re.compile(r"[^.:;|]*")
"""What stands between two members of one list."""
LONGEST = 8
"""Words of a member, at most."""
BESIDE = ("recipients", "purpose", "subjects")


@dataclass(frozen=True)
class Noun:
    """The noun of a phrase: ``shadow[start:end]``, up to `head` without what hangs on it; `yours` says that "your" stands before it."""

    start: int
    head: int
    end: int
    yours: bool


@dataclass(frozen=True)
class Member:
    """A member of a list: whether a term is in it, its noun and the head of that, and whether it is all that stands between two commas.

    `inside` is the shadow before the bracket it stands in, empty where it stands in none.
    """

    span: Span
    known: bool
    noun: Noun | None
    head: Found | None
    whole: bool
    inside: str = ""


def noun(words: Wordbook, shadow: str, span: Span) -> Noun | None:
    """The noun a phrase is, or that follows the last "your" of a clause; None where there is none."""
    found = [(match.start() + span[0], match.end() + span[0], match[0]) for match in WORD.finditer(shadow[slice(*span)])]
    articles, clause, tails = words.lists["articles"] | words.lists["joins"], words.lists["clause"] | words.lists["relatives"], words.lists["tails"]
    own = [number for number, (_, _, word) in enumerate(found) if word in words.lists["yours"]]
    first = own[-1] if own and any(word in clause for _, _, word in found[: own[-1]]) else 0
    while first < len(found) and found[first][2] in articles | words.lists["yours"]:
        first += 1
    rest = found[first:]
    stop = next((number for number, (_, _, word) in enumerate(rest) if word in clause), len(rest))
    hangs = next((number for number, (_, _, word) in enumerate(rest[:stop]) if word in tails), stop)
    if not 0 < hangs <= LONGEST or any(word in articles for _, _, word in rest[1:hangs]):
        return None
    stop = stop if stop <= LONGEST else hangs
    while rest[stop - 1][2] in tails | articles:
        stop -= 1
    return Noun(rest[0][0], rest[hangs - 1][1], rest[stop - 1][1], any(number < first for number in own))


def members(sheet: Sheet, unit: Unit, kept: list[Found], *, sure: bool) -> Iterator[Found]:
    """What a sentence with known terms of data names beside them; `sure` where all of it is a list of data.

    A noun counts where the word it ends in is one that data have ("… number", "… history") and it is "your …", what is collected, or
    beside what counts too; any noun between two terms, in a list that is sure beside one, and in brackets behind "… data". In other brackets, where
    examples stand, only the word it ends in decides.
    """
    found = list(_members(sheet, unit, kept))
    for number, each in enumerate(found):
        if each.noun is None or _other(sheet, unit, each.noun):
            continue
        beside = [other for other in (*found[max(0, number - 1) : number], *found[number + 1 : number + 2]) if _linked(unit.shadow, each, other)]
        good = any(other.known or other.head for other in beside)
        between = sum(other.known for other in beside) == 2 and each.noun.head == each.noun.end
        firm = each.head is not None and (each.noun.start < each.head.start or (sure and not each.head.doubtful))
        named = (each.noun.yours or _taken(sheet, unit, each.noun)) and not _vague(sheet, unit, each.noun)
        plain = each.whole and not each.inside and not is_clause(sheet.words, unit.shadow[slice(*each.span)])
        if (firm and (sure or good or named)) or (((sure and good) or between) and plain) or (each.whole and _details(sheet, unit, each.inside)):
            yield Found(each.noun.start, each.noun.end, each.head.term if each.head else TOPS["data"], False)


def _members(sheet: Sheet, unit: Unit, kept: list[Found]) -> Iterator[Member]:
    """What stands between the commas of a sentence, parted at "and" where a term is in it, or each part is a member by itself."""
    terms = [(each.start, each.end) for each in kept]
    parts = phrases(sheet.words, unit.shadow, terms)
    for start, end in phrases(sheet.words, unit.shadow, terms, joined=True):
        inside = [_member(sheet, unit, terms, part, whole=part == (start, end)) for part in parts if start <= part[0] and part[1] <= end]
        apart = any(each.known for each in inside) or all(each.head for each in inside)
        yield from inside if apart and inside else [_member(sheet, unit, terms, (start, end), whole=True)]


def _member(sheet: Sheet, unit: Unit, terms: list[Span], span: Span, *, whole: bool) -> Member:
    opened = unit.shadow.rfind("(", 0, span[0])
    inside = unit.shadow[:opened] if opened > unit.shadow.rfind(")", 0, span[0]) else ""
    if any(span[0] <= start < span[1] for start, _ in terms):
        return Member(span, True, None, None, whole, inside)
    found = noun(sheet.words, unit.shadow, span)
    return Member(span, False, found, _head(sheet, unit, found) if found and not _bare(sheet, unit, found) else None, whole, inside)


def _head(sheet: Sheet, unit: Unit, found: Noun) -> Found | None:
    """The word that says what a noun is, where data have it: its last one, in a language that puts adjectives behind any."""
    said = unit.shadow[found.start : found.head]
    heads = sheet.words.terms["heads"].find(said)
    if not heads or (heads[-1].end < len(said) and "after" not in sheet.words.lists["adjectives"]):
        return None
    return Found(found.start + heads[-1].start, found.start + heads[-1].end, heads[-1].term, heads[-1].doubtful)


def _vague(sheet: Sheet, unit: Unit, found: Noun) -> bool:
    """Whether a noun by itself says nothing of what data it is: "the following information"."""
    return set(WORD.findall(unit.shadow[found.start : found.head])) <= sheet.words.lists["bare"]


def _bare(sheet: Sheet, unit: Unit, found: Noun) -> bool:
    """Whether a vague noun has nothing behind it that says what it is about: "information about your journey"."""
    lists, tail = sheet.words.lists, WORD.findall(unit.shadow[found.head : found.end])
    about = bool(tail) and tail[0] in lists["about"] and not set(tail[1:]) <= lists["bare"] | lists["articles"] | lists["tails"] | lists["yours"]
    return _vague(sheet, unit, found) and not about


def _other(sheet: Sheet, unit: Unit, found: Noun) -> bool:
    """Whether a noun is something else than data: a recipient, a purpose, a person, a name in quotes, what somebody does, or words that say nothing."""
    said = unit.shadow[found.start : found.end]
    beside = any(sheet.found(section, unit, found.start, found.end) for section in BESIDE)
    quoted = unit.shadow[: found.start].endswith('"') or not any(map(str.isalpha, said))
    return beside or quoted or _bare(sheet, unit, found) or any(sheet.words.says(cue, said) for cue in ("purpose-verb", "other", "basis"))


def _taken(sheet: Sheet, unit: Unit, found: Noun) -> bool:
    """Whether what a sentence says is collected or used begins with a noun: "we process the baggage handling details"."""
    between = (unit.shadow[end : found.start].split() for _, end, _ in sheet.words.spans("data-says", unit.shadow) if end <= found.start)
    return any(set(words) <= sheet.words.lists["articles"] | sheet.words.lists["bare"] for words in between)


def _details(sheet: Sheet, unit: Unit, before: str) -> bool:
    """Whether a list of data stands in a bracket, by what stands before it: "payment data (amount, payer)", but not "title (Mr, Ms)"."""
    heads = sheet.words.terms["heads"].find(before[-40:])
    listed = "," in unit.shadow[len(before) :].partition(")")[0]
    return listed and bool(heads) and heads[-1].term == TOPS["data"] and not heads[-1].doubtful and heads[-1].end == len(before[-40:].rstrip())


def _linked(shadow: str, one: Member, other: Member) -> bool:
    """Whether two members stand in one list."""
    first, second = sorted((one.span, other.span))
    return LINK.fullmatch(shadow, first[1], second[0]) is not None
