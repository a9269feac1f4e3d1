"""The Sankey: from home through transit into Syria and on into Iraq, and the way back below it.

Promises one SVG for page, print and file. Invariant: a ribbon is as wide as the count, with its bounds in it, as on the map;
legs that stay in one column, and homes without room, are told as a number and stand in the table.
"""

from __future__ import annotations

from coalesce.drawing.bands import bands
from coalesce.drawing.flowdata import FlowMapData, MapOptions, PlaceFigure, leg_spoken, place_words, summary
from coalesce.drawing.frames import FRAMES, Frame
from coalesce.drawing.labels import FIGURE
from coalesce.drawing.legend import LegendWords, legend
from coalesce.drawing.palette import INK, LEG_COLOURS, PAPER, SOFT
from coalesce.drawing.places import country_spoken, leg_kind
from coalesce.drawing.speech import marked, say, say_counted, thousands
from coalesce.drawing.stages import BAR, COLUMNS, Half, Node, Ribbon, Sizes, Stages, stages
from coalesce.drawing.svg import is_beside_sheet, linked, picture, spoken, tag, text_width, words

HEADS = (marked("Home"), marked("Transit"), marked("Syria"), marked("Iraq"))
ROOM = {"wide": (220.0, 130.0), "medium": (186.0, 92.0), "narrow": (118.0, 62.0)}
"""Beside the columns: for the names of homes at the left, and of Iraq at the right."""
BARS = {"wide": 210.0, "medium": 170.0, "narrow": 140.0}
HEAD = 30.0


def sankey(data: FlowMapData, options: MapOptions | None = None) -> str:
    """The picture as SVG, of the same data as the flow map."""
    options = options or MapOptions()
    frame = FRAMES[options.frame]
    plan = laid_out(data, options)
    parts = [_heads(frame, options)]
    for half in plan.halves:
        figures = {figure.country: figure for figure in (data.back if half.back else data.there)}
        parts += [_way(half, frame), _ribbons(half, plan, options)]
        parts += [_node(node, figures, (half, options)) for column in half.columns for node in column if node.country]
    bottom = max((half.bottom for half in plan.halves), default=HEAD + 60) + 12
    key, height = legend(plan.per_person, frame, bottom, LegendWords(_untold(plan)))
    size = (frame.view.width, bottom + height)
    return picture(size, f"sankey form-{options.frame}", data.title, summary(data), [*parts, key], options.ident)


def laid_out(data: FlowMapData, options: MapOptions) -> Stages:
    """Where everything stands: what the tests measure."""
    frame = FRAMES[options.frame]
    left, right = ROOM[options.frame]
    step = (frame.view.width - left - right - BAR) / (COLUMNS - 1)
    columns = tuple(left + n * step for n in range(COLUMNS))
    sizes = Sizes(columns, frame.text, BARS[options.frame], frame.named, options.most)
    return stages(data.arcs, sizes, HEAD + frame.text * 1.6)


def name_of(node: Node, frame: str, amount: str = "") -> str:
    """A node's name as far as there is room beside its number: the whole of it stands in its title."""
    text, size = country_spoken(node.country), FRAMES[frame].text
    left, right = ROOM[frame]
    beside = text_width(amount, size) + 6 if amount else 0.0
    room = {0: left - 10 - beside, COLUMNS - 1: right - BAR - 8}.get(node.column, 1_000.0)
    if text_width(text, size, bold=True) <= room:
        return text
    while text and text_width(text + "…", size, bold=True) > room:
        text = text[:-1].rstrip()
    return text + "…"


def _x(column: int, options: MapOptions) -> float:
    left, right = ROOM[options.frame]
    return left + column * (FRAMES[options.frame].view.width - left - right - BAR) / (COLUMNS - 1)


def _heads(frame: Frame, options: MapOptions) -> str:
    drawn = []
    for column, head in enumerate(HEADS):
        anchor = "end" if column == 0 else "start" if column == COLUMNS - 1 else "middle"
        x = _x(column, options) + (BAR if column == 0 else 0 if column == COLUMNS - 1 else BAR / 2)
        look = {"class": "heading", "x": x, "y": 18, "text_anchor": anchor, "font_size": frame.text, "fill": INK}
        drawn.append(tag("text", look | {"font_weight": 600}, words(say(head))))
    return "".join(drawn)


def _way(half: Half, frame: Frame) -> str:
    text = say("← the way back") if half.back else say("the way there →")
    look = {"class": "note", "x": 12, "y": half.top - frame.text * 0.7, "font_size": frame.text * 0.92, "fill": SOFT}
    return tag("text", look, words(text))


def _ribbons(half: Half, plan: Stages, options: MapOptions) -> str:
    drawn = [_ribbon(one, half.back, plan.per_person, options) for one in half.ribbons]
    return tag("g", {"class": "arcs", "fill": "none", "stroke_linecap": "butt"}, *drawn)


