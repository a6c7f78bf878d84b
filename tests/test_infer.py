"""Inferences: what follows, on which date, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.errors import InputError, UsageError
from ropa.graph import Dataset
from ropa.infer.rules import Inference, infer_open, read_inferences
from ropa.law import read_table, tables
from ropa.model import Clocks
from ropa.namespaces import DPV, PREFIXES, ROPA, SKOS
from ropa.register import Register
from tests.conftest import FIVE

PD = PREFIXES["pd"]


def test_an_email_address_is_contact_data_is_personal_data(five: Register) -> None:
    broader = {(quad.subject.value, quad.object.value) for quad in five.dataset.quads(None, SKOS("broader"))}
    reached, todo = set(), [PD + "EmailAddress"]
    while todo:
        term = todo.pop()
        if term not in reached:
            reached.add(term)
            todo += [above for below, above in broader if below == term]
    assert {PD + "Contact", DPV("PersonalData").value} <= reached
    involved = {quad.subject.value for quad in five.dataset.quads(None, ROPA("involvesData"), ox.NamedNode(PD + "Contact"))}
    assert any(iri.endswith("infotrode/chatbot") for iri in involved)


def test_a_general_list_of_bases_is_never_inherited(five: Register) -> None:
    general = {quad.object for quad in five.dataset.quads(ox.NamedNode("https://five.example/ropa/controller/infine"), ROPA("hasLegalGround"))}
    assert general
    for ground in general:
        assert [quad.subject.value for quad in five.dataset.quads(None, ROPA("hasLegalGround"), ground)] == ["https://five.example/ropa/controller/infine"]


def test_measures_stated_for_all_processing_are_inherited_and_kept_apart(five: Register) -> None:
    chatbot = ox.NamedNode("https://five.example/ropa/activity/infotrode/chatbot")
    assert list(five.dataset.quads(chatbot, ROPA("inheritsMeasure")))
    assert not list(five.dataset.quads(chatbot, DPV("hasTechnicalOrganisationalMeasure")))


def test_a_heading_with_its_own_period_inherits_none(five: Register) -> None:
    for quad in five.dataset.quads(None, ROPA("inheritsRetention")):
        assert not list(five.dataset.quads(quad.subject, ROPA("hasRetention")))


def test_a_transfer_to_clarify_never_rests_on_a_parents_seat(five: Register) -> None:
    rows = [row for row in five.ask("transfers").rows if row["certainty"].value == "to-clarify"]
    assert rows
    assert not {row["recipient"].value.rsplit("/", 1)[1] for row in rows} & {"google", "hubspot", "microsoft", "linkedin", "meta"}


def test_asking_an_inference_again_gives_nothing_new(five: Register) -> None:
    before = len(five.dataset)
    infer_open(five.dataset, five.inferences)
    assert len(five.dataset) == before


@settings(max_examples=10, deadline=None)
@given(st.permutations(sorted(item.id for item in read_inferences() if item.phase == "open")))
def test_the_order_of_open_inferences_does_not_matter(order: list[str]) -> None:
    by_id = {item.id: item for item in read_inferences()}
    base = ox.parse(
        b"""@prefix ropa: <https://w3id.org/ropa#> . @prefix dpv: <https://w3id.org/dpv#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix x: <https://x.example/> . x:a a ropa:ProcessingActivity ; dpv:hasPersonalData x:c . x:c ropa:hasItem x:i . x:i skos:broader x:d . x:d skos:broader x:e .""",
        format=ox.RdfFormat.TURTLE,
    )
    dataset = Dataset(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("https://x.example/g")) for quad in base)
    infer_open(dataset, [by_id[name] for name in order])
    assert {quad.object.value for quad in dataset.quads(None, ROPA("involvesData"))} == {f"https://x.example/{name}" for name in "cide"}


