"""`ropa read`: a draft whose every statement is proposed and quoted, what becomes of decisions, the sheet, and the comparison."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ropa.cli import main
from ropa.documents.compiler import compile_form
from ropa.errors import FormError, InputError
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.law import tables
from ropa.namespaces import ROPA
from ropa.reading.activities import activities
from ropa.reading.asked import ASKED, sheet
from ropa.reading.drafting import About, draft
from ropa.reading.files import plain_text
from ropa.reading.language import OTHERS as NEIGHBOURS
from ropa.reading.language import UNKNOWN, language_of, unread
from ropa.reading.likeness import Sentences
from ropa.reading.memory import remembered
from ropa.reading.proposals import Proposal
from ropa.reading.yaml_text import yaml_text
from ropa.register.core import document_tables
from ropa.register.files import compare_files
from ropa.register.reading import read_policy
from ropa.vocabulary import vocabulary
from ropa.words import Words

from .conftest import EXAMPLE

NOTICE = """# Privacy notice

Acme Oy is the controller.

## Newsletter

We keep your address for two years.

## Your rights

You have the right to access your data. We keep \u2028 odd\u0085 words.
"""
ABOUT = About("notice", "notice.md")


def said(field: str, value: dict[str, Any], words: str, *, activity: int | None = None, how: str = "stated") -> Proposal:
    start = NOTICE.index(words)
    return Proposal(field, value, start, start + len(words), 0, how, "p-1", 0.9, activity)


CONTROLLER = said("controller", {"name": "Acme Oy"}, "Acme Oy is the controller.")
KEPT = said("retention", {"duration": "P2Y"}, "We keep your address for two years.")
ACCESS = said("rights", {"right": "eu-gdpr:A15"}, "You have the right to access your data.")


def form_of(*proposals: Proposal, words: str = NOTICE) -> dict[str, Any]:
    return draft(plain_text(words, "notice.md", markdown=True), proposals, ABOUT, fields_of())


def written(tmp_path: Path, form: dict[str, Any]) -> Path:
    path = tmp_path / "notice.yaml"
    path.write_text(yaml_text(form), encoding="utf-8")
    (tmp_path / "notice.md").write_text(NOTICE, encoding="utf-8", newline="")
    return path


def compiled(path: Path) -> list[Any]:
    return compile_form(read_form(path), "https://a.example/", fields_of(), vocabulary(), document_tables(tables()))


def states(path: Path) -> set[str]:
    return {quad.object.value for quad in compiled(path) if quad.predicate == ROPA("reviewState")}


def test_every_statement_of_a_draft_is_proposed_and_its_quotes_stand_in_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = said("facts", {"fact": "odd", "value": "x"}, "We keep \u2028 odd\u0085 words.", activity=None)
    path = written(tmp_path, form_of(CONTROLLER, KEPT, ACCESS, odd))
    assert states(path) == {"proposed"}
    assert main(["verify", str(path)]) == 0
    assert "0 failures" in capsys.readouterr().out


def test_a_statement_is_under_an_activity_only_where_the_proposal_says_which() -> None:
    loose, linked = form_of(KEPT), form_of(said("retention", {"duration": "P2Y"}, "We keep your address for two years.", activity=2))
    assert list(loose["unattached"]) == ["retention"]
    assert loose["activities"] == []
    assert "unattached" not in linked
    assert [(item["id"], item["name"], list(item)[3:]) for item in linked["activities"]] == [("newsletter", "Newsletter", ["retention"])]


def test_what_is_unattached_cannot_be_confirmed_where_it_is(tmp_path: Path) -> None:
    form = form_of(CONTROLLER, KEPT)
    form["unattached"]["retention"][0]["review"] = {"state": "confirmed"}
    with pytest.raises(FormError, match="belongs to no activity"):
        compiled(written(tmp_path, form))


def test_what_is_only_proposed_has_no_plain_triple(tmp_path: Path) -> None:
    quads = compiled(written(tmp_path, form_of(CONTROLLER, KEPT, ACCESS)))
    assert not [quad for quad in quads if quad.predicate in (ROPA("hasRetention"), ROPA("hasRight"))]


def test_two_sentences_that_say_the_same_are_one_statement_with_two_quotes() -> None:
    other = said("retention", {"duration": "P2Y"}, "We keep \u2028 odd\u0085 words.")
    assert len(form_of(KEPT, other)["unattached"]["retention"][0]["quote"]) == 2


def test_where_no_controller_is_found_the_draft_says_so() -> None:
    assert "no controller was found" in yaml_text(form_of(KEPT))


# -- decisions are remembered --------------------------------------------------------------------------------------------


def decided(tmp_path: Path, change: Any, words: str = NOTICE) -> Any:
    form = form_of(CONTROLLER, KEPT, ACCESS)
    change(form)
    path = written(tmp_path, form)
    text = plain_text(words, "notice.md", markdown=True)
    found = [each for each in (CONTROLLER, KEPT, ACCESS) if NOTICE[each.start : each.end] in words]
    moved = [
        Proposal(
            each.field,
            each.value,
            words.index(NOTICE[each.start : each.end]),
            words.index(NOTICE[each.start : each.end]) + each.end - each.start,
            0,
            each.how,
            each.pattern,
        )
        for each in found
    ]
    return remembered(draft(text, moved, ABOUT, fields_of()), read_form(path), text)


def test_a_rejected_statement_stays_rejected_and_only_the_rest_is_asked(tmp_path: Path) -> None:
    def reject(form: dict[str, Any]) -> None:
        form["unattached"]["retention"][0]["review"] = {"state": "rejected"}

    again = decided(tmp_path, reject, "New first line.\n\n" + NOTICE)
    assert again.form["unattached"]["retention"][0]["review"] == {"state": "rejected"}
    assert (again.known, again.new, again.gone) == (1, 1, ())


def test_a_statement_that_a_person_moved_and_confirmed_is_found_again_where_they_put_it(tmp_path: Path) -> None:
    def move(form: dict[str, Any]) -> None:
        entry = form.pop("unattached")["retention"][0]
        del entry["review"]
        form["activities"] = [{"id": "news", "name": "News", "quote": {"text": "## Newsletter"}, "retention": [entry]}]

    again = decided(tmp_path, move)
    assert "unattached" not in again.form
    assert [(item["id"], item["retention"][0].get("review")) for item in again.form["activities"]] == [("news", None)]


def test_what_was_confirmed_and_is_no_longer_in_the_text_is_told_not_kept(tmp_path: Path) -> None:
    def confirm(form: dict[str, Any]) -> None:
        form["general"]["rights"][0]["review"] = {"state": "confirmed"}

    again = decided(tmp_path, confirm, NOTICE.replace("You have the right to access your data.", "Write to us."))
    assert "general" not in again.form
    assert [words for _, words in again.gone] == ["You have the right to access your data."]


# -- the verb ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["infine", "infobric", "infotrode", "infrakit", "infrasec"])
@pytest.mark.slow
def test_the_draft_of_a_policy_verifies_and_compares(name: str, seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"{name}.yaml"
    assert main(["read", str(seeds / f"{name}.txt"), "-o", str(path)]) == 0
    assert main(["verify", str(path), "--texts", str(seeds)]) == 0
    first = path.read_bytes()
    assert main(["read", str(seeds / f"{name}.txt"), "-o", str(path)]) == 0
    assert path.read_bytes() == first
    capsys.readouterr()
    assert main(["compare", str(path), str(EXAMPLE.parent / "policies" / f"{name}.yaml")]) == 0
    assert "missed by the draft" in capsys.readouterr().out


def test_a_page_has_its_text_written_beside_the_draft_and_verifies(tmp_path: Path) -> None:
    page = tmp_path / "notice.html"
    page.write_text("<nav>Menu</nav><h1>Privacy notice</h1><p>Acme Oy is the controller.</p><p>You have the right to access your data.</p>")
    assert main(["read", str(page), "-o", str(tmp_path / "notice.yaml")]) == 0
    assert (tmp_path / "notice.txt").read_text() == "Privacy notice\nAcme Oy is the controller.\nYou have the right to access your data.\n"
    assert main(["verify", str(tmp_path / "notice.yaml")]) == 0


@pytest.mark.slow
def test_the_example_notice_and_register_disagree_where_it_was_written_into_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", str(EXAMPLE / "notice.txt"), str(EXAMPLE / "register.yaml"), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    told = [item for item in found["differences"] if item["gravity"] == "disagreement"]
    assert ("Newsletter", "retention") in {(item["atA"]["label"], item["property"]) for item in told}
    assert all(voice["proposed"] for item in told for voice in item["a"])


# -- the sheet -------------------------------------------------------------------------------------------------------------


def test_the_sheet_tells_found_from_denied_from_no_evidence() -> None:
    found = read_policy(EXAMPLE / "notice.txt").sheet()
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["transfers"]["state"] == "denied"
    assert rows["purposes"]["state"] == "found"
    assert rows["must-provide"]["state"] == "no-evidence"
    assert 0 < len(rows["must-provide"]["likeliest"]) <= 5
    assert all(row["state"] == "no-evidence" or row["quotes"] for row in rows.values())


THIN = "Acme Oy is the controller. Our data protection officer is Anna Berg. We transfer personal data to the United States.\n"


def rows_of(tmp_path: Path, words: str, **given: Any) -> dict[str, dict[str, Any]]:
    (tmp_path / "thin.txt").write_text(words)
    return {row["id"]: row for row in read_policy(tmp_path / "thin.txt", language="en", **given).sheet()["rows"]}


def test_the_sheet_says_found_only_of_what_an_item_asks(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, THIN)
    assert [name for name in ("controller", "controller-contact", "dpo", "transfers", "safeguards") if rows[name]["state"] == "found"] == [
        "controller",
        "transfers",
    ]
    full = THIN + "Reach our data protection officer at dpo@acme.example. We rely on standard contractual clauses for transfers outside the EEA.\n"
    rows = rows_of(tmp_path, full)
    assert {rows[name]["state"] for name in ("dpo", "safeguards")} == {"found"}


def test_consent_to_a_transfer_is_no_safeguard() -> None:
    row = next(each for each in ASKED if each.id == "safeguards")
    assert [row.said_by("transfers", {"mechanism": each}) for each in ("scc-2021", "a49-1-a", "a49-2")] == [True, False, True]


def test_the_sheet_says_of_which_rows_nothing_looks(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, THIN)
    assert [name for name, row in rows.items() if not row["looked-for"]] == ["representative", "safeguards-copy", "must-provide"]


def test_the_sheet_says_what_another_extractor_does_not_read(tmp_path: Path) -> None:
    class Narrow:
        def extract(self, _: Any) -> tuple[Proposal, ...]:
            return ()

        def reads(self, _: str) -> frozenset[str]:
            return frozenset({"retention"})

    assert [name for name, row in rows_of(tmp_path, THIN, extractors=(Narrow(),)).items() if row["looked-for"]] == ["retention"]


def test_a_controller_that_was_given_is_not_found_in_the_text(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "We respect you.\n", controller="Beta Oy")["controller"]["state"] == "no-evidence"
    assert rows_of(tmp_path, "We respect you.\n")["controller"]["state"] == "no-evidence"


def test_what_was_rejected_is_not_found_and_what_a_person_wrote_is(tmp_path: Path) -> None:
    (tmp_path / "thin.txt").write_text(THIN)
    before = read_policy(tmp_path / "thin.txt")
    for item in before.form["unattached"]["transfers"]:
        item["review"] = {"state": "rejected"}
    form = {**before.form, "contacts": [{"kind": "representative", "name": "Rep GmbH", "quote": "Acme Oy is the controller."}]}
    (tmp_path / "thin.yaml").write_text(yaml_text(form))
    rows = rows_of(tmp_path, THIN, previous=read_form(tmp_path / "thin.yaml"))
    assert rows["transfers"]["state"] == "no-evidence"
    assert [quote["text"] for quote in rows["representative"]["quotes"]] == ["Acme Oy is the controller."]


def test_how_a_found_thing_is_said_is_how_it_is_affirmed() -> None:
    text = plain_text("We keep data but no logs.\n", language="en")
    made = [Proposal("retention", {"criterion": each}, 0, 25, 0, how, "p") for each, how in (("logs", "denied"), ("data", "possible"))]
    found = sheet(text, draft(text, made, ABOUT, fields_of()), frozenset(), str, {})
    row = next(each for each in found["rows"] if each["id"] == "retention")
    assert (row["state"], [quote["how"] for quote in row["quotes"]]) == ("found", ["possible"])


def test_the_likeliest_sentence_is_the_one_that_shares_rare_words() -> None:
    text = plain_text("We use data. We use data. We keep data for two years. We use data.")
    best = Sentences(text).likest("how long we keep data, years")[0]
    assert text.text[best.start : best.end] == "We keep data for two years."


def test_a_proposal_that_the_form_cannot_hold_is_left_out_and_counted(tmp_path: Path) -> None:
    class Odd:
        def extract(self, text: Any) -> tuple[Proposal, ...]:
            end = len(text.text) - 1
            return tuple(Proposal("retention", {"duration": value}, 0, end, 0, "stated", "odd") for value in ("P2Y", "two years"))

        def reads(self, _: str) -> frozenset[str]:
            return frozenset({"retention"})

    (tmp_path / "a.txt").write_text("We keep it for two years.\n")
    found = read_policy(tmp_path / "a.txt", extractors=(Odd(),))
    assert found.dropped == {"retention": 1}
    assert [item["duration"] for item in found.form["unattached"]["retention"]] == ["P2Y"]


def test_the_activities_of_a_text_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def counted(sheet_of: Any) -> dict[int, int]:
        asked.append(sheet_of)
        return activities(sheet_of)

    monkeypatch.setattr("ropa.reading.words.activities", counted)
    monkeypatch.setattr("ropa.reading.activities.activities", counted)
    read_policy(EXAMPLE / "notice.txt")
    assert len(asked) == 1


# -- the language ------------------------------------------------------------------------------------------------------------

OTHERS = {
    "es": "Recogemos sus datos personales cuando usted se registra en nuestra página. Conservamos los datos durante dos años y no los "
    "cedemos a terceros. Puede solicitar el acceso y la supresión de sus datos en cualquier momento.",
    "it": "Raccogliamo i suoi dati personali quando si registra sul nostro sito. Conserviamo i dati per due anni e non li comunichiamo "
    "a terzi. Può chiedere la cancellazione dei dati che la riguardano in qualsiasi momento.",
    "nl": "Wij verwerken uw persoonsgegevens wanneer u zich op onze website aanmeldt. Wij bewaren de gegevens twee jaar en delen ze niet "
    "met derden. U kunt ons op elk moment vragen om inzage en wissing van uw gegevens.",
    "da": "Vi behandler dine personoplysninger, når du opretter en konto på vores hjemmeside. Vi opbevarer oplysningerne i to år og "
    "videregiver dem ikke til andre. Du kan til enhver tid bede om sletning af dine oplysninger.",
    "nb": "Vi behandler dine personopplysninger når du oppretter en konto på nettsiden vår. Vi lagrer opplysningene i to år og deler dem "
    "ikke med andre. Du kan når som helst be om innsyn i og sletting av opplysningene dine.",
    "pl": "Przetwarzamy Państwa dane osobowe podczas rejestracji w naszym serwisie. Przechowujemy je przez dwa lata i nie udostępniamy "
    "ich osobom trzecim. Mają Państwo prawo do żądania dostępu do danych.",
    "pt": "Tratamos os seus dados pessoais quando se regista no nosso sítio. Conservamos os dados durante dois anos e não os "
    "comunicamos a terceiros. Pode pedir o apagamento dos seus dados a qualquer momento.",
    "et": "Me töötleme teie isikuandmeid, kui te loote meie veebilehel konto. Me säilitame andmeid kaks aastat ja ei edasta neid "
    "teistele. Teil on õigus oma andmetega tutvuda ja nõuda nende kustutamist.",
    "ro": "Prelucrăm datele dumneavoastră cu caracter personal atunci când vă înregistrați pe site. Păstrăm datele timp de doi ani și nu "
    "le comunicăm altora. Aveți dreptul de a solicita ștergerea datelor.",
    "cs": "Vaše osobní údaje zpracováváme, když si na našem webu založíte účet. Údaje uchováváme dva roky a nikomu je nepředáváme. "
    "Máte právo na přístup k údajům a na jejich výmaz.",
}
TOLD = {language: {"nb": "da", "cs": UNKNOWN}.get(language, language) for language in OTHERS}
OURS = {
    "en": "We process your personal data when you register on our site. We keep the data for two years and share them with nobody.",
    "fi": "Käsittelemme henkilötietoja, kun rekisteröidyt sivustollemme. Säilytämme tiedot kaksi vuotta, emmekä luovuta niitä muille. "
    "Sinulla on oikeus saada pääsy tietoihin ja pyytää, että ne poistetaan.",
    "sv": "Vi behandlar dina personuppgifter när du registrerar dig på vår webbplats. Vi sparar uppgifterna i två år och lämnar inte ut dem.",
    "de": "Wir verarbeiten Ihre Daten, wenn Sie sich auf unserer Seite anmelden. Wir speichern die Daten zwei Jahre und geben sie nicht weiter.",
    "fr": "Nous traitons vos données lorsque vous vous inscrivez sur notre site. Nous conservons les données deux ans et ne les cédons pas.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_that_is_not_read_is_told(language: str) -> None:
    assert unread(OTHERS[language]) == TOLD[language]


@pytest.fixture(params=["nl", "cs"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A notice in a language that is not read."""
    path = tmp_path / f"{request.param}.txt"
    path.write_text(OTHERS[request.param], encoding="utf-8")
    return path


