"""Same input, same bytes, also under another PYTHONHASHSEED."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ropa.render.reports import report_names

ROOT = Path(__file__).parent.parent.parent


def demo(output: Path, seed: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "ropa", "demo", "-o", str(output), "--as-of", "2026-11-02", "--register-on", "2026-11-02"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
    return {str(path.relative_to(output)): path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()}


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = demo(tmp_path / "a", "1"), demo(tmp_path / "b", "2")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert {"index.html", "graph.trig", "graph.ttl", "flow.svg", "graph.graphml", "graph.mmd", "records/infine.html", "records/infine.md", "example/index.html"} <= first.keys()


def report(name: str, seed: str) -> bytes:
    command = [sys.executable, "-m", "ropa", "-w", "data/example", "check", "--as-of", "2026-11-02", "--register-on", "2026-11-02", "--fail-on", "never", "--format", name]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout


@pytest.mark.parametrize("name", report_names())
def test_two_checks_give_the_same_bytes_in_every_format(name: str) -> None:
    assert report(name, "1") == report(name, "2")
