"""Quotes against texts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.documents.verify import quotes_in, verify_form, write_offsets
from ropa.evidence import Span, completed, covered, line_of, locate, offsets
from ropa.form import read_form
from ropa.model import Quote
from tests.conftest import EXAMPLE, FIVE

POLICIES = sorted(FIVE.glob("policies/*.yaml"))


@given(st.text(alphabet="ab\n", max_size=40), st.text(alphabet="ab\n", min_size=1, max_size=4))
def test_every_offset_is_where_the_words_stand(text: str, words: str) -> None:
    found = offsets(text, words)
    assert found == [at for at in range(len(text)) if text.startswith(words, at)]


@given(st.text(min_size=1, max_size=60), st.data())
def test_a_completed_quote_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = completed(text, Quote(text[start:end], start))
    assert locate(text, quote) == Span(start, end)
    assert quote.line == line_of(text, start)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10))))
def test_covered_counts_each_character_once(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    assert covered(spans) == len({at for span in spans for at in range(span.start, span.end)})


def test_a_quote_that_repeats_needs_its_offset() -> None:
    assert "stands 2 times" in str(locate("one two one", Quote("one")))
    assert locate("one two one", Quote("one", 8)) == Span(8, 11)


def test_a_quote_that_repeats_is_given_what_stands_around_it() -> None:
    quote = completed("one two one", Quote("one", 8))
    assert (quote.prefix, quote.suffix) == ("one two ", "")


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_every_quote_of_the_five_is_in_its_text(path: Path, seeds: Path) -> None:
    result = verify_form(read_form(path), seeds)
    assert result.failures == ()
    assert result.share > 0.6


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_no_quote_of_the_five_is_long(path: Path) -> None:
    assert max(len(quote.text) for quote, _place in quotes_in(read_form(path))) <= 320


def test_every_quote_of_the_example_is_in_its_text() -> None:
    assert verify_form(read_form(EXAMPLE / "notice.yaml"), EXAMPLE).failures == ()


def test_a_quote_that_is_not_in_the_text_is_told_with_its_line(tmp_path: Path) -> None:
    text = (EXAMPLE / "notice.yaml").read_text(encoding="utf-8")
    (tmp_path / "notice.yaml").write_text(text.replace("Lumitie", "Lumipolku"), encoding="utf-8")
    failures = verify_form(read_form(tmp_path / "notice.yaml"), EXAMPLE).failures
    assert failures
    assert all(failure.where.startswith("notice.yaml:") for failure in failures)


def test_a_changed_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("another text", encoding="utf-8")
    failures = verify_form(read_form(EXAMPLE / "notice.yaml"), tmp_path).failures
    assert any("SHA-256" in failure.message for failure in failures)


def test_offsets_are_filled_and_comments_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One newsletter.\nOne newsletter more.\n", encoding="utf-8")
    path = tmp_path / "a.yaml"
    path.write_text(
        "format: 1\ndocument: {id: a, kind: notice, title: T, language: en, file: a.txt}\n"
        'controller: {id: a, name: A, quote: "more"}  # a note\n'
        'general:\n  purpose: [{value: dpv:Marketing, quote: {text: "One", at: 16}}]\n',
        encoding="utf-8",
    )
    write_offsets(read_form(path), tmp_path)
    after = path.read_text(encoding="utf-8")
    assert "# a note" in after
    assert '{text: "One", at: 16, line: 2, prefix: "One newsletter.\\n", suffix: " newsletter more.\\n"}' in after
    assert verify_form(read_form(path), tmp_path).failures == ()


def test_a_comment_below_a_list_of_quotes_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One newsletter. Two letters.\n", encoding="utf-8")
    path = tmp_path / "a.yaml"
    path.write_text(
        "format: 1\ndocument: {id: a, kind: notice, title: T, language: en, file: a.txt}\ncontroller: {id: a, name: A}\n"
        "activities:\n  - id: one\n    name: One newsletter\n    quote:\n"
        '      - "One newsletter"\n      - "Two"\n  # a note on the second\n  - id: two\n    name: Two letters\n    quote: "Two letters"\n',
        encoding="utf-8",
    )
    write_offsets(read_form(path), tmp_path)
    after = path.read_text(encoding="utf-8")
    assert '- {text: "Two", at: 16, line: 1}\n  # a note on the second\n  - id: two' in after


def test_filling_offsets_twice_changes_nothing(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE / "notice.yaml", tmp_path)
    path = tmp_path / "notice.yaml"
    write_offsets(read_form(path), EXAMPLE)
    once = path.read_bytes()
    write_offsets(read_form(path), EXAMPLE)
    assert path.read_bytes() == once
