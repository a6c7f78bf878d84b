"""What a laid record says, read back from each format: for every suffix a function ``read_<suffix>(bytes) -> list[Said]``.

The head block is part ``head`` with an empty row id; the texts are the lines of the pieces (`ropa.laid.Piece.line`).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from ropa.laid import Laid

Said = tuple[str, str, str, list[str]]


def said(laid: Laid) -> list[Said]:
    """What every format has to say: (part, row id, heading, lines), in order."""
    found: list[Said] = [("head", "", heading.heading, [piece.line for piece in cell]) for heading, cell in laid.head]
    for part in laid.parts:
        for row in part.rows:
            pairs = zip(part.columns, row.cells, strict=True)
            found += [(part.id, row.id, column.heading, [piece.line for piece in cell]) for column, cell in pairs]
    return found


def reader(suffix: str) -> Callable[[bytes], list[Said]]:
    """The function that reads a format back. Fails where a format has none."""
    return globals()[f"read_{suffix.lstrip('.')}"]


def read_json(data: bytes) -> list[Said]:
    body = json.loads(data)
    found: list[Said] = [("head", "", item["heading"], [piece["line"] for piece in item["pieces"]]) for item in body["head"]]
    for part in body["parts"]:
        for row in part["rows"]:
            pairs = zip(part["columns"], row["cells"], strict=True)
            found += [(part["id"], row["id"], column["heading"], [piece["line"] for piece in cell]) for column, cell in pairs]
    return found
