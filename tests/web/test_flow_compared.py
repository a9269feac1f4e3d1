"""Two windows on the flow page and in the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coalesce.handling import Purpose
from coalesce.web.asked import Asked, Words
from coalesce.web.flow_compared import Compared, compared
from coalesce.web.flow_shown import flows_shown
from coalesce.web.flow_words import FlowWords
from tests.web.visits import Place, Visitor, actor

MARCH = FlowWords(
    since=date(2014, 3, 1),
    until=date(2014, 3, 31),
    other_since=date(2014, 1, 1),
    other_until=date(2014, 2, 28),
    least=1,
)


def beside(place: Place, words: FlowWords) -> Compared:
    claire = actor(place, "claire")
    asked = Asked(place.desk.state.desk, claire, Purpose.INVESTIGATION, Words("/flows", {}))
    with place.node.store.read(claire, Purpose.INVESTIGATION) as view:
        return compared(asked, view, flows_shown(asked, view, words))


def test_maps_table_and_totals_are_the_same_cells(place: Place) -> None:
    found = beside(place, MARCH)
    now, then = found.maps
    for drawn, side in ((now, "now"), (then, "then")):
        arcs = {arc.leg: arc.amount for arc in drawn.arcs}
        assert arcs == {one.leg: getattr(one, side) for one in found.rows if getattr(one, side).high}
    assert now.ends == then.ends
    assert found.largest == max(max(one.now.high, one.then.high) for one in found.rows)
    into = next(one.change for one in found.totals if (one.of.out_of, one.of.into) == (None, "SY"))
    rows = [one for one in found.rows if one.leg and one.leg.end == "SY"]
    assert into.now.count == sum(one.now.count for one in rows)


def test_windows_are_told_and_their_lengths_where_they_differ(place: Place) -> None:
    found = beside(place, MARCH)
    assert (found.now, found.then) == ("Mar 2014", "Jan 2014 to Feb 2014")
    assert found.lengths == (1, 2)
    same = replace(MARCH, other_since=date(2014, 2, 1))
    assert beside(place, same).lengths is None
    assert beside(place, replace(MARCH, other_until=None)).lengths is None


def test_small_legs_are_small_in_both_windows(place: Place) -> None:
    assert beside(place, replace(MARCH, least=99)).rows == ()
    assert beside(place, replace(MARCH, least=99)).small == len(beside(place, MARCH).rows)


def test_the_page_shows_two_maps_on_one_scale_and_the_change(claire: Visitor) -> None:
    text = claire.get("/flows?least=1&since=2014-03&until=2014-03&other_since=2014-01&other_until=2014-02").text
    assert text.count('class="drawing flowmap') == 2
    assert "<figcaption>Mar 2014</figcaption>" in text
    assert "window-other" in text
    assert "not equally long" in text
    assert claire.get("/flows?other_since=2014-01&by=leg,month").status_code == 400
    assert claire.get("/flows?other_since=2014-03&other_until=2014-01").status_code == 400


def test_the_document_has_both_windows_and_the_change(claire: Visitor, place: Place) -> None:
    address = "/api/flows/compared?since=2014-03&until=2014-03&other_since=2014-01&other_until=2014-02"
    found = claire.get(address).json()
    assert found["now"] == {"since": "2014-03-01", "until": "2014-03-31"}
    assert found["then"] == {"since": "2014-01-01", "until": "2014-02-28"}
    rows = {row["leg"]: row for row in found["cells"]}
    for row in rows.values():
        assert set(row) == {"leg", "group", "now", "then", "change", "sure"}
    table = beside(place, MARCH).rows
    assert {leg: row["change"]["count"] for leg, row in rows.items()} == {str(one.leg): one.by.count for one in table}
    assert claire.get("/api/flows/compared").json()["then"] == {"since": None, "until": None}
