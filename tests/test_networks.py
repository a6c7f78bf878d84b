"""The register as a network: what networkx measures, the networks that views name, and that other programs read them."""

from __future__ import annotations

import json
import re
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import networkx as nx
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.cli import main
from ropa.cli.listings import listings
from ropa.errors import UsageError
from ropa.export import Export, format_of
from ropa.export.dependence import Dependence
from ropa.export.network import network
from ropa.export.networks import NETWORKS
from ropa.export.stats import stats
from ropa.model import LANGUAGES
from ropa.namespaces import ROPA, local_name
from ropa.register import Register
from ropa.render.stats import COLUMNS, WRITERS
from ropa.stats import Stats
from ropa.words import Words
from tests import npm
from tests.conftest import EXAMPLE
from tests.test_export import HOSTILE, clean, contents, export_of, reread, tiny
from tests.test_export import NETWORKS as FORMATS

SCHEMA = Path(__file__).parent / "schemas" / "ygraphml.xsd"


@pytest.fixture(scope="session")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA))


@pytest.fixture(scope="module")
def exports(five: Register, example: Register) -> dict[str, Export]:
    return {"five": export_of(five), "example": export_of(example)}


@pytest.fixture(scope="module")
def five_stats(exports: dict[str, Export]) -> Stats:
    return stats(exports["five"])


@pytest.fixture(scope="module")
def example_stats(exports: dict[str, Export]) -> Stats:
    return stats(exports["example"])


# -- measures ----------------------------------------------------------------------------------------------------------
def test_the_organisations_that_two_controllers_use_are_those_of_the_question(five: Register, five_stats: Stats) -> None:
    asked = {row["organisation"].value: int(row["controllers"].value) for row in five.ask("shared-recipients").rows}
    assert {item.iri: item.controllers for item in five_stats.organisations if item.controllers > 1} == asked


def test_the_one_on_whom_most_depend_comes_first(five_stats: Stats) -> None:
    keys = [(-item.controllers, -item.reached, -item.activities) for item in five_stats.organisations]
    assert keys == sorted(keys)
    assert five_stats.organisations[0].label == "Google"


def test_only_what_two_controllers_share_lies_between_them(five_stats: Stats) -> None:
    assert {item.label for item in five_stats.organisations if item.betweenness} == {"GoTo", "Google", "LinkedIn", "Meta", "Microsoft"}
    assert sum(item.betweenness for item in five_stats.organisations) == pytest.approx(1 / 10), "one pair of the ten of five controllers"


def test_controllers_that_share_nothing_are_a_community_of_their_own(five_stats: Stats) -> None:
    together, *others = five_stats.communities
    assert together.controllers == ("Infotrode", "Infrakit Group Oy")
    assert together.shared == ("GoTo", "Google", "LinkedIn", "Meta", "Microsoft")
    assert all(len(item.controllers) == 1 and not item.shared for item in others)


def test_every_controller_is_in_one_community(five: Register, five_stats: Stats) -> None:
    assert sorted(name for item in five_stats.communities for name in item.controllers) == sorted(row["title"] for row in five.controllers())


def test_who_fails_leaves_its_chain_out_of_reach(example_stats: Stats) -> None:
    found = {item.label: item.apart for item in example_stats.critical}
    assert found["Banyan Support Pvt. Ltd."] == ("Ceylon Voice (Pvt) Ltd", "Coral SMS Pvt Ltd", "Lotus Dialers LLP")
    assert "Andes Label S.A.C." not in found, "nobody stands behind the end of a chain"


def test_an_articulation_point_is_one_for_networkx_too(exports: dict[str, Export], example_stats: Stats) -> None:
    graph: nx.Graph[str] = nx.Graph()
    found = Dependence(exports["example"])
    graph.add_edges_from((use.controller, use.organisation) for use in found.uses if found.is_named(use.party))
    graph.add_edges_from((found.organisation(item.party), found.organisation(item.engaged)) for item in found.engagements)
    for item in example_stats.organisations:
        without = graph.subgraph(set(graph) - {item.iri})
        assert item.cuts == nx.number_connected_components(without) - 1, item.label


