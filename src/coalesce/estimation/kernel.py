"""Fitting Poisson log-linear models to capture tables, compiled: the loops that run millions of times.

Promise: the maximum of the likelihood over the cells that somebody could see, by Newton steps. A set of lists is a bit
mask; for a model whose interactions are the sets s, the logarithm of a cell's mean is the sum of the parameters of the
subsets of its pattern. Score and information are then superset sums of the counts and of the fitted means: for sets s, t
the information is the sum over the cells that hold both, which is one number of ``superset_sums`` at ``s | t``. One
transform of K 2^K additions a step, and a Cholesky factor, are all that a fit costs.

A set of the model that nobody shows has its parameter at minus infinity, and every cell that holds it a mean of 0:
extended maximum likelihood (Chan, Silverman and Vincent 2021; Fienberg and Rinaldo 2012, section 4).

Everything compiled of fitting stands in this file alone: numba keeps machine code by the file of the caller, and would not
notice a change in another file. Here no total is judged: ``existence`` says which models have one.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled

Array = NDArray[Any]

MOST_STEPS = 80
"""Newton needs 4 to 10 steps where the maximum exists; more means that it does not, or that numbers overflow."""

SMALL = 1e-300
FIRST = 0.5
"""Added to each count for the weights of the first step, so that empty cells have a logarithm."""


class Cells(NamedTuple):
    """One table, ready for fitting: ``counts`` by pattern, ``sums`` their superset sums (people on all lists of a set)."""

    counts: Array
    sums: Array
    lists: int


class Room(NamedTuple):
    """Where a fit works: arrays of 2^lists, and a square one of as many parameters as any model has."""

    mean: Array
    factor: Array
    score: Array
    step: Array


@compiled
def copy_into(to: Array, values: Array) -> None:
    """Copy, as a loop: numba takes seconds to compile an assignment of slices."""
    for at in range(len(values)):
        to[at] = values[at]


@compiled
def subset_sums(values: Array, lists: int) -> None:
    """In place: each set's value becomes the sum over its subsets."""
    for which in range(lists):
        bit = 1 << which
        for block in range(0, len(values), 2 * bit):
            for at in range(block, block + bit):
                values[at + bit] += values[at]


@compiled
def superset_sums(values: Array, lists: int) -> None:
    """In place: each set's value becomes the sum over the sets that hold it."""
    for which in range(lists):
        bit = 1 << which
        for block in range(0, len(values), 2 * bit):
            for at in range(block, block + bit):
                values[at] += values[at + bit]


@compiled
def solve(factor: Array, right: Array, size: int) -> bool:
    """Solve in place by Cholesky; the lower triangle of ``factor`` holds the matrix. False where it is not positive."""
    for j in range(size):
        pivot = factor[j, j]
        for m in range(j):
            pivot -= factor[j, m] * factor[j, m]
        if not pivot > factor[j, j] * 1e-14 or not pivot > SMALL:
            return False
        root = math.sqrt(pivot)
        factor[j, j] = root
        for i in range(j + 1, size):
            left = factor[i, j]
            for m in range(j):
                left -= factor[i, m] * factor[j, m]
            factor[i, j] = left / root
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
    return True


@compiled
def newton_step(sets: Array, size: int, mean: Array, room: Room) -> bool:
    """The step from the score in ``room.step`` and the superset sums in ``mean``, in place. False: no such step."""
    for i in range(size):
        for j in range(i + 1):
            room.factor[i, j] = mean[sets[i] | sets[j]]
    return bool(solve(room.factor, room.step, size))


@compiled
def first_guess(sets: Array, size: int, cells: Cells, beta: Array, room: Room) -> bool:
    """Parameters from one weighted regression of the logarithms of the counts; the sets left out stand in ``beta``."""
    weighted, mean = room.score, room.mean
    copy_into(mean, beta)
    subset_sums(mean, cells.lists)
    for x in range(1, len(mean)):
        weight = cells.counts[x] + FIRST if mean[x] > -math.inf else 0.0
        mean[x] = weight
        weighted[x] = weight * math.log(weight) if weight > 0.0 else 0.0
    mean[0] = weighted[0] = 0.0
    superset_sums(mean, cells.lists)
    superset_sums(weighted, cells.lists)
    for i in range(size):
        room.step[i] = weighted[sets[i]]
    if not newton_step(sets, size, mean, room):
        return False
    for i in range(size):
        beta[sets[i]] = room.step[i]
    return True


