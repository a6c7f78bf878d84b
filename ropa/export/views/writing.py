"""A drawing as a file: SVG; PNG and PDF of it; a page of the picture with its tables; the tables as CSV or JSON."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace

from ropa.carried import harmless
from ropa.engraved import svg_pdf, svg_png
from ropa.errors import UsageError, nearest
from ropa.export import Export
from ropa.export.views import Column, Drawing, Options, Row, Table, row_link, view_of
from ropa.export.views.canvas import STYLE, tag, words

SCHEMA = "https://w3id.org/ropa/schema/view/1"
PAGE_STYLE = (
    ":root{color-scheme:light dark;--ground:light-dark(#ffffff,#12161c);--ink:light-dark(#1b2129,#eef1f4);--soft:light-dark(#59626d,#a3adb8);"
    "--rule:light-dark(#d5dbe1,#343d48);--faint:light-dark(#f4f6f8,#1b2129);--link:light-dark(#0b5568,#7cc7d8)}"
    "*{box-sizing:border-box}body{margin:0 auto;max-width:84rem;padding:1.2rem clamp(.6rem,2vw,2rem) 3rem;background:var(--ground);color:var(--ink);"
    "font:.9375rem/1.5 system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}"
    ".unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%)}p,li{max-width:60rem}.soft{color:var(--soft)}"
    ".wide{overflow-x:auto}.wide svg{display:block;min-width:56rem;width:100%;height:auto}"
    "a{color:var(--link)}a:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}"
    "table{border-collapse:collapse;min-width:100%;font-size:.875rem}caption{text-align:left;font-weight:600;font-size:1.05rem;"
    "padding:1.6rem 0 .5rem}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .7rem .3rem 0;border-top:1px solid var(--rule);min-width:5rem;"
    "max-width:26rem}"
    "thead th{border:0;color:var(--soft);overflow-wrap:normal}.i{font-size:.75rem;color:var(--soft)}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}"
    "tr:target{background:var(--faint)}"
)


def write_svg(drawing: Drawing, export: Export) -> bytes:  # noqa: ARG001 - writers share one form
    """The picture alone."""
    return drawing.svg.encode()


def write_png(drawing: Drawing, export: Export) -> bytes:  # noqa: ARG001 - writers share one form
    """The picture as PNG, 1600 pixels wide, in the light colours."""
    return svg_png(drawing.svg)


def write_pdf(drawing: Drawing, export: Export) -> bytes:
    """The picture as a PDF of one page, in the light colours, dated by the law's date."""
    return svg_pdf(drawing.svg, drawing.title, drawing.description, drawing.lang, export.clocks.as_of)


def write_html(drawing: Drawing, export: Export) -> bytes:  # noqa: ARG001 - writers share one form
    """A page of the picture and its tables, which loads nothing and runs nothing."""
    policy = f"default-src 'none'; style-src {style_source(PAGE_STYLE)} {style_source(STYLE)}; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">',
        tag("title", words(drawing.title)),
        f"<style>{PAGE_STYLE}</style>",
    )
    figure = tag("div", drawing.svg, class_="wide", tabindex=0, role="region", aria_label=drawing.title)
    heading = tag("h1", words(drawing.title), class_="unseen")  # seen in the picture, heard here
    body = (heading, figure, *map(table_html, drawing.tables), tag("p", words(drawing.clocks), class_="soft"))
    page = f'<!doctype html>\n<html lang="{drawing.lang}">\n<head>\n' + "\n".join(head) + "\n</head>\n<body>\n<main>\n" + "\n".join(body)
    return (page + "\n</main>\n</body>\n</html>\n").encode()


def style_source(style: str) -> str:
    """The source of one inline style sheet in a content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() + "'"


def table_html(table: Table) -> str:
    """A table in a region that scrolls; its rows carry the anchors that the picture's links lead to."""
    head = tag("tr", *(tag("th", words(column.heading), scope="col", class_=column.kind[0]) for column in table.columns))
    rows = (tag("tr", *_cells(table, row), id=row.anchor or None) for row in table.rows)
    whole = tag("table", tag("caption", words(table.caption)), tag("thead", head), "<tbody>" + "\n".join(rows) + "</tbody>")
    return tag("div", whole, class_="wide", tabindex=0, role="region", aria_label=table.caption)


def _cells(table: Table, row: Row) -> list[str]:
    return [tag("td", words(_shown(cell, column)), class_=column.kind[0]) for cell, column in zip(row.cells, table.columns, strict=True)]


def _shown(cell: str, column: Column) -> str:
    """A cell as people read it; an IRI by its last two parts."""
    return "/".join(cell.rsplit("/", 2)[-2:]) if column.kind == "iri" else cell


def write_csv(drawing: Drawing, export: Export) -> bytes:  # noqa: ARG001 - writers share one form
    """The first table as CSV (RFC 4180, UTF-8), headed by the keys of its columns; no cell is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    for table in drawing.tables[:1]:
        writer.writerow(column.key for column in table.columns)
        writer.writerows([harmless(cell) for cell in row.cells] for row in table.rows)
    return ("\ufeff" + out.getvalue()).encode()


def write_json(drawing: Drawing, export: Export) -> bytes:
    """All tables as JSON, with the clocks and what the picture shows in words."""
    clocks = export.clocks
    tables = [
        {
            "id": table.id,
            "caption": table.caption,
            "columns": [{"key": column.key, "heading": column.heading} for column in table.columns],
            "rows": [{column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)} for row in table.rows],
        }
        for table in drawing.tables
    ]
    body = {
        "schema": SCHEMA,
        "view": drawing.view,
        "lang": drawing.lang,
        "title": drawing.title,
        "description": drawing.description,
        "asOf": f"{clocks.as_of}",
        "registerOn": f"{clocks.register_on}",
        "lawKnownUntil": export.law_known_until,
        "assumptions": list(export.assumptions),
        "notes": list(drawing.notes),
        "tables": tables,
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


WRITERS: dict[str, Callable[[Drawing, Export], bytes]] = {
    "svg": write_svg,
    "png": write_png,
    "pdf": write_pdf,
    "html": write_html,
    "csv": write_csv,
    "json": write_json,
}


def write_view(name: str, suffix: str, export: Export, options: Options) -> bytes:
    """A view in the format of a suffix (``.svg``, ``svg``). In a page, links lead to the rows of its tables.

    Raises UsageError for a view, a format or a thing asked of it that does not exist.
    """
    form = suffix.lower().lstrip(".")
    view = view_of(name)
    if form not in WRITERS:
        raise UsageError(f"no format {suffix!r} for the view {name!r}", remedy=nearest(form, WRITERS))
    found = replace(options, href=row_link) if form == "html" else options
    return WRITERS[form](view.draw(export, found), export)
