"""`ropa export`: the graph in other formats, and views of it as pictures with their tables."""

from __future__ import annotations

import argparse
from pathlib import Path

from ropa.cli.commands import assume_option, emit, open_register, parameters
from ropa.errors import UsageError, nearest
from ropa.export.networks import NETWORK_VIEWS
from ropa.model import Clocks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("-o", "--output", metavar="FILE", required=True)
    parser.add_argument("--format", metavar="FORMAT", help="a suffix such as ttl or graphml, where the file's own does not say it")
    parser.add_argument("--view", metavar="NAME", help="a picture (map, flow, …), a network (full, sharing, …) or tables (stats): `ropa list views`")
    parser.add_argument("--ask", metavar="QUESTION", help="with --view: only what this question finds")
    parser.add_argument("--param", action="append", metavar="NAME=VALUE", help="a parameter of the question; may be given several times")
    parser.add_argument("--controller", metavar="ID", help="with --view: only this controller")
    parser.add_argument("--of", metavar="THING", help="with --view neighbourhood: a vendor, controller, category, activity or country")
    parser.add_argument("--hops", type=int, metavar="N", help="with --of: how far around it to look (2)")
    assume_option(parser)


def export(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Write the graph in another format, or a view of it."""
    suffix = arguments.format or Path(arguments.output).suffix
    given = [name for name in ("ask", "param", "controller", "of", "hops") if getattr(arguments, name) is not None]
    if arguments.view is None and given:
        raise UsageError(f"--{given[0]} narrows a view, and none is named", remedy="Name one with --view, such as --view flow.")
    register = open_register(arguments, folder, clocks)
    if arguments.view is None or arguments.view in NETWORK_VIEWS:
        if given:
            raise UsageError(f"--{given[0]} narrows a picture, and {arguments.view} is none", remedy="Leave it out.")
        emit(register.export(suffix, arguments.lang, arguments.view), arguments.output)
        return 0
    from ropa.export.views import Options, view_of, views
    from ropa.register.pictures import view_bytes

    if arguments.view not in views():
        raise UsageError(f"no view {arguments.view!r}", remedy=nearest(arguments.view, (*views(), *NETWORK_VIEWS)))
    takes = view_of(arguments.view).takes
    useless = [name for name in given if name not in takes]
    if useless:
        raise UsageError(
            f"--{useless[0]} does not go with the view {arguments.view!r}", remedy="It takes " + ", ".join(f"--{name}" for name in takes)
        )
    if arguments.param and not arguments.ask:
        raise UsageError("--param is a parameter of a question, and none is named", remedy="Name one with --ask.")
    wanted = Options(controller=arguments.controller or "", of=arguments.of or "", hops=2 if arguments.hops is None else arguments.hops)
    ask = (arguments.ask, parameters(arguments)) if arguments.ask else None
    emit(view_bytes(register, (arguments.view, suffix), arguments.lang, wanted, ask), arguments.output)
    return 0
