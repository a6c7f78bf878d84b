"""Recipients (Art. 30(1)(d)): organisations and services by name, and categories, where a text says that data go to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.lexicon import Found
from ropa.reading.named import Named, Names, slug
from ropa.reading.phrases import CLAUSE, Span, phrases, trimmed
from ropa.reading.places import Place
from ropa.reading.proposals import Proposal
from ropa.reading.units import Unit

NAME = re.compile(r"(?:[A-ZÅÄÖÜÉ0-9][\w.&'+-]*|\w+\.(?:com|io|se|fi|de|fr|net|org|eu|ai))(?:\s(?:[A-ZÅÄÖÜÉ0-9][\w.&'+-]*|of|de|for)){0,4}")
"""What a name looks like: capitals only."""
HEAD = re.compile(r"^[\W_]*(?:\d{1,2}[.)]\s+)?(?P<head>[^(:]{2,60}?)\s*(?:[(:]|\s-\s|, (?:which|who|som|die|der|joka|qui)\b|$)")
"""What an item or cell opens with, before a bracket, colon or dash."""
ROLES = ("processor", "controller", "third-party")
INDEPENDENT = frozenset("authorities banks insurers advisers auditors debt-collectors credit-agencies other-users customers employers buyers-of-business".split())
"""Kinds that a sentence about processors does not make processors."""
SEGMENT = re.compile(r"[,;](?!\s(?:such|like|including|e\.g|for example|which|who|that|kuten|esim|jo\w+|till exempel|t\.ex|som|sasom|wie|z\.|beispielsweise|d(?:ie|er|as|en)|par exemple|comme|tel|qui|notamment)\b)")
BRACKET = re.compile(r"\([^()]*\)")
KIND, REACH = 8, 40
"""How many words a kind that none are known for has at most; how many characters after a kind its verb may stand."""


def recipients(sheet: Sheet, names: Names, own: frozenset[str]) -> Iterator[Proposal]:
    """The recipients that a text names or describes, each with its party; `own` are the controller's names, which are none."""
    for unit in sheet.units:
        place = sheet.places.of(unit.block)
        if unit.kind == "header" or (place.rights and not place.sure):
            continue
        listed = "recipients" in place.topics and place.sure and unit.kind in ("item", "cell")
        every = names.find(unit.plain.words, unit.shadow, sheet.tokens(unit)) if listed or _may(sheet, unit, place) else []
        found = [each for each in every if not is_own(each.words, own)]
        kept = _heads(sheet, unit, found, own, names) if listed else [each for each in found if _goes(sheet, unit, place, each)]
        providers = {each: _provider(unit, each, found) for each in kept}
        for each in kept:
            if each not in providers.values():
                yield from _named(sheet, unit, each, providers[each])
        if unit.kind != "heading":
            yield from _kinds(sheet, unit, place, listed, kept, bool(every))


def _heads(sheet: Sheet, unit: Unit, found: list[Named], own: frozenset[str], names: Names) -> list[Named]:
    """The names of a list's item or cell: those that it opens with, known or not; what stands in brackets explains them."""
    match = HEAD.match(unit.plain.words)
    if match is None:
        return found
    start, end = match.span("head")
    opening = [each for each in found if start <= each.start and each.end <= end]
    unknown = [] if sheet.found("data", unit) else list(_unknown_names(sheet, unit, end, opening))
    if unknown and (opening or _among_names(sheet, unit, names) or match[0][-1:] in "(:"):
        opening += [Named(at, at + len(name), names.id_of(name), name) for at, name in unknown if not is_own(name, own)]
    if opening or len(unit.shadow.split()) <= KIND:
        return sorted(opening, key=lambda each: each.start)
    return [each for each in found if _goes(sheet, unit, Place(), each)]


def _unknown_names(sheet: Sheet, unit: Unit, end: int, known: list[Named]) -> Iterator[tuple[int, str]]:
    """The names nobody knows in what an item opens with, where it is made of names alone."""
    found = []
    for one, other in phrases(unit.shadow[:end], [(each.start, each.end) for each in known]):
        name = unit.plain.words[one:other].strip(" .,*_&")
        if not name or any(one <= each.start < other for each in known):
            continue
        if not NAME.fullmatch(name) or not _is_name(sheet, name):
            return
        found.append((unit.plain.words.find(name, one), name))
    yield from found


def _among_names(sheet: Sheet, unit: Unit, names: Names) -> bool:
    """Whether a list or column holds names that are known."""
    block = sheet.text.blocks[unit.block]
    beside = [
        each
        for each in sheet.units
        if sheet.text.blocks[each.block].parent == block.parent and each.kind == unit.kind and sheet.text.blocks[each.block].column == block.column
    ]
    return any(names.find(each.plain.words, each.shadow, sheet.tokens(each)) for each in beside[:60])


def _is_name(sheet: Sheet, name: str) -> bool:
    """Whether capitals are a name and not the first word of a description: no term is in it, and in German it is more than a noun."""
    shadow = fold(name)
    if len(name) < 2 or not any(letter.isalpha() for letter in name) or any(sheet.words.terms[section].find(shadow) for section in ("recipients", "subjects", "purpose", "data")):
        return False
    simple = " " not in name and name[1:].islower()
    return not (simple and sheet.words.language == "de")


def _provider(unit: Unit, name: Named, found: list[Named]) -> Named | None:
    """The organisation in brackets after a service: "Disqus (Disqus, Inc.)"."""
    after = [each for each in found if each.start > name.end and unit.plain.words[name.end : each.start].strip() == "("]
    return after[0] if after and after[0].id != name.id and unit.plain.words[after[0].end : after[0].end + 1] == ")" else None