def test_an_inference_that_never_ends_is_stopped() -> None:
    dataset = Dataset([ox.Quad(ox.NamedNode("https://x.example/a"), ROPA("within"), ox.NamedNode("https://x.example/a"), ox.NamedNode("https://x.example/g"))])
    endless = Inference(
        "endless", "Endless", "open", "it goes on", 'CONSTRUCT { ?s <https://x.example/p> ?n } WHERE { ?s ?p ?o . BIND (IRI(CONCAT(STR(?o), "/x")) AS ?n) }'
    )
    with pytest.raises(InputError, match="do not come to an end"):
        infer_open(dataset, [endless])


def lines(register: Register, *names: str) -> str:
    return "\n".join(line for item in register.explain(*names) for line in item.lines())


def test_a_stated_fact_is_explained_by_its_quote(five: Register) -> None:
    text = lines(five, "infrasec", "hasTransfer") if list(five.dataset.quads(five_controller("infrasec"), ROPA("hasTransfer"))) else lines(five, "infine", "hasTransfer")
    assert "“Tietoja voidaan siirtää" in text


def five_controller(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://five.example/ropa/controller/{name}")


def test_an_inherited_fact_is_explained_down_to_the_quote(five: Register) -> None:
    text = lines(five, "infotrode/chatbot", "inheritsMeasure")
    assert "inferred by measures-inherited" in text
    assert "“" in text


def test_an_inferred_fact_is_explained_down_to_the_row_of_a_table(five: Register) -> None:
    text = lines(five, "infotrode/chatbot", "disclosesToVendor")
    assert "inferred by service-provider" in text
    assert "table vendors, row" in text


def test_an_unknown_thing_names_the_nearest(five: Register) -> None:
    with pytest.raises(UsageError, match="infotrode"):
        five.explain("infotrod")


def adequacy() -> list[tuple[str, date]]:
    found = []
    for row in tables()["adequacy"]:
        if "no test" not in row["read"]:
            found += [(row["id"], date.fromisoformat(row[key])) for key in ("first_day", "last_day") if row[key]]
    return found


@pytest.mark.parametrize(("row", "day"), adequacy(), ids=str)
def test_a_decision_is_in_force_from_its_first_to_its_last_day(row: str, day: date) -> None:
    from datetime import timedelta

    from ropa.infer.rules import infer_dated
    from ropa.law import law_quads
    from ropa.namespaces import LAW
    from ropa.vocabulary import ontology_quads

    known = next(each for each in tables()["adequacy"] if each["id"] == row)
    dataset = Dataset([*ontology_quads(), *law_quads(tables())])
    context = [item for item in read_inferences() if item.phase == "context"]
    for on in (day - timedelta(days=1), day, day + timedelta(days=1)):
        infer_dated(dataset, context, Clocks(on, on), "gdpr")
        expected = date.fromisoformat(known["first_day"]) <= on and (not known["last_day"] or on <= date.fromisoformat(known["last_day"]))
        assert (next(dataset.quads(None, ROPA("inForce"), LAW(row)), None) is not None) == expected, on


@pytest.mark.slow
@pytest.mark.parametrize(("code", "on", "area"), [("GB", "2020-12-31", "eu"), ("GB", "2021-01-01", "third-country"), ("NO", "2026-01-01", "eea-efta"), ("FI", "2026-01-01", "eu"), ("GL", "2026-01-01", "third-country"), ("RE", "2026-01-01", "eu"), ("US", "2026-01-01", "third-country")])  # fmt: skip
def test_territory_is_dated_and_not_a_country_code(code: str, on: str, area: str) -> None:
    day = date.fromisoformat(on)
    register = Register.open(FIVE, Clocks(day, day))
    found = {quad.object.value for quad in register.dataset.quads(ox.NamedNode(PREFIXES["loc"] + code), ROPA("areaOnDate"))}
    assert found == {area}


def test_every_row_of_the_law_says_where_it_comes_from() -> None:
    for name, rows in tables().items():
        if name != "vendors":
            assert all(row["read"] for row in rows), name
            assert all(row["source"] or "verify" in row["read"] for row in rows), name


def test_a_table_with_an_id_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,x\na,1\na,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="there twice"):
        read_table(tmp_path / "a.csv")
