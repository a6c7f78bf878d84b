"""What an extractor proposes, and the face every extractor has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ropa.reading.text import Text


@dataclass(frozen=True)
class Proposal:
    """One statement a text seems to make, for a person to confirm.

    `field` is the id of a field (``ontology/fields``) as the annotation form's key says it (``rights``, ``legal_basis``,
    ``retention``, ``discloses``, ``transfers``, ``data``, ``purpose``, ``contacts``, ``controller`` …), `value` what the form
    says there without quote and how. `start` and `end` are the evidence: the whole sentence, list item or cell in code
    points; `block` the block it is in. `how` is one of `ropa.model.MODALITIES`. `pattern` is the id of the pattern that
    found it, `confidence` that pattern's measured precision for the field and language on texts it was not tuned on, None where it was not measured.
    `activity` is the block that names the activity it belongs to (a heading about one purpose, a table row's first cell, a
    label's block), None where the text links it to none.
    """

    field: str
    value: Mapping[str, Any]
    start: int
    end: int
    block: int
    how: str
    pattern: str
    confidence: float | None = None
    activity: int | None = None


class Extractor(Protocol):
    """Anything that drafts: the pattern engine, or an adapter for a model the user runs."""

    def extract(self, text: Text) -> tuple[Proposal, ...]:
        """The proposals for a text, in the order of the text; each quote a slice of it."""
        ...

    def reads(self, language: str) -> frozenset[str]:
        """What it looks for in texts of a language: fields (``rights``), parts of them (``transfers.mechanism``), and contacts
        of a kind (``contacts.kind=dpo``)."""
        ...
