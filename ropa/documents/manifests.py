"""The resources of some Fides manifests read together, by kind and key."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ropa.documents.trees import Node

ORGANISATION = "default_organization"
KINDS = ("system", "dataset", "organization", "data_use", "data_subject", "data_category")


@dataclass
class Manifests:
    """The resources by kind and key, in the order of the files; `other` are of kinds that hold no processing, `twice` have a key that is taken."""

    found: dict[str, dict[str, Node]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    other: list[tuple[str, Node]] = field(default_factory=list)
    twice: list[tuple[str, Node]] = field(default_factory=list)
    kept: dict[str, list[tuple[Node, str]]] = field(default_factory=dict)

    def take(self, tree: Node) -> None:
        """Add the resources of one file; a bare list is a list of systems, as Fides' own interface gives it."""
        if isinstance(tree.value, list):
            self._add("system", [Node(item, f"{tree.at}/{index}") for index, item in enumerate(tree.value)])
        for kind, _ in tree.items():
            self._add(kind, list(tree.each(kind)))

    def _add(self, kind: str, nodes: list[Node]) -> None:
        for node in nodes:
            key = node["fides_key"].text
            if key and kind in self.found:
                if self.found[kind].setdefault(key, node) is not node:
                    self.twice.append((kind, node))
            elif key:
                self.other.append((kind, node))

    def systems(self) -> dict[str, list[Node]]:
        """The systems by the key of their organisation."""
        owners: dict[str, list[Node]] = {}
        for node in self.found["system"].values():
            owners.setdefault(node["organization_fides_key"].text or ORGANISATION, []).append(node)
        return owners

    def name(self, kind: str, key: str) -> str:
        """What the files call a resource; its key where they do not define it."""
        node = self.found[kind].get(key)
        return (node["name"].text if node else "") or key

    def retentions(self, key: str) -> list[tuple[Node, str]]:
        """The retentions of a data set, of its collections and of their fields, each with the name of what it is about."""
        if key not in self.kept:
            dataset = self.found["dataset"][key]
            self.kept[key] = [(node["retention"], scope) for node, scope in _levels(dataset, dataset["name"].text or key) if node["retention"]]
        return self.kept[key]


def _levels(dataset: Node, name: str) -> Iterator[tuple[Node, str]]:
    """The data set, its collections and their fields, each with its name."""
    yield dataset, name
    queue = deque((each, f"{name}, {each['name'].text}") for each in dataset.each("collections"))
    while queue:
        node, words = queue.popleft()
        yield node, words
        queue.extend((each, f"{words}.{each['name'].text}") for each in node.each("fields"))
