"""No query may grow with the square of the data."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ropa.ask import bound, read_questions
from ropa.assets import collect
from ropa.fields import field_quads
from ropa.graph import Dataset, bind
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.law import law_quads, tables
from ropa.model import Clocks
from ropa.register.synthetic import synthetic_quads
from ropa.synthetic import Maker
from ropa.vocabulary import ontology_quads

DAY = date(2026, 11, 23)
VALUES = {"as_of": DAY.isoformat(), "vendor": "hubspot", "category": "pd:Contact"}
QUERIES = {**collect("queries", "", ".rq", None), **collect("ontology", "inferences", ".rq", None)}


def parts(value: Any) -> Iterator[CompValue]:
    """Every part of an algebra, expressions too."""
    if isinstance(value, CompValue):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from parts(item)


def joins_in_not_exists(query: str) -> list[str]:
    """The patterns of each NOT EXISTS that has more than one, or a path of more than one step."""
    found = []
    for part in parts(prepareQuery(query).algebra):
        if part.name == "Builtin_NOTEXISTS":
            triples = [triple for inner in parts(part.graph) if inner.name in ("BGP", "TriplesBlock") for triple in inner.triples or ()]
            if len(triples) > 1 or any(isinstance(triple[1], PropertyPath) for triple in triples):
                found.append(str(triples))
    return found


def test_no_query_has_a_join_in_not_exists() -> None:
    texts = {name: entry.read_text(encoding="utf-8") for name, entry in QUERIES.items()}
    assert len(texts) > 100
    found = {name: joins_in_not_exists(text) for name, text in texts.items() if "EXISTS" in text.upper()}
    assert not {name for name, joins in found.items() if joins}, "Oxigraph runs it once for each row, over everything: write it as MINUS"


@pytest.mark.parametrize(
    "pattern", ["?s a ?kind . ?s <urn:p> ?o", "?s <urn:p>/<urn:q> ?o", "?s <urn:p> ?o . { ?o <urn:q> ?x } UNION { ?o <urn:r> ?x }"]
)
def test_a_join_in_not_exists_is_seen(pattern: str) -> None:
    assert joins_in_not_exists(f"SELECT ?s WHERE {{ ?s <urn:o> ?z . OPTIONAL {{ ?s <urn:t> ?t . FILTER (?t = 1 && NOT EXISTS {{ {pattern} }}) }} }}")


def test_a_single_pattern_in_not_exists_is_allowed() -> None:
    assert not joins_in_not_exists("SELECT ?s WHERE { ?s <urn:o> ?z . FILTER NOT EXISTS { ?s <urn:p> ?o } }")


FEW, MANY = 60, 180
MOST = 4.5
"""Three times the organisations may make so many times the rows: with their square it would be nine."""

FASTER = {"special-category-stated": 5.0}
"""What an inference finds may grow faster than the organisations: here ten times, of which the work follows half."""


def inferred(organisations: int) -> Dataset:
    """A dataset of some organisations with what follows."""
    dataset, inferences = Dataset(ontology_quads()), read_inferences(None)
    dataset.add(field_quads(None))
    dataset.add(law_quads(tables(None)))
    for quads in synthetic_quads(Maker(median=1, notices=0.3), range(1, organisations + 1)):
        dataset.add(quads)
    infer_open(dataset, inferences)
    infer_dated(dataset, inferences, Clocks(DAY, DAY), "gdpr")
    return dataset


def worked(part: dict[str, Any]) -> int:
    """How many rows the parts of a plan gave, all together: what an answer costs, on any machine and however busy it is."""
    return int(part.get("number of results", 0)) + sum(worked(each) for each in part.get("children", ()))


def rows_of(folder: Path, texts: Mapping[str, str]) -> dict[str, int]:
    """The rows that the engine works through for each query, as its own explanation counts them."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program is not None, "the Oxigraph command comes with the development dependencies"
    found, said = {}, folder / "explained.json"
    for name, text in texts.items():
        line = [
            program,
            "query",
            "--location",
            str(folder / "store"),
            "--query",
            text,
            "--union-default-graph",
            "--stats",
            "--explain-file",
            str(said),
        ]
        subprocess.run(
            [*line, "--results-file", str(folder / "answer"), "--results-format", "nt" if "CONSTRUCT" in text else "json"],
            check=True,
            capture_output=True,
        )
        found[name] = worked(json.loads(said.read_text(encoding="utf-8"))["plan"])
    return found


def texts() -> dict[str, str]:
    """Every question with its parameters, and every inference."""
    found = {item.id: item.query for item in read_inferences(None)}
    for question in read_questions(None).values():
        values = {each.name: VALUES[each.name] for each in question.parameters if not each.optional}
        found[question.id] = bind(question.query, bound(question, values))
    return found


@pytest.mark.slow
def test_three_times_the_organisations_are_about_three_times_the_work(tmp_path: Path) -> None:
    worked_through = []
    for organisations in (FEW, MANY):
        folder = tmp_path / str(organisations)
        folder.mkdir()
        ox.serialize(inferred(organisations).quads(), folder / "all.nq", format=ox.RdfFormat.N_QUADS)
        program = str(Path(sys.executable).parent / "oxigraph")
        subprocess.run([program, "load", "--location", str(folder / "store"), "--file", str(folder / "all.nq")], check=True, capture_output=True)
        worked_through.append(rows_of(folder, texts()))
    few, many = worked_through
    assert sum(many.values()) > 100_000
    growth = {name: many[name] / few[name] for name in many if many[name] > 1000}
    assert len(growth) > 100
    assert not {name: round(times, 1) for name, times in growth.items() if times > FASTER.get(name, MOST)}


def test_rows_are_counted_in_every_part_of_a_plan() -> None:
    assert worked({"number of results": 2, "children": [{"number of results": 3}, {"children": [{"number of results": 4, "children": []}]}]}) == 9
