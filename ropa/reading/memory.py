"""What a person decided of an earlier draft, kept when the text is read again: only what is new is asked.

A statement is the same when its field, its value and how it is said are the same, wherever a person moved it to. What was decided and
is not proposed again stays where its words still stand in the new text; where they do not, it is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ropa.evidence import completed, locate
from ropa.form import Form
from ropa.model import Quote
from ropa.reading.drafting import COMMENT, canonical
from ropa.reading.text import Text

NOT_SAID = (COMMENT, "quote", "review", "cell")
LISTS = ("contacts", "authorities")
NAMING = ("id", "name", "quote", "activities", COMMENT)
Item = dict[str, Any]
Home = tuple[str, ...]


@dataclass(frozen=True)
class Remembered:
    """A new draft with what was decided before: how many statements are `new`, `known` (decided already), and the `gone`.

    `gone` are decided statements whose words no longer stand in the text: where each stood, and its words.
    """

    form: Item
    new: int
    known: int
    gone: tuple[tuple[str, str], ...]


@dataclass
class _Decided:
    """A statement of the earlier draft that a person confirmed or rejected: where it stood, and whether it was met again."""

    home: Home
    key: str
    item: Item
    met: bool = False


def remembered(form: Item, previous: Form, text: Text) -> Remembered:
    """The draft `form` of `text` with the decisions of an earlier draft of it."""
    return _Memory(form, previous.data, text).remembered()


@dataclass
class _Memory:
    form: Item
    before: Mapping[str, Any]
    text: Text
    decided: dict[tuple[str, str, str], list[_Decided]] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    known: int = 0
    new: int = 0

    def remembered(self) -> Remembered:
        for home, key, item in statements(self.before):
            if _state(item) != "proposed":
                self.decided.setdefault(_same(key, item), []).append(_Decided(home, key, item))
        for home, key, item in list(statements(self.form)):
            self._meet(home, key, item)
        for each in [each for group in self.decided.values() for each in group if not each.met]:
            self._keep(each)
        self._controller()
        return Remembered(self.form, self.new, self.known, tuple(self.gone))

    def _meet(self, home: Home, key: str, item: Item) -> None:
        """A statement of the new draft: as it was decided, and where."""
        group = self.decided.get(_same(key, item), [])
        free = [each for each in group if not each.met]
        found = next((each for each in free if each.home == home), None) or (free[0] if home == ("unattached",) and free else None)
        if found is None:
            if not (home == ("unattached",) and group):
                self.new += 1
            else:  # decided elsewhere already, as often as it is said
                _remove(self.form, home, key, item)
            return
        found.met = True
        self.known += 1
        _decide(item, found.item)
        if found.home != home:
            _remove(self.form, home, key, item)
            self._put(found.home, key, item)

    def _keep(self, each: _Decided) -> None:
        """A decided statement that is not proposed again: kept with its words where they still stand."""
        quotes = self._found(each.item.get("quote"))
        if quotes is None:
            self.gone.append((" › ".join((*each.home, each.key)), _words(each.item)))
            return
        self.known += 1
        self._put(each.home, each.key, {**each.item, **({"quote": quotes} if quotes else {})})

    def _put(self, home: Home, key: str, item: Item) -> None:
        if home[0] == "activities":
            place = self._activity(home[1])
            if place is None:
                self.gone.append((" › ".join((*home, key)), _words(item)))
                return
            place.setdefault(key, []).append(item)
        elif home[0] in LISTS:
            self.form.setdefault(home[0], []).append(item)
        else:
            section = self.form.setdefault(home[0], {})
            section.setdefault(key, []).append(item)

    def _activity(self, name: str) -> Item | None:
        """An activity of the new draft; the earlier draft's, where the new has none and its words still stand."""
        found = next((each for each in _walk(self.form.get("activities", [])) if each["id"] == name), None)
        if found is not None:
            return found
        old = next((each for each in _walk(self.before.get("activities") or []) if each.get("id") == name), None)
        quotes = self._found(old.get("quote")) if old is not None else None
        if old is None or quotes is None:
            return None
        made = {"id": name, "name": old.get("name", name), **({"quote": quotes} if quotes else {})}
        self.form["activities"].append(made)
        return made

    def _controller(self) -> None:
        """The details of the controller as they were decided, where their words still stand."""
        old, new = self.before.get("controller") or {}, self.form["controller"]
        for key, item in old.items():
            quotes = self._found(item.get("quote")) if isinstance(item, dict) else None
            if key == "id":
                new["id"] = item
            elif quotes and _state(item) != "proposed":
                new[key] = {**item, "quote": quotes}

    def _found(self, quote: Any) -> Any:
        """A quote, or quotes, where they stand in the new text; None where one does not; as it was where there is none."""
        if quote is None:
            return []
        if isinstance(quote, list):
            found = [self._found(each) for each in quote]
            return None if any(each is None for each in found) else found
        words, at = (str(quote["text"]), quote.get("at")) if isinstance(quote, dict) else (str(quote), None)
        span = locate(self.text.text, Quote(words, int(at) if at is not None else None))
        start = self.text.text.find(words) if isinstance(span, str) else span.start
        if start < 0:
            return None
        full = completed(self.text.text, Quote(words, start))
        said = {"text": full.text, "at": full.at, "line": full.line, "prefix": full.prefix, "suffix": full.suffix}
        return {key: value for key, value in said.items() if value not in (None, "")}


def statements(form: Mapping[str, Any]) -> Iterator[tuple[Home, str, Item]]:
    """The statements of a form that are lists of mappings: where each stands, its field, itself."""
    for key in LISTS:
        yield from ((((key,)), key, item) for item in _items(form.get(key)))
    for section in ("general", "unattached"):
        for key, values in (form.get(section) or {}).items():
            yield from (((section,), key, item) for item in _items(values))
    for activity in _walk(form.get("activities") or []):
        for key, values in activity.items():
            if key not in NAMING:
                yield from ((("activities", str(activity["id"])), key, item) for item in _items(values))


def _items(values: Any) -> list[Item]:
    return [item for item in (values if isinstance(values, list) else [values]) if isinstance(item, dict)]


def _walk(activities: list[Item]) -> Iterator[Item]:
    for each in activities:
        yield each
        yield from _walk(each.get("activities") or [])


def _state(item: Mapping[str, Any]) -> str:
    """The review state; what is written without one is confirmed."""
    review = item.get("review")
    return str(review.get("state", "confirmed")) if isinstance(review, dict) else str(review or "confirmed")


def _same(key: str, item: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes a statement the same: its field, its value, how it is said."""
    said = {name: value for name, value in item.items() if name not in NOT_SAID and name != "modality"}
    return key, canonical(said), str(item.get("modality") or "stated")


def _decide(item: Item, before: Mapping[str, Any]) -> None:
    """Give a statement the review it had."""
    item.pop("review", None)
    if "review" in before:
        item["review"] = before["review"]


def _remove(form: Item, home: Home, key: str, item: Item) -> None:
    section = form[home[0]]
    section[key] = [each for each in section[key] if each is not item]
    if not section[key]:
        del section[key]
    if not section:
        del form[home[0]]


def _words(item: Mapping[str, Any]) -> str:
    quote = item.get("quote")
    first = quote[0] if isinstance(quote, list) and quote else quote
    return str(first.get("text", "") if isinstance(first, dict) else first or "")
