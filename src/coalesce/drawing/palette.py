"""Colours by role, as attributes that work without a style sheet and give way to one.

Every coloured element carries a class and the matching presentation attribute. ``data/drawing.css`` sets the same
roles through custom properties (dark mode, print); a style sheet outranks an attribute, so that one
drawing serves page, print and a file on its own.

Source of the hues: Okabe and Ito (2008), Color Universal Design; paper and ink are the desk's own.
"""

from __future__ import annotations

import functools
from importlib import resources

from coalesce.drawing.speech import marked

BLUE, ORANGE, PURPLE, GREEN = "#0072B2", "#E69F00", "#CC79A7", "#009E73"
INK, SOFT, FAINT = "#1b2431", "#5a6472", "#c6ccd4"
PAPER, LAND, SEA = "#ffffff", "#fbfaf6", "#e6edf3"

IN_SHEET = frozenset({BLUE, ORANGE, PURPLE, GREEN, INK, SOFT, FAINT, PAPER, LAND, SEA})
"""What a picture beside the style sheet does not say again."""

LEG_COLOURS = {"home": BLUE, "syria": ORANGE, "iraq": PURPLE, "back": GREEN}
LEG_WORDS = {
    "home": marked("home → transit"),
    "syria": marked("into Syria"),
    "iraq": marked("on into Iraq"),
    "back": marked("way back"),
}


@functools.cache
def style_sheet() -> str:
    """The style sheet that a page links: ``data/drawing.css``."""
    return resources.files("coalesce.drawing").joinpath("data", "drawing.css").read_text(encoding="utf-8")
