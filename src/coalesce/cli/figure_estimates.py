"""Estimates of a series' figures on the command line.

Invariant: what is printed follows from numbers that were drawn once and are stored; each stands beside how far noise may
have moved it.
"""

from __future__ import annotations

from coalesce.cli.figures import parse_leg
from coalesce.cli.printing import print_json, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.services import figure_estimates

_COLUMNS = (
    "leg",
    "seen",
    "estimate",
    "80 %",
    "95 %",
    "noise may have moved this by",
    "noise's share of the width",
    "refused",
)


def show_figure_estimates(session: Session, name: str | None, leg: str | None) -> bool:
    """Print the estimate of each leg, or of one. Gives whether there is any; raises BadUsage where no series is named or
    another purpose is."""
    if not name:
        raise BadUsage("a figure is of a series: --figure --series NAME; 'coalesce series list' shows them")
    if session.purpose_or(Purpose.STATISTICS) is not Purpose.STATISTICS:
        raise BadUsage("a figure is for statistics: leave --purpose away")
    wanted = parse_leg(leg) if leg else None
    with session.node() as node, progress() as tell:
        tell("estimating", 0.0)
        found = figure_estimates.estimated(node, session.actor(node), name, wanted)
    if session.format is Format.JSON:
        print_json(figure_estimates.document(found))
    else:
        print_rows([_row(one) for one in found.legs], session.format, _COLUMNS)
        for one in found.legs:
            for why in one.refusals:
                say(f"{one.leg}: refused: {why.reason}\n  what would lift it: {why.lifts}")
        say(figure_estimates.words(found))
    return any(one.total is not None for one in found.legs)


def _row(one: FigureEstimate) -> dict[str, str | int | None]:
    share = None if one.noise_share is None else f"{one.noise_share:.0%}"
    shown = (one.leg, one.seen, one.total, _between(one.interval80), _between(one.interval95), one.moved_by, share)
    return dict(zip(_COLUMNS, (*shown, "; ".join(why.code for why in one.refusals)), strict=True))


def _between(ends: tuple[int, int] | None) -> str | None:
    return None if ends is None else f"{ends[0]:,} to {ends[1]:,}"
