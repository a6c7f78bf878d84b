"""`ropa record`: the Art. 30 record of a controller, as it is or in a layout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ropa.cli.commands import emit, open_register
from ropa.errors import InputError, UsageError, nearest
from ropa.model import LANGUAGES, Clocks
from ropa.register import Register

if TYPE_CHECKING:
    from ropa.render.laid import LaidFormat

FORMATS = ("html", "md", "json", "ttl", "jsonld")
EVIDENCE = ("none", "short", "full")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `record` takes."""
    parser.add_argument("--controller", metavar="ID", help="needed where the workspace has several")
    parser.add_argument("--document", metavar="ID", help="the document to draw it from; the register where there is one")
    parser.add_argument("--layout", metavar="ID", help="an authority's layout, or generic: `ropa list layouts` names them")
    parser.add_argument("--evidence", choices=EVIDENCE, default=None, help="with --layout: the quotes, in full, one cut short, or none (full)")
    parser.add_argument("--letterhead", metavar="FILE", help="your own Word template, for .docx: the record goes where a paragraph says {{record}}")
    parser.add_argument("--required-only", action="store_true", help="with --layout: leave out what Art. 30 does not ask for")
    parser.add_argument("--format", metavar="FORMAT", help="html, md, json, ttl, jsonld; with --layout csv and others, not ttl")
    parser.add_argument("-o", "--output", metavar="FILE")
    parser.set_defaults(lang=None)


def record(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Write the record of one controller."""
    letterhead = _letterhead(arguments)
    register = open_register(arguments, folder, clocks)
    controller = arguments.controller or register.only_controller()
    data = _laid(register, controller, arguments, letterhead) if arguments.layout else _plain(register, controller, arguments)
    emit(data, arguments.output)
    return 0


def _plain(register: Register, controller: str, arguments: argparse.Namespace) -> str | bytes:
    if arguments.evidence or arguments.required_only or arguments.letterhead:
        remedy = "Add --layout generic, or the layout of an authority."
        raise UsageError("--evidence, --required-only and --letterhead are for a layout", remedy=remedy)
    name = _format(arguments, FORMATS, "Without --layout it is one of " + ", ".join(FORMATS) + "; the others need one, such as --layout generic.")
    lang = arguments.lang or LANGUAGES[0]
    if name in ("ttl", "jsonld"):
        return register.record_facts(controller, name, arguments.document, lang)
    return register.record(controller, name, arguments.document, lang)


def _laid(register: Register, controller: str, arguments: argparse.Namespace, letterhead: bytes | None) -> bytes:
    chosen = _chosen(arguments)
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


def _chosen(arguments: argparse.Namespace) -> LaidFormat:
    """The format of a record in a layout. Raises UsageError where there is none."""
    from ropa.render.laid import formats

    writers = {suffix.lstrip("."): item for suffix, item in formats().items()}
    return writers[_format(arguments, ("html", *(each for each in writers if each != "html")), None)]


def _letterhead(arguments: argparse.Namespace) -> bytes | None:
    """The bytes of a template, None where none is named. Raises UsageError for a format without one, InputError where it cannot be read."""
    if not arguments.letterhead or not arguments.layout:
        return None
    chosen = _chosen(arguments)
    if chosen.fill is None:
        raise UsageError(f"a letterhead is for a Word document, not for {chosen.title}", remedy="Write to a .docx, or add --format docx.")
    try:
        return Path(arguments.letterhead).read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=arguments.letterhead, remedy="Name a Word file of yours.") from error


def _format(arguments: argparse.Namespace, known: tuple[str, ...], remedy: str | None) -> str:
    """The format asked for; else the suffix of the output; else the first known."""
    suffix = Path(arguments.output).suffix if arguments.output else ""
    wanted = (arguments.format or suffix or known[0]).lower().lstrip(".")
    if wanted not in known:
        raise UsageError(f"no format of a record {wanted!r}", remedy=remedy or nearest(wanted, known))
    return wanted
