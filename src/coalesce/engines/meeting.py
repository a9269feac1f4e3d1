"""Which records meet: those that have a blocking key in common.

Invariant: two records meet if and only if a key number stands in both; keys that one record alone has are let go.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coalesce.engines.gathering import Gathered
from coalesce.engines.kernel import Meeting


def meeting_of(gathered: Gathered, order: NDArray[np.int64]) -> Meeting:
    """The groups of records under each key that at least two have; ``order`` is that of the record ids."""
    starts, numbers = gathered.keys
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    owner = np.repeat(np.arange(len(order), dtype=np.int32), np.diff(starts))
    by_key = np.argsort(numbers)
    told = numbers[by_key]
    first = np.ones(len(told), dtype=bool)
    np.not_equal(told[1:], told[:-1], out=first[1:])
    del told
    begins = np.flatnonzero(first)
    del first
    sizes = np.diff(np.append(begins, len(by_key)))
    shared = sizes > 1
    groups = np.full(len(by_key), -1, dtype=np.int32)
    kept = by_key[np.repeat(shared, sizes)]
    del by_key
    sizes = sizes[shared]
    group = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    groups[kept] = group
    # A group and a rank in one number: sorted, each group's records stand in the order of their ids.
    placed = group.astype(np.int64) << 32 | rank[owner[kept]]
    del kept, owner, group
    placed.sort()
    placed &= 0xFFFFFFFF
    ends = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=ends[1:])
    return Meeting(starts, groups, ends, order.astype(np.int32)[placed], gathered.part, rank)
