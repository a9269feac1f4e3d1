"""Derive the shipped base map and gazetteer from the shared public data.

    python scripts/make_basemap.py [../shared/data]

Writes ``src/coalesce/drawing/data/base.svg`` (land of Natural Earth, cut to the map's frame and simplified
with shared borders kept shared), ``places.json`` (crossings and towns of GeoNames) next to it. The
notices stand in ``NOTICE.md`` there. Running it twice gives the same bytes.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
import sys
from collections import defaultdict
from pathlib import Path

Point = tuple[float, float]
Ring = list[Point]
HERE = Path(__file__).resolve().parent.parent
OUT = HERE / "src" / "coalesce" / "drawing" / "data"
FRAME = (-24.0, -24.0, 1184.0, 644.0)  # the view box of the source, and a margin so that no cut edge is seen
TOLERANCE = 0.22  # units of the source's view box; its own grid is 0.1
SMALLEST = 0.35  # area in square units below which an island is left out
TOWNS = {
    "TR": ("İstanbul", "Ankara", "Gaziantep", "Şanlıurfa", "Antakya", "Kilis", "Reyhanlı", "Hatay"),
    "SY": ("Damascus", "Aleppo", "Ar Raqqah", "Idlib", "Homs", "Ḩimş", "Dayr az Zawr", "Deir ez-Zor", "I‘zāz"),
    "IQ": ("Baghdad", "Mosul", "Al Qā’im", "Al Fallūjah", "Ar Ramādī", "Kirkūk", "Erbil"),
    "JO": ("Amman", "Irbid"),
    "LB": ("Beirut", "Tripoli"),
}
# The crossings that the seed table gives without coordinates: placed by hand on the base map (Natural Earth, public
# domain), to about a hundredth of a degree. They serve the picture alone; NOTICE.md says so too.
KNOWN = {"atmeh": (36.31, 36.69), "semalka": (37.07, 42.38), "tanf": (33.48, 38.66), "nasib": (32.54, 36.19)}


def rings(path: str) -> list[Ring]:
    """The closed rings of a path of M, L and Z with absolute coordinates."""
    parts = [part for part in path.split("Z") if part.strip()]
    pairs = (re.findall(r"(-?[\d.]+),(-?[\d.]+)", part) for part in parts)
    return [[(float(x), float(y)) for x, y in pair] for pair in pairs]


def clip(ring: Ring) -> Ring:
    """The ring cut to the frame, one side after the other (Sutherland and Hodgman, 1974)."""
    left, top, right, bottom = FRAME
    for axis, limit, keep_above in ((0, left, True), (0, right, False), (1, top, True), (1, bottom, False)):
        cut: Ring = []
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            inside_a = (a[axis] >= limit) == keep_above or a[axis] == limit
            inside_b = (b[axis] >= limit) == keep_above or b[axis] == limit
            if inside_a:
                cut.append(a)
            if inside_a != inside_b:
                share = (limit - a[axis]) / (b[axis] - a[axis])
                cut.append((round(a[0] + share * (b[0] - a[0]), 1), round(a[1] + share * (b[1] - a[1]), 1)))
        ring = cut
    return ring


def area(ring: Ring) -> float:
    """Its area, by the shoelace formula."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def thinned(line: Ring) -> Ring:
    """The line without points nearer than the tolerance to it (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)

    def off(point: Point) -> float:
        if length == 0:
            return math.hypot(point[0] - ax, point[1] - ay)
        return abs((bx - ax) * (ay - point[1]) - (ax - point[0]) * (by - ay)) / length

    far = max(range(1, len(line) - 1), key=lambda n: off(line[n]))
    if off(line[far]) < TOLERANCE:
        return [line[0], line[-1]]
    return thinned(line[: far + 1])[:-1] + thinned(line[far:])


def simplified(all_rings: list[Ring]) -> list[Ring]:
    """Every ring thinned between the points where borders meet, so that neighbours keep one border."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in all_rings:
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            beside[a].add(b)
            beside[b].add(a)
    result = []
    for ring in all_rings:
        knots = [n for n, point in enumerate(ring) if len(beside[point]) > 2]
        if not knots:
            knots = [ring.index(min(ring)), ring.index(max(ring))]
            knots.sort()
        turned = ring[knots[0] :] + ring[: knots[0]]
        cuts = [n - knots[0] for n in knots] + [len(ring)]
        closed = [*turned, turned[0]]
        thin: Ring = []
        for begin, end in itertools.pairwise(cuts):
            piece = closed[begin : end + 1]
            forward = piece[0] <= piece[-1]
            part = thinned(piece if forward else piece[::-1])
            thin.extend((part if forward else part[::-1])[:-1])
        result.append(thin)
    return result


