"""The rules: each finds what it is for, and nothing else.

``tests/cases/shapes/<rule>/complete.ttl`` and ``innocent*.ttl`` trigger nothing, every other file there exactly that rule.
A case is written as documents speak: a plain triple about the controller or an activity is stated and confirmed; another
modality is a statement of its own. All cases live in one dataset, each under a base of its own.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import SH as SHACL

from ropa.check import Rule, assert_shapes, check, read_rules
from ropa.check.profiles import Profile
from ropa.check.shacl import compile_rules, judge
from ropa.errors import EngineError, InputError
from ropa.fields import field_quads, fields_of
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated, infer_open, read_inferences
from ropa.labels import Labels
from ropa.law import known_until, law_quads, tables
from ropa.model import LANGUAGES, Clocks, Finding, Report
from ropa.namespaces import RDF, ROPA
from ropa.register import Register
from ropa.shacl import Result, compile_shapes
from ropa.terms import from_rdflib, to_rdflib
from ropa.vocabulary import ontology_quads
from tests import oracle

FOLDER = Path(__file__).parent / "cases" / "shapes"
ALONE = {rule.id for rule in read_rules() if rule.profiles}
"""Rules of one profile alone: their cases are judged in test_profiles.py."""
CASES = sorted(path for path in FOLDER.glob("*/*.ttl") if path.parent.name not in ALONE)
INNOCENT = [path for path in CASES if path.stem == "complete" or path.stem.startswith("innocent")]
GUILTY = [path for path in CASES if path not in INNOCENT]
RULES = tuple(rule for rule in read_rules() if rule.id not in ALONE)
BASE = "https://acme.example/ropa/"
TODAY = date(2026, 11, 2)
OWNERS = ("Processing", "ProcessingActivity")
ELI = re.compile(r"https://eur-lex\.europa\.eu/eli/(reg|dir)/(\d{4}/\d+)/art_(\d+)(?:/par_(\w+))?(?:/pnt_([a-z]))?/oj")
LAWS = {"2016/679": "", "2018/1725": "2018/1725 ", "2002/58": "2002/58 "}
"""How an article of each law is written: the GDPR's alone go without a name."""


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def statement_paths() -> frozenset[str]:
    owners = [ROPA(owner).value for owner in OWNERS] + ["https://w3id.org/dpv#LegalEntity"]
    return frozenset(field.path for owner in owners for field in fields_of().of(owner).values())


