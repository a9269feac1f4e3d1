"""Numbers with bounds: the interval over draws, and totals per place and per crossing.

Invariant: ``low <= count <= high``, all whole numbers of people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
LOW_SHARE, HIGH_SHARE = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Interval:
    """Distinct people: 2.5 %, 50 % and 97.5 % over draws of the links."""

    low: int
    count: int
    high: int


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """Distinct people who arrived in a country (``into``) and who left it (``out_of``), over the legs chosen."""

    country: str
    into: Interval
    out_of: Interval


@dataclass(frozen=True, slots=True)
class CrossingTotal:
    """Distinct people who entered Syria at a crossing (its id in ``flows.crossings``)."""

    crossing: str
    entered: Interval


def bounds(counts: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Low, median and high of each row of ``counts`` (rows x draws).

    Order statistics, so that every number is one that some draw really gave: the lower of the two
    middle ones, and outwards at the ends (the lowest at or below 2.5 %, the highest at or above 97.5 %).
    """
    ordered = np.sort(counts, axis=1)
    last = counts.shape[1] - 1
    low, high = int(np.floor(LOW_SHARE * last)), int(np.ceil(HIGH_SHARE * last))
    return ordered[:, low], ordered[:, last // 2], ordered[:, high]


@dataclass(frozen=True, slots=True)
class CountsByDraw:
    """Distinct people of a cell: ``sure`` in every draw, and ``drawn`` more in each (empty where none depends on the draw)."""

    sure: int
    drawn: IntArray

    @property
    def interval(self) -> Interval:
        """2.5, 50 and 97.5 % over the draws."""
        if not len(self.drawn):
            return Interval(self.sure, self.sure, self.sure)
        low, count, high = (int(one[0]) + self.sure for one in bounds(self.drawn[np.newaxis, :]))
        return Interval(low, count, high)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts distinct people per cell over draws.

    People 0 to ``certain`` - 1 exist in every draw; person ``certain + n`` exists in the draws where
    ``presence[n]`` is true.
    """

    certain: int
    presence: NDArray[np.bool_]

    @property
    def people(self) -> int:
        """How many different people some draw holds."""
        return self.certain + int(self.presence.shape[0])

    def intervals(self, cell: IntArray, person: IntArray) -> list[tuple[int, Interval]]:
        """For each cell that a draw fills, in the order of the cells: its number and its interval.

        ``cell`` and ``person`` run in parallel; a person given twice for one cell counts once.
        """
        cells, base, rows, added = self._summed(cell, person)
        low, count, high = base.copy(), base.copy(), base.copy()
        if len(rows):
            for total, part in zip((low, count, high), bounds(added), strict=True):
                total[rows] += part
        numbers = zip(cells.tolist(), low.tolist(), count.tolist(), high.tolist(), strict=True)
        return [(number, Interval(a, b, c)) for number, a, b, c in numbers if c > 0]

    def by_draw(self, cell: IntArray, person: IntArray) -> list[tuple[int, CountsByDraw]]:
        """The same with the number in every draw instead of its bounds."""
        cells, base, rows, added = self._summed(cell, person)
        drawn, none = dict(zip(rows.tolist(), added, strict=True)), np.zeros(0, dtype=np.int64)
        return [(number, CountsByDraw(int(base[n]), drawn.get(n, none))) for n, number in enumerate(cells.tolist())]

    def _summed(self, cell: IntArray, person: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """The cells, how many people of each are certain, which cells depend on the draw, and their people in every draw."""
        pairs = np.sort(cell * max(self.people, 1) + person)
        cell, person = np.divmod(pairs[_changes(pairs)], max(self.people, 1))
        first = _changes(cell)
        cells, row = cell[first], np.cumsum(first) - 1
        sure = person < self.certain
        base = np.bincount(row[sure], minlength=len(cells)).astype(np.int64)
        if sure.all():
            return cells, base, np.zeros(0, dtype=np.int64), np.zeros((0, 0), dtype=np.int64)
        return cells, base, *self._drawn(row[~sure], person[~sure] - self.certain)

    def _drawn(self, row: IntArray, drawn: IntArray) -> tuple[IntArray, IntArray]:
        """The rows that depend on the draw, and for each its number of people in every draw.

        Rows come sorted (they follow the sorted pairs), so that one running sum adds them up.
        """
        starts = np.flatnonzero(_changes(row))
        present = self.presence[drawn]
        added: NDArray[np.int32] = np.add.reduceat(present, starts, axis=0, dtype=np.int32)
        return row[starts], added.astype(np.int64)


def _changes(ordered: IntArray) -> NDArray[np.bool_]:
    """Where a new value begins in a sorted array. (``np.unique`` hashes integers: ten times slower on a million.)"""
    changes = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return changes
