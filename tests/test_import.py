"""Records of others: what is expected was written down by reading the files, not by running the code."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ropa.documents.compiler import compile_form
from ropa.documents.dpv import migrated, migrations
from ropa.documents.readers import Draft, form_text, read_drafts, readers, reviewed
from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.model import Clocks
from ropa.namespaces import RDF, ROPA, expand
from ropa.register import Register, document_tables
from ropa.vocabulary import vocabulary
from tests.conftest import SHARED

EDPS = SHARED / "registers" / "edps"
RECORD = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dpv: <https://w3id.org/dpv/dpv-skos#> .
@prefix dpcat: <https://w3id.org/dpcat#> .
@prefix time: <https://www.w3.org/TR/owl-time/> .
@prefix : <https://acme.example/> .
:payroll a dpcat:ROPARecord ; dct:title "Payroll"@en ; dpv:hasDataController :acme ; dpv:hasPurpose dpv:Payment .
:acme a dpv:LegalEntity ; dpv:hasName "Acme Oy" ; dpv:hasContact "Email: privacy@acme.example" .
"""


@pytest.fixture
def edps() -> Path:
    if not EDPS.is_dir():
        pytest.skip("the registers that others made (../shared/registers) are not here")
    return EDPS


def drafts(folder: Path, name: str) -> dict[str, Draft]:
    _, found = read_drafts([folder / f"{name}.ttl", folder / "vocab.ttl"])
    return {draft.id: draft for draft in found}


def activity(draft: Draft, identifier: str) -> dict[str, Any]:
    return next(item for item in draft.form["activities"] if item["id"] == identifier)


def written(folder: Path, text: str) -> Path:
    path = folder / "record.ttl"
    path.write_text(text, encoding="utf-8")
    return path


# -- what the four records say -----------------------------------------------------------------------------------------
def test_a_record_of_two_controllers_is_two_documents(edps: Path) -> None:
    found = drafts(edps, "U57")
    assert {draft.form["controller"]["name"]: [item["id"] for item in draft.form["activities"]] for draft in found.values()} == {
        "European Data Protection Supervisor (EDPS)": ["57-1"],
        "Lufthansa AirPlus Servicekarten GmbH": ["57-2", "57-3"],
    }


def test_the_credit_card_record_says_what_its_file_says(edps: Path) -> None:
    found = activity(drafts(edps, "U57")["u57-edps"], "57-1")
    assert found["purpose"] == [{"value": "dpv:PaymentManagement", "label": "Business payments using Credit Cards"}]
    assert [item["basis"] for item in found["legal_basis"]] == ["eu-gdpr:A6-1-b"]
    assert [item["duration"] for item in found["retention"]] == ["P7Y"]
    assert sorted(item["category"][0] for item in found["data"]) == ["pd:Communication", "pd:EmailAddressWork", "pd:Name", "pd:PhysicalAddress"]
    assert found["sources"] == [{"kind": "data-subject"}]


def test_the_transfer_of_airplus_keeps_its_mechanism_and_its_words(edps: Path) -> None:
    (transfer,) = activity(drafts(edps, "U57")["u57-airplus"], "57-3")["transfers"]
    assert transfer["mechanism"] == ["bcr"]
    assert "Art. 48(2)(d) of the Regulation (EU) 2018/1725" in transfer["label"]


def test_staff_selection_has_three_activities_with_periods_and_what_they_count_from(edps: Path) -> None:
    draft = drafts(edps, "U01a")["u01a"]
    assert [item["name"] for item in draft.form["activities"]] == ["Selection of staff up to Head of Unit", *[item["name"] for item in draft.form["activities"]][1:]]
    assert len(draft.form["activities"]) == 3
    periods = {(item["duration"], item["countsFrom"]) for item in activity(draft, "01a-3")["retention"]}
    assert ("P6M", "Submission for spontaneous applications health data") in periods
    assert {period for period, _ in periods} == {"P2Y", "P5Y", "P6M"}
    assert {item["right"] for item in activity(draft, "01a-3")["rights"]} == {"eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A20", "eu-gdpr:A21"}


def test_the_cv_keeps_its_items(edps: Path) -> None:
    (data,) = activity(drafts(edps, "U01a")["u01a"], "01a-1")["data"]
    (cv,) = data["items"]
    assert {item["category"][0] for item in cv["items"]} == {"pd:Name", "pd:Gender", "pd:BirthDate", "pd:BirthPlace", "pd:Contact", "pd:Job", "pd:Education"}


def test_interim_staff_names_processors_and_a_basis_that_dpv_never_had(edps: Path) -> None:
    draft = drafts(edps, "U05")["u05"]
    assert [item["id"] for item in draft.form["activities"]] == ["05-1", "05-2", "05-3", "05-4"]
    assert {item["to"] for item in activity(draft, "05-2")["discloses"] if item.get("role") == "processor"} == {"randstadbelgium", "daoust"}
    assert sum("StaffContract" in text for text in draft.left_out) == 4
    assert all("legal_basis" not in item for item in draft.form["activities"])


