"""Rewriting the algebra without changing what it means: filters go down to where their variables are bound, sequences become steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from ropa.columnar.algebra import (
    Basic,
    Expression,
    Extend,
    Filter,
    Group,
    Inverse,
    Join,
    Minus,
    Node,
    Optional,
    Pattern,
    Project,
    Sequence,
    Union,
    names_of,
)

Filters = tuple[Expression, ...]


def pushed(node: Node, filters: Filters = ()) -> Node:
    """The node with some filters, each as far down as its variables allow.

    A filter goes into a part where that part is sure to bind all its variables: there it says the same.
    """
    if isinstance(node, Filter):
        return pushed(node.of, (*filters, *node.filters))
    if isinstance(node, Join):
        return _connected(_operands(node), filters)
    if isinstance(node, Union):
        return Union(pushed(node.left, filters), pushed(node.right, filters))
    return _filtered(*_lowered(node, filters))


def _lowered(node: Node, filters: Filters) -> tuple[Node, Filters]:
    """The node with the filters that go down in it, and those that do not."""
    if isinstance(node, Basic):
        here = _about(node, filters)
        return Basic(node.patterns, node.filters + here), _without(filters, here)
    if isinstance(node, Project | Group):
        return replace(node, of=pushed(node.of)), filters
    if isinstance(node, Extend):
        here = _about(node.of, filters)
        return replace(node, of=pushed(node.of, here)), _without(filters, here)
    if isinstance(node, Optional | Minus):
        here = _about(node.left, filters)
        left, rest = pushed(node.left, here), _without(filters, here)
        if isinstance(node, Minus):
            return Minus(left, pushed(node.right)), rest
        own = _about(node.right, node.filters)
        return Optional(left, pushed(node.right, own), _without(node.filters, own)), rest
    return node, filters


def _about(node: Node, filters: Filters) -> Filters:
    """Those of some filters that speak only of what a part is sure to bind."""
    return tuple(each for each in filters if names_of(each) <= node.sure)


def _operands(node: Node) -> list[Node]:
    """What is joined, in the order of the text; filters of a group that is joined stay with it."""
    return [*_operands(node.left), *_operands(node.right)] if isinstance(node, Join) else [node]


def _connected(operands: Iterable[Node], filters: Filters) -> Node:
    """The join of some parts, each filter as soon as its variables are bound, and what shares no variable put off until something does."""
    waiting = [part for operand in operands for part in _components(operand)]
    result, left = _with_own(waiting.pop(0), filters)
    while waiting:
        place = next((at for at, part in enumerate(waiting) if part.names & result.names), 0)
        part, left = _with_own(waiting.pop(place), left)
        both = isinstance(result, Basic) and isinstance(part, Basic)
        result = Basic(result.patterns + part.patterns, result.filters + part.filters) if both else Join(result, part)  # type: ignore[attr-defined]
        ready = _about(result, left)
        result, left = _filtered(result, ready), _without(left, ready)
    return _filtered(result, left)


def _with_own(part: Node, filters: Filters) -> tuple[Node, Filters]:
    """A part with those of some filters that speak of it alone, and the others."""
    own = _about(part, filters)
    return pushed(part, own), _without(filters, own)


def _components(node: Node) -> list[Node]:
    """Patterns that share no variable, apart."""
    if not isinstance(node, Basic) or node.filters:
        return [node]
    found: list[tuple[frozenset[str], tuple[Pattern, ...]]] = []
    for pattern in node.patterns:
        near = [each for each in found if each[0] & pattern.names]
        names = pattern.names.union(*(each[0] for each in near))
        found = [each for each in found if each not in near]
        found.append((names, (*(one for each in near for one in each[1]), pattern)))
    return [Basic(patterns) for _, patterns in found] or [node]


def _filtered(node: Node, filters: Filters) -> Node:
    return Filter(node, filters) if filters else node


def _without(filters: Iterable[Expression], gone: Iterable[Expression]) -> Filters:
    left = set(gone)
    return tuple(each for each in filters if each not in left)


def simple_sequences(node: Node, fresh: Iterator[int]) -> Node:
    """The node with every sequence of paths as patterns of their own, and every inverse turned round."""
    if isinstance(node, Basic):
        return Basic(tuple(step for pattern in node.patterns for step in _steps(pattern, fresh)), node.filters)
    parts = {field.name: value for field in fields(node) if isinstance(value := getattr(node, field.name), Node)}
    return replace(node, **{name: simple_sequences(part, fresh) for name, part in parts.items()})


def _steps(pattern: Pattern, fresh: Iterator[int]) -> Iterator[Pattern]:
    path = pattern.path
    if isinstance(path, Inverse):
        yield from _steps(Pattern(pattern.value, path.of, pattern.subject, pattern.graph), fresh)
    elif isinstance(path, Sequence):
        subject = pattern.subject
        for part in path.parts[:-1]:
            between = f"?_:step{next(fresh)}"
            yield from _steps(Pattern(subject, part, between, pattern.graph), fresh)
            subject = between
        yield from _steps(Pattern(subject, path.parts[-1], pattern.value, pattern.graph), fresh)
    else:
        yield pattern
