"""The built store gives back the very graph that the documents give, whatever happened to its files."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ropa.model import Clocks
from ropa.namespaces import XSD
from ropa.register import Register, building
from ropa.register.store import BuiltStore, store_of
from ropa.register.synthetic import write_workspace
from ropa.synthetic import Maker

CLOCKS = Clocks(date(2026, 11, 23), date(2026, 11, 23))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ROPA_STORE", str(tmp_path / "store"))
    write_workspace(tmp_path / "ws", Maker(seed=5, median=1, notices=0), range(1, 3))
    return tmp_path / "ws"


def quads(workspace: Path, *, store: bool) -> set[str]:
    return {str(quad) for quad in Register.open(workspace, CLOCKS, store=store).dataset.quads()}


def files(workspace: Path) -> list[Path]:
    store = store_of(workspace)
    assert store is not None
    return sorted(store.folder.rglob("*.nq"))


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are compiled from now on."""
    seen: list[str] = []
    plain = building.compile_form

    def noted(form: Any, *rest: Any) -> Any:
        seen.append(form.path.name)
        return plain(form, *rest)

    monkeypatch.setattr(building, "compile_form", noted)
    return seen


def test_the_graph_is_the_same_from_the_store_and_nothing_is_compiled_again(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = quads(workspace, store=False)
    assert not (workspace.parent / "store").exists()
    assert quads(workspace, store=True) == plain
    seen = compiled(monkeypatch)
    assert quads(workspace, store=True) == plain
    assert not seen


def test_after_an_edit_only_the_document_edited_is_compiled(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quads(workspace, store=True)
    edited = workspace / "org-0002-register.yaml"
    edited.write_text(edited.read_text(encoding="utf-8").replace("Org 0002", "Org 0002 renamed"), encoding="utf-8")
    plain = quads(workspace, store=False)
    seen = compiled(monkeypatch)
    assert quads(workspace, store=True) == plain
    assert seen == ["org-0002-register.yaml"]


@pytest.mark.slow
def test_another_day_of_the_law_is_another_state(workspace: Path) -> None:
    quads(workspace, store=True)
    clocks = Clocks(date(2020, 1, 1), CLOCKS.register_on)
    stored, plain = (Register.open(workspace, clocks, store=store).dataset for store in (True, False))
    assert set(map(str, stored.quads())) == set(map(str, plain.quads()))


@pytest.mark.slow
def test_a_row_that_the_workspace_adds_is_seen(workspace: Path) -> None:
    before = quads(workspace, store=True)
    header = "id,name,kind,aliases,provider,contracting_entity,contracting_country,group,seat,sub_processors,website,learnt\n"
    (workspace / "vendors.csv").write_text(header + "own-vendor,Own Vendor,organisation,,,,,,,,,2026-11-01\n", encoding="utf-8")
    after = quads(workspace, store=True)
    assert after == quads(workspace, store=False) != before


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
@pytest.mark.slow
def test_a_file_that_is_cut_off_is_as_if_it_were_not_there(workspace: Path, share: float) -> None:
    plain = quads(workspace, store=True)
    for path in files(workspace):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
    assert quads(workspace, store=True) == plain


def test_a_file_that_is_changed_by_one_byte_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    store = BuiltStore(tmp_path)
    store.write("documents", "key", [])
    assert store.read("documents", "key") == b""
    (tmp_path / "documents" / "key.nq").write_bytes(b"<x:a> <x:b> <x:c> .\n" + (tmp_path / "documents" / "key.nq").read_bytes())
    assert store.read("documents", "key") is None


@pytest.mark.slow
def test_what_a_killed_process_left_is_neither_read_nor_in_the_way(workspace: Path) -> None:
    plain = quads(workspace, store=True)
    for path in files(workspace):
        path.with_name(".part-abc").write_bytes(path.read_bytes()[:100])
        path.unlink()
    assert quads(workspace, store=True) == plain


def test_a_part_keeps_literals_as_they_were_written(tmp_path: Path) -> None:
    store, thing = BuiltStore(tmp_path), ox.NamedNode("urn:x")
    literals = [ox.Literal("007", datatype=XSD("integer")), ox.Literal("P36M", datatype=XSD("duration")), ox.Literal("Säilytys\n1", language="fi")]
    store.write("documents", "key", [ox.Quad(thing, thing, literal, thing) for literal in literals])
    assert [quad.object for quad in ox.parse(store.read("documents", "key") or b"", format=ox.RdfFormat.N_QUADS)] == literals


def test_the_store_ignores_itself_in_git_and_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROPA_STORE")
    write_workspace(tmp_path, Maker(seed=5, median=1, notices=0), range(1, 2))
    Register.open(tmp_path, CLOCKS, store=True)
    assert (tmp_path / ".ropa" / ".gitignore").read_text(encoding="ascii") == "*\n"
    monkeypatch.setenv("ROPA_STORE", "off")
    assert store_of(tmp_path) is None


def test_our_own_workspaces_keep_nothing_in_themselves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.conftest import EXAMPLE, FIVE

    monkeypatch.delenv("ROPA_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for folder in (FIVE, EXAMPLE):
        store = store_of(folder)
        assert store is not None
        assert not store.folder.is_relative_to(FIVE)


def test_only_the_last_states_are_kept(tmp_path: Path) -> None:
    store = BuiltStore(tmp_path)
    for number in range(5):
        store.write("inferred", str(number), [])
    store.keep("inferred", 2)
    assert len(list((tmp_path / "inferred").glob("*.nq"))) == 2


@pytest.mark.slow
def test_two_processes_at_once_and_one_killed_leave_a_store_that_holds(workspace: Path) -> None:
    line = [sys.executable, "-m", "ropa", "-w", str(workspace), "ask", "activities", "--format", "csv", "--as-of", "2026-11-23", "--register-on", "2026-11-23"]
    killed = [subprocess.Popen(line, stdout=subprocess.DEVNULL) for _ in range(2)]
    for number, process in enumerate(killed):
        try:
            process.wait(timeout=1 + number)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    together = [subprocess.Popen(line, stdout=subprocess.PIPE) for _ in range(2)]
    answers = {process.communicate(timeout=120)[0] for process in together}
    assert len(answers) == 1
    assert quads(workspace, store=True) == quads(workspace, store=False)
