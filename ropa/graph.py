"""The dataset: Oxigraph inside, rdflib at the door.

Graphs are named ``{base}document/<id>``, ``https://w3id.org/ropa/reference/<table>``, ``…/inferred/<name>`` and
``…/context``. Questions see the union of all.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ropa.errors import EngineError, InputError
from ropa.model import Term
from ropa.namespaces import PREFIXES, RDF, ROPA, SKOS, local_name
from ropa.terms import XSD_STRING, AnyTerm, to_rdflib

if TYPE_CHECKING:
    import rdflib

ROOT = "https://w3id.org/ropa/"
_MODALITY = ROPA("modality")
_TYPE = RDF("type")
_NO_PART = (_MODALITY, ROPA("days"), ROPA("since"), ROPA("untilDay"), ROPA("transferStatus"), _TYPE)
CONTEXT = ox.NamedNode(ROOT + "context")
_WHERE = re.compile(r"WHERE\s*\{", re.IGNORECASE)
_FETCHING = re.compile(r"(?<![?$\w:])(?:SERVICE\b|FROM\s+(?:NAMED\s+)?<|LOAD\b)", re.IGNORECASE)
_QUOTED = re.compile(r"<[^<>\s]*>|\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*", re.DOTALL)


def inferred(name: str) -> ox.NamedNode:
    """The graph of one inference."""
    return ox.NamedNode(f"{ROOT}inferred/{name}")


def reference(name: str) -> ox.NamedNode:
    """The graph of one reference table."""
    return ox.NamedNode(f"{ROOT}reference/{name}")


class Readable(ABC):
    """Quads that can be read by pattern, and the labels that they give."""

    @abstractmethod
    def quads(
        self, subject: Any = None, predicate: ox.NamedNode | None = None, value: Any = None, graph: ox.NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        """The quads that match a pattern."""

    def holds(self, triple: ox.Triple) -> bool:
        """Whether some graph holds a triple."""
        return next(iter(self.quads(triple.subject, triple.predicate, triple.object)), None) is not None

    def values(self, subject: str, predicate: ox.NamedNode, graph: str | None = None) -> list[str]:
        """The values of a property of an IRI, in one graph or in any, as texts, in order."""
        found: list[Any] = [quad.object for quad in self.quads(ox.NamedNode(subject), predicate, None, ox.NamedNode(graph) if graph else None)]
        return sorted({str(term.value) for term in found})

    def subjects(self, predicate: ox.NamedNode, value: str, graph: str) -> list[str]:
        """The IRIs that have an IRI as a value of a property in a graph, in order."""
        found: list[Any] = [quad.subject for quad in self.quads(None, predicate, ox.NamedNode(value), ox.NamedNode(graph))]
        return sorted({str(term.value) for term in found})

    def labels(self, iri: str) -> list[tuple[str, str | None]]:
        """The ``skos:prefLabel`` values of an IRI with their language tags.

        Where it has none: those of a broader term; for an n-ary value, its parts joined.
        """
        node = ox.NamedNode(iri)
        return self._named(node) or self._composed(node)

    def _named(self, node: ox.NamedNode) -> list[tuple[str, str | None]]:
        found = {(quad.object.value, quad.object.language) for quad in self.quads(node, SKOS("prefLabel")) if isinstance(quad.object, ox.Literal)}
        if not found:
            broader = sorted((quad.object for quad in self.quads(node, SKOS("broader")) if isinstance(quad.object, ox.NamedNode)), key=str)
            return self._named(broader[0]) if broader else []
        return sorted(found, key=lambda item: (item[1] or "", item[0]))

    def _composed(self, node: ox.NamedNode) -> list[tuple[str, str | None]]:
        if next(self.quads(node, _MODALITY), None) is None:
            return []
        words: list[str] = []
        for quad in sorted(self.quads(node), key=str):
            if quad.predicate in _NO_PART or str(quad.graph_name).startswith(f"<{ROOT}"):
                continue  # what is inferred of a value is no part of what it says
            if isinstance(quad.object, ox.Literal):
                words.append(quad.object.value)
            elif isinstance(quad.object, ox.NamedNode):
                words.append(next((text for text, lang in self._named(quad.object) if lang in (None, "en")), local_name(quad.object.value)))
        return [("; ".join(dict.fromkeys(words)), None)] if words else []


class Dataset(Readable):
    """Quads in memory, asked in SPARQL 1.1 over the union of their graphs."""

    def __init__(self, quads: Iterable[ox.Quad] = ()) -> None:
        self._store = ox.Store()
        self._store.extend(quads)

    def __len__(self) -> int:
        return len(self._store)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        self._store.extend(quads)

    def load(self, nquads: bytes) -> bool:
        """Add the quads of an N-Quads text that ropa wrote itself; false, and nothing is added, where it is broken."""
        try:
            self._store.bulk_load(nquads, format=ox.RdfFormat.N_QUADS, lenient=True)
        except (SyntaxError, ValueError):
            return False
        return True

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Take quads out."""
        for quad in list(quads):
            self._store.remove(quad)

    def drop(self, graph: ox.NamedNode) -> None:
        """Take one graph out."""
        self._store.remove_graph(graph)

    def quads(
        self, subject: Any = None, predicate: ox.NamedNode | None = None, value: Any = None, graph: ox.NamedNode | None = None
    ) -> Iterator[ox.Quad]:
        """The quads that match a pattern."""
        return self._store.quads_for_pattern(subject, predicate, value, graph)

    def holds(self, triple: ox.Triple) -> bool:
        """Whether some graph holds a triple."""
        return next(self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None), None) is not None

    def graphs(self) -> list[ox.NamedNode]:
        """The names of the graphs, in order."""
        return sorted((name for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)), key=lambda name: name.value)

    def select(self, sparql: str, params: Mapping[str, AnyTerm | None] | None = None) -> tuple[tuple[str, ...], list[dict[str, AnyTerm]]]:
        """Columns and rows of a SELECT; `params` binds ``?_name`` for each name, None leaves it unbound.

        Raises EngineError where the query fails, InputError where it would fetch something.
        """
        solutions: Any = self._query(bind(sparql, params or {}))
        columns = tuple(variable.value for variable in solutions.variables)
        try:
            return columns, [{name: row[name] for name in columns if row[name] is not None} for row in solutions]
        except RuntimeError as error:
            raise EngineError(f"the query failed: {error}", remedy="Report it with the query.") from error

    def construct(self, sparql: str, params: Mapping[str, AnyTerm | None] | None = None) -> list[ox.Triple]:
        """The triples of a CONSTRUCT, in no order. Raises as `select`."""
        try:
            return list(self._query(bind(sparql, params or {})))
        except RuntimeError as error:
            raise EngineError(f"the query failed: {error}", remedy="Report it with the query.") from error

    def derive(self, query: str, graph: ox.NamedNode) -> frozenset[str]:
        """Add what a CONSTRUCT gives that is not there yet, to a graph; the IRIs of the properties and classes that were written of."""
        new = sorted({triple for triple in self.construct(query) if not self.holds(triple)}, key=str)
        self.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in new)
        return frozenset(
            triple.object.value if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode) else triple.predicate.value for triple in new
        )

    def _query(self, sparql: str) -> Any:
        refuse_fetching(sparql)
        try:
            return self._store.query(sparql, use_default_graph_as_union=True)
        except (SyntaxError, ValueError) as error:
            raise EngineError(f"the query is not valid SPARQL: {error}", remedy="Mend the query.") from error

    def to_rdflib(self, graphs: Sequence[ox.NamedNode] | None = None) -> rdflib.Graph:
        """The union of some graphs (all where None) as a plain rdflib Graph, with lexical forms kept."""
        import rdflib  # noqa: PLC0415 - a question does without it

        result = rdflib.Graph()
        for prefix, base in PREFIXES.items():
            result.bind(prefix, base)
        wanted = None if graphs is None else {graph.value for graph in graphs}
        for quad in self.quads():
            if wanted is None or (isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in wanted):
                result.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
        return result


