"""When a value of a document and one of a new draft are the same: what it says, its words, its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ropa.documents.lexicon import normal

OWN = ("cell", "review", "quote")
"""What of a value says where it stands and what people think of it; the rest is what it says."""
REFERS = ("to", "with", "by")


def keyed(activities: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str, int], Any]]:
    """Each activity with its key: its reference, else its id; one given twice is counted."""
    counted: dict[tuple[str, str], int] = {}
    for activity in activities:
        reference = activity.get("reference")
        said = str(reference.get("value") if isinstance(reference, dict) else reference or "")
        key = ("reference", normal(said) or said) if said else ("id", str(activity.get("id")))
        counted[key] = counted.get(key, 0) + 1
        yield (*key, counted[key]), activity


def name_of(activity: Mapping[str, Any]) -> str:
    """How people call an activity: its reference and its name."""
    reference = activity.get("reference")
    said = str(reference.get("value") if isinstance(reference, dict) else reference or "")
    name = activity["name"]
    return f"{said} {name['value'] if isinstance(name, dict) else name}".strip()


def content(item: Any) -> str:
    """What a value says, without where it stands and what people think of it; a bare text is a value."""
    said = {key: value for key, value in item.items() if key not in OWN} if isinstance(item, dict) else {"value": item}
    return json.dumps(said, sort_keys=True, default=str).replace("\\r", "")


def spoken(item: Any) -> str | None:
    """The file's own words of a value that has some beside its term."""
    return str(item["label"]) if isinstance(item, dict) and item.get("label") else None


def cells_at(item: Any) -> str:
    """The cells of a value, as text."""
    return ", ".join(listed(item.get("cell"))) if isinstance(item, dict) else ""


def column(item: Any) -> str:
    """The cells of a value without their rows: an inserted row moves them all."""
    return re.sub(r"\d+(?=,|$)", "", cells_at(item))


def listed(value: Any) -> list[str]:
    """One text or several as a list."""
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def renamed(value: Any, names: Mapping[str, str], key: str = "") -> Any:
    """A draft with other ids for some parties."""
    if not names:
        return value
    if isinstance(value, Mapping):
        return {each: renamed(item, names, key if each == "value" else each) for each, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names, key) for item in value]
    return names.get(value, value) if key in (*REFERS, "onBehalfOf") else value


def texts(value: Any) -> Iterator[str]:
    """Every scalar of a form as text."""
    if isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    else:
        yield str(value)
