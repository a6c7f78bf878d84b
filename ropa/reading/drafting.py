"""The draft: proposals as a document in the annotation form, each with its quote, its offset and the review state `proposed`.

A statement stands under an activity only where its proposal says which; a right is the document's as a whole (``general``); the rest is
under ``unattached``, where nothing can be confirmed: a person moves it to the activity it belongs to, or to ``general``.
A form here is plain data in which the key ``#`` of a mapping holds lines of comment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ropa.evidence import completed
from ropa.fields import ACTIVITY, ENTITY, PROCESSING, FieldTable
from ropa.model import Quote
from ropa.reading.plain import plain
from ropa.reading.proposals import Proposal
from ropa.reading.text import Text

COMMENT = "#"
PROPOSED = {"state": "proposed"}
TOP = ("contacts", "authorities", "regime")
WHOLE = ("rights",)
MOST_QUOTES = 8
NUMBER = re.compile(r"^[\s\d.)(§]+")
LETTERS = re.compile(r"[^\W\d_]{2}")
Item = dict[str, Any]


@dataclass(frozen=True)
class About:
    """What is known of the document before it is read: its id, the file of its text, and what a person said of it."""

    id: str
    file: str
    kind: str = "notice"
    controller: str | None = None


@dataclass
class Activity:
    """One activity of a draft: the block that names it, and its statements by field."""

    id: str
    name: str
    quote: Item
    fields: dict[str, list[Item]] = field(default_factory=dict)


def draft(text: Text, proposals: Sequence[Proposal], about: About, fields: FieldTable) -> Item:
    """The form of a text and its proposals, in the order of the text; the same proposals give the same form."""
    return _Draft(text, about, fields).form(proposals)


@dataclass
class _Draft:
    text: Text
    about: About
    fields: FieldTable
    activities: dict[int, Activity] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def form(self, proposals: Sequence[Proposal]) -> Item:
        top: dict[str, list[Item]] = {}
        general: dict[str, list[Item]] = {}
        unattached: dict[str, list[Item]] = {}
        known = self.fields.of(PROCESSING).keys() | self.fields.of(ACTIVITY).keys()
        for group in _groups(proposals):
            first = group[0]
            if first.field in TOP:
                top.setdefault(first.field, []).append(self.entry(group))
            elif first.field in known:
                general_ = general if first.field in WHOLE else unattached
                home = general_ if first.activity is None else self.activity(first.activity).fields
                home.setdefault(first.field, []).append(self.entry(group))
        form: Item = {"format": 1, "document": self.document(), "controller": self.controller(proposals), **top}
        form["parties"] = self.parties(proposals)
        form |= {key: value for key, value in (("general", general), ("unattached", unattached)) if value}
        form["activities"] = [{"id": each.id, "name": each.name, "quote": each.quote, **each.fields} for each in self.activities.values()]
        return form

    def document(self) -> Item:
        """The text's file and digest, and its first heading as the title."""
        heading = next((number for number, block in enumerate(self.text.blocks) if block.kind == "heading"), None)
        title = self.about.id if heading is None else self.words(heading)
        about = {"id": self.about.id, "kind": self.about.kind, "title": title, "language": self.text.language, "file": self.about.file}
        return {**about, "sha256": self.text.sha256, "complete": True}

    def controller(self, proposals: Sequence[Proposal]) -> Item:
        """Who the text says is responsible, each detail proposed; where it names nobody, the title, which a comment says is none."""
        known = self.fields.of(ENTITY)
        said = [each for each in proposals if each.field == "controller"]
        names = [each for each in said if LETTERS.search(str(each.value.get("name") or ""))]
        name = self.about.controller or (str(names[0].value["name"]) if names else "")
        item: Item = {"id": slug(name) or self.about.id, "name": self._name(name, names)}
        for each in said:
            for key, value in each.value.items():
                if key in known and key not in item:
                    item[key] = {COMMENT: [_because([each])], "value": value, "quote": self.quote(each.start, each.end), "review": dict(PROPOSED)}
        others = dict.fromkeys(str(each.value["name"]) for each in names if str(each.value["name"]) != name)
        if others:
            item[COMMENT] = ["also named as responsible: " + "; ".join(others)]
        return item

    def _name(self, name: str, names: Sequence[Proposal]) -> Item:
        named = [each for each in names if each.value["name"] == name]
        if named:
            because, quote = _because(named), self.quote(named[0].start, named[0].end)
        else:
            at = self.text.text.find(name) if name else -1
            block = self.text.blocks[0] if self.text.blocks else None
            start, end = (at, at + len(name)) if at >= 0 else (block.start, block.end) if block else (0, 0)
            because = "as given" if name else "no controller was found: write its name here, with the words that say so"
            quote = self.quote(start, end)
        return {COMMENT: [because], "value": name or self.about.id, "quote": quote, "review": dict(PROPOSED)}

    def parties(self, proposals: Sequence[Proposal]) -> list[Item]:
        """Those the text names, each once, with the words that name it; and those that a statement refers to."""
        found: dict[str, Item] = {}
        for each in proposals:
            if each.field == "parties" and each.value.get("id"):
                made = {key: value for key, value in each.value.items() if key != "providedBy"}
                if "providedBy" in each.value:
                    made["providedBy"] = {"value": each.value["providedBy"], "review": dict(PROPOSED)}
                found.setdefault(str(each.value["id"]), {**made, "quote": self.quote(each.start, each.end)})
        for each in proposals:
            for name in referred(each):
                found.setdefault(name, {"id": name, "name": name, "quote": self.quote(each.start, each.end)})
        return list(found.values())

    def activity(self, block: int) -> Activity:
        """The activity that a block names."""
        if block not in self.activities:
            name = self.words(block)
            made = Activity(self._id(slug(name) or "activity"), name, self.quote(self.text.blocks[block].start, self.text.blocks[block].end))
            self.activities[block] = made
        return self.activities[block]

    def _id(self, base: str) -> str:
        found, number = base, 2
        while found in self.ids:
            found, number = f"{base}-{number}", number + 1
        self.ids.add(found)
        return found

    def words(self, block: int) -> str:
        """The words of a block on one line, without number and marks."""
        found = self.text.blocks[block]
        words = " ".join(plain(self.text, found.start, found.end).words.split())
        return NUMBER.sub("", words).rstrip(":").strip() or words

    def entry(self, group: Sequence[Proposal]) -> Item:
        """One statement with every quote that says it."""
        first = group[0]
        spans = dict.fromkeys((each.start, each.end) for each in group)
        quotes = [self.quote(start, end) for start, end in list(spans)[:MOST_QUOTES]]
        how = {} if first.how == "stated" else {"modality": first.how}
        return {COMMENT: [_because(group)], **first.value, "quote": quotes[0] if len(quotes) == 1 else quotes, **how, "review": dict(PROPOSED)}

    def quote(self, start: int, end: int) -> Item:
        """A span as the form writes it: with offset and line, and what stands around it where its words repeat."""
        found = completed(self.text.text, Quote(self.text.text[start:end], start))
        said = {"text": found.text, "at": found.at, "line": found.line, "prefix": found.prefix, "suffix": found.suffix}
        return {key: value for key, value in said.items() if value not in (None, "")}


