"""Broken and hostile table files: a clear error or a right result, in bounded time and memory, and nothing is executed."""

from __future__ import annotations

import io
import re
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from ropa.documents.grids import read_grids
from ropa.documents.readers import form_text, read_drafts
from ropa.errors import InputError
from tests.test_tables import ods, sheet

pytestmark = pytest.mark.slow

SECONDS = 15
ROWS = [["Name", "Purpose", "Retention"], ["Payroll", "Paying", "2 years"]]


@pytest.fixture(autouse=True)
def _in_bounded_time_and_memory() -> Iterator[None]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000


def names(path: Path) -> list[str]:
    return [each["name"] for draft in read_drafts([path])[1] for each in draft.form["activities"]]


def replaced(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The package with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in package.infolist():
            data = package.read(info)
            made.writestr(info.filename, change(data) if re.fullmatch(member, info.filename) else data)
    path.write_bytes(out.getvalue())
    return path


def good(tmp_path: Path) -> Path:
    return sheet(tmp_path / "r.xlsx", ("Sheet1", ROWS))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(40):
            package.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 10_000_000)
    with pytest.raises(InputError, match="unpacks to far more"):
        read_grids(path)


ENTITIES = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", r"_rels/\.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(member: str, encoding: str, tmp_path: Path) -> None:
    def hostile(data: bytes) -> bytes:
        text = re.sub(r"<\?xml[^>]*\?>", "", data.decode())
        return f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES}{text}'.encode(encoding)

    with pytest.raises(InputError, match="entities"):
        read_grids(replaced(good(tmp_path), member, hostile))


@pytest.mark.parametrize("padding", [0, 200_000])
def test_xml_entities_in_an_ods_are_refused(padding: int, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_grids(
            ods(
                tmp_path / "e.ods",
                "<table:table-row><table:table-cell><text:p>&c;</text:p></table:table-cell></table:table-row>",
                f"<!--{' ' * padding}-->{ENTITIES}",
            )
        )


def test_late_entities_in_a_workbook_expand_to_nothing(tmp_path: Path) -> None:
    def hostile(data: bytes) -> bytes:
        text = re.sub(r"<\?xml[^>]*\?>", "", data.decode()).replace("Payroll", "&c;")
        return f'<?xml version="1.0"?><!--{" " * 200_000}-->{ENTITIES}{text}'.encode()

    with pytest.raises(InputError):
        read_grids(replaced(good(tmp_path), "xl/sharedStrings.xml", hostile))


def test_formulas_are_never_evaluated(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Sheet1")
    for column, heading in enumerate(["Name", "Purpose", "Notes"]):
        page.write(0, column, heading)
    page.write(1, 0, "Payroll")
    page.write(1, 1, "Paying")
    page.write_formula(1, 2, '=HYPERLINK("http://acme.example/"&A2)', None, "as saved")
    book.close()
    (draft,) = read_drafts([path])[1]
    assert draft.form["activities"][0]["note"] == [{"value": "Notes: as saved", "cell": "Sheet1!C2"}]


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Name,Purpose,Notes\n\"=cmd|' /C calc'!A0\",Paying,@SUM(1)\n", encoding="utf-8")
    (draft,) = read_drafts([path])[1]
    assert draft.form["activities"][0]["name"] == "=cmd|' /C calc'!A0"
    assert "@SUM(1)" in form_text(draft.form)


def test_macros_are_not_looked_at(tmp_path: Path) -> None:
    path = good(tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 100)
    assert names(path.rename(tmp_path / "m.xlsm")) == ["Payroll"]


def test_a_million_empty_rows(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("Name,Purpose,Retention\nPayroll,Paying,2 years\n" + ",,\n" * 1_000_000, encoding="utf-8")
    assert names(path) == ["Payroll"]
    empty = "".join(f'<row r="{number}" spans="1:3"><c r="A{number}" s="1"/></row>' for number in range(3, 1_000_000)).encode()
    assert names(replaced(good(tmp_path), "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", empty + b"</sheetData>"))) == [
        "Payroll"
    ]


def test_a_false_dimension_and_a_cell_at_the_far_corner(tmp_path: Path) -> None:
    def far(data: bytes) -> bytes:
        data = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', data)
        return data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')

    assert names(replaced(good(tmp_path), "xl/worksheets/sheet1.xml", far)) == ["Payroll"]


def test_everything_merged(tmp_path: Path) -> None:
    spans = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert names(replaced(good(tmp_path), "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", b"</sheetData>" + spans))) in (
        [],
        ["Payroll"],
    )
    many = b"<mergeCells>" + b'<mergeCell ref="A1:C2"/>' * 200_000 + b"</mergeCells>"
    assert names(
        replaced(
            good(tmp_path),
            "xl/worksheets/sheet1.xml",
            lambda data: re.sub(rb"</sheetData>.*?(?=<pageMargins)", b"</sheetData>" + many, data, flags=re.DOTALL),
        )
    ) in ([], ["Payroll"])


