"""The annotation form: what compiles, what is refused, and with which words."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ropa.documents.compiler import compile_form
from ropa.documents.mint import slug
from ropa.documents.schema import form_schema
from ropa.documents.values import days
from ropa.errors import FormError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.namespaces import RDF, ROPA
from ropa.register import Register, document_tables
from ropa.vocabulary import vocabulary
from tests.conftest import EXAMPLE, FIVE

BASE = "https://acme.example/ropa/"
HEAD = """format: 1
document: {id: acme, kind: notice, title: Privacy policy, language: en}
controller: {id: acme, name: Acme Oy, quote: "Acme Oy is the controller"}
"""
ACTIVITY = """activities:
  - id: newsletter
    name: Newsletter
    quote: "We send a newsletter."
"""
DOCUMENTS = sorted([*FIVE.glob("policies/*.yaml"), *EXAMPLE.glob("*.yaml")])


def compiled(tmp_path: Path, text: str) -> list[ox.Quad]:
    path = tmp_path / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    return compile_form(read_form(path), BASE, fields_of(None), vocabulary(), document_tables(tables(None)))


def objects(quads: list[ox.Quad], predicate: ox.NamedNode) -> list[str]:
    return sorted(quad.object.value for quad in quads if quad.predicate == predicate)


def test_the_sketch_of_the_design_compiles(tmp_path: Path) -> None:
    text = """format: 1
document: {id: acme, kind: notice, title: Privacy policy, language: en, complete: true}
controller: {id: acme, name: Acme Oy, country: FI, email: privacy@acme.example, quote: "Acme Oy is the controller"}
activities:
  - id: newsletter
    name: Newsletter
    quote: "We send a newsletter to customers who have asked for it."
    purpose: [dpv:DirectMarketing]
    legal_basis: [{basis: eu-gdpr:A6-1-a, quote: "with your consent"}]
    discloses: [{to: mailchimp, role: processor, quote: "Mailchimp sends it for us"}]
    retention: [{duration: P2Y, bound: at-most, countsFrom: end of subscription, quote: "at most two years after you unsubscribe"}]
