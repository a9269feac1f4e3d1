"""Two windows side by side: how many people in each, and how far one is from the other.

Promises bounds of the change that know that both windows are counted in the same draws of the links: what one draw says of the
one it says of the other, so that links that matter to both do not widen the change. Invariant: the change of a cell is between
its bounds; all three are zero where the two are the same people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coalesce.flows.totals import CountsByDraw, IntArray, Interval
from coalesce.records import Leg

Key = tuple[Leg | None, str | None]
"""A cell of a comparison: its leg and its group, None where there is none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell in two windows. ``by`` is now less then, 2.5, 50 and 97.5 % over the draws: below zero where fewer came."""

    leg: Leg | None
    group: str | None
    now: Interval
    then: Interval
    by: Interval

    @property
    def sure(self) -> bool:
        """Whether both bounds of the change lie on one side of zero."""
        return self.by.low > 0 or self.by.high < 0


NOBODY = CountsByDraw(0, np.zeros(0, dtype=np.int64))


def changed(key: Key, now: CountsByDraw | None, then: CountsByDraw | None) -> Change:
    """One cell's change; None for a window in which nobody is counted."""
    now, then = now or NOBODY, then or NOBODY
    length = max(len(now.drawn), len(then.drawn))
    difference = CountsByDraw(now.sure - then.sure, _padded(now.drawn, length) - _padded(then.drawn, length))
    return Change(*key, now.interval, then.interval, difference.interval)


def _padded(drawn: IntArray, length: int) -> IntArray:
    return drawn if len(drawn) == length else np.zeros(length, dtype=np.int64)
