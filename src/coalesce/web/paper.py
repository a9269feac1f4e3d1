"""A page as a PDF, with its handling banner on every sheet; through the extra ``[pdf]``.

Invariant: nothing is fetched while it is made, from this machine or elsewhere; without the extra it is refused with the words
that tell how to have it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coalesce.drawing.sheet import LABELS, Banner
from coalesce.errors import NotInstalled
from coalesce.web.asked import Desk
from coalesce.web.pictures import picture

HOW = "a PDF takes the extra [pdf]: install it with  pip install 'coalesce[pdf]'  or print the page from the browser"


@dataclass(frozen=True, slots=True)
class Paper:
    """A template with its banner and what it needs; ``drawings`` among these are SVG by row."""

    template: str
    banner: Banner
    facts: Mapping[str, Any]


def pdf(desk: Desk, paper: Paper) -> bytes:
    """The PDF. Raises NotInstalled."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # OSError: its library for setting text is not on this machine
        raise NotInstalled(HOW) from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    drawings = [[picture(one) for one in row] for row in paper.facts.get("drawings", ())]
    colour = LABELS.get(paper.banner.label, LABELS["amber"])
    facts = {**paper.facts, "banner": paper.banner, "drawings": drawings}
    text = desk.write(paper.template, facts)
    nothing = URLFetcher(allowed_protocols=frozenset())
    label = f"TLP:{paper.banner.label.upper()}"
    style = desk.static.file("paper.css").body.decode() + banner_style(label, colour, paper.banner.told)
    made: bytes = HTML(string=text, url_fetcher=nothing).write_pdf(stylesheets=[CSS(string=style, url_fetcher=nothing)])
    return made


def banner_style(label: str, colour: str, told: str) -> str:
    """The banner at the top and bottom of every sheet."""
    rows = []
    for edge in ("top", "bottom"):
        rows.append(f"@{edge}-left {{ content: {_quoted(told)}; }}")
        rows.append(f"@{edge}-right {{ content: {_quoted(label)}; color: {colour}; }}")
    return f"@page {{ {' '.join(rows)} }}"


def _quoted(text: str) -> str:
    """A CSS string: nothing in it ends it."""
    return '"' + "".join(sign if sign.isalnum() or sign in " .,:;·+-" else f"\\{ord(sign):x} " for sign in text) + '"'
