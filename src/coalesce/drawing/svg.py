"""Small pieces that every picture is made of: tags, numbers, text and its width.

Promises well-formed SVG: every attribute and text is escaped, no ``style`` attribute, no script. Invariant:
the same arguments give the same text. Widths are estimates on the safe side, since the reader's
font is not known here.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from xml.sax.saxutils import escape

from coalesce.drawing.palette import IN_SHEET
from coalesce.drawing.speech import say, say_counted, thousands
from coalesce.flows import Interval

_UNSAFE = re.compile('[&<"\n\r\t]')
NARROW = frozenset("iljtfrI.,:;'|!()[] ·-")
WIDE = frozenset("mwMWQO@%—–→←")
FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"


_beside: ContextVar[bool] = ContextVar("beside_sheet", default=False)


@contextmanager
def beside_sheet() -> Iterator[None]:
    """Pictures drawn herein stand on a page that links the style sheet: colours and letters that it gives are not said again,
    which is a tenth of what a page weighs. They are no files of their own."""
    before = _beside.set(True)
    try:
        yield
    finally:
        _beside.reset(before)


def is_beside_sheet() -> bool:
    """Whether the page's style sheet speaks too."""
    return _beside.get()


def tag(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """One element. Attributes of None are left out; ``_`` in a name stands for ``-``; children are SVG already."""
    parts, sheet = [name], _beside.get()
    for key, value in attributes.items():
        if value is not None and not (sheet and _in_sheet(key, value)):
            parts.append(f'{_name(key)}="{_quoted(number(value))}"')
    opened = " ".join(parts)
    return f"<{opened}>{''.join(children)}</{name}>" if children else f"<{opened}/>"


def _in_sheet(key: str, value: object) -> bool:
    return (key in ("fill", "stroke") and value in IN_SHEET) or key in ("xmlns", "font-family")


def number(value: object) -> str:
    """A float with at most two decimals and no trailing zero; anything else as text."""
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text
    return str(value)


@functools.cache
def _name(key: str) -> str:
    return key.replace("_", "-")


def _quoted(text: str) -> str:
    """Made safe for the inside of double quotes; most values hold nothing that needs it."""
    if _UNSAFE.search(text) is None:
        return text
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}).replace("&gt;", ">")


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


def spoken(amount: Interval | None) -> str:
    """An amount in words: ``320 people (295 to 345)``, ``12 people``, or ``not shown``."""
    if amount is None:
        return say("not shown")
    head = say_counted("%(count)s person", "%(count)s people", amount.count)
    return head if amount.low == amount.high else f"{head} ({span_words(amount.low, amount.high)})"


def span_words(low: int, high: int) -> str:
    """``295 to 345``."""
    return say("%(low)s to %(high)s", low=thousands(low), high=thousands(high))


def linked(inside: str, address: str | None, name: str = "") -> str:
    """A part of a picture as a link (the desk follows those of a picture in place); the part alone without an address. Without a name it is named by its title."""
    return tag("a", {"href": address, "aria_label": name or None}, inside) if address else inside


def picture(size: tuple[float, float], name: str, title: str, desc: str, children: Sequence[str], ident: str) -> str:
    """A whole SVG for people and for screen readers: one image with title and description, or a group where it holds links."""
    attributes: dict[str, object] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {number(size[0])} {number(size[1])}",
        "class": f"drawing {name}",
        "role": "group" if any("<a " in child for child in children) else "img",
        "aria-labelledby": f"{ident}-title {ident}-desc",
        "font-family": FONT,
    }
    head = (tag("title", {"id": f"{ident}-title"}, words(title)), tag("desc", {"id": f"{ident}-desc"}, words(desc)))
    return tag("svg", attributes, *head, *children)
