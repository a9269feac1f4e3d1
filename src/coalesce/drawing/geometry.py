"""Curves between places, and the way that stays clear of the places in between.

Promises for each arc the gentlest curve of a fixed family whose clearance from every unrelated place is
large enough; where none is, the one with the largest; and where that one touches a place, the one of a much larger family that
stays clearest (``roundabout``). Invariant: the same arguments give the same curve.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
FloatArray = NDArray[np.float64]
SAMPLES = 24
LOOKED_AT = 120
"""Candidates that are looked at closely."""
ALL_BUT, NEAR = 0.6, 200
"""Units: what comes so near to a place as good as touches it; and how much worse that is than to be less far than one should."""
BENDS = (0.1, 0.17, 0.03, 0.25, 0.34, -0.08, -0.2, 0.48, -0.34, 0.65)
FIRST_TRY = 12  # the gentlest bends: most arcs find their way among them
WIDE_BENDS = tuple(sign * bend for bend in (0.0, 0.06, 0.14, 0.22, 0.3, 0.4, 0.52, 0.66, 0.84, 1.1) for sign in (1, -1))
WIDE_SHARES = ((1 / 3, 2 / 3), (0.1, 0.9), (0.5, 0.5), (0.15, 0.4), (0.6, 0.85), (-0.2, 0.6), (0.4, 1.2))
"""Where the two control points stand along the chord."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic Bezier curve."""

    start: Point
    first: Point
    second: Point
    end: Point

    def points(self, count: int = SAMPLES) -> FloatArray:
        """``count`` + 1 points along it, the ends among them."""
        control = np.array([self.start, self.first, self.second, self.end])
        points: FloatArray = _weights(count) @ control
        return points

    def at(self, share: float) -> tuple[Point, Point]:
        """The point at a share of the parameter (0 to 1), and the unit direction of travel there."""
        s, t = 1 - share, share
        p = [np.array(q) for q in (self.start, self.first, self.second, self.end)]
        point = s**3 * p[0] + 3 * s * s * t * p[1] + 3 * s * t * t * p[2] + t**3 * p[3]
        way = s * s * (p[1] - p[0]) + 2 * s * t * (p[2] - p[1]) + t * t * (p[3] - p[2])
        length = float(np.hypot(*way)) or 1.0
        return (float(point[0]), float(point[1])), (float(way[0]) / length, float(way[1]) / length)

    @property
    def path(self) -> str:
        """Its SVG path data, a tenth of a unit exact."""
        (a, b), (c, d), (e, f), (g, h) = self.start, self.first, self.second, self.end
        return f"M{a:.1f},{b:.1f}C{c:.1f},{d:.1f} {e:.1f},{f:.1f} {g:.1f},{h:.1f}"

    @property
    def rough_path(self) -> str:
        """The same to the unit, in two thirds of the letters: for lines of which there are hundreds."""
        (a, b), (c, d), (e, f), (g, h) = self.start, self.first, self.second, self.end
        return f"M{a:.0f} {b:.0f}C{c:.0f} {d:.0f} {e:.0f} {f:.0f} {g:.0f} {h:.0f}"


@dataclass(frozen=True, slots=True)
class Clear:
    """What an arc must stay clear of: places, the distance to keep from each, and the frame; ``touch``: nearer than so much to a
    place, it seems to stop there."""

    places: Sequence[Point]
    distance: float
    width: float
    height: float
    touch: float = 0.0

    @property
    def at(self) -> FloatArray:
        """The places as rows."""
        return np.array(self.places, dtype=np.float64).reshape(-1, 2)

    def touched(self, curve: Curve) -> float:
        """By how much the curve comes too near to places, summed over those where it seems to stop, all but; 0 for none."""
        if not self.places:
            return 0.0
        points, at = curve.points(4 * SAMPLES), self.at
        gaps = (points[:, :1] - at[:, 0]) ** 2 + (points[:, 1:] - at[:, 1]) ** 2
        nearest = np.sqrt(gaps.min(axis=0))
        return float(np.maximum(self.touch + ALL_BUT - nearest, 0).sum())


def clearance(curve: Curve, places: Sequence[Point]) -> float:
    """The smallest distance from the curve to any of the places; infinite without any."""
    if not places:
        return float("inf")
    gaps = curve.points(4 * SAMPLES)[:, None, :] - np.array(places)[None, :, :]
    return float(np.sqrt((gaps**2).sum(axis=2)).min())


def clearest(curves: Sequence[Curve], clear: Clear) -> tuple[Curve, float]:
    """Of given curves, the first being the best liked, the one with the least fault; and its fault. The first is taken where it has
    none: the others are not even made then."""
    first = curves[0].points(SAMPLES)
    if not _fault(first[None, :, 0], first[None, :, 1], clear)[0]:
        return curves[0], 0.0
    control = np.array([(one.start, one.first, one.second, one.end) for one in curves])
    course = np.einsum("tk,ckd->dct", _weights(SAMPLES), control)
    fault = _fault(course[0], course[1], clear)
    best = int((fault + 0.02 * np.arange(len(curves))).argmin())
    return curves[best], float(fault[best])


