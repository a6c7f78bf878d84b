"""Tables: registers kept as XLSX, ODS, CSV or Markdown, in the headings of many templates and ten languages.

One document for each controller that the rows name; every value with the cell that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from ropa.documents.activities import ActivityWriter, role_of
from ropa.documents.cells import country, day, denies_nothing, is_unknown
from ropa.documents.grids import SUFFIXES, read_bytes, read_grids
from ropa.documents.lexicon import language_of, normal
from ropa.documents.mint import slug
from ropa.documents.parties import Item, Parties, contact, details, identifier
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.shapes import read_grid
from ropa.documents.slots import IDENTIFYING, IGNORE, Reading, Slot
from ropa.errors import InputError
from ropa.evidence import sha256
from ropa.law import tables

Activity = Sequence[Slot]


def _recognises(path: Path, start: bytes) -> bool:  # noqa: ARG001 - readers share one form
    return path.suffix.lower() in SUFFIXES


def read_file(path: Path, mapping: Mapping[str, str]) -> list[Reading]:
    """What each grid of a file was read as: tables first, then pages, in the order of the file."""
    readings = [read_grid(grid, mapping) for grid in read_grids(path)]
    return sorted(readings, key=lambda reading: reading.how.startswith("a page"))


def _read(paths: Sequence[Path]) -> list[Draft]:
    return read_tables(paths, Settings())


def read_tables(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    """The documents of one table file. Raises InputError for a file that is broken, or more than one file."""
    if len(paths) > 1:
        raise InputError("tables are read one file at a time", where=paths[1].name, remedy="Run `ropa import` once for each file.")
    path = paths[0]
    readings = read_file(path, settings.mapping)
    head = [slot for reading in readings for slot in reading.head]
    activities = _merged([list(each) for reading in readings for each in reading.activities])
    report = tuple(line for reading in readings for line in _report(reading))
    shared = details([slot for slot in head if slot.field == "controller-name"])
    owners = _owners(activities, settings.controller or shared.get("name") or "")
    several = len(owners) > 1
    drafts = []
    for name, own in owners.items():
        stem = slug(path.stem) or "register"
        register = _Document(path, settings, head, f"{stem}-{slug(name) or 'unnamed'}" if several else stem)
        drafts.append(register.draft(name, own, report))
    return drafts


# -- putting together --------------------------------------------------------------------------------------------------
def _merged(found: Sequence[list[Slot]]) -> list[list[Slot]]:
    """Activities of several sheets with the same reference as one: an index and a page for each."""
    merged: dict[str, list[Slot]] = {}
    for number, slots in enumerate(found):
        reference = next((slot for slot in slots if slot.field == "reference"), None)
        key = f"{normal(reference.text)}" if reference else f"\n{number}"
        if reference and key in merged and not _same_grid(merged[key], slots):
            merged[key] += [slot for slot in slots if slot.field != "reference"]
        else:
            merged[key if key not in merged else f"{key}\n{number}"] = list(slots)
    return list(merged.values())


def _same_grid(first: Activity, second: Activity) -> bool:
    """Whether two activities stand in one sheet: a reference given twice there is two activities."""
    one, two = first[0].at, second[0].at
    if one.startswith("line ") and two.startswith("line "):
        return first[0].heading == second[0].heading
    return one.rpartition("!")[0] == two.rpartition("!")[0]


def _owners(activities: Sequence[list[Slot]], shared: str) -> dict[str, list[list[Slot]]]:
    """The activities by the name of their controller; a name in the first row alone stands for all."""
    named = [(_controller(slots), slots) for slots in activities]
    names = [name for name, _ in named if name]
    first_alone = len(names) == 1 and bool(named[0][0]) and len(named) > 1
    otherwise = shared or (names[0] if first_alone else "")
    owners: dict[str, list[list[Slot]]] = {}
    for name, slots in named:
        owner = name or otherwise
        same = next((each for each in owners if normal(each) == normal(owner)), owner)
        owners.setdefault(same, []).append(slots)
    return owners or {otherwise: []}


def _controller(slots: Activity) -> str:
    """The controller that a row names; on a processor's row it is the one served, not the register's own."""
    if any(slot.field == "responsibility" and role_of(slot) == "processor" for slot in slots):
        return ""
    for slot in slots:
        if slot.field == "controller-name" and not is_unknown(slot.text) and denies_nothing(slot.text):
            return str(details([slot]).get("name") or "")
    return ""


class _Document:
    """One document being drafted from a table file."""

    def __init__(self, path: Path, settings: Settings, head: Sequence[Slot], identity: str) -> None:
        self.path, self.settings, self.head, self.id = path, settings, head, identity
        self.left_out: list[str] = []

    def draft(self, name: str, activities: Sequence[Activity], report: tuple[str, ...]) -> Draft:
        """The form of one controller's activities."""
        parties = Parties(vendor_names())
        writer = ActivityWriter(parties, self.left_out)
        written = [writer.write(list(self._own(slots))) for slots in activities]
        rows = [slot for slots in activities for slot in slots]
        controller = self._details(name, rows)
        form: Item = {"format": 1, "document": self._about(rows), "controller": controller}
        contacts = self._contacts(rows)
        if contacts:
            form["contacts"] = contacts
        return Draft({**form, "parties": list(parties.items.values()), "activities": written}, tuple(dict.fromkeys(self.left_out)), report)

    def _own(self, slots: Activity) -> Iterator[Slot]:
        """An activity's slots; the controller of a processor's row is the one it is done for; the register's own are left out."""
        serves = any(slot.field == "responsibility" and role_of(slot) == "processor" for slot in slots)
        for slot in slots:
            if slot.field == "controller-name" and serves:
                yield replace(slot, field="on-behalf-of")
            elif slot.field in ("document-date", "document-version"):
                yield replace(slot, field="note")
            elif slot.field.startswith(("controller-", "contact")):
                if is_unknown(slot.text):
                    self.left_out.append(f"{slot.at}: “{slot.text[:24]}…” cannot be read")
            else:
                yield slot

    def _about(self, rows: Activity) -> Item:
        language = self.settings.language or language_of(" ".join(slot.text for slot in rows) + " ".join(slot.heading for slot in rows[:60]))
        about: Item = {"id": self.id, "kind": "register", "title": self.path.stem, "language": language, "complete": True}
        for name, key in (("document-date", "date"), ("document-version", "version")):
            values = [value for slot in self.head if slot.field == name and (value := day(slot.text) if key == "date" else slot.text)]
            if values:
                about[key] = values[0]
        return {**about, "file": self.path.name, "sha256": sha256(read_bytes(self.path))}

    def _details(self, name: str, rows: Activity) -> Item:
        own = [slot for slot in self.head if slot.field == "controller-name"]
        shared = details(own)
        if not name:
            self.left_out.append("the file names no controller: the document is called by the file; name it with --controller")
            return {"id": slug(self.path.stem) or "controller", "name": self.path.stem}
        found: Item = {"id": identifier(name, frozenset(), "controller"), "name": name}
        if normal(shared.get("name", "")) == normal(name) or self.settings.controller:
            found = {**{key: value for key, value in shared.items() if key != "name"}, **found}
        for slot in [*self.head, *rows]:
            key = slot.field.removeprefix("controller-")
            if slot.field.startswith("controller-") and slot.field != "controller-name" and not is_unknown(slot.text) and denies_nothing(slot.text):
                for detail, value in ({key: " ".join(slot.text.split())} if key != "email" else _reached(slot.text)).items():
                    found.setdefault(detail, value)
        if "country" not in found and (code := country(found.get("address", "").rpartition(",")[2].strip())):
            found["country"] = code
        named = (slot.at for slot in rows if slot.field == "controller-name" and normal(slot.text).startswith(normal(name)))
        cells = [slot.at for slot in own] or list(named)[:1]
        ordered: Item = {key: found[key] for key in ("id", "name", "address", "country", "email", "phone") if key in found}
        return {**ordered, "cell": cells} if cells else ordered

    def _contacts(self, rows: Activity) -> list[Item]:
        found: list[Item] = []
        for field, kind in (("contacts", "dpo"), ("contact-kind", "representative")):
            head = [slot for slot in self.head if slot.field == field]
            for slots in [head] if head else [[slot] for slot in rows if slot.field == field]:
                contact = details(slots)
                if contact.get("name") or contact.get("email"):
                    item = {"kind": kind, **contact}
                    if item not in [{key: value for key, value in each.items() if key != "cell"} for each in found]:
                        found.append({**item, "cell": [slot.at for slot in slots]})
        return found


