"""The average over models for counts that carry noise of a known size: what an estimate of a figure is made of.

Each true count is summed over (``penalised.fit_noised``), in every model of ``average`` under the same priors, so that a
model's own total, its share of the average and its uncertainty all know of the noise. People seen are then uncertain too.

Invariant: made from the noised counts and the noise's size alone, so that nothing of the promise of the noise is spent
(Dwork and Roth 2014, proposition 2.1); the same counts and seed give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadInput
from coalesce.estimation.average import (
    LEVELS,
    AverageOptions,
    Block,
    blocks_of,
    precisions,
    shares_of,
    spread_of,
    weighed,
)
from coalesce.estimation.mixture import Mixture
from coalesce.estimation.penalised import fit_noised
from coalesce.records.estimate import Interval
from coalesce.records.series import NoisedPatterns

Floats = NDArray[np.float64]

DRAWS = 40_000
"""Totals drawn from the average, of which the intervals are cut: an end is then off by a fiftieth of the width at most."""


@dataclass(frozen=True, slots=True)
class NoisedAverage:
    """The median total and its intervals, not rounded. ``noise_share`` is the share of the 95 % interval's squared width that
    would go if the same people had been counted without noise. ``model`` weighs most; ``near`` are the totals of those
    models that explain the counts about as well, by twice the logarithm of their evidence.
    """

    total: float
    interval80: Interval
    interval95: Interval
    noise_share: float
    model: str
    considered: int
    fitted: int
    near: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Parts:
    """By model: its share, people seen with their standard deviation, log unseen with its own, and their covariance."""

    weight: Floats
    seen: Floats
    seen_spread: Floats
    unseen: Floats
    unseen_spread: Floats
    together: Floats

    def totals(self, times: int, seed: int) -> Floats:
        """Totals as likely as the average says."""
        rng = np.random.default_rng(seed)
        part = rng.choice(len(self.weight), size=times, p=self.weight)
        one, other = rng.standard_normal((2, times))
        slope = self.together / self.seen_spread
        rest = np.sqrt(np.maximum(self.unseen_spread**2 - slope**2, 0.0))
        unseen = np.exp(self.unseen[part] + slope[part] * one + rest[part] * other)
        return np.asarray(np.maximum(self.seen[part] + self.seen_spread[part] * one, 0.0) + unseen)


def noised_average(
    table: NoisedPatterns, seed: int, near: float = 2.0, options: AverageOptions | None = None
) -> NoisedAverage:
    """The average for 3 to 5 sources. ``near``: units of twice the log evidence within which a model is about as good as the
    best. Raises BadInput where no model can be fitted, BadUsage for other numbers of sources.
    """
    blocks = list(blocks_of(len(table.sources), options or AverageOptions()))
    found = np.concatenate([_fits(table, block) for block in blocks])
    good = np.isfinite(found[:, :6]).all(axis=1) & (found[:, 1] > 0) & (found[:, 4] > 0)
    weight = shares_of(found[:, 2], good)
    kept = found[good]
    parts = _Parts(
        weight[good], kept[:, 3], np.sqrt(kept[:, 4]), kept[:, 0], spread_of(kept[:, 0], kept[:, 1]), kept[:, 5]
    )
    eighty, ninety_five, middle = _cut(parts.totals(DRAWS, seed))
    alone = _without_noise(weight[good] @ kept[:, 6:], blocks)
    best = int(np.argmax(weight))
    names = [str(model) for block in blocks for model in block.models]
    close = 2 * (kept[:, 2].max() - kept[:, 2]) <= near
    totals = (kept[:, 3] + np.exp(kept[:, 0]))[close]
    return NoisedAverage(
        middle,
        eighty,
        ninety_five,
        max(0.0, 1.0 - (_width(alone) / _width(ninety_five)) ** 2),
        names[best],
        len(found),
        int(good.sum()),
        (float(totals.min()), float(totals.max())),
    )


def dropped(table: NoisedPatterns, which: int) -> NoisedPatterns:
    """The patterns of the other sources. Two noised counts make one, so that the variance of the noise is doubled."""
    counts = [0] * (len(table.counts) // 2)
    low = (1 << which) - 1
    for pattern, count in enumerate(table.counts):
        counts[pattern & low | pattern >> which + 1 << which] += count
    counts[0] = 0
    sources = table.sources[:which] + table.sources[which + 1 :]
    return replace(table, sources=sources, counts=tuple(counts), deviation=table.deviation * 2**0.5)


def _fits(table: NoisedPatterns, block: Block) -> Floats:
    own, common = precisions(block, len(table.counts))
    told = (np.array(table.counts, np.float64), table.deviation**2)
    return np.asarray(fit_noised(block.rows, block.parents, told, own, common))


def _cut(totals: Floats) -> tuple[Interval, Interval, float]:
    shares = [end for level in LEVELS for end in ((1 - level) / 2, (1 + level) / 2)]
    ends = np.quantile(totals, [*shares, 0.5])
    eighty, ninety_five = (
        Interval(level, float(ends[2 * at]), float(ends[2 * at + 1])) for at, level in enumerate(LEVELS)
    )
    return eighty, ninety_five, float(ends[-1])


def _without_noise(expected: Floats, blocks: list[Block]) -> Interval:
    """The 95 % interval of the same people, as they are expected behind the noise, counted without it."""
    counts = expected.copy()
    counts[0] = 0.0
    if not counts.sum():
        raise BadInput("no one stands behind these counts")
    unseen, spread, weight = weighed(counts, blocks)
    return Mixture(float(counts.sum()), weight, unseen, spread).interval(LEVELS[1])


def _width(interval: Interval) -> float:
    return interval.high - interval.low
