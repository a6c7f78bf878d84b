"""The validator against pySHACL, on generated shapes and graphs and on our rules; and where pySHACL and the specification differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ropa.check import read_rules
from ropa.check.shacl import compile_rules
from ropa.errors import EngineError
from ropa.graph import Dataset
from ropa.namespaces import PREFIXES, RDF, RDFS, SH, XSD
from ropa.shacl import Result, compile_shapes
from ropa.shacl.fallback import graph_of
from ropa.shacl.values import compare, value_of, well_typed
from tests import oracle

HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> . " for name in ("sh", "xsd", "rdf", "rdfs")) + "@prefix ex: <http://example.org/> . "
FEW = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1000, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def ex(name: str) -> ox.NamedNode:
    return ox.NamedNode("http://example.org/" + name)


def lit(text: str, datatype: str | None = None, language: str | None = None) -> ox.Literal:
    return ox.Literal(text, datatype=XSD(datatype) if datatype else None, language=language)


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)]


def found(shapes: Iterable[ox.Triple], data: Iterable[ox.Triple]) -> tuple[Result, ...]:
    compiled = compile_shapes(shapes)
    assert compiled.left == {}
    return compiled.validate(data).results


def of_pyshacl(shapes: list[ox.Triple], data: list[ox.Triple]) -> list[Result]:
    return oracle.results(graph_of(data), graph_of(shapes))


def spoken(results: Iterable[Result], shapes: Iterable[ox.Triple]) -> Counter[Result]:
    """Results, without the words that an engine makes up for a shape that has none."""
    speaking = {triple.subject for triple in shapes if triple.predicate == SH("message")}
    return Counter(each if each.shape in speaking else replace(each, messages=()) for each in results)


# -- generated graphs --------------------------------------------------------------------------------------------------
IRIS = [ex(name) for name in "abcde"]
CLASSES = [ex(name) for name in ("Thing", "Person", "Child")]
PROPERTIES = [ex(name) for name in "pqr"]
NUMBERS = [lit("1", "integer"), lit("01", "integer"), lit("2", "integer"), lit("1.0", "decimal"), lit("1.5", "double"), lit("-3", "int")]
MOMENTS = [lit(f"2024-02-28T{time}", "dateTime") for time in ("10:00:00", "11:00:00Z", "12:30:00.5+02:00", "10:00:00.0")]
DAYS = [lit(f"2024-02-{day}", "date") for day in (27, 28, 29)]
LITERALS = [
    *NUMBERS,
    lit("true", "boolean"),
    lit("1", "boolean"),
    lit(""),
    lit("abc"),
    lit("abc", language="en"),
    lit("colour", language="en-gb"),
    lit("Farbe", language="de"),
    DAYS[0],
    *MOMENTS[:2],
    ox.Literal("x", datatype=ex("datatype")),
]
ODD = [lit("300", "byte"), lit("x", "integer"), lit("none", "boolean"), lit("2024-02-30", "date"), lit("P1Y", "yearMonthDuration"), lit("0x", "hexBinary")]
"""Literals that pySHACL puts in order where they have none: no range is asked of them."""
NODES = [*IRIS, ox.BlankNode("one"), ox.BlankNode("two")]


@st.composite
def graphs(draw: st.DrawFn) -> list[ox.Triple]:
    """Some things with values, their classes, and numbers and dates to hold against each other."""
    subjects = st.sampled_from(NODES)
    made = [ox.Triple(CLASSES[2], RDFS("subClassOf"), CLASSES[1])] if draw(st.booleans()) else []
    made += draw(st.lists(st.builds(ox.Triple, subjects, st.just(RDF("type")), st.sampled_from(CLASSES)), min_size=1, max_size=6))
    made += draw(st.lists(st.builds(ox.Triple, subjects, st.sampled_from(PROPERTIES), st.sampled_from([*NODES, *LITERALS])), max_size=14))
    made += draw(st.lists(st.builds(ox.Triple, subjects, st.just(ex("odd")), st.sampled_from([*ODD, *NODES, *LITERALS])), max_size=6))
    for names, values in ((("from", "until"), NUMBERS), (("at",), MOMENTS), (("on",), DAYS), (("at", "on"), [IRIS[0], lit("abc"), ox.BlankNode("one")])):
        made += draw(st.lists(st.builds(ox.Triple, subjects, st.sampled_from([*map(ex, names)]), st.sampled_from(values)), max_size=3))
    return list(dict.fromkeys(made))


# -- generated shapes --------------------------------------------------------------------------------------------------
class Writer:
    """Writes a shape as triples, drawing its parts."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.made: list[ox.Triple] = []
        self._number = count()

    def new(self, name: str) -> ox.BlankNode:
        return ox.BlankNode(f"{name}{next(self._number)}")

    def say(self, node: Any, name: str, value: Any) -> None:
        self.made.append(ox.Triple(node, SH(name), value))

    def pick(self, values: Iterable[Any]) -> Any:
        return self.draw(st.sampled_from(list(values)))

    def list(self, members: Iterable[Any]) -> Any:
        head: Any = RDF("nil")
        for member in reversed(list(members)):
            node = self.new("list")
            self.made += [ox.Triple(node, RDF("first"), member), ox.Triple(node, RDF("rest"), head)]
            head = node
        return head

    def path(self, depth: int = 2, *, straight: bool = False) -> Any:
        """A path; pySHACL walks the inverse of a sequence in the wrong order, so that none is made."""
        kinds = ["property", "property", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"] + ([] if straight else ["sequence", "inversePath"])
        kind = self.pick(kinds) if depth else "property"
        if kind == "property":
            return self.pick(PROPERTIES)
        if kind == "sequence":
            return self.list([self.path(depth - 1), self.path(depth - 1)])
        node = self.new("path")
        if kind == "alternativePath":
            self.say(node, kind, self.list([self.path(depth - 1, straight=straight), self.path(depth - 1, straight=straight)]))
        else:
            self.say(node, kind, self.path(depth - 1, straight=straight or kind == "inversePath"))
        return node

    def shape(self, depth: int, *, of_property: bool = False, name: str = "shape") -> Any:
        node = self.new(name)
        if of_property:
            self.say(node, "path", self.path())
        for value in self.draw(st.lists(st.sampled_from(["Info", "Warning", "ours"]), max_size=1)):
            self.say(node, "severity", SH(value) if value != "ours" else ex("grave"))
        for value in self.draw(st.lists(st.sampled_from([lit("no"), lit("nein", language="de")]), max_size=2, unique=True)):
            self.say(node, "message", value)
        if self.draw(st.integers(0, 9)) == 0:
            self.say(node, "deactivated", lit("true", "boolean"))
        for family in self.draw(st.lists(st.sampled_from(SIMPLE + (NESTED if depth else [])), min_size=1, max_size=3, unique=True)):
            family(self, node, depth - 1, of_property)
        return node


def write_tests(writer: Writer, node: Any, _depth: int, _of_property: bool) -> None:
    name = writer.pick(["class", "datatype", "nodeKind", "minLength", "maxLength", "pattern", "languageIn", "in", "hasValue"])
    values: dict[str, Any] = {
        "class": lambda: writer.pick(CLASSES),
        "datatype": lambda: writer.pick([*map(XSD, ("integer", "int", "byte", "decimal", "double", "boolean", "string", "date", "dateTime")), RDF("langString")]),
        "nodeKind": lambda: writer.pick(map(SH, ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"))),
        "minLength": lambda: writer.pick([lit("1", "integer"), lit("3", "integer")]),
        "maxLength": lambda: writer.pick([lit("0", "integer"), lit("3", "integer")]),
        "pattern": lambda: writer.pick([lit("^a"), lit("B"), lit("[0-9]+$")]),
        "languageIn": lambda: writer.list([writer.pick([lit("en"), lit("DE"), lit("*")])]),
        "in": lambda: writer.list(writer.draw(st.lists(st.sampled_from([*NODES, *LITERALS]), max_size=4))),
        "hasValue": lambda: writer.pick([*NODES, *LITERALS]),
    }
    writer.say(node, name, values[name]())
    if name == "pattern" and writer.draw(st.booleans()):
        writer.say(node, "flags", lit("i"))


def write_odd(writer: Writer, node: Any, depth: int, _of_property: bool) -> None:
    inner = writer.new("odd")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex("odd"))
    writer.say(inner, "datatype", writer.pick([*map(XSD, ("byte", "integer", "boolean", "date", "yearMonthDuration", "hexBinary")), ex("datatype")]))
    write_counts(writer, inner, depth, of_property=True)


def write_ranges(writer: Writer, node: Any, _depth: int, _of_property: bool) -> None:
    """A range asked of values of one kind: pySHACL puts a number before a date, where SPARQL cannot compare them."""
    name, bounds = writer.pick([("from", [lit("1", "integer"), lit("1.2", "decimal"), lit("abc")]), ("at", [*MOMENTS, lit("abc")]), ("on", DAYS)])
    inner = writer.new("range")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex(name))
    for limit in writer.draw(st.lists(st.sampled_from(["minInclusive", "minExclusive", "maxInclusive", "maxExclusive"]), min_size=1, max_size=2, unique=True)):
        writer.say(inner, limit, writer.pick(bounds))


def write_counts(writer: Writer, node: Any, _depth: int, of_property: bool) -> None:
    if of_property:
        writer.say(node, writer.pick(["minCount", "maxCount"]), lit(writer.pick("012"), "integer"))


def write_pairs(writer: Writer, node: Any, _depth: int, of_property: bool) -> None:
    name = writer.pick(["equals", "disjoint", "uniqueLang"])
    if name != "uniqueLang":
        writer.say(node, name, writer.pick(PROPERTIES))
    elif of_property:
        writer.say(node, name, lit("true", "boolean"))


def write_closed(writer: Writer, node: Any, _depth: int, _of_property: bool) -> None:
    writer.say(node, "closed", lit(writer.pick(["true", "false"]), "boolean"))
    if writer.draw(st.booleans()):
        writer.say(node, "ignoredProperties", writer.list([RDF("type"), *writer.draw(st.lists(st.sampled_from(PROPERTIES), max_size=1))]))
    inner = writer.new("admitted")
    writer.say(node, "property", inner)
    writer.say(inner, "path", writer.pick(PROPERTIES))


def write_order(writer: Writer, node: Any, _depth: int, _of_property: bool) -> None:
    inner = writer.new("order")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex("from"))
    writer.say(inner, writer.pick(["lessThan", "lessThanOrEquals"]), ex("until"))


