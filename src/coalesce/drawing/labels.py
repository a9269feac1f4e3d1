"""Puts labels beside their points so that none covers another, a marker, or the frame's edge.

Promises, for the same labels in the same order, the same places; a label that fits nowhere is not
drawn and is named in ``left_out``. Invariant: boxes of placed labels never overlap one another or a
fixed box, and lie inside the frame. Among free places the one that covers least of the arcs wins,
then the nearest.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.drawing.geometry import FloatArray, Point
from coalesce.drawing.palette import INK, LAND, SOFT
from coalesce.drawing.svg import is_beside_sheet, tag, text_width, words

ANGLES = (0, 180, 90, -90, 30, -30, 150, -150, 60, -60, 120, -120)
REACHES = (8.0, 13.0, 20.0, 30.0, 42.0, 58.0, 78.0, 100.0)
LEADER_FROM = 2  # from the third reach on, a line leads from label to point
GAP = 2.0
LINE, FIGURE = 1.22, 0.88  # a line's height, and the size of a figure, in sizes of the name
WIDE = 1.2  # half a width, from which on an arc must not be covered


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, gap: float = 0.0) -> bool:
        """Whether they share more than an edge, or come nearer than ``gap``."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def inside(self, other: Box) -> bool:
        """Whether it lies within the other."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """What wants a place: a key, the point that it belongs to, and the size of its text."""

    key: str
    point: Point
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its box; ``leader`` is the point of the box that a line to the point ends in, if one is needed."""

    label: Label
    box: Box
    leader: Point | None


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands already: the frame, fixed boxes (markers, legend) and points of arcs (x, y, half width)."""

    frame: Box
    fixed: Sequence[Box]
    ink: FloatArray


@dataclass(frozen=True, slots=True)
class Search:
    """Where a label may stand: how far from its point, and in which directions (degrees, 90 is up), best first."""

    reaches: Sequence[float] = REACHES
    angles: Sequence[float] = ANGLES


@dataclass(frozen=True, slots=True)
class Placement:
    """The answer of ``place``."""

    placed: tuple[Placed, ...]
    left_out: tuple[str, ...]


def place(labels: Sequence[Label], scene: Scene, search: Search | None = None) -> Placement:
    """Places for the labels, the most important first."""
    taken = _edges(scene.fixed)
    points = np.array([label.point for label in labels], dtype=np.float64).reshape(-1, 2)
    placed: list[Placed] = []
    left_out: list[str] = []
    for label in labels:
        best = _best(label, _Room(taken, points, scene), search or Search())
        if best is None:
            left_out.append(label.key)
        else:
            placed.append(best)
            taken = np.vstack((taken, _edges([best.box])))
    return Placement(tuple(placed), tuple(left_out))


def label_of(key: str, point: Point, lines: Sequence[str], size: float) -> Label:
    """A label of a name and figures below it, as large as ``draw_label`` writes it."""
    width = max(text_width(line, size * (FIGURE if n else 1), bold=n == 0) for n, line in enumerate(lines))
    return Label(key, point, width + 2, size * LINE * (1 + FIGURE * (len(lines) - 1)))


def draw_label(placed: Placed, lines: Sequence[str], size: float, ground: bool = True) -> str:
    """The label as SVG: its first line as the name, further ones as figures, and its leader.

    Size and colour of the figures are those of the group around it. With ``ground`` it stands on a thin sheet of land colour and has no halo, which a PDF would show as a second text.
    """
    box, point = placed.box, placed.label.point
    if box.right <= point[0]:
        anchor, x = "end", box.right - 1
    elif box.left >= point[0]:
        anchor, x = "start", box.left + 1
    else:
        anchor, x = "middle", (box.left + box.right) / 2
    sheet = {**_sheet(box, anchor), "class": "label-ground", "fill": LAND, "fill_opacity": 0.6}
    rows = [tag("rect", sheet)] if ground else []
    for n, line in enumerate(lines):
        y = box.top + size * (0.98 if n == 0 else LINE + FIGURE * (0.98 + LINE * (n - 1)))
        look: dict[str, object] = {"class": "figure" if n else "name", "x": round(x, 1), "y": round(y, 1)}
        look["text_anchor"] = None if anchor == "start" else anchor
        look |= {} if n or is_beside_sheet() else {"font_size": size, "font_weight": 600, "fill": INK}
        rows.append(tag("text", look, words(line)))
    if placed.leader is None:
        return "".join(rows)
    (x1, y1), (x2, y2) = point, placed.leader
    look = {"class": "leader", "d": f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}", "stroke": SOFT, "stroke_width": 0.7}
    return tag("path", look) + "".join(rows)


@dataclass(frozen=True, slots=True)
class _Room:
    """What one label has to reckon with: boxes taken, the points of all labels, the scene."""

    taken: FloatArray
    points: FloatArray
    scene: Scene


def _sheet(box: Box, anchor: str) -> dict[str, object]:
    """The sheet under a label: a little less wide than its box, which is a safe estimate of the text."""
    width = (box.right - box.left) * 0.9
    left = {"end": box.right - width, "start": box.left}.get(anchor, (box.left + box.right - width) / 2)
    at = {"x": left, "y": box.top, "width": width, "height": box.bottom - box.top}
    return {**{key: round(value, 1) for key, value in at.items()}, "rx": 2}


def _best(label: Label, room: _Room, search: Search) -> Placed | None:
    boxes, far, price = _candidates(label, search, room.scene.frame)
    frame = room.scene.frame
    free = (boxes[:, 0] >= frame.left) & (boxes[:, 1] >= frame.top)
    free &= (boxes[:, 2] <= frame.right) & (boxes[:, 3] <= frame.bottom)
    free &= ~_meeting(boxes, room.taken, GAP).any(axis=1)
    if not free.any():
        return None
    boxes, far, price = boxes[free], far[free], price[free]
    best = int((price + _covered(boxes, room.scene.ink) + _misread(boxes, label, room.points)).argmin())
    box = Box(*(float(edge) for edge in boxes[best]))
    return Placed(label, box, _leader(label, box) if far[best] >= LEADER_FROM else None)


def _candidates(label: Label, search: Search, frame: Box) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Every box to try (left, top, right, bottom), the number of its reach, and its price before arcs.

    The nearest edge or corner of a box stands the reach away from the point; one straight above, below or beside it
    slides along the frame rather than leave it.
    """
    reach, far, order, dx, dy = _rays(tuple(search.reaches), tuple(search.angles))
    x = label.point[0] + dx * reach + np.where(abs(dx) < 0.3, 0, np.sign(dx)) * label.width / 2
    y = label.point[1] + dy * reach + np.where(abs(dy) < 0.3, 0, np.sign(dy)) * label.height / 2
    half_width, half_height = label.width / 2, label.height / 2
    x = np.where(abs(dx) < 0.3, np.clip(x, frame.left + half_width, frame.right - half_width), x)
    y = np.where(abs(dy) < 0.3, np.clip(y, frame.top + half_height, frame.bottom - half_height), y)
    boxes = np.stack((x - half_width, y - half_height, x + half_width, y + half_height), axis=1)
    return boxes, far, 3.0 * far + 0.2 * order


