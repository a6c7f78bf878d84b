"""Dated law and the tables of facts around the documents, read from CSV into ``reference/<table>`` graphs.

A fact is a row with an id, its source and the day it was read; rows carry the first and the last day they held.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from ropa.assets import asset_files, root
from ropa.errors import InputError, TermError
from ropa.graph import reference
from ropa.namespaces import DCTERMS, LAW, LOC, RDF, ROPA, SKOS, VENDOR, XSD, expand

Row = Mapping[str, str]
NAMED = ("adequacy", "safeguards", "authorities")
CLASSES = {
    "adequacy": ROPA("AdequacyDecision"),
    "safeguards": ROPA("Safeguard"),
    "territory": ROPA("TerritoryRow"),
    "authorities": ox.NamedNode(expand("eu-gdpr:DataProtectionAuthority")),
    "ages": ROPA("AgeRow"),
    "thresholds": ROPA("Threshold"),
    "dpia-lists": ROPA("AssessmentListRow"),
    "vendors": ROPA("Vendor"),
}
TEXTS = {
    "label": "label",
    "scope_code": "scopeCode",
    "instrument": "instrument",
    "ended_by": "endedBy",
    "kind": "rowKind",
    "area": "area",
    "unit": "rowUnit",
    "value": "rowValue",
    "age": "rowValue",
    "article": "articleOf",
    "exclusions": "exclusions",
    "basis": "rowBasis",
    "read": "read",
}


def read_table(entry: Traversable) -> list[Row]:
    """The rows of a CSV table.

    Raises InputError where it is not UTF-8, has no `id` column, a row without id, or an id twice.
    """
    try:
        text = entry.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=entry.name, remedy="Save the table as UTF-8.") from error
    rows: list[Row] = list(csv.DictReader(io.StringIO(text)))
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        identifier = row.get("id")
        if not identifier or identifier in seen:
            raise InputError(
                "a row without an id" if not identifier else f"the id {identifier!r} is there twice",
                where=f"{entry.name}:{number}",
                remedy="Each row has an id of its own.",
            )
        seen.add(identifier)
    return rows


def tables(workspace: Path | None = None) -> dict[str, list[Row]]:
    """All tables by name: ours, and the rows a workspace adds in ``law/`` and ``vendors.csv``; ours never change under it."""
    data = root("data")
    sources: list[tuple[str, Traversable]] = [*asset_files(data / "law", ".csv"), ("vendors", data / "vendors.csv")]
    if workspace is not None and workspace.resolve() != Path(str(data)).resolve():
        sources += list(asset_files(workspace / "law", ".csv"))
        if (workspace / "vendors.csv").is_file():
            sources.append(("vendors", workspace / "vendors.csv"))
    found: dict[str, list[Row]] = {}
    for name, entry in sources:
        if name not in CLASSES:
            raise InputError(f"law/{entry.name} is no table ropa knows", remedy="Known: " + ", ".join(sorted(CLASSES)))
        known = {row["id"] for row in found.get(name, [])}
        rows = read_table(entry)
        for row in rows:
            if row["id"] in known:
                raise InputError(f"{entry.name} repeats the id {row['id']!r} of ours", remedy="Give the row another id.")
        found.setdefault(name, []).extend(rows)
    return found


def ids(found: Mapping[str, list[Row]], *names: str) -> frozenset[str]:
    """The ids of some tables."""
    return frozenset(row["id"] for name in names for row in found.get(name, []))


def known_until(found: Mapping[str, list[Row]]) -> str:
    """The day until which the law tables are known."""
    return next(row["value"] for row in found["thresholds"] if row["id"] == "known-until")


def law_quads(found: Mapping[str, list[Row]]) -> Iterator[ox.Quad]:
    """The quads of all tables, each in its ``reference/`` graph."""
    for name, rows in found.items():
        graph = reference(name)
        for row in rows:
            node = row_iri(name, row["id"])
            triples = _vendor(row) if name == "vendors" else _law(row)
            yield ox.Quad(node, RDF("type"), CLASSES[name], graph)
            yield ox.Quad(node, DCTERMS("identifier"), ox.Literal(row["id"]), graph)
            for predicate, value in triples:
                yield ox.Quad(node, predicate, value, graph)


def row_iri(table: str, identifier: str) -> ox.NamedNode:
    """The IRI of a row: what documents name (vendors, instruments, authorities) by its id alone, the rest below its table."""
    if table == "vendors":
        return VENDOR(identifier)
    return LAW(identifier if table in NAMED else f"{table}/{identifier}")


def _law(row: Row) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    for key, name in TEXTS.items():
        if row.get(key):
            yield ROPA(name), ox.Literal(row[key])
    yield SKOS("prefLabel"), ox.Literal(_label(row))
    if row.get("source"):
        yield DCTERMS("source"), ox.Literal(row["source"])
    if row.get("scope"):
        yield ROPA("scope"), ox.Literal(row["scope"])
    for key in ("territory", "code", "country"):
        if row.get(key) and row.get("kind") != "organisation":
            yield ROPA("territory"), LOC(row[key])
    if row.get("mechanism"):
        yield ROPA("dpvTerm"), _term(row, row["mechanism"])
    for name in (row.get("criteria") or "").split():
        yield ROPA("listedWhere"), _term(row, name)
    if row.get("first_day"):
        first = _day(row, "first_day")
        yield ROPA("firstDay"), _date(first)
        yield ROPA("dayBefore"), _date(first - timedelta(days=1))
    if row.get("last_day"):
        last = _day(row, "last_day")
        yield ROPA("lastDay"), _date(last)
        yield ROPA("dayAfter"), _date(last + timedelta(days=1))


def _vendor(row: Row) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    yield SKOS("prefLabel"), ox.Literal(row["name"])
    for alias in filter(None, map(str.strip, row["aliases"].split(";"))):
        yield SKOS("altLabel"), ox.Literal(alias)
    yield ROPA("vendorKind"), ox.Literal(row["kind"])
    for key, name in (("provider", "providedBy"), ("group", "inGroup")):
        if row.get(key):
            yield ROPA(name), VENDOR(row[key])
    if row.get("contracting_entity"):
        yield ROPA("contractingEntity"), ox.Literal(row["contracting_entity"])
    for key, name in (("contracting_country", "contractingCountry"), ("seat", "seat")):
        if row.get(key):
            yield ROPA(name), LOC(row[key])
    if not row.get("contracting_country"):
        yield ROPA("contractingUnknown"), ox.Literal("true", datatype=XSD("boolean"))
    for sub in filter(None, map(str.strip, (row.get("sub_processors") or "").split(";"))):
        yield ROPA("engagesInTable"), VENDOR(sub)
    if row.get("website"):
        yield ROPA("website"), ox.Literal(row["website"])
    yield ROPA("learnt"), ox.Literal(row["learnt"])


def _label(row: Row) -> str:
    if row.get("scope_code") == "participant":
        return f"{row['scope'].partition(';')[0]} ({row['instrument']})"
    return row.get("label") or row.get("name") or row.get("what") or row.get("instrument") or row["id"]


def _term(row: Row, curie: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(expand(curie))
    except TermError as error:
        raise InputError(f"row {row['id']!r}: {error.message}", remedy=error.remedy) from error


def _day(row: Row, key: str) -> date:
    try:
        return date.fromisoformat(row[key])
    except ValueError as error:
        raise InputError(f"row {row['id']!r}: {key} {row[key]!r} is no date", remedy="Write it as 2024-12-31.") from error


def _date(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=XSD("date"))