def test_a_draft_of_a_text_in_a_language_that_is_not_read_says_so(other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(other)]) == 0
    out, err = capsys.readouterr()
    name = Words()(f"language.{TOLD[other.stem]}")
    assert out.startswith("# The text seems to be in a language that the patterns do not read")
    assert name in out.splitlines()[0]
    assert name in err


def test_a_sheet_of_a_text_in_a_language_that_is_not_read_says_so_before_anything_else(other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(other), "--sheet", "--lang", "fi"]) == 0
    assert "jota kaavat eivät lue" in capsys.readouterr().out.splitlines()[1]


def test_a_text_in_a_language_that_is_not_read_is_not_compared(other: Path) -> None:
    with pytest.raises(InputError, match="language that the patterns do not read"):
        compare_files([str(other), str(EXAMPLE / "register.yaml")])


def test_whoever_says_the_language_is_not_doubted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(OTHERS["nl"], encoding="utf-8")
    assert main(["read", str(tmp_path / "a.txt"), "--language", "sv", "--sheet", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert "unread" not in out
    assert "do not read" not in err


@pytest.mark.parametrize("language", [*NEIGHBOURS, UNKNOWN])
def test_every_language_that_can_be_told_has_a_name(language: str) -> None:
    assert f"language.{language}" in Words()


@pytest.mark.parametrize("language", OURS)
def test_a_text_in_a_language_that_is_read_is_not_doubted(language: str) -> None:
    assert (language_of(OURS[language]), unread(OURS[language])) == (language, None)


def test_no_case_of_the_five_languages_is_doubted() -> None:
    texts = [
        case["text"]
        for path in (Path(__file__).parent / "cases/reading-words").glob("*/*.yaml")
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"]
    ]
    assert [text for text in texts if unread(text)] == []


def test_a_few_words_are_not_doubted() -> None:
    assert unread("Política de privacidad de Acme") is None
