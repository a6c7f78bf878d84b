"""Categories of personal data (Art. 30(1)(c)), where a text says that they are collected or processed, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.reading.finding import Sheet
from ropa.reading.lexicon import Found
from ropa.reading.members import members, noun, parted
from ropa.reading.named import LEGAL
from ropa.reading.phrases import Span, around, is_clause, opens, trimmed
from ropa.reading.proposals import Proposal
from ropa.reading.telling import Telling, enumerates
from ropa.reading.units import Unit
from ropa.reading.wordbook import TOPS

NAMED = re.compile(r"^\W*[^.:;]{3,60}?(?: - |- |:)")
"""A paragraph that opens with a name and a dash or colon: "Payment data – card number, expiry date"."""
NOTE = re.compile(r"^\s*\(.*\)\W*$")
"""A line that is all in brackets: where the data above it come from, or the like."""
STATEMENT, LISTED, SHORT, CELL = 8, 30, 5, 9
"""Words, at most: of an item that may open as a statement does, of a paragraph that is a list, of a sentence's label, of an item without a term."""


def categories(sheet: Sheet) -> Iterator[Proposal]:
    """The categories of data that a text states, possibly collects or denies."""
    telling = Telling(sheet)
    for unit in sheet.units:
        place = sheet.places.of(unit.block)
        below = "data" in place.topics
        if unit.kind == "header" or place.rights:
            continue
        if unit.kind == "heading":
            yield from _heading(sheet, unit, below)
        elif below and ((place.sure and _lists(sheet, unit)) or NAMED.match(unit.shadow) or not is_clause(sheet.words, unit.plain.words)):
            yield from _listed(sheet, unit, only=place.topics == {"data"})
        elif telling.tells(unit):
            yield from _listed(sheet, unit, only=False)
        else:
            yield from _said(sheet, unit, below)


def _lists(sheet: Sheet, unit: Unit) -> bool:
    """Whether a sentence is a list or a member of one, and no statement."""
    length = len(unit.shadow.split())
    if unit.kind in ("item", "cell"):
        return length <= STATEMENT or not opens(sheet.words, unit.shadow, "starts")
    return length <= LISTED


def _listed(sheet: Sheet, unit: Unit, *, only: bool) -> Iterator[Proposal]:
    """What a list, a column or a labelled block of data names; what no term is known for where it is of data `only`."""
    if NOTE.match(unit.shadow) or (unit.kind == "paragraph" and sheet.words.says("data-not", unit.shadow)):
        return
    terms = sheet.found("data", unit)
    spans = sheet.phrases(unit, terms)
    long = len(unit.shadow.split()) > LISTED
    for term in terms:
        if not (long and term.doubtful) or _alone(sheet, unit, spans, term):
            yield from _proposal(sheet, unit, term, _label(sheet, unit, spans, term), "data-list")
    sure = only and not opens(sheet.words, unit.shadow, "starts")
    more = [] if unit.shadow.endswith(":") else list(members(sheet, unit, parted(sheet, unit, terms), sure=sure))
    for term in more:
        yield from _proposal(sheet, unit, term, trimmed(sheet.words, unit.plain.words[term.start : term.end]), "data-member")
    words = trimmed(sheet.words, unit.plain.words)
    if LEGAL.search(unit.plain.words) or any(sheet.words.says(cue, unit.shadow) for cue in ("rights", "basis", "purpose", "other")):
        return
    purpose = any(2 * (each.end - each.start) >= len(words) for each in sheet.found("purpose", unit))
    bare = not only or terms or more or purpose or unit.kind not in ("item", "cell") or words[-1:] == ":"
    if not bare and 0 < len(words.split()) <= CELL and not opens(sheet.words, unit.shadow, "starts"):
        how, extra = sheet.how(unit, 0, len(unit.shadow))
        yield sheet.propose("data", {"category": TOPS["data"], "label": words, **extra}, unit, how, "data-other")


def _heading(sheet: Sheet, unit: Unit, below: bool) -> Iterator[Proposal]:
    """A heading that names a category, in a section about data: nearly all its words are the term's."""
    terms = [each for each in sheet.found("data", unit) if not each.doubtful]
    if below and len(terms) == 1 and len(unit.shadow[: terms[0].start].split()) + len(unit.shadow[terms[0].end :].split()) <= 2:
        yield from _proposal(sheet, unit, terms[0], trimmed(sheet.words, unit.plain.words), "data-heading")


