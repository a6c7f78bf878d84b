"""Other engines on the same triples: SHACL by pySHACL, pyrudof and pyshifty, SPARQL by rdflib; those that are installed.

Our inferences are translated to SHACL as they stand: each CONSTRUCT is the ``sh:construct`` of a ``sh:SPARQLRule``, on one target
node that it does not ask about, so that pySHACL runs it once. Those that name a graph are left out: a data graph of SHACL has none.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.ask import read_questions
from ropa.graph import Dataset, bind, inferred
from ropa.infer.rules import Inference, read_inferences
from ropa.model import Clocks
from ropa.namespaces import XSD
from ropa.register.bench import PLAIN, Other, documents, infer, loaded, timed
from ropa.register.collection import ground_of
from ropa.synthetic import Maker


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


def inferences_by_pyshacl(maker: Maker, organisations: int, clocks: Clocks) -> tuple[Other, Other]:
    """The inferences by ropa, whole; and by pySHACL: each once, on a graph that lacks only what the closed ones give.

    So pySHACL has less to do: it repeats nothing, and what the others give is there. Both name how many triples the closed ones give.
    """
    dataset = loaded([ground_of(None).reference, documents(maker, organisations)])
    ours, _ = timed(lambda: infer(dataset, clocks))
    rules = [item for item in read_inferences(None) if "GRAPH" not in item.query]
    closed = [inferred(item.id) for item in rules if item.phase == "closed"]
    given = {quad.triple for graph in closed for quad in dataset.quads(graph=graph)}
    for graph in closed:
        dataset.drop(graph)
    given -= {triple for triple in given if dataset.holds(triple)}
    seconds, found = _shacl_rules(dataset, rules)
    work = "inferences"
    return Other("ropa", work, organisations, 0.0, ours, len(given)), Other("pySHACL", work, organisations, 0.0, seconds, found)


def _shacl_rules(dataset: Dataset, rules: Sequence[Inference]) -> tuple[float, int]:
    import pyshacl
    import rdflib
    from rdflib import RDF, SH

    shapes, target = rdflib.Graph(), rdflib.URIRef("urn:ropa:target")
    for item in rules:
        shape, rule = rdflib.URIRef(f"urn:ropa:shape:{item.id}"), rdflib.BNode()
        text = re.sub(r"(?m)^#.*\n", "", item.query)
        for triple in (
            (shape, RDF.type, SH.NodeShape),
            (shape, SH.targetNode, target),
            (shape, SH.rule, rule),
            (rule, RDF.type, SH.SPARQLRule),
            (rule, SH.construct, rdflib.Literal(text)),
        ):
            shapes.add(triple)
    graph = dataset.to_rdflib()
    before = len(graph)
    seconds, _ = timed(lambda: pyshacl.shacl_rules(graph, shacl_graph=shapes, inplace=True, iterate_rules=False))
    return seconds, len(graph) - before


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
