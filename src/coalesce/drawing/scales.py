"""A scale for numbers of people: from zero, or by powers where the largest would crush the rest.

Invariant: a larger number never stands to the left of a smaller one; ticks are round and inside of the scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

CRUSHED = 25.0
"""From this ratio of the largest to the smallest number on, equal steps would leave the small ones no room."""

MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """``low`` and ``high`` stand at ``left`` and ``right`` of the picture. ``logarithmic`` scales begin above zero."""

    low: float
    high: float
    left: float
    right: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Where a number stands; beyond the ends, the end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def ticks(self, most: int = MOST_TICKS) -> list[int]:
        """Round numbers on the scale, at most ``most``."""
        if self.logarithmic:
            return self._powers(most)
        step = 1
        while self.high / step >= most:
            step = _next(step)
        return [n * step for n in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]

    def _powers(self, most: int) -> list[int]:
        for units in ((1, 2, 5), (1, 3), (1,)):
            round_numbers = (unit * 10**power for power in range(13) for unit in units)
            found = [number for number in round_numbers if self.low <= number <= self.high]
            if len(found) <= most or len(units) == 1:
                return found[:: math.ceil(max(len(found), 1) / most)]
        return []


def scale_of(numbers: Iterable[float], left: float, right: float) -> Scale:
    """The scale that holds these numbers: from zero, or logarithmic where they lie far apart."""
    found = [number for number in numbers if math.isfinite(number)]
    high = max(found, default=1.0)
    low = min((number for number in found if number > 0), default=1.0)
    if high >= CRUSHED * low:
        return Scale(low * 0.85, high * 1.08, left, right, logarithmic=True)
    return Scale(0.0, max(high * 1.04, 1.0), left, right)


def _next(step: int) -> int:
    """1, 2, 5, 10, 20, 50, ..."""
    leading = int(str(step)[0])
    return step * 5 // 2 if leading == 2 else step * 2
