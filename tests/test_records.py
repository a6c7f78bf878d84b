"""A record is drawn from one document, says no more than it, and never lets silence look like a denial."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.errors import UsageError
from ropa.fields import fields_of
from ropa.model import LANGUAGES, Clocks
from ropa.records import build_matrix, build_record, record_sources
from ropa.records.entries import article
from ropa.records.values import spoken
from ropa.register import Register
from ropa.sheets import Entry, Record, Sheet, Value

CASE = Path(__file__).parent / "cases" / "record"
DAY = date(2026, 11, 23)


def draw(register: Register, controller: str, document: str | None = None, lang: str = "en") -> Record:
    fields = fields_of(register.workspace.folder)
    known = register.law_known_until
    return build_record(register.dataset, fields, register.labels(lang), register.clocks, known, controller, document_id=document, lang=lang)


def all_records(register: Register, lang: str = "en") -> list[Record]:
    return [draw(register, source.controller_id, source.document_id, lang) for source in record_sources(register.dataset)]


@pytest.fixture(scope="module")
def small() -> Register:
    return Register.open(CASE, Clocks(DAY, DAY))


@pytest.fixture(scope="module")
def register(small: Register) -> Record:
    return draw(small, "pieni")


@pytest.fixture(scope="module")
def notice(small: Register) -> Record:
    return draw(small, "pieni", "pieni-notice")


def sheet_of(record: Record, activity: str) -> Sheet:
    return next(sheet for heading in record.sheets for sheet in heading.walk() if sheet.id == activity)


def entry_of(record: Record, activity: str, field: str) -> Entry:
    return next(entry for entry in sheet_of(record, activity).entries if entry.field == field)


def values_of(record: Record) -> Iterator[tuple[Entry, Value]]:
    sheets = (sheet for heading in record.sheets for sheet in heading.walk())
    for entry in (*record.block, *record.general, *(entry for sheet in sheets for entry in sheet.entries)):
        yield from ((entry, value) for value in (*entry.values, *entry.denied))


# -- which document ----------------------------------------------------------------------------------------------------
def test_a_record_is_drawn_from_the_register_where_there_is_one(register: Record) -> None:
    assert (register.document.kind, register.title, register.id) == ("register", "Record of processing activities", "pieni")


def test_a_record_of_a_notice_is_called_a_draft(notice: Record) -> None:
    assert (notice.title, notice.id) == ("Draft record drawn from the published notice", "pieni-notice")


def test_a_record_of_an_extract_says_so(small: Register) -> None:
    assert draw(small, "ote").title == "Draft record drawn from an extract of the published notice"


def test_the_five_are_drafts(five: Register) -> None:
    assert {record.title.split(" from ")[0] for record in all_records(five)} == {"Draft record drawn"}


def test_an_unknown_controller_is_answered_with_the_nearest_names(small: Register) -> None:
    with pytest.raises(UsageError, match="pieni"):
        draw(small, "pienni")


def test_an_unknown_document_is_answered_with_the_nearest_names(small: Register) -> None:
    with pytest.raises(UsageError, match="pieni-notice"):
        draw(small, "pieni", "pieni-notise")


def test_nothing_of_another_document_enters_a_record(example: Register) -> None:
    for record in all_records(example):
        files = {value.written_at.split(":")[0] for _, value in values_of(record) if value.written_at}
        assert len(files) == 1, record.id


# -- what stands in it -------------------------------------------------------------------------------------------------
def test_every_value_of_a_notice_has_its_words(five: Register) -> None:
    for record in all_records(five):
        assert [value.text for _, value in values_of(record) if not value.quotes] == []


def test_every_value_names_its_statement(five: Register, example: Register) -> None:
    for record in (*all_records(five), *all_records(example)):
        assert [value.text for _, value in values_of(record) if not value.statement] == []


def test_headings_stand_in_the_order_of_the_document(register: Record) -> None:
    assert [sheet.id for sheet in register.sheets] == ["newsletter", "empty", "for-others"]


def test_a_purpose_within_a_heading_is_nested_under_it(register: Record) -> None:
    assert [part.id for part in sheet_of(register, "newsletter").parts] == ["statistics"]


def test_required_entries_come_in_the_order_of_their_letters(five: Register, example: Register) -> None:
    for record in (*all_records(five), *all_records(example)):
        for heading in record.sheets:
            letters = [entry.letter for entry in heading.entries if entry.required]
            assert letters == sorted(letters, key=str)
            assert [entry.required for entry in heading.entries] == sorted((entry.required for entry in heading.entries), reverse=True)


def test_a_retention_is_one_readable_line(register: Record) -> None:
    [value] = entry_of(register, "newsletter", "retention").values
    assert (value.text, value.scope) == ("P36M (36 months) — exactly — from contract termination", "addresses")


def test_the_documents_own_words_come_before_the_term(register: Record) -> None:
    [value] = entry_of(register, "newsletter", "data-subjects").values
    assert (value.head, value.term) == ("readers", "subscriber")


def test_the_items_of_a_category_are_listed_under_it(register: Record) -> None:
    [value] = entry_of(register, "newsletter", "data").values
    assert [item.text for item in value.items] == ["e-mail"]


def test_a_condition_is_given_with_its_fact(register: Record) -> None:
    [value] = entry_of(register, "newsletter", "discloses").values
    assert value.condition == "only for opened letters"


def test_a_transfer_says_its_status_on_the_laws_date(register: Record) -> None:
    first, second = entry_of(register, "newsletter", "transfers").values
    assert first.footing is not None
    assert second.footing is not None
    assert (first.footing.status, first.footing.since, second.complete) == ("covered", "2021-06-27", False)
    assert "country not stated" in second.text


def test_a_transfer_to_clarify_is_never_in_item_e(example: Register) -> None:
    record = draw(example, "lumitie")
    assert not any("Zoom" in value.text for value in entry_of(record, "customer-management", "transfers").values)
    assert any("Zoom" in item.value.head for item in sheet_of(record, "customer-management").unclear)


def test_what_is_implied_stands_apart(register: Record) -> None:
    assert not entry_of(register, "statistics", "legal-basis").values
    assert [item.value.kind for item in sheet_of(register, "statistics").unclear] == ["inferred"]


def test_what_is_inherited_says_so(register: Record) -> None:
    assert [value.kind for value in entry_of(register, "newsletter", "measures").values] == ["inherited"]


def test_only_headings_inherit(register: Record) -> None:
    assert not entry_of(register, "statistics", "measures").values


def test_an_addition_is_not_required(register: Record) -> None:
    assert not entry_of(register, "newsletter", "owner").required
    assert not entry_of(register, "newsletter", "legal-basis").required


def test_an_activity_for_others_has_the_letters_of_art_30_2(register: Record) -> None:
    required = {entry.field: entry.letter for entry in sheet_of(register, "for-others").entries if entry.required}
    assert required == {"on-behalf-of": "a", "processing-categories": "b", "transfers": "c", "measures": "d"}


def test_joint_controllers_of_any_activity_stand_in_item_a(example: Register) -> None:
    joint = next(entry for entry in draw(example, "lumitie").block if entry.anchor == "controller-joint")
    assert [value.head.split(" (")[0] for value in joint.values] == ["Lumitie Sverige AB"]


def test_a_field_of_the_workspace_is_an_entry_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    copytree(CASE, folder)
    (folder / "fields").mkdir()
    (folder / "fields" / "mood.ttl").write_text(
        """@prefix field: <https://w3id.org/ropa/field/> . @prefix ropa: <https://w3id.org/ropa#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        field:mood a ropa:Field , sh:PropertyShape ; ropa:fieldOf ropa:ProcessingActivity ; ropa:key "mood" ;
          sh:path <https://pieni.example/terms#mood> ; sh:datatype xsd:string ; sh:name "Mood"@en ;
          sh:description "How it feels."@en ; sh:order 900 .""",
        encoding="utf-8",
    )
    text = (folder / "register.yaml").read_text(encoding="utf-8")
    (folder / "register.yaml").write_text(text.replace("    reference: P-1", "    reference: P-1\n    mood: calm"), encoding="utf-8")
    record = draw(Register.open(folder, Clocks(DAY, DAY)), "pieni")
    entry = entry_of(record, "newsletter", "mood")
    assert (entry.name, entry.values[0].text, entry.required, entry.shown) == ("Mood", "calm", False, True)


# -- what silence means ------------------------------------------------------------------------------------------------
def test_silence_of_a_register_is_not_stated(register: Record) -> None:
    assert entry_of(register, "empty", "purpose").empty == "not-stated"


def test_silence_of_a_notice_cannot_be_filled_from_it(notice: Record) -> None:
    assert entry_of(notice, "newsletter", "retention").empty == "not-from-this-document"


def test_silence_of_an_extract_is_not_in_it(small: Register) -> None:
    assert entry_of(draw(small, "ote"), "uutiskirje", "retention").empty == "not-in-this-extract"


def test_none_is_only_what_the_document_denies_without_a_scope(small: Register, notice: Record) -> None:
    assert entry_of(draw(small, "denier"), "letters", "transfers").empty == "none"
    general = next(entry for entry in notice.general if entry.field == "transfers")
    assert (general.empty, general.denied[0].scope) == ("not-from-this-document", "customer data")


def test_one_excluded_group_of_persons_is_a_denial_with_its_value(notice: Record) -> None:
    entry = entry_of(notice, "newsletter", "data-subjects")
    assert [value.head for value in entry.denied] == ["children"]
    assert entry.empty != "none"


def test_what_a_part_says_the_heading_points_to(five: Register) -> None:
    entries = [entry for record in all_records(five) for sheet in record.sheets for entry in sheet.entries if entry.empty == "see-parts"]
    assert entries
    assert not any(entry.values for entry in entries)


# -- the matrix --------------------------------------------------------------------------------------------------------
def test_the_matrix_has_a_row_for_each_heading(five: Register) -> None:
    records = all_records(five)
    matrix = build_matrix(records, five.clocks, five.law_known_until)
    for record, group in zip(records, matrix.groups, strict=True):
        sheets = [*record.part("controller"), *record.part("processor")]
        assert [row.id for row in (*group.rows, *group.processor_rows)] == [sheet.id for sheet in sheets]


def test_a_cell_says_what_the_graphs_coverage_says(five: Register) -> None:
    records = all_records(five)
    for record, group in zip(records, build_matrix(records, five.clocks, five.law_known_until).groups, strict=True):
        for sheet, row in zip(record.part("controller"), group.rows, strict=True):
            assert {cell.letter: cell.status for cell in row.cells} == dict(sheet.coverage)


def test_only_registers_have_missing_cells(five: Register, example: Register) -> None:
    for register in (five, example):
        matrix = build_matrix(all_records(register), register.clocks, register.law_known_until)
        for group in matrix.groups:
            statuses = {cell.status for row in (group.summary, *group.rows, *group.processor_rows) for cell in row.cells}
            assert "missing" not in statuses or group.document.kind == "register"


def test_a_cell_that_says_something_leads_to_a_quote(five: Register) -> None:
    matrix = build_matrix(all_records(five), five.clocks, five.law_known_until)
    silent = ("not-from-this-document", "not-in-this-extract", "missing")
    bare = [(row.id, cell) for group in matrix.groups for row in group.rows for cell in row.cells if cell.status not in silent and not cell.quote]
    assert bare == []


def test_a_processors_row_follows_its_sheet(small: Register) -> None:
    matrix = build_matrix([draw(small, "pieni")], small.clocks, small.law_known_until)
    [row] = matrix.groups[0].processor_rows
    assert {cell.letter: cell.status for cell in row.cells} == {"a": "stated", "b": "stated", "c": "missing", "d": "stated"}


# -- words -------------------------------------------------------------------------------------------------------------
@given(st.integers(1, 400), st.sampled_from("YMWD"), st.sampled_from(LANGUAGES))
def test_a_spoken_duration_keeps_the_duration_as_written(number: int, unit: str, lang: str) -> None:
    said = spoken(f"P{number}{unit}", lang)
    assert said.startswith(f"P{number}{unit} (")
    assert str(number) in said.removeprefix(f"P{number}{unit}")


@given(st.text(max_size=12))
def test_what_is_no_duration_stays_as_it_is(text: str) -> None:
    assert spoken(text, "en").startswith(text)


@given(st.integers(1, 99), st.integers(1, 9), st.sampled_from("abcdefg"))
def test_an_article_is_written_as_the_eli_names_it(number: int, paragraph: int, point: str) -> None:
    eli = f"https://eur-lex.europa.eu/eli/reg/2016/679/art_{number}/par_{paragraph}/pnt_{point}/oj"
    assert article(eli) == f"Art. {number}({paragraph})({point})"
