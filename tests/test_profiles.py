"""Profiles: what documents are judged by, as data. The default is the GDPR and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ropa.check import Profile, Rule, assert_shapes, check, read_profile, read_profiles, read_rules
from ropa.errors import InputError, UsageError
from ropa.infer.rules import infer_dated, read_inferences
from ropa.labels import Labels
from ropa.law import known_until, tables
from ropa.model import LANGUAGES, Clocks, Finding, Report
from ropa.register import Register
from tests.test_shapes import ALONE, ELI, FOLDER, LAWS, dataset_of

TODAY = date(2026, 11, 2)
ALL = read_rules()
OWN = tuple(rule for rule in ALL if rule.profiles)
CASES = sorted(path for path in FOLDER.glob("*/*.ttl") if path.parent.name in ALONE)
REGIMES = {"es-public-body": "eu", "eu-institutions": "eu-institutions", "gdpr": "eu"}


def judged(path: Path, profile: str, day: date = TODAY, regime: str | None = None, lang: str = "en") -> Report:
    """One case under a profile, in a document of the regime that the profile is for unless another is given."""
    dataset = dataset_of([path], regime=regime or REGIMES[profile])
    clocks = Clocks(day, day)
    infer_dated(dataset, read_inferences(), clocks, profile)
    return check(dataset, ALL, clocks, known_until(tables()), profile, Labels(dataset.labels, lang), lang)


def gaps(report: Report) -> set[str]:
    return {item.rule for item in report.findings if item.kind != "hint"}


def alone(report: Report) -> set[str]:
    """What the rules of one profile alone found."""
    return gaps(report) & ALONE


def profile_of(path: Path) -> str:
    return next(iter(next(rule for rule in OWN if rule.id == path.parent.name).profiles))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


# -- the rules of one profile alone ------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", CASES, ids=name)
def test_a_case_of_a_profile_triggers_its_rule_or_nothing(path: Path) -> None:
    guilty = path.stem.startswith("guilty")
    assert alone(judged(path, profile_of(path))) == ({path.parent.name} if guilty else set())


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_each_rule_of_a_profile_has_its_cases_its_words_and_its_source(rule: Rule) -> None:
    stems = {path.stem for path in CASES if path.parent.name == rule.id}
    assert {"complete", "guilty"} <= stems
    assert any(stem.startswith("innocent") for stem in stems)
    for words in (rule.labels, rule.messages, rule.remedies):
        assert len(set(words.values())) == len(LANGUAGES)
    assert rule.profiles <= set(read_profiles())
    assert_shapes([rule])
    assert "eur-lex.europa.eu/eli/reg/2018/1725/art_31" in rule.source or rule.source.startswith("https://www.boe.es/eli/")


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_a_rule_of_a_profile_does_not_run_under_the_gdpr(rule: Rule) -> None:
    assert rule.id not in {run.id for run in judged(FOLDER / rule.id / "guilty.ttl", "gdpr").rules}


# -- the default -------------------------------------------------------------------------------------------------------
def test_the_gdpr_leaves_out_nothing_and_renames_nothing() -> None:
    assert read_profile("gdpr").rules(ALL) == tuple(rule for rule in ALL if not rule.profiles)


@pytest.mark.parametrize(
    ("regimes", "row"),
    [
        ([], "gdpr-eu"),
        (["eu"], "gdpr-eu"),
        (["unknown"], "gdpr-eu"),
        (["eea-efta"], "gdpr-eea-efta"),
        (["eea-efta", "eu"], "gdpr-eea-efta"),
        (["uk"], None),
        (["ch"], None),
        (["eu-institutions"], None),
        (["eu", "uk"], None),
        (["uk", "unknown"], None),
    ],
)
def test_the_gdpr_binds_each_regime_from_its_day(regimes: list[str], row: str | None) -> None:
    assert read_profile("gdpr").binds_from(regimes) == row


def test_every_regime_of_a_profile_starts_with_a_row_of_the_thresholds() -> None:
    rows = {row["id"] for row in tables()["thresholds"]}
    assert {row for profile in read_profiles().values() for row in profile.regimes.values()} <= rows


def test_every_rule_that_a_profile_leaves_out_exists() -> None:
    for profile in read_profiles().values():
        assert profile.leaves_out <= {rule.id for rule in ALL}
        assert profile.rules(ALL)


# -- Regulation (EU) 2018/1725 -----------------------------------------------------------------------------------------
def test_institutions_are_judged_by_article_31_letter_by_letter() -> None:
    report = judged(FOLDER / "purposes-stated" / "guilty.ttl", "eu-institutions")
    found = {item.rule: item.article for item in report.findings if item.kind != "hint"}
    assert found["purposes-stated"] == "2018/1725 31(1)(b)"
    assert {"purposes-stated", "institution-officer-named"} <= set(found)


def institutions() -> Iterator[Rule]:
    yield from read_profile("eu-institutions").rules(ALL)


def test_no_article_of_the_gdpr_is_cited_to_an_institution() -> None:
    for rule in institutions():
        assert all(part.startswith("2018/1725 ") for part in rule.article.split("; ")), rule.id


@pytest.mark.parametrize("rule", list(institutions()), ids=lambda rule: rule.id)
def test_the_eli_follows_the_article(rule: Rule) -> None:
    match = ELI.fullmatch(rule.source)
    assert match is not None
    cited = LAWS[match[2]] + match[3] + "".join(f"({part})" for part in match.groups()[3:] if part)
    assert any(article.startswith(cited) for article in rule.article.split("; "))


def test_institutions_know_no_exemption_no_representative_and_nothing_of_articles_13_and_14() -> None:
    known = {rule.id for rule in institutions()}
    assert not known & {"small-organisation", "representative-named", "safeguard-documented"}
    assert not {"notice-purposes", "notice-recipients", "notice-rights"} & known
    for letter in "abcdefg":
        assert [rule for rule in institutions() if f"2018/1725 31(1)({letter})" in rule.article.split("; ")], letter
    for letter in "abcd":
        assert [rule for rule in institutions() if f"2018/1725 31(2)({letter})" in rule.article.split("; ")], letter


def test_the_regulation_for_institutions_applied_from_its_day() -> None:
    path = FOLDER / "institution-officer-named" / "guilty.ttl"
    assert judged(path, "eu-institutions", date(2018, 12, 10)).findings == ()
    assert alone(judged(path, "eu-institutions", date(2018, 12, 11))) == {"institution-officer-named"}


@pytest.mark.parametrize("regime", ["eu", "eea-efta", "uk", "ch"])
def test_a_document_under_another_law_is_not_judged_by_that_of_institutions(regime: str) -> None:
    assert judged(FOLDER / "institution-officer-named" / "guilty.ttl", "eu-institutions", regime=regime).findings == ()


def test_words_for_institutions_cite_no_article_of_the_gdpr() -> None:
    """Their findings are renumbered, their words are not: so the words of a rule that runs here name no article of Art. 30 or 28."""
    for rule in institutions():
        said = " ".join([*rule.messages.values(), *rule.remedies.values(), *rule.labels.values()])
        assert not re.search(r"GDPR|DSGVO|RGPD|\bArt\. \d|\barticle \d|\bartikel \d|\d artiklan", said), rule.id


# -- Spanish public bodies ---------------------------------------------------------------------------------------------
def test_a_spanish_public_body_owes_the_legal_basis_besides_article_30() -> None:
    (found,) = (item for item in judged(FOLDER / "inventory-legal-basis" / "guilty.ttl", "es-public-body").findings if item.rule in ALONE)
    assert (found.article, found.severity, found.status) == ("LOPDGDD 31(2)", "violation", "missing")


def test_the_rest_of_article_30_binds_a_spanish_public_body_too() -> None:
    assert {"purposes-stated", "inventory-legal-basis"} <= gaps(judged(FOLDER / "purposes-stated" / "guilty.ttl", "es-public-body"))


def test_the_inventory_is_owed_from_the_day_of_its_law() -> None:
    path = FOLDER / "inventory-legal-basis" / "guilty.ttl"
    assert alone(judged(path, "es-public-body", date(2018, 12, 6))) == set()
    assert alone(judged(path, "es-public-body", date(2018, 12, 7))) == {"inventory-legal-basis"}


def test_the_size_of_a_spanish_public_body_is_no_matter() -> None:
    assert "small-organisation" not in gaps(judged(FOLDER / "small-organisation" / "guilty.ttl", "es-public-body"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hint_of_what_a_profile_asks_names_the_item(lang: str) -> None:
    """A published notice is no inventory: what it lacks of one is a hint that reads as such."""
    rule = next(item for item in OWN if item.id == "inventory-legal-basis")
    found = hints(judged(FOLDER / "notice-legal-basis" / "guilty.ttl", "es-public-body", lang=lang))
    assert found[rule.id].message.startswith(rule.labels[lang] + ": ")
    assert found[rule.id].article == "LOPDGDD 31(2)"


def hints(report: Report) -> dict[str, Finding]:
    return {item.rule: item for item in report.findings if item.kind == "hint"}


# -- what goes wrong ---------------------------------------------------------------------------------------------------
GOOD = 'title = "Acme"\nlaw = "Regulation (EU) 2016/679"\n[regimes]\neu = "gdpr-eu"\n'


def own_profile(folder: Path, text: str) -> Path:
    (folder / "profiles").mkdir()
    (folder / "profiles" / "acme.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_workspace_adds_a_profile_by_one_file(tmp_path: Path) -> None:
    profile = read_profile("acme", own_profile(tmp_path, GOOD))
    assert isinstance(profile, Profile)
    assert (profile.id, profile.binds_from(["eu"]), profile.binds_from([])) == ("acme", "gdpr-eu", None)


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="eu-institution") as error:
        read_profile("eu-institution")
    assert "eu-institutions" in str(error.value)


def test_an_unknown_profile_of_a_workspace_is_said_when_it_is_checked(tmp_path: Path) -> None:
    (tmp_path / "ropa.toml").write_text(
        'format = 1\nbase = "https://acme.example/ropa/"\ntitle = "Acme"\ndocuments = ["register.yaml"]\nprofile = "gdrp"\n', encoding="utf-8"
    )
    (tmp_path / "register.yaml").write_text(
        "format: 1\ndocument: {id: r, kind: register, title: R, language: en}\ncontroller: {id: acme, name: Acme Oy}\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match="gdpr"):
        Register.open(tmp_path, Clocks(TODAY, TODAY)).check()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "not valid TOML"),
        (GOOD.replace("law", "laws"), "unknown key 'laws'"),
        (GOOD.replace('eu = "gdpr-eu"\n', ""), "regimes"),
        (GOOD.replace('"gdpr-eu"', "1"), "table of texts"),
        ('leaves_out = "x"\n' + GOOD, "leaves_out"),
    ],
)
def test_a_broken_profile_is_one_clear_message_with_its_file(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as error:
        read_profile("acme", own_profile(tmp_path, text))
    assert error.value.where == "acme.toml"
    assert error.value.remedy


def test_a_profile_that_leaves_out_no_rule_of_ours_is_an_error(tmp_path: Path) -> None:
    profile = read_profile("acme", own_profile(tmp_path, 'leaves_out = ["smal-organisation"]\n' + GOOD))
    with pytest.raises(InputError, match="small-organisation"):
        profile.rules(ALL)
