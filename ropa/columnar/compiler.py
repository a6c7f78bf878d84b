"""From SPARQL text to our algebra, by way of rdflib's (SPARQL 1.1, 18.2). What is not known here is refused, with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ropa.columnar.algebra import (
    Aggregate,
    Alternative,
    Basic,
    Call,
    Construct,
    Expression,
    Extend,
    Filter,
    Group,
    Inverse,
    Join,
    Minus,
    Node,
    NotCompiled,
    Optional,
    Path,
    Pattern,
    Project,
    Repeat,
    Sequence,
    Union,
    Values,
)
from ropa.columnar.functions import FUNCTIONS
from ropa.columnar.rewrite import pushed, simple_sequences

XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def compile_construct(text: str) -> Construct:
    """The algebra of a CONSTRUCT. Raises NotCompiled for what this engine does not run."""
    query = prepareQuery(text).algebra
    if query.name != "ConstructQuery" or query.datasetClause:
        raise NotCompiled("only a CONSTRUCT without FROM is compiled")
    where = _node(query.p.p, None)
    template = tuple((_position(s), _position(p), _position(o)) for s, p, o in query.template)
    if any(part.startswith("?_:") for triple in template for part in triple):
        raise NotCompiled("blank nodes in the template")
    return Construct(template, simple_sequences(pushed(where), count()))


def _position(term: Any) -> str:
    if isinstance(term, Variable):
        return f"?{term}"
    if isinstance(term, BNode):
        return f"?_:{term}"
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, Literal):
        return _literal(term)
    raise NotCompiled(f"the term {term!r}")


def _literal(term: Literal) -> str:
    import pyoxigraph as ox  # noqa: PLC0415

    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    return str(ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term)))


def _path(path: Any) -> Path:
    if isinstance(path, Variable | URIRef | BNode):
        return _position(path)
    if isinstance(path, InvPath):
        return Inverse(_path(path.arg))
    if isinstance(path, SequencePath):
        return Sequence(tuple(map(_path, path.args)))
    if isinstance(path, AlternativePath):
        return Alternative(tuple(map(_path, path.args)))
    if isinstance(path, MulPath):
        return Repeat(_path(path.path), zero=bool(path.zero), many=bool(path.more))
    raise NotCompiled(f"the path {path}")


def _node(part: CompValue, graph: str | None) -> Node:
    try:
        translate = _NODES[part.name]
    except KeyError:
        raise NotCompiled(part.name) from None
    return translate(part, graph)


def _basic(part: CompValue, graph: str | None) -> Node:
    return Basic(tuple(Pattern(_position(s), _path(p), _position(o), graph) for s, p, o in part.triples))


def _graph(part: CompValue, graph: str | None) -> Node:  # noqa: ARG001 - the inner graph counts
    return _node(part.p, _position(part.term))


def _optional(part: CompValue, graph: str | None) -> Node:
    filters = () if part.expr.name == "TrueFilter" else tuple(conjuncts(_expression(part.expr)))
    return Optional(_node(part.p1, graph), _node(part.p2, graph), filters)


def _multiset(part: CompValue, graph: str | None) -> Node:
    if part.p.name == "values":
        rows = part.p.res
        columns = tuple(sorted({str(name) for row in rows for name in row}))
        return Values(
            tuple(f"?{name}" for name in columns),
            tuple(tuple(None if (value := row.get(Variable(name), "UNDEF")) == "UNDEF" else _position(value) for name in columns) for row in rows),
        )
    return _node(part.p, graph)


def _distinct(part: CompValue, graph: str | None) -> Node:
    inner = _node(part.p, graph)
    if not isinstance(inner, Project):
        raise NotCompiled("DISTINCT of something else than a SELECT")
    return Project(inner.of, inner.kept, distinct=True)


def _group(part: CompValue, graph: str | None) -> Node:
    group = part.p
    if any(not isinstance(key, Variable) for key in group.expr or ()):
        raise NotCompiled("GROUP BY an expression")
    keys = _sampled_keys(part)
    aggregates = tuple(_aggregate(each) for each in part.A if each.res not in keys)
    return Group(_node(group.p, graph), tuple(f"?{key}" for key in group.expr or ()), aggregates)


def _sampled_keys(part: CompValue) -> dict[Variable, Variable]:
    """The variables that rdflib makes up to sample a key of the groups, and the key."""
    keys = set(part.p.expr or ())
    return {each.res: each.vars for each in part.A if each.name == "Aggregate_Sample" and each.vars in keys}


def _extend(part: CompValue, graph: str | None) -> Node:
    inner = part.p
    while inner.name == "Extend":
        inner = inner.p
    if inner.name == "AggregateJoin" and _sampled_keys(inner).get(part.expr) == part.var:
        return _node(part.p, graph)  # a key of the groups is there already
    return Extend(_node(part.p, graph), f"?{part.var}", _expression(part.expr))


def _aggregate(part: CompValue) -> Aggregate:
    function = part.name.removeprefix("Aggregate_").lower()
    if function not in ("count", "min", "max", "sum", "sample"):
        raise NotCompiled(part.name)
    return Aggregate(f"?{part.res}", function, None if part.vars == "*" else _expression(part.vars), distinct=bool(part.distinct))


_NODES: dict[str, Callable[[CompValue, str | None], Node]] = {
    "BGP": _basic,
    "Graph": _graph,
    "LeftJoin": _optional,
    "ToMultiSet": _multiset,
    "Distinct": _distinct,
    "AggregateJoin": _group,
    "Join": lambda part, graph: Join(_node(part.p1, graph), _node(part.p2, graph)),
    "Union": lambda part, graph: Union(_node(part.p1, graph), _node(part.p2, graph)),
    "Minus": lambda part, graph: Minus(_node(part.p1, graph), _node(part.p2, graph)),
    "Filter": lambda part, graph: Filter(_node(part.p, graph), tuple(conjuncts(_expression(part.expr)))),
    "Extend": _extend,
    "Project": lambda part, graph: Project(_node(part.p, graph), frozenset(f"?{name}" for name in part.PV)),
}


def conjuncts(expression: Expression) -> Iterable[Expression]:
    """The parts of a conjunction: each must be true."""
    if isinstance(expression, Call) and expression.op == "and":
        for part in expression.args:
            yield from conjuncts(part)
    else:
        yield expression


_LOGIC = {"ConditionalAndExpression": "and", "ConditionalOrExpression": "or", "UnaryNot": "not"}


def _expression(part: Any) -> Expression:
    if not isinstance(part, CompValue):
        return _position(part)
    if part.name == "RelationalExpression":
        return _relation(part)
    if part.name in _LOGIC:
        return Call(_LOGIC[part.name], (_expression(part.expr), *map(_expression, part.other if "other" in part else ())))
    if part.name in ("AdditiveExpression", "MultiplicativeExpression"):
        result = _expression(part.expr)
        for op, other in zip(part.op, part.other, strict=True):
            result = _known(str(op), (result, _expression(other)))
        return result
    if part.name == "Function" and str(part.iri) == XSD_INTEGER:
        return Call("integer", (_expression(part.expr[0]),))
    if part.name.startswith("Builtin_"):
        return _builtin(part)
    raise NotCompiled(part.name if part.name != "Function" else f"the function {part.iri}")


def _relation(part: CompValue) -> Expression:
    left = _expression(part.expr)
    if part.op in ("IN", "NOT IN"):
        found = Call("in", (left, *map(_expression, part.other)))
        return found if part.op == "IN" else Call("not", (found,))
    if part.op == "!=":
        return Call("not", (Call("=", (left, _expression(part.other))),))
    return Call(str(part.op), (left, _expression(part.other)))


_ARGUMENTS = {
    "IF": ("arg1", "arg2", "arg3"),
    "REGEX": ("text", "pattern", "flags"),
    "REPLACE": ("arg", "pattern", "replacement", "flags"),
    "SUBSTR": ("arg", "start", "length"),
    "STRAFTER": ("arg1", "arg2"),
    "STRSTARTS": ("arg1", "arg2"),
    "CONTAINS": ("arg1", "arg2"),
}


def _builtin(part: CompValue) -> Expression:
    name = part.name.removeprefix("Builtin_")
    if name in ("CONCAT", "COALESCE"):
        args = [_expression(arg) for arg in part.arg]
    else:
        args = [_expression(part[key]) for key in _ARGUMENTS.get(name, ("arg",)) if key in part and part[key] is not None]
    return _known(name.lower(), tuple(args))


def _known(op: str, args: tuple[Expression, ...]) -> Call:
    if op not in FUNCTIONS and op not in ("if", "bound", "coalesce"):
        raise NotCompiled(op.upper())
    return Call(op, args)
