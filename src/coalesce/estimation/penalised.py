"""Penalised fits of many log-linear models to one table, compiled: what an average over models is made of.

Promise: for each model the maximum of the Poisson likelihood times a normal prior with mean 0 on every interaction, and
Laplace's approximation to the model's evidence there. A list's own effect and the logarithm of the unseen have no prior.
The maximum exists wherever every list shows somebody and somebody is on two lists: no model needs to be left out, and
lists that do not overlap are no special case.

A model may hold one *common* dependence besides its interactions: the same log odds ratio between any two lists, as where
some people are easier to see than others whatever the list. Its column is the number of pairs of lists that a person is on.

As in ``kernel``, a set of lists is a bit mask; score and information are superset sums of counts and fitted means.
Everything compiled of this stands in this file alone: numba keeps machine code by the file of the caller.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled

Array = NDArray[Any]

MOST_STEPS = 60
LONGEST = 2.5
"""No parameter moves by more in one step: Newton from far away would overshoot."""
GAIN = 1e-10
"""Newton ends at a step that promises less than this of log-likelihood."""
FIRST = 0.3
"""Added to each count for the weights of the very first step, so that empty cells have a logarithm."""
STEEPEST = 50.0
"""A logarithm of a mean above this is not reached on the way to a maximum: counts are below 10^18."""


class Room(NamedTuple):
    """The table and the prior, and where a fit works.

    ``pairs`` is the number of pairs of lists by pattern; ``means`` the fitted means, ``means_of_pairs`` and
    ``means_of_squares`` these times the pairs once and twice, all as superset sums. ``sums`` and ``sums_of_pairs`` are
    the same of the counts. ``precision`` is of the prior, by set.
    """

    counts: Array
    sums: Array
    sums_of_pairs: Array
    pairs: Array
    precision: Array
    means: Array
    means_of_pairs: Array
    means_of_squares: Array
    factor: Array
    step: Array


@compiled
def superset_sums(values: Array) -> None:
    """In place: each set's value becomes the sum over the sets that hold it."""
    bit = 1
    while bit < len(values):
        for at in range(len(values)):
            if not at & bit:
                values[at] += values[at | bit]
        bit *= 2


@compiled
def factorised(row: Array, size: int, common: float, room: Room) -> bool:
    """The Cholesky factor of the information in ``room.means`` plus the prior's precision; False: there is none.

    Where ``common`` is above 0, the common dependence is the last parameter and that is its precision.
    """
    factor = room.factor
    for i in range(size + (common > 0.0)):
        for j in range(i + 1):
            if j == size:
                left = room.means_of_squares[0] + common
            elif i == size:
                left = room.means_of_pairs[row[j]]
            else:
                left = room.means[row[i] | row[j]]
                if i == j:
                    left += room.precision[row[i]]
            whole = left
            for m in range(j):
                left -= factor[i, m] * factor[j, m]
            if i == j:
                if not left > 1e-12 * whole:
                    return False
                factor[i, i] = math.sqrt(left)
            else:
                factor[i, j] = left / factor[j, j]
    return True


@compiled
def solved(factor: Array, right: Array, size: int) -> None:
    """Solve in place with the factor."""
    for i in range(size):
        left = right[i]
        for m in range(i):
            left -= factor[i, m] * right[m]
        right[i] = left / factor[i, i]
    for i in range(size - 1, -1, -1):
        left = right[i]
        for m in range(i + 1, size):
            left -= factor[m, i] * right[m]
        right[i] = left / factor[i, i]


@compiled
def weighed(room: Room) -> None:
    """From the means by pattern in ``room.means`` to all three superset sums."""
    for x in range(len(room.means)):
        room.means_of_pairs[x] = room.pairs[x] * room.means[x]
        room.means_of_squares[x] = room.pairs[x] * room.means_of_pairs[x]
    superset_sums(room.means)
    superset_sums(room.means_of_pairs)
    superset_sums(room.means_of_squares)


@compiled
def first_guess(row: Array, size: int, common: float, room: Room, beta: Array) -> bool:
    """Parameters by one regression of the logarithms of the counts, into ``beta`` (the common one last)."""
    logs, logs_of_pairs = np.zeros(len(room.counts)), np.zeros(len(room.counts))
    room.means[0] = 0.0
    for x in range(1, len(room.counts)):
        room.means[x] = room.counts[x] + FIRST
        logs[x] = room.means[x] * math.log(room.means[x])
        logs_of_pairs[x] = logs[x] * room.pairs[x]
    superset_sums(logs)
    superset_sums(logs_of_pairs)
    weighed(room)
    if not factorised(row, size, common, room):
        return False
    for i in range(size):
        room.step[i] = logs[row[i]]
    room.step[size] = logs_of_pairs[0]
    solved(room.factor, room.step, size + (common > 0.0))
    beta[:] = 0.0
    for i in range(size):
        beta[row[i]] = room.step[i]
    beta[-1] = room.step[size] if common > 0.0 else 0.0
    return True


