"""Registers that many tests look at."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from ropa.assets import root
from ropa.model import Clocks
from ropa.register import Register

FIVE = Path(str(root("data")))
EXAMPLE = FIVE / "example"
SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command line keeps what it built below a folder of this run, never in a workspace or a home."""
    folder = tmp_path_factory.mktemp("store")
    os.environ["ROPA_STORE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def five() -> Register:
    day = date(2026, 11, 23)
    return Register.open(FIVE, Clocks(day, day))


@pytest.fixture(scope="session")
def example() -> Register:
    day = date(2026, 11, 2)
    return Register.open(EXAMPLE, Clocks(day, day))


@pytest.fixture
def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the texts of the five policies (../shared/seeds) are not here")
    return folder
