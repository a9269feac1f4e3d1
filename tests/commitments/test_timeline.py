"""The day-N curve: nothing before notice and transit, the same sum however it is cut, verified apart from claimed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.timeline import CurveLot, Steps, curves, ready_on
from coalesce.records import Need, Quantity, Readiness
from tests.commitments.made import quantity

START = date(2014, 9, 5)
numbers = st.none() | st.integers(0, 60)
readiness = st.builds(Readiness, numbers, numbers, numbers)
available = st.none() | st.integers(-30, 60).map(lambda n: START + timedelta(days=n))
quantities = st.none() | st.builds(
    Quantity, st.integers(1, 50).map(Decimal), st.sampled_from([None, quantity(1).measure])
)
lots = st.lists(
    st.builds(
        CurveLot,
        st.sampled_from(["fighters", "relief"]),
        st.sampled_from(["", "Iraq"]),
        quantities,
        readiness,
        st.none() | readiness,
        available,
        st.integers(1, 3),
    ),
    max_size=12,
)


def present(lot: CurveLot, ready: Readiness | None, day: int) -> bool:
    """By the days themselves: whether notice and transit have passed and sustainment has not."""
    if ready is None or ready.notice is None or ready.transit is None:
        return False
    leaves = START + timedelta(days=ready.notice)
    if lot.available is not None:
        leaves = max(leaves, lot.available)
    there = leaves + timedelta(days=ready.transit)
    now = START + timedelta(days=day)
    return there <= now and (ready.sustain is None or now < there + timedelta(days=ready.sustain))


@given(lots, st.integers(0, 130))
def test_the_curve_is_what_each_day_by_itself_would_give(rows: list[CurveLot], day: int) -> None:
    for curve in curves(rows, [], START, 130).curves:
        mine = [
            lot for lot in rows if lot.kind == curve.kind and lot.quantity and lot.quantity.measure == curve.measure
        ]
        for steps, of in ((curve.claimed, "claimed"), (curve.verified, "verified")):
            there = [lot.quantity.amount for lot in mine if lot.quantity and present(lot, getattr(lot, of), day)]
            assert steps.at(day) == sum(there, Decimal(0))


@given(lots)
def test_nothing_counts_before_notice_and_transit(rows: list[CurveLot]) -> None:
    for lot in rows:
        for ready in (lot.claimed, lot.verified):
            day = ready_on(ready, lot.available, START) if ready else None
            if ready is not None and day is not None:
                assert day >= (ready.notice or 0) + (ready.transit or 0)
            for curve in curves([lot], [], START, 90).curves if day is not None else ():
                steps = curve.claimed if ready is lot.claimed else curve.verified
                assert steps.at(day - 1) == 0


@given(lots, st.integers(0, 120), st.integers(1, 130), st.integers(1, 130))
def test_the_sum_is_the_same_however_it_is_cut(rows: list[CurveLot], horizon: int, one: int, other: int) -> None:
    for curve in curves(rows, [], START, horizon).curves:
        by_day = sum((curve.claimed.at(day) for day in range(horizon + 1)), Decimal(0))
        assert sum(curve.claimed.cut(horizon, one), Decimal(0)) == by_day
        assert sum(curve.claimed.cut(horizon, other), Decimal(0)) == by_day


def test_unknown_notice_is_never_zero_and_unknown_sustain_is_told_apart() -> None:
    rows = [
        CurveLot("fighters", "", quantity(4), Readiness(None, 3, 30), None, None, 1),
        CurveLot("fighters", "", quantity(2), Readiness(1, 3, None), Readiness(5, 3, 10), None, 1),
        CurveLot("fighters", "", None, Readiness(1, 1, 1), None, None, 7),
    ]
    made = curves(rows, [], START, 60)
    (curve,) = made.curves
    assert (curve.count, curve.not_ready, made.without_quantity) == (2, 1, 7)
    assert [curve.claimed.at(day) for day in (3, 4, 60)] == [0, 2, 2]
    assert [curve.endless.at(day) for day in (3, 4, 60)] == [0, 2, 2]
    assert [curve.verified.at(day) for day in (7, 8, 17, 18)] == [0, 2, 2, 0]


def test_two_measures_are_two_curves_and_two_places_are_too_where_asked() -> None:
    ready = Readiness(0, 0, 10)
    rows = [
        CurveLot("relief", "Erbil", quantity(5, "tonnes"), ready, None, None, 1),
        CurveLot("relief", "Amerli", quantity(4, "tonnes"), ready, None, None, 1),
        CurveLot("relief", "Erbil", quantity(3, "persons"), ready, None, None, 1),
    ]
    assert [(str(one.measure), one.claimed.at(0)) for one in curves(rows, [], START, 9).curves] == [
        ("persons", 3),
        ("tonnes", 9),
    ]
    assert len(curves(rows, [], START, 9, by_place=True).curves) == 3


def test_what_is_lacking_on_which_day() -> None:
    rows = [CurveLot("fighters", "", quantity(6), Readiness(2, 3, 10), Readiness(4, 3, 10), None, 1)]
    needed = Need("N1", kind="fighters", amount=quantity(8), day=3)
    (curve,) = curves(rows, [needed], START, 20).curves
    assert [(one.first, one.last, one.claimed, one.verified) for one in curve.lacking] == [
        (3, 4, 8, 8),
        (5, 6, 2, 8),
        (7, 14, 2, 2),
        (15, 16, 8, 2),
        (17, 20, 8, 8),
    ]
    (alone,) = curves([], [needed], START, 20).curves
    assert [(one.first, one.last) for one in alone.lacking] == [(3, 20)]


def test_steps_without_anything_are_level() -> None:
    assert Steps().at(5) == 0
    assert Steps().over(0, 10) == 0