def _reached(text: str) -> Item:
    """Address, e-mail and phone out of a text of contact details."""
    found = contact(text)
    address = ", ".join(part for part in (found.pop("name", ""), found.get("address", "")) if part)
    return {**found, "address": address} if address else found


@cache
def vendor_names() -> Mapping[str, str]:
    """Normalised names and aliases of the vendor table to its ids."""
    found: dict[str, str] = {}
    for row in tables()["vendors"]:
        for name in (row["name"], *row["aliases"].split(";")):
            if name.strip():
                found.setdefault(normal(name), row["id"])
    return found


# -- the preview -------------------------------------------------------------------------------------------------------
def _report(reading: Reading) -> Iterator[str]:
    """What a grid was read as, in lines."""
    count = "1 activity" if len(reading.activities) == 1 else f"{len(reading.activities)} activities"
    yield f"{reading.grid.name or 'the table'}: {reading.how}; {count}"
    if not reading.activities and not any(column.field in IDENTIFYING for column in reading.columns):
        return
    for column in reading.columns:
        if column.heading:
            kind = "note (not recognised)" if column.field == "note" and column.confidence == 0 else column.field
            more = " (a tick stands for the heading)" if column.matrix else ""
            sure = "" if column.field == IGNORE or column.confidence == 0 else f", {round(column.confidence * 100)} % sure"
            heading = " ".join(column.heading.split())
            yield f"  {column.at}  “{heading[:70]}” → {kind}{more}{sure}"
    yield from (f"  skipped {line}" for line in reading.skipped)


def headings(path: Path, mapping: Mapping[str, str]) -> list[tuple[str, str, float]]:
    """(heading, field or ``note``, how sure) of all columns of a file that hold activities: what a mapping says."""
    found: dict[str, tuple[str, str, float]] = {}
    for reading in read_file(path, mapping):
        for column in reading.columns:
            if column.heading and not (reading.activities == () and not column.confidence):
                found.setdefault(normal(column.heading), (column.heading, column.field, column.confidence))
    return list(found.values())


READER = Reader("table", "registers in tables (XLSX, ODS, CSV, Markdown)", _recognises, _read, read_tables)
