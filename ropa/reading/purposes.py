"""Purposes (Art. 30(1)(b)): in columns, labels, lists and headings of purposes, and in sentences that say what data are used for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.reading.aims import Aim, aims
from ropa.reading.finding import Sheet, narrowest
from ropa.reading.folding import fold
from ropa.reading.lexicon import Found
from ropa.reading.phrases import is_clause, opens, trimmed
from ropa.reading.plain import plain
from ropa.reading.proposals import Proposal
from ropa.reading.units import Unit
from ropa.reading.wordbook import TOPS

BRACKETS = re.compile(r"\(([^()]{3,80})\)")
STOP = re.compile(r";|\.\s")
CONTENTS = re.compile(r"\b\d\.\d\.? .*\b\d\.\d\.? ")
"""A line of a table of contents."""
NUMBER = re.compile(r"^[\W\d]*(?:[a-zA-Z]\)\s+|[ivx]+\.\s+)?")
LONGEST, HEADING, LABEL, SHORT = 30, 12, 14, 7
"""How many words a purpose of a list, of a heading, a label from a sentence, and a paragraph that stands as a heading have at most."""
VERB, NOUN, FIRST = 5, 3, 8
"""After how many words a term is no longer that of the purpose that a verb, a noun, or an item of a list opens."""
MOST = 3
"""How many terms a heading, item or cell has at most."""
BEFORE = 60
"""How many characters before its verb a purpose may stand in Finnish."""


def purposes(sheet: Sheet) -> Iterator[Proposal]:
    """The purposes that a text states, possibly has or denies."""
    for unit in sheet.units:
        place = sheet.places.of(unit.block)
        if unit.kind == "header" or CONTENTS.search(unit.shadow) or (place.rights and not _purposes_follow(sheet, unit)):
            continue
        if unit.kind == "heading" or _stands(sheet, unit):
            yield from _heading(sheet, unit)
        elif unit.kind == "cell" and _of_another(sheet, unit):
            yield from _said(sheet, unit, False, sure=True)
        elif "purpose" in place.topics and place.sure and (unit.kind in ("item", "cell") or len(unit.shadow.split()) <= LONGEST):
            yield from _listed(sheet, unit)
        elif unit.kind == "item" and place.sure and "recipients" in place.topics:
            yield from _bracketed(sheet, unit)
            yield from _said(sheet, unit, False)
        else:
            yield from _label(sheet, unit)
            yield from _said(sheet, unit, "purpose" in place.topics)


def _bracketed(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    """What a recipient in a list is used for, where brackets after its name say it: "Acme (web hosting)"."""
    for match in BRACKETS.finditer(unit.shadow):
        terms = [each for each in sheet.found("purpose", unit) if match.start() <= each.start and each.end <= match.end() and not each.doubtful]
        for term in dict.fromkeys(each.term for each in narrowest(terms)):
            label = trimmed(sheet.words, unit.plain.words[match.start(1) : match.end(1)])
            yield sheet.propose("purpose", {"value": term, "label": label}, unit, "stated", "purpose-recipient")


def _purposes_follow(sheet: Sheet, unit: Unit) -> bool:
    """Whether what introduces an item says that it is a purpose, and nothing of rights."""
    place = sheet.places.of(unit.block)
    return unit.kind == "item" and place.sure and place.topics == {"purpose"} and not sheet.words.says("rights", unit.intro)


def purpose_heading(sheet: Sheet, block: int) -> list[Found] | None:
    """The terms of a heading that names one purpose; None where it names none: it begins with "To …", or is hardly more than a purpose's name."""
    found = sheet.text.blocks[block]
    shadow = sheet.places.shadow(found.start, found.end)
    if found.level == 1 and not sheet.words.says("purpose-starts", shadow):
        return None
    return _title(sheet, shadow, "purpose" in sheet.places.of(block).topics)


def _title(sheet: Sheet, shadow: str, below: bool) -> list[Found] | None:
    """The same for the words of a heading or label, which stand under one about purposes (`below`) or not."""
    words = len(shadow.split())
    if words > LONGEST:
        return None
    terms = sheet.words.terms["purpose"].find(shadow)
    topics = sheet.places.topics(shadow)
    if topics and not (topics == {"purpose"} and _begins(sheet, shadow)):
        what = sheet.words.first("purpose-says", shadow) if topics == {"purpose"} else None
        start, end = what[2].get("what", (0, 0)) if what else (0, 0)
        return [each for each in terms if start <= each.start and each.end <= end] or None
    sure = [each for each in terms if not each.doubtful or (below and words <= HEADING)]
    if sheet.words.says("rights", shadow):
        return None
    if sheet.words.says("purpose-starts", shadow) and (below or sure or _begins(sheet, shadow)):
        return terms
    if sheet.words.says("other", shadow):
        return None
    covered = sum(len(shadow[each.start : each.end].split()) for each in sure)
    return sure if sure and covered * 2 >= words - 2 else None


