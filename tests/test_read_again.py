"""`ropa read --previous`: what a person wrote in an earlier draft is in the new one, or is named as gone; and the new one verifies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.cli import main
from ropa.documents.compiler import compile_form
from ropa.documents.verify import verify_form
from ropa.fields import fields_of
from ropa.form import Form, read_form
from ropa.law import tables
from ropa.reading.drafting import About, draft
from ropa.reading.files import plain_text
from ropa.reading.memory import Remembered, remembered
from ropa.reading.proposals import Proposal
from ropa.reading.yaml_text import without_comments, yaml_text
from ropa.register.core import document_tables
from ropa.register.reading import read_policy
from ropa.vocabulary import vocabulary

from .conftest import EXAMPLE

TEXT = """# Privacy notice

Acme Oy is the controller. Write to Anna at anna@acme.example.

## Newsletter

We send news. Mailchimp sends it for us. We keep your address for two years.

## Shop

We keep orders for six years. We never sell data. We sell lists of customers.
"""
BEFORE = """
format: 1
document: {id: mine, kind: register, title: "Shop", language: en, file: notice.md, sha256: "%s", complete: true, date: "2026-01-01"}
controller: {id: acme-oy, name: "Acme Oy", email: "anna@acme.example", quote: "Acme Oy is the controller. Write to Anna at anna@acme.example."}
regime: {value: eu, quote: "Acme Oy is the controller."}
parties:
  - {id: mailchimp-mine, name: "Mailchimp (Intuit)", kind: named, country: US, quote: "Mailchimp sends it for us."}
  - {id: buyer, name: "A buyer", kind: category, quote: "We sell lists of customers."}
general:
  rights: [{right: eu-gdpr:A15, review: {state: rejected, by: "Anna"}, quote: "We never sell data."}]
activities:
  - id: news
    name: "Newsletter"
    quote: "We send news."
    purpose: [dpv:DirectMarketing]
    discloses: [{to: mailchimp-mine, role: processor, quote: "Mailchimp sends it for us."}]
    activities:
      - id: addresses
        name: "Addresses"
        quote: "We keep your address for two years."
        purpose: dpv:CustomerManagement
        retention: [{duration: P2Y, countsFrom: "my own words", quote: "We keep your address for two years."}]
tensions:
  - {kind: tension, why: "It says never, and then it does", quotes: ["We never sell data.", "We sell lists of customers."]}
