"""The ten-second test: each addition is one new file or one new row, and no code elsewhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import ropa.export
from ropa.errors import InputError
from ropa.model import Clocks
from ropa.register import Register
from ropa.render.answer import answer_json

PREFIXES = """PREFIX ropa: <https://w3id.org/ropa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "ropa.toml").write_text('format = 1\nbase = "https://acme.example/ropa/"\ntitle = "Acme"\ndocuments = ["register.yaml"]\n', encoding="utf-8")
    (tmp_path / "register.yaml").write_text(
        """format: 1
document: {id: acme-register, kind: register, title: Register, language: en}
regime: eu
controller: {id: acme, name: Acme Oy, country: FI, email: privacy@acme.example}
activities:
  - id: payroll
    name: Payroll
    purpose: [dpv:PersonnelPayment]
    transfers: [{country: TN}]
    discloses: [{to: mailchimp, role: processor}]
""",
        encoding="utf-8",
    )
    return tmp_path


def opened(workspace: Path, day: date = date(2026, 11, 2)) -> Register:
    return Register.open(workspace, Clocks(day, day))


def add(workspace: Path, name: str, text: str) -> None:
    (workspace / name).parent.mkdir(exist_ok=True)
    (workspace / name).write_text(text, encoding="utf-8")


def test_a_question_is_one_file(workspace: Path) -> None:
    header = "#+ title: Names\n#+ asks: What are the activities called?\n#+ law: GDPR Art. 30(1)(b)\n#+ answers: activity*, name\n"
    add(workspace, "queries/names.rq", header + PREFIXES + "SELECT ?activity ?name WHERE { ?activity a ropa:ProcessingActivity ; skos:prefLabel ?name } ORDER BY ?name\n")
    answer = opened(workspace).ask("names")
    assert json.loads(answer_json(answer))["head"]["vars"] == ["activity", "activityLabel", "name"]
    assert answer.values("name") == ["Payroll"]


def test_an_inference_is_one_file(workspace: Path) -> None:
    header = "#+ title: Paid\n#+ phase: open\n#+ because: {a} is an activity\n"
    add(workspace, "inferences/paid.rq", header + PREFIXES + "CONSTRUCT { ?a a ropa:PaidActivity } WHERE { ?a a ropa:ProcessingActivity }\n")
    register = opened(workspace)
    assert register.inferred_counts()["paid"] == 1
    assert any("paid" in item.because for item in register.explain("acme/payroll", "type"))


def test_a_field_is_one_file(workspace: Path) -> None:
    add(
        workspace,
        "fields/room.ttl",
        """@prefix field: <https://w3id.org/ropa/field/> . @prefix ropa: <https://w3id.org/ropa#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix acme: <https://acme.example/terms#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
field:room a ropa:Field , sh:PropertyShape ; ropa:fieldOf ropa:ProcessingActivity ; ropa:key "room" ; sh:path acme:room ; sh:datatype xsd:string ; sh:maxCount 1 ;
  sh:name "Room"@en , "Huone"@fi , "Rum"@sv , "Raum"@de , "Salle"@fr ; sh:description "Where the papers are."@en ; sh:order 200 .
""",
    )
    with (workspace / "register.yaml").open("a", encoding="utf-8") as register:
        register.write("    room: B 12\n")
    opened_register = opened(workspace)
    assert "B 12" in opened_register.record("acme", "json")
    assert "Room" in opened_register.record("acme", "html")


def test_a_rule_is_one_file(workspace: Path) -> None:
    add(
        workspace,
        "shapes/owner-named.ttl",
        """@prefix ropa: <https://w3id.org/ropa#> . @prefix rule: <https://w3id.org/ropa/rule/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
rule:owner-named a ropa:Rule , sh:NodeShape ; rdfs:label "Each activity has an owner"@en ; sh:targetClass ropa:RegisterEntry ;
  ropa:appliesTo "register" ; sh:severity sh:Info ; ropa:findingKind "gap" ; ropa:findingStatus "missing" ; ropa:article "5(2)" ;
  dcterms:source <https://eur-lex.europa.eu/eli/reg/2016/679/art_5/par_2/oj> ; ropa:why "Someone has to answer for it."@en ;
  ropa:remedy "Name one."@en , "Nimeä."@fi , "Namnge."@sv , "Benennen."@de , "Nommez."@fr ;
  sh:property rule:owner-named-path ;
  sh:message "No owner is named."@en , "Omistaja puuttuu."@fi , "Ägare saknas."@sv , "Kein Verantwortlicher."@de , "Aucun responsable."@fr .
rule:owner-named-path a sh:PropertyShape ; sh:path ( ropa:regards ropa:owner ) ; sh:minCount 1 .
""",
    )
    found = [finding for finding in opened(workspace).check().findings if finding.rule == "owner-named"]
    assert [finding.about.rsplit("/", 1)[1] for finding in found] == ["payroll"]


def test_an_adequacy_decision_is_one_row(workspace: Path) -> None:
    def status() -> list[str]:
        return opened(workspace).ask("transfers").values("status")

    assert "not-covered" in status()
    add(
        workspace,
        "law/adequacy.csv",
        "id,territory,kind,scope_code,scope,exclusions,instrument,adopted,published,first_day,last_day,ended_by,amended_by,efta,source,read\n"
        "tn-example,TN,territory,all,,,An invented decision,,,2026-01-01,,,,,invented for a test,never\n",
    )
    assert "covered" in status()


def test_a_vendor_is_one_row(workspace: Path) -> None:
    add(
        workspace,
        "vendors.csv",
        "id,name,kind,aliases,provider,contracting_entity,contracting_country,group,seat,sub_processors,website,learnt\n"
        "acme-mail,Acme Mail,organisation,AM,,,FI,,FI,,,invented for a test\n",
    )
    text = (workspace / "register.yaml").read_text(encoding="utf-8")
    (workspace / "register.yaml").write_text(text.replace("to: mailchimp", "to: acme-mail"), encoding="utf-8")
    assert opened(workspace).ask("who-uses", {"vendor": "am"}).values("serviceLabel") == ["Acme Mail"]


def test_an_export_is_one_module_on_the_package_path(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = workspace / "more"
    more.mkdir()
    (more / "count.py").write_text(
        '"""How many quads."""\nfrom ropa.export import Format\n\n\ndef write(export):\n    return str(len(export.dataset)).encode()\n\n\n'
        'FORMAT = Format(id="count", suffixes=("count",), title="Count", kind="dataset", write=write)\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(ropa.export, "__path__", [*ropa.export.__path__, str(more)])
    assert int(opened(workspace).export("count")) > 1000


def test_a_workspace_cannot_take_the_name_of_one_of_ours(workspace: Path) -> None:
    add(workspace, "queries/transfers.rq", "#+ title: x\n")
    with pytest.raises(InputError, match="takes the name"):
        opened(workspace).ask("transfers")
