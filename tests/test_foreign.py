"""Registers as they are found: invented ones in other languages, exports of vendors, dumps as JSON; mappings that come back corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ropa.cli import main
from ropa.documents.cells import items
from ropa.documents.mapping import read_mapping
from ropa.documents.readers import Settings, read_drafts
from ropa.errors import InputError
from tests.conftest import SHARED
from tests.test_live import APPLICANTS, PAYROLL, workbook
from tests.test_tables import compiled, labels, one, receivers, sheet


def csv(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(rows).encode(encoding))
    return path


def bases(activity: dict[str, Any]) -> list[str]:
    return [item["basis"].removeprefix("eu-gdpr:A") for item in activity["legal_basis"]]


# -- other languages ---------------------------------------------------------------------------------------------------
def test_a_french_service_is_a_unit_not_a_controller(tmp_path: Path) -> None:
    form = one(csv(tmp_path / "r.csv", "Registre - Association Fictive", "",
        "Réf.;Nom du traitement;Finalités;Base légale;Destinataires;Sous-traitants;Transferts hors UE;Durées de conservation;Service responsable",
        "1;Gestion des adhérents;Suivi;Exécution du contrat (art. 6.1.b);Bureau;HelloAsso;Aucun;3 ans après la fin de l'adhésion;Secrétariat",
        "2;Vidéosurveillance;Sécurité;Intérêt légitime;;;Non;1 mois;Direction", encoding="cp1252"))  # fmt: skip
    members, video = form["activities"]
    assert [each["unit"]["value"] for each in form["activities"]] == ["Secrétariat", "Direction"]
    assert (bases(members), bases(video)) == (["6-1-b"], ["6-1-f"])
    assert (members["retention"][0]["duration"], video["transfers"][0]["modality"]) == ("P3Y", "denied")


def test_dutch_with_the_organisation_above_and_a_yes_before_the_country(tmp_path: Path) -> None:
    form = one(sheet(tmp_path / "r.xlsx", ("Register", [["Organisatie", "Stichting Voorbeeld"], [],
        ["Nr", "Verwerking", "Doel van de verwerking", "Grondslag", "Categorieën persoonsgegevens", "Bijzondere persoonsgegevens", "Verwerkers",
         "Doorgifte buiten EER", "Systeem"],
        ["1", "Zorgdossiers", "Zorg", "Uitvoering overeenkomst", "Naam", "Ja, gezondheidsgegevens", "Nedap", "Ja, VS (SCC)", "ONS"]])))  # fmt: skip
    (care,) = form["activities"]
    assert form["controller"]["name"] == "Stichting Voorbeeld"
    assert labels(care, "data") == ["Naam", "gezondheidsgegevens"]
    assert [(item["country"], item["mechanism"]) for item in care["transfers"]] == [("US", ["scc"])]
    assert care["systems"][0]["value"] == "ONS"


def test_german_sheets_of_labels_are_an_activity_each(tmp_path: Path) -> None:
    def page(name: str, purpose: str, until: str) -> list[list[Any]]:
        return [["Verarbeitungstätigkeit", name], ["Verantwortlicher", "Muster GmbH, Beispielstr. 2, 20095 Hamburg"], ["Zweck der Verarbeitung", purpose],
                ["Rechtsgrundlage", "Interessenabwägung"], ["Datenkategorien", "Stammdaten\nZeugnisse"], ["Übermittlung in Drittländer", "nicht geplant"],
                ["Löschfrist", until]]  # fmt: skip

    form = one(sheet(tmp_path / "r.xlsx", ("VVT 1", page("Bewerbung", "Auswahl", "6 Monate nach Abschluss")), ("VVT 2", page("Video", "Hausrecht", "72 Stunden"))))
    first, second = form["activities"]
    assert (first["retention"][0]["duration"], second["retention"][0]["criterion"]) == ("P6M", "72 Stunden")
    assert (labels(first, "data"), bases(first)) == (["Stammdaten", "Zeugnisse"], ["6-1-f"])
    assert form["controller"]["name"] == "Muster GmbH"


def test_danish(tmp_path: Path) -> None:
    form = one(csv(tmp_path / "r.csv", "Nr.;Behandlingsaktivitet;Formål;Hjemmel;Modtagere;Databehandlere;Overførsel til tredjelande;Slettefrist",
        "1;Lønadministration;Løn;Art. 6, stk. 1, litra b og c;SKAT, ATP;Visma;Nej;5 år efter ophør",
        "2;Nyhedsbrev;Direkte markedsføring;Samtykke;Ingen;Mailchimp;USA (EU-US DPF);Indtil samtykke trækkes tilbage"))  # fmt: skip
    pay, news = form["activities"]
    assert (bases(pay), bases(news)) == (["6-1-b", "6-1-c"], ["6-1-a"])
    assert receivers(form, pay) == ["SKAT", "ATP", "Visma"]
    assert [item["country"] for item in news["transfers"]] == ["US"]


def test_italian_and_spanish(tmp_path: Path) -> None:
    form = one(csv(tmp_path / "it.csv", "Titolare del trattamento:;Comune di Esempio, Via Finta 1, 00100 Roma, Italia", "",
        "ID;Trattamento;Finalità del trattamento;Base giuridica;Responsabili esterni;Trasferimento extra UE;Termini di cancellazione;Struttura organizzativa",
        "T02;Paghe;Adempimenti contrattuali;Obbligo legale;Zucchetti S.p.A.;Non previsto;10 anni dalla cessazione;Risorse umane"))  # fmt: skip
    (pay,) = form["activities"]
    assert (form["controller"]["country"], bases(pay), pay["unit"]["value"]) == ("IT", ["6-1-c"], "Risorse umane")
    assert pay["retention"][0]["countsFrom"] == "cessazione"
    form = one(csv(tmp_path / "es.csv", "REGISTRO", "Responsable;Ejemplo S.L., Calle Falsa 3, 28001 Madrid, España", "",
        "Actividad de tratamiento;Legitimación;Fines del tratamiento;Colectivo;Transferencias internacionales;Plazo de supresión",
        "Nóminas;RGPD 6.1.c: obligación legal;Pago;Empleados;No existen;4 años", encoding="utf-16"))  # fmt: skip
    (pay,) = form["activities"]
    assert (form["controller"]["country"], bases(pay), pay["transfers"][0]["modality"]) == ("ES", ["6-1-c"], "denied")
    assert pay["retention"][0]["duration"] == "P4Y"


def test_swedish_in_markdown_and_greek(tmp_path: Path) -> None:
    text = ("# Registerförteckning\n\n| Behandling | Ändamål | Rättslig grund | Mottagare | Överföring till tredjeland | Gallringstid |\n|---|---|---|---|---|---|\n"
            "| Kundtjänst | Ärenden | Intresseavvägning | Inga | USA, standardavtalsklausuler | 2 år |\n")  # fmt: skip
    (service,) = one(csv(tmp_path / "sv.md", text))["activities"]
    assert (bases(service), service["retention"][0]["duration"], service["discloses"][0]["modality"]) == (["6-1-f"], "P2Y", "denied")
    form = one(csv(tmp_path / "el.csv", "Α/Α;Δραστηριότητα επεξεργασίας;Σκοπός επεξεργασίας;Νομική βάση;Αποδέκτες;Διαβιβάσεις σε τρίτες χώρες;Χρόνος τήρησης",
        "1;Μισθοδοσία;Καταβολή μισθών;Άρθρο 6 παρ. 1 στοιχ. γ;ΕΦΚΑ, ΑΑΔΕ;ΗΠΑ;20 έτη"))  # fmt: skip
    (pay,) = form["activities"]
    assert (bases(pay), pay["transfers"][0]["country"], pay["retention"][0]["duration"]) == (["6-1-c"], "US", "P20Y")
    assert receivers(form, pay) == ["ΕΦΚΑ", "ΑΑΔΕ"]


# -- exports -----------------------------------------------------------------------------------------------------------
def test_a_vendors_export(tmp_path: Path) -> None:
    form = one(csv(tmp_path / "v.csv",
        "Processing Activity ID,Processing Activity Name,Purpose of Processing,Third Party Vendors,Cross-Border Transfer,Transfer Mechanism,Volume of Data Subjects",
        'PA-1,Website Analytics,Analytics,"Salesforce, Inc.|DocuSign Inc.",Yes,EU-U.S. Data Privacy Framework,"12,000"'))  # fmt: skip
    (activity,) = form["activities"]
    assert (activity["name"], activity["reference"]["value"], activity["people"]["value"]) == ("Website Analytics", "PA-1", "12000")
    assert receivers(form, activity) == ["Salesforce, Inc.", "DocuSign Inc."]
    assert activity["transfers"] == [{"label": "EU-U.S. Data Privacy Framework", "cell": ["E2", "F2"]}]


def test_the_form_of_a_company_belongs_to_its_name() -> None:
    assert items("Salesforce, Inc., AFAS B.V., Banca, S.p.A.") == ("Salesforce, Inc.", "AFAS B.V.", "Banca, S.p.A.")


@pytest.mark.slow
def test_a_vocabulary_is_no_register() -> None:
    if not SHARED.is_dir():
        pytest.skip("the registers that others made (../shared/registers) are not here")
    for name in ("data_categories", "data_subjects", "data_uses"):
        assert one(SHARED / "registers" / "fides" / f"{name}.csv")["activities"] == []


DUMP = {
    "controller": {"name": "Acme Ltd", "address": "1 Street, Dublin, Ireland"},
    "processingActivities": [
        {"id": "P1", "processName": "Payroll", "purposes": ["Paying staff"], "legalBasis": {"article": "6(1)(b)"}, "dataCategories": ["Name", "Salary"],
         "recipients": [{"name": "Revenue", "country": "IE"}, {"name": "PayCo Ltd", "type": "processor"}], "retentionPeriod": "7 years",
         "internationalTransfers": False, "riskScore": 3},
        {"id": "P2", "processName": "CCTV", "purposes": ["Security"], "legalBasis": None, "dataCategories": [], "internationalTransfers": None},
    ],
}  # fmt: skip


def test_a_dump_of_nested_objects(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(DUMP), encoding="utf-8")
    reader, (draft,) = read_drafts([path])
    form = dict(draft.form)
    pay, cctv = form["activities"]
    assert (reader.id, form["controller"]["name"], form["controller"]["country"]) == ("objects", "Acme Ltd", "IE")
    assert (bases(pay), receivers(form, pay), labels(pay, "data")) == (["6-1-b"], ["Revenue", "PayCo Ltd"], ["Name", "Salary"])
    assert pay["transfers"] == [{"modality": "denied", "cell": "/processingActivities/0/internationalTransfers"}]
    assert pay["discloses"][0]["cell"] == "/processingActivities/0/recipients"
    assert {note["value"] for note in pay["note"]} >= {"risk Score: 3", "recipients › country: IE", "recipients › type: processor"}
    assert not {"legal_basis", "data", "transfers", "retention"} & set(cctv), "null and an empty list state nothing"
    assert compiled(draft, tmp_path)


def test_lines_of_objects_in_dutch(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    lines = [{"verwerking": "Nieuwsbrief", "doel": "Informeren", "grondslag": "toestemming", "bewaartermijn": "2 jaar", "ontvangers": ["Mailchimp"]}]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (news,) = one(path)["activities"]
    assert (news["name"], bases(news), news["retention"][0]["duration"]) == ("Nieuwsbrief", ["6-1-a"], "P2Y")


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '[{"name": "x"}]', "null", '"=cmd()"', "[[1]]", '{"a": NaN, "b": [{"c": Infinity}]}'])
def test_json_that_is_no_register_is_one_message(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_drafts([path])


# -- mappings ----------------------------------------------------------------------------------------------------------
def test_a_mapping_is_written_corrected_sent_back_and_used_again(tmp_path: Path) -> None:
    book, first, second = workbook(tmp_path / "register.xlsx", PAYROLL, APPLICANTS), tmp_path / "map.xlsx", tmp_path / "again.xlsx"
    assert main(["import", str(book), "--mapping-out", str(first)]) == 0
    corrected = openpyxl.load_workbook(first)
    sheet_ = corrected["Mapping"]
    (choices,) = sheet_.data_validations.dataValidation
    rows = {row[0].value: row[1] for row in sheet_.iter_rows(min_row=2)}
    assert str(choices.sqref) == f"B2:B{len(rows) + 1}"
    allowed = {row[0].value for row in corrected["Fields"].iter_rows()}
    assert {cell.value for cell in rows.values()} <= allowed
    rows["Risikofarbe"].value, rows["Rechtsgrundlage"].value = "unit", "ignore"
    corrected.save(first)
    mapping = read_mapping(first)
    (draft,) = read_drafts([book], Settings(mapping))[1]
    assert draft.form["activities"][0]["unit"]["value"] == "rot"
    assert "legal_basis" not in draft.form["activities"][0]
    assert main(["import", str(book), "--mapping", str(first), "--mapping-out", str(second)]) == 0
    assert read_mapping(second) == mapping


# -- shapes ------------------------------------------------------------------------------------------------------------
def test_danish_questions_in_a_column(tmp_path: Path) -> None:
    form = one(sheet(tmp_path / "r.xlsx", ("Fortegnelse", [["Dataansvarlig", "Eksempel A/S", None], ["Behandling", "HR", "Video"],
        ["Formål med behandlingen", "Ansættelse", "Kriminalitetsforebyggelse"], ["Hvem behandles der oplysninger om?", "Ansatte", "Besøgende; ansatte"],
        ["Hvilke oplysninger behandles?", "Navn, løn", "Billeder"], ["Hvem videregives oplysningerne til?", "SKAT", "Politiet"],
        ["Overføres oplysninger til lande uden for EU/EØS?", "Nej", "Nej"], ["Hvornår slettes oplysningerne?", "5 år efter fratrædelse", "30 dage"]])))  # fmt: skip
    pay, video = form["activities"]
    assert (labels(pay, "data"), labels(video, "dataSubjects")) == (["Navn", "løn"], ["Besøgende", "ansatte"])
    assert [each["transfers"][0]["modality"] for each in form["activities"]] == ["denied", "denied"]
    assert [each["retention"][0]["duration"] for each in form["activities"]] == ["P5Y", "P30D"]


def test_parts_of_a_heading_stand_below_it_also_where_no_cells_are_merged(tmp_path: Path) -> None:
    (draft,) = read_drafts([sheet(tmp_path / "r.xlsx", ("VVT", [
        ["Nr.", "Bezeichnung", "Zweck", "Empfänger", None, "Löschung", None], [None, None, None, "intern", "extern", None, None],
        ["1", "Personalakte", "Arbeitsverhältnis", "Personalrat", "Finanzamt", "55 Jahre nach Tod", "ohne Überschrift"]]))])[1]  # fmt: skip
    form = dict(draft.form)
    (activity,) = form["activities"]
    assert receivers(form, activity) == ["Personalrat", "Finanzamt"]
    assert "  skipped row 2: codes or parts of headings" in draft.report
    assert {"value": "ohne Überschrift", "cell": "VVT!G3"} in activity["note"], "a value without a heading is not lost"


def test_a_value_that_is_also_a_heading_is_a_value(tmp_path: Path) -> None:
    form = one(sheet(tmp_path / "r.xlsx", ("F2", [["Nom de l'activité", "Recrutement"], ["Référence", "F2"], ["Objectifs poursuivis", "Sélection"],
        ["Fondement juridique", "Intérêt légitime"], ["Catégories de données collectées", "CV"],
        ["Transferts des données hors UE", "Oui : États-Unis (clauses contractuelles types)"]])))  # fmt: skip
    (hiring,) = form["activities"]
    assert (bases(hiring), labels(hiring, "data")) == (["6-1-f"], ["CV"])
    assert [(item["country"], item["mechanism"]) for item in hiring["transfers"]] == [("US", ["scc"])]


@pytest.mark.parametrize("word", ["ja", "nej", "x", "1"])
def test_yes_and_no_name_no_data_and_no_recipient(tmp_path: Path, word: str) -> None:
    path = csv(tmp_path / "r.csv", "Behandling;Ändamål;Personuppgifter;Känsliga personuppgifter (ja/nej);Mottagare;Mottagare 2",
               f"Elevregister;Skolgång;Namn;{word};CSN;{word}")  # fmt: skip
    form = one(path)
    (pupils,) = form["activities"]
    assert labels(pupils, "data") == ["Namn"]
    assert receivers(form, pupils) == ["CSN"]
