"""The monthly bulletin: what the released figures of one series say about one month, and what all its members may know of plans.

Promises of people nothing but figures: every number of them is made of the noised numbers that the ledger keeps, as it was published,
and nothing is closed or drawn for it. Invariant: a bulletin of a month says the same each time it is printed, but for what has closed
since, and for entries of plans that are no longer told to all; what is not told is told as that, with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalesce.dates import Period
from coalesce.errors import BadUsage, Refusal
from coalesce.flows.disclosure import changed, moved_by, shown, shown_together
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.records.series import FigureCell, GridCell, Kind, Series, month_number, quarter
from coalesce.services import bulletin_plan, figure_estimates, telling
from coalesce.services.bulletin_plan import PlanTold, told_of_plans
from coalesce.services.node import Node
from coalesce.store.ledger import Known, Ledger


@dataclass(frozen=True, slots=True)
class Change:
    """How far a leg's month lies from the month before: with the reach of both months' noise and of linking."""

    low: int
    count: int
    high: int


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg: the month, the month before (None where the series begins), what lies between, and all months so far."""

    leg: Leg
    now: FigureCell
    before: FigureCell | None
    change: Change | None
    so_far: FigureCell


@dataclass(frozen=True, slots=True)
class Quarter:
    """Origins of one quarter; without cells, ``closes`` says when it will have them."""

    name: str
    cells: tuple[FigureCell, ...]
    moved_by: int
    closes: date


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Everything that is printed. ``months``: those that have their numbers; ``arrivals``: of all legs, month by month up to
    this one; ``quarter`` None where the series has no origins, ``estimates`` None before the patterns have closed, on ``window_closes``;
    ``drawn``: when the month was counted; ``due``: closed numbers that nobody has asked for yet; ``plan``: as it was known on the day on
    which the month was counted, None for who reads no plans."""

    series: Series
    viewer: str
    month: Period
    months: tuple[Period, ...]
    legs: tuple[LegRow, ...]
    arrivals: tuple[FigureCell, ...]
    moved_by: int
    quarter: Quarter | None
    estimates: tuple[FigureEstimate, ...] | None
    window_closes: date
    drawn: date
    due: int
    signed: tuple[str, ...]
    plan: PlanTold | None = None

    @property
    def hidden(self) -> int:
        """How many legs of the month are below what is shown."""
        return sum(1 for row in self.legs if row.now.suppressed)


def receivable(node: Node, actor: Actor) -> list[str]:
    """The series whose figures the actor's member receives, by name."""
    found = Ledger(node.store.write(actor, Purpose.STATISTICS)).all()
    return [one.series.name for one in found if actor.member in one.series.audience]


def compiled(node: Node, actor: Actor, name: str, month: str = "") -> Bulletin:
    """The bulletin of a month, the latest that has its numbers without one.

    Raises NotFound, NotPermitted, BadUsage for a month that the series does not have, Refusal for one that has no numbers yet.
    """
    ledger = Ledger(node.store.write(actor, Purpose.STATISTICS))
    known = ledger.receives(name)
    series, values = known.series, ledger.values(known.series)
    if not series.leg_months.rho:
        raise BadUsage(f"'{name}' has no legs by month: there is no bulletin of it")
    grid = [cell for cell in series.grid() if cell.kind is Kind.LEG_MONTHS]
    by_month: dict[str, list[GridCell]] = {}
    for cell in grid:
        if cell.key in values:
            by_month.setdefault(cell.period, []).append(cell)
    months = tuple(one for one in series.months() if str(one) in by_month)
    chosen = _month(series, months, month, grid)
    today = node.store.clock.today()
    closings = ledger.closed_on(series)
    ledger.note_read(series, "bulletin")
    made = figure_estimates.standing(node, actor, series) if series.patterns.rho else None
    drawn = closings[by_month[str(chosen)][0].key]
    cells = {(cell.leg, cell.period): cell for some in by_month.values() for cell in some}
    upto = [one for one in months if one.sort_key() <= chosen.sort_key()]
    return Bulletin(
        series,
        actor.member,
        chosen,
        months,
        tuple(_leg_row(series, leg, (chosen, upto), (cells, values)) for leg in series.legs),
        tuple(_together(series, by_month[str(one)], values, str(one)) for one in upto),
        moved_by(series.leg_months),
        _quarter(series, chosen, values),
        made.legs if made else None,
        max((cell.closes for cell in series.grid()), default=today),
        drawn,
        _due(known, values, today),
        tuple(f"{one.member} ({one.at[:10]})" for one in known.signatures),
        told_of_plans(node, actor, series.audience, drawn),
    )


