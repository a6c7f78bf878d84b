"""The views: what each picture must show, in every language, for any text, and for any size of register."""

from __future__ import annotations

import json
import os
import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from ropa.assets import root
from ropa.cli import main
from ropa.cli.listings import listings
from ropa.errors import UsageError
from ropa.export import Export
from ropa.export.flow import FlowScope, units
from ropa.export.views import Drawing, Options, draw, views
from ropa.export.views.canvas import INK, KINDS, LINK, PAPER, ROOT, SOFT, STATUS, pattern
from ropa.export.views.coverage import Coverage
from ropa.export.views.neighbourhood import things
from ropa.export.views.transfers import transfers
from ropa.export.views.writing import write_view
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated
from ropa.labels import Labels
from ropa.model import LANGUAGES, Clocks
from ropa.namespaces import ROPA, local_name
from ropa.register import Register
from ropa.words import Words
from tests.synthetic import synthetic
from tests.test_export import contrast

DOCS = Path(__file__).parent.parent / "docs"
SVG = "{http://www.w3.org/2000/svg}"
BEFORE, AFTER = date(2020, 7, 15), date(2020, 7, 17)
DAYS = (date(2018, 5, 25), BEFORE, date(2020, 7, 16), date(2021, 6, 27), date(2022, 12, 28), date(2023, 7, 10), date(2026, 11, 2))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own)


@pytest.fixture(scope="module")
def five_export(five: Register) -> Export:
    return five.exporter()


@pytest.fixture(scope="module")
def example_export(example: Register) -> Export:
    return example.exporter()


def on(register: Register, day: date) -> Export:
    """The register on another day of the law; only what is inferred of transfers follows."""
    copy = replace(register, dataset=Dataset(register.dataset.quads()), clocks=Clocks(day, day))
    chosen = [item for item in register.inferences if item.phase == "context" or item.id.startswith("transfer")]
    infer_dated(copy.dataset, chosen, copy.clocks, register.workspace.profile)
    return copy.exporter()


def rows_of(drawing: Drawing, place: int = 0) -> list[dict[str, str]]:
    table = drawing.tables[place]
    return [dict(zip([column.key for column in table.columns], row.cells, strict=True)) for row in table.rows]


# -- the map -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def shield(five: Register) -> tuple[Drawing, Drawing]:
    only = Options(controller="infotrode")
    return tuple(draw("map", on(five, day), only) for day in (BEFORE, AFTER))  # type: ignore[misc]


def looks(drawing: Drawing, country: str) -> set[str]:
    """The patterns that fill a country."""
    groups = (item for item in parsed(drawing.svg).iter(f"{SVG}g") if (item.findtext(f"{SVG}title") or "").startswith(country + ":"))
    return {path.get("fill", "") for group in groups for path in group.iter(f"{SVG}path") if path.get("fill", "").startswith("url")}


def test_the_fall_of_the_privacy_shield_shows_on_the_map_of_infotrode(shield: tuple[Drawing, Drawing]) -> None:
    before, after = shield
    assert looks(before, "United States") == {"url(#map-not-shown)"}
    assert looks(after, "United States") == {"url(#map-not-covered)"}


