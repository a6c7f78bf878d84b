"""Every page we write, held against axe-core (WCAG 2.2 A and AA, and its best practices) in Chromium: light and dark, wide and narrow.

The page to look around in is used as a reader uses it: search, filters in the address, click through to the words, and without its script.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ropa.cli import main
from ropa.export.flow import activity_label, pairs, units
from ropa.export.views import Options
from ropa.export.views.transfers import transfers, worst
from ropa.register import Register
from ropa.register.browsing import browse
from tests import npm
from tests.conftest import EXAMPLE, FIVE

pytestmark = pytest.mark.slow

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
COMMANDS = {
    "report": ("check", "--fail-on", "never"),
    "impact": ("impact", "harbor-ticket"),
    "stats": ("export", "--view", "stats"),
    "record-generic": ("record", "--layout", "generic", "--controller", "lumitie"),
    "record": ("record", "--controller", "lumitie"),
    "comparison": ("compare", "lumitie-notice", "lumitie-register"),
    **{f"view-{name}": ("export", "--view", name) for name in ("flow", "map", "timeline", "matrix", "chains", "neighbourhood")},
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    main(["demo", "-o", str(folder / "demo"), "--register-on", "2026-11-23", "--as-of", "2026-11-23"])
    for name, command in COMMANDS.items():
        assert main(["-w", str(EXAMPLE), *command, "-o", str(folder / f"{name}.html")]) in (0, 1), name
    main(["-w", str(EXAMPLE), "record", "--bundle", str(folder / "brief.zip"), "--for", "management"])
    with zipfile.ZipFile(folder / "brief.zip") as bundle:
        (folder / "brief.html").write_bytes(bundle.read(next(name for name in bundle.namelist() if name.endswith("summary.html"))))
    main(["-w", str(FIVE), "check", "--fail-on", "never", "-o", str(folder / "report-five.html")])
    for name in ("infrakit", "infrasec", "infobric"):  # pages of one kind, and long: two of the five records stand for all
        (folder / "demo" / "records" / f"{name}.html").unlink()
    return folder


def looks(folder: Path) -> Iterator[dict[str, Any]]:
    for page in sorted(folder.rglob("*.html")):
        for width in WIDTHS:
            for scheme in SCHEMES:
                yield {"url": page.as_uri(), "width": width, "height": 900, "scheme": scheme, "axe": TAGS}


@pytest.fixture(scope="module")
def seen(pages: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = npm.run("look.mjs", looks=list(looks(pages)))
    assert len(found) >= 20 * len(WIDTHS) * len(SCHEMES)
    return found


def of(item: dict[str, Any]) -> str:
    return f"{Path(item['url']).name} {item['width']} {item['scheme']}"


def test_axe_finds_nothing_on_any_page(seen: list[dict[str, Any]]) -> None:
    assert all(item["rules"] > 10 for item in seen)
    assert {of(item): item["violations"] for item in seen if item["violations"]} == {}


def test_no_page_asks_for_anything_but_itself(seen: list[dict[str, Any]]) -> None:
    assert {of(item): item["asked"] for item in seen if item["asked"] != [item["url"]]} == {}


def test_no_page_breaks_its_own_policy_or_its_script(seen: list[dict[str, Any]]) -> None:
    assert {of(item): item["said"] for item in seen if item["said"]} == {}


def test_no_page_is_wider_than_the_window(seen: list[dict[str, Any]]) -> None:
    assert {of(item): item["wide"] for item in seen if item["wide"] > item["width"]} == {}


def test_axe_finds_a_defect(tmp_path: Path) -> None:
    page = tmp_path / "defect.html"
    page.write_text("<!doctype html><html><title>x</title><img src='data:,'><input></html>", encoding="utf-8")
    (found,) = npm.run("look.mjs", looks=[{"url": page.as_uri(), "axe": TAGS}])
    assert {"html-has-lang", "image-alt", "label"} <= {item["id"] for item in found["violations"]}


USE = """(async () => {
  const wait = () => new Promise(done => setTimeout(done, 200)), form = document.getElementById("find");
  const said = () => form.querySelector("output").textContent, shown = () => document.querySelectorAll(".card[data-tokens]:not([hidden])").length;
  const change = (name, value) => { form.elements[name].value = value; form.elements[name].dispatchEvent(new Event("input", {bubbles: true})); };
  const views = () => [...document.querySelectorAll(".view")].map(view => view.innerHTML).join("");
  const out = {all: shown()}, whole = views();
  change("q", "HubSpot"); await wait();
  Object.assign(out, {search: shown(), address: location.hash, said: said(), faint: document.querySelectorAll(".view svg .miss").length});
  out.texts = [...document.querySelectorAll(".card[data-tokens]:not([hidden])")].every(card => card.textContent.toLowerCase().includes("hubspot"));
  out.left = document.querySelector("#flow .left").textContent;
  change("q", "");
  const country = [...form.elements.country.options].find(option => option.dataset.label === "United States");
  change("country", country.value); await wait();
  Object.assign(out, {country: shown(), counted: Number(country.textContent.match(/\\((\\d+)\\)$/)[1])});
  const link = document.querySelector('.view svg a[href^="#s-"]');
  link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})); await wait();
  const target = document.getElementById(link.getAttribute("href").slice(1));
  Object.assign(out, {opened: target.closest("details").open, focused: document.activeElement === target, after: location.hash, quote: target.querySelector("q").textContent});
  form.querySelector("button[type=reset]").click(); await wait();
  return Object.assign(out, {reset: shown(), clean: location.hash, restored: views() === whole});
})()"""


@pytest.fixture(scope="module")
def used(pages: Path) -> dict[str, Any]:
    (found,) = npm.run("look.mjs", looks=[{"url": (pages / "demo" / "register.html").as_uri(), "script": USE}])
    assert found["said"] == []
    result: dict[str, Any] = found["script"]
    return result


def test_search_and_filters_leave_what_matches_and_stand_in_the_address(used: dict[str, Any]) -> None:
    assert 0 < used["search"] < used["all"]
    assert used["texts"]
    assert re.match(r"Narrowed: [1-9]\d* of \d+ activities", used["left"]), "what is said of a heading is shown of its parts"
    assert used["restored"], "without a filter, the pictures and tables are those that were written"
    assert used["faint"] > 0
    assert used["address"] == "#q=HubSpot"
    assert str(used["search"]) in used["said"]
    assert used["country"] == used["counted"] > 0
    assert (used["reset"], used["clean"]) == (used["all"], "")


def test_a_link_of_a_picture_leads_to_the_words_behind_it(used: dict[str, Any]) -> None:
    assert used["opened"]
    assert used["focused"]
    assert re.fullmatch(r"#country=\w+&at=s-\w+", used["after"])
    assert used["quote"]


NARROW = """(() => {
  const form = document.getElementById("find"), texts = (selector, root) => [...root.querySelectorAll(selector)].map(node => node.textContent);
  const choose = (name, label) => {
    form.elements[name].value = label ? [...form.elements[name].options].find(option => option.dataset.label === label).value : "";
    form.elements[name].dispatchEvent(new Event("input", {bubbles: true}));
  };
  const rows = (panel, table) => [...document.querySelectorAll(`#${panel} table[data-id=${table}] tbody tr:not([hidden])`)].map(row => texts("td", row));
  const see = () => ({
    left: texts(".left", document), pairs: rows("flow", "pairs"), countries: rows("map", "countries"), transfers: rows("map", "transfers"), periods: rows("timeline", "periods"),
    vendors: rows("matrix", "vendors"), bars: [...document.querySelectorAll("#flow [data-bar]:not(.miss)")].map(bar => texts("title", bar)[0]),
    places: [...document.querySelectorAll("#map svg [data-look]:not(.miss)")].map(part => [texts("title", part)[0], part.querySelector("[fill^='url']")?.getAttribute("fill") ?? ""]),
    heights: [...document.querySelectorAll("#flow [data-bar]:not(.miss) rect")].map(box => Number(box.getAttribute("height"))),
  });
  const out = {};
  choose("country", "United States");
  out.country = see();
  choose("status", "Covered");
  out.both = see();
  return out;
})()"""
USA = "https://w3id.org/dpv/loc#US"


@pytest.fixture(scope="module")
def narrowed(tmp_path_factory: pytest.TempPathFactory, example: Register) -> dict[str, Any]:
    page = tmp_path_factory.mktemp("page") / "register.html"
    page.write_bytes(browse(example.exporter()))
    (found,) = npm.run("look.mjs", looks=[{"url": page.as_uri(), "script": NARROW}])
    assert found["said"] == []
    result: dict[str, Any] = found["script"]
    return result


def test_a_narrowed_flow_is_that_of_the_activities_that_are_left(narrowed: dict[str, Any], example: Register) -> None:
    export = example.exporter()
    every = units(export)
    left = [unit for unit in every if any(country.id == USA for _, country in unit.recipients)]
    assert 0 < len(left) < len(every)
    assert f"{len(left)} of {len(every)} activities" in narrowed["country"]["left"][0]
    wanted = {(one.label, other.label): len(behind) for (_, one, other), behind in pairs(left).items()}
    assert {(row[1], row[3]): int(row[4]) for row in narrowed["country"]["pairs"]} == wanted
    counts = {title.rsplit(": ", 1)[0]: int(title.rsplit("(", 1)[1].rstrip(")")) for title in narrowed["country"]["bars"]}
    named = {item.label: 0 for unit in left for item in (*unit.data, *(country for _, country in unit.recipients))}
    for name in named:
        named[name] = sum(name in {item.label for item in (*unit.data, *(country for _, country in unit.recipients))} for unit in left)
    assert {name: count for name, count in counts.items() if name in named}.items() <= named.items()
    assert min(narrowed["country"]["heights"]) > 1


def test_names_in_a_narrowed_table_are_those_of_what_is_left(narrowed: dict[str, Any], example: Register) -> None:
    export = example.exporter()
    left = [unit for unit in units(export) if any(country.id == USA for _, country in unit.recipients)]
    wanted = {
        (one.label, other.label): {activity_label(export, unit).lower() for unit in behind} for (_, one, other), behind in pairs(left).items()
    }
    assert {(row[1], row[3]): {name.lower() for name in row[5].split("; ")} for row in narrowed["country"]["pairs"]} == wanted


def test_a_narrowed_map_has_the_numbers_and_looks_of_the_transfers_that_are_left(narrowed: dict[str, Any], example: Register) -> None:
    every = transfers(example.exporter(), Options())
    for step, wanted in (("country", every), ("both", [item for item in every if item.status == "covered"])):
        left = [item for item in wanted if item.country == USA]
        stated = [item for item in left if item.status != "to-clarify"]
        found = narrowed[step]
        assert f"{len(left)} of {len(every)} transfers" in found["left"][1]
        assert len(found["transfers"]) == len(left)
        (row,) = found["countries"]
        assert [row[0], *map(int, row[2:5])] == ["United States", len(stated), sum(item.possible for item in stated), len(left) - len(stated)]
        looks = {fill for title, fill in found["places"] if title.startswith("United States: ")}
        assert looks == {f"url(#map-{worst(left)})"}


def test_the_other_pictures_and_tables_follow_the_filter(narrowed: dict[str, Any]) -> None:
    assert all(row[3] == "United States" for row in narrowed["country"]["periods"])
    assert 0 < len(narrowed["both"]["periods"]) < len(narrowed["country"]["periods"])
    assert {row[1] for row in narrowed["country"]["vendors"]} >= {"HubSpot"}
    assert "pale" in narrowed["country"]["left"][-1]


def test_every_link_within_a_page_leads_somewhere(pages: Path) -> None:
    for page in pages.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL))
        assert len(ids) == len(set(ids)), (page.name, [name for name in ids if ids.count(name) > 1][:3])
        missing = {name for name in re.findall(r'href="#([^"]+)"', text) if name not in ids}
        assert not missing, (page.name, sorted(missing)[:3])


def test_an_address_with_filters_opens_as_it_was_sent(pages: Path) -> None:
    url = (pages / "demo" / "register.html").as_uri()
    script = "[document.getElementById('find').elements.q.value, document.querySelectorAll('.card[data-tokens]:not([hidden])').length]"
    with_words, without = npm.run("look.mjs", looks=[{"url": f"{url}#q=HubSpot", "script": script}, {"url": url, "script": script}])
    assert with_words["script"][0] == "HubSpot"
    assert 0 < with_words["script"][1] < without["script"][1]


def test_without_its_script_the_page_has_everything_to_read(pages: Path) -> None:
    """Opened with scripts switched off: no search that would do nothing, every activity, and its words once it is unfolded."""
    url = (pages / "demo" / "register.html").as_uri()
    script = """(() => {
      const cards = [...document.querySelectorAll("details.card")];
      for (const card of cards) card.open = true;
      return {find: document.getElementById("find").checkVisibility(), cards: cards.length, hidden: cards.filter(card => card.hidden).length,
              quotes: [...document.querySelectorAll(".statements q")].filter(quote => quote.checkVisibility()).length};
    })()"""
    (found,) = npm.run("look.mjs", looks=[{"url": url, "off": True, "script": script}])
    assert found["script"]["find"] is False
    assert found["script"]["cards"] > 200
    assert found["script"]["hidden"] == 0
    assert found["script"]["quotes"] > 1000


@pytest.mark.parametrize("name", ["index.html", "example/index.html"])
def test_the_first_page_opens_in_less_than_a_second(name: str, pages: Path) -> None:
    looks = [{"url": (pages / "demo" / name).as_uri()} for _ in range(3)]
    assert min(item["timing"]["load"] for item in npm.run("look.mjs", looks=looks)) < 1000
