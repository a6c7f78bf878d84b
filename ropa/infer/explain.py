"""Why a fact holds: the words it was stated in, or the inference and its premises, down to quotes and law rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery

from ropa.errors import UsageError, nearest
from ropa.graph import ROOT, Dataset
from ropa.infer.rules import Inference
from ropa.labels import Labels
from ropa.namespaces import DCTERMS, OA, PREFIXES, RDF, ROPA, SKOS, compact, local_name
from ropa.terms import from_rdflib

Node = ox.NamedNode | ox.BlankNode | ox.Literal
BOOKKEEPING = frozenset(
    term.value
    for term in (
        RDF("type"), RDF("subject"), RDF("predicate"), RDF("object"), ROPA("inDocument"), ROPA("recordOf"), ROPA("writtenAt"), ROPA("sequence"),
        ROPA("quote"), ROPA("reviewState"), ROPA("statementOf"), DCTERMS("identifier"), SKOS("prefLabel"),
    )
)  # fmt: skip
DEPTH = 8


@dataclass(frozen=True)
class Explanation:
    """A fact as a sentence, how it is known (``stated``, ``inferred``, ``table``, ``ontology``), its quotes and its premises."""

    sentence: str
    known: str
    because: str
    quotes: tuple[str, ...] = ()
    premises: tuple[Explanation, ...] = ()

    def lines(self, depth: int = 0, told: set[str] | None = None) -> Iterator[str]:
        """The explanation as indented lines of text; a fact that was told already is only named."""
        told = set() if told is None else told
        pad = "  " * depth
        yield f"{pad}{self.sentence}"
        if self.sentence in told and self.premises:
            yield f"{pad}  as above"
            return
        told.add(self.sentence)
        yield f"{pad}  {self.because}"
        yield from (f"{pad}  “{' '.join(quote.split())}”" for quote in self.quotes)
        for premise in self.premises:
            yield from premise.lines(depth + 1, told)


@dataclass(frozen=True)
class Explainer:
    """Explains the facts of a dataset by its statements and inferences."""

    dataset: Dataset
    inferences: Mapping[str, Inference]
    labels: Labels

    def find(self, name: str) -> ox.NamedNode:
        """The thing an IRI, a CURIE, an id (``infrakit``) or ``controller/id`` (``infrakit/orders``) stands for.

        Raises UsageError with the nearest names where nothing does, or where several things do.
        """
        if "://" in name:
            candidates = [ox.NamedNode(name)] if next(self.dataset.quads(ox.NamedNode(name)), None) else []
        elif name.partition(":")[0] in PREFIXES and ":" in name:
            candidates = [ox.NamedNode(PREFIXES[name.partition(":")[0]] + name.partition(":")[2])]
        else:
            owner, _, last = name.rpartition("/")
            named = {
                quad.subject for quad in self.dataset.quads(None, DCTERMS("identifier"), ox.Literal(last)) if isinstance(quad.subject, ox.NamedNode)
            }
            candidates = sorted((node for node in named if not owner or f"/{owner}/" in node.value), key=lambda node: node.value)
            candidates = [node for node in candidates if "/document/" not in node.value and "w3id.org" not in node.value] or candidates
            if len(candidates) != 1:
                tail = [
                    quad.subject
                    for quad in self.dataset.quads(None, RDF("type"), ROPA("Statement"))
                    if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.endswith("/" + name)
                ]
                candidates = tail or candidates
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise UsageError(
                f"{name!r} names {len(candidates)} things", remedy="Say which: " + ", ".join(self._short(node) for node in candidates[:8])
            )
        known = {quad.object.value for quad in self.dataset.quads(None, DCTERMS("identifier")) if isinstance(quad.object, ox.Literal)}
        raise UsageError(f"nothing is called {name!r}", remedy=nearest(name, known))

    def explain(self, name: str, predicate: str | None = None) -> tuple[Explanation, ...]:
        """Why each fact about a thing holds; only those of one property where `predicate` (its local name) is given."""
        node = self.find(name)
        if self._is(node, ROPA("Statement")):
            subject, path, value = (self._one(node, RDF(part)) for part in ("subject", "predicate", "object"))
            return (self._fact(ox.Triple(subject, path, value), frozenset()),)
        triples = {quad.triple for quad in self.dataset.quads(node) if quad.predicate.value not in BOOKKEEPING or predicate is not None}
        wanted = [
            triple
            for triple in triples
            if predicate is None
            or local_name(triple.predicate.value) == predicate.partition(":")[2]
            or local_name(triple.predicate.value) == predicate
        ]
        if not wanted:
            raise UsageError(
                f"{name} has no {predicate or 'facts'}", remedy=nearest(predicate or "", {local_name(triple.predicate.value) for triple in triples})
            )
        return tuple(self._fact(triple, frozenset()) for triple in sorted(wanted, key=str))

    def _fact(self, triple: ox.Triple, above: frozenset[ox.Triple]) -> Explanation:
        sentence = self._sentence(triple)
        statements = [quad.subject for quad in self.dataset.quads(None, RDF("object"), triple.object) if self._about(quad.subject, triple)]
        if statements:
            return self._stated(sentence, sorted(statements, key=str))
        graphs = sorted(
            quad.graph_name.value
            for quad in self.dataset.quads(triple.subject, triple.predicate, triple.object)
            if isinstance(quad.graph_name, ox.NamedNode)
        )
        for graph in graphs:
            name = graph.removeprefix(ROOT + "inferred/").removeprefix(ROOT)
            if name in self.inferences and len(above) < DEPTH:
                inference = self.inferences[name]
                because, premises = self._premises(inference, triple, above | {triple})
                return Explanation(
                    sentence, "inferred", f"inferred by {name}: {because}" + (f" ({inference.law})" if inference.law else ""), (), premises
                )
        return Explanation(sentence, *self._given(triple, graphs))

    def _stated(self, sentence: str, statements: list[Any]) -> Explanation:
        quotes: list[str] = []
        how: list[str] = []
        for statement in statements:
            modality, document = self._one(statement, ROPA("modality")), self._one(statement, ROPA("inDocument"))
            where = self._one(statement, ROPA("writtenAt"))
            extra = "".join(f", {key}: “{value.value}”" for key in ("condition", "scope") if (value := self._one(statement, ROPA(key))) is not None)
            title = self.labels.of(document.value) if document else "a document"
            how.append(f"{modality.value if modality else 'stated'} in {title} ({where.value if where else ''}){extra}")
            targets = sorted((quad.object for quad in self.dataset.quads(statement, ROPA("evidence"))), key=str)
            for target in targets:
                quotes += [
                    exact.value
                    for quad in self.dataset.quads(target, OA("hasSelector"))
                    if (exact := self._one(quad.object, OA("exact"))) is not None
                ]
        return Explanation(sentence, "stated", "; ".join(how), tuple(dict.fromkeys(quotes)))

    def _given(self, triple: ox.Triple, graphs: list[str]) -> tuple[str, str]:
        if any("/reference/" in graph for graph in graphs):
            source, read = (
                self._one(triple.subject, DCTERMS("source")),
                self._one(triple.subject, ROPA("read")) or self._one(triple.subject, ROPA("learnt")),
            )
            table = next(graph.rsplit("/", 1)[1] for graph in graphs if "/reference/" in graph)
            row = self._one(triple.subject, DCTERMS("identifier"))
            detail = "; ".join(value.value for value in (source, read) if value is not None)
            return "table", f"table {table}" + (f", row {row.value}" if row is not None else "") + (f": {detail}" if detail else "")
        if any("/document/" in graph for graph in graphs):
            return "stated", "part of a statement of the document"
        return ("context", "the law and the clocks of this run") if ROOT + "context" in graphs else ("given", "not in this graph")

    def _premises(self, inference: Inference, triple: ox.Triple, above: frozenset[ox.Triple]) -> tuple[str, tuple[Explanation, ...]]:
        template, patterns, body = _parts(inference.query)
        for pattern in template:
            binding = _match(pattern, triple)
            if binding is None:
                continue
            _columns, rows = self.dataset.select(_bound(body, binding))
            if not rows:
                continue
            first: Mapping[str, Any] = min(rows, key=_sortable)
            row = {**first, **binding}
            used = (_instance(each, row) for each in patterns)
            facts = dict.fromkeys(
                each
                for each in used
                if each is not None
                and each not in above
                and (each.predicate.value not in BOOKKEEPING or self._concluded(each))
                and self.dataset.holds(each)
            )
            return self._because(inference, row), tuple(self._fact(fact, above) for fact in facts)
        return inference.title, ()

    def _because(self, inference: Inference, row: Mapping[str, Any]) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self._name(row.get(match[1])), inference.because)

    def _sentence(self, triple: ox.Triple) -> str:
        return f"{self._name(triple.subject)} — {self.labels.of(triple.predicate.value)} — {self._name(triple.object)}"

    def _name(self, node: Any) -> str:
        if isinstance(node, ox.NamedNode):
            return (
                self._composed(node)
                if self._one(node, ROPA("modality")) is not None and not self.dataset.labels(node.value)
                else self.labels.of(node.value)
            )
        return node.value if node is not None else "…"

    def _composed(self, node: ox.NamedNode) -> str:
        """An n-ary value in words: its parts, joined."""
        parts = {
            (quad.predicate.value, self._name(quad.object))
            for quad in self.dataset.quads(node)
            if quad.predicate.value not in BOOKKEEPING | {ROPA("modality").value, ROPA("days").value}
        }
        return "; ".join(f"{self.labels.of(predicate)} {text}" for predicate, text in sorted(parts)) or local_name(node.value)

    def _short(self, node: ox.NamedNode) -> str:
        return "/".join(node.value.split("/")[-2:]) if "://" in node.value and compact(node.value) == node.value else compact(node.value)

    def _about(self, statement: Any, triple: ox.Triple) -> bool:
        return bool(self._one(statement, RDF("subject")) == triple.subject and self._one(statement, RDF("predicate")) == triple.predicate)

    def _is(self, node: ox.NamedNode, kind: ox.NamedNode) -> bool:
        return self.dataset.holds(ox.Triple(node, RDF("type"), kind))

    def _concluded(self, triple: ox.Triple) -> bool:
        """Whether a triple gives an activity a kind that an inference concluded, and no document states."""
        subject: Any = triple.subject
        if triple.predicate != RDF("type") or not self._is(subject, ROPA("ProcessingActivity")):
            return False
        return all("/inferred/" in str(quad.graph_name) for quad in self.dataset.quads(subject, triple.predicate, triple.object))

    def _one(self, subject: Any, predicate: ox.NamedNode) -> Any:
        found: Iterable[Any] = (quad.object for quad in self.dataset.quads(subject, predicate))
        return min(found, key=str, default=None)


@cache
def _parts(query: str) -> tuple[tuple[Any, ...], tuple[Any, ...], str]:
    """The template of a CONSTRUCT, the triple patterns its WHERE asserts, and the query as a SELECT of everything."""
    algebra = prepareQuery(query).algebra
    patterns: list[Any] = []
    _collect(algebra.p, patterns)
    plain = "\n".join(line for line in query.splitlines() if not line.startswith("#"))
    where = re.sub(r"CONSTRUCT\s*\{.*?\}\s*WHERE", "SELECT * WHERE", plain, count=1, flags=re.DOTALL)
    return tuple(algebra.template), tuple(patterns), where


def _sortable(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((key, str(value)) for key, value in row.items())


def _bound(select: str, binding: Mapping[str, Node]) -> str:
    """The query with variables bound: by VALUES at the start, by a filter at the end for those the query computes itself."""
    computed = {name for name in binding if re.search(rf"AS\s+\?{name}\b", select)}
    given = sorted(set(binding) - computed)
    if given:
        start = f"WHERE {{ VALUES ({' '.join('?' + name for name in given)}) {{ ({' '.join(str(binding[name]) for name in given)}) }}"
        select = re.sub(r"WHERE\s*\{", lambda _match: start, select, count=1)
    end = select.rindex("}")
    filters = "".join(f" FILTER (?{name} = {binding[name]})" for name in sorted(computed))
    return select[:end] + filters + select[end:]


def _collect(part: Any, patterns: list[Any]) -> None:
    """Triple patterns of an algebra, those of MINUS left out."""
    if getattr(part, "name", None) == "BGP":
        patterns.extend(triple for triple in part.triples if not isinstance(triple[1], PropertyPath))
    elif getattr(part, "name", None) == "Minus":
        _collect(part.p1, patterns)
    elif isinstance(part, dict):
        for key in ("p", "p1", "p2"):
            if key in part:
                _collect(part[key], patterns)


def _match(pattern: Any, triple: ox.Triple) -> dict[str, Any] | None:
    binding: dict[str, Any] = {}
    for term, value in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        if isinstance(term, Variable):
            if binding.setdefault(str(term), value) != value:
                return None
        elif from_rdflib(term) != value:
            return None
    return binding


def _instance(pattern: Any, row: Mapping[str, Node]) -> ox.Triple | None:
    terms: list[Any] = [row.get(str(term)) if isinstance(term, Variable) else from_rdflib(term) for term in pattern]
    if None in terms or not isinstance(terms[1], ox.NamedNode) or isinstance(pattern[1], Variable) or not isinstance(pattern[1], URIRef):
        return None
    return ox.Triple(*terms)
