"""The pattern engine: matches the patterns of a language against the sentences of a text.

Matching is by RE2, whose time is linear in the text whatever the pattern says; a filter on the patterns' literal words
picks the few that a sentence can match at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ropa.errors import InputError
from ropa.reading.details import gathered
from ropa.reading.folding import fold_pattern
from ropa.reading.manner import Manner
from ropa.reading.packs import Pack, Part, Pattern, expanded, filled, packs, precision, template_groups
from ropa.reading.proposals import Proposal
from ropa.reading.regex import Regex, compiled, prefilter
from ropa.reading.text import Text
from ropa.reading.units import Unit, units
from ropa.reading.values import READERS, Reader


class Statement(NamedTuple):
    """What a sentence says by one pattern: the value, how it is said, and where in the sentence the match starts."""

    pattern: Pattern
    value: dict[str, str]
    how: str
    start: int



@dataclass(frozen=True)
class PatternEngine:
    """The `Extractor` that ships: patterns by language, and their measured precision."""

    packs: Mapping[str, Pack]
    precision: Mapping[tuple[str, str, str], float]

    @classmethod
    def of(cls, workspace: Path | None = None) -> PatternEngine:
        """The engine of our packs and a workspace's. Raises InputError for a pack that is broken."""
        return cls(packs(workspace), precision())

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """The proposals for a text, in its order. A language without a pack gives none."""
        if text.language not in self.packs:
            return ()
        matcher = self._matcher(text.language)
        found: dict[tuple[Any, ...], Proposal] = {}
        every = tuple(units(text))
        said = [_fullest(list(matcher.statements(unit))) for unit in every]
        stops = frozenset(number for number, statements in enumerate(said) if any(one.pattern.gather for one in statements))
        for number, (unit, statements) in enumerate(zip(every, said, strict=True)):
            for pattern, value, how, start in statements:
                details, last = gathered(pattern.gather, every, number, start, stops) if pattern.gather else ({}, number)
                full = {**details, **value}
                key = (pattern.field, tuple(sorted(full.items())), unit.start)
                end = max(unit.end, every[last].end)
                sure = self.precision.get((pattern.id, pattern.field, text.language))
                found.setdefault(key, Proposal(pattern.field, full, unit.start, end, unit.block, how, pattern.id, sure))
        settled = _settled(list(found.values()), {pattern.id for pattern in matcher.patterns if pattern.priority < 0})
        return tuple(sorted(settled, key=lambda item: (item.start, item.end, item.field, item.pattern, sorted(item.value.items()))))

    def reads(self, language: str) -> frozenset[str]:
        """The fields and parts of fields that the patterns of a language can find."""
        pack = self.packs.get(language)
        if pack is None:
            return frozenset()
        found = {pattern.field for pattern in pack.patterns}
        for name, value in [(each.field, each.value) for each in pack.patterns] + [(each.field, each.value) for each in pack.parts]:
            found |= {f"{name}.{key}" for key in value} | ({f"{name}.kind={value['kind']}"} if "kind" in value else set())
        return frozenset(found | {f"{each.field}.{key}" for each in pack.patterns for key in each.gather})

    def _matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            self._matchers[language] = Matcher(self.packs[language])
        return self._matchers[language]

    @cached_property
    def _matchers(self) -> dict[str, Matcher]:
        return {}


@dataclass(frozen=True)
class Hit:
    """Where a pattern matches in a unit: the span within the unit, and the span of each group that took part."""

    pattern: Pattern
    start: int
    end: int
    groups: Mapping[str, tuple[int, int]]


