"""The pattern engine: matches the patterns of a language against the sentences of a text.

Matching is by RE2, whose time is linear in the text whatever the pattern says; a filter on the patterns' literal words
picks the few that a sentence can match at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ropa.errors import InputError
from ropa.reading.folding import fold_pattern
from ropa.reading.manner import Manner
from ropa.reading.packs import Pack, Part, Pattern, filled, packs, precision, template_groups
from ropa.reading.proposals import Proposal
from ropa.reading.regex import Regex, compiled, prefilter
from ropa.reading.text import Text
from ropa.reading.units import Unit, units
from ropa.reading.values import READERS, Reader


@dataclass(frozen=True)
class PatternEngine:
    """The `Extractor` that ships: patterns by language, and their measured precision."""

    packs: Mapping[str, Pack]
    precision: Mapping[str, float]

    @classmethod
    def of(cls, workspace: Path | None = None) -> PatternEngine:
        """The engine of our packs and a workspace's. Raises InputError for a pack that is broken."""
        return cls(packs(workspace), precision())

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """The proposals for a text, in its order. A language without a pack gives none."""
        if text.language not in self.packs:
            return ()
        matcher = self._matchers.setdefault(text.language, Matcher(self.packs[text.language]))
        found: dict[tuple[Any, ...], Proposal] = {}
        for unit in units(text, matcher.abbreviations):
            for pattern, value, how in matcher.statements(text.text[unit.start : unit.end], unit):
                key = (pattern.field, tuple(sorted(value.items())), unit.start)
                proposal = Proposal(pattern.field, value, unit.start, unit.end, unit.block, how, pattern.id, self.precision.get(pattern.id))
                found.setdefault(key, proposal)
        return tuple(sorted(found.values(), key=lambda item: (item.start, item.end, item.field, item.pattern, sorted(item.value.items()))))

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
        self._finds = [self._compiled(pattern.find, pattern.id) for pattern in pack.patterns]
        self._gates = [self._gate(pattern) for pattern in pack.patterns]
        self._filter = prefilter([find.source for find in self._finds])
        self._parts = [(part, self._compiled(_placed(part), part.find)) for part in pack.parts]
        self.manner = Manner(pack, self._compiled)
        self.abbreviations = frozenset(word.lower().rstrip(".") for word in pack.abbreviations)
        for pattern, find in zip(pack.patterns, self._finds, strict=True):
            _check_groups(pattern.value, find, pattern.id)
        for part, find in self._parts:
            _check_groups(part.value, find, part.find)

    def statements(self, words: str, unit: Unit) -> Iterator[tuple[Pattern, dict[str, str], str]]:
        """What a unit says: the pattern, its value, and how it is said."""
        for hit in _winners(list(self.hits(unit))):
            value = self._value(hit.pattern.value, hit.groups, words)
            if value is None:
                continue
            how, said = self.manner.of(hit.pattern, unit, hit.start, hit.end)
            if how == "denied" and hit.pattern.how != "denied" and self.manner.manners(hit.pattern.field).denied == "drop":
                continue
            for part, find in self._parts:
                if part.field == hit.pattern.field and all(value.get(key) == text for key, text in part.when.items()):
                    for key, text in self._added(part, find, hit, unit, words).items():
                        value.setdefault(key, text)
            for key, (start, end) in said.items():
                if key not in value and (read := self.reader.words(words[start:end])):
                    value[key] = read
            yield hit.pattern, value, how

    def hits(self, unit: Unit) -> Iterator[Hit]:
        """Every match of a pattern whose gates are open, in the order of the packs."""
        for number in self._filter(unit.shadow):
            pattern = self._pack.patterns[number]
            if unit.kind not in pattern.kinds or not self._open(number, unit):
                continue
            for start, end, groups in self._finds[number].all(unit.shadow):
                yield Hit(pattern, start, end, groups)

    def _open(self, number: int, unit: Unit) -> bool:
        under, cue, unless = self._gates[number]
        if unless and unless.found(unit.shadow):
            return False
        if cue and not (cue.found(unit.shadow) or cue.found(unit.intro)):
            return False
        return not under or any(under.found(words) for words in unit.under)

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

    def _gate(self, pattern: Pattern) -> tuple[Regex | None, ...]:
        return tuple(self._compiled(gate, pattern.id) if gate else None for gate in (pattern.under, pattern.cue, pattern.unless))

    def _compiled(self, pattern: str, where: str) -> Regex:
        return compiled(fold_pattern(self._pack.expanded(pattern, self.reader.macros, where)), where)


def _placed(part: Part) -> str:
    ends = {"before": (r"(?:", r")\s*$"), "after": (r"^\s*(?:", r")"), "sentence": (r"(?:", r")")}[part.where]
    return part.find.join(ends)


def _check_groups(value: Mapping[str, str], find: Regex, where: str) -> None:
    for group, reader in template_groups(value):
        if group not in find.groups:
            raise InputError(f"its value names {{{group}}}, which its find has no group of", where=where, remedy=f"Add (?P<{group}>…).")
        if reader not in READERS:
            raise InputError(f"no reader {reader!r}", where=where, remedy="Known: " + ", ".join(READERS))


def _winners(hits: list[Hit]) -> list[Hit]:
    """The hits that no hit of the same field and a higher priority overlaps."""
    return [hit for hit in hits if not any(_shuts_out(other, hit) for other in hits)]


def _shuts_out(other: Hit, hit: Hit) -> bool:
    stronger = other.pattern.field == hit.pattern.field and other.pattern.priority > hit.pattern.priority
    return stronger and other.start < hit.end and hit.start < other.end
