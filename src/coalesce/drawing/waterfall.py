"""The evidence for a pair as a waterfall: from the prior, part by part, to the whole weight.

Promises one row a part in the order of the MatchWeight, each bar beginning where the one before ended. Invariant: the
last bar ends at ``weight.total``; evidence for lies to the right in blue, against to the left in vermilion, and the
sign is written too, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coalesce.drawing.palette import BLUE, FAINT, INK, SOFT
from coalesce.drawing.svg import picture, tag, text_width, words
from coalesce.records import MatchWeight

AGAINST = "#D55E00"
ROW, TEXT, TOP = 34.0, 13.0, 8.0
SMALL = 11.5
NAMES, NUMBERS = 120.0, 56.0


@dataclass(frozen=True, slots=True)
class WaterfallOptions:
    """Width in units of the picture, the beginning of its ids, the share of the width that reasons take
    (0: none, where the page gives them itself), and how a text of ours is told in the reader's language.
    """

    width: float = 640.0
    ident: str = "evidence"
    reasons: float = 0.36
    told: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    start: float
    end: float
    reason: str
    role: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the sum of all."""
        return self.role == "sum"

    @property
    def signed(self) -> str:
        """Its weight with its sign: ``+8.1``; the total from zero."""
        weight = self.end - self.start
        return "0" if abs(weight) < 0.05 else f"{weight:+.1f}".replace("-", "−")


def waterfall(weight: MatchWeight, options: WaterfallOptions | None = None) -> str:
    """The picture as SVG. Weights are log2 Bayes factors."""
    options = options or WaterfallOptions()
    rows = _rows(weight, options.told)
    low = min(min(row.start, row.end) for row in rows)
    high = max(max(row.start, row.end) for row in rows)
    left, right = NAMES + NUMBERS + 8, options.width * (1 - options.reasons) - 10
    scale = (right - left) / max(high - low, 1.0)
    height = TOP * 2 + ROW * len(rows)
    zero = left - low * scale
    parts = [_line("axis", (zero, TOP), (zero, height - TOP))]
    for n, row in enumerate(rows):
        parts.append(_draw(row, n, (left - low * scale, scale), options))
    title = f"{options.told('evidence in all, log2')}: {_plain(weight.total)}"
    told = "; ".join(f"{row.name} {row.signed}{': ' + row.reason if row.reason else ''}" for row in rows)
    return picture((options.width, height), "waterfall", title, told, parts, options.ident)


def _rows(weight: MatchWeight, told: Callable[[str], str]) -> list[_Row]:
    rare = told("how rare a match is among all pairs")
    rows = [_Row(told("before looking"), 0.0, weight.prior, rare, "prior")]
    at = weight.prior
    for part in weight.parts:
        name = part.comparison.replace("_", " ")
        rows.append(_Row(told(name), at, at + part.weight, told(part.reason)))
        at += part.weight
    rows.append(_Row(told("in all"), 0.0, weight.total, "", "sum"))
    return rows


def _plain(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _draw(row: _Row, number: int, scale: tuple[float, float], options: WaterfallOptions) -> str:
    zero, per_bit = scale
    y = TOP + number * ROW
    x1, x2 = sorted((zero + row.start * per_bit, zero + row.end * per_bit))
    role, colour = ("for", BLUE) if row.end >= row.start else ("against", AGAINST)
    if row.role:
        role, colour = row.role, INK if row.whole else SOFT
    bar = {"class": role, "x": x1, "y": y + 10, "width": max(x2 - x1, 1.5), "height": ROW - 20, "rx": 2, "fill": colour}
    base = y + ROW / 2 + TEXT * 0.36
    weight = 600 if row.whole else None
    pieces = [tag("title", {}, words(f"{row.name}: {row.signed}. {row.reason}".rstrip(". ") + "."))]
    pieces.append(_text("name", (0, base), row.name.capitalize(), {"fill": INK, "font_weight": weight}))
    number_look = {"text_anchor": "end", "fill": INK, "font_weight": 600}
    pieces.append(_text("weight", (NAMES + NUMBERS - 6, base), row.signed, number_look))
    pieces.append(tag("rect", bar))
    room = options.width * options.reasons - 6
    lines = wrapped(row.reason, room) if options.reasons else []
    for n, line in enumerate(lines):
        height = y + ROW / 2 + SMALL * (0.36 + 1.2 * (n - (len(lines) - 1) / 2))
        pieces.append(_text("note", (options.width - room, height), line, {"fill": SOFT, "font_size": SMALL}))
    if number and not row.whole:
        x = zero + row.start * per_bit
        pieces.append(_line("axis", (x, y - 10), (x, y + 10)))
    return tag("g", {"class": f"part part-{role}", "data_part": row.name}, *pieces)


def wrapped(text: str, room: float, most: int = 2) -> list[str]:
    """The text in at most two lines that fit; more is cut with an ellipsis (the whole stands in the row's title)."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", SMALL) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    last = lines[most - 1].split()
    while len(last) > 1 and text_width(" ".join(last) + " …", SMALL) > room:
        last.pop()
    return [*lines[: most - 1], " ".join(last) + " …"]


def _text(name: str, at: tuple[float, float], text: str, look: dict[str, object]) -> str:
    return tag("text", {"class": name, "x": at[0], "y": at[1], "font_size": TEXT, **look}, words(text)) if text else ""


def _line(name: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    look = {"class": name, "x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    return tag("line", {**look, "stroke": FAINT, "stroke_width": 1})
