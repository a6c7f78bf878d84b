"""Rules about registers and their papers: the example company exactly, and the threshold of Art. 30(5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ropa.check import check, read_rules
from ropa.fields import field_quads
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.labels import Labels
from ropa.law import known_until, law_quads, tables
from ropa.model import Clocks, Finding
from ropa.register import Register
from ropa.vocabulary import ontology_quads
from tests.conftest import EXAMPLE
from tests.test_shapes import FOLDER, case_quads

EXPECTED = {
    ("impact-assessment-in-force", "occupational-health", "35(11)", "warning"),
    ("transfer-assessment-in-force", "staff-it", "46(1)", "warning"),
    ("processor-contract-in-force", "newsletter", "28(3); 28(4)", "violation"),
    ("review-due", "invoicing", "5(2); 24(1)", "info"),
    ("review-due", "website-analytics", "5(2); 24(1)", "info"),
}
PAPERS = ("-in-force", "-recorded", "paper-found", "review-due", "processor-contract-to-clarify", "processor-own-purpose", "-identified", "joint-controller-named")


def about_papers(findings: tuple[Finding, ...]) -> set[tuple[str, str, str, str]]:
    transfers = ("transfer-instrument-in-force", "notice-instrument-in-force")
    found = [item for item in findings if not item.blameless and item.rule not in transfers and any(item.rule.endswith(name) for name in PAPERS)]
    return {(item.rule, item.about.rsplit("/", 1)[1], item.article, item.severity) for item in found}


def test_papers_and_reviews_of_the_example_are_found_exactly(example: Register) -> None:
    assert about_papers(example.check().findings) == EXPECTED


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2027, 2, 1), date(2027, 6, 30)])
def test_no_paper_of_the_example_expires_and_no_review_falls_due_until_the_day_its_readme_names(day: date) -> None:
    assert about_papers(Register.open(EXAMPLE, Clocks(day, day)).check().findings) == EXPECTED


def test_sub_processors_are_found_in_the_list_of_vendors(example: Register) -> None:
    found = [item for item in example.check().findings if item.rule.startswith("sub-processor-")]
    assert {(item.rule, item.file) for item in found} == {("sub-processor-authorised", "vendor-list.yaml"), ("sub-processor-authorisation-known", "vendor-list.yaml")}
    assert ["Greenfell" in item.message for item in found].count(True) == 1
    assert ["Andes Label" in item.message for item in found].count(True) == 1
    assert ["Coral SMS" in item.message for item in found].count(True) == 1


def test_an_expiry_is_found_at_the_line_of_the_paper(example: Register) -> None:
    (found,) = (item for item in example.check().findings if item.rule == "processor-contract-in-force")
    line = (EXAMPLE / "register.yaml").read_text(encoding="utf-8").splitlines()[(found.line or 0) - 1]
    assert "dpa-postilintu" in line
    assert "2025-12-31" in found.message


def exempt(path: Path, threshold: str) -> list[Finding]:
    """What is found of one case where the threshold of Art. 30(5) is another."""
    rows = {**tables(), "thresholds": [{**row, "value": threshold} if row["id"] == "art30-5" else row for row in tables()["thresholds"]]}
    dataset = Dataset(ontology_quads())
    dataset.add(field_quads())
    dataset.add(law_quads(rows))
    dataset.add(case_quads(path))
    clocks = Clocks(date(2026, 11, 2), date(2026, 11, 2))
    infer_open(dataset, read_inferences())
    infer_dated(dataset, read_inferences(), clocks, "gdpr")
    report = check(dataset, read_rules(), clocks, known_until(tables()), "gdpr", Labels(dataset.labels, "en"))
    return [item for item in report.findings if item.rule == "small-organisation"]


@pytest.mark.parametrize(("case", "threshold", "found"), [("guilty", "250", True), ("complete", "250", False), ("complete", "251", True), ("complete", "750", True)])
def test_the_threshold_of_the_exemption_is_the_row_in_force(case: str, threshold: str, found: bool) -> None:
    findings = exempt(FOLDER / "small-organisation" / f"{case}.ttl", threshold)
    assert bool(findings) == found
    assert all(f"fewer than {threshold}" in item.message for item in findings)
