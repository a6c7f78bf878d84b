"""Everything that can go wrong, each with a slug, an exit code and a remedy.

Exit codes are those of the command line: 1 it is there (findings), 2 the user's input or usage, 3 could not finish.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class RopaError(Exception):
    """A failure that a person can act on: what, where, what to do.

    `where` is a file with a line or a cell (``acme.yaml:14``); `remedy` one sentence.
    """

    slug = "error"
    exit_code = 2

    def __init__(self, message: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}\n  {self.remedy}" if self.remedy else text


class UsageError(RopaError):
    """A verb, option, parameter or name that does not exist."""

    slug = "usage"


class InputError(RopaError):
    """A file that cannot be read as what it claims to be."""

    slug = "input"


class FormError(InputError):
    """A document in the annotation form that breaks the form; one message may carry several lines."""

    slug = "form"


class TermError(InputError):
    """An IRI that neither the ontology, the profile nor a table declares."""

    slug = "term"


class WorkspaceError(InputError):
    """A folder that is no workspace, or a broken ``ropa.toml``."""

    slug = "workspace"


class OutputError(RopaError):
    """An output that cannot be written; nothing is left half-written."""

    slug = "output"


class EngineError(RopaError):
    """A query, inference, rule or reasoner that failed: the run stops, no answer is given."""

    slug = "engine"
    exit_code = 3


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest of `known`, or lists them when few."""
    names = sorted(set(known))
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(close) + "?"
    return "Known: " + ", ".join(names[:40]) + ("" if len(names) <= 40 else ", …")
