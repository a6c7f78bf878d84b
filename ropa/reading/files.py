"""A policy's file as a `Text`, by its kind."""

from __future__ import annotations

from pathlib import Path

from ropa.errors import InputError
from ropa.reading.language import language_of
from ropa.reading.structure import structure
from ropa.reading.text import Text

PLAIN = (".txt", ".text", ".md", ".markdown")
SUFFIXES = (*PLAIN, ".html", ".htm", ".xhtml", ".docx", ".pdf")
LARGEST = 30_000_000


def is_plain(name: str) -> bool:
    """Whether a file is plain text or Markdown: then it is the text itself, and quotes are held against it."""
    return name.casefold().endswith(PLAIN)


def read_text(path: Path, language: str | None = None) -> Text:
    """The text of a file with its blocks; `language` (en fi sv de fr) is found out where it is not given.

    Raises InputError for a file that cannot be read, is of an unknown kind, or whose plain text is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the name of the file.") from error
    return text_of(data, path.name, language)


def text_of(data: bytes, name: str, language: str | None = None) -> Text:
    """The same for a file's bytes; the suffix of `name` says what they are."""
    suffix = Path(name).suffix.casefold()
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST // 1_000_000} MB", where=name, remedy="Give the policy alone.")
    if suffix in (".html", ".htm", ".xhtml"):
        from ropa.reading.html import html_text  # noqa: PLC0415 - a format's library is loaded where it is read

        return html_text(data, name, language)
    if suffix == ".docx":
        from ropa.reading.docx import docx_text  # noqa: PLC0415

        return docx_text(data, name, language)
    if suffix == ".pdf":
        from ropa.reading.pdf import pdf_text  # noqa: PLC0415

        return pdf_text(data, name, language)
    if suffix not in PLAIN:
        raise InputError(f"{suffix or 'a file without a suffix'} is not read", where=name, remedy=f"Give one of: {', '.join(SUFFIXES)}.")
    try:
        words = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start})", where=name, remedy="Save the text as UTF-8.") from error
    return plain_text(words, name, language, markdown=suffix in (".md", ".markdown"))


def plain_text(words: str, name: str = "", language: str | None = None, *, markdown: bool = False) -> Text:
    """The text of a string of plain text or Markdown, unchanged."""
    return Text(words, structure(words, markdown=markdown), language or language_of(words), name)
