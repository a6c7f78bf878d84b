"""Importing again: the same file changes nothing; an edited one shows what differs, then updates by reference, and keeps what is a person's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.cli import main
from ropa.documents.readers import Settings, form_text, read_drafts, reviewed
from ropa.documents.update import update
from tests.conftest import SHARED
from tests.test_live import APPLICANTS, PAYROLL, edited, workbook


@pytest.fixture
def drafted(tmp_path: Path) -> tuple[Path, Path]:
    book, out = workbook(tmp_path / "register.xlsx", PAYROLL, APPLICANTS), tmp_path / "register.yaml"
    assert main(["import", str(book), "-o", str(out)]) == 0
    return book, out


def again(book: Path, out: Path, *options: str) -> int:
    return main(["import", str(book), "-o", str(out), *options])


def loaded(out: Path) -> Any:
    return yaml.safe_load(out.read_text(encoding="utf-8"))


def replaced(out: Path, old: str, new: str) -> None:
    text = out.read_text(encoding="utf-8")
    assert old in text
    out.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_importing_twice_changes_nothing(drafted: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, out = drafted
    before = out.read_bytes()
    assert again(book, out) == 0
    assert out.read_bytes() == before
    assert "nothing changes" in capsys.readouterr().out


def test_differences_are_shown_in_words_before_anything_is_written(drafted: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, out = drafted
    before = out.read_bytes()
    edited(book, I4="6 Jahre", G5="Personalabteilung; Betriebsrat", K4="")
    assert again(book, out) == 1
    assert out.read_bytes() == before
    said = capsys.readouterr().out
    assert "“10 Jahre nach Ende des Kalenderjahres” (Verzeichnis!I4) → “6 Jahre” (Verzeichnis!I4)" in said
    assert "added    V-2 Bewerbermanagement · Recipients: “Betriebsrat” (Verzeichnis!G5)" in said
    assert "removed  V-1 Lohnabrechnung · Note: “Risikofarbe: rot” (Verzeichnis!K4)" in said
    assert again(book, out, "--yes") == 0
    assert [each["duration"] for each in loaded(out)["activities"][0]["retention"]] == ["P6Y"]
    assert again(book, out) == 0


def test_activities_are_known_by_their_reference(drafted: tuple[Path, Path]) -> None:
    book, out = drafted
    made = openpyxl.load_workbook(book)
    sheet = made["Verzeichnis"]
    sheet.insert_rows(4)
    for cell, value in {"A4": "V-9", "B4": "Videoüberwachung", "C4": "Schutz", "B5": "Entgeltabrechnung"}.items():
        sheet[cell] = value
    sheet.delete_rows(6)
    made.save(book)
    assert again(book, out, "--yes") == 0
    assert [(each["id"], each["name"]) for each in loaded(out)["activities"]] == [("v-9", "Videoüberwachung"), ("v-1", "Entgeltabrechnung")]
    assert {party["id"] for party in loaded(out)["parties"]} == {"steuerberater"}, "nothing names the other's recipients any more"


def test_what_a_person_wrote_stays(drafted: tuple[Path, Path]) -> None:
    book, out = drafted
    replaced(out, 'format: 1\n', '# ours\nformat: 1\n')
    replaced(out, '  - id: "v-1"\n', '  - id: "v-1"\n    owner: {value: HR}\n    papers: [{kind: assessment, title: DPIA of payroll}]\n')
    replaced(out, 'value: "dpv:Employee"', 'value: "dpv:NonPermanentWorker"')
    replaced(out, 'state: "proposed"', 'state: "rejected"')
    edited(book, I5="6 Monate")
    assert again(book, out, "--yes") == 0
    text, form = out.read_text(encoding="utf-8"), loaded(out)
    assert text.startswith("# ours\n")
    payroll, applicants = form["activities"]
    assert (payroll["owner"], payroll["papers"]) == ({"value": "HR"}, [{"kind": "assessment", "title": "DPIA of payroll"}])
    assert payroll["dataSubjects"][0]["value"] == "dpv:NonPermanentWorker", "the words are the same: the term is the person's"
    assert payroll["purpose"][0]["review"] == {"state": "rejected"}
    assert applicants["retention"][0]["duration"] == "P6M"


def test_its_owner_may_vouch_for_it_later(drafted: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, out = drafted
    assert again(book, out, "--confirm") == 1
    assert "values now confirmed" in capsys.readouterr().out
    assert again(book, out, "--confirm", "--yes") == 0
    assert "proposed" not in out.read_text(encoding="utf-8")


def test_a_file_that_is_no_document_is_left_alone(drafted: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    book, out = drafted
    for text in ("just a note", "[1, 2", "document: {}\n"):
        out.write_text(text, encoding="utf-8")
        assert again(book, out, "--yes") == 2
        assert out.read_text(encoding="utf-8") == text
        assert "no document that could be updated" in capsys.readouterr().err


def test_several_documents_are_updated_all_or_none(tmp_path: Path) -> None:
    rows = [["Reference", "Controller", "Processing activity", "Purpose", "Retention"], ["1", "Alpha Ltd", "Payroll", "Pay", "1 year"],
            ["2", "Beta Ltd", "Post", "Letters", "2 years"]]  # fmt: skip
    book = tmp_path / "two.csv"
    book.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    assert again(book, out) == 0
    first, second = sorted(out.iterdir())
    before = first.read_bytes(), second.read_bytes()
    book.write_text(book.read_text(encoding="utf-8").replace("2 years", "3 years"), encoding="utf-8")
    assert again(book, out) == 1
    assert (first.read_bytes(), second.read_bytes()) == before
    assert again(book, out, "--yes") == 0
    assert loaded(second)["activities"][0]["retention"][0]["duration"] == "P3Y"


WORDS = st.sampled_from(["", "Name", "Finanzamt; Bank", "keine", "USA", "5 Jahre", "Art. 6(1)(b)", "Beschäftigte, Kunden", "unbekannt"])
ROWS = st.lists(st.tuples(*[WORDS] * 9), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None)
@given(before=ROWS, after=ROWS)
def test_an_updated_document_says_what_the_edited_file_says(tmp_path_factory: pytest.TempPathFactory, before: list[Any], after: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("update")
    forms = []
    for number, rows in enumerate((before, after)):
        path = folder / str(number) / "register.csv"
        path.parent.mkdir()
        lines = ["Lfd. Nr.;Bezeichnung der Verarbeitungstätigkeit;" + ";".join(f'"{text}"' for text in
                 ("Zwecke der Verarbeitung", "Rechtsgrundlage", "Kategorien betroffener Personen", "Kategorien personenbezogener Daten",
                  "Kategorien von Empfängern", "Drittlandübermittlung", "Löschfristen", "TOMs", "Farbe"))]  # fmt: skip
        lines += [f"V-{index};Tätigkeit {index};" + ";".join(f'"{text}"' for text in row) for index, row in enumerate(rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        (draft,) = read_drafts([path], Settings(language="de", controller="Werk GmbH"))[1]
        forms.append(reviewed(draft.form, "proposed"))
    found = update(form_text(forms[0]), forms[1], "register.yaml")
    again_ = update(found.text, forms[1], "register.yaml")
    assert again_.text == found.text
    assert not again_.changes

    def said(form: Any) -> Any:
        return [{key: sorted(map(str, value)) if isinstance(value, list) else value for key, value in each.items()} for each in form["activities"]]

    assert said(yaml.safe_load(found.text)) == said(yaml.safe_load(form_text(forms[1])))


@pytest.mark.parametrize("name", ["dpcat-sample/hr-department-of-alpha.xlsx", "at-association/ropa.md"])
def test_registers_of_others_twice(name: str, tmp_path: Path) -> None:
    if not SHARED.is_dir():
        pytest.skip("the registers that others made (../shared/registers) are not here")
    source = tmp_path / Path(name).name
    shutil.copy(SHARED / "registers" / name, source)
    out = tmp_path / "out.yaml"
    assert again(source, out) == 0
    before = out.read_bytes()
    assert again(source, out) == 0
    assert out.read_bytes() == before
