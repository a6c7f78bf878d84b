"""A laid record as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read it as such): one table for programs and people.

The first row after the headings is the head block (part ``head``), then come the activities of both parts. A heading says in
brackets its letter and whether the law asks for it; the pieces of a cell stand one on a line. What a spreadsheet would read
as a formula is led by an apostrophe. Notes and clocks are not in it.
"""

from __future__ import annotations

import csv
import io

from ropa.laid import Cell, Heading, Laid
from ropa.render.laid import LaidFormat
from ropa.render.laid.marking import harmless, mark

LEAD = ("part", "id", "level", "draft")


def write(laid: Laid) -> bytes:
    """The table; where quotes are asked for, its last column holds them, each after its heading."""
    head = [heading for heading, _ in laid.head]
    groups = [head, *(list(part.columns) for part in laid.parts)]
    quoted = laid.evidence != "none"
    out = io.StringIO()
    writer = csv.writer(out)
    named = [f"{heading.heading} [{mark(heading, laid)}]" for group in groups for heading in group]
    writer.writerow([*LEAD, *map(harmless, named), *(["quotes"] if quoted else [])])
    rows = [(0, "head", "", "", "", tuple(cell for _, cell in laid.head))]
    rows += [
        (place, part.id, row.id, str(row.level), "yes" if row.draft else "no", row.cells)
        for place, part in enumerate(laid.parts, 1)
        for row in part.rows
    ]
    for place, part_id, row_id, level, draft, cells in rows:
        before = sum(len(group) for group in groups[:place])
        after = sum(len(group) for group in groups[place + 1 :])
        quotes = [harmless(_quotes(groups[place], cells))] if quoted else []
        filled = [harmless("\n".join(piece.line for piece in cell)) for cell in cells]
        writer.writerow([part_id, harmless(row_id), level, draft, *[""] * before, *filled, *[""] * after, *quotes])
    return ("\ufeff" + out.getvalue()).encode()


def _quotes(headings: list[Heading], cells: tuple[Cell, ...]) -> str:
    lines = [f"{heading.heading}: “{quote}”" for heading, cell in zip(headings, cells, strict=True) for piece in cell for quote in piece.quotes]
    return "\n".join(dict.fromkeys(lines))


FORMAT = LaidFormat("csv", (".csv",), "CSV", write)
