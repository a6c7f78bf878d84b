"""What-if: assumptions about the law, vendors and thresholds, laid over the tables and the documents of one run.

Nothing on disk changes. The grammar, over the ids of law rows, vendors and parties::

    <row> ends <date>            its last day becomes the date
    <row> starts <date>          its first day becomes the date
    <vendor> joins <row>         what goes to the vendor is shown to be within the scope of the decision or safeguard
    <vendor> leaves <row>        … is no longer shown to be
    <vendor> loses <vendor>      the first no longer engages the second
    <threshold> is <value>       e.g. ``art30-5 is 750``, ``breach-clock is 96``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ropa.errors import UsageError, nearest
from ropa.graph import ROOT, Dataset
from ropa.law import Row
from ropa.names import parties_named, party_ids
from ropa.namespaces import LAW, RDF, ROPA, XSD

ASSUMED = ox.NamedNode(ROOT + "assumed")
DATED = ("adequacy", "safeguards", "territory", "ages", "thresholds")
INSTRUMENTS = ("adequacy", "safeguards")
VERBS = ("ends", "starts", "joins", "leaves", "loses", "is")
_SENTENCE = re.compile(r"\s*(\S.*?)\s+(" + "|".join(VERBS) + r")\s+(\S.*?)\s*")
Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Assumption:
    """One sentence of the grammar: what, which verb, what it becomes."""

    subject: str
    verb: str
    value: str

    def __str__(self) -> str:
        return f"{self.subject} {self.verb} {self.value}"


def parse_assumption(text: str) -> Assumption:
    """Read one sentence. Raises UsageError where it is none of the grammar."""
    match = _SENTENCE.fullmatch(text)
    if match is None:
        remedy = 'For example "us-dpf ends 2027-01-01", "mailchimp leaves us-dpf", "harbor-ticket loses gulf-cloud" or "art30-5 is 750".'
        raise UsageError(f"--assume: {text!r} is no assumption", remedy=remedy)
    return Assumption(match[1], match[2], match[3])


def assume_tables(found: Tables, assumptions: Iterable[Assumption]) -> dict[str, list[Row]]:
    """The law tables with what is assumed of their rows; the given ones stay as they are.

    Raises UsageError for a row, a threshold or a date that does not exist.
    """
    tables = {name: list(rows) for name, rows in found.items()}
    for item in assumptions:
        if item.verb == "is":
            _change(tables, ("thresholds",), item, {"value": item.value})
        elif item.verb in ("ends", "starts"):
            day = _day(item)
            _change(tables, DATED, item, {"last_day": day, "ended_by": "assumed"} if item.verb == "ends" else {"first_day": day})
    return tables


def assume_facts(dataset: Dataset, tables: Tables, assumptions: Iterable[Assumption]) -> None:
    """Change what the documents say of vendors, before anything is inferred.

    Raises UsageError for a vendor, party, row or engagement that does not exist.
    """
    for item in assumptions:
        if item.verb in ("joins", "leaves"):
            row = _row(tables, INSTRUMENTS, item.value)
            for transfer in sorted(_transfers_to(dataset, _named(dataset, item.subject)), key=str):
                _scope(dataset, transfer, LAW(row["id"]), joins=item.verb == "joins")
        elif item.verb == "loses":
            _lose(dataset, _named(dataset, item.subject), _named(dataset, item.value), item)


def _change(tables: dict[str, list[Row]], names: tuple[str, ...], item: Assumption, changes: Mapping[str, str]) -> None:
    row = _row(tables, names, item.subject)
    name = next(name for name in names if row in tables.get(name, ()))
    tables[name] = [{**each, **changes} if each is row else each for each in tables[name]]


def _row(tables: Tables, names: tuple[str, ...], identifier: str) -> Row:
    rows = {row["id"]: row for name in names for row in tables.get(name, [])}
    if identifier not in rows:
        raise UsageError(f"--assume: no law row {identifier!r}", remedy=nearest(identifier, rows))
    return rows[identifier]


def _day(item: Assumption) -> str:
    try:
        return date.fromisoformat(item.value).isoformat()
    except ValueError as error:
        raise UsageError(f"--assume: {item.value!r} is no date ({error})", remedy="Write it as 2027-01-01.") from error


def _named(dataset: Dataset, name: str) -> frozenset[ox.NamedNode]:
    found = parties_named(dataset, name)
    if not found:
        raise UsageError(f"--assume: no vendor or party {name!r}", remedy=nearest(name, party_ids(dataset)))
    return found


def _transfers_to(dataset: Dataset, parties: Iterable[ox.NamedNode]) -> set[ox.NamedNode]:
    """The transfers to some parties, and the node that a disclosure to them would have as a transfer to clarify."""
    transfers: set[ox.NamedNode] = set()
    for party in parties:
        for path in (ROPA("recipient"), ROPA("organisation")):
            for quad in dataset.quads(None, path, party):
                if not isinstance(quad.subject, ox.NamedNode):
                    continue
                if next(dataset.quads(quad.subject, RDF("type"), ROPA("Disclosure")), None) is not None:
                    transfers.add(ox.NamedNode(quad.subject.value + "/to-clarify"))
                else:
                    transfers.add(quad.subject)
    return transfers


def _scope(dataset: Dataset, transfer: ox.NamedNode, row: ox.NamedNode, *, joins: bool) -> None:
    dataset.remove([*dataset.quads(transfer, ROPA("scopeShown")), *dataset.quads(transfer, ROPA("mechanism"), row)])
    if joins:
        true = ox.Literal("true", datatype=XSD("boolean"))
        dataset.add([ox.Quad(transfer, ROPA("scopeShown"), true, ASSUMED), ox.Quad(transfer, ROPA("mechanism"), row, ASSUMED)])


def _lose(dataset: Dataset, vendors: Iterable[ox.NamedNode], lost: Iterable[ox.NamedNode], item: Assumption) -> None:
    links = [
        quad
        for vendor in vendors
        for quad in dataset.quads(vendor, ROPA("hasEngagement"))
        if any(next(dataset.quads(quad.object, ROPA("engages"), other), None) for other in lost)
    ]
    links += [quad for vendor in vendors for other in lost for quad in dataset.quads(vendor, ROPA("engagesInTable"), other)]
    if not links:
        raise UsageError(
            f"--assume: {item.subject!r} is not recorded to engage {item.value!r}", remedy="`ropa ask sub-processors` lists who engages whom."
        )
    dataset.remove(links)
