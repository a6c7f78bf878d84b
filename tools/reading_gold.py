"""What a reader found in policies: the gold that `ropa read` is measured against.

A gold table is ``tests/reading/gold/<text>.csv``: `start` and `end` (code points of the file whose sha256 ``texts.csv`` gives),
`field`, `value` (several, parted by a space, where any of them is right; ``?`` where the form has no value for what the text says),
`how` it is said. Where `value` is empty the words themselves are the target.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ropa.reading.files import read_text
from ropa.reading.text import Text

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "reading" / "gold"
PLACES = {"shared": ROOT.parent / "shared", "written": ROOT / "tests" / "cases" / "reading" / "written"}
FIVE = ("infine", "infobric", "infotrode", "infrakit", "infrasec")
UNDECIDED = "?"
OUTSIDE = "outside-eea"


@dataclass(frozen=True)
class Row:
    """One thing a text says: the spans that say it, what it says, how."""

    spans: tuple[tuple[int, int], ...]
    field: str
    values: tuple[str, ...]
    how: str
    words: str


@dataclass(frozen=True)
class Case:
    """A text with its gold. `until` is where the judged part ends."""

    name: str
    split: str
    text: Text
    rows: tuple[Row, ...]
    until: int


def cases() -> Iterator[Case]:
    """The judged texts that are at hand. Raises ValueError for one that is not the text that was judged."""
    with (GOLD / "texts.csv").open(encoding="utf-8", newline="") as table:
        for entry in csv.DictReader(table):
            path = PLACES[entry["place"]] / entry["file"]
            if not path.is_file():
                continue
            text = read_text(path, entry["language"])
            if text.sha256 != entry["sha256"]:
                raise ValueError(f"{path} is not the text that was judged: read it again, and write its gold again")
            yield Case(entry["text"], entry["split"], text, tuple(rows(GOLD / f"{entry['text']}.csv", text)), int(entry["until"] or len(text.text)))


def rows(path: Path, text: Text) -> Iterator[Row]:
    """The rows of a gold table."""
    with path.open(encoding="utf-8", newline="") as table:
        for entry in csv.DictReader(table):
            start, end = int(entry["start"]), int(entry["end"])
            values = (entry["value"],) if entry["field"] in ("controller", "recipients") else tuple(entry["value"].split())
            yield Row(((start, end),), entry["field"], values, entry["how"], text.text[start:end])


def five() -> Iterator[Case]:
    """The five annotated policies whose texts are at hand, their annotations as gold."""
    for name in FIVE:
        path = PLACES["shared"] / "seeds" / f"{name}.txt"
        if path.is_file():
            form = yaml.safe_load((ROOT / "data" / "policies" / f"{name}.yaml").read_text(encoding="utf-8"))
            text = read_text(path, form["document"]["language"])
            yield Case(name, "annotated", text, tuple(_annotated(form)), len(text.text))


def _annotated(form: Mapping[str, Any]) -> Iterator[Row]:
    parties = {party["id"]: party for party in form.get("parties", ())}
    yield from _named(form["controller"])
    for contact in form.get("contacts", ()):
        if contact["kind"] == "dpo":
            yield Row(_spans(contact), "dpo", ("dpo",), "stated", "")
    for holder in (form.get("general", {}), *_activities(form.get("activities", ()))):
        for key, items in holder.items():
            for item in items if isinstance(items, list) else ():
                yield from _said(key, item if isinstance(item, dict) else {"value": item}, holder, parties)


def _named(controller: Mapping[str, Any]) -> Iterator[Row]:
    name = controller["name"]
    said = name["value"] if isinstance(name, dict) else name
    yield Row(_spans(controller) or _spans(name), "controller", (said,), "stated", said)


def _activities(items: Any) -> Iterator[Mapping[str, Any]]:
    for item in items:
        yield item
        yield from _activities(item.get("activities", ()))


def _said(key: str, item: Mapping[str, Any], holder: Mapping[str, Any], parties: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one item of the form; it stands where its own quote does, else where its activity's does."""
    spans, how = _spans(item) or _spans(holder), item.get("modality", "stated")
    words = str(item.get("label") or holder.get("name") or "")
    if key == "rights":
        yield Row(spans, key, (item["right"],), how, "")
    elif key == "legal_basis":
        yield Row(spans, key, (item["basis"],), how, "")
    elif key == "retention" and "duration" in item:
        yield Row(spans, key, (item["duration"],), how, "")
    elif key == "transfers":
        yield Row(spans, key, (item.get("country", OUTSIDE),), how, "")
        if "mechanism" in item:
            yield Row(spans, "mechanism", (item["mechanism"],), how, "")
    elif key == "discloses":
        party = parties[item["to"]]
        named = party.get("kind") == "named"
        yield Row(spans, "recipients" if named else "recipient_kinds", (party["name"],) if named else (), how, party["name"])
    elif key == "purpose":
        yield Row(spans, key, (item["value"],), how, words)
    elif key == "data":
        for part in (item, *item.get("items", ())):
            yield Row(spans, key, (part["category"],), how, str(part.get("label", words)))


def _spans(item: Any) -> tuple[tuple[int, int], ...]:
    quotes = item.get("quote", ()) if isinstance(item, dict) else ()
    quotes = quotes if isinstance(quotes, (list, tuple)) else (quotes,)
    return tuple((quote["at"], quote["at"] + len(quote["text"])) for quote in quotes if isinstance(quote, dict))
