"""Every IRI used anywhere exists, and none claims to be DPV's that is not: invented terms are the commonest fault in this field."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import yaml
from rdflib import plugins as _plugins  # noqa: F401 - SPARQL is a plugin
from rdflib.namespace import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS
from rdflib.paths import InvPath, MulPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query

from ropa import namespaces
from ropa.assets import root
from ropa.fields import fields_of
from ropa.infer.rules import Inference, read_inferences
from ropa.law import law_quads, tables
from ropa.namespaces import PREFIXES, ROPA, compact
from ropa.register import Register
from tests.conftest import SHARED

CHECKOUT = Path(__file__).parent.parent
ONTOLOGY = Path(str(root("ontology")))
QUERIES = Path(str(root("queries")))
DATA = Path(str(root("data")))
PACKAGE = CHECKOUT / "ropa"
OURS = PREFIXES["ropa"]
ISSUED_BY_DPV = ("https://w3id.org/dpv",)
NEED = "https://w3id.org/ropa/need/"
ALL_PREFIXES = {**PREFIXES, "need": NEED}
CURIE = re.compile(rf"({'|'.join(sorted(ALL_PREFIXES, key=len, reverse=True))}):([A-Za-z0-9][\w-]*)")
IRI = re.compile(r"https?://(?:w3id\.org|www\.w3\.org|purl\.org)/[\w./-]+#?[\w-]*")
CLOSED = {str(vocabulary): vocabulary for vocabulary in (DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS)}
OPEN_ANNOTATION = {
    "SpecificResource", "TextQuoteSelector", "TextPositionSelector", "FragmentSelector", "Annotation",
    "hasSource", "hasSelector", "hasTarget", "exact", "prefix", "suffix", "start", "end",
}  # fmt: skip
VCARD = {"hasEmail", "hasTelephone", "hasURL"}
XML_SCHEMA = {"string", "boolean", "integer", "date", "dateTime", "decimal", "duration", "anyURI"}
SMALL = {PREFIXES["oa"]: OPEN_ANNOTATION, PREFIXES["vcard"]: VCARD, PREFIXES["xsd"]: XML_SCHEMA}
ELI = re.compile(r"(art_\d+|rct_\d+)(/par_\d+)?(/pnt_[a-z\d]+)?/oj")
NOT_USED_YET: dict[str, str] = {}


# -- what exists -------------------------------------------------------------------------------------------------------
@cache
def turtle(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="turtle")


@cache
def ours() -> rdflib.Graph:
    return turtle(ONTOLOGY / "ropa.ttl")


def subjects(path: Path) -> set[str]:
    return {str(subject) for subject in turtle(path).subjects() if isinstance(subject, rdflib.URIRef)}


@cache
def known() -> frozenset[str]:
    """The IRIs that the ontology, the profile, the fields, the rules and the tables declare."""
    declared = {iri for path in (ONTOLOGY / "ropa.ttl", ONTOLOGY / "dpv-profile.ttl", *shape_files()) for iri in subjects(path)}
    declared |= {PREFIXES["field"] + path.stem for folder in asset_folders("fields") for path in folder.glob("*.ttl")}
    declared |= {PREFIXES["rule"] + path.stem for path in shape_files()}
    for workspace in (DATA, *workspaces()):
        declared |= {quad.subject.value for quad in law_quads(tables(workspace)) if isinstance(quad.subject, ox.NamedNode)}
    return frozenset(declared)


def workspaces() -> list[Path]:
    return sorted(path.parent for path in DATA.rglob("ropa.toml"))


def asset_folders(name: str) -> list[Path]:
    return [folder for folder in (ONTOLOGY / name, *(workspace / name for workspace in workspaces())) if folder.is_dir()]


def shape_files() -> list[Path]:
    return sorted(path for folder in asset_folders("shapes") for path in folder.rglob("*.ttl"))


def query_files() -> list[Path]:
    folders = [QUERIES, *asset_folders("inferences"), *(workspace / "queries" for workspace in workspaces())]
    return sorted(path for folder in folders for path in folder.glob("*.rq"))


def exists(iri: str) -> bool:
    """Whether an IRI is declared by us, or by the vocabulary of others that its namespace belongs to.

    IRIs outside the namespaces we write (websites, tests' examples) and namespaces themselves are no terms.
    """
    if iri in known() or iri in PREFIXES.values() or iri in (NEED, "https://w3id.org/ropa"):
        return True
    base = max((base for base in [*ALL_PREFIXES.values()] if iri.startswith(base)), key=len, default=None)
    if base is None:
        return not iri.startswith(ISSUED_BY_DPV)
    local = iri[len(base) :]
    if base in CLOSED:
        return rdflib.URIRef(iri) in CLOSED[base]
    if base in SMALL:
        return local in SMALL[base]
    return ELI.fullmatch(local) is not None if base == PREFIXES["eli"] else False


def missing(iris: Iterable[str]) -> list[str]:
    return sorted({compact(iri) for iri in iris if not exists(iri)})


# -- what is used ------------------------------------------------------------------------------------------------------
def in_graph(graph: rdflib.Graph) -> Iterator[str]:
    for triple in graph:
        for term in triple:
            if isinstance(term, rdflib.URIRef):
                yield str(term)
            elif isinstance(term, rdflib.Literal) and term.datatype is not None:
                yield str(term.datatype)


@cache
def algebra(path: Path) -> Any:
    return translateQuery(parseQuery(path.read_text(encoding="utf-8")))


def walk(node: Any) -> Iterator[Any]:
    """Every part of an algebra: its compound values, terms, and the terms inside property paths."""
    yield node
    parts: list[Any] = []
    if isinstance(node, CompValue | dict):
        parts = list(node.values())
    elif isinstance(node, list | tuple | set | frozenset):
        parts = list(node)
    elif isinstance(node, InvPath):
        parts = [node.arg]
    elif isinstance(node, MulPath):
        parts = [node.path]
    elif isinstance(node, PropertyPath):
        parts = [node.args]
    elif isinstance(node, Query):
        parts = [node.algebra]
    for part in parts:
        yield from walk(part)


def in_query(path: Path) -> set[str]:
    return {str(term) for term in walk(algebra(path)) if isinstance(term, rdflib.URIRef)}


def scalars(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from scalars(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item, key)
    elif isinstance(value, str):
        yield key, value


def curie(text: str) -> str | None:
    match = CURIE.fullmatch(text)
    return ALL_PREFIXES[match[1]] + match[2] if match else None


def in_data(path: Path) -> set[str]:
    """Terms of a YAML or TOML file: scalars that are CURIEs, and two capitals under a key for a country."""
    text = path.read_text(encoding="utf-8")
    content = tomllib.loads(text) if path.suffix == ".toml" else yaml.load(text, Loader=yaml.BaseLoader)
    found = {iri for _key, value in scalars(content) if (iri := curie(value))}
    return found | {PREFIXES["loc"] + value for key, value in scalars(content) if key == "country" and re.fullmatch("[A-Z]{2}", value)}


def in_table(path: Path) -> set[str]:
    found: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            given = [value for key, value in row.items() if not (key == "id" and path.parent.name == "migrations")]  # an older DPV's term
            found |= {iri for value in given if value and (iri := curie(value))}
            countries = ("code", "country", "contracting_country", "seat", *(["territory"] if row.get("kind") != "organisation" else []))
            found |= {PREFIXES["loc"] + row[key] for key in countries if row.get(key)}
            for key in ("provider", "group", "sub_processors"):
                found |= {PREFIXES["vendor"] + part.strip() for part in (row.get(key) or "").split(";") if part.strip()}
    return found


VOCABULARIES = {name: item.base for name, item in vars(namespaces).items() if isinstance(item, namespaces.Vocabulary)}


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(vocabulary's base, argument) of each call such as ``ROPA("hasTransfer")``, also under another name."""
    names = dict(VOCABULARIES)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "ropa.namespaces":
            names |= {item.asname: VOCABULARIES[item.name] for item in node.names if item.asname and item.name in VOCABULARIES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            yield names[node.func.id], node.args[0]


def loop(tree: ast.Module, argument: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """(target, what is looped over) of the innermost loop or comprehension around a name that binds it."""
    around = []
    for node in ast.walk(tree):
        kind = ast.For | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
        if isinstance(node, kind) and any(part is argument for part in ast.walk(node)):
            for bound in [node] if isinstance(node, ast.For) else node.generators:
                if ast.unparse(argument) in {part.id for part in ast.walk(bound.target) if isinstance(part, ast.Name)}:
                    around.append((sum(1 for _part in ast.walk(node)), bound))
    return min(((size, bound.target, bound.iter) for size, bound in around), key=lambda item: item[0])[1:] if around else None


def rows(tree: ast.Module, source: ast.expr) -> list[ast.expr]:
    """What a loop goes over, where that is a literal, or the items of a dict literal of the module."""
    if isinstance(source, ast.Tuple | ast.List):
        return list(source.elts)
    text = ast.unparse(source)
    literals = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and text == f"{assigned(node)}.items()"]
    pairs = [zip(item.keys, item.values, strict=True) for item in literals if isinstance(item, ast.Dict)]
    return [ast.Tuple(elts=list(pair)) for pair in (pairs[0] if pairs else ())]  # type: ignore[arg-type]


def assigned(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])


def looped(tree: ast.Module, argument: ast.expr) -> set[str]:
    """The strings that a name takes in a loop over literals; none where they cannot be read off."""
    found = loop(tree, argument)
    if found is None:
        return set()
    target, source = found
    place = [ast.unparse(part) for part in target.elts].index(ast.unparse(argument)) if isinstance(target, ast.Tuple) else None
    cells = [row if place is None else row.elts[place] for row in rows(tree, source) if place is None or isinstance(row, ast.Tuple)]
    return {str(cell.value) for cell in cells if isinstance(cell, ast.Constant)} if all(isinstance(cell, ast.Constant) for cell in cells) else set()


def in_code(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for base, argument in calls(tree):
        names = {argument.value} if isinstance(argument, ast.Constant) else looped(tree, argument)
        found |= {f"{base}{name}" for name in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= in_text(node.value)
            if iri := curie(node.value):
                found.add(iri)
    return found


def in_text(text: str) -> set[str]:
    """Full IRIs of DPV and of ours that a template or a string holds."""
    return {iri for iri in IRI.findall(text) if "#" in iri and not iri.endswith("#") and iri.startswith(("https://w3id.org/", "http://www.w3.org/ns/"))}


def in_docs(path: Path) -> set[str]:
    spans = re.findall(r"`([^`\n]+)`", path.read_text(encoding="utf-8"))
    return {iri for span in spans if (iri := curie(span))}


def files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes and not {".ropa", "__pycache__"} & set(path.parts))


def relative(path: Path) -> str:
    return str(path.relative_to(CHECKOUT)) if path.is_relative_to(CHECKOUT) else str(path)


def documents() -> list[Path]:
    return [*files(CHECKOUT / "docs", ".md"), *sorted(CHECKOUT.glob("*.md"))]


SOURCES = [
    *((path, in_data) for path in files(DATA, ".yaml", ".toml")),
    *((path, in_table) for path in files(DATA, ".csv")),
    *((path, lambda path: in_graph(turtle(path))) for path in [*files(ONTOLOGY, ".ttl"), *files(DATA, ".ttl")]),
    *((path, in_query) for path in query_files()),
    *((path, in_code) for path in files(PACKAGE, ".py")),
    *((path, lambda path: in_text(path.read_text(encoding="utf-8"))) for path in files(PACKAGE, ".html", ".j2", ".md", ".js", ".css", ".txt")),
    *((path, in_docs) for path in documents()),
]


BEYOND_THE_PROFILE = (PACKAGE / "export" / "dpcat.py",)
"""What writes terms of DPV that the graph itself does not use: they are held against DPV's own list alone, below."""


# -- the tests ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("path", "reader"), SOURCES, ids=[relative(path) for path, _reader in SOURCES])
def test_every_iri_exists(path: Path, reader: Any) -> None:
    assert [iri for iri in missing(reader(path)) if path not in BEYOND_THE_PROFILE or not iri.startswith("dpv:")] == []


@pytest.mark.parametrize("register", ["five", "example"])
def test_every_iri_in_a_built_graph_exists(register: str, request: pytest.FixtureRequest) -> None:
    dataset = request.getfixturevalue(register).dataset
    used = {term.value for quad in dataset.quads() for term in (quad.subject, quad.predicate, quad.object) if isinstance(term, ox.NamedNode)}
    used |= {quad.object.datatype.value for quad in dataset.quads() if isinstance(quad.object, ox.Literal)} - {str(RDF.langString)}
    assert missing(used) == []


@pytest.mark.parametrize("path", files(PACKAGE, ".py"), ids=relative)
def test_every_term_of_ours_in_code_can_be_read_off_the_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [argument for base, argument in calls(tree) if base == OURS and not isinstance(argument, ast.Constant)]
    assert [ast.unparse(argument) for argument in named if not looped(tree, argument)] == [], "call ROPA with a literal, or loop over literals"


@pytest.fixture(scope="module")
def issued() -> dict[str, set[str]]:
    """DPV 2.3's terms, each with those it is narrower than."""
    table = SHARED / "reference" / "dpv-2.3-terms.csv"
    if not table.is_file():
        pytest.skip("the list of DPV 2.3 terms (../shared/reference) is not here")
    with table.open(encoding="utf-8", newline="") as stream:
        return {row["iri"]: set(row["broader"].split()) for row in csv.DictReader(stream)}


def test_no_term_claims_to_be_dpvs_that_is_not(issued: dict[str, set[str]]) -> None:
    used = {iri for path, reader in SOURCES for iri in reader(path) if iri.startswith(ISSUED_BY_DPV)}
    assert len(used) > 100
    assert sorted(iri for iri in used - set(issued) if not iri.endswith("#")) == []


def test_the_profile_places_each_term_where_dpv_does(issued: dict[str, set[str]]) -> None:
    placed = {(str(low), str(high)) for low, high in turtle(ONTOLOGY / "dpv-profile.ttl").subject_objects(SKOS.broader)}
    assert sorted((compact(low), compact(high)) for low, high in placed if high not in issued[low]) == []


TERMS = sorted({str(subject) for subject in ours().subjects() if str(subject).startswith((OURS, NEED))})


@pytest.mark.parametrize("iri", TERMS, ids=compact)
def test_each_term_has_a_label_a_definition_and_its_place(iri: str) -> None:
    term, graph = rdflib.URIRef(iri), ours()
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
    assert len(kinds & set(graph.objects(term, RDF.type))) == 1
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition):
        assert [value.language for value in graph.objects(term, predicate)] == ["en"], predicate
    assert str(graph.value(term, SKOS.definition)).endswith(".")
    assert (term, RDFS.isDefinedBy, rdflib.URIRef("https://w3id.org/ropa")) in graph
    assert (rdflib.URIRef("https://w3id.org/ropa"), RDF.type, OWL.Ontology) in graph


def test_no_term_is_there_that_nothing_uses() -> None:
    used = {iri for path, reader in SOURCES if path != ONTOLOGY / "ropa.ttl" and path.suffix != ".md" for iri in reader(path)}
    spare = {iri[len(OURS) :] for iri in TERMS if iri.startswith(OURS)} - {iri[len(OURS) :] for iri in used if iri.startswith(OURS)}
    assert sorted(spare - set(NOT_USED_YET)) == []
    assert sorted(set(NOT_USED_YET) - spare) == [], "in use by now: take it off the list"


# -- inferences and shapes ---------------------------------------------------------------------------------------------
MONOTONE = [inference for inference in read_inferences() if inference.phase in ("open", "dated")]
NOT_MONOTONE = re.compile(r"Minus|LeftJoin|Builtin_(?:NOT)?EXISTS|Aggregate_\w+|AggregateJoin|Group|OrderBy|Slice|UnaryNot")
NUMBERS = re.compile(
    "AdditiveExpression|MultiplicativeExpression|UnaryMinus|UnaryPlus|Builtin_(?:STRLEN|RAND|NOW|ROUND|ABS|CEIL|FLOOR|"
    "YEAR|MONTH|DAY|HOURS|MINUTES|SECONDS|UUID|STRUUID|BNODE)"
)


def parts(query: str) -> Iterator[Any]:
    return walk(translateQuery(parseQuery(query)))


def not_monotone(query: str) -> list[str]:
    """Names of the algebra's parts that can take a conclusion back when something is added, or that make numbers."""
    found = {part.name for part in parts(query) if isinstance(part, CompValue)}
    names = {name for name in found if NOT_MONOTONE.fullmatch(name) or NUMBERS.fullmatch(name)}
    values = [part.value for part in parts(query) if isinstance(part, rdflib.Literal)]
    numbers = {f"the number {value}" for value in values if isinstance(value, int | float) and not isinstance(value, bool)}
    return sorted(names | numbers)


@pytest.mark.parametrize("inference", MONOTONE, ids=lambda inference: inference.id)
def test_open_and_dated_inferences_are_monotone_and_make_no_numbers(inference: Inference) -> None:
    assert not_monotone(inference.query) == []


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("?a ?p ?b MINUS { ?a ?q ?c }", "Minus"),
        ("?a ?p ?b FILTER NOT EXISTS { ?a ?q ?c }", "Builtin_NOTEXISTS"),
        ("?a ?p ?b OPTIONAL { ?a ?q ?c } FILTER (!BOUND(?c))", "LeftJoin"),
        ("{ SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a ?p ?b } GROUP BY ?a }", "AggregateJoin"),
        ("{ SELECT ?a WHERE { ?a ?p ?b } ORDER BY ?a LIMIT 1 }", "Slice"),
        ("?a ?p ?b BIND (?b + ?b AS ?n)", "AdditiveExpression"),
        ("?a ?p ?b BIND (1 AS ?n)", "the number 1"),
    ],
)
def test_what_is_not_monotone_is_seen(pattern: str, name: str) -> None:
    assert name in not_monotone(f"CONSTRUCT {{ ?a <https://test.example/n> ?n }} WHERE {{ {pattern} }}")


