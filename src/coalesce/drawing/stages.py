"""Legs in the order of a journey: home, transit, Syria, Iraq, and back. Where the nodes and ribbons of the Sankey stand.

Promises for the same arcs the same layout; in each half (the way there, the way back) the order of nodes in a column is that of
the fewest crossings met in a few sweeps, never more than by size. Invariant: nodes and their names do not overlap; a ribbon
that skips a column goes through a room of its own there, clear of every node.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coalesce.drawing.bands import THINNEST
from coalesce.drawing.flowdata import FlowArc
from coalesce.drawing.places import IRAQ, SYRIA, TRANSIT

COLUMNS = 4
SWEEPS = 6
BAR = 9.0
APART = 7.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Units of the picture: where the columns stand, a name's height, the highest column's bars, homes at most, and
    ribbons at most (0: all)."""

    columns: tuple[float, ...]
    text: float
    bars: float
    most: int
    ribbons: int = 0


@dataclass(slots=True)
class Node:
    """A country in one column of one half, or the room that a ribbon passes through (``country`` "")."""

    key: str
    column: int
    country: str
    people: float = 0.0
    top: float = 0.0
    height: float = 0.0
    left: list[Piece] = field(default_factory=list)
    right: list[Piece] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The middle of its bar."""
        return self.top + self.height / 2


@dataclass(slots=True)
class Piece:
    """A part of a ribbon between two neighbouring columns, with the heights that it has at its ends."""

    start: Node
    end: Node
    wide: float
    from_y: float = 0.0
    to_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Ribbon:
    """An arc with its pieces from left to right."""

    arc: FlowArc
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Half:
    """The way there or the way back: its nodes by column, its ribbons, and where it begins and ends."""

    back: bool
    columns: tuple[tuple[Node, ...], ...]
    ribbons: tuple[Ribbon, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Stages:
    """Everything of a Sankey: its halves, ribbon width for one person, the arcs of one column alone, and those without room."""

    halves: tuple[Half, ...]
    per_person: float
    aside: tuple[FlowArc, ...]
    small: tuple[FlowArc, ...]


def stage_of(country: str) -> int:
    """0 home, 1 transit, 2 Syria, 3 Iraq."""
    return {SYRIA: 2, IRAQ: 3}.get(country, 1 if country in TRANSIT else 0)


def stages(arcs: Sequence[FlowArc], sizes: Sizes, top: float) -> Stages:
    """The layout from ``top`` on."""
    between = [arc for arc in arcs if stage_of(arc.leg.start) != stage_of(arc.leg.end)]
    aside = tuple(arc for arc in arcs if stage_of(arc.leg.start) == stage_of(arc.leg.end))
    shown, small = _largest(between, sizes)
    ways = [[arc for arc in shown if is_back(arc) is back] for back in (False, True)]
    heaviest = max((_heaviest(way) for way in ways), default=0)
    per_person = sizes.bars / heaviest if heaviest else 0.0
    halves = []
    for back, way in zip((False, True), ways, strict=True):
        if way:
            half = _half(way, back, per_person, (sizes, top))
            halves.append(half)
            top = half.bottom + sizes.text * 3.4
    return Stages(tuple(halves), per_person, aside, tuple(small))


def is_back(arc: FlowArc) -> bool:
    """Whether it leads towards home."""
    return stage_of(arc.leg.end) < stage_of(arc.leg.start)


def crossings(columns: Sequence[Sequence[Node]]) -> int:
    """How many pairs of ribbon pieces cross."""
    found = 0
    for column in columns:
        place = {id(node): n for each in columns for n, node in enumerate(each)}
        ends = [(place[id(piece.start)], place[id(piece.end)]) for node in column for piece in node.right]
        found += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in itertools.combinations(ends, 2))
    return found


def _high(arc: FlowArc) -> int:
    return 0 if arc.amount is None else arc.amount.high


def _largest(arcs: Sequence[FlowArc], sizes: Sizes) -> tuple[list[FlowArc], list[FlowArc]]:
    """Arcs of the homes with most people, each way, the largest of them and those not shown; and the others."""
    weight: dict[str, int] = {}
    for arc in arcs:
        for end in (arc.leg.start, arc.leg.end):
            if stage_of(end) == 0:
                weight[end] = weight.get(end, 0) + _high(arc)
    homes = set(sorted(weight, key=lambda one: (-weight[one], one))[: sizes.most])
    kept = [arc for arc in arcs if all(stage_of(end) or end in homes for end in (arc.leg.start, arc.leg.end))]
    kept.sort(key=lambda arc: (arc.amount is not None, -_high(arc), str(arc.leg)))
    chosen = set(kept[: sizes.ribbons or None])
    return [arc for arc in arcs if arc in chosen], [arc for arc in arcs if arc not in chosen]


def _heaviest(arcs: Sequence[FlowArc]) -> int:
    """The most people between two neighbouring columns."""
    sums = [0] * COLUMNS
    for arc in arcs:
        first, last = sorted((stage_of(arc.leg.start), stage_of(arc.leg.end)))
        for column in range(first, last):
            sums[column] += _high(arc)
    return max(sums, default=0)


def _half(arcs: Sequence[FlowArc], back: bool, per_person: float, room: tuple[Sizes, float]) -> Half:
    sizes, top = room
    nodes: dict[str, Node] = {}
    ribbons = tuple(_ribbon(arc, nodes, per_person) for arc in sorted(arcs, key=lambda one: (-_high(one), one.leg)))
    for node in nodes.values():
        node.height = max(*(sum(piece.wide for piece in side) for side in (node.left, node.right)), 2.0)
        node.people = node.height
    columns = _ordered([[node for node in nodes.values() if node.column == n] for n in range(COLUMNS)])
    heights = [sum(_slot(node, sizes) for node in column) for column in columns]
    tallest = max(heights)
    for column, height in zip(columns, heights, strict=True):
        at = top + (tallest - height) / 2
        for node in column:
            node.top = at + (_slot(node, sizes) - APART - node.height) / (1 if _above(node) else 2)
            at += _slot(node, sizes)
    for node in nodes.values():
        _stack(node)
    return Half(back, tuple(map(tuple, columns)), ribbons, top, top + tallest)


def _above(node: Node) -> bool:
    """Whether its name stands above the bar: in the columns between the ends."""
    return bool(node.country) and 0 < node.column < COLUMNS - 1


def _slot(node: Node, sizes: Sizes) -> float:
    """The height that a node takes in its column, its name included."""
    if not node.country:
        return node.height + APART
    if _above(node):
        return node.height + sizes.text * 2.6 + APART
    return max(node.height, sizes.text * (1.25 if node.column == 0 else 3.0)) + APART


def _ribbon(arc: FlowArc, nodes: dict[str, Node], per_person: float) -> Ribbon:
    ends = sorted((arc.leg.start, arc.leg.end), key=stage_of)
    wide = max(_high(arc) * per_person, THINNEST)
    first, last = stage_of(ends[0]), stage_of(ends[1])
    way = [_node(nodes, ends[0], first, ends[0])]
    way += [_node(nodes, f"{arc.leg}@{n}", n, "") for n in range(first + 1, last)]
    way.append(_node(nodes, ends[1], last, ends[1]))
    pieces = tuple(Piece(one, other, wide) for one, other in itertools.pairwise(way))
    for piece in pieces:
        piece.start.right.append(piece)
        piece.end.left.append(piece)
    return Ribbon(arc, pieces)


def _node(nodes: dict[str, Node], key: str, column: int, country: str) -> Node:
    return nodes.setdefault(key, Node(key, column, country))


def _ordered(columns: list[list[Node]]) -> list[list[Node]]:
    """The best order met: by size, then swept to and fro by the mean place of each node's neighbours."""
    now = [sorted(column, key=lambda node: (-node.people, node.key)) for column in columns]
    best, fewest = now, crossings(now)
    for sweep in range(SWEEPS):
        now = [list(column) for column in now]
        rightward = sweep % 2 == 0
        for n in range(COLUMNS) if rightward else reversed(range(COLUMNS)):
            now[n].sort(key=_mean_place(now, rightward))
        found = crossings(now)
        if found < fewest:
            best, fewest = now, found
    return best


