"""`ropa bench` writes synthetic organisations, and measures every stage and every engine that is installed on the same work."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ropa.cli import main
from ropa.cli.benching import _others, rules_page
from ropa.model import Clocks
from ropa.register.bench import Other
from ropa.register.rivals import inferences_by_pyshacl
from ropa.synthetic import Maker

DATES = ["--as-of", "2026-11-23", "--register-on", "2026-11-23"]


def test_organisations_are_written_as_quads_or_as_a_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--organisations", "2", "--write", str(tmp_path / "two.nq")]) == 0
    assert main(["bench", "--organisations", "2", "--facts", "--write", str(tmp_path / "facts.nq")]) == 0
    assert main(["bench", "--organisations", "2", "--write", str(tmp_path / "ws")]) == 0
    whole, facts = ((tmp_path / name).read_text(encoding="utf-8").splitlines() for name in ("two.nq", "facts.nq"))
    assert set(facts) < set(whole)
    assert (tmp_path / "ws" / "ropa.toml").is_file()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("wrong", [["--organisations", "many"], ["--organisations", "0"], ["--write", "x.ttl"], ["--write", "folder", "--facts"]])
def test_what_cannot_be_measured_or_written_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bench", *wrong]) == 2
    assert "ropa:" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_each_engine_stands_beside_ours_of_the_same_work_and_size() -> None:
    rows = [Other("ropa", "shapes", 1, 0.0, 0.1, 5), Other("slow", "shapes", 1, 1.0, 2.0, 5), Other("ropa", "shapes", 9, 0.0, 1.0, 7)]
    table = list(_others(rows))
    assert table[-2] == "| shapes | 1 | slow | 1.00 | 2.000 | 20.0 | 5 |"


def test_the_time_that_nobody_waited_for_is_carried_on_and_said_to_be() -> None:
    pairs = [(Other("ropa", "inferences", size, 0.0, 0.5, 7), Other("pySHACL", "inferences", size, 0.0, 2.0 * size**2, 7)) for size in (5, 10)]
    told = " ".join(rules_page(pairs, 4.0))
    assert "grew with the power 2.0" in told
    assert "not measured but carried on" in told
    assert "about 6 hours: 5,000 times" in told


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_pyshacl_infers_with_our_rules_what_we_infer() -> None:
    ours, theirs = inferences_by_pyshacl(Maker(median=1, notices=0), 1, Clocks(date(2026, 11, 23), date(2026, 11, 23)))
    assert theirs.found == ours.found > 100
    assert theirs.seconds > ours.seconds


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_every_engine_finds_the_same_and_the_page_says_so(tmp_path: Path) -> None:
    assert main(["bench", *DATES, "--organisations", "1", "--runs", "1", "--jobs", "1", "-o", str(tmp_path / "page.md")]) == 0
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for work, number in re.findall(r"^\| (shapes|questions) \| 1 \|.*\| (\d+) \|$", page, re.MULTILINE):
        found.setdefault(work, set()).add(number)
    assert set(found) == {"shapes", "questions"}
    assert all(len(numbers) == 1 for numbers in found.values())
    assert "pySHACL" in page
