"""Rules: one SHACL Core shape each, in a file of its own.

The file's stem is the rule's id and its IRI's local name. It carries its own target, the kinds of document it is a duty
of, its severity, article, ELI, why it matters, and its words in several languages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.assets import collect
from ropa.check.shacl import Triples, assert_valid
from ropa.errors import InputError, UsageError, nearest
from ropa.namespaces import DCTERMS, PREFIXES, RDF, RDFS, ROPA, SH, local_name
from ropa.terms import to_rdflib

if TYPE_CHECKING:
    import rdflib

SEVERITIES: dict[ox.NamedNode, str] = {SH("Violation"): "violation", SH("Warning"): "warning", SH("Info"): "info"}
KINDS = ("gap", "contradiction", "tension", "faulty", "hint")
STATUSES = ("missing", "partly", "faulty", "to-clarify", "not-from-this-document", "not-in-this-extract", "cut-off")
TARGETS = tuple(SH(name) for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"))
NOT_ADMITTED = tuple(SH(name) for name in ("sparql", "js", "rule", "target", "select", "ask", "closed"))


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
    triples: Triples = field(repr=False, compare=False)

    @cached_property
    def shape(self) -> rdflib.Graph:
        """The rule's shape as an rdflib graph."""
        import rdflib  # noqa: PLC0415 - a check does without it

        graph = rdflib.Graph()
        for triple in self.triples:
            graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
        return graph

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

    triples: Triples
    node: ox.NamedNode
    where: str

    @cached_property
    def _values(self) -> dict[ox.NamedNode, list[Any]]:
        found: dict[ox.NamedNode, list[Any]] = {}
        for subject, predicate, value in self.triples:
            if subject == self.node:
                found.setdefault(predicate, []).append(value)
        return found

    def all(self, predicate: ox.NamedNode) -> list[Any]:
        """The values of a property of the rule."""
        return self._values.get(predicate, [])

    def words(self, predicate: ox.NamedNode) -> dict[str, str]:
        """Literals by language; English must be among them."""
        found = {value.language or "en": value.value for value in self.all(predicate) if isinstance(value, ox.Literal)}
        if "en" not in found:
            raise InputError(f"the rule has no {local_name(predicate.value)} in English", where=self.where, remedy="Add it.")
        return found

    def one(self, predicate: ox.NamedNode, allowed: tuple[str, ...] = ()) -> str:
        """The one value of a part, out of `allowed` where that is given."""
        value = next((each.value for each in self.all(predicate)), None)
        if value is None or (allowed and value not in allowed):
            remedy = "One of " + ", ".join(allowed) if allowed else "Add it."
            raise InputError(f"the rule has no good {local_name(predicate.value)}", where=self.where, remedy=remedy)
        return str(value)

    def texts(self, predicate: ox.NamedNode) -> frozenset[str]:
        """The values of a property as texts."""
        return frozenset(each.value for each in self.all(predicate))

    def targets(self) -> tuple[tuple[str, str], ...]:
        """(kind of target, IRI), in order."""
        return tuple(sorted((local_name(name.value), value.value) for name in TARGETS for value in self.all(name)))


def _read_rule(stem: str, entry: Traversable) -> Rule:
    try:
        parsed = [quad.triple for quad in ox.parse(entry.read_bytes(), format=ox.RdfFormat.TURTLE)]
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not valid Turtle: {error}", where=entry.name, remedy="Mend the file; it must declare one rule.") from error
    node = ox.NamedNode(PREFIXES["rule"] + stem)
    if ox.Triple(node, RDF("type"), ROPA("Rule")) not in parsed:
        raise InputError(f"declares no rule:{stem}", where=entry.name, remedy="The file's name is the rule's id.")
    used = {triple.predicate for triple in parsed}
    beyond = [local_name(term.value) for term in NOT_ADMITTED if term in used]
    if beyond:
        raise InputError(f"sh:{beyond[0]} is not for rules", where=entry.name, remedy="Rules are open SHACL Core; a join is an inference.")
    parts = _Parts(_named(parsed, node, stem), node, entry.name)
    severity = next((SEVERITIES[value] for value in parts.all(SH("severity")) if value in SEVERITIES), None)
    applies = parts.texts(ROPA("appliesTo"))
    if severity is None or not parts.targets() or not applies:
        raise InputError("the rule needs sh:severity, a target and ropa:appliesTo", where=entry.name, remedy="See ontology/shapes.")
    return Rule(
        id=stem,
        labels=parts.words(RDFS("label")),
        applies_to=applies,
        severity=severity,
        kind=parts.one(ROPA("findingKind"), KINDS),
        status=parts.one(ROPA("findingStatus"), STATUSES),
        article=parts.one(ROPA("article")),
        source=parts.one(DCTERMS("source")),
        why=parts.one(ROPA("why")),
        messages=parts.words(SH("message")),
        remedies=parts.words(ROPA("remedy")),
        targets=parts.targets(),
        profiles=parts.texts(ROPA("inProfile")),
        beside=next(iter(parts.texts(ROPA("articleBeside"))), ""),
        triples=parts.triples,
    )


def _named(triples: list[ox.Triple], node: ox.NamedNode, stem: str) -> Triples:
    """The triples with a name for each blank node, the same at each reading.

    A property shape of the rule gets an IRI, so that a result tells whose it is.
    """
    names: dict[Any, Any] = {}
    for triple in triples:
        if triple.subject == node and triple.predicate == SH("property") and isinstance(triple.object, ox.BlankNode):
            names[triple.object] = ox.NamedNode(f"{node.value}/{len(names) + 1}")
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.BlankNode) and term not in names:
                names[term] = ox.BlankNode(f"{stem}-{len(names) + 1}")
    return tuple(ox.Triple(names.get(each.subject, each.subject), each.predicate, names.get(each.object, each.object)) for each in triples)
