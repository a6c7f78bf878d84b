"""`ropa compare`: documents held against each other, and an exit code that can fail a build."""

from __future__ import annotations

import argparse
from pathlib import Path

from ropa.cli.commands import emit, format_of
from ropa.comparison import GRAVITIES
from ropa.model import Clocks
from ropa.register.files import compare_files
from ropa.render.comparison import WRITERS

FORMATS = tuple(WRITERS)
FAIL_ON = ("never", *reversed(GRAVITIES))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("documents", nargs="+", metavar="DOCUMENT", help="two or more files, or ids of documents of the workspace named with -w")
    parser.add_argument("--format", choices=FORMATS, default=None, help="text, json, md, html or csv")
    parser.add_argument("--fail-on", choices=FAIL_ON, default="never", help="exit 1 from this gravity (never)")
    parser.add_argument("-o", "--output", metavar="FILE")


def compare(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:  # noqa: ARG001 - verbs share one form
    """Compare; the comparison is written even where the exit code is 1."""
    found = compare_files(arguments.documents, folder, arguments.lang)
    emit(WRITERS[format_of(arguments, FORMATS)](found), arguments.output)
    if arguments.fail_on == "never":
        return 0
    failing = GRAVITIES[: GRAVITIES.index(arguments.fail_on) + 1]
    return 1 if any(item.gravity in failing for item in found.differences) else 0
