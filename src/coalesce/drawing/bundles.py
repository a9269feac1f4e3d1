"""Arcs that come to one busy place from one side run beside each other, like lanes, instead of on top of each other.

Promises a lane for every arc that has a hub at one of its ends: where along the hub's edge it lands, and the direction that
it shares with its neighbours there. Invariant: lanes of one side stand in the order of the places that they come from, so that
none crosses another on account of the bundle; the way there and the way back of one place are neighbours.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from coalesce.drawing.geometry import Curve, Point
from coalesce.records import Leg

LEAST_ARCS = 5
"""From so many arcs on a place is a hub."""
SIDE = math.radians(75)
"""A side of a hub is no wider than this."""
BREAK = math.radians(28)
"""Between two sides lies at least so much, or a side has grown too wide."""
GAP = 0.8
WIDEST_SIDE = 15.0
"""Units of the picture: lanes of one side stand closer where they would take more than this beside what they are wide."""
REACHES = (0.5, 0.62, 0.38, 0.26)
TURNS = (0.0, 0.16, -0.16, 0.34, -0.34)


@dataclass(frozen=True, slots=True)
class Lane:
    """An arc at its hub: the hub's point, the direction (radians) that its side shares, and how far beside the middle it
    lands there; ``beside``: how far beside the middle it begins at its other end."""

    hub: Point
    far: Point
    inward: bool
    direction: float
    offset: float
    beside: float

    def curves(self) -> Curves:
        """The curves to try, the one along the side's own direction first; each is made when it is looked at."""
        return Curves(self)

    def _curve(self, direction: float, reach: float) -> Curve:
        u = (math.cos(direction), math.sin(direction))
        landing = (self.hub[0] - u[1] * self.offset, self.hub[1] + u[0] * self.offset)
        elbow = (landing[0] + u[0] * reach, landing[1] + u[1] * reach)
        dx, dy = elbow[0] - self.far[0], elbow[1] - self.far[1]
        long = math.hypot(dx, dy) or 1.0
        start = (self.far[0] + dy / long * self.beside, self.far[1] - dx / long * self.beside)
        first = (start[0] + (elbow[0] - start[0]) * 0.6, start[1] + (elbow[1] - start[1]) * 0.6)
        second = (landing[0] + u[0] * reach * 0.7, landing[1] + u[1] * reach * 0.7)
        curve = Curve(start, first, second, landing)
        return curve if self.inward else Curve(landing, second, first, start)


class Curves(Sequence[Curve]):
    """Those of a lane."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._across = math.hypot(lane.far[0] - lane.hub[0], lane.far[1] - lane.hub[1])

    def __len__(self) -> int:
        """How many there are."""
        return len(REACHES) * len(TURNS)

    @overload
    def __getitem__(self, number: int) -> Curve: ...
    @overload
    def __getitem__(self, number: slice) -> list[Curve]: ...
    def __getitem__(self, number: int | slice) -> Curve | list[Curve]:
        """One of them."""
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        reach, turn = divmod(number, len(TURNS))
        return self._lane._curve(self._lane.direction + TURNS[turn], REACHES[reach] * self._across)


@dataclass(frozen=True, slots=True)
class _Spoke:
    """An arc as seen from its hub."""

    leg: Leg
    far: Point
    angle: float
    width: float
    inward: bool


def lanes(widths: Mapping[Leg, float], at: Mapping[str, Point]) -> dict[Leg, Lane]:
    """The lane of each leg that has exactly one end at a hub, or two hubs of which one is much busier."""
    busy = Counter(end for leg in widths for end in (leg.start, leg.end))
    hubs = {place for place, number in busy.items() if number >= LEAST_ARCS}
    spokes: dict[str, list[_Spoke]] = {}
    for leg in sorted(widths):
        hub = _hub_of(leg, hubs, busy)
        if hub is None:
            continue
        far = at[leg.end if hub == leg.start else leg.start]
        dx, dy = far[0] - at[hub][0], far[1] - at[hub][1]
        spokes.setdefault(hub, []).append(_Spoke(leg, far, math.atan2(dy, dx), widths[leg], hub == leg.end))
    found: dict[Leg, Lane] = {}
    for hub, ones in spokes.items():
        for side in sides(ones):
            found |= _laid(at[hub], side)
    return found


def sides(spokes: Sequence[_Spoke]) -> list[list[_Spoke]]:
    """The spokes of a hub by side, each in the order of its angles; a side never is wider than ``SIDE``."""
    ordered = sorted(spokes, key=lambda one: (one.angle, one.far, one.inward, one.leg))
    if not ordered:
        return []
    widest = max(range(len(ordered)), key=lambda n: (ordered[n].angle - ordered[n - 1].angle) % math.tau)
    turned = [*ordered[widest:], *ordered[:widest]]
    found: list[list[_Spoke]] = [[turned[0]]]
    for before, one in itertools.pairwise(turned):
        step = (one.angle - before.angle) % math.tau
        span = (one.angle - found[-1][0].angle) % math.tau
        if one.far != before.far and (step > BREAK or span > SIDE):
            found.append([])
        found[-1].append(one)
    return found


def _hub_of(leg: Leg, hubs: set[str], busy: Mapping[str, int]) -> str | None:
    ends = [end for end in (leg.start, leg.end) if end in hubs]
    if len(ends) == 2:
        one, other = sorted(ends, key=lambda end: (-busy[end], end))
        return one if busy[one] >= 2 * busy[other] else None
    return ends[0] if ends else None


def _laid(hub: Point, side: Sequence[_Spoke]) -> dict[Leg, Lane]:
    """One side's lanes: beside each other across the mean of their directions, the wide ones weighing more."""
    weights = [one.width + 1 for one in side]
    base = side[0].angle
    turns = [(one.angle - base) % math.tau for one in side]
    mean = base + sum(turn * weight for turn, weight in zip(turns, weights, strict=True)) / sum(weights)
    gap = min(GAP, WIDEST_SIDE / len(side))
    at = -sum(one.width + gap for one in side) / 2
    pairs = Counter(one.far for one in side)
    found = {}
    for one in side:
        need = one.width + gap
        beside = need / 2 if pairs[one.far] > 1 else 0.0
        found[one.leg] = Lane(hub, one.far, one.inward, mean, at + need / 2, beside if one.inward else -beside)
        at += need
    return found