def _mean_place(columns: Sequence[Sequence[Node]], rightward: bool) -> _Key:
    places = {id(node): n / max(len(column) - 1, 1) for column in columns for n, node in enumerate(column)}
    return _Key(places, rightward)


@dataclass(frozen=True, slots=True)
class _Key:
    """What a column is sorted by: the mean place of a node's neighbours, then its size."""

    places: Mapping[int, float]
    rightward: bool

    def __call__(self, node: Node) -> tuple[float, float, str]:
        pieces = (node.left or node.right) if self.rightward else (node.right or node.left)
        if not pieces:
            return 0.5, -node.people, node.key
        weight = sum(piece.wide for piece in pieces)
        at = sum(self.places[id(piece.start if piece.end is node else piece.end)] * piece.wide for piece in pieces)
        return round(at / weight, 6), -node.people, node.key


def _stack(node: Node) -> None:
    """Where each ribbon meets the node: in the order of what it comes from or goes to, so that none crosses another there."""
    for pieces, left in ((node.left, True), (node.right, False)):
        at = node.middle - sum(piece.wide for piece in pieces) / 2
        for piece in sorted(pieces, key=lambda one: ((one.start if left else one.end).middle, one.wide)):
            if left:
                piece.to_y = at + piece.wide / 2
            else:
                piece.from_y = at + piece.wide / 2
            at += piece.wide
