"""What a thing touches: expectations read off data/example, not off a run."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.assume import parse_assumption
from ropa.errors import UsageError
from ropa.model import LANGUAGES, Clocks
from ropa.reach import Impact
from ropa.register import Register
from ropa.render.impact import WRITERS, impact_json, impact_text
from tests.conftest import EXAMPLE


def ids(impact: Impact) -> set[str]:
    return {str(item.activity).rsplit("/", 1)[1] for item in impact.touched}


def ways(impact: Impact, activity: str) -> set[str]:
    return {way.kind for item in impact.touched if str(item.activity).endswith("/" + activity) for way in item.ways}


# -- what is touched ---------------------------------------------------------------------------------------------------
def test_a_vendor_touches_what_it_receives_stores_and_imports(example: Register) -> None:
    found = example.impact("harbor-ticket")
    assert ids(found) == {"customer-support"}
    assert ways(found, "customer-support") == {"recipient", "transfer", "hosting"}


def test_a_sub_processor_touches_every_activity_whose_chain_reaches_it(example: Register) -> None:
    """README, “Sub-processors”: the reach of Greenland."""
    found = example.impact("greenfell-tapes")
    assert ids(found) == {"payroll", "product-accounts", "site-service", "data-migration", "newsletter", "recruitment"}
    (chain,) = {way.through for item in found.touched if item.reference == "LT-C-09" for way in item.ways}
    assert chain == ("Postilintu Oy", "Polarstore AS", "Ísbré Backup ehf.", "Greenfell Tapes A/S")


@pytest.mark.parametrize(("name", "expected"), [("andes-label", {"customer-support"}), ("coral-sms", {"customer-support", "remote-support"})])
def test_the_ends_of_the_other_chains_touch_what_the_readme_says(example: Register, name: str, expected: set[str]) -> None:
    assert ids(example.impact(name)) == expected


def test_a_system_a_unit_an_activity_and_a_category_are_things_too(example: Register) -> None:
    assert ids(example.impact("remote access gateway")) == {"remote-support"}
    assert ids(example.impact("Support")) == {"customer-support", "remote-support"}
    assert ids(example.impact("LT-C-06")) == {"premises-access"}
    assert "premises-access" in ids(example.impact("pd:Picture"))


def test_a_name_of_several_kinds_has_to_say_which(example: Register) -> None:
    kinds = {example.impact("Support", kind="unit").thing.kind, example.impact("Customer support", kind="activity").thing.kind}
    assert kinds == {"unit", "activity"}
    with pytest.raises(UsageError) as error:
        example.impact("harbour-tickets")
    assert "harbor-ticket" in (error.value.remedy or "")


# -- if it is breached -------------------------------------------------------------------------------------------------
def test_people_are_those_recorded_and_special_data_comes_first(example: Register) -> None:
    found = example.impact("greenfell-tapes")
    assert found.people == 1400 + 2400 + 7800 + 260 + 31000 + 9000
    assert found.data[0].special
    assert found.data[0].label == "trade union membership"


def test_a_processor_tells_its_customers_and_has_no_hours(example: Register) -> None:
    found = example.impact("remote-support")
    assert found.customers == ("Bygg Talgoxe AB", "Rakennus Havu Oy")
    text = impact_text(found)
    assert "33(2)" in text
    assert "72 hours" not in text
    assert "Art. 55" not in text


def test_no_lead_authority_without_a_recorded_main_establishment(example: Register) -> None:
    (owner,) = example.impact("harbor-ticket").owners
    assert owner.authorities == ("Office of the Data Protection Ombudsman",)
    assert owner.lead is None
    assert "not determined" in impact_text(example.impact("harbor-ticket"))


@given(st.datetimes(datetime(2019, 1, 1), datetime(2100, 1, 1)))
def test_the_clock_ends_seventy_two_hours_after_awareness(example: Register, aware: datetime) -> None:
    clock = example.impact("remote-support", aware_at=aware).clock
    assert clock is not None
    assert clock.ends_at is not None
    assert datetime.fromisoformat(clock.ends_at) == aware.replace(second=0, microsecond=0) + timedelta(hours=72)


def test_the_clock_keeps_the_zone_of_the_moment(example: Register) -> None:
    clock = example.impact("harbor-ticket", aware_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC)).clock
    assert clock is not None
    assert clock.ends_at == "2026-11-05T09:30+00:00"


def test_the_hours_are_those_of_the_law_row_or_of_what_is_assumed() -> None:
    day = date(2026, 11, 2)
    register = Register.open(EXAMPLE, Clocks(day, day), [parse_assumption("breach-clock is 96")])
    clock = register.impact("harbor-ticket").clock
    assert clock is not None
    assert clock.hours == 96
    assert "assuming “breach-clock is 96”" in impact_text(register.impact("harbor-ticket"))


def test_before_the_gdpr_no_clock_runs() -> None:
    day = date(2018, 5, 24)
    found = Register.open(EXAMPLE, Clocks(day, day)).impact("harbor-ticket")
    assert found.clock is None
    assert "hours" not in impact_text(found)


# -- if it leaves ------------------------------------------------------------------------------------------------------
def test_a_vendor_that_leaves_takes_a_processor_a_place_a_footing_and_its_papers(example: Register) -> None:
    found = example.impact("harbor-ticket").losses
    assert {(loss.kind, loss.what, loss.only) for loss in found if loss.kind in ("processor", "place")} == {
        ("processor", "Harbor Ticket Inc.", False),
        ("place", "Baltimore, Maryland", True),
    }
    assert [loss.what for loss in found if loss.kind == "transfer"] == ["Data Privacy Framework (Implementing Decision (EU) 2023/1795)"]
    assert "Data processing agreement with Harbor Ticket Inc." in {loss.what for loss in found if loss.kind == "contract"}


def test_what_cannot_leave_loses_nothing(example: Register) -> None:
    assert example.impact("remote-support").losses == ()
    assert example.impact("pd:EmailAddress").losses == ()


# -- outputs -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_speaks_every_language(example: Register, form: str, lang: str) -> None:
    text = WRITERS[form](example.impact("greenfell-tapes", lang=lang), lang)
    assert "Greenfell Tapes" in text
    if form != "json":
        assert "{" not in text.split("</style>")[-1]


def test_the_json_says_what_the_text_says(example: Register) -> None:
    data = json.loads(impact_json(example.impact("greenfell-tapes", aware_at=datetime(2026, 11, 2, 9, 30))))
    assert data["schema"] == "https://w3id.org/ropa/schema/impact/1"
    assert (data["people"], data["clock"]["hours"], data["clock"]["endsAt"]) == (51860, 72, "2026-11-05T09:30")
    assert data["customersToTell"] == ["Bygg Talgoxe AB", "Fjellbru Entreprenør AS", "Rakennus Havu Oy", "our customers"]
