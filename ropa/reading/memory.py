"""An earlier draft with what a text says now: a person's work is kept, only what is new is asked.

The earlier draft is the beginning: every statement in it stays where it is as long as its words stand in the text, or the statement is
proposed again; what is proposed for the first time is added. A statement is the same when its field, its value and how it is said are
the same, wherever a person moved it to. Whatever of the earlier draft cannot stay is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ropa.form import Form
from ropa.reading.drafting import COMMENT
from ropa.reading.placing import (
    LISTS,
    NAMING,
    SECTIONS,
    Home,
    Place,
    first_quote,
    naming,
    paired,
    placed,
    plain_of,
    said,
    sameness,
    stands_in,
    state_of,
    value_of,
)
from ropa.reading.standing import Item, quoted_words, standing, united, written
from ropa.reading.text import Text

OF_A_VERSION = ("date", "version", "validUntil")


@dataclass(frozen=True)
class Remembered:
    """An earlier draft with what is new: how many statements are `new`, `known` (decided already), and the `gone`.

    `gone` is what of the earlier draft could not stay: where it stood with what it said, and its words in the earlier text.
    """

    form: Item
    new: int
    known: int
    gone: tuple[tuple[str, str], ...]


def remembered(form: Item, previous: Form, text: Text, *, controller: str | None = None, kind: str | None = None) -> Remembered:
    """The draft `form` of `text` with what an earlier draft of it says; `controller` and `kind` are a person's, given now."""
    return _Memory(form, previous.data, text, controller, kind).remembered()


