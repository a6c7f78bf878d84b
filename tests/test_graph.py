"""The dataset: Oxigraph inside, rdflib at the door."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from ropa.graph import to_term
from ropa.namespaces import PREFIXES, compact, expand
from ropa.register import Register
from ropa.terms import from_rdflib, to_rdflib

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXT),
    st.builds(lambda text, lang: ox.Literal(text, language=lang), TEXT, st.sampled_from(["en", "fi", "sv"])),
    st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + "integer")), st.sampled_from(["1", "01", "x"])),
)


@given(LITERALS)
def test_a_literal_keeps_its_lexical_form_through_rdflib(literal: ox.Literal) -> None:
    assert from_rdflib(to_rdflib(literal)) == literal


def test_the_union_of_all_graphs_is_an_rdflib_graph(five: Register) -> None:
    graph = five.dataset.to_rdflib()
    assert isinstance(graph, rdflib.Graph)
    assert (None, rdflib.URIRef(PREFIXES["ropa"] + "duration"), rdflib.Literal("P36M")) in graph


def test_an_untyped_literal_has_no_datatype_in_an_answer() -> None:
    assert to_term(ox.Literal("x")).datatype is None


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_a_curie_is_its_iri_and_back(prefix: str) -> None:
    assert compact(expand(f"{prefix}:x")) == f"{prefix}:x"