def test_a_country_where_something_is_only_to_clarify_is_dotted_and_never_red(five_export: Export) -> None:
    assert looks(draw("map", five_export), "Canada") == {"url(#map-to-clarify)"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_to_clarify_may_rest_on_the_recipient_as_well_as_on_the_contracting_entity(lang: str) -> None:
    words = Words(lang)
    recipient, seat = words("view.recipient").casefold()[:8], words("stats.vendor-table").casefold()
    for key in ("view.explain.to-clarify", "view.map.note.clarify"):
        said = words(key).casefold()
        assert recipient in said, key
        assert set(re.findall(r"sitz|säte|siège|seat|kotipaikka", seat)) <= set(re.findall(r"sitz|säte|siège|seat|kotipaikka", said)), key


def test_singapore_is_a_dot(example_export: Export) -> None:
    svg = draw("map", example_export).svg
    singapore = next(item for item in parsed(svg).iter(f"{SVG}g") if (item.findtext(f"{SVG}title") or "").startswith("Singapore:"))
    assert singapore.find(f"{SVG}circle") is not None


def test_the_map_has_every_country_that_a_document_can_name_but_antarctica() -> None:
    import json

    text = (root("ontology") / "dpv-profile.ttl").read_text(encoding="utf-8")
    world = json.loads((root("data") / "map" / "world.json").read_text(encoding="utf-8"))["countries"]
    assert set(re.findall(r"^loc:([A-Z]{2}) a dpv:Country", text, re.MULTILINE)) - set(world) == {"AQ"}


def test_the_map_counts_the_transfers_of_the_question(example: Register, example_export: Export) -> None:
    asked = [row for row in example.ask("transfers").rows if row["certainty"].value != "to-clarify"]
    table = draw("map", example_export).tables[0]
    counted = sum(int(row.cells[[column.key for column in table.columns].index("transfers")]) for row in table.rows)
    assert counted == len({(row.get("activity"), row.get("recipient"), row.get("country"), row.get("mechanism"), row["certainty"]) for row in asked})


# -- the timeline ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", [DAYS[3], *(pytest.param(day, marks=pytest.mark.slow) for day in DAYS if day != DAYS[3])])
@pytest.mark.parametrize("workspace", ["five", "example"])
def test_what_the_timeline_says_of_a_day_is_what_the_graph_says_of_it(workspace: str, day: date, request: pytest.FixtureRequest) -> None:
    register = request.getfixturevalue(workspace)
    today = register.exporter()
    coverage, drawn = Coverage(today), {(item.iri, item.country): item for item in transfers(today, Options())}
    found = [item for item in transfers(on(register, day), Options()) if (item.iri, item.country) in drawn]
    assert found
    for item in found:
        assert coverage.on(drawn[item.iri, item.country], day)[0] == item.status


def test_the_hole_after_the_privacy_shield_has_its_days(five_export: Export) -> None:
    table = draw("timeline", five_export, Options(controller="infotrode")).tables[0]
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    assert ("2020-07-16", "2023-07-09") in {(row["from"], row["to"]) for row in rows if row["status"] == "Not covered"}
    assert "CJEU C-311/18 of 2020-07-16" in {row["ended-by"] for row in rows}


def test_nothing_is_a_hole_before_the_gdpr(example_export: Export) -> None:
    table = draw("timeline", example_export).tables[0]
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row.cells, strict=True)) for row in table.rows]
    assert all(row["from"] >= "2018-05-25" for row in rows if row["status"] == "Not covered")


def test_a_possible_transfer_has_a_line_of_its_own_dashed_and_in_words(example_export: Export) -> None:
    drawing = draw("timeline", example_export)
    row = next(item for item in parsed(drawing.svg).iter(f"{SVG}a") if " · may · " in " ".join(item.itertext()))
    assert "Harbor Ticket" in (row.findtext(f"{SVG}title") or "")
    bars = [bar for bar in row.iter(f"{SVG}g") if (bar.findtext(f"{SVG}title") or "").startswith("20")]
    assert bars
    for bar in bars:
        assert (bar.findtext(f"{SVG}title") or "").endswith("(may)")
        assert [edge for edge in bar.iter(f"{SVG}rect") if edge.get("stroke-dasharray")]
    assert drawing.svg.count('stroke-dasharray="5 3"') == len(bars) + 1, "the others are whole; one stands in the legend"
    for view in ("timeline", "map"):
        assert " · of which only possible: 1 · " in draw(view, example_export).svg


def test_law_that_may_cover_a_transfer_is_not_said_to_be_what_it_stood_on(example_export: Export) -> None:
    rows = [row for row in rows_of(draw("timeline", example_export)) if row["standing"]]
    perhaps = [row["standing"] for row in rows if row["status"] == "Not shown to be covered"]
    assert perhaps
    assert all(text.startswith("covered only if the recipient is in the scope of ") for text in perhaps)
    assert "To clarify" not in {row["status"] for row in rows}


