"""A figure looked at: each leg over the months chosen, each month over the legs chosen, two windows beside each other.

Invariant: made of the noised numbers that the ledger keeps and of nothing else; looking closes nothing. What is not shown of one
window is not told by the other: a change is told where both are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coalesce.dates import Period
from coalesce.errors import BadUsage
from coalesce.flows.disclosure import changed_together, shown, shown_together
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.records.series import Figure, FigureCell, GridCell, Kind, Series, month_number
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.store.ledger import Ledger

Window = tuple[Period | None, Period | None]
"""First and last month, both included; None: as far as there are any."""


@dataclass(frozen=True, slots=True)
class FigureAsked:
    """Which leg, over which months, and beside which others. Without a window all months, those of unknown month among them."""

    leg: Leg | None = None
    window: Window = (None, None)
    other: Window | None = None


@dataclass(frozen=True, slots=True)
class LegChange:
    """One leg in two windows; ``by`` is low, count and high of the change, None where one of the two is not shown."""

    leg: str
    now: FigureCell
    then: FigureCell
    by: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A figure with what is made of its noised numbers. ``months``: of every month that has closed, over the legs chosen; ``legs``
    and ``cells``: in the window alone. ``due``: cells whose period has closed and that nobody has asked for yet."""

    figure: Figure
    legs: tuple[FigureCell, ...]
    months: tuple[FigureCell, ...]
    cells: tuple[FigureCell, ...]
    changes: tuple[LegChange, ...]
    due: int


def overview(node: Node, actor: Actor, name: str, asked: FigureAsked | None = None) -> Overview:
    """The closed leg-months of a series, and their sums. Raises NotFound, BadUsage for what is no month or no window."""
    asked = asked or FigureAsked()
    for window in (asked.window, asked.other or (None, None)):
        _check(window)
    ledger = Ledger(node.store.write(actor, Purpose.STATISTICS))
    found = publishing.standing(node, actor, name, Kind.LEG_MONTHS)
    series, values = found.series, ledger.values(found.series)
    cells = [cell for cell in series.grid() if cell.kind is Kind.LEG_MONTHS and cell.key in values]
    wanted = [cell for cell in cells if asked.leg is None or cell.leg == str(asked.leg)]
    now = [cell for cell in wanted if _inside(cell, asked.window)]
    then = [cell for cell in wanted if asked.other is not None and _inside(cell, asked.other)]
    return Overview(
        found,
        tuple(_together(series, some, values, leg=leg) for leg, some in _by(now, "leg").items()),
        tuple(_together(series, some, values, period=month) for month, some in _by(wanted, "period").items()),
        tuple(shown(series, cell, values[cell.key]) for cell in now),
        tuple(_changes(series, now, then, values)) if asked.other is not None else (),
        0 if ledger.find(name).unsigned else publishing.due(node, ledger, series),
    )


def _changes(
    series: Series, now: Sequence[GridCell], then: Sequence[GridCell], values: Mapping[str, int]
) -> list[LegChange]:
    one, other = _by(now, "leg"), _by(then, "leg")
    return [
        LegChange(
            leg,
            _together(series, one[leg], values, leg=leg),
            _together(series, other[leg], values, leg=leg),
            changed_together(series, one[leg], other[leg], values),
        )
        for leg in one
        if leg in other
    ]


def _by(cells: Sequence[GridCell], what: str) -> dict[str, list[GridCell]]:
    found: dict[str, list[GridCell]] = {}
    for cell in cells:
        found.setdefault(getattr(cell, what) or "", []).append(cell)
    return found


def _inside(cell: GridCell, window: Window) -> bool:
    """Whether a cell counts in a window: one of unknown month where there is none."""
    since, until = window
    if since is None and until is None:
        return True
    period = Period.parse(cell.period)
    if period.month is None:
        return False
    number = month_number(period)
    return (since is None or month_number(since) <= number) and (until is None or number <= month_number(until))


def _check(window: Window) -> None:
    since, until = window
    if any(one is not None and one.month is None for one in window):
        raise BadUsage("a window of a figure begins and ends with a month, like 2014-03")
    if since is not None and until is not None and month_number(until) < month_number(since):
        raise BadUsage("'until' must not be before 'since'")


def _together(
    series: Series, cells: Sequence[GridCell], values: Mapping[str, int], leg: str | None = None, period: str = ""
) -> FigureCell:
    told = shown_together(series, cells, values) or (None, None, None)
    return FigureCell(cells[0].kind, leg, None, period or series.window, *told)