def _month(series: Series, months: Sequence[Period], asked: str, grid: Sequence[GridCell]) -> Period:
    if not asked:
        if not months:
            first = min(cell.closes for cell in grid)
            raise Refusal(f"'{series.name}' has no numbers yet: its first month closes on {first.isoformat()}")
        return months[-1]
    chosen = Period.parse(asked)
    if chosen not in series.months():
        raise BadUsage(f"'{series.name}' has the months {series.since} to {series.until}")
    if chosen not in months:
        closes = next(cell.closes for cell in grid if cell.period == str(chosen))
        raise Refusal(f"{chosen} of '{series.name}' has no numbers yet: it closes on {closes.isoformat()}")
    return chosen


Cells = tuple[Mapping[tuple[str | None, str], GridCell], Mapping[str, int]]


def _leg_row(series: Series, leg: Leg, when: tuple[Period, Sequence[Period]], held: Cells) -> LegRow:
    (chosen, upto), (cells, values), name = when, held, str(leg)
    here = cells[name, str(chosen)]
    earlier = [one for one in upto if month_number(one) == month_number(chosen) - 1]
    before = cells[name, str(earlier[0])] if earlier else None
    between = changed(series, values[here.key], values[before.key]) if before else None
    so_far = _together(series, [cells[name, str(one)] for one in upto], values, f"{upto[0]}/{chosen}", name)
    return LegRow(
        leg,
        shown(series, here, values[here.key]),
        shown(series, before, values[before.key]) if before else None,
        Change(*between) if between else None,
        so_far,
    )


def _together(
    series: Series, cells: Sequence[GridCell], values: Mapping[str, int], period: str, leg: str | None = None
) -> FigureCell:
    told = shown_together(series, cells, values) or (None, None, None)
    return FigureCell(Kind.LEG_MONTHS, leg, None, period, *told)


def _quarter(series: Series, month: Period, values: Mapping[str, int]) -> Quarter | None:
    """The month's own quarter; None where the series publishes no origins."""
    name = quarter(month)
    grid = [cell for cell in series.grid() if cell.kind is Kind.ORIGIN_QUARTERS and cell.period == name]
    if not grid:
        return None
    closed = [cell for cell in grid if cell.key in values]
    cells = tuple(shown(series, cell, values[cell.key]) for cell in closed)
    return Quarter(name, cells, moved_by(series.origin_quarters), grid[0].closes)


def _due(known: Known, values: Mapping[str, int], today: date) -> int:
    if known.unsigned:
        return 0
    return sum(1 for cell in known.series.grid() if cell.closes < today and cell.key not in values)


def document(found: Bulletin) -> dict[str, Any]:
    """A bulletin as plain data: ``series``, ``month``, ``legs``, ``quarter``, ``estimates``, ``sources``, ``withheld``, ``plan``."""
    series = found.series
    return {
        "kind": "bulletin",
        "viewer": found.viewer,
        "purpose": str(Purpose.STATISTICS),
        "series": series.name,
        "digest": series.digest,
        "month": str(found.month),
        "months": [str(one) for one in found.months],
        "drawn": found.drawn.isoformat(),
        "moved_by": found.moved_by,
        "legs": [_leg_document(row) for row in found.legs],
        "arrivals": telling.figure_rows(found.arrivals),
        "quarter": None if found.quarter is None else _quarter_document(found.quarter),
        "estimates": None if found.estimates is None else [figure_estimates.leg_row(one) for one in found.estimates],
        "sources": {
            "members": list(series.contributors),
            "lists": list(series.lists),
            "signed": list(found.signed),
        },
        "withheld": {"below": series.shown_from, "legs": found.hidden, "not_drawn": found.due},
        "rounded_to": series.rounded_to,
        "linking_error": series.linking_error,
        "plan": None if found.plan is None else bulletin_plan.document(found.plan),
    }


def _leg_document(row: LegRow) -> dict[str, Any]:
    now, before, so_far = (
        telling.figure_rows([cell])[0] if cell else None for cell in (row.now, row.before, row.so_far)
    )
    change = None
    if row.change is not None:
        change = {"low": row.change.low, "count": row.change.count, "high": row.change.high}
    return {"leg": str(row.leg), "now": now, "before": before, "change": change, "so_far": so_far}


def _quarter_document(one: Quarter) -> dict[str, Any]:
    return {
        "quarter": one.name,
        "closes": one.closes.isoformat(),
        "moved_by": one.moved_by,
        "origins": telling.figure_rows(one.cells),
    }
