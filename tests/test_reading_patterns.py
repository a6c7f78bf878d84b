"""The pattern engine, by cases on disk: ``tests/cases/reading/<language>/*.yaml``, a text and what is proposed for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ropa.reading.engine import PatternEngine
from ropa.reading.text import Block, Text

CASES = Path(__file__).parent / "cases" / "reading"


def text_of(source: str, language: str) -> Text:
    """A text of headings (``# ``), items (``- ``) and paragraphs, a line each."""
    blocks: list[Block] = []
    heading = above = None
    words: list[str] = []
    at = 0
    for row in source.strip().splitlines():
        kind = "heading" if row.startswith("#") else "item" if row.startswith("- ") else "paragraph"
        line = row.lstrip("#- ")
        parent = heading if kind == "paragraph" else above if kind == "item" else None
        blocks.append(Block(kind, at, at + len(line), level=1 if kind != "paragraph" else 0, parent=parent))
        heading = len(blocks) - 1 if kind == "heading" else heading
        above = above if kind == "item" else len(blocks) - 1
        words.append(line)
        at += len(line) + 1
    return Text("\n".join(words), tuple(blocks), language)


@pytest.fixture(scope="module")
def engine() -> PatternEngine:
    return PatternEngine.of()


def cases():
    found = []
    for path in sorted(CASES.glob("*/*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            found.append(pytest.param(path.parent.name, data["fields"], case, id=f"{path.parent.name}-{path.stem}: {case['text'][:60]}"))
    return found


@pytest.mark.parametrize(("language", "fields", "case"), cases())
def test_a_text_gives_these_proposals_and_no_others(engine, language, fields, case):
    text = text_of(case["text"], language)
    found = [(item.field, dict(item.value), item.how) for item in engine.extract(text) if item.field in fields]
    wanted = [
        (field, value, expected.get("how", "stated")) for expected in case["expect"] for field, value in expected.items() if field != "how"
    ]
    assert sorted(found, key=str) == sorted(wanted, key=str)
