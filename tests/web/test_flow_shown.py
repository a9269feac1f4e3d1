"""What the flow page shows, from one set of cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coalesce.dates import Period
from coalesce.flows import Interval
from coalesce.handling import Purpose
from coalesce.web import flow_shown
from coalesce.web.asked import Asked, Words
from coalesce.web.flow_shown import FlowsShown, flows_shown, leg_words, window_words
from coalesce.web.flow_words import FlowWords
from tests.web.visits import Place, actor


def shown(place: Place, words: FlowWords, also: str = "") -> FlowsShown:
    claire = actor(place, "claire")
    asked = Asked(place.desk.state.desk, claire, Purpose.INVESTIGATION, Words("/flows", {}), also=also)
    with place.node.store.read(claire, Purpose.INVESTIGATION, also=also) as view:
        return flows_shown(asked, view, words)


def test_table_and_map_are_the_same_cells(place: Place) -> None:
    found = shown(place, FlowWords(least=1))
    arcs = {str(arc.leg): arc.amount for arc in found.map.arcs}
    rows = {str(cell.leg): Interval(cell.low or 0, cell.count or 0, cell.high or 0) for cell in found.cells}
    assert arcs == rows
    assert set(rows) == {"FR>TR", "BE>TR", "TR>SY"}
    assert found.largest == max(amount.high for amount in rows.values())


def test_small_legs_are_told_as_a_number(place: Place) -> None:
    found = shown(place, FlowWords(least=3))
    assert found.small == 2
    assert [str(cell.leg) for cell in found.cells] == ["TR>SY"]
    assert [str(arc.leg) for arc in found.map.arcs] == ["TR>SY"]
    assert {figure.country for figure in found.map.places} == {"TR", "SY"}


def test_the_people_of_the_view_are_between_its_bounds(place: Place) -> None:
    people = shown(place, FlowWords()).own.people
    assert 2 <= people.low <= people.count <= people.high <= 4


def test_finer_rows_follow_their_leg_in_time(place: Place) -> None:
    found = shown(place, FlowWords(by=("leg", "month"), least=1))
    assert (str(found.cells[0].leg), str(found.cells[0].period)) == ("TR>SY", "2014-03")
    assert all(cell.period for cell in found.cells)


def test_the_window_is_drawn_within_the_months(place: Place) -> None:
    assert shown(place, FlowWords(since=date(2014, 3, 1))).window == (Period(2014, 3), Period(2014, 3))
    assert shown(place, FlowWords(since=date(1990, 1, 1), until=date(2014, 2, 28))).window == (
        Period(2014, 2),
        Period(2014, 2),
    )
    assert shown(place, FlowWords(since=date(2016, 1, 1))).window is None
    assert shown(place, FlowWords()).window is None
    assert shown(place, FlowWords(since=date(2014, 3, 1))).bars == shown(place, FlowWords()).bars


def test_stray_dates_do_not_flatten_the_months() -> None:
    bars: dict[Period, Interval | None] = {
        Period(1950, 1): Interval(1, 1, 1),
        Period(2014, 1): None,
        Period(1950): None,
    }
    assert set(flow_shown._recent(bars)) == {Period(2014, 1), Period(1950)}


def test_totals_are_the_legs_of_interest_or_those_asked_for(place: Place) -> None:
    names = [total.name for total in shown(place, FlowWords()).totals]
    assert names == ["Into Syria", "On from Syria into Iraq", "Out of Syria"]
    [only] = shown(place, FlowWords(out_of="TR", into="SY", least=1)).totals
    assert (only.name, only.amount) == ("Turkey to Syria", shown(place, FlowWords()).totals[0].amount)


def test_seen_as_another_member_it_is_counted_from_what_both_see(place: Place) -> None:
    both = shown(place, FlowWords(least=1), also="NL")
    assert both.own.lists == shown(place, FlowWords(least=1)).own.lists
    assert shown(place, FlowWords(least=1), also="DE").cells == ()


def test_it_is_worked_out_once(place: Place) -> None:
    words = FlowWords(least=2)
    assert shown(place, words) is shown(place, replace(words))


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (None, None, "all time"),
        (date(2014, 1, 1), None, "since Jan 2014"),
        (None, date(2014, 9, 30), "until Sep 2014"),
        (date(2014, 1, 1), date(2014, 9, 30), "Jan 2014 to Sep 2014"),
        (date(2014, 1, 1), date(2014, 1, 31), "Jan 2014"),
    ],
)
def test_the_window_in_words(since: date | None, until: date | None, said: str) -> None:
    assert window_words(FlowWords(since=since, until=until)) == said


def test_legs_in_words() -> None:
    assert [leg_words(*ends) for ends in (("TR", "SY"), (None, "SY"), ("SY", None))] == [
        "Turkey to Syria",
        "Into Syria",
        "Out of Syria",
    ]
