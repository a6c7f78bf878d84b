"""The command line. stdout is data, stderr is for people; nothing else in ropa prints, exits or reads a clock."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.cli.verbs import build_parser
from ropa.errors import RopaError, UsageError
from ropa.model import Clocks
from ropa.workspace import find_workspace

if TYPE_CHECKING:
    from ropa.endpoint import Endpoint

PIPE_CLOSED = 141
REMOTE = ("ask", "check")
__all__ = ["build_parser", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ropa` and return its exit code: 0 done, 1 it is there, 2 input or usage, 3 could not finish."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    gc.disable()  # a run builds one graph and ends: collecting on the way costs a fifth of it and frees nothing
    try:
        return _run(arguments)
    except BrokenPipeError:
        sys.stderr.close()
        return PIPE_CLOSED
    except RopaError as error:
        print(f"ropa: {error}", file=sys.stderr)
        return error.exit_code


def _run(arguments: argparse.Namespace) -> int:
    today = datetime.now(UTC).date()
    as_of = _date(_taken(arguments, "as_of"), "as-of") or today
    clocks = Clocks(as_of, _date(arguments.register_on, "register-on") or today)
    command: Callable[[argparse.Namespace, Path | None, Clocks], int] = arguments.command
    arguments.endpoint = _endpoint(arguments)
    if arguments.endpoint is not None:
        return command(arguments, None, clocks)
    needs = arguments.needs_workspace and not getattr(arguments, "sources", None)
    folder = Path(arguments.workspace) if arguments.workspace else (find_workspace(Path.cwd()) if needs else None)
    return command(arguments, folder, clocks)


def _endpoint(arguments: argparse.Namespace) -> Endpoint | None:
    """The endpoint where ``-w`` is an address. Raises UsageError for a verb that needs the documents themselves."""
    if not arguments.workspace or not arguments.workspace.startswith(("http://", "https://")):
        return None
    if arguments.verb not in REMOTE:
        raise UsageError(f"{arguments.verb} needs a workspace, not an endpoint", remedy="An endpoint can be asked and checked.")
    from ropa.endpoint import Endpoint

    return Endpoint(arguments.workspace, arguments.timeout)


def _taken(arguments: argparse.Namespace, name: str) -> str | None:
    """``--param as_of=…`` of `ask` is the same as ``--as-of``."""
    for pair in getattr(arguments, "param", None) or []:
        key, _, value = pair.partition("=")
        if key == name:
            return str(value)
    value = getattr(arguments, name)
    return None if value is None else str(value)


def _date(raw: str | None, name: str) -> date | None:
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise UsageError(f"--{name}: {raw!r} is no date ({error})", remedy="Write it as 2024-12-31.") from error
