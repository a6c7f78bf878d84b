"""A collection of documents as partitions: the organisations of a folder, or of N-Quads that are read graph by graph.

A partition holds whole organisations, at most so many lines of N-Quads or files: what a worker needs does not grow with the
collection. What ropa itself writes beside documents (reference tables, inferences, the context) is passed by and made anew; a graph
that neither ropa made nor describes an organisation is passed by too, and told.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ropa.decisions import FILE as DECISIONS
from ropa.errors import InputError
from ropa.form import read_form
from ropa.namespaces import ROPA
from ropa.register.lines import Part, graph_parts
from ropa.workspace import FILE as SETTINGS
from ropa.workspace import read_workspace

LINES = 300_000
FILES = 40
GATHERED = 64 * 1024 * 1024
"""Up to how many bytes an N-Quads file that is not packed is held in memory, so that its lines may be in any order."""
YAML = (".yaml", ".yml")
QUADS = (".nq", ".nq.gz")
_DESCRIBES = re.compile(rb"<%b>\s+<([^>]*)>" % re.escape(ROPA("describes").value.encode()))
_CONTROLLER = re.compile(r"^controller:[ \t]*\n(?:[ \t]*(?:#.*)?\n)*([ \t]+)(?:(?!\1id:)[^\n]*\n)*?(?:\1)?id:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)
Beside = Callable[[str], None]
"""Is told the name of a graph."""


@dataclass(frozen=True)
class Partition:
    """Some organisations: their quads as N-Quads, or the files of their documents. `share` of the input is read with it."""

    number: int
    organisations: int
    nquads: bytes = b""
    files: tuple[Path, ...] = ()
    share: float = 0.0


@dataclass(frozen=True)
class _Unit:
    """One organisation as it was found."""

    controller: str
    parts: tuple[Part, ...] = ()
    files: tuple[Path, ...] = ()
    share: float = 0.0

    @property
    def lines(self) -> int:
        """How many lines of N-Quads it has."""
        return sum(part.lines for part in self.parts)


def partitions(paths: Sequence[Path], lines: int = LINES, files: int = FILES, beside: Beside | None = None) -> Iterator[Partition]:
    """The partitions of some files and folders, in their order; `beside` is told each graph that is no document.

    Raises InputError where there is nothing to read, where N-Quads are broken, have no graph or are not written graph by graph, and
    where the documents of one organisation are not together.
    """
    return _partitions(_units(paths, beside or (lambda _graph: None)), lines, files)


def _partitions(units: Iterable[_Unit], lines: int, files: int) -> Iterator[Partition]:
    number, held = 0, list[_Unit]()
    for unit in units:
        if held and (sum(each.lines for each in held) + unit.lines > lines or sum(len(each.files) for each in held) >= files):
            yield _packed(number, held)
            number, held = number + 1, []
        held.append(unit)
    if held:
        yield _packed(number, held)


def _packed(number: int, units: Sequence[_Unit]) -> Partition:
    text = b"".join(part.text for unit in units for part in unit.parts)
    return Partition(number, len(units), text, tuple(path for unit in units for path in unit.files), units[-1].share)


def _units(paths: Sequence[Path], beside: Beside) -> Iterator[_Unit]:
    """The organisations of the files, none of them twice."""
    documents = [file for path in paths for file in _files(path)]
    if not documents:
        remedy = "Name YAML documents, N-Quads (.nq, .nq.gz), or a folder of them."
        raise InputError("nothing to check", where=", ".join(map(str, paths)), remedy=remedy)
    sizes = {path: max(1, path.stat().st_size) for path in documents}
    whole, before = sum(sizes.values()), 0
    seen: set[str] = set()
    together: dict[str, list[Path]] = {}
    for path in documents:
        if not path.name.endswith(QUADS):
            together.setdefault(_controller(path), []).append(path)
    for controller, files in together.items():
        before += sum(sizes[path] for path in files)
        seen.add(controller)
        yield _Unit(controller, (), tuple(files), before / whole)
    for path in documents:
        if path.name.endswith(QUADS):
            found = False
            for unit in _organisations(path, sizes[path], beside):
                found = True
                if unit.controller in seen:
                    remedy = "Put the graphs of one organisation one after the other, in one file."
                    raise InputError(f"the documents of {unit.controller} are not together", where=str(path), remedy=remedy)
                seen.add(unit.controller)
                yield _Unit(unit.controller, unit.parts, (), (before + unit.share * sizes[path]) / whole)
            if not found:
                remedy = "A graph of a document says ropa:describes; `ropa export -o x.nq` writes such graphs."
                raise InputError("no document of any organisation", where=str(path), remedy=remedy)
            before += sizes[path]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError("there is no such file or folder", where=str(path), remedy="Check the path.")
    if (path / SETTINGS).is_file():
        return list(read_workspace(path).documents)
    known = (entry for entry in path.iterdir() if entry.suffix in YAML or entry.name.endswith(QUADS))
    return sorted(entry for entry in known if entry.name != DECISIONS and entry.is_file())


def _controller(path: Path) -> str:
    """The id of the organisation that a form describes, without reading all of it where that can be helped."""
    try:
        found = _CONTROLLER.search(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        found = None
    if found:
        return found[2]
    about = read_form(path).data.get("controller")
    return str(about.get("id") if isinstance(about, dict) else path)


def _organisations(path: Path, size: int, beside: Beside) -> Iterator[_Unit]:
    """The organisations of an N-Quads file: graphs that follow each other and describe the same one; of a small file, in any order."""
    if path.suffix != ".gz" and size <= GATHERED:
        yield from _gathered(path, beside)
        return
    held: _Unit | None = None
    for parts, share in _graphs(path, size):
        controller = _described(parts)
        if controller is None:
            beside(parts[0].graph.decode())
            continue
        if held is not None and held.controller == controller:
            held = _Unit(controller, held.parts + parts, (), share)
            continue
        if held is not None:
            yield held
        held = _Unit(controller, parts, (), share)
    if held is not None:
        yield held


def _gathered(path: Path, beside: Beside) -> Iterator[_Unit]:
    """The organisations of a file that is held in memory, in the order of their IRIs."""
    graphs: dict[bytes, list[Part]] = {}
    with path.open("rb") as file:
        for part in graph_parts(file, path):
            graphs.setdefault(part.graph, []).append(part)
    units: dict[str, list[Part]] = {}
    for graph, parts in graphs.items():
        controller = _described(parts)
        if controller is None:
            beside(graph.decode())
        else:
            units.setdefault(controller, []).extend(parts)
    for number, (controller, parts) in enumerate(sorted(units.items()), start=1):
        yield _Unit(controller, tuple(parts), (), number / len(units))


def _described(parts: Iterable[Part]) -> str | None:
    """The IRI of the organisation that a graph describes; None for a graph of no document."""
    return next((match[1].decode("utf-8") for part in parts if (match := _DESCRIBES.search(part.text))), None)


def _graphs(path: Path, size: int) -> Iterator[tuple[tuple[Part, ...], float]]:
    """The parts of each graph, one graph after the other, and the share of the file that is read with it."""
    closed: set[bytes] = set()
    held = list[Part]()
    with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as file:
        for part in graph_parts(file, path):
            if held and part.graph != held[0].graph:
                yield tuple(held), min(1.0, raw.tell() / size)
                closed.add(held[0].graph)
                held = []
                if part.graph in closed:
                    remedy = "Write it graph by graph, as `ropa bench --write` does, or one file for each graph."
                    raise InputError(f"the graph {part.graph.decode()} begins a second time", where=f"{path.name}:{part.number}", remedy=remedy)
            held.append(part)
    if held:
        yield tuple(held), 1.0
