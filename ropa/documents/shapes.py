"""The shape of a grid: a wide table under a header row, a transposed one, or a page for one activity; and its activities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ropa.documents.cells import is_blank, is_example, says
from ropa.documents.combined import settled
from ropa.documents.grids import Grid, letters
from ropa.documents.headings import is_code
from ropa.documents.lexicon import normal, terms
from ropa.documents.pages import head_slots, page_slots, read_page
from ropa.documents.slots import IDENTIFYING, IGNORE, REGISTER, Column, Mapping_, Reading, Slot, matched

HEADER_ROWS = 15
HEADER_COLUMNS = 3
TALL = 300
LABELS = 0.15
"""The share of a column's texts that must be headings, for the column to hold the headings."""
SAYING = IDENTIFYING - {"activity-name"} | {
    "data-subjects", "data", "discloses", "role", "transfers", "transfer-country", "retention", "measures", "legal-basis", "sources", "systems",
    "responsibility", "owner", "unit", "joint-control", "on-behalf-of", "status",
}  # fmt: skip
"""Fields of which a record has at least one; a list of names with rights, say, is a vocabulary."""
LOOSE = REGISTER | {"activity-name", "reference"}
"""What a heading under a band of categories is not: ``Name`` under ``Personal data`` is a category."""
MATRIX = {"data": "data", "data-subjects": "dataSubjects", "discloses": "", "measures": "measures", "legal-basis": ""}


def read_grid(grid: Grid, mapping: Mapping_) -> Reading:
    """What a grid holds. A grid that is no register has no activities, and says why."""
    if grid.page:
        slots = page_slots(grid, mapping)
        return read_page(grid, slots)
    row, across = max(((index, _score(grid, mapping, row=index)) for index in range(min(HEADER_ROWS, len(grid.rows)))), key=_best, default=(0, 0))
    column, down = max(((index, _score(grid, mapping, column=index)) for index in range(HEADER_COLUMNS)), key=_best, default=(0, 0))
    if across >= 2 and across >= down:
        while row + 1 < len(grid.rows) and grid.spreads(row):
            if _score(grid, mapping, row=row + 1) < across:
                break
            row += 1  # the bands are over the headings
        return _table(grid, row, mapping)
    if down >= 3:
        names = [index for index in range(len(grid.rows)) if (found := matched(grid.text(index, column), mapping)) and found.field in IDENTIFYING]
        filled = [sum(1 for each in range(column + 1, grid.width) if not is_blank(grid.text(index, each))) for index in names]
        if filled and max(filled) >= 2 and filled[0] >= 2:
            return _transposed(grid, column, mapping)
        return read_page(grid, page_slots(grid, mapping))
    head = head_slots(grid, len(grid.rows), mapping)
    return Reading(grid, "no register: no heading names an activity or a purpose beside another field", head=head)


def _best(found: tuple[int, int]) -> tuple[int, int]:
    index, score = found
    return score, -index


def _score(grid: Grid, mapping: Mapping_, *, row: int | None = None, column: int | None = None) -> int:
    """How many fields of an activity the headings of a row, or of a column, stand for; 0 where none identifies one."""
    if row is not None:
        found = {each.field for each in _columns(grid, row, mapping)}
    else:
        labels = [text for index in range(min(TALL, len(grid.rows))) if (text := grid.text(index, column or 0))]
        matches = [match for text in labels if (match := matched(text, mapping)) is not None]
        found = {match.field for match in matches} if len(matches) >= LABELS * len(labels) else set()
    found -= REGISTER | {"note", IGNORE}
    if not found & SAYING:
        return 0
    identified = found & IDENTIFYING or (row is not None and "reference" in found and len(found) >= 4)
    return len(found) if identified else 0


