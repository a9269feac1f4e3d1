"""Small pieces that every picture is made of: tags, numbers, text and its width.

Promises well-formed SVG: every attribute and text is escaped, no ``style`` attribute, no script. Invariant:
the same arguments give the same text. Widths are estimates on the safe side, since the reader's
font is not known here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from coalesce.flows import Interval

NARROW = frozenset("iljtfrI.,:;'|!()[] ·-")
WIDE = frozenset("mwMWQO@%—–→←")
FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"


def tag(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """One element. Attributes of None are left out; ``_`` in a name stands for ``-``; children are SVG already."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            parts.append(f"{key.replace('_', '-')}={quoteattr(number(value))}")
    opened = " ".join(parts)
    return f"<{opened}>{''.join(children)}</{name}>" if children else f"<{opened}/>"


def number(value: object) -> str:
    """A float with at most two decimals and no trailing zero; anything else as text."""
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text
    return str(value)


def words(text: str) -> str:
    """Text made safe for the inside of an element."""
    return escape(text)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """An upper estimate of a line's width in the units of ``size`` (a sans-serif face, as wide as DejaVu Sans)."""
    return sum(_advance(letter) for letter in text) * size * (1.1 if bold else 1.0)


def _advance(letter: str) -> float:
    if letter in NARROW:
        return 0.4
    if letter in WIDE:
        return 0.98
    if unicodedata.combining(letter):
        return 0.0
    if letter.isupper():
        return 0.72
    return 0.64 if letter.isascii() or unicodedata.category(letter).startswith("L") else 0.9


def thousands(count: int) -> str:
    """A whole number with commas."""
    return f"{count:,}"


def spoken(amount: Interval | None, unit: str = "people") -> str:
    """An amount in words: ``320 people (295 to 345)``, ``12 people``, or ``not shown``."""
    if amount is None:
        return "not shown"
    one = unit.removesuffix("s") if unit != "people" else "person"
    head = f"{thousands(amount.count)} {one if amount.count == 1 else unit}"
    if amount.low == amount.high:
        return head
    return f"{head} ({thousands(amount.low)} to {thousands(amount.high)})"


def picture(size: tuple[float, float], name: str, title: str, desc: str, children: Iterable[str], ident: str) -> str:
    """A whole SVG for people and for screen readers: ``role="img"`` with title and description."""
    attributes: dict[str, object] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {number(size[0])} {number(size[1])}",
        "class": f"drawing {name}",
        "role": "img",
        "aria-labelledby": f"{ident}-title {ident}-desc",
        "font-family": FONT,
    }
    head = (tag("title", {"id": f"{ident}-title"}, words(title)), tag("desc", {"id": f"{ident}-desc"}, words(desc)))
    return tag("svg", attributes, *head, *children)
