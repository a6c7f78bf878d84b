"""The ratchet on the command line: against a revision, against a baseline, after an upgrade; and a finding explained."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.cli import main
from tests.conftest import EXAMPLE

DAY = ("--as-of", "2026-11-02", "--register-on", "2026-11-02")
Capture = pytest.CaptureFixture[str]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x.example", *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example's register in a workspace below a git repository, committed on the day of the register."""
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "register.yaml").write_bytes((EXAMPLE / "register.yaml").read_bytes())
    (folder / "ropa.toml").write_text('base = "https://lumitie.example/ropa/"\ndocuments = ["register.yaml"]\n', encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "register", "--date", "2026-11-02T12:00:00")
    return folder


def edit(folder: Path) -> None:
    """Take the purpose of payroll away."""
    document = yaml.load((folder / "register.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    del next(item for item in document["activities"] if item["id"] == "payroll")["purpose"]
    (folder / "register.yaml").write_text(yaml.dump(document, allow_unicode=True), encoding="utf-8")


def check(folder: Path, *arguments: str) -> int:
    return main(["-w", str(folder), "check", *DAY, *arguments])


def caused(capsys: Capture) -> set[tuple[str, str]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return {(item["rule"], item["cause"]) for item in found if item.get("cause")}


def test_an_unchanged_workspace_has_nothing_new_since_its_revision(repository: Path, capsys: Capture) -> None:
    assert check(repository, "--since", "HEAD", "--fail-on", "new", "--format", "json") == 0
    assert not [cause for _, cause in caused(capsys) if cause == "edit"]


def test_an_edit_fails_and_is_told_apart(repository: Path, capsys: Capture) -> None:
    edit(repository)
    assert check(repository, "--since", "HEAD", "--fail-on", "new", "--format", "json") == 1
    assert ("purposes-stated", "edit") in caused(capsys)


def test_what_only_time_brought_does_not_fail(repository: Path, capsys: Capture) -> None:
    baseline = repository / "baseline.json"
    assert check(repository, "--fail-on", "never", "-o", str(baseline)) == 0
    later = ["-w", str(repository), "check", "--as-of", "2035-01-01", "--register-on", "2035-01-01"]
    assert main([*later, "--baseline", str(baseline), "--fail-on", "new", "--format", "json"]) == 0
    assert "time" in {cause for _, cause in caused(capsys)}


def test_after_an_upgrade_only_what_the_rules_brought_is_shown(repository: Path, capsys: Capture) -> None:
    baseline = repository / "baseline.json"
    check(repository, "--fail-on", "never", "-o", str(baseline))
    older = json.loads(baseline.read_text(encoding="utf-8"))
    older["rules"] = [rule for rule in older["rules"] if rule["id"] != "purposes-stated"]
    older["findings"] = [item for item in older["findings"] if item["rule"] != "purposes-stated"]
    older["inputs"]["rules"] = "an older ropa's"
    baseline.write_text(json.dumps(older), encoding="utf-8")
    check(repository, "--baseline", str(baseline), "--explain-upgrade", "--fail-on", "never", "--format", "json")
    assert caused(capsys) == {("purposes-stated", "rules")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-on", "new"], "--fail-on new needs something to be new against"),
        (["--explain-upgrade"], "--explain-upgrade needs --baseline"),
        (["--since", "no-such-revision"], "git:"),
        (["--since=--output=x"], "is no revision"),
        (["--baseline", "none.json"], "cannot be read"),
        (["--since", "HEAD", "--baseline", "b.json"], "do not go together"),
    ],
)
def test_what_does_not_go_is_one_clear_message(arguments: list[str], message: str, repository: Path, capsys: Capture) -> None:
    assert check(repository, *arguments) == 2
    assert message in capsys.readouterr().err


def test_a_finding_is_explained_by_its_id(repository: Path, capsys: Capture) -> None:
    check(repository, "--fail-on", "never", "--format", "json")
    finding = next(item for item in json.loads(capsys.readouterr().out)["findings"] if item["rule"] == "transfer-instrument-in-force")
    assert main(["-w", str(repository), "explain", finding["id"], *DAY]) == 0
    text = capsys.readouterr().out
    assert finding["message"] in text
    assert "art_44" in text
    assert "2022-12-27" in text
    assert main(["-w", str(repository), "explain", finding["id"], *DAY, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"]


def test_an_id_of_no_finding_is_one_clear_message(repository: Path, capsys: Capture) -> None:
    assert main(["-w", str(repository), "explain", "0123456789abcdef", *DAY]) == 2
    assert "is the id of no finding" in capsys.readouterr().err
