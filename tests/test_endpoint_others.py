"""Servers of other makers than our engine's: what they hold is checked like a workspace, and what they get wrong is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from ropa.cli import main
from ropa.endpoint import Endpoint
from ropa.errors import EngineError
from ropa.register import Register
from ropa.register.collection import Settings
from ropa.register.remote import ask_endpoint, endpoint_partitions
from ropa.register.running import Here, check_collection
from ropa.register.synthetic import write_workspace
from ropa.synthetic import Maker
from tests.test_endpoint import CLOCKS
from tests.virtuoso import virtuoso

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("documents")
    write_workspace(folder, Maker(seed=4, median=1, notices=1), range(1, 4))
    return Register.open(folder, CLOCKS)


@pytest.fixture(scope="module")
def nquads(register: Register) -> bytes:
    return (ox.serialize(register.dataset.quads(), format=ox.RdfFormat.N_QUADS) or b"") + b"<urn:a> <urn:b> <urn:c> <urn:g> .\n"


@pytest.fixture(scope="module")
def url(nquads: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), nquads) as address:
        yield address


def test_a_check_of_virtuoso_finds_what_the_workspace_check_finds(url: str, register: Register) -> None:
    found = check_collection(endpoint_partitions(Endpoint(url), 2), Settings(CLOCKS), Here, 1).report()
    assert found == replace(register.check(), inputs={})


def test_virtuoso_counts_the_graphs_that_are_no_documents(url: str) -> None:
    assert Endpoint(url).graphs_beside() >= 1  # it keeps some of its own


def test_a_question_is_refused_where_the_server_works_out_truth_values_otherwise(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Virtuoso 7 says that one sign of a high risk makes an impact assessment likely, where the register says that it may be enough."""
    assert main(["-w", url, "ask", "impact-assessments"]) == 3
    assert "does not answer as SPARQL 1.1 has it" in capsys.readouterr().err


def test_a_server_that_cuts_its_answers_off_is_told(nquads: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Endpoint, "assert_sound", lambda _self: None)
    with virtuoso(tmp_path, nquads, rows=150) as address:
        with pytest.raises(EngineError, match=r"only a part|sends 150 of"):
            ask_endpoint(Endpoint(address), "evidence", {}, "en", None)
        with pytest.raises(EngineError, match=r"only a part|sends 150 of"):
            check_collection(endpoint_partitions(Endpoint(address)), Settings(CLOCKS), Here, 1)
