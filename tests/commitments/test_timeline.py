"""The day-N curve: nothing before notice and transit, the same sum however it is cut, verified apart from claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.timeline import CurveLot, Steps, curves, span_of
from coalesce.records import MeasureKind, Need, Quantity, Readiness
from tests.commitments.made import quantity

START = date(2014, 9, 5)
numbers = st.none() | st.integers(0, 60)
readiness = st.builds(Readiness, numbers, numbers, numbers)
available = st.none() | st.integers(-30, 60).map(lambda n: START + timedelta(days=n))
quantities = st.none() | st.builds(
    Quantity, st.integers(1, 50).map(Decimal), st.sampled_from([None, quantity(1).measure])
)


@dataclass(frozen=True)
class Unit:
    """A firm contribution as a plan has it."""

    kind: str
    place: str
    quantity: Quantity | None
    claimed: Readiness
    verified: Readiness | None
    available: date | None
    count: int


units = st.lists(
    st.builds(
        Unit,
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


def lots_of(rows: list[Unit]) -> list[CurveLot]:
    """As a store gives them: one lot for each here, and a store's for many that are alike."""
    made = []
    for one in rows:
        lot = CurveLot(one.kind, one.place, one.quantity.measure if one.quantity else None)
        thousandths = int(one.quantity.amount * 1000) if one.quantity else 0
        lot.take(*lasting(span_of(one.claimed, one.available, START)), thousandths, one.count)
        if one.verified is not None:
            lot.take_verified(*lasting(span_of(one.verified, one.available, START)), thousandths)
        made.append(lot)
    return made


def lasting(span: tuple[int, int | None] | None) -> tuple[int | None, int | None]:
    """A span as its first day and how many there are."""
    return (None, None) if span is None else (span[0], None if span[1] is None else span[1] - span[0])


def present(one: Unit, ready: Readiness | None, day: int) -> bool:
    """By the days themselves: whether notice and transit have passed and sustainment has not."""
    if ready is None or ready.notice is None or ready.transit is None:
        return False
    leaves = START + timedelta(days=ready.notice)
    if one.available is not None:
        leaves = max(leaves, one.available)
    there = leaves + timedelta(days=ready.transit)
    now = START + timedelta(days=day)
    return there <= now and (ready.sustain is None or now < there + timedelta(days=ready.sustain))


@given(units, st.integers(0, 130))
def test_the_curve_is_what_each_day_by_itself_would_give(rows: list[Unit], day: int) -> None:
    for curve in curves(lots_of(rows), [], START, 130).curves:
        mine = [
            lot for lot in rows if lot.kind == curve.kind and lot.quantity and lot.quantity.measure == curve.measure
        ]
        for steps, of in ((curve.claimed, "claimed"), (curve.verified, "verified")):
            there = [lot.quantity.amount for lot in mine if lot.quantity and present(lot, getattr(lot, of), day)]
            assert steps.at(day) == sum(there, Decimal(0))


@given(units)
def test_nothing_counts_before_notice_and_transit(rows: list[Unit]) -> None:
    for one in rows:
        for ready, name in ((one.claimed, "claimed"), (one.verified, "verified")):
            span = span_of(ready, one.available, START) if ready else None
            if ready is not None and span is not None:
                assert span[0] >= (ready.notice or 0) + (ready.transit or 0)
                for curve in curves(lots_of([one]), [], START, 90).curves:
                    assert getattr(curve, name).at(span[0] - 1) == 0


@given(units, st.integers(0, 120), st.integers(1, 130), st.integers(1, 130))
def test_the_sum_is_the_same_however_it_is_cut(rows: list[Unit], horizon: int, one: int, other: int) -> None:
    for curve in curves(lots_of(rows), [], START, horizon).curves:
        by_day = sum((curve.claimed.at(day) for day in range(horizon + 1)), Decimal(0))
        assert sum(curve.claimed.cut(horizon, one), Decimal(0)) == by_day
        assert sum(curve.claimed.cut(horizon, other), Decimal(0)) == by_day


