"""The header of a query file: ``#+ key: value`` lines, the convention of grlc."""

from __future__ import annotations

from importlib.resources.abc import Traversable

from ropa.errors import InputError, nearest


def read_headed(entry: Traversable, keys: tuple[str, ...], required: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The header of a query file and the whole text, which stays valid SPARQL.

    Raises InputError for an unknown or a missing key.
    """
    try:
        text = entry.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=entry.name, remedy="Save the file as UTF-8.") from error
    header: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+"):
            key, _, value = line[2:].partition(":")
            if key.strip() not in keys:
                raise InputError(f"unknown header {key.strip()!r}", where=f"{entry.name}:{number}", remedy=nearest(key.strip(), keys))
            header[key.strip()] = value.strip()
    for key in required:
        if not header.get(key):
            raise InputError(f"has no `#+ {key}:` line", where=entry.name, remedy="Add it at the top.")
    return header, text
