"""`ropa record`: the Art. 30 record of a controller, as it is or in a layout."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ropa.bundle import AUDIENCES
from ropa.cli.commands import emit, open_register
from ropa.errors import UsageError, nearest
from ropa.model import LANGUAGES, Clocks
from ropa.register import Register

FORMATS = ("html", "md", "json", "ttl", "jsonld")
TRIPLES = ("ttl", "jsonld")
"""With a layout: DPCat, which has its own terms for the headings."""
EVIDENCE = ("none", "short", "full")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `record` takes."""
    parser.add_argument("--controller", metavar="ID", help="needed where the workspace has several")
    parser.add_argument("--document", metavar="ID", help="the document to draw it from; the register where there is one")
    parser.add_argument("--layout", metavar="ID", help="an authority's layout, or generic: `ropa list layouts` names them")
    parser.add_argument("--evidence", choices=EVIDENCE, default=None, help="with --layout: the quotes, in full, one cut short, or none (full)")
    parser.add_argument("--required-only", action="store_true", help="with --layout: leave out what Art. 30 does not ask for")
    parser.add_argument("--format", metavar="FORMAT", help="html, md, json, ttl, jsonld; with --layout csv and others; ttl and jsonld are then DPCat")
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
    write = _laid if arguments.layout else _plain
    emit(write(register, controller, arguments), arguments.output)
    return 0


def _plain(register: Register, controller: str, arguments: argparse.Namespace) -> str | bytes:
    if arguments.evidence or arguments.required_only:
        raise UsageError("--evidence and --required-only are for a layout", remedy="Add --layout generic, or the layout of an authority.")
    name = _format(arguments, FORMATS, "Without --layout it is one of " + ", ".join(FORMATS) + "; the others need one, such as --layout generic.")
    lang = arguments.lang or LANGUAGES[0]
    if name in TRIPLES:
        return register.record_facts(controller, name, arguments.document, lang)
    return register.record(controller, name, arguments.document, lang)


def _laid(register: Register, controller: str, arguments: argparse.Namespace) -> bytes:
    from ropa.render.laid import formats

    writers: dict[str, Callable[..., bytes]] = {suffix.lstrip("."): item.write for suffix, item in formats().items()}
    name = _format(arguments, ("html", *(each for each in writers if each != "html"), *TRIPLES), None)
    if name in TRIPLES:
        return register.record_dpcat(controller, name, arguments.document)
    laid = register.lay_out(
        controller,
        arguments.layout,
        arguments.document,
        arguments.lang,
        evidence=arguments.evidence or EVIDENCE[-1],
        required_only=arguments.required_only,
    )
    return writers[name](laid)


def _format(arguments: argparse.Namespace, known: tuple[str, ...], remedy: str | None) -> str:
    """The format asked for; else the suffix of the output; else the first known."""
    suffix = Path(arguments.output).suffix if arguments.output else ""
    wanted = (arguments.format or suffix or known[0]).lower().lstrip(".")
    if wanted not in known:
        raise UsageError(f"no format of a record {wanted!r}", remedy=remedy or nearest(wanted, known))
    return wanted