def test_an_activity_with_one_recipient_counts_for_that_one_alone(exports: dict[str, Export], example_stats: Stats) -> None:
    recipients: dict[str, set[str]] = {}
    for use in Dependence(exports["example"]).uses:
        recipients.setdefault(use.activity, set()).add(use.organisation)
    alone = sorted(next(iter(found)) for found in recipients.values() if len(found) == 1)
    named = {item.iri for item in example_stats.organisations}
    assert sorted(item.iri for item in example_stats.organisations for _ in range(item.sole)) == [iri for iri in alone if iri in named]


# -- paths -------------------------------------------------------------------------------------------------------------
def test_a_path_leads_from_people_through_an_activity_to_a_country(five_stats: Stats, example_stats: Stats) -> None:
    assert five_stats.paths
    assert example_stats.paths
    for path in (*five_stats.paths, *example_stats.paths):
        first, activity, *between, last = path.steps
        assert (first.kind, activity.kind, last.kind) == ("data-subject", "activity", "country")
        assert {step.kind for step in between} <= {"recipient"}
        assert (first.label, last.label) == (path.subject, path.country)


@pytest.mark.parametrize("name", ["five", "example"])
def test_every_step_but_a_seat_rests_on_a_statement_with_its_modality_and_quote(name: str, exports: dict[str, Export], request: pytest.FixtureRequest) -> None:
    said = {item.iri: item for found in exports[name].view.said.values() for item in found}
    for path in request.getfixturevalue(f"{name}_stats").paths:
        for step in path.steps[1:]:
            if step.how == "vendor-table":
                assert (step.kind, step.statement, step.quote) == ("country", "", "")
            else:
                item = said[step.statement]
                assert (step.how, step.quote) == (item.modality, clean(item.quote))


def test_a_path_that_rests_on_the_vendor_table_says_so(example_stats: Stats) -> None:
    found = {path.steps[-2].label: path.steps[-1].how for path in example_stats.paths if path.subject == "customer"}
    assert (found["HubSpot"], found["Messupaja Oy"]) == ("vendor-table", "stated")


def test_no_way_is_shorter(exports: dict[str, Export], example_stats: Stats) -> None:
    direct = {(path.subject, path.country) for path in example_stats.paths if len(path.steps) == 4}
    found = Dependence(exports["example"])
    labels, view = exports["example"].labels, exports["example"].view
    for use in found.uses:
        for country, _ in view.countries(use.party):
            for said in found.subjects(use.activity):
                assert (labels.of(said.value), labels.of(country)) in direct


def test_the_chain_of_sub_processors_is_followed_to_its_end(example_stats: Stats) -> None:
    ways = [[step.label for step in path.steps[2:]] for path in example_stats.paths if path.country == "Peru"]
    assert ways
    assert all(way == ["Harbor Ticket Inc.", "Gulf Cloud Corp.", "Pampa Text S.A.", "Andes Label S.A.C.", "Peru"] for way in ways)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_edge_of_the_whole_network_is_named_by_a_word_of_its_language(lang: str, example: Register) -> None:
    words = Words(lang)
    for values in example.exporter(lang).parts[1].values():
        assert values["label"] == words(f"view.edge.{local_name(str(values['predicate']))}")


