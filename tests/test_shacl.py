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
from ropa.namespaces import PREFIXES, RDF, RDFS, SH, XSD
from ropa.shacl import Result, compile_shapes
from ropa.shacl.fallback import graph_of
from ropa.shacl.values import compare, value_of, well_typed
from tests import oracle

HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> . " for name in ("sh", "xsd", "rdf", "rdfs")) + "@prefix ex: <http://example.org/> . "
FEW = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=2000, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


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


def write_tests(writer: Writer, node: Any, _: int, of_property: bool) -> None:
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


def write_odd(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
    inner = writer.new("odd")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex("odd"))
    writer.say(inner, "datatype", writer.pick([*map(XSD, ("byte", "integer", "boolean", "date", "yearMonthDuration", "hexBinary")), ex("datatype")]))
    write_counts(writer, inner, depth, of_property=True)


def write_ranges(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
    """A range asked of values of one kind: pySHACL puts a number before a date, where SPARQL cannot compare them."""
    name, bounds = writer.pick([("from", [lit("1", "integer"), lit("1.2", "decimal"), lit("abc")]), ("at", [*MOMENTS, lit("abc")]), ("on", DAYS)])
    inner = writer.new("range")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex(name))
    for limit in writer.draw(st.lists(st.sampled_from(["minInclusive", "minExclusive", "maxInclusive", "maxExclusive"]), min_size=1, max_size=2, unique=True)):
        writer.say(inner, limit, writer.pick(bounds))


def write_counts(writer: Writer, node: Any, _: int, of_property: bool) -> None:
    if of_property:
        writer.say(node, writer.pick(["minCount", "maxCount"]), lit(writer.pick("012"), "integer"))


def write_pairs(writer: Writer, node: Any, _: int, of_property: bool) -> None:
    name = writer.pick(["equals", "disjoint", "uniqueLang"])
    if name != "uniqueLang":
        writer.say(node, name, writer.pick(PROPERTIES))
    elif of_property:
        writer.say(node, name, lit("true", "boolean"))


def write_closed(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
    writer.say(node, "closed", lit(writer.pick(["true", "false"]), "boolean"))
    if writer.draw(st.booleans()):
        writer.say(node, "ignoredProperties", writer.list([RDF("type"), *writer.draw(st.lists(st.sampled_from(PROPERTIES), max_size=1))]))
    inner = writer.new("admitted")
    writer.say(node, "property", inner)
    writer.say(inner, "path", writer.pick(PROPERTIES))


def write_order(writer: Writer, node: Any, _: int, of_property: bool) -> None:
    inner = writer.new("order")
    writer.say(node, "property", inner)
    writer.say(inner, "path", ex("from"))
    writer.say(inner, writer.pick(["lessThan", "lessThanOrEquals"]), ex("until"))


def write_logic(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
    name = writer.pick(["not", "node", "and", "or", "xone"])
    if name in ("not", "node"):
        writer.say(node, name, writer.shape(depth, of_property=name == "not" and writer.draw(st.booleans())))
    else:
        members = [writer.shape(depth, of_property=writer.draw(st.booleans())) for _ in range(writer.pick([1, 2, 2]))]
        writer.say(node, name, writer.list(members))


def write_property(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
    for _ in range(writer.pick([1, 1, 2])):
        writer.say(node, "property", writer.shape(depth, of_property=True, name="property"))


def write_qualified(writer: Writer, node: Any, depth: int, of_property: bool) -> None:
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
