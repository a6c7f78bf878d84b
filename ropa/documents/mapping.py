"""A person's own mapping of headings to fields: TOML, or an XLSX with a "Mapping" sheet that is written, corrected and read back."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from ropa.documents.grids import read_bytes, read_grids
from ropa.documents.headings import TARGETS
from ropa.documents.lexicon import normal
from ropa.documents.slots import IGNORE
from ropa.errors import InputError, nearest
from ropa.fields import fields_of

SHEET = "Mapping"
HEADINGS = ("Heading in the file", "Field", "How sure", "What the field is")
CHOICES = (*TARGETS, IGNORE)
FIXED = datetime(2018, 5, 25, tzinfo=UTC)


def read_mapping(path: Path) -> dict[str, str]:
    """Normalised headings to field ids or ``ignore``; from TOML (``"Heading" = "field"``, a ``[headings]`` table or none), or a workbook.

    Raises InputError for a field that does not exist, with the nearest.
    """
    found = _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm", ".ods") else _toml(path)
    mapping: dict[str, str] = {}
    for heading, field in found:
        if field not in CHOICES:
            raise InputError(f"{heading!r}: {field!r} is no field to import into", where=path.name, remedy=nearest(field, CHOICES))
        mapping[normal(heading)] = field
    return mapping


def _toml(path: Path) -> list[tuple[str, str]]:
    try:
        data = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", where=path.name, remedy='Lines such as "Zweck" = "purpose".') from error
    table = data.get("headings", data)
    return [(str(heading), str(field)) for heading, field in table.items()]


def _workbook(path: Path) -> list[tuple[str, str]]:
    grid = next((grid for grid in read_grids(path) if grid.name == SHEET), None)
    if grid is None:
        raise InputError(f"has no sheet {SHEET}", where=path.name, remedy="`ropa import FILE --mapping-out map.xlsx` writes one.")
    return [(row[0], row[1]) for row in grid.rows[1:] if len(row) > 1 and row[0] and row[1]]


def mapping_workbook(columns: Sequence[tuple[str, str, float]]) -> bytes:
    """The mapping of a file as XLSX: each heading with its field as a drop-down. Same columns, same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": FIXED.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    sheet, choices = book.add_worksheet(SHEET), book.add_worksheet("Fields")
    described: Mapping[str, str] = {name: fields_of()[name].description for name in TARGETS}
    for row, name in enumerate(CHOICES):
        choices.write_string(row, 0, name)
        choices.write_string(row, 1, described.get(name, "Leave the column out."))
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for row, (heading, field, sure) in enumerate(columns, start=1):
        sheet.write_string(row, 0, heading)
        sheet.write_string(row, 1, field)
        sheet.write_string(row, 2, f"{round(sure * 100)} %" if sure else "not recognised")
        sheet.write_string(row, 3, described.get(field, ""))
    if columns:
        sheet.data_validation(1, 1, len(columns), 1, {"validate": "list", "source": f"=Fields!$A$1:$A${len(CHOICES)}"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 40)
    sheet.set_column(3, 3, 80)
    book.close()
    return out.getvalue()