# -- headings ----------------------------------------------------------------------------------------------------------
def _columns(grid: Grid, row: int, mapping: Mapping_) -> tuple[Column, ...]:
    """The columns under a header row, whose bands may stand in merged cells above it."""
    found = []
    for index in range(grid.width):
        top, left = grid.origin(row, index)
        own = grid.text(top, left)
        above = grid.text(*grid.origin(row - 1, index)) if row and top == row else ""
        if above == own or grid.origin(row - 1, index) == (row - 1, index):
            above = above if above != own and grid.spreads(row - 1, index) else ""
        match = matched(own, mapping) or (matched(f"{above} {own}", mapping) if above and own else None)
        band = matched(above, mapping) if above else None
        if band and band.field in MATRIX and match and match.field in LOOSE:
            match = replace(band, confidence=0.9)
        if match is None and above and not own:
            match = matched(above, mapping)
        field = match.field if match else "note"
        if own or above:
            sure = match.confidence if match else 0.0
            column = Column(own or above, grid.at(row, index), field, sure, match.number if match else None, match.article if match else None, above)
        else:
            column = Column("", grid.at(row, index), "note", 0.0)  # values without a heading are kept all the same
        found.append(column)
    return tuple(found)


def _matrices(grid: Grid, first: int, columns: Sequence[Column], mapping: Mapping_) -> tuple[Column, ...]:
    """Columns whose heading is a category and whose cells are yes or no (a boolean matrix)."""
    found = []
    for index, column in enumerate(columns):
        texts = [text for row in range(first, len(grid.rows)) if (text := grid.text(row, index))]
        ticks = bool(texts) and all(says("yes", text) or says("no", text) for text in texts)
        field = None
        if ticks and column.heading and normal(column.heading) not in mapping:
            band = matched(column.band, mapping) if column.band else None
            if band and band.field in MATRIX and (column.field in ("note", band.field) or column.confidence < 0.99):
                field = band.field
            elif column.field == "note":
                field = next((name for name, key in MATRIX.items() if key and normal(column.heading) in terms(key)), None)
        changed = Column(column.heading, column.at, field, 0.9, None, None, column.band, True) if field else column
        found.append(changed)
    return tuple(found)


# -- the wide table ----------------------------------------------------------------------------------------------------
def _table(grid: Grid, row: int, mapping: Mapping_) -> Reading:
    first = row + 1
    while first < len(grid.rows) and _is_second_header(grid, first):
        first += 1
    columns = _columns(grid, row, mapping)
    if _is_subheading(grid, first, columns):
        columns = tuple(_under(columns, index, grid.text(first, index)) for index in range(len(columns)))
        first += 1
    columns = settled(_matrices(grid, first, columns, mapping))
    activities: list[list[Slot]] = []
    skipped = [f"row {number + 1}: codes or parts of headings" for number in range(row + 1, first)]
    section = ""
    for number in range(first, len(grid.rows)):
        slots = list(_row_slots(grid, number, columns))
        names = [slot for slot in slots if slot.field in IDENTIFYING]
        filled = [text for text in grid.rows[number] if not is_blank(text)]
        if not filled:
            continue
        if reason := _reason(filled, slots, len([each for each in columns if each.heading])):
            skipped.append(f"{_row_name(grid, number)}: {reason} “{filled[0][:60]}”")
            section = filled[0] if reason == "a section" else section
            continue
        if activities and _continues(grid, number, columns):
            activities[-1] += [slot for slot in slots if slot not in activities[-1]]
        elif not names and not any(slot.field == "reference" for slot in slots):
            skipped.append(f"{_row_name(grid, number)}: names no activity “{filled[0][:60]}”")
        else:
            activities.append([*slots, *([Slot("note", section, grid.at(number, 0), "Section")] if section else [])])
    how = f"a table, headings in {_row_name(grid, row)}"
    return Reading(grid, how, columns, activities, head_slots(grid, row, mapping), skipped)


def _is_subheading(grid: Grid, row: int, columns: Sequence[Column]) -> bool:
    """Whether a row parts the headings above it: it stands under gaps between them, and names no activity."""
    filled = [index for index in range(len(columns)) if grid.text(row, index)]
    gaps = [index for index in filled if not columns[index].heading and index and any(each.heading for each in columns[:index])]
    names = {*IDENTIFYING, "reference"}
    short = all(len(grid.text(row, index)) < 40 and not any(sign.isdigit() for sign in grid.text(row, index)) for index in filled)
    return bool(gaps) and short and len(filled) > 1 and not any(columns[index].field in names for index in filled)


