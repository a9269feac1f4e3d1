"""The average over all log-linear models of 3 to 5 lists, each weighed by how well it explains the table: the default.

Every hierarchical model stands twice, with and without a *common* dependence between any two lists (some people are easier
to see than others), and all weigh the same at first. Interactions have normal priors with mean 0 on the log odds ratio;
lists' own effects and the logarithm of the unseen have none. Evidence and posterior are Laplace's approximation (Kass and
Raftery 1995; averages over capture models: Madigan and York 1997, King and Brooks 2001). Choosing one model, as BIC does,
treats every dependence that the table is too small to show as absent, and its intervals miss the truth; the prior keeps
it open by as much as lists commonly depend on each other. `docs/estimation.md` has the populations on which this
was chosen and how often it held.

Invariant: no randomness; a model without a maximum of the likelihood needs no exception; totals are people seen and unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from coalesce.errors import BadInput
from coalesce.estimation.models import DEFAULT_ORDER, ModelSpace, all_models
from coalesce.estimation.penalised import fit_penalised
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

Floats = NDArray[np.float64]
LEVELS = (0.80, 0.95)
NEGLIGIBLE = 1e-9
"""Models that together weigh less than this are left out of the quantiles."""


@dataclass(frozen=True, slots=True)
class AverageOptions:
    """Standard deviations of the priors on the logarithm of an odds ratio (``more_sd``: of a ratio of odds ratios, for
    three lists and more; ``common_sd``: of the common one), and how many lists one interaction may have."""

    pair_sd: float = 1.0
    more_sd: float = 0.5
    common_sd: float = 0.5
    order: int = DEFAULT_ORDER


@dataclass(frozen=True, slots=True)
class ModelShare:
    """One model's share of the average, and the total that it gives by itself; ``common``: any two lists depend too."""

    generators: str
    common: bool
    probability: float
    total: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is known of the unseen: a mixture of log-normal distributions, on top of the ``seen`` people.

    ``spread`` is a standard deviation of the logarithm; ``weight`` sums to 1.
    """

    seen: float
    weight: Floats
    middle: Floats
    spread: Floats

    def total(self, share: float) -> float:
        """The number of people below which the total lies with this probability."""

        def excess(people: float) -> float:
            unseen = max(people - self.seen, 1e-12)
            return float(self.weight @ ndtr((np.log(unseen) - self.middle) / self.spread)) - share

        reach = np.maximum(self.spread, 1e-6) * 9
        low = float(self.seen + np.exp(self.middle - reach).min())
        high = float(self.seen + np.exp(self.middle + reach).max())
        return float(brentq(excess, low, high, xtol=1e-6 * max(low, 1.0), rtol=1e-9))

    def interval(self, level: float) -> Interval:
        """The interval that leaves out as much at either end."""
        return Interval(level, self.total((1 - level) / 2), self.total((1 + level) / 2))

    def draws(self, times: int, seed: int) -> Floats:
        """Totals drawn from the mixture: what a bootstrap's resamples are elsewhere, as for pooling over draws of the links."""
        rng = np.random.default_rng(seed)
        part = rng.choice(len(self.weight), size=times, p=self.weight)
        return np.asarray(self.seen + np.exp(self.middle[part] + self.spread[part] * rng.standard_normal(times)))


@dataclass(frozen=True, slots=True)
class ModelAverage:
    """The median total, its intervals, the models that weigh most (the first first), and the mixture itself."""

    total: float
    interval80: Interval
    interval95: Interval
    shares: tuple[ModelShare, ...]
    mixture: Mixture


def model_average(table: CaptureTable, options: AverageOptions | None = None, most: int = 20) -> ModelAverage:
    """The average for one table of 3 to 5 lists, with the ``most`` heaviest models by name.

    Raises BadInput where a list shows nobody or nobody is on two lists: then nothing can be said.
    """
    chosen = options or AverageOptions()
    space = all_models(len(table.lists), chosen.order)
    unseen, spread, weight = _weighed(table, space, chosen)
    order = np.argsort(-weight, kind="stable")
    kept = order[: int(np.searchsorted(np.cumsum(weight[order]), 1 - NEGLIGIBLE)) + 1]
    mixture = Mixture(float(table.n_observed), weight[kept] / weight[kept].sum(), unseen[kept], spread[kept])
    shares = tuple(
        ModelShare(
            str(space.models[at % len(space)]),
            bool(at >= len(space)),
            float(weight[at]),
            table.n_observed + float(np.exp(unseen[at])),
        )
        for at in kept[:most]
    )
    eighty, ninety_five = (mixture.interval(level) for level in LEVELS)
    return ModelAverage(mixture.total(0.5), eighty, ninety_five, shares, mixture)


def _weighed(table: CaptureTable, space: ModelSpace, options: AverageOptions) -> tuple[Floats, Floats, Floats]:
    """By model, without and then with the common dependence: logarithm of the unseen, its standard deviation, share of
    the average (0 where no fit was found)."""
    if table.on_two_or_more == 0 or min(table.size(which) for which in range(space.lists)) == 0:
        raise BadInput("an average over models needs somebody on each list and somebody on two lists")
    sets = range(1 << space.lists)
    sds = {2: options.pair_sd}
    precision = np.array([0.0 if s.bit_count() < 2 else sds.get(s.bit_count(), options.more_sd) ** -2.0 for s in sets])
    counts = np.array(table.counts, np.float64)
    alone = fit_penalised(space.rows, space.parents, counts, precision, 0.0)
    beside = fit_penalised(space.rows, space.parents, counts, precision, options.common_sd**-2.0)
    unseen, variance, evidence = np.concatenate([alone, beside]).T
    good = np.isfinite(evidence) & np.isfinite(variance)
    if not good.any():
        raise BadInput("no model could be fitted to this table")
    weight = np.where(good, np.exp(np.where(good, evidence, -np.inf) - evidence[good].max()), 0.0)
    # the mean of the unseen is known up to ``variance``; their number is Poisson about it
    spread = np.sqrt(np.where(good, variance, 1.0) + np.logaddexp(0.0, -np.where(good, unseen, 0.0)))
    return np.where(good, unseen, 0.0), spread, weight / weight.sum()