def test_the_timeline_ends_where_the_law_is_known(example_export: Export) -> None:
    last = max(example_export.clocks.as_of.isoformat(), example_export.law_known_until)
    drawing = draw("timeline", example_export)
    assert max(row["from"] for row in rows_of(drawing)) <= last
    assert {row["to"] for row in rows_of(drawing) if not "2000" < row["to"] < last} == {"–"}
    later = replace(example_export, clocks=Clocks(date(2027, 6, 1), date(2027, 6, 1)))
    assert f"law known until {example_export.law_known_until}" in draw("timeline", later).svg
    assert "law known until" not in drawing.svg.replace("law tables known until", "")


# -- the flow ----------------------------------------------------------------------------------------------------------
def test_a_question_narrows_the_flow_to_the_activities_of_its_rows(five: Register, five_export: Export) -> None:
    answer = five.ask("transfers-without-safeguard")
    found = units(five_export, FlowScope(answer=answer))
    assert {unit.activity for unit in found} == {row["activity" if "activity" in row else "controller"].value for row in answer.rows}


def test_a_narrowed_flow_says_what_it_was_narrowed_to(five: Register, five_export: Export) -> None:
    drawing = draw("flow", five_export, Options(answer=five.ask("transfers"), asked="Transfers outside the EU and EEA"))
    assert "Only what this question found: Transfers outside the EU and EEA" in drawing.description


def test_a_question_without_activities_narrows_no_flow(five: Register, five_export: Export) -> None:
    with pytest.raises(UsageError, match="names no controllers"):
        draw("flow", five_export, Options(answer=five.ask("sub-processors")))


def test_a_stated_transfer_says_where_a_recipient_is_before_any_seat_does(five_export: Export) -> None:
    view = five_export.view
    gmail = next(iri for iri in view.column(ROPA("identifiedAs")) if iri.endswith("/infotrode/gmail"))
    assert [(local_name(iri), learnt) for iri, learnt in view.countries(gmail)] == [("US", "transfer")]
    ways = {country.label for unit in units(five_export, FlowScope("infotrode")) for to, country in unit.recipients if to.label == "Google"}
    assert "United States" in ways


def test_what_is_only_to_clarify_is_no_transfer_that_places_a_recipient(example_export: Export) -> None:
    view = example_export.view
    unclear = {party for node, _ in view.links(ROPA("clarifies")) for party in view.iris(node, ROPA("recipient"))}
    stated = {party for _, node in view.links(ROPA("hasTransfer")) for party in view.iris(node, ROPA("recipient"))}
    learnt = {mark for party in unclear - stated for _, mark in view.countries(party)}
    assert learnt
    assert "transfer" not in learnt


# -- chains, matrix, neighbourhood -------------------------------------------------------------------------------------
def test_the_chains_have_every_link_of_the_question(example: Register, example_export: Export) -> None:
    asked = {(row["engagedByLabel"].value, row["vendorLabel"].value) for row in example.ask("sub-processors").rows}
    assert {(row["engaged-by"], row["processor"]) for row in rows_of(draw("chains", example_export)) if row["depth"] != "1"} == asked


def test_a_link_without_authorisation_is_crossed_not_only_red(example_export: Export) -> None:
    drawing = draw("chains", example_export)
    bad = sum(row["authorisation"] == "no authorisation recorded" for row in rows_of(drawing))
    crosses = [path for path in parsed(drawing.svg).iter(f"{SVG}path") if re.search(r"l10 10m0 -10l-10 10", path.get("d", ""))]
    assert bad == len(crosses) > 0


def test_a_seat_in_the_eu_is_no_place_of_processing_in_the_eu(example_export: Export) -> None:
    drawing = draw("chains", example_export)
    row = next(row for row in rows_of(drawing) if row["processor"] == "HubSpot")
    assert (row["place"], row["learnt"], row["area"]) == ("Ireland", "seat of the contracting entity", "")
    drawn = next(item for item in parsed(drawing.svg).iter(f"{SVG}a") if "HubSpot:" in (item.findtext(f"{SVG}title") or ""))
    assert "Ireland (seat of the contracting entity)" in (drawn.findtext(f"{SVG}title") or "")
    assert drawn.find(f"{SVG}rect").get("fill") == "url(#chains-place-seat)"  # type: ignore[union-attr]


