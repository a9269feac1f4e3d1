"""What an average over models knows of the unseen: a mixture of log-normal distributions, one part for each model.

Invariant: totals are people seen and unseen; quantiles are found to a millionth, without drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from coalesce.records.estimate import Interval

Floats = NDArray[np.float64]

REACH = 9.0
"""Standard deviations beyond which nothing is looked for."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """``seen`` people, and the unseen: ``middle`` and ``spread`` are mean and standard deviation of the logarithm of a part,
    ``weight`` its share of all; these sum to 1.
    """

    seen: float
    weight: Floats
    middle: Floats
    spread: Floats

    def total(self, share: float) -> float:
        """The number of people below which the total lies with this probability, between 0 and 1."""

        def excess(log_unseen: float) -> float:
            return float(self.weight @ ndtr((log_unseen - self.middle) / self.spread)) - share

        reach = REACH * self.spread
        ends = float((self.middle - reach).min()), float((self.middle + reach).max())
        return float(self.seen + np.exp(brentq(excess, *ends, xtol=1e-7)))

    def interval(self, level: float) -> Interval:
        """The interval that leaves out as much at either end."""
        return Interval(level, self.total((1 - level) / 2), self.total((1 + level) / 2))

    def draws(self, times: int, seed: int) -> Floats:
        """Totals drawn from the mixture: what a bootstrap's resamples are elsewhere, as for pooling over draws of the links."""
        rng = np.random.default_rng(seed)
        part = rng.choice(len(self.weight), size=times, p=self.weight)
        return np.asarray(self.seen + np.exp(self.middle[part] + self.spread[part] * rng.standard_normal(times)))
