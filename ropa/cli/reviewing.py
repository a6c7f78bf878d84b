"""`ropa record --review` and `ropa import FILE --review`."""

from __future__ import annotations

from pathlib import Path

from ropa.approvals import FILE
from ropa.cli.commands import emit
from ropa.errors import OutputError, UsageError
from ropa.files import write_bytes, write_text
from ropa.register import Register
from ropa.register.reviewing import approved, merged, read_review, review_files


def write_reviews(register: Register, folder: Path, lang: str) -> int:
    """Write a workbook for each owner."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=str(folder), remedy="Name a folder that is yours.") from error
    for name, data in review_files(register, lang).items():
        write_bytes(folder / name, data)
        emit(f"{folder / name}\n", None)
    return 0


def merge_review(register: Register, files: list[Path], *, write: bool) -> int:
    """Show what a review changes and approves; with `write` make it so, where all of it holds."""
    if len(files) != 1:
        raise UsageError("one review at a time", remedy="Merge the next when this one is in.")
    changes, approvals = read_review(register, files[0])
    texts = merged(register, changes)
    for change in changes:
        emit(f"{change.path.name}: {change.activity}, {change.key}: {change.before!r} → {change.after!r}\n", None)
    for each in approvals:
        emit(f"{each.activity}: approved by {each.by} on {each.on}\n", None)
    if not write:
        emit("Nothing is written: --yes makes the changes.\n" if changes or approvals else "Nothing is changed.\n", None)
        return 0
    for path, text in texts.items():
        write_text(path, text)
    if approvals:
        now = Register.open(register.workspace.folder, register.clocks)
        write_text(register.workspace.folder / FILE, approved(now, approvals))
    return 0
