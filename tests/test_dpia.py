"""Impact assessments (Art. 35): two of nine criteria, the cases of the law, the authorities' lists; by rules and by the reasoner."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import combinations

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF

from ropa.assets import root
from ropa.graph import Dataset
from ropa.infer.dl import Classification, classify, compare
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.law import Row, law_quads, tables
from ropa.model import Clocks
from ropa.namespaces import DPV, LAW, LOC, PREFIXES, ROPA, SKOS, expand
from ropa.namespaces import OWL as OWL_NAMES
from ropa.namespaces import RDF as RDF_NAMES
from ropa.register import Register
from ropa.vocabulary import ontology_quads

BASE = "https://test.example/ropa/"
DOCUMENT = ox.NamedNode(BASE + "document/d")
TODAY = date(2026, 11, 2)
CRITERIA: Mapping[str, str] = {
    "EvaluationActivity": "dpv:hasContext dpv:EvaluationScoring",
    "AutomatedDecisionActivity": "automated-decisions",
    "SystematicMonitoringActivity": "dpv:hasContext dpv:SystematicMonitoring",
    "SensitiveDataActivity": "dpv:hasPersonalData pd:MedicalHealth",
    "LargeScaleActivity": "dpv:hasContext dpv:LargeScaleProcessing",
    "CombinedDataActivity": "dpv:hasContext dpv:Combine",
    "VulnerableSubjectsActivity": "dpv:hasDataSubject dpv:Child",
    "NewTechnologyActivity": "dpv:hasContext dpv:InnovativeUseOfTechnology",
    "PreventingActivity": "dpv:hasContext ropa:PreventsRightOrService",
}
"""The nine criteria of WP248 rev.01, each with a fact that shows it and no other."""
CASES = {
    "DecisiveEvaluationActivity": {"EvaluationActivity", "AutomatedDecisionActivity"},
    "LargeScaleSpecialCategoryActivity": {"LargeScaleActivity", "SensitiveDataActivity"},
}
"""The cases of Art. 35(3) that two of those facts make; the third wants a publicly accessible area besides."""
SETS = [frozenset(chosen) for size in (0, 1, 2) for chosen in combinations(CRITERIA, size)]
MORE: Mapping[str, tuple[str, ...]] = {
    "address": ("dpv:hasPersonalData pd:PhysicalAddress", "dpv:hasDataSubject dpv:Employee"),
    "bank-account": ("dpv:hasPersonalData pd:BankAccount", "dpv:hasDataSubject dpv:Employee"),
    "profiling": ("profiling", "dpv:hasDataSubject dpv:Customer"),
    "vulnerable-twice": ("dpv:hasDataSubject dpv:Employee", "dpv:hasDataSubject dpv:Patient"),
    "evaluated-twice": ("profiling", "dpv:hasContext dpv:EvaluationScoring", "dpv:hasPurpose dpv:CustomerSolvencyMonitoring"),
    "coordinates": ("dpv:hasPersonalData pd:GPSCoordinate", "dpv:hasDataSubject dpv:Employee"),
    "card": ("dpv:hasPersonalData pd:PaymentCardNumber", "dpv:hasContext dpv:Combine"),
    "conviction": ("dpv:hasPersonalData pd:CriminalConviction", "dpv:hasContext dpv:LargeScaleProcessing"),
    "square": ("dpv:hasContext dpv:SystematicMonitoring", "dpv:hasContext dpv:LargeScaleProcessing", "dpv:hasContext dpv:PubliclyAccessibleSpace"),
    "small-square": ("dpv:hasContext dpv:SystematicMonitoring", "dpv:hasContext dpv:PubliclyAccessibleSpace"),
}
ONE_AT_MOST = ("address", "bank-account", "profiling", "vulnerable-twice", "evaluated-twice", "small-square")


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def facts(activity: ox.NamedNode, said: Iterable[str]) -> list[ox.Quad]:
    """An activity of which a document says something: a property and a DPV term, or a kind of automated processing."""
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [(activity, RDF_NAMES("type"), ROPA("ProcessingActivity"))]
    for number, fact in enumerate(said):
        path, _, term = fact.rpartition(" ")
        node = ox.NamedNode(f"{activity.value}/{number}")
        if not path:
            triples += [(activity, ROPA("hasAutomatedProcessing"), node), (node, RDF_NAMES("type"), ROPA("AutomatedProcessing"))]
            triples.append((node, ROPA("automatedKind"), ox.Literal(term)))
        elif path == "dpv:hasPersonalData":
            triples += [(activity, DPV("hasPersonalData"), node), (node, RDF_NAMES("type"), ROPA("DataCategory"))]
            triples.append((node, SKOS("broader"), ox.NamedNode(expand(term))))
        else:
            triples.append((activity, ox.NamedNode(expand(path)), ox.NamedNode(expand(term))))
    return [ox.Quad(*triple, DOCUMENT) for triple in triples]


def name_of(chosen: frozenset[str]) -> str:
    return "-".join(name for name in CRITERIA if name in chosen) or "none"


def members(dataset: Dataset, name: str) -> set[str]:
    return {quad.subject.value.removeprefix(BASE) for quad in dataset.quads(None, RDF_NAMES("type"), ROPA(name)) if isinstance(quad.subject, ox.NamedNode)}


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """An activity for none, each and each pair of the nine criteria, and those of MORE."""
    found = Dataset(ontology_quads())
    found.add([ox.Quad(DOCUMENT, RDF_NAMES("type"), ROPA("Document"), DOCUMENT)])
    for chosen in SETS:
        found.add(facts(thing(name_of(chosen)), (CRITERIA[name] for name in chosen)))
    for name, said in MORE.items():
        found.add(facts(thing(name), said))
    infer_open(found, read_inferences())
    return found


@pytest.fixture(scope="module")
def reasoned(dataset: Dataset) -> Classification:
    return classify(dataset)


# -- the criteria ------------------------------------------------------------------------------------------------------
def test_there_are_nine_criteria_and_thirty_six_pairs() -> None:
    assert len(CRITERIA) == 9
    assert len([chosen for chosen in SETS if len(chosen) == 2]) == 36


@pytest.mark.parametrize("chosen", SETS, ids=name_of)
def test_each_fact_meets_its_criterion_and_no_other(chosen: frozenset[str], dataset: Dataset) -> None:
    assert {name for name in CRITERIA if name_of(chosen) in members(dataset, name)} == chosen


@pytest.mark.parametrize("chosen", SETS, ids=name_of)
def test_two_criteria_make_a_high_risk_likely_and_one_does_not(chosen: frozenset[str], dataset: Dataset, reasoned: Classification) -> None:
    likely = len(chosen) == 2
    assert (name_of(chosen) in members(dataset, "LikelyHighRiskActivity")) == likely
    assert (BASE + name_of(chosen) in reasoned.members[ROPA("LikelyHighRiskActivity").value]) == likely


@pytest.mark.parametrize("name", MORE)
def test_what_looks_alike_counts_once_or_not_at_all(name: str, dataset: Dataset) -> None:
    assert (name in members(dataset, "LikelyHighRiskActivity")) == (name not in ONE_AT_MOST)


@pytest.mark.parametrize("chosen", SETS, ids=name_of)
def test_the_cases_of_the_law_are_told_apart(chosen: frozenset[str], dataset: Dataset) -> None:
    assert {name for name in (*CASES, "PublicMonitoringActivity") if name_of(chosen) in members(dataset, name)} == {name for name, parts in CASES.items() if parts == chosen}


def test_a_square_watched_on_a_large_scale_and_convictions_on_one_are_cases_of_the_law(dataset: Dataset) -> None:
    assert members(dataset, "PublicMonitoringActivity") == {"square"}
    assert "conviction" in members(dataset, "LargeScaleSpecialCategoryActivity")


def test_profiling_is_no_automated_decision_nor_the_other_way_round(dataset: Dataset) -> None:
    assert "profiling" in members(dataset, "EvaluationActivity") - members(dataset, "AutomatedDecisionActivity")
    assert "AutomatedDecisionActivity" in members(dataset, "AutomatedDecisionActivity") - members(dataset, "EvaluationActivity")


def test_the_reasoner_and_the_inferences_agree_on_all_of_it(dataset: Dataset, reasoned: Classification) -> None:
    assert reasoned.consistent
    assert reasoned.unsatisfiable == ()
    assert set(compare(dataset, reasoned).values()) == {(frozenset(), frozenset())}


SIGN = re.compile(r'(?:dpv:hasContext|ropa:servesPurpose|ropa:involvesData|ropa:concerns|ropa:automatedKind) ([\w:"-]+)')


@cache
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(data=(root("ontology") / "ropa.ttl").read_bytes(), format="turtle")


def leaves(name: str) -> set[str]:
    """The DPV terms and literals that a class is defined by in the ontology."""
    graph = ontology()
    reached, todo = set(), [graph.value(rdflib.URIRef(ROPA(name).value), OWL.equivalentClass)]
    while todo:
        node = todo.pop()
        if isinstance(node, rdflib.BNode):
            todo += [graph.value(node, predicate) for predicate in (OWL.someValuesFrom, OWL.hasValue, RDF.first, RDF.rest, OWL.unionOf, OWL.intersectionOf)]
        elif node is not None:
            reached.add(str(node))
    return reached - {ROPA("ProcessingActivity").value, str(RDF.nil)}


def sign(word: str) -> str:
    return word.strip('"') if word.startswith('"') else expand(word)


def test_a_criterion_is_shown_by_what_its_class_is_defined_by_and_inferred_from() -> None:
    queries = {item.id: item.query for item in read_inferences()}
    met = dict(re.findall(r"\(ropa:(\w+) ([\w:]+)\)", queries["criterion-met"]))
    assert set(met) == set(CRITERIA)
    shown = re.findall(r'\((?:[\w:]+ )?([\w:"-]+) ([\w:]+)\)', queries["criterion-shown"])
    for name, criterion in met.items():
        (inferred,) = (query for query in queries.values() if f"{{ ?a a ropa:{name} }}" in query)
        assert {sign(word) for word in SIGN.findall(inferred)} == leaves(name), name
        assert {sign(word) for word, of in shown if of == criterion} == leaves(name), name


@pytest.mark.parametrize("workspace", ["five", "example"])
def test_what_an_activity_meets_is_what_its_statements_show(workspace: str, request: pytest.FixtureRequest) -> None:
    dataset: Dataset = request.getfixturevalue(workspace).dataset
    activities = {quad.subject for quad in dataset.quads(None, RDF_NAMES("type"), ROPA("ProcessingActivity"))}
    shown = {(quad.object, about.object) for quad in dataset.quads(None, ROPA("showsCriterion")) for about in dataset.quads(quad.subject, RDF_NAMES("subject"))}
    met = {(quad.object, quad.subject) for quad in dataset.quads(None, ROPA("meetsCriterion"))}
    assert met
    assert {pair for pair in shown if pair[1] in activities} == met


# -- the authorities' lists --------------------------------------------------------------------------------------------
LISTS = tables()["dpia-lists"]
SHOWN = {
    **{f"ropa:{name}": (fact,) for name, fact in CRITERIA.items()},
    "ropa:ProfilingActivity": ("profiling",),
    "ropa:LikelyHighRiskActivity": ("dpv:hasContext dpv:EvaluationScoring", "dpv:hasContext dpv:Combine"),
    "dpv:Employee": ("dpv:hasDataSubject dpv:Employee",),
    "dpv:Marketing": ("dpv:hasPurpose dpv:DirectMarketing",),
    "pd:Biometric": ("dpv:hasPersonalData pd:Fingerprint",),
    "pd:Genetic": ("dpv:hasPersonalData pd:Genetic",),
    "pd:CurrentLocation": ("dpv:hasPersonalData pd:GPSCoordinate",),
}
"""What a document may say for each word of a row's criteria."""


