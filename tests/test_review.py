"""The review round: what an owner is sent, what is merged, and what changed since an approval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ropa.cli import main
from ropa.errors import FormError, InputError
from ropa.model import Clocks
from ropa.register import Register
from ropa.register.reviewing import approval_rows, approved, merged, read_review, review_files
from ropa.render.review import HEADINGS, SENT, SHEET
from tests.test_decisions import DAY, workspace

DATES = ["--as-of", DAY.isoformat(), "--register-on", DAY.isoformat()]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, dict[str, bytes]]:
    register = Register.open(workspace(tmp_path_factory.mktemp("w")), Clocks(DAY, DAY))
    return register, review_files(register, "en")


def returned(files: dict[str, bytes], place: Path, reference: str = "LT-C-01", **cells: Any) -> Path:
    """The review of the head of people with some cells of an activity changed."""
    path = place / "back.xlsx"
    path.write_bytes(next(data for name, data in files.items() if name.startswith("aino-")))
    book = load_workbook(path)
    sheet = book[SHEET]
    start = next(row for row in range(1, 50) if sheet.cell(row, 1).value == HEADINGS[0])
    at = next(row for row in range(start, 90) if sheet.cell(row, 1).value == reference)
    for name, value in cells.items():
        sheet.cell(at, HEADINGS.index("reference" if name == "reference_as" else name.replace("_", " ")) + 1).value = value
    book.save(path)
    return path


def test_each_owner_gets_their_activities_only(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    book = load_workbook(returned(sent[1], tmp_path))
    owner = HEADINGS.index("owner") + 1
    assert {book[SENT].cell(row, owner).value for row in range(3, book[SENT].max_row + 1)} == {"Aino Tarina, head of people"}
    assert book[SENT].sheet_state == "hidden"


def test_open_questions_stand_on_top(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    sheet = load_workbook(returned(sent[1], tmp_path))[SHEET]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=5, max_row=12)]
    until = next(number for number, row in enumerate(rows) if row[0] == HEADINGS[0])
    assert any("was valid until 2026-05-31" in str(row[1]) and row[3] == "Art. 35(11)" for row in rows[:until])


def test_what_is_approved_is_there_to_be_read(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    sheet = load_workbook(returned(sent[1], tmp_path))[SHEET]
    start = next(row for row in range(1, 50) if sheet.cell(row, 1).value == HEADINGS[0])
    assert sheet.row_dimensions[start].hidden
    columns = {sheet.cell(start + 1, column).value: column for column in range(1, sheet.max_column + 1)}
    at = next(row for row in range(start, 90) if sheet.cell(row, 1).value == "LT-C-01")
    assert "selection of applicants" in sheet.cell(at, columns["Purposes"]).value
    assert "24 months" in sheet.cell(at, columns["Time limits for erasure"]).value


def test_a_review_is_in_the_language_asked_for(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    sheet = load_workbook(returned(review_files(sent[0], "fi"), tmp_path))[SHEET]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Avoimet kysymykset", "Viite", "Hyväksyjä"} <= texts
    assert read_review(sent[0], tmp_path / "back.xlsx") == ([], [])


def test_same_register_same_bytes(sent: tuple[Register, dict[str, bytes]]) -> None:
    assert review_files(sent[0], "en") == sent[1]


def test_an_untouched_review_changes_nothing(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    assert read_review(sent[0], returned(sent[1], tmp_path)) == ([], [])


def test_a_changed_cell_is_one_change_by_reference(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    (change,), _ = read_review(sent[0], returned(sent[1], tmp_path, unit="Talent"))
    assert (change.activity, change.key, change.before, change.after) == ("recruitment", "unit", "People", "Talent")


def test_a_value_that_the_field_does_not_take_is_told(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    changes, _ = read_review(sent[0], returned(sent[1], tmp_path, reviewDate="soon"))
    with pytest.raises(FormError):
        merged(sent[0], changes)


def test_a_reference_that_is_not_there_is_told(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    back = returned(sent[1], tmp_path, reference_as="LT-X")
    with pytest.raises(InputError, match="no activity has the reference"):
        read_review(sent[0], back)


def test_a_value_changed_on_both_sides_is_told(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    back = returned(sent[1], tmp_path, unit="Talent")
    text = (sent[0].workspace.folder / "register.yaml").read_text().replace('unit: "People"', 'unit: "HR"', 1)
    there = tmp_path / "there"
    there.mkdir()
    now = Register.open(workspace(there, register=text), Clocks(DAY, DAY))
    with pytest.raises(InputError, match="both sides"):
        read_review(now, back)


def test_an_approval_needs_who_and_when(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="who and on which day"):
        read_review(sent[0], returned(sent[1], tmp_path, approved_by="Aino Tarina"))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"not a workbook"])
def test_what_is_no_review_is_told(sent: tuple[Register, dict[str, bytes]], tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(InputError):
        read_review(sent[0], tmp_path / "x.xlsx")


def test_facts_changed_since_an_approval_are_counted(sent: tuple[Register, dict[str, bytes]], tmp_path: Path) -> None:
    _, approvals = read_review(sent[0], returned(sent[1], tmp_path, approved_by="Aino Tarina", approved_on="2026-03-12"))
    text = (sent[0].workspace.folder / "register.yaml").read_text()
    after = text.replace('unit: "People"', 'unit: "HR"', 1).replace("people: 1400", "people: 1500", 1).replace('- "Karhu ATS"', '- "Karhu"', 1)
    there = tmp_path / "there"
    there.mkdir()
    now = Register.open(workspace(there, register=after), Clocks(DAY, DAY))
    (there / "approvals.csv").write_text(approved(sent[0], approvals))
    (row,) = approval_rows(now)
    assert row["title"] == "3 facts changed since approval on 2026-03-12 by Aino Tarina"
    assert list(row["changed"].values()) == [1, 1, 1]


def test_nothing_is_written_without_yes(tmp_path: Path, sent: tuple[Register, dict[str, bytes]], capsys: pytest.CaptureFixture[str]) -> None:
    folder = workspace(tmp_path)
    back = returned(sent[1], tmp_path, unit="Talent", approved_by="Aino Tarina", approved_on="2026-11-02")
    before = (folder / "register.yaml").read_bytes()
    assert main(["-w", str(folder), "import", str(back), "--review", *DATES]) == 0
    assert "'People' → 'Talent'" in capsys.readouterr().out
    assert (folder / "register.yaml").read_bytes() == before
    assert not (folder / "approvals.csv").exists()


def test_yes_changes_the_register_and_keeps_the_approval(
    tmp_path: Path, sent: tuple[Register, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace(tmp_path)
    back = returned(sent[1], tmp_path, unit="Talent", approved_by="Aino Tarina", approved_on="2026-11-02")
    before = (folder / "register.yaml").read_text().splitlines()
    assert main(["-w", str(folder), "import", str(back), "--review", "--yes", *DATES]) == 0
    after = (folder / "register.yaml").read_text().splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [('    unit: "People"', '    unit: "Talent"')]
    assert main(["-w", str(folder), "list", "approvals", *DATES]) == 0
    assert "nothing changed since approval on 2026-11-02 by Aino Tarina" in capsys.readouterr().out
