"""Comparing documents: the example company's tables as data/example/README.md gives them, edits, both ways round, lists of vendors."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ropa.cli import main
from ropa.compare import Document
from ropa.compare.documents import Comparer
from ropa.compare.names import Directory, name_key
from ropa.comparison import GRAVITIES, KINDS, Comparison, Difference
from ropa.documents.compiler import compile_form
from ropa.errors import InputError, UsageError
from ropa.fields import fields_of
from ropa.form import Form
from ropa.graph import Dataset
from ropa.law import law_quads, tables
from ropa.model import LANGUAGES
from ropa.periods import parse_period, same_period
from ropa.register import document_tables
from ropa.register.files import compare_files
from ropa.render.comparison import COLUMNS, SCHEMA, WRITERS, summary
from ropa.vocabulary import vocabulary
from ropa.words import Words
from tests.conftest import EXAMPLE, FIVE

POLICIES = sorted((FIVE / "policies").glob("*.yaml"))
NOTICE, REGISTER, VENDORS = EXAMPLE / "notice.yaml", EXAMPLE / "register.yaml", EXAMPLE / "vendor-list.yaml"

# "Notice against register", first table: property, activity, kind, gravity, what A names, what B names.
DISAGREEMENTS = [
    ("retention", "newsletter", "otherwise", "disagreement", "P12M", "P24M"),
    ("discloses", "newsletter", "only-in-a", "missing", "mailchimp", ""),
    ("discloses", "newsletter", "only-in-b", "missing", "", "postilintu"),
    ("discloses", "customer-support", "only-in-b", "missing", "", "banyan-support"),
    ("legal-basis", "website-analytics", "otherwise", "disagreement", "A6-1-a", "A6-1-f"),
    ("transfers", "", "otherwise", "disagreement", "", "olive-assess"),
    ("activity", "recommendations", "only-in-a", "missing", "ProvideProductRecommendations", ""),
    ("retention", "trade-fairs", "only-in-a", "missing", "P1M", ""),
    ("transfers", "customer-support", "less-certain", "missing", "harbor-ticket", "us-dpf"),
]
# Second table: property, kind (any where empty), activity, names.
CONSEQUENCES = [
    ("discloses", "only-in-b", "product-accounts", "thames-uptime sava-code red-river-qa"),
    ("discloses", "only-in-b", "customer-management", "verbena-transcribe"),
    ("discloses", "only-in-b", "trade-fairs", "feira-obra dune-expo bosfor-otel messupaja"),
    ("discloses", "only-in-b", "site-service", "nordvik-hosting"),
    ("discloses", "only-in-a", "trade-fairs", "fair-organisers"),
    ("discloses", "only-in-a", "", "it-service-providers public-authorities"),
    ("transfers", "only-in-b", "product-accounts", "thames-uptime sava-code red-river-qa"),
    ("transfers", "only-in-b", "customer-management", "verbena-transcribe"),
    ("transfers", "only-in-b", "customer-support", "banyan-support"),
    ("transfers", "only-in-b", "website-analytics", "ripple-metrics"),
    ("transfers", "only-in-b", "trade-fairs", "feira-obra dune-expo bosfor-otel"),
    ("transfers", "only-in-b", "recruitment", "olive-assess"),
    ("retention", "only-in-b", "customer-management", "P6M"),
    ("retention", "only-in-b", "customer-support", "as long as the customer account exists"),
    ("legal-basis", "less-certain", "customer-support", "A6-1-f"),
    ("legal-basis", "less-certain", "trade-fairs", "A6-1-b"),
    *(("data", "", name, "") for name in ["product-accounts", "customer-management", "customer-support", "website-analytics", "recruitment"]),
    *(
        ("activity", "only-in-b", name, "")
        for name in ["payroll", "occupational-health", "staff-it", "security-monitoring", "premises-access", "invoicing", "product-research", "resellers", "legal-affairs", "data-subject-requests", "summer-event", "remote-support", "data-migration"]
    ),
]


@cache
def example() -> Comparison:
    return compare_files([str(NOTICE), str(REGISTER)])


def short(term: str) -> str:
    return term.replace("#", "/").rsplit("/", 1)[-1] if "://" in term else term


def place(item: Difference) -> str:
    return next(at.id for at in (item.at_a, item.at_b) if at is not None)


def terms(item: Difference, side: str) -> set[str]:
    return {short(term) for voice in getattr(item, side) for term in voice.terms}


@pytest.mark.parametrize(("property_id", "activity", "kind", "gravity", "a", "b"), DISAGREEMENTS)
def test_a_disagreement_of_the_example_is_found(property_id: str, activity: str, kind: str, gravity: str, a: str, b: str) -> None:
    found = [item for item in example().differences if (item.property, place(item), item.kind, item.gravity) == (property_id, activity, kind, gravity)]
    assert any((not a or a in terms(item, "a")) and (not b or b in terms(item, "b")) for item in found)


@pytest.mark.parametrize(("property_id", "kind", "activity", "names"), CONSEQUENCES)
def test_a_consequence_of_a_short_text_is_no_disagreement(property_id: str, kind: str, activity: str, names: str) -> None:
    found = [item for item in example().differences if (item.property, place(item)) == (property_id, activity) and item.kind == (kind or item.kind)]
    assert found
    named = {term for item in found if item.gravity in ("missing", "note") for side in "ab" for term in terms(item, side)}
    assert all(name in named for name in ([names] if " as " in f" {names} " else names.split()))


def test_nothing_else_is_found_in_the_example() -> None:
    expected = {(row[0], row[1]) for row in DISAGREEMENTS} | {(row[0], row[2]) for row in CONSEQUENCES}
    assert {(item.property, place(item)) for item in example().differences} == expected
    assert example().counts()["disagreement"] == 3
    assert sum(len(item.b) for item in example().differences if item.property == "transfers" and not place(item)) == 26


@pytest.mark.parametrize(
    ("property_id", "activity"),
    [
        ("retention", "recruitment"),  # P2Y and P24M
        ("retention", "website-analytics"),
        ("joint-control", "customer-management"),
        ("retention", ""),  # vouchers P6Y, as invoicing keeps them
        ("discloses", "recruitment"),  # Olive Assess is a recipient in both
        ("data", "newsletter"),
        ("data", "trade-fairs"),
    ],
)
def test_a_look_alike_is_no_difference(property_id: str, activity: str) -> None:
    assert not [item for item in example().differences if (item.property, place(item)) == (property_id, activity)]


def test_both_sides_have_their_words_and_places() -> None:
    item = next(item for item in example().differences if item.property == "retention" and item.kind == "otherwise")
    assert item.a[0].quotes[0].text == "We keep these data for 12 months after you unsubscribe."
    assert re.fullmatch(r"notice\.yaml:\d+", item.a[0].where or "")
    assert re.fullmatch(r"register\.yaml:\d+", item.b[0].where or "")
    assert item.article == "Art. 13(2)(a), 14(2)(a), 30(1)(f)"


def test_a_category_for_all_processing_may_cover_an_unnamed_processor() -> None:
    item = next(item for item in example().differences if "banyan-support" in terms(item, "b") and item.property == "discloses")
    assert [remark.code for remark in item.remarks] == ["may-cover"]
    assert terms(item, "a") == {"it-service-providers"}
    assert item.a[0].general


def test_the_register_is_b_whatever_its_place() -> None:
    assert compare_files([str(REGISTER), str(NOTICE)]) == example()


def test_ids_of_the_documents_of_a_workspace_may_be_given() -> None:
    found = compare_files(["lumitie-notice", "lumitie-register"], EXAMPLE)
    assert [item.id for item in found.differences] == [item.id for item in example().differences]


@pytest.mark.parametrize("path", [*POLICIES, NOTICE, REGISTER], ids=lambda path: path.stem)
def test_a_document_differs_in_nothing_from_itself(path: Path) -> None:
    found = compare_files([str(path), str(path)])
    assert found.mode == "versions"
    assert found.differences == ()
    assert found.b.statements == found.b.matched > 0


# Edits: of the newsletter of the example's notice, each with what it must give, and nothing else.
EDITS = [
    ('duration: "P12M"', 'duration: "P6M"', ("retention", "newsletter", "otherwise", "disagreement")),
    ('duration: "P12M"', 'duration: "P1Y"', None),
    ('value: "dpv:DirectMarketing"', 'value: "dpv:Marketing"', ("purpose", "newsletter", "more-general", "note")),
    ('- basis: "eu-gdpr:A6-1-a"\n        quote: {text: "The legal basis is your', '- basis: "eu-gdpr:A6-1-f"\n        quote: {text: "The legal basis is your', ("legal-basis", "newsletter", "otherwise", "disagreement")),
    ('- to: "mailchimp"', '- to: "hubspot"', ("discloses", "newsletter", "only-in-a", "missing"), ("discloses", "newsletter", "only-in-b", "missing")),
    ('- to: "mailchimp"\n        role: "unclear"', '- to: "mailchimp"\n        role: "controller"', ("discloses", "newsletter", "otherwise", "note")),
    ('- to: "mailchimp"\n        role: "unclear"', '- to: "mailchimp"\n        modality: "possible"\n        role: "unclear"', ("discloses", "newsletter", "less-certain", "note")),
    ('category: "pd:LinkClicked"', 'category: "pd:IPAddress"', ("data", "newsletter", "only-in-a", "missing"), ("data", "newsletter", "only-in-b", "missing")),
    ('name: "Newsletter"', 'name: "The letter"', ("activity-name", "newsletter", "otherwise", "note")),
    ('how: "with the link at the end of every letter"', 'how: "by e-mail"', ("rights", "newsletter", "otherwise", "note")),
    ('- id: "recommendations"', '- id: "tips"', None),
    ("We keep these data for 12 months after you unsubscribe.", "These data are kept for 12 months after you unsubscribe.", None),
    ('with:\n          - "lumitie-sverige"', 'with:\n          - "users-employer"', ("joint-control", "customer-management", "only-in-a", "missing"), ("joint-control", "customer-management", "only-in-b", "missing")),
    ('place: "Luleå, Sweden"\n    country: "SE"', 'place: "Luleå, Sweden"\n    country: "NO"', ("party-country", "nordvik-hosting", "otherwise", "note")),
    ('modality: "denied"\n      place: "outside', 'modality: "possible"\n      place: "outside', ("transfers", "", "otherwise", "disagreement")),
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit[1][:40])
def test_an_edit_is_found_and_nothing_else(edit: tuple[Any, ...], tmp_path: Path) -> None:
    before, after, *expected = edit
    text = NOTICE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "new.yaml").write_text(text.replace(before, after), encoding="utf-8")
    found = compare_files([str(NOTICE), str(tmp_path / "new.yaml")])
    assert sorted((item.property, place(item), item.kind, item.gravity) for item in found.differences) == sorted(each for each in expected if each)


def test_an_edit_of_a_policy_is_found_and_nothing_else(tmp_path: Path) -> None:
    text = (FIVE / "policies" / "infrakit.yaml").read_text(encoding="utf-8")
    assert text.count("duration: P6Y") == 1
    (tmp_path / "new.yaml").write_text(text.replace("duration: P6Y", "duration: P5Y"), encoding="utf-8")
    (found,) = compare_files([str(FIVE / "policies" / "infrakit.yaml"), str(tmp_path / "new.yaml")]).differences
    assert (found.property, found.kind, terms(found, "a"), terms(found, "b")) == ("retention", "otherwise", {"P6Y"}, {"P5Y"})


# -- small documents ---------------------------------------------------------------------------------------------------
Data = dict[str, Any]


def form(kind: str, activities: list[Data], parties: list[Data] | None = None, **more: Any) -> Data:
    about = {"id": f"x-{kind}", "kind": kind, "title": kind, "language": "en"}
    controller = {"id": "x", "name": "X Oy", "quote": "X Oy"}
    return {"format": "1", "document": about, "controller": controller, "parties": parties or [], "activities": activities, **more}


@cache
def _reference() -> tuple[Any, ...]:
    found = tables(None)
    return fields_of(None), document_tables(found), tuple(quad for quad in law_quads(found) if "vendor" in str(quad.subject))


def small(data: Data) -> Document:
    fields, names, quads = _reference()
    dataset = Dataset(quads)
    compiled = compile_form(Form(Path("x.yaml"), data, {}), "https://x.example/", fields, vocabulary(), names)
    dataset.add(compiled)
    return Document(dataset, compiled[0].graph_name.value, fields, "x.yaml")


def held(a: Data, b: Data) -> tuple[Difference, ...]:
    one, other = small(a), small(b)
    return Comparer(one, other, vocabulary(), one.kind == other.kind).differences()


def news(**values: Any) -> Data:
    return {"id": "news", "name": "News", "quote": "News", "purpose": ["dpv:Marketing"], **values}


def seen(differences: tuple[Difference, ...]) -> list[tuple[str, str, str | None, str]]:
    return [(item.property, item.kind, item.side, item.gravity) for item in differences]


@pytest.mark.parametrize(
    ("notice", "register", "expected"),
    [
        ({"discloses": [{"to": "gmail"}]}, {"discloses": [{"to": "google"}]}, [("discloses", "more-general", "b", "note")]),
        ({"discloses": [{"to": "google-analytics"}]}, {"discloses": [{"to": "alphabet"}]}, [("discloses", "more-general", "b", "note")]),
        ({"discloses": [{"to": "google"}]}, {"discloses": [{"to": "google-llc"}]}, []),
        ({"purpose": ["dpv:DirectMarketing"]}, {"purpose": ["dpv:Marketing"]}, [("purpose", "more-general", "b", "note")]),
        ({"legal_basis": ["eu-gdpr:A6-1-a"]}, {}, [("legal-basis", "only-in-a", None, "note")]),
        ({}, {"legal_basis": ["eu-gdpr:A6-1-a"]}, [("legal-basis", "only-in-b", None, "missing")]),
        ({"legal_basis": ["eu-gdpr:A6-1-a", "eu-gdpr:A6-1-b"]}, {"legal_basis": ["eu-gdpr:A6-1-b"]}, [("legal-basis", "only-in-a", None, "missing")]),
        ({"legal_basis": [{"basis": "eu-gdpr:A6-1-f", "modality": "qualified"}]}, {"legal_basis": ["eu-gdpr:A6-1-f"]}, [("legal-basis", "less-certain", "a", "note")]),
        ({"legal_basis": ["eu-gdpr:A6-1-a"]}, {"legal_basis": ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"]}, [("legal-basis", "only-in-b", None, "missing")]),
        ({"retention": [{"duration": "P1Y", "bound": "at-most"}]}, {"retention": [{"duration": "P6M", "bound": "exactly"}]}, [("retention", "more-general", "a", "note")]),
        ({"retention": [{"criterion": "as long as needed"}]}, {"retention": [{"duration": "P6M"}]}, [("retention", "more-general", "a", "note")]),
        ({"retention": [{"duration": "P1Y", "scope": "server logs"}]}, {"retention": [{"duration": "P6Y", "scope": "invoices"}]}, [("retention", "only-in-a", None, "missing"), ("retention", "only-in-b", None, "missing")]),
        ({"transfers": [{"to": "zoom", "country": "US"}]}, {"transfers": [{"to": "zoom", "country": "IN"}]}, [("transfers", "otherwise", None, "missing")]),
        ({"transfers": [{"country": "US"}]}, {"transfers": [{"to": "zoom", "country": "US"}]}, [("transfers", "more-general", "a", "note")]),
        ({"transfers": [{"to": "zoom", "country": "US", "mechanism": "scc"}]}, {"transfers": [{"to": "zoom", "country": "US", "mechanism": "us-dpf"}]}, [("transfers", "otherwise", None, "missing")]),
        ({"transfers": [{"to": "zoom", "modality": "denied"}]}, {"transfers": [{"to": "zoom", "country": "US"}]}, [("transfers", "otherwise", None, "disagreement")]),
        ({"transfers": [{"to": "zoom", "modality": "denied"}]}, {}, []),
        ({"discloses": [{"modality": "denied"}]}, {"discloses": [{"to": "zoom"}]}, [("discloses", "otherwise", None, "disagreement")]),
        ({"dataSubjects": ["dpv:Customer"]}, {"dataSubjects": ["dpv:DataSubject"]}, [("data-subjects", "more-general", "b", "note")]),
        ({"responsibility": {"value": "joint"}}, {"responsibility": {"value": "sole"}}, [("responsibility", "otherwise", None, "disagreement")]),
    ],
)  # fmt: skip
def test_what_is_held_against_what(notice: Data, register: Data, expected: list[Any]) -> None:
    parties = [{"id": "google-llc", "name": "Google LLC", "kind": "named", "quote": "Google LLC"}]
    a, b = form("notice", [news(**notice)], parties), form("register", [news(**register)], parties)
    assert seen(held(a, b)) == expected
    swapped = {"a": "b", "b": "a", None: None, "only-in-a": "only-in-b", "only-in-b": "only-in-a"}
    mirrored = [(name, swapped.get(kind, kind), swapped[side]) for name, kind, side, _ in expected]
    assert sorted(map(str, mirrored)) == sorted(str(row[:3]) for row in seen(held(b, a)))


def test_what_is_said_of_all_processing_counts_for_an_activity() -> None:
    notice = form("notice", [news()], general={"legal_basis": [{"basis": "eu-gdpr:A6-1-a", "quote": "consent"}], "retention": [{"duration": "P1Y", "quote": "a year"}]})
    register = form("register", [news(legal_basis=["eu-gdpr:A6-1-a"], retention=[{"duration": "P12M"}])])
    assert seen(held(notice, register)) == [("legal-basis", "only-in-b", None, "note")]


def test_activities_match_by_id_then_purpose_then_name() -> None:
    a = small(form("notice", [news(), {"id": "jobs", "name": "Jobs", "quote": "Jobs", "purpose": ["dpv:RecruitmentManagement"]}, {"id": "doors", "name": "Keys to doors", "quote": "Keys"}]))
    b = small(form("register", [news(), {"id": "hiring", "name": "Hiring", "purpose": ["dpv:RecruitmentApplicantSelection"]}, {"id": "keys", "name": "Doors: keys", "purpose": ["dpv:EnforceSecurity"]}]))
    comparer = Comparer(a, b, vocabulary(), strict=False)
    found = {match.a.id: (match.b.id, match.by) for match in comparer.matches()}
    assert found["news"] == ("news", "id")
    assert found["jobs"] == ("hiring", "purpose")


def test_two_categories_that_share_a_common_word_are_two() -> None:
    names = {"it": "IT service providers", "payment": "payment service providers", "it-too": "IT-service providers"}
    categories = [{"id": key, "name": name, "kind": "category", "quote": name} for key, name in names.items()]
    notice = form("notice", [news(discloses=[{"to": "it"}])], categories)
    assert seen(held(notice, form("register", [news(discloses=[{"to": "payment"}])], categories))) == [
        ("discloses", "only-in-a", None, "missing"),
        ("discloses", "only-in-b", None, "missing"),
    ]
    assert held(notice, form("register", [news(discloses=[{"to": "it-too"}])], categories)) == ()


def test_another_law_is_not_verified_against_the_articles_of_the_gdpr() -> None:
    notice, register = form("notice", [news()], regime={"value": "ch", "quote": "FADP"}), form("register", [news(discloses=[{"to": "zoom"}])])
    (found,) = held(notice, register)
    assert found.article is None
    (found,) = held(form("notice", [news()]), register)
    assert found.article == "Art. 13(1)(e), 14(1)(e)"


def test_a_disagreement_stays_one_beside_a_criterion_that_both_give() -> None:
    both = {"criterion": "as long as needed"}
    a, b = (form(kind, [news(retention=[both, {"duration": time}])]) for kind, time in (("notice", "P12M"), ("register", "P24M")))
    assert seen(held(a, b)) == [("retention", "otherwise", None, "disagreement")]


def test_a_part_counts_with_its_heading_where_the_other_serves_its_purpose() -> None:
    part = {"id": "letters", "name": "Letters", "quote": "Letters", "purpose": ["dpv:DirectMarketing"], "discloses": [{"to": "mailchimp"}]}
    notice = form("notice", [news(activities=[part])])
    register = form("register", [news(discloses=[{"to": "mailchimp"}])])
    assert seen(held(notice, register)) == [("purpose", "more-general", "b", "note")] or not held(notice, register)


def test_several_notices_against_one_register(tmp_path: Path) -> None:
    staff = form("notice", [{"id": "payroll", "name": "Payroll", "quote": "Payroll", "purpose": ["dpv:PersonnelPayment", "dpv:PersonnelManagement"]}])
    staff["document"]["id"] = "staff"
    staff["controller"]["id"] = "lumitie"
    (tmp_path / "staff.yaml").write_text(json.dumps(staff), encoding="utf-8")
    found = compare_files([str(NOTICE), str(REGISTER), str(tmp_path / "staff.yaml")])
    alone = [place(item) for item in found.differences if item.property == "activity" and item.kind == "only-in-b"]
    assert "payroll" not in alone
    assert "newsletter" not in alone
    assert len(alone) == len(set(alone)) == 12
    assert [card.id for card in found.a] == ["lumitie-notice", "staff"]


def test_a_draft_says_what_it_found_missed_and_added() -> None:
    proposed = {"state": "proposed"}
    draft = form("notice", [news(discloses=[{"to": "zoom", "review": proposed}, {"to": "gmail", "review": proposed}])])
    whole = form("notice", [news(discloses=[{"to": "zoom"}, {"to": "mailchimp"}])])
    assert seen(held(draft, whole)) == [("discloses", "only-in-a", None, "missing"), ("discloses", "only-in-b", None, "missing")]


def test_what_a_notice_ties_to_no_activity_is_not_said_of_all_processing() -> None:
    proposed = {"state": "proposed"}
    notice = form("notice", [news()], unattached={"legal_basis": [{"basis": "eu-gdpr:A6-1-a", "review": proposed, "quote": "Consent"}]})
    (found,) = [item for item in held(notice, form("register", [news(legal_basis=["eu-gdpr:A6-1-a"])])) if item.at_b is not None]
    assert (found.kind, found.gravity) == ("only-in-b", "note")
    assert [remark.code for remark in found.remarks] == ["unattached"]


def test_a_period_tied_to_no_activity_is_nobodys_period() -> None:
    notice = form("notice", [news()], unattached={"retention": [{"duration": "P1Y", "review": {"state": "proposed"}, "quote": "A year"}]})
    found = held(notice, form("register", [news(retention=[{"duration": "P6Y"}])]))
    assert "otherwise" not in [item.kind for item in found if item.property == "retention"]


def test_rejected_statements_do_not_count() -> None:
    rejected = form("notice", [news(discloses=[{"to": "zoom", "review": {"state": "rejected"}}])])
    assert held(rejected, form("notice", [news()])) == ()


# -- properties --------------------------------------------------------------------------------------------------------
PURPOSES = ["dpv:Marketing", "dpv:DirectMarketing", "dpv:CustomerCare", "dpv:LegalCompliance", "dpv:ServiceProvision", "dpv:Purpose"]
MODALITIES = ["stated", "possible", "conditional", "implied", "denied"]


def _values(key: str, choices: list[str]) -> st.SearchStrategy[list[Data]]:
    return st.lists(st.fixed_dictionaries({key: st.sampled_from(choices), "modality": st.sampled_from(MODALITIES)}), max_size=3, unique_by=str)


PROCESSING = st.fixed_dictionaries(
    {
        "purpose": _values("value", PURPOSES),
        "legal_basis": _values("basis", ["eu-gdpr:A6-1-a", "eu-gdpr:A6-1-b", "eu-gdpr:A6-1-f", "eu-gdpr:A9-2-a"]),
        "discloses": _values("to", ["gmail", "google", "zoom", "mailchimp", "it", "banks"]),
        "transfers": _values("country", ["US", "IN"]),
        "data": _values("category", ["pd:Contact", "pd:EmailAddress", "pd:EmailAddressWork", "pd:Name"]),
        "retention": st.lists(st.fixed_dictionaries({"duration": st.sampled_from(["P1Y", "P12M", "P6M", "P30D", "P365D"]), "bound": st.sampled_from(["at-most", "at-least", "exactly"])}), max_size=2, unique_by=str),
    }
)  # fmt: skip
PARTIES = [{"id": name, "name": name, "kind": "category", "quote": name} for name in ("it", "banks")]


def _activity(name: str, values: Data) -> Data:
    return {"id": name, "name": name, "quote": name, **{key: value for key, value in values.items() if value}}


@st.composite
def documents(draw: st.DrawFn, kind: str) -> Data:
    names = draw(st.lists(st.sampled_from(["news", "help", "jobs", "pay"]), max_size=3, unique=True))
    general = {key: [{**item, "quote": "all"} for item in value] for key, value in draw(PROCESSING).items() if value}
    return form(kind, [_activity(name, draw(PROCESSING)) for name in names], PARTIES, general=general)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(documents("notice"), documents("register"))
def test_a_comparison_the_other_way_round_is_its_mirror(a: Data, b: Data) -> None:
    kinds, sides = {"only-in-a": "only-in-b", "only-in-b": "only-in-a"}, {"a": "b", "b": "a", None: None}

    def facts(item: Difference) -> tuple[Any, ...]:
        return item.property, item.kind, item.side, item.gravity, item.at_a, item.at_b, sorted(map(str, item.a)), sorted(map(str, item.b))

    there, back = held(a, b), held(b, a)
    turned = [replace(item, kind=kinds.get(item.kind, item.kind), side=sides[item.side], a=item.b, b=item.a, at_a=item.at_b, at_b=item.at_a) for item in back]
    assert sorted(map(str, map(facts, there))) == sorted(map(str, map(facts, turned)))


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(documents("notice"))
def test_what_a_notice_says_differs_in_nothing_from_the_same_in_a_register(data: Data) -> None:
    assert held(data, data) == ()
    other = {**data, "document": {**data["document"], "kind": "register"}}
    assert [item for item in held(data, other) if item.gravity == "disagreement" and not _denies_itself(data)] == []


def _denies_itself(data: Data) -> bool:
    return '"denied"' in json.dumps(data)


@given(st.integers(1, 40), st.integers(0, 11), st.integers(0, 30))
def test_equal_durations_are_the_same_time_however_they_are_written(years: int, months: int, days: int) -> None:
    total = years * 12 + months
    written = [f"P{total}M{days}D" if days else f"P{total}M", f"P{years}Y{months}M{days}D".replace("Y0M", "Y").replace("0D", "0D")]
    assert same_period(*written)
    assert same_period(*reversed(written))
    assert parse_period(written[0]) == parse_period(written[1])


@given(st.integers(1, 240), st.integers(1, 8000))
def test_a_time_in_days_is_one_in_months_only_within_the_calendar(months: int, days: int) -> None:
    same = same_period(f"P{months}M", f"P{days}D")
    assert same == same_period(f"P{days}D", f"P{months}M")
    if same:
        assert abs(days - months * 30.4375) <= 3
    if not days % 7:
        assert same_period(f"P{days}D", f"P{days // 7}W")


# -- names, lists of vendors, suppliers ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karhu ATS Oy", "KARHU ATS"), ("Greenfell Tapes A/S", "Greenfell Tapes"), ("Bosfor Otel A.Ş.", "bosfor otel"), ("Sava Code d.o.o.", "Sava Code"),
        ("Red River QA Co., Ltd.", "Red River QA"), ("Atlas Helpdesk Sdn. Bhd.", "Atlas Helpdesk"), ("Edelbau Software AG", "Edelbau Software"),
        ("Oy Karhu Ab", "Karhu"), ("Blaufuchs GmbH & Co. KG", "Blaufuchs"), ("Pampa Text S.A.", "Pampa Text SA"), ("Delft Data B.V.", "Delft Data"),
    ],
)  # fmt: skip
def test_names_are_compared_without_their_legal_form(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_that_is_a_legal_form_stays() -> None:
    assert name_key("AS") == "as"
    assert name_key("SE Banken") != name_key("Banken")


def test_vendors_are_known_by_their_aliases() -> None:
    directory = Directory(small(form("register", [])).dataset)
    assert directory.vendor("Google LLC") == directory.vendor("google") == "google"
    assert directory.vendor("Amazon Web Services") == "amazon"
    assert directory.vendor("Keksitty Oy") is None


def changed_list(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    text = VENDORS.read_text(encoding="utf-8")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    (tmp_path / "vendors-new.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "vendors-new.yaml"


def test_a_new_sub_processor_says_which_activities_reach_it_and_who_must_act(tmp_path: Path) -> None:
    new = '      - vendor: "thames-uptime"\n        country: "GB"\n        service: "availability monitoring"\n        authorisation: "specific"\n'
    added = '      - vendor: "gulf-cloud"\n        country: "US"\n        authorisation: "{}"\n'
    for authorisation, act in (("general", "inform"), ("specific", "authorise"), ("none", "unauthorised"), ("unknown", "which")):
        (found,) = compare_files([str(VENDORS), str(changed_list(tmp_path, (new, new + added.format(authorisation)))), str(REGISTER)]).differences
        assert (found.kind, found.gravity, found.property) == ("only-in-b", "missing", "sub-processor")
        assert [each.code for each in found.acts] == [act, "chain", "customers"]
        assert set(found.activities) == {
            "Recruitment",  # through Karhu ATS, which engages Nordvik
            "Payroll and employment",
            "User accounts of Lumitie Site",
            "Running Lumitie Site for customers",
            "Moving a customer's records from an older system",
        }


def test_a_removed_moved_or_newly_authorised_sub_processor(tmp_path: Path) -> None:
    gone = '    engages:\n      - vendor: "gulf-cloud"\n        country: "US"\n        service: "cloud hosting of tickets"\n        authorisation: "general"\n'
    moved = ('vendor: "isbre-backup"\n        country: "IS"', 'vendor: "isbre-backup"\n        country: "US"')
    asked = ('service: "recording of calls"\n        authorisation: "general"', 'service: "recording of calls"\n        authorisation: "specific"')
    found = compare_files([str(VENDORS), str(changed_list(tmp_path, (gone, ""), moved, asked)), str(REGISTER)])
    said = {(short(item.a[0].terms[0]), item.kind, item.gravity, item.acts[0].code) for item in found.differences if item.property == "sub-processor"}
    assert said == {
        ("gulf-cloud", "only-in-a", "missing", "removed"),
        ("isbre-backup", "otherwise", "disagreement", "moved"),
        ("ceylon-voice", "otherwise", "disagreement", "authorise"),
    }
    assert found.mode == "vendor-lists"
    assert found.register is not None


def test_the_same_list_of_vendors_has_not_changed() -> None:
    assert compare_files([str(VENDORS), str(VENDORS), str(REGISTER)]).differences == ()


def test_suppliers_against_the_register() -> None:
    found = compare_files([str(EXAMPLE / "suppliers.csv"), str(REGISTER)])
    matched = {match.a.id: match.b.id for match in found.matches}
    assert matched == {
        "Karhu ATS Oy": "karhu-ats",
        "PALKKAPOLKU OY": "palkkapolku",
        "Nordvik Hosting AB": "nordvik-hosting",
        "Postilintu": "postilintu",
        "HubSpot, Inc.": "hubspot",
        "Zoom": "zoom",
        "Harbor Ticket Inc.": "harbor-ticket",
    }
    alone = {(item.a[0].text, item.gravity) for item in found.differences if item.kind == "only-in-a"}
    assert alone == {("Mailchimp", "missing"), ("Keksitty Sähkö Oy", "note"), ("Kuviteltu Kahvi Tmi", "note")}
    missing = {item.b[0].terms[0]: item.activities for item in found.differences if item.kind == "only-in-b"}
    assert missing["laskuvirta"] == ("Invoicing and bookkeeping",)
    assert "tax-administration" not in missing
    assert {item.gravity for item in found.differences if item.kind == "only-in-b"} == {"note"}


@pytest.mark.parametrize("head", ["Supplier;Sum", "Konto,Leverantör", "Toimittaja", "Nr\tLieferant", "fournisseur,montant", ""])
def test_the_column_of_names_is_found(head: str, tmp_path: Path) -> None:
    delimiter = next((each for each in ";\t" if each in head), ",")
    cells = [cell.casefold() for cell in head.split(delimiter)]
    place_of = next((index for index, cell in enumerate(cells) if cell in ("supplier", "leverantör", "toimittaja", "lieferant", "fournisseur")), 0)
    row = delimiter.join("Zoom" if index == place_of else "4510" for index in range(len(cells)))
    (tmp_path / "list.csv").write_text("\n".join(filter(None, [head, row])) + "\n", encoding="utf-8-sig")
    assert [match.b.id for match in compare_files([str(tmp_path / "list.csv"), str(REGISTER)]).matches] == ["zoom"]


def test_a_vendor_list_against_a_register_is_a_list_of_suppliers() -> None:
    found = compare_files([str(REGISTER), str(VENDORS)])
    assert found.mode == "suppliers"
    assert {"banyan-support", "karhu-ats"} <= {match.b.id for match in found.matches}


@pytest.mark.parametrize("names", [["notice.yaml"], ["vendor-list.yaml", "notice.yaml"], ["suppliers.csv", "notice.yaml"], ["notice.yaml", "nowhere.yaml"]])
def test_what_cannot_be_compared_says_why(names: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        compare_files([str(EXAMPLE / name) for name in names])
    assert caught.value.remedy


def test_a_list_without_names_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("supplier\n", encoding="utf-8")
    with pytest.raises(InputError, match="no names"):
        compare_files([str(tmp_path / "empty.csv"), str(REGISTER)])


# -- output --------------------------------------------------------------------------------------------------------------
def test_the_text_begins_with_the_summary() -> None:
    text = WRITERS["text"](example())
    assert text.startswith(summary(example()) + "\n")
    assert summary(example()).startswith("3 disagreements, ")
    assert "“We keep these data for 12 months after you unsubscribe.”" in text


def test_json_has_a_schema_and_closed_words() -> None:
    found = json.loads(WRITERS["json"](example()))
    assert found["schema"] == SCHEMA == "https://w3id.org/ropa/schema/comparison/1"
    assert {item["gravity"] for item in found["differences"]} <= set(GRAVITIES)
    assert {item["kind"] for item in found["differences"]} <= set(KINDS)
    assert {match["by"] for match in found["matches"]} == {"id"}
    assert sum(found["counts"].values()) == len(found["differences"])
    assert len({item["id"] for item in found["differences"]}) == len(found["differences"])
    keys = {key for item in found["differences"] for key in item}
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", key) for key in keys)


def test_the_page_lets_nothing_in_and_is_well_formed() -> None:
    from tests.test_render import Page

    text = WRITERS["html"](example())
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert not page.tags & {"script", "iframe", "img", "form"}
    assert "default-src 'none'; style-src 'sha256-" in text.replace("&#39;", "'")
    assert not page.bare_headers
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []


def test_csv_has_one_row_for_each_difference() -> None:
    rows = list(csv.DictReader(io.StringIO(WRITERS["csv"](example()))))
    assert len(rows) == len(example().differences)
    assert tuple(rows[0]) == COLUMNS


def test_markdown_keeps_its_tables() -> None:
    text = WRITERS["md"](example())
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in text.splitlines() if line.startswith("|"))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_its_words(lang: str) -> None:
    found = compare_files([str(NOTICE), str(REGISTER)], lang=lang)
    assert [item.id for item in found.differences] == [item.id for item in example().differences]
    text = WRITERS["text"](found)
    assert Words(lang)("compare.caution") in text
    assert lang == "en" or "Missing on one side" not in text


def test_the_same_input_gives_the_same_bytes() -> None:
    again = compare_files([str(NOTICE), str(REGISTER)])
    assert all(writer(again) == writer(example()) for writer in WRITERS.values())


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("note", 1), ("missing", 1), ("disagreement", 1)])
def test_fail_on_sets_the_exit_code(fail_on: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(NOTICE), str(REGISTER), "--fail-on", fail_on]) == code
    assert capsys.readouterr().out.startswith("3 disagreements")


def test_fail_on_disagreement_lets_a_note_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = NOTICE.read_text(encoding="utf-8")
    (tmp_path / "new.yaml").write_text(text.replace('name: "Newsletter"', 'name: "The letter"'), encoding="utf-8")
    assert main(["compare", str(NOTICE), str(tmp_path / "new.yaml"), "--fail-on", "missing"]) == 0
    assert main(["compare", str(NOTICE), str(tmp_path / "new.yaml"), "--fail-on", "note", "-o", str(tmp_path / "out.html")]) == 1
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().out.startswith("0 disagreements, 0 missing on one side, 1 note")
