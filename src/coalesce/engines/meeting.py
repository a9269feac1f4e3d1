"""Which records meet: those that have a blocking key in common.

Invariant: two records meet if and only if a key number stands in both; keys that one record alone has are let go. The
groups and their order depend on the keys and the order of the ids alone, not on how many threads find them.

Key numbers are hashes, so their first bits part them evenly: keys are put into drawers by these, and equal ones found
drawer by drawer, each of which fits into a processor's cache.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled
from coalesce.engines.gathering import Ragged
from coalesce.engines.numbering import numbered

Array = NDArray[Any]

DRAWER_BITS = 9
DRAWER_ROOM = 1 << 14
"""Keys of a drawer, about; of fewer keys there are fewer drawers."""


class Meeting(NamedTuple):
    """Who meets whom: the records of group g are ``members[ends[g]:ends[g + 1]]``, at least two, by their places in
    the order of ids, which rise.
    """

    ends: Array
    members: Array


def meeting_of(keys: Ragged, order: NDArray[np.int64], threads: int = 1) -> Meeting:
    """The groups of records under each key that at least two have; ``order`` is that of the record ids."""
    bits = min(DRAWER_BITS, (len(keys.numbers) // DRAWER_ROOM).bit_length())
    spans = list(pairwise(np.linspace(0, len(order), threads + 1, dtype=np.int64).tolist()))
    with ThreadPoolExecutor(threads) as pool:
        counts = np.array(list(pool.map(lambda span: counted(*keys, order, span, bits), spans)))
        # Where each span begins in each drawer: behind the drawers before it, and behind the spans before its own.
        ends = np.cumsum(counts.T.reshape(-1)).reshape(counts.T.shape).T
        begins, edges = np.ascontiguousarray(ends - counts), np.concatenate([[0], ends[-1]])
        numbers, owners = np.empty(len(keys.numbers), np.int64), np.empty(len(keys.numbers), np.int32)
        drawn = (numbers, owners)
        list(pool.map(lambda span, at: scattered(*keys, order, (*span, bits), at, drawn), spans, begins))
        drawers = pairwise(edges.tolist())
        found = list(pool.map(lambda drawer: grouped(numbers[slice(*drawer)], owners[slice(*drawer)]), drawers))
    sizes = np.concatenate([sizes for _, sizes in found])
    return Meeting(np.concatenate([[0], np.cumsum(sizes)]), np.concatenate([members for members, _ in found]))


@compiled
def counted(starts: Array, numbers: Array, order: Array, span: tuple[int, int], bits: int) -> Array:
    """How many keys of the records of a span belong in each drawer."""
    counts = np.zeros(1 << bits, np.int64)
    for rank in range(span[0], span[1]):
        for at in range(starts[order[rank]], starts[order[rank] + 1]):
            counts[(numbers[at] >> (64 - bits)) & ((1 << bits) - 1) if bits else 0] += 1
    return counts


@compiled
def scattered(starts: Array, numbers: Array, order: Array, span: tuple[int, int, int], at: Array, out: Any) -> None:
    """Put the keys of the records of a span into the drawers, from ``at`` on, with the record beside each."""
    drawn, owners = out
    bits = span[2]
    for rank in range(span[0], span[1]):
        for k in range(starts[order[rank]], starts[order[rank] + 1]):
            drawer = (numbers[k] >> (64 - bits)) & ((1 << bits) - 1) if bits else 0
            drawn[at[drawer]], owners[at[drawer]] = numbers[k], rank
            at[drawer] += 1


@compiled
def grouped(numbers: Array, owners: Array) -> tuple[Array, Array]:
    """The members of each key that several have, one group behind the other, and the sizes of the groups."""
    places, first = numbered(numbers)
    sizes = np.zeros(len(first), np.int64)
    for place in places:
        sizes[place] += 1
    at = np.empty(len(first), np.int64)
    groups, total = 0, 0
    for place in range(len(first)):
        at[place] = total if sizes[place] > 1 else -1
        if sizes[place] > 1:
            total += sizes[place]
            sizes[groups] = sizes[place]
            groups += 1
    members = np.empty(total, np.int32)
    for k in range(len(numbers)):
        if at[places[k]] >= 0:
            members[at[places[k]]] = owners[k]
            at[places[k]] += 1
    return members, sizes[:groups].copy()
