"""Writing files: beside, then renamed, so that nothing is ever left half-written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ropa.errors import OutputError


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
