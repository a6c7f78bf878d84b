"""The views: what each picture must show, in every language, for any text, and for any size of register."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from ropa.assets import root
from ropa.export import Export
from ropa.export.views import Drawing, Options, draw, views
from ropa.export.views.coverage import Coverage
from ropa.export.views.transfers import transfers
from ropa.graph import Dataset
from ropa.infer.rules import infer_dated
from ropa.model import LANGUAGES, Clocks
from ropa.register import Register

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


# -- every view --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("view", views())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_view_speaks_every_language(view: str, lang: str, example: Register) -> None:
    drawing = draw(view, example.exporter(lang))
    assert parsed(drawing.svg).get("lang") == lang
    assert drawing.title == parsed(drawing.svg).findtext(f"{SVG}title")
    assert drawing.clocks in drawing.svg or drawing.clocks[1:] in drawing.svg
    assert all(table.caption and all(column.heading for column in table.columns) for table in drawing.tables)
