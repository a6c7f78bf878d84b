"""A workspace as it stood at a revision of its git repository, checked by today's rules on the day of that revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from datetime import date
from pathlib import Path

from ropa.baseline import Baseline, baseline_of
from ropa.errors import UsageError
from ropa.model import Clocks
from ropa.register import Register


def baseline_at(register: Register, revision: str) -> Baseline:
    """The baseline of a revision. Raises UsageError where git does not know it, or the workspace was not there."""
    folder = register.workspace.folder.resolve()
    if revision.startswith("-"):
        raise UsageError(f"--since {revision!r} is no revision", remedy="Name a commit, a branch or a tag.")
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode("utf-8").strip())
    below = folder.relative_to(top).as_posix()
    day = date.fromisoformat(_git(folder, "log", "-1", "--format=%cs", revision).decode("utf-8").strip())
    archive = _git(top, "archive", "--format=tar", revision, below)
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(place, filter="data")
        then = Register.open(Path(place) / below, Clocks(day, day), register.assumptions, register.workspace.profile)
        return baseline_of(then.check())


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)  # noqa: S603, S607 - git as the user has it
    except FileNotFoundError as error:
        raise UsageError("--since needs git", remedy="Install git, or use --baseline FILE.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git: {said[-1] if said else 'failed'}", remedy="Name a commit in which the workspace is.") from error
    return done.stdout


def revision_on(register: Register, since: str) -> str:
    """The last revision of the workspace's repository on or before a day; what is no day is a revision itself.

    Raises UsageError where nothing is that old.
    """
    try:
        day = date.fromisoformat(since)
    except ValueError:
        return since
    folder = register.workspace.folder.resolve()
    found = _git(folder, "rev-list", "-1", f"--before={day.isoformat()}T23:59:59Z", "HEAD").decode("utf-8").strip()
    if not found:
        raise UsageError(f"--since {since}: the repository has nothing of that day", remedy="Name a later day, or a revision.")
    return found
