"""A record of 200 activities in every format: how long and how much memory it takes, measured on the command line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.render.laid import formats
from tests.conftest import EXAMPLE

ACTIVITIES = 200
SECONDS, MEGABYTES = 5.0, 500
QUOTED = ("legal_basis", "data", "discloses", "retention", "dataSubjects")


def many(count: int) -> dict[str, Any]:
    """The example register with its activities over and over, each copy with an id, a name and quotes of its own."""
    form = yaml.safe_load((EXAMPLE / "register.yaml").read_text(encoding="utf-8"))
    activities = form["activities"]
    copies = [(number, activities[number % len(activities)]) for number in range(count)]
    return {**form, "activities": [_copy(activity, number) for number, activity in copies]}


def _copy(activity: dict[str, Any], number: int) -> dict[str, Any]:
    def quoted(key: str, place: int, value: Any) -> Any:
        said = f"Sentence {place + 1} of activity {number + 1} says this of its {key} in so many words, as a notice would, at some length."
        return {**value, "quote": said} if isinstance(value, dict) else value

    copy = {**activity, "id": f"{activity['id']}-{number}", "name": f"{activity['name']} {number + 1}", "reference": f"LT-{number + 1:03}"}
    return copy | {key: [quoted(key, place, value) for place, value in enumerate(copy[key])] for key in QUOTED if key in copy}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    (folder / "register.yaml").write_text(yaml.safe_dump(many(ACTIVITIES), sort_keys=False, allow_unicode=True), encoding="utf-8")
    (folder / "ropa.toml").write_text(
        'format = 1\nbase = "https://many.example/"\ntitle = "Many"\ndocuments = ["register.yaml"]\n', encoding="utf-8"
    )
    return folder


def measured(arguments: list[str]) -> tuple[float, float]:
    """Seconds and megabytes at most of one run of the command line."""
    start = time.monotonic()
    child = os.posix_spawn(sys.executable, [sys.executable, "-m", "ropa", *arguments], os.environ)
    _, status, usage = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return time.monotonic() - start, usage.ru_maxrss / 1024


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["generic", "tietosuojavaltuutettu"])
@pytest.mark.parametrize("suffix", [*formats()])
def test_a_record_of_200_activities_is_quick_and_small(workspace: Path, suffix: str, layout: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = workspace / f"{layout}{suffix}"
    seconds, megabytes = measured(["-w", str(workspace), "record", "--layout", layout, "-o", str(target)])
    with capsys.disabled():
        print(f"\n{layout}{suffix}: {seconds:.1f} s, {megabytes:.0f} MB, {target.stat().st_size / 1e6:.1f} MB on disk", end="")
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
