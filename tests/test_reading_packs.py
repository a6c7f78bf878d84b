"""The pattern packs: what a pack may say, how broken ones are refused, and that the shipped ones are sound."""

from __future__ import annotations

import random
import time

import pytest

from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.form import TOP_KEYS
from ropa.law import tables
from ropa.model import LANGUAGES
from ropa.namespaces import PREFIXES
from ropa.reading.engine import Matcher, PatternEngine
from ropa.reading.files import plain_text
from ropa.reading.folding import fold
from ropa.reading.packs import Pack, packs, precision, read_pack
from ropa.reading.values import Reader

PATTERN = """
[[pattern]]
id = "en-x"
field = "rights"
value = {right = "eu-gdpr:A15"}
find = '''right of access'''
"""


@pytest.fixture(scope="module")
def shipped() -> dict[str, Pack]:
    return packs()


def read(tmp_path, words: str) -> Pack:
    file = tmp_path / "mine.toml"
    file.write_text(words, encoding="utf-8")
    return read_pack(file)


def matcher(tmp_path, words: str) -> Matcher:
    return Matcher(read(tmp_path, 'language = "en"\n' + words))


def test_every_language_has_a_pack(shipped):
    assert set(shipped) == set(LANGUAGES)


def test_every_pattern_is_for_a_key_of_the_annotation_form(shipped):
    keys = {field.key for field in fields_of().fields} | set(TOP_KEYS)
    assert {pattern.field for pack in shipped.values() for pattern in pack.patterns} <= keys


def test_every_fixed_value_is_one_the_form_takes(shipped):
    table = fields_of()
    nodes = {field.key: table.of(field.node) for field in table.fields if field.node}
    for pack in shipped.values():
        for row in (*pack.patterns, *pack.parts):
            for key, value in row.value.items():
                field = nodes.get(row.field, {}).get(key)
                if field and field.allowed and "{" not in value:
                    assert value.replace("eu-gdpr:", PREFIXES["eu-gdpr"]) in {term.value for term in field.allowed}, value