tensions: [{kind: tension, quotes: ["one span", "another"], why: they differ, reconciledBy: a reading}]
"""
    quads = compiled(tmp_path, text)
    assert objects(quads, ROPA("duration")) == ["P2Y"]
    assert objects(quads, ROPA("days")) == ["730"]


BAD = {
    "a key that does not exist": (ACTIVITY + "    purposes: [dpv:Marketing]\n", 8, "unknown key 'purposes'", "purpose"),
    "a key of the form that does not exist": ("activity: []\n", 4, "unknown key 'activity'", "activities"),
    "a term that does not exist": (ACTIVITY + "    purpose: [dpv:Marketting]\n", 8, "no term of the profile", "dpv:Marketing"),
    "a term of the wrong kind": (ACTIVITY + "    purpose: [dpv:Encryption]\n", 8, "not below dpv:Purpose", ""),
    "a prefix that does not exist": (ACTIVITY + "    purpose: [ex:Marketing]\n", 8, "no term with a known prefix", ""),
    "a duration that is none": (ACTIVITY + "    retention: [{duration: two years}]\n", 8, "no duration", "P36M"),
    "an empty duration": (ACTIVITY + "    retention: [{duration: P}]\n", 8, "no duration", "P36M"),
    "a date that cannot be": ("parties: [{id: x, name: X, kind: named, country: XX, quote: q}]\n", 4, "no term of the profile", ""),
    "an enumerated value that is none": (ACTIVITY + "    discloses: [{to: mailchimp, role: helper}]\n", 8, "not one of its values", "processor"),
    "a modality that is none": (ACTIVITY + "    purpose: [{value: dpv:Marketing, modality: maybe}]\n", 8, "modality 'maybe'", ""),
    "a party that nobody declared": (ACTIVITY + "    discloses: [{to: mailchimpp}]\n", 8, "no party 'mailchimpp'", "mailchimp"),
    "a law row that does not exist": (ACTIVITY + "    transfers: [{country: US, mechanism: privacy-shield}]\n", 8, "no row", "us-privacy-shield"),
    "a value that is empty": (ACTIVITY + "    purpose:\n", 8, "has no value", "silence"),
    "an activity without a name": ("activities: [{id: x, quote: q}]\n", 4, "has no name", ""),
    "two activities with one id": ("activities:\n  - {id: x, name: X, quote: q}\n  - {id: x, name: Y, quote: q}\n", 6, "second activity", ""),
    "a statement without words": ("general:\n  purpose: [dpv:Marketing]\n", 5, "without words", "quote"),
    "a quote with an unknown key": (ACTIVITY + "    purpose: [{value: dpv:Marketing, quote: {text: a, att: 3}}]\n", 8, "unknown key 'att'", "at"),
    "a quote that is a number of things": (ACTIVITY + "    purpose: [{value: dpv:Marketing, quote: {at: 3}}]\n", 8, "a quote is a text", ""),
    "several values where one is taken": (ACTIVITY + "    responsibility: [sole, joint]\n", 8, "takes one value", ""),
    "a review state that is none": (ACTIVITY + "    purpose: [{value: dpv:Marketing, review: approved}]\n", 8, "'approved' is no state", ""),
    "a list where a mapping stands": ("general: [a]\n", 4, "must be a mapping", ""),
    "a key that stands twice": (ACTIVITY + "    purpose: [dpv:Marketing]\n    purpose: [dpv:Marketing]\n", 9, "there twice", ""),
    "YAML that is none": (ACTIVITY + "    purpose: [dpv:Marketing\n", 9, "not valid YAML", ""),
    "a tension without quotes": ("tensions: [{kind: tension, why: w}]\n", 4, "no quotes", ""),
}


@pytest.mark.parametrize("fault", sorted(BAD))
def test_bad_input_is_told_with_file_line_and_remedy(tmp_path: Path, fault: str) -> None:
    text, line, message, remedy = BAD[fault]
    with pytest.raises(FormError) as caught:
        compiled(tmp_path, HEAD + text)
    assert caught.value.where == f"acme.yaml:{line}"
    assert message in caught.value.message
    assert caught.value.remedy is not None
    assert remedy in caught.value.remedy


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_bytes("format: 1\ntitle: Säilytysaika\n".encode("latin-1"))
    with pytest.raises(FormError, match="not UTF-8"):
        read_form(path)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("", encoding="utf-8")
    with pytest.raises(FormError, match="empty"):
        read_form(path)


def test_a_file_of_another_format_is_told(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("format: 2\n", encoding="utf-8")
    with pytest.raises(FormError, match="format: 1"):
        read_form(path)


def test_norway_is_a_country_and_not_false(tmp_path: Path) -> None:
    quads = compiled(tmp_path, HEAD.replace("name: Acme Oy,", "name: Acme Oy, country: NO,"))
    assert "https://w3id.org/dpv/loc#NO" in objects(quads, ROPA("country"))


@pytest.mark.parametrize(("modality", "linked"), [("stated", 1), ("possible", 1), ("conditional", 1), ("qualified", 1), ("implied", 0), ("denied", 0)])
def test_only_what_is_neither_implied_nor_denied_is_linked(tmp_path: Path, modality: str, linked: int) -> None:
    quads = compiled(tmp_path, HEAD + ACTIVITY + f"    transfers: [{{country: US, modality: {modality}}}]\n")
    assert len(objects(quads, ROPA("hasTransfer"))) == linked
    assert ROPA("Transfer").value in objects(quads, RDF("type"))


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_an_unconfirmed_value_is_a_statement_and_nothing_more(tmp_path: Path, state: str) -> None:
    quads = compiled(tmp_path, HEAD + ACTIVITY + f"    purpose: [{{value: dpv:Marketing, review: {{state: {state}}}}}]\n")
    assert not objects(quads, ox.NamedNode("https://w3id.org/dpv#hasPurpose"))
    assert state in objects(quads, ROPA("reviewState"))


def statements(quads: list[ox.Quad]) -> set[str]:
    return {quad.subject.value for quad in quads if quad.predicate == RDF("type") and quad.object == ROPA("Statement")}


def test_a_statement_keeps_its_iri_when_quotes_lines_and_versions_change(tmp_path: Path) -> None:
    value = '    retention: [{duration: P2Y, quote: "%s"}]\n'
    before = compiled(tmp_path, HEAD + ACTIVITY + value % "two years")
    after = compiled(tmp_path, HEAD.replace("language: en", "language: en, sha256: abc, version: 2") + "\n\n" + ACTIVITY + value % "for two years, no longer")
    assert statements(before) == statements(after)


def test_a_statement_changes_its_iri_with_its_modality(tmp_path: Path) -> None:
    value = "    retention: [{duration: P2Y, modality: %s}]\n"
    assert statements(compiled(tmp_path, HEAD + ACTIVITY + value % "stated")) != statements(compiled(tmp_path, HEAD + ACTIVITY + value % "possible"))


def test_the_same_form_gives_the_same_quads(tmp_path: Path) -> None:
    text = HEAD + ACTIVITY + "    purpose: [dpv:Marketing]\n"
    assert compiled(tmp_path, text) == compiled(tmp_path, text)


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_document_of_ours_is_valid_under_the_json_schema(path: Path) -> None:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Text)
    schema = form_schema(fields_of(None))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(json.dumps(data))), key=str)
    assert not errors, f"{errors[0].json_path}: {errors[0].message[:300]}"


class _Text(yaml.SafeLoader):
    """YAML with dates left as texts, as editors that use JSON Schema read it."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_each_statement_of_a_notice_has_its_words(five: Register) -> None:
    query = """PREFIX ropa: <https://w3id.org/ropa#> PREFIX oa: <http://www.w3.org/ns/oa#>
    SELECT DISTINCT ?st WHERE { ?st a ropa:Statement MINUS { ?st ropa:evidence/oa:hasSelector/oa:exact ?words } }"""
    assert five.dataset.select(query)[1] == []


def test_each_quote_of_the_five_has_two_selectors_side_by_side(five: Register) -> None:
    query = """PREFIX ropa: <https://w3id.org/ropa#> PREFIX oa: <http://www.w3.org/ns/oa#>
    SELECT DISTINCT ?t WHERE { ?t oa:hasSelector/oa:exact ?words MINUS { ?t oa:hasSelector/oa:start ?n } }"""
    assert five.dataset.select(query)[1] == []


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_days_order_durations(years: int, months: int, weeks: int, rest: int) -> None:
    text = f"P{years}Y{months}M{weeks}W{rest}D"
    assert days(text) == round((years + months / 12) * 365.25) + weeks * 7 + rest


def test_thirty_six_months_are_three_years() -> None:
    assert days("P36M") == days("P3Y")


@given(st.text())
def test_a_slug_is_plain(text: str) -> None:
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in slug(text))
    assert slug(slug(text)) == slug(text)
