"""A collection checked in partitions has the findings of the whole, wherever the partitions are worked on."""

from __future__ import annotations

import gzip
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from ropa.cli import main
from ropa.errors import EngineError, InputError, UsageError
from ropa.model import Clocks, Report
from ropa.register import Register
from ropa.register.collection import Settings, check_partition, infer_partition
from ropa.register.partitions import Partition, partitions
from ropa.register.running import Here, check_collection, dask, processes, run
from ropa.register.synthetic import BASE, write_quads, write_workspace
from ropa.synthetic import Maker

CLOCKS = Clocks(date(2026, 11, 23), date(2026, 11, 23))
SETTINGS = Settings(CLOCKS, base=BASE)
MAKER = Maker(seed=2, median=1, notices=0.5)
NUMBERS = range(1, 7)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("collection")
    write_workspace(found / "ws", MAKER, NUMBERS)
    write_quads(found / "all.nq.gz", MAKER, NUMBERS)
    return found


@pytest.fixture(scope="module")
def whole(folder: Path) -> Register:
    return Register.open(folder / "ws", CLOCKS)


@pytest.fixture(scope="module")
def report(whole: Register) -> Report:
    return replace(whole.check(), inputs={})


def small(path: Path) -> Iterator[Partition]:
    return partitions([path], lines=2000, files=2)


def test_partitions_hold_whole_organisations_and_all_of_them(folder: Path) -> None:
    for path in (folder / "ws", folder / "all.nq.gz"):
        found = list(small(path))
        assert len(found) > 1
        assert sum(each.organisations for each in found) == len(NUMBERS)
        assert [each.number for each in found] == list(range(len(found)))
        assert found[-1].share == 1.0


@pytest.mark.parametrize("name", ["all.nq.gz", pytest.param("ws", marks=pytest.mark.slow)])
def test_the_findings_and_the_counts_are_those_of_the_whole(folder: Path, report: Report, name: str) -> None:
    assert check_collection(small(folder / name), SETTINGS, Here, 1).report() == report


@pytest.mark.slow
def test_the_order_in_which_partitions_come_back_does_not_matter(folder: Path, report: Report) -> None:
    assert check_collection(reversed(list(small(folder / "all.nq.gz"))), SETTINGS, Here, 1).report() == report


def test_what_partitions_infer_is_what_the_whole_infers(folder: Path, whole: Register) -> None:
    """So every question, across organisations too, has the same answer partitioned or whole."""
    found = {str(quad) for each in small(folder / "all.nq.gz") for quad in infer_partition(each, SETTINGS).quads()}
    assert found == {str(quad) for quad in whole.dataset.quads()}


@pytest.mark.slow
def test_after_an_edit_the_one_organisation_is_checked_again_and_the_rest_stands(folder: Path, tmp_path: Path) -> None:
    totals = check_collection(small(folder / "all.nq.gz"), SETTINGS, Here, 1)
    write_workspace(tmp_path, MAKER, NUMBERS)
    edited = tmp_path / "org-0003-register.yaml"
    edited.write_text(edited.read_text(encoding="utf-8").replace("purpose:", "note:", 1).replace("dpv:", "was ", 1), encoding="utf-8")
    (again,) = partitions(sorted(tmp_path.glob("org-0003-*.yaml")))
    totals.add(check_partition(again, SETTINGS))
    assert totals.organisations == len(NUMBERS)
    assert totals.report() == replace(Register.open(tmp_path, CLOCKS).check(), inputs={})


