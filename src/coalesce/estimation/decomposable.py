"""A second opinion without choosing: the Bayesian average over all decomposable graphs of the lists (3 to 5 of them).

Madigan and York, "Bayesian methods for estimation of the size of a closed population", Biometrika 84 (1997). Every
graph that can be decomposed says which lists depend on each other; its cells have a hyper-Dirichlet prior with
``delta`` for each of the 2^k cells; all graphs but the complete one, which leaves the unseen to the prior, weigh the same.

Invariant: no bound on the unseen is asked for. With the prior 1/N, a graph's weight falls off as a power of the unseen
that is known (``_fall``): whole numbers are summed one by one at first, then on a grid of even steps in the logarithm,
and what lies beyond ``reach`` is added in closed form. The totals are people, seen and unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from coalesce.errors import BadInput
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

Floats = NDArray[np.float64]
ONE_BY_ONE = 1_000
"""The unseen up to here are summed one by one."""
FINEST, COARSEST = 1e-4, 1e-2
"""Steps in the logarithm of the unseen beyond that: a quarter of the narrowest posterior, within these."""
LISTS = range(3, 6)


@dataclass(frozen=True, slots=True)
class GraphWeight:
    """One graph: its cliques written ``[12,13,4]``, its posterior probability, and the median total under it."""

    cliques: str
    probability: float
    total: float


@dataclass(frozen=True, slots=True)
class GraphAverage:
    """The posterior of the total over all graphs; ``beyond`` is the probability that lies past the grid's end."""

    total: float
    interval80: Interval
    interval95: Interval
    graphs: tuple[GraphWeight, ...]
    beyond: float


def graph_average(table: CaptureTable, delta: float | None = None, reach: float = 1e5) -> GraphAverage:
    """The posterior median of all people with its 80 and 95 % intervals, and the graphs, most probable first.

    ``delta`` None is 2^-k, as much prior weight as one person. The grid goes up to ``reach`` times the people seen.
    Raises BadInput for fewer than 3 or more than 5 lists, for nobody seen, and for a delta that is not above 0.
    """
    k, seen = len(table.lists), table.n_observed
    if k not in LISTS:
        raise BadInput(f"an average over graphs needs 3 to 5 lists, not {k}")
    delta = 2.0**-k if delta is None else delta
    if seen == 0 or not delta > 0:
        raise BadInput("an average over graphs needs somebody seen and a delta above 0")
    factors, names = _graphs(k)
    unseen, spans = _grid(seen, reach)
    logs = factors @ _margins(table, unseen, delta) + _rise(unseen + 1, float(seen)) - np.log(unseen + seen)
    falls = _fall(table, factors, delta)
    past = logs[:, -1] + np.log(unseen[-1] / (falls - 1))
    top = max(float(logs.max()), float(past.max()))
    mass = np.exp(logs - top) * spans
    tails = np.exp(past - top)
    each = mass.sum(axis=1) + tails
    share, beyond = each / each.sum(), float(tails.sum() / each.sum())
    order = np.argsort(-share, kind="stable")
    graphs = tuple(
        GraphWeight(names[g], float(share[g]), seen + _quantile(unseen, mass[g], each[g], 0.5)) for g in order
    )
    low, least, middle, most, high = (
        seen + _quantile(unseen, mass.sum(axis=0), float(each.sum()), at) for at in (0.025, 0.1, 0.5, 0.9, 0.975)
    )
    return GraphAverage(middle, Interval(0.80, least, most), Interval(0.95, low, high), graphs, beyond)


def _grid(seen: int, reach: float) -> tuple[Floats, Floats]:
    """The unseen, and how many whole numbers each stands for."""
    step = min(max(0.25 / seen**0.5, FINEST), COARSEST)
    last = max(float(seen) * reach, 10.0 * ONE_BY_ONE)
    far = ONE_BY_ONE * np.exp(np.arange(0, np.log(last / ONE_BY_ONE) + step, step))
    spans = step * far
    spans[0] = (spans[0] + 1) / 2  # half a whole number's weight on its left, half a step on its right
    spans[-1] /= 2
    return np.concatenate([np.arange(ONE_BY_ONE, dtype=np.float64), far]), np.concatenate([np.ones(ONE_BY_ONE), spans])


