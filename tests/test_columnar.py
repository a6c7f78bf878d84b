"""CONSTRUCTs over columns give what Oxigraph gives: rule by rule, and whatever the data."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ropa.columnar.algebra import Construct
from ropa.columnar.engine import Batch
from ropa.columnar.programs import Programs
from ropa.columnar.terms import canonical
from ropa.graph import CONTEXT, ROOT, Dataset
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.model import Clocks
from ropa.register.collection import ground_of
from ropa.register.core import Register
from ropa.register.programs import programs_of
from ropa.register.synthetic import synthetic_quads
from ropa.synthetic import Maker

CLOCKS = Clocks(date(2026, 11, 23), date(2026, 11, 23))
INFERENCES = read_inferences(None)
Graphs = dict[str, set[str]]


@lru_cache(maxsize=1)
def programs() -> Programs:
    return programs_of(None)


def graphs(quads: Iterable[ox.Quad]) -> Graphs:
    """What is inferred, by its graph."""
    found: Graphs = {}
    for quad in quads:
        if str(quad.graph_name).startswith(f"<{ROOT}inferred/") or quad.graph_name == CONTEXT:
            found.setdefault(str(quad.graph_name), set()).add(f"{quad.subject} {quad.predicate} {quad.object}")
    return found


def in_columns(quads: Iterable[ox.Quad], clocks: Clocks = CLOCKS) -> tuple[Graphs, Batch]:
    batch = Batch(programs())
    batch.add(quad for quad in quads if not str(quad.graph_name).startswith(f"<{ROOT}inferred/") and quad.graph_name != CONTEXT)
    infer_open(batch, INFERENCES)
    infer_dated(batch, INFERENCES, clocks, "gdpr")
    return graphs(batch.quads()), batch


def in_oxigraph(quads: Iterable[ox.Quad], clocks: Clocks = CLOCKS) -> Graphs:
    dataset = Dataset(quads)
    infer_open(dataset, INFERENCES)
    infer_dated(dataset, INFERENCES, clocks, "gdpr")
    return graphs(dataset.quads())


def synthetic(seed: int, organisations: int = 2) -> list[ox.Quad]:
    quads = list(ox.parse(ground_of(None).reference, format=ox.RdfFormat.N_QUADS, lenient=True))
    for found in synthetic_quads(Maker(seed=seed, median=3, notices=0.5), range(1, organisations + 1)):
        quads += found
    return list(Dataset(quads).quads())


def test_every_inference_is_compiled() -> None:
    found = [programs().of(inference.query) for inference in INFERENCES]
    assert len(found) > 130
    assert all(isinstance(program, Construct) for program in found), programs().left


def test_programs_are_kept_as_they_are() -> None:
    queries = [inference.query for inference in INFERENCES]
    kept = Programs.loads(programs().dumps())
    assert [kept.of(query) for query in queries] == [programs().of(query) for query in queries]


@pytest.mark.parametrize("name", ["example", pytest.param("five", marks=pytest.mark.slow)])
def test_each_inference_gives_what_oxigraph_gives(name: str, request: pytest.FixtureRequest) -> None:
    register: Register = request.getfixturevalue(name)
    expected = graphs(register.dataset.quads())
    found, batch = in_columns(register.dataset.quads(), register.clocks)
    assert found == expected
    assert len(expected) > 50
    assert not batch.left


@pytest.mark.slow
@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2020, 12, 1), date(2024, 1, 1)])
def test_so_it_does_on_other_dates_of_the_law(example: Register, day: date) -> None:
    base = [quad for quad in example.dataset.quads() if not str(quad.graph_name).startswith(f"<{ROOT}inferred/") and quad.graph_name != CONTEXT]
    clocks = Clocks(day, day)
    assert in_columns(base, clocks)[0] == in_oxigraph(base, clocks)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.floats(0, 0.3))
def test_so_it_does_where_statements_are_lost_or_speak_of_other_things(seed: int, share: float) -> None:
    chance = random.Random(seed)  # noqa: S311 - for test data
    quads = synthetic(seed)
    by_predicate: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        by_predicate.setdefault(str(quad.predicate), []).append(quad)
    changed = []
    for quad in quads:
        if str(quad.graph_name).startswith(f"<{ROOT}") or chance.random() > share:
            changed.append(quad)
        elif chance.random() < 0.7:
            other = chance.choice(by_predicate[str(quad.predicate)])
            changed.append(ox.Quad(quad.subject, quad.predicate, other.object, quad.graph_name))
    found, batch = in_columns(changed)
    assert found == in_oxigraph(changed)
    assert not batch.left


PARTS = [
    "?s <urn:p> ?o",
    "?s <urn:p>|^<urn:q> ?o . ?o <urn:q> ?t",
    "?s <urn:p>/<urn:q>? ?o . OPTIONAL { ?o <urn:r> ?t FILTER (?t != ?s) }",
    "?s <urn:p>* ?o . ?o <urn:q> 1",
    "?s <urn:p>+ ?o MINUS { ?o <urn:q> ?z . ?s <urn:r> ?z }",
    "?s <urn:q> ?n . ?o <urn:q> ?m FILTER (?n < ?m || !(?m IN (1, 2)))",
    "{ ?s <urn:p> ?o } UNION { ?s <urn:q> ?v BIND (IRI(CONCAT('urn:x', STR(?v))) AS ?o) } FILTER (BOUND(?o))",
    "{ SELECT ?s (COUNT(?v) AS ?n) (MIN(?v) AS ?o) (MAX(?w) AS ?t) WHERE { ?s <urn:q> ?v OPTIONAL { ?s <urn:r> ?w } } GROUP BY ?s } FILTER (?n > 1)",
    "{ SELECT (SUM(?v) AS ?o) (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s <urn:q> ?v } } ?s <urn:p> ?any",
    "?s ?o ?v FILTER (?o IN (<urn:p>, <urn:q>)) OPTIONAL { ?v <urn:q> ?w } OPTIONAL { ?s <urn:q> ?w } FILTER (COALESCE(?w, 0) < 3)",
    "VALUES (?s ?t) { (<urn:a> UNDEF) (UNDEF 1) } ?s <urn:p> ?o . ?o <urn:q> ?t",
    "?s <urn:p> ?v OPTIONAL { ?v <urn:p> ?x OPTIONAL { ?x <urn:q> ?y } } BIND (IF(?y > 1, ?x, ?v) AS ?o) MINUS { ?v <urn:q> ?y }",
    "GRAPH ?g { ?s <urn:p> ?o } MINUS { GRAPH ?g { ?o <urn:p> ?s } }",
    "?s <urn:q> ?v BIND (REPLACE(STR(?v), '[0-9]', 'n') AS ?w) BIND (IRI(CONCAT('urn:', LCASE(?w))) AS ?o)",
    "?s <urn:r> ?v . ?o <urn:r> ?w FILTER (STR(?v) < STR(?w) && ?v = ?w)",
]
NODES = [ox.NamedNode(f"urn:{name}") for name in "abcd"]
LITERALS = [ox.Literal(1), ox.Literal(2), ox.Literal(3.5), ox.Literal("x"), ox.Literal("x", language="en"), ox.Literal("a\nb"), ox.Literal(True),
            ox.Literal("2020-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")), ox.Literal("1", datatype=ox.NamedNode("urn:t"))]  # fmt: skip
QUADS = st.lists(
    st.builds(
        lambda s, p, o, g: ox.Quad(s, ox.NamedNode(f"urn:{p[0]}"), o if p[0] == "p" else p[1], g),
        st.sampled_from(NODES),
        st.one_of(
            st.just(("p", None)),
            st.tuples(st.just("q"), st.sampled_from(LITERALS[:3] + NODES[:1])),
            st.tuples(st.just("r"), st.sampled_from(NODES + LITERALS)),
        ),
        st.sampled_from(NODES),
        st.sampled_from(NODES[:2]),
    ),
    max_size=14,
    unique_by=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object)),  # Oxigraph counts a triple of two graphs twice
)


@pytest.mark.parametrize("where", PARTS)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(QUADS)
def test_every_construct_of_sparql_means_what_it_means_to_oxigraph(where: str, quads: list[ox.Quad]) -> None:
    query = f"CONSTRUCT {{ ?s <urn:found> ?o . ?o <urn:back> ?n . ?s <urn:also> ?t }} WHERE {{ {where} }}"
    batch = Batch(programs())
    batch.add(Dataset(quads).quads())
    dataset = Dataset(quads)
    target = ox.NamedNode("urn:target")
    assert batch.derive(query, target) == dataset.derive(query, target)
    wanted = {str(quad) for quad in dataset.quads(graph=target)}
    assert {str(quad) for quad in batch.quads(graph=target)} == wanted
    assert not batch.left, "compiled, and not left to Oxigraph"


def test_what_is_not_compiled_is_left_to_oxigraph_and_counted() -> None:
    query = "CONSTRUCT { ?s <urn:found> ?n } WHERE { ?s <urn:p> ?o FILTER EXISTS { ?o <urn:q> ?n } BIND (1 AS ?n) }"
    batch = Batch(Programs())
    batch.add([ox.Quad(NODES[0], ox.NamedNode("urn:p"), NODES[1], NODES[2]), ox.Quad(NODES[1], ox.NamedNode("urn:q"), ox.Literal(1), NODES[2])])
    assert batch.derive(query, NODES[3]) == {"urn:found"}
    assert batch.left == {query: 1}
    assert "EXISTS" in batch.programs.left[query]


def test_a_batch_leaves_the_one_that_it_was_made_of_as_it_is() -> None:
    base = Batch(Programs())
    base.add([ox.Quad(NODES[0], ox.NamedNode("urn:p"), NODES[1], NODES[2])])
    other = Batch(base.programs, base)
    other.add([ox.Quad(NODES[3], ox.NamedNode("urn:p"), NODES[1], NODES[2])])
    assert [len(list(batch.quads())) for batch in (base, other)] == [1, 2]
    other.drop(NODES[2])
    assert [len(list(batch.quads())) for batch in (base, other)] == [1, 0]


def test_literals_are_kept_as_oxigraph_keeps_them() -> None:
    tokens = ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a"@EN-us', '"P12M"^^<http://www.w3.org/2001/XMLSchema#duration>', '"x"^^<urn:t>']
    store = ox.Store()
    store.load("".join(f"<urn:s> <urn:p{n}> {token} .\n" for n, token in enumerate(tokens)).encode(), format=ox.RdfFormat.N_TRIPLES)
    assert canonical(tokens) == [str(quad.object) for quad in sorted(store, key=str)]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('<urn:s> <https://x.example/p> "a\\u00e9\\n" <urn:g> .', ox.Literal("aé\n")),
        ('<urn:s>\t<https://x.example/p>   "x"@EN <urn:g> . # said', ox.Literal("x", language="en")),
        ('<urn:s> <https://x.example/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g> .', ox.Literal(1)),
        ("<urn:s> <https://x.example/p> <https://x.example/a%20b> <urn:g> .", ox.NamedNode("https://x.example/a%20b")),
    ],
)
def test_nquads_in_any_form_are_read_as_oxigraph_reads_them(line: str, value: ox.Literal | ox.NamedNode) -> None:
    batch = Batch(Programs())
    batch.add_nquads(f'<urn:s> <urn:q> "plain" <urn:g> .\n{line}\n'.encode())
    assert [quad.object for quad in batch.quads(None, ox.NamedNode("https://x.example/p"))] == [value]
    assert len(list(batch.quads())) == 2


@pytest.mark.parametrize(
    "line", ['<urn:s> <urn:p> "open <urn:g> .', "<urn:s> <urn:p> <no iri> <urn:g> .", '"s" <urn:p> <urn:o> <urn:g> .', "<urn:s> <urn:p> <urn:o> ."]
)
def test_broken_nquads_are_refused(line: str) -> None:
    with pytest.raises(SyntaxError):
        Batch(Programs()).add_nquads(f"{line}\n".encode())
