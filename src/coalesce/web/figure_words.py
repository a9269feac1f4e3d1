"""The words of a figure's page: which series, which leg, which months, and beside which others.

Invariant: the same words give the same numbers on the page and in a saved file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from coalesce.dates import Period
from coalesce.errors import BadUsage
from coalesce.services.figure_overviews import FigureAsked, Window
from coalesce.web.asked import Asked
from coalesce.web.flow_words import VIEWS, parse_leg

WHICH = ("series", "leg")
ASKS = (*WHICH, "since", "until", "other_since", "other_until", "view")


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What is asked; without a series the first that one's member receives."""

    series: str = ""
    asked: FigureAsked = field(default_factory=FigureAsked)
    view: str = "map"


def figure_words(asked: Asked) -> FigureWords:
    """Read them from a request. Raises BadUsage, BadDate."""
    window, other = _window(asked, ""), _window(asked, "other_")
    view = asked.one("view", "map")
    if view not in VIEWS:
        raise BadUsage(f"'view' takes {' or '.join(VIEWS)}")
    leg = parse_leg(asked.one("leg")) if asked.one("leg") else None
    return FigureWords(asked.one("series"), FigureAsked(leg, window, other if other != (None, None) else None), view)


def _window(asked: Asked, which: str) -> Window:
    since, until = (asked.one(f"{which}{name}") for name in ("since", "until"))
    return Period.parse(since) if since else None, Period.parse(until) if until else None
