"""Uropa, the Universal Record of Processing Activities: one record, or a catalogue of records, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ropa.documents.cells import safeguards
from ropa.documents.drafting import Activity, Register, country_code, kept, mapped, stem_id, worded
from ropa.documents.lexicon import TOPS
from ropa.documents.parties import Item
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.trees import Node, read_tree
from ropa.errors import InputError

RECIPIENTS = (("dataProcessors", "processor"), ("externalOrganisations", ""), ("externalOrganizations", ""), ("internalDepartments", ""))
UNITS = {"years": "Y", "months": "M", "weeks": "W", "days": "D"}
RECORD = frozenset({
    "name", "internalId", "dataController", "representative", "jointDataControllers", "purposes", "recipients", "securityMeasures",
    "dataTransfers", "dpia",
})  # fmt: skip


def _recognises(path: Path, start: bytes) -> bool:
    return path.suffix.lower() == ".json" and (b'"ropas"' in start or (b'"dataController"' in start and b'"purposes"' in start))


def _read(paths: Sequence[Path]) -> list[Draft]:
    return _read_with(paths, Settings())


def _read_with(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    """The documents of one Uropa file, one for each controller. Raises InputError for a file that holds no record."""
    if len(paths) > 1:
        raise InputError("Uropa records are read one file at a time", where=paths[1].name, remedy="Put them in one catalogue, or import each.")
    tree, data = read_tree(paths[0])
    node = Node(tree, "")
    records = [each for each in node.each("ropas") if each["name"]] if node["ropas"] else [node] if node["name"] else []
    if not records:
        raise InputError("holds no record with a name", where=paths[0].name, remedy="Give a Uropa record, or a catalogue with `ropas`.")
    owners: dict[str, list[Node]] = {}
    for record in records:
        owners.setdefault(record["dataController"]["name"].text, []).append(record)
    drafts = []
    for name, own in owners.items():
        register = Register(stem_id(paths[0], name if len(owners) > 1 else ""), f"Uropa: {paths[0].stem}")
        _who(register, own[0])
        for record in own:
            _Record(register, record).write()
        drafts.append(register.draft([(paths[0], data)], settings, (f"{len(own)} records",)))
    return drafts


def _who(register: Register, record: Node) -> None:
    """The controller and the contacts, as the first of its records has them."""
    entity = record["dataController"]
    if entity["name"]:
        register.controller = kept({"name": entity["name"].text, **_reached(entity), "cell": entity.at})
    if entity["registrationNumber"]:
        register.contacts.append(
            {"kind": "controller", "name": entity["name"].text, "registrationNumber": entity["registrationNumber"].text, "cell": entity.at}
        )
    officer = entity["dpo"]
    person = officer["personalInformation"]
    name = " ".join(part for part in (person["firstName"].text, person["lastName"].text) if part)
    if name or person["email"]:
        more = {"name": name, "address": _address(officer["address"]), "email": person["email"].text, "phone": person["phoneNumber"].text}
        register.contacts.append({"kind": "dpo", **kept(more), "cell": officer.at})
    other = record["representative"]
    if other["name"]:
        register.contacts.append({"kind": "representative", "name": other["name"].text, **_reached(other), "cell": other.at})
    if entity["ceo"]:
        register.leave(entity["ceo"], "the head of the organisation is no part of a record")


def _reached(entity: Node) -> Item:
    return kept({
        "address": _address(entity["address"]),
        "country": _country(entity["address"]["country"]).get("country"),
        "email": entity["email"].text,
    })


def _address(node: Node) -> str:
    city = " ".join(part for part in (node["zipCode"].text, node["city"].text) if part)
    parts = (node["address1"].text, node["address2"].text, city, node["state"].text, node["country"]["name"].text)
    return ", ".join(part for part in parts if part) or node.text


def _country(node: Node) -> Item:
    """The country of a mapping with ISO code and name; its words as a place where they name none."""
    words = node["name"].text or node["iso"].text or node.text
    code = country_code(node["iso"].text) or country_code(words)
    return {"country": code} if code else kept({"place": words})


class _Record:
    """One record being written as an activity."""

    def __init__(self, register: Register, node: Node) -> None:
        self.register, self.node = register, node

    def write(self) -> None:
        """Write its activity."""
        node = self.node
        made = self.register.activity(node["internalId"].text or node["name"].text, node["name"].text, node["name"].at)
        if node["internalId"]:
            made.set("reference", node["internalId"])
        for joint in node.each("jointDataControllers"):
            self._joint(made, joint)
        for purpose in node.each("purposes"):
            self._purpose(made, purpose)
        for key, role in RECIPIENTS:
            for each in node["recipients"].each(key):
                self._recipient(made, each, role)
        for measure in node.each("securityMeasures"):
            self._measure(made, measure)
        for transfer in node.each("dataTransfers"):
            self._transfer(made, transfer)
        self._assessment(made, node["dpia"])
        for key, value in node.items():
            if key not in RECORD:
                made.note(key, value)

    def _joint(self, made: Activity, node: Node) -> None:
        entity = node["legalPerson"] if node["legalPerson"] else node
        if not entity["name"]:
            made.note("joint controller", node)
            return
        to = self.register.party(entity, entity["name"].text, kind="named", **_reached(entity))
        made.add("jointControl", kept({"with": [to], "document": node["legalAgreementPath"].text, "cell": node.at}))

    # -- purposes and data ---------------------------------------------------------------------------------------------
    def _purpose(self, made: Activity, node: Node) -> None:
        name = node["name"].text or node["description"].text
        if name:
            made.add("purpose", {"value": worded("purpose", name), "label": name, "cell": node.at})
        if node["name"]:
            made.note(f"purpose {name}", node["description"])
        for basis in node.each("legalBases"):
            found = mapped("uropa", "basis", basis["legalBasisType"].text)
            if found:
                made.add("legal_basis", {"basis": found, "label": basis["description"].text or basis["legalBasisType"].text, "cell": basis.at})
                for key in ("source", "startValidity", "stopValidity"):
                    made.note(f"legal basis, {key}", basis[key])
            else:
                made.note("legal basis", basis)
        for category in node.each("dataCategories"):
            self._category(made, category)

    def _category(self, made: Activity, node: Node) -> None:
        name = node["name"].text
        types = [each for each in node.each("dataTypes") if each["name"]]
        inner = [{"label": each["name"].text, "category": [worded("data", each["name"].text)]} for each in types]
        if name:
            made.add("data", kept({"label": name, "category": [worded("data", name)], "items": inner, "cell": node.at}))
        for subject in node.each("dataSubjectCategories"):
            words = subject["name"].text or subject.text
            if words:
                value = "dpv:Child" if subject["isChild"].true else worded("dataSubjects", words)
                made.add("dataSubjects", {"value": value, "label": words, "cell": subject.at})
        if node["isSensitive"].true:
            special = mapped("uropa", "special", node["sensitiveLegalBasis"].text)
            if special:
                made.add("legal_basis", {"basis": special, "label": node["sensitiveLegalBasis"].text, "cell": node["sensitiveLegalBasis"].at})
            else:
                made.note("legal basis of sensitive data", node["sensitiveLegalBasis"])
            made.note(f"{name} is sensitive", node["isSensitive"])
        for each in types:
            self._type(made, each)

    def _type(self, made: Activity, node: Node) -> None:
        name = node["name"].text
        if node["collectionMean"].text == "computed":
            made.add("sources", {"kind": "derived", "label": name, "cell": node["collectionMean"].at})
        else:
            made.note(f"{name}, how collected", node["collectionMean"])
        if node["isOptional"].true:
            made.note(f"{name}, optional", node["isOptional"])
        for place in (*node.each("dataLocations"), *node.each("storageLocations")):
            held = place["dataSource"] if place["dataSource"] else place["dataCarrier"]
            if held["name"]:
                made.add("systems", {"value": held["name"].text, "cell": held.at})
            if held["country"]:
                where = _country(held["country"])
                made.add("hosting", kept({**where, "place": held["description"].text or where.get("place"), "cell": held.at}))
            for span in place.each("storageDurations"):
                made.add("retention", _period(span, name))

    # -- recipients, transfers, measures -------------------------------------------------------------------------------
    def _party(self, node: Node) -> str | None:
        entity = node["legalPerson"]
        name = entity["name"].text or node["name"].text or node["description"].text
        if not name:
            return None
        more = _reached(entity) if entity else {}
        status = node["organizationStatus"].text
        return self.register.party(node, name, kind="named" if entity["name"] else None, description=status, **more)

    def _recipient(self, made: Activity, node: Node, role: str) -> None:
        to = self._party(node)
        if to is None:
            made.note("recipient", node)
            return
        found = (worded("data", each["name"].text) for each in node.each("dataCategoriesDisclosed") if each["name"])
        data = list(dict.fromkeys(term for term in found if term != TOPS["data"]))
        contract = node["processorAgreementPath"].text
        made.add("discloses", kept({"to": to, "role": role, "data": data, "contract": contract, "cell": node.at}))

    def _transfer(self, made: Activity, node: Node) -> None:
        basis = next((node[key] for key in ("dataTransferBasis", "dataTransferLegalBasis") if node[key]), node["dataTransferBasis"])
        words = [text for key in ("legalBasisType", "dataTransferBasisCategory", "dataTransferBasisType", "description") if (text := basis[key].text)]
        found = {row for text in words for row in (mapped("uropa", "mechanism", text), *safeguards(text)) if row}
        if basis["isConsent"].true:
            found.add("a49-1-a")
        label = "; ".join([*([node["description"].text] if node["description"] else []), *words])
        common = kept({"mechanism": sorted(found), "document": basis["proofUrl"].text, "label": label})
        parties = list(dict.fromkeys(to for each in _importers(basis) if (to := self._party(each))))
        for to in parties or [""]:
            made.add("transfers", {**kept({"to": to, **_country(node["country"]), **common}), "cell": node.at})

    def _measure(self, made: Activity, node: Node) -> None:
        name = node["name"].text
        kind = next((node[key].text for key in ("technicalOrganisationalMeasureType", "securityMeasureType") if node[key]), "")
        term = worded("measures", name)
        if term == TOPS["measures"]:
            term = mapped("uropa", "measure", kind) or term
        label = f"{name}: {node['description'].text}" if node["description"] else name
        if label:
            made.add("measures", {"value": term, "label": label, "cell": node.at})
        made.note(f"{name}, standard", node["securityStandard"])

    def _assessment(self, made: Activity, node: Node) -> None:
        if node["path"]:
            title = "Data protection impact assessment"
            paper = {"kind": "assessment", "assessmentKind": "dpia", "title": title, "keptAt": node["path"].text, "cell": node.at}
            made.add("papers", paper)
            for key in ("description", "stopDate"):
                made.note(f"data protection impact assessment, {key}", node[key])
        else:
            made.note("data protection impact assessment", node)


def _importers(basis: Node) -> Iterator[Node]:
    """The recipients of a transfer, in the old form (one) and the new (lists)."""
    yield from (node for _, node in basis["recipient"].items() if node)
    for key, _ in basis["recipients"].items():
        yield from basis["recipients"].each(key)


def _period(node: Node, scope: str) -> Item:
    """A retention between two events; a period where the last one has a countdown of whole units."""
    start, stop = (node[new] if node[new] else node[old] for new, old in (("startEvent", "startEventType"), ("mainStopEvent", "stopEventType")))
    count = stop["countdown"]
    unit, number = UNITS.get(count["timeUnit"].text.casefold()), count["duration"].text
    words = " – ".join(text for each in (start, stop) if (text := each["description"].text or each["name"].text))
    criterion = stop["description"].text or stop["name"].text or words or "not said"
    if unit and number.isdecimal():
        since = start["description"].text or start["name"].text
        return kept({"duration": f"P{int(number)}{unit}", "countsFrom": since, "scope": scope, "label": words, "cell": node.at})
    return kept({"criterion": criterion, "scope": scope, "label": words, "cell": node.at})


READER = Reader("uropa", "Uropa records (JSON)", _recognises, _read, _read_with)
