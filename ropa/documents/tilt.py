"""TILT, the Transparency Information Language: what a privacy notice tells (Art. 13 and 14), as JSON.

A TILT document is ordered by category of data; each becomes an activity, with the purposes, bases, recipients and periods of that category.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ropa.documents.cells import day
from ropa.documents.drafting import Activity, Register, contact, country_code, kept, mapped, stem_id, worded
from ropa.documents.parties import Item
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.trees import Node, read_tree
from ropa.documents.values import days
from ropa.errors import InputError

PERIOD = re.compile(r"(?:[\d:T.Z+-]+(?=P))?(P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?)(?:T(?:0+[HMS])*)?")
RIGHTS = (
    ("accessAndDataPortability", ("eu-gdpr:A15", "eu-gdpr:A20")),
    ("rightToRectificationOrDeletion", ("eu-gdpr:A16", "eu-gdpr:A17")),
    *((key, ()) for key in ("rightToInformation", "rightToDataPortability", "rightToWithdrawConsent", "rightToComplain")),
)
"""Keys of TILT about rights; those of one right alone are in ``data/tables/tilt.csv``."""
SAFEGUARDS = ("adequacyDecision", "appropriateGuarantees", "presenceOfEnforceableRightsAndEffectiveRemedies", "standardDataProtectionClause")
PLACED = frozenset({
    "meta", "controller", "dataProtectionOfficer", "dataDisclosed", "thirdCountryTransfers", "sources", "automatedDecisionMaking", "changesOfPurpose",
    *(key for key, _ in RIGHTS),
})  # fmt: skip


def _recognises(path: Path, start: bytes) -> bool:
    both = b'"dataProtectionOfficer"' in start and b'"thirdCountryTransfers"' in start
    return path.suffix.lower() == ".json" and (b'"dataDisclosed"' in start or both)


def _read(paths: Sequence[Path]) -> list[Draft]:
    return _read_with(paths, Settings())


def _read_with(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    """The document of one TILT file. Raises InputError for a file that holds none."""
    if len(paths) > 1:
        raise InputError("TILT documents are read one at a time", where=paths[1].name, remedy="Run `ropa import` once for each file.")
    tree, data = read_tree(paths[0])
    node = Node(tree, "")
    if not node["controller"] or not isinstance(node["dataDisclosed"].value, list):
        raise InputError("holds no controller, or no list dataDisclosed", where=paths[0].name, remedy="Give a TILT document as its schema has it.")
    meta = node["meta"]
    register = Register(stem_id(paths[0]), f"TILT: {meta['name'].text or node['controller']['name'].text}", meta["language"].text or "en", "notice")
    register.about = kept({
        "date": day(meta["modified"].text[:10]) or day(meta["created"].text[:10]),
        "version": meta["version"].text,
        "keptAt": meta["url"].text,
    })
    _who(register, node)
    for disclosed in node.each("dataDisclosed"):
        _Disclosed(register, disclosed).write()
    _general(register, node)
    for key, value in node.items():
        if key not in PLACED and value:
            register.leave(value, f"“{key}” is no part of TILT: {value.spoken()[:80]}")
    return [register.draft([(paths[0], data)], settings, (f"{len(register.activities)} categories of data, each an activity",))]


def _who(register: Register, node: Node) -> None:
    """The controller, the contacts, the authority."""
    own = node["controller"]
    register.controller = kept({
        "name": own["name"].text,
        "address": own["address"].text,
        "country": country_code(own["country"].text),
        "cell": own.at,
    })
    for kind, held in (("representative", own["representative"]), ("dpo", node["dataProtectionOfficer"])):
        if found := contact(kind, held):
            register.contacts.append(found)
    if own["division"]:
        register.leave(own["division"], f"the division “{own['division'].text}” of the controller has no place")
    authority = node["rightToComplain"]["supervisoryAuthority"]
    if authority["name"]:
        register.more["authorities"] = [kept({"name": authority["name"].text, "url": authority["url"].text, "cell": authority.at})]
        for key in ("address", "email", "phone"):
            if authority[key]:
                register.leave(authority[key], f"{key} of the authority, “{authority[key].text}”, has no place")


class _Disclosed:
    """One category of data and what is told of it."""

    def __init__(self, register: Register, node: Node) -> None:
        self.register, self.node = register, node

    def write(self) -> None:
        """Write its activity."""
        category = self.node["category"]
        name = category.text or self.node["_id"].text or "data"
        made = self.register.activity(name, name, self.node.at)
        if category:
            made.add("data", {"label": name, "category": [worded("data", name)], "cell": category.at})
        for each in self.node.each("purposes"):
            words = each["purpose"].text or each["description"].text
            made.add("purpose", {"value": worded("purpose", words), "label": words, "cell": each.at})
            if each["purpose"]:
                made.note("purpose", each["description"])
        self._bases(made)
        for each in self.node.each("recipients"):
            self._recipient(made, each)
        for each in self.node.each("storage"):
            self._storage(made, each)
        self._duty(made, self.node["nonDisclosure"])

    def _bases(self, made: Activity) -> None:
        for each in self.node.each("legalBases"):
            basis = mapped("tilt", "basis", each["reference"].text)
            if basis:
                made.add("legal_basis", {"basis": basis, "label": each["description"].text or each["reference"].text, "cell": each.at})
            else:
                made.note("legal basis", each)
        for each in self.node.each("legitimateInterests"):
            ground = next((one for one in made.item.get("legal_basis", []) if one["basis"] == "eu-gdpr:A6-1-f"), None)
            if ground and each["exists"].true and each["reasoning"] and "interest" not in ground:
                ground["interest"] = each["reasoning"].text
                ground["cell"] = [ground["cell"], each.at]
            else:
                made.note("legitimate interests", each)

    def _recipient(self, made: Activity, node: Node) -> None:
        name = node["name"].text or node["category"].text
        if not name:
            made.note("recipient", node)
            return
        more = {"address": node["address"].text, "country": country_code(node["country"].text)} if node["name"] else {}
        kind = "named" if node["name"] else "category"
        described = node["category"].text if node["name"] else ""
        to = self.register.party(node, name, kind=kind, description=described, **more)
        made.add("discloses", {"to": to, "cell": node.at})
        for key in ("division", "representative"):
            made.note(f"recipient {name}, {key}", node[key])

    def _storage(self, made: Activity, node: Node) -> None:
        for each in node.each("temporal"):
            found = PERIOD.fullmatch(re.sub(r"\s", "", each["ttl"].text))
            duration = found.group(1) if found and days(found.group(1)) else None
            said = {"duration": duration} if duration else {"criterion": each["ttl"].text or each["description"].text}
            label = f"{each['description'].text} ({each['ttl'].text})" if each["description"] and each["ttl"] else each["description"].text
            made.add("retention", kept({**said, "label": label, "cell": each.at}))
        for key in ("purposeConditional", "legalBasisConditional"):
            for each in node.each(key):
                made.add("retention", {"criterion": each.text, "label": each.text, "cell": each.at})
        made.note("which of the periods counts", node["aggregationFunction"])

    def _duty(self, made: Activity, node: Node) -> None:
        """Art. 13(2)(e): whether people are obliged to provide the data, and what follows where they do not."""
        for key in ("legalRequirement", "contractualRegulation", "obligationToProvide"):
            held = node[key]
            if held.true or held.false:
                said = "yes" if held.true else "no"
                made.add("facts", {"fact": "obligation-to-provide", "value": f"{key}: {said}", "cell": held.at})
        made.note("where the data are not provided", node["consequences"])


def _general(register: Register, node: Node) -> None:
    """What the document tells of all its processing."""
    general: Item = {
        "transfers": [_transfer(each) for each in node.each("thirdCountryTransfers")],
        "sources": [
            kept({
                "kind": "public" if one["publiclyAvailable"].true else None,
                "label": "; ".join(part for part in (each["dataCategory"].text, one["description"].text, one["url"].text) if part),
                "cell": one.at,
            })
            for each in node.each("sources")
            for one in each.each("sources")
        ],
        "rights": [item for key, both in RIGHTS for item in _rights(node[key], key, both)],
        "automated": _automated(node["automatedDecisionMaking"]),
        "facts": [{"fact": "changes", "value": each.spoken(), "cell": each.at} for each in node.each("changesOfPurpose")],
    }
    if found := kept(general):
        register.more["general"] = found


def _transfer(node: Node) -> Item:
    """A transfer; a safeguard that the document says is there is named, its words are kept."""
    code = country_code(node["country"].text)
    said = [f"{key}: {node[key]['description'].text or 'available'}" for key in SAFEGUARDS if node[key]["available"].true]
    rows = [row for key in SAFEGUARDS if node[key]["available"].true and (row := mapped("tilt", "mechanism", key))]
    where = {"country": code} if code else {"place": node["country"].text}
    return kept({**where, "mechanism": rows, "label": "; ".join(said), "cell": node.at})


def _rights(node: Node, key: str, both: tuple[str, ...]) -> list[Item]:
    if not node["available"].true and not node["available"].false:
        return []
    how = "; ".join(part for part in (node["description"].text, node["url"].text, node["email"].text) if part)
    evidence = node["identificationEvidences"].spoken()
    how = "; ".join(part for part in (how, evidence) if part)
    denied = {"modality": "denied"} if node["available"].false else {}
    terms = both or tuple(term for term in (mapped("tilt", "right", key),) if term)
    return [kept({"right": right, "how": how, **denied, "cell": node.at}) for right in terms]


def _automated(node: Node) -> list[Item]:
    if not node["inUse"].true and not node["inUse"].false:
        return []
    denied = {"modality": "denied"} if node["inUse"].false else {}
    logic, effects = node["logicInvolved"].text, node["scopeAndIntendedEffects"].text
    return [kept({"kind": "automated-decisions", "logic": logic, "effects": effects, **denied, "cell": node.at})]


READER = Reader("tilt", "TILT documents (JSON)", _recognises, _read, _read_with)
