"""Recognising headings: the words over a column, beside a row or over a section, as a field of a record.

The words are data: ``ropa:heading`` and the names of the fields in ``ontology/fields``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from ropa.documents.lexicon import normal
from ropa.fields import ACTIVITY, ENTITY, PROCESSING, fields_of

TARGETS = (
    "activity-name", "reference", "purpose", "data-subjects", "data", "discloses", "role", "transfer-to", "transfer-country", "transfers",
    "mechanism", "transfer-document", "retention", "counts-from", "measures", "legal-basis", "interest", "sources", "rights", "joint-control",
    "on-behalf-of", "processing-categories", "responsibility", "systems", "hosting", "owner", "unit", "status", "from", "until", "people",
    "review-date", "automated", "facts", "papers", "disclosure-contract", "note", "controller-name", "controller-address", "controller-email",
    "controller-phone", "contacts", "contact-kind", "document-date", "document-version",
)  # fmt: skip
"""The fields that a heading can stand for; where two share a heading, the earlier has it.

``contacts`` is the data protection officer, ``contact-kind`` the representative, ``role`` a recipient that is a processor.
"""
NAMED = (PROCESSING, ACTIVITY, ENTITY)
"""Classes whose fields' own names are headings too; those of parts of values are too short to tell."""
WITHIN = " › "
"""Between the keys of a value within another (``recipients › country``): such a heading is known whole, or not at all."""
SURE = 0.6
SHORT = 8
WHOSE = 0.75
"""The share of a heading that must be a name for the controller, for it to be hers."""
SPELLED = 0.87
ALIKE = 0.75
"""How like each word must be to that of a heading which is spelled nearly so."""
LETTERED = re.compile(r"\b(?:art\w*|gdpr|dsgvo|avg|rgpd)\s*(?:art\w*)?\s*([69])\b|\ba([69])\b")
PLURAL = re.compile(r"(?<=\w)\((\w{1,3})\)")
"""An ending in brackets: ``Pays concerné(s)``, ``Verwerker(s)``."""
CODE = re.compile(r"[a-z][\w-]*:\s?[A-Z]\w+|https?://\S+|use https?://\S+|column\s+[a-z]{1,2}", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """What a heading was taken for: a field's id, how sure (0 to 1), the number at its end, and the article it names (6 or 9)."""

    field: str
    confidence: float
    number: int | None = None
    article: str | None = None


@cache
def known() -> Mapping[str, str]:
    """Normalised headings to field ids."""
    table = fields_of()
    found: dict[str, str] = {}
    for target in TARGETS:
        field = table[target]
        for words in (*field.headings, *(field.names.values() if field.owner in NAMED else ())):
            found.setdefault(normal(words), target)
    return found


@cache
def both(heading: str) -> bool:
    """Whether a heading is one of the safeguards of transfers and of measures alike: what it means, its place in the table says."""
    table = fields_of()
    return all(normal(heading) in {normal(words) for words in table[name].headings} for name in ("mechanism", "measures"))


@cache
def names_basis(heading: str) -> bool:
    """Whether a heading names the legal basis beside what else it names: ``Zweck und Rechtsgrundlage``."""
    text = f" {normal(heading)} "
    return any(f" {words} " in text for words, target in known().items() if target == "legal-basis")


@cache
def recognise(heading: str) -> Match | None:
    """The field that a heading stands for, None where it stands for none that is known."""
    if not heading or len(heading) > 400 or is_code(heading):
        return None
    text = normal(re.split(r"\n", heading.strip())[0] if len(heading) > 120 else heading)
    numbered = re.fullmatch(r"(.*\D)\s*(\d{1,2})", text)
    number = int(numbered.group(2)) if numbered else None
    bare = numbered.group(1).strip() if numbered else text
    lettered = LETTERED.search(text)
    article = (lettered.group(1) or lettered.group(2)) if lettered else None
    unbracketed = normal(re.sub(r"[(\[].*?[)\]]|\*", " ", heading))
    unlettered = re.sub(r"^[a-g] |^\d+ ", "", text)
    several = normal(PLURAL.sub(r"\1", heading))
    for words, sure in ((text, 1.0), (bare, 0.99), (several, 0.98), (unbracketed, 0.95), (unlettered, 0.94)):
        if words in known():
            return Match(known()[words], sure, number, article)
    if WITHIN in heading:
        return _within(heading)
    if (both_say := _bilingual(heading)) is not None:
        return both_say
    if lettered and article:
        return Match("legal-basis", 0.8, number, article)
    return _contained(bare, number, whole=heading.rstrip().endswith("?")) or _spelled(bare, number)


def _within(heading: str) -> Match | None:
    """A key inside a transfer: its country, safeguard or recipient; another such heading is known whole, or not at all."""
    outer, _, inner = heading.rpartition(WITHIN)
    over, own = recognise(outer), recognise(inner)
    parts = {"transfer-country", "mechanism", "transfer-to", "transfer-document"}
    return Match(own.field, 0.9) if over and own and over.field == "transfers" and own.field in parts else None


def _bilingual(heading: str) -> Match | None:
    """A heading in two languages that both stand for one field: ``Délai / Termijn``."""
    parts = heading.split(" / ")
    found = [match for part in parts if len(parts) > 1 and (match := recognise(part)) is not None]
    one = len(found) == len(parts) and len({match.field for match in found}) == 1
    return replace(found[0], confidence=min(match.confidence for match in found)) if one else None


def _contained(text: str, number: int | None, *, whole: bool) -> Match | None:
    """The known heading that stands first in a longer one; the longest where several start there.

    In a question (`whole`) one word does not tell: ``Who is the information about?``.
    """
    best: tuple[int, int, str] | None = None
    padded = f" {text} "
    for words, target in known().items():
        if len(words) < SHORT and " " not in words and words not in ("zweck", "zwecke", "purpose", "finalita", "formal", "andamal", "doel"):
            continue
        if (whole or target == "controller-name") and " " not in words:
            continue  # ``Service responsable`` is a unit, ``Verantwortliche Abteilung`` another
        at = padded.find(f" {words} ")
        if target == "activity-name" and at > 0 and " " not in words:
            continue  # ``Ort der Verarbeitung``
        if target == "controller-name" and len(words) < WHOSE * len(text):
            continue  # ``Name and contact details of processors``
        if at >= 0 and (best is None or (at, -len(words)) < (best[0], -best[1])):
            best = (at, len(words), target)
    if best is None:
        return None
    share = best[1] / max(1, len(text))
    sure = round(min(0.9, 0.55 + 0.4 * share - 0.002 * best[0]), 2)
    return Match(best[2], sure, number) if sure >= SURE else None


def _spelled(text: str, number: int | None) -> Match | None:
    """The known heading that is spelled nearly so, word by word: ``Ort der Verarbeitung`` is not ``Art der Verarbeitung``."""
    if len(text) < SHORT:
        return None
    for close in difflib.get_close_matches(text, known(), n=3, cutoff=SPELLED):
        own, other = text.split(), close.split()
        alike = [difflib.SequenceMatcher(None, one, two).ratio() for one, two in zip(own, other, strict=False)]
        if len(own) == len(other) and min(alike) >= ALIKE:
            return Match(known()[close], round(difflib.SequenceMatcher(None, text, close).ratio() * 0.9, 2), number)
    return None


def is_code(text: str) -> bool:
    """Whether a cell holds a vocabulary term, an address or a column's letter, as a second header row does."""
    return CODE.fullmatch(text.strip()) is not None