def is_own(words: str, own: frozenset[str]) -> bool:
    """Whether a name is the controller's, or begins as the controller's does."""
    key = slug(words)
    return any(key == each or key.startswith(each + "-") for each in own)


def _may(sheet: Sheet, unit: Unit, place: Place) -> bool:
    """Whether a sentence may say that data go to somebody, or that something is used."""
    words = sheet.words
    if unit.kind == "heading":
        return not place.topics or "recipients" in place.topics
    said = words.says("uses", unit.shadow) or words.says("recipients-says", unit.shadow)
    return (said or ("recipients" in place.topics and place.sure)) and not words.says("uses-not", unit.shadow)


def _goes(sheet: Sheet, unit: Unit, place: Place, name: Named) -> bool:
    """Whether such a sentence says it of what it names: not where data come from it."""
    words = sheet.words
    if words.says("recipients-from", unit.shadow) and not words.says("recipients-says", unit.shadow[: name.end]):
        return False
    return _may(sheet, unit, place)


def _named(sheet: Sheet, unit: Unit, name: Named, provider: Named | None) -> Iterator[Proposal]:
    how, extra = sheet.how(unit, name.start, name.end)
    by = {"providedBy": provider.id} if provider else {}
    yield sheet.propose("parties", {"id": name.id, "name": name.words, "kind": "named", **by}, unit, "stated", "recipient-named")
    if provider:
        yield sheet.propose("parties", {"id": provider.id, "name": provider.words, "kind": "named"}, unit, "stated", "recipient-named")
    yield sheet.propose("discloses", {"to": name.id, **_role(sheet, unit, name.start, name.end), **extra}, unit, how, "recipient-named")


def _kinds(sheet: Sheet, unit: Unit, place: Place, listed: bool, named: list[Named], names: bool) -> Iterator[Proposal]:
    words, below = sheet.words, "recipients" in place.topics
    cue = words.first("recipients-says", unit.shadow)
    if not listed and (words.says("recipients-from", unit.shadow) or not (cue or below or words.says("recipients-act", unit.shadow))):
        return
    terms = [each for each in sheet.found("recipients", unit) if not any(name.start < each.end and each.start < name.end for name in named)]
    if listed and not terms and not named:
        if not names and not sheet.found("data", unit):
            yield from _unknown(sheet, unit)
        return
    if not (listed or cue or len(terms) > 1 or words.says("recipients-act", unit.shadow)):
        return
    anywhere = listed or below or words.language in ("fi", "de")
    kept = [
        each
        for each in terms
        if (listed or below or not each.doubtful)
        and (anywhere or (cue and each.start >= cue[0]) or words.says("recipients-act", unit.shadow[each.end : each.end + REACH]))
    ]
    if listed and unit.kind == "item" and len(unit.shadow.split()) > 12:
        kept = [each for each in kept if not each.doubtful]
    spans = sheet.phrases(unit, kept)
    for term in _telling(kept, listed and bool(named)):
        label = sheet.label(unit, spans, term, KIND)
        how, extra = sheet.how(unit, term.start, term.end)
        yield from _party(sheet, unit, (term.start, term.end), term.term, label, "recipient-kind", how, extra)


def _telling(terms: list[Found], named: bool) -> list[Found]:
    """The kinds that say something: not what a named company does, nor "third parties" beside another kind."""
    if named:
        return []
    kinds = {each.term for each in terms}
    return [each for each in terms if each.term != "third-parties" or kinds == {"third-parties"}]


def _unknown(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    """A kind of recipient of a list in its own words, where none is known for it."""
    words = trimmed(re.split(r"[:(.;]|\s-\s|, ", unit.plain.words)[0])
    if 0 < len(words.split()) <= KIND and not CLAUSE.search(words) and not sheet.words.says("data-not", unit.shadow) and not sheet.words.says("purpose-starts", unit.shadow):
        how, extra = sheet.how(unit, 0, len(unit.shadow))
        yield from _party(sheet, unit, (0, len(unit.shadow)), slug(words), words, "recipient-other", how, extra)


def _party(sheet: Sheet, unit: Unit, span: Span, identifier: str, label: str, pattern: str, how: str, extra: Mapping[str, Any]) -> Iterator[Proposal]:
    yield sheet.propose("parties", {"id": identifier, "name": label, "kind": "category"}, unit, "stated", pattern)
    yield sheet.propose("discloses", {"to": identifier, **_role(sheet, unit, *span, identifier), **extra}, unit, how, pattern)


def _role(sheet: Sheet, unit: Unit, start: int, end: int, term: str = "") -> dict[str, str]:
    """The role that the clause around a recipient, its column or the introduction of its list states; nothing where none does."""
    if term == "third-parties":
        return {"role": "third-party"}
    if term in INDEPENDENT:
        return {}
    first, last = _segment(unit.shadow, start, end)
    listed = unit.kind in ("item", "cell") or unit.start == sheet.text.blocks[unit.block].start
    for shadow, roles in ((unit.shadow[first:last], ROLES[:2]), (unit.intro if listed else "", ROLES)):
        for role in roles:
            if shadow and sheet.words.says(role, shadow):
                return {"role": role}
    return {}


def _segment(shadow: str, start: int, end: int) -> tuple[int, int]:
    """The part of a sentence around a recipient, between commas that no bracket, example or relative clause follows."""
    cuts = [match.span() for match in SEGMENT.finditer(BRACKET.sub(lambda match: "_" * len(match[0]), shadow))]
    first = max((other for _, other in cuts if other <= start), default=0)
    last = min((one for one, _ in cuts if one >= end), default=len(shadow))
    colon = shadow.rfind(":", 0, start)
    return (0 if 0 <= colon < start else first), last
