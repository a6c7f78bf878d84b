"""CSM-ROPA, the Common Semantic Model for registers, as RDF: records that are DPV's handling or processing of personal data.

The model came before DPCat, on DPV 0.1 to 1 and ``https://w3id.org/dpv-ropa#``; what it adds to DPV (papers, third countries, owner,
status) is read by name, and every other property of a record is told, never dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rdflib
from rdflib.namespace import DCTERMS, RDFS, SKOS

from ropa.documents.cells import says
from ropa.documents.dpcat import DATA, FORMATS, XML, Item, RecordDocument, by_controller, read_graph
from ropa.documents.dpv import OLD, Concepts, local
from ropa.documents.drafting import country_code, retention
from ropa.documents.mint import slug
from ropa.documents.readers import Draft, Reader
from ropa.errors import InputError
from ropa.evidence import sha256

RECORDS = ("PersonalDataHandling", "PersonalDataProcess", "Process", "ProcessingActivity")
PAPERS = {
    "DPIA": ("assessment", "dpia"),
    "LegitimateInterestAssessment": ("assessment", "lia"),
    "DataProcessingAgreement": ("contract", ""),
    "JointDataControllersAgreement": ("arrangement", ""),
    "PrivacyNotice": ("notice", ""),
}
READ = frozenset({
    *DATA, "hasDataController", "hasResponsibleEntity", "isImplementedUsingTechnology", "hasPurpose", "hasDataSubject", "hasLegalBasis",
    "hasDataSource", "hasRecipient", "hasDataProcessor", "hasJointDataControllers", "hasProcessing", "hasStorage", "hasStorageCondition",
    "hasTechnicalOrganisationalMeasure", "hasRight", "hasOrganisationalMeasure", "hasTechnicalMeasure", "hasThirdCountry", "hasStatus",
    "hasProcessOwner", "hasJointController", "hasDuration",
})  # fmt: skip
KNOWN = frozenset({rdflib.RDF.type, DCTERMS.title, DCTERMS.description, SKOS.editorialNote, SKOS.prefLabel, RDFS.label, DCTERMS.identifier})


def _recognises(path: Path, start: bytes) -> bool:
    if path.suffix.lower() not in (*FORMATS, *XML) or b"https://w3id.org/dpcat" in start or b"https://w3id.org/ropa#" in start:
        return False
    return b"https://w3id.org/dpv-ropa" in start or (any(name.encode() in start for name in RECORDS) and b"/dpv" in start)


def _read(paths: Sequence[Path]) -> list[Draft]:
    """The documents of some RDF files read together. Raises InputError for a file that does not parse, or holds no record."""
    graph = read_graph(paths)
    concepts = Concepts(graph)
    records = sorted({node for name in RECORDS for node in concepts.typed(name)}, key=str)
    if not records:
        remedy = "Give the file of the records, not the model alone."
        raise InputError("holds no record: no dpv:PersonalDataHandling", where=paths[0].name, remedy=remedy)
    stem, owners = slug(paths[0].stem), by_controller(concepts, records)
    drafts = []
    for controller, found in owners:
        document = _Document(concepts, controller, f"{stem}-{slug(local(controller))}" if len(owners) > 1 else stem)
        draft = document.draft(found)
        about = {**draft.form["document"], "title": f"CSM-ROPA: {paths[0].stem}"}
        if len(paths) == 1:
            about |= {"file": paths[0].name, "sha256": sha256(paths[0].read_bytes())}
        drafts.append(Draft({**draft.form, "document": about}, draft.left_out, draft.report))
    return drafts


class _Document(RecordDocument):
    """The records of one controller; labels may be rdfs:label."""

    def activity(self, record: Any, catalogue: Any) -> Item:
        """A record as an activity, with what CSM-ROPA adds."""
        found = super().activity(record, catalogue)
        concepts = self.concepts
        name = concepts.text(record, DCTERMS.title) or concepts.text(record, RDFS.label) or concepts.label(record)
        found |= {"id": slug(local(record)) or slug(name), "name": name, "cell": str(record)}
        if not local(record):
            found.pop("reference", None)
        for owner in concepts.objects(record, "hasProcessOwner"):
            found.setdefault("owner", self._words(owner))
        for key, values in (
            ("status", self._status(record)),
            ("transfers", self._countries(record)),
            ("measures", self._measures(record)),
            ("papers", self._papers(record)),
            ("jointControl", self._together(record)),
            ("retention", self._spans(record)),
        ):
            if values and key == "status":
                found[key] = values[0]
            elif values:
                found[key] = [*found.get(key, []), *values]
        notes = [*found.get("note", []), *self._others(record)]
        return {**found, **({"note": notes} if notes else {})}

    def _words(self, node: Any) -> str:
        if isinstance(node, rdflib.Literal):
            return " ".join(str(node).split())
        return self.concepts.text(node, RDFS.label) or self.concepts.label(node)

    def _status(self, record: Any) -> list[str]:
        words = [self._words(each) for each in self.concepts.objects(record, "hasStatus")]
        found = [kind for text in words for kind in ("active", "draft", "ended") if says(kind, text)]
        if words and not found:
            self.left_out.append(f"{local(record)}: the status “{words[0]}” is none of active, draft and ended")
        return found

    def _countries(self, record: Any) -> list[Item]:
        found: list[Item] = []
        for each in self.concepts.objects(record, "hasThirdCountry"):
            code = country_code(local(each)) if len(local(each)) in (2, 3) else country_code(self._words(each))
            found.append({"country": code} if code else {"place": self._words(each)})
        return found

    def _measures(self, record: Any) -> list[Item]:
        """Measures by the properties that CSM-ROPA's papers share; the papers themselves are no measures."""
        found: list[Item] = []
        for name, otherwise in (("hasTechnicalMeasure", "dpv:TechnicalMeasure"), ("hasOrganisationalMeasure", "dpv:OrganisationalMeasure")):
            for each in self.concepts.objects(record, name):
                if not any(self.concepts.is_typed(each, kind) for kind in PAPERS):
                    terms = self.concepts.terms(each, "dpv:TechnicalOrganisationalMeasure")
                    found.append({"value": (terms or [otherwise])[0], "label": self._words(each)})
        return found

    def _papers(self, record: Any) -> list[Item]:
        found: list[Item] = []
        for each in self.concepts.objects(record, "hasOrganisationalMeasure"):
            for kind, (paper, assessment) in PAPERS.items():
                if self.concepts.is_typed(each, kind):
                    place = self.concepts.text(each, DCTERMS.source) or (str(each) if isinstance(each, rdflib.URIRef) else "")
                    more = {"assessmentKind": assessment} if assessment else {}
                    found.append({"kind": paper, **more, "title": self._words(each), **({"keptAt": place} if place else {})})
        return found

    def _together(self, record: Any) -> list[Item]:
        members = [each for each in self.concepts.objects(record, "hasJointController") if each != self.controller]
        return [{"with": [self._party(each)]} for each in members]

    def _spans(self, record: Any) -> list[Item]:
        """Periods that the record itself states in words."""
        found = [each for each in self.concepts.objects(record, "hasDuration") if isinstance(each, rdflib.Literal)]
        return [retention(self._words(each), str(record)) for each in found]

    def _others(self, record: Any) -> list[str]:
        """What the record says by other properties, as notes."""
        graph = self.concepts.graph
        pairs = sorted(((predicate, value) for predicate, value in graph.predicate_objects(record)), key=str)
        notes = []
        for predicate, value in pairs:
            dpv = str(predicate).startswith(tuple(OLD)) or local(predicate) in READ
            if predicate in KNOWN or (dpv and local(predicate) in READ):
                continue
            notes.append(f"{local(predicate)}: {self._words(value)}")
        return notes


READER = Reader("csm", "CSM-ROPA records in RDF", _recognises, _read)