def test_every_law_row_that_a_pack_names_is_there(shipped):
    rows = {name: {row["id"] for row in found} for name, found in tables().items()}
    for pack in shipped.values():
        assert set(pack.authorities.values()) <= rows["authorities"]
        assert set(pack.mechanisms.values()) <= rows["safeguards"] | rows["adequacy"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("language = 'xx'", "language 'xx'"),
        ("language = 'en'\npatterns = 1", "unknown section 'patterns'"),
        (f"language = 'en'{PATTERN}finds = 'x'", "mine.toml:3: unknown key 'finds'"),
        (f"language = 'en'{PATTERN}priority = 'high'", "priority cannot be 'high'"),
        (f"language = 'en'{PATTERN}how = 'perhaps'", "how 'perhaps'"),
        (f"language = 'en'{PATTERN}kinds = ['footnote']", "kind 'footnote'"),
        ("language = 'en'\n[[pattern]]\nid = 'x'", "missing"),
        ("language = 'en'\n[[part]]\nfield = 'x'\nvalue = {a = 'b'}\nfind = 'x'\nwhere = 'near'", "where 'near'"),
        ("language = 'en'\n[[cue]]\nhow = 'denied'\nfind = 'x'\nwhere = 'page'", "'page'"),
        ("language = ", "not valid TOML"),
    ],
)
def test_a_broken_pack_says_what_and_where(tmp_path, words, message):
    with pytest.raises(InputError) as raised:
        read(tmp_path, words)
    assert message in str(raised.value)
    assert "mine.toml" in str(raised.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (PATTERN.replace("right of access", "(right"), "cannot be used"),
        (PATTERN.replace("right of access", "(?=right)"), "cannot be used"),
        (PATTERN.replace("right of access", "{nowhere}"), "is no fragment"),
        (PATTERN.replace("right of access", "{loop}") + "[words]\nloop = '{loop}'", "contains itself"),
        (PATTERN.replace("eu-gdpr:A15", "{letter}"), "{letter}"),
        (PATTERN.replace("eu-gdpr:A15", "{letter|teller}").replace("right", "(?P<letter>right)", 1).replace("find = '''right", "find = '''(?P<letter>right)"), "teller"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_when_it_is_compiled(tmp_path, row, message):
    with pytest.raises(InputError) as raised:
        matcher(tmp_path, row)
    assert message in str(raised.value)


def test_a_workspace_adds_a_pattern_by_a_row_alone(tmp_path):
    (tmp_path / "patterns").mkdir()
    row = PATTERN.replace("right of access", "door to the archive")
    (tmp_path / "patterns" / "ours.toml").write_text('language = "en"' + row, encoding="utf-8")
    found = PatternEngine.of(tmp_path).extract(plain_text("There is a door to the archive.", language="en"))
    assert [(item.pattern, dict(item.value)) for item in found] == [("en-x", {"right": "eu-gdpr:A15"})]


def test_an_id_that_is_there_twice_is_refused(tmp_path, shipped):
    (tmp_path / "patterns").mkdir()
    taken = shipped["en"].patterns[0].id
    (tmp_path / "patterns" / "ours.toml").write_text('language = "en"' + PATTERN.replace("en-x", taken), encoding="utf-8")
    with pytest.raises(InputError, match=taken):
        packs(tmp_path)


def test_a_precision_that_was_not_measured_is_absent(tmp_path):
    table = tmp_path / "precision.csv"
    table.write_text("pattern,field,language,precision\nen-x,rights,en,0.91\nen-y,rights,en,\n", encoding="utf-8")
    assert precision(table) == {("en-x", "rights", "en"): 0.91}
    assert precision(tmp_path / "none.csv") == {}


def test_a_proposal_has_the_confidence_of_its_pattern_for_its_field_and_language(shipped):
    measured = {("all-basis-6-1-f", "legal_basis", "sv"): 0.5, ("all-basis-6-1-f", "rights", "en"): 0.25}
    engine = PatternEngine(shipped, measured)
    sure = {}
    for language, words in (("sv", "Den rättsliga grunden är artikel 6.1 f."), ("en", "The legal basis is Article 6(1)(f) GDPR.")):
        found = engine.extract(plain_text(words, language=language))
        sure[language] = [item.confidence for item in found if item.pattern == "all-basis-6-1-f"]
    assert sure == {"sv": [0.5], "en": [None]}


def test_a_shadow_is_as_long_as_its_text():
    text = "Säilytämme “tietoja”…\u00a0ß Œ É ﬁ 漢 – §6"
    assert len(fold(text)) == len(text)
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("language", "words", "period"),
    [
        ("en", "thirty-six (36) months", "P36M"),
        ("en", "1.5 years", "P18M"),
        ("en", "eighteen (18) months and seven (7) days", "P18M7D"),
        ("en", "48 hours", "P2D"),
        ("en", "36 hours", None),
        ("en", "2 years and 6 months", "P2Y6M"),
        ("fi", "kahden vuoden", "P2Y"),
        ("fi", "puolen vuoden", "P6M"),
        ("sv", "sju år", "P7Y"),
        ("de", "zehnjährige", "P10Y"),
        ("de", "sechs Monaten", "P6M"),
        ("fr", "treize (13) mois", "P13M"),
    ],
)
def test_a_period_in_words_is_read_as_iso_8601(shipped, language, words, period):
    assert Reader(shipped[language]).duration(words) == period


@pytest.mark.parametrize(
    ("language", "words", "code"),
    [("en", "US", "US"), ("en", "us", None), ("fi", "Yhdysvaltoihin", "US"), ("sv", "Storbritannien", "GB"), ("de", "USA", "US"), ("fr", "États-Unis", "US")],
)
def test_a_country_is_read_by_its_name_in_the_language(shipped, language, words, code):
    assert Reader(shipped[language]).country(words) == code


def test_every_quote_is_a_slice_with_words_in_it():
    text = plain_text("# Rights\n\nYou have the **right of access** to your\ndata. We keep it for 2 years.\n", language="en", markdown=True)
    for item in PatternEngine.of().extract(text):
        assert text.text[item.start : item.end].strip() == text.text[item.start : item.end] != ""


@pytest.mark.slow
def test_hostile_text_is_read_in_bounded_time():
    rng = random.Random(7)  # noqa: S311
    words = ["right to ", "access, ", "not ", "(", "we may transfer ", "outside the EU ", "A" * 40 + " ", "24 months ", "consent ", ", "]
    text = plain_text("".join(rng.choice(words) for _ in range(60_000)) + ".", language="en")
    begin = time.process_time()
    PatternEngine.of().extract(text)
    assert time.process_time() - begin < 30
