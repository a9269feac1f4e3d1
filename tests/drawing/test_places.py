"""Every country has its point; the far ones stand at the right edge, apart from one another."""

import itertools
import json
import math
from importlib import resources

import pytest

from coalesce.drawing.basemap import View
from coalesce.drawing.frames import FRAMES
from coalesce.drawing.places import apart, country, country_name, crossing_point, leg_kind, spots, towns
from coalesce.flows import CROSSINGS
from coalesce.names.countries import codes
from coalesce.records import Leg

WIDE = FRAMES["wide"].view


def test_no_country_of_the_world_is_missing() -> None:
    withdrawn = {"SU", "YU", "CS", "DD"}
    known = sorted(codes() - withdrawn)
    assert len(known) > 240
    assert [code for code in known if country(code) is None] == []


def test_points_are_on_earth_and_named() -> None:
    table = json.loads(resources.files("coalesce.drawing").joinpath("data", "countries.json").read_text("utf-8"))
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 and name for name, lon, lat in table.values())
    assert country_name("FR") == "France"
    assert country_name("ZZ") == "ZZ"


@pytest.mark.parametrize(
    ("code", "edge", "arrow"),
    [("AU", "bottom", "↓"), ("ID", "bottom", "↓"), ("US", "left", "←"), ("CA", "left", "←"), ("CN", "right", "→")],
)
def test_far_countries_stand_at_the_edge_in_their_direction(code: str, edge: str, arrow: str) -> None:
    [spot] = spots([code], WIDE)
    away = {"left": spot.x, "right": WIDE.width - spot.x, "top": spot.y, "bottom": WIDE.height - spot.y}
    assert min(away, key=lambda side: away[side]) == edge
    assert away[edge] == pytest.approx(14)
    assert spot.arrow == arrow


def test_countries_of_the_map_stand_on_it_without_an_arrow() -> None:
    for spot in spots(["FR", "TN", "MA", "SY", "IQ", "TR", "UZ", "RU", "SA", "SE"], WIDE):
        assert spot.arrow == ""
        assert WIDE.holds((spot.x, spot.y), 10)


@pytest.mark.parametrize("view", [frame.view for frame in FRAMES.values()])
def test_every_country_at_once_is_inside_and_none_is_lost(view: View) -> None:
    table = json.loads(resources.files("coalesce.drawing").joinpath("data", "countries.json").read_text("utf-8"))
    codes = [*table, "ZZ"]
    found = spots(codes, view)
    assert [spot.code for spot in found] == codes
    assert all(view.holds((spot.x, spot.y), 13.9) for spot in found)


def test_spots_at_one_edge_stand_apart() -> None:
    found = spots(["AU", "ID", "NZ", "TH", "MY", "SG"], WIDE)
    for a, b in itertools.combinations(found, 2):
        assert max(abs(a.x - b.x), abs(a.y - b.y)) >= 25, (a, b)


def test_an_unknown_code_is_drawn_under_its_letters() -> None:
    [spot] = spots(["ZZ"], WIDE)
    assert (spot.name, spot.arrow) == ("ZZ", "←")


def test_apart_keeps_order_distance_and_ends() -> None:
    assert apart([5, 6, 7], 10, 0, 100) == [5, 15, 25]
    assert apart([95, 96, 97], 10, 0, 100) == [80, 90, 100]
    assert apart([], 10, 0, 100) == []


def test_every_crossing_has_a_point_near_syria() -> None:
    for crossing in CROSSINGS:
        point = crossing_point(crossing.id)
        assert point is not None
        assert 35.5 < point[0] < 42.6
        assert 32 < point[1] < 37.6
    assert crossing_point("nowhere") is None


def test_towns_on_the_way_are_known() -> None:
    code, lon, lat = towns()["Gaziantep"]
    assert code == "TR"
    assert (lon, lat) == pytest.approx((37.38, 37.06), abs=0.05)


@pytest.mark.parametrize(
    ("leg", "kind"),
    [
        ("FR>TR", "home"),
        ("LB>TR", "home"),
        ("TR>SY", "syria"),
        ("FR>SY", "syria"),
        ("IQ>SY", "syria"),
        ("SY>IQ", "iraq"),
        ("TR>IQ", "iraq"),
        ("SY>TR", "back"),
        ("IQ>SA", "back"),
        ("TR>FR", "back"),
    ],
)
def test_leg_kinds(leg: str, kind: str) -> None:
    assert leg_kind(Leg(*leg.split(">"))) == kind


@pytest.mark.parametrize("frame", list(FRAMES))
def test_a_spot_at_the_edge_stands_off_those_of_the_map(frame: str) -> None:
    view = FRAMES[frame].view
    found = spots(["AU", "MY", "ID", "IN", "PK", "AE", "OM", "QA", "YE", "US", "MA", "PT", "NO", "TR", "SY"], view)
    on_map = [spot for spot in found if not spot.arrow]
    for far in (spot for spot in found if spot.arrow):
        assert min(math.dist((far.x, far.y), (spot.x, spot.y)) for spot in on_map) >= 12, far
