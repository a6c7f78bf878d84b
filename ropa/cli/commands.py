"""The verbs of the command line, each from parsed arguments to an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ropa.errors import EngineError, UsageError, nearest
from ropa.files import write_bytes
from ropa.model import Answer, Clocks
from ropa.render.answer import WRITERS as ANSWERS

if TYPE_CHECKING:
    from ropa.register import Register

ANSWER_FORMATS = (*ANSWERS, "xlsx", "ics")
KINDS = (
    "questions",
    "rules",
    "inferences",
    "fields",
    "formats",
    "views",
    "layouts",
    "templates",
    "vendors",
    "controllers",
    "handovers",
    "approvals",
    "schema",
    "report-schema",
    "view-schema",
    "stats-schema",
)


def open_register(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> Register:
    """The register of a workspace, under what ``--assume`` and ``--profile`` say."""
    from ropa.assume import parse_assumption
    from ropa.register import Register

    if folder is None:
        raise UsageError("no workspace", remedy="Name one with -w.")
    assumptions = [parse_assumption(text) for text in getattr(arguments, "assume", None) or []]
    return Register.open(folder, clocks, assumptions, getattr(arguments, "profile", None), store=True)


def emit(text: str | bytes, output: str | None) -> None:
    """Write to a file, or to stdout."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    if output is None or output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        write_bytes(Path(output), data)


def format_of(arguments: argparse.Namespace, known: tuple[str, ...]) -> str:
    """The format asked for; else the suffix of the output; else the first known."""
    if arguments.format:
        return str(arguments.format)
    suffix = Path(arguments.output).suffix[1:].lower() if getattr(arguments, "output", None) else ""
    if suffix and suffix not in known and not (suffix == "txt" and "text" in known):
        raise UsageError(f"no format for .{suffix}", remedy=nearest(suffix, known))
    return suffix if suffix in known else known[0]


def assume_option(parser: argparse.ArgumentParser) -> None:
    """A what-if, for the verbs that take one."""
    parser.add_argument("--assume", action="append", metavar="TEXT", help='a what-if such as "us-dpf ends 2027-01-01"; see docs/what-if.md')


def demo_options(parser: argparse.ArgumentParser) -> None:
    """The options of `demo`."""
    parser.add_argument("-o", "--output", default="out", metavar="FOLDER", help="where to write (out)")


