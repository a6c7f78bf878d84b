"""Rules: one SHACL Core shape each, in a file of its own.

The file's stem is the rule's id and its IRI's local name. It carries its own target, the kinds of document it is a duty
of, its severity, article, ELI, why it matters, and its words in several languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

from ropa.assets import collect
from ropa.check.shacl import assert_valid
from ropa.errors import InputError, UsageError, nearest
from ropa.graph import to_rdflib
from ropa.namespaces import DCTERMS, PREFIXES, ROPA, local_name

SEVERITIES: dict[rdflib.term.Node, str] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
KINDS = ("gap", "contradiction", "tension", "faulty", "hint")
STATUSES = ("missing", "partly", "faulty", "to-clarify", "not-from-this-document", "not-in-this-extract", "cut-off")
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
NOT_ADMITTED = (SH.sparql, SH.js, SH.rule, SH.target, SH.select, SH.ask, SH.closed)


@dataclass(frozen=True)
class Rule:
    """One rule: its shape, the document kinds it is a duty of, and its words by language.

    `profiles` are those under which alone it runs; none: under each that does not leave it out. `beside` is the article that comes
    to `article` where an entry names another source of its data than the person (Art. 14), empty where none does.
    """

    id: str
    labels: Mapping[str, str]
    applies_to: frozenset[str]
    severity: str
    kind: str
    status: str
    article: str
    source: str
    why: str
    messages: Mapping[str, str]
    remedies: Mapping[str, str]
    targets: tuple[tuple[str, str], ...]
    profiles: frozenset[str]
    beside: str
    shape: rdflib.Graph = field(repr=False, compare=False)

    @property
    def iri(self) -> str:
        """``https://w3id.org/ropa/rule/<id>``."""
        return PREFIXES["rule"] + self.id


def read_rules(workspace: Path | None = None) -> tuple[Rule, ...]:
    """Our rules, and those of the workspace's own ``shapes/`` folder, in the order of their ids.

    Raises InputError for a file that is not Turtle, declares no rule of its own name, leaves out a part, or goes beyond
    SHACL Core; EngineError for a workspace's shape that SHACL-SHACL refuses.
    """
    rules = tuple(_read_rule(stem, entry) for stem, entry in collect("ontology", "shapes", ".ttl", workspace).items())
    shipped = set(collect("ontology", "shapes", ".ttl", None))
    added = [rule for rule in rules if rule.id not in shipped]
    if added:
        assert_shapes(added)
    return rules


def chosen_rules(workspace: Path | None, ids: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of some ids, all where there are none. Raises UsageError with the nearest ids, and as `read_rules`."""
    rules, wanted = {rule.id: rule for rule in read_rules(workspace)}, tuple(dict.fromkeys(ids))
    for name in wanted:
        if name not in rules:
            raise UsageError(f"no rule {name!r}", remedy=nearest(name, rules))
    return tuple(rules[name] for name in wanted or rules)


def assert_shapes(rules: Iterable[Rule]) -> None:
    """Raise EngineError where SHACL-SHACL, the W3C's shapes for shapes, refuses one of the rules."""
    for rule in rules:
        assert_valid(rule.shape, f"{rule.id}.ttl")


@dataclass(frozen=True)
class _Parts:
    """What a rule's file says of the rule."""

    graph: rdflib.Graph
    node: rdflib.URIRef
    where: str

    def words(self, predicate: rdflib.URIRef) -> dict[str, str]:
        """Literals by language; English must be among them."""
        found = {value.language or "en": str(value) for value in self.graph.objects(self.node, predicate) if isinstance(value, rdflib.Literal)}
        if "en" not in found:
            raise InputError(f"the rule has no {local_name(predicate)} in English", where=self.where, remedy="Add it.")
        return found

    def one(self, predicate: ox.NamedNode, allowed: tuple[str, ...] = ()) -> str:
        """The one value of a part, out of `allowed` where that is given."""
        value = self.graph.value(self.node, to_rdflib(predicate))
        if value is None or (allowed and str(value) not in allowed):
            remedy = "One of " + ", ".join(allowed) if allowed else "Add it."
            raise InputError(f"the rule has no good {local_name(predicate.value)}", where=self.where, remedy=remedy)
        return str(value)

    def targets(self) -> tuple[tuple[str, str], ...]:
        """(kind of target, IRI), in order."""
        return tuple(sorted((local_name(name), str(value)) for name in TARGETS for value in self.graph.objects(self.node, name)))


def _read_rule(stem: str, entry: Traversable) -> Rule:
    graph = rdflib.Graph()
    try:
        graph.parse(data=entry.read_bytes(), format="turtle")
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not valid Turtle: {error}", where=entry.name, remedy="Mend the file; it must declare one rule.") from error
    node = rdflib.URIRef(PREFIXES["rule"] + stem)
    if (node, rdflib.RDF.type, to_rdflib(ROPA("Rule"))) not in graph:
        raise InputError(f"declares no rule:{stem}", where=entry.name, remedy="The file's name is the rule's id.")
    beyond = [local_name(term) for term in NOT_ADMITTED if (None, term, None) in graph]
    if beyond:
        raise InputError(f"sh:{beyond[0]} is not for rules", where=entry.name, remedy="Rules are open SHACL Core; a join is an inference.")
    _name_property_shapes(graph, node)
    parts = _Parts(graph, node, entry.name)
    severity = next((SEVERITIES[value] for value in graph.objects(node, SH.severity) if value in SEVERITIES), None)
    applies = frozenset(str(value) for value in graph.objects(node, to_rdflib(ROPA("appliesTo"))))
    if severity is None or not parts.targets() or not applies:
        raise InputError("the rule needs sh:severity, a target and ropa:appliesTo", where=entry.name, remedy="See ontology/shapes.")
    return Rule(
        id=stem,
        labels=parts.words(rdflib.RDFS.label),
        applies_to=applies,
        severity=severity,
        kind=parts.one(ROPA("findingKind"), KINDS),
        status=parts.one(ROPA("findingStatus"), STATUSES),
        article=parts.one(ROPA("article")),
        source=parts.one(DCTERMS("source")),
        why=parts.one(ROPA("why")),
        messages=parts.words(SH.message),
        remedies=parts.words(rdflib.URIRef(ROPA("remedy").value)),
        targets=parts.targets(),
        profiles=frozenset(str(value) for value in graph.objects(node, to_rdflib(ROPA("inProfile")))),
        beside=str(graph.value(node, to_rdflib(ROPA("articleBeside"))) or ""),
        shape=graph,
    )


def _name_property_shapes(graph: rdflib.Graph, node: rdflib.URIRef) -> None:
    """Give each anonymous property shape of a rule an IRI, so that a result tells whose it is."""
    for number, shape in enumerate(sorted(graph.objects(node, SH.property), key=str), start=1):
        if isinstance(shape, rdflib.BNode):
            named = rdflib.URIRef(f"{node}/{number}")
            for predicate, value in list(graph.predicate_objects(shape)):
                graph.add((named, predicate, value))
            graph.remove((shape, None, None))
            graph.add((node, SH.property, named))
            graph.remove((node, SH.property, shape))
