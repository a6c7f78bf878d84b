"""The analysis of a register as a network, as tables: for people (HTML) and for other programs (CSV, JSON)."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ropa.assets import template_text
from ropa.render.answer import harmless
from ropa.render.json import plain
from ropa.render.page import FOLDER, clocks_line, page_footer, render
from ropa.stats import Community, Organisation, Path, Stats, Step
from ropa.words import Words

SCHEMA = "https://w3id.org/ropa/schema/stats/1"
ORGANISATIONS = ("label", "controllers", "reached", "share", "activities", "betweenness", "community", "roles", "countries")
CRITICAL = ("label", "cuts", "apart", "sole")
COMMUNITIES = ("community", "controllers", "shared")
PATHS = ("subject", "country", "steps", "activities", "controllers", "way")
COLUMNS = (
    "table", "label", "iri", "controllers", "reached", "share", "activities", "sole", "betweenness", "cuts", "apart", "community", "roles",
    "countries", "shared", "subject", "country", "steps", "way",
)  # fmt: skip
ARROW = " → "
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """One table for people: the keys of its columns, and a cell for each; `quotes` are the words that a row rests on."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cells, tuple[Step, ...]], ...]


def tables(stats: Stats, words: Words) -> tuple[Table, ...]:
    """The tables of an analysis in the words of a language; the empty ones are left out."""
    found = (
        Table("organisations", ORGANISATIONS, tuple((_organisation(item), ()) for item in stats.organisations)),
        Table("critical", CRITICAL, tuple((_organisation(item), ()) for item in stats.critical)),
        Table("communities", COMMUNITIES, tuple((_community(item), ()) for item in stats.communities)),
        Table("paths", PATHS, tuple((_path(item, words), item.steps) for item in stats.paths)),
    )
    return tuple(table for table in found if table.rows)


def _organisation(item: Organisation) -> Cells:
    values = {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    return {name: "; ".join(value) if isinstance(value, tuple) else f"{value}" for name, value in values.items()}


def _community(item: Community) -> Cells:
    return {"community": f"{item.number}", "controllers": "; ".join(item.controllers), "shared": "; ".join(item.shared)}


def _path(item: Path, words: Words) -> Cells:
    way = ARROW.join(step.label + (f" ({said})" if (said := how(step, words)) else "") for step in item.steps)
    counts = {"steps": len(item.steps) - 1, "activities": item.activities, "controllers": item.controllers}
    return {"subject": item.subject, "country": item.country, "way": way} | {name: f"{count}" for name, count in counts.items()}


def how(step: Step, words: Words) -> str:
    """How the statement is made that leads to a step, where it is not simply stated."""
    if step.how == "vendor-table":
        return words("stats.vendor-table")
    return "" if step.how in ("", "stated") else words(f"modality.{step.how}")


def stats_json(stats: Stats) -> str:
    """The analysis as JSON with a versioned schema; ``critical`` repeats the organisations of which it is true."""
    body = {
        "schema": SCHEMA,
        "title": stats.title,
        "asOf": stats.clocks.as_of.isoformat(),
        "registerOn": stats.clocks.register_on.isoformat(),
        "lawKnownUntil": stats.law_known_until,
        "controllers": stats.controllers,
        "activities": stats.activities,
        "organisations": plain(stats.organisations),
        "critical": [item.iri for item in stats.critical],
        "communities": plain(stats.communities),
        "paths": plain(stats.paths),
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def stats_csv(stats: Stats) -> str:
    """One table (RFC 4180) whose first column says which it is; a cell that a spreadsheet would read as a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for table in tables(stats, Words(stats.lang)):
        for cells, _ in table.rows if table.id != "critical" else ():
            writer.writerow({"table": table.id} | {name: harmless(text) for name, text in cells.items() if name in COLUMNS})
    return out.getvalue()


def stats_html(stats: Stats) -> str:
    """The analysis as one self-contained page: no scripts, nothing fetched."""
    words = Words(stats.lang)
    line = clocks_line(words, stats.clocks, stats.law_known_until)
    style = page_footer(line) + template_text(FOLDER, "figures.css")
    title = words("stats.title", stats.title)
    return render("stats.j2", words.lang, style, title=title, clocks=line, tables=tables(stats, words))


WRITERS: dict[str, Callable[[Stats], str]] = {"csv": stats_csv, "html": stats_html, "json": stats_json}