def compact(ring: Ring) -> str:
    """The ring as relative path data, a tenth of a unit exact."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    tenths = [p for n, p in enumerate(tenths) if n == 0 or p != tenths[n - 1]]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(tenths)]

    def number(n: int) -> str:
        return f"{n / 10:g}".replace("0.", ".", 1) if abs(n) < 10 else f"{n / 10:g}"

    body = "".join(f" {number(x)},{number(y)}" for x, y in steps)
    return f"M{number(tenths[0][0])},{number(tenths[0][1])}l{body.strip()}z" if steps else ""


def base_map(source: str) -> str:
    """The whole file."""
    kept: list[tuple[str, Ring]] = []
    for code, path in re.findall(r'<path id="c([^"]+)" d="([^"]+)"', source):
        for ring in rings(path):
            cut = clip(ring)
            cut = [p for n, p in enumerate(cut) if p != cut[n - 1]]
            if len(cut) >= 3 and area(cut) >= SMALLEST:
                kept.append((code, cut))
    thin = simplified([ring for _, ring in kept])
    land: dict[str, list[str]] = defaultdict(list)
    for (code, _), ring in zip(kept, thin, strict=True):
        if len(ring) >= 3:
            land[code].append(compact(ring))
    paths = "\n".join(f'<path d="{"".join(land[code])}"/>' for code in sorted(land))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1160 620">'
        f'<g id="land" class="land">\n{paths}\n</g></svg>\n'
    )


def crossing_id(row: dict[str, str]) -> str:
    """The id of a seed row's crossing in ``coalesce.flows.crossings``."""
    from coalesce.flows.crossings import crossing_at

    found = crossing_at(row["syrian_side"].split(" (")[0])
    if found is None:
        raise SystemExit(f"no crossing is known by the name {row['syrian_side']}")
    return found.id


def gazetteer(geo: Path) -> dict[str, object]:
    """Crossings and towns with longitude and latitude."""
    crossings = {}
    with (geo / "crossings_seed.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = crossing_id(row)
            lat, lon = KNOWN[name] if name in KNOWN else (float(row["lat"]), float(row["lon"]))
            crossings[name] = [round(lon, 3), round(lat, 3)]
    towns: dict[str, list[object]] = {}
    best: dict[str, int] = {}
    with (geo / "geonames_places_region.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name, people = row["name"], int(row["population"] or 0)
            if name in TOWNS.get(row["country"], ()) and people >= best.get(name, 0):
                best[name] = people
                towns[name] = [row["country"], round(float(row["lon"]), 3), round(float(row["lat"]), 3)]
    return {"crossings": dict(sorted(crossings.items())), "towns": dict(sorted(towns.items()))}


def main() -> None:
    """Write both files; say their sizes."""
    geo = (Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / ".." / "shared" / "data") / "geo"
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "base.svg").write_text(base_map((geo / "base_region.svg").read_text(encoding="utf-8")), encoding="utf-8")
    places = json.dumps(gazetteer(geo), ensure_ascii=False, indent=1)
    (OUT / "places.json").write_text(places + "\n", encoding="utf-8")
    for name in ("base.svg", "places.json"):
        sys.stdout.write(f"{name}: {(OUT / name).stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