def write_logic(writer: Writer, node: Any, depth: int, _of_property: bool) -> None:
    name = writer.pick(["not", "node", "and", "or", "xone"])
    if name in ("not", "node"):
        writer.say(node, name, writer.shape(depth, of_property=name == "not" and writer.draw(st.booleans())))
    else:
        members = [writer.shape(depth, of_property=writer.draw(st.booleans())) for _ in range(writer.pick([1, 2, 2]))]
        writer.say(node, name, writer.list(members))


def write_property(writer: Writer, node: Any, depth: int, _of_property: bool) -> None:
    for _ in range(writer.pick([1, 1, 2])):
        writer.say(node, "property", writer.shape(depth, of_property=True, name="property"))


def write_qualified(writer: Writer, node: Any, depth: int, _of_property: bool) -> None:
    path, apart = writer.pick(PROPERTIES), writer.draw(st.booleans())
    for _ in range(2):
        inner = writer.new("qualified")
        writer.say(node, "property", inner)
        writer.say(inner, "path", path)
        writer.say(inner, "qualifiedValueShape", writer.shape(depth))
        writer.say(inner, writer.pick(["qualifiedMinCount", "qualifiedMaxCount"]), lit(writer.pick("012"), "integer"))
        if apart:
            writer.say(inner, "qualifiedValueShapesDisjoint", lit("true", "boolean"))


