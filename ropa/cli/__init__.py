"""The command line. stdout is data, stderr is for people; nothing else in ropa prints, exits or reads a clock."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from ropa.cli import checking, commands, compare, explaining, importing, reading, recording, starting
from ropa.cli import impact as impacts
from ropa.errors import RopaError, UsageError
from ropa.model import LANGUAGES, Clocks
from ropa.reach import KINDS
from ropa.render.reports import report_names
from ropa.workspace import find_workspace

PIPE_CLOSED = 141
REGIMES = ("eu", "eea-efta", "eu-institutions", "uk", "ch", "unknown")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ropa` and return its exit code: 0 done, 1 it is there, 2 input or usage, 3 could not finish."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    gc.disable()  # a run builds one graph and ends: collecting on the way costs a fifth of it and frees nothing
    try:
        return _run(arguments)
    except BrokenPipeError:
        sys.stderr.close()
        return PIPE_CLOSED
    except RopaError as error:
        print(f"ropa: {error}", file=sys.stderr)
        return error.exit_code


def _run(arguments: argparse.Namespace) -> int:
    today = datetime.now(UTC).date()
    as_of = _date(_taken(arguments, "as_of"), "as-of") or today
    clocks = Clocks(as_of, _date(arguments.register_on, "register-on") or today)
    command: Callable[[argparse.Namespace, Path | None, Clocks], int] = arguments.command
    needs = arguments.needs_workspace
    folder = Path(arguments.workspace) if arguments.workspace else (find_workspace(Path.cwd()) if needs else None)
    return command(arguments, folder, clocks)


def _taken(arguments: argparse.Namespace, name: str) -> str | None:
    """``--param as_of=…`` of `ask` is the same as ``--as-of``."""
    for pair in getattr(arguments, "param", None) or []:
        key, _, value = pair.partition("=")
        if key == name:
            return str(value)
    value = getattr(arguments, name)
    return None if value is None else str(value)


def _date(raw: str | None, name: str) -> date | None:
    if raw is None:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise UsageError(f"--{name}: {raw!r} is no date ({error})", remedy="Write it as 2024-12-31.") from error


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs; docs and tests read it."""
    parser = argparse.ArgumentParser(prog="ropa", description="A record of processing activities (GDPR Art. 30) kept as a knowledge graph.")
    parser.add_argument(
        "-w", "--workspace", metavar="FOLDER", help="a folder with ropa.toml; the nearest one at or above the current folder where left out"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def verb(name: str, command: Callable[..., int], text: str, *, workspace: bool = True) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text, description=text)
        made.add_argument("--as-of", dest="as_of", metavar="DATE", help="the law's date (today where left out)")
        made.add_argument("--register-on", dest="register_on", metavar="DATE", help="the documents' date (today where left out)")
        made.add_argument("--lang", default="en", choices=LANGUAGES, help="language of labels and messages")
        made.set_defaults(command=command, needs_workspace=workspace)
        return made

    demo = verb("demo", commands.demo, "build, check, record and draw the five policies and the example company", workspace=False)
    demo.add_argument("-o", "--output", default="out", metavar="FOLDER", help="where to write (out)")
    starting.add_arguments(verb("init", starting.start, "start a workspace: who you are, and your usual activities", workspace=False))
    check = verb("check", checking.check, "what the law asks of the documents, and what they lack")
    _check_options(check)
    ask = verb("ask", commands.ask, "ask a question of the register: `ropa list questions` names them")
    ask.add_argument("question")
    ask.add_argument("--param", action="append", metavar="NAME=VALUE", help="a parameter of the question; may be given several times")
    ask.add_argument("--format", choices=commands.ANSWER_FORMATS, default=None, help="text, json (SPARQL 1.1 Results), csv, md, xlsx; ics (to-do)")
    ask.add_argument("--fail-if-rows", action="store_true", help="exit 1 where there are rows")
    ask.add_argument("-o", "--output", metavar="FILE")
    recording.add_arguments(verb("record", recording.record, "the Art. 30 record of a controller, as it is or in an authority's layout"))
    export = verb("export", commands.export, "the graph in other formats: the suffix of -o chooses")
    export.add_argument("-o", "--output", metavar="FILE", required=True)
    export.add_argument("--format", metavar="FORMAT", help="a suffix such as ttl or graphml, where the file's own does not say it")
    verify = verb("verify", commands.verify, "hold quotes against the texts they were taken from, or a bundle against its manifest", workspace=False)
    verify.add_argument("files", nargs="*", metavar="FILE", help="documents, or bundles (.zip); the documents of the workspace where left out")
    verify.add_argument("--texts", metavar="FOLDER", help="the folder of the texts (the document's own where left out)")
    verify.add_argument("--write", action="store_true", help="fill offsets and lines in the documents")
    verify.add_argument("--format", choices=("text", "json"), default=None)
    explain = verb("explain", explaining.explain, "why a fact holds: its words, or the inference and its premises")
    explain.add_argument("thing", help="an IRI, an id such as infrakit, controller/id such as infotrode/chatbot, or the id of a finding")
    explain.add_argument("property", nargs="?", help="only facts of this property, such as hasRetention")
    explain.add_argument("--format", choices=("text", "json"), default=None)
    infer = verb("infer", commands.infer, "what is inferred, and how much; --dl compares it with an OWL 2 DL reasoner")
    infer.add_argument("--dl", action="store_true", help="classify with HermiT (owlready2) and compare")
    infer.add_argument("--format", choices=("text", "json"), default=None)
    for each in (check, ask, explain, _impact(verb)):
        each.add_argument("--assume", action="append", metavar="TEXT", help='a what-if such as "us-dpf ends 2027-01-01"; see docs/what-if.md')
    _import(verb)
    reading.add_arguments(verb("read", reading.read, "a policy as a draft: every statement proposed with its quote", workspace=False))
    listing = verb("list", commands.listing, "what there is: questions, rules, fields, layouts, … and the JSON Schemas", workspace=False)
    listing.add_argument("kind", choices=commands.KINDS)
    listing.add_argument("--format", choices=("text", "json"), default=None)
    _compare(verb)
    return parser