def test_an_ods_of_repeated_cells_without_end(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    with pytest.raises(InputError, match="more than"):
        read_grids(ods(tmp_path / "r.ods", row))


@pytest.mark.parametrize("keep", [0, 10, 300, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_truncated_file_is_one_clear_message(keep: float, kind: str, tmp_path: Path) -> None:
    path = good(tmp_path) if kind == "xlsx" else ods(tmp_path / "r.ods", "<table:table-row/>")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep) if isinstance(keep, float) else keep])
    with pytest.raises(InputError, match="broken") as error:
        read_grids(path)
    assert error.value.remedy


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "junk", [b"", b"<a>", b"\xff\xfe\x00", b"<worksheet><sheetData><row r='x'><c r='!' t='s'><v>99999</v></c></row></sheetData></worksheet>"]
)
def test_a_member_of_junk_is_one_clear_message_or_a_result(member: str, junk: bytes, tmp_path: Path) -> None:
    path = replaced(good(tmp_path), member, lambda _: junk)
    try:
        names(path)
    except InputError as error:
        assert error.remedy  # noqa: PT017 - either is right


def test_other_things_called_xlsx(tmp_path: Path) -> None:
    for name, data in (
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 4096),
        ("b.xlsx", b"Name,Purpose\n"),
        ("c.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("d.csv", b""),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            assert names(path) == []
        except InputError as error:
            assert error.remedy  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("encoding", "times"), [("utf-8", 1), ("utf-8-sig", 1), ("utf-16", 1), ("utf-16-le", 1), ("cp1252", 1), ("utf-8", 2), ("utf-8", 3)]
)
def test_encodings(encoding: str, times: int, tmp_path: Path) -> None:
    text = "Käsittelytoimi;Käsittelyn tarkoitus;Säilytysaika\nPäivähoito;Hoito – “laatu”;2 vuotta\n"
    path = tmp_path / "e.csv"
    path.write_bytes(text.encode(encoding) if times == 1 else text.encode().decode("latin-1").encode())
    if times == 3:  # as a spreadsheet program writes it that took UTF-8 for Windows-1252
        path.write_bytes("".join(bytes([each]).decode("cp1252", errors="replace") for each in text.replace("”", "").encode()).encode())
    found = names(path)
    assert found == ["Päivähoito"]


def test_a_long_cell_and_a_wide_table_stay_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text("Name,Purpose," + ",".join(f"c{number}" for number in range(5000)) + "\nPayroll," + "x, " * 100_000 + "\n", encoding="utf-8")
    assert len(names(path)) == 1


NASTY = (
    "6" + "." * 30_000,
    "a" * 32_000,
    "[" * 32_000,
    "(" * 32_000,
    "1 " * 16_000,
    "a@" * 16_000,
    "-" * 32_000,
    "6(1)(a)," * 4_000,
    "/ " * 16_000,
    "No " * 10_000,
    "A1b2" * 8_000,
    "§" * 32_000,
)


def test_cells_that_are_made_to_be_slow(tmp_path: Path) -> None:
    header = "Name,Purpose,Legal basis,Data subjects,Personal data,Recipients,Third countries,Transfers,Retention,Measures,Controller,DPO,Joint controller,Systems,Rights,Source"
    rows = [",".join([f"Row {number}", *([f'"{text}"'] * 15)]) for number, text in enumerate(NASTY)]
    path = tmp_path / "slow.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    assert len(names(path)) == len(NASTY)
    page = tmp_path / "slow.md"
    page.write_text(
        "\n".join(f"{mark}{text}" for text in NASTY for mark in ("", "# ", "- ", "- **", "| ", "**")) + "\n#" + "#" * 100_000 + "\n", encoding="utf-8"
    )
    assert isinstance(names(page), list)