@compiled
def fill_means(beta: Array, room: Room) -> None:
    """The superset sums of the fitted means of the cells that can be seen."""
    room.means[:] = beta[:-1]
    bit = 1
    while bit < len(room.means):
        for at in range(len(room.means)):
            if at & bit:
                room.means[at] += room.means[at ^ bit]
        bit *= 2
    for x in range(1, len(room.means)):
        room.means[x] = math.exp(min(room.means[x] + beta[-1] * room.pairs[x], STEEPEST))
    room.means[0] = 0.0
    weighed(room)


@compiled
def climb(row: Array, size: int, common: float, room: Room, beta: Array) -> bool:
    """Newton from ``beta`` to the maximum, in place; ``room`` then holds means and factor. False: no end to it."""
    step, score = room.step, np.empty(size + 1)
    for _ in range(MOST_STEPS):
        fill_means(beta, room)
        if not factorised(row, size, common, room):
            return False
        for i in range(size):
            score[i] = room.sums[row[i]] - room.means[row[i]] - room.precision[row[i]] * beta[row[i]]
        score[size] = room.sums_of_pairs[0] - room.means_of_pairs[0] - common * beta[-1] if common > 0.0 else 0.0
        step[: size + 1] = score
        solved(room.factor, step, size + (common > 0.0))
        gain, longest = 0.0, LONGEST
        for i in range(size + 1):
            gain += score[i] * step[i]
            longest = max(longest, abs(step[i]))
        for i in range(size):
            beta[row[i]] += step[i] * LONGEST / longest
        beta[-1] += step[size] * LONGEST / longest
        if gain < GAIN:
            return True
    return False


@compiled
def judged(row: Array, size: int, common: float, room: Room, beta: Array) -> tuple[float, float]:
    """At the maximum: the variance of the logarithm of the unseen, and the logarithm of the model's evidence."""
    factor, first = room.factor, room.step
    evidence = -room.means[0]
    for i in range(size):
        own = room.precision[row[i]]
        evidence += beta[row[i]] * (room.sums[row[i]] - 0.5 * own * beta[row[i]]) - math.log(factor[i, i])
        if own > 0.0:
            evidence += 0.5 * math.log(own)
    if common > 0.0:
        evidence += beta[-1] * (room.sums_of_pairs[0] - 0.5 * common * beta[-1])
        evidence += 0.5 * math.log(common) - math.log(factor[size, size])
    variance = 0.0
    for i in range(size + (common > 0.0)):
        first[i] = 1.0 if i == 0 else 0.0
        for m in range(i):
            first[i] -= factor[i, m] * first[m]
        first[i] /= factor[i, i]
        variance += first[i] * first[i]
    return variance, evidence


@compiled
def prepared(counts: Array, precision: Array, width: int) -> Room:
    """The room for fits of at most ``width`` parameters and a common one."""
    size = len(counts)
    pairs = np.zeros(size)
    for x in range(size):
        on, left = 0, x
        while left:
            on, left = on + 1, left & (left - 1)
        pairs[x] = on * (on - 1) / 2
    sums, sums_of_pairs = counts.copy(), counts * pairs
    superset_sums(sums)
    superset_sums(sums_of_pairs)
    factor = np.zeros((width + 1, width + 1))
    means = (np.zeros(size), np.zeros(size), np.zeros(size))
    return Room(
        counts, sums, sums_of_pairs, pairs, precision, means[0], means[1], means[2], factor, np.zeros(width + 1)
    )


@compiled
def fit_penalised(rows: Array, parents: Array, counts: Array, precision: Array, common: float) -> Array:
    """By model of ``rows``: the logarithm of the unseen, its variance, the logarithm of the evidence; NaN where Newton fails.

    ``precision`` is of the prior, by set (0: no prior); ``common`` that of the common dependence (0: there is none). A
    model begins at the fit of its parent, which stands before it (-1: it has none).
    """
    width = rows.shape[1]
    room = prepared(counts, precision, width)
    betas = np.zeros((len(rows), len(counts) + 1))
    found = np.full((len(rows), 3), math.nan)
    for at in range(len(rows)):
        size = 0
        while size < width and rows[at, size] >= 0:
            size += 1
        row, beta, fitted = rows[at], betas[at], False
        if parents[at] >= 0 and not math.isnan(found[parents[at], 0]):
            beta[:] = betas[parents[at]]
            fitted = climb(row, size, common, room, beta)
        if not fitted and first_guess(row, size, common, room, beta):
            fitted = climb(row, size, common, room, beta)
        if fitted:
            found[at, 0] = beta[0]
            found[at, 1], found[at, 2] = judged(row, size, common, room, beta)
    return found
