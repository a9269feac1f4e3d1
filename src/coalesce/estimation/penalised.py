"""Penalised fits of many log-linear models to one table, compiled: what an average over models is made of.

Promise: for each model the maximum of the Poisson likelihood times a normal prior with mean 0 on every interaction, and
Laplace's approximation to the model's evidence there. A list's own effect and the logarithm of the unseen have no prior.
The maximum exists wherever every list shows somebody and somebody is on two lists: no model needs to be left out, and
lists that do not overlap are no special case.

A model may hold one *common* dependence besides its interactions: the same log odds ratio between any two lists, as where
some people are easier to see than others whatever the list. Its column is the number of pairs of lists that a person is on.

Counts may carry noise of a known size (``fit_noised``): then a count is a Poisson number and a Gaussian error, the number
is summed over, and what a maximum needs of a cell is the mean and the variance of the number given what was told (Louis
1982, JRSS B 44:226): the mean less the fitted one is the score, the fitted mean less the variance the information.

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
FAINT = 1e-13
"""Terms of a sum that are smaller than this share of it are left out."""
STEEPEST = 50.0
"""A logarithm of a mean above this is not reached on the way to a maximum: counts are below 10^18."""


class Room(NamedTuple):
    """The table and the prior, and where a fit works.

    ``pairs`` is the number of pairs of lists by pattern; ``means`` the fitted means, ``means_of_pairs`` and
    ``means_of_squares`` these times the pairs once and twice, all as superset sums. ``sums`` and ``sums_of_pairs`` are
    the same of the counts. ``precision`` is of the prior, by set. Where ``noise``, the variance of the counts' error, is above
    0, ``sums`` and ``means`` are made anew with the fitted means: of working counts and of weights, whose difference is the
    score and the second of which is the information; ``expected`` and ``spread`` are mean and variance of the number behind
    each count, and ``height`` the logarithm of the likelihood.
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
    noise: float
    expected: Array
    spread: Array
    height: Array


@compiled
def behind(count: float, mean: float, noise: float) -> tuple[float, float, float]:
    """Of the number behind a noised count, Poisson about ``mean``: its mean, its variance, and the logarithm of the count's
    likelihood, less what is the same for all means. Summed outwards from the likeliest number.
    """
    log_mean = math.log(mean)
    top = math.log(max(count, mean))
    for _ in range(MOST_STEPS):  # convex and from above: Newton comes down to the root
        number = math.exp(top)
        by = (number + noise * (top - log_mean) - count) / (number + noise)
        top -= by
        if by < 1e-3:
            break
    mode = math.floor(math.exp(top))
    shrinks = math.exp(-1.0 / noise)
    whole, first, second = 1.0, 0.0, 0.0
    term, ratio, steps = 1.0, math.exp((2.0 * (count - mode) - 1.0) / (2.0 * noise)), 0.0
    while term > FAINT * whole or steps < 2.0:
        steps += 1.0
        term *= mean / (mode + steps) * ratio
        ratio *= shrinks
        whole, first, second = whole + term, first + steps * term, second + steps * steps * term
    term, ratio, steps = 1.0, math.exp(-(2.0 * (count - mode) + 1.0) / (2.0 * noise)), 0.0
    while steps < mode and (term > FAINT * whole or steps < 2.0):
        term *= (mode - steps) / mean * ratio
        steps += 1.0
        ratio *= shrinks
        whole, first, second = whole + term, first - steps * term, second + steps * steps * term
    first, second = first / whole, second / whole
    height = mode * log_mean - math.lgamma(mode + 1.0) - mean - (count - mode) ** 2 / (2.0 * noise) + math.log(whole)
    return mode + first, second - first * first, height


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
        room.means[x] = max(room.counts[x], 0.3 * math.sqrt(room.noise)) + FIRST
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
def look_behind(room: Room, sharp: bool) -> None:
    """From the fitted means in ``room.means``, by pattern, to weights there and working counts in ``room.sums``.

    ``sharp``: the weights are the information itself. Far from a maximum that may be below 0, and on the way there a weight
    is at least what the count would tell if all were normal.
    """
    room.height[0] = room.sums[0] = 0.0
    for x in range(1, len(room.counts)):
        mean = room.means[x]
        room.expected[x], room.spread[x], height = behind(room.counts[x], mean, room.noise)
        room.height[0] += height
        weight = mean - room.spread[x]
        if not sharp:
            weight = max(weight, mean * mean / (mean + room.noise))
        room.sums[x] = room.expected[x] - mean + weight
        room.means[x] = weight
    for x in range(len(room.counts)):
        room.sums_of_pairs[x] = room.pairs[x] * room.sums[x]
    superset_sums(room.sums)
    superset_sums(room.sums_of_pairs)


@compiled
def fill_means(beta: Array, room: Room, sharp: bool) -> None:
    """The superset sums of the fitted means of the cells that can be seen (with noise: of their weights)."""
    room.means[:] = beta[:-1]
    bit = 1
    while bit < len(room.means):
        for at in range(len(room.means)):
            if at & bit:
                room.means[at] += room.means[at ^ bit]
        bit *= 2
    for x in range(1, len(room.means)):
        room.means[x] = math.exp(max(min(room.means[x] + beta[-1] * room.pairs[x], STEEPEST), -STEEPEST))
    room.means[0] = 0.0
    if room.noise > 0.0:
        look_behind(room, sharp)
    weighed(room)


