"""The pattern engine, by cases on disk.

``tests/cases/reading/<language>/*.yaml`` is a text and what is proposed for it; ``denied/<language>.txt`` are sentences, one a line,
that deny something.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ropa.reading.engine import PatternEngine
from ropa.reading.files import plain_text

CASES = Path(__file__).parent / "cases" / "reading"


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
    text = plain_text(case["text"], language=language, markdown=True)
    found = [(item.field, dict(item.value), item.how) for item in engine.extract(text) if item.field in fields]
    wanted = [
        (field, value, expected.get("how", "stated")) for expected in case["expect"] for field, value in expected.items() if field != "how"
    ]
    assert sorted(found, key=str) == sorted(wanted, key=str)


def denials():
    return [
        pytest.param(path.stem, line, id=f"{path.stem}: {line[:70]}")
        for path in sorted((CASES / "denied").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


@pytest.mark.parametrize(("language", "sentence"), denials())
def test_a_denied_sentence_states_no_fact(engine, language, sentence):
    found = engine.extract(plain_text(sentence, language=language))
    assert [(item.pattern, item.how) for item in found if item.how != "denied"] == []
