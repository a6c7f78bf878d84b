"""Synthetic organisations as files: a workspace of YAML for a few, N-Quads written graph by graph for any number."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from ropa.documents.compiler import compile_form
from ropa.errors import OutputError
from ropa.fields import fields_of
from ropa.files import write_text
from ropa.law import tables
from ropa.namespaces import OA, RDF, ROPA
from ropa.register.core import document_tables
from ropa.synthetic import Maker, as_form, form_lines
from ropa.vocabulary import vocabulary

BASE = "https://synthetic.example/ropa/"
_LAYER = (ROPA("Statement"), OA("SpecificResource"), OA("TextQuoteSelector"), OA("TextPositionSelector"), OA("FragmentSelector"))


def synthetic_quads(maker: Maker, numbers: Iterable[int], *, statements: bool = True) -> Iterator[list[ox.Quad]]:
    """The quads of each document of some organisations, one list for each graph.

    Without `statements` only what they say of activities, parties and papers is kept, about a sixth: no rule or question that
    rests on the statements then applies.
    """
    fields, names = fields_of(None), document_tables(tables(None))
    for number in numbers:
        for file, data in maker.documents(number):
            quads = compile_form(as_form(data, file), BASE, fields, vocabulary(), names)
            yield quads if statements else _facts(quads)


def _facts(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The quads about anything but a statement and its evidence."""
    layer = {quad.subject for quad in quads if quad.predicate == RDF("type") and quad.object in _LAYER}
    return [quad for quad in quads if quad.subject not in layer]


def write_quads(path: Path, maker: Maker, numbers: Iterable[int], *, statements: bool = True) -> int:
    """Write organisations as N-Quads, compressed where the name ends in ``.gz``, holding one graph at a time; how many quads.

    Raises OutputError where the file cannot be written.
    """
    count, beside = 0, path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as raw, _packed(raw, path) as file:
            for quads in synthetic_quads(maker, numbers, statements=statements):
                lines = sorted({f"{quad} .\n" for quad in quads})
                file.write("".join(lines).encode("utf-8"))
                count += len(lines)
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", where=str(path), remedy="Check that the folder exists and is yours.") from error
    return count


def _packed(raw: IO[bytes], path: Path) -> AbstractContextManager[Any]:
    """The file itself, or what packs into it; the packed one holds neither its name nor the day."""
    if path.suffix != ".gz":
        return nullcontext(raw)
    return gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0)


def write_workspace(folder: Path, maker: Maker, numbers: Iterable[int]) -> list[Path]:
    """Write organisations as a workspace: one YAML file for each document, and ``ropa.toml``.

    Raises OutputError where something cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number in numbers:
        for file, data in maker.documents(number):
            write_text(folder / file, form_lines(data))
            written.append(folder / file)
    listed = "".join(f'  "{path.name}",\n' for path in written)
    settings = f'format = 1\nbase = "{BASE}"\ntitle = "Synthetic organisations (fictional)"\nfictional = true\ndocuments = [\n{listed}]\n'
    write_text(folder / "ropa.toml", settings)
    return written