def case_quads(path: Path, *, complete: bool = True, regime: str = "eu") -> Iterator[ox.Quad]:
    """A case under a base of its own, its plain triples stated and confirmed."""
    base = f"https://{name_of(path)}/"
    text = path.read_text(encoding="utf-8").replace(BASE, base)
    if not complete:
        text = text.replace("ropa:complete true", "ropa:complete false")
    document, controller = ox.NamedNode(base + "document/acme"), ox.NamedNode(base + "controller/acme")
    triples = [(item.subject, item.predicate, item.object) for item in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    said = [(s, p, o) for s, p, o in triples if isinstance(s, ox.NamedNode) and "/acme" in s.value and s != document and p.value in statement_paths()]
    yield ox.Quad(controller, ROPA("exporterRegime"), ox.Literal(regime), document)
    for number, (subject, predicate, value) in enumerate(said):
        statement = ox.NamedNode(f"{base}statement/{number}")
        parts = {"type": ROPA("Statement"), "subject": subject, "predicate": predicate, "object": value}
        yield from (ox.Quad(statement, RDF(name), part, document) for name, part in parts.items())
        yield ox.Quad(statement, ROPA("modality"), ox.Literal("stated"), document)
        triples += [(statement, ROPA("reviewState"), ox.Literal("confirmed")), (statement, ROPA("quote"), ox.Literal(f"quote {number}"))]
        triples += [(statement, ROPA("inDocument"), document), (statement, ROPA("writtenAt"), ox.Literal(f"acme.yaml:{number + 1}"))]
    spoken = {s for s, p, o in triples if p == RDF("type") and o == ROPA("Statement")}
    reviewed = {s for s, p, _ in triples if p == ROPA("reviewState")}
    for statement in spoken:
        triples += [(statement, ROPA("inDocument"), document), (statement, ROPA("writtenAt"), ox.Literal("acme.yaml:99"))]
        triples += [] if statement in reviewed else [(statement, ROPA("reviewState"), ox.Literal("confirmed"))]
    named = {s: ox.NamedNode(f"{base}said/{number}") for number, s in enumerate(sorted({s for s, _, _ in triples if isinstance(s, ox.BlankNode)}, key=str))}
    for subject, predicate, value in triples:
        yield ox.Quad(named.get(subject, subject), predicate, value, document)


def dataset_of(paths: list[Path], *, complete: bool = True, regime: str = "eu") -> Dataset:
    dataset = Dataset(ontology_quads())
    dataset.add(field_quads())
    dataset.add(law_quads(tables()))
    for path in paths:
        dataset.add(case_quads(path, complete=complete, regime=regime))
    infer_open(dataset, read_inferences())
    return dataset


def report_of(dataset: Dataset, as_of: date = TODAY, lang: str = "en") -> Report:
    clocks = Clocks(as_of, as_of)
    infer_dated(dataset, read_inferences(), clocks, "gdpr")
    return check(dataset, RULES, clocks, known_until(tables()), "gdpr", Labels(dataset.labels, lang), lang)


def real(finding: Finding) -> bool:
    """Whether a finding is more than that this kind of document, or this extract, cannot tell."""
    return finding.status not in ("not-from-this-document", "not-in-this-extract")


def by_case(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {name_of(path): [] for path in CASES}
    for finding in report.findings:
        assert finding.controller is not None
        found[finding.controller.removeprefix("https://").removesuffix("/controller/acme")].append(finding)
    return found


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return dataset_of(CASES)


@pytest.fixture(scope="module")
def report(dataset: Dataset) -> Report:
    return report_of(dataset)


@pytest.fixture(scope="module")
def data(dataset: Dataset, report: Report) -> rdflib.Graph:
    """What the shapes can reach of all cases; `report` has inferred it."""
    assert report.rules
    return oracle.reachable(dataset, oracle.merged(RULES))


@pytest.fixture(scope="module")
def findings(report: Report) -> dict[str, list[Finding]]:
    return by_case(report)


@pytest.fixture(scope="module")
def few() -> Dataset:
    """One guilty case of each rule."""
    return dataset_of([path for path in GUILTY if path.stem == "guilty"])


@pytest.fixture(scope="module")
def extracts() -> dict[str, list[Finding]]:
    return by_case(report_of(dataset_of([path for path in GUILTY if path.stem == "guilty"], complete=False)))


# -- what each rule finds ----------------------------------------------------------------------------------------------
def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 230
    assert len(GUILTY) >= 70


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_complete_an_innocent_and_a_guilty_case(rule: Rule) -> None:
    stems = [path.stem for path in CASES if path.parent.name == rule.id]
    assert "complete" in stems
    assert any(stem.startswith("innocent") for stem in stems)
    assert any(stem.startswith("guilty") for stem in stems)


def test_every_folder_of_cases_is_a_rule() -> None:
    assert {path.parent.name for path in CASES} <= {rule.id for rule in RULES}


@pytest.mark.parametrize("path", INNOCENT, ids=name_of)
def test_a_complete_or_innocent_document_triggers_nothing(path: Path, findings: dict[str, list[Finding]]) -> None:
    assert [finding.rule for finding in findings[name_of(path)] if real(finding)] == []


@pytest.mark.parametrize("path", GUILTY, ids=name_of)
def test_a_guilty_document_triggers_exactly_its_rule(path: Path, findings: dict[str, list[Finding]]) -> None:
    assert {finding.rule for finding in findings[name_of(path)] if real(finding)} == {path.parent.name}


@pytest.mark.parametrize("path", [path for path in GUILTY if path.stem == "guilty"], ids=name_of)
def test_what_an_extract_lacks_is_a_hint_and_what_it_says_badly_is_not(path: Path, extracts: dict[str, list[Finding]]) -> None:
    found = extracts[name_of(path)]
    kinds = {rule.id: rule.kind for rule in RULES}
    assert path.parent.name in {finding.rule for finding in found}
    assert all(real(finding) == (kinds[finding.rule] != "gap") for finding in found if finding.status != "not-from-this-document")
    assert {(finding.kind, finding.severity) for finding in found if not real(finding)} <= {("hint", "info")}


def test_what_a_notice_cannot_fill_of_a_record_is_a_hint_with_its_article(findings: dict[str, list[Finding]]) -> None:
    found = {(item.rule, item.kind, item.status, item.severity, item.article) for item in findings["notice-purposes/guilty"]}
    assert ("purposes-stated", "hint", "not-from-this-document", "info", "30(1)(b)") in found
    assert ("notice-purposes", "gap", "missing", "violation", "13(1)(c)") in found


def test_hints_are_of_notices_or_extracts_only(findings: dict[str, list[Finding]]) -> None:
    registers = {name_of(path) for path in CASES if 'ropa:documentKind "register"' in path.read_text(encoding="utf-8")}
    assert [item for name in registers for item in findings[name] if not real(item)] == []


def test_a_transfer_without_a_country_is_found_at_its_own_line(findings: dict[str, list[Finding]]) -> None:
    (found,) = findings["transfer-country-stated/guilty"]
    assert found.about == "https://transfer-country-stated/guilty/activity/acme/payroll"
    assert (found.file, found.article, found.severity, found.labels["about"]) == ("acme.yaml", "30(1)(e)", "violation", "Payroll")
    assert found.quotes == (f"quote {(found.line or 0) - 1}",)


def test_a_finding_names_the_rights_that_are_missing(findings: dict[str, list[Finding]]) -> None:
    (found,) = (item for item in findings["notice-rights/guilty-restriction"] if item.kind == "gap")
    assert "18" in found.message
    assert "15" not in found.message
    assert "{" not in found.message


@pytest.mark.slow
# -- time and place ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("regime", "last"), [("eu", date(2018, 5, 24)), ("eea-efta", date(2018, 7, 19))])
def test_before_the_gdpr_applied_there_is_no_finding(regime: str, last: date) -> None:
    cases = dataset_of([path for path in GUILTY if path.stem == "guilty"], regime=regime)
    before, after = report_of(cases, last), report_of(cases, last.replace(day=last.day + 1))
    assert before.findings == ()
    assert {run.applied for run in before.rules} == {0}
    assert len(after.findings) >= 25


@pytest.mark.parametrize("regime", ["uk", "ch", "eu-institutions"])
def test_a_document_under_another_law_is_not_judged_by_the_gdpr(regime: str) -> None:
    assert report_of(dataset_of(GUILTY[:5], regime=regime)).findings == ()


# -- the report --------------------------------------------------------------------------------------------------------
def test_a_report_counts_the_nodes_each_rule_applied_to(report: Report) -> None:
    assert [run.id for run in report.rules] == [rule.id for rule in RULES]
    assert all(run.applied > 0 for run in report.rules)
    assert {run.id: run.findings for run in report.rules} == {rule.id: len([item for item in report.findings if item.rule == rule.id]) for rule in RULES}


def test_the_nodes_a_rule_applies_to_are_those_of_pyshacl(dataset: Dataset, data: rdflib.Graph) -> None:
    graph = pyshacl.shapes_graph.ShapesGraph(oracle.merged(RULES))
    assert graph.shapes
    applied = compile_rules(tuple(rule.triples for rule in RULES)).validate(dataset).applied
    for rule in RULES:
        shape = graph.lookup_shape_from_node(rdflib.URIRef(rule.iri))
        assert {str(node) for node in shape.focus_nodes(data)} == {node.value for node in applied[ox.NamedNode(rule.iri)]}


def spoken(results: Iterable[Result]) -> Counter[Result]:
    """Results without the words that an engine makes up where a shape has none."""
    own = {ox.NamedNode(rule.iri) for rule in RULES}
    return Counter(result if result.shape in own else replace(result, messages=()) for result in results)


def test_every_rule_is_compiled() -> None:
    assert compile_rules(tuple(rule.triples for rule in read_rules())).left == {}


@pytest.mark.slow
def test_pyshacl_gives_the_same_results_as_the_compiled_rules_on_all_cases(dataset: Dataset, data: rdflib.Graph) -> None:
    found = compile_rules(tuple(rule.triples for rule in RULES)).validate(dataset).results
    assert len(found) >= 1000
    assert spoken(found) == spoken(oracle.results(data, oracle.merged(RULES)))


@pytest.mark.parametrize("workspace", ["example", pytest.param("five", marks=pytest.mark.slow)])
def test_pyshacl_gives_the_same_results_as_the_compiled_rules_on_a_workspace(workspace: str, request: pytest.FixtureRequest) -> None:
    register: Register = request.getfixturevalue(workspace)
    shapes = oracle.merged(RULES)
    found = compile_rules(tuple(rule.triples for rule in RULES)).validate(register.dataset).results
    assert found
    assert spoken(found) == spoken(oracle.results(oracle.reachable(register.dataset, shapes), shapes))


@pytest.mark.slow
def test_the_part_of_the_graph_handed_over_gives_the_same_results_as_the_whole(few: Dataset) -> None:
    report_of(few)
    shapes = oracle.merged(RULES)
    assert Counter(oracle.results(oracle.reachable(few, shapes), shapes)) == Counter(oracle.results(few.to_rdflib(), shapes))


def test_findings_have_a_fingerprint_of_their_own_that_no_language_changes(report: Report, few: Dataset) -> None:
    ids = [item.id for item in report.findings]
    assert len(set(ids)) == len(ids)
    assert sorted(item.id for item in report_of(few).findings) == sorted(item.id for item in report_of(few, lang="fi").findings)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_are_said_in_every_language(lang: str, few: Dataset) -> None:
    for item in report_of(few, lang=lang).findings:
        assert item.message
        assert item.remedy
        assert "{" not in item.message


# -- the files ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_all_languages(rule: Rule) -> None:
    for words in (rule.labels, rule.messages, rule.remedies):
        assert set(words) == set(LANGUAGES)
        assert len(set(words.values())) == len(LANGUAGES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_cites_the_eli_of_its_article(rule: Rule) -> None:
    match = ELI.fullmatch(rule.source)
    assert match is not None
    cited = LAWS[match[2]] + match[3] + "".join(f"({part})" for part in match.groups()[3:] if part)
    assert any(article.startswith(cited) for article in rule.article.split("; "))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_people_never_read_the_word_violation(rule: Rule) -> None:
    said = " ".join([*rule.messages.values(), *rule.remedies.values(), *rule.labels.values()])
    assert not re.search(r"violation|Verstoß|Verletzung|rikkomus|överträdelse", said, re.IGNORECASE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_where_possible_is_a_warning_and_what_is_to_be_clarified_is_no_more(rule: Rule) -> None:
    where_possible = {"30(1)(f)", "30(1)(g)", "30(2)(d)"}
    if rule.article in where_possible:
        assert rule.severity == "warning"
    if rule.status == "to-clarify" or rule.kind in ("hint", "tension"):
        assert rule.severity != "violation"


@pytest.mark.slow
def test_shacl_shacl_accepts_all_shapes() -> None:
    assert_shapes(RULES)


AT_LEAST_TWO = ("notice-purposes-wording", "notice-recipients-wording", "notice-retention-wording")
"""Rules whose inference names two or more things or none: to allow one is to allow what never is."""


def without(shape: rdflib.Graph, *triples: tuple[Any, Any, Any]) -> rdflib.Graph:
    weaker = rdflib.Graph()
    weaker += shape
    for triple in triples:
        weaker.remove(triple)
    return weaker


def mutants(rule: Rule) -> Iterator[tuple[str, rdflib.Graph]]:
    """The shape with one constraint taken away, one bound loosened, or one member of a list left out."""
    shape, node = rdflib.Graph(), rdflib.URIRef(rule.iri)
    for triple in rule.triples:
        shape.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    for predicate in (SHACL.property, SHACL["or"], SHACL["not"], SHACL["and"]):
        for value in sorted(shape.objects(node, predicate)):
            yield f"without {predicate.fragment}", without(shape, (node, predicate, value), (value, None, None))
    for subject, predicate, bound in sorted((*shape.triples((None, SHACL.maxCount, None)), *shape.triples((None, SHACL.minCount, None)))):
        looser = int(str(bound)) + (1 if predicate == SHACL.maxCount else -1)
        if looser and rule.id not in AT_LEAST_TWO:
            yield f"{predicate.fragment} {looser}", without(shape, (subject, predicate, bound)).add((subject, predicate, rdflib.Literal(looser)))
    for subject, predicate, head in sorted(triple for triple in shape if triple[1] not in (SHACL.path, rdflib.RDF.rest, rdflib.RDF.first) and (triple[2], rdflib.RDF.first, None) in shape):
        members = list(Collection(shape, head))
        for left_out in members if len(members) > 1 else ():
            yield f"{predicate.fragment} without {left_out}", shorter(shape, (subject, predicate, head), [each for each in members if each != left_out])


def shorter(shape: rdflib.Graph, link: tuple[Any, Any, Any], members: list[Any]) -> rdflib.Graph:
    """The shape with another list; an alternative path of one member is that path (SHACL 2.3.1.3 asks for two)."""
    subject, predicate, _ = link
    if predicate == SHACL.alternativePath and len(members) == 1:
        ((owner, to),) = shape.subject_predicates(subject)
        return without(shape, (owner, to, subject)).add((owner, to, members[0]))
    head, graph = rdflib.BNode(), without(shape, link)
    Collection(graph, head, members)
    return graph.add((subject, predicate, head))


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_constraint_taken_away_or_weakened_is_noticed_by_the_cases(rule: Rule, dataset: Dataset, report: Report) -> None:
    assert report.rules

    def found(shape: Iterable[ox.Triple]) -> set[tuple[str, ...]]:
        results = compile_shapes(shape).validate(dataset).results
        return {(str(result.focus), str(result.component), str(result.value)) for result in results}

    whole = found(rule.triples)
    changed = [(name, found(ox.Triple(*map(from_rdflib, triple)) for triple in shape)) for name, shape in mutants(rule)]
    assert changed
    assert [name for name, results in changed if results == whole] == []


# -- what goes wrong ---------------------------------------------------------------------------------------------------
GOOD = (Path(__file__).parent.parent / "ontology" / "shapes" / "purposes-stated.ttl").read_text(encoding="utf-8").replace("purposes-stated", "own-rule")


def with_rule(folder: Path, text: str) -> Path:
    (folder / "shapes").mkdir()
    (folder / "shapes" / "own-rule.ttl").write_text(text, encoding="utf-8")
    return folder


def test_a_workspace_adds_a_rule_by_one_file(tmp_path: Path) -> None:
    assert "own-rule" in [rule.id for rule in read_rules(with_rule(tmp_path, GOOD))]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("rule:own-rule", "rule:other", "declares no rule"),
        ("rule:own-rule", "rule own", "not valid Turtle"),
        ("sh:severity sh:Violation", 'sh:severity "high"', "severity"),
        ("sh:targetClass ropa:ControllerEntry ;", "", "target"),
        ('ropa:findingStatus "missing"', 'ropa:findingStatus "lost"', "findingStatus"),
        ('ropa:article "30(1)(b)" ;', "", "article"),
        ('"The record does not say what these data are processed for."@en ,', "", "message"),
        ("sh:property [", "sh:closed true ; sh:property [", "closed"),
        ("sh:property [", "sh:sparql [ ] ; sh:property [", "sparql"),
    ],
)
def test_a_broken_rule_is_one_clear_message_with_its_file(before: str, after: str, message: str, tmp_path: Path) -> None:
    assert before in GOOD
    with pytest.raises(InputError, match=message) as error:
        read_rules(with_rule(tmp_path, GOOD.replace(before, after)))
    assert error.value.where == "own-rule.ttl"
    assert error.value.remedy


def test_a_shape_that_shacl_shacl_refuses_stops_the_run(tmp_path: Path) -> None:
    broken = GOOD.replace("sh:hasValue dpv:hasPurpose", 'sh:minCount "one"')
    with pytest.raises(EngineError) as error:
        read_rules(with_rule(tmp_path, broken))
    assert error.value.exit_code == 3
    assert error.value.where == "own-rule.ttl"


def test_a_shape_that_cannot_be_run_stops_the_run() -> None:
    text = "@prefix sh: <http://www.w3.org/ns/shacl#> . <x:s> a sh:NodeShape ; sh:targetNode <x:n> ; sh:property [ sh:minCount 1 ] ."
    with pytest.raises(EngineError):
        judge(Dataset(), {"x:s": tuple(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))})


# -- the example company and the five policies -------------------------------------------------------------------------
def found_in(register: Register, lang: str = "en") -> tuple[Finding, ...]:
    return check(register.dataset, RULES, register.clocks, register.law_known_until, "gdpr", register.labels(lang), lang).findings


def as_rows(findings: tuple[Finding, ...]) -> str:
    """What a golden keeps of findings: one line each, hints that only count what a kind of document cannot fill left out."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["document", "rule", "about", "severity", "status", "message", "quotes"])
    for item in findings:
        if real(item):
            about = item.about.rsplit("/", 1)[1]
            rows.writerow([item.file, item.rule, about, item.severity, item.status, item.message, " | ".join(" ".join(quote.split()) for quote in item.quotes)])
    return out.getvalue()


@pytest.mark.parametrize("workspace", ["example", "five"])
def test_findings_of_the_workspaces_are_those_of_the_golden(workspace: str, request: pytest.FixtureRequest) -> None:
    """data/example/README.md says of each finding of the example why it is meant; those of the five were read against their texts."""
    found = as_rows(found_in(request.getfixturevalue(workspace)))
    path = Path(__file__).parent / "goldens" / "findings" / f"{workspace}.csv"
    if os.environ.get("ROPA_WRITE_GOLDENS") == "1":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_what_is_not_in_an_extract_is_never_held_against_it(five: Register) -> None:
    found = [item for item in found_in(five) if item.controller and item.controller.endswith("/infobric")]
    assert {item.status for item in found if item.kind == "gap"} == set()
    assert {item.kind for item in found} <= {"hint", "faulty", "tension", "contradiction"}


def test_no_published_notice_breaks_article_30(five: Register) -> None:
    assert [item for item in found_in(five) if item.article.startswith("30(") and real(item)] == []


def test_a_gap_of_data_from_another_source_comes_under_article_14_too(five: Register) -> None:
    cited = {item.labels["about"]: item.article for item in found_in(five) if item.rule == "notice-legal-basis-of-purpose"}
    assert cited["credit checks"] == "13(1)(c); 14(1)(c)"
    assert cited["Infrasec Websites"] == "13(1)(c)"


@pytest.mark.parametrize(("article", "beside"), [({}, ""), ({"14(1)(c)": "2018/1725 16(1)(c)"}, "2018/1725 16(1)(c)")])
def test_no_article_of_the_gdpr_stands_beside_one_of_another_law(article: dict[str, str], beside: str) -> None:
    profile = Profile("other", "Other", "law", {}, {"13(1)(c)": "2018/1725 15(1)(c)"} | article, frozenset())
    rules = {rule.id: rule for rule in profile.rules(read_rules())}
    assert (rules["notice-legal-basis"].article, rules["notice-legal-basis"].beside) == ("2018/1725 15(1)(c)", beside)



def test_gaps_of_the_five_policies_give_the_words_or_the_place(five: Register) -> None:
    for item in found_in(five):
        assert item.file is not None
        assert item.line is not None


def test_the_findings_are_the_same_twice(example: Register) -> None:
    assert found_in(example) == found_in(example)
