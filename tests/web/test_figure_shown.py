"""What a figure's page and files show: windows within the months that have closed, and nothing for what is not shown."""

from __future__ import annotations

from coalesce.dates import Period
from coalesce.flows import Interval
from coalesce.records import Leg
from coalesce.records.series import FigureCell, Kind
from coalesce.services.figure_overviews import LegChange
from coalesce.web.figure_shown import amount_of, cell_of, change_of, leg_of, month_words, row_of, within

SHOWN = FigureCell(Kind.LEG_MONTHS, "TR>SY", None, "2014-03", 80, 100, 120)
HIDDEN = FigureCell(Kind.LEG_MONTHS, "SY>IQ", None, "2014-01/2014-03", None, None, None)
BARS = {Period(2014, month): None for month in range(1, 10)} | {Period(2014): None}


def test_a_window_is_cut_to_the_months_that_have_closed() -> None:
    assert within((Period(2013, 5), Period(2014, 2)), BARS) == (Period(2014, 1), Period(2014, 2))
    assert within((Period(2014, 8), None), BARS) == (Period(2014, 8), Period(2014, 9))
    assert within((None, None), BARS) is None
    assert within((Period(2015, 1), None), BARS) is None
    assert within(None, BARS) is None
    assert within((Period(2014, 1), None), {}) is None


def test_a_number_that_is_not_shown_has_no_mark() -> None:
    assert (amount_of(SHOWN), amount_of(HIDDEN)) == (Interval(80, 100, 120), None)
    assert "<svg" in row_of(SHOWN, 120)["mark"]
    assert row_of(HIDDEN, 120)["mark"] == ""
    assert cell_of(HIDDEN).period is None
    assert (leg_of("TR>SY"), leg_of(None)) == (Leg("TR", "SY"), None)
    assert month_words(Period(2014, 3)) == "Mar 2014"


def test_a_change_is_told_where_both_are_shown() -> None:
    both = change_of(LegChange("TR>SY", SHOWN, SHOWN, (-30, 0, 30)), 120)
    assert (both["by"], both["kind"]) == (Interval(-30, 0, 30), "syria")
    assert "<svg" in both["mark"]
    one = change_of(LegChange("TR>SY", SHOWN, HIDDEN, None), 120)
    assert (one["by"], one["then"], one["mark"]) == (None, None, "")
