"""Recipients (Art. 30(1)(d)): organisations and services by name, and categories, where a text says that data go to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.governed import gets, gives, region
from ropa.reading.lexicon import Found
from ropa.reading.named import FORM, Named, Names, slug
from ropa.reading.phrases import Span, is_clause, phrases, trimmed
from ropa.reading.places import Place
from ropa.reading.proposals import Proposal
from ropa.reading.regex import Spans
from ropa.reading.roles import INDEPENDENT, role
from ropa.reading.units import Unit
from ropa.reading.unknown import NAME, Unknown
from ropa.reading.wordbook import Wordbook

ACCOUNT = re.compile(r"(?:[ ,/]|\b[a-z]+\b){0,7}? (?:id )?(?:accounts?|log-?in|konto|kontot|konten|compte|tili\w*)\b")
"""What makes a name that of the reader's account: "your Northgate or Southgate account"."""
NUMBER = re.compile(r"^[\W_]*(?:\d{1,2}[.)]\s+)?")
END = re.compile(r"\s*[(:]|\s-\s|,\s(?=(?P<next>\w+))")
"""What ends the words that an item or cell opens with: a bracket, a colon, a dash, a relative clause."""
BROAD = frozenset(("companies", "organisations", "service-providers", "platforms", "people", "departments", "employees", "business-partners"))
"""Kinds that hold many others: each is a party of its own where its phrase says more."""
INSIDE = frozenset(("departments", "employees", "lawyers", "accounting-companies", "security-companies", "it-service-providers"))
"""Kinds that are parts of the controller where its name stands by them."""
MOST = 0.6
"""How much of a list opens with names where it is a list of names."""
KIND, REACH, LONG, BACK, FRONT = 8, 40, 12, 50, 60
"""How many words a kind that none are known for has at most; how many characters after a kind its
verb may stand; how many words make an item a sentence; how many characters before
a kind say what it is; in how many at the front a long item names kinds."""


def recipients(sheet: Sheet, names: Names, own: frozenset[str]) -> Iterator[Proposal]:
    """The recipients that a text names or describes, each with its party; `own` are the controller's names, which are none."""
    full = [each for unit in sheet.units if FORM.search(unit.plain.words) for each in sheet.named(names, unit)]
    names = names.with_short([each for each in full if each.id not in names.ids and not is_own(each.words, own)], sheet.text.text)
    unknown = Unknown(sheet, names, lambda words: is_own(words, own))
    for unit in sheet.units:
        place = sheet.places.of(unit.block)
        if unit.kind == "header" or place.rights or _only_joint(sheet, unit, place):
            continue
        listed = unit.kind in ("item", "cell") and (("recipients" in place.topics and place.sure) or _of_names(sheet, unit, place, unknown, own))
        every = sheet.named(names, unit) if listed or _may(sheet, unit, place) else []
        found = [each for each in every if not is_own(each.words, own)]
        kept = _heads(sheet, unit, found, unknown) if listed else [each for each in found if _goes(sheet, unit, place, each)]
        if not listed and unit.kind != "heading":
            kept += _unlisted(sheet, unit, place, every, unknown)
        providers = {each: _provider(unit, each, found) for each in kept}
        for each in kept:
            if each not in providers.values():
                yield from _named(sheet, unit, each, providers[each])
        if listed and (not kept or _lead(sheet, unit)) and not _internal(sheet, unit, own):
            yield from _listed_kinds(sheet, unit, plain=not every)
        elif not listed and unit.kind != "heading":
            yield from _said_kinds(sheet, unit, "recipients" in place.topics, [*every, *kept, *_aliases(sheet, unit, own)])


def _unlisted(sheet: Sheet, unit: Unit, place: Place, known: list[Named], others: Unknown) -> list[Named]:
    """The names of a sentence that no table knows, and those that it begins with and says what they are."""
    kept = [each for each in others.in_sentence(unit, known) if _goes(sheet, unit, place, each)] if _may(sheet, unit, place) else []
    found = known or (sheet.named(others.names, unit) if sheet.words.says("name-is", unit.shadow) else [])
    return kept + [each for each in others.being(unit, found) if each not in known and each not in kept]


def _only_joint(sheet: Sheet, unit: Unit, place: Place) -> bool:
    """Whether a sentence says who is a joint controller, and not that data go to them."""
    return sheet.words.says("joint", unit.shadow) and "recipients" not in place.topics and not sheet.words.says("recipients-says", unit.shadow)


