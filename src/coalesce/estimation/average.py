"""The average over log-linear models, each weighed by how well it explains the table: the default for its intervals.

Choosing one model, as BIC does, treats every dependence that the table is too small to show as absent, and the interval
misses the truth. Here nothing is chosen. Up to five lists, every hierarchical model stands twice, without and with a *common*
dependence between any two lists (some people are easier to see than others), and all weigh the same at first. With six
and more lists, the model of all pairs stands for them, under priors of several widths.

Interactions have normal priors with mean 0 on the log odds ratio; lists' own effects and the logarithm of the unseen have
none. Evidence and posterior are Laplace's approximation (Kass and Raftery 1995, JASA 90:773; averages over capture models:
Madigan and York 1997, Biometrika 84:19; King and Brooks 2001, Biometrika 88:317). `docs/estimation.md` has
the populations on which this was chosen, and how often it held.

Invariant: no randomness; a model without a maximum of the likelihood needs no exception; totals are people seen and unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadInput, BadUsage
from coalesce.estimation.mixture import Mixture
from coalesce.estimation.models import DEFAULT_ORDER, FEWEST, MOST, MOST_ENUMERATED, Model, all_models
from coalesce.estimation.penalised import fit_penalised
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

Floats = NDArray[np.float64]
LEVELS = (0.80, 0.95)
NEGLIGIBLE = 1e-9
"""Models that together weigh less than this are left out of the mixture."""


@dataclass(frozen=True, slots=True)
class AverageOptions:
    """Standard deviations of the priors on the logarithm of an odds ratio (``more_sd``: of a ratio of odds ratios, for
    three lists and more; ``common_sd``: of the common one), and how many lists one interaction may have.

    ``pair_sds`` and ``common_sds`` (0: none) are for six and more lists: each width of the one with each of the other.
    """

    pair_sd: float = 1.0
    more_sd: float = 0.5
    common_sd: float = 0.5
    order: int = DEFAULT_ORDER
    pair_sds: tuple[float, ...] = (0.2, 0.4, 0.8, 1.6)
    common_sds: tuple[float, ...] = (0.0, 0.4, 0.8)


@dataclass(frozen=True, slots=True)
class ModelShare:
    """One model's share of the average, and the total that it gives by itself. ``pair_sd`` is the width of its prior, and
    ``common_sd`` that of the common dependence, 0 where it has none.
    """

    generators: str
    pair_sd: float
    common_sd: float
    probability: float
    total: float


@dataclass(frozen=True, slots=True)
class ModelAverage:
    """The median total, its intervals, the models that weigh most (the first first), and the mixture itself."""

    total: float
    interval80: Interval
    interval95: Interval
    shares: tuple[ModelShare, ...]
    mixture: Mixture


class Block(NamedTuple):
    """Models that are fitted under one prior."""

    models: tuple[Model, ...]
    rows: NDArray[np.int64]
    parents: NDArray[np.int64]
    pair_sd: float
    more_sd: float
    common_sd: float


def model_average(table: CaptureTable, options: AverageOptions | None = None, most: int = 20) -> ModelAverage:
    """The average for one table of 3 to 8 lists, with the ``most`` heaviest models by name.

    Raises BadInput where a list shows nobody or nobody is on two lists: then nothing can be said. Raises BadUsage for
    other numbers of lists.
    """
    lists = len(table.lists)
    if not FEWEST <= lists <= MOST:
        raise BadUsage(f"an average over models needs {FEWEST} to {MOST} lists, not {lists}")
    if table.on_two_or_more == 0 or min(table.size(which) for which in range(lists)) == 0:
        raise BadInput("an average over models needs somebody on each list and somebody on two lists")
    blocks = list(blocks_of(lists, options or AverageOptions()))
    unseen, spread, weight = weighed(np.array(table.counts, np.float64), blocks)
    order = np.argsort(-weight, kind="stable")
    kept = order[: int(np.searchsorted(np.cumsum(weight[order]), 1 - NEGLIGIBLE)) + 1]
    mixture = Mixture(float(table.n_observed), weight[kept] / weight[kept].sum(), unseen[kept], spread[kept])
    every = [(model, block) for block in blocks for model in block.models]
    shares = tuple(
        ModelShare(
            str(every[at][0]),
            every[at][1].pair_sd,
            every[at][1].common_sd,
            float(weight[at]),
            table.n_observed + float(np.exp(unseen[at])),
        )
        for at in kept[:most]
    )
    eighty, ninety_five = (mixture.interval(level) for level in LEVELS)
    return ModelAverage(mixture.total(0.5), eighty, ninety_five, shares, mixture)


def blocks_of(lists: int, options: AverageOptions) -> Iterator[Block]:
    """All models of the average, by their prior."""
    if lists <= MOST_ENUMERATED:
        space = all_models(lists, options.order)
        for common in (0.0, options.common_sd):
            yield Block(space.models, space.rows, space.parents, options.pair_sd, options.more_sd, common)
        return
    pairs = Model(lists, tuple(sorted(1 << i | 1 << j for i, j in combinations(range(lists), 2))))
    for width in options.pair_sds:
        for common in options.common_sds:
            yield Block((pairs,), pairs.row()[None, :], np.array([-1]), width, options.more_sd, common)


def precisions(block: Block, size: int) -> tuple[Floats, float]:
    """Of the block's prior: by set of lists (0: none), and that of the common dependence (0: there is none)."""
    lists_of = [s.bit_count() for s in range(size)]
    sds = [block.pair_sd if lists == 2 else block.more_sd for lists in lists_of]
    own = np.array([0.0 if lists < 2 else sd**-2.0 for lists, sd in zip(lists_of, sds, strict=True)])
    return own, block.common_sd**-2.0 if block.common_sd > 0 else 0.0


def weighed(counts: Floats, blocks: list[Block]) -> tuple[Floats, Floats, Floats]:
    """By model: logarithm of the unseen, its standard deviation, share of the average (0 where no fit was found)."""
    found = []
    for block in blocks:
        own, common = precisions(block, len(counts))
        found.append(fit_penalised(block.rows, block.parents, counts, own, common))
    unseen, variance, evidence = np.concatenate(found).T
    weight = shares_of(evidence, np.isfinite(evidence) & np.isfinite(variance))
    return np.where(np.isfinite(unseen), unseen, 0.0), spread_of(unseen, variance), weight


def shares_of(evidence: Floats, good: NDArray[np.bool_]) -> Floats:
    """By model, its share of the average from the logarithm of its evidence; 0 for those that are not good.

    Raises BadInput where none is.
    """
    if not good.any():
        raise BadInput("no model could be fitted to this table")
    weight = np.where(good, np.exp(np.where(good, evidence, -np.inf) - evidence[good].max()), 0.0)
    return np.asarray(weight / weight.sum())


def spread_of(unseen: Floats, variance: Floats) -> Floats:
    """The standard deviation of the logarithm of the unseen: their mean is known up to ``variance``, their number is Poisson
    about it. 1 where no fit was found."""
    good = np.isfinite(unseen) & np.isfinite(variance)
    return np.asarray(np.sqrt(np.where(good, variance, 1.0) + np.logaddexp(0.0, -np.where(good, unseen, 0.0))))
