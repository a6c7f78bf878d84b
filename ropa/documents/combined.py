"""Columns that hold two things, or half of one: purpose and legal basis, safeguards or measures, a period and its start."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ropa.documents.cells import grounds, period, plain
from ropa.documents.headings import both, names_basis
from ropa.documents.parties import Item
from ropa.documents.slots import Column, Slot

ABROAD = ("transfers", "transfer-country", "transfer-to", "transfer-document")
WORDS = 8
"""A part of a cell with more words than this is no name of a legal basis alone."""
_PARTS = re.compile(r"\n|;|\s[-–—|/]\s|\s*\((?=[^()]*\)\s*(?:$|\n|;))")


def parted(slots: Sequence[Slot]) -> Iterator[Slot]:
    """The slots; of a purpose whose heading names the legal basis too, the parts that name a basis as slots of their own.

    ``Gestione del rapporto di lavoro - Obbligo di legge`` under ``Finalità e basi legali`` (Garante) is a purpose and Art. 6(1)(c).
    """
    for slot in slots:
        if slot.field != "purpose" or not names_basis(slot.heading):
            yield slot
            continue
        parts = [part.strip(" ().") for part in _PARTS.split(slot.text) if part.strip(" ().")]
        bases = [part for part in parts if len(part.split()) <= WORDS and grounds(part)]
        rest = [part for part in parts if part not in bases]
        yield replace(slot, text="\n".join(rest)) if bases and rest else slot
        yield from (replace(slot, field="legal-basis", text=part) for part in bases)


def settled(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns; one whose heading means the safeguard of a transfer or a security measure is what its place says.

    ``Skyddsåtgärder`` right of the transfers, or beside a column of measures, is the safeguard; else it holds the measures.
    """
    doubtful = {index for index, column in enumerate(columns) if column.field in ("mechanism", "measures") and both(column.heading)}
    measured = any(column.field == "measures" for index, column in enumerate(columns) if index not in doubtful)
    found = []
    for index, column in enumerate(columns):
        if index in doubtful:
            abroad = any(each.field in ABROAD for each in columns)
            beside = index > 0 and columns[index - 1].field in ABROAD
            column = replace(column, field="mechanism" if beside or (measured and abroad) else "measures")  # noqa: PLW2901
        found.append(column)
    return tuple(found)


def periods(slots: Sequence[Slot], starts: Sequence[Slot]) -> list[Item]:
    """The time limits of some slots; the one start of the one period that has none, from a column of its own, is its start."""
    found = [_limit(slot, text) for slot in slots for line in slot.text.split("\n") for each in line.split(";") if (text := plain(each))]
    if len(found) == 1 and len(starts) == 1 and "duration" in found[0] and "countsFrom" not in found[0]:
        found[0] |= {"countsFrom": " ".join(starts[0].text.split()), "cell": [found[0]["cell"], starts[0].at]}
    return found


def _limit(slot: Slot, text: str) -> Item:
    known = period(text)
    said = {"duration": known.duration, "bound": known.bound, "countsFrom": known.counts_from} if known.duration else {"criterion": text}
    scope = {"scope": slot.label} if slot.label and slot.label != slot.heading else {}
    return {**{key: each for key, each in said.items() if each}, **scope, "label": text, "cell": slot.at}