def _begins(sheet: Sheet, shadow: str) -> bool:
    """Whether a heading is "To …" and the verb of a purpose, and about nothing else."""
    start = sheet.words.first("purpose-starts", shadow)
    if start is None or not sheet.words.says("purpose-verb", shadow[start[1] :].strip()):
        return False
    return not any(sheet.words.says(cue, shadow) for cue in ("other", "rights", "purpose-not"))


def _does(sheet: Sheet, shadow: str) -> bool:
    """Whether a heading is a noun of doing and what is done: "Ordering tickets", and about nothing else."""
    words = NUMBER.sub("", shadow)
    others = ("other", "rights", "basis", "data", "recipients", "purpose-not")
    return sheet.words.says("purpose-noun", words) and not any(sheet.words.says(cue, shadow) for cue in others)


def _stands(sheet: Sheet, unit: Unit) -> bool:
    """Whether a paragraph of a few words stands over others as a heading does."""
    blocks, block = sheet.text.blocks, sheet.text.blocks[unit.block]
    if unit.kind != "paragraph" or block.label or len(unit.shadow.split()) > SHORT or not unit.shadow.strip()[-1:].isalpha():
        return False
    after = blocks[unit.block + 1] if unit.block + 1 < len(blocks) else None
    return after is not None and after.kind in ("paragraph", "cell", "item") and after.end - after.start > block.end - block.start