def _impact(verb: Callable[..., argparse.ArgumentParser]) -> argparse.ArgumentParser:
    impact = verb("impact", impacts.impact, "what a vendor, system, unit, category of data or activity touches: if breached, if it leaves")
    impact.add_argument("thing", help="an id or a name: harbor-ticket, HubSpot, a system, a unit, pd:EmailAddress, an activity")
    impact.add_argument("--kind", choices=KINDS, help="where things of several kinds have the name")
    impact.add_argument("--aware-at", metavar="MOMENT", help="when the controller became aware, as 2026-11-02T09:30: starts the clock of Art. 33(1)")
    impact.add_argument("--format", choices=impacts.FORMATS, default=None, help="text, json, md or html")
    impact.add_argument("-o", "--output", metavar="FILE")
    return impact


def _check_options(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--format",
        choices=report_names(),
        default=None,
        help="text where neither this nor the suffix of -o says another (.json .md .html .csv .xlsx .sarif .xml: JUnit, .ttl: SHACL, .txt)",
    )
    check.add_argument(
        "--fail-on",
        choices=checking.FAIL_ON,
        default="violation",
        help="exit 1 from this severity (violation), or on what an edit brought (new); hints never fail, nor what a decision in force is about",
    )
    check.add_argument("--baseline", metavar="FILE", help="an earlier JSON report: each finding that it has not says what brought it")
    check.add_argument("--since", metavar="REV", help="the same against the workspace as it stood at a git revision")
    check.add_argument("--explain-upgrade", action="store_true", help="with --baseline: only what changed rules or law tables brought")
    check.add_argument("--profile", metavar="ID", help="what to judge by, in place of the profile that ropa.toml names")
    check.add_argument("--only", action="append", metavar="RULE", help="only these rules: ids joined by commas; may be given several times")
    check.add_argument("--controller", metavar="ID", help="only the documents of this controller")
    check.add_argument(
        "--redact",
        action="store_true",
        help="for logs of CI: leave out quotes and who decided; mask e-mail addresses, telephone numbers, and the names, titles and addresses of "
        "contacts and owners as the documents write them (names of organisations, activities and files stay)",
    )
    check.add_argument("-o", "--output", metavar="FILE")


def _import(verb: Callable[..., argparse.ArgumentParser]) -> None:
    made = verb("import", importing.import_files, "a file of another tool as a document; a preview unless -o names an output", workspace=False)
    made.add_argument("files", nargs="+", metavar="FILE", help="the file, and vocabularies that it uses")
    made.add_argument("-o", "--output", metavar="FILE", help="where to write; a folder where the file holds records of several")
    made.add_argument("--review", action="store_true", help="the file is a review that an owner sends back: what it changes in the workspace of -w")
    made.add_argument("--yes", action="store_true", help="make the changes, all or none; without it only the differences are shown (exit 1)")
    made.add_argument("--confirm", action="store_true", help="its owner vouches for it: else every value is proposed, and enters no record")
    made.add_argument("--mapping", metavar="FILE", help="headings to fields, for a table: TOML, or the workbook of --mapping-out corrected")
    made.add_argument("--mapping-out", metavar="FILE.xlsx", help="write what each heading was taken for, to correct and give back with --mapping")
    made.add_argument("--controller", metavar="NAME", help="whose register a table is, where it does not say")
    made.add_argument("--language", metavar="CODE", help="the language of a table, where it is not told right")
    made.add_argument("--regime", choices=REGIMES, help="the law its controller is under")
    made.add_argument("--format", choices=importing.FORMATS, default=None, help="of what is shown without -o: text, yaml or json")


def _compare(verb: Callable[..., argparse.ArgumentParser]) -> None:
    held = verb("compare", compare.compare, "what one document states and another lacks or says otherwise", workspace=False)
    held.add_argument("documents", nargs="+", metavar="DOCUMENT", help="two or more files, or ids of documents of the workspace named with -w")
    held.add_argument("--format", choices=compare.FORMATS, default=None, help="text, json, md, html or csv")
    held.add_argument("--fail-on", choices=compare.FAIL_ON, default="never", help="exit 1 from this gravity (never)")
    held.add_argument("-o", "--output", metavar="FILE")
