"""What readers of other tools share: a document being drafted, the tool's own words moved to DPV by tables, notes for the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import get_global

from ropa.assets import root
from ropa.documents.cells import country, period
from ropa.documents.cells import term as word_term
from ropa.documents.lexicon import TOPS, normal
from ropa.documents.mint import slug
from ropa.documents.parties import LEGAL, LONG, Item, identifier
from ropa.documents.readers import Draft, Settings
from ropa.documents.table import vendor_names
from ropa.documents.trees import MAX_VALUES, Node
from ropa.errors import InputError
from ropa.evidence import sha256


@cache
def taxonomy(tool: str) -> Mapping[tuple[str, str], str]:
    """(kind, the tool's word in small letters) to our term, from ``data/tables/<tool>.csv``."""
    text = (root("data") / "tables" / f"{tool}.csv").read_text(encoding="utf-8")
    return {(row["kind"], row["word"].casefold()): row["term"] for row in csv.DictReader(io.StringIO(text))}


def mapped(tool: str, kind: str, word: str) -> str | None:
    """The term of a tool's word where its meaning is the same; that of a dotted word's nearest parent where the tool says it is one."""
    known = taxonomy(tool)
    parts = word.casefold().split(".")
    return next((term for end in range(len(parts), 0, -1) if (term := known.get((kind, ".".join(parts[:end]))))), None)


def worded(key: str, word: str) -> str:
    """The term of free words, by the tables that registers in tables are read with; the top term where none is known."""
    return word_term(key, word)


def termed(tool: str, kind: str, key: str, word: str) -> str:
    """The term of a tool's word for a key of the form; the top term where the tool's table has none."""
    return mapped(tool, kind, word) or TOPS[key]


def country_code(text: str) -> str | None:
    """The ISO 3166 code of two letters of a code of three (by CLDR), a code of two, or a name."""
    found = get_global("territory_aliases").get(text.upper()) if len(text) == 3 else None
    return found[0] if found and len(found) == 1 and len(found[0]) == 2 else country(text)


def kept(item: Mapping[str, Any]) -> Item:
    """An item without what it does not say."""
    return {key: value for key, value in item.items() if value not in (None, "", [], {}, ())}


def retention(text: str, at: str, scope: str = "") -> Item:
    """A retention: a period where its words give one and nothing else, always the words."""
    found = period(text)
    said = {"duration": found.duration, "bound": found.bound, "countsFrom": found.counts_from} if found.duration else {"criterion": text}
    return kept({**said, "scope": scope, "label": text, "cell": at})


ORDER = (
    "id", "name", "reference", "cell", "status", "owner", "unit", "from", "until", "people", "reviewDate", "responsibility", "onBehalfOf",
    "jointControl", "processingCategories", "purpose", "legal_basis", "dataSubjects", "data", "sources", "discloses", "transfers", "hosting",
    "retention", "measures", "rights", "automated", "systems", "facts", "papers", "note",
)  # fmt: skip


MAX_TEXT = 60_000_000


@dataclass
class Budget:
    """What a draft has taken so far: a small file may say one thing of very many activities."""

    values: int = 0
    text: int = 0

    def take(self, size: int) -> None:
        """Count one value of a size in characters. Raises InputError beyond what a register holds."""
        self.values, self.text = self.values + 1, self.text + size
        if self.values > MAX_VALUES or self.text > MAX_TEXT:
            remedy = f"At most {MAX_VALUES:,} values are drafted; split the file."
            raise InputError("too large for a register: what it says of all is repeated at each activity", where="the draft", remedy=remedy)


@dataclass
class Activity:
    """One activity being drafted."""

    item: Item
    budget: Budget = field(default_factory=Budget)
    seen: dict[tuple[str, str], tuple[Item, dict[str, None]]] = field(default_factory=dict)

    def add(self, key: str, value: Item) -> None:
        """Add a value to a list, once; what another place says too gets that place as well."""
        said = repr({part: each for part, each in value.items() if part != "cell"})
        self.budget.take(len(said))
        if (key, said) not in self.seen:
            self.item.setdefault(key, []).append(value)
            self.seen[key, said] = (value, dict.fromkeys(_cells(value)))
            return
        same, cells = self.seen[key, said]
        new = [cell for cell in _cells(value) if cell not in cells]
        if new:
            cells.update(dict.fromkeys(new))
            same["cell"] = _cells(same) if isinstance(same.get("cell"), str) else same.get("cell", [])
            same["cell"] += new

    def note(self, heading: str, node: Node) -> None:
        """Keep what has no place, in its own words."""
        if said := node.spoken():
            self.add("note", {"value": f"{heading}: {said}" if heading else said, "cell": node.at})

    def set(self, key: str, node: Node, value: str | None = None) -> None:
        """Give a key its one value, where it says something."""
        if value or node.text:
            self.item[key] = {"value": value or node.text, "cell": node.at}

    def form(self) -> Item:
        """The activity in the order of the form."""
        return {key: self.item[key] for key in ORDER if key in self.item}


def _cells(value: Item) -> list[str]:
    """The places of a value, as a list of its own."""
    cell = value.get("cell", [])
    return list(cell) if isinstance(cell, list) else [cell]


@dataclass
class Ids:
    """Ids that are taken, and the number at which each base goes on."""

    taken: set[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, words: str, otherwise: str) -> str:
        """A short id of some words that is not taken yet."""
        base = identifier(words, frozenset(), otherwise)
        found, number = base, self.numbers.get(base, 2)
        while found in self.taken:
            found, number = f"{base}-{number}", number + 1
        self.numbers[base] = number
        self.taken.add(found)
        return found


@dataclass
class Register:
    """One document being drafted from files of another tool."""

    id: str
    title: str
    language: str = "en"
    kind: str = "register"
    parties: dict[str, Item] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    about: Item = field(default_factory=dict)
    controller: Item = field(default_factory=dict)
    contacts: list[Item] = field(default_factory=list)
    more: Item = field(default_factory=dict)
    """Other keys of the document: ``authorities``, ``general``."""
    budget: Budget = field(default_factory=Budget)
    ids: Ids = field(default_factory=lambda: Ids(set()))
    party_ids: Ids = field(default_factory=lambda: Ids({*vendor_names().values(), "controller"}))
    names: dict[str, str] = field(default_factory=dict)

    def activity(self, words: str, name: str, at: str) -> Activity:
        """A new activity with an id of its own out of some words."""
        made = Activity({"id": self.ids.of(words, "activity"), "name": name, "cell": at}, self.budget)
        self.budget.take(len(name))
        self.activities.append(made)
        return made

    def party(self, node: Node, name: str, **more: str | None) -> str:
        """The id of a party with a name: the vendor table's where that knows it. A company's form, or the tool, says that it is named."""
        key = normal(name) or name
        if key not in self.names:
            vendor = vendor_names().get(key)
            found = vendor if vendor and vendor not in self.parties else self.party_ids.of(name, "party")
            named = vendor is not None or LEGAL.search(name[:LONG]) is not None
            self.parties[found] = {"id": found, "name": name, "kind": "named" if named else "category", "cell": node.at}
            self.names[key] = found
            self.budget.take(len(name))
        self.parties[self.names[key]].update(kept(more))
        return self.names[key]

    def leave(self, node: Node, why: str) -> None:
        """Tell what found no place."""
        self.left_out.append(f"{node.at}: {why}")

    def draft(self, files: Sequence[tuple[Path, bytes]], settings: Settings, report: Iterable[str] = ()) -> Draft:
        """The document as a draft; it names its one file, and is called by it where it names no controller. Raises InputError for a mapping."""
        if settings.mapping:
            raise InputError("a mapping is for tables", where=files[0][0].name, remedy="Leave --mapping out: this tool's fields are known.")
        name = settings.controller or str(self.controller.get("name") or "")
        if not name:
            self.left_out.append("the file names no controller: the document is called by the file; name it with --controller")
            name = files[0][0].stem
        cells = self.controller.get("cell")
        own = kept({"id": identifier(name, set(), "controller"), **self.controller, "name": name})
        about: Item = {"id": self.id, "kind": self.kind, "title": self.title, "language": settings.language or self.language, "complete": True}
        about.update(self.about)
        if len(files) == 1:
            about.update({"file": files[0][0].name, "sha256": sha256(files[0][1])})
        form: Item = {"format": 1, "document": about, "controller": {**{key: own[key] for key in own if key != "cell"}, **kept({"cell": cells})}}
        form |= kept({"contacts": self.contacts, **self.more})
        activities = [each.form() for each in self.activities]
        form |= {"parties": list(self.parties.values()), "activities": activities}
        return Draft(form, tuple(dict.fromkeys(self.left_out)), tuple(report))


def stem_id(path: Path, more: str = "") -> str:
    """The id of a document out of its file's name."""
    return "-".join(part for part in (slug(path.stem) or "register", slug(more)) if part)


def contact(kind: str, node: Node, *, name: str | None = None) -> Item:
    """A contact out of a mapping with name, address, country, e-mail and phone; empty where it says none of them."""
    found = kept({
        "name": name or node["name"].text,
        "address": node["address"].text,
        "country": country_code(node["country"].text) if node["country"].text else None,
        "email": node["email"].text,
        "phone": node["phone"].text,
    })
    return {"kind": kind, **found, "cell": node.at} if found else {}
