"""Estimates of a series' figures: all people of each leg, those too whom no source saw.

Invariant: made from the noised patterns as the ledger keeps them, and from nothing else of the node; the same stored
numbers give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from coalesce.errors import BadUsage, Refusal
from coalesce.estimation import ASSUMPTION, options_of
from coalesce.estimation.figure_estimating import estimate_figure
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.records.series import Kind, NoisedPatterns, Series
from coalesce.services import publishing
from coalesce.services.node import Node

SEVERAL = {
    "code": "several_legs",
    "reason": "patterns are published by leg, and who took two legs stands in both: there is no one total of all legs",
    "lifts": "ask for one with --leg; 'legs' has each",
}


@dataclass(frozen=True, slots=True)
class FigureEstimates:
    """The estimates of one series that were asked for, one for each leg."""

    series: Series
    viewer: str
    legs: tuple[FigureEstimate, ...]


def estimated(node: Node, actor: Actor, name: str, leg: Leg | None = None) -> FigureEstimates:
    """The estimates of one leg or of all, once what is due was closed.

    Raises as ``publishing.figure``; Refusal before the window has closed; BadUsage for a leg that the series does not have.
    """
    patterns = publishing.noised_patterns(node, actor, name)
    series = publishing.definition(node, actor, name)
    if leg is not None and leg not in series.legs:
        raise BadUsage(f"--leg {leg}: '{name}' has {', '.join(map(str, series.legs))}")
    if not patterns:
        last = max(cell.closes for cell in series.grid() if cell.kind is Kind.PATTERNS)
        raise Refusal(
            f"the patterns of '{name}' close once, when its window has: ask from {last + timedelta(days=1)} on"
        )
    return _made(node, actor, (series, patterns), leg)


def standing(node: Node, actor: Actor, series: Series, leg: Leg | None = None) -> FigureEstimates | None:
    """The same of what is closed, for a page: nothing is closed for it. None where there is nothing to estimate from."""
    patterns = publishing.standing_patterns(node, actor, series.name) if series.patterns.rho else []
    return _made(node, actor, (series, patterns), leg) if patterns else None


def _made(node: Node, actor: Actor, given: tuple[Series, list[NoisedPatterns]], leg: Leg | None) -> FigureEstimates:
    series, patterns = given
    limits = options_of(node.store.settings).thresholds
    wanted = tuple(one for one in patterns if leg is None or one.leg == str(leg))
    made = node.remembered.get(
        ("figure estimates", series.digest, wanted, limits),
        lambda: tuple(estimate_figure(series, one, limits) for one in wanted),
    )
    return FigureEstimates(series, actor.member, made)


def document(found: FigureEstimates) -> dict[str, Any]:
    """The keys of DESIGN.md, section 6, and the series with its noise. With several legs these are null, and ``legs`` has each."""
    series, rows = found.series, [leg_row(one) for one in found.legs]
    top = rows[0] if len(rows) == 1 else dict.fromkeys(rows[0]) | _empty(series)
    return {
        "kind": "figure",
        "viewer": found.viewer,
        "purpose": str(Purpose.STATISTICS),
        "series": series.name,
        "digest": series.digest,
        "contributors": list(series.contributors),
        **top,
        "noise": series.patterns.deviation,
        "linking_error": series.linking_error,
        "shown_from": series.shown_from,
        "rounded_to": series.rounded_to,
        "assumption": ASSUMPTION,
        "legs": rows,
    }


def leg_row(one: FigureEstimate) -> dict[str, Any]:
    """One leg's estimate. ``alternatives`` and ``left_out`` are empty: they stay in the own view."""
    refusals = [{"code": why.code, "reason": why.reason, "lifts": why.lifts} for why in one.refusals]
    return {
        "leg": one.leg,
        "period": one.period,
        "lists": list(one.sources),
        "n_observed": one.seen,
        "n_observed_moved_by": one.seen_moved_by,
        "estimate": one.total,
        "interval80": list(one.interval80) if one.interval80 else None,
        "interval95": list(one.interval95) if one.interval95 else None,
        "moved_by": one.moved_by,
        "noise_share": None if one.noise_share is None else round(one.noise_share, 4),
        "method": one.method,
        "model": one.model,
        "bic": None,
        "models_considered": one.considered,
        "models_usable": one.fitted,
        "alternatives": [],
        "left_out": [],
        "refusal": refusals[0] if refusals else None,
        "refusals": refusals,
        "warnings": list(one.warnings),
    }


def _empty(series: Series) -> dict[str, Any]:
    return {
        "period": series.window,
        "lists": [source.name for source in series.sources],
        "method": "none",
        "models_considered": 0,
        "models_usable": 0,
        "alternatives": [],
        "left_out": [],
        "refusal": SEVERAL,
        "refusals": [SEVERAL],
        "warnings": [],
    }


def words(found: FigureEstimates) -> str:
    """What these numbers are, in a sentence."""
    series = found.series
    return (
        f"task force figure '{series.name}' of {len(series.lists)} lists of {', '.join(series.contributors)}, "
        f"{series.window.replace('/', ' to ')}: estimated from patterns with noise; bounds hold that noise and "
        f"{series.linking_error:.0%} for errors of linking; rounded to {series.rounded_to}"
    )
