"""One sheet of several drawings under one handling banner: what is saved or printed of a page.

Promises one SVG that stands alone. Invariant: the banner is above and below whatever the sheet holds, and its words are whole:
they are set in as many lines as they need.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.drawing.palette import INK, PAPER, SOFT
from coalesce.drawing.svg import FONT, number, tag, text_width, words

LABELS = {"clear": "#ffffff", "green": "#33ff00", "amber": "#ffc000", "amber+strict": "#ffc000", "red": "#ff2b2b"}
"""TLP 2.0 (FIRST, 2022): the label's own colour on black."""
GROUND, LIGHT = "#000000", "#e8e8e8"
TEXT, TITLE, MARGIN, LINE = 13.0, 20.0, 16.0, 19.0
GAP = 14.0

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Banner:
    """``label``: the TLP label; ``told`` stands in the banner beside it; ``notes`` under the title."""

    label: str
    told: str
    title: str
    notes: tuple[str, ...] = ()


def sheet(rows: Sequence[Sequence[str]], banner: Banner, width: float = 1160.0) -> str:
    """Drawings in rows, those of a row beside each other and equally wide."""
    strip, height = _strip(banner, width)
    at = height + GAP + TITLE
    parts = [strip]
    look = {"x": MARGIN, "y": at, "font_size": TITLE, "font_weight": 600, "fill": INK}
    parts.append(tag("text", look, words(banner.title)))
    at += 8
    for note in banner.notes:
        for line in lines_of(note, width - 2 * MARGIN):
            at += LINE
            parts.append(tag("text", {"x": MARGIN, "y": at, "font_size": TEXT, "fill": SOFT}, words(line)))
    at += GAP
    for row in rows:
        placed, tall = _row(row, at, width)
        parts += placed
        at += tall + GAP
    foot, _ = _strip(banner, width)
    parts.append(tag("g", {"transform": f"translate(0 {at:.1f})"}, foot))
    total = at + height
    ground = tag("rect", {"width": width, "height": total, "fill": PAPER})
    about: dict[str, object] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {number(width)} {number(total)}",
    }
    about |= {"width": width, "height": total, "font_family": FONT, "role": "img", "aria_label": banner.title}
    return tag("svg", about, tag("desc", {}, words(f"{banner.told}. {banner.title}")), ground, *parts)


def lines_of(text: str, room: float, size: float = TEXT) -> list[str]:
    """A text in as many lines as it needs; only a word longer than a line leaves it."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _strip(banner: Banner, width: float) -> tuple[str, float]:
    """The banner, and its height."""
    label = f"TLP:{banner.label.upper()}"
    beside = text_width(label, TEXT + 1, bold=True) + 3 * MARGIN
    lines = lines_of(banner.told, width - beside)
    height = max(len(lines), 1) * LINE + 12
    drawn = [tag("rect", {"width": width, "height": height, "fill": GROUND})]
    for n, line in enumerate(lines):
        look = {"x": beside - MARGIN, "y": 6 + LINE * (n + 0.72), "font_size": TEXT, "fill": LIGHT}
        drawn.append(tag("text", look, words(line)))
    look = {"x": MARGIN, "y": 6 + LINE * 0.72, "font_size": TEXT + 1, "font_weight": 700}
    drawn.append(tag("text", look | {"fill": LABELS.get(banner.label, LABELS["amber"])}, label))
    return "".join(drawn), height


def _row(row: Sequence[str], top: float, width: float) -> tuple[list[str], float]:
    """Its drawings where they stand, and the height of the tallest."""
    room = (width - GAP * (len(row) - 1)) / max(len(row), 1)
    placed, tallest = [], 0.0
    for n, drawing in enumerate(row):
        found = _BOX.search(drawing)
        if found is None:
            raise ValueError("a drawing without a view box has no size")
        height = room * float(found[2]) / float(found[1])
        at = f'<svg x="{number(n * (room + GAP))}" y="{number(top)}" width="{number(room)}" height="{number(height)}" '
        placed.append(drawing.replace("<svg ", at, 1))
        tallest = max(tallest, height)
    return placed, tallest