def _label(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    """The label that a sentence begins with, where it names a purpose: "Analytics - We measure …"."""
    label = sheet.text.blocks[unit.block].label
    if label is None or not unit.start <= label[0] < unit.end:
        return
    shadow = sheet.places.shadow(*label)
    below = "purpose" in sheet.places.of(unit.block).topics
    if terms := _title(sheet, shadow, below):
        words = trimmed(sheet.words, NUMBER.sub("", plain(sheet.text, *label).words))
        kept = terms if below else [each for each in terms if not each.doubtful] or terms
        for term in dict.fromkeys(each.term for each in narrowest(kept)):
            yield sheet.propose("purpose", {"value": term, "label": words}, unit, "stated", "purpose-label")


def _of_another(sheet: Sheet, unit: Unit) -> bool:
    """Whether a cell is in a column of data, recipients or periods, where what data are for is said beside."""
    place = sheet.places.of(unit.block)
    if place.sure and place.topics:
        return "purpose" not in place.topics
    other = sheet.words.first("other", unit.under[0]) if unit.under and sheet.text.blocks[unit.block].headers else None
    return other is not None and len(unit.under[0][: other[0]].split()) < 2


def _heading(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    terms = purpose_heading(sheet, unit.block)
    if terms is None and "purpose" in sheet.places.of(unit.block).topics and _does(sheet, unit.shadow):
        terms = []
    if terms is not None:
        yield from _whole(sheet, unit, terms, "purpose-heading")


def _listed(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    states = opens(sheet.words, unit.plain.words, "starts") and not sheet.words.says("purpose-starts", unit.shadow)
    if len(unit.shadow.split()) <= LONGEST and not states:
        yield from _whole(sheet, unit, sheet.found("purpose", unit), "purpose-list")
    else:
        yield from _said(sheet, unit, True)


def _whole(sheet: Sheet, unit: Unit, terms: list[Found], pattern: str) -> Iterator[Proposal]:
    """A purpose that is all of a heading, an item or a cell: its term, or where none is known, a purpose in its own words."""
    block = sheet.text.blocks[unit.block]
    said = unit.plain.words.partition(":")[2] if block.label and unit.start == block.start else ""
    words = trimmed(sheet.words, NUMBER.sub("", said or unit.plain.words)).rstrip(":")
    if not words:
        return
    kept = narrowest([each for each in terms if not each.doubtful] or terms)
    if unit.kind != "heading":
        early = [each for each in kept if len(NUMBER.sub("", unit.shadow[: each.start]).split()) <= FIRST]
        kept = early or kept[: not _verb_first(sheet, fold(words))]
    if unit.kind == "heading":
        named = _begins(sheet, unit.shadow) or _does(sheet, unit.shadow)
    else:
        named = unit.kind == "cell" and _verb_first(sheet, fold(words))
    if not kept and not named and not _names_one(sheet, words, unit):
        return
    first = dict.fromkeys(each.term for each in kept) or {TOPS["purpose"]: None}
    for term in list(first)[:MOST]:
        how, extra = sheet.how(unit, 0, len(unit.shadow))
        yield sheet.propose("purpose", {"value": term, "label": words, **extra}, unit, how, pattern if kept else f"{pattern}-other")


def _verb_first(sheet: Sheet, shadow: str) -> bool:
    """Whether a cell of a column of purposes begins with the verb of one: "Notify you when …"."""
    verb = sheet.words.first("purpose-verb", shadow)
    return verb is not None and verb[0] == 0 and not any(sheet.words.says(cue, shadow) for cue in ("rights", "basis", "purpose-not"))


def _names_one(sheet: Sheet, words: str, unit: Unit) -> bool:
    """Whether words that no term is known for may name a purpose: more than one, no statement, about nothing else."""
    if len(words.split()) < 2 or is_clause(sheet.words, words) or opens(sheet.words, words, "starts"):
        return False
    return not any(sheet.words.says(cue, unit.shadow) for cue in ("other", "rights", "basis", "purpose-not"))


def _said(sheet: Sheet, unit: Unit, below: bool, *, sure: bool = False) -> Iterator[Proposal]:
    """What a sentence says data are used for; with `sure` only what leaves no doubt that it is a purpose."""
    if sheet.words.says("purpose-not", unit.shadow):
        return
    terms = sheet.stated("purpose", unit)
    said = aims(sheet.words, unit.shadow)
    for aim in said:
        if sure and not aim.sure:
            continue
        yield from _aimed(sheet, unit, aim, [each for each in terms if aim.start <= each.start < aim.end], below)
    regions = list(_regions(sheet, unit))
    rest = [each for each in terms if not any(aim.start <= each.start < aim.end for aim in said)]
    kept = [each for each in rest if (not each.doubtful or below) and any(start <= each.start and each.end <= end for start, end in regions)]
    spans = sheet.phrases(unit, kept) if kept else []
    for term in narrowest(kept):
        how, extra = sheet.how(unit, term.start, term.end)
        yield sheet.propose("purpose", {"value": term.term, "label": sheet.label(unit, spans, term, LABEL), **extra}, unit, how, "purpose-said")


def _aimed(sheet: Sheet, unit: Unit, aim: Aim, terms: list[Found], below: bool) -> Iterator[Proposal]:
    """A purpose after "to …" or "for …": its term where the first of its words say one, else its own words where they leave no doubt."""
    shadow, words = unit.shadow[aim.start : aim.end].strip(), sheet.words
    elsewhere = not below and not aim.sure and _elsewhere(sheet, unit)
    if elsewhere == "other":
        return
    first = [each for each in terms if len(unit.shadow[aim.start : each.start].split()) <= (VERB if aim.verb else NOUN) or aim.closed]
    said = trimmed(words, unit.plain.words[aim.start : aim.end])
    if aim.object != (0, 0) and (aim.verb or not first):
        said += unit.plain.words[slice(*aim.object)].rstrip()
        first = words.terms["purpose"].find(fold(said))
    whole = len(shadow.split()) <= 2
    kept = narrowest([each for each in first if not each.doubtful or below or (whole and not aim.verb)])
    named = " ".join(said.split()[:LABEL])
    how, extra = sheet.how(unit, *aim.opening)
    for term in dict.fromkeys(each.term for each in kept):
        yield sheet.propose("purpose", {"value": term, "label": named, **extra}, unit, how, "purpose-said")
    if not kept and not elsewhere and _plainly_one(sheet, aim, shadow, named, below):
        yield sheet.propose("purpose", {"value": TOPS["purpose"], "label": named, **extra}, unit, how, "purpose-said-other")


def _elsewhere(sheet: Sheet, unit: Unit) -> str:
    """Whether a sentence stands under a heading about data, recipients or people ("topic"), or security, sources or periods ("other")."""
    place = sheet.places.of(unit.block)
    if place.topics:
        return "topic"
    return "other" if place.headings and sheet.words.says("purpose-elsewhere", place.headings[0]) else ""


def _plainly_one(sheet: Sheet, aim: Aim, shadow: str, named: str, below: bool) -> bool:
    """Whether words that no term is known for are a purpose: a verb with an object, a noun of doing where purposes are expected."""
    words = sheet.words
    if len((shadow if aim.sure and aim.verb else named).split()) < 2 or words.says("rights", shadow) or words.says("basis", shadow):
        return False
    return aim.verb or ((below or aim.sure) and words.says("purpose-noun", shadow))


def _regions(sheet: Sheet, unit: Unit) -> Iterator[tuple[int, int]]:
    """The other stretches of a sentence that say what for; examples ("such as …") are none."""
    cues = ("purpose-says", "purpose-main")
    for start, end, groups in (match for cue in cues for match in sheet.words.spans(cue, unit.shadow)):
        if "what" in groups:
            yield groups["what"][0], end
            continue
        begin = start if sheet.words.language in ("fi", "de") else end
        examples = [one for one, _, _ in sheet.words.spans("examples", unit.shadow) if one >= end]
        stops = [match.start() for match in STOP.finditer(unit.shadow, end)] + examples
        yield max(0, begin - BEFORE) if sheet.words.language == "fi" else begin, min(stops, default=len(unit.shadow))
