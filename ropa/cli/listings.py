"""`ropa list`: what ships with ropa and what a workspace adds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ropa.ask import read_questions
from ropa.assets import template_text
from ropa.check import read_rules
from ropa.documents.schema import form_schema
from ropa.documents.starting import templates
from ropa.errors import UsageError
from ropa.export.networks import NETWORK_VIEWS
from ropa.export.views import views
from ropa.fields import fields_of
from ropa.handovers import read_handovers
from ropa.infer.rules import read_inferences
from ropa.law import tables
from ropa.namespaces import compact
from ropa.records.layouts import read_layouts
from ropa.register.viewing import export_formats
from ropa.words import Words


def listings(kind: str, folder: Path | None) -> Any:
    """Rows with an id and a title, or the JSON Schema of the annotation form or of an output (the report, a view, the analysis)."""
    makers: dict[str, Callable[[Path | None], Any]] = {
        "questions": _questions,
        "rules": lambda where: [
            {"id": rule.id, "title": rule.labels["en"], "article": rule.article, "appliesTo": sorted(rule.applies_to)} for rule in read_rules(where)
        ],
        "inferences": lambda where: [{"id": item.id, "title": item.title, "phase": item.phase, "law": item.law} for item in read_inferences(where)],
        "fields": _fields,
        "formats": lambda _where: [{"id": suffix.lstrip("."), "title": item.title, "kind": item.kind} for suffix, item in export_formats().items()],
        "views": lambda _where: [{"id": key.split(".")[1], "title": Words()(key)} for key in _views()],
        "layouts": _layouts,
        "templates": lambda _where: [{"id": item.id, "title": item.name["en"], "law": item.law} for item in templates().values()],
        "handovers": _handovers,
        "vendors": lambda where: [
            {"id": row["id"], "title": row["name"], "kind": row["kind"], "learnt": row["learnt"]} for row in tables(where)["vendors"]
        ],
        "schema": lambda where: form_schema(fields_of(where)),
    }
    output = kind.removesuffix("-schema")
    return makers[kind](folder) if kind in makers else json.loads(template_text("render/schemas", f"{output}-1.json"))


def _handovers(folder: Path | None) -> list[dict[str, str]]:
    if folder is None:
        raise UsageError("no workspace", remedy="Name one with -w.")
    rows = [asdict(each) for each in read_handovers(folder)]
    return [{"id": f"{row['on']} {row['manifest'][:12]}", "title": f"{row['to']} ({row['audience']}): {row['file']}", **row} for row in rows]


def _questions(folder: Path | None) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "title": item.title,
            "asks": item.asks,
            "law": item.law,
            "params": [{"name": each.name, "kind": each.kind, "optional": each.optional} for each in item.parameters],
            "columns": list(item.answer_columns),
        }
        for item in read_questions(folder).values()
    ]


def _fields(folder: Path | None) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "title": item.name(),
            "key": item.key,
            "of": compact(item.owner),
            "path": compact(item.path),
            "letter": item.letter,
            "description": item.description,
        }
        for item in fields_of(folder).fields
    ]


def _layouts(folder: Path | None) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "title": item.title,
            "authority": item.authority,
            "part": list(item.parts),
            "language": item.language,
            "source": item.source,
            "sure": item.sure,
            "law": item.law,
            "shape": item.shape,
            "country": item.country,
        }
        for item in read_layouts(folder, fields_of(folder)).values()
    ]


def _views() -> list[str]:
    """The keys of the words for all views."""
    return [*(f"view.{name}" for name in views()), *(f"network.{name}" for name in NETWORK_VIEWS)]
