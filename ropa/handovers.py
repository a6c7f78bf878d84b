"""The log of what was handed to whom: ``handovers.csv`` of a workspace, a row for each (GDPR Art. 5(2), 30(4), 31)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ropa.files import log_text, read_log, write_text

FILE = "handovers.csv"


@dataclass(frozen=True)
class Handover:
    """One handover: to whom, on which day, for what, which record in which language, in which file; `manifest` is its version."""

    on: str
    to: str
    audience: str
    controller: str
    document: str
    version: str
    language: str
    layout: str
    file: str
    manifest: str


COLUMNS = tuple(item.name for item in fields(Handover))


def read_handovers(folder: Path) -> tuple[Handover, ...]:
    """The handovers of a workspace in the order of the file; none where there is no file. Raises InputError for a broken one."""
    return tuple(Handover(*row) for row in read_log(folder / FILE, COLUMNS))


def log_handover(folder: Path, handover: Handover) -> None:
    """Add a row to the log. Raises InputError for a broken log, OutputError where it cannot be written."""
    write_text(folder / FILE, log_text(COLUMNS, (asdict(each).values() for each in (*read_handovers(folder), handover))))
