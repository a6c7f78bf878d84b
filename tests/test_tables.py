"""Registers in tables: what is expected was written down by reading the files, not by running the code."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ropa.cli import main
from ropa.documents.cells import country_list, day, grounds, is_blank, is_example, is_unknown, items, period, says
from ropa.documents.compiler import compile_form
from ropa.documents.headings import recognise
from ropa.documents.mapping import read_mapping
from ropa.documents.readers import Draft, Settings, form_text, read_drafts, reviewed
from ropa.documents.transfers import denies
from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.namespaces import OA, RDF, ROPA, expand
from ropa.register import document_tables
from ropa.vocabulary import vocabulary
from tests.conftest import SHARED

REGISTERS = SHARED / "registers"


@pytest.fixture
def registers() -> Path:
    if not REGISTERS.is_dir():
        pytest.skip("the registers that others made (../shared/registers) are not here")
    return REGISTERS


def read(path: Path, **said: Any) -> list[Draft]:
    return list(read_drafts([path], Settings(**said))[1])


def sheet(path: Path, *sheets: tuple[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> Path:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets:
        made = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    made.write(row, column, value)
        for span in merged:
            first = span.partition(":")[0]
            row, column = int("".join(filter(str.isdigit, first))) - 1, ord(first[0]) - 65
            made.merge_range(span, rows[row][column])
    book.close()
    return path


def one(path: Path, **said: Any) -> dict[str, Any]:
    (draft,) = read(path, **said)
    return dict(draft.form)


def compiled(draft: Draft, folder: Path) -> list[Any]:
    path = folder / f"{draft.id}.yaml"
    path.write_text(form_text(reviewed(draft.form, "confirmed")), encoding="utf-8")
    return compile_form(read_form(path), "https://acme.example/", fields_of(), vocabulary(), document_tables(tables()))


def labels(activity: dict[str, Any], key: str) -> list[str]:
    return [item["label"] for item in activity.get(key, [])]


def receivers(form: dict[str, Any], activity: dict[str, Any]) -> list[str]:
    names = {party["id"]: party["name"] for party in form["parties"]}
    return [names[item["to"]] for item in activity.get("discloses", []) if "to" in item]


# -- registers of others -----------------------------------------------------------------------------------------------
def test_the_hr_department_of_alpha(registers: Path) -> None:
    form = one(registers / "dpcat-sample" / "hr-department-of-alpha.xlsx")
    assert [item["name"] for item in form["activities"]] == ["Recruitment of staff", "Payroll activities", "Pension activities", "Expenses payments"]
    recruitment, payroll, _, expenses = form["activities"]
    assert labels(recruitment, "data") == ["CV", "References"]
    assert [item["duration"] for item in recruitment["retention"]] == ["P1Y"]
    assert labels(recruitment, "measures") == ["Standard Measures"], "its heading is the law's words, cut off"
    assert "discloses" not in recruitment
    assert "transfers" not in recruitment
    assert receivers(form, payroll) == ["Tax authorities"]
    assert [item["criterion"] for item in payroll["retention"]] == ["Until end of contract"]
    (transfer,) = expenses["transfers"]
    assert (transfer["country"], transfer["document"], transfer["cell"]) == ("CA", "Article 45 Adequacy", ["Sheet1!E6", "Sheet1!F6", "Sheet1!G6"])


def test_nil_is_none_and_blank_is_not(registers: Path) -> None:
    marketing = one(registers / "dpcat-sample" / "marketing-department-of-alpha.xlsx")
    assert [item["name"] for item in marketing["activities"]] == [
        "Direct marketing via e-mail",
        "Direct marketing via telephone",
        "Direct Marketing via post",
    ]
    for activity in marketing["activities"]:
        assert [item["modality"] for item in activity["discloses"]] == ["denied"]
        assert [item["modality"] for item in activity["transfers"]] == ["denied"]
    customers = one(registers / "dpcat-sample" / "customer-services-deptartment-of-alpha.xlsx")
    assert len(customers["activities"]) == 3
    assert all("discloses" not in each and "transfers" not in each for each in customers["activities"])
    assert labels(customers["activities"][0], "data") == ["Contact Details", "Voice recordings"]


def test_the_processor_beta_has_one_activity(registers: Path) -> None:
    (activity,) = one(registers / "dpcat-sample" / "beta-a-processor-of-employee-expenses.xlsx")["activities"]
    assert activity["retention"][0]["criterion"] == "until end of contract"
    assert activity["retention"][0]["cell"] == "Sheet1!H3"


def test_the_dutch_register_has_67_activities(registers: Path) -> None:
    first, dealer = read(registers / "nl-register" / "gdpr_register.csv")
    assert (len(first.form["activities"]), len(dealer.form["activities"])) == (62, 5)
    assert dealer.form["controller"]["name"] == "Directeur Autobedrijf"
    assert dealer.form["controller"]["email"] == "directeur@autobedrijf.nl"
    assert first.form["document"]["language"] == "nl"
    every = [*first.form["activities"], *dealer.form["activities"]]
    bases = Counter(item["basis"] for each in every for item in each["legal_basis"])
    assert bases == {"eu-gdpr:A6-1-b": 24, "eu-gdpr:A6-1-f": 23, "eu-gdpr:A6-1-c": 14, "eu-gdpr:A6-1-a": 5, "eu-gdpr:A6-1-d": 1}
    assert sum(each.get("responsibility", {}).get("value") == "processor" for each in every) == 11
    assert {each["status"]["value"] for each in every} == {"active"}


def test_unknown_is_not_no_and_a_flag_is_not_overruled(registers: Path) -> None:
    first, _ = read(registers / "nl-register" / "gdpr_register.csv")
    stated = {each["id"]: each["transfers"] for each in first.form["activities"] if "transfers" in each}
    assert {key: [item.get("modality", "stated") for item in value] for key, value in stated.items()} == {
        "200000012": ["denied"],
        "200000063": ["stated"],
        "200000067": ["stated"],
    }
    assert any("Standard Contracual Clauses Facebook" in line for line in first.left_out)


def test_values_of_the_dutch_register(registers: Path) -> None:
    first, _ = read(registers / "nl-register" / "gdpr_register.csv")
    known = {each["id"]: each for each in first.form["activities"]}
    assert known["200000013"]["retention"][0]["duration"] == "P7Y"
    assert known["200000013"]["retention"][0]["label"] == "7 jaar (fiscaal)"
    assert "duration" not in known["200000012"]["retention"][0]
    assert labels(known["200000013"], "data") == ["Naam", "bankgegevens", "transactiegegevens", "factuurgegevens"]
    assert known["200000012"]["reviewDate"]["value"] == "2027-07-06"
    assert "eVcyU1Y1" not in form_text(first.form)


def test_the_danish_catalogue_has_94_activities(registers: Path) -> None:
    form = one(registers / "dk-municipal" / "kl_article30.csv")
    assert len(form["activities"]) == 94
    assert form["document"]["language"] == "da"
    first, third = form["activities"][0], form["activities"][2]
    assert first["reference"]["value"] == "01"
    assert [item["basis"] for item in first["legal_basis"]] == ["eu-gdpr:A6-1-e", "eu-gdpr:A9-2-f"]
    assert [item["basis"] for item in third["legal_basis"]] == ["eu-gdpr:A6-1-a", "eu-gdpr:A6-1-e", "eu-gdpr:A9-2-a", "eu-gdpr:A9-2-f"]
    assert all(not {"data", "dataSubjects", "discloses", "retention", "transfers"} & set(each) for each in form["activities"])
    assert {"value": "kle_hovedgrupper: 15", "cell": "H2"} in first["note"]


def test_the_austrian_association_in_markdown(registers: Path) -> None:
    (draft,) = read(registers / "at-association" / "ropa.md")
    form = draft.form
    assert [item["reference"]["value"] for item in form["activities"]] == [f"VT-{number:02}" for number in range(1, 11)]
    assert form["document"]["language"] == "de"
    assert "contacts" not in form, "[DPO_NAME] is a placeholder"
    members = form["activities"][0]
    assert members["name"] == "Mitgliederverwaltung"
    assert labels(members, "data") == ["Stammdaten", "Kontaktdaten", "Mitgliedschaftsdaten", "Funktionen"]
    assert [item["basis"] for item in members["legal_basis"]] == ["eu-gdpr:A6-1-b"]
    assert [item["modality"] for item in members["transfers"]] == ["denied"]
    assert {item.get("scope"): item.get("duration") for item in members["retention"]}["Nach Austritt"] == "P1Y"
    assert [item["basis"] for item in form["activities"][1]["legal_basis"]] == ["eu-gdpr:A6-1-b", "eu-gdpr:A6-1-c"]
    assert "Keine Weitergabe an Dritte ohne Einwilligung" not in [party["name"] for party in form["parties"]]
    assert all("transfers" not in each for each in form["activities"][7:])


def test_a_blank_template_has_no_activity(registers: Path) -> None:
    (draft,) = read(registers / "fides" / "fides_datamap_template.xlsx")
    assert draft.form["activities"] == []
    assert "sheet1: a table, headings in row 9; 0 activities" in draft.report


@pytest.mark.parametrize(
    "name", ["dpcat-sample/hr-department-of-alpha.xlsx", "nl-register/gdpr_register.csv", "dk-municipal/kl_article30.csv", "at-association/ropa.md"]
)
def test_every_register_compiles_and_twice_gives_the_same(registers: Path, name: str, tmp_path: Path) -> None:
    once, again = read(registers / name), read(registers / name)
    assert [form_text(draft.form) for draft in once] == [form_text(draft.form) for draft in again]
    for draft in once:
        assert len({item["id"] for item in draft.form["activities"]}) == len(draft.form["activities"])
        assert compiled(draft, tmp_path)


# -- languages, each an invented register in the headings of its templates ---------------------------------------------
GERMAN = [
    ["Verzeichnis von Verarbeitungstätigkeiten"],
    ["Verantwortlicher:", "Beispielwerk GmbH, Musterweg 1, 10999 Berlin, Deutschland"],
    ["Datenschutzbeauftragter", "dsb@beispielwerk.example"],
    [],
    ["Lfd. Nr.", "Bezeichnung der Verarbeitungstätigkeit", "Zwecke der Verarbeitung", "Rechtsgrundlage", "Kategorien betroffener Personen",
     "Kategorien personenbezogener Daten", "Kategorien von Empfängern", "Drittlandübermittlung", "Vorgesehene Fristen für die Löschung", "TOMs (Art. 32)"],
    ["PERSONAL"],
    ["V-1", "Lohnabrechnung", "Abrechnung der Löhne", "Art. 6 Abs. 1 lit. b, c DSGVO", "Beschäftigte", "Name, Bankverbindung; Gehaltsdaten",
     "Steuerberater; Finanzamt", "keine", "10 Jahre nach Ende des Kalenderjahres", "Zugriffskontrolle, Verschlüsselung"],
    ["V-2", "Bewerbermanagement", "Auswahl", "Einwilligung", "Bewerber", "Lebenslauf", "", "USA (Standardvertragsklauseln)", "max. 6 Monate", ""],
]  # fmt: skip


def test_german(tmp_path: Path) -> None:
    (draft,) = read(sheet(tmp_path / "vvt.xlsx", ("Verzeichnis", GERMAN)))
    form = draft.form
    assert form["controller"]["name"] == "Beispielwerk GmbH"
    assert form["contacts"] == [{"kind": "dpo", "email": "dsb@beispielwerk.example", "cell": ["Verzeichnis!A3"]}]
    payroll, applicants = form["activities"]
    assert (payroll["id"], payroll["name"]) == ("v-1", "Lohnabrechnung")
    assert [item["basis"] for item in payroll["legal_basis"]] == ["eu-gdpr:A6-1-b", "eu-gdpr:A6-1-c"]
    assert [item["value"] for item in payroll["dataSubjects"]] == ["dpv:Employee"]
    assert labels(payroll, "data") == ["Name", "Bankverbindung", "Gehaltsdaten"]
    assert [item["category"] for item in payroll["data"]] == [["pd:Name"], ["pd:BankAccount"], ["pd:Salary"]]
    assert receivers(dict(form), payroll) == ["Steuerberater", "Finanzamt"]
    assert payroll["transfers"] == [{"modality": "denied", "cell": "Verzeichnis!H7"}]
    assert payroll["retention"] == [
        {"duration": "P10Y", "countsFrom": "Ende des Kalenderjahres", "label": "10 Jahre nach Ende des Kalenderjahres", "cell": "Verzeichnis!I7"}
    ]
    (transfer,) = applicants["transfers"]
    assert (transfer["country"], transfer["mechanism"]) == ("US", ["scc"])
    assert applicants["retention"][0] == {"duration": "P6M", "bound": "at-most", "label": "max. 6 Monate", "cell": "Verzeichnis!I8"}
    assert "discloses" not in applicants
    assert "  skipped row 6: a section “PERSONAL”" in draft.report


CNIL_INDEX = [["Registre des activités de traitement"], ["Responsable du traitement", None, "Délégué à la protection des données"],
              ["Nom", "Mairie d'Exempleville", "Nom", "Cabinet Fictif"], ["Adresse mél", "contact@exempleville.example", "Adresse mél", "dpo@exempleville.example"], [], [],
              ["Identification du traitement", None, None, "Finalité du traitement"],
              ["Nom du traitement", "N°/RÉF", "Date de création de la fiche", "Finalité 1"],
              ["(EXEMPLE) Gestion de la paie", "Ex-1", "2019-01-01", "Calcul de la paie, déclarations"]]  # fmt: skip


def cnil(name: str | None) -> list[list[Any]]:
    filled = name is not None
    return [
        ["Description du traitement"],
        ["Nom / sigle", name],
        ["N° / REF", "T-001" if filled else None],
        ["Date de création", "01/02/2024" if filled else None],
        ["Acteurs", "Nom", "Adresse", "CP", "Ville", "Pays", "Téléphone", "Adresse mél"],
        ["Responsable du traitement", "Mairie d'Exempleville" if filled else None, "1 place Fictive"if filled else None],
        ["Délégué à la protection des données", "Cabinet Fictif" if filled else None],
        ["Responsable(s) conjoint(s)"],
        ["Finalité(s) du traitement effectué"],
        ["Finalité principale", "Gestion des paies" if filled else None],
        ["Sous-finalité 1", "Déclarations sociales, fiscales" if filled else None],
        ["Sous-finalité 2"],
        ["Catégories de données personnelles concernées", "Description", "Durée de conservation"],
        ["Etat civil, identité, données d'identification, images…", "Nom, prénom, adresse" if filled else None, "5 ans à compter du versement de la paie" if filled else None],
        ["Informations d'ordre économique et financier", "RIB" if filled else None, "5 ans" if filled else None],
        ["Données de connexion"],
        ["Données sensibles", "Description", "Durée de conservation"],
        ["Données concernant la santé", "non concerné" if filled else None],
        ["Catégories de personnes concernées", "Description", "Précisions"],
        ["Catégorie de personnes 1", "Salariés" if filled else "Sélectionnez un élément…"],
        ["Destinataires", "Type de destinataire", "Précisions"],
        ["Destinataire 1", "Organismes sociaux" if filled else "Sélectionnez un élément…"],
        ["Destinataire 2"],
        ["Mesures de sécurité techniques et organisationnelles", "Type de mesure de sécurité", "Précisions"],
        ["Mesure de sécurité 1", "Chiffrement des données" if filled else None, "disques" if filled else None],
        ["Transferts hors UE", "Destinataire", "Pays", "Type de Garanties", "Lien vers la documentation"],
        ["Organisme destinataire 1", "Paie Cloud Inc." if filled else None, "États-Unis" if filled else None, "CCT" if filled else None],
    ]  # fmt: skip


def test_the_french_workbook_filled(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "registre.xlsx",
        ("Liste des traitements", CNIL_INDEX),
        ("Exemple de fiche", cnil("(EXEMPLE) Paie")),
        ("Fiche T-001", cnil("Gestion de la paie")),
    )
    (draft,) = read(path)
    form = dict(draft.form)
    assert form["controller"]["name"] == "Mairie d'Exempleville"
    (payroll,) = form["activities"]
    assert (payroll["name"], payroll["reference"]["value"], payroll["from"]["value"]) == ("Gestion de la paie", "T-001", "2024-02-01")
    assert labels(payroll, "purpose") == ["Gestion des paies", "Déclarations sociales, fiscales"]
    assert [item["label"] for item in payroll["data"]] == [
        "Etat civil, identité, données d'identification, images…",
        "Informations d'ordre économique et financier",
    ]
    assert [item["label"] for item in payroll["data"][0]["items"]] == ["Nom", "prénom", "adresse"]
    assert [(item["duration"], item["scope"]) for item in payroll["retention"]] == [
        ("P5Y", "Etat civil, identité, données d'identification, images…"),
        ("P5Y", "Informations d'ordre économique et financier"),
    ]
    assert labels(payroll, "dataSubjects") == ["Salariés"]
    assert receivers(form, payroll) == ["Organismes sociaux"]
    (transfer,) = payroll["transfers"]
    assert (transfer["country"], transfer["mechanism"]) == ("US", ["scc"])
    assert "legal_basis" not in payroll
    assert form["document"]["language"] == "fr"
    assert compiled(draft, tmp_path)


def test_the_french_workbook_blank(tmp_path: Path) -> None:
    (draft,) = read(sheet(tmp_path / "vierge.xlsx", ("Liste", CNIL_INDEX[:1] + CNIL_INDEX[6:]), ("Modèle de fiche", cnil(None))))
    assert draft.form["activities"] == []


WIDE = {
    "nl": (["Nr", "Naam verwerking", "Doeleinden", "Grondslag", "Categorieën betrokkenen", "Categorieën persoonsgegevens", "Ontvangers", "Doorgifte buiten de EU", "Bewaartermijn", "Maatregelen"],
           ["1", "Salarisadministratie", "Betalen van salaris", "Wettelijke verplichting", "Medewerkers", "Naam, adres", "Belastingdienst", "N.v.t.", "7 jaar na uitdiensttreding", "Versleuteling"]),
    "da": (["Nr.", "Behandlingsaktivitet", "Formål", "Hjemmel", "Kategorier af registrerede", "Kategorier af personoplysninger", "Modtagere", "Overførsel til tredjelande", "Slettefrist", "Sikkerhedsforanstaltninger"],
           ["1", "Lønadministration", "Udbetaling af løn", "Artikel 6, stk. 1, litra c", "Medarbejdere", "Navn, adresse", "Skattestyrelsen", "Nej", "5 år efter fratrædelse", "Kryptering"]),
    "it": (["N.", "Tipologia di trattamento", "Finalità e basi legali", "Categorie di interessati", "Categorie di dati personali", "Categorie di destinatari", "Trasferimento paesi terzi", "Termini di cancellazione", "Misure di sicurezza"],
           ["1", "Gestione del personale e paghe", "Adempimenti di legge (art. 6 par. 1 lett. c)", "Dipendenti", "Nome e cognome; codice fiscale", "Enti previdenziali", "Nessuno", "10 anni dalla cessazione", "Cifratura"]),
    "es": (["Ref.", "Actividad de tratamiento", "Fines del tratamiento", "Base jurídica", "Categorías de interesados", "Categorías de datos", "Categorías de destinatarios", "Transferencias internacionales", "Plazos de supresión", "Medidas de seguridad"],
           ["1", "Gestión de nóminas", "Pago de nóminas", "RGPD 6.1.c)", "Empleados", "Nombre y apellidos; datos bancarios", "Agencia Tributaria", "No procede", "4 años", "Control de acceso"]),
    "sv": (["Nr", "Personuppgiftsbehandling", "Ändamål", "Rättslig grund", "Kategorier av registrerade", "Kategorier av personuppgifter", "Mottagare", "Överföring till tredje land", "Gallringsfrist", "Säkerhetsåtgärder"],
           ["1", "Löneadministration", "Utbetalning av lön", "artikel 6.1 c", "Anställda", "Namn, adress", "Skatteverket", "Nej", "7 år efter räkenskapsårets slut", "Kryptering"]),
    "fi": (["Nro", "Käsittelytoimi", "Käsittelyn tarkoitus", "Oikeusperuste", "Rekisteröityjen ryhmät", "Henkilötietoryhmät", "Vastaanottajat", "Siirrot kolmansiin maihin", "Poistamisen määräajat", "Turvatoimet"],
           ["1", "Palkanlaskenta", "Palkan maksaminen", "6 artiklan 1 kohdan c alakohta", "Työntekijät", "Nimi, tilinumero", "Verohallinto", "Ei siirretä", "10 vuotta työsuhteen päättymisestä", "Salaus"]),
    "el": (["Α/Α", "Δραστηριότητα επεξεργασίας", "Σκοπός επεξεργασίας", "Νομική βάση", "Κατηγορίες υποκειμένων", "Κατηγορίες προσωπικών δεδομένων", "Κατηγορίες αποδεκτών", "Διαβίβαση σε τρίτες χώρες", "Χρόνος τήρησης", "Μέτρα ασφάλειας"],
           ["1", "Μισθοδοσία", "Πληρωμή μισθών", "άρθρο 6 παρ. 1 στοιχ. γ", "Εργαζόμενοι", "Ονοματεπώνυμο, διεύθυνση", "Εφορία", "Όχι", "10 έτη", "Κρυπτογράφηση"]),
}  # fmt: skip
SAYS = {"nl": "P7Y", "da": "P5Y", "it": "P10Y", "es": "P4Y", "sv": "P7Y", "fi": "P10Y", "el": "P10Y"}


@pytest.mark.parametrize("language", sorted(WIDE))
@pytest.mark.parametrize("shape", ["xlsx", "semicolon", "utf-16", "transposed"])
def test_a_register_in_each_language(language: str, shape: str, tmp_path: Path) -> None:
    header, row = WIDE[language]
    second = [f"{cell} B" if index in (1, 2) else "2" if index == 0 else cell for index, cell in enumerate(row)]
    rows: list[list[Any]] = [header, row, second]
    if shape == "transposed":
        path = sheet(tmp_path / "r.xlsx", ("R", [list(each) for each in zip(*rows, strict=True)]))
    elif shape == "xlsx":
        path = sheet(tmp_path / "r.xlsx", ("R", rows))
    else:
        path = tmp_path / "r.csv"
        text = "\r\n".join(";".join(f'"{cell}"' for cell in each) for each in rows)
        path.write_bytes(text.encode("utf-16" if shape == "utf-16" else "utf-8-sig"))
    (draft,) = read(path)
    assert len(draft.form["activities"]) == 2
    activity = draft.form["activities"][0]
    assert activity["name"] == row[1]
    assert [item["basis"] for item in activity["legal_basis"]] == ["eu-gdpr:A6-1-c"]
    assert [item["value"] for item in activity["dataSubjects"]] == ["dpv:Employee"]
    assert len(activity["data"]) == 2
    assert [item["modality"] for item in activity["transfers"]] == ["denied"]
    assert [item["duration"] for item in activity["retention"]] == [SAYS[language]]
    assert activity["measures"][0]["value"] in ("dpv:Encryption", "dpv:AccessControlMethod")
    assert len(activity["discloses"]) == 1
    assert draft.form["document"]["language"] == language
    assert compiled(draft, tmp_path)


# -- shapes ------------------------------------------------------------------------------------------------------------
def test_a_boolean_matrix_under_merged_headings(tmp_path: Path) -> None:
    rows = [["Activity", "Purpose", "Categories of personal data", None, None, "Retention"], [None, None, "Name", "Health data", "Pets", None],
            ["Care", "Home care", "x", "yes", "no", "2 years"], ["Shop", "Sales", "X", None, "x", "1 year"]]  # fmt: skip
    form = one(sheet(tmp_path / "m.xlsx", ("Sheet1", rows), merged=("C1:E1", "A1:A2", "B1:B2", "F1:F2")))
    assert [labels(each, "data") for each in form["activities"]] == [["Name", "Health data"], ["Name", "Pets"]]


def test_cells_merged_downwards_are_one_activity(tmp_path: Path) -> None:
    rows = [
        ["Ref", "Name", "Purpose", "Personal data", "Retention"],
        ["1", "Care", "Home care", "Name", "1 year"],
        [None, None, None, "Health data", "2 years"],
        ["2", "Shop", "Sales", "Name", ""],
    ]
    form = one(sheet(tmp_path / "m.xlsx", ("Sheet1", rows), merged=("A2:A3", "B2:B3", "C2:C3")))
    assert [each["name"] for each in form["activities"]] == ["Care", "Shop"]
    assert [item["duration"] for item in form["activities"][0]["retention"]] == ["P1Y", "P2Y"]


def test_example_rows_placeholders_and_unmapped_columns(tmp_path: Path) -> None:
    rows = [
        ["Name", "Purpose", "Categories of recipients", "Risk colour"],
        ["Example: Payroll", "Paying", "Tax office", "red"],
        ["Shop", "Sales", "[…]", "green"],
        ["Web", "Select…", "unknown", ""],
    ]
    (draft,) = read(sheet(tmp_path / "m.xlsx", ("Sheet1", rows)))
    assert [each["name"] for each in draft.form["activities"]] == ["Shop", "Web"]
    assert draft.form["activities"][0]["note"] == [{"value": "Risk colour: green", "cell": "Sheet1!D3"}]
    assert all("discloses" not in each for each in draft.form["activities"])
    assert any("an example" in line for line in draft.report)


def test_a_processors_row_names_the_controller_it_serves(tmp_path: Path) -> None:
    rows = [
        ["Name", "Purpose", "Controller", "Role"],
        ["Payroll", "Paying", "Acme Oy", "controller"],
        ["Hosting", "Hosting", "Client AB", "processor"],
    ]
    form = one(sheet(tmp_path / "m.xlsx", ("Sheet1", rows)), controller="Acme Oy")
    assert form["controller"]["name"] == "Acme Oy"
    hosting = form["activities"][1]
    assert hosting["responsibility"]["value"] == "processor"
    assert [item["value"] for item in hosting["onBehalfOf"]] == ["client-ab"]


def test_several_controllers_are_several_documents(tmp_path: Path) -> None:
    rows = [["Controller", "Name", "Purpose"], ["Acme Oy", "Payroll", "Paying"], ["Beta AB", "Shop", "Sales"], ["Acme Oy", "Web", "Site"]]
    found = {draft.form["controller"]["name"]: len(draft.form["activities"]) for draft in read(sheet(tmp_path / "m.xlsx", ("Sheet1", rows)))}
    assert found == {"Acme Oy": 2, "Beta AB": 1}


def test_an_ods_with_repeated_rows_and_columns(tmp_path: Path) -> None:
    path = ods(tmp_path / "r.ods", '<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Purpose</text:p></table:table-cell>'
               '<table:table-cell><text:p>Retention</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>Pay<text:s/>roll</text:p>'
               '</table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>2 years</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
               '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>')  # fmt: skip
    form = one(path)
    assert [each["name"] for each in form["activities"]] == ["Pay roll", "Pay roll"]
    assert form["activities"][0]["retention"][0] == {"duration": "P2Y", "label": "2 years", "cell": "R!C2"}


def ods(path: Path, rows: str, prolog: str = "") -> Path:
    import zipfile

    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f'<?xml version="1.0"?>{prolog}<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="R">{rows}'
                         "</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    return path


# -- provenance --------------------------------------------------------------------------------------------------------
def test_every_statement_points_at_its_cell(tmp_path: Path) -> None:
    (draft,) = read(sheet(tmp_path / "vvt.xlsx", ("Verzeichnis", GERMAN)))
    quads = compiled(draft, tmp_path)
    written = {quad.subject: quad.object.value for quad in quads if quad.predicate == ROPA("writtenAt") and "/path/" in str(quad.subject)}
    assert "vvt.xlsx › Verzeichnis!I7" in written.values()
    values = {quad.object.value for quad in quads if quad.predicate == RDF("value")}
    assert "Verzeichnis!I7" in values
    selectors = {quad.subject for quad in quads if quad.predicate == RDF("type") and quad.object == OA("FragmentSelector")}
    assert selectors
    statements = {quad.subject for quad in quads if quad.predicate == RDF("type") and quad.object == ROPA("Statement")}
    evidence = {quad.subject: quad.object for quad in quads if quad.predicate == ROPA("evidence")}
    pointed = [statement for statement in statements if evidence[statement] in written]
    assert pointed
    assert len(pointed) == len(statements), "a statement without a cell"


# -- the command, the mapping ------------------------------------------------------------------------------------------
def test_the_preview_and_the_mapping_that_a_person_corrects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheet(tmp_path / "m.xlsx", ("Sheet1", [["Name", "Purpose", "Mystery"], ["Payroll", "Paying", "Tax office"]]))
    assert main(["import", str(path), "--mapping-out", str(tmp_path / "map.xlsx")]) == 0
    shown = capsys.readouterr().out
    assert "Sheet1!C1  “Mystery” → note (not recognised)" in shown
    assert "Nothing is written" in shown
    assert read_mapping(tmp_path / "map.xlsx")["purpose"] == "purpose"
    (tmp_path / "map.toml").write_text('[headings]\n"Mystery" = "discloses"\n', encoding="utf-8")
    assert main(["import", str(path), "--mapping", str(tmp_path / "map.toml"), "-o", str(tmp_path / "m.yaml")]) == 0
    first = (tmp_path / "m.yaml").read_bytes()
    assert b"Tax office" in first
    assert main(["import", str(path), "--mapping", str(tmp_path / "map.toml"), "-o", str(tmp_path / "m.yaml")]) == 0
    assert (tmp_path / "m.yaml").read_bytes() == first


def test_a_mapping_to_no_field_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('"Mystery" = "recipient"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no field to import into"):
        read_mapping(tmp_path / "map.toml")


# -- words -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Art. 6 Abs. 1 lit. b", "b"), ("6(1)(b)", "b"), ("6.1.b", "b"), ("6 stk. 1 litra b", "b"), ("Art. 6 Abs. 1 Nr. e)", "e"), ("(6.1.c) 1. ustawy", "c"),
        ("article 6, paragraphe 1, point b", "b"), ("Art. 6 lid 1 sub c AVG", "c"), ("6 artiklan 1 kohdan f alakohta", "f"), ("art. 6 par. 1 lett. b) e c)", "bc"),
        ("Art.6.1.c RGPD", "c"), ("άρθρο 6 παρ. 1 στοιχ. β", "b"), ("consent", "a"), ("Einwilligung der Bewerber", "a"), ("legal_obligation", "c"),
        ("Keine Einwilligung", ""), ("BayFwG", ""), ("GO, versch. Gesetze", ""), ("Art. 6 Abs. 4", ""), ("Art. 16 Abs. 1 lit. a GG", ""),
    ],
)  # fmt: skip
def test_legal_bases_in_their_spellings(text: str, points: str) -> None:
    assert grounds(text) == tuple(f"eu-gdpr:A6-1-{letter}" for letter in points)


def test_retention_is_parsed_only_when_unambiguous() -> None:
    assert period("3 vuotta asiakassuhteen päättymisestä").duration == "P3Y"
    for text in (
        "13 maanden, fiscaal 7 jaar",
        "As long as necessary",
        "2 tot 5 jaar",
        "illimité",
        "Während Mitgliedschaft + 14 Monate",
        "5 years unless sued",
        "nicht länger als 5 Jahre",
    ):
        assert period(text).duration is None, text


def test_none_unknown_and_blank_are_three_things() -> None:
    for text in (
        "nil",
        "n/a",
        "keine",
        "nee",
        "non concerné",
        "sans objet",
        "No procede",
        "Ei siirretä",
        "N.v.t.",
        "—",
        "nej",
        "ingen",
        "nessuno",
        "ningún",
    ):
        assert says("none", text), text
        assert denies(text), text
    for text in ("unknown", "?", "onbekend", "okänd"):
        assert is_unknown(text), text
        assert not says("none", text), text
    for text in ("", "…", "[…]", "[DPO_NAME] - [DPO_EMAIL]", "Sélectionnez un élément…", "."):
        assert is_blank(text), text


def test_small_words() -> None:
    assert country_list("États-Unis / Inde") == (("US", "IN"), ())
    assert country_list("EU/EEA/CH") == ((), ("EU/EEA/CH",))
    assert items("Beta Ltd.; 1. Name\n- Adresse (Straße, Ort)") == ("Beta Ltd.", "1. Name", "Adresse (Straße, Ort)")
    assert items("☒ Beschäftigte\n☐ Kunden\n☒ Besucher") == ("Beschäftigte", "Besucher"), "a box that is not ticked says nothing"
    assert day("2021-31-31") is None
    assert day("01.02.2024") == "2024-02-01"
    assert is_example("(EXEMPLE) Gestion de la paie")
    assert not is_example("Sample management")
    assert recognise("Sous-finalité 3").number == 3  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["terms", "bases"])
def test_every_term_of_the_word_tables_exists(name: str) -> None:
    lines = (Path(__file__).parent.parent / "data" / "tables" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [line for line in lines if expand(line.partition(",")[0]) not in vocabulary()] == []


def test_the_headings_of_every_layout_are_recognised() -> None:
    known = {"controller-joint": "joint-control", "controller-representative": "contact-kind", "controller-dpo": "contacts"}
    missed = []
    for path in sorted((Path(__file__).parent.parent / "data" / "layouts").glob("*.toml")):
        layout = tomllib.loads(path.read_text(encoding="utf-8"))
        for item in layout.get("column", []):
            fields = item.get("fields") or [item.get("field")]
            if item.get("heading", "*") == "*" or fields == [None]:
                continue
            match = recognise(item["heading"])
            if match is None or match.field not in [known.get(each, each) for each in fields]:
                missed.append((path.stem, item["heading"], match and match.field))
    assert missed == []


@pytest.mark.parametrize("language", ["en", "fi", "sv", "de", "fr"])
def test_our_own_names_of_fields_are_headings(language: str) -> None:
    names = (
        "activity-name",
        "reference",
        "purpose",
        "data-subjects",
        "data",
        "discloses",
        "transfers",
        "retention",
        "measures",
        "legal-basis",
        "systems",
        "unit",
        "owner",
    )
    table = fields_of()
    assert {name: (match := recognise(table[name].name(language))) and match.field for name in names} == {name: name for name in names}
