"""Places that are clicked on: what may be asked of them, and where each click leads."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from coalesce.drawing import FlowMapData, PlaceFigure
from coalesce.flows import Interval
from coalesce.handling import Purpose
from coalesce.web.asked import Asked, Words
from coalesce.web.flow_places import chosen, place_bar, place_links
from coalesce.web.flow_words import FlowWords
from tests.web.visits import Place, Visitor, actor

DATA = FlowMapData("t", places=(PlaceFigure("TR", Interval(5, 6, 7), Interval(1, 2, 3)),))


@pytest.fixture
def asked(place: Place) -> Asked:
    words = Words("/flows", {}, (("since", "2014-01"), ("place", "TR")))
    return Asked(place.desk.state.desk, actor(place, "claire"), Purpose.INVESTIGATION, words)


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_the_chosen_are_the_places_or_the_ends_of_the_legs() -> None:
    assert chosen(FlowWords()) == ()
    assert chosen(FlowWords(places=("TR", "SY"))) == ("TR", "SY")
    assert chosen(FlowWords(out_of="TR", into="SY")) == ("TR", "SY")
    assert chosen(FlowWords(into="SY")) == ("SY",)


def test_one_place_offers_in_out_and_both_with_their_numbers(asked: Asked) -> None:
    bar = place_bar(asked, FlowWords(into="TR"), DATA)
    assert bar is not None
    assert [(way.start, way.end, way.current) for way in bar.ways] == [
        (None, None, False),
        (None, "TR", True),
        ("TR", None, False),
    ]
    assert [way.amount.count if way.amount else None for way in bar.ways] == [None, 6, 2]
    assert query(bar.ways[1].address) == {"since": ["2014-01"], "into": ["TR"]}
    assert query(bar.clear) == {"since": ["2014-01"]}


def test_two_places_offer_each_way_between_them(asked: Asked) -> None:
    bar = place_bar(asked, FlowWords(places=("TR", "SY")), DATA)
    assert bar is not None
    assert [(way.start, way.end, way.current) for way in bar.ways] == [
        (None, None, True),
        ("TR", "SY", False),
        ("SY", "TR", False),
    ]
    assert query(bar.ways[0].address)["place"] == ["TR", "SY"]
    assert place_bar(asked, FlowWords(), DATA) is None


def test_a_click_chooses_then_asks_between_then_lets_go(asked: Asked) -> None:
    first = place_links(asked, FlowWords(), ["TR", "SY"])
    assert query(first["SY"])["place"] == ["SY"]
    second = place_links(asked, FlowWords(places=("TR",)), ["TR", "SY"])
    assert query(second["SY"])["place"] == ["TR", "SY"]
    assert "place" not in query(second["TR"])
    third = place_links(asked, FlowWords(places=("TR", "SY")), ["TR", "SY", "IQ"])
    assert query(third["IQ"])["place"] == ["IQ"]
    assert query(third["TR"])["place"] == ["SY"]


def test_the_page_of_a_place_shows_the_legs_that_touch_it(claire: Visitor) -> None:
    text = claire.get("/flows?least=1&place=SY").text
    assert "Turkey → Syria" in text
    assert "France → Turkey" not in text
    assert "Choose a second place" in text
    between = claire.get("/flows?least=1&place=FR&place=TR").text
    assert "France → Turkey" in between
    assert "Turkey → Syria" not in between
    assert claire.get("/flows?place=TUR").status_code == 400
    assert claire.get("/flows?place=TR&place=SY&place=IQ").status_code == 400