def test_the_looks_of_places_are_not_those_of_transfers(example_export: Export) -> None:
    assert not re.findall(r"chains-(?!place-|title|desc)[a-z-]+", re.sub(r"<style>.*?</style>", "", draw("chains", example_export).svg))


def test_completeness_is_the_graphs_own(example: Register, example_export: Export) -> None:
    asked = [row["status"].value for row in example.ask("art30-coverage").rows]
    drawn = [row["status"] for row in rows_of(draw("matrix", example_export)) if not row["item"].startswith("Legal")]
    assert sorted(status.replace("-", " ") for status in asked) == sorted(drawn)


def test_the_numbers_of_the_matrix_are_activities(five_export: Export) -> None:
    found = {(row["controller"], row["recipient"]): int(row["activities"]) for row in rows_of(draw("matrix", five_export), 1)}
    assert found["Infotrode", "Google"] == len(
        {unit.activity for unit in units(five_export) if unit.controller.label == "Infotrode" for to, _ in unit.recipients if to.label == "Google"}
    )


@pytest.mark.parametrize("name", ["hubspot", "HubSpot", "https://w3id.org/ropa/vendor/hubspot", "vendor:hubspot", "loc:US", "infrasec"])
def test_a_neighbourhood_is_found_by_id_name_iri_or_short_form(name: str, five_export: Export) -> None:
    assert things(five_export, name)


def test_a_thing_that_is_not_there_is_an_error_with_the_nearest(five_export: Export) -> None:
    with pytest.raises(UsageError, match="nothing in the register") as error:
        things(five_export, "hubspott")
    assert "hubspot" in str(error.value)


def test_a_neighbourhood_shows_at_most_sixty_things_and_counts_the_rest(five_export: Export) -> None:
    drawing = draw("neighbourhood", five_export, Options(of="infotrode", hops=3))
    boxes = [item for item in parsed(drawing.svg).iter(f"{SVG}rect") if item.get("class") == "paper" and item.get("rx")]
    folded = sum(int(found) for found in re.findall(r"\+ (\d+) more", drawing.svg))
    shown = {row["thing"] for row in rows_of(drawing)}
    assert len(boxes) <= 60 < len(boxes) + folded
    assert len(shown) > 60


def test_every_stated_tie_leads_to_its_statement_with_its_quote(five_export: Export) -> None:
    drawing = draw("neighbourhood", five_export, Options(of="infrasec", hops=1))
    titles = {link.get("href"): link.findtext(f"{SVG}title") for link in parsed(drawing.svg).iter(f"{SVG}a")}
    stated = [row for row in rows_of(drawing) if row["statement"]]
    assert stated
    for row in stated:
        if row["statement"] in titles:
            assert " ".join(row["quote"].split())[:60] in " ".join((titles[row["statement"]] or "").split())
    assert len(titles) > 10


# -- every view --------------------------------------------------------------------------------------------------------
HOSTILE = {
    "quotes": "\"double\" 'single' \\ backslash",
    "markup": "<script>alert(1)</script> & ]]> <!-- --> </style><img src=x onerror=alert(1)>",
    "emoji": "👩‍👩‍👧 📡",
    "right to left": "שלום \u202eمرحبا\u202c",
    "controls": "a\x00b\x08c\x1fd\x7fe\x85f",
    "long": "x" * 5000,
    "blank": "   ",
}
ALLOWED = {"svg", "title", "desc", "style", "defs", "pattern", "g", "a", "rect", "path", "circle", "text", "tspan"}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("view", views())
def test_hostile_text_is_drawn_and_runs_nothing(view: str, case: str) -> None:
    drawing = draw(view, synthetic(3, 2, lambda _name: HOSTILE[case], HOSTILE[case]))
    for item in parsed(drawing.svg).iter():
        assert item.tag.removeprefix(SVG) in ALLOWED
        assert not [name for name in item.attrib if name.startswith("on") or name == "style"]
        assert not re.match(r"\s*(javascript|data):", item.get("href", ""))
    assert "NaN" not in drawing.svg
    assert len(drawing.svg) < 400_000


