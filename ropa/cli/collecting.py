"""`ropa check FILE…`: a collection of documents, partition by partition."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.cli.commands import emit
from ropa.errors import EngineError, UsageError
from ropa.model import Clocks
from ropa.render.reports import Checked, report_format

if TYPE_CHECKING:
    from ropa.endpoint import Endpoint
    from ropa.register.collection import Settings
    from ropa.register.partitions import Partition

ALONE = ("assume", "baseline", "since", "explain_upgrade", "controller", "redact")
WIDTH = 30


def check_many(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Check the files and folders named, or what an endpoint holds; the report is written even where the exit code is 1."""
    from ropa.register.partitions import partitions
    from ropa.register.remote import endpoint_partitions

    if arguments.endpoint is not None:
        if arguments.sources:
            raise UsageError("files and an endpoint do not go together", remedy="Check one after the other.")
        code = report_on(arguments, endpoint_partitions(arguments.endpoint), settings_of(arguments, None, clocks))
        beside = _beside(arguments.endpoint)
    else:
        passed: set[str] = set()
        paths = [Path(name) for name in arguments.sources]
        code = report_on(arguments, partitions(paths, beside=passed.add), settings_of(arguments, folder, clocks))
        beside = len(passed)
    if beside:
        print(f"ropa: {beside} named graphs describe no organisation (ropa:describes) and were not checked", file=sys.stderr)
    return code


def _beside(endpoint: Endpoint) -> int:
    try:
        return endpoint.graphs_beside()
    except EngineError as error:
        print(f"ropa: whether there are other named graphs, which were not checked, cannot be told: {error}", file=sys.stderr)
        return 0


def settings_of(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> Settings:
    """What the arguments and the workspace of ``-w`` say of how to check. Raises UsageError for options that need a workspace's own check."""
    from ropa.register.collection import Settings
    from ropa.workspace import read_workspace

    for name in ALONE:
        if getattr(arguments, name):
            raise UsageError(f"--{name.replace('_', '-')} is for a workspace, not for files", remedy="Name the workspace with -w, and no files.")
    rules = tuple(rule for named in arguments.only or [] for rule in named.split(",") if rule)
    settings = Settings(clocks, arguments.profile or "gdpr", lang=arguments.lang, rules=rules)
    if folder is None:
        return settings
    workspace = read_workspace(folder)
    return replace(settings, base=workspace.base, profile=arguments.profile or workspace.profile, folder=folder)


def report_on(arguments: argparse.Namespace, partitions: Iterable[Partition], settings: Settings) -> int:
    """Check partitions, write the report, and say whether it fails."""
    from ropa.cli.checking import fails
    from ropa.register.running import check_collection, dask, processes

    form = report_format(arguments.format, arguments.output)
    if arguments.fail_on == "new":
        raise UsageError("--fail-on new is for a workspace, not for files", remedy="Name a severity.")
    executors = dask(arguments.scheduler) if arguments.scheduler else processes(arguments.jobs)
    workers = max(8, arguments.jobs) if arguments.scheduler else arguments.jobs
    bar = _bar() if sys.stderr.isatty() else None
    totals = check_collection(partitions, settings, executors, workers, bar)
    if bar is not None:
        print("\r\x1b[K", end="", file=sys.stderr)
    report = totals.report()
    failing = frozenset(finding.id for finding in report.findings if fails(finding, arguments.fail_on))
    emit(form.write(Checked(report, f"{totals.organisations} organisations", settings.base, failing=failing)), arguments.output)
    return 1 if failing else 0


def _bar() -> Callable[[int, float], None]:
    """A progress bar for people at a terminal."""
    furthest = 0.0

    def show(organisations: int, share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        filled = round(furthest * WIDTH)
        print(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {organisations} organisations", end="", file=sys.stderr, flush=True)

    return show
