"""A document drafted again from an edited file: what the file says now goes into the document that was drafted before.

What came from the file has a ``cell``; a value without one is a person's own, and stays. Activities are matched by their reference, those
without one by their id. A value whose words are as before keeps what people made of it: its term and its review.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ropa.documents.lexicon import normal
from ropa.documents.parties import identifier
from ropa.documents.sameness import OWN, cells_at, column, content, keyed, listed, name_of, renamed, spoken, texts
from ropa.errors import InputError
from ropa.form import quoted

WIDTH = 100_000
SILENT = ("file", "sha256")


@dataclass(frozen=True)
class Change:
    """One difference: ``added``, ``removed`` or ``changed``; about what, of which key (empty for an activity as a whole), the words and cells
    before and after."""

    kind: str
    about: str
    key: str
    before: str = ""
    before_at: str = ""
    after: str = ""
    after_at: str = ""


@dataclass
class Update:
    """A document as it would be: its text, what changes, and how many values only moved to another cell or are now confirmed."""

    text: str
    changes: list[Change] = field(default_factory=list)
    moved: int = 0
    confirmed: int = 0


def update(text: str, form: Mapping[str, Any], where: str) -> Update:
    """The document `text` (YAML) with what a new draft of its file says; comments, order and a person's own values are kept.

    The text is unchanged where the draft says nothing new. Raises InputError where it is no document of the form.
    """
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        old = yaml.load(text)
    except YAMLError as error:
        raise _no_document(where) from error
    if not isinstance(old, dict) or not all(isinstance(old.get(key), dict) for key in ("document", "controller")):
        raise _no_document(where)
    before = json.dumps(old, default=str)
    merger = _Merger(Update(text))
    merger.document(old, form)
    if json.dumps(old, default=str) != before:
        out = StringIO()
        yaml.dump(old, out)
        merger.found.text = out.getvalue()
    return merger.found


def _no_document(where: str) -> InputError:
    return InputError("is there, and no document that could be updated", where=where, remedy="Name another file with -o.")


class _Merger:
    """Merges a draft into a loaded document, noting what changes."""

    def __init__(self, found: Update) -> None:
        self.found = found
        self.names: dict[str, str] = {}

    def document(self, old: Any, form: Mapping[str, Any]) -> None:
        """The whole document."""
        had = "parties" in old
        draft = self._parties(old, form)
        for key in SILENT:
            if key in draft["document"]:
                old["document"][key] = draft["document"][key]
        for key in ("date", "version"):
            if key in draft["document"]:
                self._scalar(old["document"], "document", key, draft["document"], owned=True)
        if "regime" in form:
            self._scalar(old, "document", "regime", form, owned=True)
        owned = "cell" in old["controller"]
        for key in draft["controller"]:
            if key not in ("id", "cell"):
                self._scalar(old["controller"], "controller", key, draft["controller"], owned=owned)
        self._cell(old["controller"], draft["controller"])
        if draft.get("contacts") or old.get("contacts"):
            self._list(old, "controller", "contacts", draft.get("contacts", ()))
        self._activities(old, draft["activities"])
        self._unnamed(old)
        if not old["parties"] and not had:
            del old["parties"]

    # -- parties -------------------------------------------------------------------------------------------------------
    def _parties(self, old: Any, form: Mapping[str, Any]) -> Mapping[str, Any]:
        """Add the parties that are new; the draft with the ids that the document has for the others."""
        known = old.setdefault("parties", [])
        by_name = {normal(str(party.get("name"))): str(party["id"]) for party in known}
        drafted = {normal(str(party["name"])) for party in form.get("parties", ())}
        taken = {str(party["id"]): normal(str(party.get("name"))) for party in known}
        ids: dict[str, str] = {}
        for party in form.get("parties", ()):
            name, own = normal(str(party["name"])), str(party["id"])
            if name in by_name:
                ids[own] = by_name[name]
                self._cell(next(each for each in known if str(each["id"]) == by_name[name]), party)
            elif own not in taken or taken[own] in drafted:
                ids[own] = identifier(own, set(taken), "party")
                taken[ids[own]] = name
                known.append(quoted({**party, "id": ids[own]}))
        self.names = {str(party["id"]): str(party.get("name")) for party in known}
        others = {key: value for key, value in ids.items() if key != value}
        return {**form, "activities": [renamed(activity, others) for activity in form["activities"]]}

    def _unnamed(self, old: Any) -> None:
        """Leave out the file's parties that nothing names any more."""
        used = set(texts({key: value for key, value in old.items() if key != "parties"}))
        for index in range(len(old["parties"]) - 1, -1, -1):
            party = old["parties"][index]
            if "cell" in party and str(party["id"]) not in used:
                del old["parties"][index]

    # -- activities ----------------------------------------------------------------------------------------------------
    def _activities(self, old: Any, drafted: Sequence[Mapping[str, Any]]) -> None:
        activities = old.setdefault("activities", [])
        known = dict(keyed(activities))
        new = dict(keyed(drafted))
        for key in [key for key, activity in known.items() if key not in new and "cell" in activity]:
            index = next(index for index, each in enumerate(activities) if each is known[key])
            self._note("removed", name_of(known[key]), "", known[key], None)
            del activities[index]
        after = 0
        for key, activity in new.items():
            if key in known:
                self._activity(known[key], activity)
                after = next(index for index, each in enumerate(activities) if each is known[key]) + 1
            else:
                taken = {str(each["id"]) for each in activities}
                activities.insert(after, quoted({**activity, "id": identifier(str(activity["id"]), taken, "activity")}))
                after += 1
                self._note("added", name_of(activity), "", None, activity)

    def _activity(self, old: Any, new: Mapping[str, Any]) -> None:
        about = name_of(old)
        for key in list(dict.fromkeys([*old, *new])):
            if key in ("id", "cell", "activities"):
                continue
            if isinstance(new.get(key), list) or isinstance(old.get(key), list):
                self._list(old, about, key, new.get(key, ()))
            elif key in new:
                self._scalar(old, about, key, new, owned=True)
            elif isinstance(old[key], dict) and "cell" in old[key]:
                self._note("removed", about, key, old[key], None)
                del old[key]
        self._cell(old, new)

    # -- values --------------------------------------------------------------------------------------------------------
    def _scalar(self, old: Any, about: str, key: str, new: Mapping[str, Any], *, owned: bool) -> None:
        """One value: the file's word where it has one, unless a person put one without a cell in its place."""
        if key not in old:
            _insert(old, key, new)
            self._note("added", about, key, None, new[key])
        elif content(old[key]) == content(new[key]):
            self._kept(old[key], new[key])
        elif owned and (key == "regime" or ("cell" in old[key] if isinstance(old[key], dict) else not isinstance(new[key], dict))):
            self._note("changed", about, key, old[key], new[key])
            old[key] = quoted(new[key])

    def _list(self, old: Any, about: str, key: str, drafted: Sequence[Any]) -> None:
        """A list: values with the same content or the same words stay; of the file's others those in one cell are a change."""
        values = old.get(key)
        values = values if isinstance(values, list) else [] if values is None else [values]
        left, gone = list(drafted), [index for index, item in enumerate(values) if isinstance(item, dict) and "cell" in item]
        mine = [index for index in range(len(values)) if index not in gone]
        for same in (content, spoken):
            for index in [*gone, *mine]:
                match = next((each for each in left if same(each) == same(values[index]) is not None), None)
                if match is not None:
                    left.remove(match)
                    (gone if index in gone else mine).remove(index)
                    self._kept(values[index], match)
        self._changed(values, gone, left, about, key)
        for index in sorted(gone, reverse=True):
            self._note("removed", about, key, values[index], None)
            del values[index]
        for item in left:
            self._note("added", about, key, None, item)
        if left and key not in old:
            _insert(old, key, {key: left})
        elif left:
            values.extend(quoted(left))
            old[key] = values
        elif not values and key in old:
            del old[key]

    def _changed(self, values: Any, gone: list[int], left: list[Any], about: str, key: str) -> None:
        """What the file says in place of a value: in its cell, else in its column."""
        for place in (cells_at, column):
            for index in list(gone):
                match = next((each for each in left if place(each) == place(values[index])), None)
                if match is not None:
                    left.remove(match)
                    gone.remove(index)
                    self._note("changed", about, key, values[index], match)
                    values[index] = quoted(match)

    def _kept(self, old: Any, new: Any) -> None:
        """A value that says the same: where it stands now, and whether its owner now vouches for it."""
        if not isinstance(old, dict) or not isinstance(new, dict):
            return
        self._cell(old, new)
        review = old.get("review")
        if isinstance(review, dict) and review.get("state") == "proposed" and "review" not in new:
            del old["review"]
            self.found.confirmed += 1

    def _cell(self, old: Any, new: Mapping[str, Any]) -> None:
        if "cell" in old and "cell" in new and listed(old["cell"]) != listed(new["cell"]):
            old["cell"] = quoted(new["cell"])
            self.found.moved += 1

    def _note(self, kind: str, about: str, key: str, before: Any, after: Any) -> None:
        words = (("", "") if each is None else (self._words(each), cells_at(each)) for each in (before, after))
        self.found.changes.append(Change(kind, about, key, *(part for pair in words for part in pair)))

    def _words(self, item: Any) -> str:
        """A value in words: its own, else what it is."""
        if not isinstance(item, dict):
            return " ".join(str(item).split())
        for key in ("label", "value", "name", "criterion", "title", "place"):
            if item.get(key):
                return str(item[key])
        parts = [self.names.get(str(each), str(each)) for key, value in item.items() if key not in OWN for each in listed(value)]
        return ", ".join(parts)


def _insert(old: Any, key: str, new: Mapping[str, Any]) -> None:
    """Put a key where the draft has it: after the nearest before it that the document has too."""
    order = list(new)
    before = [list(old).index(each) + 1 for each in order[: order.index(key)] if each in old]
    old.insert(max(before, default=len(old)), key, quoted(new[key]))
