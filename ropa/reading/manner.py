"""How a sentence says a thing: stated, possible, conditional, qualified or denied, by the cues of its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ropa.reading.packs import FieldManners, Pack, Pattern
from ropa.reading.regex import Regex
from ropa.reading.units import Unit

ORDER = ("denied", "conditional", "possible", "qualified")
Spans = Mapping[str, tuple[int, int]]


class Manner:
    """The cues of one language, compiled."""

    def __init__(self, pack: Pack, compile_one: Callable[[str, str], Regex]) -> None:
        self._manners = pack.manners
        self._cues = [(cue, compile_one(cue.find, cue.find)) for cue in sorted(pack.cues, key=lambda cue: ORDER.index(cue.how))]
        self._innocents = [compile_one(innocent.find, innocent.find) for innocent in pack.innocents]
        self._clause = compile_one(pack.clause, "clause") if pack.clause else None

    def manners(self, field: str) -> FieldManners:
        """How statements of a field are read."""
        return self._manners.get(field, FieldManners())

    def of(self, pattern: Pattern, unit: Unit, start: int, end: int) -> tuple[str, Spans]:
        """How a match says it, and what its cue names, as spans within the unit."""
        if pattern.how == "denied":
            return "denied", {}
        masked = self._masked(unit.shadow)
        first, last = self._around(masked, start, end)
        for cue, find in self._cues:
            if (cue.fields and pattern.field not in cue.fields) or cue.how not in self.manners(pattern.field).reads:
                continue
            if pattern.how and cue.how != "denied":
                continue
            whole = cue.where == "sentence"
            offset = 0 if whole else first
            match = next(find.all(masked if whole else masked[first:last]), None)
            if match:
                return cue.how, {name: (one + offset, other + offset) for name, (one, other) in match[2].items()}
            if unit.intro and find.found(self._masked(unit.intro)):
                return cue.how, {}
        return pattern.how or "stated", {}

    def _masked(self, shadow: str) -> str:
        for innocent in self._innocents:
            for start, end, _ in innocent.all(shadow):
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
