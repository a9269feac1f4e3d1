"""The parts of a person's page that are worked out before it is written."""

from __future__ import annotations

from coalesce.dates import PartialDate
from coalesce.records import Journey, Leg, Verdict
from coalesce.services.people import reading
from coalesce.web.person_shown import apart, drawn_journey, joins, person_shown
from tests.builders import INVESTIGATION
from tests.web.visits import Place, actor


def test_a_journey_is_drawn_on_a_map_and_on_a_line() -> None:
    drawn = drawn_journey(Journey(((Leg("FR", "TR"), PartialDate.of(2014, 3)),)), "/static/base.svg")
    assert {name: 'class="drawing' in svg for name, svg in drawn.items()} == dict.fromkeys(
        ("map", "map_narrow", "line", "line_narrow"), True
    )
    assert "/static/base.svg#land" in drawn["map"]
    assert drawn_journey(Journey(()), "") == {}


def test_joins_are_between_its_records_and_apart_are_those_with_others(fresh: Place) -> None:
    store, claire = fresh.node.store, actor(fresh, "claire")
    with store.read(claire, INVESTIGATION) as view:
        records = [view.record(fresh.ids[name]) for name in ("N1", "F1", "F2")]
        pair = (fresh.ids["N1"], fresh.ids["F2"])
        store.write(claire, INVESTIGATION).judge(view, pair, Verdict.DIFFERENT, "other papers", pair)
    with store.read(claire, INVESTIGATION) as view:
        inside = {frozenset((one.left.entry.reference, one.right.entry.reference)): one for one in joins(view, records)}
        assert inside.keys() == {frozenset({"N1", "F1"}), frozenset({"N1", "F2"})}
        assert inside[frozenset({"N1", "F2"})].conflict, "they are shown as one person here"
        assert not inside[frozenset({"N1", "F1"})].conflict
        (other,) = apart(view, records[:2])
        assert (other.verdict, other.conflict) == (Verdict.DIFFERENT, False)


def test_what_is_seen_comes_in_the_order_of_dates(place: Place) -> None:
    with reading(place.node, actor(place, "claire"), INVESTIGATION) as view:
        person = view.people_of([place.ids["N1"]])[place.ids["N1"]]
        shown = person_shown(view, person, "")
    dates = [str(one.sighting.date) for one in shown.seen]
    assert dates == sorted(dates)
    assert len(dates) == 6
    assert [str(leg) for leg, _ in shown.way.legs] == ["FR>TR", "TR>SY"]
