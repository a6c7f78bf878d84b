"""Readers of other tools. A case is a folder ``tests/cases/imports/<reader>/<case>``: its files, and ``expected.yaml`` beside them.

``expected.yaml`` is rewritten with ROPA_WRITE_GOLDENS=1 and read as a diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.documents.compiler import compile_form
from ropa.documents.drafting import country_code, taxonomy
from ropa.documents.readers import Draft, Settings, form_text, read_drafts, reviewed
from ropa.documents.trees import MAX_DEPTH, MAX_VALUES
from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.namespaces import ROPA, expand
from ropa.register import document_tables
from ropa.vocabulary import vocabulary
from tests.conftest import SHARED

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "imports").glob("*/*") if path.is_dir())
WRITE = os.environ.get("ROPA_WRITE_GOLDENS") == "1"
TOOLS = ("fides", "tilt", "uropa", "ciso")
FIDES = SHARED / "registers" / "fides"


def files_of(case: Path) -> list[Path]:
    return sorted((path for path in case.iterdir() if path.name != "expected.yaml"), key=lambda path: (not path.name.startswith("system"), path.name))


def said(drafts: tuple[Draft, ...]) -> list[dict[str, Any]]:
    """What a case expects: the forms without the hash of the file, and what found no place."""
    forms = [{**draft.form, "document": {key: value for key, value in draft.form["document"].items() if key != "sha256"}} for draft in drafts]
    return [{"form": form, "left_out": list(draft.left_out)} for form, draft in zip(forms, drafts, strict=True)]


def test_every_reader_of_another_tool_has_a_case() -> None:
    assert {case.parent.name for case in CASES} == {"fides", "tilt", "uropa", "ciso", "csm"}
    assert len(CASES) >= 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_case_is_read_as_its_expectation_says_golden(case: Path) -> None:
    reader, drafts = read_drafts(files_of(case))
    assert reader.id == case.parent.name
    if WRITE:
        (case / "expected.yaml").write_text(form_text(dict(enumerate(said(drafts)))), encoding="utf-8")
    assert dict(enumerate(said(drafts))) == yaml.safe_load((case / "expected.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
@pytest.mark.parametrize("state", ["proposed", "confirmed"])
def test_a_case_compiles_and_every_statement_has_its_place(case: Path, state: str, tmp_path: Path) -> None:
    for draft in read_drafts(files_of(case))[1]:
        path = tmp_path / "draft.yaml"
        path.write_text(form_text(reviewed(draft.form, state)), encoding="utf-8")
        quads = compile_form(read_form(path), "https://acme.example/", fields_of(), vocabulary(), document_tables(tables()))
        statements = {quad.subject for quad in quads if quad.predicate == ROPA("reviewState")}
        assert statements <= {quad.subject for quad in quads if quad.predicate == ROPA("evidence")}
        assert statements


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_every_value_that_matters_is_proposed_until_its_owner_vouches_for_it(case: Path) -> None:
    for draft in read_drafts(files_of(case))[1]:
        form = reviewed(draft.form, "proposed")
        for holder in (*form["activities"], form.get("general", {})):
            for key in ("purpose", "legal_basis", "data", "transfers", "rights", "automated"):
                assert all(item["review"] == {"state": "proposed"} for item in holder.get(key, []))


# -- tables ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("tool", TOOLS)
def test_every_term_of_a_tools_table_is_one_that_its_field_takes(tool: str) -> None:
    below = {"data": "dpv:PersonalData", "purpose": "dpv:Purpose", "subject": "dpv:HumanSubject", "measure": "dpv:TechnicalOrganisationalMeasure"}
    allowed = {"basis": "basis", "special": "basis", "right": "right", "role": "role", "status": "status"}
    for (kind, word), term in taxonomy(tool).items():
        if kind in below:
            assert vocabulary().is_below(expand(term), expand(below[kind])), (word, term)
        elif kind == "mechanism":
            assert term in document_tables(tables()).instruments
        elif (tool, kind) != ("fides", "role"):
            values = {value.value.rpartition("#")[2] for value in fields_of()[allowed[kind]].allowed}
            assert term.rpartition(":")[2] in values, (word, term)


@pytest.mark.parametrize(("text", "code"), [("USA", "US"), ("gbr", "GB"), ("FI", "FI"), ("Canada", "CA"), ("XXQ", None), ("", None)])
def test_a_country_is_told_by_its_code_of_three_or_two_or_its_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


# -- Fides, as others wrote it -----------------------------------------------------------------------------------------
@pytest.fixture
def fides() -> Path:
    if not FIDES.is_dir():
        pytest.skip("the registers that others made (../shared/registers) are not here")
    return FIDES


def older(fides: Path) -> Draft:
    folder = fides / "older" / "demo_resources"
    names = ("demo_system", "demo_dataset", "demo_organization", "demo_extended_taxonomy", "demo_policy", "demo_registry")
    (draft,) = read_drafts([folder / f"{name}.yml" for name in names])[1]
    return draft


def test_the_older_demo_is_two_activities_of_two_systems(fides: Path) -> None:
    draft = older(fides)
    assert draft.form["controller"]["name"] == "Demo Organization"
    assert [(item["name"], item["systems"][0]["value"], item["unit"]["value"]) for item in draft.form["activities"]] == [
        ("Analyze customer behaviour for improvements.", "Demo Analytics System", "Engineering"),
        ("Collect data for marketing", "Demo Marketing System", "Marketing"),
    ]


def test_the_older_demo_names_contacts_countries_periods_and_the_assessment(fides: Path) -> None:
    draft = older(fides)
    first, second = draft.form["activities"]
    assert [(item["kind"], item["name"]) for item in draft.form["contacts"]] == [
        ("controller", "Con Troller"), ("dpo", "DataPro Tection"), ("representative", "Rep Resentative"),
    ]  # fmt: skip
    assert {item["country"] for item in first["transfers"]} == {"US", "CA", "GB"}
    assert [(item.get("duration"), item.get("countsFrom"), item.get("criterion")) for item in first["retention"]] == [
        ("P30D", "account deletion", None), (None, None, "Account termination"), (None, None, "Account termination"),
    ]  # fmt: skip
    assert first["papers"][0]["keptAt"] == "https://example.org/analytics_system_data_protection_impact_assessment"
    assert second["responsibility"]["value"] == "processor"
    assert "responsibility" not in first


def test_the_older_demo_states_no_legal_basis_and_none_is_invented(fides: Path) -> None:
    assert all("legal_basis" not in item and "discloses" not in item for item in older(fides).form["activities"])


def test_a_declaration_of_the_current_demo_says_what_its_file_says(fides: Path) -> None:
    (draft,) = read_drafts([fides / "demo_system.yml", fides / "demo_organization.yml"])[1]
    first, second = draft.form["activities"]
    assert [item["value"] for item in first["purpose"]] == ["dpv:ImproveExistingProductsAndServices"]
    assert [(item["label"], item["category"]) for item in first["data"]] == [("user.contact", ["pd:Contact"]), ("user.device.cookie_id", ["pd:DeviceBased"])]
    assert [item["value"] for item in first["dataSubjects"]] == ["dpv:Customer"]
    assert [item["label"] for item in second["data"]] == ["user.device.cookie_id"]
    assert [item["value"] for item in second["purpose"]] == ["dpv:Advertising"]
    assert first["purpose"][0]["cell"] == "demo_system.yml#/system/0/privacy_declarations/0/data_use"


def test_the_sample_of_four_systems_is_four_activities_one_of_a_controller(fides: Path) -> None:
    folder = fides / "older" / "src" / "fides" / "data" / "sample_project" / "sample_resources"
    (draft,) = read_drafts([folder / "sample_systems.yml", folder / "sample_organization.yml", folder / "mongo_example_test_dataset.yml"])[1]
    assert draft.form["controller"]["name"] == "Cookie House"
    assert [item["name"] for item in draft.form["activities"]] == [
        "Analyze customer behaviour for improvements.", "Collect data for marketing", "Collect detailed data for marketing", "Collect data for marketing",
    ]  # fmt: skip
    assert [item.get("responsibility", {}).get("value") for item in draft.form["activities"]] == [None, "processor", "processor", "processor"]
    assert [item["country"] for item in draft.form["activities"][0]["transfers"]] == ["US", "CA"]


@pytest.mark.parametrize("name", ["demo_organization", "demo_policy", "demo_dataset", "demo_extended_taxonomy"])
def test_a_manifest_without_a_system_is_one_clear_message(fides: Path, name: str) -> None:
    with pytest.raises(InputError, match="holds no system") as error:
        read_drafts([fides / f"{name}.yml"])
    assert "ropa import" in (error.value.remedy or "")


# -- hostile and broken files ------------------------------------------------------------------------------------------
def laughs(levels: int) -> str:
    lines = ["a0: &a0 [lol, lol]", *(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, levels))]
    return "\n".join([*lines, "system: [{fides_key: x, privacy_declarations: []}]"])


HOSTILE = {
    "aliases.yml": (laughs(12), "too large"),
    "deep.yml": ("fides_key: " + "[" * 20_000, "too deeply nested"),
    "deep.json": ('{"dataDisclosed": ' + "[" * 200_000 + "]" * 200_000 + "}", "too deeply nested"),
    "levels.json": ('{"dataDisclosed": ' + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1) + "}", "too deeply nested"),
    "wide.json": ('{"dataDisclosed": [' + "1," * MAX_VALUES + "1]}", "too large"),
    "cut.json": ('{"dataDisclosed": [{"category": "na', "not valid JSON"),
    "cut.yml": ('system:\n  - fides_key: "a', "not valid YAML"),
    "twice.yml": ("system: []\nsystem: [{fides_key: a}]", "is there twice"),
    "loop.yml": ("system: &a [{fides_key: a}, *a]", "names nothing"),
    "key.yml": ("{[a, b]: 1, fides_key: a}", "a key is no text"),
    "several.yml": ("fides_key: a\n---\nfides_key: b", "several YAML documents"),
    "python.yml": ("system: [{fides_key: !!python/object/apply:os.system [echo]}]", "holds no system"),
    "text.yml": ("just words about a fides_key", "holds no system"),
    "number.json": ('{"ropas": 7}', "holds no record"),
    "empty.json": ('{"dataDisclosed": []}', "holds no controller"),
    "none.json": ('[{"model": "privacy.processing"}]', "holds no processing"),
    "model.ttl": ("@prefix r: <https://w3id.org/dpv-ropa#> . r:ROPA a r:X .", "holds no record"),
    "entity.rdf": ('<!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:p="https://w3id.org/dpv-ropa#"/>', "a document type or an entity"),
    "deep.ttl": ("@prefix r: <https://w3id.org/dpv-ropa#> . r:a r:b " + "[ r:b " * 50_000, "too deeply nested|not valid RDF"),
    "broken.rdf": ('<rdf:RDF xmlns:p="https://w3id.org/dpv-ropa#">', "not valid RDF"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_one_clear_message(name: str, tmp_path: Path) -> None:
    content, message = HOSTILE[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        read_drafts([tmp_path / name])
    assert error.value.remedy
    assert name.split(".", maxsplit=1)[0] in str(error.value.where)


def repeated(description: str, fields: int, declarations: int) -> str:
    dataset = {"fides_key": "d", "collections": [{"name": "c", "fields": [{"name": f"f{at}", "retention": f"{at} days"} for at in range(fields)]}]}
    declared = [{"name": "same", "data_use": "finance", "dataset_references": ["d"]}] * declarations
    return json.dumps({"dataset": [dataset], "system": [{"fides_key": "s", "description": description, "privacy_declarations": declared}]})


@pytest.mark.slow
@pytest.mark.parametrize("text", [repeated("x" * 1_000_000, 0, 200), repeated("", 3_000, 3_000)], ids=["a long text", "many periods"])
def test_a_small_file_that_says_much_of_very_many_activities_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "small.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="repeated at each activity"):
        read_drafts([tmp_path / "small.json"])


def test_activities_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "same.json").write_text(repeated("", 0, 5_000), encoding="utf-8")
    (draft,) = read_drafts([tmp_path / "same.json"])[1]
    assert [item["id"] for item in draft.form["activities"]][:3] == ["s-same", "s-same-2", "s-same-3"]
    assert len({item["id"] for item in draft.form["activities"]}) == 5_000


def test_a_second_resource_with_the_same_key_is_told(tmp_path: Path) -> None:
    text = "system: [{fides_key: a, name: One, privacy_declarations: [{data_use: finance}]}, {fides_key: a, name: Two, privacy_declarations: []}]"
    (tmp_path / "s.yml").write_text(text, encoding="utf-8")
    (draft,) = read_drafts([tmp_path / "s.yml"])[1]
    assert "/system/1: a second system “a” is left out" in draft.left_out


def test_a_mapping_is_for_tables(tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text("system: [{fides_key: a, privacy_declarations: [{data_use: finance}]}]", encoding="utf-8")
    with pytest.raises(InputError, match="a mapping is for tables"):
        read_drafts([tmp_path / "s.yml"], Settings({"x": "note"}))


def test_a_vendor_of_the_table_has_its_id_from_there(tmp_path: Path) -> None:
    text = "system: [{fides_key: a, privacy_declarations: [{data_use: finance, third_parties: Mailchimp, data_shared_with_third_parties: true}]}]"
    (tmp_path / "s.yml").write_text(text, encoding="utf-8")
    (draft,) = read_drafts([tmp_path / "s.yml"], Settings(controller="Acme Oy", language="fi"))[1]
    assert draft.form["activities"][0]["discloses"][0]["to"] in {row["id"] for row in tables()["vendors"]}
    assert draft.form["controller"]["name"] == "Acme Oy"
    assert draft.form["document"]["language"] == "fi"


# -- the workbook of CISO Assistant ------------------------------------------------------------------------------------
def test_the_workbook_of_processings_is_read_with_the_tables(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Processings"
    sheet.append(["ref_id", "name", "description", "status", "processing_nature", "domain", "assigned_to", "labels", "dpia_required", "dpia_reference"])
    sheet.append(["PR-7", "Wages", "Monthly wages", "Approved", "collection", "HR", "pay@harbourbooks.example", "staff", "FALSE", ""])
    sheet.append(["PR-8", "Door log", "Who came in", "Draft", "storage", "Facilities", "", "", "TRUE", "DPIA-3"])
    sheet.append(["PR-9", "Old letters", "", "Deprecated", "", "Sales", "", "", "FALSE", ""])
    book.save(tmp_path / "processings.xlsx")
    reader, (draft,) = read_drafts([tmp_path / "processings.xlsx"])
    activities = draft.form["activities"]
    assert reader.id == "table"
    assert [(item["reference"]["value"], item["name"]) for item in activities] == [("PR-7", "Wages"), ("PR-8", "Door log"), ("PR-9", "Old letters")]
    assert [item.get("status", {}).get("value") for item in activities] == [None, "draft", "ended"]
    assert [paper["keptAt"] for item in activities for paper in item.get("papers", [])] == ["DPIA-3"]


def test_an_alias_that_repeats_a_list_is_read_as_the_list(tmp_path: Path) -> None:
    text = "system:\n- {fides_key: a, privacy_declarations: [{name: n, data_use: finance, data_categories: &c [user.name], data_subjects: []}, {name: m, data_use: finance, data_categories: *c}]}"
    (tmp_path / "s.yml").write_text(text, encoding="utf-8")
    (draft,) = read_drafts([tmp_path / "s.yml"])[1]
    assert [[item["label"] for item in each["data"]] for each in draft.form["activities"]] == [["user.name"], ["user.name"]]


@pytest.mark.slow
@pytest.mark.parametrize("value", [None, True, 7, 1.5, "words", [], {}, [[]], [None], {"a": {"b": [1]}}])
def test_a_value_of_another_shape_anywhere_never_breaks_a_reader(value: Any, tmp_path: Path) -> None:
    for case in (each for each in CASES if each.parent.name in ("tilt", "uropa", "ciso")):
        (path,) = files_of(case)
        tree = json.loads(path.read_text(encoding="utf-8"))
        for place in _places(tree):
            changed = json.loads(path.read_text(encoding="utf-8"))
            holder: Any = changed
            for step in place[:-1]:
                holder = holder[step]
            holder[place[-1]] = value
            (tmp_path / path.name).write_text(json.dumps(changed), encoding="utf-8")
            try:
                for draft in read_drafts([tmp_path / path.name])[1]:
                    form_text(draft.form)
            except InputError as error:
                assert error.remedy  # noqa: PT017


def _places(tree: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a tree, of lists the first item alone."""
    steps = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree))[:1] if isinstance(tree, list) else []
    return [place for step, value in steps for place in [(*above, step), *_places(value, (*above, step))]]
