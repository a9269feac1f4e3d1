"""Noised patterns of people whose number is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coalesce.records.series import NoisedPatterns

DEVIATION = 12.5**0.5
"""Of the patterns of a series with the budget of the design."""


def independent(people: int, chances: Sequence[float], seed: int) -> tuple[int, ...]:
    """How many of so many people stand on exactly which lists, each on each by its chance."""
    rng = np.random.default_rng(seed)
    patterns = sum((rng.random(people) < chance).astype(int) << which for which, chance in enumerate(chances))
    counts = np.bincount(patterns, minlength=1 << len(chances))
    return (0, *(int(count) for count in counts[1:]))


def noised(counts: Sequence[int], seed: int, deviation: float = DEVIATION) -> NoisedPatterns:
    """The counts with rounded normal noise, which at this size is the discrete Gaussian but for a ten-thousandth."""
    rng = np.random.default_rng(seed)
    told = [count + round(rng.normal(0, deviation)) for count in counts[1:]]
    return NoisedPatterns("TR>SY", tuple("abcde"[: len(counts).bit_length() - 1]), (0, *told), deviation)