SIMPLE = [write_tests, write_odd, write_ranges, write_counts, write_pairs, write_order]
NESTED = [write_logic, write_property, write_qualified, write_closed]


@st.composite
def shapes(draw: st.DrawFn) -> list[ox.Triple]:
    """One to three shapes with targets, nested at most two deep."""
    writer = Writer(draw)
    for _ in range(draw(st.integers(1, 2))):
        root = writer.shape(2, of_property=draw(st.booleans()), name="root")
        kind = draw(st.sampled_from(["targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"]))
        values = {"targetNode": [*IRIS, *LITERALS], "targetClass": CLASSES}.get(kind, PROPERTIES)
        for value in draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)):
            writer.say(root, kind, value)
    return writer.made


def assert_as_pyshacl(shapes: list[ox.Triple], data: list[ox.Triple]) -> None:
    assert spoken(found(shapes, data), shapes) == spoken(of_pyshacl(shapes, data), shapes)


@FEW
@given(shapes(), graphs())
def test_generated_shapes_find_in_generated_graphs_what_pyshacl_finds(shapes: list[ox.Triple], data: list[ox.Triple]) -> None:
    assert_as_pyshacl(shapes, data)


@pytest.mark.slow
@MANY
@given(shapes(), graphs())
def test_many_generated_shapes_find_in_generated_graphs_what_pyshacl_finds(shapes: list[ox.Triple], data: list[ox.Triple]) -> None:
    assert_as_pyshacl(shapes, data)


