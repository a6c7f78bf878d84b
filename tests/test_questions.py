"""Questions: their columns are a contract, their answers are read against the five policies."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ropa.ask import read_questions
from ropa.errors import RopaError, UsageError
from ropa.graph import bind, refuse_fetching
from ropa.model import Clocks
from ropa.register import Register
from ropa.render.answer import answer_csv, answer_json
from tests.conftest import FIVE

CONTRACT = {
    "recipients": "controller recipient kind role activity place quote",
    "who-uses": "controller service organisation activity",
    "shared-recipients": "organisation controllers controllerLabels",
    "controllers-naming-no-recipient": "controller",
    "who-receives": "controller activity category recipient country",
    "sub-processors": "vendor engagedBy depth country",
    "sources": "controller source kind named",
    "transfers": "controller activity recipient country mechanism status since until certainty quote",
    "transfers-without-safeguard": "controller activity recipient country certainty why",
    "invalid-mechanisms": "controller mechanism recipient activity invalidSince endedBy",
    "recipients-by-country": "controller recipient country place learntFrom",
    "joint-controllers": "controller partner activity responsibility condition quote",
    "responsibility": "controller activity responsibility condition",
    "contacts": "controller kind name registrationNumber address country email phone",
    "data-protection-officers": "controller status quote",
    "supervisory-authorities": "controller authority status",
    "activities": "controller activity parent purpose",
    "legal-bases": "controller activity basis modality condition quote",
    "activities-without-legal-basis": "controller activity",
    "data-categories": "controller activity category item quote",
    "data-subjects": "controller subjects excluded",
    "special-categories": "controller category condition",
    "profiling": "controller activity statement modality",
    "impact-assessments": "controller activity criterion because need assessment quote",
    "retention": "controller scope duration bound countsFrom criterion quote",
    "longest-retention": "controller duration scope",
    "security-measures": "controller measure quote",
    "rights": "controller right answersWithin",
    "rights-not-stated": "controller right",
    "policy-facts": "controller fact value quote",
    "art30-coverage": "controller letter status",
    "evidence": "subject predicate object modality quote line",
}
NEEDED = {"who-uses": {"vendor": "hubspot"}, "who-receives": {"category": "pd:EmailAddress"}}
ENUMERATIONS = {
    ("recipients", "kind"): "named category",
    ("recipients", "role"): "processor joint-controller controller third-party unclear",
    ("transfers", "status"): "covered not-covered not-shown not-judged",
    ("transfers", "certainty"): "stated possible conditional qualified to-clarify",
    ("recipients-by-country", "place"): "eea adequate adequate-if third-country international-organisation unknown",
    ("recipients-by-country", "learntFrom"): "document vendor-table",
    ("joint-controllers", "responsibility"): "joint conditional",
    ("responsibility", "responsibility"): "sole joint conditional alternative processor unstated",
    ("data-protection-officers", "status"): "named contactable mentioned absent",
    ("supervisory-authorities", "status"): "named unnamed absent",
    ("impact-assessments", "need"): "named-case likely listed one-criterion of-the-controller",
    ("impact-assessments", "assessment"): "recorded reasons-recorded unclear none-recorded not-from-this-document not-in-this-extract",
    ("retention", "bound"): "at-most at-least exactly",
    ("art30-coverage", "status"): "stated partly missing not-from-this-document not-in-this-extract",
}


def test_every_question_of_the_contract_is_there() -> None:
    assert set(CONTRACT) <= set(read_questions())


@pytest.mark.parametrize("question", sorted(CONTRACT))
def test_the_columns_of_a_question_start_with_the_contract(question: str) -> None:
    columns = read_questions()[question].columns
    assert columns[: len(CONTRACT[question].split())] == tuple(CONTRACT[question].split())


@pytest.mark.parametrize("workspace", ["five", "example"])
@pytest.mark.parametrize("question", sorted(read_questions()))
def test_a_question_answers_in_sparql_json(question: str, workspace: str, request: pytest.FixtureRequest) -> None:
    register: Register = request.getfixturevalue(workspace)
    answer = register.ask(question, NEEDED.get(question))
    results = json.loads(answer_json(answer))
    assert results["head"]["vars"] == list(register.questions[question].answer_columns)
    for row in results["results"]["bindings"]:
        assert set(row) <= set(results["head"]["vars"])
        assert all(set(cell) <= {"type", "value", "datatype", "xml:lang"} for cell in row.values())


@pytest.mark.parametrize("workspace", ["five", "example"])
@pytest.mark.parametrize(("question", "column"), sorted(ENUMERATIONS))
def test_an_enumerated_column_holds_plain_literals_of_the_contract(
    question: str, column: str, workspace: str, request: pytest.FixtureRequest
) -> None:
    answer = request.getfixturevalue(workspace).ask(question, NEEDED.get(question))
    cells = [row[column] for row in answer.rows if column in row]
    assert {cell.value for cell in cells} <= set(ENUMERATIONS[question, column].split())
    assert all(cell.kind == "literal" and cell.datatype is None and cell.language is None for cell in cells)


def test_an_iri_has_its_label_beside_it(five: Register) -> None:
    for question in five.questions.values():
        if question.id not in NEEDED:
            for row in five.ask(question.id).rows:
                assert all(f"{column}Label" in row for column in question.iris if column in row and row[column].kind == "uri")


def test_every_quote_of_an_answer_is_verbatim_in_the_text(five: Register, seeds: object) -> None:
    from pathlib import Path

    texts = "".join(path.read_bytes().decode("utf-8") for path in sorted(Path(str(seeds)).glob("*.txt")))
    for question in five.questions.values():
        if "quote" in question.columns and question.id not in NEEDED:
            assert all(row["quote"].value in texts for row in five.ask(question.id).rows if "quote" in row)


def ids(register: Register, question: str, column: str = "controller", **params: str) -> list[str]:
    return sorted({value.rsplit("/", 1)[1] for value in register.ask(question, params).values(column)})


def test_hubspot_is_used_by_infotrode_alone(five: Register) -> None:
    assert ids(five, "who-uses", vendor="hubspot") == ["infotrode"]


@pytest.mark.parametrize("name", ["google", "Alphabet", "ALPHABET"])
def test_a_vendor_is_found_by_its_group_or_any_spelling(five: Register, name: str) -> None:
    assert ids(five, "who-uses", vendor=name) == ["infotrode", "infrakit"]


def test_three_of_the_five_name_no_recipient(five: Register) -> None:
    assert ids(five, "controllers-naming-no-recipient") == ["infine", "infobric", "infrasec"]


def test_an_address_register_is_a_source_and_no_recipient(five: Register) -> None:
    assert "spar" in ids(five, "sources", "source")
    assert "spar" not in ids(five, "recipients", "recipient")


def test_a_contact_person_is_no_data_protection_officer(five: Register) -> None:
    status = {row["controller"].value.rsplit("/", 1)[1]: row["status"].value for row in five.ask("data-protection-officers").rows}
    assert status == {"infine": "absent", "infobric": "absent", "infotrode": "mentioned", "infrakit": "absent", "infrasec": "contactable"}


def test_the_authority_is_named_by_two(five: Register) -> None:
    status = {row["controller"].value.rsplit("/", 1)[1]: row["status"].value for row in five.ask("supervisory-authorities").rows}
    assert status == {"infine": "absent", "infobric": "absent", "infotrode": "unnamed", "infrakit": "named", "infrasec": "named"}


def test_a_duration_stays_as_the_text_has_it(five: Register) -> None:
    assert "P36M" in five.ask("retention", {"controller": "infrasec"}).values("duration")


def test_the_shared_register_is_joint_and_the_rest_conditional(five: Register) -> None:
    rows = [row for row in five.ask("joint-controllers").rows if row["controller"].value.endswith("infobric")]
    joint = [row["activityLabel"].value for row in rows if row["responsibility"].value == "joint"]
    assert joint == ["To manage a shared customer register"]
    assert all(row["condition"].value.startswith("where the companies jointly") for row in rows if row["responsibility"].value == "conditional")


def test_the_shield_is_alive_on_its_last_day_and_dead_on_the_next() -> None:
    def on(day: date) -> Register:
        return Register.open(FIVE, Clocks(day, day))

    before, after = on(date(2020, 7, 15)), on(date(2020, 7, 16))
    assert before.ask("invalid-mechanisms").rows == ()
    assert ids(after, "invalid-mechanisms") == ["infotrode"]

    def status(register: Register) -> set[str]:
        rows = register.ask("transfers", {"controller": "infotrode"}).rows
        return {row["status"].value for row in rows if "mechanism" in row}

    assert (status(before), status(after)) == ({"not-shown"}, {"not-covered"})


def test_an_unknown_question_names_the_nearest(five: Register) -> None:
    with pytest.raises(UsageError, match="transfers"):
        five.ask("transfer")


def test_an_unknown_parameter_is_refused(five: Register) -> None:
    with pytest.raises(UsageError, match="controller"):
        five.ask("recipients", {"controler": "infine"})


@pytest.mark.parametrize("value", ['x" } UNION { ?s ?p ?o', "}", "\\", "a\nb", "'"])
def test_a_parameter_is_a_term_and_never_pasted_text(five: Register, value: str) -> None:
    assert five.ask("who-uses", {"vendor": value}).rows == ()


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SELECT * FROM <http://x/> { ?s ?p ?o }", "LOAD <http://x/>"])
def test_a_query_that_would_fetch_is_refused(query: str) -> None:
    with pytest.raises(RopaError, match="another place"):
        refuse_fetching(query)


@pytest.mark.parametrize("query", ['SELECT ?service { ?service ?p "SERVICE <x>" }', "# SERVICE <x>\nSELECT * { ?s ?from <http://x/> }"])
def test_a_word_in_a_string_a_comment_or_a_variable_fetches_nothing(query: str) -> None:
    refuse_fetching(query)


def test_a_parameter_left_out_is_unbound() -> None:
    assert "UNDEF" in bind("SELECT * WHERE { ?s ?p ?o }", {"controller": None})


def test_a_csv_cell_is_never_a_formula(five: Register) -> None:
    for line in answer_csv(five.ask("contacts")).splitlines():
        assert not any(cell.startswith(("=", "+", "@")) for cell in line.split(","))
