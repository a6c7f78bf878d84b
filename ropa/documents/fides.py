"""Fides manifests, old and new: each privacy declaration of a system is an activity; data sets, uses and organisations of the same files fill it.

Its data categories, uses and subjects are moved to DPV by ``data/tables/fides.csv``; its own words stay as labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ropa.documents.drafting import Activity, Register, contact, country_code, kept, mapped, retention, stem_id, termed
from ropa.documents.manifests import ORGANISATION, Manifests
from ropa.documents.mint import slug
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.trees import Node, read_tree
from ropa.errors import InputError

SUFFIXES = (".yml", ".yaml", ".json")
NOT_DEFINED = "not defined"
PLACED = frozenset({
    "name", "data_use", "data_subjects", "data_categories", "legal_basis_for_processing", "special_category_legal_basis", "third_parties",
    "data_shared_with_third_parties", "retention_period", "cookies", "impact_assessment_location", "dataset_references", "fides_key",
})  # fmt: skip
"""Keys of a declaration with a place in the form; the rest are notes."""
SYSTEM_PLACED = frozenset({
    "fides_key", "organization_fides_key", "name", "privacy_declarations", "administrating_department", "data_responsibility_title",
    "responsibility", "joint_controller", "joint_controller_info", "third_country_transfers", "does_international_transfers",
    "legal_basis_for_transfers", "data_security_practices", "data_protection_impact_assessment", "dpa_location", "dpa_progress",
    "requires_data_protection_assessments", "uses_profiling", "ingress", "egress", "dataset_references", "processes_personal_data",
})  # fmt: skip


def _recognises(path: Path, start: bytes) -> bool:
    return path.suffix.lower() in SUFFIXES and b"fides_key" in start


def _read(paths: Sequence[Path]) -> list[Draft]:
    return _read_with(paths, Settings())


def _read_with(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    """The documents of some manifests read together, one for each organisation. Raises InputError where they hold no system."""
    files, read = Manifests(), []
    for path in paths:
        tree, data = read_tree(path)
        read.append((path, data))
        files.take(Node(tree, path.name + "#" if len(paths) > 1 else ""))
    owners = files.systems()
    if not owners:
        remedy = "Give the file of the systems too: `ropa import systems.yml datasets.yml organization.yml`."
        raise InputError("holds no system with a privacy declaration", where=paths[0].name, remedy=remedy)
    drafts = []
    for key, systems in owners.items():
        register = Register(stem_id(paths[0], key if len(owners) > 1 else ""), f"Fides: {paths[0].stem}")
        _organisation(register, key, files.found["organization"].get(key))
        for system in systems:
            _System(files, register, system).write()
        for kind, node in files.other:
            register.leave(node, f"{kind} “{node['fides_key'].text}” is no processing, and is left out")
        for kind, node in files.twice:
            register.leave(node, f"a second {kind} “{node['fides_key'].text}” is left out")
        report = (f"{len(systems)} systems, {len(register.activities)} privacy declarations", *_unused(files, systems))
        drafts.append(register.draft(read, settings, report))
    return drafts


def _unused(files: Manifests, systems: Sequence[Node]) -> Iterator[str]:
    used = {each.text for system in systems for each in system.each("dataset_references")}
    used |= {each.text for system in systems for one in system.each("privacy_declarations") for each in one.each("dataset_references")}
    yield from (f"data set {key}: no system refers to it" for key in files.found["dataset"] if key not in used)


def _organisation(register: Register, key: str, node: Node | None) -> None:
    """The controller and the contacts of an organisation; its key where the files only name it."""
    if node is None:
        register.controller = {} if key == ORGANISATION else {"name": key}
        return
    name = node["name"].text or node["fides_key"].text
    own = contact("controller", node["controller"])
    register.controller = kept({"name": name, **{part: own.get(part) for part in ("address", "email", "phone")}, "cell": node.at})
    for kind, word in (("controller", "controller"), ("dpo", "data_protection_officer"), ("representative", "representative")):
        if found := contact(kind, node[word]):
            register.contacts.append(found)
    for word, value in node.items():
        if word not in ("fides_key", "name", "controller", "data_protection_officer", "representative") and value:
            register.leave(value, f"“{value.spoken()[:80]}” ({word} of the organisation) has no place")


@dataclass
class _System:
    """One system: what it says of itself holds for each of its declarations."""

    files: Manifests
    register: Register
    node: Node

    def write(self) -> None:
        """Write an activity for each declaration."""
        declarations = list(self.node.each("privacy_declarations"))
        if not declarations:
            self.register.leave(self.node, f"the system “{self._name()}” declares no processing")
        for declaration in declarations:
            name = declaration["name"].text or declaration["data_use"].text or self._name()
            words = f"{self.node['fides_key'].text} {name}"
            self._declaration(self.register.activity(slug(words) or words, name, declaration.at), declaration)

    def _name(self) -> str:
        return self.node["name"].text or self.node["fides_key"].text

    def _declaration(self, made: Activity, node: Node) -> None:
        name = self.node["name"] if self.node["name"] else self.node["fides_key"]
        made.add("systems", {"value": name.text, "cell": name.at})
        self._use(made, node["data_use"])
        for key in node.each("data_subjects"):
            self._subject(made, key)
        for key in node.each("data_categories"):
            self._category(made, key)
        self._bases(made, node)
        self._sharing(made, node)
        for said in node.each("retention_period"):
            made.add("retention", retention(said.text, said.at))
        for cookie in node.each("cookies"):
            made.add("facts", {"fact": "cookies", "value": cookie["name"].text, "cell": cookie.at})
        if node["impact_assessment_location"]:
            place = node["impact_assessment_location"]
            made.add("papers", _paper("lia", "Legitimate interest assessment", place))
        for key in (*node.each("dataset_references"), *self.node.each("dataset_references")):
            self._dataset(made, key)
        for word, value in node.items():
            if word not in PLACED and not value.false:
                made.note(word.replace("_", " "), value)
        self._system(made)

    # -- what a declaration says ---------------------------------------------------------------------------------------
    def _use(self, made: Activity, key: Node) -> None:
        if not key:
            return
        use = self.files.found["data_use"].get(key.text)
        words = self.files.name("data_use", key.text)
        made.add("purpose", {"value": termed("fides", "purpose", "purpose", key.text), "label": words, "cell": key.at})
        if use is None:
            return
        self._ground(made, use["legal_basis"], "basis")
        self._ground(made, use["special_category"], "special")
        for each in use.each("recipients"):
            made.add("discloses", {"to": self.register.party(each, each.text), "cell": each.at})
        paper = use["legitimate_interest_impact_assessment"]
        if paper:
            made.add("papers", _paper("lia", "Legitimate interest assessment", paper))

    def _subject(self, made: Activity, key: Node) -> None:
        words = self.files.name("data_subject", key.text)
        made.add("dataSubjects", {"value": termed("fides", "subject", "dataSubjects", key.text), "label": words, "cell": key.at})
        subject = self.files.found["data_subject"].get(key.text)
        if subject is None:
            return
        rights = subject["rights"]
        if rights["strategy"].text.upper() == "INCLUDE":
            for each in rights.each("values"):
                right = mapped("fides", "right", each.text)
                if right:
                    made.add("rights", {"right": right, "label": each.text, "cell": each.at})
                else:
                    made.note("right", each)
        else:
            made.note("rights", rights)
        if subject["automated_decisions_or_profiling"].true:
            at = subject["automated_decisions_or_profiling"]
            made.add("automated", {"label": f"automated decisions or profiling: {words}", "cell": at.at})

    def _category(self, made: Activity, key: Node) -> None:
        """A category of data; data of the system itself is nobody's, and is a note."""
        if key.text.split(".")[0] == "system":
            made.note("data of the system", key)
            return
        words = self.files.name("data_category", key.text)
        made.add("data", {"label": words, "category": [termed("fides", "data", "data", key.text)], "cell": key.at})

    def _bases(self, made: Activity, node: Node) -> None:
        self._ground(made, node["legal_basis_for_processing"], "basis")
        self._ground(made, node["special_category_legal_basis"], "special")

    def _ground(self, made: Activity, node: Node, kind: str) -> None:
        found = mapped("fides", kind, node.text) if node else None
        if found:
            made.add("legal_basis", {"basis": found, "label": node.text, "cell": node.at})
        else:
            made.note("legal basis", node)

    def _sharing(self, made: Activity, node: Node) -> None:
        """Third parties, where the declaration names them; a bare yes is a note."""
        parties, flag = node["third_parties"], node["data_shared_with_third_parties"]
        if parties and not flag.false:
            to = self.register.party(parties, parties.text)
            data = [term for each in node.each("shared_categories") if (term := mapped("fides", "data", each.text))]
            made.add("discloses", kept({"to": to, "data": list(dict.fromkeys(data)), "cell": parties.at}))
        elif parties or flag.true:
            made.note("shared with third parties", parties or flag)

    def _dataset(self, made: Activity, key: Node) -> None:
        """What the data set says of its retention and of third countries, its collections and fields too."""
        made.note("data set", key)
        dataset = self.files.found["dataset"].get(key.text)
        if dataset is None:
            return
        for node, scope in self.files.retentions(key.text):
            made.add("retention", retention(node.text, node.at, scope))
        self._countries(made, dataset)

    # -- what the system says of itself --------------------------------------------------------------------------------
    def _system(self, made: Activity) -> None:
        node = self.node
        if node["administrating_department"].text.casefold() not in ("", NOT_DEFINED):
            made.set("unit", node["administrating_department"])
        self._role(made)
        self._joint(made)
        self._countries(made, node)
        if node["data_security_practices"]:
            practices = node["data_security_practices"]
            made.add("measures", {"value": "dpv:TechnicalOrganisationalMeasure", "label": practices.text, "cell": practices.at})
        self._assessment(made)
        if node["uses_profiling"].true:
            made.add("automated", {"kind": "profiling", "label": "uses profiling", "cell": node["uses_profiling"].at})
        for each in node.each("ingress"):
            self._flow(made, each, "receives data from")
        for each in node.each("egress"):
            self._flow(made, each, "sends data to")
        for key, value in node.items():
            if key not in SYSTEM_PLACED and not value.false:
                made.note(f"system: {key.replace('_', ' ')}", value)

    def _role(self, made: Activity) -> None:
        """The role of the organisation; where a system names several, which of them this declaration has is not said."""
        named = [*self.node.each("data_responsibility_title"), *self.node.each("responsibility")]
        roles = [mapped("fides", "role", each.text) for each in named]
        if roles and roles[0] and len(set(roles)) == 1:
            made.item["responsibility"] = {"value": roles[0], "label": named[0].text, "cell": [each.at for each in named]}
        else:
            for each in named:
                made.note("responsibility", each)

    def _flow(self, made: Activity, flow: Node, words: str) -> None:
        if flow["type"].text == "user" and words.startswith("receives"):
            made.add("sources", {"kind": "data-subject", "label": flow["fides_key"].text, "cell": flow.at})
        else:
            made.note(words, flow)

    def _joint(self, made: Activity) -> None:
        node, words = self.node["joint_controller"], self.node["joint_controller_info"]
        found = contact("controller", node)
        if found.get("name"):
            to = self.register.party(node, found["name"], kind="named", **{key: found.get(key) for key in ("address", "email", "phone")})
            made.add("jointControl", {"with": [to], "cell": node.at})
        elif words:
            made.add("jointControl", {"with": [self.register.party(words, words.text)], "cell": words.at})

    def _countries(self, made: Activity, node: Node) -> None:
        basis = node["legal_basis_for_transfers"]
        mechanism = mapped("fides", "mechanism", basis.text) if basis else None
        more = kept({"mechanism": [mechanism] if mechanism else None, "label": basis.text})
        countries, cells = list(node.each("third_country_transfers")), [basis.at] if basis else []
        for each in countries:
            code = country_code(each.text)
            where = {"country": code} if code else {"place": each.text}
            made.add("transfers", {**where, **more, "cell": [each.at, *cells]})
        if not countries and node["does_international_transfers"].true:
            made.add("transfers", {**more, "cell": [node["does_international_transfers"].at, *cells]})
        elif not countries and basis:
            made.note("legal basis for transfers", basis)

    def _assessment(self, made: Activity) -> None:
        """The data protection impact assessment: a paper where it is to be found, else a note."""
        node = self.node["data_protection_impact_assessment"]
        for link, more in ((node["link"], node), (self.node["dpa_location"], self.node["dpa_progress"])):
            if link:
                made.add("papers", _paper("dpia", "Data protection impact assessment", link))
            elif more:
                made.note("data protection impact assessment", more)
        if node["link"]:
            made.note("data protection impact assessment", node["progress"])
        if self.node["requires_data_protection_assessments"].true:
            made.note("requires data protection assessments", self.node["requires_data_protection_assessments"])


def _paper(kind: str, title: str, place: Node) -> dict[str, object]:
    return {"kind": "assessment", "assessmentKind": kind, "title": title, "keptAt": place.text, "cell": place.at}


READER = Reader("fides", "Fides manifests (YAML, JSON)", _recognises, _read, _read_with)
