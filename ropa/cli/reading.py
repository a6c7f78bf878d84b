"""`ropa read`: a policy as a draft in the annotation form, every statement proposed with its quote; or the sheet of Art. 13 and 14."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.cli import commands
from ropa.cli.extractors import extractor_options, model_reader
from ropa.errors import OutputError
from ropa.evidence import sha256
from ropa.files import write_text
from ropa.form import Form, read_form
from ropa.model import LANGUAGES, Clocks
from ropa.render.reading import proposals_text, sheet_text
from ropa.workspace import read_workspace

if TYPE_CHECKING:
    from ropa.register.reading import Reading

FORMATS = ("yaml", "text", "json")
KINDS = ("notice", "register", "contract", "arrangement", "assessment", "other")


def add_arguments(made: argparse.ArgumentParser) -> None:
    """The options of `ropa read`."""
    made.add_argument("file", metavar="FILE", help="a policy: HTML, Markdown, plain text, DOCX or PDF")
    made.add_argument("-o", "--output", metavar="FILE", help="the draft; one that is there is read first, and what was decided in it is kept")
    made.add_argument("--previous", metavar="FILE", help="an earlier draft, whose decisions are kept: only what is new is asked")
    made.add_argument("--sheet", action="store_true", help="what Art. 13 and 14 ask: found, denied, or no evidence with the likeliest sentences")
    made.add_argument("--language", choices=LANGUAGES, help="the language of the text, where it is not told right")
    made.add_argument("--controller", metavar="NAME", help="who is responsible, where the text does not say it in words that are found")
    made.add_argument("--kind", choices=KINDS, help="the kind of document (the earlier draft's, else notice)")
    made.add_argument("--format", choices=FORMATS, default=None, help="yaml (the draft), text or json")
    extractor_options(made)


def read(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:  # noqa: ARG001 - verbs share one form
    """Draft, and say on stderr what there is to decide; nothing but the named files is written."""
    from ropa.register.reading import read_policy

    output = Path(arguments.output) if arguments.output and arguments.output != "-" else None
    form = commands.format_of(arguments, (*FORMATS, "yml")) if not arguments.sheet else (arguments.format or "text")
    before = arguments.previous or (arguments.output if output and output.exists() and form in ("yaml", "yml") and not arguments.sheet else None)
    previous = read_form(Path(before)) if before else None
    name = str(previous.data["document"]["id"]) if previous is not None else None
    options = {"language": arguments.language, "controller": arguments.controller, "kind": arguments.kind}
    model = model_reader(arguments, read_workspace(folder).reader if folder else {}, folder)
    found = read_policy(Path(arguments.file), folder, **options, previous=previous, name=name, extractors=(model,) if model else ())
    if found.unread:
        print(f"ropa: {found.text.name}: {found.unread_note(arguments.lang)}", file=sys.stderr)
        print(f"  It was read as {found.text.language}; --language says which of {', '.join(LANGUAGES)} it is.", file=sys.stderr)
    if arguments.sheet:
        commands.emit(_sheet(found, form, arguments.lang), arguments.output)
        return 0
    if output is not None and form in ("yaml", "yml") and found.own_text is not None:
        _write_beside(output, found, previous)
    commands.emit(_written(found, form), arguments.output)
    for line in _summary(found):
        print(line, file=sys.stderr)
    return 0


def _written(found: Reading, form: str) -> str:
    if form == "text":
        return proposals_text(found.form)
    return commands.json_text(found.data()) if form == "json" else found.yaml


def _sheet(found: Reading, form: str, lang: str) -> str:
    sheet: dict[str, Any] = found.sheet(lang)
    return commands.json_text(sheet) if form == "json" else sheet_text(sheet, lang)


def _write_beside(output: Path, found: Reading, previous: Form | None) -> None:
    """Write the text a draft's quotes stand in, under the name the draft gives it; only over the text of the draft that is replaced."""
    path = output.parent / str(found.form["document"]["file"])
    text = (found.own_text or "").encode("utf-8")
    if path.exists() and (there := path.read_bytes()) != text:
        about = (previous.data.get("document") or {}) if previous is not None else {}
        if (about.get("file"), about.get("sha256")) != (path.name, sha256(there)):
            remedy = "Move it away, or write the draft to another folder with -o."
            raise OutputError("is there already, and is not the text of the earlier draft; nothing was written", where=str(path), remedy=remedy)
    write_text(path, text.decode("utf-8"))


def _summary(found: Reading) -> list[str]:
    memory = found.remembered
    lines = [f"{found.text.name}: {len(found.text.blocks)} blocks, {found.text.language}, {found.count} statements proposed"]
    lines += [f"left out: {count} of {name}, which the form cannot hold" for name, count in found.dropped.items()]
    if memory is not None:
        lines.append(f"decided before: {memory.known}; new: {memory.new}; could not be kept: {len(memory.gone)}")
        lines += [f"  gone: {where}" + (f": “{words}”" if words else "") for where, words in memory.gone]
    return lines