@pytest.mark.slow
def test_an_export_is_checked_in_any_order_and_the_graphs_that_ropa_made_are_made_anew(whole: Register, report: Report, tmp_path: Path) -> None:
    (tmp_path / "export.nq").write_bytes(whole.export("nq"))
    assert check_collection(small(tmp_path / "export.nq"), SETTINGS, Here, 1).report() == report


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<urn:a> <urn:b> <urn:c> .\n", "no quad with a named graph"),
        ("<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:c> <urn:h> .\n<urn:a> <urn:b> <urn:d> <urn:g> .\n", "a second time"),
    ],
)
def test_quads_that_cannot_be_read_graph_by_graph_are_refused_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.nq.gz").write_bytes(gzip.compress(text.encode()))
    with pytest.raises(InputError, match=said) as raised:
        list(partitions([tmp_path / "bad.nq.gz"]))
    assert raised.value.where is not None
    assert raised.value.where.startswith("bad.nq.gz:")


@pytest.mark.parametrize("name", ["bad.nq", "bad.nq.gz"])
@pytest.mark.parametrize("line", [b'<urn:a> <urn:b> "\xff" <urn:d> .\n', b"<urn:a> <https://w3id.org/ropa#describes> <urn:\xe9> <urn:d> .\n", b"<urn:a> <urn:b> <urn:c> <urn:\xe9> .\n"])
def test_a_line_that_is_not_utf_8_is_refused_with_its_number(tmp_path: Path, name: str, line: bytes) -> None:
    whole = b"# one\n" + line
    (tmp_path / name).write_bytes(gzip.compress(whole) if name.endswith(".gz") else whole)
    with pytest.raises(InputError, match="is not UTF-8") as raised:
        list(partitions([tmp_path / name]))
    assert raised.value.where == f"{name}:2"


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_graphs_that_are_no_documents_are_told(folder: Path, tmp_path: Path, name: str) -> None:
    lines = gzip.decompress((folder / "all.nq.gz").read_bytes()) + b"<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:c> <urn:h> .\n"
    (tmp_path / name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
    told: list[str] = []
    found = list(partitions([tmp_path / name], beside=told.append))
    assert sum(each.organisations for each in found) == len(NUMBERS)
    assert told == ["<urn:g>", "<urn:h>"]


def test_the_command_says_how_many_graphs_it_did_not_check(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = next(small(folder / "all.nq.gz"))
    (tmp_path / "some.nq").write_bytes(first.nquads + b"<urn:a> <urn:b> <urn:c> <urn:g> .\n")
    assert main(["check", "--fail-on", "never", "--only", "purposes-stated", str(tmp_path / "some.nq")]) == 0
    assert "1 named graphs describe no organisation" in capsys.readouterr().err


def test_a_packed_file_that_is_cut_off_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.nq.gz").write_bytes((folder / "all.nq.gz").read_bytes()[:-4000])
    with pytest.raises(InputError, match="cannot be read"):
        list(partitions([tmp_path / "cut.nq.gz"]))


def test_documents_of_one_organisation_in_two_places_are_refused(folder: Path, tmp_path: Path) -> None:
    text = gzip.decompress((folder / "all.nq.gz").read_bytes())
    (tmp_path / "one.nq").write_bytes(text)
    (tmp_path / "two.nq").write_bytes(text)
    with pytest.raises(InputError, match="not together"):
        list(partitions([tmp_path]))


def test_a_broken_quad_is_an_error_and_not_a_clean_report(tmp_path: Path) -> None:
    describes = "<urn:d> <https://w3id.org/ropa#describes> <urn:c> <urn:d> .\n"
    (tmp_path / "bad.nq").write_text(describes + '<urn:a> <urn:b> "open <urn:d> .\n', encoding="utf-8")
    with pytest.raises(InputError, match=r'not valid N-Quads: .*, in the line <urn:a> <urn:b> "open'):
        check_collection(partitions([tmp_path / "bad.nq"]), SETTINGS, Here, 1)


@pytest.mark.slow
def test_the_command_checks_files_and_fails_as_a_check_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dates = ["--as-of", "2026-11-23", "--register-on", "2026-11-23", "--format", "csv"]
    assert main(["check", *dates, str(folder / "all.nq.gz")]) == 1
    many = capsys.readouterr()
    assert main(["-w", str(folder / "ws"), "check", *dates]) == 1
    assert many.out == capsys.readouterr().out
    assert many.err == ""


@pytest.mark.parametrize("wrong", [["--jobs", "2"], ["--jobs", "0", "."], ["--controller", "x", "."], ["nowhere.nq"]])
def test_options_that_do_not_go_together_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.conftest import EXAMPLE

    monkeypatch.chdir(EXAMPLE)
    assert main(["check", *wrong]) == 2
    assert "Traceback" not in capsys.readouterr().err


def die_once(number: int, folder: str) -> int:
    """A worker that is killed by its first number, and once only."""
    mark = Path(folder) / "died"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die(number: int) -> int:
    """A worker that never comes back."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
def test_work_that_is_lost_with_a_killed_worker_is_done_again_and_counted_once(tmp_path: Path) -> None:
    results = list(run(partial(die_once, folder=str(tmp_path)), range(8), processes(2), 4))
    assert (tmp_path / "died").exists()
    assert sorted(results) == [number * number for number in range(8)]


@pytest.mark.slow
def test_work_that_a_broken_pool_was_about_to_get_is_not_lost(tmp_path: Path) -> None:
    def slowly() -> Iterator[int]:
        for number in range(6):
            time.sleep(0.7)  # the pool breaks while the next item is read
            yield number + 3

    assert sorted(run(partial(die_once, folder=str(tmp_path)), slowly(), processes(2), 4)) == [number * number for number in range(3, 9)]


def test_an_organisation_in_two_partitions_is_an_error_and_no_loss(folder: Path) -> None:
    (each, *_) = small(folder / "ws")
    with pytest.raises(InputError, match="two places"):
        check_collection([each, replace(each, number=1)], replace(SETTINGS, rules=("purposes-stated",)), Here, 1)


def test_a_file_without_a_document_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "none.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n", encoding="utf-8")
    with pytest.raises(InputError, match="no document of any organisation"):
        list(partitions([tmp_path / "none.nq"]))


def test_the_organisation_of_a_form_is_its_own_id_and_none_below_it(tmp_path: Path) -> None:
    head = 'format: 1\ndocument: {id: d, kind: register, title: D, language: en}\n'
    for number, text in enumerate(("controller:\n  name: X\n  dpo:\n    id: jane\n  id: acme\n", "controller:\n  # ours\n  id: acme\n  name: X\n")):
        (tmp_path / f"{number}.yaml").write_text(head + text, encoding="utf-8")
    (found,) = partitions([tmp_path])
    assert found.organisations == 1


@pytest.mark.slow
def test_workers_that_are_killed_again_and_again_are_an_error() -> None:
    with pytest.raises(EngineError, match="killed again and again"):
        list(run(die, range(3), processes(1 + 1), 2))


@pytest.mark.slow
def test_two_processes_find_what_one_finds(folder: Path, report: Report) -> None:
    assert check_collection(small(folder / "all.nq.gz"), SETTINGS, processes(2), 2).report() == report


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_finds_the_same_when_a_worker_is_killed_on_the_way(folder: Path, report: Report) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        came: list[int] = []

        def progress(organisations: int, _share: float) -> None:
            came.append(organisations)
            if len(came) == 1:
                os.kill(pids[0], signal.SIGKILL)

        found = check_collection(small(folder / "all.nq.gz"), SETTINGS, dask(cluster.scheduler_address), 2, progress).report()
    assert len(came) > 1
    assert found == report


@pytest.mark.slow
def test_no_scheduler_at_an_address_is_said() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(EngineError, match="no Dask scheduler"), dask("tcp://127.0.0.1:9")():
        pass


def test_a_scheduler_without_dask_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UsageError, match="not installed"):
        dask("tcp://127.0.0.1:9")


def test_only_so_many_partitions_are_under_way() -> None:
    taken: list[int] = []

    def source() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    next(run(lambda number: number, source(), Here, 3))
    assert len(taken) <= 4
