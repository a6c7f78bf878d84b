"""Contradictions and tensions inside one document: what is none, what a reader noted, and that nothing is said twice.

The inferences run alone here, on a document of a few statements; tests/cases/shapes has whole documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.documents.values import days
from ropa.graph import Dataset
from ropa.infer.rules import read_inferences
from ropa.model import Finding
from ropa.namespaces import DPV, OA, PREFIXES, RDF, ROPA, SKOS, XSD
from ropa.register import Register

BASE = "https://acme.example/ropa/"
DOCUMENT = ox.NamedNode(BASE + "document/acme")
CONTROLLER = ox.NamedNode(BASE + "controller/acme")
ACTIVITY = ox.NamedNode(BASE + "activity/acme/support")
US = ox.NamedNode(PREFIXES["loc"] + "US")
SAID = ("stated", "possible", "conditional", "qualified")
DENIALS = {
    "denied-disclosure": (ROPA("hasDisclosure"), {}, {ROPA("recipient"): ox.NamedNode(BASE + "party/acme/bank")}),
    "denied-automation": (ROPA("hasAutomatedProcessing"), {ROPA("automatedKind"): ox.Literal("profiling")}, {ROPA("automatedKind"): ox.Literal("profiling")}),
    "denied-transfer": (ROPA("hasTransfer"), {}, {ROPA("country"): US}),
    "denied-data": (DPV("hasPersonalData"), {SKOS("broader"): DPV("SpecialCategoryPersonalData")}, {SKOS("broader"): ox.NamedNode(PREFIXES["pd"] + "Health")}),
}
"""Each inference over denials: its property, the parts of what is denied, the parts of what is said."""


class Small:
    """A notice of Acme with one activity, statement by statement."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []
        self.add(DOCUMENT, RDF("type"), ROPA("Document"))
        self.add(DOCUMENT, ROPA("documentKind"), ox.Literal("notice"))
        self.add(DOCUMENT, ROPA("describes"), CONTROLLER)
        self.add(ACTIVITY, ROPA("within"), ACTIVITY)
        for each in (CONTROLLER, ACTIVITY):
            self.add(each, ROPA("recordOf"), CONTROLLER)
        self.add(US, ROPA("areaOnDate"), ox.Literal("third-country"))
        self.add(ox.NamedNode(PREFIXES["pd"] + "Health"), SKOS("broader"), DPV("SpecialCategoryPersonalData"))

    def add(self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> None:
        self.quads.append(ox.Quad(subject, predicate, value, DOCUMENT))

    def say(
        self, name: str, about: ox.NamedNode, predicate: ox.NamedNode, parts: dict[ox.NamedNode, ox.NamedNode | ox.Literal], modality: str = "stated", reach: str = ""
    ) -> ox.NamedNode:
        """A confirmed statement about a thing, with an n-ary value of some parts."""
        statement, node = ox.NamedNode(f"{BASE}statement/{name}"), ox.NamedNode(f"{BASE}value/{name}")
        for part, value in parts.items():
            self.add(node, part, value)
        self.add(statement, RDF("type"), ROPA("Statement"))
        for part, thing in (("subject", about), ("predicate", predicate), ("object", node)):
            self.add(statement, RDF(part), thing)
        self.add(statement, ROPA("inDocument"), DOCUMENT)
        self.add(statement, ROPA("reviewState"), ox.Literal("confirmed"))
        self.add(statement, ROPA("modality"), ox.Literal(modality))
        if reach:
            self.add(statement, ROPA("denial"), ox.Literal(reach))
        return statement

    def quote(self, thing: ox.NamedNode, name: str, start: int, end: int) -> None:
        """Let a statement or a tension stand on a span of the text."""
        span, place = ox.NamedNode(f"{BASE}quote/{name}"), ox.NamedNode(f"{BASE}quote/{name}#position")
        self.add(thing, ROPA("evidence"), span)
        self.add(span, OA("hasSource"), ox.NamedNode(BASE + "document/acme/current"))
        self.add(span, OA("hasSelector"), place)
        for part, number in (("start", start), ("end", end)):
            self.add(place, OA(part), ox.Literal(str(number), datatype=XSD("integer")))

    def infer(self, *names: str) -> list[ox.Triple]:
        """What some inferences give, one after the other."""
        dataset, found = Dataset(self.quads), []
        for name in names:
            found = dataset.construct(query(name))
            dataset.add(ox.Quad(triple.subject, triple.predicate, triple.object, DOCUMENT) for triple in found)
        return found


@cache
def query(name: str) -> str:
    return next(item.query for item in read_inferences() if item.id == name)


def objects(found: list[ox.Triple], name: str) -> list[str]:
    return [str(triple.object) for triple in found if triple.predicate == ROPA(name)]


# -- periods -----------------------------------------------------------------------------------------------------------
def clash(one: str, other: str, bounds: tuple[str | None, str | None] = (None, None)) -> bool:
    """Whether two periods for the same data contradict each other."""
    small = Small()
    for name, duration, bound in (("a", one, bounds[0]), ("b", other, bounds[1])):
        parts: dict[ox.NamedNode, ox.NamedNode | ox.Literal] = {
            ROPA("duration"): ox.Literal(duration),
            ROPA("days"): ox.Literal(str(days(duration)), datatype=XSD("integer")),
        }
        if bound is not None:
            parts[ROPA("bound")] = ox.Literal(bound)
        small.say(name, ACTIVITY, ROPA("hasRetention"), parts)
    found = small.infer("compared-periods")
    assert {str(triple.object) for triple in found if triple.predicate == RDF("type")} == {str(ROPA("ComparedPeriods"))}
    return bool(objects(found, "contradictedBy"))


@st.composite
def months(draw: st.DrawFn, count: int) -> str:
    """A number of months written in months, in years and months, or in years."""
    if count % 12 == 0 and draw(st.booleans()):
        return f"P{count // 12}Y"
    return f"P{count // 12}Y{count % 12}M" if count > 12 and count % 12 and draw(st.booleans()) else f"P{count}M"


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 240), st.integers(1, 240))
def test_only_different_times_contradict_each_other(data: st.DataObject, one: int, other: int) -> None:
    assert not clash(data.draw(months(one)), data.draw(months(one)))
    assert clash(data.draw(months(one)), data.draw(months(other))) == (one != other)