def _ribbon(one: Ribbon, back: bool, per_person: float, options: MapOptions) -> str:
    kind, amount = leg_kind(one.arc.leg), one.arc.amount
    about: dict[str, object] = {"class": f"arc arc-{kind}", "data_leg": str(one.arc.leg), "stroke": LEG_COLOURS[kind]}
    if amount is None:
        about |= {"class": f"arc arc-{kind} arc-hidden", "data_shown": "no"}
    told = tag("title", {}, words(f"{leg_spoken(one.arc.leg)}: {spoken(amount)}"))
    return tag("g", about, told, *bands(amount, _path(one, options), per_person), _chevron(one, back, options))


def _path(one: Ribbon, options: MapOptions) -> str:
    parts = []
    for number, piece in enumerate(one.pieces):
        x1, x2 = _x(piece.start.column, options) + BAR, _x(piece.end.column, options)
        middle = (x1 + x2) / 2
        parts.append(f"{'L' if number else 'M'}{x1:.1f},{piece.from_y:.1f}")
        parts.append(f"C{middle:.1f},{piece.from_y:.1f} {middle:.1f},{piece.to_y:.1f} {x2:.1f},{piece.to_y:.1f}")
    return "".join(parts)


def _chevron(one: Ribbon, back: bool, options: MapOptions) -> str:
    piece = one.pieces[-1]
    x = (_x(piece.start.column, options) + BAR + _x(piece.end.column, options)) / 2
    y = (piece.from_y + piece.to_y) / 2
    size = min(max(piece.wide * 0.3, 2.4), 7)
    way = -size if back else size
    path = f"M{x - way:.1f},{y - size:.1f}L{x + way:.1f},{y:.1f}L{x - way:.1f},{y + size:.1f}"
    if piece.wide >= 7:
        return tag("path", {"class": "way-open", "d": path, "stroke": PAPER, "stroke_width": 1.6})
    return tag("path", {"class": "way", "d": path + "z"})


def _node(node: Node, figures: dict[str, PlaceFigure], where: tuple[Half, MapOptions]) -> str:
    half, options = where
    x = _x(node.column, options)
    bar = {"class": "mark", "x": x, "y": node.top, "width": BAR, "height": node.height, "rx": 1.5, "fill": INK}
    told = f"{country_spoken(node.country)}: {place_words(figures[node.country]) if node.country in figures else ''}"
    drawn = [tag("title", {}, words(told.rstrip(": "))), tag("rect", bar), *_texts(node, figures, half, options)]
    size = FRAMES[options.frame].text * FIGURE
    inside = tag("g", {"class": "labels node", "data_country": node.country, "font_size": size}, *drawn)
    return linked(inside, options.links.get(node.country), country_spoken(node.country))


def _texts(node: Node, figures: dict[str, PlaceFigure], half: Half, options: MapOptions) -> list[str]:
    """Its name, and how many: of one ribbon its count, of several the place's own total."""
    size, x = FRAMES[options.frame].text, _x(node.column, options)
    amount = _number(node, figures, half)
    name = name_of(node, options.frame, amount)
    if node.column == 0:
        look: dict[str, object] = {"x": x - 6, "y": node.middle + size * 0.36, "text_anchor": "end"}
    elif node.column == COLUMNS - 1:
        look = {"x": x + BAR + 6, "y": node.middle + size * 0.36, "text_anchor": "start"}
    else:
        look = {"x": x + BAR / 2, "y": node.top - size * 1.5, "text_anchor": "middle"}
    told = words(name)
    if not node.column and amount:
        told += tag("tspan", {"class": "figure", "font_weight": 400, "fill": SOFT, "dx": 6}, words(amount))
    bold = {} if is_beside_sheet() else {"font_size": size, "font_weight": 600, "fill": INK}
    drawn = [tag("text", {"class": "name", **look, **bold}, told)]
    if node.column and amount:
        y = node.middle + size * 1.4 if node.column == COLUMNS - 1 else node.top - size * 0.4
        low = {**look, "y": y, **({} if is_beside_sheet() else {"font_size": size * FIGURE})}
        drawn.append(tag("text", {"class": "figure", **low, "fill": SOFT}, words(amount)))
    return drawn


def _number(node: Node, figures: dict[str, PlaceFigure], half: Half) -> str:
    """How many came in on this way; of homes on the way there, and of the first on the way back, how many left."""
    figure = figures.get(node.country)
    if figure is None:
        return ""
    first = not (node.right if half.back else node.left)
    amount = figure.out_of if first else figure.into
    if amount is None:
        return say("not shown")
    people = thousands(amount.count)
    if not node.column:
        return people if amount.high else ""
    return (
        ""
        if not amount.high
        else say("%(people)s out", people=people)
        if first
        else say("%(people)s in", people=people)
    )


def _untold(plan: Stages) -> str:
    number = len(plan.aside) + len(plan.small)
    if not number:
        return ""
    return say_counted(
        "%(count)s leg beside these stands in the table", "%(count)s legs beside these stand in the table", number
    )
