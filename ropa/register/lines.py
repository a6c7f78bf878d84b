"""N-Quads cut where the graph changes, without a look at every line: a run of one graph ends every line with the same bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ropa.errors import InputError
from ropa.graph import ROOT

BLOCK = 16 * 1024 * 1024
_PASSED = b"<" + ROOT.encode()


@dataclass(frozen=True)
class Part:
    """Lines of one graph that follow each other; the number of the first in its file, and how many there are."""

    graph: bytes
    text: bytes
    number: int
    lines: int


def graph_parts(file: IO[bytes] | Any, path: Path) -> Iterator[Part]:
    """The quads of documents, cut where the graph changes; what ropa itself makes is passed by.

    Raises InputError with the line for one that is no quad with a named graph or not UTF-8, and for a file that cannot be read.
    """
    number = 1
    for block in _blocks(file, path):
        _assert_text(block, number, path)
        at = 0
        while at < len(block):
            part, at = _part(block, at, number, path)
            number += part.lines
            if part.graph and not part.graph.startswith(_PASSED):
                yield part


def _blocks(file: IO[bytes] | Any, path: Path) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time."""
    rest = b""
    while True:
        try:
            read = file.read(BLOCK)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"cannot be read: {error}", where=str(path), remedy="The file may be cut off: fetch or write it again.") from error
        if not read:
            if rest:
                yield rest + b"\n"
            return
        end = read.rfind(b"\n") + 1
        if end:
            yield rest + read[:end]
        rest = read[end:] if end else rest + read


def _assert_text(block: bytes, number: int, path: Path) -> None:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        line, place = number + block.count(b"\n", 0, error.start), error.start - block.rfind(b"\n", 0, error.start)
        remedy = "N-Quads are UTF-8: write the file again."
        raise InputError(f"byte {place} of the line is not UTF-8", where=f"{path.name}:{line}", remedy=remedy) from error


def _part(block: bytes, start: int, number: int, path: Path) -> tuple[Part, int]:
    """The run of lines of one graph that begins at a place, and where it ends; no graph for a line that says nothing."""
    end = block.index(b"\n", start) + 1
    line = block[start:end]
    graph = _graph(line)
    if graph is None:
        raise InputError("no quad with a named graph", where=f"{path.name}:{number}", remedy="Each line: subject predicate object graph .")
    ending = b" " + graph + b" .\n"
    if graph and line.endswith(ending):
        far = _run(block, end, ending)
        return Part(graph, block[start:far], number, block.count(b"\n", start, far)), far
    return Part(graph, line, number, 1), end


def _graph(line: bytes) -> bytes | None:
    """The graph of a line, nothing for one that is empty or a comment; None for one that is no quad with a named graph."""
    parts = line.rsplit(None, 2)
    if len(parts) == 3 and parts[2] == b"." and parts[1].startswith(b"<") and parts[1].endswith(b">") and len(parts[0].split(None, 2)) == 3:
        return parts[1]
    return b"" if not line.strip() or line.lstrip().startswith(b"#") else None


def _run(block: bytes, start: int, ending: bytes) -> int:
    """Where the lines with an ending cease: counted over ever longer stretches, then over halves."""
    good, step, bad = start, 4096, 0
    while not bad and good < len(block):
        end = _line_end(block, min(good + step, len(block) - 1))
        if _all_end(block, good, end, ending):
            good, step = end, step * 2
        else:
            bad = end
    while bad > good:
        end = _line_end(block, (good + bad) // 2)
        if end >= bad:
            end = _line_end(block, good)
            if end >= bad:
                return good
        if _all_end(block, good, end, ending):
            good = end
        else:
            bad = end
    return good


def _all_end(block: bytes, start: int, end: int, ending: bytes) -> bool:
    return block.count(ending, start, end) == block.count(b"\n", start, end)


def _line_end(block: bytes, place: int) -> int:
    return block.index(b"\n", place) + 1
