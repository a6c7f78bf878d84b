"""`ropa import`: a file of another tool as a document in the annotation form; a preview unless an output is named."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ropa.cli import commands
from ropa.documents.mapping import mapping_workbook, read_mapping
from ropa.documents.readers import Draft, Reader, Settings, form_text, read_drafts, reviewed
from ropa.documents.table import headings
from ropa.errors import OutputError
from ropa.files import write_bytes, write_text
from ropa.model import Clocks

REGIMES = ("eu", "eea-efta", "eu-institutions", "uk", "ch", "unknown")
FORMATS = ("text", "yaml", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="the file, and vocabularies that it uses")
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write; a folder where the file holds records of several")
    parser.add_argument("--review", action="store_true", help="the file is a review that an owner sends back: what it changes in the workspace of -w")
    parser.add_argument("--yes", action="store_true", help="make the changes, all or none; without it only the differences are shown (exit 1)")
    parser.add_argument("--confirm", action="store_true", help="its owner vouches for it: else every value is proposed, and enters no record")
    parser.add_argument("--mapping", metavar="FILE", help="headings to fields, for a table: TOML, or the workbook of --mapping-out corrected")
    parser.add_argument("--mapping-out", metavar="FILE.xlsx", help="write what each heading was taken for, to correct and give back with --mapping")
    parser.add_argument("--controller", metavar="NAME", help="whose register a table is, where it does not say")
    parser.add_argument("--language", metavar="CODE", help="the language of a table, where it is not told right")
    parser.add_argument("--regime", choices=REGIMES, help="the law its controller is under")
    parser.add_argument("--format", choices=FORMATS, default=None, help="of what is shown without -o: text, yaml or json")


def import_files(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Draft documents from files: all or nothing is written; without ``-o`` nothing is. A document that is there is updated."""
    files = [Path(name) for name in arguments.files]
    if arguments.review:
        from ropa.cli.reviewing import merge_review

        return merge_review(commands.open_register(arguments, folder, clocks), files, write=arguments.yes)
    mapping = read_mapping(Path(arguments.mapping)) if arguments.mapping else {}
    reader, drafts = read_drafts(files, Settings(mapping, arguments.controller, arguments.language))
    if arguments.mapping_out:
        write_bytes(Path(arguments.mapping_out), mapping_workbook(headings(files[0], mapping)))
    state = "confirmed" if arguments.confirm else "proposed"
    forms = [dict(draft.form) if draft.own else reviewed(draft.form, state) for draft in drafts]
    if arguments.regime:
        forms = [{**{key: form[key] for key in ("format", "document")}, "regime": {"value": arguments.regime}, **form} for form in forms]
    if arguments.output is None:
        if arguments.format in (None, "text"):
            commands.emit("\n".join(_preview(reader, drafts)) + "\n", None)
        else:
            commands.emit(commands.json_text(forms) if arguments.format == "json" else "".join(form_text(form) for form in forms), None)
        return 0
    return _write(list(zip(_paths(Path(arguments.output), drafts), forms, strict=True)), yes=arguments.yes)


def _write(forms: list[tuple[Path, dict[str, Any]]], *, yes: bool) -> int:
    """Write new documents; those that are there are updated, all or none, once the differences were seen: exit code 1 until then."""
    from ropa.cli.updating import updated

    updates = {path: updated(path, form) for path, form in forms if path.exists()}
    waiting = [path for path, change in updates.items() if change is not None]
    if waiting and not yes:
        commands.emit("Nothing is written: --yes writes all of it.\n", None)
        return 1
    for path, form in forms:
        text = updates[path] if path in updates else form_text(form)
        if text is not None:
            write_text(path, text)
    return 0


def _paths(output: Path, drafts: tuple[Draft, ...]) -> list[Path]:
    """One file, or a folder for several documents."""
    if len(drafts) == 1 and not output.is_dir():
        return [output]
    if not output.is_dir():
        remedy = "Name a folder that is there: the file holds the records of " + ", ".join(str(draft.form["controller"]["name"]) for draft in drafts)
        raise OutputError(f"{len(drafts)} documents do not fit in one file", where=str(output), remedy=remedy)
    return [output / f"{draft.id}.yaml" for draft in drafts]


def _preview(reader: Reader, drafts: tuple[Draft, ...]) -> Iterator[str]:
    yield f"Read as: {reader.title}"
    yield from drafts[0].report if drafts else ()
    for draft in drafts:
        activities = draft.form.get("activities", [])
        yield f"{draft.id}: {draft.form['controller']['name']}, {len(activities)} activities, {len(draft.form.get('parties', []))} parties"
        for activity in activities:
            kept = ", ".join(f"{len(value)} {key}" for key, value in activity.items() if isinstance(value, list))
            yield f"  {activity['id']}: {activity['name']} ({kept})"
        yield from (f"  no place: {text}" for text in draft.left_out)
    yield "Nothing is written: name a file or a folder with -o; --confirm where its owner vouches for it."
