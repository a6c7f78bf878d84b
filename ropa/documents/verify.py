"""`ropa verify`: every quote of a document against the text it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ropa.documents.quotes import quotes_of
from ropa.errors import InputError
from ropa.evidence import Span, completed, covered, locate, sha256
from ropa.files import write_text
from ropa.form import Form, Place
from ropa.model import Quote

QUOTE_KEYS = ("quote", "quotes")


@dataclass(frozen=True)
class Failure:
    """A quote that is not where it is said to be."""

    where: str
    message: str
    words: str


@dataclass(frozen=True)
class Verification:
    """What `verify` found of one document: counts, the share of the text's characters quoted, and the failures."""

    document: str
    quotes: int
    characters: int
    quoted: int
    failures: tuple[Failure, ...]
    statements: int = 0

    @property
    def share(self) -> float:
        """Quoted characters over all characters, 0 to 1."""
        return self.quoted / self.characters if self.characters else 0.0


def verify_form(form: Form, texts: Path) -> Verification:
    """Hold every quote of a form against its text in the folder `texts`.

    Raises InputError where the form names no text, or the text is not there or not UTF-8.
    """
    about = form.data.get("document") or {}
    if next(quotes_in(form), None) is None:
        return _unquoted(form, texts)
    text, digest = _text(form, texts)
    failures: list[Failure] = []
    if about.get("sha256") not in (None, digest):
        failures.append(Failure(form.where(("document", "sha256")), f"the text's SHA-256 is {digest}", str(about["sha256"])))
    spans: list[Span] = []
    count = 0
    for quote, place in quotes_in(form):
        count += 1
        found = locate(text, quote)
        if isinstance(found, Span):
            spans.append(found)
        else:
            failures.append(Failure(form.where(place), found, quote.text))
    return Verification(str(about.get("id")), count, len(text), covered(spans), tuple(failures))


def _unquoted(form: Form, texts: Path) -> Verification:
    """A document without quotes: only that the file it was read from (a workbook, say) is still the one whose SHA-256 it names."""
    about = form.data.get("document") or {}
    expected, failures = about.get("sha256"), []
    if about.get("file") and expected:
        try:
            digest = sha256((texts / str(about["file"])).read_bytes())
        except OSError as error:
            remedy = "Name its folder with --texts."
            raise InputError(f"the file {about['file']} cannot be read: {error.strerror}", where=form.path.name, remedy=remedy) from error
        if digest != expected:
            failures.append(Failure(form.where(("document", "sha256")), f"the file's SHA-256 is {digest}", str(expected)))
    return Verification(str(about.get("id")), 0, 0, 0, tuple(failures))


def quotes_in(form: Form) -> Iterator[tuple[Quote, Place]]:
    """Every quote of a form with its place, in the order of the form."""
    yield from _walk(form, form.data, ())


def _walk(form: Form, value: Any, place: Place) -> Iterator[tuple[Quote, Place]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in QUOTE_KEYS:
                yield from ((quote, (*place, key)) for quote in quotes_of(form, item, (*place, key)))
            else:
                yield from _walk(form, item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(form, item, (*place, index))


def _text(form: Form, texts: Path) -> tuple[str, str]:
    about = form.data.get("document") or {}
    name = about.get("file")
    if not name:
        raise form.error("document names no file to verify against", ("document",), remedy="Add file: the name of the text.")
    path = texts / str(name)
    try:
        data = path.read_bytes()
        return data.decode("utf-8"), sha256(data)
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=str(path), remedy="Save the text as UTF-8.") from error
    except OSError as error:
        raise InputError(f"the text {name} cannot be read: {error.strerror}", where=str(path), remedy="Name its folder with --texts.") from error


def write_offsets(form: Form, texts: Path) -> None:
    """Fill `at` and `line` of every quote, and prefix and suffix where it repeats; comments and order are kept.

    Only for a form whose quotes are all found.
    """
    text, _ = _text(form, texts)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    loaded = yaml.load(form.path.read_text(encoding="utf-8"))
    _fill(loaded, text)
    out = StringIO()
    yaml.dump(loaded, out)
    write_text(form.path, out.getvalue())


def rewritten(path: Path, wanted: Mapping[tuple[str, str], str]) -> str:
    """A document's text with plain values of its activities changed, by (activity, key); an empty one takes the key out."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    loaded = yaml.load(path.read_text(encoding="utf-8"))
    for activity in loaded["activities"]:
        for (name, key), text in wanted.items():
            if activity["id"] == name and not text:
                activity.pop(key, None)
            elif activity["id"] == name and isinstance(activity.get(key), dict):
                activity[key]["value"] = DoubleQuotedScalarString(text)
            elif activity["id"] == name:
                activity[key] = DoubleQuotedScalarString(text)
    out = StringIO()
    yaml.dump(loaded, out)
    return out.getvalue()


def _fill(value: Any, text: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in QUOTE_KEYS and isinstance(item, list):
                for index, part in enumerate(item):  # one by one: the comments below a list hang on the list and on its places
                    item[index] = _mapping(part, text)
            elif key in QUOTE_KEYS:
                value[key] = _mapping(item, text)
            else:
                _fill(item, text)
    elif isinstance(value, list):
        for item in value:
            _fill(item, text)


def _mapping(raw: Any, text: str) -> CommentedMap:
    words, at = (raw["text"], raw.get("at")) if isinstance(raw, dict) else (raw, None)
    quote = completed(text, Quote(str(words), None if at is None else int(at)))
    result = CommentedMap(text=DoubleQuotedScalarString(quote.text), at=quote.at, line=quote.line)
    for key, part in (("prefix", quote.prefix), ("suffix", quote.suffix)):
        if part:
            result[key] = DoubleQuotedScalarString(part)
    result.fa.set_flow_style()
    return result
