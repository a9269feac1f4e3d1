"""The projection against the outlines and known cities."""

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.drawing.basemap import HEIGHT, WIDTH, View, base_svg, land_paths, project


def rings() -> list[list[tuple[float, float]]]:
    found = []
    for path in re.findall(r' d="([^"]+)"', land_paths()):
        for ring in path.split("z"):
            if ring:
                start, steps = ring[1:].split("l")
                x, y = (float(part) for part in start.split(","))
                points = [(x, y)]
                for step in steps.split(" "):
                    dx, dy = (float(part) for part in step.split(","))
                    x, y = x + dx, y + dy
                    points.append((x, y))
                found.append(points)
    return found


def on_land(lon: float, lat: float) -> bool:
    """By the parity of borders to the right, in any one ring."""
    x, y = project(lon, lat)
    return any(
        sum(
            (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        )
        % 2
        for ring in rings()
    )


@pytest.mark.parametrize(
    ("city", "lon", "lat"),
    [
        ("Paris", 2.35, 48.86),
        ("Ankara", 32.85, 39.93),
        ("Raqqa", 39.01, 35.95),
        ("Baghdad", 44.40, 33.34),
        ("Moscow", 37.62, 55.75),
        ("Tashkent", 69.24, 41.30),
        ("Madrid", -3.70, 40.42),
        ("Cairo", 31.24, 30.04),
        ("Nicosia", 33.37, 35.17),
        ("London", -0.13, 51.51),
    ],
)
def test_cities_stand_on_land(city: str, lon: float, lat: float) -> None:
    assert on_land(lon, lat), city


@pytest.mark.parametrize(
    ("water", "lon", "lat"),
    [
        ("Black Sea", 34.0, 43.2),
        ("between Cyprus and Syria", 35.2, 35.3),
        ("Sea of Marmara", 28.0, 40.7),
        ("Adriatic", 15.0, 43.2),
        ("Strait of Gibraltar", -5.6, 35.95),
        ("Red Sea", 36.0, 25.0),
        ("Gulf", 51.5, 27.0),
    ],
)
def test_seas_are_sea(water: str, lon: float, lat: float) -> None:
    assert not on_land(lon, lat), water


def test_straight_borders_lie_where_treaties_put_them() -> None:
    points = {point for ring in rings() for point in ring}
    x, y = project(25.0, 22.0)
    assert any(abs(px - x) < 0.5 for px, py in points if 500 < py < 600)
    assert sum(abs(py - y) < 0.5 for px, py in points if 440 < px < 540) >= 2


def test_the_frame_shows_what_the_docstring_says() -> None:
    assert project(-14.0, 62.0) == pytest.approx((0, 0), abs=0.6)
    assert project(92.7, 22.0) == pytest.approx((WIDTH, HEIGHT), abs=0.6)
    assert project(0, 90)[1] == pytest.approx(project(0, 85)[1])


def test_view_scales_and_knows_its_edge() -> None:
    view = View(100, 50, 2.0, 400, 300)
    x, y = project(30, 40)
    assert view.at(30, 40) == ((x - 100) * 2, (y - 50) * 2)
    assert view.holds((200, 150))
    assert not view.holds((395, 150), margin=10)
    assert not view.holds((-1, 150))
    assert view.transform == "scale(2) translate(-100 -50)"


def test_the_file_is_small_well_formed_and_without_colours() -> None:
    text = base_svg()
    assert len(text.encode()) <= 320_000
    root = ET.fromstring(text)
    assert root.find("{http://www.w3.org/2000/svg}g[@id='land']") is not None
    assert "style" not in text
    assert "fill" not in text
