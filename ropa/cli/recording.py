"""`ropa record`: the Art. 30 record of a controller, as it is or in a layout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.bundle import AUDIENCES
from ropa.cli.commands import emit, open_register
from ropa.errors import InputError, UsageError, nearest
from ropa.model import LANGUAGES, Clocks
from ropa.register import Register

if TYPE_CHECKING:
    from ropa.render.laid import LaidFormat

FORMATS = ("html", "md", "json", "ttl", "jsonld")
TRIPLES = ("ttl", "jsonld")
"""With a layout: DPCat, which has its own terms for the headings."""
EVIDENCE = ("none", "short", "full")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `record` takes."""
    parser.add_argument("--controller", metavar="ID", help="needed where the workspace has several")
    parser.add_argument("--document", metavar="ID", help="the document to draw it from; the register where there is one")
    parser.add_argument("--layout", metavar="ID", help="an authority's layout: `ropa list layouts` names them; generic where the format needs one")
    parser.add_argument("--evidence", choices=EVIDENCE, default=None, help="in a layout: the quotes, in full, one cut short, or none (full)")
    parser.add_argument("--letterhead", metavar="FILE", help="your own Word template, for .docx: the record goes where a paragraph says {{record}}")
    parser.add_argument("--required-only", action="store_true", help="in a layout: leave out what Art. 30 does not ask for")
    parser.add_argument("--format", metavar="FORMAT", help="html, md, json, csv, xlsx, ods, docx, pdf, ttl, jsonld (in a layout these two are DPCat)")
    parser.add_argument("-o", "--output", metavar="FILE")
    parser.add_argument("--review", metavar="FOLDER", help="a workbook for each owner to correct and approve; `ropa import FILE --review` merges it")
    parser.add_argument("--bundle", metavar="FILE.zip", help="the record as an archive with a manifest; `ropa verify FILE.zip` checks it")
    parser.add_argument("--for", dest="audience", choices=AUDIENCES, help="with --bundle: for whom; the authority gets the record and nothing else")
    parser.add_argument("--additions", action="store_true", help="with --bundle --for authority: also what Art. 30 does not ask for")
    parser.add_argument("--to", metavar="NAME", help="with --bundle: note in handovers.csv of the workspace to whom it is handed")
    parser.add_argument("--on", metavar="DATE", help="with --to: the day of the handover (today where left out)")
    parser.add_argument("--since", metavar="DATE", help="with --bundle --for management: what is new since a day, or a git revision")
    parser.set_defaults(lang=None)


def record(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Write the record of one controller."""
    arguments.layout = arguments.layout or _layout_needed(arguments)
    letterhead = _letterhead(arguments)
    register = open_register(arguments, folder, clocks)
    if arguments.review:
        from ropa.cli.reviewing import write_reviews

        return write_reviews(register, Path(arguments.review), arguments.lang or LANGUAGES[0])
    controller = arguments.controller or register.only_controller()
    if arguments.bundle:
        from ropa.cli.bundling import write_bundle

        return write_bundle(register, controller, arguments)
    for name in ("audience", "additions", "to", "on", "since"):
        if getattr(arguments, name):
            raise UsageError(f"--{'for' if name == 'audience' else name} is for a bundle", remedy="Add --bundle out.zip.")
    data = _laid(register, controller, arguments, letterhead) if arguments.layout else _plain(register, controller, arguments)
    emit(data, arguments.output)
    return 0


def _layout_needed(arguments: argparse.Namespace) -> str | None:
    """The generic layout, where none is named and what is asked for only a layout has."""
    from ropa.render.laid import formats

    asked = arguments.evidence or arguments.required_only or arguments.letterhead
    wanted = _wanted(arguments, FORMATS)
    return "generic" if asked or (wanted not in FORMATS and f".{wanted}" in formats()) else None


def _plain(register: Register, controller: str, arguments: argparse.Namespace) -> str | bytes:
    name = _format(arguments, FORMATS)
    lang = arguments.lang or LANGUAGES[0]
    if name in TRIPLES:
        return register.record_facts(controller, name, arguments.document, lang)
    return register.record(controller, name, arguments.document, lang)


def _laid(register: Register, controller: str, arguments: argparse.Namespace, letterhead: bytes | None) -> bytes:
    name = _layout_format(arguments)
    if name in TRIPLES:
        return register.record_dpcat(controller, name, arguments.document)
    chosen = _chosen(name)
    laid = register.lay_out(
        controller,
        arguments.layout,
        arguments.document,
        arguments.lang,
        evidence=arguments.evidence or EVIDENCE[-1],
        required_only=arguments.required_only,
        picture=chosen.pictured,
    )
    if letterhead is not None and chosen.fill is not None:
        return chosen.fill(laid, letterhead, arguments.letterhead)
    data = chosen.write(laid)
    remark = chosen.remark(data)
    if remark:
        print(f"ropa: {remark}", file=sys.stderr)
    return data


def _layout_format(arguments: argparse.Namespace) -> str:
    """The format asked for of a record in a layout. Raises UsageError where there is none."""
    from ropa.render.laid import formats

    suffixes = [suffix.lstrip(".") for suffix in formats()]
    return _format(arguments, ("html", *(each for each in suffixes if each != "html"), *TRIPLES))


def _chosen(name: str) -> LaidFormat:
    from ropa.render.laid import formats

    return formats()[f".{name}"]


def _letterhead(arguments: argparse.Namespace) -> bytes | None:
    """The bytes of a template, None where none is named. Raises UsageError for a format without one, InputError where it cannot be read."""
    if not arguments.letterhead or not arguments.layout:
        return None
    name = _layout_format(arguments)
    if name in TRIPLES or _chosen(name).fill is None:
        raise UsageError(f"a letterhead is for a Word document, not for {name}", remedy="Write to a .docx, or add --format docx.")
    try:
        return Path(arguments.letterhead).read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=arguments.letterhead, remedy="Name a Word file of yours.") from error


def _wanted(arguments: argparse.Namespace, known: tuple[str, ...]) -> str:
    """The format asked for; else the suffix of the output; else the first known."""
    suffix = Path(arguments.output).suffix if arguments.output else ""
    return str(arguments.format or suffix or known[0]).lower().lstrip(".")


def _format(arguments: argparse.Namespace, known: tuple[str, ...]) -> str:
    """The format asked for. Raises UsageError where it is none of the known."""
    wanted = _wanted(arguments, known)
    if wanted not in known:
        raise UsageError(f"no format of a record {wanted!r}", remedy=nearest(wanted, known))
    return wanted