Said = Mapping[str, tuple[str, Iterable[str]]]
"""Activities by name: the country of the controller, and what its register says."""


def registered(activities: Said, rows: Iterable[Row] = ()) -> Dataset:
    """A register of activities beside the law tables, with rows of a workspace's own."""
    known = tables()
    known["dpia-lists"] = [*known["dpia-lists"], *rows]
    dataset = Dataset([*ontology_quads(), *law_quads(known)])
    dataset.add([ox.Quad(DOCUMENT, RDF_NAMES("type"), ROPA("Document"), DOCUMENT), ox.Quad(DOCUMENT, ROPA("documentKind"), ox.Literal("register"), DOCUMENT)])
    for name, (country, said) in activities.items():
        activity, controller = thing(f"activity/{name}"), thing(f"controller/{country}")
        triples = [(activity, ROPA("inDocument"), DOCUMENT), (activity, ROPA("recordOf"), controller), (controller, ROPA("country"), LOC(country))]
        dataset.add([*facts(activity, said), *(ox.Quad(*triple, DOCUMENT) for triple in triples)])
    infer_open(dataset, read_inferences())
    return dataset


def signs(dataset: Dataset, as_of: date = TODAY) -> dict[str, set[str]]:
    """The signs of a high risk of each activity that has any: criteria, and rows of lists in force on a date."""
    infer_dated(dataset, read_inferences(), Clocks(as_of, as_of), "gdpr")
    found: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.quads(None, ROPA("riskSign")):
        assert isinstance(quad.subject, ox.NamedNode)
        found[quad.subject.value.rsplit("/", 2)[1]].add(str(quad.object))
    return found


