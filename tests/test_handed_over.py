"""What a reader of a handed-over record trips on: rows torn apart, empty pages, terms that say nothing, denials said twice."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from ropa.laid import Laid
from ropa.model import Clocks
from ropa.register import Register
from ropa.render.laid import formats
from ropa.render.laid.word_body import LINE, TOGETHER, WHOLE

DAY = date(2026, 11, 2)
FORM = """format: 1
document: {id: acme, kind: register, title: Register, language: es, complete: true}
controller: {id: acme, name: Acme SL}
activities:
  - id: payroll
    name: Nóminas
    purpose: [{value: dpv:Purpose, label: Pago de salarios}]
    dataSubjects: [{value: dpv:DataSubject, label: Becarios}, {value: dpv:Employee, label: Empleados}]
    data: [{label: Imagen, category: [dpv:PersonalData]}]
    discloses: [{modality: denied, quote: Ninguno}]
    transfers: [{modality: denied, scope: Estados Unidos, quote: No se transfiere a Estados Unidos}]
"""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Laid:
    folder = tmp_path_factory.mktemp("acme")
    (folder / "acme.yaml").write_text(FORM, encoding="utf-8")
    (folder / "ropa.toml").write_text('format = 1\nbase = "https://acme.example/"\ntitle = "Acme"\ndocuments = ["acme.yaml"]\n', encoding="utf-8")
    return Register.open(folder, Clocks(DAY, DAY)).lay_out("acme", "generic")


def lines(laid: Laid, field: str) -> list[str]:
    part = laid.parts[0]
    place = next(place for place, column in enumerate(part.columns) if field in column.fields)
    return [piece.line for piece in part.rows[-1].cells[place]]


def test_a_term_that_all_values_of_a_field_are_is_not_printed(laid: Laid) -> None:
    assert lines(laid, "purpose") == ["Pago de salarios"], "not: (purpose)"
    assert sorted(lines(laid, "data-subjects")) == ["Becarios", "Empleados (employee)"]
    assert lines(laid, "data") == ["Imagen"]


def test_a_denial_of_the_whole_item_is_said_once_with_its_words(laid: Laid) -> None:
    part = laid.parts[0]
    place = next(place for place, column in enumerate(part.columns) if "discloses" in column.fields)
    (piece,) = part.rows[-1].cells[place]
    assert piece.text == laid.words.get("none", piece.text)
    assert piece.text.startswith("None")
    assert piece.quotes == ("Ninguno",)


def test_a_denial_within_a_scope_keeps_its_scope(laid: Laid) -> None:
    assert any("Estados Unidos" in line for line in lines(laid, "transfers"))


@pytest.fixture(scope="module")
def tables(example: Register) -> list[docx.table.Table]:
    made = formats()[".docx"].write(example.lay_out("lumitie", "dsk"))
    return [table for table in docx.Document(io.BytesIO(made)).tables if len(table.columns) == 3]


def test_a_row_of_a_word_table_breaks_only_where_it_is_long(tables: list[docx.table.Table]) -> None:
    for table in tables:
        for row in table.rows:
            letters = sum(len(paragraph.text) + LINE for paragraph in row.cells[2].paragraphs)
            whole = row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
            assert whole or letters > WHOLE, row.cells[0].text


def test_the_last_rows_of_a_word_table_stay_together(tables: list[docx.table.Table]) -> None:
    for table in tables:
        kept = [all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs) for row in table.rows]
        assert kept[-TOGETHER:] == [True] * (TOGETHER - 1) + [False]


def test_what_stands_after_a_word_table_opens_no_page(tables: list[docx.table.Table]) -> None:
    for table in tables:
        following = docx.text.paragraph.Paragraph(table._tbl.getnext(), table._parent)
        assert following.text == ""
        assert following.paragraph_format.line_spacing is not None
        assert following.paragraph_format.line_spacing <= docx.shared.Pt(1)
