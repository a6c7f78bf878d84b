"""A list of suppliers, as finance keeps it, held against a register: who is a recipient there, who is not, who is missing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ropa.compare.documents import card
from ropa.compare.names import Party, name_key
from ropa.compare.reading import Document
from ropa.compare.wording import fingerprint
from ropa.comparison import Card, Comparison, Difference, Match, Place, Remark, Voice
from ropa.errors import InputError
from ropa.namespaces import ROPA
from ropa.words import Words

_HEADINGS = (
    "supplier,suppliers,supplier name,name,vendor,vendor name,company,creditor,leverantör,leverantörsnamn,namn,toimittaja,toimittajan nimi,nimi,"
    "lieferant,lieferantenname,kreditor,anbieter,fournisseur,nom,nom du fournisseur,prestataire"
)
HEADINGS = frozenset(_HEADINGS.split(","))
"""Headings of a column of names, without case, in the five languages."""


@dataclass(frozen=True)
class Supplier:
    """A name of the list and where it stands."""

    name: str
    where: str


@dataclass(frozen=True)
class SupplierList:
    """A list of suppliers: its file and its names, each once."""

    file: str
    suppliers: tuple[Supplier, ...]


def read_suppliers(path: Path) -> SupplierList:
    """The names of a CSV file: the column with a known heading, else the first.

    Commas, semicolons and tabs part the columns. Raises InputError where the file cannot be read, is not UTF-8, or has no names.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=path.name, remedy="Save the list as CSV in UTF-8.") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the path.") from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", where=f"{path.name}:{reader.line_num}", remedy="Save the list as CSV in UTF-8.") from error
    rows = [row for row in rows if any(row[1])]
    known = [index for index, cell in enumerate(rows[0][1]) if cell.casefold() in HEADINGS] if rows else []
    column = known[0] if known else 0
    found: dict[str, Supplier] = {}
    for line, cells in rows[1:] if known else rows:
        if len(cells) > column and cells[column]:
            found.setdefault(name_key(cells[column]), Supplier(cells[column], f"{path.name}:{line}"))
    if not found:
        raise InputError("the list has no names", where=path.name, remedy="Give it a column headed supplier, or the names in the first column.")
    return SupplierList(path.name, tuple(found.values()))


def suppliers_of(doc: Document) -> SupplierList:
    """The parties of a list of vendors as suppliers."""
    return SupplierList(doc.file, tuple(Supplier(party.name, _where(doc, party) or doc.file) for party in doc.parties if not party.category))


def compare_suppliers(suppliers: SupplierList | Document, register: Document, lang: str = "en") -> Comparison:
    """Which suppliers are recipients in a register.

    By the vendor table (names and aliases; a service and its provider count as one), else by name without its legal form.
    Neither list owes the other its names: a supplier may get no personal data, a recipient may send no invoice.
    """
    words = Words(lang)
    listed = suppliers_of(suppliers) if isinstance(suppliers, Document) else suppliers
    recipients = [party for party in register.recipients() if not party.category and party.iri != register.controller]
    pairs = {each: _find(each.name, recipients, register) for each in listed.suppliers}
    differences = [_not_recipient(each, register, words, listed) for each, found in pairs.items() if not found]
    met = {party.iri for found in pairs.values() for party, _ in found}
    differences += [_not_supplier(party, register, words, listed) for party in recipients if party.iri not in met]
    matches = [
        Match(Place(each.name, each.name), Place(party.id, party.name), by, listed.file) for each, found in pairs.items() for party, by in found
    ]
    matched = sum(1 for found in pairs.values() if found)
    side = card(suppliers) if isinstance(suppliers, Document) else Card(Path(listed.file).stem, "supplier-list", listed.file, "", listed.file)
    return Comparison(
        mode="suppliers",
        a=(_counted(side, len(listed.suppliers), matched),),
        b=_counted(card(register), len(recipients), len(met)),
        matches=tuple(matches),
        differences=tuple(sorted(differences, key=lambda item: (item.gravity != "missing", item.kind))),
        lang=lang,
    )


def _find(name: str, recipients: Sequence[Party], register: Document) -> list[tuple[Party, str]]:
    supplier = register.directory.named(name)
    found = []
    for party in recipients:
        if supplier.vendors and party.vendors:
            related = supplier.vendors & (party.vendors | party.providers) or party.vendors & supplier.providers
            if related:
                found.append((party, "vendor"))
        elif supplier.keys & party.keys:
            found.append((party, "name"))
    return found


def _not_recipient(supplier: Supplier, register: Document, words: Words, listed: SupplierList) -> Difference:
    known = register.directory.vendor(supplier.name) is not None
    code = "supplier-known" if known else "supplier-unknown"
    place = Place(supplier.name, supplier.name)
    return Difference(
        id=fingerprint(listed.file, register.id, "supplier", "only-in-a", name_key(supplier.name)),
        document=listed.file,
        kind="only-in-a",
        gravity="missing" if known else "note",
        property="supplier",
        property_name=words("compare.supplier"),
        at_a=place,
        at_b=None,
        a=(Voice(Path(listed.file).stem, supplier.name, (name_key(supplier.name),), where=supplier.where),),
        remarks=(Remark(code, words(f"compare.remark.{code}")),),
        article="Art. 30(1)(d)" if known else None,
    )


def _not_supplier(party: Party, register: Document, words: Words, listed: SupplierList) -> Difference:
    said = [each for each in register.statements if each.field.id == "discloses" and register.one(each.value.value, ROPA("recipient")) == party.iri]
    names = {item.iri: item.name for item in register.activities}
    return Difference(
        id=fingerprint(listed.file, register.id, "supplier", "only-in-b", party.id),
        document=listed.file,
        kind="only-in-b",
        gravity="note",
        property="supplier",
        property_name=words("compare.supplier"),
        at_a=None,
        at_b=Place(party.id, party.name),
        b=(Voice(register.id, party.name, (party.id,), said[0].modality, said[0].proposed, quotes=said[0].quotes, where=said[0].where),),
        remarks=(Remark("no-supplier", words("compare.remark.no-supplier")),),
        activities=tuple(dict.fromkeys(names[each.subject] for each in said if each.subject in names)),
    )


def _where(doc: Document, party: Party) -> str | None:
    return next((said.where for said in doc.statements if said.subject == party.iri), None)


def _counted(side: Card, statements: int, matched: int) -> Card:
    return replace(side, statements=statements, matched=matched)