def iri(row: Row) -> str:
    return f"<{LAW('dpia-lists/' + row['id']).value}>"


def said_for(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(fact for word in words for fact in SHOWN[word])


def test_a_row_names_terms_that_exist_an_authority_and_whether_it_was_read() -> None:
    dataset = Dataset(ontology_quads())
    authorities = {row["id"] for row in tables()["authorities"]}
    kinds = (OWL_NAMES("Class"), SKOS("Concept"))
    for row in LISTS:
        assert row["criteria"].split(), row["id"]
        for word in row["criteria"].split():
            assert any(list(dataset.quads(ox.NamedNode(expand(word)), RDF_NAMES("type"), kind)) for kind in kinds), word
        assert row["authority"] in authorities | {""}
        assert row["id"].startswith(row["country"].lower() + "-")
        assert row["what"]
        assert "verify" in row["read"] or "read" in row["read"]


def test_all_that_a_row_asks_for_puts_an_activity_on_the_list_and_less_does_not() -> None:
    activities: dict[str, tuple[str, Iterable[str]]] = {}
    for row in LISTS:
        words = row["criteria"].split()
        activities[row["id"]] = (row["country"], said_for(words))
        activities[f"{row['id']}-abroad"] = ("AT", said_for(words))
        for left_out in words:
            activities[f"{row['id']}-without-{words.index(left_out)}"] = (row["country"], said_for(word for word in words if word != left_out))
    found = signs(registered(activities))
    for row in LISTS:
        assert iri(row) in found[row["id"]], row["id"]
        short = [name for name in activities if name.startswith(row["id"] + "-")]
        assert len(short) == len(row["criteria"].split()) + 1
        assert [name for name in short if iri(row) in found[name]] == []


@pytest.fixture(scope="module")
def listed() -> Dataset:
    """An activity for each row, which is all that the row asks for."""
    return registered({row["id"]: (row["country"], said_for(row["criteria"].split())) for row in LISTS})


@pytest.mark.parametrize("first", sorted({row["first_day"] for row in LISTS}))
def test_a_list_counts_from_its_first_day(first: str, listed: Dataset) -> None:
    rows = [row for row in LISTS if row["first_day"] == first]
    on, before = (signs(listed, date.fromisoformat(first) - timedelta(days=days)) for days in (0, 1))
    assert all(iri(row) in on[row["id"]] for row in rows)
    assert not any(iri(row) in before[row["id"]] for row in rows)


def test_a_workspace_s_row_of_one_criterion_is_enough_where_its_list_says_so() -> None:
    own = {"id": "at-tests", "country": "AT", "what": "aptitude tests", "criteria": "ropa:EvaluationActivity", "first_day": "2019-01-01", "read": "verify"}
    said = ["dpv:hasContext dpv:EvaluationScoring"]
    activities = {"tests": ("AT", said), "abroad": ("FI", said)}
    found = signs(registered(activities, [own]))
    assert found["tests"] == {iri(own), f"<{PREFIXES['dpv']}EvaluationScoring>"}
    assert found["abroad"] == set()


# -- the workspaces ----------------------------------------------------------------------------------------------------
def test_the_example_lacks_one_impact_assessment(example: Register) -> None:
    rows = example.ask("impact-assessments").rows
    lacking = {row["activity"].value.rsplit("/", 1)[1] for row in rows if row["need"].value != "one-criterion" and row["assessment"].value == "none-recorded"}
    assert lacking == {"premises-access"}


def test_a_notice_is_not_asked_for_its_impact_assessments(five: Register) -> None:
    found = {row["assessment"].value for row in five.ask("impact-assessments").rows}
    assert found == {"not-from-this-document", "not-in-this-extract"}
    assert not list(five.dataset.quads(None, RDF_NAMES("type"), ROPA("AssessmentNeed")))


def test_no_number_of_people_is_read_as_a_large_scale(example: Register) -> None:
    assert list(example.dataset.quads(None, ROPA("numberOfPeople")))
    assert members(example.dataset, "LargeScaleActivity") == set()


def test_a_likely_high_risk_is_explained_down_to_what_is_stated(example: Register) -> None:
    text = "\n".join(line for item in example.explain("premises-access", "type") for line in item.lines())
    chain = text[text.index("likely-high-risk-activity") :]
    assert "inferred by systematic-monitoring-activity" in chain
    assert "stated in" in chain[chain.index("inferred by vulnerable-subjects-activity") :]
