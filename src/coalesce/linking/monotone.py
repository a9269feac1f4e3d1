"""Levels whose weight rises: neighbours out of order are pooled.

Invariant: each level keeps its m; its weight is that of the pool it is in, and no level weighs less than the one below.

Source: pool adjacent violators (Ayer et al. 1955, An empirical distribution function for sampling with incomplete information).
"""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[float, float]


def rising(pairs: Sequence[Pair]) -> list[Pair]:
    """(m, u) of levels 0, 1, ...: pooled until m / u rises; each pool shares its ratio, m and u as before summed."""
    pools: list[list[int]] = []
    for level in range(len(pairs)):
        pools.append([level])
        while len(pools) > 1 and _ratio(pairs, pools[-2]) >= _ratio(pairs, pools[-1]):
            last = pools.pop()
            pools[-1] += last
    out = list(pairs)
    for pool in pools:
        for level in pool:
            m = pairs[level][0]
            out[level] = (m, min(m / _ratio(pairs, pool), 1.0))
    return out


def _ratio(pairs: Sequence[Pair], pool: list[int]) -> float:
    return sum(pairs[level][0] for level in pool) / sum(pairs[level][1] for level in pool)
