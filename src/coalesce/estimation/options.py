"""What an estimate is made with: the way of choosing, the thresholds of refusing, and who makes the intervals.

Invariant: each threshold is a setting of the node (docs/reference/settings.md), and its default stands there alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.records import CaptureTable, Interval, Opinion, Refusal
from coalesce.settings import Settings

Array = NDArray[Any]
_DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an estimate is refused; see the settings of the same names with ``estimate_`` before them."""

    fewest_lists: int = _DEFAULTS.estimate_fewest_lists
    fewest_on_two: int = _DEFAULTS.estimate_fewest_on_two
    most_ratio: float = _DEFAULTS.estimate_most_ratio
    near_bic: float = _DEFAULTS.estimate_near_bic
    near_factor: float = _DEFAULTS.estimate_near_factor
    derived_share: float = _DEFAULTS.estimate_derived_share
    linking_share: float = _DEFAULTS.estimate_linking_share
    left_out_width: float = _DEFAULTS.estimate_left_out_width
    noise_share: float = _DEFAULTS.estimate_noise_share


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a maker of intervals gives: both intervals, by what method, and the totals that they are made of.

    ``lost`` is the share of resamples without a total; ``linking_share`` None: the links were taken as they are.
    """

    interval80: Interval
    interval95: Interval
    method: str
    totals: Array = field(default_factory=lambda: np.zeros(0))
    lost: float = 0.0
    linking_share: float | None = None
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class EstimateOptions:
    """How to estimate. ``sources`` are groups of lists that count as one. ``refuse`` False: what would be refused is given,
    with the reasons as warnings (for simulations). ``against`` are reasons not to tell a total that lie in how the table was
    made, and cannot be read from it. ``threads`` change how long it takes, and nothing else.
    """

    kind: str = "table"
    sources: tuple[tuple[str, ...], ...] = ()
    order: int = _DEFAULTS.estimate_order
    threshold: float = _DEFAULTS.estimate_step
    alternatives: float = _DEFAULTS.estimate_alternatives
    resamples: int = _DEFAULTS.estimate_resamples
    seed: int = 1
    threads: int = 2
    refuse: bool = True
    against: tuple[Refusal, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)


IntervalMaker = Callable[[CaptureTable, EstimateOptions], Bounds | None]
"""Makes the intervals of a table (its sources merged); None where it cannot."""


def options_of(settings: Settings, kind: str = "table", seed: int = 1) -> EstimateOptions:
    """The options that a node's settings say."""
    return EstimateOptions(
        kind=kind,
        order=settings.estimate_order,
        threshold=settings.estimate_step,
        alternatives=settings.estimate_alternatives,
        resamples=settings.estimate_resamples,
        seed=seed,
        thresholds=Thresholds(
            settings.estimate_fewest_lists,
            settings.estimate_fewest_on_two,
            settings.estimate_most_ratio,
            settings.estimate_near_bic,
            settings.estimate_near_factor,
            settings.estimate_derived_share,
            settings.estimate_linking_share,
            settings.estimate_left_out_width,
            settings.estimate_noise_share,
        ),
    )