def test_financial_transactions_are_under_joint_control_with_dg_budg(edps: Path) -> None:
    (joint,) = activity(drafts(edps, "U13")["u13"], "13")["jointControl"]
    assert joint["with"] == ["dg-budg"]
    assert "ABAC" in joint["operations"]


@pytest.mark.parametrize("name", ["U01a", "U05", "U13", "U57"])
@pytest.mark.parametrize("state", ["proposed", "confirmed"])
def test_what_is_drafted_compiles_with_its_review_state(edps: Path, name: str, state: str, tmp_path: Path) -> None:
    for draft in drafts(edps, name).values():
        path = tmp_path / f"{draft.id}.yaml"
        path.write_text(form_text(reviewed(draft.form, state)), encoding="utf-8")
        quads = compile_form(read_form(path), "https://edps.example/", fields_of(), vocabulary(), document_tables(tables()))
        states = {quad.object.value for quad in quads if quad.predicate == ROPA("reviewState") and "/activity/" in _subject(quads, quad.subject)}
        named = {quad.object.value for quad in quads if quad.predicate == RDF("type") and quad.object == ROPA("ProcessingActivity")}
        assert named
        assert state in states


def _subject(quads: list[Any], statement: Any) -> str:
    return next(str(quad.object) for quad in quads if quad.subject == statement and quad.predicate == RDF("subject"))


@pytest.mark.parametrize("name", ["U01a", "U57"])
def test_the_same_file_gives_the_same_draft(edps: Path, name: str) -> None:
    assert [form_text(draft.form) for draft in drafts(edps, name).values()] == [form_text(draft.form) for draft in drafts(edps, name).values()]


# -- migration ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("term", sorted(set(migrations().values())))
def test_every_term_of_the_migration_is_of_dpv_2_3(term: str) -> None:
    assert expand(term) in vocabulary()


def test_namespaces_of_dpv_1_become_todays() -> None:
    assert migrated("https://w3id.org/dpv/dpv-skos/dpv-pd#Name") == "pd:Name"
    assert migrated("https://w3id.org/dpv/dpv-gdpr#A15") == "eu-gdpr:A15"
    assert migrated("https://w3id.org/dpv#Marketing") == "dpv:Marketing"
    assert migrated("https://acme.example/x") == "https://acme.example/x"


# -- what goes wrong ---------------------------------------------------------------------------------------------------
def test_a_small_record_reads(tmp_path: Path) -> None:
    reader, (draft,) = read_drafts([written(tmp_path, RECORD)])
    assert reader is readers()["dpcat"]
    assert draft.form["controller"] == {"id": "acme", "name": "Acme Oy", "email": "privacy@acme.example"}
    assert draft.form["activities"][0]["purpose"][0]["value"] == "dpv:PaymentManagement"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("dpcat:ROPARecord", "dpcat:Other", "holds no dpcat:ROPARecord"),
        (":payroll a", ":payroll :a a", "not valid RDF"),
        ("dpv:hasDataController :acme ;", "", "names no controller"),
        ("https://w3id.org/dpcat#", "https://acme.example/dpcat#", "no reader knows this file"),
    ],
)
def test_a_broken_file_is_one_clear_message(before: str, after: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as error:
        read_drafts([written(tmp_path, RECORD.replace(before, after))])
    assert error.value.remedy


def test_a_file_that_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_drafts([tmp_path / "none.ttl"])


# -- what is found in them ---------------------------------------------------------------------------------------------
def test_what_is_found_in_the_records_of_the_edps_is_what_the_docs_explain(edps: Path, tmp_path: Path) -> None:
    names = []
    for name in ("U01a", "U05", "U13", "U57"):
        for draft in drafts(edps, name).values():
            if draft.form["controller"]["id"] == "edps":
                text = form_text({**{key: draft.form[key] for key in ("format", "document")}, "regime": {"value": "eu-institutions"}, **draft.form})
                (tmp_path / f"{draft.id}.yaml").write_text(text, encoding="utf-8")
                names.append(f"{draft.id}.yaml")
    settings = f'base = "https://edps.example/"\nprofile = "eu-institutions"\ndocuments = {names}\n'.replace("'", '"')
    (tmp_path / "ropa.toml").write_text(settings, encoding="utf-8")
    day = date(2026, 11, 2)
    found = {(item.rule, item.about.rsplit("/", 1)[1]) for item in Register.open(tmp_path, Clocks(day, day)).check().findings}
    page = (Path(__file__).parent.parent / "docs" / "dpcat.md").read_text(encoding="utf-8")
    assert found == set(re.findall(r"^\| ([a-z-]+-[a-z-]+) \| ([\w-]+) \|", page, re.MULTILINE))
