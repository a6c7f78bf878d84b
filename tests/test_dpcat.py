"""A record in a layout as Turtle or JSON-LD is DPCat on DPV 2.3, and reads back as the same activities."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from ropa.cli import main
from ropa.documents.readers import read_drafts
from ropa.form import read_form
from ropa.namespaces import RDF
from ropa.register import Register
from ropa.vocabulary import vocabulary
from tests.conftest import EXAMPLE

DPV = ("https://w3id.org/dpv",)


def written(folder: Path, suffix: str) -> Path:
    target = folder / f"record.{suffix}"
    assert main(["-w", str(EXAMPLE), "record", "--layout", "edps", "-o", str(target)]) == 0
    return target


def test_the_activities_read_back_but_for_those_carried_out_for_others(tmp_path: Path, example: Register) -> None:
    reader, (draft,) = read_drafts([written(tmp_path, "ttl")])
    assert reader.id == "dpcat"
    original = read_form(EXAMPLE / "register.yaml").data
    names: dict[str, str] = {}
    todo = list(original["activities"])
    while todo:
        item = todo.pop()
        names[item["id"]] = item["name"] if isinstance(item["name"], str) else item["name"]["value"]
        todo += item.get("activities", [])
    record = example.draw_record("lumitie")
    others = {sheet.id for heading in record.part("processor") for sheet in heading.walk()}
    assert others
    assert {item["id"]: item["name"] for item in draft.form["activities"]} == {key: name for key, name in names.items() if key not in others}
    assert draft.form["controller"]["name"] == "Lumitie Oy"
    assert not draft.left_out
    (newsletter,) = [item for item in draft.form["activities"] if item["id"] == "newsletter"]
    (own,) = [item for item in original["activities"] if item["id"] == "newsletter"]
    assert {item["basis"] for item in newsletter["legal_basis"]} == {item["basis"] for item in own["legal_basis"]}
    assert {item.get("duration") for item in newsletter["retention"]} == {item.get("duration") for item in own["retention"]}
    assert {item["label"] for item in newsletter["data"]} == {item["label"] for item in own["data"]}


def test_every_term_of_dpv_is_one_of_2_3(tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(written(tmp_path, "ttl"))
    used = {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef) and str(node).startswith(DPV)}
    assert used
    assert not {term for term in used if term not in vocabulary()} - _properties()


def _properties() -> set[str]:
    """Properties and classes of DPV that the table of terms names; see docs/dpcat.md."""
    names = ("hasPurpose hasLegalBasis hasDataSubject hasPersonalData hasRecipient hasDataProcessor hasTechnicalOrganisationalMeasure hasRight "
             "hasStorageCondition hasDuration hasDataController hasName hasContact hasProcessing hasDataImporter hasCountry isAfter StorageCondition "
             "StorageDuration LegalEntity Transfer")  # fmt: skip
    return {f"https://w3id.org/dpv#{name}" for name in names.split()}


@pytest.mark.slow
def test_json_ld_says_the_same_and_the_bytes_do_not_change(tmp_path: Path, example: Register) -> None:
    turtle = rdflib.Graph().parse(written(tmp_path, "ttl"))
    assert to_isomorphic(turtle) == to_isomorphic(rdflib.Graph().parse(written(tmp_path, "jsonld"), format="json-ld"))
    assert example.record_dpcat("lumitie", "jsonld") == example.record_dpcat("lumitie", "jsonld")
    assert example.record_dpcat("lumitie") == example.record_dpcat("lumitie")


def test_what_is_not_plainly_stated_is_noted_and_not_stated(five: Register) -> None:
    text = five.record_dpcat("infrakit").decode()
    graph = rdflib.Graph().parse(data=text)
    notes = [str(note) for note in graph.objects(None, rdflib.SKOS.editorialNote)]
    assert any("left out, said as possible" in note for note in notes)
    record = five.draw_record("infrakit")
    unsure = {
        value.statement
        for heading in record.part("controller")
        for sheet in heading.walk()
        for entry in sheet.entries
        for value in entry.values
        if value.modality in ("possible", "conditional", "qualified")
    }
    assert unsure
    objects = {quad.object.value for iri in unsure for quad in five.dataset.quads(ox.NamedNode(iri or ""), RDF("object"))}
    assert not {each for each in objects if "/disclosure/" in each or "/transfer/" in each} & {str(node) for node in graph.all_nodes()}
