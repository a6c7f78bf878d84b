"""A record as JSON, its shape named by ``schema``; keys in camelCase, dates as ISO 8601, nothing left out that a page shows."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from typing import Any

from ropa.sheets import Record, Value

SCHEMA = "https://w3id.org/ropa/schema/record/1"
_TOP = ("clocks", "law_known_until", "title_key")


def record_json(record: Record) -> str:
    """The record as a JSON text that ends with a line feed.

    ``asOf`` is the law's date, ``registerOn`` the documents', ``lawKnownUntil`` the last day of the law tables.
    """
    body = {
        "schema": SCHEMA,
        "asOf": record.clocks.as_of.isoformat(),
        "registerOn": record.clocks.register_on.isoformat(),
        "lawKnownUntil": record.law_known_until,
        **{_camel(field.name): _part(field.name, getattr(record, field.name)) for field in dataclasses.fields(record) if field.name not in _TOP},
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _part(name: str, value: Any) -> Any:
    return dict(value) if name == "coverage" else plain(value)


def plain(value: Any) -> Any:
    """A frozen value as JSON takes it: its fields in camelCase, tuples as lists, dates as ISO 8601, nothing that is None."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = {_camel(field.name): _part(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)}
        if isinstance(value, Value):
            found = {"text": value.text, **found}
        return {key: item for key, item in found.items() if item is not None}
    return value.isoformat() if isinstance(value, date) else value


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
