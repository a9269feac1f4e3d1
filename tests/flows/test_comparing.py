"""Two windows against a brute-force twin: in every draw the people of each, their difference, then the order statistics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.flows import Counted, FlowQuery, Interval
from coalesce.flows.comparing import CountsByDraw, changed
from coalesce.records import Leg
from tests.flows.test_counting import FACTS, Component, alone, entered, keys, queries, summary, worlds

WINDOWS = st.sampled_from([
    (None, None), (date(2013, 1, 1), date(2013, 6, 30)), (date(2013, 6, 1), date(2013, 12, 31)), (date(2014, 1, 1), None),
])  # fmt: skip


def in_every_draw(world, query: FlowQuery) -> dict:
    components, sightings, facts, draws = world
    counts: dict = defaultdict(lambda: [0] * draws)
    for k in range(draws):
        cells = defaultdict(set)
        for component in components:
            for person in component.partitions[component.choice[k]]:
                for leg, _, group in keys(person, sightings, facts, query, set(query.by), False):
                    cells[leg, group].add(person)
        for key, people in cells.items():
            counts[key][k] = len(people)
    return counts


@given(worlds(), queries(), WINDOWS, WINDOWS)
def test_changes_agree_with_the_twin(world, query: FlowQuery, now, then) -> None:
    by = frozenset(query.by) - {"month"}
    queries = [replace(query, by=by, since=one[0], until=one[1]) for one in (now, then)]
    both = [in_every_draw(world, one) for one in queries]
    nobody = [0] * world[3]
    found = {(one.leg, one.group): one for one in Counted.build(*world).change(*queries)}
    expected = {key for one in both for key, counts in one.items() if summary(counts)[2]}
    assert set(found) == (expected if expected or by else {(None, None)})
    for key, one in found.items():
        here, there = (side.get(key, nobody) for side in both)
        assert one.now == Interval(*summary(here))
        assert one.then == Interval(*summary(there))
        assert one.by == Interval(*summary([a - b for a, b in zip(here, there, strict=True)]))
        assert one.by.low <= one.by.count <= one.by.high


@given(worlds(), queries())
def test_a_window_beside_itself_has_not_changed(world, query: FlowQuery) -> None:
    same = replace(query, by=frozenset(query.by) - {"month"})
    assert all(one.by == Interval(0, 0, 0) and not one.sure for one in Counted.build(*world).change(same, same))


def test_a_link_that_matters_to_both_windows_does_not_widen_the_change() -> None:
    apart, together = (("a",), ("b",)), (("a", "b"),)
    component = Component(("a", "b"), (apart, together), np.array([0, 1] * 10))
    seen = [entered("TR", "2013-01-03", "FR"), entered("FR", "2013-05-03", "TR"), entered("TR", "2013-09-03", "FR")]
    sightings = dict.fromkeys(("a", "b"), seen)
    counted = Counted.build([component], sightings, FACTS, 20)
    query = FlowQuery(by=("leg",), since=date(2013, 9, 1), until=date(2013, 9, 30))
    [one] = counted.change(query, replace(query, since=date(2013, 1, 1), until=date(2013, 1, 31)))
    assert (one.now.low, one.now.high) == (one.then.low, one.then.high) == (1, 2)
    assert one.by == Interval(0, 0, 0)


def test_it_is_sure_where_both_bounds_have_one_sign() -> None:
    few, more = CountsByDraw(1, np.array([0, 1])), CountsByDraw(5, np.array([1, 0]))
    assert changed((Leg("TR", "SY"), None), more, few).sure
    assert changed((None, None), few, more).by == Interval(-5, -5, -3)
    assert not changed((None, None), few, few).sure
    assert changed((None, None), None, few).by.high == -1


def test_months_are_not_compared_and_words_must_be_the_same() -> None:
    counted = Counted.build(alone("a"), {}, FACTS, 1)
    for now, then in ((("leg", "month"), ("leg", "month")), (("leg",), ("origin",))):
        with pytest.raises(ValueError, match="same words"):
            counted.change(FlowQuery(by=now), FlowQuery(by=then))
    assert counted.change(FlowQuery(by=("leg",)), FlowQuery(by=("leg",))) == ()
    [nobody] = counted.change(FlowQuery(by=()), FlowQuery(by=()))
    assert nobody.by == Interval(0, 0, 0)
