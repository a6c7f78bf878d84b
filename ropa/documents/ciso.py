"""CISO Assistant: the processings of a data dump or of a domain's export (JSON), with the objects that belong to each.

Its workbook of processings (one row for each) is read with the other tables: see `ropa.documents.table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ropa.documents.drafting import Activity, Register, country_code, kept, mapped, retention, stem_id, termed, worded
from ropa.documents.lexicon import TOPS
from ropa.documents.readers import Draft, Reader, Settings
from ropa.documents.trees import MAX_BYTES, Node, read_tree
from ropa.errors import InputError

PROCESSING = "privacy.processing"
PLACED = frozenset({
    "id", "ref_id", "name", "description", "status", "legal_basis", "dpia_required", "dpia_reference", "folder", "author", "created_at", "updated_at",
    "is_published", "owner", "associated_controls", "nature", "filtering_labels", "labels", "assigned_to", "evidences", "perimeters",
    "has_sensitive_personal_data",
})  # fmt: skip


def _recognises(path: Path, start: bytes) -> bool:
    return path.suffix.lower() == ".json" and b'"model"' in start and _mentions(path)


def _mentions(path: Path) -> bool:
    """Whether a file names a processing anywhere: a dump begins with other things."""
    try:
        with path.open("rb") as file:
            return PROCESSING.encode() in file.read(MAX_BYTES)
    except OSError:
        return False


def _read(paths: Sequence[Path]) -> list[Draft]:
    return _read_with(paths, Settings())


def _read_with(paths: Sequence[Path], settings: Settings) -> list[Draft]:
    """The document of one dump. Raises InputError for a file that holds no processing."""
    if len(paths) > 1:
        raise InputError("an export of CISO Assistant is read one at a time", where=paths[1].name, remedy="Run `ropa import` once for each file.")
    tree, data = read_tree(paths[0])
    objects = _objects(Node(tree, ""))
    processings = objects.get(PROCESSING, {})
    if not processings:
        raise InputError("holds no processing", where=paths[0].name, remedy="Export the domain, or dump the data, with its privacy objects.")
    register = Register(stem_id(paths[0]), f"CISO Assistant: {paths[0].stem}")
    owned: dict[tuple[str, str], list[Node]] = {}
    for model, found in objects.items():
        for each in found.values():
            owned.setdefault((model, _reference(each["processing"])), []).append(each)
    for key, node in processings.items():
        _Processing(register, objects, owned, key, node).write()
    return [register.draft([(paths[0], data)], settings, (f"{len(processings)} processings",))]


def _objects(tree: Node) -> dict[str, dict[str, Node]]:
    """The fields of each object by its model and key, in the order of the file."""
    lists = [tree] if isinstance(tree.value, list) else [tree["objects"], tree["data"]]
    found: dict[str, dict[str, Node]] = {}
    for holder in lists:
        for index, _ in enumerate(holder.value or ()):
            each = Node(holder.value[index], f"{holder.at}/{index}")
            key = each["pk"].text or each["id"].text
            if each["model"] and key:
                found.setdefault(each["model"].text.casefold(), {})[key] = each["fields"] if each["fields"] else each
    return found


def _reference(node: Node) -> str:
    """The key that a link names: itself, or the id of a mapping."""
    return node.text or node["id"].text


@dataclass
class _Processing:
    """One processing and the objects that name it."""

    register: Register
    objects: Mapping[str, Mapping[str, Node]]
    owned: Mapping[tuple[str, str], Sequence[Node]]
    key: str
    node: Node

    def write(self) -> None:
        """Write its activity."""
        node = self.node
        name = node["name"].text or node["ref_id"].text or self.key
        made = self.register.activity(node["ref_id"].text or name, name, node.at)
        if node["ref_id"]:
            made.set("reference", node["ref_id"])
        status = mapped("ciso", "status", node["status"].text)
        if status:
            made.set("status", node["status"], status)
        else:
            made.note("status", node["status"])
        self._basis(made, node["legal_basis"])
        self._purposes(made)
        self._subjects(made)
        self._data(made)
        self._recipients(made)
        self._contractors(made)
        self._transfers(made)
        self._assessment(made)
        self._named(made)
        made.note("", node["description"])
        for key, value in node.items():
            if key not in PLACED and not value.false:
                made.note(key.replace("_", " "), value)

    def _of(self, model: str) -> Iterator[Node]:
        """The objects of a model that belong to this processing."""
        return iter(self.owned.get((f"privacy.{model}", self.key), ()))

    def _words(self, node: Node) -> str:
        """What a person called it; the tool's word for its category where nobody did."""
        return node["name"].text or self._category(node).replace("_", " ")

    def _category(self, node: Node) -> str:
        """The category of an object: the tool's word, or that of the term it links to."""
        words = _reference(node["category"]) or node["category"]["name"].text
        term = self.objects.get("core.terminology", {}).get(words)
        return term["name"].text if term else words

    def _basis(self, made: Activity, node: Node) -> None:
        found = mapped("ciso", "basis", node.text) if node else None
        if found:
            made.add("legal_basis", {"basis": found, "label": node.text.replace("_", " "), "cell": node.at})
        elif node.text != "not_applicable":
            made.note("legal basis", node)

    def _purposes(self, made: Activity) -> None:
        for each in self._of("purpose"):
            words = each["name"].text or each["description"].text
            made.add("purpose", {"value": worded("purpose", words), "label": words, "cell": each.at})
            if each["name"]:
                made.note(f"purpose {words}", each["description"])
            self._basis(made, each["legal_basis"])

    def _subjects(self, made: Activity) -> None:
        for each in self._of("datasubject"):
            value = termed("ciso", "subject", "dataSubjects", self._category(each))
            made.add("dataSubjects", {"value": value, "label": self._words(each), "cell": each.at})
            made.note(self._words(each), each["description"])

    def _data(self, made: Activity) -> None:
        for each in self._of("personaldata"):
            words = self._words(each)
            made.add("data", {"label": words, "category": [termed("ciso", "data", "data", self._category(each))], "cell": each.at})
            if each["retention"]:
                made.add("retention", retention(each["retention"].text, each["retention"].at, words))
            for key in ("deletion_policy", "description"):
                made.note(f"{words}, {key.replace('_', ' ')}", each[key])
            if each["is_sensitive"].true:
                made.note(f"{words} is sensitive", each["is_sensitive"])

    def _recipients(self, made: Activity) -> None:
        for each in self._of("datarecipient"):
            category = self._category(each)
            role = mapped("ciso", "role", category)
            made.add("discloses", kept({"to": self._party(each), "role": role, "cell": each.at}))

    def _contractors(self, made: Activity) -> None:
        for each in self._of("datacontractor"):
            to, kind = self._party(each), each["relationship_type"].text
            code = country_code(each["country"].text)
            if code:
                self.register.parties[to]["country"] = code
            if kind == "joint_controller":
                made.add("jointControl", kept({"with": [to], "document": each["documentation_link"].text, "cell": each.at}))
                continue
            if each["entity"]:
                made.note("contractor", each["name"])
            item = {"to": to, "role": mapped("ciso", "role", kind), "contract": each["documentation_link"].text, "cell": each.at}
            made.add("discloses", kept(item))
            if kind == "sub_processor":
                made.note(f"{self._words(each)} is a sub-processor", each["relationship_type"])

    def _party(self, node: Node) -> str:
        entity = self.objects.get("tprm.entity", {}).get(_reference(node["entity"]))
        name = entity["name"].text if entity else node["entity"]["str"].text
        words = name or self._words(node) or node["relationship_type"].text.replace("_", " ") or "not named"
        return self.register.party(node, words, kind="named" if name else None, description=node["description"].text)

    def _transfers(self, made: Activity) -> None:
        for each in self._of("datatransfer"):
            code = country_code(each["country"].text)
            words = [each[key].text for key in ("legal_basis", "transfer_mechanism", "guarantees") if each[key]]
            rows = sorted({row for text in words if (row := mapped("ciso", "mechanism", text))})
            where = {"country": code} if code else {"place": each["country"].text}
            named = bool(each["entity"])
            item = {"to": self._party(each) if named else None, **where, "mechanism": rows, "document": each["documentation_link"].text}
            made.add("transfers", kept({**item, "label": "; ".join(text.replace("_", " ") for text in words), "cell": each.at}))
            for key in ("name", "description"):
                made.note(f"transfer, {key}", each[key])

    def _assessment(self, made: Activity) -> None:
        node = self.node
        if node["dpia_reference"]:
            title = "Data protection impact assessment"
            place = node["dpia_reference"]
            made.add("papers", {"kind": "assessment", "assessmentKind": "dpia", "title": title, "keptAt": place.text, "cell": place.at})
        if node["dpia_required"].true:
            made.note("data protection impact assessment required", node["dpia_required"])

    def _named(self, made: Activity) -> None:
        """Controls are measures; the owner, where the dump names it; the rest by name in notes."""
        for each in self.node.each("associated_controls"):
            control = self.objects.get("core.appliedcontrol", {}).get(_reference(each))
            words = control["name"].text if control else each["str"].text
            if words:
                made.add("measures", {"value": worded("measures", words) or TOPS["measures"], "label": words, "cell": each.at})
            else:
                self.register.leave(each, f"the control {_reference(each)} is not in the file")
        owner = self.objects.get("tprm.entity", {}).get(_reference(self.node["owner"]))
        if owner or self.node["owner"]["str"]:
            made.set("owner", self.node["owner"], owner["name"].text if owner else self.node["owner"]["str"].text)
        for key in ("nature", "filtering_labels", "labels"):
            names = [self.objects.get(f"privacy.processing{key}", {}).get(_reference(each), each) for each in self.node.each(key)]
            for each in names:
                words = each["name"].text or each["str"].text or each.text
                if words and "-" not in words:
                    made.add("note", {"value": f"{key.replace('_', ' ')}: {words}", "cell": each.at})


READER = Reader("ciso", "CISO Assistant exports (JSON)", _recognises, _read, _read_with)