def demo(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Build everything for our two workspaces, or for the one named."""
    from ropa.cli.demo import write_demo

    for line in write_demo(Path(arguments.output), folder, clocks, arguments.lang):
        print(line)
    return 0


def ask_options(parser: argparse.ArgumentParser) -> None:
    """The options of `ask`."""
    parser.add_argument("question")
    parser.add_argument("--param", action="append", metavar="NAME=VALUE", help="a parameter of the question; may be given several times")
    parser.add_argument("--format", choices=ANSWER_FORMATS, default=None, help="text, json (SPARQL 1.1 Results), csv, md, xlsx; ics (to-do)")
    parser.add_argument("--fail-if-rows", action="store_true", help="exit 1 where there are rows")
    parser.add_argument("-o", "--output", metavar="FILE")
    assume_option(parser)


def ask(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Ask a question."""
    params = parameters(arguments)
    if arguments.endpoint is None:
        answer = open_register(arguments, folder, clocks).ask(arguments.question, params, arguments.lang)
    else:
        from ropa.register.remote import ask_endpoint

        if arguments.assume or arguments.register_on:
            raise UsageError("--assume and --register-on are for a workspace", remedy="The register on a server stands at its own dates.")
        answer, clocks = ask_endpoint(arguments.endpoint, arguments.question, params, arguments.lang, params.get("as_of") or arguments.as_of)
    emit(_answer(answer, format_of(arguments, ANSWER_FORMATS), arguments.lang, clocks), arguments.output)
    return 1 if arguments.fail_if_rows and answer.rows else 0


def parameters(arguments: argparse.Namespace) -> dict[str, str]:
    """The parameters of a question, from ``--param``."""
    params: dict[str, str] = {}
    for pair in arguments.param or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--param {pair!r} is not name=value", remedy="For example --param controller=infrakit")
        params[name] = value
    return params


def _answer(answer: Answer, form: str, lang: str, clocks: Clocks) -> str | bytes:
    if form in ANSWERS:
        return ANSWERS[form](answer)
    from ropa.render.agenda import answer_ics, answer_xlsx

    return answer_ics(answer, lang, clocks) if form == "ics" else answer_xlsx(answer, clocks)


def verify_options(parser: argparse.ArgumentParser) -> None:
    """The options of `verify`."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="documents, or bundles (.zip); the documents of the workspace where left out")
    parser.add_argument("--texts", metavar="FOLDER", help="the folder of the texts (the document's own where left out)")
    parser.add_argument("--write", action="store_true", help="fill offsets and lines in the documents")
    parser.add_argument("--format", choices=("text", "json"), default=None)


def verify(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:  # noqa: ARG001 - verbs share one form
    """Hold quotes against texts; exit 1 where one is not where it is said to be."""
    bundles = [name for name in arguments.files if name.lower().endswith(".zip")]
    if bundles:
        from ropa.cli.bundling import verify_bundles

        return verify_bundles(arguments, bundles)
    from ropa.register.files import verify_documents

    results = verify_documents(
        folder, [Path(name) for name in arguments.files], Path(arguments.texts) if arguments.texts else None, write=arguments.write
    )
    failures = sum(len(result.failures) for result in results)
    if arguments.format == "json":
        emit(json_text([_verification(result) for result in results]), None)
    else:
        for result in results:
            share = f"{result.share:.0%} of {result.characters} characters quoted"
            print(f"{result.document}: {result.statements} statements, {result.quotes} quotes, {share}, {len(result.failures)} failures")
            for failure in result.failures:
                print(f"  {failure.where}: {failure.message}: “{failure.words[:80]}”")
        print(f"{failures} failures")
    return 1 if failures else 0


def _verification(result: Any) -> dict[str, Any]:
    return {
        "document": result.document,
        "statements": result.statements,
        "quotes": result.quotes,
        "characters": result.characters,
        "quoted": result.quoted,
        "failures": [{"where": failure.where, "message": failure.message, "quote": failure.words} for failure in result.failures],
    }


def infer_options(parser: argparse.ArgumentParser) -> None:
    """The options of `infer`."""
    parser.add_argument("--dl", action="store_true", help="classify with HermiT (owlready2) and compare")
    parser.add_argument("--format", choices=("text", "json"), default=None)


def infer(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """Count what is inferred; with --dl compare it with HermiT, exit 3 where they differ."""
    register = open_register(arguments, folder, clocks)
    if not arguments.dl:
        counts = register.inferred_counts()
        rows = [{"id": item.id, "phase": item.phase, "title": item.title, "triples": counts.get(item.id, 0)} for item in register.inferences]
        emit(
            json_text(rows)
            if arguments.format == "json"
            else "".join(f"{row['triples']:>7}  {row['phase']:<8}{row['id']:<28}{row['title']}\n" for row in rows),
            None,
        )
        return 0
    classes, unlike = register.compare_dl()
    emit(json_text(classes) if arguments.format == "json" else "".join(f"{size:>5}  {name}\n" for name, size in classes.items()), None)
    if unlike:
        raise EngineError("the reasoner and the inferences disagree: " + "; ".join(unlike), remedy="Report it with the workspace.")
    print("HermiT: consistent, no class unsatisfiable, memberships equal the inferences'", file=sys.stderr)
    return 0


def list_options(parser: argparse.ArgumentParser) -> None:
    """The options of `list`."""
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--format", choices=("text", "json"), default=None)


def listing(arguments: argparse.Namespace, folder: Path | None, clocks: Clocks) -> int:
    """List what there is."""
    if arguments.kind == "controllers":
        rows: Any = open_register(arguments, folder, clocks).controllers()
    elif arguments.kind == "approvals":
        from ropa.register.reviewing import approval_rows

        rows = approval_rows(open_register(arguments, folder, clocks))
    else:
        from ropa.cli.listings import listings

        rows = listings(arguments.kind, folder)
    if arguments.format == "json" or arguments.kind.endswith("schema"):
        emit(json_text(rows), None)
    else:
        emit("".join(f"{row['id']:<34}{row['title']}\n" for row in rows), None)
    return 0


def json_text(value: object) -> str:
    """A value as JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
