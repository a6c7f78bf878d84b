"""Names that no table knows, found by where they stand: after what gives them data, after a kind or a thing they are, in a column of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from babel import Locale

from ropa.reading.finding import Sheet
from ropa.reading.folding import fold
from ropa.reading.governed import regions
from ropa.reading.named import Named, Names
from ropa.reading.organisations import NO_NAMES
from ropa.reading.phrases import Span, phrases
from ropa.reading.units import Unit

NAME = re.compile(r"(?:[A-ZÅÄÖÜÉ0-9][\w.&'+-]*|\w+\.(?:com|io|se|fi|de|fr|net|org|eu|ai))(?:\s(?:[A-ZÅÄÖÜÉ0-9][\w.&'+-]*|of|de|for)){0,4}")
"""What a name looks like: capitals only."""
AFTER = re.compile(r"[ \"'(]{1,2}(?P<name>[A-ZÅÄÖÉ][\w&'+.-]*\w(?:\s[A-ZÅÄÖÉ][\w&'+-]*){0,3})(?![\w'-])")
"""A name right after what it is."""
ALSO = re.compile(r"(?:,|\band|\boch|\bet|\bja) (?P<name>[A-ZÅÄÖÉ][\w&'+.-]*\w(?:\s[A-ZÅÄÖÉ][\w&'+-]*){0,2}) (?:for|för|pour)\b")
"""A name that goes on after what the one before it is used for."""
NUMBERED = re.compile(r"\b\d")
CODE = re.compile(r"\b\d|\d{3}")
WORD = re.compile(r"[^\W\d_][\w'-]*")
LAW = re.compile(
    r"\b(?:act|regulation|directive|code|article|section|chapter|policy|terms|gdpr|dsgvo|rgpd|bdsg|tmg|ttdsg|tdddg|verordnung|gesetz|lag|lagen|laki|asetus"
    r"|loi|cnil|eu|eea|eu/eea|ue|eee|ewr|ees|usa|us|uk|ip|it|hr|id|pin|sms|api|ssl|tls|url|html|pdf|faq|app)\b"
)
"""Words of laws, and short capitals that are no name."""


@dataclass
class Unknown:
    """The names of a text that no table knows; `own` says of words that they are the controller's."""

    sheet: Sheet
    names: Names
    own: Callable[[str], bool]
    _columns: dict[tuple[int | None, int | None], bool] = field(default_factory=dict)

    def in_sentence(self, unit: Unit, known: list[Named]) -> Iterator[Named]:
        """The names that a sentence gives data to, or says to use, where none of the `known` stands."""
        found = {each.start: each for way in (self._after, self._in_regions) for each in way(unit, known)}
        last = 0
        for start in sorted(found):
            each = found[start]
            if start >= last and not any(one.start < each.end and start < one.end for one in known):
                yield each
                last = each.end

    def _after(self, unit: Unit, _: list[Named]) -> Iterator[Named]:
        """Right after a kind of recipient or a thing: "our payment provider Northgate", "des Dienstes Northgate"."""
        words = self.sheet.words
        kinds = self.sheet.found("recipients", unit)
        ends = [each.end for each in kinds if not _plural_noun(words.language, unit.shadow[each.start : each.end])]
        for end in {*ends, *(end for _, end, _ in words.spans("thing", unit.shadow))}:
            match = AFTER.match(unit.plain.words, end)
            if match and self._named(unit, match.start("name"), match["name"]):
                yield self._as(match.start("name"), match["name"])

    def _in_regions(self, unit: Unit, known: list[Named]) -> Iterator[Named]:
        """In what a verb of giving or using governs, and after "such as" there; in German every noun has a capital."""
        words = self.sheet.words
        if words.language == "de":
            return
        kept = [(each.start, each.end) for each in known]
        joined = {end for _, end, _ in words.spans("joins", unit.shadow)}
        every = phrases(words, unit.shadow, kept)
        for begin, end in (*regions(words, unit.shadow, data=False), *self._examples(unit)):
            address = False
            for one, other in ((one, min(other, end)) for one, other in every if begin < other and one < end):
                address = (address and one not in joined) or bool(NUMBERED.search(unit.shadow, one, other))
                if not address and not _bracketed(unit.shadow, one):
                    yield from self._phrase(unit, max(one, begin), other)
            yield from self._also(unit, end)

    def _examples(self, unit: Unit) -> Iterator[Span]:
        """What follows "such as" after a kind of recipient."""
        words = self.sheet.words
        kinds = {each.end for each in self.sheet.found("recipients", unit)}
        stops = [start for start, _, _ in words.spans("recipients-stop", unit.shadow)]
        for start, end, _ in words.spans("examples", unit.shadow):
            if kinds & {start, start - 1, start - 2}:
                yield end, next((stop for stop in stops if stop >= end), len(unit.shadow))

    def _also(self, unit: Unit, at: int) -> Iterator[Named]:
        """The next ones of "Northgate for payments, Southgate for support and Eastgate for e-mail"."""
        for match in ALSO.finditer(unit.plain.words, at):
            if self._named(unit, match.start("name"), match["name"]):
                yield self._as(match.start("name"), match["name"])

    def _phrase(self, unit: Unit, begin: int, end: int) -> Iterator[Named]:
        said = unit.plain.words[begin:end]
        small = self.sheet.words.lists["opening"] | self.sheet.words.lists["articles"]
        first = next((match for match in WORD.finditer(said) if match[0].lower() not in small), None)
        if first is None:
            return
        match = NAME.match(said, first.start())
        if match is None:
            return
        rest, name = said[match.end() :].strip(" .,*_&\"'"), match[0].rstrip(" .,&'")
        if not rest and " " not in name and said[: match.start()].lower().rstrip("' ").rsplit(" ", 1)[-1] in DEFINED:
            return
        if (not rest or (len(rest.split()) < FEW and self.sheet.words.says("thing", fold(rest)))) and self._named(unit, begin + match.start(), name):
            yield self._as(begin + match.start(), name)

    def being(self, unit: Unit, known: list[Named]) -> Iterator[Named]:
        """At the beginning of a sentence that says what it is: "Northgate is a tool for …"."""
        for _, _, groups in self.sheet.words.spans("name-is", unit.shadow):
            start, end = groups["name"]
            name = unit.plain.words[start:end]
            table = next((each for each in known if each.start == start), None)
            if table and not self.own(name):
                yield table
            elif NAME.fullmatch(name) and self._named(unit, start, name):
                yield self._as(start, name)

    def _as(self, start: int, name: str) -> Named:
        return Named(start, start + len(name), self.names.id_of(name), name)

    def _named(self, unit: Unit, start: int, name: str) -> bool:
        return self.is_name(name) and not self.own(name) and not self.sheet.found("recipients", unit, start, start + len(name))

    def is_name(self, name: str) -> bool:
        """Whether capitals are a name: no term, country, law or word that the text writes small; in German more than a noun."""
        shadow, parts = fold(name), [fold(part) for part in WORD.findall(name)]
        words, abbreviation = self.sheet.words, name.isupper() and len(name) <= SHORT
        if len(name) < 2 or not parts or abbreviation or LAW.search(shadow) or CODE.search(shadow):
            return False
        if any(each in _places(words.language) for each in (shadow, *parts)) or all(part in NO_NAMES or part in self._small for part in parts):
            return False
        if parts[0] in NO_NAMES or any(parts[0] in words.lists[each] for each in ("yours", "articles", "clause")):
            return False
        if words.terms["recipients"].find(shadow) or any(each.start == 0 for section in words.terms.values() for each in section.find(shadow)):
            return False
        return not (words.language == "de" and " " not in name and name[1:].islower() and name.endswith(NOUNS))

    def in_column(self, unit: Unit) -> bool:
        """Whether a cell stands in a column most of whose cells are names."""
        block = self.sheet.text.blocks[unit.block]
        key = block.table, block.column
        if key not in self._columns:
            cells = self.sheet.beside(unit)
            alike = sum(all(NAME.fullmatch(name) and (self.own(name) or self.is_name(name)) for name in _opening(each.plain.words)) for each in cells)
            self._columns[key] = len(cells) > 1 and alike / len(cells) > MOST
        return self._columns[key]

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that the text writes small."""
        return frozenset(fold(word) for word in WORD.findall(self.sheet.text.text) if word[0].islower())


def _bracketed(shadow: str, at: int) -> bool:
    return shadow.count("(", 0, at) > shadow.count(")", 0, at)


def _opening(words: str) -> list[str]:
    """What a cell begins with, in parts: "Northgate & Southgate (hosting)"."""
    return [part.strip(" *_.") for part in re.split(r"\s[&/+]\s|,\s", re.split(r"\s*[(:]|\s-\s", words.strip(" *_.|"))[0])]


def _plural_noun(language: str, kind: str) -> bool:
    return language == "de" and kind.endswith(("en", "ern"))


@cache
def _places(language: str) -> frozenset[str]:
    """The names of countries and months in a language and in English, folded."""
    found: set[str] = set()
    for code in {language, "en"}:
        locale = Locale(code)
        found.update(fold(name) for name in locale.territories.values())
        found.update(fold(name) for name in locale.months["format"]["wide"].values())
    return frozenset(found)


NOUNS = ("ung", "heit", "keit", "schaft", "ation", "er", "ern", "en", "e", "em", "es", "nis", "tum", "ling", "ment", "ist", "zweck", "recht", "mail")
"""What German nouns often end with."""
DEFINED = frozenset(("the", "our", "your", "a", "an", "le", "la", "les", "l", "un", "une", "notre", "votre", "nos", "vos"))
"""Before a capital word these make it a word that the notice defines ("the Summary"), and no name."""
FEW, MOST, SHORT = 4, 0.6, 4
"""How many words may follow a name in its phrase; how much of a column of names are names; how many letters an abbreviation has."""
