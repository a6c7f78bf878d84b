"""Exports: every format says what the graph says, the same for every run, and survives any text."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

import ropa.export
from ropa.errors import EngineError, UsageError
from ropa.export import Export, Format, format_of, formats
from ropa.export.facts import facts_turtle
from ropa.export.flow import NOT_STATED, pairs, units
from ropa.export.mermaid import label
from ropa.export.network import KINDS, clean, network
from ropa.export.rdf import described
from ropa.export.sankey import sankey
from ropa.export.views import draw
from ropa.export.views.canvas import INK, PAPER, SOFT, WHO
from ropa.graph import Dataset
from ropa.labels import Labels
from ropa.model import Clocks
from ropa.namespaces import DCTERMS, DPV, LOC, RDF, ROPA, SKOS
from ropa.register import Register
from ropa.terms import to_rdflib

BASE = "https://tiny.example/ropa/"
DOCUMENT = ox.NamedNode(BASE + "document/tiny")
HOSTILE = {
    "quotes": "\"double\" 'single' \\ backslash",
    "markup": "<script>alert(1)</script> & ]]> <!-- -->",
    "emoji": "👩‍👩‍👧 📡",
    "right to left": "שלום \u202eمرحبا\u202c",
    "lines": "one\ntwo\r\nthree\rfour\ttab",
    "controls": "a\x00b\x08c\x1fd\x7fe\x85f\ud800g\ufffe",
    "long": "x" * 5000,
    "braces": "{[(|)]} `code` #35; %% --> ;",
    "blank": "   ",
}
NETWORKS = (".graphml", ".gexf", ".cyjs", ".json")


def export_of(register: Register) -> Export:
    return Export(
        register.dataset, register.labels("en"), register.clocks, register.law_known_until, register.workspace.base, register.workspace.title
    )


@pytest.fixture(scope="session")
def five_export(five: Register) -> Export:
    return export_of(five)


@pytest.fixture(scope="session")
def example_export(example: Register) -> Export:
    return export_of(example)


def thing(path: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + path)


def tiny(text: str, controllers: int = 1, recipients: int = 1, title: str = "Tiny") -> Export:
    """A register in which every label and quote is the given text."""
    quads: list[ox.Quad] = []
    words = ox.Literal(text.encode("utf-8", "ignore").decode())

    def add(subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> None:
        quads.append(ox.Quad(subject, predicate, value, DOCUMENT))

    def say(subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode, modality: str = "stated") -> None:
        name = hashlib.sha256(f"{subject}{predicate}{value}".encode()).hexdigest()[:8]
        statement = thing(f"statement/{name}")
        add(subject, predicate, value) if modality not in ("implied", "denied") else None
        for key, item in ((RDF("subject"), subject), (RDF("predicate"), predicate), (RDF("object"), value), (RDF("type"), ROPA("Statement"))):
            add(statement, key, item)
        for key, item in (("modality", ox.Literal(modality)), ("reviewState", ox.Literal("confirmed")), ("quote", words)):
            add(statement, ROPA(key), item)

    for number in range(controllers):
        controller, activity, data = thing(f"controller/c{number}"), thing(f"activity/c{number}/a"), thing(f"data-category/c{number}/d")
        for node, kind in ((controller, DPV("LegalEntity")), (activity, ROPA("ProcessingActivity")), (data, ROPA("DataCategory"))):
            add(node, RDF("type"), kind)
            add(node, SKOS("prefLabel"), words)
        add(controller, ROPA("recordOf"), controller)
        add(controller, ROPA("writtenAt"), ox.Literal("tiny.yaml:1"))
        add(controller, DCTERMS("identifier"), ox.Literal(f"c{number}"))
        add(activity, ROPA("recordOf"), controller)
        add(data, SKOS("broader"), DPV("PersonalData"))
        say(activity, DPV("hasPurpose"), DPV("Marketing"))
        say(activity, DPV("hasPersonalData"), data)
        for place in range(recipients):
            party, node = thing(f"party/c{number}/p{place}"), thing(f"disclosure/c{number}/x{place}")
            add(party, RDF("type"), ROPA("Party"))
            add(party, SKOS("prefLabel"), words)
            add(party, ROPA("country"), LOC("FI"))
            add(node, RDF("type"), ROPA("Disclosure"))
            add(node, ROPA("recipient"), party)
            add(node, ROPA("statedRole"), ox.Literal("processor"))
            say(activity, ROPA("hasDisclosure"), node)
        denied = thing(f"disclosure/c{number}/denied")
        add(denied, RDF("type"), ROPA("Disclosure"))
        add(denied, ROPA("recipient"), thing(f"party/c{number}/nobody"))
        say(activity, ROPA("hasDisclosure"), denied, "denied")
    dataset = Dataset(quads)
    return Export(dataset, Labels(dataset.labels), Clocks(date(2026, 11, 23), date(2026, 11, 22)), "2026-11-01", BASE, title)


def reread(suffix: str, written: bytes) -> nx.MultiDiGraph:
    if suffix == ".graphml":
        graph = nx.read_graphml(io.BytesIO(written), edge_key_type=str, force_multigraph=True)
        return nx.relabel_nodes(graph, dict(graph.nodes(data="iri")))
    if suffix == ".gexf":
        return nx.MultiDiGraph(nx.read_gexf(io.BytesIO(written)))
    if suffix == ".cyjs":
        return nx.cytoscape_graph(json.loads(written))
    return nx.node_link_graph(json.loads(written), edges="edges")


def contents(graph: nx.MultiDiGraph) -> tuple[dict[str, dict[str, object]], list[str]]:
    """Nodes and edges with their attributes, without what a format adds of its own."""
    added = {"viz", "id", "value", "name", "source", "target", "key", "networkx_key", "iri", "x", "y", "shape_type", "r", "g", "b"}
    nodes = {node: {key: value for key, value in data.items() if key not in added} for node, data in graph.nodes(data=True)}
    edges = [
        repr((source, target, sorted((key, value) for key, value in data.items() if key not in added)))
        for source, target, data in graph.edges(data=True)
    ]
    return nodes, sorted(edges)


# -- formats -----------------------------------------------------------------------------------------------------------
def test_every_format_of_the_contract_is_there() -> None:
    assert {".ttl", ".trig", ".nq", ".jsonld", ".graphml", ".gexf", ".cyjs", ".json", ".dot", ".mmd", ".svg"} <= set(formats())


def test_the_id_of_a_format_is_the_name_of_its_module() -> None:
    folder = Path(ropa.export.__file__).parent
    assert all((folder / f"{item.id}.py").is_file() for item in formats().values())


def test_a_new_file_is_a_new_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_export: Export) -> None:
    (tmp_path / "shout.py").write_text(
        "from ropa.export import Format\nFORMAT = Format('shout', ('.shout',), 'Shout', 'dataset', lambda export: export.title.upper().encode())\n"
    )
    monkeypatch.setattr(ropa.export, "__path__", [*ropa.export.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "ropa.export.shout", raising=False)
    assert format_of("shout").write(example_export) == example_export.title.upper().encode()
    sys.modules.pop("ropa.export.shout")


def test_two_formats_with_one_suffix_stop_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "turtles.py").write_text(
        "from ropa.export import Format\nFORMAT = Format('turtles', ('.ttl',), 'Turtles', 'dataset', lambda export: b'')\n"
    )
    monkeypatch.setattr(ropa.export, "__path__", [*ropa.export.__path__, str(tmp_path)])
    with pytest.raises(EngineError, match="taken by two formats"):
        formats()
    sys.modules.pop("ropa.export.turtles")


def test_an_unknown_suffix_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        format_of(".grapml")
    assert "graphml" in str(caught.value.remedy)


def test_a_suffix_is_found_in_any_case_with_or_without_its_dot() -> None:
    assert format_of(".TTL") is format_of("ttl") is format_of("turtle")


def test_finding_the_formats_does_not_load_networkx() -> None:
    code = "import sys, ropa.export as e; e.formats(); sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_the_same_bytes_under_another_hash_seed() -> None:
    code = (
        "import hashlib; from datetime import date; from pathlib import Path; from ropa.assets import root; from ropa.export import *\n"
        "from ropa.export import Export, formats; from ropa.export.facts import facts_turtle; from ropa.model import Clocks\n"
        "from ropa.register import Register\n"
        "r = Register.open(Path(str(root('data'))) / 'example', Clocks(date(2026, 11, 2), date(2026, 11, 2)))\n"
        "e = Export(r.dataset, r.labels('en'), r.clocks, r.law_known_until, r.workspace.base, r.workspace.title)\n"
        "for s, f in formats().items(): print(s, hashlib.sha256(f.write(e)).hexdigest())\n"
        "for g in r.dataset.graphs():\n"
        "    if '/document/' in g.value: print(g.value, hashlib.sha256(facts_turtle(r.dataset, g)).hexdigest())\n"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "4242")
    ]
    assert runs[0] == runs[1]
    assert runs[0].count(b"\n") > len(formats())


# -- datasets ----------------------------------------------------------------------------------------------------------
def test_trig_and_n_quads_hold_every_quad(example_export: Export) -> None:
    wanted = {quad for _, _, quad in example_export.quads}
    assert len(wanted) == len(example_export.dataset)
    for name, syntax in (("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS)):
        found = ox.Dataset(ox.parse(format_of(name).write(example_export), format=syntax))
        expected = ox.Dataset(wanted)
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        expected.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert found == expected


def test_n_quads_are_sorted_by_code_point(example_export: Export) -> None:
    lines = format_of("nq").write(example_export).decode().splitlines()
    assert lines == sorted(lines)


def test_turtle_and_json_ld_say_the_same_triples_as_the_graph(example_export: Export) -> None:
    wanted = set(described(example_export))
    for name, syntax in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        assert {quad.triple for quad in ox.parse(format_of(name).write(example_export), format=syntax)} == wanted


def test_rdflib_reads_the_json_ld_as_oxigraph_does() -> None:
    export = tiny('a "b" <c>', controllers=2, recipients=2)
    found = set(rdflib.Graph().parse(data=format_of("jsonld").write(export), format="json-ld"))
    assert found == {tuple(to_rdflib(term) for term in triple) for triple in described(export)}


def test_turtle_names_no_prefix_that_it_does_not_use(five_export: Export) -> None:
    text = format_of("ttl").write(five_export).decode()
    declared = re.findall(r"^@prefix ([\w-]+):", text, re.MULTILINE)
    assert declared == sorted(declared)
    assert all(re.search(rf"[\s^]{prefix}:", text.split("\n\n", 1)[1]) for prefix in declared)
    assert "<https://five.example" not in text.split("\n", 1)[1]


def test_turtle_describes_what_the_documents_refer_to_and_no_more(five_export: Export) -> None:
    triples = described(five_export)
    spoken_of = {triple.object for triple in triples}
    tables = {quad.subject for graph, _, quad in five_export.quads if "/reference/" in graph}
    own = {quad.subject for graph, _, quad in five_export.quads if "/reference/" not in graph}
    told = {triple.subject for triple in triples} - own
    assert ox.NamedNode("https://w3id.org/ropa/vendor/hubspot") in told
    assert told <= spoken_of & tables
    assert told < tables


def test_durations_and_dates_keep_their_lexical_form(five: Register, five_export: Export) -> None:
    durations = {quad.object.value for quad in five.dataset.quads(None, ROPA("duration"))}
    assert any(value.endswith("M") for value in durations)
    for name in ("ttl", "trig", "nq", "jsonld"):
        text = format_of(name).write(five_export).decode()
        assert all(f'"{value}"' in text for value in durations), name


def test_json_ld_fetches_nothing_and_has_plain_keys(example_export: Export) -> None:
    tree = json.loads(format_of("jsonld").write(example_export))
    assert isinstance(tree["@context"], dict)
    controller = next(item for item in tree["@graph"] if item["type"] == "dpv:LegalEntity" or "dpv:LegalEntity" in item["type"])
    activity = next(item for item in controller["activities"] if "retention" in item)
    assert all(not key.startswith("http") and ":" not in key for key in activity)
    assert {"purpose", "label", "retention", "statements"} <= set(activity)
    assert activity["retention"][0]["type"] == "Retention"
    assert tree["clocks"] == example_export.clocks_line


def test_blank_nodes_of_a_workspace_are_named_the_same_whatever_they_were_called() -> None:
    def written(name: str) -> bytes:
        export = tiny("x")
        node = ox.BlankNode(name)
        export.dataset.add([ox.Quad(thing("controller/c0"), ROPA("hasFact"), node, DOCUMENT), ox.Quad(node, ROPA("fact"), ox.Literal("y"), DOCUMENT)])
        return format_of("nq").write(export) + format_of("ttl").write(export) + format_of("jsonld").write(export)

    assert written("one") == written("zwei")


# -- facts -------------------------------------------------------------------------------------------------------------
def documents(register: Register) -> Iterable[ox.NamedNode]:
    return [ox.NamedNode(iri.value) for iri in register.dataset.graphs() if "/document/" in iri.value]


def test_facts_leave_the_statement_layer_out(five: Register) -> None:
    for document in documents(five):
        text = facts_turtle(five.dataset, document).decode()
        assert not re.search(r"ropa:(Statement|writtenAt|quote|sequence|evidence|reviewState)\b|oa:", text), document


def test_facts_are_triples_of_their_document_and_parse(five: Register) -> None:
    for document in documents(five):
        known = {quad.triple for quad in five.dataset.quads(graph=document)}
        found = {quad.triple for quad in ox.parse(facts_turtle(five.dataset, document), format=ox.RdfFormat.TURTLE)}
        assert found
        assert found < known


def test_facts_hold_all_that_is_linked_and_nothing_that_is_denied() -> None:
    text = facts_turtle(tiny("x").dataset, DOCUMENT).decode()
    assert "ropa:hasDisclosure disclosure:x0" in text.replace("<https://tiny.example/ropa/", "")
    assert "x0" in text.split("@prefix", 1)[1]
    assert "/denied" not in text
    assert ":denied" not in text


def test_facts_are_grouped_by_subject_in_order(five: Register) -> None:
    text = facts_turtle(five.dataset, next(iter(documents(five)))).decode()
    graph = rdflib.Graph().parse(data=text, format="turtle")
    subjects = [block.split(" ", 1)[0] for block in text.split("\n\n")[1:]]
    expanded = [str(graph.namespace_manager.expand_curie(name)) if not name.startswith("<") else name.strip("<>") for name in subjects]
    assert expanded == sorted(expanded)
    assert len(expanded) == len(set(expanded))


# -- networks ----------------------------------------------------------------------------------------------------------
def test_every_node_has_a_label_a_kind_and_its_colour(five_export: Export) -> None:
    for iri, node in network(five_export).nodes(data=True):
        assert iri.startswith("http")
        assert node["label"]
        assert (node["group"], node["colour"]) == KINDS[node["kind"]]


def test_every_stated_edge_leads_to_its_statement_and_quote(five: Register, five_export: Export) -> None:
    edges = [edge for _, _, edge in network(five_export).edges(data=True) if "statement" in edge]
    assert len(edges) > 300
    for edge in edges:
        statement = ox.NamedNode(edge["statement"])
        assert edge["quote"] in {clean(quad.object.value) for quad in five.dataset.quads(statement, ROPA("quote"))}
        assert edge["modality"] not in ("implied", "denied")
        assert edge["weight"] >= 1


def test_every_recipient_of_the_question_is_a_node_and_no_other(five: Register, five_export: Export) -> None:
    graph = network(five_export)
    asked = {(row["activity" if "activity" in row else "controller"].value, row["recipient"].value) for row in five.ask("recipients").rows}
    drawn = {(source, target) for source, target, edge in graph.edges(data=True) if edge["predicate"] == ROPA("hasDisclosure").value}
    assert drawn == asked


def test_every_transfer_of_the_question_is_an_edge_with_its_status(example: Register, example_export: Export) -> None:
    graph = network(example_export)
    transfers = {ROPA("hasTransfer").value, ROPA("clarifies").value}
    drawn = {(source, target, edge["status"]) for source, target, edge in graph.edges(data=True) if edge["predicate"] in transfers}
    for row in example.ask("transfers").rows:
        if "country" in row:
            assert (row.get("activity", row["controller"]).value, row["country"].value, row["status"].value) in drawn


def test_what_is_to_be_clarified_is_not_drawn_as_a_stated_transfer(five_export: Export) -> None:
    edges = [edge for _, _, edge in network(five_export).edges(data=True) if edge["predicate"] == ROPA("clarifies").value]
    assert edges
    assert all(edge["modality"] == "to-clarify" and "statement" not in edge for edge in edges)


@pytest.mark.parametrize("suffix", NETWORKS)
def test_networks_of_the_five_read_back_the_same(suffix: str, five_export: Export) -> None:
    assert contents(reread(suffix, format_of(suffix).write(five_export))) == contents(network(five_export))


@pytest.mark.parametrize("suffix", NETWORKS)
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_reads_back_the_same(suffix: str, case: str) -> None:
    export = tiny(HOSTILE[case], controllers=2, recipients=2)
    assert contents(reread(suffix, format_of(suffix).write(export))) == contents(network(export))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_reads_back_the_same_without_its_control_characters(text: str) -> None:
    export = tiny(text)
    wanted = network(export)
    known = clean(text.encode("utf-8", "ignore").decode())
    assert {edge["quote"] for _, _, edge in wanted.edges(data=True) if "quote" in edge} <= {known}
    for suffix in NETWORKS:
        assert contents(reread(suffix, format_of(suffix).write(export))) == contents(wanted)


def test_gexf_carries_the_date_of_the_law_not_todays() -> None:
    assert b'lastmodifieddate="2026-11-23"' in format_of("gexf").write(tiny("x"))


@pytest.mark.parametrize("case", HOSTILE)
def test_dot_strings_end_where_they_should(case: str) -> None:
    text = format_of("dot").write(tiny(HOSTILE[case], title=HOSTILE[case])).decode()
    without = re.sub(r'"(?:[^"\\\n]|\\.)*"', "S", text)
    assert not set('"<>\\') - {">"} & set(without.replace("->", ""))
    assert without.count("\n") == text.count("\n")
    statement = r"  (S -> S|S|graph|node|edge) \[(\w+=[\w]+, )*\w+=\w+\];"
    assert all(re.fullmatch(statement, line) for line in without.splitlines()[1:-1])


@pytest.mark.parametrize("case", HOSTILE)
def test_mermaid_labels_hold_no_markup(case: str) -> None:
    shown = label(HOSTILE[case])
    assert not set(shown) & set("\"<>`[]{}|\n")
    text = format_of("mmd").write(tiny(HOSTILE[case], controllers=2, title=HOSTILE[case])).decode()
    lines = text.splitlines()[5:]
    assert all(re.fullmatch(r'  (\w+\["[^"]*"\]:::[a-z-]+|\w+ (-->|-\.->)\|"[^"]*"\| \w+|click \w+ href "[^" ]*"|classDef .*)', line) for line in lines), lines


def test_sharing_in_mermaid_is_small_enough_to_read(five_export: Export) -> None:
    text = format_of("mmd").write(replace(five_export, network="sharing")).decode()
    assert 10 < text.count("->|") < 40
    assert five_export.clocks_line in text


# -- the picture -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("workspace", ["five_export", "example_export"])
def test_the_picture_says_its_clocks_and_is_for_everyone(workspace: str, request: pytest.FixtureRequest) -> None:
    export = request.getfixturevalue(workspace)
    root = ET.fromstring(format_of("svg").write(export))  # noqa: S314 (our own)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    assert export.clocks_line[1:] in root.findtext("s:desc", namespaces=space)
    assert export.title in root.findtext("s:title", namespaces=space)
    assert "prefers-color-scheme:dark" in root.findtext("s:style", namespaces=space)
    text = " ".join("".join(item.itertext()) for item in root.iterfind(".//s:text", space))
    assert "number of activities" in text
    assert "Do not read ribbons from end to end" in text


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("controllers", [0, 1, 2, 40])
def test_the_picture_is_well_formed_for_any_text_and_number_of_controllers(case: str, controllers: int) -> None:
    written = format_of("svg").write(tiny(HOSTILE[case], controllers, 30, title=HOSTILE[case]))
    root = ET.fromstring(written)  # noqa: S314 (our own)
    assert not [item for item in root.iter() if item.tag.endswith("script")]
    assert not re.search(rb'="[^"]*nan', written)


@pytest.mark.parametrize("workspace", ["five_export", "example_export"])
def test_labels_of_a_column_do_not_overlap(workspace: str, request: pytest.FixtureRequest) -> None:
    bars = sankey(units(request.getfixturevalue(workspace))).bars
    for column in range(5):
        middles = [bar.y + bar.height / 2 for bar in bars if bar.column == column]
        assert all(lower - upper >= 15 for upper, lower in pairwise(middles))


def test_what_enters_a_bar_leaves_it(five_export: Export) -> None:
    picture = sankey(units(five_export))
    for bar in picture.bars:
        into = sum(ribbon.share for ribbon in picture.ribbons if ribbon.right is bar)
        out = sum(ribbon.share for ribbon in picture.ribbons if ribbon.left is bar)
        if bar.column > 0:
            assert into == pytest.approx(bar.share)
        if bar.column < 4 and not (bar.column == 3 and bar.item.id == NOT_STATED):
            assert out == pytest.approx(bar.share)


def flow_rows(export: Export) -> list[dict[str, str]]:
    table = draw("flow", export).tables[0]
    return [dict(zip((column.key for column in table.columns), row.cells, strict=True)) for row in table.rows]


def test_the_text_alternative_leaves_nothing_out(five_export: Export) -> None:
    rows = flow_rows(five_export)
    assert len(rows) == len(pairs(units(five_export)))
    assert all(row["activities"] and row["controllers"] for row in rows)
    assert not any("others" in row[end] for row in rows for end in ("from", "to"))


def test_pairs_of_data_and_recipient_stand_in_one_activity(example_export: Export) -> None:
    known = {(item.label, to.label) for unit in units(example_export) for item in unit.data for to, _ in unit.recipients}
    assert {(row["from"], row["to"]) for row in flow_rows(example_export) if row["to-column"] == "Recipient"} == known


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("colours", "scheme"), [(WHO[0], 0), (WHO[1], 1)])
def test_colours_have_aa_contrast_in_both_schemes(colours: tuple[str, ...], scheme: int) -> None:
    assert all(contrast(colour, PAPER[scheme]) >= 3 for colour in colours)
    assert all(contrast(text[scheme], PAPER[scheme]) >= 4.5 for text in (INK, SOFT))


# Machado, Oliveira and Fernandes 2009, severity 1: what protanopes, deuteranopes and tritanopes see of linear RGB
VISION = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in VISION[vision])
    x = 0.4339 * red + 0.3762 * green + 0.1899 * blue
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = 0.0177 * red + 0.1094 * green + 0.8729 * blue
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("colours", WHO, ids=["light", "dark"])
def test_colours_are_told_apart_by_everyone(colours: tuple[str, ...], vision: str) -> None:
    for one, other in combinations(colours, 2):
        assert sum((a - b) ** 2 for a, b in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5 > 20


def test_a_format_is_a_value() -> None:
    assert isinstance(format_of("svg"), Format)
    with pytest.raises(AttributeError):
        format_of("svg").title = "x"  # type: ignore[misc]
