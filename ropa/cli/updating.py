"""What an import would change in a document that is there, in words, before anything changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ropa.cli.commands import emit
from ropa.documents.update import Change, Update, update
from ropa.errors import InputError
from ropa.fields import ACTIVITY, fields_of


def updated(path: Path, form: Mapping[str, Any]) -> str | None:
    """Show what changes in a document, and give its new text; None where nothing does.

    Raises InputError where the file is no document.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"is there, and cannot be read: {error}", where=str(path), remedy="Name another file with -o.") from error
    found = update(text, form, path.name)
    emit("\n".join(_lines(path, found, changed=found.text != text)) + "\n", None)
    return found.text if found.text != text else None


def _lines(path: Path, found: Update, *, changed: bool) -> Iterator[str]:
    if not changed:
        yield f"{path.name}: nothing changes"
        return
    counted = f"{len(found.changes)} difference{'' if len(found.changes) == 1 else 's'}"
    more = [f"{number} values {how}" for number, how in ((found.moved, "in another cell"), (found.confirmed, "now confirmed")) if number]
    yield f"{path.name}: " + ", ".join([counted, *more])
    yield from (f"  {change.kind:<8} {_said(change)}" for change in found.changes)


def _said(change: Change) -> str:
    """A difference on one line: about what, which field, the words before and after with their cells."""
    fields = fields_of().of(ACTIVITY)
    name = fields[change.key].names.get("en", change.key) if change.key in fields else change.key
    about = f"{change.about} · {name}" if name else f"the activity {change.about}"
    sides = [_quote(words, at) for words, at in ((change.before, change.before_at), (change.after, change.after_at)) if words]
    return about if not name else f"{about}: {' → '.join(sides)}"


def _quote(words: str, at: str) -> str:
    return f"“{' '.join(words.split())[:120]}”" + (f" ({at})" if at else "")
