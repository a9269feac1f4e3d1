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


class Met:
    """The distinct numbers of a column that comes in pieces, in the order in which they are first met."""

    def __init__(self) -> None:
        self.count = 0
        self._numbers = np.empty(0, np.int64)
        self._table = np.full(1, -1, np.int32)

    def places(self, values: Array) -> tuple[Array, Array]:
        """The place of each value of a piece, -1 for 0, and where in the piece those stand that were not met before."""
        most = self.count + len(values)
        if most > len(self._numbers):
            self._numbers = np.concatenate([self._numbers[: self.count], np.empty(most, np.int64)])
            self._table = np.full(1 << (2 * len(self._numbers)).bit_length(), -1, np.int32)
            met(self._numbers[: self.count].copy(), self._numbers, 0, self._table)
        places, new = met(values, self._numbers, self.count, self._table)
        self.count += len(new)
        return places, new


@compiled
def met(values: Array, numbers: Array, count: int, table: Array) -> tuple[Array, Array]:
    """The same, where ``numbers`` are ``count`` distinct ones with room for more, found by the slots of ``table``."""
    mask = len(table) - 1
    bits = 0
    while (1 << bits) < len(table):
        bits += 1
    places = np.empty(len(values), np.int32)
    new = np.empty(len(values), np.int64)
    fresh = 0
    for at in range(len(values)):
        value = values[at]
        if value == 0:
            places[at] = -1
            continue
        slot = ((value * _SPREAD) >> (64 - bits)) & mask
        while table[slot] >= 0 and numbers[table[slot]] != value:
            slot = (slot + 1) & mask
        if table[slot] < 0:
            table[slot] = count + fresh
            numbers[count + fresh] = value
            new[fresh] = at
            fresh += 1
        places[at] = table[slot]
    return places, new[:fresh].copy()


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
