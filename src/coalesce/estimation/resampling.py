"""Tables drawn anew from a table, and the best models of each: what every bootstrap interval is made of.

Promise: a resample has as many people as the table, drawn with replacement; the same seed gives the same resamples,
whatever the number of threads. In each, every model of the space stands to be chosen again; none is fitted that a bound
shows to be too bad (``search``), so that the choice is exact.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.estimation.choosing import Fits, counts_of
from coalesce.estimation.search import Known, search_many
from coalesce.records import CaptureTable

Array = NDArray[Any]

LOOSE = 1e-8
"""Where Newton stops in resamples: the total is right to about six digits, far below what the drawing changes."""

LEADERS = 50
"""How many of the table's own best models are tried first in a resample: mostly one of them is best again."""

_PIECE = 64


@dataclass(frozen=True, slots=True)
class Choices:
    """The best models of each of many tables: a row for each table, best first.

    ``which`` are places in the space (-1: no more within the window), ``totals`` all people (NaN), ``bics`` comparable
    within a row alone (infinity).
    """

    which: Array
    totals: Array
    bics: Array


def resample(table: CaptureTable, times: int, seed: int) -> Array:
    """``times`` tables of as many people each, drawn from the people of this one: rows of counts by pattern."""
    counts = counts_of(table)
    drawn = np.random.default_rng(seed).multinomial(table.n_observed, counts / counts.sum(), size=times)
    return drawn.astype(np.float64)


def known_of(fits: Fits) -> Known:
    """What the search in resamples begins with: the table's own fits."""
    return Known(
        fits.space.rows,
        fits.space.larger,
        fits.space.parameters,
        fits.betas,
        np.array(fits.ranked()[:LEADERS], np.int64),
    )


@dataclass(frozen=True, slots=True)
class Search:
    """How far to look: the ``top`` best models within ``window`` units of BIC of the best; ``threads`` share the work."""

    top: int = 1
    window: float = 0.0
    threads: int = 2


def choose_again(fits: Fits, tables: Array, how: Search | None = None) -> Choices:
    """The best models of each table of counts by pattern (as ``resample`` gives them)."""
    asked, known = how or Search(), known_of(fits)
    pieces = [tables[start : start + _PIECE] for start in range(0, len(tables), _PIECE)]
    with ThreadPoolExecutor(max(1, asked.threads)) as pool:
        done = list(pool.map(lambda piece: search_many(known, piece, asked.top, (asked.window, LOOSE)), pieces))
    which, unseen, bics = (np.concatenate(parts) for parts in zip(*done, strict=True))
    return Choices(which, unseen + tables.sum(axis=1, keepdims=True), bics)