def _heads(sheet: Sheet, unit: Unit, found: list[Named], others: Unknown) -> list[Named]:
    """The names of a list's item or cell: those that it opens with, known or not; what stands in brackets explains them."""
    words = unit.plain.words
    lead = _lead(sheet, unit)
    start = lead or NUMBER.match(words).end()  # type: ignore[union-attr]
    ends = (match for match in END.finditer(words, start) if match["next"] is None or match["next"].lower() in sheet.words.lists["relatives"])
    end = next((match.start() for match in ends), len(words))
    opening = [each for each in found if start <= each.start and each.end <= end]
    unknown = [] if sheet.found("data", unit) else list(_unknown_names(sheet, unit, (start if lead else 0, end), opening, others))
    among = unit.kind == "cell" and others.in_column(unit)
    among = among or any(sheet.named(others.names, each) for each in sheet.beside(unit))
    if unknown and (opening or among or words[end:].lstrip()[:1] in ("(", ":")):
        opening += [Named(at, at + len(name), others.names.id_of(name), name) for at, name in unknown if not others.own(name)]
    if opening or len(unit.shadow.split()) <= KIND:
        return sorted(opening, key=lambda each: each.start)
    return [each for each in found if _goes(sheet, unit, Place(), each)]


def _internal(sheet: Sheet, unit: Unit, own: frozenset[str]) -> bool:
    """Whether an item or cell of a list is the controller itself or a part of it: "Acme legal department", "Acme & Northgate"."""
    said = f"-{slug(unit.plain.words)}-"
    inside = any(f"-{each}-" in said for each in own)
    return inside and all(term.term in INSIDE or is_own(unit.plain.words[term.start : term.end], own) for term in sheet.found("recipients", unit))


def _aliases(sheet: Sheet, unit: Unit, own: frozenset[str]) -> list[Named]:
    """The words that look like a kind and are the controller's name for itself: "the Bank"."""
    said = [(each, unit.plain.words[each.start : each.end]) for each in sheet.found("recipients", unit)]
    return [Named(each.start, each.end, slug(words), words) for each, words in said if words[:1].isupper() and slug(words) in own]


def _of_names(sheet: Sheet, unit: Unit, place: Place, others: Unknown, own: frozenset[str]) -> bool:
    """Whether a list or column is one of organisations: most of its members begin with one that is known or has a legal form.

    Under a heading about recipients it is enough that the first column of a table holds what looks like names.
    """
    first = unit.kind == "cell" and sheet.text.blocks[unit.block].column == 0
    if first and place.headings and "recipients" in sheet.places.topics(place.headings[0]) and others.in_column(unit):
        return True
    if (place.sure and place.topics - {"recipients"}) or sheet.words.says("own", unit.intro) or sheet.words.says("recipients-from", unit.intro):
        return False
    members = sheet.beside(unit)
    named = {member: sheet.named(others.names, member)[:1] for member in members}
    opening = [each for member, found in named.items() for each in found if NUMBER.fullmatch(member.plain.words, 0, each.start)]
    return len(members) > 1 and len(opening) > MOST * len(members) and not any(is_own(each.words, own) for each in opening)


def _lead(sheet: Sheet, unit: Unit) -> int:
    """Where the names begin after a kind of recipient: "Advertising partners: Northwind and Southwind"; 0 where there is none."""
    colon = unit.shadow.find(": ")
    return colon + 1 if colon > 0 and sheet.found("recipients", unit, 0, colon) else 0


def _unknown_names(sheet: Sheet, unit: Unit, where: Span, known: list[Named], others: Unknown) -> Iterator[tuple[int, str]]:
    """The names nobody knows in what an item opens with, where it is made of names alone."""
    found = []
    begin, end = where
    for one, other in phrases(sheet.words, unit.shadow[:end], [(each.start, each.end) for each in known]):
        if one < begin:
            continue
        name = unit.plain.words[one:other].strip(" .,*_&")
        if not name or any(one <= each.start < other for each in known):
            continue
        if not NAME.fullmatch(name) or not others.is_name(name):
            return
        found.append((unit.plain.words.find(name, one), name))
    yield from found


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
    if ACCOUNT.match(unit.shadow, name.end):
        return False
    if words.says("recipients-from", unit.shadow) and not words.says("recipients-says", unit.shadow[: name.end]):
        return False
    return _may(sheet, unit, place)


def _named(sheet: Sheet, unit: Unit, name: Named, provider: Named | None) -> Iterator[Proposal]:
    how, extra = sheet.how(unit, name.start, name.end)
    by = {"providedBy": provider.id} if provider else {}
    yield sheet.propose("parties", {"id": name.id, "name": name.words, "kind": "named", **by}, unit, "stated", "recipient-named")
    if provider:
        yield sheet.propose("parties", {"id": provider.id, "name": provider.words, "kind": "named"}, unit, "stated", "recipient-named")
    yield sheet.propose("discloses", {"to": name.id, **role(sheet, unit, (name.start, name.end)), **extra}, unit, how, "recipient-named")


def _listed_kinds(sheet: Sheet, unit: Unit, *, plain: bool) -> Iterator[Proposal]:
    """The kinds of recipients of an item or cell of a list of them; its own words where none is known and no name is in it (`plain`)."""
    terms = sheet.found("recipients", unit)
    if terms:
        long = len(unit.shadow.split()) > LONG
        yield from _proposed(sheet, unit, [each for each in terms if not (long and each.doubtful and unit.kind == "item" and each.start > FRONT)])
    elif plain and not sheet.found("data", unit):
        yield from _unknown(sheet, unit)


