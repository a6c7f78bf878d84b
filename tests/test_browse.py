"""The page to look around in: everything is there to read, nothing is fetched, and nothing of a document runs."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ropa.cli import main
from ropa.export.views import row_anchor
from ropa.register import Register
from ropa.register.browsing import FACETS, browse_page
from ropa.render.browse import Browse, Card, Said, browse_html
from tests.conftest import EXAMPLE
from tests.test_export import HOSTILE, clean


@pytest.fixture(scope="module")
def page(example: Register) -> Browse:
    return browse_page(example.exporter())


@pytest.fixture(scope="module")
def html(page: Browse) -> str:
    return browse_html(page)


def test_every_statement_has_one_line_with_its_words(page: Browse, example: Register, html: str) -> None:
    said = {item.iri: item for found in example.exporter().view.said.values() for item in found}
    lines = {line.anchor: line for card in (*page.cards, *page.things) for line in card.said}
    assert set(lines) == {row_anchor(iri) for iri in said}
    assert all(lines[row_anchor(iri)].quote == clean(item.quote) for iri, item in said.items())
    assert all(html.count(f'<li id="{anchor}">') == 1 for anchor in lines)


def test_every_link_of_a_picture_leads_to_a_line(html: str) -> None:
    links = set(re.findall(r'<a href="#(s-\w+)"', html))
    assert len(links) > 20
    assert links <= set(re.findall(r'<li id="(s-\w+)"', html))


def test_the_policy_allows_this_script_and_these_styles_and_nothing_else(html: str) -> None:
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy
    for name in ("script", "style"):
        for text in re.findall(f"<{name}>(.*?)</{name}>", html, re.DOTALL):
            source = "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
            assert source in policy.split(f"{name}-src")[1].split(";")[0]
    assert html.count("<script") == 1
    assert not re.search(r"\s(?:on\w+|style)=\"", html)


def test_every_field_that_is_filtered_by_has_its_options(page: Browse) -> None:
    assert tuple(facet.id for facet in page.facets) == FACETS
    tokens = {token for card in page.cards for token in card.tokens}
    for facet in page.facets:
        assert all(token in tokens and count for token, _, count in facet.options), facet.id


def test_a_heading_answers_to_what_its_parts_answer_to(page: Browse, example: Register) -> None:
    parents = example.exporter().view.parents
    cards = {card.id: card for card in page.cards}
    base = example.workspace.base

    def card(iri: str) -> Card:
        return cards["a-" + iri.removeprefix(base).replace("/", "-")]

    assert all(set(card(part).tokens) <= set(card(whole).tokens) for part, whole in parents.items())


def test_the_parts_of_a_value_have_their_names_in_the_language(example: Register) -> None:
    for lang, name in (("en", "Stated role: processor"), ("fr", "Rôle indiqué: sous-traitant")):
        lines = [line.value for card in browse_page(example.exporter(lang)).cards for line in card.said]
        assert any(name in value for value in lines), lang


@pytest.mark.parametrize("case", HOSTILE)
def test_any_text_is_text(case: str, page: Browse) -> None:
    text = clean(HOSTILE[case].encode("utf-8", "ignore").decode())
    said = Said("s-1", text, text, text, text, text)
    card = Card("a-1", text, (text,), "en", ("c1",), (said,))
    html = browse_html(replace(page, title=text, cards=(card,), things=(), panels=()))
    assert html.count("<script") == 1
    assert len(re.findall(r"<li\b[^>]*>", html.split('id="activities"', 2)[-1])) == 1


@pytest.mark.slow
def test_the_page_is_what_an_export_to_html_writes(tmp_path: Path) -> None:
    target = tmp_path / "register.html"
    assert main(["-w", str(EXAMPLE), "export", "-o", str(target), "--as-of", "2026-11-02", "--register-on", "2026-11-02"]) == 0
    assert 'id="find"' in target.read_text(encoding="utf-8")


def test_the_same_register_gives_the_same_bytes(example: Register, html: str) -> None:
    assert browse_html(browse_page(example.exporter())) == html
