"""`ropa impact`: what a thing touches, if it is breached and if it leaves."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from ropa.cli import commands
from ropa.errors import UsageError
from ropa.model import Clocks
from ropa.reach import KINDS
from ropa.render.impact import WRITERS

FORMATS = tuple(WRITERS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("thing", help="an id or a name: harbor-ticket, HubSpot, a system, a unit, pd:EmailAddress, an activity")
    parser.add_argument("--kind", choices=KINDS, help="where things of several kinds have the name")
    parser.add_argument("--aware-at", metavar="MOMENT", help="when the controller became aware, as 2026-11-02T09:30: starts the clock of Art. 33(1)")
    parser.add_argument("--format", choices=FORMATS, default=None, help="text, json, md or html")
    parser.add_argument("-o", "--output", metavar="FILE")
    commands.assume_option(parser)


def impact(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Write the impact of a thing."""
    found = commands.open_register(arguments, folder, clocks).impact(arguments.thing, arguments.kind, _moment(arguments.aware_at), arguments.lang)
    commands.emit(WRITERS[commands.format_of(arguments, FORMATS)](found, arguments.lang), arguments.output)
    return 0


def _moment(raw: str | None) -> datetime | None:
    if raw is None:
        return None
    try:
        return datetime.fromisoformat(raw)
    except ValueError as error:
        raise UsageError(f"--aware-at: {raw!r} is no moment ({error})", remedy="Write it as 2026-11-02T09:30.") from error