@pytest.mark.parametrize("case", ["markup", "quotes", "right to left"])
def test_hostile_text_in_a_page_stays_text(case: str) -> None:
    page = write_view("map", ".html", synthetic(3, 2, lambda _name: HOSTILE[case], HOSTILE[case]), Options()).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</style>") == 2


def test_a_text_from_right_to_left_does_not_turn_its_neighbours() -> None:
    assert "\u2068" in draw("chains", synthetic(2, 1, lambda _name: HOSTILE["right to left"])).svg


@pytest.mark.parametrize("view", views())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_view_speaks_every_language(view: str, lang: str, small: Export) -> None:
    export = replace(small, labels=Labels(small.dataset.labels, lang))
    drawing = draw(view, export)
    root = parsed(drawing.svg)
    assert root.get("lang") == lang
    assert drawing.title == root.findtext(f"{SVG}title")
    assert drawing.clocks[1:] in drawing.svg
    assert all(note in drawing.description for note in drawing.notes)
    english = draw(view, small)
    if lang != "en":
        assert drawing.title != english.title
        assert not set(drawing.notes) & set(english.notes)


@pytest.fixture(scope="module")
def small() -> Export:
    return synthetic(3, 2)


@pytest.mark.parametrize("view", views())
def test_ids_are_the_views_own_and_styles_touch_pictures_alone(view: str, small: Export) -> None:
    root = parsed(draw(view, small).svg)
    assert all(item.get("id", view).startswith(view) for item in root.iter())
    style = root.findtext(f"{SVG}style") or ""
    selectors = re.findall(r"([^{}]+)\{[^{}]*\}", style.replace("@media (prefers-color-scheme:dark){", ""))
    assert all(part.strip().startswith(f".{ROOT} ") for selector in selectors for part in selector.split(","))


@pytest.mark.parametrize("view", views())
def test_a_view_of_nothing_is_a_picture_that_says_so(view: str) -> None:
    drawing = draw(view, synthetic(0))
    assert "Nothing of this" in drawing.svg or "No activities" in drawing.svg


@pytest.mark.parametrize("view", views())
def test_the_same_register_gives_the_same_picture(view: str) -> None:
    assert draw(view, synthetic(3, 2)).svg == draw(view, synthetic(3, 2)).svg