"""
ABOUT = About("mine", "notice.md")
POSITIONS = ("at", "line", "prefix", "suffix", "sha256", "file", "format")
SENTENCES = re.findall(r"(?:## )?[A-Z][^.\n]*(?:\.|(?=\n))", TEXT)


def text_of(words: str) -> Any:
    return plain_text(words, "notice.md", language="en", markdown=True)


@pytest.fixture
def before(tmp_path: Path) -> Form:
    (tmp_path / "before.yaml").write_text(BEFORE % text_of(TEXT).sha256, encoding="utf-8")
    return read_form(tmp_path / "before.yaml")


def again(words: str, before: Form, *proposals: Proposal, about: About = ABOUT, controller: str | None = None) -> Remembered:
    text = text_of(words)
    return remembered(draft(text, proposals, about, fields_of()), before, text, controller=controller)


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, name) if name not in POSITIONS else ()
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, key)
    else:
        yield "text" if key in ("quote", "quotes") else key, str(value).casefold()


def lost(before: Form, found: Remembered) -> list[tuple[str, str]]:
    """What was written in a form and is neither in the new one as often, nor named as gone."""
    told = " ".join(part for each in found.gone for part in each).casefold()
    missing = Counter(leaves(before.data)) - Counter(leaves(without_comments(found.form)))
    return [(key, value) for (key, value), count in missing.items() if told.count(value) < count]


def proved(found: Remembered, words: str, folder: Path, file: str = "notice.md") -> None:
    """The new form compiles, and every quote in it stands."""
    (folder / file).write_text(words, encoding="utf-8", newline="")
    (folder / "after.yaml").write_text(yaml_text(found.form), encoding="utf-8")
    form = read_form(folder / "after.yaml")
    compile_form(form, "https://a.example/", fields_of(), vocabulary(), document_tables(tables()))
    assert verify_form(form, folder).failures == ()


def test_of_an_unchanged_text_everything_stays_and_nothing_is_gone(before: Form, tmp_path: Path) -> None:
    found = again(TEXT, before)
    assert (lost(before, found), found.gone) == ([], ())
    assert found.form["document"]["date"] == "2026-01-01"
    proved(found, TEXT, tmp_path)


@pytest.mark.parametrize("kind", ["notice", "register"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_without_a_sentence_everything_is_there_or_told_and_the_draft_verifies(before: Form, sentence: str, kind: str, tmp_path: Path) -> None:
    before.data["document"]["kind"] = kind
    words = TEXT.replace(sentence, "Other words.")
    found = again(words, before)
    assert lost(before, found) == []
    proved(found, words, tmp_path)


def test_of_an_empty_text_everything_is_told(before: Form, tmp_path: Path) -> None:
    found = again("Nothing here.\n", before)
    assert lost(before, found) == []
    proved(found, "Nothing here.\n", tmp_path)


def test_the_annotated_example_read_again_keeps_all_of_it() -> None:
    """With every proposal that the patterns make for it."""
    before = read_form(EXAMPLE / "notice.yaml")
    found = read_policy(EXAMPLE / "notice.txt", previous=before, name="lumitie-notice").remembered
    assert found is not None
    assert (lost(before, found), found.gone) == ([], ())


@pytest.mark.parametrize("name", ["infine", "infrakit", "infrasec"])
@pytest.mark.slow
def test_an_annotated_policy_read_again_keeps_all_of_it_and_verifies(name: str, seeds: Path, tmp_path: Path) -> None:
    before = read_form(EXAMPLE.parent / "policies" / f"{name}.yaml")
    found = read_policy(seeds / f"{name}.txt", previous=before, name=before.data["document"]["id"]).remembered
    assert found is not None
    assert (lost(before, found), found.gone) == ([], ())
    proved(found, (seeds / f"{name}.txt").read_bytes().decode("utf-8"), tmp_path, f"{name}.txt")


def test_a_proposal_that_a_person_wrote_short_is_not_asked_again(before: Form) -> None:
    start = TEXT.index("We send news.")
    found = again(TEXT, before, Proposal("purpose", {"value": "dpv:DirectMarketing"}, start, start + 13, 0, "stated", "p"))
    assert "unattached" not in found.form
    assert found.new == 0
    assert found.form["activities"][0]["purpose"] == ["dpv:DirectMarketing"]


def test_a_proposal_that_nobody_decided_stays_while_its_words_stand(before: Form) -> None:
    before.data["general"]["rights"][0]["review"] = {"state": "proposed"}
    assert again(TEXT, before).form["general"]["rights"][0]["review"] == {"state": "proposed"}


def test_reading_its_own_result_again_changes_no_byte(before: Form, tmp_path: Path) -> None:
    first = yaml_text(again(TEXT, before).form)
    (tmp_path / "again.yaml").write_text(first, encoding="utf-8")
    assert yaml_text(again(TEXT, read_form(tmp_path / "again.yaml")).form) == first


def test_a_corrected_value_is_kept_beside_what_is_proposed_again(before: Form) -> None:
    start = TEXT.index("We keep your address")
    found = again(TEXT, before, Proposal("retention", {"duration": "P2Y"}, start, start + 35, 0, "stated", "p"))
    assert yaml.safe_load(yaml_text(found.form))["activities"][0]["activities"][0]["retention"][0]["countsFrom"] == "my own words"
    assert found.new == 1


def test_a_controller_that_is_given_has_an_id_of_its_own_and_the_other_is_told(before: Form) -> None:
    found = again(TEXT, before, about=About("mine", "notice.md", controller="Beta Oy"), controller="Beta Oy")
    assert (found.form["controller"]["id"], found.form["controller"]["name"]["value"]) == ("beta-oy", "Beta Oy")
    assert {where for where, _ in found.gone} == {"controller › id › acme-oy", "controller › name › Acme Oy"}
    assert lost(before, found) == []


def test_a_controller_that_is_given_again_keeps_its_id(before: Form) -> None:
    before.data["controller"]["id"] = "mine-own"
    assert again(TEXT, before, about=About("mine", "notice.md", controller="Acme Oy"), controller="Acme Oy").form["controller"]["id"] == "mine-own"


NAMED = Proposal("controller", {"name": "Acme Group"}, TEXT.index("Acme Oy is"), TEXT.index(" Write to"), 0, "stated", "p")


@pytest.mark.parametrize("state", ["confirmed", "proposed"])
def test_a_name_of_the_controller_stays_and_another_that_is_proposed_now_is_a_comment(before: Form, state: str) -> None:
    words = "Acme Oy is the controller."
    before.data["controller"]["name"] = {"value": "Acme Oy", "quote": words, "review": {"state": state}}
    found = again(TEXT, before, NAMED)
    assert (found.form["controller"]["name"]["value"], found.gone) == ("Acme Oy", ())
    assert "# now proposed: name: Acme Group" in yaml_text(found.form)


def test_the_stand_in_for_a_controller_gives_way_to_one_that_is_found(before: Form) -> None:
    before.data["controller"]["name"] = {"value": "mine", "quote": "# Privacy notice", "review": {"state": "proposed"}}
    found = again(TEXT, before, NAMED)
    assert (found.form["controller"]["name"]["value"], found.gone) == ("Acme Group", ())


def test_a_name_of_the_controller_that_was_rejected_gives_way_and_is_told(before: Form) -> None:
    before.data["controller"]["name"] = {"value": "Acme Oy", "quote": "Acme Oy is the controller.", "review": {"state": "rejected"}}
    found = again(TEXT, before, NAMED)
    assert found.form["controller"]["name"]["value"] == "Acme Group"
    assert lost(before, found) == []


# -- the text beside the draft ---------------------------------------------------------------------------------------------


def page(folder: Path, words: str) -> list[str]:
    (folder / "notice.html").write_text(f"<h1>Privacy notice</h1><p>{words}</p>")
    return ["read", str(folder / "notice.html"), "-o", str(folder / "notice.yaml")]


def test_a_file_of_a_persons_own_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(page(tmp_path, "Acme Oy is the controller.")) == 0
    draft_before = (tmp_path / "notice.yaml").read_bytes()
    (tmp_path / "notice.txt").write_text("My own notes.")
    assert main(page(tmp_path, "Beta Oy is the controller.")) != 0
    assert (tmp_path / "notice.txt").read_text() == "My own notes."
    assert (tmp_path / "notice.yaml").read_bytes() == draft_before
    assert "not the text of the earlier draft" in capsys.readouterr().err


def test_the_text_of_the_earlier_draft_is_replaced_with_it(tmp_path: Path) -> None:
    assert main(page(tmp_path, "Acme Oy is the controller.")) == 0
    assert main(page(tmp_path, "Acme Oy is the controller. It keeps data for two years.")) == 0
    assert "two years" in (tmp_path / "notice.txt").read_text()
    assert main(["verify", str(tmp_path / "notice.yaml")]) == 0
