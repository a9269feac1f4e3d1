"""Estimating all people of a leg, seen and unseen, from the own view, with the uncertainty of the links inside.

Invariant: made from what the view shows and from nothing else, remembered for the same audience, state and day; nothing of
it is kept in the store, so that it cannot outlive a withdrawal. The same view, words and settings give the same answer.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import TypeVar

from coalesce.dates import Period
from coalesce.estimation.choosing import fit_model
from coalesce.estimation.estimating import estimate
from coalesce.estimation.intervals import average_bounds
from coalesce.estimation.linkage import over_draws
from coalesce.estimation.making import plain_bounds, totals_of
from coalesce.estimation.models import MOST_ENUMERATED, parse
from coalesce.estimation.options import Bounds, EstimateOptions, options_of
from coalesce.estimation.refusals import partial_capture
from coalesce.estimation.simulating import simulate
from coalesce.flows import FlowQuery
from coalesce.flows.captures import Captured
from coalesce.handling import Actor, Purpose
from coalesce.records import CaptureTable, Estimate, Refusal
from coalesce.services.capturing import CaptureWords, OwnCaptures, own_captures
from coalesce.services.counting import own_flows
from coalesce.services.node import Node, Progress, silent
from coalesce.store.read_view import ReadView

K = TypeVar("K")

LEAST_TOTALS = 5
"""So many totals of each draw of the links at least, so that what they differ by among themselves can be taken off."""

FEWER = 4
"""With five lists there are 12,424 models to each table: a quarter of the draws is taken."""

MOST_MONTHS = 36
"""Months that are estimated at once; of more, the last."""


@dataclass(frozen=True, slots=True)
class OwnEstimate:
    """One answer: the tables, the central one (None: nobody was captured), the estimate, and the totals it is made of.

    ``draws`` is how many draws of the links stand behind the interval: 1 where all give the same table.
    """

    viewer: str
    purpose: Purpose
    captures: OwnCaptures
    table: CaptureTable | None
    estimate: Estimate
    totals: tuple[float, ...]
    draws: int

    @property
    def captured(self) -> Captured:
        """Who was captured, over the draws."""
        return self.captures.captured

    @property
    def middle(self) -> float | None:
        """The median of the totals that the interval is made of; None where no total is told."""
        return median(self.totals) if self.totals and self.estimate.total is not None else None


def own_estimate(node: Node, view: ReadView, words: CaptureWords, tell: Progress = silent) -> OwnEstimate:
    """The estimate of a question, or that remembered. Raises BadUsage for lists that the view does not show."""
    today = node.store.clock.today()
    key = ("estimate", words, view.actor.member, view.purpose, view.also, view.stamp(), today)
    return node.remembered.get(key, lambda: _estimated(node, view, words, tell))


def estimate_for(
    node: Node, actor: Actor, purpose: Purpose, words: CaptureWords, tell: Progress = silent
) -> OwnEstimate:
    """The same through a view of its own."""
    with node.store.read(actor, purpose) as view:
        return own_estimate(node, view, words, tell)


def by_month(
    node: Node, view: ReadView, words: CaptureWords, tell: Progress = silent
) -> list[tuple[Period, OwnEstimate]]:
    """One estimate for each month in which somebody is counted, the last 36 of them, in order."""
    query = FlowQuery(words.leg, ("month",), words.since, words.until, words.origins, (), words.into, words.out_of)
    cells = own_flows(node, view).counted.cells(query)
    months = [cell.period for cell in cells if cell.period is not None and cell.period.month is not None][-MOST_MONTHS:]
    return _each(node, view, [(month, _in_month(words, month)) for month in months], tell)


def by_leg(
    node: Node, view: ReadView, words: CaptureWords, least: int, tell: Progress = silent
) -> list[tuple[str, OwnEstimate]]:
    """One estimate for each leg of the question with at least so many people counted, the largest first."""
    query = FlowQuery(words.leg, ("leg",), words.since, words.until, words.origins, (), words.into, words.out_of)
    cells = own_flows(node, view).counted.cells(query)
    large = sorted(
        (cell for cell in cells if (cell.count or 0) >= least), key=lambda cell: (-(cell.count or 0), str(cell.leg))
    )
    asked = [(str(cell.leg), replace(words, leg=cell.leg, into=None, out_of=None)) for cell in large]
    return _each(node, view, asked, tell)


def twins(table: CaptureTable, model: str, count: int, options: EstimateOptions) -> tuple[float, list[Estimate]]:
    """How lists behave that a model is true of: that model's total, and the estimates from so many tables drawn from it.

    None of them is refused, so that all can be seen. Raises BadUsage for a model that has no total on the table.
    """
    fitted = fit_model(table, parse(model, len(table.lists)))
    free = replace(options, refuse=False)
    drawn = [simulate(fitted, options.seed + number) for number in range(count)]
    return fitted.total or 0.0, [estimate(one, free, plain_bounds) for one in drawn]


def over_links(
    captured: Captured, wanted: int, options: EstimateOptions, tell: Progress = silent
) -> tuple[Estimate, Bounds | None, int]:
    """The estimate of tables over at most so many draws of the links, its interval with the totals behind it, and how
    many draws were taken. The interval is None where none was made: what is refused beforehand has none.
    """
    draws = _draws(wanted, captured)
    kept: list[Bounds] = []
    found = estimate(captured.table(), options, _maker(captured, draws, kept, tell))
    return found, kept[-1] if kept else None, draws


def _each(
    node: Node, view: ReadView, asked: Sequence[tuple[K, CaptureWords]], tell: Progress
) -> list[tuple[K, OwnEstimate]]:
    found = []
    for done, (name, words) in enumerate(asked):
        found.append((name, own_estimate(node, view, words)))
        tell(f"estimating {name}", (done + 1) / len(asked))
    return found


def _in_month(words: CaptureWords, month: Period) -> CaptureWords:
    year, number = month.year or 1, month.month or 1
    return replace(words, since=date(year, number, 1), until=date(year, number, calendar.monthrange(year, number)[1]))


def _estimated(node: Node, view: ReadView, words: CaptureWords, tell: Progress) -> OwnEstimate:
    captures = own_captures(node, view, words)
    against = (partial_capture(),) if words.rule == "record" else ()
    options = replace(options_of(node.store.settings, kind="own"), against=against)
    captured = captures.captured
    if not captured.lists:
        return OwnEstimate(view.actor.member, view.purpose, captures, None, _nobody(options), (), 0)
    found, bounds, draws = over_links(captured, node.store.settings.estimate_draws, options, tell)
    totals = tuple(float(one) for one in bounds.totals) if bounds else ()
    return OwnEstimate(
        view.actor.member,
        view.purpose,
        captures,
        captured.table(),
        _warned(found, captures),
        totals,
        draws,
    )


def _draws(wanted: int, captured: Captured) -> int:
    """How many draws of the links: fewer where each costs a tenth of a second, 1 where all tables are alike."""
    if bool((captured.counts == captured.counts[0]).all()):
        return 1
    most = max(wanted // FEWER, 2) if len(captured.lists) == MOST_ENUMERATED else wanted
    return min(most, len(captured.counts))


def _maker(
    captured: Captured, draws: int, kept: list[Bounds], tell: Progress
) -> Callable[[CaptureTable, EstimateOptions], Bounds | None]:
    """Intervals over the draws of the links; what they are made of is left in ``kept``."""

    def make(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
        own = average_bounds(table, options)
        if own is None:
            return None
        times = max(LEAST_TOTALS, -(-options.resamples // draws))
        linked = over_draws(
            captured.counts[:draws],
            captured.lists,
            times,
            lambda one, wanted, seed: totals_of(one, replace(options, resamples=wanted, seed=options.seed + seed)),
            lambda share: tell("estimating over draws of the links", share),
        )
        pooled = linked.pooled()
        if pooled is None:
            return None
        lost = pooled.without / linked.totals.size
        method = f"{own.method}, over {draws} draws of the links"
        kept.append(
            replace(
                own,
                interval80=pooled.interval80,
                interval95=pooled.interval95,
                method=method,
                totals=pooled.totals,
                lost=lost,
                linking_share=pooled.linking_share,
            )
        )
        return kept[-1]

    return make


def _warned(found: Estimate, captures: OwnCaptures) -> Estimate:
    """The estimate with what its reader must know of the tables."""
    said = []
    if captures.passed_over:
        said.append(
            f"more lists captured somebody than a model takes: without {', '.join(captures.passed_over)}, the smallest; "
            "choose others with --lists, or count some as one source"
        )
    captured = captures.captured
    if captured.unseen_alone.count:
        said.append(
            f"{captured.unseen_alone.count:,} of the {captured.counted.count:,} people counted are on no list of the table: "
            "their leg shows only from several lists together; they are among the unseen that are estimated"
        )
    if captured.only_alone.count:
        said.append(
            f"{captured.only_alone.count:,} people are on a list of the table though all lists together do not count them here"
        )
    if captured.unplaced.count:
        said.append(
            f"whether {captured.unplaced.count:,} more people arrived inside the window cannot be told: left out"
        )
    return replace(found, warnings=(*found.warnings, *said))


def _nobody(options: EstimateOptions) -> Estimate:
    reason = Refusal(
        "nobody",
        "no list that you see captured anybody on this leg in this period",
        "a wider leg or period, or lists released to you that saw somebody there",
    )
    return Estimate.refused(options.kind, None, reason, options.seed)