def test_links_of_a_page_lead_to_rows_of_its_tables(small: Export) -> None:
    for view in views():
        page = write_view(view, ".html", small, Options()).decode()
        ids = re.findall(r'<tr id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.slow
@pytest.mark.parametrize("view", ["flow", "map"])
def test_a_thousand_organisations_are_drawn_small_and_soon(view: str, thousand: Export) -> None:
    took = []
    for _turn in range(2):
        export = replace(thousand)  # without what the first turn looked up
        begins = time.process_time()
        drawing = draw(view, export)
        took.append(time.process_time() - begins)
        assert len(drawing.svg.encode()) < 300_000
    assert min(took) < 2.0


@pytest.fixture(scope="module")
def thousand() -> Export:
    return synthetic(1000)


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_of_the_pictures_have_aa_contrast(scheme: int) -> None:
    for colours in (*STATUS.values(), *KINDS.values(), INK, SOFT, LINK):
        assert contrast(colours[scheme], PAPER[scheme]) >= 4.5


def test_no_status_is_told_by_colour_alone() -> None:
    marks = [re.sub(r'(class|id)="[^"]*"', "", pattern("x", status)) for status in STATUS]
    depths = [("deep" in pattern("x", status)) for status in STATUS]
    assert len(set(zip(marks, depths, strict=True))) == len(STATUS)


@pytest.mark.parametrize("form", ["png", "pdf", "csv", "json"])
def test_a_view_is_a_file_of_its_form(form: str, small: Export) -> None:
    found = write_view("map", form, small, Options())
    begins = {"png": b"\x89PNG", "pdf": b"%PDF", "csv": "\ufeffplace".encode(), "json": b"{"}
    assert found.startswith(begins[form])
    assert found == write_view("map", form, small, Options())


@pytest.fixture(scope="session")
def schema() -> jsonschema.Draft202012Validator:
    found = listings("view-schema", None)
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("register", ["five", "example"])
@pytest.mark.parametrize("view", views())
def test_the_json_of_a_view_is_valid_by_its_schema(view: str, register: str, schema: jsonschema.Draft202012Validator, request: pytest.FixtureRequest) -> None:
    export = request.getfixturevalue(register).exporter("fi")
    found = json.loads(write_view(view, "json", export, Options(of="hubspot") if view == "neighbourhood" else Options()))
    schema.validate(found)
    assert found["schema"] == listings("view-schema", None)["$id"]
    for table in found["tables"]:
        keys = [column["key"] for column in table["columns"]]
        assert len(set(keys)) == len(keys)
        assert all(list(row) == keys for row in table["rows"])


@pytest.mark.parametrize("defect", [{"asOf": "today"}, {"lang": "xx"}, {"tables": [{}]}, {"notes": [""]}, {"more": 1}])
def test_the_schema_of_a_view_refuses_a_defect(defect: dict[str, object], schema: jsonschema.Draft202012Validator, small: Export) -> None:
    found = json.loads(write_view("map", "json", small, Options()))
    assert schema.is_valid(found)
    assert not schema.is_valid(found | defect)


def test_a_view_that_is_not_there_is_an_error_with_the_nearest(small: Export) -> None:
    with pytest.raises(UsageError, match="no view"):
        draw("maps", small)
    with pytest.raises(UsageError, match="no format"):
        write_view("map", ".docx", small, Options())


# -- the command line --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--view", "map", "--of", "hubspot"], "--of does not go with the view 'map'"),
        (["--view", "chains", "--ask", "transfers"], "--ask does not go with the view 'chains'"),
        (["--view", "flow", "--param", "x=y"], "--param is a parameter of a question"),
        (["--of", "hubspot"], "--of narrows a view"),
        (["--view", "flwo"], "no view 'flwo'"),
    ],
)
def test_an_option_that_would_do_nothing_is_an_error(
    given: list[str], says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, five: Register
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Register, "open", lambda *_given, **_named: five)
        assert main(["-w", str(five.workspace.folder), "export", *given, "-o", str(tmp_path / "x.svg")]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "x.svg").exists()


# -- the pictures of the docs: rewritten with ROPA_WRITE_GOLDENS=1, and looked at ------------------------------------------------------
def pictures(five: Register, example: Register) -> dict[str, Callable[[], Drawing]]:
    infotrode = Options(controller="infotrode")
    return {
        "map-2020-07-15": lambda: draw("map", on(five, BEFORE), infotrode),
        "map-2020-07-17": lambda: draw("map", on(five, AFTER), infotrode),
        "timeline": lambda: draw("timeline", five.exporter(), infotrode),
        "chains": lambda: draw("chains", example.exporter()),
        "neighbourhood": lambda: draw("neighbourhood", example.exporter(), Options(of="banyan-support", hops=1)),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in (DOCS / "pictures").glob("*.svg")))
def test_a_picture_of_the_docs_is_in_step_golden(name: str, five: Register, example: Register) -> None:
    path = DOCS / "pictures" / f"{name}.svg"
    svg = pictures(five, example)[name]().svg
    if os.environ.get("ROPA_WRITE_GOLDENS"):
        path.write_text(svg, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == svg
    assert f"pictures/{name}.svg" in (DOCS / "pictures.md").read_text(encoding="utf-8")


def test_every_view_and_picture_has_its_words_in_the_docs(five: Register, example: Register) -> None:
    text = (DOCS / "pictures.md").read_text(encoding="utf-8")
    assert all(f"| `{view}` |" in text for view in views())
    assert {path.stem for path in (DOCS / "pictures").glob("*.svg")} == set(pictures(five, example))
