"""How a sentence says what stands in a stretch of it: stated, possible, conditional or denied."""

from __future__ import annotations

from ropa.reading.units import Unit
from ropa.reading.wordbook import Wordbook

NEAR = 110
Said = tuple[str, dict[str, str]]


def saying(words: Wordbook, unit: Unit, start: int, end: int) -> Said:
    """How ``shadow[start:end]`` is said, and in its words the condition, or what a denial is limited to (`scope`).

    A denial counts where it stands within `NEAR` characters of the stretch in the same clause, or in the introduction of a
    list: a clause ends at "except", "however", a relative clause or the next subject, and after the stretch at "to", "if", "that".
    What is denied only without consent is conditional.
    """
    condition = words.first("condition", unit.shadow)
    if condition and condition[1] > start:
        condition = None
    first, last = _clause(words, unit.shadow, start, end)
    if _unless_consent(words, unit, first, last):
        return "conditional", {}
    before = unit.shadow[max(first, condition[1] if condition else 0, start - NEAR) : end]
    after = _after(words, unit.shadow[end : min(last, end + NEAR)])
    if words.says("denied", before) or words.says("denied", after) or (unit.kind == "item" and _denies(words, unit.intro)):
        return "denied", {"scope": unit.plain.words[last:].strip(" ,.;")} if last < len(unit.shadow) - 1 else {}
    if condition:
        one, other = condition[2]["condition"]
        return "conditional", {"condition": unit.plain.words[one:other]}
    if later := words.first("condition-after", unit.shadow[end:last]):
        one, other = later[2]["condition"]
        return "conditional", {"condition": unit.plain.words[end + one : end + other].strip(" .;")}
    if words.says("possible", unit.shadow[first:end]) or (unit.kind == "item" and words.says("possible", unit.intro)):
        return "possible", {}
    return "stated", {}


def _unless_consent(words: Wordbook, unit: Unit, first: int, last: int) -> bool:
    """Whether what a clause, or the introduction of its list, denies is denied only without consent."""
    spans = words.spans("without-consent", unit.shadow)
    return any(one < last and first < other for one, other, _ in spans) or (unit.kind == "item" and words.says("without-consent", unit.intro))


def _after(words: Wordbook, shadow: str) -> str:
    """What follows in the same clause, before a word that opens another."""
    turn = words.first("turn", shadow)
    return shadow[: turn[0]] if turn else shadow


def _denies(words: Wordbook, intro: str) -> bool:
    return bool(intro) and words.says("denied", intro) and not words.says("boundary", intro) and not words.says("possible", intro)


def _clause(words: Wordbook, shadow: str, start: int, end: int) -> tuple[int, int]:
    cuts = [(one, other) for one, other, _ in words.spans("boundary", shadow)]
    first = max((other for _, other in cuts if other <= start), default=0)
    last = min((one for one, _ in cuts if one >= end), default=len(shadow))
    return first, last
