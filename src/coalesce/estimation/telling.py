"""An Estimate as plain values, for JSON and tables.

Invariant: the keys of the command line's contract are there in every case; a number that is not told is null, never 0.
"""

from __future__ import annotations

from typing import Any

from coalesce.estimation.estimating import ASSUMPTION
from coalesce.records import Alternative, Estimate, Interval, Opinion


def told(found: Estimate) -> dict[str, Any]:
    """The keys of ``estimate --format json``: people as numbers with four decimals, intervals as [low, high]."""
    refusals = [{"code": one.code, "reason": one.reason, "lifts": one.lifts} for one in found.refusals]
    return {
        "kind": found.kind,
        "lists": list(found.lists),
        "n_observed": found.n_observed,
        "estimate": _number(found.total),
        "interval80": _ends(found.interval80),
        "interval95": _ends(found.interval95),
        "range": None if found.span is None else [_number(end) for end in found.span],
        "method": found.method,
        "model": found.model,
        "bic": _number(found.bic),
        "models_considered": found.models_considered,
        "models_usable": found.models_usable,
        "alternatives": [_alternative(one) for one in found.alternatives],
        "refusal": refusals[0] if refusals else None,
        "refusals": refusals,
        "warnings": list(found.warnings),
        "opinions": [_opinion(one) for one in found.opinions],
        "left_out": [
            {"list": one.list, "estimate": _number(one.total), "middle": _number(one.middle),
             "n_observed": one.n_observed, "refusal": one.refusal}
            for one in found.left_out
        ],
        "dependence": [
            {"left": one.left, "right": one.right, "overlap": one.overlap, "odds_ratio": _number(one.odds_ratio),
             "interval95": _ends(one.interval95)}
            for one in found.dependences
        ],
        "linking_share": _number(found.linking_share),
        "assumption": ASSUMPTION,
        "seed": found.seed,
        "resamples": found.resamples,
    }  # fmt: skip


def _alternative(one: Alternative) -> dict[str, Any]:
    numbers = {"estimate": _number(one.total), "bic": _number(one.bic), "behind": _number(one.behind)}
    return {"model": one.generators} | numbers


def _opinion(one: Opinion) -> dict[str, Any]:
    return {
        "method": one.method,
        "model": one.model,
        "estimate": _number(one.total),
        "interval80": _ends(one.interval80),
        "interval95": _ends(one.interval95),
        "note": one.note,
    }


def _number(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _ends(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [_number(interval.low), _number(interval.high)]
