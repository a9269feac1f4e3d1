"""Calibration: from a pair's whole weight to the probability that it is one person.

Invariant: strictly increasing in the weight, never exactly 0 or 1.

The map is a line through knots (weight, log odds), made from known truth by
``fit``: bins of equal evidence, pooled until monotone (Zadrozny and Elkan 2002, Transforming
classifier scores into accurate multiclass probability estimates), then joined by straight lines
in log odds, with a least slope, and flattened smoothly towards the ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

END = 12.0
"""Log odds are squeezed into (-END, END): nothing is surer than one in 160,000 on training of this size."""

LEAST_SLOPE = 0.02
"""Log odds per bit, where the pooled bins are flat."""

LEAST_STEP = 0.001
"""Bits between two knots: nearer ones could be one in the file, which rounds them."""

END_SLOPE = 0.35
"""Log odds per bit beyond the outer knots: half of what the weight itself claims (ln 2)."""


_FLAT, _STRIDE = 30.0, 0.5
"""Log odds beyond which a probability does not change, and the longest step of a fit: Newton's own may leap over."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``knots``: (weight in bits, natural log odds), both strictly increasing; at least two."""

    knots: tuple[tuple[float, float], ...]

    def probabilities(self, weights: Floats) -> Floats:
        """The probability of each weight."""
        x = np.array([knot[0] for knot in self.knots])
        y = np.array([knot[1] for knot in self.knots])
        odds = np.interp(weights, x, y)
        odds = odds + END_SLOPE * (np.minimum(weights - x[0], 0) + np.maximum(weights - x[-1], 0))
        squeezed = END * np.tanh(odds / END)
        answer: Floats = 1 / (1 + np.exp(-squeezed))
        return answer

    def probability(self, weight: float) -> float:
        """The probability of one weight."""
        return float(self.probabilities(np.array([weight]))[0])

    def weight_at(self, probability: float) -> float:
        """The weight at which the probability is reached, within 1e-9 bits."""
        low, high = -300.0, 300.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (middle, high) if self.probability(middle) < probability else (low, middle)
        return high

    def to_plain(self) -> list[list[float]]:
        """As JSON holds it."""
        return [[round(weight, 6), round(odds, 6)] for weight, odds in self.knots]

    @classmethod
    def from_plain(cls, plain: Any) -> Calibration:
        """From JSON. Raises ValueError where it is not strictly increasing."""
        knots = tuple((float(weight), float(odds)) for weight, odds in plain)
        rising = all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(knots))
        if len(knots) < 2 or not rising:
            raise ValueError("calibration knots must rise")
        return cls(knots)


def fit(weights: Sequence[float], same: Sequence[bool], per_bin: int = 200) -> Calibration:
    """Fit on pairs of known truth: bins of ``per_bin`` pairs in the order of weight, pooled, half a count added."""
    order = np.argsort(np.asarray(weights), kind="stable")
    sorted_weights = np.asarray(weights, dtype=np.float64)[order]
    truth = np.asarray(same, dtype=np.float64)[order]
    edges = list(range(0, len(order), per_bin))
    blocks: list[list[float]] = []
    for start in edges:
        part = slice(start, start + per_bin)
        size = float(len(truth[part]))
        blocks.append([float(truth[part].sum()), size, float(sorted_weights[part].sum())])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    knots: list[tuple[float, float]] = []
    for hits, size, total in blocks:
        weight, odds = total / size, math.log((hits + 0.5) / (size - hits + 0.5))
        if knots and weight < knots[-1][0] + LEAST_STEP:
            continue
        if knots:
            odds = max(odds, knots[-1][1] + LEAST_SLOPE * (weight - knots[-1][0]))
        knots.append((weight, odds))
    if len(knots) < 2:
        knots = [(knots[0][0], knots[0][1]), (knots[0][0] + 1, knots[0][1] + math.log(2))]
    return Calibration(tuple(knots))


def moved(line: Calibration, weights: Sequence[float], same: Sequence[bool]) -> Calibration:
    """The line bent to judged pairs: its log odds times a slope plus a shift, held near (1, 0) where they are few.

    Logistic regression on the line's own log odds, ridge of one judgement each way; the slope stays above a tenth. Source: Platt (1999),
    Probabilistic outputs for support vector machines.
    """
    stated = np.clip(line.probabilities(np.asarray(weights, dtype=np.float64)), 1e-9, 1 - 1e-9)
    odds, truth = np.log(stated / (1 - stated)), np.asarray(same, dtype=np.float64)
    slope, shift = 1.0, 0.0
    for _ in range(50):
        found = 1 / (1 + np.exp(-np.clip(slope * odds + shift, -_FLAT, _FLAT)))
        left, spread = truth - found, found * (1 - found)
        gradient = np.array([(left * odds).sum() - (slope - 1), left.sum() - shift])
        cross = (spread * odds).sum()
        hessian = np.array([[(spread * odds * odds).sum() + 1, cross], [cross, spread.sum() + 1]])
        step = np.clip(np.linalg.solve(hessian, gradient), -_STRIDE, _STRIDE)
        slope, shift = slope + float(step[0]), shift + float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    slope = max(slope, 0.1)
    return Calibration(tuple((weight, slope * at + shift) for weight, at in line.knots))
