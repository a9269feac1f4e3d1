"""The base map and where a longitude and latitude stand on it.

Promises the map's own units (a view box of 1160 x 620) for any place on earth, and the file itself as
text, read once. Invariant: ``project`` and the shipped ``base.svg`` agree to within half a unit.

The projection is Mercator's on a sphere, in the map's units, y downwards:

    x = X0 + K * lon,   y = Y0 - K * ln tan(pi/4 + lat/2)        lon, lat in radians

K follows from Russia's outline, which runs from -180 to 180 degrees over 3,912.8 units; X0 from the
Egyptian-Libyan border on 25 E; Y0 from the Egyptian-Sudanese border on 22 N. The frame so shows 14 W to
92.7 E and 22 N to 62 N. Source of the outlines: Natural Earth, public domain (``data/NOTICE.md``).
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass
from importlib import resources

WIDTH, HEIGHT = 1160.0, 620.0
K = 622.74
X0 = 152.08
Y0 = 865.22
_LIMIT = math.radians(85.0)  # Mercator runs to infinity at the poles


def project(lon: float, lat: float) -> tuple[float, float]:
    """The point of a place, degrees east and north, in the map's units; outside the frame for far places."""
    phi = max(-_LIMIT, min(_LIMIT, math.radians(lat)))
    return X0 + K * math.radians(lon), Y0 - K * math.log(math.tan(math.pi / 4 + phi / 2))


@dataclass(frozen=True, slots=True)
class View:
    """A window onto the map from ``left``, ``top`` (the map's units), drawn ``scale`` times larger."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place stands in the picture; perhaps outside of it."""
        x, y = project(lon, lat)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def holds(self, point: tuple[float, float], margin: float = 0.0) -> bool:
        """Whether a point of the picture lies in it, at least ``margin`` from its edge."""
        x, y = point
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    @property
    def transform(self) -> str:
        """The SVG transform that puts the base map behind this view."""
        return f"scale({self.scale:g}) translate({-self.left:g} {-self.top:g})"


@functools.cache
def base_svg() -> str:
    """The shipped base map, a whole SVG whose group ``land`` has no colours of its own."""
    return resources.files("coalesce.drawing").joinpath("data", "base.svg").read_text(encoding="utf-8")


@functools.cache
def land_paths() -> str:
    """The outlines alone, to be set into another picture."""
    found = re.search(r'<g id="land" class="land">(.*)</g>', base_svg(), re.DOTALL)
    if found is None:
        raise ValueError("base.svg has no group 'land': make it again with scripts/make_basemap.py")
    return found[1].strip()
