"""A laid record as JSON, its shape named by ``schema``; keys in camelCase, dates as ISO 8601, nothing that is None."""

from __future__ import annotations

import json
from typing import Any

from ropa.laid import Cell, Heading, Laid, Part, Piece, Row
from ropa.render.laid import LaidFormat

SCHEMA = "https://w3id.org/ropa/schema/laid/1"


def write(laid: Laid) -> bytes:
    """The record as a JSON text that ends with a line feed.

    ``cells`` of a row stand in the order of the part's ``columns``; a cell is a list of pieces, each with its ``line`` as every
    other format prints it.
    """
    layout = laid.layout
    body = {
        "schema": SCHEMA,
        "asOf": laid.clocks.as_of.isoformat(),
        "registerOn": laid.clocks.register_on.isoformat(),
        "clocks": laid.clocks_line,
        "title": laid.title,
        "subtitle": laid.subtitle,
        "layout": {key: getattr(layout, key) for key in ("id", "title", "authority", "country", "law", "source", "sure", "shape")},
        "controller": laid.controller,
        "document": laid.document,
        "language": laid.lang,
        "headingLanguage": laid.head_lang,
        "evidence": laid.evidence,
        "notes": list(laid.notes),
        "head": [{**_heading(heading), "pieces": _cell(cell)} for heading, cell in laid.head],
        "parts": [_part(part) for part in laid.parts],
    }
    return (json.dumps(_dense(body), ensure_ascii=False, indent=2) + "\n").encode()


def _part(part: Part) -> dict[str, Any]:
    return {"id": part.id, "title": part.title, "columns": [_heading(column) for column in part.columns], "rows": [_row(row) for row in part.rows]}


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "language": row.language,
        "level": row.level,
        "draft": row.draft,
        "cells": [_cell(cell) for cell in row.cells],
    }


def _heading(heading: Heading) -> dict[str, Any]:
    return {
        "heading": heading.heading,
        "letter": heading.letter,
        "required": heading.required,
        "fields": list(heading.fields),
        "note": heading.note,
    }


def _cell(cell: Cell) -> list[dict[str, Any]]:
    return [_piece(piece) for piece in cell]


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "line": piece.line,
        "text": piece.text,
        "kind": piece.kind,
        "language": piece.language,
        "how": piece.how,
        "items": list(piece.items) or None,
        "quotes": list(piece.quotes) or None,
        "statement": piece.statement,
    }


def _dense(value: Any) -> Any:
    """The value without what is None."""
    if isinstance(value, dict):
        return {key: _dense(item) for key, item in value.items() if item is not None}
    return [_dense(item) for item in value] if isinstance(value, list) else value


FORMAT = LaidFormat("json", (".json",), "JSON", write)
