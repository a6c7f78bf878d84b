"""Docs are tests: the generated pages are in step, and the commands that docs show do what they say."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from ropa.ask import read_questions
from ropa.cli import main
from ropa.model import LANGUAGES
from tests.conftest import FIVE

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import docs as generator  # noqa: E402 - found by the line above

HAND_WRITTEN = sorted([ROOT / "README.md", *(path for path in (ROOT / "docs").glob("*.md") if path.stem not in generator.PAGES)])
COMMAND = re.compile(r"^(?:\$ )?(ropa .*)$", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(generator.PAGES))
def test_a_generated_page_is_in_step_golden(name: str) -> None:
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == generator.page(name), "run `make docs`"


def test_every_page_of_a_rule_is_of_a_rule_that_is_there() -> None:
    assert {f"rules/{path.stem}" for path in (ROOT / "docs" / "rules").glob("*.md")} == {name for name in generator.PAGES if name.startswith("rules/")}


def commands() -> list[tuple[str, str]]:
    found = []
    for path in HAND_WRITTEN:
        for block in re.findall(r"```(?:sh|console)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            found += [(path.name, line.split("  #")[0].strip()) for line in COMMAND.findall(block)]
    return found


def test_docs_show_commands() -> None:
    assert len(commands()) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted({command for _page, command in commands()}))
def test_a_command_of_the_docs_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if "../shared" in command and not (ROOT.parent / "shared").is_dir():
        pytest.skip("../shared is not here")
    arguments = [part.replace("../shared", str(ROOT.parent / "shared")) for part in shlex.split(command)[1:]]
    for index, part in enumerate(arguments):
        if index and arguments[index - 1] == "-w":
            arguments[index] = str(ROOT / part)
        if (ROOT / part).is_file():
            arguments[index] = str(ROOT / part)
    monkeypatch.chdir(tmp_path)
    assert main(arguments) in (0, 1), capsys.readouterr().err


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 100


def test_links_between_pages_lead_somewhere() -> None:
    for path in HAND_WRITTEN:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_question_says_its_law() -> None:
    assert all("Art." in item.law for item in read_questions().values())


def test_the_languages_are_five() -> None:
    assert LANGUAGES == ("en", "fi", "sv", "de", "fr")
    assert FIVE.is_dir()
