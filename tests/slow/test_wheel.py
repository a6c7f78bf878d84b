"""The wheel, by both routes, installed elsewhere with the sources out of sight, runs the demo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*command: str, cwd: Path, **more: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")} | more
    done = subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git knows (and what is new but not ignored), in a folder of its own."""
    folder = tmp_path_factory.mktemp("sources")
    names = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("route", [("--wheel",), ()], ids=["from the tree", "through the sdist"])
def test_the_wheel_runs_the_demo_with_the_sources_deleted(route: tuple[str, ...], sources: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(sources, copy)
    run(sys.executable, "-m", "build", "--no-isolation", *route, "--outdir", str(tmp_path / "dist"), str(copy), cwd=tmp_path)
    shutil.rmtree(copy)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    for kind in ("ropa/ontology/fields/", "ropa/ontology/shapes/", "ropa/ontology/inferences/", "ropa/queries/", "ropa/data/law/", "ropa/data/policies/", "ropa/render/templates/", "ropa/render/schemas/"):
        assert any(name.startswith(kind) for name in names), kind
    assert not any(".ropa/" in name or "__pycache__" in name for name in names)
    site = tmp_path / "site"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel), cwd=tmp_path)
    run(sys.executable, "-m", "ropa", "demo", "-o", "out", cwd=tmp_path, PYTHONPATH=str(site), PYTHONSAFEPATH="1")
    assert (tmp_path / "out" / "index.html").stat().st_size > 10_000
    where = run(sys.executable, "-c", "import ropa; print(ropa.__file__)", cwd=tmp_path, PYTHONPATH=str(site), PYTHONSAFEPATH="1")
    assert where.startswith(str(site))
