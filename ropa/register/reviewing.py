"""The review round: a workbook for each owner, and what comes back merged by reference number."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ropa.approvals import Approved, approvals_text, changed, read_approvals, statements_of
from ropa.documents.compiler import compile_form
from ropa.documents.grids import read_bytes
from ropa.documents.mint import digest, slug
from ropa.documents.workbooks import BROKEN
from ropa.errors import InputError
from ropa.fields import ACTIVITY, fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.register.core import Register, document_tables
from ropa.render.grades import article_of, is_open
from ropa.render.review import HEADINGS, KEYS, SENT, SHEET, Asked, Reviewed, review_workbook
from ropa.vocabulary import vocabulary
from ropa.words import Words

MOST = 5_000


@dataclass(frozen=True)
class Change:
    """One value that a review changes: of which activity, from what, to what."""

    path: Path
    activity: str
    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Approval:
    """An owner's approval of an activity as it is after the changes."""

    activity: str
    by: str
    on: str


def _activities(register: Register) -> dict[str, tuple[Path, Mapping[str, Any]]]:
    """The activities of registers by reference number, else by id: their file, and what it says."""
    found: dict[str, tuple[Path, Mapping[str, Any]]] = {}
    for path in register.workspace.documents:
        form = read_form(path).data
        if form["document"].get("kind") == "register":
            for item in form.get("activities") or []:
                name = str(item.get("reference") or item["id"])
                if name in found:
                    raise InputError(f"two activities have the reference {name}", where=path.name, remedy="Give each its own.")
                found[name] = (path, item)
    return found


def _iri(register: Register, path: Path, activity: str) -> tuple[str, str]:
    form = read_form(path).data
    base = register.workspace.base
    return f"{base}activity/{form['controller']['id']}/{activity}", f"{base}document/{form['document']['id']}"


def review_files(register: Register, lang: str) -> dict[str, bytes]:
    """A workbook for each owner, by file name: open questions about their activities, and the activities, in a language."""
    findings = [item for item in register.check(lang).findings if is_open(item)]
    fields = {field.key: field.name(lang) for field in fields_of(register.workspace.folder).of(ACTIVITY).values()}
    names = {key: fields.get(key, key) for key in KEYS}
    names["name"] = Words(lang)("activity")
    said: dict[Path, dict[str, Mapping[str, str]]] = {}
    owners: dict[str, list[Reviewed]] = {}
    questions: dict[str, list[Asked]] = {}
    for name, (path, item) in _activities(register).items():
        owner = _plain(item.get("owner")) or Words(lang)("review.no-owner")
        if path not in said:
            said[path] = _said(register, path, lang)
        values = {key: _plain(item.get(key)) for key in KEYS}
        owners.setdefault(owner, []).append(Reviewed(name, values, said[path].get(str(item["id"]), {})))
        about, _ = _iri(register, path, str(item["id"]))
        questions.setdefault(owner, []).extend(
            Asked(name, finding.message, finding.remedy, article_of(finding)) for finding in findings if finding.about == about
        )
    books = {owner: review_workbook(owner, rows, questions[owner], register.clocks, names=names, lang=lang) for owner, rows in sorted(owners.items())}
    return {f"{slug(owner)}-{digest([owner], 6)}.xlsx": data for owner, data in books.items()}


