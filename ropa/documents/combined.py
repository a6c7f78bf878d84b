"""Columns that hold two things: purpose and legal basis under one heading, and headings that stand for two fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ropa.documents.cells import grounds
from ropa.documents.headings import both, names_basis
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