@pytest.mark.parametrize(("one", "other"), [("P12M", "P1Y"), ("P24M", "P2Y"), ("P30D", "P1M"), ("P4W", "P1M"), ("P90D", "P3M"), ("P365D", "P1Y"), ("P52W", "P12M")])
def test_the_same_time_in_days_weeks_or_months_is_one_period(one: str, other: str) -> None:
    assert not clash(one, other)
    assert not clash(other, one)


BOUNDS = ("at-most", "at-least", "exactly")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(BOUNDS), st.sampled_from(BOUNDS))
def test_periods_clash_where_no_time_is_within_both(one: int, other: int, first: str, second: str) -> None:
    def within(bound: str, limit: int) -> set[int]:
        return {month for month in range(1, 62) if (bound != "at-least" and month <= limit and (bound == "at-most" or month == limit)) or (bound == "at-least" and month >= limit)}

    assert clash(f"P{one}M", f"P{other}M", (first, second)) == (not within(first, one) & within(second, other))


# -- denials -----------------------------------------------------------------------------------------------------------
def beside(name: str, modality: str, reach: str, *, denied_of: ox.NamedNode = CONTROLLER, said_of: ox.NamedNode = ACTIVITY) -> list[ox.Triple]:
    """What is found of a denial with some reach beside something said with some modality."""
    predicate, denied, said = DENIALS[name]
    small = Small()
    small.say("no", denied_of, predicate, dict(denied), "denied", reach)
    small.say("yes", said_of, predicate, dict(said), modality)
    return small.infer(name)


@pytest.mark.parametrize("name", DENIALS)
@settings(max_examples=20, deadline=None)
@given(modality=st.sampled_from(SAID), reach=st.sampled_from(["whole", "in-scope"]))
def test_a_contradiction_needs_a_whole_denial_and_a_statement(name: str, modality: str, reach: str) -> None:
    found = beside(name, modality, reach)
    both = modality == "stated" and reach == "whole"
    assert bool(objects(found, "contradictedBy")) == both
    assert bool(objects(found, "strainedBy")) != both
    assert len(set(objects(found, "restsOn"))) == 2


@pytest.mark.parametrize("name", DENIALS)
def test_a_denial_for_one_activity_says_nothing_of_the_others(name: str) -> None:
    found = beside(name, "stated", "whole", denied_of=ACTIVITY, said_of=CONTROLLER)
    assert objects(found, "contradictedBy") == objects(found, "strainedBy") == []
    assert len(set(objects(found, "restsOn"))) == 1