# -- our rules on generated graphs -------------------------------------------------------------------------------------
@cache
def rules() -> list[ox.Triple]:
    return [triple for rule in read_rules() for triple in rule.triples]


@cache
def vocabulary() -> tuple[list[ox.NamedNode], list[ox.NamedNode], list[Any]]:
    """The classes that our rules are for, the properties that they follow, and the values that they ask for."""
    listed = {triple.object for triple in rules() if triple.predicate == RDF("first")}
    classes = {triple.object for triple in rules() if triple.predicate == SH("targetClass")}
    followed = {triple.object for triple in rules() if triple.predicate in (SH("path"), SH("targetSubjectsOf"))} | listed
    values = {triple.object for triple in rules() if triple.predicate == SH("hasValue")} | listed
    named = [sorted((each for each in found if isinstance(each, ox.NamedNode)), key=str) for found in (classes, followed)]
    return named[0], named[1], sorted(values - {RDF("nil")}, key=str)


@st.composite
def registers(draw: st.DrawFn) -> list[ox.Triple]:
    """Some things of the classes that our rules are for, with what the rules look at."""
    classes, properties, values = vocabulary()
    nodes = st.sampled_from(IRIS)
    made = draw(st.lists(st.builds(ox.Triple, nodes, st.just(RDF("type")), st.sampled_from(classes)), min_size=3, max_size=12))
    made += draw(st.lists(st.builds(ox.Triple, nodes, st.sampled_from(properties), st.sampled_from([*IRIS, *values, *LITERALS[:4]])), max_size=30))
    return list(dict.fromkeys(made))


@settings(FEW, max_examples=3)
@given(registers())
def test_our_rules_find_in_generated_graphs_what_pyshacl_finds(data: list[ox.Triple]) -> None:
    assert_as_pyshacl(rules(), data)


@pytest.mark.slow
@settings(MANY, max_examples=150)
@given(registers())
def test_our_rules_find_in_many_generated_graphs_what_pyshacl_finds(data: list[ox.Triple]) -> None:
    assert_as_pyshacl(rules(), data)


