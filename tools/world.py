"""Make data/map/world.json from the countries of Natural Earth (public domain) as packed by npm's world-atlas.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/world.py package/countries-50m.json

What it does: decodes the TopoJSON, turns the globe so that its edge lies in the Bering Strait, simplifies each arc
(Visvalingam-Whyatt: points whose triangle is smallest go first, until AREA; neighbours share arcs, so borders stay closed), cuts
what crosses the edge, projects it (Equal Earth), drops islands below a size, and writes one path of whole numbers for each country.
A country too small to see is a dot.
Antarctica is left out. Shapes without an ISO 3166 code are drawn as land without a country: the map takes no position on borders.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

Point = tuple[float, float]
WIDTH = 1000
NORTH = 238
MIDDLE = 10.0
AREA = 0.45
ISLAND = 1.2
DOT = 7.0
LAND = "-"
LEFT_OUT = ("AQ",)
NAMED = {"Kosovo": "XK"}
"""Shapes that world-atlas gives no number, but CLDR a code."""
POINTS = {
    # (longitude, latitude), to half a degree: territories that Natural Earth at this scale counts to their state, or lacks.
    "AX": (20.0, 60.2), "BQ": (-68.3, 12.2), "BV": (3.4, -54.4), "CC": (96.8, -12.2), "CX": (105.6, -10.5), "GF": (-53.0, 4.0),
    "GI": (-5.4, 36.1), "GP": (-61.5, 16.2), "HK": (114.2, 22.3), "MO": (113.5, 22.2), "MQ": (-61.0, 14.7), "RE": (55.5, -21.1),
    "SJ": (16.0, 78.5), "TK": (-171.8, -9.2), "TV": (179.2, -8.5), "UM": (-160.0, 0.0), "YT": (45.2, -12.8),
}  # fmt: skip
INSIDE = {
    "FR": (2.5, 46.8),
    "US": (-98.0, 39.0),
    "NO": (9.0, 61.0),
    "NL": (5.5, 52.2),
    "RU": (90.0, 61.0),
    "CA": (-105.0, 56.0),
    "PT": (-8.2, 39.6),
    "GB": (-1.6, 52.8),
}
"""Where the label and the arcs of a country stand whose largest shape has its middle elsewhere."""


def project(lon: float, lat: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny 2018) of a turned longitude, in units of which the equator is WIDTH long."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2, t6 = theta**2, theta**6
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(theta) / (3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1))
    y = theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)
    scale = WIDTH / 5.41326
    return WIDTH / 2 + x * scale, NORTH - y * scale


def turned(lon: float) -> float:
    """A longitude seen from the meridian in the middle of the map, between -180 and 180."""
    return (lon - MIDDLE + 180) % 360 - 180


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs as turned longitudes, without jumps, and latitudes."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((near(turned(x * kx + tx), points[-1][0] if points else None), y * ky + ty))
        arcs.append(simplified(points))
    return arcs


def near(lon: float, before: float | None) -> float:
    """A longitude plus or minus whole turns, such that it is less than half a turn from the one before."""
    return lon if before is None else lon - 360 * round((lon - before) / 360)


def simplified(points: list[Point]) -> list[Point]:
    """Without the points that matter least; the ends stay, and a closed arc keeps four points."""
    kept, flat = list(points), [project(*point) for point in points]
    least = 4 if points[0] == points[-1] else 2
    while len(kept) > least:
        size, place = min((triangle(*flat[i - 1 : i + 2]), i) for i in range(1, len(kept) - 1))
        if size >= AREA:
            break
        del kept[place], flat[place]
    return kept


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def ring_of(numbers: list[int], arcs: list[list[Point]]) -> list[list[Point]]:
    """A ring, projected; in pieces where it crosses the edge of the map."""
    ring: list[Point] = []
    for number in numbers:
        for lon, lat in arcs[number] if number >= 0 else arcs[~number][::-1]:
            here = (near(lon, ring[-1][0] if ring else None), lat)
            if not ring or here != ring[-1]:
                ring.append(here)
    pieces = []
    for turn in (-360, 0, 360):
        piece = [(lon + turn, lat) for lon, lat in ring]
        for edge, side in ((180.0, 1), (-180.0, -1)):
            piece = cut(piece, edge, side)
        if piece:
            pieces.append([project(*point) for point in piece])
    return pieces


def cut(ring: list[Point], edge: float, side: int) -> list[Point]:
    """What of a closed ring lies on the inner side of a meridian (Sutherland-Hodgman)."""
    found: list[Point] = []
    for a, b in pairwise(ring):
        inside = ((edge - a[0]) * side >= 0, (edge - b[0]) * side >= 0)
        if inside[0]:
            found.append(a)
        if inside[0] != inside[1]:
            part = (edge - a[0]) / (b[0] - a[0])
            found.append((edge, a[1] + part * (b[1] - a[1])))
    return [*found, found[0]] if found else []


def shoelace(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def middle(ring: list[Point]) -> Point:
    size = shoelace(ring)
    if abs(size) < 1e-9:
        return ring[0]
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)) / (6 * size)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)) / (6 * size)
    return x, y


def path(ring: list[Point]) -> str:
    """A ring in whole half units: absolute start, then steps; empty where it folds to a line."""
    whole = [(round(x * 2), round(y * 2)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole[:-1])]
    steps = [step for step in steps if step != (0, 0)]
    if len(steps) < 2:
        return ""
    return f"M{whole[0][0]} {whole[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-") + "z"


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs, aliases = decoded(topology), get_global("territory_aliases")
    shapes: dict[str, list[list[Point]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = NAMED.get(name) or next(iter(aliases.get(shape.get("id") or "", ())), LAND)
        groups = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        shapes.setdefault(code, []).extend(piece for group in groups for ring in group for piece in ring_of(ring, arcs))
    countries: dict[str, dict[str, Any]] = {}
    for code, rings in sorted(shapes.items()):
        if code in LEFT_OUT:
            continue
        rings.sort(key=lambda ring: -abs(shoelace(ring)))
        size = sum(abs(shoelace(ring)) for ring in rings)
        drawn = "".join(path(ring) for ring in rings if abs(shoelace(ring)) >= ISLAND or code == LAND)
        at = project(turned(INSIDE[code][0]), INSIDE[code][1]) if code in INSIDE else middle(rings[0])
        entry: dict[str, Any] = {"at": [round(at[0] * 2), round(at[1] * 2)]}
        if drawn:
            entry["path"] = drawn
        if size < DOT and code != LAND:
            entry["dot"] = True
        countries[code] = entry
    for code, place in POINTS.items():
        x, y = project(turned(place[0]), place[1])
        countries.setdefault(code, {"at": [round(x * 2), round(y * 2)], "dot": True})
    found = {
        "source": "Natural Earth 1:50m admin 0 countries (public domain), packed by world-atlas 2.0.2; made by tools/world.py",
        "projection": "Equal Earth",
        "countries": dict(sorted(countries.items())),
    }
    lines = ",\n".join(f'"{code}": {json.dumps(entry, separators=(",", ":"))}' for code, entry in found["countries"].items())  # type: ignore[attr-defined]
    head = json.dumps({key: found[key] for key in ("source", "projection")}, ensure_ascii=False)[:-1]
    target = Path(__file__).parent.parent / "data" / "map" / "world.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(f'{head}, "countries": {{\n{lines}\n}}}}\n', encoding="utf-8")
    print(f"{target}: {target.stat().st_size} bytes, {len(countries)} countries, {sum('dot' in entry for entry in countries.values())} dots")


if __name__ == "__main__":
    main(sys.argv[1])
