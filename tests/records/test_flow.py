"""Legs as written, and cells that are not shown."""

from __future__ import annotations

from coalesce.dates import Period
from coalesce.records import Cell, Leg


def test_a_leg_is_written_with_its_direction() -> None:
    assert str(Leg("TR", "SY")) == "TR>SY"
    assert str(Leg("SY", "TR")) == "SY>TR"


def test_legs_sort_by_start_then_end() -> None:
    legs = [Leg("TR", "SY"), Leg("SY", "TR"), Leg("SY", "IQ")]
    assert [str(leg) for leg in sorted(legs)] == ["SY>IQ", "SY>TR", "TR>SY"]


def test_a_count_of_nobody_is_a_number_and_no_number_is_suppressed() -> None:
    leg, period = Leg("TR", "SY"), Period(2014, 7)
    assert not Cell(leg, period, None, 0, 0, 2).suppressed
    assert Cell(leg, period, None, None, None, None).suppressed