# -- where pySHACL and the specification differ ------------------------------------------------------------------------
DIFFERENT = {
    "a blank node is too short even for no characters (4.4.1)": ("sh:targetNode _:b ; sh:minLength 0", "_:b a ex:Thing .", 1, 0),
    "the inverse of a sequence walks its parts from the end (2.3.1.4)": (
        "sh:targetNode ex:c ; sh:property [ sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:minCount 1 ]", "ex:a ex:p ex:b . ex:b ex:q ex:c .", 0, 1,
    ),
    "a language range takes longer tags (4.4.4)": ('sh:targetObjectsOf ex:p ; sh:languageIn ( "de-AT" )', 'ex:a ex:p "Jänner"@de-AT-1996 .', 0, 1),
    "only the very literal true asks for unique languages (4.4.5)": (
        'sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:uniqueLang "1"^^xsd:boolean ]', 'ex:a ex:p "a"@en , "b"@en .', 0, 1,
    ),
    "only the very literal true deactivates (2.1.1)": ('sh:targetNode ex:a ; sh:deactivated "1"^^xsd:boolean ; sh:class ex:C', "ex:a ex:p ex:b .", 1, 0),
    "only the very literal true closes (4.8.1)": ('sh:targetNode ex:a ; sh:closed "1"^^xsd:boolean', "ex:a ex:p ex:b .", 0, 1),
    "a closed shape admits no type that it does not name (4.8.1)": ("sh:targetNode ex:a ; sh:closed true", "ex:a a rdfs:Resource .", 1, 0),
    "a number is neither before nor after a date (4.3)": ('sh:targetObjectsOf ex:p ; sh:minInclusive "2024-01-01"^^xsd:date', "ex:a ex:p 2 .", 1, 0),
    "a duration is neither more nor less than a number (4.3)": ("sh:targetObjectsOf ex:p ; sh:minExclusive 1", 'ex:a ex:p "P1Y"^^xsd:yearMonthDuration .', 1, 0),
    "texts with a language are not in order (4.3)": ('sh:targetObjectsOf ex:p ; sh:minInclusive "a"', 'ex:a ex:p "b"@en .', 1, 0),
    "not a number is not less than anything (4.3)": ("sh:targetObjectsOf ex:p ; sh:maxExclusive 5", 'ex:a ex:p "NaN"^^xsd:double .', 1, 0),
    "more than 14 hours apart, no zone is needed to say which is first (XSD 1.1, 3.3.7)": (
        'sh:targetObjectsOf ex:p ; sh:maxInclusive "2024-01-02T12:00:00Z"^^xsd:dateTime', 'ex:a ex:p "2024-01-01T00:00:00"^^xsd:dateTime .', 0, 1,
    ),
    "an underscore is no part of a number (XSD 1.1, 3.4.13)": ("sh:targetObjectsOf ex:p ; sh:datatype xsd:integer", 'ex:a ex:p "1_0"^^xsd:integer .', 1, 0),
    "a year may have more than four digits (XSD 1.1, 3.3.9)": ("sh:targetObjectsOf ex:p ; sh:datatype xsd:date", 'ex:a ex:p "12024-01-01"^^xsd:date .', 0, 1),
    "IRIs are not in order (4.5.3)": ("sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ]", "ex:a ex:p ex:b ; ex:q ex:c .", 1, 0),
    "a pattern ends where the text ends (4.4.3)": ('sh:targetObjectsOf ex:p ; sh:pattern "a$"', 'ex:a ex:p "a\\n" .', 1, 0),
}  # fmt: skip


