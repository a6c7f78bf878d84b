"""DPCat: records of processing activities in RDF, on DPV 1 or 2. Its terms are moved to DPV 2.3 (``data/migrations``).

One record for each legal person: a file with several controllers gives a document for each. What is no term of DPV, and has
no broader one, is named and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax import SAXException

import rdflib
from rdflib.exceptions import ParserError
from rdflib.namespace import DCTERMS, SKOS

from ropa.documents.dpv import Concepts, local
from ropa.documents.grids import DECLARATIONS
from ropa.documents.mint import slug
from ropa.documents.readers import Draft, Reader
from ropa.documents.trees import MAX_BYTES
from ropa.errors import InputError
from ropa.fields import fields_of
from ropa.namespaces import compact

DPCAT = rdflib.Namespace("https://w3id.org/dpcat#")
UNITS = {"unitYear": "Y", "unitMonth": "M", "unitWeek": "W", "unitDay": "D"}
CONTACT = {"postal address": "address", "office address": "address", "telephone": "phone", "phone": "phone", "email": "email", "e-mail": "email"}
FORMATS = {".ttl": "turtle", ".nt": "nt"}
"""No JSON-LD: a context could be fetched; RDF/XML only for CSM-ROPA, and without declarations of entities."""
XML = (".rdf", ".owl", ".xml")
DATA = ("hasPersonalData", "hasPersonalDataCategory")
"""DPV before 1.0 named the property after the category."""
Item = dict[str, Any]


def _recognises(path: Path, start: bytes) -> bool:
    return path.suffix.lower() in FORMATS and b"https://w3id.org/dpcat" in start


def _read(paths: Sequence[Path]) -> list[Draft]:
    """The documents of some RDF files read together. Raises InputError for a file that does not parse, or holds no record."""
    concepts = Concepts(read_graph(paths))
    records = sorted(concepts.graph.subjects(rdflib.RDF.type, DPCAT.ROPARecord), key=str)
    if not records:
        raise InputError("holds no dpcat:ROPARecord", where=paths[0].name, remedy="Give the file of the records, and its vocabularies after it.")
    stem, owners = slug(paths[0].stem), by_controller(concepts, records)
    return [
        RecordDocument(concepts, controller, f"{stem}-{slug(local(controller))}" if len(owners) > 1 else stem).draft(found)
        for controller, found in owners
    ]


def read_graph(paths: Sequence[Path]) -> rdflib.Graph:
    """The triples of some RDF files. Raises InputError for a file that cannot be read, does not parse, or is too large or too deep."""
    graph = rdflib.Graph()
    for path in paths:
        try:
            data = path.read_bytes()
            if len(data) > MAX_BYTES:
                raise InputError("too large for a register", where=path.name, remedy=f"At most {MAX_BYTES // 1_000_000} MB are read; split it.")
            if path.suffix.lower() not in FORMATS and DECLARATIONS.search(data):
                raise InputError("an XML declaration of a document type or an entity", where=path.name, remedy="Save the file as Turtle.")
            graph.parse(data=data, format=FORMATS.get(path.suffix.lower(), "xml" if path.suffix.lower() in XML else "turtle"))
        except RecursionError as error:
            raise InputError("too deeply nested for a register", where=path.name, remedy="Mend the file.") from error
        except (SyntaxError, ValueError, ParserError, SAXException) as error:
            said = (str(error).splitlines() or ["broken"])[0]
            raise InputError(f"not valid RDF: {said}", where=path.name, remedy="Mend the file.") from error
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=str(path), remedy="Check the path.") from error
    return graph


def by_controller(concepts: Concepts, records: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """The records of each controller, in order; None holds those that name none."""
    owners: dict[Any, list[Any]] = {}
    for record in records:
        for controller in concepts.objects(record, "hasDataController") or [None]:
            owners.setdefault(controller, []).append(record)
    return sorted(owners.items(), key=lambda item: str(item[0]))


@dataclass
class RecordDocument:
    """One document of one controller being drafted."""

    concepts: Concepts
    controller: Any
    id: str
    parties: dict[str, Item] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def draft(self, records: Iterable[Any]) -> Draft:
        """The form of the controller's records."""
        records = list(records)
        if self.controller is None:
            raise InputError("a record names no controller", where=local(records[0]), remedy="Add dpv:hasDataController.")
        catalogue = next(iter(sorted(self.concepts.graph.subjects(rdflib.RDF.type, DPCAT.ROPA), key=str)), None)
        activities = [self.activity(record, catalogue) for record in records]
        about = {
            "id": self.id,
            "kind": "register",
            "title": self.concepts.text(catalogue, DCTERMS.title) or self.id,
            "language": "en",
            "complete": True,
        }
        date = self.concepts.text(catalogue, DCTERMS.created)
        if date:
            about["date"] = date
        form = {"format": 1, "document": about, "controller": self._details(), "parties": list(self.parties.values()), "activities": activities}
        contacts = self._officers()
        return Draft({**form, "contacts": contacts} if contacts else form, tuple(dict.fromkeys(self.left_out)))

    # -- who -----------------------------------------------------------------------------------------------------------
    def _details(self) -> Item:
        details: Item = {"id": slug(local(self.controller)), "name": self.concepts.label(self.controller)}
        for key, value in self._contact(self.controller):
            if key in ("address", "email", "phone", "website"):
                details.setdefault(key, value)
        return details

    def _contact(self, who: Any) -> Iterator[tuple[str, str]]:
        """(key, value) of ``Email: …`` and the like."""
        for raw in sorted(str(value) for value in self.concepts.objects(who, "hasContact")):
            name, colon, value = raw.partition(": ")
            key = CONTACT.get(name.lower()) if colon else ("email" if "@" in raw else "website" if raw.startswith("http") else None)
            if key is not None or name.lower() == "website":
                yield key or "website", value.strip() if colon else raw

    def _officers(self) -> list[Item]:
        found = []
        for officer in self.concepts.typed("DataProtectionOfficer"):
            if (officer, DCTERMS.isPartOf, self.controller) in self.concepts.graph:
                found.append({"kind": "dpo", "name": self.concepts.label(officer), **dict(self._contact(officer))})
        return found

    def _party(self, who: Any) -> str:
        identifier = slug(local(who)) or slug(self.concepts.label(who))
        if identifier not in self.parties:
            kind = "named" if self.concepts.is_typed(who, "LegalEntity") else "category"
            self.parties[identifier] = {"id": identifier, "name": self.concepts.label(who), "kind": kind}
        return identifier

    # -- what ----------------------------------------------------------------------------------------------------------
    def activity(self, record: Any, catalogue: Any) -> Item:
        """A record as an activity."""
        concepts = self.concepts
        activity: Item = {
            "id": slug(local(record)),
            "name": concepts.text(record, DCTERMS.title) or local(record),
            "reference": local(record) or concepts.text(catalogue, DCTERMS.identifier),
        }
        unit = [concepts.label(each) for each in concepts.objects(record, "hasResponsibleEntity")]
        if unit:
            activity["unit"] = unit[0]
        parts: dict[str, list[Any]] = {
            "systems": [concepts.label(each) for each in concepts.objects(record, "isImplementedUsingTechnology")],
            "purpose": self._terms(record, "hasPurpose", "dpv:Purpose"),
            "legal_basis": self._bases(record),
            "dataSubjects": self._terms(record, "hasDataSubject", "dpv:HumanSubject", "dpv:DataSubject"),
            "data": [self._data(each) for name in DATA for each in concepts.objects(record, name)],
            "sources": self._sources(record),
            "discloses": [
                *({"to": self._party(each)} for each in concepts.objects(record, "hasRecipient")),
                *({"to": self._party(each), "role": "processor"} for each in concepts.objects(record, "hasDataProcessor")),
            ],
            "jointControl": [self._joint(each) for each in concepts.objects(record, "hasJointDataControllers")],
            "transfers": list(self._transfers(record)),
            "retention": list(self._retention(record)),
            "measures": self._terms(record, "hasTechnicalOrganisationalMeasure", "dpv:TechnicalOrganisationalMeasure"),
            "rights": self._rights(record),
            "note": [text for name in (DCTERMS.description, SKOS.editorialNote) if (text := concepts.text(record, name))],
        }
        return {**activity, **{key: value for key, value in parts.items() if value}}

    def _terms(self, record: Any, name: str, top: str, otherwise: str | None = None) -> list[Item]:
        found = []
        for value in self.concepts.objects(record, name):
            terms = self.concepts.terms(value, top)
            if not terms:
                self.left_out.append(f"{local(record)}: {local(value)} has no broader term under {top}; written as {otherwise or top}")
            found.append({"value": (terms or [otherwise or top])[0], "label": self.concepts.label(value)})
        return found

    def _bases(self, record: Any) -> list[Item]:
        found = []
        for value in self.concepts.objects(record, "hasLegalBasis"):
            terms = [term for term in self.concepts.terms(value) if term in _allowed("basis")]
            if terms:
                found.append({"basis": terms[0], "label": self.concepts.label(value)})
            else:
                self.left_out.append(f"{local(record)}: the legal basis {local(value)} is no term of DPV and has no broader one")
        return found

    def _data(self, value: Any) -> Item:
        item: Item = {"label": self.concepts.label(value), "category": self.concepts.terms(value, "dpv:PersonalData") or ["dpv:PersonalData"]}
        parts = self.concepts.narrower(value)
        return {**item, "items": [self._data(part) for part in parts]} if parts else item

    def _sources(self, record: Any) -> list[Item]:
        found: list[Item] = []
        for value in self.concepts.objects(record, "hasDataSource"):
            if "dpv:HumanSubject" in self.concepts.terms(value) or "dpv:DataSubject" in self.concepts.terms(value):
                found.append({"kind": "data-subject"})
            elif self.concepts.is_typed(value, "LegalEntity"):
                found.append({"kind": "third-party", "party": self._party(value)})
            else:
                self.left_out.append(f"{local(record)}: the source “{self.concepts.label(value)}” does not say whose it is")
        return found

    def _joint(self, group: Any) -> Item:
        members = [self._party(each) for each in self.concepts.objects(group, "hasDataController") if each != self.controller]
        operations = self.concepts.text(group, DCTERMS.description)
        return {"with": members, **({"operations": operations} if operations else {})}

    def _transfers(self, record: Any) -> Iterator[Item]:
        for value in self.concepts.objects(record, "hasProcessing"):
            if not self.concepts.is_typed(value, "Transfer"):
                continue
            importers = [self._party(each) for each in self.concepts.objects(value, "hasDataImporter") if each != self.controller]
            bases = self.concepts.objects(value, "hasLegalBasis")
            named = sorted({"bcr" for each in bases if self.concepts.is_typed(each, "BindingCorporateRules")})
            label = "; ".join(self.concepts.label(each) for each in bases)
            yield {**({"to": importers[0]} if importers else {}), **({"mechanism": named} if named else {}), **({"label": label} if label else {})}

    def _retention(self, record: Any) -> Iterator[Item]:
        for storage in self.concepts.objects(record, "hasStorage") + self.concepts.objects(record, "hasStorageCondition"):
            for span in self.concepts.objects(storage, "hasDuration"):
                yield self._period(span)

    def _period(self, span: Any) -> Item:
        concepts = self.concepts
        number, unit = concepts.timed(span, "numericDuration"), UNITS.get(concepts.timed(span, "unitType"))
        since = "; ".join(str(value) if isinstance(value, rdflib.Literal) else concepts.label(value) for value in concepts.objects(span, "isAfter"))
        item: Item = {}
        if number and unit and float(number).is_integer():
            item["duration"] = f"P{int(float(number))}{unit}"
            if since:
                item["countsFrom"] = since
        else:
            item["criterion"] = since or concepts.text(span, DCTERMS.description) or "not said"
        scope = ", ".join(concepts.label(each) for each in concepts.objects(span, "hasPersonalData"))
        label = concepts.text(span, DCTERMS.description)
        return {**item, **({"scope": scope} if scope else {}), **({"label": label} if label else {})}

    def _rights(self, record: Any) -> list[Item]:
        found = []
        for value in self.concepts.objects(record, "hasRight"):
            rights = [term for term in self.concepts.terms(value) if term in _allowed("right")]
            found += [{"right": right, "label": self.concepts.label(value)} for right in rights]
            if not rights:
                self.left_out.append(f"{local(record)}: {local(value)} names no right")
        return found


@cache
def _allowed(field_id: str) -> frozenset[str]:
    """The terms that a field takes, as CURIEs."""
    return frozenset(compact(term.value) for term in fields_of()[field_id].allowed)


READER = Reader("dpcat", "DPCat records in RDF", _recognises, _read)
