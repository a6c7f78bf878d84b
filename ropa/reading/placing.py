"""Where the statements of a form stand, and what makes one the same as another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ropa.reading.drafting import COMMENT, canonical
from ropa.reading.standing import Item, standing

NOT_SAID = (COMMENT, "quote", "review", "cell")
LISTS = ("contacts", "authorities", "regime")
SECTIONS = ("general", "unattached")
NAMING = ("id", "name", "quote", "cell", "activities", COMMENT)
Home = tuple[str, ...]
Place = tuple[Home, str, int]


def statements(form: Mapping[str, Any]) -> Iterator[tuple[Home, str, Item]]:
    """The statements of a form that are mappings: where each stands, its field, itself."""
    yield from ((home, key, item) for (home, key, _), item in placed(form) if isinstance(item, dict))


def placed(form: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Every statement of a form but the controller's details, written long or short, with its place."""
    sections: list[tuple[Home, Mapping[str, Any]]] = [((key,), {key: form[key]}) for key in LISTS if key in form]
    sections += [((key,), form.get(key) or {}) for key in SECTIONS]
    for each in walked(form.get("activities") or []):
        sections.append((("activities", str(each["id"])), {key: raw for key, raw in each.items() if key not in NAMING}))
    for home, values in sections:
        for key, raw in values.items():
            yield from (((home, key, index), item) for index, item in enumerate(raw if isinstance(raw, list) else [raw]))


def walked(activities: list[Item]) -> Iterator[Item]:
    """Activities, each before those within it."""
    for each in activities:
        yield each
        yield from walked(each.get("activities") or [])


def paired(text: str, before: list[Item], now: list[Item]) -> Iterator[tuple[str, Item]]:
    """The activities of an earlier draft that a new one has too, under the same id or the same words: the id, and the new one."""
    free, old = {id(each): each for each in now}, list(walked(before))
    for by_id in (True, False):
        for each in old:
            spans = [(quote["text"], quote["at"]) for quote in standing(text, each.get("quote"))[0]]
            found = (new for new in free.values() if (new["id"] == each["id"] if by_id else (new["quote"]["text"], new["quote"]["at"]) in spans))
            if (twin := next(found, None)) is not None:
                del free[id(twin)]
                yield str(each["id"]), twin


def stands_in(form: Mapping[str, Any], name: Any) -> bool:
    """Whether a controller's name is the document's id, which a draft writes where it finds nobody."""
    return state_of(name) == "proposed" and value_of(name) == str(form["document"]["id"])


def state_of(item: Any) -> str:
    """The review state; what is written without one is confirmed."""
    review = item.get("review") if isinstance(item, dict) else None
    return str(review.get("state", "confirmed")) if isinstance(review, dict) else str(review or "confirmed")


def sameness(key: str, item: Any) -> tuple[str, str, str]:
    """What makes a statement the same: its field, its value, how it is said; a value alone may be written short."""
    if not isinstance(item, dict):
        return key, canonical(item), "stated"
    said = {name: value for name, value in item.items() if name not in NOT_SAID and name != "modality"}
    return key, canonical(next(iter(said.values())) if len(said) == 1 else said), str(item.get("modality") or "stated")


def value_of(raw: Any) -> str:
    """A value written short or long, as text."""
    return canonical(raw.get("value") if isinstance(raw, dict) else raw)


def said(item: Any) -> str:
    """What a statement says, on one line, without its words."""
    return canonical(
        {key: value for key, value in item.items() if key not in (COMMENT, "quote", "quotes")} if isinstance(item, dict) else item
    )


def first_quote(value: Any) -> Item | None:
    """The first quote in a part of a form."""
    if isinstance(value, dict) and value.get("quote"):
        first = value["quote"]
        return dict(first[0] if isinstance(first, list) else first)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for each in inner if (found := first_quote(each))), None)


def naming(value: Any, name: str) -> Item | None:
    """The first quote of a statement that names a party by its id."""
    said = (
        {key: each for key, each in value.items() if key != "id"}
        if isinstance(value, dict)
        else dict(enumerate(value))
        if isinstance(value, list)
        else {}
    )
    inner = next((found for each in said.values() if (found := naming(each, name))), None)
    if inner is not None or not isinstance(value, dict):
        return inner
    names = [one for each in said.values() for one in (each if isinstance(each, list) else [each])]
    return first_quote(value) if name in names else None


def plain_of(value: Any) -> str:
    """A value as text, white space and capitals aside."""
    return " ".join(canonical(value).casefold().split())
