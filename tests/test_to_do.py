"""What is to be done by when: the question, the calendar, the workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar

from ropa.errors import UsageError
from ropa.model import LANGUAGES, Answer, Clocks
from ropa.register import Register
from ropa.render.agenda import answer_ics, answer_xlsx
from tests.test_decisions import DAY, GOOD, workspace


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return Register.open(workspace(tmp_path_factory.mktemp("w"), GOOD), Clocks(DAY, DAY))


@pytest.fixture(scope="module")
def answer(decided: Register) -> Answer:
    return decided.ask("to-do")


def kinds(answer: Answer, state: str) -> set[str]:
    return {row["kind"].value for row in answer.rows if row["state"].value == state}


def test_it_is_sorted_by_day(answer: Answer) -> None:
    assert answer.values("date") == sorted(answer.values("date"))


def test_a_review_stands_once(answer: Answer) -> None:
    reviewed = [row["about"].value for row in answer.rows if row["kind"].value == "review"]
    assert len(reviewed) == len(set(reviewed))


def test_what_was_due_before_the_day_of_the_register_is_overdue(answer: Answer) -> None:
    assert {row["date"].value < "2026-11-02" for row in answer.rows if row["state"].value == "overdue"} == {True}
    assert kinds(answer, "overdue") == {"review", "contract-ends", "dpia-review", "paper-ends"}


def test_a_decision_about_a_finding_lapses(answer: Answer) -> None:
    (row,) = (row for row in answer.rows if row["kind"].value == "accepted-lapses")
    assert (row["date"].value, row["owner"].value) == ("2027-01-10", "Veera Kuvitelma")
    assert row["aboutLabel"].value == "retention-stated trade-fairs: The organiser keeps the list."


def test_law_that_covers_a_transfer_and_ends_is_told(answer: Answer) -> None:
    assert any(row["kind"].value == "law-ends" and "whatLabel" in row for row in answer.rows)


def test_an_activity_that_has_ended_asks_for_nothing(answer: Answer) -> None:
    assert not [value for value in answer.values("about") if value.endswith("/data-migration")]


def test_until_leaves_out_what_comes_later(decided: Register) -> None:
    assert max(decided.ask("to-do", {"until": "2027-12-31"}).values("date")) == "2027-12-31"


def test_the_calendar_reads_back(answer: Answer) -> None:
    data = answer_ics(answer, "en", Clocks(DAY, DAY))
    events = list(Calendar.from_ical(data).walk("VEVENT"))
    assert len({str(event["UID"]) for event in events}) == len(events) == len(answer.rows)
    assert {event.decoded("DTSTAMP").date() for event in events} == {DAY}
    assert any(str(event["SUMMARY"]).startswith("Contract ends: Newsletter — ") for event in events)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_uid_stays_where_the_day_moves(answer: Answer) -> None:
    row = dict(answer.rows[0])
    moved = Answer(answer.question, answer.columns, ({**row, "date": answer.rows[-1]["date"]},))
    uids = [Calendar.from_ical(answer_ics(each, "en", Clocks(DAY, DAY))).walk("VEVENT")[0]["UID"] for each in (moved, Answer(answer.question, answer.columns, (row,)))]
    assert uids[0] == uids[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_calendar_has_words_for_every_kind_in_every_language(answer: Answer, lang: str) -> None:
    assert answer_ics(answer, lang, Clocks(DAY, DAY)) == answer_ics(answer, lang, Clocks(DAY, DAY))


def test_another_question_is_no_calendar(decided: Register) -> None:
    with pytest.raises(UsageError, match="no days"):
        answer_ics(decided.ask("activities"), "en", Clocks(DAY, DAY))


def test_the_workbook_has_a_row_for_each_and_the_same_bytes(answer: Answer, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    clocks = Clocks(date(2026, 11, 2), DAY)
    (tmp_path / "todo.xlsx").write_bytes(answer_xlsx(answer, clocks))
    sheet = load_workbook(tmp_path / "todo.xlsx").active
    assert sheet is not None
    assert sheet.max_row == len(answer.rows) + 1
    assert answer_xlsx(answer, clocks) == (tmp_path / "todo.xlsx").read_bytes()
