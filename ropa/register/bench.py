"""How long each stage takes on synthetic organisations, beside other engines on the same shapes and data.

Seconds are CPU seconds of the process, all its threads: what else a machine does tells on the clock, and hardly on them. Only ratios
carry over to another machine.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.ask import ask, read_questions
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated, infer_open
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.register.collection import Settings, check_partition, ground_of
from ropa.register.partitions import partitions
from ropa.register.running import check_collection, processes
from ropa.register.synthetic import BASE, synthetic_quads, write_quads
from ropa.synthetic import Maker, organisation_id

PACKAGES = ("ropa", "pyoxigraph", "rdflib", "pyshacl", "pyrudof", "pyshifty", "distributed")
VALUES = {"vendor": "hubspot", "category": "pd:Contact"}
PLAIN = ("data-subjects", "legal-bases", "retention", "transfers")
"""Questions that need no named graphs, so that a plain rdflib graph can be asked them."""


@dataclass(frozen=True)
class Stages:
    """One size: seconds of each stage over one dataset, and of the slowest question; how many things there are."""

    organisations: int
    documents: int
    quads: int
    load: float
    infer: float
    check: float
    ask: float
    slowest: tuple[str, float, int]
    record: float
    findings: int


@dataclass(frozen=True)
class Through:
    """From a file to the report, partition by partition: seconds on the clock."""

    organisations: int
    quads: int
    jobs: int
    seconds: float
    findings: int


@dataclass(frozen=True)
class Other:
    """One engine on the same triples and shapes, or questions: loading and working apart, and how much it found."""

    engine: str
    work: str
    organisations: int
    load: float
    seconds: float
    found: int


def timed(work: Callable[[], Any], runs: int = 1) -> tuple[float, Any]:
    """The median of the CPU seconds of some runs, and the last result."""
    took, result = [], None
    for _ in range(runs):
        started = time.process_time()
        result = work()
        took.append(time.process_time() - started)
    return statistics.median(took), result


def loaded(parts: Iterable[bytes]) -> Dataset:
    """A dataset of some N-Quads."""
    dataset = Dataset()
    for part in parts:
        dataset.load(part)
    return dataset


def documents(maker: Maker, organisations: int) -> bytes:
    """The documents of so many organisations as N-Quads."""
    return _nquads(synthetic_quads(maker, range(1, organisations + 1)))


def _nquads(lists: Iterable[list[ox.Quad]]) -> bytes:
    return "".join(f"{quad} .\n" for quads in lists for quad in quads).encode("utf-8")


def measure(maker: Maker, organisations: int, clocks: Clocks, runs: int) -> tuple[Stages, Dataset]:
    """The stages on one dataset of so many organisations, and that dataset."""
    from ropa.check import check, read_rules
    from ropa.fields import fields_of
    from ropa.records import build_record

    ground = ground_of(None)
    lists = list(synthetic_quads(maker, range(1, organisations + 1)))
    text = _nquads(lists)
    load, dataset = timed(lambda: loaded([ground.reference, text]), runs)
    took = []
    for _ in range(runs):
        dataset = loaded([ground.reference, text])
        took.append(timed(lambda: infer(dataset, clocks))[0])  # noqa: B023 - called at once
    rules, known = read_rules(None), ground.law_known_until

    def checked() -> Any:
        return check(dataset, rules, clocks, known, "gdpr", Labels(dataset.labels, "en"))

    checked()  # the shapes are compiled once in a process
    seconds, report = timed(checked, runs)
    asked = {name: timed(lambda: _ask(dataset, name, clocks), runs) for name in read_questions(None)}  # noqa: B023 - called at once
    slowest = max(asked, key=lambda name: asked[name][0])
    labels = Labels(dataset.labels, "en")
    record, _ = timed(lambda: build_record(dataset, fields_of(None), labels, clocks, known, organisation_id(1)), runs)
    total = sum(each for each, _ in asked.values())
    number = sum(len(set(quads)) for quads in lists)
    top = (slowest, asked[slowest][0], len(asked[slowest][1].rows))
    stages = Stages(organisations, len(lists), number, load, statistics.median(took), seconds, total, top, record, len(report.findings))
    return stages, dataset


def measure_inferences(maker: Maker, organisations: int, clocks: Clocks) -> float:
    """The CPU seconds of all inferences over so many organisations."""
    dataset = loaded([ground_of(None).reference, documents(maker, organisations)])
    return timed(lambda: infer(dataset, clocks))[0]


def infer(dataset: Dataset, clocks: Clocks) -> None:
    """What follows, added to a dataset."""
    inferences = ground_of(None).inferences
    infer_open(dataset, inferences)
    infer_dated(dataset, inferences, clocks, "gdpr")


def _ask(dataset: Dataset, name: str, clocks: Clocks) -> Any:
    question = read_questions(None)[name]
    values = {parameter.name: VALUES[parameter.name] for parameter in question.parameters if not parameter.optional and parameter.name in VALUES}
    if any(parameter.name == "as_of" for parameter in question.parameters):
        values["as_of"] = clocks.as_of.isoformat()
    return ask(dataset, question, values, Labels(dataset.labels, "en"))


def measure_through(maker: Maker, organisations: int, clocks: Clocks, jobs: int) -> Through:
    """A collection from N-Quads to the report."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "collection.nq"
        quads = write_quads(path, maker, range(1, organisations + 1))
        started = time.perf_counter()
        totals = check_collection(partitions([path]), Settings(clocks, base=BASE), processes(jobs), jobs)
        found = len(totals.report().findings)
        return Through(organisations, quads, jobs, time.perf_counter() - started, found)


def measure_edit(maker: Maker, clocks: Clocks, runs: int) -> float:
    """The CPU seconds in which one organisation is checked again in a process that has checked before."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "one.nq"
        write_quads(path, maker, [2])
        (part,) = partitions([path])
        settings = Settings(clocks, base=BASE)
        check_partition(part, settings)
        return timed(lambda: check_partition(part, settings), runs)[0]


def measure_start(maker: Maker, runs: int) -> float:
    """Seconds on the clock of the whole command on one organisation, from its start."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "one.nq"
        write_quads(path, maker, [2])
        line = [sys.executable, "-m", "ropa", "check", "--fail-on", "never", str(path)]
        took = []
        for _ in range(runs):
            started = time.perf_counter()
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - this Python and this package
            took.append(time.perf_counter() - started)
        return statistics.median(took)


def machine() -> tuple[str, dict[str, str]]:
    """This machine in a line, and the versions of what is installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    processor = next((line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor())
    text = f"{os.cpu_count()} cores, {processor or platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return text, found | {"oxigraph engine": ox.__version__}


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
