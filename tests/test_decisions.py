"""Decisions about findings, and findings against a baseline."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from ropa.baseline import Baseline, baseline_of, compare_to, read_baseline
from ropa.decisions import read_decisions
from ropa.errors import FormError, InputError
from ropa.form import read_form
from ropa.model import LANGUAGES, Clocks, Report
from ropa.register import Register
from ropa.register.checks import check_against
from ropa.render.reports import Checked, report_format
from tests.conftest import EXAMPLE

DAY = date(2026, 11, 2)
GOOD = """
- rule: retention-stated
  about: trade-fairs
  state: accepted
  reason: The organiser keeps the list.
  by: Veera Kuvitelma
  on: 2026-01-10
  until: 2027-01-10
"""


def workspace(folder: Path, decisions: str | None = None, register: str | None = None) -> Path:
    """A copy of the example's register alone, with decisions."""
    text = (EXAMPLE / "register.yaml").read_text(encoding="utf-8") if register is None else register
    (folder / "register.yaml").write_text(text, encoding="utf-8")
    (folder / "ropa.toml").write_text('base = "https://lumitie.example/ropa/"\ndocuments = ["register.yaml"]\n', encoding="utf-8")
    if decisions is not None:
        (folder / "decisions.yaml").write_text("format: 1\ndecisions:" + decisions, encoding="utf-8")
    return folder


def report_of(folder: Path, day: date = DAY, lang: str = "en") -> Report:
    return Register.open(folder, Clocks(day, day)).check(lang)


# -- decisions ---------------------------------------------------------------------------------------------------------
def test_an_accepted_gap_stays_a_finding_and_carries_its_decision(tmp_path: Path) -> None:
    report = report_of(workspace(tmp_path, GOOD))
    (found,) = (item for item in report.findings if item.rule == "retention-stated")
    assert found.decision is not None
    assert (found.decision.state, found.decision.by, found.decision.until) == ("accepted", "Veera Kuvitelma", date(2027, 1, 10))
    assert [item for item in report.findings if item.decision and item is not found] == []


def test_a_decision_by_the_id_of_a_finding_is_about_that_one(tmp_path: Path) -> None:
    wanted = next(item for item in report_of(workspace(tmp_path)).findings if item.rule == "purposes-stated")
    decisions = GOOD.replace("rule: retention-stated\n  about: trade-fairs", f"finding: {wanted.id}")
    assert [item.id for item in report_of(workspace(tmp_path, decisions)).findings if item.decision] == [wanted.id]


def test_the_last_day_of_a_decision_still_counts_and_the_next_it_is_a_finding(tmp_path: Path) -> None:
    folder = workspace(tmp_path, GOOD)
    assert [item for item in report_of(folder, date(2027, 1, 10)).findings if item.rule.startswith("decision")] == []
    after = report_of(folder, date(2027, 1, 11))
    (expired,) = (item for item in after.findings if item.rule.startswith("decision"))
    assert (expired.rule, expired.severity, expired.file, expired.line) == ("decision-expired", "warning", "decisions.yaml", 3)
    assert next(item for item in after.findings if item.rule == "retention-stated").decision is None


def test_a_decision_that_matches_nothing_is_a_finding_itself(tmp_path: Path) -> None:
    (idle,) = (item for item in report_of(workspace(tmp_path, GOOD.replace("trade-fairs", "payroll"))).findings if item.rule.startswith("decision"))
    assert (idle.rule, idle.severity) == ("decision-unmatched", "info")
    assert idle.quotes == ("The organiser keeps the list.",)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_about_decisions_are_said_in_every_language(lang: str, tmp_path: Path) -> None:
    report = report_of(workspace(tmp_path, GOOD.replace("trade-fairs", "payroll")), lang=lang)
    assert [item.message for item in report.findings if item.rule == "decision-unmatched" and "{" not in item.message]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("state: accepted", "state: forgotten", "state 'forgotten' is none"),
        ("  reason: The organiser keeps the list.\n", "", "has no reason"),
        ("  about: trade-fairs\n", "", "has no about"),
        ("on: 2026-01-10", "on: January", "is no date"),
        ("by: Veera", "bye: Veera", "unknown key 'bye'"),
        ("state: accepted", "state: planned", "state"),
    ],
)
def test_a_broken_decision_is_one_clear_message_with_its_line(before: str, after: str, message: str, tmp_path: Path) -> None:
    assert before in GOOD
    broken = GOOD.replace(before, after) if after != "state: planned" else GOOD.replace(before, after).replace("  until: 2027-01-10\n", "")
    folder = workspace(tmp_path, broken)
    with pytest.raises(FormError, match=message if after != "state: planned" else "what is planned has a day") as error:
        read_decisions(read_form(folder / "decisions.yaml"))
    assert (error.value.where or "").startswith("decisions.yaml:")


# -- baselines ---------------------------------------------------------------------------------------------------------
def against(folder: Path, baseline: Baseline, day: date = DAY) -> dict[str, str]:
    """Cause by rule of what the baseline has not."""
    report = check_against(Register.open(folder, Clocks(day, day)), baseline)
    return {item.rule: item.cause for item in report.findings if item.cause}


def test_against_itself_nothing_is_new(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    assert against(folder, baseline_of(report_of(folder))) == {}


def test_a_baseline_reads_back_from_the_json_report(tmp_path: Path) -> None:
    report = report_of(workspace(tmp_path))
    assert read_baseline(report_format("json").write(Checked(report)).decode(), "baseline.json") == baseline_of(report)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "other"}', '{"schema": "https://w3id.org/ropa/schema/report/1", "asOf": "x"}'])
def test_what_is_no_report_is_no_baseline(text: str) -> None:
    with pytest.raises(InputError) as error:
        read_baseline(text, "baseline.json")
    assert error.value.where == "baseline.json"


def test_a_finding_that_an_edit_brought_says_so(tmp_path: Path) -> None:
    before = baseline_of(report_of(workspace(tmp_path)))
    document = yaml.load((EXAMPLE / "register.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    del next(item for item in document["activities"] if item["id"] == "payroll")["purpose"]
    assert against(workspace(tmp_path, register=yaml.dump(document, allow_unicode=True)), before) == {"purposes-stated": "edit"}


def test_a_finding_of_a_rule_that_was_not_there_is_told_apart(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    report = report_of(folder)
    old = baseline_of(report)
    without = Baseline(
        old.clocks, old.rules - {"purposes-stated"}, old.findings - {item.id for item in report.findings if item.rule == "purposes-stated"}, old.inputs
    )
    assert against(folder, without) == {"purposes-stated": "rules"}


def test_the_law_tables_are_the_cause_where_only_they_moved(tmp_path: Path) -> None:
    report = report_of(workspace(tmp_path))
    gone = next(item for item in report.findings if item.rule == "transfer-country-stated")
    old = baseline_of(report)
    moved = Baseline(old.clocks, old.rules, old.findings - {gone.id}, {**old.inputs, "law": "other"})
    assert {item.id: item.cause for item in compare_to(moved, report, report).findings if item.cause} == {gone.id: "law"}


def test_what_only_todays_clock_finds_came_with_time(tmp_path: Path) -> None:
    report = report_of(workspace(tmp_path))
    early = report_of(workspace(tmp_path), date(2018, 5, 24))
    assert early.findings == ()
    found = compare_to(baseline_of(early), early, report).findings
    assert {item.cause for item in found} == {"time"}