@pytest.mark.parametrize("inference", [item for item in read_inferences() if item.phase == "open"], ids=lambda inference: inference.id)
def test_open_inferences_know_no_date(inference: Inference) -> None:
    dated = {ROPA(name).value for name in ("Context", "asOf", "registerOn", "inForce", "areaOnDate", "firstDay", "lastDay")}
    assert not {str(term) for term in parts(inference.query) if isinstance(term, rdflib.URIRef)} & dated


@pytest.mark.parametrize("path", shape_files(), ids=relative)
def test_shapes_start_from_links_never_from_the_class_of_an_n_ary_node(path: Path) -> None:
    n_ary = {rdflib.URIRef(item.node) for item in fields_of().fields if item.node} - {rdflib.URIRef(ROPA("Document").value)}
    graph = turtle(path)
    implicit = {shape for kind in (RDFS.Class, OWL.Class) for shape in graph.subjects(RDF.type, kind)}
    targets = set(graph.objects(None, SH.targetClass)) | implicit
    assert sorted(compact(str(target)) for target in targets & n_ary) == []


@pytest.mark.parametrize("path", shape_files(), ids=relative)
def test_shapes_are_shacl_core(path: Path) -> None:
    beyond = {SH.sparql, SH.select, SH.ask, SH.target, SH.rule, SH.js, SH.expression}
    assert sorted(compact(str(predicate)) for predicate in set(turtle(path).predicates()) & beyond) == []


def test_a_term_that_does_not_exist_is_seen() -> None:
    invented = [OURS + "hasTransfr", PREFIXES["dpv"] + "hasStorageDuration", PREFIXES["oa"] + "exakt", str(SKOS) + "preferredLabel"]
    invented += [PREFIXES["law"] + "us-dfp", PREFIXES["eli"] + "article-30", PREFIXES["loc"] + "XX"]
    assert len(missing(invented)) == len(invented)


def test_the_register_is_read_from_the_same_ontology(five: Register) -> None:
    classes = five.dataset.quads(None, namespaces.RDF("type"), namespaces.OWL("Class"))
    names = {quad.subject.value for quad in classes if isinstance(quad.subject, ox.NamedNode)}
    assert {iri for iri in TERMS if (rdflib.URIRef(iri), RDF.type, OWL.Class) in ours()} <= names
