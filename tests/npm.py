"""Packages of npm and programs that some tests need: fetched once into a cache outside the project, or a reason to skip.

CI sets ``ROPA_REQUIRE_TOOLS``: there nothing is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest

CACHE = Path(os.environ.get("ROPA_NPM_CACHE") or Path.home() / ".cache" / "ropa-tests")
BROWSER = ("puppeteer-core@24.43.1", "axe-core@4.14.1")
MERMAID = "mermaid@12.3.0"
D2 = "@terrastruct/d2@0.1.33"
SCRIPTS = Path(__file__).parent / "browser"


def lacking(reason: str) -> NoReturn:
    """Skip for a reason; fail where nothing may be skipped."""
    if os.environ.get("ROPA_REQUIRE_TOOLS"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(*names: str) -> str:
    """The path of the first of some programs that is here."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or lacking(f"{' or '.join(names)} is not here")


@cache
def modules(*specs: str) -> Path:
    """A folder whose ``node_modules`` has packages in these versions."""
    npm = program("npm")
    folder = CACHE / "-".join(spec.replace("/", "-").lstrip("@") for spec in sorted(specs))
    if not (folder / "done").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *specs]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if ran.returncode:
            lacking(f"npm could not fetch {', '.join(specs)}: {ran.stderr[-300:]}")
        (folder / "done").touch()
    return folder


@cache
def packed(spec: str, member: str) -> Path:
    """One file of a package, without what the package depends on."""
    npm = program("npm")
    folder = CACHE / spec.replace("/", "-").lstrip("@")
    target = folder / Path(member).name
    if not target.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        ran = subprocess.run([npm, "pack", "--silent", spec], cwd=folder, capture_output=True, text=True, check=False, timeout=600)
        if ran.returncode:
            lacking(f"npm could not fetch {spec}: {ran.stderr[-300:]}")
        with tarfile.open(folder / ran.stdout.split()[-1]) as archive:
            data = archive.extractfile(f"package/{member}")
            assert data is not None
            target.write_bytes(data.read())
    return target


def run(script: str, **job: Any) -> Any:
    """What a script of tests/browser says of a job, with the browser and its driver."""
    node, chromium = program("node"), program("chromium", "chromium-browser", "google-chrome")
    job |= {"modules": str(modules(*BROWSER) / "node_modules"), "chromium": chromium}
    ran = subprocess.run([node, str(SCRIPTS / script)], input=json.dumps(job), capture_output=True, text=True, check=False, timeout=1800)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)