# -- tables ------------------------------------------------------------------------------------------------------------
class Cells(HTMLParser):
    """The tags and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("case", HOSTILE)
def test_tables_hold_any_text_as_text(case: str) -> None:
    found = stats(tiny(HOSTILE[case], controllers=2, recipients=2, title=HOSTILE[case]))
    page = Cells(WRITERS["html"](found))
    assert not {"script", "img", "a"} & set(page.tags) - {"a"}
    assert json.loads(WRITERS["json"](found))["organisations"]
    assert len(WRITERS["csv"](found).splitlines()[0].split(",")) == len(COLUMNS)


def test_the_tables_are_in_the_language_asked_for(example_stats: Stats) -> None:
    headings = set()
    for lang in LANGUAGES:
        headings.add(re.findall("<h2[^>]*>(.*?)</h2>", WRITERS["html"](replace(example_stats, lang=lang)))[0])
    assert len(headings) == len(LANGUAGES)


def test_no_cell_is_a_formula() -> None:
    text = WRITERS["csv"](stats(tiny("=1+1", controllers=2, recipients=2)))
    assert "'=1+1" in text
    assert not re.search(r"(^|,)=", text, re.MULTILINE)


def test_the_json_of_the_analysis_is_valid_by_its_schema(five_stats: Stats, example_stats: Stats) -> None:
    schema = listings("stats-schema", None)
    jsonschema.Draft202012Validator.check_schema(schema)
    for found in (five_stats, example_stats):
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(WRITERS["json"](found)))
    assert not jsonschema.Draft202012Validator(schema).is_valid(json.loads(WRITERS["json"](five_stats)) | {"controllers": -1})


@pytest.mark.slow
def test_stats_are_written_by_the_suffix(tmp_path: Path) -> None:
    target = tmp_path / "stats.json"
    assert main(["-w", str(EXAMPLE), "export", "--view", "stats", "-o", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["schema"].endswith("/stats/1")


@pytest.mark.parametrize(("view", "suffix", "near"), [("stats", ".svg", "csv"), ("sharin", ".gexf", "sharing"), ("roles", ".ttl", "network")])
def test_what_a_view_cannot_be_is_refused_with_the_nearest(view: str, suffix: str, near: str, example: Register) -> None:
    with pytest.raises(UsageError) as caught:
        example.export(suffix, view=view)
    assert near in f"{caught.value} {caught.value.remedy}"


# -- networks ----------------------------------------------------------------------------------------------------------
def test_who_shares_with_whom_is_what_the_question_says(exports: dict[str, Export], five: Register) -> None:
    export = exports["five"]
    organisation = Dependence(export).organisation
    asked = {(row["controller"].value, organisation(row["recipient"].value)) for row in five.ask("recipients").rows}
    drawn = set(network(replace(export, network="sharing")).edges())
    assert drawn == asked


def test_the_transfers_are_those_of_the_question(exports: dict[str, Export], example: Register) -> None:
    export = exports["example"]
    graph = network(replace(export, network="transfers"))
    organisation = Dependence(export).organisation
    asked = {
        (row["controller"].value, organisation(row["recipient"].value), row["countryLabel"].value, row["status"].value)
        for row in example.ask("transfers").rows
        if "recipient" in row and "country" in row
    }
    drawn = {
        (source, target, edge["country"], edge["status"])
        for source, target, edge in graph.edges(data=True)
        if edge["predicate"] == ROPA("hasTransfer").value and graph.nodes[target]["kind"] != "country"
    }
    assert asked
    assert {item for item in drawn if item[2] in {row[2] for row in asked}} == asked


def test_every_role_of_a_chain_is_an_edge(exports: dict[str, Export]) -> None:
    graph = network(replace(exports["example"], network="roles"))
    roles = {edge["role"] for _, _, edge in graph.edges(data=True)}
    assert {"processor", "joint-controller", "sub-processor", "controller"} <= roles


def test_an_edge_weighs_the_activities_that_state_it(exports: dict[str, Export]) -> None:
    for _, _, edge in network(replace(exports["five"], network="sharing")).edges(data=True):
        assert edge["weight"] == len(edge["activityIri"].split())


def test_organisations_carry_their_measures(exports: dict[str, Export], five_stats: Stats) -> None:
    graph = network(exports["five"])
    for item in five_stats.organisations:
        node = graph.nodes[item.iri]
        assert (node["controllers"], node["cuts"], node["community"], node["betweenness"]) == (
            item.controllers, item.cuts, item.community, item.betweenness,
        )  # fmt: skip


@pytest.mark.parametrize("view", NETWORKS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_network_reads_back_the_same(suffix: str, view: str, exports: dict[str, Export]) -> None:
    export = replace(exports["example"], network=view)
    assert contents(reread(suffix, format_of(suffix).write(export))) == contents(network(export))


# -- other programs ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", [pytest.param(view, marks=pytest.mark.slow if view == "full" else ()) for view in NETWORKS])
def test_graphml_is_valid_by_its_schema(view: str, exports: dict[str, Export], schema: xmlschema.XMLSchema) -> None:
    schema.validate(format_of("graphml").write(replace(exports["example"], network=view)).decode())


def test_graphml_says_label_weight_and_colour_as_gephi_reads_them(exports: dict[str, Export]) -> None:
    """By its importer: a key is known by its id, else by its name; the ids ``d3`` and ``d7`` are labels of yEd to it."""
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring(format_of("graphml").write(replace(exports["example"], network="sharing")))  # noqa: S314 (our own)
    keys = {key.get("id"): (key.get("for"), key.get("attr.name"), key.get("attr.type")) for key in root.findall("g:key", space)}
    assert {("node", "label", "string"), ("edge", "label", "string"), ("edge", "weight", "double")} <= set(keys.values())
    assert all(("node", name, "long") in keys.values() for name in "rgb")
    assert not {"d3", "d7", "id", "edgeid", "size"} & ({*keys} | {name for _, name, _ in keys.values()})
    for node in root.iterfind(".//g:node", space):
        values = {data.get("key"): data.text for data in node.findall("g:data", space)}
        assert "#" + bytes(int(values[f"node-{name}"] or "") for name in "rgb").hex() == values["node-colour"]


@pytest.mark.parametrize("case", HOSTILE)
def test_graphml_of_any_text_is_valid_by_its_schema(case: str, schema: xmlschema.XMLSchema) -> None:
    schema.validate(format_of("graphml").write(tiny(HOSTILE[case], controllers=2, recipients=2)).decode())


@pytest.mark.parametrize(
    "defect",
    [
        ('source="n0"', 'source="nowhere"'),
        ('id="n1"', 'id="n0"'),
        ('<data key="node-label">', '<data key="node-x">'),
        ("<node id=", "<node name="),
        ("y:ShapeNode", "x:ShapeNode"),
    ],
)
def test_the_schema_of_graphml_refuses_a_defect(defect: tuple[str, str], schema: xmlschema.XMLSchema) -> None:
    text = format_of("graphml").write(tiny("x")).decode()
    assert defect[0] in text
    broken = text.replace(*defect).replace("<graphml ", '<graphml xmlns:x="https://other.example/" ')
    assert not schema.is_valid(broken)


def graphviz(text: bytes) -> dict[str, object]:
    dot = npm.program("dot")
    ran = subprocess.run([dot, "-Tdot_json", "-Kosage"], input=text, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-500:]
    assert not ran.stderr, ran.stderr.decode()[-500:]
    found: dict[str, object] = json.loads(ran.stdout, strict=False)
    return found


def unescaped(text: str) -> str:
    """What a quoted string of DOT shows."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text, flags=re.DOTALL)


