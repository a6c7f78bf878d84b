"""Which activity a block belongs to, only where the text links them: a table's row, a labelled block, a section about one purpose."""

from __future__ import annotations

from ropa.reading.finding import Sheet
from ropa.reading.purposes import purpose_heading


def activities(sheet: Sheet) -> dict[int, int]:
    """For each block inside such a unit, the block that names its activity: a row's cell of purposes, or a heading.

    A row with a column of purposes is one activity. A heading that names one purpose, and one with a label "Purpose" and another
    label right under it, is the name of all that stands under it, up to the next such heading. Nothing is linked across sections.
    """
    found = _sections(sheet)
    found.update(_rows(sheet))
    return found


def _rows(sheet: Sheet) -> dict[int, int]:
    cells: dict[tuple[int, int], list[int]] = {}
    named: dict[tuple[int, int], int] = {}
    for number, block in enumerate(sheet.text.blocks):
        if block.kind != "cell" or block.header or block.table is None or block.row is None:
            continue
        row = block.table, block.row
        cells.setdefault(row, []).append(number)
        place = sheet.places.of(number)
        if place.topics == {"purpose"} and place.sure and place.source in block.headers:
            named.setdefault(row, number)
    return {cell: named[row] for row, each in cells.items() if row in named and len(each) > 1 for cell in each}


def _sections(sheet: Sheet) -> dict[int, int]:
    naming = {number for number, block in enumerate(sheet.text.blocks) if block.kind == "heading" and purpose_heading(sheet, number) is not None}
    naming |= _labelled(sheet)
    found: dict[int, int] = {}
    for number, block in enumerate(sheet.text.blocks):
        if number in naming:
            found[number] = number
            continue
        over = next((each for each in sheet.text.above(number) if each in naming), None)
        if over is not None and not (block.kind == "heading" and sheet.places.of(number).rights):
            found[number] = over
    return found


def _labelled(sheet: Sheet) -> set[int]:
    """The headings with a label of purposes and another label right under them."""
    labels: dict[int, set[frozenset[str]]] = {}
    for number, block in enumerate(sheet.text.blocks):
        if block.kind == "heading":
            continue
        heading = next((each for each in sheet.text.above(number) if sheet.text.blocks[each].kind == "heading"), None)
        if heading is None or sheet.text.blocks[heading].level < 2:
            continue
        if block.label:
            labels.setdefault(heading, set()).add(_topics(sheet, *block.label))
        elif (standing := sheet.places.standing.get(number)) is not None:
            labels.setdefault(heading, set()).add(_topics(sheet, sheet.text.blocks[standing].start, sheet.text.blocks[standing].end))
    return {heading for heading, topics in labels.items() if frozenset(("purpose",)) in topics and len(topics) > 1 and not _general(sheet, heading)}


def _topics(sheet: Sheet, start: int, end: int) -> frozenset[str]:
    return sheet.places.topics(sheet.places.shadow(start, end))


def _general(sheet: Sheet, heading: int) -> bool:
    block = sheet.text.blocks[heading]
    return bool(_topics(sheet, block.start, block.end) - {"data"})
