"""Rules about any document: what their words tell apart, and on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from ropa.model import Finding
from ropa.register import Register
from tests.test_shapes import FOLDER, by_case, dataset_of, report_of

RETENTION = FOLDER / "notice-retention-only-necessary" / "guilty.ttl"
EVIDENT = FOLDER / "special-category-evident" / "guilty.ttl"
SIGNAL = FOLDER / "joint-control-signal" / "guilty.ttl"
NAMED = FOLDER / "notice-controller-legal-person" / "guilty.ttl"
CONDITION = FOLDER / "joint-control-circular" / "guilty.ttl"


def found_with(folder: Path, case: Path, words: str, others: Iterable[str]) -> set[str]:
    """Of `others`, those that the rule of the case finds in place of its own `words`."""
    text = case.read_text(encoding="utf-8")
    assert words in text
    paths = {folder / case.parent.name / f"n{number}.ttl": other for number, other in enumerate(others)}
    (folder / case.parent.name).mkdir(parents=True)
    for path, other in paths.items():
        path.write_text(text.replace(words, other), encoding="utf-8")
    report = report_of(dataset_of(list(paths)))
    guilty = {item.controller for item in report.findings if item.rule == case.parent.name}
    return {other for path, other in paths.items() if f"https://{case.parent.name}/{path.stem}/controller/acme" in guilty}


EMPTY = (
    "as long as necessary",
    "for as long as it is needed",
    "only so long as is strictly necessary",
    "no longer than necessary for the purposes for which they were collected",
    "in accordance with the law and only as long as needed for our legitimate purposes",
    "vain niin kauan kuin se on tarpeen",
    "niin kauan kuin on tarpeellista käyttötarkoituksen kannalta",
    "endast så länge som det är nödvändigt",
    "så länge det behövs för ändamålen",
    "so lange wie es für die Zwecke notwendig ist",
    "solange erforderlich",
    "aussi longtemps que nécessaire",
    "pendant la durée strictement nécessaire aux finalités du traitement",
)
TELLING = (
    "as long as your account exists",
    "until you withdraw your consent",
    "as long as necessary to answer your question",
    "as long as required by the Accounting Act",
    "as long as needed for the purposes of the contract",
    "for the time needed to handle the complaint",
    "asiakassuhteen ajan",
    "siltä osin kuin on tarpeen lakisääteisten velvoitteiden noudattamiseksi, kuten kirjanpitolainsäädäntö",
    "så länge kundförhållandet varar",
    "solange das Vertragsverhältnis besteht",
    "pendant la durée du contrat",
    "varies by type",
)


def test_as_long_as_necessary_is_told_from_a_criterion(tmp_path: Path) -> None:
    assert found_with(tmp_path, RETENTION, "only as long as necessary", EMPTY + TELLING) == set(EMPTY)


POINTING = (
    "Sick leave",
    "Allergies of guests",
    "Trade union fees",
    "Terveystiedot",
    "Sjukskrivning",
    "Schwerbehinderte Beschäftigte",
    "Cotisation syndicale",
)
INNOCENT = (
    "Accidental loss of data",
    "Health check of servers",
    "Device fingerprints",
    "European Union grants",
    "Tekninen tuki",
    "Teknisk support",
    "Behinderung des Betriebs",
)


def test_words_that_point_to_a_special_category_are_told_from_those_that_only_look_alike(tmp_path: Path) -> None:
    words = "Communication in the event of an accident or illness"
    assert found_with(tmp_path, EVIDENT, words, POINTING + INNOCENT) == set(POINTING)


def test_a_recipient_is_a_signal_of_joint_control_by_its_name(tmp_path: Path) -> None:
    signals = ("Facebook", "LinkedIn Widgets", "ShareThis widget", "social media platforms", "réseaux sociaux", "Werbenetzwerke")
    others = ("Metadata Oy", "Mailchimp", "social workers", "network operator")
    assert found_with(tmp_path, SIGNAL, '"LinkedIn"', [f'"{name}"' for name in signals + others]) == {f'"{name}"' for name in signals}


def test_a_legal_form_shows_a_legal_person(tmp_path: Path) -> None:
    trade = ("Acme", "Acme group", "Acme Services", "acme.example")
    persons = (
        "Acme Oyj",
        "Acme AB",
        "Acme GmbH & Co. KG",
        "Acme Ltd.",
        "Acme, Inc.",
        "Acme S.A.",
        "Acme B.V.",
        "Acme S.r.l.",
        "Acme OÜ",
        "City of Acme",
        "Acme ry",
        "Stiftung Acme",
    )
    assert found_with(tmp_path, NAMED, 'dpv:hasName "Acme"', [f'dpv:hasName "{name}"' for name in trade + persons]) == {
        f'dpv:hasName "{name}"' for name in trade
    }


def test_a_condition_that_repeats_itself_is_told_from_one_that_names_a_case(tmp_path: Path) -> None:
    circular = (
        "where applicable",
        "to the extent applicable",
        "where we act as joint controllers",
        "soveltuvin osin",
        "i förekommande fall",
        "le cas échéant",
    )
    telling = (
        "when you book through the shared calendar",
        "to the extent we use the business tools",
        "for customers in Sweden",
        "where applicable law so requires",
    )
    assert found_with(tmp_path, CONDITION, "where applicable", circular + telling) == set(circular)


def ages(day: date) -> list[Finding]:
    case = FOLDER / "child-consent-age" / "guilty-denmark.ttl"
    return [item for item in by_case(report_of(dataset_of([case]), day))["child-consent-age/guilty-denmark"] if item.rule == "child-consent-age"]


def test_the_age_of_consent_is_that_of_the_day() -> None:
    assert not ages(date(2023, 12, 31))
    (found,) = ages(date(2024, 1, 1))
    assert "13" in found.message
    assert "15" in found.message
    assert "Denmark" in found.message


@pytest.mark.parametrize(
    ("rule", "quote"),
    [
        (
            "consent-deemed",
            "By sharing personal information with us, you are giving consent for us to rightfully use your data for the following business purposes:",
        ),
        ("consent-bundled", "you are giving consent for us to rightfully use and process in any way your data"),
        ("joint-control-circular", "Facebook and Infrakit are, where applicable, joint data controllers"),
        ("joint-control-circular", "where the companies jointly conduct webinars"),
        ("special-category-evident", "in the event of an accident, illness"),
        ("notice-controller-alternative", "or its affiliate you or your company have made a contract with"),
        ("notice-retention-only-necessary", "only as long as required for the purposes described in this Privacy Policy"),
    ],
)
def test_the_words_of_the_five_stand_beside_the_finding(rule: str, quote: str, five: Register) -> None:
    assert any(quote in said for item in five.check().findings if item.rule == rule for said in item.quotes)
