"""What-if: the grammar, what each verb changes, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.assume import VERBS, Assumption, assume_tables, parse_assumption
from ropa.errors import UsageError
from ropa.law import tables
from ropa.model import Clocks
from ropa.register import Register
from ropa.register.checks import check_assuming
from tests.conftest import EXAMPLE

AFTER = date(2027, 1, 2)
WORDS = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True).filter(lambda word: word not in VERBS)


@cache
def statuses(*assumptions: str, on: date = AFTER) -> dict[str, str]:
    """Status of the stated transfers of the example by recipient."""
    register = Register.open(EXAMPLE, Clocks(on, on), [parse_assumption(text) for text in assumptions])
    rows = [row for row in register.ask("transfers").rows if row["certainty"].value == "stated"]
    return {row["recipient"].value.rsplit("/", 1)[1]: row["status"].value for row in rows}


@given(WORDS, st.sampled_from(VERBS), WORDS)
def test_a_sentence_reads_back_as_itself(subject: str, verb: str, value: str) -> None:
    assert parse_assumption(f"  {subject}  {verb} {value} ") == Assumption(subject, verb, value)
    assert str(parse_assumption(f"{subject} {verb} {value}")) == f"{subject} {verb} {value}"


@pytest.mark.parametrize("text", ["", "us-dpf", "us-dpf falls", "ends 2027-01-01", "us-dpf ends"])
def test_what_is_no_sentence_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_assumption(text)
    assert "us-dpf ends" in (error.value.remedy or "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("us-dfp ends 2027-01-01", "no law row"),
        ("us-dpf ends tomorrow", "is no date"),
        ("art30-6 is 750", "no law row"),
        ("nobody leaves us-dpf", "no vendor or party"),
        ("zoom leaves us-dfp", "no law row"),
        ("zoom loses gulf-cloud", "is not recorded to engage"),
    ],
)
def test_an_assumption_about_what_does_not_exist_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Register.open(EXAMPLE, Clocks(AFTER, AFTER), [parse_assumption(text)])


def test_without_an_assumption_nothing_changes() -> None:
    assert statuses() == statuses("us-dpf ends 2027-01-02")


def test_a_decision_that_ends_takes_the_footing_of_those_it_covered() -> None:
    changed = {name for name, status in statuses("us-dpf ends 2027-01-01").items() if status != statuses()[name]}
    assert changed == {"harbor-ticket", "prairie-survey", "ripple-metrics"}


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    last = AFTER - timedelta(days=1)
    assert statuses("us-dpf ends 2027-01-01", on=last)["harbor-ticket"] == "covered"
    assert statuses("us-dpf ends 2027-01-01", on=AFTER)["harbor-ticket"] == "not-covered"


def test_a_decision_that_starts_later_does_not_cover_before() -> None:
    assert statuses("br starts 2027-01-03")["feira-obra"] == "not-covered"
    assert statuses("br starts 2027-01-02")["feira-obra"] == "covered"


def test_a_vendor_that_leaves_is_no_longer_shown_and_one_that_joins_is_covered() -> None:
    assert statuses("harbor-ticket leaves us-dpf")["harbor-ticket"] == "not-shown"
    assert statuses("prairie-survey joins us-dpf")["prairie-survey"] == "covered"
    assert statuses("manila-transcripts joins scc-2021")["manila-transcripts"] == "covered"


def test_a_vendor_may_be_named_as_people_write_it() -> None:
    assert statuses("Harbor Ticket Inc. leaves us-dpf")["harbor-ticket"] == "not-shown"


def test_a_vendor_that_loses_a_sub_processor_no_longer_reaches_what_is_behind_it() -> None:
    register = Register.open(EXAMPLE, Clocks(AFTER, AFTER), [parse_assumption("harbor-ticket loses gulf-cloud")])
    links = {(row["engagedBy"].value.rsplit("/", 1)[1], row["vendor"].value.rsplit("/", 1)[1]) for row in register.ask("sub-processors").rows}
    assert ("harbor-ticket", "gulf-cloud") not in links
    assert ("gulf-cloud", "pampa-text") in links


def test_a_threshold_becomes_what_is_assumed_and_the_table_stays() -> None:
    before = tables()
    assumed = assume_tables(before, [parse_assumption("art30-5 is 750")])
    assert next(row["value"] for row in assumed["thresholds"] if row["id"] == "art30-5") == "750"
    assert next(row["value"] for row in before["thresholds"] if row["id"] == "art30-5") == "250"
    assert before == tables()


def test_a_check_under_an_assumption_shows_what_appears_and_what_goes() -> None:
    clocks = Clocks(AFTER, AFTER)
    report = check_assuming(Register.open(EXAMPLE, clocks, [parse_assumption("us-dpf ends 2027-01-01")]))
    today = Register.open(EXAMPLE, clocks).check()
    assert report.assumptions == ("us-dpf ends 2027-01-01",)
    assert report.unchanged == len(today.findings) - len(report.gone)
    assert not {finding.id for finding in report.findings} & {finding.id for finding in today.findings}
    assert {finding.id for finding in report.gone} <= {finding.id for finding in today.findings}


def test_an_assumption_that_changes_nothing_shows_nothing() -> None:
    report = check_assuming(Register.open(EXAMPLE, Clocks(AFTER, AFTER), [parse_assumption("us-dpf ends 2030-01-01")]))
    assert (report.findings, report.gone) == ((), ())
