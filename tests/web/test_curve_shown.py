"""One day-N curve as a page shows it."""

from __future__ import annotations

from datetime import date

from coalesce.commitments.timeline import CurveLot, Steps, curves
from coalesce.web.curve_shown import drawn, levels
from tests.commitments.made import quantity


def test_the_words_of_a_picture_say_its_amounts() -> None:
    lots = [CurveLot("jets", "Iraq", quantity(6).measure)]
    lots[0].take(5, 30, 6000)
    found = curves(lots, [], date(2014, 9, 28), 60, by_place=True)
    shown = drawn(found.curves[0], found, 3)
    assert "jets · aircraft · Iraq" in shown.pictures
    assert "from day 5: claimed 6, verified 0; from day 35: claimed 0, verified 0" in shown.pictures
    assert shown.pictures.count("<svg") == 2
    assert 'id="curve-3-wide-title"' in shown.pictures


def test_what_is_on_no_day_has_no_picture() -> None:
    lot = CurveLot("jets", "", quantity(6).measure)
    lot.take(None, None, 6000)
    found = curves([lot], [], date(2014, 9, 28), 60)
    assert drawn(found.curves[0], found, 0).pictures == ""


def test_levels_begin_on_day_0_with_what_is_there() -> None:
    steps = Steps({-4: quantity(3).amount, 7: quantity(2).amount, 90: quantity(1).amount})
    assert levels(steps, 60) == [(0, 3.0), (7, 5.0)]
