"""Synthetic organisations: always the same for a seed, true to the annotation form, and with something for the rules to find."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ropa.documents.compiler import compile_form
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.register.core import document_tables
from ropa.register.synthetic import BASE, synthetic_quads, write_quads, write_workspace
from ropa.synthetic import Maker, as_form, form_lines
from ropa.vocabulary import vocabulary

SMALL = Maker(seed=3, median=2, notices=0.5)


def test_an_organisation_is_the_same_however_many_are_made() -> None:
    assert list(SMALL.documents(7)) == list(Maker(seed=3, median=2, notices=0.5).documents(7))
    assert list(SMALL.documents(7)) != list(Maker(seed=4, median=2, notices=0.5).documents(7))


def test_the_names_are_clearly_of_nobody() -> None:
    for number in (1, 4711):
        for _, data in SMALL.documents(number):
            assert data["controller"]["name"] == f"Org {number:04}"
            assert data["controller"]["email"].endswith(".example")
            assert "(fictional)" in data["document"]["title"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_form_has_the_lines_that_its_yaml_has(number: int, tmp_path: Path) -> None:
    for file, data in SMALL.documents(number):
        (tmp_path / file).write_text(form_lines(data), encoding="utf-8")
        read, made = read_form(tmp_path / file), as_form(data, file)
        assert (read.data, read.lines) == (made.data, made.lines)


def test_the_workspace_and_the_quads_say_the_same(tmp_path: Path) -> None:
    files = write_workspace(tmp_path / "ws", SMALL, range(1, 4))
    write_quads(tmp_path / "all.nq", SMALL, range(1, 4))
    fields, names = fields_of(None), document_tables(tables(None))
    compiled = {f"{quad} ." for file in files for quad in compile_form(read_form(file), BASE, fields, vocabulary(), names)}
    assert compiled == set((tmp_path / "all.nq").read_text(encoding="utf-8").splitlines())


def test_quads_are_written_graph_by_graph_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one.nq", "two.nq", "one.nq.gz", "two.nq.gz"):
        write_quads(tmp_path / name, SMALL, range(1, 5))
    one, packed = (tmp_path / "one.nq").read_bytes(), (tmp_path / "one.nq.gz").read_bytes()
    assert one == (tmp_path / "two.nq").read_bytes() == gzip.decompress(packed)
    assert packed == (tmp_path / "two.nq.gz").read_bytes()
    graphs = [line.rsplit(" ", 2)[1] for line in one.decode().splitlines()]
    runs = [graph for index, graph in enumerate(graphs) if index == 0 or graphs[index - 1] != graph]
    assert len(runs) == len(set(runs)) >= 4


def test_an_organisation_has_about_five_thousand_triples_and_about_850_without_its_statements() -> None:
    numbers = range(1, 16)
    whole, facts = (sum(len(quads) for quads in synthetic_quads(Maker(), numbers, statements=with_them)) / 15 for with_them in (True, False))
    assert 4000 < whole < 6000
    assert 700 < facts < 1000


@pytest.mark.slow
def test_most_rules_find_something_in_them(tmp_path: Path) -> None:
    from datetime import date

    from ropa.model import Clocks
    from ropa.register import Register

    write_workspace(tmp_path, Maker(notices=0.4), range(1, 16))
    report = Register.open(tmp_path, Clocks(date(2026, 11, 23), date(2026, 11, 23))).check()
    applied = {run.id for run in report.rules if run.applied}
    found = {run.id for run in report.rules if run.findings}
    assert len(applied) >= 0.6 * len(report.rules), sorted({run.id for run in report.rules} - applied)
    assert len(found) >= 0.3 * len(report.rules), sorted(found)
