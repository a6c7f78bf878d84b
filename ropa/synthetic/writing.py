"""A synthetic document as YAML and, without reading that again, as the form that reading it would give."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ropa.form import Form, Place


def as_form(data: Mapping[str, Any], file: str) -> Form:
    """The form that `ropa.form.read_form` gives for ``form_lines(data)`` in a file of that name, with the same lines."""
    lines: dict[Place, int] = {(): 1}
    for number, (_, places) in enumerate(_written(data, (), 0), start=1):
        for place in places:
            lines.setdefault(place, number)
    return Form(Path(file), dict(data), lines)


def form_lines(data: Mapping[str, Any]) -> str:
    """A form of mappings, lists and texts as YAML: one value on each line, texts in double quotes."""
    return "".join(f"{line}\n" for line, _ in _written(data, (), 0))


def _written(value: Any, place: Place, depth: int) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Each line of a mapping or a list, with the places that begin on it."""
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    indent = "  " * depth
    for key, item in pairs:
        head = f"{indent}{key}:" if isinstance(value, Mapping) else f"{indent}-"
        at = (*place, key)
        if not isinstance(item, Mapping | list):
            yield f"{head} {json.dumps(item, ensure_ascii=False)}", (at,)
        elif isinstance(value, Mapping):
            yield head, (at,)
            yield from _written(item, at, depth + 1)
        else:  # a mapping in a list begins beside the hyphen
            first, *rest = _written(item, at, depth + 1)
            yield head + " " + first[0].lstrip(), (at, *first[1])
            yield from rest
