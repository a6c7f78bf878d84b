"""Writes the generated pages of docs/: one entry for each question, rule, inference, field, format, verb, error and law table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rule_pages import index, rule_pages
from rule_pages import page as rule_page

from ropa import errors
from ropa.ask import read_questions
from ropa.cli import build_parser
from ropa.fields import Field, fields_of
from ropa.infer.rules import read_inferences
from ropa.law import known_until, tables
from ropa.namespaces import compact
from ropa.register.viewing import export_formats as written
from ropa.render.reports import report_formats

DOCS = Path(__file__).parent.parent / "docs"
NOTE = "<!-- written by `make docs`; change the files it is made from -->\n"


def cell(text: object) -> str:
    """A Markdown table cell."""
    return " ".join(str(text or "").split()).replace("|", "\\|")


def table(heads: list[str], rows: list[list[object]]) -> Iterator[str]:
    """A Markdown table."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell(each) for each in row) + " |"
    yield ""


def questions() -> Iterator[str]:
    yield from ("# Questions", "", "Each is one file, `queries/<id>.rq`; a workspace adds its own in `queries/`. `ropa ask <id> --param name=value`.", "")
    for item in read_questions().values():
        params = ", ".join(f"`{each.name}` ({each.kind}{', optional' if each.optional else ''})" for each in item.parameters) or "none"
        yield from (f"## {item.id}", "", item.asks, "", f"- Law: {item.law}", f"- Parameters: {params}", f"- Columns: {', '.join(f'`{name}`' for name in item.answer_columns)}")
        yield from ((f"- Note: {item.note}", "") if item.note else ("",))


def inferences() -> Iterator[str]:
    yield from ("# Inferences", "", "Each is one CONSTRUCT, `ontology/inferences/<id>.rq`; a workspace adds its own in `inferences/`. `ropa explain` follows them back to the words.", "")
    yield from ("Phases: *open* knows no date and is monotone; *context* writes the law in force; *dated* reads it; *closed* needs to know what is missing.", "")
    yield from table(["id", "phase", "what", "law"], [[f"`{item.id}`", item.phase, item.title, item.law] for item in read_inferences()])


def fields() -> Iterator[str]:
    yield from ("# Fields", "", "Each is one file, `ontology/fields/<id>.ttl`. From it come the YAML key, the JSON Schema (`ropa list schema`), the compiler's table and the record's entry.", "")
    found = fields_of(None).fields
    for owner in sorted({item.owner for item in found}):
        yield from (f"## {compact(owner)}", "")
        rows: list[list[object]] = [[f"`{item.key}`", item.id, item.name(), _takes(item), item.letter, item.description] for item in found if item.owner == owner]
        yield from table(["key", "field", "name", "takes", "Art. 30(1)", "what it is"], rows)


def _takes(item: Field) -> str:
    many = "list of " if item.many else ""
    if item.allowed:
        return many + ", ".join(f"`{compact(term.value)}`" for term in item.allowed)
    if item.below:
        return many + f"terms below `{compact(item.below)}`"
    if item.node or item.reference:
        return many + f"`{compact(item.node or item.reference or '')}`" + (" (by its id)" if item.reference else "")
    return many + (item.lexical or compact(item.datatype or "").partition(":")[2])


def export_formats() -> Iterator[str]:
    yield from ("# Formats", "", "`ropa export -o file.<suffix>` writes these; each is one module of `ropa/export/`. `record` and `ask` have formats of their own: see `--help`; those of `check` are below.", "")
    yield from table(["suffix", "kind", "what"], [[f"`{suffix.lstrip('.')}`", item.kind, item.title] for suffix, item in written().items()])
    yield from ("## Reports of a check", "", "`ropa check -o file.<suffix>`, or `--format <id>`; each is one module of `ropa/render/reports/`. The schema of the JSON: `ropa list report-schema`.", "")
    yield from table(["id", "suffix", "what"], [[f"`{item.id}`", ", ".join(f"`{suffix}`" for suffix in item.suffixes) or "none: `--format` names it", item.title] for item in report_formats()])


def verbs() -> Iterator[str]:
    parser = build_parser()
    yield from ("# The command line", "", parser.description or "", "", "`ropa [-w WORKSPACE] VERB`. stdout is data, stderr is for people.", "")
    yield from ("Exit codes: **0** done, **1** done and it is there (findings, a quote not in its text, rows under `--fail-if-rows`), **2** your input or usage, **3** could not finish.", "")
    actions = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name, verb in actions.choices.items():
        yield from (f"## {name}", "", f"{verb.description}.", "")
        rows: list[list[object]] = []
        for action in verb.complete()._actions:
            if action.dest != "help":
                label = ", ".join(action.option_strings) or action.dest
                choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
                rows.append([f"`{label}`", f"{action.help or ''}{choices}"])
        yield from table(["option", "what"], rows)


def error_list() -> Iterator[str]:
    yield from ("# Errors", "", "Each message says what, where, and what to do.", "")
    classes = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, errors.RopaError)]
    yield from table(["slug", "exit code", "what"], [[f"`{item.slug}`", item.exit_code, (item.__doc__ or "").split("\n\n")[0]] for item in classes])


def law() -> Iterator[str]:
    found = tables()
    yield from ("# Law tables", "", f"`data/law/*.csv`, known until {known_until(found)}. A fact is a row with an id, its source and the day it was read; “verify” marks what nobody has read in the source yet.", "")
    yield from ("## adequacy", "")
    heads = ["id", "territory", "scope", "instrument", "first_day", "last_day", "ended_by", "read"]
    yield from table(heads, [[row[head] for head in heads] for row in found["adequacy"]])
    yield from ("## safeguards", "")
    heads = ["id", "label", "article", "first_day", "last_day", "ended_by", "read"]
    yield from table(heads, [[row[head] for head in heads] for row in found["safeguards"]])
    yield from ("## thresholds", "")
    heads = ["id", "value", "unit", "article", "source"]
    yield from table(heads, [[row[head] for head in heads] for row in found["thresholds"]])
    yield from ("## dpia-lists", "", "Kinds of processing on authorities' lists under Art. 35(4), as far as a register can show them; no list is complete here.", "")
    heads = ["id", "country", "what", "criteria", "first_day", "source", "read"]
    yield from table(heads, [[row[head] for head in heads] for row in found["dpia-lists"]])
    yield f"Also: territory ({len(found['territory'])} rows), authorities ({len(found['authorities'])}), ages ({len(found['ages'])})."


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "questions": questions,
    "rules": index,
    "inferences": inferences,
    "fields": fields,
    "formats": export_formats,
    "cli": verbs,
    "errors": error_list,
    "law": law,
    **{name: partial(rule_page, rule) for name, rule in rule_pages().items()},
}


def page(name: str) -> str:
    """One generated page."""
    return NOTE + "\n".join(PAGES[name]()).rstrip() + "\n"


def main() -> int:
    """Write all pages, and take out those of rules that are no more."""
    (DOCS / "rules").mkdir(exist_ok=True)
    for path in (DOCS / "rules").glob("*.md"):
        if f"rules/{path.stem}" not in PAGES:
            path.unlink()
    for name in PAGES:
        (DOCS / f"{name}.md").write_text(page(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
