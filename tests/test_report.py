"""What `ropa check` writes: the same findings in every format, each valid by its own schema."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
import xmlschema
from pyshacl import validate
from rdflib.namespace import DCTERMS, RDF, SH

from ropa.check import read_rules
from ropa.check.personal import personal_words
from ropa.cli.checking import fails, matrix_of, paths, redacted
from ropa.errors import UsageError
from ropa.model import LANGUAGES, Clocks, Decision, Finding, Report, RuleRun
from ropa.register import Register
from ropa.render.grades import by_controller, cited, first_fixes, grade_of, rules_of
from ropa.render.redact import Redaction
from ropa.render.reports import Checked, report_format, report_formats, report_names
from ropa.render.reports.json import report_schema
from ropa.words import Words
from tests import oracle
from tests.conftest import FIVE
from tests.npm import packed
from tests.test_render import ACCUSING, Page

SARIF_SCHEMA = "@microsoft/jest-sarif@1.0.0-beta.0"
"""A package that carries the OASIS schema of SARIF 2.1.0."""
SCHEMAS = Path(__file__).parent / "schemas"
DAY = date(2026, 11, 2)
RULE = "https://w3id.org/ropa/rule/"


def finding(number: int, rule: str = "retention-stated", **more: Any) -> Finding:
    """A finding made up, with a controller, an activity and a place of its own."""
    given: dict[str, Any] = {
        "id": f"{number:016x}",
        "rule": rule,
        "kind": "gap",
        "controller": "https://x.example/controller/acme",
        "about": f"https://x.example/activity/acme/a{number}",
        "article": "30(1)(f)",
        "severity": "violation",
        "status": "missing",
        "found_by": "rule",
        "message": "No period is given.",
        "remedy": "Give one.",
        "quotes": (f"words {number}",),
        "file": "register.yaml",
        "line": 10 + number,
        "labels": {"about": f"Activity {number}", "controller": "Acme Oy", "rule": "Time limits"},
        "focus": f"https://x.example/focus/{number}",
        "components": (str(SH.MinCountConstraintComponent),),
    }
    return Finding(**given | more)


def made_up(lang: str = "en") -> Report:
    """A report with everything that a report can hold."""
    accepted = Decision("accepted", "The organiser keeps the list.", "Maija Mallikas", DAY, date(2027, 1, 10))
    found = (
        finding(1),
        finding(2, quotes=("=1+1", "a\nb | `c` <d> “e”")),
        finding(3, decision=accepted),
        finding(4, decision=Decision("disputed", "Not ours.", "Maija Mallikas", DAY)),
        finding(5, decision=Decision("planned", "In work.", "Maija Mallikas", DAY, date(2027, 1, 10)), cause="edit"),
        finding(6, "purposes-stated", severity="warning", message="Says\x07 \ud7ff <b>&.", remedy="Mend <b>.", components=(str(SH.InConstraintComponent), str(SH.OrConstraintComponent))),
        finding(7, "purposes-stated", severity="info", kind="tension", file=None, line=None),
        finding(8, "measures-stated", severity="info", kind="hint", status="not-from-this-document", line=None),
        finding(9, "measures-stated", severity="info", kind="hint", status="not-in-this-extract", controller=None, labels={}),
        finding(10, "decision-unmatched", severity="info", kind="faulty", about="retention-stated payroll", focus="", components=(), article="2002/58 5(3)"),
    )
    runs = {rule.id: rule for rule in read_rules()}
    ids = ("data-categories-stated", "decision-unmatched", "measures-stated", "purposes-stated", "retention-stated")
    rules = tuple(
        RuleRun(name, 0 if name == "data-categories-stated" else 7, sum(item.rule == name for item in found), RULE + name, name, "30", "violation", runs[name].source, "why")
        if name in runs
        else RuleRun(name, 1, 1)
        for name in ids
    )
    return Report(Clocks(DAY, DAY), "2026-11-22", "gdpr", rules, found, lang=lang, inputs={"law": "0" * 64})


def checked_of(register: Register) -> Checked:
    report = register.check()
    failing = frozenset(item.id for item in report.findings if fails(item, "violation"))
    workspace = register.workspace
    files = paths(workspace.documents, workspace.folder, Path.cwd())
    return Checked(report, workspace.title, workspace.base, files, failing, cache(partial(matrix_of, register, "en", None)))


def written(checked: Checked, name: str) -> str:
    return report_format(name).write(checked).decode()


@pytest.fixture(scope="module")
def reports(five: Register, example: Register) -> dict[str, Checked]:
    """The five policies, the example, and a report that is made up."""
    report = made_up()
    failing = frozenset(item.id for item in report.findings if fails(item, "violation"))
    return {"five": checked_of(five), "example": checked_of(example), "made-up": Checked(report, "Acme & sons", "https://x.example/", failing=failing)}


# -- formats -----------------------------------------------------------------------------------------------------------
def test_every_module_of_reports_is_one_format() -> None:
    assert report_names() == tuple(sorted(item.id for item in report_formats()))
    assert {"text", "json", "md", "html", "csv", "xlsx", "sarif", "junit", "gitlab", "shacl"} <= set(report_names())


@pytest.mark.parametrize(
    ("name", "output", "chosen"),
    [
        (None, None, "text"), (None, "-", "text"), (None, "a.txt", "text"), (None, "a.json", "json"), (None, "a.MD", "md"), (None, "a.html", "html"),
        (None, "a.csv", "csv"), (None, "a.xlsx", "xlsx"), (None, "a.sarif", "sarif"), (None, "a.sarif.json", "sarif"), (None, "a.xml", "junit"),
        (None, "a.ttl", "shacl"), ("gitlab", "a.json", "gitlab"),
    ],
)  # fmt: skip
def test_the_name_or_else_the_suffix_chooses(name: str | None, output: str | None, chosen: str) -> None:
    assert report_format(name, output).id == chosen


@pytest.mark.parametrize(("name", "output", "message"), [("sarf", None, "sarif"), (None, "a.docx", "--format")])
def test_a_format_that_is_not_there_is_answered_with_those_that_are(name: str | None, output: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        report_format(name, output)


@pytest.mark.parametrize("name", report_names())
def test_the_same_report_gives_the_same_bytes(name: str, reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        assert report_format(name).write(checked) == report_format(name).write(checked)


@pytest.mark.parametrize("name", [name for name in report_names() if name != "xlsx"])
def test_every_finding_that_is_open_is_in_every_format(name: str, reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        text = written(checked, name)
        for item in checked.report.findings:
            if item.kind == "hint" or (name == "gitlab" and (item.decision or not item.file)):
                continue
            label = item.labels.get("about") or item.about
            assert item.id in text or label in text or item.about in text, (name, item.id)


# -- grouping ----------------------------------------------------------------------------------------------------------
def test_the_first_fixes_close_the_most_and_the_gravest_first() -> None:
    findings = [finding(1), finding(2), finding(3, "purposes-stated"), finding(4, "measures-stated", severity="warning"), finding(5, "measures-stated", severity="warning")]
    fixes = first_fixes(findings)
    assert [(fix.closes[0].rule, len(fix.closes)) for fix in fixes] == [("retention-stated", 2), ("measures-stated", 2), ("purposes-stated", 1)]
    assert [fix.closes for fix in first_fixes([])] == []


def test_a_fix_is_one_remedy_for_one_controller() -> None:
    other = finding(3, labels={"controller": "Beta Oy"})
    assert [len(fix.closes) for fix in first_fixes([finding(1), finding(2, remedy="Add the contract with Beta."), other])] == [1, 1, 1]


def test_hints_and_what_is_decided_about_are_no_fixes() -> None:
    report = made_up()
    closed = {item.id for fix in first_fixes(report.findings, 99) for item in fix.closes}
    assert closed == {item.id for item in report.findings if item.kind in ("gap", "faulty") and item.decision is None}


def test_findings_of_one_rule_stand_under_one_heading_once(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        parties = by_controller(checked.report.findings)
        grouped = [item.id for party in parties for group in (*party.groups, *party.hints) for item in group.findings]
        assert sorted(grouped) == sorted(item.id for item in checked.report.findings)
        for party in parties:
            keys = [(group.rule, group.grade) for group in party.groups]
            assert len(keys) == len(set(keys))


def test_text_says_a_shared_message_once_and_lists_the_places(reports: dict[str, Checked]) -> None:
    text = written(reports["made-up"], "text")
    assert "Time limits (5)\n    No period is given.\n    → Give one.\n    - Activity 1" in text
    assert text.count("→ Give one.") == 3  # for the time limits, the tension and the decision: one each
    assert "Time limits (5)" in text
    assert "- Activity 1  [register.yaml:11]" in text
    assert "Decision: accepted, until 2027-01-10: The organiser keeps the list. (Maija Mallikas, 2026-11-02)" in text


def test_text_begins_with_the_clocks_and_the_first_fixes(reports: dict[str, Checked]) -> None:
    lines = written(reports["example"], "text").splitlines()
    assert lines[0] == "register as of 2026-11-02, law on 2026-11-02, law tables known until 2026-11-22"
    assert lines[2] == "The fixes that would close the most findings"
    assert re.match(r"  1\. Lumitie Oy: ", lines[3])


@pytest.mark.parametrize("name", ["text", "md", "html"])
def test_people_read_how_many_nodes_each_rule_applied_to(name: str, reports: dict[str, Checked]) -> None:
    checked = reports["five"]
    text = written(checked, name)
    assert all(rule.id in text for rule in checked.report.rules)


def test_what_cannot_be_filled_is_no_finding_of_its_rule() -> None:
    assert [(rule.id, rule.findings, rule.hints) for rule in rules_of(made_up()) if rule.hints] == [("measures-stated", 0, 2)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_people_read_is_in_their_language(lang: str) -> None:
    words = Words(lang)
    report = made_up(lang)
    for name in ("text", "md", "html"):
        text = written(Checked(report, "Acme"), name)
        assert words("report.fixes") in text
        assert words("grade.required") in text
        assert ACCUSING.search(Words(lang)("report.kicker")) is None
        if lang != "en":
            assert Words()("report.fixes") not in text


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("", ""),
        ("13(2)(d)", "Art. 13(2)(d)"),
        ("13(2)(b); 21(4)", "Art. 13(2)(b); 21(4)"),
        ("2002/58 13(1); 2002/58 13(2)", "2002/58 Art. 13(1); 13(2)"),
        ("13(1)(c); 2002/58 5(3)", "Art. 13(1)(c); 2002/58 Art. 5(3)"),
        ("2018/1725 31(1)(a); 2018/1725 31(2)(a)", "2018/1725 Art. 31(1)(a); 31(2)(a)"),
        ("LOPDGDD 31(2)", "LOPDGDD Art. 31(2)"),
    ],
)
def test_an_article_is_cited_with_its_law_where_that_is_not_the_gdpr(article: str, said: str) -> None:
    assert cited(article) == said


# -- JSON --------------------------------------------------------------------------------------------------------------
def test_the_schema_of_the_report_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())
    assert report_schema()["$id"] == "https://w3id.org/ropa/schema/report/1"


def test_every_report_is_valid_json_of_its_schema(reports: dict[str, Checked]) -> None:
    validator = jsonschema.Draft202012Validator(report_schema(), format_checker=jsonschema.FormatChecker())
    for checked in reports.values():
        data = json.loads(written(checked, "json"))
        assert [error.message for error in validator.iter_errors(data)] == []
        assert {rule["id"]: rule["findings"] for rule in data["rules"] if rule["findings"]} == Counter(item["rule"] for item in data["findings"])
        assert all(rule["applied"] >= rule["findings"] for rule in data["rules"])


def test_the_schema_refuses_what_is_no_report() -> None:
    validator = jsonschema.Draft202012Validator(report_schema())
    good = json.loads(written(Checked(made_up()), "json"))
    for broken in ({**good, "more": 1}, {**good, "asOf": "today"}, {**good, "findings": [{**good["findings"][0], "severity": "grave"}]}, {key: good[key] for key in good if key != "rules"}):
        assert not validator.is_valid(broken)


def test_a_report_under_assumptions_says_what_goes() -> None:
    report = made_up()
    assumed = Report(report.clocks, "2026-11-22", "gdpr", report.rules, report.findings[:1], assumptions=("us-dpf ends 2027-01-01",), gone=report.findings[1:2], unchanged=8)
    data = json.loads(written(Checked(assumed), "json"))
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert (data["assumptions"], len(data["gone"]), data["unchanged"]) == (["us-dpf ends 2027-01-01"], 1, 8)
    for name in ("text", "md", "html"):
        text = written(Checked(assumed), name)
        assert "; assuming “us-dpf ends 2027-01-01”" in text
        assert "No longer found: 1; unchanged: 8" in text
        assert "Acme Oy, Activity 2: No period is given." in text


# -- SARIF -------------------------------------------------------------------------------------------------------------
def test_sarif_is_valid_by_our_subset_of_its_schema(reports: dict[str, Checked]) -> None:
    subset = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "sarif-2.1.0-subset.json").read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker())
    for checked in reports.values():
        assert [error.message for error in subset.iter_errors(json.loads(written(checked, "sarif")))] == []


@pytest.mark.slow
def test_sarif_is_valid_by_the_schema_of_its_standard(reports: dict[str, Checked]) -> None:
    schema = json.loads(packed(SARIF_SCHEMA, "lib/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    assert "Version 2.1.0" in schema["title"]
    validator = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())
    for checked in reports.values():
        assert [error.message for error in validator.iter_errors(json.loads(written(checked, "sarif")))] == []


def test_sarif_has_a_fingerprint_a_rule_and_a_level_for_each_finding(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        (run,) = json.loads(written(checked, "sarif"))["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert rules == [rule.id for rule in checked.report.rules]
        found = [(item["partialFingerprints"]["ropa/v1"], item["ruleId"]) for item in run["results"]]
        assert found == [(item.id, item.rule) for item in checked.report.findings]
        assert all(rules[item["ruleIndex"]] == item["ruleId"] for item in run["results"])
        levels = {"violation": "error", "warning": "warning", "info": "note"}
        expected = ["none" if item.kind == "hint" else levels[item.severity] for item in checked.report.findings]
        assert [item["level"] for item in run["results"]] == expected


def test_sarif_suppresses_what_is_accepted_and_reviews_what_is_disputed(reports: dict[str, Checked]) -> None:
    (run,) = json.loads(written(reports["made-up"], "sarif"))["runs"]
    status = {item["partialFingerprints"]["ropa/v1"]: [each["status"] for each in item["suppressions"]] for item in run["results"]}
    assert {key: value for key, value in status.items() if value} == {f"{3:016x}": ["accepted"], f"{4:016x}": ["underReview"]}
    (told,) = run["results"][2]["suppressions"]
    assert told["justification"] == "The organiser keeps the list."
    assert told["properties"] == {"by": "Maija Mallikas", "on": "2026-11-02", "until": "2027-01-10"}


def test_paths_are_relative_and_lead_to_the_documents(reports: dict[str, Checked], tmp_path: Path) -> None:
    (run,) = json.loads(written(reports["five"], "sarif"))["runs"]
    uris = {place["physicalLocation"]["artifactLocation"]["uri"] for item in run["results"] for place in item["locations"]}
    assert uris <= {f"data/policies/{name}.yaml" for name in ("infine", "infobric", "infotrode", "infrakit", "infrasec")} or not (Path.cwd() / "data").is_dir()
    document = FIVE / "policies" / "infine.yaml"
    assert paths([document], FIVE, FIVE) == {"infine.yaml": "policies/infine.yaml"}
    assert paths([document], FIVE, FIVE.parent) == {"infine.yaml": "data/policies/infine.yaml"}
    assert paths([document], FIVE, tmp_path) == {"infine.yaml": "policies/infine.yaml"}
    assert paths([document, FIVE / "infine.yaml", tmp_path / "a.yaml"], FIVE, FIVE) == {"a.yaml": "a.yaml"}


# -- JUnit and GitLab --------------------------------------------------------------------------------------------------
def test_junit_is_valid_and_counts_right(reports: dict[str, Checked]) -> None:
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit.xsd"))
    for checked in reports.values():
        text = written(checked, "junit")
        schema.validate(text)
        root = xmlschema.XMLResource(text).root
        assert [suite.get("name") for suite in root] == [rule.id for rule in checked.report.rules]
        assert int(root.get("failures", "")) == len(root.findall(".//failure")) == len(checked.failing)
        assert int(root.get("skipped", "")) == len(root.findall(".//skipped"))
        assert int(root.get("tests", "")) == len(root.findall(".//testcase"))
        names = [(case.get("classname"), case.get("name")) for case in root.findall(".//testcase")]
        assert len(names) == len(set(names))


def test_junit_passes_a_rule_that_holds_and_skips_one_that_applied_to_nothing(reports: dict[str, Checked]) -> None:
    root = xmlschema.XMLResource(written(reports["example"], "junit")).root
    for rule in reports["example"].report.rules:
        if not rule.findings:
            (case,) = next(suite for suite in root if suite.get("name") == rule.id).findall("testcase")
            assert len(case) == (0 if rule.applied else 1)


def test_gitlab_gets_what_its_widget_needs(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        found = json.loads(written(checked, "gitlab"))
        for item in found:
            assert item.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
            assert item["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert item["location"]["lines"]["begin"] >= 1
            assert not item["location"]["path"].startswith(("/", "./"))
        wanted = [item.id for item in checked.report.findings if item.kind != "hint" and item.decision is None and item.file]
        assert [item["fingerprint"] for item in found] == wanted
        assert len(set(wanted)) == len(wanted)


# -- SHACL -------------------------------------------------------------------------------------------------------------
def graph_of(checked: Checked) -> rdflib.Graph:
    return rdflib.Graph().parse(data=written(checked, "shacl"), format="turtle")


def test_the_shacl_report_says_the_same_as_the_json(reports: dict[str, Checked]) -> None:
    levels = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
    for checked in reports.values():
        graph, data = graph_of(checked), json.loads(written(checked, "json"))
        (report,) = graph.subjects(RDF.type, SH.ValidationReport)
        told = set()
        for result in graph.objects(report, SH.result):
            message, shape = graph.value(result, SH.resultMessage), graph.value(result, SH.sourceShape)
            assert isinstance(message, rdflib.Literal)
            assert message.language == data["lang"]
            severity = levels[graph.value(result, SH.resultSeverity)]  # type: ignore[index]
            told.add((str(graph.value(result, DCTERMS.identifier)), str(shape).removeprefix(RULE), severity, str(message)))
        assert told == {(item["id"], item["rule"], item["severity"], item["message"]) for item in data["findings"]}
        assert graph.value(report, SH.conforms).toPython() is not bool(data["findings"])  # type: ignore[union-attr]


def test_the_shacl_report_is_one_by_the_vocabulary_of_shacl(reports: dict[str, Checked]) -> None:
    shapes = rdflib.Graph().parse(SCHEMAS / "validation-report.ttl")
    for checked in reports.values():
        graph = graph_of(checked)
        assert validate(graph, shacl_graph=shapes)[2].splitlines()[1] == "Conforms: True"
        used = {str(term) for triple in graph for term in triple if str(term).startswith(str(SH))}
        assert used <= set(map(str, dir(SH)))
    report = rdflib.Graph().parse(data=written(Checked(Report(Clocks(DAY, DAY), "2026-11-22", "gdpr", (), ())), "shacl"), format="turtle")
    assert validate(report, shacl_graph=shapes)[0]


def test_the_shacl_report_has_the_components_that_pyshacl_found(example: Register) -> None:
    rules = read_rules()
    shapes = oracle.merged(rules)
    data = oracle.reachable(example.dataset, shapes)
    owners = {str(node): rule.iri for rule in rules for node in rule.shape.subjects() if isinstance(node, rdflib.URIRef)}
    failed = {(owners[result.shape.value], result.focus.value, result.component.value) for result in oracle.results(data, shapes)}
    graph = graph_of(checked_of(example))
    told = set()
    for result in graph.subjects(RDF.type, SH.ValidationResult):
        if (result, SH.detail, None) not in graph:
            told.add((str(graph.value(result, SH.sourceShape)), str(graph.value(result, SH.focusNode)), str(graph.value(result, SH.sourceConstraintComponent))))
    assert told
    assert told <= failed


# -- HTML --------------------------------------------------------------------------------------------------------------
def test_the_page_is_well_formed_reachable_and_fetches_nothing(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        text = written(checked, "html")
        page = Page(text)
        assert page.open == []
        assert len(page.ids) == len(set(page.ids))
        assert [link for link in page.links if not link.startswith("#") or link[1:] not in page.ids] == []
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
        assert page.bare_headers == 0
        assert {"header", "nav", "main", "footer"} <= page.tags
        assert not {"script", "link", "img", "iframe", "object"} & page.tags
        assert "default-src &#39;none&#39;" in text
        assert not re.search(r"\son\w+=|\sstyle=|url\(|@import", text)
        assert ACCUSING.search(re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL).replace("violation-", "")) is None


def test_the_page_has_the_matrix_the_quotes_and_markup_as_text(reports: dict[str, Checked]) -> None:
    assert 'class="matrix wide"' in written(reports["five"], "html")
    assert 'class="matrix wide"' not in written(reports["made-up"], "html")
    text = written(reports["made-up"], "html")
    assert "Mend &lt;b&gt;." in text
    assert "a\nb | `c` &lt;d&gt; “e”" in text
    assert "Acme &amp; sons" in text


# -- tables ------------------------------------------------------------------------------------------------------------
def test_csv_has_a_row_for_each_finding_and_no_formula(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        rows = list(csv.DictReader(io.StringIO(written(checked, "csv"))))
        assert [row["id"] for row in rows] == [item.id for item in checked.report.findings]
        assert not [value for row in rows for value in row.values() if value[:1] in ("=", "+", "-", "@")]
    row = list(csv.DictReader(io.StringIO(written(reports["made-up"], "csv"))))[1]
    assert row["quotes"].startswith("'=1+1\n")


def test_the_workbook_has_the_findings_the_rules_and_no_formula(reports: dict[str, Checked]) -> None:
    for checked in reports.values():
        book = zipfile.ZipFile(io.BytesIO(report_format("xlsx").write(checked)))
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
        strings = book.read("xl/sharedStrings.xml").decode()
        assert "To fix" in book.read("xl/workbook.xml").decode()
        assert [sheet.count("<row ") for sheet in sheets] == [len(checked.report.findings) + 1, len(checked.report.rules) + 1]
        for sheet in sheets:
            assert "<f>" not in sheet
            assert "<hyperlink" not in sheet
            assert "<autoFilter" in sheet
            assert 'state="frozen"' in sheet
        assert all(item.message.split("\x07")[0].split("<")[0].replace("&", "&amp;") in strings for item in checked.report.findings)


def test_the_workbook_is_in_the_language_of_the_report() -> None:
    book = zipfile.ZipFile(io.BytesIO(report_format("xlsx").write(Checked(made_up("fi")))))
    assert "Korjattavat" in book.read("xl/workbook.xml").decode()
    assert "Laki vaatii, puuttuu" in book.read("xl/sharedStrings.xml").decode()


def test_markdown_keeps_the_words_of_documents_from_being_markup(reports: dict[str, Checked]) -> None:
    text = written(reports["made-up"], "md")
    assert "Mend \\<b\\>." in text
    assert "a b \\| \\`c\\` \\<d\\>" in text
    assert text.startswith("# Acme & sons: Findings\n")


def test_a_grade_is_one_of_those_that_have_words() -> None:
    assert all(f"grade.{grade_of(item)}" in Words() for item in made_up().findings)


# -- redaction ---------------------------------------------------------------------------------------------------------
def test_the_people_of_a_register_are_known_and_its_organisation_is_none(example: Register) -> None:
    known = personal_words(example.dataset)
    assert {"Veera Kuvitelma", "Oskari Malli", "Oskari Malli, sales director", "oskari.malli@lumitie.example", "+358 00 000 0003"} <= known
    assert not {"Lumitie Oy", "sales director"} & known


@pytest.mark.parametrize("name", report_names())
def test_a_redacted_report_names_nobody(name: str, example: Register) -> None:
    people = ("Veera Kuvitelma", "Oskari Malli, sales director", "oskari.malli@lumitie.example", "+358 00 000 0003", "someone@else.example", "+46 31 390 06 10")
    told = " and ".join(people)
    decision = Decision("accepted", f"Asked {told}.", "Maija Mallikas", DAY)
    report = made_up()
    found = finding(1, message=f"Owned by {told}.", remedy=f"Ask {told}.", quotes=(told,), labels={"about": f"Files of {told}", "controller": "Lumitie Oy", "rule": "Time limits"}, decision=decision)
    open_one = finding(2, message=f"Owned by {told}.", remedy=f"Ask {told}.", quotes=(told,), labels={"about": f"Files of {told}", "controller": "Lumitie Oy", "rule": "Time limits"})
    checked = redacted(Checked(Report(report.clocks, "2026-11-22", "gdpr", report.rules, (found, open_one))), example)
    data = report_format(name).write(checked)
    parts = zipfile.ZipFile(io.BytesIO(data)) if name == "xlsx" else None
    text = data.decode() if parts is None else "".join(parts.read(each).decode() for each in parts.namelist())
    for secret in (*people, "Oskari", "Kuvitelma", "Maija Mallikas"):
        assert secret not in text, secret
    assert "[…]" in text or "[\\…\\]" in text or "\\[…\\]" in text


def test_the_redacted_page_of_the_example_has_no_quote_and_no_address(example: Register) -> None:
    text = re.sub(r"<style>.*?</style>", "", written(redacted(checked_of(example), example), "html"), flags=re.DOTALL)
    assert "<blockquote" not in text
    assert "@" not in text
    assert not [quote for finding in example.check().findings for quote in finding.quotes if quote in text]
    assert Words()("report.redacted") in text
    assert json.loads(written(redacted(checked_of(example), example), "json"))["redacted"] is True


@pytest.mark.parametrize("text", ["13(1)(c)", "on 2026-11-02", "Decision (EU) 2021/914", "P36M", "10 000 people", "Directive 2002/58/EC"])
def test_what_is_no_telephone_number_stays(text: str) -> None:
    assert Redaction(()).text(text) == text