@pytest.mark.parametrize("fact", DIFFERENT)
def test_the_specification_is_followed_where_pyshacl_does_not(fact: str) -> None:
    shape, data, ours, theirs = DIFFERENT[fact]
    shapes = triples(f"ex:Shape {shape} .")
    graph = triples(data)
    names = {triple.subject: ox.BlankNode("b") for triple in graph if isinstance(triple.subject, ox.BlankNode)}
    graph = [ox.Triple(names.get(each.subject, each.subject), each.predicate, each.object) for each in graph]  # type: ignore[call-overload]
    shapes = [ox.Triple(each.subject, each.predicate, ox.BlankNode("b")) if each.predicate == SH("targetNode") and names else each for each in shapes]
    assert len(found(shapes, graph)) == ours
    assert len(of_pyshacl(shapes, graph)) == theirs


# -- values ------------------------------------------------------------------------------------------------------------
ORDERED = st.sampled_from(["integer", "decimal", "double", "byte", "unsignedInt"])
NUMERALS = st.builds(lambda number, kind: lit(str(abs(number) % 100 if kind in ("byte", "unsignedInt") else number), kind), st.integers(-(2**40), 2**40), ORDERED)
INSTANTS = st.builds(lambda when, zone: lit(when.isoformat() + zone, "dateTime"), st.datetimes(), st.sampled_from(["", "Z", "+02:00", "-13:30"]))
DATES = st.builds(lambda day, zone: lit(day.isoformat() + zone, "date"), st.dates(), st.sampled_from(["", "Z", "+02:00"]))
PAIRS = st.one_of(*(st.tuples(kind, kind) for kind in (NUMERALS, INSTANTS, DATES, st.builds(lit, st.text("aäBé€𝄞", max_size=3)))))


@FEW
@given(st.lists(PAIRS, min_size=1, max_size=20))
def test_values_are_in_the_order_of_sparql(pairs: list[tuple[ox.Literal, ox.Literal]]) -> None:
    rows = " ".join(f"({number} {a} {b})" for number, (a, b) in enumerate(pairs))
    solutions: Any = ox.Store().query(f"SELECT ?n (?a < ?b AS ?less) (?a = ?b AS ?same) WHERE {{ VALUES (?n ?a ?b) {{ {rows} }} }} ORDER BY ?n")
    told = [(row["less"] and row["less"].value, row["same"] and row["same"].value) for row in solutions]
    for (a, b), (less, same) in zip(pairs, told, strict=True):
        order = compare(value_of(a), value_of(b))
        assert (order == -1) == (less == "true")
        assert (order == 0) == (same == "true")


@pytest.mark.parametrize(
    ("text", "datatype", "good"),
    [
        ("1", "boolean", True), ("TRUE", "boolean", False), ("+1", "integer", True), (" 1", "integer", False), ("9" * 5000, "integer", True),
        ("127", "byte", True), ("128", "byte", False), ("-0", "nonNegativeInteger", True), ("0", "positiveInteger", False),
        (".5", "decimal", True), ("1e0", "decimal", False), ("-INF", "double", True), ("inf", "double", False),
        ("2024-02-29", "date", True), ("2023-02-29", "date", False), ("2024-12-31+14:00", "date", True), ("2024-12-31+14:01", "date", False),
        ("24:00:00", "time", True), ("24:00:01", "time", False), ("2024-01-01T24:00:00Z", "dateTime", True), ("2024-01-01 10:00:00", "dateTime", False),
        ("P1Y2M3DT4H5M6.7S", "duration", True), ("P", "duration", False), ("P1DT", "duration", False), ("P1M", "dayTimeDuration", False),
        ("0aF0", "hexBinary", True), ("0aF", "hexBinary", False), ("YWI=", "base64Binary", True), ("YWI", "base64Binary", False), ("anything", "anyURI", True),
    ],
)  # fmt: skip
def test_a_lexical_form_is_of_its_datatype_or_not(text: str, datatype: str, good: bool) -> None:
    assert well_typed(lit(text, datatype)) is good


