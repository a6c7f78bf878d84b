"""The tables of docs/boundaries.md, reproduced: what ``check`` finds on both sides of each day on which the law moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from ropa.check import check, read_rules
from ropa.graph import reference
from ropa.infer.rules import infer_dated
from ropa.law import tables
from ropa.model import Clocks, Finding
from ropa.namespaces import LAW, ROPA, XSD
from ropa.register import Register
from tests.conftest import EXAMPLE

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent / "docs" / "boundaries.md"
REGISTER_ON = date(2026, 11, 2)
APPLIES = date(2018, 5, 25)
DATED = ("transfer-covered", "transfer-instrument-in-force", "transfer-instrument-replaced", "transfer-scope-shown", "decision-later-invalid")
NEEDED = ("transfer-judged", "transfer-instrument")
"""The closed inferences that the rules of the day read; leaving the others out makes a day ten times faster."""
ROW = re.compile(r"^\| `([\w-]+)` \| (\d{4}-\d\d-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TRANSFER = re.compile(r"`([\w-]+)` to `([\w-]+)`")
LINES = """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX ropa: <https://w3id.org/ropa#>
SELECT ?activity ?to ?line WHERE { ?st rdf:predicate ropa:hasTransfer ; rdf:subject ?activity ; rdf:object ?t ; ropa:writtenAt ?line . ?t ropa:recipient ?r . ?r dcterms:identifier ?to }"""
Transfer = tuple[str, str]
Found = dict[Transfer, frozenset[str]]


def rows(heading: str) -> list[tuple[str, ...]]:
    """The rows of the table below a heading of the page."""
    return ROW.findall(PAGE.read_text(encoding="utf-8").split(f"\n## {heading}")[1].split("\n## ")[0])


def transfer_of(cell: str) -> Transfer:
    match = TRANSFER.fullmatch(cell)
    assert match is not None, cell
    return match[1], match[2]


BEFORE = [(row, date.fromisoformat(day), date.fromisoformat(after)) for row, day, after, *_rest in rows("Before the GDPR")]
MOVES = [(row, date.fromisoformat(day), transfer_of(transfer), frozenset(re.findall(r"`([\w-]+)`", finding)))
         for heading in ("Since the GDPR", "Safeguards that begin or end") for row, day, transfer, finding, _why in rows(heading)]  # fmt: skip
PAIRS = sorted({day for _row, day, *_rest in MOVES if (day + timedelta(days=1)) in {other for _row, other, *_rest in MOVES}})


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.open(EXAMPLE, Clocks(REGISTER_ON, REGISTER_ON))


def finder(register: Register) -> Callable[[date], Found]:
    """The rules of the day that find something, by transfer of the register."""
    rules = [rule for rule in read_rules() if rule.id in DATED]
    inferences = [item for item in register.inferences if item.phase != "closed" or item.id in NEEDED]
    lines = {
        str(row["line"].value): (str(row["activity"].value).rsplit("/", 1)[1], str(row["to"].value)) for row in register.dataset.select(LINES)[1]
    }

    @cache
    def found(day: date) -> Found:
        clocks = Clocks(day, REGISTER_ON)
        infer_dated(register.dataset, inferences, clocks, "gdpr")
        report = check(register.dataset, rules, clocks, register.law_known_until, "gdpr", register.labels())
        out: Found = {}
        for item in report.findings:
            transfer = lines[f"{item.file}:{item.line}"]
            out[transfer] = out.get(transfer, frozenset()) | {item.rule}
        return out

    return found


@pytest.fixture(scope="module")
def on(register: Register) -> Callable[[date], Found]:
    return finder(register)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move[0]}-{move[1]}-{move[2][1]}")
def test_a_day_finds_what_the_page_says(on: Callable[[date], Found], move: tuple[str, date, Transfer, frozenset[str]]) -> None:
    _row, day, transfer, expected = move
    assert on(day).get(transfer, frozenset()) == expected


@pytest.mark.parametrize("day", PAIRS, ids=str)
def test_no_other_transfer_moves_on_that_day(on: Callable[[date], Found], day: date) -> None:
    before, after = on(day), on(day + timedelta(days=1))
    moved = {transfer for transfer in {*before, *after} if before.get(transfer) != after.get(transfer)}
    assert moved <= {transfer for _row, at, transfer, _expected in MOVES if at == day}


@pytest.mark.parametrize("day", sorted({day for _row, *days in BEFORE for day in days}), ids=str)
def test_before_the_gdpr_a_boundary_is_no_finding(on: Callable[[date], Found], day: date) -> None:
    assert day < APPLIES
    assert on(day) == {}


@pytest.mark.parametrize(("day", "silent"), [(date(2016, 1, 1), True), (APPLIES - timedelta(days=1), True), (APPLIES, False)], ids=str)
def test_before_the_gdpr_no_rule_finds_anything(register: Register, day: date, *, silent: bool) -> None:
    clocks = Clocks(day, REGISTER_ON)
    infer_dated(register.dataset, register.inferences, clocks, "gdpr")
    found: tuple[Finding, ...] = check(register.dataset, read_rules(), clocks, register.law_known_until, "gdpr", register.labels()).findings
    assert (found == ()) == silent


def test_every_boundary_of_the_table_of_decisions_is_on_the_page() -> None:
    """Each first day, and each day after a last one, with the day before it."""
    told = {(row, day) for row, *days in BEFORE for day in days} | {(row, day) for row, day, *_rest in MOVES}
    wanted = set()
    for row in tables()["adequacy"]:
        if "no test" not in row["read"]:
            days = [date.fromisoformat(row["first_day"])] + ([date.fromisoformat(row["last_day"]) + timedelta(days=1)] if row["last_day"] else [])
            wanted |= {(row["id"], day - timedelta(days=back)) for day in days for back in (0, 1)}
    assert wanted <= told


def test_if_the_framework_fell_these_transfers_would_lose_their_footing() -> None:
    """What a further row of the law would do, on a dataset of its own."""
    register = Register.open(EXAMPLE, Clocks(REGISTER_ON, REGISTER_ON))
    graph = reference("adequacy")
    end, after = (ox.Literal(day, datatype=XSD("date")) for day in ("2027-01-01", "2027-01-02"))
    register.dataset.add([ox.Quad(LAW("us-dpf"), ROPA("lastDay"), end, graph), ox.Quad(LAW("us-dpf"), ROPA("dayAfter"), after, graph)])
    on = finder(register)
    before, fallen = on(date(2027, 1, 1)), on(date(2027, 1, 2))
    violations = {"transfer-covered", "transfer-instrument-in-force"}
    assert {transfer for transfer in fallen if fallen[transfer] & violations and not before.get(transfer, frozenset()) & violations} == {
        ("customer-support", "harbor-ticket"),
        ("product-research", "prairie-survey"),
        ("website-analytics", "ripple-metrics"),
    }
