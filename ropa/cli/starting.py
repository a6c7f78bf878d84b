"""`ropa init`: a workspace from a few answers; every answer is an option too, and nothing is ever overwritten."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ropa.documents.cells import country, says
from ropa.documents.parties import EMAIL
from ropa.documents.starting import Organisation, Template, base_of, register_text, settings_text, templates
from ropa.errors import OutputError, UsageError, WorkspaceError, nearest
from ropa.files import write_text
from ropa.model import Clocks
from ropa.words import Words
from ropa.workspace import FILE

REGISTER = "register.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `init`: each question, answered beforehand."""
    parser.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="where to start it (here); made where it is not there")
    parser.add_argument("--name", metavar="NAME", help="the organisation's name, with its legal form")
    parser.add_argument("--country", metavar="COUNTRY", help="its country, by name or two letters")
    parser.add_argument("--registration-number", metavar="NUMBER", help="its registration number")
    parser.add_argument("--email", metavar="ADDRESS", help="where data protection questions go")
    parser.add_argument("--dpo", choices=("yes", "no", "unknown"), help="is there a data protection officer")
    parser.add_argument("--dpo-name", metavar="NAME", help="the officer's name")
    parser.add_argument("--dpo-email", metavar="ADDRESS", help="the officer's e-mail")
    parser.add_argument("--activity", action="append", metavar="ID", help="a usual activity: ids joined by commas, or all; `ropa list templates`")
    parser.add_argument("--base", metavar="IRI", help="the address that your things are named below (from the e-mail's domain)")
    parser.add_argument("--yes", action="store_true", help="ask nothing: what is not given stays open")


def start(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:  # noqa: ARG001 - verbs share one form
    """Write ``ropa.toml`` and ``register.yaml`` into a folder that has neither.

    Raises WorkspaceError where one of them is there, UsageError for an answer that cannot be.
    """
    where = Path(arguments.folder)
    for name in (FILE, REGISTER):
        if (where / name).exists():
            remedy = "Nothing is changed: name another folder, or edit the files that are there."
            raise WorkspaceError(f"{name} is there already", where=str(where), remedy=remedy)
    ask = _asking(arguments)
    organisation = _organisation(arguments, ask)
    chosen = _chosen(arguments, ask)
    base = arguments.base or base_of(organisation)
    if not base.startswith(("https://", "http://")) or base[-1] not in "/#" or any(sign in base for sign in ' <>"{}|\\^`'):
        raise UsageError(f"--base: {base!r} is no IRI that ends in / or #", remedy="For example https://acme.example/ropa/")
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=str(where), remedy="Name another folder.") from error
    write_text(where / REGISTER, register_text(organisation, chosen, arguments.lang))
    write_text(where / FILE, settings_text(organisation, base, arguments.lang))
    print(where / FILE, where / REGISTER, sep="\n")
    print(Words(arguments.lang)("init.next", f"{FILE}, {REGISTER}", str(where)), file=sys.stderr)
    return 0


Ask = Callable[[str], str]


def _asking(arguments: argparse.Namespace) -> Ask:
    """Asks a person at a terminal; where there is none, or with ``--yes``, every answer is left open."""
    if arguments.yes or not sys.stdin.isatty():
        return lambda _key: ""
    words = Words(arguments.lang)

    def asked(key: str) -> str:
        print(words(key), end="", file=sys.stderr, flush=True)
        return " ".join(sys.stdin.readline().split())

    return asked


def _organisation(arguments: argparse.Namespace, ask: Ask) -> Organisation:
    said = arguments.name or ask("init.ask-name")
    name = " ".join("".join(sign for sign in said if sign.isprintable() or sign.isspace()).split())
    if not name:
        raise UsageError("the organisation has no name", remedy='Give it: ropa init --name "Acme Oy"')
    code = _country(arguments.country or ask("init.ask-country"))
    number = arguments.registration_number or ask("init.ask-number") or None
    email = _email(arguments.email or ask("init.ask-email"))
    officer = _officer(arguments, ask)
    if not officer:
        return Organisation(name, code, number, email, officer)
    officer_name = arguments.dpo_name or ask("init.ask-dpo-name") or None
    return Organisation(name, code, number, email, officer, officer_name, _email(arguments.dpo_email or ask("init.ask-dpo-email")))


def _officer(arguments: argparse.Namespace, ask: Ask) -> bool | None:
    """Whether there is a data protection officer; None where that is not known."""
    named = bool(arguments.dpo_name or arguments.dpo_email)
    if named and arguments.dpo in ("no", "unknown"):
        raise UsageError(f"--dpo {arguments.dpo}, and yet an officer is named", remedy="Leave one of them out.")
    if named or arguments.dpo == "yes":
        return True
    if arguments.dpo:
        return False if arguments.dpo == "no" else None
    answer = ask("init.ask-dpo")
    if not answer:
        return None
    if says("yes", answer) or says("no", answer):
        return says("yes", answer)
    raise UsageError(f"{answer!r} is neither yes nor no", remedy="Answer yes, no, or leave it open.")


def _country(text: str) -> str | None:
    code = country(text.upper() if len(text) == 2 else text) if text else None
    if text and code is None:
        raise UsageError(f"no country {text!r}", remedy="Give its name, or two letters such as FI.")
    return code


def _email(text: str) -> str | None:
    if text and not EMAIL.fullmatch(text):
        raise UsageError(f"{text!r} is no e-mail address", remedy="Write it as privacy@acme.example, or leave it open.")
    return text or None


def _chosen(arguments: argparse.Namespace, ask: Ask) -> list[Template]:
    """The templates that were named, in the order of their ids, each once."""
    known = templates()
    if arguments.activity is None:
        if not arguments.yes and sys.stdin.isatty():
            for number, each in enumerate(known.values(), start=1):
                print(f"  {number:2}  {each.name[arguments.lang]}", file=sys.stderr)
        picked = ask("init.ask-activities").replace(",", " ").split()
        numbers = dict(enumerate(known, start=1))
        wanted = [numbers.get(int(each), each) if each.isdecimal() and len(each) < 5 else each for each in picked]
    else:
        wanted = [part.strip() for each in arguments.activity for part in each.split(",") if part.strip()]
    if wanted == ["all"]:
        return list(known.values())
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise UsageError(f"no usual activity {unknown!r}", remedy=nearest(unknown, known))
    return [template for key, template in known.items() if key in wanted]
