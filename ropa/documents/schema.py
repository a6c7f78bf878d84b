"""The JSON Schema of the annotation form, made from the table of fields."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ropa.fields import ACTIVITY, PROCESSING, Field, FieldTable
from ropa.model import MODALITIES, REVIEW_STATES
from ropa.namespaces import DPV, ROPA, compact

QUOTE = {
    "oneOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {
                "text": {"type": "string"},
                "at": {"type": "integer"},
                "line": {"type": "integer"},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
        },
    ]
}
QUOTES = {"oneOf": [*QUOTE["oneOf"], {"type": "array", "items": QUOTE}]}
CELL = {
    "description": "The cell of a table it stands in, as the file calls it: Sheet1!B7.",
    "oneOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}],
}
GENERIC = {
    "label": {"type": "string", "description": "The document's own words."},
    "quote": QUOTES,
    "cell": CELL,
    "modality": {"enum": list(MODALITIES)},
    "condition": {"type": "string"},
    "scope": {"type": "string"},
    "review": {
        "oneOf": [
            {"enum": list(REVIEW_STATES)},
            {"type": "object", "properties": {"state": {"enum": list(REVIEW_STATES)}, "by": {"type": "string"}, "on": {}}},
        ]
    },
}
ID = {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*$"}
SCALARS = {"integer": "integer", "boolean": "boolean"}


def form_schema(fields: FieldTable) -> dict[str, Any]:
    """JSON Schema 2020-12 of a document in the annotation form."""
    controller = _properties(fields, DPV("LegalEntity").value)
    outside = {key: controller.pop(key) for key in ("contacts", "authorities", "regime")}
    activity = {
        "type": "object",
        "required": ["id", "name"],
        "additionalProperties": False,
        "properties": {
            "id": ID,
            "quote": QUOTES,
            "cell": CELL,
            "activities": {"type": "array", "items": {"$ref": "#/$defs/activity"}},
            **_properties(fields, ACTIVITY),
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/ropa/schema/document/1",
        "title": "A document in the annotation form of ropa",
        "type": "object",
        "required": ["format", "document", "controller"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": 1},
            "document": {
                "type": "object",
                "required": ["id", "kind", "title", "language"],
                "additionalProperties": False,
                "properties": _properties(fields, ROPA("Document").value),
            },
            "controller": {
                "type": "object",
                "required": ["id", "name"],
                "additionalProperties": False,
                "properties": {"id": ID, "quote": QUOTES, "cell": CELL, **controller},
            },
            **outside,
            "parties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name"],
                    "additionalProperties": False,
                    "properties": {"quote": QUOTES, "cell": CELL, **_properties(fields, ROPA("Party").value)},
                },
            },
            "general": {"type": "object", "additionalProperties": False, "properties": _properties(fields, PROCESSING)},
            "unattached": {"type": "object", "additionalProperties": False, "properties": _properties(fields, PROCESSING)},
            "activities": {"type": "array", "items": {"$ref": "#/$defs/activity"}},
            "tensions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["kind", "quotes", "why"],
                    "additionalProperties": False,
                    "properties": {"quotes": QUOTES, **_properties(fields, ROPA("Tension").value)},
                },
            },
        },
        "$defs": {
            "activity": activity,
            **{compact(node).partition(":")[2]: _node(fields, node) for node in sorted({field.node for field in fields.fields if field.node})},
        },
    }


def _properties(fields: FieldTable, owner: str) -> dict[str, Any]:
    result = {}
    for key, field in sorted(fields.of(owner).items(), key=lambda item: (item[1].order, item[0])):
        value = _value(field, long=owner != ROPA("Document").value)
        result[key] = {"description": field.description, **({"oneOf": [value, {"type": "array", "items": value}]} if field.many else value)}
    return result


def _node(fields: FieldTable, node: str) -> dict[str, Any]:
    properties = _properties(fields, node)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**{key: value for key, value in GENERIC.items() if key not in properties}, **properties},
    }


def _value(field: Field, *, long: bool) -> dict[str, Any]:
    if field.node:
        return {"oneOf": [{"type": "string"}, {"$ref": f"#/$defs/{compact(field.node).partition(':')[2]}"}]}
    scalar: dict[str, Any]
    if field.allowed:
        scalar = {"enum": [term.value if isinstance(term, ox.Literal) else compact(term.value) for term in field.allowed]}
    else:
        scalar = {"type": SCALARS.get((field.datatype or "").rpartition("#")[2], "string")}
    if not long:
        return scalar
    return {"oneOf": [scalar, {"type": "object", "required": ["value"], "additionalProperties": False, "properties": {"value": scalar, **GENERIC}}]}