def test_unknown_notice_is_never_zero_and_unknown_sustain_is_told_apart() -> None:
    rows = [
        Unit("fighters", "", quantity(4), Readiness(None, 3, 30), None, None, 1),
        Unit("fighters", "", quantity(2), Readiness(1, 3, None), Readiness(5, 3, 10), None, 1),
        Unit("fighters", "", None, Readiness(1, 1, 1), Readiness(1, 1, 1), None, 7),
    ]
    made = curves(lots_of(rows), [], START, 60)
    (curve,) = made.curves
    assert (curve.count, curve.not_ready, made.without_quantity) == (2, 1, 7)
    assert [curve.claimed.at(day) for day in (3, 4, 60)] == [0, 2, 2]
    assert [curve.endless.at(day) for day in (3, 4, 60)] == [0, 2, 2]
    assert [curve.verified.at(day) for day in (7, 8, 17, 18)] == [0, 2, 2, 0]


def test_two_measures_are_two_curves_and_two_places_are_too_where_asked() -> None:
    ready = Readiness(0, 0, 10)
    rows = [
        Unit("relief", "Erbil", quantity(5, "tonnes"), ready, None, None, 1),
        Unit("relief", "Amerli", quantity(4, "tonnes"), ready, None, None, 1),
        Unit("relief", "Erbil", quantity(3, "persons"), ready, None, None, 1),
    ]
    lots = lots_of(rows)
    assert [(str(one.measure), one.claimed.at(0)) for one in curves(lots, [], START, 9).curves] == [
        ("persons", 3),
        ("tonnes", 9),
    ]
    assert len(curves(lots, [], START, 9, by_place=True).curves) == 3


def test_what_is_lacking_on_which_day() -> None:
    rows = lots_of([Unit("fighters", "", quantity(6), Readiness(2, 3, 10), Readiness(4, 3, 10), None, 1)])
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


def test_needs_at_several_places_are_added_once_where_places_are_not_kept_apart() -> None:
    needs = [Need(name, kind="fighters", amount=quantity(5), place=name) for name in ("Iraq", "Cyprus")]
    rows = lots_of([Unit("fighters", "Iraq", quantity(6), Readiness(0, 0, None), None, None, 1)])
    (whole,) = curves(rows, needs, START, 9).curves
    assert [(one.needed, one.claimed, one.verified) for one in whole.lacking] == [(10, 4, 10)]
    apart = {one.place: one for one in curves(rows, needs, START, 9, by_place=True).curves}
    assert apart["Cyprus"].lacking[0].claimed == 5
    assert apart["Iraq"].lacking[0].claimed == 0


def test_money_is_on_no_curve() -> None:
    dollars = quantity(5, "USD", MeasureKind.CURRENCY)
    rows = lots_of([Unit("funds", "", dollars, Readiness(0, 0, None), None, None, 1)])
    made = curves(rows, [Need("N1", kind="funds", amount=dollars)], START, 9)
    assert (made.curves, made.without_quantity) == ([], 0)


def test_steps_without_anything_are_level() -> None:
    assert Steps().at(5) == 0
    assert Steps().over(0, 10) == 0


def test_kinds_and_places_are_one_however_their_letters_are_written() -> None:
    measure = quantity(1).measure
    rows = [CurveLot(kind, "iraq", measure) for kind in ("Relief", "relief")]
    for row in rows:
        row.take(2, None, 4000)
    need = Need("N1", None, "RELIEF", quantity(10), "Iraq")
    for lots in (rows, rows[::-1]):
        (curve,) = curves(lots, [need], START, 10, by_place=True).curves
        assert (curve.kind, curve.place, curve.claimed.at(2), curve.needed.at(2)) == ("relief", "iraq", 8, 10)