def _rise(start: Floats, by: float) -> Floats:
    """log Gamma(start + by) - log Gamma(start), without the loss of figures that the difference has where start is large."""
    near = start < ONE_BY_ONE
    large = np.where(near, float(ONE_BY_ONE), start)
    more = large + by
    far = (more - 0.5) * np.log1p(by / large) + by * np.log(large) - by + (1 / more - 1 / large) / 12
    far -= (more**-3.0 - large**-3.0) / 360
    return np.where(near, gammaln(start + by) - gammaln(start), far)


def _folded(table: CaptureTable, subset: int) -> tuple[list[int], int]:
    """The counts by pattern on the lists of the subset, those on none of them apart (without the unseen)."""
    counts: dict[int, int] = {}
    for pattern, count in enumerate(table.counts):
        counts[pattern & subset] = counts.get(pattern & subset, 0) + count
    return [count for pattern, count in counts.items() if pattern], counts[0]


def _margins(table: CaptureTable, unseen: Floats, delta: float) -> Floats:
    """By subset of lists and unseen: the log of the Dirichlet-multinomial likelihood of the table folded onto it."""
    k, seen = len(table.lists), table.n_observed
    out = np.zeros((1 << k, len(unseen)))
    for subset in range(1, 1 << k):
        cell = delta * 2.0 ** (k - subset.bit_count())
        counts, rest = _folded(table, subset)
        fixed = sum(float(gammaln(count + cell) - gammaln(cell)) for count in counts) - float(gammaln(cell))
        fixed += float(gammaln(delta * 2**k))
        out[subset] = fixed - _rise(unseen + rest + cell, seen - rest + delta * 2**k - cell)
    return out


def _fall(table: CaptureTable, factors: Floats, delta: float) -> Floats:
    """By graph: the power at which its weight falls off with the unseen. Always above 1: the weights can be summed.

    A margin S falls off with the people on its lists and their prior; the factor (N! / unseen!) / N rises with seen - 1.
    For a graph the former sum to at least the people seen (each person is counted in a clique and taken away in fewer
    separators) and a positive prior.
    """
    k = len(table.lists)
    power = np.zeros(1 << k)
    for subset in range(1, 1 << k):
        power[subset] = sum(_folded(table, subset)[0]) + delta * (2**k - 2.0 ** (k - subset.bit_count()))
    return np.asarray(factors @ power - table.n_observed + 1, dtype=np.float64)


def _quantile(unseen: Floats, mass: Floats, whole: float, at: float) -> float:
    """The unseen below which the share ``at`` of the mass lies; past the grid's end, that end."""
    return float(unseen[min(int(np.searchsorted(np.cumsum(mass), at * whole)), len(unseen) - 1)])


@cache
def _graphs(k: int) -> tuple[Floats, tuple[str, ...]]:
    """Of every decomposable graph but the complete one: how often each subset of lists is a factor (a clique counts 1,
    a separator -1), and its cliques in words."""
    edges = [1 << i | 1 << j for i, j in combinations(range(k), 2)]
    rows, names = [], []
    for graph in range((1 << len(edges)) - 1):
        chosen = [edge for at, edge in enumerate(edges) if graph >> at & 1]
        row = _factors(k, chosen)
        if row is not None:
            rows.append(row)
            cliques = [subset for subset in range(1, 1 << k) if row[subset] > 0]
            words = ["".join(str(i + 1) for i in range(k) if subset >> i & 1) for subset in cliques]
            names.append("[" + ",".join(sorted(words, key=lambda word: (-len(word), word))) + "]")
    return np.array(rows), tuple(names)


def _factors(k: int, edges: list[int]) -> Floats | None:
    """The factors of a graph by taking away a list whose neighbours all know each other, again and again; None where there
    is none: the graph cannot be decomposed."""
    row = np.zeros(1 << k)
    left = (1 << k) - 1
    while left:
        for i in range(k):
            beside = 0
            for edge in edges:
                beside |= edge & left if edge >> i & 1 and edge & left == edge else 0
            beside &= ~(1 << i)
            pairs = (1 << a | 1 << b for a, b in combinations(range(k), 2) if beside >> a & 1 and beside >> b & 1)
            if left >> i & 1 and all(pair in edges for pair in pairs):
                row[beside | 1 << i] += 1
                row[beside] -= 1
                left &= ~(1 << i)
                break
        else:
            return None
    row[0] = 0
    return row
