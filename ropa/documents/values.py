"""From a scalar of the form to an RDF term, as its field says; every refusal names the place and the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ropa.errors import TermError, nearest
from ropa.fields import Field
from ropa.form import Form, Place
from ropa.namespaces import DPV, LAW, LOC, ROPA, XSD, compact, expand
from ropa.vocabulary import Vocabulary

DURATION = re.compile(r"P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
COUNTRY = DPV("Country").value


@dataclass(frozen=True)
class Tables:
    """What a document may name: vendors with their names, instruments of the law tables, authorities."""

    vendors: Mapping[str, str]
    instruments: frozenset[str]
    authorities: frozenset[str]


def days(duration: str) -> int | None:
    """Days of an ISO 8601 duration, for order only: a year is 365.25 days, a month a twelfth of it.

    None where it is no duration of years, months, weeks and days.
    """
    match = DURATION.fullmatch(duration)
    if match is None:
        return None
    years, months, weeks, rest = (int(part or 0) for part in match.groups())
    return round((years + months / 12) * 365.25) + weeks * 7 + rest


@dataclass(frozen=True)
class Reader:
    """Turns scalars into terms for one form."""

    form: Form
    vocabulary: Vocabulary
    tables: Tables
    party: Callable[[str, Place], ox.NamedNode]

    def term(self, field: Field, raw: object, place: Place) -> ox.NamedNode | ox.Literal:
        """The term that a scalar stands for.

        Raises FormError, or TermError's message in one, where the field does not take it.
        """
        if not isinstance(raw, str) or not raw.strip():
            raise self.form.error(f"{field.key} wants a value", place, remedy=field.description)
        if field.reference is not None:
            return self._reference(field, raw, place)
        if field.allowed:
            return self._allowed(field, raw, place)
        if field.below is not None:
            return self._concept(field, raw, place)
        return self._literal(field, raw, place)

    def _reference(self, field: Field, raw: str, place: Place) -> ox.NamedNode:
        if field.reference == ROPA("Party").value:
            return self.party(raw, place)
        known = self.tables.authorities if field.reference != ROPA("TransferInstrument").value else self.tables.instruments
        if raw not in known:
            raise self.form.error(f"{field.key}: no row {raw!r} in the law tables", place, remedy=nearest(raw, known))
        return LAW(raw)

    def _allowed(self, field: Field, raw: str, place: Place) -> ox.NamedNode | ox.Literal:
        for term in field.allowed:
            if raw in ({term.value} if isinstance(term, ox.Literal) else {term.value, compact(term.value)}):
                return term
        raise self.form.error(
            f"{field.key}: {raw!r} is not one of its values", place, remedy=nearest(raw, [compact(term.value) for term in field.allowed])
        )

    def _concept(self, field: Field, raw: str, place: Place) -> ox.NamedNode:
        assert field.below is not None  # noqa: S101 - told apart by the caller
        if field.below == COUNTRY and re.fullmatch(r"[A-Z]{2}", raw):
            iri = LOC(raw).value
        else:
            try:
                iri = expand(raw)
            except TermError as error:
                raise self.form.error(f"{field.key}: {error.message}", place, remedy=error.remedy) from error
        if iri not in self.vocabulary:
            known = [compact(term) for term in self.vocabulary.below(field.below)]
            raise self.form.error(f"{field.key}: {raw} is no term of the profile", place, remedy=nearest(raw, known))
        if not self.vocabulary.is_below(iri, field.below):
            raise self.form.error(f"{field.key}: {raw} is not below {compact(field.below)}", place, remedy=field.description)
        return ox.NamedNode(iri)

    def _literal(self, field: Field, raw: str, place: Place) -> ox.Literal:
        datatype = field.datatype or XSD("string").value
        if field.lexical == "duration" and days(raw) is None:
            raise self.form.error(f"{field.key}: {raw!r} is no duration", place, remedy="ISO 8601, such as P36M for 36 months or P2Y for two years.")
        if datatype == XSD("date").value:
            try:
                date.fromisoformat(raw)
            except ValueError as error:
                raise self.form.error(f"{field.key}: {raw!r} is no date ({error})", place, remedy="Write it as 2024-12-31.") from error
        if datatype == XSD("integer").value and not re.fullmatch(r"-?(0|[1-9]\d*)", raw):
            raise self.form.error(f"{field.key}: {raw!r} is no whole number", place, remedy="Digits only.")
        if datatype == XSD("boolean").value and raw not in ("true", "false"):
            raise self.form.error(f"{field.key}: {raw!r} is neither true nor false", place, remedy="Write true or false.")
        return ox.Literal(raw, datatype=ox.NamedNode(datatype))
