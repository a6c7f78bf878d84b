"""Formats of a laid record: what a `ropa.laid.Laid` is written as.

Each module of this package that has a ``FORMAT`` is one format; the others are helpers. A new file is a new format with no
other change, also on an extended ``__path__``. A module imports a heavy library in its `write`, not at its top: the table
below imports every module.

Every format says the same: each heading with its letter and whether the law asks for it, each cell as the lines of its
pieces (`Piece.line`), the notes, the clocks. The fixed words come from `Laid.words`, in the language of the headings.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from ropa.errors import EngineError, UsageError, nearest
from ropa.laid import Laid


def unremarkable(data: bytes) -> str | None:  # noqa: ARG001
    """Nothing to know of a file."""
    return None


@dataclass(frozen=True)
class LaidFormat:
    """One format: its id (the module's name), the suffixes that choose it, what people call it, and its writer.

    `write` gives the same bytes for the same record. `pictured` says that it shows `Laid.picture`. `fill`, where a format has it,
    writes into a person's own template: the record, the file's bytes, its name for messages. `remark` says what a person has to
    know of a file that was written, None where nothing.
    """

    id: str
    suffixes: tuple[str, ...]
    title: str
    write: Callable[[Laid], bytes]
    pictured: bool = False
    fill: Callable[[Laid, bytes, str], bytes] | None = None
    remark: Callable[[bytes], str | None] = unremarkable


def formats() -> dict[str, LaidFormat]:
    """All formats by suffix (with its dot, in lower case), in the order of the suffixes.

    Raises EngineError where two formats take the same suffix.
    """
    found: dict[str, LaidFormat] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        item = getattr(importlib.import_module(f"{__name__}.{name}"), "FORMAT", None)
        if not isinstance(item, LaidFormat):
            continue
        for suffix in item.suffixes:
            if suffix in found:
                raise EngineError(f"{suffix} is taken by two formats: {found[suffix].id} and {item.id}", remedy="Give one of them another suffix.")
            found[suffix] = item
    return dict(sorted(found.items()))


def format_of(name: str) -> LaidFormat:
    """The format of a suffix (``.xlsx``, ``xlsx``). Raises UsageError with the nearest names where there is none."""
    known = formats()
    wanted = name.lower()
    found = known.get(wanted) or known.get("." + wanted)
    if found is None:
        raise UsageError(f"no format of a record {name!r}", remedy=nearest(wanted.lstrip("."), [suffix.lstrip(".") for suffix in known]))
    return found