class Matcher:
    """The compiled patterns of one language. Raises InputError for one that does not compile or names an unknown group."""

    def __init__(self, pack: Pack) -> None:
        self.reader = Reader(pack)
        self._pack = pack
        self.patterns = pack.patterns
        self._fragments = {name: fold_pattern(words) for name, words in {**self.reader.macros, **pack.words}.items()}
        self._finds = [self._compiled(pattern.find, pattern.id) for pattern in pack.patterns]
        self._gates = [self._gate(pattern) for pattern in pack.patterns]
        self._filter = prefilter([find.source for find in self._finds])
        self._parts = [(part, self._compiled(_placed(part), part.find)) for part in pack.parts]
        self.manner = Manner(pack, self._compiled)
        for pattern, find in zip(pack.patterns, self._finds, strict=True):
            _check_groups(pattern.value, find, pattern.id)
        for part, find in self._parts:
            _check_groups(part.value, find, part.find)

    def statements(self, unit: Unit) -> Iterator[Statement]:
        """What a unit says: the pattern, its value, and how it is said."""
        words = unit.plain.words
        for hit in _winners(list(self.hits(unit))):
            value = self._value(hit.pattern.value, hit.groups, words)
            if value is None:
                continue
            how, said = self.manner.of(hit.pattern, unit, hit.start, hit.end)
            if how == "denied" and hit.pattern.how != "denied" and self.manner.manners(hit.pattern.field).denied == "drop":
                continue
            for part, find in self._parts:
                if part.field == hit.pattern.field and _agrees(value, part.when):
                    for key, text in self._added(part, find, hit, unit, words).items():
                        value.setdefault(key, text)
            for key, (start, end) in said.items():
                if key not in value and (read := self.reader.words(words[start:end])):
                    value[key] = read
            yield Statement(hit.pattern, value, how, hit.start)

    def hits(self, unit: Unit) -> Iterator[Hit]:
        """Every match of a pattern whose gates are open, in the order of the packs."""
        seen: dict[str, bool] = {}
        for number in self._filter(unit.shadow):
            pattern, gates = self._pack.patterns[number], self._gates[number]
            if unit.kind not in pattern.kinds or not _within(gates["cue"], (unit.shadow, unit.intro), seen):
                continue
            found = list(self._finds[number].all(unit.shadow))
            if found and self._open(gates, unit):
                yield from (Hit(pattern, start, end, groups) for start, end, groups in (found[:1] if pattern.once else found))

    def _open(self, gates: Mapping[str, Regex | None], unit: Unit) -> bool:
        under, near, not_under, unless = gates["under"], gates["near"], gates["not_under"], gates["unless"]
        if unless and unless.found(unit.shadow):
            return False
        if near and not any(near.found(words) for words in unit.under[:1]):
            return False
        if not_under and any(not_under.found(words) for words in unit.under):
            return False
        return not under or any(under.found(words) for words in (*unit.under, *unit.beside))

    def _value(self, templates: Mapping[str, str], groups: Mapping[str, tuple[int, int]], words: str) -> dict[str, str] | None:
        read = {
            (group, reader): self.reader.read(reader, words[groups[group][0] : groups[group][1]])
            for group, reader in template_groups(templates)
            if group in groups
        }
        if any(value is None for value in read.values()):
            return None
        return {key: text for key, template in templates.items() if (text := filled(template, read)) is not None}

    def _added(self, part: Part, find: Regex, hit: Hit, unit: Unit, words: str) -> dict[str, str]:
        offset = hit.end if part.where == "after" else 0
        shadow = unit.shadow[: hit.start] if part.where == "before" else unit.shadow[offset:]
        match = next(find.all(shadow), None)
        if match is None:
            return {}
        groups = {name: (start + offset, end + offset) for name, (start, end) in match[2].items()}
        return self._value(part.value, groups, words) or {}

    def _gate(self, pattern: Pattern) -> dict[str, Regex | None]:
        gates = {"under": pattern.under, "near": pattern.near, "not_under": pattern.not_under, "cue": pattern.cue, "unless": pattern.unless}
        return {name: self._compiled(gate, pattern.id) if gate else None for name, gate in gates.items()}

    def _compiled(self, pattern: str, where: str) -> Regex:
        return compiled(expanded(fold_pattern(pattern), self._fragments, where), where)


def _agrees(value: Mapping[str, str], when: Mapping[str, str]) -> bool:
    return all(key in value and text in ("*", value[key]) for key, text in when.items())


def _placed(part: Part) -> str:
    ends = {"before": (r"(?:", r")\s*$"), "after": (r"^\s*(?:", r")"), "sentence": (r"(?:", r")")}[part.where]
    return part.find.join(ends)


def _check_groups(value: Mapping[str, str], find: Regex, where: str) -> None:
    for group, reader in template_groups(value):
        if group not in find.groups:
            raise InputError(f"its value names {{{group}}}, which its find has no group of", where=where, remedy=f"Add (?P<{group}>…).")
        if reader not in READERS:
            raise InputError(f"no reader {reader!r}", where=where, remedy="Known: " + ", ".join(READERS))


def _settled(found: list[Proposal], last_resort: set[str]) -> list[Proposal]:
    """Without what patterns of the last resort found, but for the first in a field that nothing else was found for."""
    fields = {one.field for one in found if one.pattern not in last_resort}
    kept: list[Proposal] = []
    for one in sorted(found, key=lambda item: item.start):
        if one.pattern not in last_resort or one.field not in fields:
            kept.append(one)
            fields |= {one.field} if one.pattern in last_resort else set()
    return kept


def _within(gate: Regex | None, shadows: Sequence[str], seen: dict[str, bool]) -> bool:
    """Whether a gate is open or its words are in one of the shadows; `seen` remembers it for the patterns that share the gate."""
    if gate is None:
        return True
    if gate.source not in seen:
        seen[gate.source] = any(gate.found(shadow) for shadow in shadows)
    return seen[gate.source]


def _fullest(said: list[Statement]) -> list[Statement]:
    """What a sentence says, without what says less of the same field than another in it."""
    return [
        one for one in said if not any(other.pattern.field == one.pattern.field and one.value.items() < other.value.items() for other in said)
    ]


def _winners(hits: list[Hit]) -> list[Hit]:
    """The hits that no hit of the same field and a higher priority overlaps."""
    return [hit for hit in hits if not any(_shuts_out(other, hit) for other in hits)]


def _shuts_out(other: Hit, hit: Hit) -> bool:
    stronger = other.pattern.field == hit.pattern.field and other.pattern.priority > hit.pattern.priority
    return stronger and other.start < hit.end and hit.start < other.end
