"""IRIs of a workspace's things, all below its base, all from content: never from a line, position or version."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from ropa.model import Quote
from ropa.namespaces import local_name


def digest(parts: Iterable[str], length: int = 16) -> str:
    """Hexadecimal SHA-256 of the parts, shortened."""
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:length]


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens: ``Säilytysaika (v. 2)`` gives ``sailytysaika-v-2``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:48].strip("-")


def kebab(class_iri: str) -> str:
    """``…#LegalGround`` gives ``legal-ground``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", local_name(class_iri)).lower()


@dataclass(frozen=True)
class Mint:
    """Mints IRIs for one document of one controller."""

    base: str
    controller_id: str
    document_id: str

    def _iri(self, *parts: str) -> ox.NamedNode:
        return ox.NamedNode(self.base + "/".join(parts))

    @cached_property
    def controller(self) -> ox.NamedNode:
        """The controller (or processor) whose processing the document describes."""
        return self._iri("controller", self.controller_id)

    @cached_property
    def document(self) -> ox.NamedNode:
        """The document; also the name of its graph."""
        return self._iri("document", self.document_id)

    def version(self, sha256: str | None) -> ox.NamedNode:
        """The version of the document that was read."""
        return self._iri("document", self.document_id, (sha256 or "current")[:16])

    def activity(self, activity_id: str) -> ox.NamedNode:
        """An activity of the controller; the same id in two documents is the same activity."""
        return self._iri("activity", self.controller_id, activity_id)

    def party(self, party_id: str) -> ox.NamedNode:
        """A party as this controller's documents name it."""
        return self._iri("party", self.controller_id, party_id)

    def node(self, class_iri: str, label: str | None, content: Iterable[str]) -> ox.NamedNode:
        """An n-ary value: its class, its label where it has one, and a hash of what it says."""
        name = digest(content, 12)
        return self._iri(kebab(class_iri), self.controller_id, f"{slug(label)}-{name}" if label and slug(label) else name)

    def statement(self, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal, modality: str, stated_as: str) -> ox.NamedNode:
        """A statement, by controller, subject, property, value (its term and the document's words for it) and modality."""
        words = (stated_as,) if stated_as else ()
        return self._iri("statement", self.controller_id, digest((self.controller.value, subject.value, predicate, str(value), modality, *words), 20))

    def target(self, quote: Quote) -> ox.NamedNode:
        """A span of the document, shared by all statements that stand on it."""
        return self._iri("quote", self.document_id, digest((quote.text, str(quote.at))))

    def path_target(self, path: str) -> ox.NamedNode:
        """A place in a document that is itself the register."""
        return self._iri("path", self.document_id, digest((path,)))