@compiled
def climb(row: Array, size: int, common: float, room: Room, beta: Array) -> bool:
    """Newton from ``beta`` to the maximum, in place; ``room`` then holds means and factor. False: no end to it."""
    step, score = room.step, np.empty(size + 1)
    for _ in range(MOST_STEPS):
        fill_means(beta, room, False)
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
def sets_of(row: Array) -> int:
    """How many sets a row of models names before its -1."""
    size = 0
    while size < len(row) and row[size] >= 0:
        size += 1
    return size


@compiled
def reached(row: Array, size: int, common: float, room: Room, beta: Array, warm: bool) -> bool:
    """The maximum, from ``beta`` where that is ``warm``, else or if that fails from a first guess. False: none was found."""
    if warm and climb(row, size, common, room, beta):
        return True
    return first_guess(row, size, common, room, beta) and climb(row, size, common, room, beta)


@compiled
def sharpened(row: Array, size: int, common: float, room: Room, beta: Array) -> bool:
    """The factor of the information itself at a maximum with noise. False: it is no maximum."""
    fill_means(beta, room, True)
    return factorised(row, size, common, room)


@compiled
def judged(row: Array, size: int, common: float, room: Room, beta: Array) -> tuple[float, float]:
    """At the maximum: the variance of the logarithm of the unseen, and the logarithm of the model's evidence."""
    factor, first = room.factor, room.step
    known = room.noise == 0.0
    evidence = -room.means[0] if known else room.height[0]
    for i in range(size):
        own = room.precision[row[i]]
        evidence -= 0.5 * own * beta[row[i]] ** 2 + math.log(factor[i, i])
        if known:
            evidence += beta[row[i]] * room.sums[row[i]]
        if own > 0.0:
            evidence += 0.5 * math.log(own)
    if common > 0.0:
        evidence -= 0.5 * common * beta[-1] ** 2
        if known:
            evidence += beta[-1] * room.sums_of_pairs[0]
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
def seen_of(row: Array, size: int, common: float, room: Room) -> tuple[float, float, float]:
    """At the maximum, of the people behind noised counts: how many they are, with what variance, and its covariance with the
    logarithm of the unseen. ``room`` is spent by it.
    """
    many, variance, moved = 0.0, 0.0, room.step
    for x in range(len(room.counts)):
        many += room.expected[x]
        variance += room.spread[x]
        room.means[x] = room.spread[x]
    weighed(room)
    for i in range(size):
        moved[i] = room.means[row[i]]
    moved[size] = room.means_of_pairs[0]
    solved(room.factor, moved, size + (common > 0.0))
    for i in range(size):
        variance += moved[i] * room.means[row[i]]
    if common > 0.0:
        variance += moved[size] * room.means_of_pairs[0]
    return many, variance, moved[0]


@compiled
def prepared(counts: Array, precision: Array, width: int, noise: float) -> Room:
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
    step, expected, spread, height = np.zeros(width + 1), np.zeros(size), np.zeros(size), np.zeros(1)
    return Room(
        counts, sums, sums_of_pairs, pairs, precision, means[0], means[1], means[2], factor, step,
        noise, expected, spread, height,
    )  # fmt: skip


@compiled
def fit_penalised(rows: Array, parents: Array, counts: Array, precision: Array, common: float) -> Array:
    """By model of ``rows``: the logarithm of the unseen, its variance, the logarithm of the evidence; NaN where Newton fails.

    ``precision`` is of the prior, by set (0: no prior); ``common`` that of the common dependence (0: there is none). A
    model begins at the fit of its parent, which stands before it (-1: it has none).
    """
    room = prepared(counts, precision, rows.shape[1], 0.0)
    betas = np.zeros((len(rows), len(counts) + 1))
    found = np.full((len(rows), 3), math.nan)
    for at in range(len(rows)):
        row, beta, size = rows[at], betas[at], sets_of(rows[at])
        warm = parents[at] >= 0 and not math.isnan(found[parents[at], 0])
        if warm:
            beta[:] = betas[parents[at]]
        if reached(row, size, common, room, beta, warm):
            found[at, 0] = beta[0]
            found[at, 1], found[at, 2] = judged(row, size, common, room, beta)
    return found


@compiled
def fit_noised(rows: Array, parents: Array, told: tuple[Array, float], precision: Array, common: float) -> Array:
    """The same for counts with an error: ``told`` are the counts, below 0 as they may be, and the error's variance, above 0.

    Further columns: the people seen, their variance, its covariance with the logarithm of the unseen; then, by pattern, the
    number that is expected behind each count.
    """
    counts, noise = told
    room = prepared(counts, precision, rows.shape[1], noise)
    betas = np.zeros((len(rows), len(counts) + 1))
    found = np.full((len(rows), 6 + len(counts)), math.nan)
    for at in range(len(rows)):
        row, beta, size = rows[at], betas[at], sets_of(rows[at])
        warm = parents[at] >= 0 and not math.isnan(found[parents[at], 0])
        if warm:
            beta[:] = betas[parents[at]]
        if reached(row, size, common, room, beta, warm) and sharpened(row, size, common, room, beta):
            found[at, 0] = beta[0]
            found[at, 1], found[at, 2] = judged(row, size, common, room, beta)
            found[at, 6:] = room.expected
            found[at, 3], found[at, 4], found[at, 5] = seen_of(row, size, common, room)
    return found
