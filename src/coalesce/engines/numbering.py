"""Long columns of 64-bit numbers, those that recur put into small ones: what sorting would tell, without sorting.

Invariant: equal numbers get one place, others other places, in the order in which they are first met.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled

Array = NDArray[Any]

_SPREAD = -7046029254386353131
"""2^64 divided by the golden ratio, as a signed number (Knuth, The Art of Computer Programming, vol. 3, 6.4)."""


@compiled
def numbered(values: Array) -> tuple[Array, Array]:
    """The place of each value among the distinct ones, and where each of those is first met."""
    bits = 4
    while (1 << bits) < 2 * len(values):
        bits += 1
    table = np.full(1 << bits, -1, np.int32)
    places = np.empty(len(values), np.int32)
    first = np.empty(len(values), np.int32)
    count = 0
    for at in range(len(values)):
        value = values[at]
        slot = ((value * _SPREAD) >> (64 - bits)) & ((1 << bits) - 1)
        while table[slot] >= 0 and values[first[table[slot]]] != value:
            slot = (slot + 1) & ((1 << bits) - 1)
        if table[slot] < 0:
            table[slot] = count
            first[count] = at
            count += 1
        places[at] = table[slot]
    return places, first[:count].copy()


@compiled
def recurring(values: Array) -> Array:
    """Whether each value may stand in the column again: never False of one that does, and seldom True of another."""
    bits = 4
    while (1 << bits) < 4 * len(values):
        bits += 1
    seen = np.zeros(1 << bits, np.uint8)
    for value in values:
        slot = ((value * _SPREAD) >> (64 - bits)) & ((1 << bits) - 1)
        seen[slot] = min(seen[slot] + 1, 2)
    kept = np.empty(len(values), np.bool_)
    for at in range(len(values)):
        kept[at] = seen[((values[at] * _SPREAD) >> (64 - bits)) & ((1 << bits) - 1)] > 1
    return kept
