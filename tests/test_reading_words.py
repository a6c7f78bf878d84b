"""The open fields of a policy, by cases on disk: ``tests/cases/reading-words/<language>/*.yaml``, a text and what is proposed for it.

A case's `expect` lists the proposals of the file's `fields`: the value, `how` where it is not stated, and `activity`, the words of
the block that names the activity, where the text links one.
"""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.assets import root
from ropa.errors import InputError
from ropa.reading.files import plain_text
from ropa.reading.folding import fold
from ropa.reading.lexicon import Lexicon, entries
from ropa.reading.named import names
from ropa.reading.wordbook import CUES, NEVER, SECTIONS, WAYS, wordbook
from ropa.reading.words import WordEngine

CASES = Path(__file__).parent / "cases" / "reading-words"
LANGUAGES = ("de", "en", "fi", "fr", "sv")


@pytest.fixture(scope="module")
def engine() -> WordEngine:
    return WordEngine.of()


def cases():
    found = []
    for path in sorted(CASES.glob("*/*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            name = f"{path.parent.name}-{path.stem}: {' '.join(case['text'].split())[:70]}"
            found.append(pytest.param(path.parent.name, data["fields"], case, id=name))
    return found


@pytest.mark.parametrize(("language", "fields", "case"), cases())
def test_a_text_gives_these_proposals_and_no_others(engine, language, fields, case):
    text = plain_text(case["text"], language=language, markdown=True)
    found = [
        (item.field, dict(item.value), item.how, text[item.activity] if item.activity is not None else None)
        for item in engine.extract(text)
        if item.field in fields
    ]
    wanted = [
        (field, value, expected.get("how", "stated"), expected.get("activity"))
        for expected in case["expect"]
        for field, value in expected.items()
        if field not in ("how", "activity")
    ]
    assert sorted(found, key=str) == sorted(wanted, key=str)


def test_there_are_cases_in_every_language():
    assert {path.name for path in CASES.iterdir()} == set(LANGUAGES)
    assert len(cases()) >= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_of_each_field_and_every_cue(language):
    words = wordbook(language)
    assert words is not None
    assert all(len(words.terms[section].entries) > 50 for section in SECTIONS)
    assert [cue for cue in CUES if words.cues[cue].source == NEVER and cue not in WAYS] == []


def test_the_languages_know_no_kind_of_recipient_that_english_does_not_know():
    kinds = {language: {entry.term for entry in wordbook(language).terms["recipients"].entries} for language in LANGUAGES}
    assert {language: kinds[language] - kinds["en"] for language in LANGUAGES} == {language: set() for language in LANGUAGES}


def test_a_language_without_words_gives_no_proposals(engine):
    assert engine.extract(plain_text("Recogemos su nombre y su correo.", language="es")) == ()


def test_a_workspace_adds_words_and_names_of_its_own(tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "ours.toml").write_text('language = "en"\n[data]\n"pd:PhysicalCharacteristic" = ["shoe size*"]\n', encoding="utf-8")
    header = (root("data") / "vendors.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "ours-cloud,Ours Cloud,service,,,,,,,,,ours"
    (tmp_path / "vendors.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    text = plain_text("We collect your shoe size and your date of birth. We use Ours Cloud for hosting.", language="en")
    found = [item.value for item in WordEngine.of(tmp_path).extract(text)]
    assert {"category": "pd:PhysicalCharacteristic", "label": "shoe size"} in found
    assert {"to": "ours-cloud"} in found


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ('language = "en"\n[data]\n"pd:Shoe" = ["shoe"]\n', "pd:Shoe is no term below dpv:PersonalData"),
        ('language = "en"\n[purposes]\n', "unknown section 'purposes'"),
        ('language = "xx"\n', "language 'xx'"),
        ('language = "en"\n[cues]\nsays = ["a"]\n', "unknown cue 'says'"),
        ('language = "en"\n[cues]\ndata = ["(a"]\n', "cannot be used"),
        ("language = \n", "not valid TOML"),
    ],
)
def test_a_broken_file_of_words_says_what_is_wrong(tmp_path, words, message):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "ours.toml").write_text(words, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        wordbook("en", tmp_path)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("We sell stripes and a visa.", []),
        ("Paid with Stripe or Visa", ["Stripe", "Visa"]),
        ("über uns", []),
        ("Googlen ja Facebookin kautta", ["Google", "Facebook"]),
        ("stored by the Northwind Data Oy and by Cloudflare, Inc.", ["Northwind Data Oy", "Cloudflare, Inc."]),
        ("The company is an AB and our Ltd", []),
        ("SARL Dupont Conseil", ["SARL Dupont Conseil"]),
    ],
)
def test_names_are_found_as_whole_words_with_their_capitals(written, found):
    opening = wordbook("en").lists["opening"]
    assert [each.words for each in names().find(written, fold(written), opening=opening)] == found


WORDS = ["name", "e-mail", "email", "address*", "*data", "date of birth", "first name", "vor- und nachname"]


@given(st.lists(st.sampled_from(["name", "e", "mail", "address", "data", "date", "birth", "of", "first", "vor", "und", "nachname", "e-mail", "vor-", ",", "(", "."]), max_size=30))
@settings(max_examples=80, deadline=None)
def test_terms_in_a_shadow_are_in_order_and_never_overlap(parts):
    shadow = " ".join(parts)
    found = Lexicon(tuple(entries({"pd:Name": WORDS}))).find(shadow)
    assert all(0 <= one.start < one.end <= len(shadow) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


PIECES = [
    "## What data we collect", "We collect your name, e-mail address and IP address.", "- name", "- Stripe (payments)", "| Purpose | Data |\n| --- | --- |\n| Newsletter | e-mail |",
    "We share data with authorities and Klarna.", "Purpose: marketing", "We do not sell data to third parties.", "## Newsletter", "", "**Data** – phone number", "•", "(((",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@settings(max_examples=25, deadline=None)
def test_every_proposal_is_within_its_block_and_the_same_text_gives_the_same(engine, parts):
    text = plain_text("\n\n".join(parts), language="en", markdown=True)
    found = engine.extract(text)
    assert all(text.blocks[item.block].start <= item.start < item.end <= text.blocks[item.block].end for item in found)
    assert found == engine.extract(text)


@pytest.mark.slow
def test_long_lists_and_many_headings_are_read_in_bounded_time(engine):
    hostile = "\n\n".join(["## To " + "to " * 40] * 4000) + "\n\n" + "- name, " * 20_000
    begin = time.process_time()
    engine.extract(plain_text(hostile, language="en", markdown=True))
    assert time.process_time() - begin < 60
