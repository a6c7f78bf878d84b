"""No query may grow with the square of the data."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ropa.ask import Question, ask, read_questions
from ropa.assets import collect
from ropa.fields import field_quads
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.labels import Labels
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


@pytest.mark.parametrize("pattern", ["?s a ?kind . ?s <urn:p> ?o", "?s <urn:p>/<urn:q> ?o", "?s <urn:p> ?o . { ?o <urn:q> ?x } UNION { ?o <urn:r> ?x }"])
def test_a_join_in_not_exists_is_seen(pattern: str) -> None:
    assert joins_in_not_exists(f"SELECT ?s WHERE {{ ?s <urn:o> ?z . OPTIONAL {{ ?s <urn:t> ?t . FILTER (?t = 1 && NOT EXISTS {{ {pattern} }}) }} }}")


def test_a_single_pattern_in_not_exists_is_allowed() -> None:
    assert not joins_in_not_exists("SELECT ?s WHERE { ?s <urn:o> ?z . FILTER NOT EXISTS { ?s <urn:p> ?o } }")


def inferred(organisations: int) -> tuple[Dataset, dict[str, float]]:
    """A dataset of some organisations with what follows, and the seconds that each inference took."""
    dataset, inferences, took = Dataset(ontology_quads()), read_inferences(None), {}
    dataset.add(field_quads(None))
    dataset.add(law_quads(tables(None)))
    for quads in synthetic_quads(Maker(median=1, notices=0.3), range(1, organisations + 1)):
        dataset.add(quads)
    infer_open(dataset, inferences)
    infer_dated(dataset, inferences, Clocks(DAY, DAY), "gdpr")
    for item in inferences:
        started = time.process_time()
        dataset.construct(item.query)
        took[item.id] = time.process_time() - started
    return dataset, took


def asked(dataset: Dataset, question: Question) -> float:
    """The seconds of one answer."""
    values = {parameter.name: VALUES[parameter.name] for parameter in question.parameters if parameter.name in VALUES and not parameter.optional}
    started = time.process_time()
    ask(dataset, question, values, Labels(lambda _iri: ()))
    return time.process_time() - started


@pytest.mark.slow
def test_ten_times_the_organisations_take_about_ten_times_as_long() -> None:
    (few, few_took), (many, many_took) = inferred(25), inferred(250)
    for question in read_questions(None).values():
        few_took[question.id] = min(asked(few, question) for _ in range(3))
        many_took[question.id] = min(asked(many, question) for _ in range(2))
    growth = {name: many_took[name] / few_took[name] for name in many_took if many_took[name] > 0.1}
    assert not {name: round(times, 1) for name, times in growth.items() if times > 25}
