"""What the name of a thing stands for, and which activities it touches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from ropa.errors import TermError, UsageError, nearest
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.names import parties_named, party_ids
from ropa.namespaces import DCTERMS, DPV, RDF, ROPA, SKOS, expand
from ropa.reach import KINDS, Thing

LINKS = {
    "recipient": (ROPA("hasDisclosure"), ROPA("recipient")),
    "transfer": (ROPA("hasTransfer"), ROPA("recipient")),
    "hosting": (ROPA("hasHosting"), ROPA("hostedBy")),
    "joint-control": (ROPA("hasJointControl"), ROPA("withParty")),
    "source": (ROPA("hasSource"), ROPA("sourceParty")),
}
ENGAGES = (ROPA("engagesSubProcessor"), ROPA("engagesInTable"))
LITERALS = {"system": ROPA("system"), "unit": ROPA("unit")}
Touch = tuple[str, str, tuple[str, ...], str | None]
"""Subject, way, links of a chain, and the n-ary value through which it is touched."""


def find_thing(dataset: Dataset, labels: Labels, name: str, kind: str | None = None) -> Thing:
    """The vendor, system, unit, category of data or activity that a name stands for.

    Raises UsageError where nothing has that name, or things of several kinds do.
    """
    found = {each: nodes for each in KINDS if kind in (None, each) and (nodes := tuple(sorted(_named(dataset, each, name))))}
    if not found:
        raise UsageError(f"nothing is called {name!r}", remedy=nearest(name, _known(dataset)))
    if len(found) > 1:
        raise UsageError(f"{name!r} names a {' and a '.join(found)}", remedy="Say which with --kind.")
    ((each, nodes),) = found.items()
    return Thing(each, name if each in LITERALS else _label(dataset, labels, nodes), nodes)


def _label(dataset: Dataset, labels: Labels, nodes: Iterable[str]) -> str:
    """The vendor table's name where it has one, else that of the first node."""
    ordered = sorted(nodes, key=lambda iri: (not dataset.holds(ox.Triple(ox.NamedNode(iri), RDF("type"), ROPA("Vendor"))), iri))
    return labels.of(ordered[0])


def _named(dataset: Dataset, kind: str, name: str) -> set[str]:
    if kind == "vendor":
        return {node.value for node in parties_named(dataset, name)}
    wanted = name.casefold()
    if kind in LITERALS:
        return {_text(quad.object) for quad in dataset.quads(None, LITERALS[kind]) if _text(quad.object).casefold() == wanted}
    if kind == "activity":
        keys = (DCTERMS("identifier"), ROPA("reference"), SKOS("prefLabel"))
        activities = {quad.subject for quad in dataset.quads(None, RDF("type"), ROPA("ProcessingActivity"))}
        return {
            _text(node)
            for node in activities
            if wanted == _text(node).casefold() or any(_text(quad.object).casefold() == wanted for key in keys for quad in dataset.quads(node, key))
        }
    return _data(dataset, name)


def _data(dataset: Dataset, name: str) -> set[str]:
    """A term (``pd:EmailAddress``), or the categories of the documents with a label."""
    try:
        term = ox.NamedNode(name if "://" in name else expand(name))
    except (TermError, ValueError):
        wanted = name.casefold()
        nodes = {quad.subject for quad in dataset.quads(None, RDF("type"), ROPA("DataCategory"))}
        return {_text(node) for node in nodes if any(_text(quad.object).casefold() == wanted for quad in dataset.quads(node, SKOS("prefLabel")))}
    return {term.value} if next(dataset.quads(None, ROPA("involvesData"), term), None) else set()


def _known(dataset: Dataset) -> set[str]:
    found = party_ids(dataset)
    found |= {_text(quad.object) for predicate in LITERALS.values() for quad in dataset.quads(None, predicate)}
    for quad in dataset.quads(None, RDF("type"), ROPA("ProcessingActivity")):
        found |= {_text(each.object) for each in dataset.quads(quad.subject, DCTERMS("identifier"))}
    return found


def touches(dataset: Dataset, labels: Labels, thing: Thing) -> Iterator[Touch]:
    """Every way in which an activity, or all processing of a controller, is touched by a thing."""
    if thing.kind == "vendor":
        for node, through in sorted(_chains(dataset, labels, thing.nodes).items()):
            yield from _through_party(dataset, node, through)
        return
    for node in thing.nodes:
        if thing.kind == "activity":
            for quad in dataset.quads(None, ROPA("within"), ox.NamedNode(node)):
                yield _text(quad.subject), "itself", (), None
        elif thing.kind == "data-category":
            for quad in dataset.quads(None, ROPA("involvesData"), ox.NamedNode(node)):
                if next(dataset.quads(quad.subject, ROPA("recordOf")), None):
                    yield _text(quad.subject), "data", (), node
        else:
            for quad in dataset.quads(None, LITERALS[thing.kind], ox.Literal(node)):
                yield _text(quad.subject), thing.kind, (), node


def _chains(dataset: Dataset, labels: Labels, nodes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Every party through which the nodes are reached, with the labels of the links down to them, the shortest chain of each."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(nodes, ())
    todo = deque(sorted(found))
    while todo:
        node = todo.popleft()
        above = {quad.subject for link in ENGAGES for quad in dataset.quads(None, link, ox.NamedNode(node))}
        same = {quad.subject for quad in dataset.quads(None, ROPA("identifiedAs"), ox.NamedNode(node))}
        for each in sorted((_text(item) for item in above), key=str):
            if each not in found:
                found[each] = (labels.of(each), labels.of(node), *found[node][1:])
                todo.append(each)
        for each in sorted(_text(item) for item in same):
            if each not in found:
                found[each] = found[node]
                todo.append(each)
    return found


def _through_party(dataset: Dataset, node: str, through: tuple[str, ...]) -> Iterator[Touch]:
    for way, (link, end) in LINKS.items():
        for value in dataset.quads(None, end, ox.NamedNode(node)):
            for quad in dataset.quads(None, link, value.subject):
                yield _text(quad.subject), "chain" if through else way, through, _text(value.subject)


def is_special(dataset: Dataset, category: ox.NamedNode) -> bool:
    """Whether a category of data, or one of its items, is a special one (Art. 9(1))."""
    seen: set[Any] = set()
    todo: list[Any] = [category]
    while todo:
        term = todo.pop()
        if term == DPV("SpecialCategoryPersonalData"):
            return True
        if term not in seen:
            seen.add(term)
            todo += [quad.object for link in (SKOS("broader"), ROPA("hasItem")) for quad in dataset.quads(term, link)]
    return False


def _text(term: Any) -> str:
    return str(term.value)
