"""What ropa exports comes back through the annotation form as the same graph; what was edited changes that, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib.compare import graph_diff, to_isomorphic

from ropa.carried import encoded, forms_of, rows_of
from ropa.cli import main
from ropa.documents.compiler import compile_form
from ropa.documents.readers import form_text, read_drafts
from ropa.errors import InputError
from ropa.export import Export, formats
from ropa.fields import fields_of
from ropa.form import read_form
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.law import tables
from ropa.model import Clocks
from ropa.namespaces import ROPA
from ropa.register import Register, document_tables
from ropa.vocabulary import vocabulary
from tests.conftest import EXAMPLE, FIVE

BASE = "https://acme.example/"
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TABLES = ("csv", "xlsx", "ods")
CARRIERS = (*TABLES, "yaml", "json")
TRIPLES = ("ttl", "trig", "nq", "jsonld")
CLOCKS = Clocks(date(2026, 11, 2), date(2026, 11, 2))
FIELDS, NAMES = fields_of(), document_tables(tables())


def quads_of(path: Path) -> list[ox.Quad]:
    """What a document compiles to, but for the lines of its file."""
    return [quad for quad in compile_form(read_form(path), BASE, FIELDS, vocabulary(), NAMES) if quad.predicate != ROPA("writtenAt")]


def graph_of(forms: Sequence[Mapping[str, Any]], folder: Path) -> Dataset:
    """The graph that some forms compile to."""
    dataset = Dataset()
    for form in forms:
        path = folder / "form.yaml"
        path.write_text(form_text(form), encoding="utf-8")
        dataset.add(quads_of(path))
    return dataset


def exported(forms: Sequence[Mapping[str, Any]], suffix: str, folder: Path) -> Path:
    dataset = graph_of(forms, folder) if suffix in TRIPLES else Dataset()
    export = Export(dataset, Labels(dataset.labels), CLOCKS, "2026-11-01", BASE, "Acme", tuple(forms))
    path = folder / f"export.{suffix}"
    path.write_bytes(formats()["." + suffix].write(export))
    return path


def back(path: Path) -> list[Mapping[str, Any]]:
    return [draft.form for draft in read_drafts([path])[1]]


def assert_same(first: Dataset, second: Dataset, message: str = "") -> None:
    one, other = ({str(quad.triple) for quad in dataset.quads()} for dataset in (first, second))
    assert one == other, message
    assert to_isomorphic(first.to_rdflib()) == to_isomorphic(second.to_rdflib())


# -- our own documents -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("suffix", CARRIERS)
def test_the_example_comes_back_as_the_same_graph(suffix: str, example: Register, tmp_path: Path) -> None:
    path = tmp_path / f"export.{suffix}"
    path.write_bytes(example.export(suffix))
    reader, drafts = read_drafts([path])
    assert reader.id == "carried"
    assert not any(draft.report for draft in drafts)
    originals = [read_form(each).data for each in example.workspace.documents]
    assert [draft.form for draft in drafts] == originals


@pytest.mark.slow
@pytest.mark.parametrize("suffix", TRIPLES)
def test_the_register_of_the_example_comes_back_from_rdf(suffix: str, tmp_path: Path) -> None:
    form = read_form(EXAMPLE / "register.yaml").data
    path = exported([form], suffix, tmp_path)
    assert read_drafts([path])[0].id == "triples"
    assert_same(graph_of([form], tmp_path), graph_of(back(path), tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [*CARRIERS, *TRIPLES])
def test_the_five_policies_come_back_as_the_same_graph(suffix: str, tmp_path: Path) -> None:
    register = Register.open(FIVE, CLOCKS)
    path = tmp_path / f"export.{suffix}"
    path.write_bytes(register.export(suffix))
    documents = {read_form(each).data["document"]["id"]: each for each in register.workspace.documents}
    found = back(path)
    assert {form["document"]["id"] for form in found} == set(documents)
    for form in found:
        first = Dataset(quads_of(documents[form["document"]["id"]]))
        assert_same(first, graph_of([form], tmp_path))


@pytest.mark.parametrize("suffix", CARRIERS)
def test_an_export_has_the_same_bytes_each_time(suffix: str, tmp_path: Path) -> None:
    assert exported([FORM], suffix, tmp_path).read_bytes() == exported([FORM], suffix, tmp_path).read_bytes()


def test_import_writes_each_document_with_its_review_states(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, folder = tmp_path / "all.csv", tmp_path / "back"
    folder.mkdir()
    assert main(["-w", str(EXAMPLE), "export", "-o", str(table)]) == 0
    assert main(["import", str(table), "-o", str(folder)]) == 0
    written = sorted(path.name for path in folder.iterdir())
    assert written == ["lumitie-notice.yaml", "lumitie-register.yaml", "lumitie-vendors.yaml"] or len(written) == 3
    assert "proposed" not in (folder / "lumitie-register.yaml").read_text(encoding="utf-8")
    capsys.readouterr()


# -- generated registers -----------------------------------------------------------------------------------------------
TEXTS = st.one_of(
    st.sampled_from(["=cmd()", "+1", "-1", "@x", "'=1", '"quoted"', "a\nb", " a", "a  b", "a\tb", "[]", "{}", "null", "~", "true", "01", "1.0", "Ã¤",
                     "<br>", "_x0041_", "a;b,c|d", "2024-01-01", "#", "- a", "Säilytysaika", "\U0001f600", "x" * 17_000, "a\u00adb", "a\u2028b", "a\x85b", "~2"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=30).filter(str.strip),
)  # fmt: skip
MODALITY = st.sampled_from(["stated", "possible", "conditional", "qualified", "implied", "denied"])


def _optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


HOW = _optional(
    quote=st.one_of(TEXTS, st.lists(st.fixed_dictionaries({"text": TEXTS, "at": st.integers(0, 9999).map(str)}), min_size=1, max_size=2)),
    modality=MODALITY,
    condition=TEXTS,
    scope=TEXTS,
    review=st.sampled_from([{"state": "proposed"}, {"state": "rejected", "by": "Board", "on": "2026-01-01"}]),
)


def said(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A value with how it is said."""
    return st.builds(lambda value, how: {**value, **how}, st.fixed_dictionaries(keys), HOW)