@dataclass
class _Memory:
    new: Item
    before: Mapping[str, Any]
    text: Text
    named: str | None
    kind: str | None
    twins: dict[str, Item] = field(default_factory=dict)
    met: dict[Place, Item] = field(default_factory=dict)
    added: dict[Home, list[tuple[str, Item]]] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0
    known: int = 0

    def remembered(self) -> Remembered:
        self.twins = dict(paired(self.text.text, self.before.get("activities") or [], self.new["activities"]))
        self._match()
        made: Item = {"format": self.new["format"], "document": self._document(), "controller": self._controller()}
        for key in LISTS:
            words = key != "contacts" or self._rests_on_controller()
            made |= self._values((key,), {key: self.before[key]} if key in self.before else {}, words=words)
        made["parties"] = []
        for key in SECTIONS:
            values = self._values((key,), self.before.get(key) or {})
            made |= {key: values} if values else {}
        made["activities"] = [kept for each in self.before.get("activities") or [] if (kept := self._activity(each))]
        old = {id(each) for each in self.twins.values()}
        made["activities"] += [self._fresh(each) for each in self.new["activities"] if id(each) not in old and self._fresh(each)]
        made |= {"tensions": tensions} if (tensions := self._tensions()) else {}
        made |= {key: value for key, value in self.before.items() if key not in made and key not in (*LISTS, *SECTIONS, "tensions")}
        made["parties"] = self._parties(made)
        return Remembered(made, self.asked, self.known, tuple(self.gone))

    # -- which is which ------------------------------------------------------------------------------------------------

    def _match(self) -> None:
        """Meet each proposal with the statement of the earlier draft that it is; those that are none are added."""
        old: dict[tuple[str, str, str], list[tuple[Place, Any]]] = {}
        for place, item in placed(self.before):
            old.setdefault(sameness(place[1], item), []).append((place, item))
        moved: dict[Home, Home] = {("activities", twin["id"]): ("activities", name) for name, twin in self.twins.items()}
        proposals: list[tuple[Home, str, Any]] = [(moved.get(home, home), key, item) for (home, key, _), item in placed(self.new)]
        free = []
        for home, key, item in proposals:
            same = old.get(sameness(key, item), [])
            here = next((place for place, _ in same if place[0] == home and place not in self.met), None)
            if here is None:
                free.append((home, key, item, same))
            else:
                self.met[here] = item
        for home, key, item, same in free:
            anywhere = same if home == ("unattached",) else []
            there = next((place for place, _ in anywhere if place not in self.met), None)
            if there is not None:
                self.met[there] = item
            elif not anywhere:  # else it is there already, as often as it is said
                self.added.setdefault(home, []).append((key, item))
                self.asked += 1
        self.asked += sum(state_of(item) == "proposed" for same in old.values() for place, item in same if place in self.met)

    # -- the parts of a form -------------------------------------------------------------------------------------------

    def _document(self) -> Item:
        """What was said of the document; of another version of its text, not the date or number it gave itself."""
        old, new = self.before.get("document") or {}, self.new["document"]
        another = old.get("sha256") not in (None, new["sha256"])
        made = {**new, **{key: value for key, value in old.items() if plain_of(value) != plain_of(new.get(key))}}
        made |= {key: new[key] for key in ("file", "sha256", "language")}
        for key in [key for key in OF_A_VERSION if key in made and another]:
            self._tell(("document",), key, made.pop(key))
        if another and plain_of(made["title"]) not in plain_of(self.text.text):
            self._replace(made, "title", new["title"])
        if self.kind:
            self._replace(made, "kind", self.kind)
        return made

    def _replace(self, made: Item, key: str, value: str) -> None:
        if made[key] != value:
            self._tell(("document",), key, made[key])
            made[key] = value

    def _rests_on_controller(self) -> bool:
        """Whether what has no words of its own may rest on those of the controller: they stand, or there were none."""
        raw = (self.before.get("controller") or {}).get("quote")
        return raw is None or bool(standing(self.text.text, raw)[0])

    def _controller(self) -> Item:
        """Who is responsible, as it was written; a name given now is another's, with an id of its own."""
        old, new = self.before.get("controller") or {}, self.new["controller"]
        inherited = self._quotes(("controller",), old.get("quote"))
        other = self.named is not None and value_of(old.get("name")) != self.named
        made: Item = {"id": new["id"] if other else old.get("id", new["id"]), "name": new["name"]}
        if other and made["id"] != old.get("id"):
            self._tell(("controller",), "id", old.get("id"))
        for key, raw in old.items():
            if key == "name" and other:
                self._tell(("controller",), key, raw)
            elif key not in ("id", "quote"):
                kept = self._detail(key, raw, new.get(key), words=self._rests_on_controller())
                made |= {key: kept} if kept is not None else {key: new[key]} if key in new else {}
        made |= {"quote": written(inherited)} if inherited else {}
        made |= {key: value for key, value in new.items() if key not in made}
        asked = {key: raw for key, raw in new.items() if key not in ("id", COMMENT) and not (key == "name" and stands_in(self.new, raw))}
        others = [f"{key}: {value_of(raw)}" for key, raw in asked.items() if value_of(raw) != value_of(made[key])]
        return made | ({COMMENT: [*new.get(COMMENT, []), "now proposed: " + "; ".join(others)]} if others else {})

    def _detail(self, key: str, raw: Any, new: Any, *, words: bool) -> Any:
        """A detail of the controller as it was; only what a person rejected gives way to another that is proposed now."""
        if new is not None and not isinstance(raw, list) and value_of(raw) == value_of(new):
            return self._again(("controller",), key, raw, new, words=words)
        if new is not None and key == "name" and stands_in(self.before, raw):
            return None
        if new is not None and state_of(raw) == "rejected":
            self._tell(("controller",), key, raw)
            return None
        items = (self._kept(("controller",), key, each, words=words) for each in (raw if isinstance(raw, list) else [raw]))
        kept = [item for item in items if item is not None]
        return (kept if isinstance(raw, list) else kept[0]) if kept else None

    def _values(self, home: Home, values: Mapping[str, Any], *, words: bool = True) -> Item:
        """The statements of a place, each met, kept or gone; then those that are new there."""
        made: Item = {}
        for key, raw in values.items():
            kept = []
            for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
                new = self.met.get((home, key, index))
                again = self._kept(home, key, item, words=words) if new is None else self._again(home, key, item, new, words=words)
                kept += [again] if again is not None else []
                self.known += again is not None and state_of(item) != "proposed"
            if kept or raw == []:
                made[key] = kept if isinstance(raw, list) else kept[0]
        for key, item in self.added.pop(home, []):
            there = made.get(key, [])
            made[key] = [*(there if isinstance(there, list) else [there]), item]
        return made

    def _activity(self, old: Mapping[str, Any]) -> Item | None:
        """An activity with what stays of it; None where neither its words nor anything in it stays."""
        home, twin = ("activities", str(old["id"])), self.twins.get(str(old["id"]))
        quotes = self._quotes(home, old.get("quote")) or ([twin["quote"]] if twin and "quote" in old else [])
        words = bool(quotes) or "quote" not in old
        values = self._values(home, {key: raw for key, raw in old.items() if key not in NAMING}, words=words)
        inner = [kept for each in old.get("activities") or [] if (kept := self._activity(each))]
        beneath = first_quote([values, inner])
        quotes = [beneath] if beneath and not words else quotes
        if not words and not quotes:
            self._tell(home, "name", old.get("name"))
            return None
        name = self._kept(home, "name", old.get("name"), words=True)
        made = {"id": old["id"], "name": value_of(old.get("name")) if name is None else name}
        made |= {"quote": written(quotes)} if quotes else {}
        made |= {"cell": old["cell"]} if "cell" in old else {}
        return {**made, **values, **({"activities": inner} if inner else {})}

    def _fresh(self, new: Item) -> Item:
        """A new activity with what is asked there; nothing where all of it was moved elsewhere."""
        home = ("activities", str(new["id"]))
        values: Item = {}
        for key, item in self.added.get(home, []):
            values.setdefault(key, []).append(item)
        return {**{key: new[key] for key in ("id", "name", "quote")}, **values} if values else {}

    def _tensions(self) -> list[Item]:
        """The tensions a reader noted whose every span still stands."""
        made = []
        for each in self.before.get("tensions") or []:
            quotes, lost = standing(self.text.text, each.get("quotes"))
            if lost:
                self.gone.append((f"tensions › {said(each)}", " … ".join(map(quoted_words, each["quotes"]))))
            else:
                made.append({**each, "quotes": quotes})
        return made

    def _parties(self, made: Item) -> list[Item]:
        """The parties as they were written, while their words stand or a statement needs them; then the new ones."""
        new = {str(each["id"]): each for each in self.new["parties"]}
        found: list[Item] = []
        for old in self.before.get("parties") or []:
            name, twin = str(old["id"]), new.pop(str(old["id"]), {})
            quotes, lost = standing(self.text.text, old.get("quote"))
            other = quotes or [each for each in (twin.get("quote"), naming(made, name)) if each][:1]
            if "quote" in old and not other:
                self.gone.append((f"parties › {said(old)}", " … ".join(lost)))
                continue
            self.gone += [(f"parties › {name} › quote", words) for words in lost]
            kept = {key: self._nested(("parties", name, key), raw) for key, raw in old.items() if key != "quote"}
            kept |= {key: raw for key, raw in twin.items() if key not in kept and state_of(raw) == "proposed"}
            found.append({**kept, **({"quote": written(other)} if other else {})})
        return found + list(new.values())

    # -- one statement -------------------------------------------------------------------------------------------------

    def _again(self, home: Home, key: str, old: Any, new: Item, *, words: bool) -> Any:
        """A statement that is proposed again: as it was decided, with the words of both; short where it was and still has words."""
        if not isinstance(old, dict):
            return old if words else {name: value for name, value in new.items() if name != "review"}
        quotes, lost = standing(self.text.text, old.get("quote"))
        if state_of(old) != "proposed":
            self.gone += [(" › ".join((*home, key, said(old), "quote")), each) for each in lost]
        made = {name: value for name, value in new.items() if name != "review"}
        made |= {"quote": written(united(new["quote"], quotes))}
        return made | {name: value for name, value in old.items() if name not in made}

    def _kept(self, home: Home, key: str, item: Any, *, words: bool) -> Any:
        """A statement that is not proposed again: as it was, where its words stand; `words` where it needs none of its own."""
        own = item.get("quote") if isinstance(item, dict) else None
        quotes, lost = standing(self.text.text, own)
        if not quotes and (lost or not words) and not (isinstance(item, dict) and "cell" in item):
            self._tell(home, key, item)
            return None
        if not isinstance(item, dict):
            return item
        self.gone += [(" › ".join((*home, key, said(item), "quote")), each) for each in lost]
        made = {name: self._nested((*home, key, name), raw) for name, raw in item.items() if name != "quote"}
        return {**made, **({"quote": written(quotes)} if quotes else {})}

    def _nested(self, where: Home, value: Any) -> Any:
        """A part of a statement with the quotes in it that stand."""
        if isinstance(value, list):
            return [self._nested(where, each) for each in value]
        if not isinstance(value, dict):
            return value
        made = {key: self._nested((*where, key), each) for key, each in value.items() if key != "quote"}
        quotes = self._quotes(where, value.get("quote"))
        return {**made, **({"quote": written(quotes)} if quotes else {})}

    def _quotes(self, where: Home, raw: Any) -> list[Item]:
        """The quotes that stand; the others are told."""
        quotes, lost = standing(self.text.text, raw)
        self.gone += [(" › ".join((*where, "quote")), words) for words in lost]
        return quotes

    def _tell(self, home: Home, key: str, item: Any) -> None:
        raw = item.get("quote") if isinstance(item, dict) else None
        words = [quoted_words(each) for each in (raw if isinstance(raw, list) else [raw] if raw else [])]
        self.gone.append((" › ".join((*home, key, said(item))), " … ".join(words)))
