"""The completeness matrix: how far each document fills each item of a record, with the way to the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ropa.model import Clocks
from ropa.sheets import Cell, Entry, Matrix, MatrixGroup, MatrixRow, Record, Sheet, Value

LETTERS = ("a", "b", "c", "d", "e", "f", "g", "legal-basis")
PROCESSOR_LETTERS = ("a", "b", "c", "d")
SILENCE = {"not-stated": "missing"}


def build_matrix(records: Sequence[Record], clocks: Clocks, law_known_until: str, folder: str = "records/") -> Matrix:
    """The matrix of some records, in their order; `folder` is where their pages lie, seen from the matrix's page.

    A heading's status is the graph's own (``ropa:Coverage``); that of a processor's heading follows from its sheet.
    """
    return Matrix(clocks, law_known_until, LETTERS, tuple(_group(record, folder) for record in records), PROCESSOR_LETTERS)


def _group(record: Record, folder: str) -> MatrixGroup:
    page = f"{folder}{record.id}.html"
    return MatrixGroup(
        record=record.id,
        href=page,
        controller_name=record.controller_name,
        title=record.title,
        language=record.document.language,
        document=record.document,
        summary=_summary(record, page),
        rows=tuple(_row(record, sheet, page) for sheet in record.part("controller")),
        processor_rows=tuple(_processor_row(sheet, page, record.document.empty) for sheet in record.part("processor")),
    )


def _row(record: Record, sheet: Sheet, page: str) -> MatrixRow:
    status = dict(sheet.coverage)
    cells = tuple(_cell(letter, status.get(letter, "missing"), _places(record, sheet, letter), f"{sheet.id}-{letter}", page) for letter in LETTERS)
    return MatrixRow(sheet.id, sheet.name, f"{page}#activity-{sheet.id}", cells)


def _summary(record: Record, page: str) -> MatrixRow:
    status = dict(record.coverage)
    cells = []
    for letter in LETTERS:
        places = list(_general(record, letter))
        if not places:
            places = [place for sheet in record.part("controller") for place in _within(sheet, letter)]
        cells.append(_cell(letter, status.get(letter, "missing"), places, "controller" if letter == "a" else "index", page))
    return MatrixRow(record.id, record.controller_name, page, tuple(cells))


def _processor_row(sheet: Sheet, page: str, silence: str) -> MatrixRow:
    cells = []
    for letter in PROCESSOR_LETTERS:
        entries = [entry for part in sheet.walk() for entry in part.entries if entry.required and entry.letter == letter]
        cells.append(_cell(letter, _status(entries, silence), list(_within(sheet, letter)), f"{sheet.id}-{letter}", page))
    return MatrixRow(sheet.id, sheet.name, f"{page}#activity-{sheet.id}", tuple(cells))


def _status(entries: Sequence[Entry], silence: str) -> str:
    """How far the entries of a letter are filled, by the rules of the coverage inference."""
    values = [value for entry in entries for value in entry.values]
    if any(value.modality == "stated" and value.complete for value in values):
        return "stated"
    if any(value.complete for value in values):
        return "condition"
    if values or any(entry.denied for entry in entries):
        return "stated" if any(entry.empty == "none" for entry in entries) else "partly"
    return SILENCE.get(silence, silence)


Place = tuple[str, Value]


def _places(record: Record, sheet: Sheet, letter: str) -> list[Place]:
    """Where a letter of a heading is stated, the best first: on its sheet, else among what is said of all processing."""
    return list(_within(sheet, letter)) or list(_general(record, letter))


def _within(sheet: Sheet, letter: str) -> Iterator[Place]:
    for part in sheet.walk():
        for entry in part.entries:
            if _is(entry, letter):
                yield from ((f"{part.id}-{letter}", value) for value in (*entry.values, *entry.denied))
        yield from ((unclear.anchor, unclear.value) for unclear in part.unclear if unclear.item == letter)


def _general(record: Record, letter: str) -> Iterator[Place]:
    for entry in record.block if letter == "a" else record.general:
        if _is(entry, letter) and (entry.values or entry.denied):
            anchor = "controller" if letter == "a" else f"general-{letter}"
            yield from ((anchor, value) for value in (*entry.values, *entry.denied))
    yield from ((unclear.anchor, unclear.value) for unclear in record.general_unclear if unclear.item == letter)


def _is(entry: Entry, letter: str) -> bool:
    return (entry.required and entry.letter == letter) or entry.field == letter


def _cell(letter: str, status: str, places: Sequence[Place], own: str, page: str) -> Cell:
    """The cell leads to its own row where the sheet says something or is silent; its quote is that of the first value with one."""
    anchor, value = next((place for place in places if place[1].quotes), places[0] if places else (own, None))
    quote = value.quotes[0].text if value is not None and value.quotes else None
    return Cell(letter, status, f"{page}#{anchor}", quote, None if value is None else value.text)
