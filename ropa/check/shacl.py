"""The rules run: compiled once, held against the register's own dataset, and what each looked at and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.errors import EngineError
from ropa.graph import Readable
from ropa.namespaces import SH
from ropa.shacl import Compiled, compile_shapes

if TYPE_CHECKING:
    import rdflib

DEPTH = 60
"""How deep a validation of shapes by SHACL-SHACL may go; pySHACL's own limit is 15."""
Triples = tuple[ox.Triple, ...]


@dataclass(frozen=True)
class Failure:
    """What failed about a focus: values that had to be there, and the constraint components (IRIs)."""

    missing: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()

    def __or__(self, other: Failure) -> Failure:
        return Failure(self.missing | other.missing, self.components | other.components)


@dataclass(frozen=True)
class Judged:
    """What rules, by their IRIs, were applied to, and what failed of it."""

    applied: Mapping[str, tuple[str, ...]]
    failing: Mapping[str, Mapping[str, Failure]]


@lru_cache(maxsize=16)
def compile_rules(shapes: tuple[Triples, ...]) -> Compiled:
    """The shapes of rules, compiled; those of the same content once in a process."""
    return compile_shapes(triple for each in shapes for triple in each)


def judge(dataset: Readable, shapes: Mapping[str, Triples]) -> Judged:
    """Hold the shapes of rules, by the rules' IRIs, against a dataset.

    Raises EngineError where a shape cannot be run, or a result does not name a shape by its IRI.
    """
    report = compile_rules(tuple(shapes.values())).validate(dataset)
    owners: dict[Any, str] = {}
    had_to_be: dict[Any, set[str]] = {}
    for rule, triples in shapes.items():
        owners.update((triple.subject, rule) for triple in triples if isinstance(triple.subject, ox.NamedNode))
        for triple in triples:
            if triple.predicate == SH("hasValue"):
                had_to_be.setdefault(triple.subject, set()).add(_value(triple.object))
    failing: dict[str, dict[str, Failure]] = {}
    for result in report.results:
        if result.shape not in owners:
            raise EngineError("a result names no rule: its property shape has lost its name", remedy="Report it, with the rule.")
        failed = Failure(frozenset(had_to_be.get(result.shape, ())), frozenset([result.component.value]))
        found, focus = failing.setdefault(owners[result.shape], {}), _value(result.focus)
        found[focus] = found.get(focus, Failure()) | failed
    return Judged({_value(node): tuple(map(_value, terms)) for node, terms in report.applied.items()}, failing)


def assert_valid(shapes: rdflib.Graph, where: str) -> None:
    """Raise EngineError where SHACL-SHACL, the W3C's shapes for shapes, refuses some shapes.

    pySHACL's own ``meta_shacl`` keeps a limit of depth that sound shapes pass (``sh:not`` within ``sh:or``), and logs.
    """
    from pyshacl.entrypoints import meta_validate  # noqa: PLC0415 - half a second that only a workspace's own rule should cost
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError  # noqa: PLC0415

    remedy = "Mend the shape that the message names."
    try:
        conforms, report, text = meta_validate(shapes, inference="none", max_validation_depth=DEPTH)
    except (ReportableRuntimeError, ShapeLoadError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise EngineError(f"the rules could not be run: {error}", where=where, remedy=remedy) from error
    if isinstance(report, Exception):
        raise EngineError(f"the rules could not be run: {text}", where=where, remedy=remedy)
    if not conforms:
        said = _messages(report)
        raise EngineError("SHACL-SHACL refuses the shape: " + " ".join(said), where=where, remedy="Mend the shape.")


def _messages(report: Iterable[Any]) -> list[str]:
    return sorted({str(value) for _, predicate, value in report if str(predicate) == SH("resultMessage").value})


def _value(term: Any) -> str:
    return str(term.value)
