"""What people read: self-contained, well-formed, reachable, calm in its words."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.assets import template_text
from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.model import LANGUAGES, Finding
from ropa.records import build_matrix
from ropa.register import Register
from ropa.render.grades import grade_of
from ropa.render.html import record_html
from ropa.render.json import record_json
from ropa.render.markdown import escape, record_markdown
from ropa.render.page import picture_sources
from ropa.render.site import Link, Shown, Site, index_html
from ropa.sheets import Record
from ropa.words import Words
from tests.test_records import all_records, draw, small  # noqa: F401 - fixtures

GOLDENS = Path(__file__).parent / "goldens" / "record"
ACCUSING = re.compile(r"violat|breach|illegal|unlawful|non-complian|infring|fails? to|guilty", re.IGNORECASE)
SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>.a{fill:red}</style><rect class="a" width="9" height="9"/></svg>"""
VOID = {"meta", "link", "br", "col", "hr", "img", "input"}


class Page(HTMLParser):
    """A page's ids, links, headings, tags; fails where tags are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.bare_headers = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.bare_headers += tag == "th" and "scope" not in found
        if tag not in VOID and "svg" not in self.open:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if "svg" in self.open and tag != "svg":
            return
        assert self.open.pop() == tag


def site_of(register: Register, lang: str = "en", findings: tuple[Finding, ...] = ()) -> str:
    records = all_records(register, lang)
    matrix = build_matrix(records, register.clocks, register.law_known_until)
    links = tuple(Link(f"records/{record.id}.html", record.controller_name) for record in records)
    return index_html(Site(register.workspace.title, matrix, links, (Link("graph.ttl", "graph.ttl"),), (Shown("flow", "Data flows", SVG),), findings), lang)


def test_no_picture_loosens_the_policy_of_the_page(example: Register) -> None:
    matrix = build_matrix(all_records(example), example.clocks, example.law_known_until)
    styled = SVG.replace('class="a"', 'class="a" style="color:red"')
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', index_html(Site("x", matrix, pictures=(Shown("flow", "Flows", styled),))))[0]
    assert "unsafe" not in policy
    assert picture_sources([styled]) in policy.replace("&#39;", "'")


@pytest.fixture(scope="module")
def records(five: Register, example: Register) -> list[Record]:
    return [*all_records(five), *all_records(example)]


@pytest.fixture(scope="module")
def pages(records: list[Record], five: Register, example: Register) -> dict[str, str]:
    found = {record.id: record_html(record) for record in records}
    return {**found, "index": site_of(five), "example": site_of(example)}


def test_every_page_is_well_formed_with_ids_of_its_own(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        assert page.open == [], name
        assert len(page.ids) == len(set(page.ids)), name


def test_every_link_inside_a_page_has_its_target(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        assert [link for link in page.links if link.startswith("#") and link[1:] not in page.ids] == [], name


def test_every_cell_of_the_matrix_leads_to_a_row_of_a_record(pages: dict[str, str]) -> None:
    ids = {name: set(Page(text).ids) for name, text in pages.items()}
    for index in ("index", "example"):
        for link in Page(pages[index]).links:
            match = re.fullmatch(r"records/(.+)\.html#(.+)", link)
            assert match is None or match[2] in ids[match[1]], link


def test_headings_go_down_one_level_at_a_time(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        headings = Page(text).headings
        assert headings[0] == 1, name
        assert headings.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(headings)), name


def test_every_header_cell_has_a_scope_and_landmarks_are_there(pages: dict[str, str]) -> None:
    for text in pages.values():
        page = Page(text)
        assert page.bare_headers == 0
        assert {"header", "nav", "main", "footer"} <= page.tags


def test_a_page_runs_and_fetches_nothing(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert not {"script", "link", "img", "iframe", "object"} & Page(text).tags
        assert "default-src &#39;none&#39;" in text
        assert not re.search(r"\son\w+=|\sstyle=|url\(|@import", text)


def test_the_policy_allows_the_styles_of_the_page_and_no_others(pages: dict[str, str]) -> None:
    for text in pages.values():
        allowed = set(re.findall(r"sha256-([A-Za-z0-9+/=]+)", text))
        styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        assert allowed == {base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles}


def test_the_two_clocks_stand_on_every_page(pages: dict[str, str], records: list[Record]) -> None:
    line = re.compile(r"register as of \d{4}-\d\d-\d\d, law on \d{4}-\d\d-\d\d, law tables known until \d{4}-\d\d-\d\d")
    assert all(line.search(text) for text in pages.values())
    assert all(line.search(record_markdown(record)) for record in records)


def test_no_word_of_ours_accuses_anyone() -> None:
    """An impact asks what if there were a personal data breach (Art. 4(12)): a word of the law, and no accusation."""
    rows = csv.DictReader(io.StringIO(template_text("render", "words.csv")))
    ours = [row["en"] for row in rows if not row["key"].startswith("impact.")] + [template_text("render/templates", name) for name in ("record.j2", "index.j2", "report.j2", "findings.j2", "matrix.j2", "macros.j2")]
    assert [text for text in ours if ACCUSING.search(text)] == []


def test_the_words_are_there_in_five_languages() -> None:
    rows = list(csv.DictReader(io.StringIO(template_text("render", "words.csv"))))
    assert [row["key"] for row in rows if not all(row[lang] for lang in LANGUAGES)] == []
    assert len({row["key"] for row in rows}) == len(rows)
    slots = re.compile(r"\{\w*\}")
    assert [row["key"] for row in rows if len({tuple(sorted(slots.findall(row[lang]))) for lang in LANGUAGES}) > 1] == []


def test_a_word_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError, match="clocks"):
        Words()("cloks")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_record_is_printed_in_every_language(small: Register, lang: str) -> None:  # noqa: F811
    text = record_html(draw(small, "pieni", lang=lang))
    assert f'<html lang="{lang}">' in text
    assert Words(lang)("additions") in text


def test_text_of_a_document_is_never_markup(small: Register) -> None:  # noqa: F811
    record = draw(small, "pieni")
    assert "Maija &lt;Mallikas&gt;" in record_html(record)
    assert "Maija \\<Mallikas\\>" in record_markdown(record)
    assert "Newsletter &amp; offers" in record_html(record)


def test_a_scoped_denial_prints_its_scope_and_not_none(small: Register) -> None:  # noqa: F811
    text = record_markdown(draw(small, "pieni", "pieni-notice"))
    assert "**Denied**: transfer outside the EU and EEA — country not stated" not in text
    assert "scope: “customer data”" in text
    assert "None" not in text


def test_a_quote_is_a_footnote_with_its_line(small: Register) -> None:  # noqa: F811
    text = record_html(draw(small, "pieni", "pieni-notice"))
    assert "<small>line 3</small>" in text
    assert "“We do not transfer customer data outside the EEA.” (line 3)" in record_markdown(draw(small, "pieni", "pieni-notice"))


def test_json_names_its_schema_and_clocks(small: Register) -> None:  # noqa: F811
    found = json.loads(record_json(draw(small, "pieni")))
    assert found["schema"] == "https://w3id.org/ropa/schema/record/1"
    assert (found["asOf"], found["registerOn"], found["lawKnownUntil"]) == ("2026-11-23", "2026-11-23", small.law_known_until)


def test_json_has_every_value_that_the_page_has(records: list[Record]) -> None:
    for record in records:
        text = record_json(record)
        page = record_html(record)
        for statement in re.findall(r'data-statement="([^"]+)"', page):
            assert statement in text


@pytest.mark.parametrize(
    ("kind", "status", "severity", "grade"),
    [
        ("gap", "missing", "violation", "required"),
        ("faulty", "faulty", "violation", "faulty"),
        ("gap", "missing", "warning", "should"),
        ("gap", "open", "info", "good"),
        ("hint", "not-from-this-document", "info", "not-from-this-document"),
        ("hint", "not-in-this-extract", "info", "not-in-this-extract"),
        ("tension", "open", "info", "tension"),
    ],
)
def test_a_finding_is_graded_in_the_words_people_read(kind: str, status: str, severity: str, grade: str) -> None:
    assert grade_of(Finding("1", "r", kind, None, "x", "30(1)(b)", severity, status, "rule", "m", "r")) == grade


def test_findings_stand_on_the_index_in_those_words(small: Register) -> None:  # noqa: F811
    finding = Finding("1", "r", "gap", None, "x", "30(1)(b)", "violation", "missing", "rule", "No purpose is stated.", "State it.", ("words",))
    text = site_of(small, findings=(finding,))
    assert '<span class="grade required">Required by law, missing</span> 1' in text
    assert "Art. 30(1)(b)" in text
    assert "violation" not in text


def test_the_picture_stands_on_the_index_without_its_prologue(small: Register) -> None:  # noqa: F811
    text = site_of(small)
    assert "<svg xmlns=" in text
    assert "<?xml" not in text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40))
def test_escaped_markdown_is_one_line_that_reads_as_the_text(text: str) -> None:
    escaped = escape(text)
    assert "\n" not in escaped
    assert re.sub(r"\\(.)", r"\1", escaped) == " ".join(text.split())


@pytest.mark.parametrize("suffix", ["md", "json"])
def test_a_small_record_is_its_golden(small: Register, suffix: str) -> None:  # noqa: F811
    writers = {"md": record_markdown, "json": record_json}
    text = writers[suffix](draw(small, "pieni"))
    golden = GOLDENS / f"pieni.{suffix}"
    if os.environ.get("ROPA_WRITE_GOLDENS"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_value_of_a_closed_list_of_codes_has_its_word() -> None:
    words = Words()
    codes = [(field.id, value.value) for field in fields_of().fields for value in field.allowed if isinstance(value, ox.Literal)]
    assert len(codes) > 40
    assert [code for code in codes if f"code.{code[0]}.{code[1]}" not in words and f"code.{code[1]}" not in words] == []
