"""What `ropa export` wrote as RDF, edited or not: each document back in the annotation form, from its statements.

A statement says what is stated, how, and where; plain triples follow from the statements and are not read. The tables, what
is inferred and the context are not read either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ropa.documents.grids import read_bytes
from ropa.documents.readers import Draft, Reader
from ropa.errors import InputError
from ropa.fields import ACTIVITY, PROCESSING, Field, FieldTable, fields_of
from ropa.graph import Dataset
from ropa.namespaces import DCTERMS, DPV, OA, PREFIXES, RDF, ROPA, SKOS, compact

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
ENTITY, DOCUMENT, PARTY, TENSION = DPV("LegalEntity").value, ROPA("Document").value, ROPA("Party").value, ROPA("Tension").value
TOP = ("contacts", "authorities", "regime")
Item = dict[str, Any]
Placed = tuple[str | None, int, Any]
"""A value with its path in the form, where it is known, and its line."""


def _recognises(path: Path, start: bytes) -> bool:
    return path.suffix.lower() in FORMATS and b"w3id.org/ropa" in start and b"w3id.org/dpcat" not in start


def _read(paths: Sequence[Path]) -> list[Draft]:
    """The documents of some RDF files read together. Raises InputError for a file that does not parse or holds no document."""
    quads: list[ox.Quad] = []
    for path in paths:
        try:
            quads += ox.parse(read_bytes(path), format=FORMATS[path.suffix.lower()])
        except (SyntaxError, ValueError, KeyError) as error:
            raise InputError(f"not valid RDF: {error}", where=path.name, remedy="Mend the file; a context is never fetched.") from error
    graphs: dict[Any, list[ox.Quad]] = {}
    for quad in quads:
        graphs.setdefault(quad.graph_name, []).append(quad)
    fields, drafts = fields_of(), []
    for document in sorted({quad.subject for quad in quads if quad.predicate == ROPA("describes")}, key=str):
        drafts.append(Draft(_Document(Dataset(graphs.get(document, quads)), document, fields).form(paths[0]), own=True))
    if not drafts:
        raise InputError("holds no document with its statements", where=paths[0].name, remedy="Facts alone are not enough: use `ropa export`.")
    return drafts


class _Document:
    """One document being written back."""

    def __init__(self, dataset: Dataset, document: Any, fields: FieldTable) -> None:
        self.dataset, self.document, self.fields = dataset, document, fields
        self.statements: dict[Any, list[ox.NamedNode]] = {}
        for quad in dataset.quads(None, ROPA("inDocument"), document):
            for about in self.all(quad.subject, RDF("subject")):
                self.statements.setdefault(about, []).append(quad.subject)  # type: ignore[arg-type]
        self.file = self._file()

    # -- small things --------------------------------------------------------------------------------------------------
    def all(self, subject: Any, predicate: ox.NamedNode) -> list[Any]:
        """The values of a property, in order."""
        return sorted((quad.object for quad in self.dataset.quads(subject, predicate)), key=str)

    def one(self, subject: Any, predicate: ox.NamedNode) -> str | None:
        """The first of them as text."""
        return next((value.value for value in self.all(subject, predicate)), None)

    def _file(self) -> str:
        """The name of the file that the document was written in: the one that most of its statements name."""
        names = [value.value.rpartition(":")[0] for each in self.statements.values() for item in each for value in self.all(item, ROPA("writtenAt"))]
        return max(sorted(set(names)), key=names.count, default="")

    def line(self, thing: Any) -> int:
        """The line of a thing in that file; a very late one where it is not known."""
        lines = [value.value.rpartition(":") for value in self.all(thing, ROPA("writtenAt"))]
        return min((int(line) for file, _, line in lines if file == self.file and line.isdecimal()), default=10**9)

    def scalar(self, field: Field, value: Any) -> str:
        """A term as the form writes it."""
        if isinstance(value, ox.Literal):
            return str(value.value)
        if field.reference == PARTY:
            return "controller" if value == self.controller else str(value.value).rpartition("/")[2]
        if field.reference is not None:
            return str(value.value).removeprefix(PREFIXES["law"])
        return compact(value.value)

    # -- the form ------------------------------------------------------------------------------------------------------
    def form(self, path: Path) -> Item:
        """The document in the annotation form. Raises InputError where it describes no one."""
        found = self.all(self.document, ROPA("describes"))
        self.controller = found[0]
        identifier = self.one(self.controller, DCTERMS("identifier"))
        if identifier is None:
            raise InputError(f"{self.controller.value} has no dcterms:identifier", where=path.name, remedy="Add it: the id of the controller.")
        about = {}
        for field in sorted(self.fields.of(DOCUMENT).values(), key=lambda item: (item.order, item.id)):
            values = [self.scalar(field, value) for value in self.all(self.document, ox.NamedNode(field.path))]
            if values:
                about[field.key] = values[0]
        entity = self._values(self.controller, ENTITY)
        top = {key: entity.pop(key) for key in TOP if key in entity}
        parts: Item = {
            "parties": self._things(ROPA("Party"), PARTY, "parties"),
            "general": self._values(self.controller, PROCESSING),
            "activities": self._activities(None),
            "tensions": self._tensions(),
        }
        kept = {key: value for key, value in parts.items() if value}
        return {"format": "1", "document": about, "controller": {"id": identifier, **entity}, **top, **kept}

    def _things(self, kind: ox.NamedNode, owner: str, key: str) -> list[Item]:
        placed: list[Placed] = []
        for thing in (quad.subject for quad in self.dataset.quads(None, RDF("type"), kind)):
            if thing in self.statements:
                item = {"id": self.one(thing, DCTERMS("identifier")), **self._values(thing, owner)}
                placed.append((self._place(thing, rf"({key}/\d+)/"), self._start(thing), item))
        return list(_list(placed))

    def _activities(self, parent: Any) -> list[Item]:
        placed: list[Placed] = []
        for activity in (quad.subject for quad in self.dataset.quads(None, RDF("type"), ROPA("ProcessingActivity"))):
            above = [each for each in self.all(activity, DCTERMS("isPartOf")) if each in self.statements]
            if activity not in self.statements or (above[0] if above else None) != parent:
                continue
            below = self._activities(activity)
            item = {"id": self.one(activity, DCTERMS("identifier")), **self._values(activity, ACTIVITY)}
            item |= {"activities": below} if below else {}
            placed.append((self._place(activity, r"((?:activities/\d+/)*activities/\d+)/"), self._start(activity), item))
        return list(_list(placed))

    def _start(self, thing: Any) -> int:
        """Where a thing stands: by its lines, else by its number in the sequence."""
        line = min(self.line(each) for each in self.statements[thing])
        return line if line < 10**9 else 10**9 + int(self.one(thing, ROPA("sequence")) or 0)

    def _place(self, thing: Any, pattern: str) -> str | None:
        """The path of a thing, from those of its statements."""
        paths = (path for each in self.statements[thing] for path in self._evidence(each)[2])
        return next((found[1] for path in paths if (found := re.match(pattern, path))), None)

    def _tensions(self) -> list[Item]:
        found = []
        for quad in self.dataset.quads(None, RDF("type"), ROPA("Tension")):
            if self.document in self.all(quad.subject, ROPA("inDocument")):
                quotes, _, _ = self._evidence(quad.subject)
                item = self._parts(quad.subject, TENSION, {"quotes": quotes})
                found.append((self.line(quad.subject), str(quad.subject), item))
        return [item for _, _, item in sorted(found, key=lambda each: each[:2])]

    # -- values --------------------------------------------------------------------------------------------------------
    def _values(self, subject: Any, owner: str) -> Item:
        """What is stated of a thing, by the keys of its class."""
        by_path = {field.path: field for field in self.fields.of(owner).values()}
        placed: dict[str, list[Placed]] = {}
        for statement in sorted(self.statements.get(subject, ()), key=lambda each: (self.line(each), each.value)):
            field = by_path.get(self.one(statement, RDF("predicate")) or "")
            if field is not None:
                placed.setdefault(field.key, []).extend(self._value(field, statement))
        many = {field.key for field in by_path.values() if field.many}
        order = {field.key: (field.order, field.id) for field in by_path.values()}
        return {key: _list(placed[key], alone=key not in many) for key in sorted(placed, key=order.__getitem__)}

    def _value(self, field: Field, statement: ox.NamedNode) -> Iterable[Placed]:
        """The value of a statement: once with its words, and once for each place without any."""
        said = self._said(statement)
        quotes, cells, paths = self._evidence(statement)
        for value in self.all(statement, RDF("object")):
            if field.node is not None:
                item = self._parts(value, field.node, said)
            else:
                label = self.one(statement, ROPA("statedAs"))
                item = {"value": self.scalar(field, value), **({"label": label} if label else {}), **said}
            line = self.line(statement)
            if quotes or cells or not paths:
                yield None, line, {**item, **({"quote": quotes} if quotes else {}), **({"cell": cells} if cells else {})}
            for path in paths:
                yield path, line, item if len(item) > 1 or "value" not in item else item["value"]

    def _said(self, statement: ox.NamedNode) -> Item:
        """How a value is said, and its review, where that is not simply stated and confirmed."""
        said: Item = {}
        modality = self.one(statement, ROPA("modality"))
        if modality not in (None, "stated"):
            said["modality"] = modality
        said |= {key: text for key in ("condition", "scope") if (text := self.one(statement, ROPA(key)))}
        keys = {"state": ROPA("reviewState"), "by": ROPA("reviewedBy"), "on": ROPA("reviewedOn")}
        review = {key: text for key, predicate in keys.items() if (text := self.one(statement, predicate))}
        return said if review in ({}, {"state": "confirmed"}) else {**said, "review": review}

    def _parts(self, node: Any, owner: str, said: Mapping[str, Any]) -> Item:
        """An n-ary value by its parts."""
        item: Item = {}
        label, labels = self.one(node, SKOS("prefLabel")), [value.value for value in self.all(node, ROPA("statedAs"))]
        if label:
            item["label"] = label
        for field in sorted(self.fields.of(owner).values(), key=lambda each: (each.order, each.id)):
            values: list[Any] = []
            for value in self.all(node, ox.NamedNode(field.path)):
                if field.node is not None:
                    values.append(self._nested(node, field, value))
                elif labels:
                    values.append({"value": self.scalar(field, value), "label": labels.pop(0)})
                else:
                    values.append(self.scalar(field, value))
            if values:
                item[field.key] = values if field.many else values[0]
        own = {key: text for key in ("condition", "scope") if key not in item and (text := self.one(node, ROPA(key)))}
        modality = self.one(node, ROPA("modality"))
        return {**item, **own, **said, **({"modality": modality} if modality not in (None, "stated") else {})}

    def _nested(self, node: Any, field: Field, value: Any) -> Item:
        """A part that is n-ary itself, with words of its own where it has some."""
        stated = [each for each in self.statements.get(node, ()) if value in self.all(each, RDF("object"))]
        quotes = self._evidence(stated[0])[0] if stated else []
        return self._parts(value, field.node or "", {**(self._said(stated[0]) if stated else {}), **({"quote": quotes} if quotes else {})})

    def _evidence(self, statement: Any) -> tuple[list[Any], list[str], list[str]]:
        """The quotes, cells and paths of this document that a statement stands on; the quote that leads comes first."""
        versions = self.all(self.document, ROPA("hasVersion"))
        quotes: list[Item] = []
        cells: list[str] = []
        paths: list[str] = []
        for target in self.all(statement, ROPA("evidence")):
            if not set(versions) & set(self.all(target, OA("hasSource"))):
                continue
            for selector in self.all(target, OA("hasSelector")):
                if (exact := self.one(selector, OA("exact"))) is not None:
                    quotes.append(self._quote(target, selector, exact))
                elif (place := self.one(selector, RDF("value"))) is not None:
                    (cells if self.all(target, ROPA("writtenAt")) else paths).append(place)
        lead = {value.value for value in self.all(statement, ROPA("quote"))}
        return sorted(quotes, key=lambda quote: (quote["text"] not in lead, int(quote.get("at", 0)))), cells, paths

    def _quote(self, target: Any, selector: Any, exact: str) -> Item:
        starts = [start for each in self.all(target, OA("hasSelector")) if (start := self.one(each, OA("start"))) is not None]
        found = {"at": starts[0] if starts else None, "line": self.one(target, ROPA("line"))}
        found |= {"prefix": self.one(selector, OA("prefix")), "suffix": self.one(selector, OA("suffix"))}
        return {"text": exact, **{key: value for key, value in found.items() if value is not None}}


def _list(placed: Sequence[Placed], *, alone: bool = False) -> Any:
    """Values at the indexes that their paths name, the others in the free places; a single one at a path without index stands alone,
    as does (with `alone`) the one value of a key that takes no more.
    """
    first = placed[0][0] if placed else None
    if len(placed) == 1 and (alone if first is None else not first.rpartition("/")[2].isdecimal()):
        return placed[0][2]
    fixed = {int(path.rpartition("/")[2]): item for path, _, item in placed if path and path.rpartition("/")[2].isdecimal()}
    rest = [item for path, _, item in sorted(placed, key=lambda each: each[1]) if not path or not path.rpartition("/")[2].isdecimal()]
    free = iter(rest)
    found = [fixed[index] if index in fixed else next(free, None) for index in range(max(fixed, default=-1) + 1)]
    return [item for item in [*found, *free] if item is not None]


READER = Reader("triples", "what ropa exported as RDF (Turtle, TriG, N-Quads, JSON-LD)", _recognises, _read)
