"""Files of a workspace: written beside, then renamed, so that nothing is ever left half-written; its CSV logs, read whole."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from ropa.errors import InputError, OutputError


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file with the user's own modes; an existing one is replaced only when all is written.

    Raises OutputError where the folder is missing or not writable.
    """
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
            beside.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(beside.name).chmod(0o666 & ~umask)
        Path(beside.name).replace(path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(path), remedy="Check that the folder exists and is yours.") from error


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with ``\\n`` line ends. Raises as `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def read_log(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """The rows below the headings of a CSV file; none where there is no file. Raises InputError for one with other columns."""
    if not path.is_file():
        return []
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), remedy="Save it as CSV in UTF-8.") from error
    if not rows or rows[0] != list(columns):
        raise InputError("has other columns than " + ", ".join(columns), where=f"{path.name}:1", remedy="Put the first line back.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise InputError(f"has {len(row)} cells, not {len(columns)}", where=f"{path.name}, row {number}", remedy="Mend the row.")
    return rows[1:]


def log_text(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """The text of such a file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()
