"""From the slots of an activity to the activity of the form; what finds no place is kept as a note and told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ropa.documents.cells import GROUND, REFERRING, country_list, day, grounds, is_unknown, items, opens_with_none, plain, says, term
from ropa.documents.combined import parted, periods
from ropa.documents.lexicon import normal, rights, words
from ropa.documents.parties import EMAIL, Item, Parties, identifier
from ropa.documents.slots import Slot
from ropa.documents.transfers import denies, transfers

TERMED = {"purpose": ("purpose", False), "data-subjects": ("dataSubjects", True), "measures": ("measures", True)}
DATES = {"from": "from", "until": "until", "review-date": "reviewDate"}
TEXTS = ("owner", "unit")
SHORT = 8
ORDER = (
    "id", "name", "reference", "cell", "status", "owner", "unit", "from", "until", "people", "reviewDate", "responsibility", "onBehalfOf",
    "jointControl", "processingCategories", "purpose", "legal_basis", "dataSubjects", "data", "sources", "discloses", "transfers", "hosting",
    "retention", "measures", "rights", "automated", "systems", "facts", "papers", "note",
)  # fmt: skip


@dataclass
class ActivityWriter:
    """Writes the activities of one document."""

    parties: Parties
    left_out: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def write(self, slots: Sequence[Slot]) -> Item:
        """The activity of some slots."""
        self.slots = slots = tuple(parted(slots))
        self.item: Item = {}
        name = next((slot for each in ("activity-name", "purpose", "processing-categories", "reference") if (slot := self._first(each))), slots[0])
        reference = self._first("reference")
        self.item["name"] = " ".join(name.text.split())
        self.item["cell"] = name.at
        if reference:
            self.item["reference"] = {"value": reference.text, "cell": reference.at}
        self.item["id"] = identifier(reference.text if reference else self.item["name"], self.ids, "activity")
        self.ids.add(self.item["id"])
        for slot in slots:
            if slot.field == "activity-name" and slot is not name:
                self._note(slot)
        for write in (self._texts, self._dates, self._status, self._people, self._terms, self._grounds, self._data, self._recipients, self._who):
            write()
        found, notes = transfers(slots, self.parties)
        for transfer in found:
            self._add("transfers", transfer)
        for slot in notes:
            if slot.field == "transfers" and denies(slot.text):
                self._note(slot)
            else:
                self._unplaced(slot, "is not placed as it stands")
        for write in (self._retention, self._lists, self._sources, self._hosting, self._rights, self._said, self._papers):
            write()
        return {key: self.item[key] for key in ORDER if key in self.item}

    # -- small things --------------------------------------------------------------------------------------------------
    def _first(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.field == name and not is_unknown(slot.text)), None)

    def _all(self, *names: str) -> Iterator[Slot]:
        return (slot for slot in self.slots if slot.field in names and not is_unknown(slot.text))

    def _add(self, key: str, value: Any) -> None:
        """Add a value once, with every cell that says it."""
        values = self.item.setdefault(key, [])
        same = next((each for each in values if _said(each) == _said(value)), None)
        if same is None:
            values.append(value)
        elif isinstance(value, dict) and value["cell"] != same["cell"]:
            same["cell"] = list(dict.fromkeys([*_cells(same), *_cells(value)]))

    def _note(self, slot: Slot, text: str | None = None) -> None:
        heading = f"{slot.heading}: {slot.label}" if slot.label and slot.label != slot.heading else slot.heading
        said = text or slot.text
        self._add("note", {"value": f"{heading}: {said}" if heading else said, "cell": slot.at})

    def _unplaced(self, slot: Slot, why: str, text: str | None = None) -> None:
        """Keep what could not be placed as a note, and tell it."""
        self._note(slot, text)
        self.left_out.append(f"{slot.at}: “{(text or slot.text)[:80]}” {why}; kept as a note")

    def _values(self, slot: Slot, *, commas: bool) -> Iterator[str]:
        """The values of a cell, without those that deny something; a lone none is no value, nor a yes before the values."""
        if says("none", slot.text) or says("yes", slot.text) or says("no", slot.text):
            self._unplaced(slot, "is no value here")
            return
        for item in items(slot.text, commas=commas):
            if REFERRING.match(item):
                self._unplaced(slot, "only points at another activity", item)
            elif opens_with_none(item) and len(item.split()) <= SHORT:
                self._unplaced(slot, "denies something and names nothing", item)
            elif says("none", item) or is_unknown(item) or says("yes", item):
                continue
            else:
                yield item

    # -- fields --------------------------------------------------------------------------------------------------------
    def _texts(self) -> None:
        for key in TEXTS:
            for slot in self._all(key):
                if key in self.item or says("none", slot.text):
                    self._note(slot)
                else:
                    self.item[key] = {"value": " ".join(slot.text.split()), "cell": slot.at}

    def _dates(self) -> None:
        for name, key in DATES.items():
            for slot in self._all(name):
                moment = day(plain(slot.text))
                if moment and key not in self.item:
                    self.item[key] = {"value": moment, "cell": slot.at}
                else:
                    self._unplaced(slot, "is no date")

    def _status(self) -> None:
        for slot in self._all("status"):
            status = next((kind for kind in ("active", "draft", "ended") if says(kind, slot.text)), None)
            if status and "status" not in self.item:
                self.item["status"] = {"value": status, "cell": slot.at}
            else:
                self._note(slot)

    def _people(self) -> None:
        for slot in self._all("people"):
            number = re.sub(r"[\s.,'\u202f]", "", slot.text)
            if number.isdecimal() and "people" not in self.item:
                self.item["people"] = {"value": str(int(number)), "cell": slot.at}
            else:
                self._note(slot)

    def _terms(self) -> None:
        for name, (key, commas) in TERMED.items():
            for slot in self._all(name):
                if name == "measures" and says("none", slot.text):
                    self._add(key, {"value": term(key, ""), "label": slot.text, "modality": "denied", "cell": slot.at})
                    continue
                for text in self._values(slot, commas=commas):
                    label = f"{slot.label}: {text}" if slot.label and slot.label != slot.heading and name != "purpose" else text
                    self._add(key, {"value": term(key, text), "label": label, "cell": slot.at})

    def _grounds(self) -> None:
        interest = self._first("interest")
        for slot in self._all("legal-basis"):
            for text in self._values(slot, commas=False):
                found = grounds(text, slot.article)
                for basis in found:
                    self._ground(basis, text, slot)
                if not found:
                    self._unplaced(slot, "names no point of Art. 6(1) or 9(2)", text)
        for slot in self._all("purpose"):
            if GROUND.search(slot.text):
                for basis in grounds(slot.text):
                    self._ground(basis, slot.text, slot)
        if interest and not says("none", interest.text):
            ground = next((each for each in self.item.get("legal_basis", []) if each["basis"] == "eu-gdpr:A6-1-f"), None)
            if ground:
                ground["interest"] = interest.text
                ground["cell"] = [*_cells(ground), interest.at]
            else:
                self._unplaced(interest, "is an interest without Art. 6(1)(f)")

    def _ground(self, basis: str, text: str, slot: Slot) -> None:
        """A legal basis once, with the fuller words and every cell that names it."""
        known = next((each for each in self.item.get("legal_basis", []) if each["basis"] == basis), None)
        if known is None:
            self._add("legal_basis", {"basis": basis, "label": text, "cell": slot.at})
            return
        known["label"] = max(known["label"], text, key=len)
        known["cell"] = list(dict.fromkeys([*_cells(known), slot.at]))

    def _data(self) -> None:
        for slot in self._all("data"):
            texts = list(self._values(slot, commas=True))
            if slot.label and slot.label != slot.text and texts:
                inner = [{"label": text, "category": [term("data", text)]} for text in texts]
                self._add("data", {"label": slot.label, "category": [term("data", slot.label)], "items": inner, "cell": slot.at})
            else:
                for text in texts:
                    self._add("data", {"label": text, "category": [term("data", text)], "cell": slot.at})

    def _recipients(self) -> None:
        for slot in self._all("discloses", "role"):
            role: Item = {"role": "processor"} if slot.field == "role" else {}
            if denies(slot.text):
                if not role:
                    self._add("discloses", {"modality": "denied", "cell": slot.at})
                if role or not says("none", slot.text):
                    self._note(slot)
                continue
            for text in self._values(slot, commas=True):
                self._add("discloses", {"to": self.parties.of(text, slot.at), **role, "cell": slot.at})
        if len(self.item.get("discloses", [])) > 1:
            self.item["discloses"] = [each for each in self.item["discloses"] if each.get("modality") != "denied"]

    def _who(self) -> None:
        for slot in self._all("joint-control"):
            names = [text for text in items(slot.text, commas=False) if not EMAIL.fullmatch(text)]
            if denies(slot.text) or not names:
                self._note(slot)
            else:
                self._add("jointControl", {"with": [self.parties.of(name, slot.at) for name in names], "cell": slot.at})
        for slot in self._all("on-behalf-of"):
            for text in self._values(slot, commas=False):
                self._add("onBehalfOf", {"value": self.parties.of(text, slot.at), "cell": slot.at})
        for slot in self._all("responsibility"):
            role_ = role_of(slot)
            if role_ in ("processor", "joint") and "responsibility" not in self.item:
                self.item["responsibility"] = {"value": role_, "cell": slot.at}
            else:
                self._note(slot)

    def _retention(self) -> None:
        known = [slot for slot in self._all("retention") if not says("none", slot.text)]
        for slot in self._all("retention"):
            if slot not in known:
                self._unplaced(slot, "is no time limit")
        starts = list(self._all("counts-from"))
        found = periods(known, starts)
        for value in found:
            self._add("retention", value)
        placed = {cell for value in found for cell in _cells(value)}
        for slot in starts:
            if slot.at not in placed:
                self._unplaced(slot, "starts no one period")

    def _lists(self) -> None:
        for name, key in (("systems", "systems"), ("processing-categories", "processingCategories")):
            for slot in self._all(name):
                for text in self._values(slot, commas=True):
                    self._add(key, {"value": text, "cell": slot.at})

    def _sources(self) -> None:
        for slot in self._all("sources"):
            for text in self._values(slot, commas=True):
                kind = {"kind": "data-subject"} if says("from-data-subject", text) or term("dataSubjects", text) != "dpv:DataSubject" else {}
                self._add("sources", {**kind, "label": text, "cell": slot.at})

    def _hosting(self) -> None:
        for slot in self._all("hosting"):
            codes, _ = country_list(slot.text)
            for code in codes or ("",):
                self._add("hosting", {**({"country": code} if code else {}), "place": slot.text, "cell": slot.at})

    def _rights(self) -> None:
        for slot in self._all("rights"):
            numbers = re.findall(r"\b(1[5-9]|2[0-2])\b", slot.text) if re.search(r"\bart", slot.text, re.IGNORECASE) else []
            found = [rights()[number] for number in numbers if number in rights()]
            for right in dict.fromkeys(found):
                self._add("rights", {"right": right, "label": slot.text, "cell": slot.at})
            if not found:
                self._note(slot)

    def _said(self) -> None:
        for slot in self._all("automated"):
            denied: Item = {"modality": "denied"} if denies(slot.text) else {"label": slot.heading if says("yes", slot.text) else slot.text}
            self._add("automated", {**denied, "cell": slot.at})
        for slot in self._all("facts"):
            self._add("facts", {"fact": slot.heading, "value": slot.text, "cell": slot.at})

    def _papers(self) -> None:
        for slot in self._all("papers", "disclosure-contract"):
            if says("none", slot.text) or says("yes", slot.text) or says("no", slot.text):
                self._note(slot)
            else:
                assessed = re.search("dpia|impact|lia|assess", normal(slot.heading)) is not None
                kind = "contract" if slot.field == "disclosure-contract" else "assessment" if assessed else "other"
                self._add("papers", {"kind": kind, "title": slot.heading, "keptAt": slot.text, "cell": slot.at})
        for slot in self._all("note"):
            self._note(slot)


def _said(value: Any) -> Any:
    """A value without its cell."""
    return {key: each for key, each in value.items() if key != "cell"} if isinstance(value, dict) else value


def _cells(value: Item) -> list[str]:
    return value["cell"] if isinstance(value["cell"], list) else [value["cell"]]


def role_of(slot: Slot) -> str | None:
    """Processor, controller or joint, of a column that says the role: by its word, or by yes under a heading that says processor."""
    for kind in ("processor", "controller", "joint"):
        if says(kind, slot.text):
            return kind
    heading = normal(slot.heading)
    asked = any(f" {normal(word)} " in f" {heading} " for word in words("processor")) and " or " not in heading
    if asked and says("yes", slot.text):
        return "processor"
    return "controller" if asked and says("no", slot.text) else None
