"""Other engines on the same triples: SHACL by pySHACL, pyrudof and pyshifty, SPARQL by rdflib; those that are installed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.ask import read_questions
from ropa.graph import Dataset, bind
from ropa.model import Clocks
from ropa.namespaces import XSD
from ropa.register.bench import PLAIN, Other, timed


def rivals(dataset: Dataset, organisations: int, clocks: Clocks, runs: int) -> Iterator[Other]:
    """Our shapes on the union of a dataset's graphs, by each engine, ours first; then some questions by ours and by rdflib."""
    from ropa.check import read_rules
    from ropa.check.shacl import compile_rules

    shapes = tuple(rule.triples for rule in read_rules(None))
    compiled = compile_rules(shapes)
    seconds, report = timed(lambda: compiled.validate(dataset), runs)
    yield Other("ropa", "shapes", organisations, 0.0, seconds, len(report.results))
    with tempfile.TemporaryDirectory() as place:
        data, rules = Path(place) / "data.nt", Path(place) / "shapes.nt"
        data.write_text("".join(sorted({f"{quad.triple} .\n" for quad in dataset.quads()})), encoding="utf-8")
        rules.write_text("".join(sorted({f"{triple} .\n" for each in shapes for triple in each})), encoding="utf-8")
        for name, module, work in SHACL:
            if find_spec(module) is not None:
                load, seconds, found = work(data, rules, runs)
                yield Other(name, "shapes", organisations, load, seconds, found)
        yield from _questions(dataset, data, organisations, clocks, runs)


def _pyshacl(data: Path, rules: Path, runs: int) -> tuple[float, float, int]:
    import pyshacl
    import rdflib

    load, graph = timed(lambda: rdflib.Graph().parse(data, format="nt"))
    shapes = rdflib.Graph().parse(rules, format="nt")
    seconds, report = timed(lambda: pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none"), runs)
    return load, seconds, len(set(report[1].subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))


def _pyrudof(data: Path, rules: Path, runs: int) -> tuple[float, float, int]:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    load, _ = timed(lambda: rudof.read_data(str(data), pyrudof.RDFFormat.NTriples))
    rudof.read_shacl(str(rules), pyrudof.ShaclFormat.NTriples)
    seconds, report = timed(rudof.validate_shacl, runs)
    return load, seconds, len(report)


def _pyshifty(data: Path, rules: Path, runs: int) -> tuple[float, float, int]:
    import rdflib
    import shifty

    seconds, report = timed(lambda: shifty.validate(data, rules, infer=False, graph_mode="data"), runs)
    return 0.0, seconds, len(set(report[1].subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)))


SHACL: tuple[tuple[str, str, Callable[[Path, Path, int], tuple[float, float, int]]], ...] = (
    ("pySHACL", "pyshacl", _pyshacl),
    ("pyrudof", "pyrudof", _pyrudof),
    ("pyshifty (load included)", "shifty", _pyshifty),
)


def _questions(dataset: Dataset, data: Path, organisations: int, clocks: Clocks, runs: int) -> Iterator[Other]:
    import rdflib

    day = ox.Literal(clocks.as_of.isoformat(), datatype=XSD("date"))
    known = read_questions(None)
    texts = [bind(known[name].query, {each.name: day if each.name == "as_of" else None for each in known[name].parameters}) for name in PLAIN]

    def ours() -> int:
        return sum(len(dataset.select(text)[1]) for text in texts)

    seconds, rows = timed(ours, runs)
    yield Other("ropa", "questions", organisations, 0.0, seconds, rows)
    load, graph = timed(lambda: rdflib.Graph().parse(data, format="nt"))

    def theirs() -> int:
        found: list[Any] = [list(graph.query(text)) for text in texts]
        return sum(map(len, found))

    seconds, rows = timed(theirs, runs)
    yield Other("rdflib", "questions", organisations, load, seconds, rows)