def route(start: Point, end: Point, clear: Clear) -> Curve:
    """The curve from ``start`` to ``end``: see ``routed``."""
    return routed(start, end, clear)[0]


def routed(start: Point, end: Point, clear: Clear) -> tuple[Curve, float]:
    """The curve from ``start`` to ``end``, and its fault. It bends to the left of its way unless only the right is clear, so
    that a way and the way back lie on two sides."""
    (one, other), fault = _best(_bend_pairs()[:FIRST_TRY], start, end, clear)
    if fault > 0:
        (one, other), fault = _best(_bend_pairs(), start, end, clear)
    dx, dy = end[0] - start[0], end[1] - start[1]
    first = (start[0] + dx / 3 + dy * one, start[1] + dy / 3 - dx * one)
    second = (start[0] + dx * 2 / 3 + dy * other, start[1] + dy * 2 / 3 - dx * other)
    return Curve(start, first, second, end), fault


def roundabout(start: Point, end: Point, clear: Clear) -> Curve:
    """The curve that touches no place and keeps far from them, as far as it should, among thousands: for the few arcs that find
    no other way."""
    bends, shares = _wide_family()
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord, across = np.array((dx, dy)), np.array((dy, -dx))
    first, second = (np.array(start) + shares[:, n : n + 1] * chord + bends[:, n : n + 1] * across for n in (0, 1))
    strain = 0.01 * (np.abs(bends).sum(axis=1) + np.abs(bends[:, 0] - bends[:, 1]) + np.abs(shares - 0.5).sum(axis=1))
    few = np.arange(len(bends))
    for samples in (SAMPLES // 2, 4 * SAMPLES):
        weights = _weights(samples)
        control = np.stack((np.tile(start, (len(few), 1)), first[few], second[few], np.tile(end, (len(few), 1))))
        course = np.einsum("tk,kcd->dct", weights, control)
        few = few[(_missed(course, clear) + strain[few]).argsort(kind="stable")[:LOOKED_AT]]
    return Curve(start, _point(first[few[0]]), _point(second[few[0]]), end)


def _missed(course: FloatArray, clear: Clear) -> FloatArray:
    """For each candidate its fault, to touch a place being the worst."""
    near = replace(clear, distance=clear.touch + ALL_BUT)
    fault: FloatArray = NEAR * _fault(course[0], course[1], near) + _fault(course[0], course[1], clear)
    return fault


def _point(at: FloatArray) -> Point:
    return float(at[0]), float(at[1])


@functools.cache
def _wide_family() -> tuple[FloatArray, FloatArray]:
    rows = list(itertools.product(WIDE_BENDS, WIDE_BENDS, WIDE_SHARES))
    return np.array([(one, other) for one, other, _ in rows]), np.array([share for _, _, share in rows])


def _best(bends: FloatArray, start: Point, end: Point, clear: Clear) -> tuple[Point, float]:
    """The gentlest pair of bends with the least fault, and that fault."""
    x = _course(start[0], end[0], (end[1] - start[1]) * bends)
    y = _course(start[1], end[1], (start[0] - end[0]) * bends)
    fault = _fault(x, y, clear)
    best = int((fault + 0.01 * np.arange(len(bends))).argmin())
    return (float(bends[best, 0]), float(bends[best, 1])), float(fault[best])


def _course(start: float, end: float, shift: FloatArray) -> FloatArray:
    """One coordinate along every candidate, whose control points are shifted from the chord's thirds."""
    third = (end - start) / 3
    weights = _weights(SAMPLES)
    straight = weights @ np.array([start, start + third, start + 2 * third, end])
    course: FloatArray = straight + shift @ weights[:, 1:3].T
    return course


def _fault(x: FloatArray, y: FloatArray, clear: Clear) -> FloatArray:
    """For each candidate how far it comes too near to a place, or leaves the frame; 0 for a clear one."""
    out = np.maximum.reduce([-x, x - clear.width, -y, y - clear.height]).max(axis=1)
    fault: FloatArray = 5 * np.maximum(out + 4, 0)
    if clear.places:
        at = np.array(clear.places)
        gap = (x[:, :, None] - at[:, 0]) ** 2 + (y[:, :, None] - at[:, 1]) ** 2
        # The sum, not the worst: where a neighbour of an end is always too near, the others count still.
        fault += 10 * np.maximum(clear.distance - np.sqrt(gap.min(axis=1)), 0).sum(axis=1)
    return fault


@functools.cache
def _weights(count: int) -> FloatArray:
    t = np.linspace(0, 1, count + 1)
    s = 1 - t
    return np.stack((s**3, 3 * s * s * t, 3 * s * t * t, t**3), axis=1)


@functools.cache
def _bend_pairs() -> FloatArray:
    """Offsets of the two control points in chord lengths, the gentlest and most even first."""

    def strain(pair: tuple[float, float]) -> float:
        one, other = pair
        return abs(one - 0.1) + abs(other - 0.1) + 1.5 * abs(one - other) + (0.35 if min(pair) < 0 else 0)

    return np.array(sorted(itertools.product(BENDS, BENDS), key=strain))
