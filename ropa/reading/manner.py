"""How a sentence says a thing: stated, possible, conditional, qualified or denied, by the cues of its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ropa.reading.packs import Cue, FieldManners, Pack, Pattern
from ropa.reading.regex import Regex
from ropa.reading.units import Unit

ORDER = ("denied", "conditional", "possible", "qualified")
Spans = Mapping[str, tuple[int, int]]


class Manner:
    """The cues of one language, compiled."""

    def __init__(self, pack: Pack, compile_one: Callable[[str, str], Regex]) -> None:
        self._manners = pack.manners
        self._cues = [(cue, compile_one(cue.find, cue.find)) for cue in sorted(pack.cues, key=lambda cue: ORDER.index(cue.how))]
        self._innocents = [(innocent, compile_one(innocent.find, innocent.find)) for innocent in pack.innocents]
        self._named = {(cue.how, field) for cue in pack.cues for field in cue.fields}
        self._clause = compile_one(pack.clause, "clause") if pack.clause else None

    def manners(self, field: str) -> FieldManners:
        """How statements of a field are read."""
        return self._manners.get(field, FieldManners())

    def of(self, pattern: Pattern, unit: Unit, start: int, end: int) -> tuple[str, Spans]:
        """How a match says it, and what its cue names, as spans within the unit."""
        if pattern.how == "denied":
            return "denied", {}
        first, last = self._around(unit.shadow, start, end)
        spared = self._masked(unit.shadow, pattern.field)
        for cue, find in self._cues:
            if not self._counts(cue, pattern):
                continue
            whole = cue.where == "sentence"
            offset = 0 if whole else first
            words = spared if cue.how == "denied" else unit.shadow
            match = next(find.all(words if whole else words[first:last]), None)
            if match:
                return cue.how, {name: (one + offset, other + offset) for name, (one, other) in match[2].items()}
            if unit.intro and find.found(self._masked(unit.intro, pattern.field) if cue.how == "denied" else unit.intro):
                return cue.how, {}
        return pattern.how or "stated", {}

    def _counts(self, cue: Cue, pattern: Pattern) -> bool:
        """Whether a cue is for a pattern's field: a field that cues of a kind name is read by those alone."""
        named = pattern.field in cue.fields if (cue.how, pattern.field) in self._named else not cue.fields
        return named and cue.how in self.manners(pattern.field).reads and (not pattern.how or cue.how == "denied")

    def _masked(self, shadow: str, field: str) -> str:
        for innocent, find in self._innocents:
            for start, end, _ in find.all(shadow) if not innocent.fields or field in innocent.fields else ():
                shadow = shadow[:start] + "_" * (end - start) + shadow[end:]
        return shadow

    def _around(self, shadow: str, start: int, end: int) -> tuple[int, int]:
        """The clause, or the clauses, that a match is in."""
        if self._clause is None:
            return 0, len(shadow)
        cuts = [(one, other) for one, other, _ in self._clause.all(shadow)]
        first = max((other for one, other in cuts if other <= start), default=0)
        last = min((one for one, other in cuts if one >= end), default=len(shadow))
        return first, last