def test_a_denial_of_decisions_with_legal_effects_is_no_denial_of_profiling() -> None:
    profiling = {ROPA("automatedKind"): ox.Literal("profiling")}
    small = Small()
    small.say("no", CONTROLLER, ROPA("hasAutomatedProcessing"), {**profiling, ROPA("effects"): ox.Literal("legal effects")}, "denied", "whole")
    small.say("neither", CONTROLLER, ROPA("hasAutomatedProcessing"), {ROPA("automatedKind"): ox.Literal("automated-decisions")}, "denied", "whole")
    small.say("yes", ACTIVITY, ROPA("hasAutomatedProcessing"), dict(profiling))
    found = small.infer("denied-automation")
    assert objects(found, "contradictedBy") == objects(found, "strainedBy") == []


def test_the_gravest_of_several_statements_is_the_one_shown() -> None:
    predicate, denied, said = DENIALS["denied-transfer"]
    small = Small()
    small.say("no", CONTROLLER, predicate, dict(denied), "denied", "whole")
    small.say("a-possible", ACTIVITY, predicate, dict(said), "possible")
    yes = small.say("z-stated", ACTIVITY, predicate, dict(said))
    assert objects(small.infer("denied-transfer"), "contradictedBy") == [str(yes)]


@pytest.mark.parametrize(("start", "end", "repeated"), [(20, 40, False), (25, 200, False), (60, 80, True)])
def test_a_rule_does_not_repeat_what_a_reader_noted_on_overlapping_words(start: int, end: int, repeated: bool) -> None:
    predicate, denied, said = DENIALS["denied-transfer"]
    small, tension = Small(), ox.NamedNode(BASE + "tension/acme/1")
    small.add(tension, RDF("type"), ROPA("Tension"))
    small.quote(tension, "denial", 0, 10)
    small.quote(tension, "passage", 20, 40)
    small.quote(small.say("no", CONTROLLER, predicate, dict(denied), "denied", "whole"), "denial", 0, 10)
    small.quote(small.say("yes", ACTIVITY, predicate, dict(said)), f"from-{start}", start, end)
    assert bool(objects(small.infer("statement-noted", "denied-transfer"), "contradictedBy")) == repeated


# -- the five policies and the example company -------------------------------------------------------------------------
def noted(register: Register) -> Iterator[tuple[str, str]]:
    """Document and kind of each tension that readers noted."""
    for quad in register.dataset.quads(None, ROPA("tensionKind")):
        yield quad.graph_name.value, quad.object.value  # type: ignore[union-attr]


def found_by_reading(register: Register) -> list[Finding]:
    return [finding for finding in register.check().findings if finding.found_by == "reading"]


@pytest.mark.parametrize("workspace", ["five", "example"])
def test_every_tension_a_reader_noted_is_a_finding_at_its_own_line(workspace: str, request: pytest.FixtureRequest) -> None:
    register = request.getfixturevalue(workspace)
    findings = found_by_reading(register)
    assert sorted((item.about, item.rule.removesuffix("-noted")) for item in findings) == sorted(noted(register))
    assert len({(item.file, item.line) for item in findings}) == len(findings)
    assert all(item.quotes for item in findings)


def test_a_tension_is_told_with_the_reading_that_reconciles_it(five: Register) -> None:
    told = [item.message for item in found_by_reading(five) if item.kind == "tension"]
    assert len(told) >= 35
    assert all(message.endswith(")") for message in told)


def test_the_contradiction_of_the_example_is_told_once(example: Register) -> None:
    (found,) = (item for item in example.check().findings if item.kind == "contradiction")
    assert (found.rule, found.found_by, found.severity, len(found.quotes)) == ("contradiction-noted", "reading", "warning", 2)


def test_none_of_the_five_policies_contradicts_itself_outright(five: Register) -> None:
    assert [item for item in five.check().findings if item.kind == "contradiction"] == []


def test_what_the_copy_of_a_policy_lost_is_not_held_against_it(five: Register) -> None:
    lost = [item for item in five.check().findings if item.status == "cut-off"]
    assert {(item.file, item.kind, item.severity) for item in lost} == {("infrakit.yaml", "hint", "info")}
    assert "You can also send us an email at" in {quote for item in lost for quote in item.quotes}
    blamed = {item.rule for item in five.check().findings if item.file == "infrakit.yaml" and item.kind != "hint"}
    assert not blamed & {"notice-controller-identified", "notice-complaint"}
