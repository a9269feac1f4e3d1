"""A figure looked at: sums and changes of noised numbers alone, of the months that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import Period
from coalesce.errors import BadUsage, NotFound
from coalesce.flows.disclosure import changed, changed_together, shown_together
from coalesce.records import Leg
from coalesce.records.series import GridCell, Kind, Series
from coalesce.services import publishing
from coalesce.services.figure_overviews import FigureAsked, Window, overview
from coalesce.services.node import Node
from tests.builders import leaves
from tests.series_made import NAME, a_node, claire, in_force, numbered

FIRST, LAST = Period(2014, 1), Period(2014, 9)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node")
    in_force(made)
    yield made
    made.store.close()


def grid_of(node: Node) -> tuple[Series, list[GridCell]]:
    series = publishing.definition(node, claire(node), NAME)
    return series, [cell for cell in series.grid() if cell.kind is Kind.LEG_MONTHS]


def value(cell: GridCell) -> int:
    """Hundred of one leg in each month; of the others ten before March, and sixty from then on."""
    return 100 if cell.leg == "TR>SY" else 10 if cell.period < "2014-03" else 60


def test_looking_closes_nothing_and_is_logged(node: Node) -> None:
    found = overview(node, claire(node), NAME)
    assert (found.legs, found.months, found.cells, found.changes) == ((), (), (), ())
    assert found.due > 0
    assert '"action":"figure"' in leaves(node.store.folder)[-1]
    with pytest.raises(NotFound):
        overview(node, claire(node), "none")


def test_a_window_holds_its_months_alone_and_all_months_stay_to_choose_from(node: Node) -> None:
    series, cells = grid_of(node)
    numbered(node, series, value)
    values = {cell.key: value(cell) for cell in cells}
    whole = overview(node, claire(node), NAME)
    assert len(whole.cells) == len(cells)
    window = (Period(2014, 2), Period(2014, 3))
    some = overview(node, claire(node), NAME, FigureAsked(window=window))
    assert {one.period for one in some.cells} == {"2014-02", "2014-03"}
    assert some.months == whole.months
    for leg in some.legs:
        own = [cell for cell in cells if cell.leg == leg.leg and cell.period in ("2014-02", "2014-03")]
        told = shown_together(series, own, values) or (None, None, None)
        assert (leg.low, leg.count, leg.high) == told
    one = overview(node, claire(node), NAME, FigureAsked(Leg("TR", "SY"), window))
    assert {cell.leg for cell in one.cells} == {"TR>SY"}
    assert {cell.period for cell in one.months} >= {"2014-01", "2014-09"}


def test_two_windows_have_a_change_where_both_are_shown(node: Node) -> None:
    series, _ = grid_of(node)
    numbered(node, series, value)
    asked = FigureAsked(window=(Period(2014, 3), Period(2014, 4)), other=(Period(2014, 1), Period(2014, 1)))
    found = {one.leg: one for one in overview(node, claire(node), NAME, asked).changes}
    assert found["TR>SY"].by is not None
    assert found["TR>SY"].by[1] == 100
    other = next(one for leg, one in found.items() if leg != "TR>SY")
    assert (other.then.count, other.by) == (None, None)
    assert other.now.count == 120
    none = overview(node, claire(node), NAME, FigureAsked(other=(Period(1990, 1), Period(1990, 2))))
    assert none.changes == ()


def test_of_one_month_each_the_change_is_the_bulletins(node: Node) -> None:
    series, cells = grid_of(node)
    one, other = (next(cell for cell in cells if cell.period == month) for month in ("2014-03", "2014-02"))
    values = {one.key: 90, other.key: 41}
    assert changed_together(series, [one], [other], values) == changed(series, 90, 41)
    assert changed_together(series, [one], [], values) is None
    assert changed_together(series, [one], [other], {one.key: 90, other.key: 3}) is None
    wide = changed_together(series, [one, other], [other, one], values)
    assert wide is not None
    assert wide[1] == 0
    two = changed(series, 90, 41)
    assert two is not None
    assert wide[2] - wide[0] > two[2] - two[0], "four cells reach farther than two"


@pytest.mark.parametrize("window", [(Period(2014), None), (LAST, FIRST)])
def test_what_is_no_window_is_refused(node: Node, window: Window) -> None:
    for asked in (FigureAsked(window=window), FigureAsked(other=window)):
        with pytest.raises(BadUsage):
            overview(node, claire(node), NAME, asked)
