"""A draft as YAML: one statement under another, quotes on one line, comments above. Ours is short because strings are JSON's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ropa.reading.drafting import COMMENT

UNPRINTED = re.compile("[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def yaml_text(form: Mapping[str, Any]) -> str:
    """The form as YAML. A key ``#`` of a mapping is a comment above it."""
    return "\n".join(_mapping(form, "")) + "\n"


def without_comments(value: Any) -> Any:
    """A form as plain data."""
    if isinstance(value, Mapping):
        return {key: without_comments(item) for key, item in value.items() if key != COMMENT}
    return [without_comments(item) for item in value] if isinstance(value, list) else value


def _mapping(form: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in form.items():
        if key == COMMENT:
            yield from (f"{indent}# {UNPRINTED.sub(' ', line)}" for line in value)
        elif isinstance(value, Mapping) and key not in ("quote", "review") and value:
            yield from (f"{indent}# {UNPRINTED.sub(' ', line)}" for line in value.get(COMMENT, ()))
            yield f"{indent}{key}:"
            yield from _mapping({name: item for name, item in value.items() if name != COMMENT}, indent + "  ")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield f"{indent}{key}:"
            yield from _list(value, indent + "  ", short=key == "quote")
        else:
            yield f"{indent}{key}: {flow(value)}"


def _list(values: list[Any], indent: str, *, short: bool) -> Iterator[str]:
    for value in values:
        if short or not isinstance(value, Mapping):
            yield f"{indent}- {flow(value)}"
            continue
        yield from (f"{indent}# {UNPRINTED.sub(' ', line)}" for line in value.get(COMMENT, ()))
        lines = list(_mapping({name: item for name, item in value.items() if name != COMMENT}, indent + "  "))
        yield f"{indent}- {lines[0][len(indent) + 2 :]}"
        yield from lines[1:]


def flow(value: Any) -> str:
    """A value on one line: strings in double quotes, numbers bare."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool) or not isinstance(value, str):
        return json.dumps(value)
    return UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
