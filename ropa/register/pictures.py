"""The flow picture of a record: drawn from the document that the record is drawn from, and from no other."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from ropa.graph import ROOT, Dataset
from ropa.labels import Labels
from ropa.laid import Picture
from ropa.words import Words

if TYPE_CHECKING:
    from ropa.register.core import Register
    from ropa.sheets import Record

_SAYS = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


def flow_picture(register: Register, record: Record) -> Picture:
    """Who does what with which data, who receives them and where, for the controller of a record, in the record's language."""
    from ropa.export import Export
    from ropa.export.svg import write

    dataset = _of_document(register.dataset, record.document.iri)
    name = record.controller_name
    labels = Labels(dataset.labels, record.lang)
    svg = write(Export(dataset, labels, register.clocks, register.law_known_until, register.workspace.base, name)).decode()
    said = _SAYS.search(svg)
    return Picture(svg, Words(record.lang)("flow.caption", name), unescape(said[1]) if said else name)


def _of_document(dataset: Dataset, document: str) -> Dataset:
    """The dataset without the other documents; itself where there are none."""
    if all(_kept(graph.value, document) for graph in dataset.graphs()):
        return dataset
    return Dataset(quad for quad in dataset.quads() if _kept(getattr(quad.graph_name, "value", ""), document))


def _kept(graph: str, document: str) -> bool:
    return graph == document or not graph or graph.startswith(ROOT)
