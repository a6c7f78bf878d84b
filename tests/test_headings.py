"""Headings of spreadsheets, as templates in eleven languages have them: which field each stands for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ropa.documents.cells import period
from ropa.documents.headings import recognise
from ropa.documents.readers import Settings, read_drafts

HEADINGS = sorted((Path(__file__).parent / "cases" / "headings").glob("*.csv"))


def read_rows(folder: Path, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The one document of a CSV file of some rows."""
    path = folder / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    (draft,) = read_drafts([path], Settings())[1]
    return dict(draft.form)


def test_headings_are_tried_in_eleven_languages() -> None:
    assert len(HEADINGS) >= 11


@pytest.mark.parametrize("path", HEADINGS, ids=lambda path: path.stem)
def test_headings_as_templates_have_them_are_recognised(path: Path) -> None:
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    found = {row["heading"]: (match := recognise(row["heading"])) and match.field for row in rows}
    assert found == {row["heading"]: row["field"] for row in rows}
    assert len({row["field"] for row in rows}) >= 29


def test_a_heading_that_is_spelled_nearly_so_is_so_word_by_word() -> None:
    assert recognise("Verarbeitungstätigkeitt").field == "activity-name"  # type: ignore[union-attr]
    assert recognise("Ort der Verarbeitung") is None, "not the kind of processing, nor its name"
    assert recognise("Durée du traitement") is None


def test_purpose_and_legal_basis_in_one_column_are_two(tmp_path: Path) -> None:
    rows = [
        ["Tipologia di trattamento", "Finalità e basi legali", "Categorie di interessati", "Misure di sicurezza"],
        ["Personale", "Gestione del rapporto di lavoro - Obbligo di legge", "Dipendenti", "Backup"],
        ["Marketing", "Invio di novità (consenso)", "Clienti", "Backup"],
        ["Sito", "Consenso", "Visitatori", "Backup"],
    ]
    found = read_rows(tmp_path, rows)["activities"]
    said = [([each["label"] for each in item["purpose"]], [each["basis"] for each in item["legal_basis"]]) for item in found]
    assert said == [
        (["Gestione del rapporto di lavoro"], ["eu-gdpr:A6-1-c"]),
        (["Invio di novità"], ["eu-gdpr:A6-1-a"]),
        (["Consenso"], ["eu-gdpr:A6-1-a"]),
    ]


@pytest.mark.parametrize(
    ("headings", "mechanism", "measures"),
    [
        (["Tredjelandsöverföring", "Skyddsåtgärder", "Säkerhetsåtgärder"], ["scc"], ["Kryptering"]),
        (["Tredjelandsöverföring", "Säkerhetsåtgärder", "Skyddsåtgärder"], ["scc"], ["Kryptering"]),
        (["Tredjelandsöverföring", "Mottagare", "Skyddsåtgärder"], None, ["Standardavtalsklausuler"]),
    ],
)
def test_a_heading_of_safeguards_and_of_measures_is_what_its_place_says(
    headings: list[str], mechanism: list[str] | None, measures: list[str], tmp_path: Path
) -> None:
    cells = {"Tredjelandsöverföring": "USA", "Säkerhetsåtgärder": "Kryptering", "Skyddsåtgärder": "Standardavtalsklausuler", "Mottagare": "Visma"}
    item = read_rows(tmp_path, [["Behandling", "Ändamål", *headings], ["Brev", "Nyheter", *(cells[each] for each in headings)]])["activities"][0]
    assert item["transfers"][0].get("mechanism") == mechanism
    assert [each["label"] for each in item["measures"]] == measures


def test_a_start_in_a_column_of_its_own_belongs_to_the_one_period(tmp_path: Path) -> None:
    rows = [
        ["Verarbeitung", "Zweck", "Löschfrist", "Beginn der Frist"],
        ["Lohn", "Abrechnung", "10 Jahre", "Ende des Geschäftsjahres"],
        ["Kameras", "Schutz", "nach Prüfung", "Aufnahme"],
    ]
    first, second = read_rows(tmp_path, rows)["activities"]
    assert [(each["duration"], each["countsFrom"], each["cell"]) for each in first["retention"]] == [("P10Y", "Ende des Geschäftsjahres", ["C2", "D2"])]
    assert [each["criterion"] for each in second["retention"]] == ["nach Prüfung"]
    assert [each["value"] for each in second["note"]] == ["Beginn der Frist: Aufnahme"]


@pytest.mark.parametrize(("text", "duration"), [("15 ημέρες", "P15D"), ("3 μήνες", "P3M"), ("20 έτη", "P20Y"), ("30 dagen", "P30D"), ("2 anni", "P2Y")])
def test_a_period_is_read_in_the_language_of_its_units(text: str, duration: str) -> None:
    assert period(text).duration == duration


def test_a_heading_in_two_languages_is_the_field_of_both() -> None:
    assert recognise("Délai / Termijn").field == "retention"  # type: ignore[union-attr]
    assert recognise("Finalité / Destinataires") != recognise("Finalité / Doel")


def test_the_parts_of_a_transfer_in_a_dump_are_its_country_and_safeguard() -> None:
    assert recognise("international Transfers › country").field == "transfer-country"  # type: ignore[union-attr]
    assert recognise("international Transfers › safeguard").field == "mechanism"  # type: ignore[union-attr]
    assert recognise("recipients › country") is None, "where a recipient sits is no transfer"


def test_the_block_above_a_british_template_names_the_controller(tmp_path: Path) -> None:
    rows = [
        ["Name and contact details", "", "Data Protection Officer (if applicable)", ""],
        ["Name", "Example Ltd", "Name", "Jo Doe"],
        ["Email", "info@ex.example", "Email", "dpo@ex.example"],
        ["Business function", "Purpose of processing", "Categories of individuals", "Retention schedule (if possible)"],
        ["Finance", "Payroll", "Employees", "6 years"],
    ]
    form = read_rows(tmp_path, rows)
    assert (form["controller"]["name"], form["controller"]["email"]) == ("Example Ltd", "info@ex.example")
    assert [(each["kind"], each["name"], each["email"]) for each in form["contacts"]] == [("dpo", "Jo Doe", "dpo@ex.example")]
    assert recognise("Name and contact details of processors") != recognise("Name and contact details")