@functools.cache
def _rays(reaches: tuple[float, ...], angles: tuple[float, ...]) -> tuple[FloatArray, ...]:
    """Of each place to try: how far it is, as which step that counts, which direction it is, and its unit vector."""
    far = np.repeat(np.arange(len(reaches), dtype=np.float64), len(angles))
    order = np.tile(np.arange(len(angles), dtype=np.float64), len(reaches))
    angle = np.radians(np.tile(angles, len(reaches)))
    return np.repeat(np.array(reaches), len(angles)), far, order, np.cos(angle), -np.sin(angle)


def _edges(boxes: Sequence[Box]) -> FloatArray:
    return np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=np.float64).reshape(-1, 4)


def _meeting(boxes: FloatArray, others: FloatArray, gap: float) -> NDArray[np.bool_]:
    """Which box comes nearer than ``gap`` to which other."""
    a, b = boxes[:, None, :], others[None, :, :]
    meeting: NDArray[np.bool_] = (
        (a[..., 0] < b[..., 2] + gap)
        & (b[..., 0] < a[..., 2] + gap)
        & (a[..., 1] < b[..., 3] + gap)
        & (b[..., 1] < a[..., 3] + gap)
    )
    return meeting


def _covered(boxes: FloatArray, ink: FloatArray) -> FloatArray:
    """How much of the arcs each box would cover: the points of them in it, weighed by width.

    Limited for thin arcs, since a label on its sheet above them still reads better than one far from its place;
    not for wide ones, which would seem broken.
    """
    if not len(ink):
        return np.zeros(len(boxes))
    room = float(ink[:, 2].max()) + 1
    near = (ink[:, 0] > boxes[:, 0].min() - room) & (ink[:, 0] < boxes[:, 2].max() + room)
    ink = ink[near & (ink[:, 1] > boxes[:, 1].min() - room) & (ink[:, 1] < boxes[:, 3].max() + room)]
    half = ink[:, 2] + 1
    points = np.stack((ink[:, 0] - half, ink[:, 1] - half, ink[:, 0] + half, ink[:, 1] + half), axis=1)
    met = _meeting(boxes, points, 0).astype(np.float64)
    wide = met @ np.where(ink[:, 2] >= WIDE, 3 * ink[:, 2], 0.0)
    covered: FloatArray = wide + np.minimum(2.2 * met.sum(axis=1), 34.0)
    return covered


def _misread(boxes: FloatArray, label: Label, points: FloatArray) -> FloatArray:
    """A price for every other point that stands nearer to a box than its own: the eye would take it for that one's."""
    aside = np.maximum(boxes[:, None, 0] - points[:, 0], points[:, 0] - boxes[:, None, 2])
    above = np.maximum(boxes[:, None, 1] - points[:, 1], points[:, 1] - boxes[:, None, 3])
    away = np.hypot(np.maximum(aside, 0), np.maximum(above, 0))
    own = np.hypot(points[:, 0] - label.point[0], points[:, 1] - label.point[1]) < 0.01
    misread: FloatArray = 7.0 * (away < away[:, own].min(axis=1, keepdims=True)).sum(axis=1)
    return misread


def _leader(label: Label, box: Box) -> Point:
    return min(max(label.point[0], box.left), box.right), min(max(label.point[1], box.top), box.bottom)
