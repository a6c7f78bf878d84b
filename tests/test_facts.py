"""`data/policies/<id>.ttl`: the facts of each policy as compact Turtle, kept in step with its annotation."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from ropa.export.facts import facts_turtle
from ropa.register import Register
from tests.conftest import FIVE

POLICIES = sorted(path.stem for path in FIVE.glob("policies/*.yaml"))


@pytest.mark.parametrize("name", POLICIES)
def test_the_facts_of_a_policy_are_in_step_golden(five: Register, name: str) -> None:
    path: Path = FIVE / "policies" / f"{name}.ttl"
    facts = facts_turtle(five.dataset, ox.NamedNode(f"{five.workspace.base}document/{name}"))
    if os.environ.get("ROPA_WRITE_GOLDENS"):
        path.write_bytes(facts)
    assert path.read_bytes() == facts, "run `make goldens`, and read the diff"
