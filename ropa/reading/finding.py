"""What the finders of the open fields share: a text read once, the terms in its sentences, and what they propose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from ropa.namespaces import compact, expand
from ropa.reading.continued import continued
from ropa.reading.elided import with_elided
from ropa.reading.folding import fold
from ropa.reading.lexicon import Found, Tokens
from ropa.reading.named import Named, Names
from ropa.reading.phrases import Span, around, label, phrases
from ropa.reading.places import Places
from ropa.reading.proposals import Proposal
from ropa.reading.saying import Said, saying
from ropa.reading.text import Text
from ropa.reading.units import Unit, units
from ropa.reading.wordbook import TOPS, Wordbook
from ropa.vocabulary import vocabulary

MANY = 60


@dataclass
class Sheet:
    """A text and its words: its sentences, what each is about, and the terms in them."""

    text: Text
    words: Wordbook
    places: Places = field(init=False)
    units: tuple[Unit, ...] = field(init=False)
    _found: dict[tuple[str, int, int], list[Found]] = field(default_factory=dict)
    _tokens: dict[int, Tokens] = field(default_factory=dict)
    _named: dict[tuple[int, int, int], list[Named]] = field(default_factory=dict)
    _lists: dict[tuple[str, int | None, int | None, int | None], list[Unit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = Places(self.text, self.words)
        self.text = continued(self.text, places.names, places.fills)
        self.places = Places(self.text, self.words)
        self.units = units(self.text)

    def found(self, section: str, unit: Unit, begin: int = 0, end: int | None = None) -> list[Found]:
        """The terms of a section of the words in a sentence, or in the stretch of its shadow from `begin` to `end`."""
        key = section, unit.block, unit.start
        if key not in self._found:
            lexicon = self.words.terms[section]
            found = lexicon.find(unit.shadow, self.tokens(unit))
            self._found[key] = with_elided(self.words, lexicon, unit.shadow, found) if section in ("data", "recipients") else found
        last = len(unit.shadow) if end is None else end
        return [each for each in self._found[key] if begin <= each.start and each.end <= last]

    def stated(self, section: str, unit: Unit) -> list[Found]:
        """The terms of a section in a sentence, without those in a leading "if …": they are supposed, not said."""
        condition = self.words.first("condition", unit.shadow)
        return self.found(section, unit, condition[1] if condition else 0)

    def heading(self, block: int) -> int | None:
        """The heading that a block stands under."""
        return next((each for each in self.text.above(block) if self.text.blocks[each].kind == "heading"), None)

    def tokens(self, unit: Unit) -> Tokens:
        """The words of a sentence."""
        if unit.start not in self._tokens:
            self._tokens[unit.start] = Tokens.of(unit.shadow)
        return self._tokens[unit.start]

    def named(self, names: Names, unit: Unit) -> list[Named]:
        """The names in a sentence."""
        key = id(names), unit.block, unit.start
        if key not in self._named:
            self._named[key] = names.find(unit.plain.words, unit.shadow, self.tokens(unit), self.words.lists["opening"])
        return self._named[key]

    def beside(self, unit: Unit) -> list[Unit]:
        """The members of the list or column that an item or cell is in, at most `MANY`."""
        if not self._lists:
            for each in self.units:
                block = self.text.blocks[each.block]
                self._lists.setdefault((block.kind, block.parent, block.table, block.column), []).append(each)
        block = self.text.blocks[unit.block]
        return self._lists[block.kind, block.parent, block.table, block.column][:MANY]

    def phrases(self, unit: Unit, kept: list[Found]) -> list[Span]:
        """The phrases of a sentence, none of the terms in `kept` cut."""
        return phrases(self.words, unit.shadow, [(each.start, each.end) for each in kept])

    def label(self, unit: Unit, spans: list[Span], term: Found, limit: int = 9) -> str:
        """The document's words for a term: the phrase it is in."""
        core = term.start, term.end
        return label(self.words, unit.plain.words, around(spans, *core), core, limit)

    def how(self, unit: Unit, start: int, end: int) -> Said:
        """How a sentence says what stands in ``shadow[start:end]``, and the words of a condition."""
        return saying(self.words, unit, start, end)

    def propose(self, name: str, value: Mapping[str, Any], unit: Unit, how: str, pattern: str) -> Proposal:
        """A proposal whose evidence is the sentence."""
        return Proposal(name, value, unit.start, unit.end, unit.block, how, f"{self.words.language}-{pattern}")


def once(sheet: Sheet, proposals: Iterator[Proposal]) -> list[Proposal]:
    """Each statement once in its activity and in its row of a table, under its heading, or the list item that stands over text as one does.

    To whom data go is said once in a sentence: another sentence is further evidence.
    What a sentence says a purpose is, where a list, column or heading there has its term, is further evidence of that one.
    """
    found: dict[tuple[Any, ...], Proposal] = {}
    terms: dict[tuple[Any, ...], Proposal] = {}
    for each in proposals:
        block = sheet.text.blocks[each.block]
        where = (block.table, block.row) if block.kind == "cell" else each.block if block.kind == "heading" else sheet.places.head(each.block)
        place = each.field, each.activity, where if each.activity is None else None, each.how == "denied"
        if each.field == "purpose" and each.value["value"] != TOPS["purpose"]:
            first = terms.setdefault((*place, each.value["value"]), each)
            if first is not each and each.pattern.endswith("-said"):
                if first.how != each.how or first.start == each.start:
                    continue
                found.setdefault((*place, where, each.start, _words(first)), replace(each, value=first.value))
                continue
        sentence = each.start if each.field in ("parties", "discloses") else None
        found.setdefault((*place, where, sentence, _words(each)), each)
    return list(found.values())


def _words(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """What a proposal says, in one way for the same words."""
    return tuple(sorted((name, fold(str(value))) for name, value in proposal.value.items()))


def narrowest(terms: list[Found]) -> list[Found]:
    """Terms without those that another of them is below: of marketing and direct marketing, direct marketing."""
    names = {each.term for each in terms}
    broad = {one for one in names for other in names if one != other and one in _above(other)}
    return [each for each in terms if each.term not in broad]


@cache
def _above(term: str) -> frozenset[str]:
    """The terms above a term."""
    broader = vocabulary().broader
    seen: set[str] = set()
    todo = [expand(term)]
    while todo:
        more = broader.get(todo.pop(), frozenset()) - seen
        seen |= more
        todo.extend(more)
    return frozenset(compact(iri) for iri in seen)
