"""A page for one activity (CNIL's sheets, key/value lists, Markdown sections), and the block of contacts above a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ropa.documents.cells import is_blank, is_example
from ropa.documents.grids import Grid
from ropa.documents.headings import Match
from ropa.documents.lexicon import details, normal, small_headings
from ropa.documents.slots import IDENTIFYING, IGNORE, REGISTER, Column, Mapping_, Reading, Slot, matched

SECTIONS = frozenset({
    "purpose", "data-subjects", "data", "discloses", "role", "transfers", "transfer-country", "retention", "measures", "legal-basis", "sources",
    "rights",
})  # fmt: skip
EXACT = 0.94
PARTS = frozenset({"retention", "transfer-country", "mechanism", "transfer-document"})
"""Fields that a small heading inside a section can name."""
WHO = frozenset({"controller-name", "contacts", "contact-kind", "joint-control"})


def page_slots(grid: Grid, mapping: Mapping_) -> tuple[list[Slot], list[Column]]:
    """The slots of a page, and what each label was taken for."""
    reader = _Page(grid, mapping)
    for row in range(len(grid.rows)):
        if grid.page:
            reader.triple(row)
        else:
            reader.row(row)
    return reader.slots, reader.columns


def read_page(grid: Grid, found: tuple[list[Slot], list[Column]]) -> Reading:
    """A page as a reading: one activity, or none where it names none (a blank form, an example, a cover)."""
    slots, columns = found
    head = [slot for slot in slots if slot.field in REGISTER]
    own = [slot for slot in slots if slot.field not in REGISTER]
    names = [slot for slot in own if slot.field in IDENTIFYING]
    if is_example(grid.name) or any(is_example(slot.text) for slot in names[:1]):
        return Reading(grid, "a page", columns, skipped=("an example",))
    if not names or len({slot.field for slot in own} - {"note"}) < 2:
        return Reading(grid, "no activity: nothing is filled in that names one", columns, head=head)
    if grid.page and (code := re.match(r"([A-Z]{1,5}-?\d{1,4})\b[:\s]*(.*)", grid.name)):
        own.insert(0, Slot("reference", code.group(1), grid.at(0, 0), "Heading"))
    return Reading(grid, "a page", columns, [own], head)


class _Page:
    """Walks down a page, knowing the section that it is in and the small headings over its columns."""

    def __init__(self, grid: Grid, mapping: Mapping_) -> None:
        self.grid, self.mapping = grid, mapping
        self.slots: list[Slot] = []
        self.columns: list[Column] = []
        self.section: Match | None = None
        self.heads: dict[int, str] = {}

    def triple(self, row: int) -> None:
        """A row of a Markdown page: section, key, value."""
        section, key, value = (*self.grid.rows[row], "", "")[:3]
        at = self.grid.at(row, 0)
        over = matched(section, self.mapping) if section else None
        own = matched(key, self.mapping) if key else None
        inside = over is not None and over.field in SECTIONS
        if inside and over and over.field != IGNORE:
            self._add(Slot(over.field, value, at, section, label=key, article=over.article), over)
        elif own and own.field != IGNORE and not (over and over.field in WHO):
            self._add(Slot(own.field, value, at, key, own.number or 0, "", own.article), own)
        elif over and over.field in WHO:
            self._add(Slot("controller-name" if over.field == "controller-name" else over.field, value, at, section, label=key), over)
        elif own is None:
            self._add(Slot("note", value, at, key or section), None)

    def row(self, row: int) -> None:
        """A row of a sheet: a section, a section with small headings, or a label with its values."""
        cells = [(column, text) for column, text in enumerate(self.grid.rows[row]) if text]
        if not cells:
            return
        (first, label), rest = cells[0], cells[1:]
        match = matched(label, self.mapping)
        if not rest:
            self._alone(match)
        elif all(self._is_head(text) for _, text in rest) and (len(rest) > 1 or normal(rest[0][1]) in small_headings()):
            self.section = match if match and match.field in SECTIONS else None
            self.heads = dict(rest)
        else:
            self._values(row, label, match, [(column, text) for column, text in rest if not is_blank(text)], first)

    def _is_head(self, text: str) -> bool:
        found = matched(text, self.mapping)
        return normal(text) in small_headings() or (found is not None and found.confidence >= EXACT and len(text) < 60)

    def _alone(self, match: Match | None) -> None:
        if match is None or match.number is not None or match.confidence < EXACT:
            return
        self.section, self.heads = (match if match.field in SECTIONS else None), {}

    def _values(self, row: int, label: str, match: Match | None, rest: Sequence[tuple[int, str]], first: int) -> None:
        if not rest or (match and match.field == IGNORE):
            return
        exact = match is not None and match.confidence >= EXACT
        joined, at = "\n".join(text for _, text in rest), self.grid.at(row, rest[0][0])
        if match and exact and match.field in WHO and self.heads:
            self._add(Slot(match.field, joined, at, label), match)
        elif self.section and self.heads and not (match and exact and match.field not in (self.section.field, "transfer-to", "discloses")):
            self._block(row, label, match, rest)
        elif match and not (self.section and not exact):
            self._add(Slot(match.field, joined, at, label, match.number or 0, "", match.article), match)
        elif self.section:
            self._add(Slot(self.section.field, joined, at, label, label=label), self.section)
        else:
            self._add(Slot("note", joined, self.grid.at(row, first), label), None)

    def _block(self, row: int, label: str, match: Match | None, rest: Sequence[tuple[int, str]]) -> None:
        """A row below small headings: each value for the section, or for the field that its small heading names."""
        assert self.section is not None  # noqa: S101 - the caller looked
        numbered = match is not None and match.number is not None
        transfer = self.section.field in ("transfers", "transfer-country")
        texts: list[str] = []
        for column, text in rest:
            small = matched(self.heads.get(column, ""), self.mapping)
            field = small.field if small and small.field in PARTS else self.section.field
            if transfer and field == self.section.field:
                field = "transfer-to"
            if field == self.section.field and not transfer:
                texts.append(text)
            else:
                self._add(Slot(field, text, self.grid.at(row, column), self.heads.get(column, label), row, label), small)
        if texts or (self.section.field == "data" and not transfer and not numbered):
            known = label if not numbered else ""
            head = texts[0] if texts else label
            more = f" ({'; '.join(texts[1:])})" if len(texts) > 1 else ""
            self._add(Slot(self.section.field, head + more, self.grid.at(row, rest[0][0]), label, label=known if texts else ""), self.section)

    def _add(self, slot: Slot, match: Match | None) -> None:
        if is_blank(slot.text):
            return
        self.slots.append(slot)
        if slot.heading not in {column.heading for column in self.columns}:
            self.columns.append(Column(slot.heading, slot.at, slot.field, match.confidence if match else 0.0))


def head_slots(grid: Grid, until: int, mapping: Mapping_) -> list[Slot]:
    """The register's own facts above a table: ``label | value`` or ``label: value``, also in blocks side by side."""
    found: list[Slot] = []
    over: dict[int, str] = {}
    for row in range(min(until, 40)):
        texts = list(grid.rows[row])
        if len([text for text in texts if text]) > 12:
            continue
        for column, text in enumerate(texts):
            label, colon, inside = text.partition(":")
            match = matched(label if colon else text, mapping)
            detail = details().get(normal(label))
            value = inside.strip() or _beside(texts, column, mapping)
            block = over.get(max((each for each in over if each <= column), default=-1))
            if detail and block and value:
                at = grid.at(row, column if inside.strip() else column + 1)
                found.append(Slot(block, value, at, label, label=detail))
            elif match and match.field in REGISTER and match.confidence >= EXACT:
                if value and not is_blank(value):
                    found.append(Slot(match.field, value, grid.at(row, column), label))
                if match.field in WHO:
                    over = {each: name for each, name in over.items() if each < column and row - 1 >= 0} if value else over
                    over[column] = match.field
    return [slot for slot in found if not is_blank(slot.text)]


def _beside(texts: Sequence[str], column: int, mapping: Mapping_) -> str:
    """The text of the next cell, where it is no label itself."""
    for text in texts[column + 1 : column + 3]:
        if text:
            label = text.partition(":")[0]
            return "" if normal(label) in details() or ((found := matched(label, mapping)) and found.confidence >= EXACT) else text
    return ""