def _groups(proposals: Iterable[Proposal]) -> Iterator[list[Proposal]]:
    """Proposals that say the same of the same activity in the same way, together."""
    found: dict[tuple[Any, ...], list[Proposal]] = {}
    for each in proposals:
        found.setdefault((each.field, each.activity, each.how, canonical(each.value)), []).append(each)
    yield from found.values()


def canonical(value: Any) -> str:
    """A value as one text: the same for the same content, whatever the order of its keys; numbers as the form reads them, as text."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    return str(value)


def _because(group: Sequence[Proposal]) -> str:
    """The patterns that found a statement, each with its measured precision."""
    said = dict.fromkeys(each.pattern if each.confidence is None else f"{each.pattern} (precision {each.confidence:.2f})" for each in group)
    return ", ".join(said)


def referred(proposal: Proposal) -> Iterator[str]:
    """The parties a statement refers to by id."""
    for key in ("to", "with", "party", "by", "importer"):
        value = proposal.value.get(key)
        if proposal.field in ("discloses", "transfers", "jointControl", "sources", "hosting", "onBehalfOf"):
            yield from (str(each) for each in (value if isinstance(value, list) else [value]) if each and str(each) != "controller")


def slug(words: str) -> str:
    """Small ASCII letters and digits joined by hyphens, at most 48."""
    plain_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain_words))[:48].strip("-")