def _under(columns: Sequence[Column], index: int, part: str) -> Column:
    """A column with the part of a heading that stands below: that of the nearest heading before it, where it has none."""
    if not part:
        return columns[index]
    over = next((columns[each] for each in range(index, -1, -1) if columns[each].heading), columns[index])
    return replace(over, heading=f"{over.heading}: {part}", at=columns[index].at)


def _row_name(grid: Grid, row: int) -> str:
    return grid.references[row] if grid.references else f"row {row + 1}"


def _is_second_header(grid: Grid, row: int) -> bool:
    """Whether a row holds vocabulary terms, column letters or running numbers below the headings."""
    texts = [text for text in grid.rows[row] if text]
    codes = sum(1 for text in texts if is_code(text))
    numbered = len(texts) >= 3 and all(re.fullmatch(r"\(?\d{1,2}\)?", text) for text in texts)
    lettered = len(texts) >= 3 and texts == [letters(index) for index in range(len(texts))]
    return len(texts) >= 2 and (codes * 2 > len(texts) or numbered or lettered)


def _reason(filled: Sequence[str], slots: Sequence[Slot], width: int) -> str | None:
    """Why a row is no activity."""
    name = next((slot.text for each in ("activity-name", "purpose") for slot in slots if slot.field == each), "")
    if is_example(name) or is_example(filled[0]):
        return "an example"
    if len(set(filled)) == 1 and width >= 4 and not (slots and slots[0].field == "activity-name" and len(slots) > 1):
        return "a section"
    if len(slots) >= 3 and all(normal(slot.text) == normal(slot.heading) for slot in slots):
        return "headings again"
    return None


def _row_slots(grid: Grid, row: int, columns: Sequence[Column]) -> Iterator[Slot]:
    for index, column in enumerate(columns):
        top, left = grid.origin(row, index)
        text = grid.text(top, left) if left == index else ""
        if column.field == IGNORE or is_blank(text):
            continue
        heading = f"{column.band}: {column.heading}" if column.band and column.field == "note" else column.heading
        if column.matrix:
            if says("yes", text):
                yield Slot(column.field, column.heading, grid.at(top, left), column.heading, article=column.article)
        else:
            yield Slot(column.field, text, grid.at(top, left), heading, column.number or 0, "", column.article)


def _continues(grid: Grid, row: int, columns: Sequence[Column]) -> bool:
    """Whether a row goes on with the activity above: what names it stands in cells merged with those above, or is left out.

    Where the table has a name for each activity, a row without name and reference goes on, whatever its purpose.
    """
    keys = [index for index, column in enumerate(columns) if column.field in ("activity-name", "reference")]
    keys = keys or [index for index, column in enumerate(columns) if column.field in IDENTIFYING]
    origins = [grid.origin(row, index) for index in keys]
    merged = any(top < row and grid.text(top, left) for top, left in origins)
    blank = all(is_blank(grid.text(*origin)) for origin in origins)
    return merged or blank


# -- the transposed table ----------------------------------------------------------------------------------------------
def _transposed(grid: Grid, column: int, mapping: Mapping_) -> Reading:
    """A table whose headings stand in a column: turned, keeping how its cells are called."""
    headings = [matched(grid.text(row, column), mapping) for row in range(len(grid.rows))]
    columns = tuple(
        Column(grid.text(row, column), grid.at(row, column), found.field if found else "note", found.confidence if found else 0.0)
        for row, found in enumerate(headings)
        if grid.text(row, column)
    )
    activities, skipped = [], []
    for index in range(column + 1, grid.width):
        slots = []
        for row, found in enumerate(headings):
            text, heading = grid.text(*grid.origin(row, index)), grid.text(row, column)
            if not heading or is_blank(text) or (found and found.field == IGNORE):
                continue
            at = grid.at(row, index)
            slots.append(Slot(found.field, text, at, heading, found.number or 0, "", found.article) if found else Slot("note", text, at, heading))
        if not any(slot.field in IDENTIFYING for slot in slots):
            continue
        if reason := _reason([slot.text for slot in slots], slots, len(columns)):
            skipped.append(f"column {letters(index)}: {reason} “{slots[0].text[:60]}”")
        else:
            activities.append(slots)
    return Reading(grid, f"a transposed table, headings in column {letters(column)}", columns, activities, (), skipped)