def plainly(attributes: dict[str, object], prefix: str = "") -> dict[str, str]:
    return {name.removeprefix(prefix): unescaped(str(value)) if prefix else str(value) for name, value in attributes.items() if name.startswith(prefix)}


def check_dot(export: Export) -> None:
    wanted, read = network(export), graphviz(format_of("dot").write(export))
    nodes, edges = read.get("objects", []), read.get("edges", [])
    assert isinstance(nodes, list)
    assert isinstance(edges, list)
    names = [unescaped(node["name"]) for node in nodes]
    assert {name: plainly(node, "ropa_") for name, node in zip(names, nodes, strict=True)} == {iri: plainly(node) for iri, node in wanted.nodes(data=True)}
    assert {(names[edge["tail"]], names[edge["head"]], edge["ropa_key"]): plainly(edge, "ropa_") for edge in edges} == {
        (source, target, key): plainly(edge | {"key": key}) for source, target, key, edge in wanted.edges(keys=True, data=True)
    }


@pytest.mark.parametrize("view", NETWORKS)
def test_graphviz_reads_the_same_nodes_edges_and_attributes(view: str, exports: dict[str, Export]) -> None:
    check_dot(replace(exports["example"], network=view))


@pytest.mark.parametrize("case", HOSTILE)
def test_graphviz_reads_any_text_as_it_was(case: str) -> None:
    check_dot(tiny(HOSTILE[case], title=HOSTILE[case]))