def several(item: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Values that differ in more than how they are said: one value said twice is one statement."""
    return st.lists(item, min_size=1, max_size=2, unique_by=_told)


def _told(value: Any) -> str:
    how = ("quote", "modality", "condition", "scope", "review")
    return json.dumps({key: part for key, part in value.items() if key not in how} if isinstance(value, dict) else value, sort_keys=True)


TERM = st.sampled_from(["pd:Name", "pd:EmailAddress", "dpv:PersonalData"])
PROCESSING = _optional(
    purpose=several(st.one_of(st.sampled_from(["dpv:Marketing", "dpv:PaymentManagement"]), said(value=st.just("dpv:Marketing"), label=TEXTS))),
    legal_basis=several(said(basis=st.sampled_from(["eu-gdpr:A6-1-a", "eu-gdpr:A6-1-f"]))),
    data=several(said(label=TEXTS, category=several(TERM), items=several(st.fixed_dictionaries({"label": TEXTS, "category": TERM})))),
    discloses=several(said(to=st.sampled_from(["bank", "controller"]), role=st.sampled_from(["processor", "third-party"]))),
    transfers=several(st.one_of(st.just({}), said(country=st.sampled_from(["US", "NO"]), label=TEXTS))),
    retention=several(said(duration=st.sampled_from(["P36M", "P3Y"]), countsFrom=TEXTS)),
    measures=several(said(value=st.just("dpv:Encryption"), label=TEXTS)),
    facts=several(said(fact=st.just("opt-out"), value=TEXTS)),
)
OWN = _optional(owner=TEXTS, reference=TEXTS, people=st.integers(0, 10**6).map(str), systems=several(TEXTS))


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    """A register in the annotation form, with anything people may write."""
    activities = [{"id": f"a{number}", "name": draw(TEXTS), **draw(OWN), **draw(PROCESSING)} for number in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        activities[0]["activities"] = [{"id": "part", "name": draw(TEXTS), **draw(PROCESSING)}]
    return {
        "format": "1",
        "document": {"id": "acme", "kind": "register", "title": draw(TEXTS), "language": "en", "complete": draw(st.sampled_from(["true", "false"]))},
        "controller": {"id": "acme", "name": draw(TEXTS), "country": "FI"},
        "parties": [{"id": "bank", "name": draw(TEXTS), "kind": "named"}],
        "general": draw(PROCESSING),
        "activities": activities,
    }


def check_unedited(form: dict[str, Any], folder: Path, suffixes: Sequence[str]) -> None:
    whole = graph_of([form], folder)
    for suffix in suffixes:
        found = back(exported([form], suffix, folder))
        assert suffix in TRIPLES or found == [form], suffix
        assert_same(whole, graph_of(found, folder), f"{suffix}: {found}")


@given(registers())
@settings(max_examples=5, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_register_comes_back_as_the_same_graph(tmp_path: Path, form: dict[str, Any]) -> None:
    check_unedited(form, tmp_path, (*CARRIERS, *TRIPLES))


@pytest.mark.slow
def test_a_great_many_registers_come_back_as_the_same_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = []

    @given(registers())
    @settings(max_examples=25, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
    def run(form: dict[str, Any]) -> None:
        seen.append(1)
        check_unedited(form, tmp_path, (*CARRIERS, *TRIPLES))

    run()
    with capsys.disabled():
        sys.stdout.write(f"\n{len(seen)} generated registers, each through {', '.join((*CARRIERS, *TRIPLES))}\n")
    assert len(seen) >= 25


# -- edits -------------------------------------------------------------------------------------------------------------
FORM: dict[str, Any] = {
    "format": "1",
    "document": {"id": "acme", "kind": "register", "title": "Record", "language": "en"},
    "controller": {"id": "acme", "name": "Acme Oy"},
    "activities": [
        {
            "id": "news",
            "name": "Newsletter",
            "owner": "Sales",
            "purpose": [{"value": "dpv:Marketing", "label": "news", "quote": "We send news"}, "dpv:DirectMarketing"],
            "retention": [{"duration": "P3Y", "quote": "three years"}],
        }
    ],
}


def edited(changes: Mapping[str, str | None], *added: tuple[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The form after its cells were changed by path: to another value, cleared (empty), or the row taken out (None)."""
    rows = []
    for row in rows_of(FORM, lambda _: ""):
        value = changes.get(row[2], row[3])
        if value is not None:
            rows.append((*row[:3], value, *row[4:]))
    rows += [("acme", "", path, value, "", "") for path, value in added]
    return forms_of(rows, "t.csv")


def without(path: Sequence[str | int]) -> dict[str, Any]:
    copy: Any = deepcopy(FORM)
    node = copy
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
    return dict(copy)


def test_a_changed_cell_is_a_new_value_and_the_difference_is_shown() -> None:
    (form,), changes = edited({"activities/1/owner": "Marketing"})
    expected = deepcopy(FORM)
    expected["activities"][0]["owner"] = "Marketing"
    assert form == expected
    (change,) = changes
    assert "'Marketing', was 'Sales'" in change


def test_a_cleared_cell_takes_the_value_out_with_what_was_said_of_it() -> None:
    (form,), changes = edited({"activities/1/purpose/1/value": ""})
    assert form == without(["activities", 0, "purpose", 0])
    assert len(changes) == 1
    (form,), _ = edited({"activities/1/retention/1/duration": ""})
    assert form == without(["activities", 0, "retention"])


def test_a_cell_edited_in_the_workbook_arrives(tmp_path: Path) -> None:
    path = exported([FORM], "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    (cell,) = [row[3] for row in book.worksheets[0].iter_rows() if row[2].value == "activities/1/owner"]
    cell.value = "Marketing"
    book.save(path)
    (draft,) = read_drafts([path])[1]
    expected = deepcopy(FORM)
    expected["activities"][0]["owner"] = "Marketing"
    assert draft.form == expected
    assert any("'Marketing', was 'Sales'" in line for line in draft.report)


def test_a_triple_edited_in_the_turtle_arrives(tmp_path: Path) -> None:
    path = exported([FORM], "ttl", tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.count('rdf:object "Sales"') == 1
    path.write_text(text.replace('rdf:object "Sales"', 'rdf:object "Marketing"'), encoding="utf-8")
    expected = deepcopy(FORM)
    expected["activities"][0]["owner"] = "Marketing"
    assert_same(graph_of([expected], tmp_path), graph_of(back(path), tmp_path))


def test_a_row_taken_out_closes_the_gap_and_a_new_one_adds() -> None:
    (form,), _ = edited({"activities/1/purpose/2": None})
    assert form == without(["activities", 0, "purpose", 1])
    (form,), changes = edited({}, ("activities/1/systems/1", "CRM"))
    assert form["activities"][0]["systems"] == ["CRM"]
    assert "'CRM' is new" in changes[0]


def test_an_edit_changes_the_graph_where_it_was_made_and_nowhere_else(tmp_path: Path) -> None:
    (form,), _ = edited({"activities/1/owner": "Marketing"})
    before, after = graph_of([FORM], tmp_path).to_rdflib(), graph_of([form], tmp_path).to_rdflib()
    _, lost, new = graph_diff(before, after)
    assert {str(value) for value in (*lost.objects(), *new.objects())} >= {"Sales", "Marketing"}
    subjects = {str(each) for each in (*lost.subjects(), *new.subjects())}
    assert all(each == f"{BASE}activity/acme/news" or each.startswith(f"{BASE}statement/") for each in subjects)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("acme", "", "document/id", "acme"), ("acme", "", "document/id", "other")], "is there twice"),
        ([("acme", "", "activities/0/id", "x")], "is no path"),
        ([("acme", "", "document/id", "acme"), ("acme", "", "document/id/x", "x")], "stands below a value"),
        ([("acme", "", "controller/id", "acme")], "without its id"),
    ],
)
def test_rows_that_make_no_form_are_one_clear_message(rows: list[tuple[str, ...]], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        forms_of(rows, "t.csv")
    assert "t.csv" in str(caught.value)


def test_a_value_that_a_spreadsheet_would_run_leaves_as_a_quoted_text() -> None:
    assert encoded("=cmd()") == '"=cmd()"'
    assert encoded("Sales") == "Sales"
