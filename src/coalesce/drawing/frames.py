"""The three forms of the flow map: wide for a whole screen, medium for a column or a printed page, narrow for phones.

Invariant: all use the same projection; a narrower map shows less land, and what lies outside goes to its edge.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.drawing.basemap import HEIGHT, WIDTH, View


@dataclass(frozen=True, slots=True)
class Frame:
    """Sizes in units of the picture: text, the widest arc, a marker's radius; how many places get a name; the strip.

    ``far_first``: places at the edge are named before the small ones on the map.
    """

    view: View
    text: float
    widest: float
    marker: float
    named: int
    strip_scale: float
    strip_height: float
    widest_bar: float
    far_first: bool = True


FRAMES = {
    "wide": Frame(View(0, 0, 1, WIDTH, HEIGHT), 12.5, 26.0, 4.2, 60, 7.4, 206, 14.0),
    "medium": Frame(View(60, 24, 0.7, 760, 417), 11.5, 19.0, 3.6, 30, 6.2, 196, 12.0),
    "narrow": Frame(View(95, 60, 0.62, 400, 347), 12.0, 13.0, 3.2, 9, 5.1, 200, 10.0, far_first=False),
}
