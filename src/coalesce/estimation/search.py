"""The best models of one table without fitting all of them, compiled: for thousands of resampled tables.

Promise: every usable model whose BIC is within ``window`` of the best usable one is fitted, and the best is the best of
all. A model is passed over only where it cannot be: its deviance is at least that of each model that contains it, and a
parameter costs log(people) whatever it brings. Models are met from the largest down, so that such bounds are known.

Invariant: ``BUILT_ON`` is the digest of the two files whose compiled functions are called here. Numba keeps machine code
by the file of the caller alone: whoever changes those files must change this one, and a test says so.
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled
from coalesce.estimation.existence import GOOD, check
from coalesce.estimation.kernel import Cells, Room, copy_into, fit, superset_sums

Array = NDArray[Any]

BUILT_ON = "5dfb41b8d792c166"


class Known(NamedTuple):
    """What stays the same for all tables: the models, in the order of their space, where their fits begin, and which of
    them were best before.
    """

    rows: Array
    larger: Array
    parameters: Array
    starts: Array
    leaders: Array


def digest_of_callees() -> str:
    """What ``BUILT_ON`` must be."""
    here = Path(__file__)
    files = (here.with_name("existence.py"), here.with_name("kernel.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


@compiled
def search(known: Known, counts: Array, window: float, tolerance: float) -> tuple[Array, Array]:
    """Unseen people and BIC (less what is the same for all models of the table); NaN and infinity: not within the window.

    A model beyond the window may have been fitted on the way, and is then given too.
    """
    lists = 0
    while 1 << lists < len(counts):
        lists += 1
    sums = counts.copy()
    superset_sums(sums, lists)
    cells = Cells(counts, sums, lists)
    size, width = len(counts), known.rows.shape[1]
    room = Room(np.empty(size), np.empty((width, width)), np.empty(size), np.empty(size))
    price = math.log(sums[0])
    unseen, bics = np.full(len(known.rows), math.nan), np.full(len(known.rows), math.inf)
    least = np.zeros(len(known.rows))
    done = np.zeros(len(known.rows), np.bool_)
    beta = np.empty(size)
    best = math.inf
    for turn in range(len(known.leaders) + len(known.rows)):
        at = known.leaders[turn] if turn < len(known.leaders) else len(known.rows) - 1 - turn + len(known.leaders)
        for above in known.larger[at]:
            if above < 0:
                break
            least[at] = max(least[at], least[above])
        cost = price * known.parameters[at]
        if done[at] or least[at] + cost > best + window:
            continue
        done[at] = True
        if check(known.rows[at], counts, sums, lists) != GOOD:
            continue
        copy_into(beta, known.starts[at])
        unseen[at], deviance = fit(known.rows[at], cells, beta, room, (True, tolerance))
        if not math.isnan(deviance):
            least[at] = deviance
            bics[at] = deviance + cost
            best = min(best, bics[at])
    return unseen, bics


@compiled
def search_many(known: Known, tables: Array, top: int, options: tuple[float, float]) -> tuple[Array, Array, Array]:
    """``search`` of each table (a row of counts by pattern): its ``top`` best models, by BIC and then by place.

    ``options``: window and tolerance. Gives for each table their places (-1: there are no more), unseen people, BIC.
    """
    which = np.full((len(tables), top), -1)
    unseen, bics = np.full((len(tables), top), math.nan), np.full((len(tables), top), math.inf)
    for at in range(len(tables)):
        if not tables[at].sum() > 0.0:
            continue
        alone, worth = search(known, tables[at], options[0], options[1])
        limit = worth.min() + options[0]
        for place in range(len(worth)):
            if not worth[place] <= limit or worth[place] == math.inf or worth[place] >= bics[at, top - 1]:
                continue
            to = top - 1
            while to and worth[place] < bics[at, to - 1]:
                which[at, to], unseen[at, to], bics[at, to] = which[at, to - 1], unseen[at, to - 1], bics[at, to - 1]
                to -= 1
            which[at, to], unseen[at, to], bics[at, to] = place, alone[place], worth[place]
    return which, unseen, bics
