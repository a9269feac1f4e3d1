"""A bulletin is made of what was published, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, Period
from coalesce.errors import BadUsage, NotFound, Refusal
from coalesce.records.series import GridCell, Kind, Series
from coalesce.services import bulletin, publishing
from coalesce.services.node import Node
from tests.builders import NOON, leaves
from tests.estimation.noise import independent, noised
from tests.series_made import LEGS, NAME, a_node, claire, in_force, in_force_with_three, numbered, stored

NUMBERS = {"TR>SY": {7: 100, 8: 140, 9: 137}, "SY>IQ": {7: 30, 8: 12, 9: 40}}
"""Noised, of 2014; the other legs and months have 3."""


def drawn(cell: GridCell) -> int | None:
    """Every month of the window is closed, the third quarter is, no pattern is."""
    if cell.kind is Kind.PATTERNS:
        return None
    if cell.kind is Kind.ORIGIN_QUARTERS:
        return 64 if cell.group == "TN" else 9
    return NUMBERS.get(cell.leg or "", {}).get(int(cell.period[5:]) if cell.period[5:].isdigit() else 0, 3)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node", FixedClock(NOON))
    yield made
    made.store.close()


@pytest.fixture
def series(node: Node) -> Series:
    made = in_force(node)
    numbered(node, made, drawn)
    return made


def test_the_latest_month_is_told_leg_by_leg(node: Node, series: Series) -> None:
    found = bulletin.compiled(node, claire(node), NAME)
    assert found.month == Period(2014, 9)
    assert [str(row.leg) for row in found.legs] == [str(leg) for leg in series.legs]
    rows = {str(row.leg): row for row in found.legs}
    syria = rows["TR>SY"]
    assert (syria.now.count, syria.before.count if syria.before else None) == (135, 140)
    assert syria.change is not None
    assert (syria.change.low, syria.change.count, syria.change.high) == (-35, -5, 25)
    assert rows["SY>IQ"].now.count == 40
    assert rows["SY>IQ"].before is not None
    assert rows["SY>IQ"].before.suppressed
    assert rows["SY>IQ"].change is None, "what is not shown has no change either"
    assert rows["JO>SY"].now.suppressed
    assert found.hidden == 1
    assert found.moved_by == 10


def test_sums_are_made_of_noised_numbers(node: Node, series: Series) -> None:
    found = bulletin.compiled(node, claire(node), NAME, "2014-08")
    syria = next(row for row in found.legs if str(row.leg) == "TR>SY")
    assert syria.so_far.count == 260, "100 and 140, and 3 in each of six months: 258"
    assert syria.so_far.period == "2014-01/2014-08"
    assert [one.period for one in found.arrivals] == [f"2014-0{n}" for n in range(1, 9)]
    assert found.arrivals[-1].count == 155, "140, 12 and 3"


def test_the_quarter_of_the_month_with_its_origins(node: Node, series: Series) -> None:
    found = bulletin.compiled(node, claire(node), NAME, "2014-07")
    assert found.quarter is not None
    assert (found.quarter.name, found.quarter.closes) == ("2014-Q3", date(2014, 9, 30))
    assert {cell.group: cell.count for cell in found.quarter.cells} == {"TN": 65, "other": None}


def test_what_is_not_closed_yet_says_when_it_will_be(node: Node) -> None:
    made = in_force(node)
    numbered(node, made, lambda cell: 50 if cell.kind is Kind.LEG_MONTHS and cell.period <= "2014-04" else None)
    found = bulletin.compiled(node, claire(node), NAME)
    assert found.month == Period(2014, 4)
    assert found.quarter is not None
    assert (found.quarter.cells, found.quarter.closes) == ((), date(2014, 6, 30))
    assert found.estimates is None
    assert found.window_closes == date(2014, 9, 30)
    assert found.due == len(made.grid()) - 4 * len(LEGS), "the clock has passed all of it"
    with pytest.raises(Refusal, match="2014-05 of 'task-force' has no numbers yet: it closes on 2014-05-31"):
        bulletin.compiled(node, claire(node), NAME, "2014-05")


def test_looking_closes_nothing_and_is_logged(node: Node) -> None:
    in_force(node)
    with pytest.raises(Refusal, match="its first month closes on 2014-01-31"):
        bulletin.compiled(node, claire(node), NAME)
    publishing.close(node, claire(node), NAME)
    before = [row for row in leaves(node.store.folder) if "series close" in row]
    first = bulletin.document(bulletin.compiled(node, claire(node), NAME))
    assert [row for row in leaves(node.store.folder) if '"kind":"bulletin"' in row]
    assert bulletin.document(bulletin.compiled(node, claire(node), NAME)) == first
    assert [row for row in leaves(node.store.folder) if "series close" in row] == before


def test_the_first_month_has_none_before_it(node: Node, series: Series) -> None:
    found = bulletin.compiled(node, claire(node), NAME, "2014-01")
    assert all(row.before is None and row.change is None for row in found.legs)


def test_estimates_or_their_refusals_stand_in_it(node: Node) -> None:
    made = in_force_with_three(node, legs=LEGS[:2])
    stored(node, made, (0,) * 8, noised(independent(4_000, (0.4, 0.35, 0.45), seed=1), 1).counts)
    found = bulletin.compiled(node, claire(node), NAME)
    assert found.estimates is not None
    told = {one.leg: one for one in found.estimates}
    assert told["TR>SY"].total is not None
    assert told["SY>IQ"].total is None
    assert told["SY>IQ"].refusals
    assert found.drawn == date(2014, 11, 1)


def test_only_who_receives_a_series_has_its_bulletin(node: Node, series: Series) -> None:
    assert bulletin.receivable(node, claire(node)) == [NAME]
    bea = node.store.actor("bea")
    assert bulletin.receivable(node, bea) == []
    said = []
    for name in (NAME, "x"):
        with pytest.raises(NotFound) as found:
            bulletin.compiled(node, bea, name)
        said.append(str(found.value))
    assert len(set(said)) == 1
    with pytest.raises(BadUsage, match="has the months 2014-01 to 2014-09"):
        bulletin.compiled(node, claire(node), NAME, "2015-01")


def test_a_series_without_legs_by_month_has_none(node: Node) -> None:
    in_force(node, rho={Kind.LEG_MONTHS: 0.0})
    with pytest.raises(BadUsage, match="no legs by month"):
        bulletin.compiled(node, claire(node), NAME)


def test_the_document_holds_what_is_printed(node: Node, series: Series) -> None:
    told = bulletin.document(bulletin.compiled(node, claire(node), NAME))
    assert (told["kind"], told["month"], told["viewer"], told["drawn"]) == ("bulletin", "2014-09", "FR", "2014-10-05")
    assert told["sources"]["members"] == ["FR", "NL"]
    assert told["sources"]["lists"] == ["FR/out", "NL/in"]
    assert told["withheld"] == {
        "below": 20,
        "legs": 1,
        "not_drawn": len([c for c in series.grid() if c.kind is Kind.PATTERNS]),
    }
    row = next(row for row in told["legs"] if row["leg"] == "TR>SY")
    assert row["change"] == {"low": -35, "count": -5, "high": 25}
    assert row["now"]["count"] == 135
    assert told["quarter"]["origins"][0].keys() >= {"group", "low", "count", "high"}