def _said(register: Register, path: Path, lang: str) -> dict[str, Mapping[str, str]]:
    """What the record drawn from a register says of each activity, by heading, without what the owner may correct."""
    form = read_form(path).data
    laid = register.lay_out(form["controller"]["id"], "generic", form["document"]["id"], lang, evidence="none")
    fields = fields_of(register.workspace.folder)
    own = {field.id for field in fields.of(ACTIVITY).values() if field.key in KEYS} | {"reference"}
    return {
        row.id: {
            column.heading: "\n".join(piece.line for piece in cell)
            for column, cell in zip(part.columns, row.cells, strict=True)
            if not own & set(column.fields)
        }
        for part in laid.parts
        for row in part.rows
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value")
    return "" if value is None else str(value)


def read_review(register: Register, path: Path) -> tuple[list[Change], list[Approval]]:
    """What a returned workbook changes and approves; nothing is written.

    Raises InputError for what is no review, a reference that the register has not, and a value that both sides have changed.
    """
    returned, sent = _sheet(path, SHEET), _sheet(path, SENT)
    known = _activities(register)
    changes, approvals, clashes = [], [], []
    for name, row in returned.items():
        if name not in known or name not in sent:
            raise InputError(f"no activity has the reference {name!r}", where=path.name, remedy="Leave the column of references as it was sent.")
        document, item = known[name]
        for key in KEYS:
            before, after, now = sent[name].get(key, ""), row.get(key, ""), _plain(item.get(key))
            if after not in (before, now):
                if now != before:
                    clashes.append(f"{name} {key}: sent {before!r}, now {now!r}, returned {after!r}")
                changes.append(Change(document, str(item["id"]), key, now, after))
        by, on = row.get("approved by", ""), row.get("approved on", "")
        if bool(by) != bool(on):
            raise InputError(f"{name}: an approval says who and on which day", where=path.name, remedy="Fill both cells, or neither.")
        if by:
            approvals.append(Approval(name, by, _day(on, name, path)))
    if clashes:
        raise InputError("changed on both sides: " + "; ".join(clashes), where=path.name, remedy="Decide which holds, and correct the cell.")
    return changes, approvals


def _day(text: str, name: str, path: Path) -> str:
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError as error:
        raise InputError(f"{name}: {text!r} is no date", where=path.name, remedy="Write it as 2027-03-31.") from error


def _sheet(path: Path, title: str) -> dict[str, dict[str, str]]:
    """The rows of a sheet by reference number. Values are read as saved: no formula is computed."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(read_bytes(path)), read_only=True, data_only=True, keep_links=False)
        if title not in book.sheetnames:
            raise InputError("is no review: it has no sheet " + title, where=path.name, remedy="`ropa record --review FOLDER` writes reviews.")
        sheet = book[title]
        sheet.reset_dimensions()
        rows = [[_cell(value) for value in row] for row in sheet.iter_rows(max_row=MOST, max_col=40, values_only=True)]
    except BROKEN as error:
        raise InputError(f"broken: {error}", where=path.name, remedy="Save it again as XLSX.") from error
    at = next((number for number, row in enumerate(rows) if row and row[0] == HEADINGS[0]), None)
    if at is None:
        raise InputError(f"the sheet {title} has lost its headings", where=path.name, remedy="Leave the headings as they were sent.")
    found: dict[str, dict[str, str]] = {}
    for row in rows[at + 2 :]:
        if row and row[0]:
            if row[0] in found:
                raise InputError(f"{row[0]} is there twice", where=path.name, remedy="Keep one row for each activity.")
            found[row[0]] = dict(zip(HEADINGS, [*row, *[""] * len(HEADINGS)], strict=False))
    return found


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def merged(register: Register, changes: list[Change]) -> dict[Path, str]:
    """The registers with the changes made, comments and order kept; each is compiled first, so that what breaks is not written.

    Raises FormError for a value that its field does not take.
    """
    from ropa.documents.verify import rewritten

    texts: dict[Path, str] = {}
    for path in dict.fromkeys(change.path for change in changes):
        wanted = {(change.activity, change.key): change.after for change in changes if change.path == path}
        texts[path] = rewritten(path, wanted)
        with tempfile.TemporaryDirectory() as place:
            (Path(place) / path.name).write_text(texts[path], encoding="utf-8")
            folder = register.workspace.folder
            form = read_form(Path(place) / path.name)
            compile_form(form, register.workspace.base, fields_of(folder), vocabulary(), document_tables(tables(folder)))
    return texts


def approved(register: Register, approvals: list[Approval]) -> str:
    """``approvals.csv`` with some approvals added: of the register as it now is."""
    rows = list(read_approvals(register.workspace.folder))
    known = _activities(register)
    for each in approvals:
        path, item = known[each.activity]
        activity, document = _iri(register, path, str(item["id"]))
        said = statements_of(register.dataset, activity, document)
        rows += [Approved(each.by, each.on, activity, name, key, value) for key, (name, value) in sorted(said.items())]
    return approvals_text(rows)


def approval_rows(register: Register) -> list[dict[str, Any]]:
    """Each approved activity: by whom, when, and how many facts changed since."""
    rows: dict[str, list[Approved]] = {}
    for each in read_approvals(register.workspace.folder):
        rows.setdefault(each.activity, []).append(each)
    documents = {_iri(register, path, str(item["id"])) for path, item in _activities(register).values()}
    found = []
    for activity, document in sorted(documents):
        if activity in rows:
            first, facts = rows[activity][0], changed(rows[activity], statements_of(register.dataset, activity, document))
            count = sum(facts.values())
            said = f"{count} fact{'' if count == 1 else 's'} changed" if count else "nothing changed"
            title = f"{said} since approval on {first.on} by {first.by}"
            found.append({"id": activity.rsplit("/", 1)[1], "title": title, "activity": activity, "by": first.by, "on": first.on, "changed": facts})
    return found
