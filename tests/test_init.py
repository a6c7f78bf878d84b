"""`ropa init`: a workspace from a few answers, with candidates and questions, and no fact that nobody gave."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.cli import main
from ropa.documents.starting import Organisation, base_of, register_text, settings_text, templates
from ropa.model import LANGUAGES, Clocks
from ropa.namespaces import expand
from ropa.register import Register
from ropa.vocabulary import vocabulary

DAY = date(2026, 11, 25)
ANSWERED = ["--name", "Acme Oy", "--country", "FI", "--email", "privacy@acme.example", "--yes"]
OPEN = {"purposes-stated", "data-subjects-stated", "data-categories-stated", "recipients-stated", "retention-stated", "measures-stated"}


def started(folder: Path, *more: str) -> dict[str, Any]:
    assert main(["init", str(folder), *ANSWERED, *more]) == 0
    read: dict[str, Any] = yaml.safe_load((folder / "register.yaml").read_text(encoding="utf-8"))
    return read


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))


# -- what is written ---------------------------------------------------------------------------------------------------
def test_a_workspace_says_what_was_said_and_nothing_more(tmp_path: Path) -> None:
    read = started(tmp_path / "acme")
    assert read["controller"] == {"id": "acme-oy", "name": "Acme Oy", "country": "FI", "email": "privacy@acme.example"}
    assert "contacts" not in read
    assert read["activities"] == []
    assert tomllib.loads((tmp_path / "acme" / "ropa.toml").read_text(encoding="utf-8"))["base"] == "https://acme.example/ropa/"


def test_every_candidate_is_proposed_and_stands_in_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started(tmp_path, "--activity", "all")
    text = (tmp_path / "register.yaml").read_text(encoding="utf-8")
    values = sum(text.count(f"- {key}: ") for key in ("value", "label"))
    assert values == text.count('state: "proposed"') > 50
    capsys.readouterr()
    assert main(["-w", str(tmp_path), "record", "--format", "md"]) == 0
    record = capsys.readouterr().out
    assert f"{values} proposed statements wait for review" in record
    assert "Bank account" not in record
    assert "Direct marketing" not in record


def test_no_template_states_a_legal_basis_a_period_a_recipient_or_a_measure(tmp_path: Path) -> None:
    for activity in started(tmp_path, "--activity", "all")["activities"]:
        assert set(activity) == {"id", "name", "status", "purpose", "dataSubjects", "data"}
        assert activity["status"] == "draft"


def test_what_is_open_are_the_findings_of_check(tmp_path: Path) -> None:
    started(tmp_path, "--activity", "payroll,newsletter")
    found = {(item.rule, item.about.rsplit("/", 1)[1]) for item in Register.open(tmp_path, Clocks(DAY, DAY)).check().findings}
    assert found == {(rule, activity) for rule in OPEN for activity in ("payroll", "newsletter")}


def test_what_is_confirmed_by_taking_review_out_is_in_the_record(tmp_path: Path) -> None:
    started(tmp_path, "--activity", "newsletter")
    path = tmp_path / "register.yaml"
    path.write_text(re.sub(r'\n +review:\n +state: "proposed"', "", path.read_text(encoding="utf-8")), encoding="utf-8")
    found = {item.rule for item in Register.open(tmp_path, Clocks(DAY, DAY)).check().findings}
    assert found == OPEN - {"purposes-stated", "data-subjects-stated", "data-categories-stated"}


@pytest.mark.parametrize(("given_", "contacts"), [
    (["--dpo", "yes"], [{"kind": "dpo"}]),
    (["--dpo-name", "Officer", "--dpo-email", "dpo@acme.example"], [{"kind": "dpo", "name": "Officer", "email": "dpo@acme.example"}]),
    (["--dpo", "no"], None),
    ([], None),
])  # fmt: skip
def test_an_officer_is_written_where_there_is_one(given_: list[str], contacts: Any, tmp_path: Path) -> None:
    assert started(tmp_path, *given_).get("contacts") == contacts
    Register.open(tmp_path, Clocks(DAY, DAY)).check()


def test_no_officer_and_not_known_are_told_apart(tmp_path: Path) -> None:
    started(tmp_path / "no", "--dpo", "no")
    started(tmp_path / "open")
    no, unknown = ((tmp_path / name / "register.yaml").read_text(encoding="utf-8") for name in ("no", "open"))
    assert "as said on starting" in no
    assert "Open: is a data protection officer required" in unknown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_templates_start_a_workspace_in_each_language(lang: str, tmp_path: Path) -> None:
    read = started(tmp_path, "--activity", "all", "--lang", lang)
    assert [item["name"] for item in read["activities"]] == [template.name[lang] for template in templates().values()]
    Register.open(tmp_path, Clocks(DAY, DAY))


# -- asking ------------------------------------------------------------------------------------------------------------
def test_a_person_at_a_terminal_is_asked_eight_things_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, "Acme Oy", "Suomi", "1234567-8", "privacy@acme.example", "yes", "Officer", "", "9 11")
    assert main(["init", str(tmp_path)]) == 0
    read = yaml.safe_load((tmp_path / "register.yaml").read_text(encoding="utf-8"))
    assert read["controller"]["registrationNumber"] == "1234567-8"
    assert read["controller"]["country"] == "FI"
    assert [item["id"] for item in read["activities"]] == [list(templates())[8], list(templates())[10]]
    assert capsys.readouterr().err.count(": ") >= 8


def test_enter_alone_leaves_everything_but_the_name_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "Acme Oy", "", "", "", "", "")
    assert main(["init", str(tmp_path)]) == 0
    read = yaml.safe_load((tmp_path / "register.yaml").read_text(encoding="utf-8"))
    assert read["controller"] == {"id": "acme-oy", "name": "Acme Oy"}


def test_what_is_given_as_an_option_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, "", "")
    assert main(["init", str(tmp_path), "--name", "Acme", "--country", "FI", "--email", "a@acme.example", "--dpo", "no", "--activity", "crm"]) == 0
    assert "Registration number" in capsys.readouterr().err


def test_without_a_terminal_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Other Oy\n"))
    assert main(["init", str(tmp_path), "--name", "Acme Oy"]) == 0
    assert "Other" not in (tmp_path / "register.yaml").read_text(encoding="utf-8")


# -- what goes wrong ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["ropa.toml", "register.yaml"])
def test_nothing_is_ever_overwritten(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path), *ANSWERED]) == 2
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(("more", "message"), [
    (["--activity", "payrol"], "payroll"),
    (["--country", "Atlantis"], "no country"),
    (["--email", "nobody"], "no e-mail address"),
    (["--base", "acme"], "no IRI"),
    (["--base", 'https://a"b/'], "no IRI"),
    (["--dpo", "no", "--dpo-name", "Officer"], "an officer is named"),
    (["--name", " "], "has no name"),
])  # fmt: skip
def test_an_answer_that_cannot_be_is_one_clear_message_and_nothing_is_written(more: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "new"), *ANSWERED, *more]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_the_same_answers_give_the_same_bytes() -> None:
    organisation = Organisation("Acme Oy", officer=True)
    assert register_text(organisation, templates().values(), "en") == register_text(organisation, templates().values(), "en")


def test_an_organisation_without_an_address_gets_a_base_that_is_nobodys() -> None:
    assert base_of(Organisation("Acme Oy")) == "https://acme-oy.invalid/ropa/"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=40).filter(str.strip))
def test_any_name_is_kept_as_it_is_in_both_files(name: str) -> None:
    organisation = Organisation(name)
    assert tomllib.loads(settings_text(organisation, base_of(organisation), "en"))["title"] == name
    assert yaml.safe_load(register_text(organisation, [], "en"))["controller"]["name"] == name


# -- templates ---------------------------------------------------------------------------------------------------------
def test_there_are_the_usual_activities() -> None:
    assert set(templates()) >= {"payroll", "recruitment", "newsletter", "customer-service", "crm", "accounting", "access-control", "cctv", "website-analytics", "supplier-contacts", "occupational-health", "whistleblowing", "security-incidents"}


@pytest.mark.parametrize("identifier", sorted(templates()))
def test_a_template_has_terms_of_the_profile_and_questions_in_five_languages(identifier: str) -> None:
    template = templates()[identifier]
    for terms, top in ((template.purpose, "dpv:Purpose"), (template.data_subjects, "dpv:HumanSubject"), (template.data, "dpv:PersonalData")):
        assert terms
        assert all(vocabulary().is_below(expand(term), expand(top)) for term in terms)
    assert set(template.name) == set(template.ask) == set(LANGUAGES)
    assert len(set(template.name.values())) >= 4
    assert all(text.rstrip().endswith("?") for text in template.ask.values())
    assert re.search(r"Art\. \d", template.law)


@pytest.mark.parametrize("identifier", sorted(templates()))
def test_the_questions_of_a_template_name_the_same_articles_in_each_language(identifier: str) -> None:
    ask = templates()[identifier].ask
    numbers = {lang: sorted(set(re.findall(r"\b(?:6|7|9|10|13|14|16|18|21|22|28|33|35|87|88|2002/58|2019/1937)\b", text))) for lang, text in ask.items()}
    assert len({tuple(found) for found in numbers.values()}) == 1, numbers
