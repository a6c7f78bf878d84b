"""A shapes graph as it is read: triples by subject and predicate, lists, and the ways in which it can be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ropa.namespaces import RDF, RDFS

_FIRST, _REST, _NIL = RDF("first"), RDF("rest"), RDF("nil")


class NotCompiled(Exception):  # noqa: N818 - not an error: the shape is judged by another engine
    """A shape says something that is not compiled; the message says what."""


class IllFormed(NotCompiled):
    """A shape that SHACL calls ill-formed; the message says why."""


class ShapesGraph:
    """The triples of shapes, by subject and predicate, in the order in which they came."""

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        self.triples = [ox.Triple(each.subject, each.predicate, each.object) for each in triples]
        self._by: dict[Any, dict[Any, list[Any]]] = {}
        for triple in dict.fromkeys(self.triples):
            self._by.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)

    def subjects(self) -> Iterable[Any]:
        """Everything that something is said of."""
        return self._by.keys()

    def about(self, node: Any) -> dict[Any, list[Any]]:
        """What is said of a node: predicate to values."""
        return self._by.get(node, {})

    def all(self, node: Any, predicate: ox.NamedNode) -> list[Any]:
        """The values of a property."""
        return self._by.get(node, {}).get(predicate, [])

    def one(self, node: Any, predicate: ox.NamedNode) -> Any:
        """The one value of a property, None where it has none. Raises IllFormed where it has several."""
        found = self.all(node, predicate)
        if len(found) > 1:
            raise IllFormed(f"{node} has several values of {predicate}")
        return found[0] if found else None

    def items(self, head: Any) -> list[Any]:
        """The members of an RDF list. Raises IllFormed for what is no list."""
        found, seen = [], set()
        while head != _NIL:
            first, rest = self.all(head, _FIRST), self.all(head, _REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise IllFormed(f"{head} is no list")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return found

    def instance_of(self, node: Any, class_: ox.NamedNode) -> bool:
        """Whether a node is typed by a class or a subclass of it, in the shapes graph."""
        seen: set[Any] = set()
        waiting = list(self.all(node, RDF("type")))
        while waiting:
            kind = waiting.pop()
            if kind == class_:
                return True
            if kind not in seen:
                seen.add(kind)
                waiting += self.all(kind, RDFS("subClassOf"))
        return False