def to_term(term: AnyTerm) -> Term:
    """A cell of an answer."""
    if isinstance(term, ox.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    datatype = None if term.language or term.datatype.value == XSD_STRING else term.datatype.value
    return Term("literal", term.value, datatype, term.language)


def bind(sparql: str, params: Mapping[str, AnyTerm | None]) -> str:
    """The query with a VALUES block for ``?_name`` put first in its WHERE: values are terms, never pasted text.

    Raises EngineError where the query has parameters and no WHERE.
    """
    if not params:
        return sparql
    names = sorted(params)
    row = " ".join("UNDEF" if params[name] is None else str(params[name]) for name in names)
    block = f" VALUES ({' '.join('?_' + name for name in names)}) {{ ({row}) }}"
    match = _WHERE.search(sparql)
    if match is None:
        raise EngineError("the query has no WHERE", remedy="Write `WHERE {`.")
    return sparql[: match.end()] + block + sparql[match.end() :]


@lru_cache(maxsize=512)
def refuse_fetching(sparql: str) -> None:
    """Raise InputError where a query would fetch something from elsewhere (SERVICE, FROM <…>, LOAD)."""
    if _FETCHING.search(_QUOTED.sub(lambda match: "<x>" if match[0].startswith("<") else " ", sparql)):
        raise InputError("the query asks another place (SERVICE, FROM or LOAD)", remedy="ropa fetches nothing: load the data first.")


def keyword(sparql: str, word: str) -> int:
    """Where a word of the language first stands in a query, in no comment, IRI or text. Raises EngineError where it does not."""
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), sparql)
    found = re.search(rf"(?<![?$\w:]){word}(?![\w:])", plain, re.IGNORECASE)
    if found is None:
        raise EngineError(f"the query has no {word}", remedy="Mend the query.")
    return found.start()


class Facts:
    """What one graph of a dataset says of its named nodes, indexed once."""

    def __init__(self, dataset: Dataset, graph: str) -> None:
        self.dataset = dataset
        self.facts: dict[str, dict[str, list[AnyTerm]]] = {}
        for quad in dataset.quads(graph=ox.NamedNode(graph)):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and not isinstance(value, ox.Triple):
                self.facts.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value)
        for values in self.facts.values():
            for terms in values.values():
                if len(terms) > 1:
                    terms.sort(key=lambda term: (term.value, str(term)))

    def all(self, subject: str, predicate: ox.NamedNode | str) -> list[AnyTerm]:
        """The values of a property, in order."""
        return self.facts.get(subject, {}).get(predicate if isinstance(predicate, str) else predicate.value, [])

    def one(self, subject: str, predicate: ox.NamedNode | str) -> str | None:
        """The first value of a property as text."""
        found = self.all(subject, predicate)
        return found[0].value if found else None

    def typed(self, class_iri: ox.NamedNode) -> list[str]:
        """The things of a class."""
        return sorted(subject for subject, facts in self.facts.items() if class_iri in facts.get(_TYPE.value, ()))
