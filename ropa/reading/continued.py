"""Tables that go on in another one: the next table has as many columns, and the columns say nothing new of what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ropa.reading.text import Block, Text

Cells = list[tuple[int, Block]]
COLUMNS = 3
"""How many columns a table has at least that may go on: with two, what looks alike is often something else."""


def continued(text: Text, names: Callable[[Block], bool], fills: Callable[[Block, Block], bool]) -> Text:
    """The text, where each cell of a table that goes on stands under the headers of the table it continues.

    `names` says of a cell whether it says what a column holds, `fills` of a header and a cell whether the cell holds that. A table
    is continued by the next that has as many columns, where two of its columns have a header that says what they hold, and the next
    one's first row is one cell or holds that too. In Markdown the first row of every table is written as its header: here it is a
    row as the others are, or where it is one cell, a line above them. The blocks keep their numbers.
    """
    blocks = list(text.blocks)
    open_columns: dict[int, int] = {}
    for cells in _tables(text):
        columns = {block.column or 0 for _, block in cells}
        first = [(number, block) for number, block in cells if block.row == cells[0][1].row]
        if sum(names(block) for _, block in first) > 1:
            open_columns = {block.column or 0: number for number, block in first} if len(columns) >= COLUMNS else {}
        elif open_columns.keys() == columns and (len(first) == 1 or any(fills(blocks[open_columns[block.column or 0]], block) for _, block in first)):
            rows = cells[1:] if len(first) == 1 else cells
            for number, block in rows:
                blocks[number] = replace(block, header=False, headers=(open_columns[block.column or 0],))
        else:
            open_columns = {}
    return replace(text, blocks=tuple(blocks))


def _tables(text: Text) -> list[Cells]:
    found: dict[int, Cells] = {}
    for number, block in enumerate(text.blocks):
        if block.table is not None:
            found.setdefault(block.table, []).append((number, block))
    return list(found.values())