def _said_kinds(sheet: Sheet, unit: Unit, below: bool, named: list[Named]) -> Iterator[Proposal]:
    """The kinds of recipients that a sentence says data go to; `below` a heading about recipients, several of them are enough."""
    words = sheet.words
    cue = words.first("recipients-says", unit.shadow)
    acts = words.says("recipients-act", unit.shadow)
    if words.says("recipients-from", unit.shadow) or not (cue or acts or below or words.says("recipients-gets", unit.shadow)):
        return
    terms = [each for each in sheet.stated("recipients", unit) if not any(name.start <= each.end + 1 and each.start < name.end for name in named)]
    alone = below and len(unit.shadow.split()) <= KIND
    if not (cue or acts or alone or len(terms) > 1):
        return
    yield from _proposed(sheet, unit, [each for each in terms if alone or _gets(words, unit, each, below, cue)])


def _gets(words: Wordbook, unit: Unit, kind: Found, below: bool, cue: Spans | None) -> bool:
    """Whether a sentence says that data go to a kind; of one that is often spoken of without getting any, only where its verb says so."""
    where = region(words, unit.shadow, (kind.start, kind.end))
    if (where and (not kind.doubtful or gives(words, unit.shadow, where))) or gets(words, unit.shadow, kind.end):
        return True
    anywhere = below or words.language in ("fi", "de")
    return not kind.doubtful and (anywhere or bool(cue and kind.start >= cue[0]) or _acts(words, unit, kind))


def _acts(words: Wordbook, unit: Unit, kind: Found) -> bool:
    """Whether a kind is the subject of what a processor or partner does; of a bank or an authority that says nothing."""
    return kind.term not in INDEPENDENT and words.says("recipients-act", unit.shadow[kind.end : kind.end + REACH])


def _proposed(sheet: Sheet, unit: Unit, terms: list[Found]) -> Iterator[Proposal]:
    """Each kind with its party; one that says little by itself ("providers") is told apart by the words of its phrase."""
    spans = sheet.phrases(unit, terms) if terms else []
    for term in terms:
        if _again(sheet.words, unit, term):
            continue
        how, extra = sheet.how(unit, term.start, term.end)
        name = sheet.label(unit, _clipped(sheet.words, unit, spans, term), term, KIND)
        party = term.term if term.term not in BROAD or fold(name) == unit.shadow[term.start : term.end] else slug(name)
        yield sheet.propose("parties", {"id": party, "name": name, "kind": "category"}, unit, "stated", "recipient-kind")
        said = role(sheet, unit, (term.start, term.end), term.term)
        yield sheet.propose("discloses", {"to": party, **said, **extra}, unit, how, "recipient-kind")


def _again(words: Wordbook, unit: Unit, kind: Found) -> bool:
    """Whether a kind was named before ("these partners"), is a role ("as our processor"), or has what is named ("our partners' offers")."""
    before, after = unit.shadow[max(0, kind.start - BACK) : kind.start], unit.shadow[kind.end : kind.end + 1]
    if after == "'" or (words.language == "fi" and unit.shadow[: kind.end].endswith("na")):
        return True
    return words.says("recipients-again", before) and not any(end == len(before) for _, end, _ in words.spans("examples", before))


def _clipped(words: Wordbook, unit: Unit, spans: list[Span], term: Found) -> list[Span]:
    """The phrases of a sentence, without the verb and preposition that govern the one a term is in, nor what it says of them."""
    if unit.kind in ("cell", "heading"):
        return spans
    where = region(words, unit.shadow, (term.start, term.end), data=False)
    first = where[0] if where and where[0] <= term.start else 0
    stops = (stop for stop, _, _ in words.spans("recipients-stop", unit.shadow) if stop >= term.end)
    last = term.end if words.language == "de" else next(stops, len(unit.shadow))
    return [(max(one, first), min(other, last)) if one <= term.start < other else (one, other) for one, other in spans]


def _unknown(sheet: Sheet, unit: Unit) -> Iterator[Proposal]:
    """A kind of recipient of a list in its own words, where none is known for it."""
    words = trimmed(sheet.words, re.split(r"[:(.;]|\s-\s|, ", unit.plain.words)[0])
    if not 0 < len(words.split()) <= KIND or is_clause(sheet.words, words):
        return
    if not (sheet.words.says("data-not", unit.shadow) or sheet.words.says("purpose-starts", unit.shadow)):
        how, extra = sheet.how(unit, 0, len(unit.shadow))
        yield sheet.propose("parties", {"id": slug(words), "name": words, "kind": "category"}, unit, "stated", "recipient-other")
        stated = role(sheet, unit, (0, len(unit.shadow)))
        yield sheet.propose("discloses", {"to": slug(words), **stated, **extra}, unit, how, "recipient-other")