def _said(sheet: Sheet, unit: Unit, below: bool) -> Iterator[Proposal]:
    """What a sentence says is collected, before it says that something is deleted or objected to: sure terms, and doubtful ones beside them."""
    says = sheet.words.says("data-says", unit.shadow)
    if not says and len(sheet.found("data", unit)) < 2:
        return
    begin, end = _main(sheet, unit)
    terms = [each for each in sheet.found("data", unit, begin, end) if not _meant(sheet, unit, each)]
    spans = sheet.phrases(unit, terms)
    kept = [each for each in terms if not each.doubtful or (len(terms) > 1 and _alone(sheet, unit, spans, each))]
    parts = parted(sheet, unit, kept)
    if not says and not enumerates(kept, parts):
        return
    more = [each for each in members(sheet, unit, parts, sure=False) if begin <= each.start and each.end <= end]
    if all(each.doubtful for each in kept) and not more and not (below and len(kept) > 1):
        return
    for term in kept:
        yield from _proposal(sheet, unit, term, _label(sheet, unit, spans, term, SHORT), "data-said")
    for term in more:
        yield from _proposal(sheet, unit, term, trimmed(sheet.words, unit.plain.words[term.start : term.end]), "data-beside")


def _label(sheet: Sheet, unit: Unit, spans: list[Span], term: Found, limit: int = 9) -> str:
    """The document's words for a term: its phrase, without what stands before a "your" in it."""
    start, end = around(spans, term.start, term.end)
    yours, before = sheet.words.lists["yours"], re.finditer(r"[\w-]+", unit.shadow[start : term.start])
    own = max((start + match.end() for match in before if match[0] in yours), default=start)
    own = start if sheet.words.says("joins", unit.shadow[own : term.start]) else own
    return sheet.label(unit, [(own, end)], term, limit)


def _main(sheet: Sheet, unit: Unit) -> tuple[int, int]:
    """The part of a sentence that says what is collected: after a leading "if …" or "to …, we", before what is deleted or objected to."""
    condition, lead, turn = (sheet.words.first(cue, unit.shadow) for cue in ("condition", "data-leads", "data-not"))
    begin = condition[1] if condition else 0
    if lead and not sheet.words.says("data-says", unit.shadow[lead[0] : lead[1]]):
        begin = max(begin, lead[1])
    return begin, turn[0] if turn and turn[0] >= begin else len(unit.shadow)


def _meant(sheet: Sheet, unit: Unit, term: Found) -> bool:
    """Whether a term is only part of what a sentence says data are for: "to improve your experience"."""
    purposes = (each for each in sheet.found("purpose", unit) if not each.doubtful)
    return any(each.start <= term.start and term.end <= each.end and each.end - each.start > term.end - term.start for each in purposes)


def _alone(sheet: Sheet, unit: Unit, spans: list[Span], term: Found) -> bool:
    """Whether a doubtful term is nearly all of a member of a list, or "your …"."""
    before = re.findall(r"\w+", unit.shadow[: term.start])
    if before and before[-1] in sheet.words.lists["yours"]:
        return True
    start, end = next(((one, other) for one, other in spans if one <= term.start and term.end <= other), (0, len(unit.shadow)))
    if (found := noun(sheet.words, unit.shadow, (start, end))) and (found.start, found.head) == (term.start, term.end):
        return True
    return len(trimmed(sheet.words, unit.shadow[start:end]).split()) <= len(unit.shadow[term.start : term.end].split()) + 2


def _proposal(sheet: Sheet, unit: Unit, term: Found, label: str, pattern: str) -> Iterator[Proposal]:
    """A category as it is said; none where what is denied is that data go to somebody, or are used for something."""
    how, extra = sheet.how(unit, term.start, term.end)
    if how != "denied" or not (sheet.words.says("recipients-says", unit.shadow) or sheet.found("purpose", unit)):
        yield sheet.propose("data", {"category": term.term, "label": label, **extra}, unit, how, pattern)


def subjects(sheet: Sheet) -> Iterator[Proposal]:
    """Whose data are processed: in columns, labels and lists of data subjects, and in sentences that say whom a notice is for."""
    for unit in sheet.units:
        place = sheet.places.of(unit.block)
        if unit.kind in ("header", "heading"):
            continue
        listed = "subjects" in place.topics
        cue = sheet.words.first("subjects-says", unit.shadow)
        if not listed and (cue is None or place.rights):
            continue
        terms = sheet.found("subjects", unit, 0 if listed or cue is None else cue[0])
        spans = sheet.phrases(unit, terms)
        for term in terms:
            label = sheet.label(unit, spans, term)
            how, extra = sheet.how(unit, term.start, term.end)
            pattern = "subjects-list" if listed else "subjects-said"
            yield sheet.propose("dataSubjects", {"value": term.term, "label": label, **extra}, unit, how, pattern)
