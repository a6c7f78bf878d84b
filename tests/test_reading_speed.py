"""Reading is fast on policies, and ends in bounded time on texts that are made to be slow. Seconds are of the processor."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from ropa.cli import main
from ropa.reading.files import plain_text, read_text
from ropa.reading.proposals import Extractor, Proposal
from ropa.reading.text import Text

from .conftest import SHARED

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

from reading import extractor

LARGE = 1_000_000
BOUND = 60.0
LANGUAGES = ("en", "fi", "sv", "de", "fr")


def filled(piece: str) -> str:
    return (piece * (LARGE // len(piece) + 1))[:LARGE]


def nested(depth: int) -> str:
    return "".join(f"{'  ' * (number % depth)}- item {number}: we keep your data\n" for number in range(LARGE // 60))


HOSTILE: dict[str, Callable[[], str]] = {
    "ten thousand headings": lambda: "".join(f"## {number}. Retention\n\nWe keep it for {number} years.\n\n" for number in range(10_000)),
    "lists in lists": lambda: nested(400),
    "one sentence": lambda: filled("we process your name, your address and "),
    "a a a": lambda: filled("a "),
    "parentheses": lambda: filled("("),
    "brackets": lambda: filled("[x]("),
    "commas": lambda: filled(","),
    "name, name": lambda: filled("Acme Oy, "),
    "stars": lambda: filled("*"),
    "pipes": lambda: filled("| "),
    "rows of a table": lambda: "| Purpose | Data |\n|---|---|\n" + filled("| marketing | e-mail address |\n"),
    "one line of cells": lambda: "| " + filled("consent | "),
    "digits": lambda: filled("6.1 "),
    "article": lambda: filled("Article 6(1)"),
    "one word": lambda: filled("x"),
    "capitals": lambda: filled("Aa Bb & "),
    "blank lines": lambda: filled("\n \n"),
    "labels": lambda: filled("Purpose: "),
    "full stops": lambda: filled(". A"),
    "quotes": lambda: filled('"we may not" '),
}


def checked(text: Text, proposals: tuple[Proposal, ...]) -> list[Proposal]:
    """The proposals whose quote is no span of the text, or not of the block they name."""

    def sound(item: Proposal) -> bool:
        block = text.blocks[item.block]
        return 0 <= item.start < item.end <= len(text.text) and block.start < item.end and item.start < block.end and bool(text.text[item.start : item.end].strip())

    return [item for item in proposals if not sound(item)]


def spent(reader: Extractor, raw: dict[str, str], run: int) -> float:
    """The seconds of one run; no text is one that was read before."""
    start = process_time()
    for name, words in raw.items():
        reader.extract(plain_text(f"{words}\n\nVersion {run}\n", name, markdown=True))
    return process_time() - start


@pytest.mark.slow
def test_a_quarter_of_a_megabyte_of_policies_is_read_in_six_seconds() -> None:
    folder = SHARED / "policies"
    if not folder.is_dir():
        pytest.skip("the policies that reading is measured on (../shared/policies) are not here")
    names = ("bankid", "finnair", "kivra", "epassi", "qwant", "deutsche-bahn", "scaleway")
    raw = {name: (folder / f"{name}.md").read_text(encoding="utf-8") for name in names}
    assert sum(len(words.encode()) for words in raw.values()) > 245_000
    reader = extractor()
    reader.extract(plain_text("We keep your name for two years.", language="en"))
    assert min(spent(reader, raw, run) for run in range(3)) < 6.0


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_a_megabyte_made_to_be_slow_is_read_in_bounded_time(what: str) -> None:
    start = process_time()
    text = plain_text(HOSTILE[what](), language="en", markdown=True)
    found = extractor().extract(text)
    assert process_time() - start < BOUND
    assert checked(text, found) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_slow_where_another_is_fast(language: str) -> None:
    start = process_time()
    for what in ("one sentence", "a a a", "commas", "capitals"):
        extractor().extract(plain_text(HOSTILE[what]()[:200_000], language=language))
    assert process_time() - start < BOUND


@pytest.mark.slow
def test_every_quote_from_every_shared_text_is_verbatim() -> None:
    paths = sorted((*SHARED.glob("policies/*.md"), *SHARED.glob("seeds/*.txt")))
    if not paths:
        pytest.skip("the policies that reading is measured on (../shared) are not here")
    reader = extractor()
    for path in paths:
        text = read_text(path)
        assert text.text == path.read_bytes().decode("utf-8"), path.name
        assert checked(text, reader.extract(text)) == [], path.name


@pytest.mark.slow
def test_a_draft_of_every_shared_text_is_verified_against_it(tmp_path: Path) -> None:
    paths = sorted((*SHARED.glob("policies/*.md"), *SHARED.glob("seeds/*.txt")))
    if not paths:
        pytest.skip("the policies that reading is measured on (../shared) are not here")
    for path in paths:
        draft = str(tmp_path / f"{path.stem}.yaml")
        assert main(["read", str(path), "-o", draft]) == 0, path.name
        assert main(["verify", draft, "--texts", str(path.parent)]) == 0, path.name
