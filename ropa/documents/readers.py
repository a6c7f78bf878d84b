"""Readers: one module of `ropa.documents` each, with ``READER = Reader(…)``; each drafts documents in the annotation form."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ropa.errors import InputError
from ropa.form import form_text

__all__ = ["Draft", "Reader", "Settings", "form_text", "read_drafts", "readers", "reviewed"]

REVIEWED = (
    "purpose", "legal_basis", "dataSubjects", "data", "sources", "discloses", "transfers", "hosting", "retention", "measures", "rights",
    "automated", "jointControl", "facts",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What a person says of a file that a reader would else find out: headings (normalised) to fields, the controller, the language."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    controller: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Draft:
    """One document as a reader drafted it: its form as plain data, what found no place, each in a sentence, and what was recognised.

    `own` is for what ropa wrote: its values keep the review state that they came with.
    """

    form: Mapping[str, Any]
    left_out: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    own: bool = False

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.form["document"]["id"])


@dataclass(frozen=True)
class Reader:
    """One kind of file: its id (the module's name), what people call it, how it is recognised, and how it is read.

    `recognises` takes a path and the first bytes; `read` takes all files of one document together;
    `read_with` does so with a person's settings, where the reader knows what to do with them. `last` is a reader of files of
    no tool in particular: it is asked after all others.
    """

    id: str
    title: str
    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Sequence[Path]], Sequence[Draft]]
    read_with: Callable[[Sequence[Path], Settings], Sequence[Draft]] | None = None
    last: bool = False


def readers() -> dict[str, Reader]:
    """All readers by id."""
    package = __name__.rpartition(".")[0]
    folder = importlib.import_module(package).__path__
    found = (getattr(importlib.import_module(f"{package}.{module.name}"), "READER", None) for module in pkgutil.iter_modules(folder))
    return {item.id: item for item in found if isinstance(item, Reader)}


def read_drafts(paths: Sequence[Path], settings: Settings | None = None) -> tuple[Reader, tuple[Draft, ...]]:
    """The reader that recognises the first of some files, and the documents that it drafts from them together.

    Raises InputError where a file cannot be read, or no reader recognises it.
    """
    known = readers()
    try:
        with paths[0].open("rb") as file:
            start = file.read(65536)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(paths[0]), remedy="Check the path.") from error
    for reader in sorted(known.values(), key=lambda reader: reader.last):
        if reader.recognises(paths[0], start):
            if settings is None or settings == Settings():
                return reader, tuple(reader.read(paths))
            if reader.read_with is None:
                raise InputError(f"{reader.title} take no mapping, controller or language", where=paths[0].name, remedy="Leave the option out.")
            return reader, tuple(reader.read_with(paths, settings))
    remedy = "Known: " + "; ".join(reader.title for reader in known.values()) + "."
    raise InputError("no reader knows this file", where=str(paths[0]), remedy=remedy)


def reviewed(form: Mapping[str, Any], state: str) -> dict[str, Any]:
    """The form with a review state on each value of its activities, and of what it says of them all.

    ``confirmed`` is what a form says without one.
    """
    if state == "confirmed":
        return dict(form)
    general = {"general": _reviewed(form["general"], state)} if "general" in form else {}
    return {**form, **general, "activities": [_reviewed(activity, state) for activity in form["activities"]]}


def _reviewed(activity: Mapping[str, Any], state: str) -> dict[str, Any]:
    def marked(item: Any) -> Any:
        return {**(item if isinstance(item, Mapping) else {"value": item}), "review": {"state": state}}

    return {key: [marked(item) for item in value] if key in REVIEWED else value for key, value in activity.items()}
