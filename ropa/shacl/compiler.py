"""From a shapes graph to shapes ready to run, and to what is left for another engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox

from ropa.namespaces import PREFIXES, RDFS, SH, XSD
from ropa.shacl.components import Class, Closed, Constraint, Count, HasValue, In, Less, Logic, Pair, Property, Qualified, TermTest, UniqueLang
from ropa.shacl.graph import IllFormed, NotCompiled, ShapesGraph
from ropa.shacl.model import Node, Shape, Targets
from ropa.shacl.paths import read_path
from ropa.shacl.patterns import read_pattern
from ropa.shacl.sparql import read_query
from ropa.shacl.terms import datatype, language_in, length, node_kind, ordered
from ropa.shacl.values import value_of

TRUE = ox.Literal("true", datatype=XSD("boolean"))
BOOLEANS = (TRUE, ox.Literal("false", datatype=XSD("boolean")))
NOT_CORE = tuple(SH(name) for name in ("js", "expression", "target"))
SHAPE_TYPES = (SH("NodeShape"), SH("PropertyShape"))
TARGETS = tuple(SH(name) for name in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"))
KINDS: dict[ox.NamedNode, tuple[type, ...]] = {
    SH("IRI"): (ox.NamedNode,),
    SH("BlankNode"): (ox.BlankNode,),
    SH("Literal"): (ox.Literal,),
    SH("BlankNodeOrIRI"): (ox.BlankNode, ox.NamedNode),
    SH("BlankNodeOrLiteral"): (ox.BlankNode, ox.Literal),
    SH("IRIOrLiteral"): (ox.NamedNode, ox.Literal),
}
Reader = Callable[["Compiler", Any, bool], Iterable[Constraint]]


class Compiler:
    """Reads the shapes of one graph; each shape once."""

    def __init__(self, graph: ShapesGraph) -> None:
        self.graph = graph
        self._shapes: dict[Any, Shape] = {}
        self._open: list[Any] = []
        self._custom = self._custom_parameters()

    def shape(self, node: Any) -> Shape:
        """The shape of a node.

        Raises IllFormed for a shape that breaks the syntax of SHACL, NotCompiled for one that refers to itself or goes beyond
        SHACL Core.
        """
        if node in self._shapes:
            return self._shapes[node]
        if node in self._open:
            raise NotCompiled(f"{node} refers to itself")
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            raise IllFormed(f"{node} is no shape")
        self._open.append(node)
        try:
            self._shapes[node] = self._read(node)
        finally:
            self._open.pop()
        return self._shapes[node]

    def candidates(self) -> list[Node]:
        """The nodes that are shapes by their type or by a target (SHACL 2.1)."""
        graph = self.graph

        def is_shape(node: Any) -> bool:
            return any(graph.all(node, name) for name in TARGETS) or any(graph.instance_of(node, kind) for kind in SHAPE_TYPES)

        return [node for node in graph.subjects() if is_shape(node)]

    def targets(self, node: Any) -> Targets:
        """What a shape is for. Raises IllFormed for a target that is not of the kind it has to be."""
        graph = self.graph
        nodes, classes, subjects, objects = (graph.all(node, name) for name in TARGETS)
        implicit = [node] if isinstance(node, ox.NamedNode) and graph.instance_of(node, RDFS("Class")) else []
        if not all(isinstance(each, ox.NamedNode) for each in (*classes, *subjects, *objects)):
            raise IllFormed(f"a target of {node} is no IRI")
        return Targets(tuple(nodes), tuple(dict.fromkeys([*classes, *implicit])), tuple(subjects), tuple(objects))

    def boolean(self, node: Any, predicate: ox.NamedNode) -> bool:
        """Whether a property has the value ``true``, that very literal; a shape says it once at most."""
        value = self.graph.one(node, predicate)
        if value is not None and not (isinstance(value, ox.Literal) and value.datatype == XSD("boolean")):
            raise IllFormed(f"{predicate} of {node} is no boolean")
        return bool(value == TRUE)

    def integer(self, node: Any, predicate: ox.NamedNode) -> int | None:
        """The one xsd:integer, of 0 or more, that a property has."""
        value = self.graph.one(node, predicate)
        if value is None:
            return None
        known = value_of(value) if isinstance(value, ox.Literal) and value.datatype == XSD("integer") else None
        if known is None or not isinstance(known.of, int) or known.of < 0:
            raise IllFormed(f"{predicate} of {node} is no number of things")
        return known.of

    def _read(self, node: Any) -> Shape:
        graph, about = self.graph, self.graph.about(node)
        beyond = [name for name in NOT_CORE if name in about] or [name for name in self._custom if name in about]
        if beyond:
            raise NotCompiled(f"{node} uses {beyond[0]}")
        paths = about.get(SH("path"), [])
        typed_node, typed_property = (graph.instance_of(node, kind) for kind in SHAPE_TYPES)
        if len(paths) > 1 or (typed_node and (paths or typed_property)) or (typed_property and not paths):
            raise IllFormed(f"{node} is neither a node shape nor a property shape")
        path = read_path(graph, paths[0]) if paths else None
        severity = graph.one(node, SH("severity")) or SH("Violation")
        messages = tuple(about.get(SH("message"), ()))
        if not isinstance(severity, ox.NamedNode) or not all(isinstance(each, ox.Literal) for each in messages):
            raise IllFormed(f"the severity or a message of {node} is not of the kind it has to be")
        deactivated = self.boolean(node, SH("deactivated"))
        readers = [reader for names, reader in READERS.items() if any(SH(name) in about for name in names)]
        constraints = [made for reader in readers for made in reader(self, node, bool(paths))]
        constraints.sort(key=lambda made: isinstance(made, Logic | Property | Qualified))
        return Shape(node, path, severity, tuple(sorted(messages, key=str)), deactivated, self.targets(node), tuple(constraints))

    def _custom_parameters(self) -> frozenset[Any]:
        """The parameters of constraint components that the graph itself declares."""
        graph = self.graph
        declared = [node for node in graph.subjects() if graph.all(node, SH("parameter")) and not _is_core(node)]
        return frozenset(path for node in declared for each in graph.all(node, SH("parameter")) for path in graph.all(each, SH("path")))


def _is_core(node: Any) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(PREFIXES["sh"])


# -- one reader for each family of parameters --------------------------------------------------------------------------
def _only(kind: type, values: Iterable[Any], what: str) -> list[Any]:
    found = list(values)
    if not all(isinstance(each, kind) for each in found):
        raise IllFormed(f"a value of sh:{what} is not of the kind it has to be")
    return found


def _single(compiler: Compiler, node: Any, name: str, kind: type) -> Any:
    return _only(kind, [compiler.graph.one(node, SH(name))], name)[0]


def _only_on_property(is_property: bool, name: str) -> None:
    if not is_property:
        raise IllFormed(f"sh:{name} is for property shapes")


def _classes(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    return [Class(each) for each in _only(ox.NamedNode, compiler.graph.all(node, SH("class")), "class")]


def _datatype(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    return [TermTest("Datatype", datatype(_single(compiler, node, "datatype", ox.NamedNode)))]


def _node_kind(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    kind = compiler.graph.one(node, SH("nodeKind"))
    if kind not in KINDS:
        raise IllFormed(f"{kind} is no node kind")
    return [TermTest("NodeKind", node_kind(*KINDS[kind]))]


def _counts(compiler: Compiler, node: Any, is_property: bool) -> Iterable[Constraint]:
    _only_on_property(is_property, "minCount and sh:maxCount")
    least, most = compiler.integer(node, SH("minCount")), compiler.integer(node, SH("maxCount"))
    return [
        *([Count("MinCount", least=least)] if least is not None else []),
        *([Count("MaxCount", most=most)] if most is not None else []),
    ]


def _ranges(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    names = {"minExclusive": (1,), "minInclusive": (0, 1), "maxExclusive": (-1,), "maxInclusive": (-1, 0)}
    for name, admitted in names.items():
        if compiler.graph.all(node, SH(name)):
            bound = _single(compiler, node, name, ox.Literal)
            yield TermTest(_component(name), ordered(value_of(bound), admitted))


def _lengths(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    least, most = compiler.integer(node, SH("minLength")), compiler.integer(node, SH("maxLength"))
    return [
        *([TermTest("MinLength", length(least, None))] if least is not None else []),
        *([TermTest("MaxLength", length(0, most))] if most is not None else []),
    ]


def _pattern(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    flags = compiler.graph.one(node, SH("flags"))
    return [read_pattern(_single(compiler, node, "pattern", ox.Literal).value, "" if flags is None else flags.value)]


def _language_in(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    members = _only(ox.Literal, compiler.graph.items(compiler.graph.one(node, SH("languageIn"))), "languageIn")
    return [TermTest("LanguageIn", language_in(tuple(each.value for each in members)))]


def _unique_lang(compiler: Compiler, node: Any, is_property: bool) -> Iterable[Constraint]:
    _only_on_property(is_property, "uniqueLang")
    return [UniqueLang()] if compiler.boolean(node, SH("uniqueLang")) else []


def _pairs(compiler: Compiler, node: Any, is_property: bool) -> Iterable[Constraint]:
    for name in ("equals", "disjoint"):
        yield from (Pair(_component(name), each) for each in _only(ox.NamedNode, compiler.graph.all(node, SH(name)), name))
    for name, admitted in (("lessThan", (-1,)), ("lessThanOrEquals", (-1, 0))):
        others = _only(ox.NamedNode, compiler.graph.all(node, SH(name)), name)
        if others:
            _only_on_property(is_property, name)
        yield from (Less(_component(name), each, admitted) for each in others)


def _logic(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    graph = compiler.graph
    for value in graph.all(node, SH("not")):
        yield Logic("Not", (compiler.shape(value),))
    for value in graph.all(node, SH("node")):
        shape = compiler.shape(value)
        if shape.path is not None:
            raise IllFormed(f"{value} is no node shape")
        yield Logic("Node", (shape,))
    for name in ("and", "or", "xone"):
        for head in graph.all(node, SH(name)):
            members = tuple(compiler.shape(each) for each in graph.items(head))
            if not members:
                raise IllFormed(f"sh:{name} of {node} has no member")
            yield Logic(_component(name), members)


def _property(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    for value in compiler.graph.all(node, SH("property")):
        shape = compiler.shape(value)
        if shape.path is None:
            raise IllFormed(f"{value} is no property shape")
        yield Property(shape)


def _qualified(compiler: Compiler, node: Any, is_property: bool) -> Iterable[Constraint]:
    _only_on_property(is_property, "qualifiedValueShape")
    graph, name = compiler.graph, SH("qualifiedValueShape")
    value = graph.one(node, name)
    siblings: list[Any] = []
    if compiler.boolean(node, SH("qualifiedValueShapesDisjoint")):
        parents = [each for each in graph.subjects() if node in graph.all(each, SH("property"))]
        siblings = [found for parent in parents for each in graph.all(parent, SH("property")) for found in graph.all(each, name)]
    others = tuple(compiler.shape(each) for each in dict.fromkeys(siblings) if each != value)
    least, most = compiler.integer(node, SH("qualifiedMinCount")), compiler.integer(node, SH("qualifiedMaxCount"))
    if least is None and most is None:
        raise IllFormed(f"{node} has a qualified shape and no count")
    shape = compiler.shape(value)
    return [
        *([Qualified("QualifiedMinCount", shape, others, least=least)] if least is not None else []),
        *([Qualified("QualifiedMaxCount", shape, others, most=most)] if most is not None else []),
    ]


def _has_value(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    return [HasValue(each) for each in compiler.graph.all(node, SH("hasValue"))]


def _in(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    return [In(tuple(compiler.graph.items(compiler.graph.one(node, SH("in")))))]


def _closed(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    graph = compiler.graph
    ignored = graph.one(node, SH("ignoredProperties"))
    admitted = [path for each in graph.all(node, SH("property")) for path in graph.all(each, SH("path"))]
    admitted += _only(ox.NamedNode, graph.items(ignored), "ignoredProperties") if ignored is not None else []
    return [Closed(frozenset(each for each in admitted if isinstance(each, ox.NamedNode)))] if compiler.boolean(node, SH("closed")) else []


def _sparql(compiler: Compiler, node: Any, _: bool) -> Iterable[Constraint]:
    return [read_query(compiler.graph, node, each) for each in compiler.graph.all(node, SH("sparql"))]


def _component(parameter: str) -> str:
    return parameter[0].upper() + parameter[1:]


READERS: dict[tuple[str, ...], Reader] = {
    ("minCount", "maxCount"): _counts,
    ("class",): _classes,
    ("datatype",): _datatype,
    ("nodeKind",): _node_kind,
    ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"): _ranges,
    ("minLength", "maxLength"): _lengths,
    ("pattern",): _pattern,
    ("languageIn",): _language_in,
    ("uniqueLang",): _unique_lang,
    ("equals", "disjoint", "lessThan", "lessThanOrEquals"): _pairs,
    ("hasValue",): _has_value,
    ("in",): _in,
    ("closed",): _closed,
    ("not", "and", "or", "xone", "node"): _logic,
    ("qualifiedValueShape",): _qualified,
    ("property",): _property,
    ("sparql",): _sparql,
}
"""By their parameters; what costs most comes last."""
