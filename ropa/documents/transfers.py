"""Transfers out of the columns that speak of them: a flag, countries, recipients, safeguards and their papers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ropa.documents.cells import country_list, is_unknown, items, opens_with_none, plain, safeguards, says
from ropa.documents.lexicon import normal, words
from ropa.documents.parties import Item, Parties
from ropa.documents.slots import Slot

PARTS = ("transfer-to", "transfer-country", "mechanism", "transfer-document")
LONG = 9
AGREED = re.compile(r"^([^\W\d_]+)\s*[,;:–-]\s*(?=\w)")
"""A word before the rest of a cell: ``Ja, VS (SCC)``."""


def denies(text: str) -> bool:
    """Whether a whole cell says that there is none: the word alone, or a short sentence that opens so and excepts nothing."""
    if says("none", text) or says("no", text):
        return True
    said = plain(text)
    opening = normal(said).split()
    if not opening or not opens_with_none(text) or "\n" in said or set(opening) & {normal(word) for word in words("exception")}:
        return False
    stops = says("none", opening[0]) and said[len(opening[0]) :].lstrip()[:1] in tuple(",.;:(–-")
    return stops or len(opening) < LONG


def transfers(slots: Sequence[Slot], parties: Parties) -> tuple[list[Item], list[Slot]]:
    """(the transfers of an activity, what could not be placed).

    Where a column asks whether there are transfers, only it can say that there are none; an unknown there states nothing.
    """
    main = [slot for slot in slots if slot.field == "transfers"]
    parts = [slot for slot in slots if slot.field in PARTS]
    real = [slot for slot in parts if not denies(slot.text) and not is_unknown(slot.text)]
    found: list[Item] = []
    # NO is Norway's code and "no" in capitals: which of them is not told
    notes = [slot for slot in parts if slot.field == "transfer-country" and slot.text.strip() == "NO"]
    parts = [slot for slot in parts if slot not in notes]
    for group in sorted({slot.group for slot in real}):
        made, unplaced = _group([slot for slot in real if slot.group == group], parties)
        found += made
        notes += unplaced
    for slot in main:
        if is_unknown(slot.text):
            continue
        if denies(slot.text):
            if found:
                notes.append(slot)
            else:
                found.append({"modality": "denied", "cell": slot.at})
                notes += [] if says("none", slot.text) or says("no", slot.text) else [slot]
        else:
            found += _main(slot, found)
            notes = _shown(found, notes)
    if not main and parts and not notes and not real and not any(is_unknown(slot.text) for slot in parts):
        asked = [slot for slot in parts if slot.field in ("transfer-country", "transfer-to")]
        if asked:
            found.append({"modality": "denied", "cell": [slot.at for slot in asked]})
    return found, notes


def _group(slots: Sequence[Slot], parties: Parties) -> tuple[list[Item], list[Slot]]:
    """The transfers of parts that belong together."""
    by = {name: [slot for slot in slots if slot.field == name] for name in PARTS}
    codes = [(code, slot.at) for slot in by["transfer-country"] for code in country_list(slot.text)[0]]
    places = [(place, slot.at) for slot in by["transfer-country"] for place in country_list(slot.text)[1]]
    names = [(parties.of(name, slot.at), slot.at) for slot in by["transfer-to"] for name in items(slot.text) if not opens_with_none(name)]
    if not codes and not places and not names:
        return [], list(slots)
    common: Item = {}
    cells = [slot.at for slot in slots]
    rows = sorted({row for name in ("mechanism", "transfer-document") for slot in by[name] for row in safeguards(slot.text)})
    if rows:
        common["mechanism"] = rows
    if by["transfer-document"]:
        common["document"] = "; ".join(slot.text for slot in by["transfer-document"])
    if by["mechanism"]:
        common["label"] = "; ".join(slot.text for slot in by["mechanism"])
    where: list[Item] = [*({"country": code} for code, _ in codes), *({"place": place} for place, _ in places)]
    where = where or [{}]
    if len(names) <= 1:
        who: Item = {"to": names[0][0]} if names else {}
        return [{**who, **place, **common, "cell": cells} for place in where], []
    if len(where) == 1:
        return [{"to": name, **where[0], **common, "cell": cells} for name, _ in names], []
    # which recipient is in which country is not said
    return [{**place, **common, "cell": cells} for place in where] + [{"to": name, "cell": cells} for name, _ in names], []


def _main(slot: Slot, found: Sequence[Item]) -> list[Item]:
    """Transfers that the main column itself names; a bare yes is one only where no other column names any."""
    if says("yes", slot.text):
        return [] if found else [{"cell": slot.at}]
    codes, rest = country_list(AGREED.sub(_unless_yes, slot.text))
    named = {item.get("country") for item in found}
    rows = safeguards(slot.text)
    common: Item = {**({"mechanism": list(rows)} if rows else {}), "label": slot.text, "cell": slot.at}
    made = [{"country": code, **common} for code in codes if code not in named]
    return made or ([common] if not codes and rest and not found else [])


def _unless_yes(word: re.Match[str]) -> str:
    return "" if says("yes", word.group(1)) else word.group()


def _shown(found: list[Item], notes: list[Slot]) -> list[Slot]:
    """Safeguards that name no country belong to the one transfer that the main column states."""
    if len(found) != 1:
        return notes
    kept = []
    for slot in notes:
        rows = safeguards(slot.text)
        if slot.field in ("mechanism", "transfer-document") and rows and "mechanism" not in found[0]:
            found[0]["mechanism"] = list(rows)
            found[0].setdefault("label", slot.text)
        elif slot.field == "mechanism" and "label" not in found[0]:
            cell = found[0]["cell"]  # an adequacy decision, say: its words stay with the transfer
            found[0] |= {"label": slot.text, "cell": [*([cell] if isinstance(cell, str) else cell), slot.at]}
        else:
            kept.append(slot)
    return kept
