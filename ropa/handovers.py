"""The log of what was handed to whom: ``handovers.csv`` of a workspace, a row for each (GDPR Art. 5(2), 30(4), 31)."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ropa.errors import InputError
from ropa.files import write_text

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
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), remedy="Save it as CSV in UTF-8.") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError("has other columns than " + ", ".join(COLUMNS), where=f"{path.name}:1", remedy="Put the first line back.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS):
            raise InputError(f"has {len(row)} cells, not {len(COLUMNS)}", where=f"{path.name}, row {number}", remedy="Mend the row.")
    return tuple(Handover(*row) for row in rows[1:])


def log_handover(folder: Path, handover: Handover) -> None:
    """Add a row to the log. Raises InputError for a broken log, OutputError where it cannot be written."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(asdict(each).values() for each in (*read_handovers(folder), handover))
    write_text(folder / FILE, out.getvalue())