@compiled
def margins(sets: Array, size: int, cells: Cells, beta: Array, mean: Array) -> float:
    """Fill ``mean`` with the superset sums of the fitted means; gives the log-likelihood, less what the counts fix."""
    copy_into(mean, beta)
    subset_sums(mean, cells.lists)
    for x in range(1, len(mean)):
        mean[x] = math.exp(mean[x])
    mean[0] = 0.0
    superset_sums(mean, cells.lists)
    height = -mean[0]
    for i in range(size):
        height += beta[sets[i]] * cells.sums[sets[i]]
    return float(height)


@compiled
def climb(sets: Array, size: int, cells: Cells, beta: Array, room: Room, tolerance: float) -> bool:
    """Newton from ``beta`` to the maximum, in place; a step that climbs down is halved. False: there was no end to it."""
    mean, last, scale = room.mean, -math.inf, 1.0
    for _ in range(MOST_STEPS):
        height = margins(sets, size, cells, beta, mean)
        if math.isnan(height):
            return False
        if height < last - 1e-9 * (1.0 + abs(last)):
            scale *= 0.5
            for i in range(size):
                beta[sets[i]] -= scale * room.score[i]
            continue
        last, scale, gain = height, 1.0, 0.0
        for i in range(size):
            room.step[i] = cells.sums[sets[i]] - mean[sets[i]]
            room.score[i] = room.step[i]
        if not newton_step(sets, size, mean, room):
            return False
        for i in range(size):
            gain += room.score[i] * room.step[i]
            beta[sets[i]] += room.step[i]
            room.score[i] = room.step[i]  # what a halving takes back
        if gain < tolerance:
            return True
    return False


@compiled
def deviance(cells: Cells, beta: Array, mean: Array) -> float:
    """Twice the log-likelihood that the saturated model has more; ``mean`` is filled with the fitted means."""
    copy_into(mean, beta)
    subset_sums(mean, cells.lists)
    total = 0.0
    for x in range(1, len(mean)):
        count, log_mean = cells.counts[x], mean[x]
        mean[x] = math.exp(log_mean)
        total += mean[x] - count
        if count > 0.0:
            total += count * (math.log(count) - log_mean)
    return 2.0 * total


@compiled
def fit(row: Array, cells: Cells, beta: Array, room: Room, options: tuple[bool, float]) -> tuple[float, float]:
    """Fit the model of the sets in ``row`` (ended by -1; the first is the empty set). Gives (unseen people, deviance).

    ``options``: whether to start from ``beta``, and when to stop: at a step that gains less log-likelihood than this.
    Both answers are NaN where Newton finds no maximum. ``beta`` then holds the parameters, minus infinity for a set that
    nobody shows and 0 for one outside the model.
    """
    warm, tolerance = options
    sets = np.empty(len(row), np.int64)
    for attempt in range(2):
        size = 0
        if attempt or not warm:
            beta[:] = 0.0
        for at in range(len(row)):
            if row[at] < 0:
                break
            if cells.sums[row[at]] > 0.0:
                sets[size] = row[at]
                size += 1
                if beta[row[at]] == -math.inf:  # nobody showed it in the table that the start is from
                    beta[row[at]] = 0.0
            else:
                beta[row[at]] = -math.inf
        cold = bool(attempt) or not warm
        if cold and not first_guess(sets, size, cells, beta, room):
            break
        if climb(sets, size, cells, beta, room, tolerance):
            return math.exp(beta[0]), deviance(cells, beta, room.mean)
        if cold:
            break
    return math.nan, math.nan


@compiled
def fit_rows(rows: Array, parents: Array, usable: Array, counts: Array, tolerance: float) -> tuple[Array, Array, Array]:
    """Fit each usable model of ``rows`` to one table: unseen people, deviance (NaN where there is none), parameters.

    A model begins at the fit of its parent (the same without one interaction), which stands before it.
    """
    lists = 0
    while 1 << lists < len(counts):
        lists += 1
    sums = counts.copy()
    superset_sums(sums, lists)
    cells = Cells(counts, sums, lists)
    size = len(counts)
    width = rows.shape[1]
    room = Room(np.empty(size), np.empty((width, width)), np.empty(size), np.empty(size))
    betas = np.zeros((len(rows), size))
    unseen, deviances = np.full(len(rows), math.nan), np.full(len(rows), math.nan)
    for at in range(len(rows)):
        if not usable[at]:
            continue
        parent = parents[at]
        warm = parent >= 0 and not math.isnan(unseen[parent])
        if warm:
            copy_into(betas[at], betas[parent])
        unseen[at], deviances[at] = fit(rows[at], cells, betas[at], room, (warm, tolerance))
    return unseen, deviances, betas
