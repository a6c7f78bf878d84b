"""The verbs of the command line: where each is, and the parser that reads the options of the one that is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple, Self

from ropa.model import LANGUAGES

TIMEOUT = 60.0


class Verb(NamedTuple):
    """A verb: its function and the function that adds its options, both in one module of this package."""

    name: str
    module: str
    command: str
    options: str
    text: str
    needs_workspace: bool = True


VERBS = (
    Verb("demo", "commands", "demo", "demo_options", "build, check, record and draw the five policies and the example company", False),
    Verb("init", "starting", "start", "add_arguments", "start a workspace: who you are, and your usual activities", False),
    Verb("check", "checking", "check", "add_arguments", "what the law asks of the documents, and what they lack"),
    Verb("ask", "commands", "ask", "ask_options", "ask a question of the register: `ropa list questions` names them"),
    Verb("record", "recording", "record", "add_arguments", "the Art. 30 record of a controller, as it is or in an authority's layout"),
    Verb("export", "exporting", "export", "add_arguments", "the graph in other formats, and views of it: the suffix of -o chooses"),
    Verb(
        "verify",
        "commands",
        "verify",
        "verify_options",
        "hold quotes against the texts they were taken from, or a bundle against its manifest",
        False,
    ),
    Verb("explain", "explaining", "explain", "add_arguments", "why a fact holds: its words, or the inference and its premises"),
    Verb("infer", "commands", "infer", "infer_options", "what is inferred, and how much; --dl compares it with an OWL 2 DL reasoner"),
    Verb(
        "impact", "impact", "impact", "add_arguments", "what a vendor, system, unit, category of data or activity touches: if breached, if it leaves"
    ),
    Verb("import", "importing", "import_files", "add_arguments", "a file of another tool as a document; a preview unless -o names an output", False),
    Verb("read", "reading", "read", "add_arguments", "a policy as a draft: every statement proposed with its quote", False),
    Verb("list", "commands", "listing", "list_options", "what there is: questions, rules, fields, layouts, … and the JSON Schemas", False),
    Verb("compare", "compare", "compare", "add_arguments", "what one document states and another lacks or says otherwise", False),
    Verb("bench", "benching", "bench", "add_arguments", "synthetic organisations, and how long each stage takes on them", False),
)


class VerbParser(argparse.ArgumentParser):
    """The parser of one verb. The verb's module is imported when its arguments are read: a question pays for no other verb."""

    def __init__(self, *, verb: Verb | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.waiting = verb

    def complete(self) -> Self:
        """The parser with all its options."""
        verb, self.waiting = self.waiting, None
        if verb is not None:
            module = import_module(f"ropa.cli.{verb.module}")
            self.add_argument("--as-of", dest="as_of", metavar="DATE", help="the law's date (today where left out)")
            self.add_argument("--register-on", dest="register_on", metavar="DATE", help="the documents' date (today where left out)")
            self.add_argument("--lang", default=LANGUAGES[0], choices=LANGUAGES, help="language of labels and messages")
            self.set_defaults(command=getattr(module, verb.command), needs_workspace=verb.needs_workspace)
            add: Callable[[argparse.ArgumentParser], None] = getattr(module, verb.options)
            add(self)
        return self

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """As argparse's, of the completed parser."""
        return argparse.ArgumentParser.parse_known_args(self.complete(), args, namespace)


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs; docs and tests read it, and `complete` those of its verbs that they look into."""
    parser = argparse.ArgumentParser(prog="ropa", description="A record of processing activities (GDPR Art. 30) kept as a knowledge graph.")
    parser.add_argument(
        "-w",
        "--workspace",
        metavar="FOLDER",
        help="a folder with ropa.toml; the nearest one at or above the current folder where left out; for ask and check also the address of a "
        "SPARQL endpoint",
    )
    parser.add_argument("--timeout", type=float, default=TIMEOUT, metavar="SECONDS", help=f"how long an endpoint may be silent ({TIMEOUT:g})")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=VerbParser)
    for verb in VERBS:
        verbs.add_parser(verb.name, help=verb.text, description=verb.text, verb=verb)
    return parser
