"""Pictures: views of a register, and the flow picture of a record, drawn from the document of that record and from no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from ropa.graph import ROOT, Dataset
from ropa.labels import Labels
from ropa.laid import Picture
from ropa.words import Words

if TYPE_CHECKING:
    from ropa.export.views import Options
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


def view_bytes(register: Register, file: tuple[str, str], lang: str, wanted: Options, ask: tuple[str, Mapping[str, str]] | None = None) -> bytes:
    """A view of the register as a file; `file` is the view and a suffix, `ask`, a question and its parameters, narrows it.

    Raises UsageError for a view, format, controller, question or thing that does not exist.
    """
    from ropa.export.views.writing import write_view

    if wanted.controller:
        register.controller_iri(wanted.controller)
    if ask is not None:
        question, params = ask
        answer = register.ask(question, params, lang)
        wanted = replace(wanted, answer=answer, asked=register.questions[question].title)
    return write_view(*file, register.exporter(lang), wanted)
