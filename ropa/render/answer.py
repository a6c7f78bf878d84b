"""Answers as text, SPARQL 1.1 Results JSON, CSV, TSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from ropa.model import Answer, Term
from ropa.namespaces import compact

WIDTH = 48


def answer_json(answer: Answer) -> str:
    """W3C SPARQL 1.1 Query Results JSON; unbound cells are left out."""
    bindings = [{name: _cell(row[name]) for name in answer.columns if name in row} for row in answer.rows]
    return json.dumps({"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}, ensure_ascii=False, indent=2) + "\n"


def _cell(term: Term) -> dict[str, str]:
    cell = {"type": term.kind, "value": term.value}
    if term.language:
        cell["xml:lang"] = term.language
    elif term.datatype:
        cell["datatype"] = term.datatype
    return cell


def answer_csv(answer: Answer) -> str:
    """CSV with a header row (RFC 4180); a cell that a spreadsheet would read as a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.columns)
    writer.writerows([[harmless(row[name].value) if name in row else "" for name in answer.columns] for row in answer.rows])
    return out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet reads as a formula: led by an apostrophe where it would be."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def answer_markdown(answer: Answer) -> str:
    """A Markdown table of the columns people read: labels in place of IRIs."""
    columns = _people(answer)
    lines = ["| " + " | ".join(_head(name) for name in columns) + " |", "|" + "---|" * len(columns)]
    for row in answer.rows:
        cells = (" ".join(row[name].value.split()).replace("|", "\\|") if name in row else "" for name in columns)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def answer_text(answer: Answer) -> str:
    """An aligned table for a terminal; long cells are cut, which no other format does."""
    columns = _people(answer)
    rows = [[_short(" ".join(row[name].value.split())) if name in row else "" for name in columns] for row in answer.rows]
    widths = [max([len(_head(name)), *(len(row[index]) for row in rows)]) for index, name in enumerate(columns)]
    lines = [
        "  ".join(_head(name).ljust(width) for name, width in zip(columns, widths, strict=True)).rstrip(),
        "  ".join("-" * width for width in widths),
    ]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, f"{len(rows)} row{'' if len(rows) == 1 else 's'}"]) + "\n"


def _people(answer: Answer) -> list[str]:
    return [name for name in answer.columns if name + "Label" not in answer.columns]


def _head(name: str) -> str:
    return name.removesuffix("Label")


def _short(text: str) -> str:
    return compact(text) if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


WRITERS: dict[str, Callable[[Answer], str]] = {"text": answer_text, "json": answer_json, "csv": answer_csv, "md": answer_markdown}
