"""The measure of reading: what it counts, and that the numbers of docs/reading.md are those of the code."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ropa.namespaces import expand
from ropa.reading.files import plain_text
from ropa.reading.proposals import Proposal
from ropa.vocabulary import vocabulary

from .conftest import SHARED

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import reading as measure  # noqa: E402
from reading_gold import GOLD, Case, Row, cases, five  # noqa: E402
from reading_match import Judged, judge, judge_claims  # noqa: E402
from reading_readers import FIRST, SECOND, as_claims, inside, parts  # noqa: E402

TEXT = plain_text("# One\n\nWe keep it for two years. You may not object.\n\n# Two\n\nWe keep it for 24 months.\n", language="en", markdown=True)


def span(words: str) -> tuple[int, int]:
    return TEXT.text.index(words), TEXT.text.index(words) + len(words)


def row(words: str, key: str, *values: str, how: str = "stated") -> Row:
    return Row((span(words),), key, values, how, words)


def proposed(words: str, key: str, value: dict[str, Any], how: str = "stated") -> Proposal:
    return Proposal(key, value, *span(words), 0, how, "some-pattern")


def judged(rows: list[Row], proposals: list[Proposal], until: int = 10_000) -> Judged:
    return judge(Case("text", "held-out", TEXT, tuple(rows), until), proposals)


TURNED = {("de-lass-andere-schriften-de", "recipient_kinds"), ("de-lass-andere-schriften-de", "purpose")}
"""One German sentence, which denies what is done without consent: the gold says denied, and the draft conditional, as of every such sentence."""
KEPT = row("We keep it for two years.", "retention", "P2Y")


def test_two_years_and_24_months_are_the_same_statement() -> None:
    score = judged([KEPT], [proposed("We keep it for two years.", "retention", {"duration": "P24M"})]).scores["retention"]
    assert (score.right, score.made, score.found, score.gold) == (1, 1, 1, 1)


def test_the_right_target_in_other_words_is_wrong() -> None:
    score = judged([KEPT], [proposed("We keep it for 24 months.", "retention", {"duration": "P24M"})]).scores["retention"]
    assert (score.right, score.made, score.found, score.gold) == (0, 1, 0, 1)


def test_what_is_said_twice_in_a_section_is_one_statement() -> None:
    again = [proposed(words, "retention", {"duration": "P2Y"}) for words in ("We keep it for two years.", "for two years")]
    score = judged([KEPT, row("two years", "retention", "P2Y")], again).scores["retention"]
    assert (score.right, score.made, score.found, score.gold, score.twice) == (1, 1, 1, 1, 1)


def test_what_is_said_in_two_sections_is_two_statements() -> None:
    score = judged([KEPT, row("We keep it for 24 months.", "retention", "P24M")], []).scores["retention"]
    assert (score.found, score.gold) == (0, 2)


def test_a_denial_proposed_as_said_is_wrong_and_counted() -> None:
    rows = [row("You may not object.", "rights", "eu-gdpr:A21", how="denied")]
    score = judged(rows, [proposed("You may not object.", "rights", {"right": "eu-gdpr:A21"})]).scores["rights"]
    assert (score.right, score.made, score.turned, score.gold, score.denied, score.denials) == (0, 1, 1, 0, 1, 0)


def test_what_is_said_and_proposed_as_denied_is_wrong_and_counted() -> None:
    rows = [row("You may not object.", "rights", "eu-gdpr:A21")]
    score = judged(rows, [proposed("You may not object.", "rights", {"right": "eu-gdpr:A21"}, how="denied")]).scores["rights"]
    assert (score.right, score.made, score.turned) == (0, 1, 1)


def counted(patterns: dict[tuple[str, str, str], list[int]]) -> list[list[str]]:
    return list(measure.precision_rows(measure.Measure(patterns=patterns)))  # type: ignore[arg-type]


def test_a_pattern_has_a_precision_for_each_field_and_language_of_its_own() -> None:
    rows = counted({("all-x", "rights", "en"): [8, 8], ("all-x", "rights", "sv"): [4, 8], ("all-x", "transfers", "en"): [2, 8]})
    assert rows == [["all-x", "rights", "en", "1.00", "8"], ["all-x", "rights", "sv", "0.50", "8"], ["all-x", "transfers", "en", "0.25", "8"]]


def test_a_pattern_of_which_few_statements_were_judged_has_no_precision() -> None:
    few = measure.FEW
    assert [row[0] for row in counted({("a", "rights", "en"): [few, few], ("b", "rights", "en"): [few - 1, few - 1]})] == ["a"]


def test_a_pattern_is_counted_under_the_field_that_its_proposal_fills() -> None:
    outcome = judged([row("We keep it", "mechanism", "scc")], [proposed("We keep it", "transfers", {"mechanism": "scc"})])
    assert dict(outcome.patterns) == {("some-pattern", "transfers"): [1, 1]}


def test_where_the_form_has_no_value_a_proposal_is_not_judged() -> None:
    score = judged([row("We keep it", "mechanism", "?")], [proposed("We keep it", "transfers", {"mechanism": "scc"})]).scores["mechanism"]
    assert (score.made, score.gold) == (0, 0)


def test_only_the_judged_part_of_a_text_counts() -> None:
    score = judged([], [proposed("We keep it for 24 months.", "retention", {"duration": "P24M"})], until=20).scores["retention"]
    assert score.made == 0


def test_a_term_one_step_broader_is_the_same_target_and_another_term_is_not() -> None:
    rows = [row("two years", "data", "pd:IPAddress")]
    for category, right in (("pd:IPAddress", 1), ("pd:DeviceBased", 1), ("pd:EmailAddress", 0)):
        score = judged(rows, [proposed("two years", "data", {"category": category, "label": "years"})]).scores["data"]
        assert (category, score.right) == (category, right)


def test_a_proposal_without_a_term_is_right_with_half_of_the_words() -> None:
    rows = [row("We keep it for two years.", "purpose", "dpv:RecordManagement")]
    for label, right in (("keep it for two", 1), ("years", 0)):
        score = judged(rows, [proposed("We keep it for two years.", "purpose", {"value": "dpv:Purpose", "label": label})]).scores["purpose"]
        assert (label, score.right) == (label, right)


def test_a_name_without_its_legal_form_is_the_same_name() -> None:
    rows = [row("two years", "recipients", "Acme Oy")]
    party = proposed("two years", "parties", {"id": "acme", "name": "Acme", "kind": "named"})
    assert judged(rows, [party, proposed("two years", "discloses", {"to": "acme"})]).scores["recipients"].right == 1


def gold_rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(GOLD.rglob("*.csv")):
        if path.stem not in ("texts", "parts"):
            with path.open(encoding="utf-8", newline="") as table:
                yield from ((path.stem, entry) for entry in csv.DictReader(table))


def test_every_term_of_the_gold_exists() -> None:
    terms = {term for _, entry in gold_rows() if entry["field"] in ("data", "purpose") for term in entry["value"].split() if term != "?"}
    assert [term for term in sorted(terms) if expand(term) not in vocabulary()] == []


def test_every_gold_table_is_listed_and_quotes_no_one() -> None:
    listed = {line.split(",")[0] for line in (GOLD / "texts.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert {name for name, _ in gold_rows()} == listed
    assert max(len(entry["value"]) for _, entry in gold_rows()) < 200


def test_every_judged_text_at_hand_is_the_one_that_was_judged() -> None:
    assert {case.name for case in cases()} >= {"sv-bjorkdal", "sv-abacka", "fi-kuusiranta"}


def test_every_gold_span_lies_in_its_text() -> None:
    for case in cases():
        assert all(0 <= start < end <= case.until for item in case.rows for start, end in item.spans), case.name


def test_a_gold_judged_against_itself_is_found_whole() -> None:
    for case in cases():
        for key, score in judge_claims(case, list(as_claims(case.rows))).scores.items():
            assert (score.found, score.right, score.denials, score.turned) == (score.gold, score.made, score.denied, 0), (case.name, key)


def test_of_several_terms_that_fit_a_reader_proposes_the_first() -> None:
    assert [claim.value for claim in as_claims([row("two years", "data", "pd:Name", "pd:Identifying")])] == ["pd:Name"]


def test_a_reader_proposes_nothing_where_the_form_has_no_value() -> None:
    assert list(as_claims([row("We keep it", "mechanism", "?")])) == []


@pytest.mark.parametrize("reader", [FIRST, SECOND], ids=lambda folder: folder.name)
def test_a_reader_wrote_only_of_the_parts_that_both_have_read(reader: Path) -> None:
    read = parts()
    for path in sorted(reader.glob("*.csv")):
        if path.stem != "parts":
            with path.open(encoding="utf-8", newline="") as table:
                assert [entry for entry in csv.DictReader(table) if not inside(read[path.stem], int(entry["start"]))] == [], path.stem


def test_both_readers_have_read_the_same_texts() -> None:
    assert {path.stem for path in FIRST.glob("*.csv")} == {path.stem for path in SECOND.glob("*.csv")} - {"parts"} == set(parts())


@pytest.mark.slow
def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    if not (SHARED / "policies").is_dir():
        pytest.skip("the policies that reading is measured on (../shared/policies) are not here")
    page = measure.DOC.read_text(encoding="utf-8")
    assert page == measure.placed(page, measure.sections(measure.extractor()))


@pytest.mark.slow
def test_the_measured_precision_of_each_pattern_is_that_of_the_code() -> None:
    if not (SHARED / "policies").is_dir():
        pytest.skip("the policies that reading is measured on (../shared/policies) are not here")
    total, _ = measure.measured(measure.extractor(), "held-out")
    assert measure.PRECISION.read_text(encoding="utf-8") == measure.precision_file(total)


@pytest.mark.slow
def test_nothing_is_proposed_as_the_opposite_of_what_a_text_says() -> None:
    """In the texts that patterns may be tuned on; docs/reading.md counts it in the others."""
    reader = measure.extractor()
    texts = [case for case in (*cases(), *five()) if case.split != "held-out"]
    turned = [(case.name, key) for case in texts for key, score in judge(case, reader.extract(case.text)).scores.items() if score.turned]
    assert set(turned) <= TURNED
