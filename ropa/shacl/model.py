"""What the validator speaks of: paths, shapes with their constraints, and results. SHACL, W3C Recommendation of 20 July 2017."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ropa.namespaces import SH

if TYPE_CHECKING:
    from ropa.shacl.components import Constraint

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Predicate:
    """A path of one predicate (SHACL 2.3.1.1)."""

    iri: ox.NamedNode

    def __str__(self) -> str:
        return str(self.iri)


@dataclass(frozen=True)
class Inverse:
    """A path walked backwards (2.3.1.4)."""

    path: Path

    def __str__(self) -> str:
        return f"^{self.path}"


@dataclass(frozen=True)
class Sequence:
    """One path after another (2.3.1.2)."""

    paths: tuple[Path, ...]

    def __str__(self) -> str:
        return "(" + "/".join(map(str, self.paths)) + ")"


@dataclass(frozen=True)
class Alternative:
    """One path or another (2.3.1.3)."""

    paths: tuple[Path, ...]

    def __str__(self) -> str:
        return "(" + "|".join(map(str, self.paths)) + ")"


@dataclass(frozen=True)
class Repeat:
    """A path any number of times: from `least` (0 or 1) on, at most once where `once` (2.3.1.5 to 2.3.1.7)."""

    path: Path
    least: int
    once: bool = False

    def __str__(self) -> str:
        return f"{self.path}{'?' if self.once else '+' if self.least else '*'}"


Path = Predicate | Inverse | Sequence | Alternative | Repeat


@dataclass(frozen=True)
class Targets:
    """What a shape is for (SHACL 2.1.3); the classes include the shape itself where it is a class."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[Node, ...] = ()
    subjects_of: tuple[ox.NamedNode, ...] = ()
    objects_of: tuple[ox.NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(eq=False)
class Shape:
    """A shape ready to run: a node shape has no path. Two shapes are the same only where they are one object."""

    node: Node
    path: Path | None
    severity: ox.NamedNode = field(default_factory=lambda: SH("Violation"))
    messages: tuple[ox.Literal, ...] = ()
    deactivated: bool = False
    targets: Targets = field(default_factory=Targets)
    constraints: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class Result:
    """One validation result (SHACL 3.6.2): what of which node broke which constraint of which shape, how gravely, in whose words.

    `path` is that of the property shape, or the predicate that a closed shape does not admit; `value` is None where the constraint
    is about the values as a whole.
    """

    focus: Term
    path: Path | None
    value: Term | None
    component: ox.NamedNode
    severity: ox.NamedNode
    shape: Node
    messages: tuple[ox.Literal, ...] = ()
    constraint: Node | None = None

    def key(self) -> tuple[str, ...]:
        """What results are ordered by: the same results come in the same order on every run."""
        parts = (self.shape, self.focus, self.path, self.component, self.value, self.severity, self.constraint, *self.messages)
        return tuple("" if part is None else str(part) for part in parts)
