"""The role that a text gives a recipient (Art. 4(7), 4(8), 4(10)): only where its clause, column or list states it."""

from __future__ import annotations

import re

from ropa.reading.finding import Sheet
from ropa.reading.phrases import Span, opens
from ropa.reading.units import Unit
from ropa.reading.wordbook import Wordbook

ROLES = ("processor", "controller", "third-party")
INDEPENDENT = frozenset(
    (
        "authorities", "courts", "law-enforcement", "tax-authorities", "social-security-institutions", "bailiffs", "banks",
        "financial-institutions", "insurers", "advisers", "lawyers", "notaries", "tax-advisers", "auditors", "debt-collectors",
        "credit-agencies", "other-users", "customers", "employers", "public", "media", "people", "buyers-of-business",
    )
)
"""Kinds that a sentence about processors does not make processors."""
BRACKET = re.compile(r"\([^()]*\)")


def role(sheet: Sheet, unit: Unit, span: Span, kind: str = "") -> dict[str, str]:
    """The role of a recipient of a `kind` that stands at `span` of a sentence; empty where none is stated."""
    if kind == "third-parties":
        return {"role": "third-party"}
    if kind in INDEPENDENT:
        return {}
    first, last = _segment(sheet.words, unit.shadow, span)
    led = unit.kind in ("item", "cell") or unit.start == sheet.text.blocks[unit.block].start
    for shadow, roles in ((unit.shadow[first:last], ROLES[:2]), (unit.intro if led else "", ROLES)):
        for each in roles:
            if shadow and sheet.words.says(each, shadow):
                return {"role": each}
    return {}


def _segment(words: Wordbook, shadow: str, span: Span) -> Span:
    """The part of a sentence around a recipient, between commas that no bracket, example or relative clause follows."""
    start, end = span
    bare = BRACKET.sub(lambda match: "_" * len(match[0]), shadow)
    examples = {one for one, _, _ in words.spans("examples", shadow)}
    cuts = [at for at, sign in enumerate(bare) if sign in ",;" and not examples & {at, at + 1} and not opens(words, shadow[at:], "relatives")]
    first = max((at + 1 for at in cuts if at < start), default=0)
    last = min((at for at in cuts if at >= end), default=len(shadow))
    colon = shadow.rfind(":", 0, start)
    return (0 if 0 <= colon < start else first), last
