"""The algebra of a CONSTRUCT: a position of a pattern is a variable as ``?x``, or the N-Triples token of a constant (``<iri>``, ``"text"``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


class NotCompiled(Exception):  # noqa: N818 - not an error: another engine runs the query
    """A query says something that this engine does not run; the message says what."""


def is_name(position: object) -> bool:
    """Whether a position is a variable."""
    return isinstance(position, str) and position.startswith("?")


@dataclass(frozen=True)
class Inverse:
    """``^path``."""

    of: Path


@dataclass(frozen=True)
class Sequence:
    """``path/path``."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """``path|path``."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Repeat:
    """``path*``, ``path+`` and ``path?``: `zero` steps admitted or not, `many` or at most one."""

    of: Path
    zero: bool
    many: bool


Path = str | Inverse | Sequence | Alternative | Repeat


@dataclass(frozen=True)
class Call:
    """An operator or a function of some expressions."""

    op: str
    args: tuple[Expression, ...]


Expression = str | Call
"""A position, or a call."""


def names_of(expression: Expression) -> frozenset[str]:
    """The variables of an expression."""
    if isinstance(expression, Call):
        return frozenset[str]().union(*map(names_of, expression.args))
    return frozenset((expression,)) if is_name(expression) else frozenset()


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; with a graph where it stands in GRAPH."""

    subject: str
    path: Path
    value: str
    graph: str | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """Its variables."""
        return frozenset(part for part in (self.subject, self.path, self.value, self.graph) if isinstance(part, str) and is_name(part))


@dataclass(frozen=True)
class Node:
    """A part of the algebra. `names` are the variables that its solutions may bind, `sure` those that every solution binds."""

    @property
    def names(self) -> frozenset[str]:
        """Variables that may be bound."""
        raise NotImplementedError

    @property
    def sure(self) -> frozenset[str]:
        """Variables that are always bound."""
        raise NotImplementedError


@dataclass(frozen=True)
class Basic(Node):
    """Triple patterns, and filters that speak of nothing else."""

    patterns: tuple[Pattern, ...]
    filters: tuple[Expression, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return frozenset[str]().union(*(pattern.names for pattern in self.patterns))

    @property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.names


@dataclass(frozen=True)
class Join(Node):
    """Both."""

    left: Node
    right: Node

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.names | self.right.names

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.sure | self.right.sure


@dataclass(frozen=True)
class Optional(Node):
    """``OPTIONAL``: the left, with the right where there is one for which `filters` hold."""

    left: Node
    right: Node
    filters: tuple[Expression, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.names | self.right.names

    @property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.sure


@dataclass(frozen=True)
class Filter(Node):
    """Those for which all expressions hold."""

    of: Node
    filters: tuple[Expression, ...]

    @property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.names

    @property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.sure


@dataclass(frozen=True)
class Union(Node):
    """Either."""

    left: Node
    right: Node

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.names | self.right.names

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.sure & self.right.sure


@dataclass(frozen=True)
class Minus(Node):
    """The left without what the right matches."""

    left: Node
    right: Node

    @property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.names

    @property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.left.sure


@dataclass(frozen=True)
class Extend(Node):
    """``BIND``: an error leaves the variable unbound."""

    of: Node
    name: str
    expression: Expression

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.names | {self.name}

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.sure | ({self.name} if isinstance(self.expression, str) and not is_name(self.expression) else frozenset())


@dataclass(frozen=True)
class Values(Node):
    """``VALUES``: rows of tokens, None where undefined."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return frozenset(self.columns)

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return frozenset(name for name, column in zip(self.columns, zip(*self.rows, strict=True), strict=True) if None not in column)


@dataclass(frozen=True)
class Project(Node):
    """A sub-select, of which only some variables are seen outside."""

    of: Node
    kept: frozenset[str]
    distinct: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.names & self.kept

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.sure & self.kept


@dataclass(frozen=True)
class Aggregate:
    """``(FUNCTION(expression) AS ?name)``; no expression for ``COUNT(*)``."""

    name: str
    function: str
    expression: Expression | None
    distinct: bool = False


@dataclass(frozen=True)
class Group(Node):
    """``GROUP BY`` variables, with aggregates."""

    of: Node
    keys: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]

    @cached_property
    def names(self) -> frozenset[str]:
        """As `Node` says."""
        return frozenset(self.keys) | {aggregate.name for aggregate in self.aggregates}

    @cached_property
    def sure(self) -> frozenset[str]:
        """As `Node` says."""
        return self.of.sure & frozenset(self.keys)


@dataclass(frozen=True)
class Construct:
    """A CONSTRUCT: a template of positions, and where its solutions come from."""

    template: tuple[tuple[str, str, str], ...]
    where: Node
