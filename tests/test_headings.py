"""Headings of spreadsheets, as templates in eleven languages have them: which field each stands for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

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