@pytest.mark.slow
@given(st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_graphviz_reads_whatever_text_as_it_was(text: str) -> None:
    check_dot(tiny(text, title=text))


def drawings(exports: dict[str, Export]) -> Iterator[tuple[str, Export]]:
    for view in NETWORKS:
        yield view, replace(exports["example"], network=view)
    for case, text in HOSTILE.items():
        for view in ("roles", "sharing"):
            yield f"{view} {case}", replace(tiny(text, controllers=2, recipients=2, title=text), network=view)


@pytest.mark.slow
def test_mermaid_reads_every_network(exports: dict[str, Export]) -> None:
    cases = [*drawings(exports), ("five", exports["five"])]
    texts = [format_of("mmd").write(export).decode() for _, export in cases]
    library = npm.packed(npm.MERMAID, "dist/mermaid.min.js")
    for (name, export), text, found in zip(cases, texts, npm.run("mermaid.mjs", mermaid=str(library), texts=texts), strict=True):
        assert "error" not in found, (name, found["error"])
        assert not found["ran"]
        if "(folded: " not in text.splitlines()[1]:
            graph = network(export)
            assert found["links"] == list(graph), name
            assert len(found["edges"]) == graph.number_of_edges(), name


@pytest.mark.parametrize("view", ["full", "sharing", "roles"])
@pytest.mark.parametrize("controllers", [3, 600])
def test_mermaid_folds_what_it_would_not_draw_and_says_so(view: str, controllers: int) -> None:
    export = replace(tiny("x", controllers=controllers, recipients=2), network=view)
    text, edges = format_of("mmd").write(export).decode(), network(export).number_of_edges()
    arrows = re.findall(r'^  n\d+ (?:-->|-\.->)\|"', text, re.MULTILINE)
    assert 0 < len(arrows) <= 500
    assert len(text) <= 50_000
    assert (len(arrows) < edges) == (f"folded: {edges} ties in {len(arrows)} arrows" in text)


def test_what_mermaid_draws_without_a_view_is_the_whole_network(exports: dict[str, Export]) -> None:
    text = format_of("mmd").write(exports["example"]).decode()
    kinds = {kind for _, kind in network(exports["example"]).nodes(data="kind")}
    assert {f"classDef {kind} " for kind in kinds} == set(re.findall(r"classDef \S+ ", text))
    assert text == format_of("mmd").write(replace(exports["example"], network="full")).decode()


@pytest.mark.slow
def test_d2_reads_every_network(exports: dict[str, Export]) -> None:
    cases = list(drawings(exports))
    job = {"d2": str(npm.modules(npm.D2) / "node_modules"), "texts": [format_of("d2").write(export).decode() for _, export in cases]}
    ran = subprocess.run([npm.program("node"), str(npm.SCRIPTS / "d2.mjs")], input=json.dumps(job), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-1000:]
    for (name, export), found in zip(cases, json.loads(ran.stdout), strict=True):
        assert "error" not in found, (name, found["error"])
        graph = network(export)
        assert [link or iri for iri, (_, _, link) in zip(graph, found["nodes"], strict=True)] == list(graph), name
        assert all(link for _, label, link in found["nodes"] if not label.startswith("http")), name
        shown = [" ".join(node["label"].split()) for _, node in graph.nodes(data=True)]
        assert [label for _, label, _ in found["nodes"]] == [text if len(text) <= 60 else text[:59].rstrip() + "…" for text in shown], name
        assert len(found["edges"]) == graph.number_of_edges(), name


@pytest.mark.slow
def test_a_thousand_controllers_are_measured_in_seconds() -> None:
    export = tiny("x", controllers=1000, recipients=4)
    began = time.process_time()
    found = stats(export)
    assert time.process_time() - began < 20
    assert found.controllers == 1000
    assert clean(export.title) == found.title