# -- what is left to pySHACL, and the report ---------------------------------------------------------------------------
BOTH = """
ex:Core a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
ex:Query a sh:NodeShape ; sh:targetClass ex:Thing ; sh:sparql [ sh:select "SELECT $this WHERE { $this <http://example.org/q> ?q }" ] .
"""


def test_what_is_not_core_is_left_to_pyshacl_and_each_shape_is_judged_once() -> None:
    compiled = compile_shapes(triples(BOTH))
    assert set(compiled.left) == {ex("Query")}
    results = compiled.validate(triples("ex:a a ex:Thing ; ex:q 1 .")).results
    assert [(result.focus, result.component) for result in results if result.shape != ex("Query")] == [(ex("a"), SH("MinCountConstraintComponent"))]
    assert [result.component for result in results if result.shape == ex("Query")] == [SH("SPARQLConstraintComponent")]
    assert len(results) == 2


def test_a_shape_that_refers_to_itself_is_left_to_pyshacl() -> None:
    shapes = triples("ex:Person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property [ sh:path ex:knows ; sh:nodeKind sh:IRI ; sh:node ex:Person ] .")
    data = triples('ex:a a ex:Person ; ex:knows ex:b . ex:b ex:knows "c" .')
    compiled = compile_shapes(shapes)
    assert set(compiled.left) == {ex("Person")}
    assert Counter(compiled.validate(data).results) == Counter(of_pyshacl(shapes, data))
    assert compiled.validate(data).results


@pytest.mark.parametrize(
    "text",
    ["sh:property [ sh:minCount 1 ]", "sh:minCount 1", 'sh:property [ sh:path ex:p ; sh:maxCount "1" ]', "sh:node [ sh:path ex:p ]", "sh:or ()"],
)
def test_an_ill_formed_shape_stops_the_run(text: str) -> None:
    compiled = compile_shapes(triples(f"ex:Shape a sh:NodeShape ; sh:targetNode ex:a ; {text} ."))
    assert compiled.ill_formed
    with pytest.raises(EngineError, match="ill-formed"):
        compiled.validate(triples("ex:a ex:p ex:b ."))


def test_a_pattern_that_nothing_takes_stops_the_run() -> None:
    compiled = compile_shapes(triples('ex:Shape a sh:NodeShape ; sh:targetNode "a" ; sh:pattern "(" .'))
    with pytest.raises(EngineError, match="could not be run"):
        compiled.validate(triples("ex:a ex:p ex:b ."))


def test_a_year_of_thousands_of_digits_is_a_year() -> None:
    assert value_of(ox.Literal("9" * 5000 + "-01-01", datatype=XSD("date"))) is not None


def test_a_triple_that_two_graphs_state_counts_once() -> None:
    store = Dataset(ox.Quad(ex("a"), ex("p"), ex("b"), ex(name)) for name in ("first", "second"))
    shapes = triples("ex:Shape sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .")
    assert compile_shapes(shapes).validate(store).conforms


def test_a_report_says_what_each_shape_was_applied_to() -> None:
    applied = compile_shapes(triples(BOTH)).validate(triples("ex:a a ex:Thing ; ex:p 1 . ex:Part rdfs:subClassOf ex:Thing . ex:b a ex:Part .")).applied
    assert {node: set(found) for node, found in applied.items()} == {ex("Core"): {ex("a"), ex("b")}, ex("Query"): {ex("a"), ex("b")}}


@settings(FEW, max_examples=12)
@given(shapes(), graphs(), st.randoms())
def test_the_results_are_the_same_whatever_the_order_of_the_triples(shapes: list[ox.Triple], data: list[ox.Triple], chance: Any) -> None:
    first = found(shapes, data)
    chance.shuffle(data)
    assert found(shapes, data) == first


def test_the_rules_are_compiled_once_in_a_process() -> None:
    assert compile_rules(tuple(rule.triples for rule in read_rules())) is compile_rules(tuple(rule.triples for rule in read_rules()))
