"""Figures of a series on the command line: what is asked and how it is printed.

Invariant: what is printed was drawn once and is stored; a filter leaves cells out and never makes a new number.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.cli.printing import print_json, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import Purpose
from coalesce.records import Leg
from coalesce.records.series import FigureCell, Kind
from coalesce.services import publishing, telling

_BY = {frozenset({"leg", "month"}): Kind.LEG_MONTHS, frozenset({"origin"}): Kind.ORIGIN_QUARTERS}


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which cells to print, as the options say it."""

    leg: str | None
    by: str
    since: str | None
    until: str | None

    def kind(self) -> Kind:
        """What is published of these words. Raises BadUsage for what no series publishes."""
        asked = frozenset(part.strip() for part in self.by.split(",") if part.strip())
        if asked - {"quarter"} not in _BY:
            raise BadUsage(f"--by {self.by}: a figure is published by leg,month or by origin (and quarter)")
        return _BY[asked - {"quarter"}]

    def chosen(self, cells: tuple[FigureCell, ...]) -> list[FigureCell]:
        """Those that the options leave in."""
        leg = str(parse_leg(self.leg)) if self.leg else None
        since, until = _date(self.since, "--since"), _date(self.until, "--until")
        first = f"{since.earliest:%Y-%m}" if since else ""
        last = f"{until.latest:%Y-%m}" if until else "9999"
        months = [(cell, *_months(cell.period)) for cell in cells if leg in (None, cell.leg)]
        return [cell for cell, begin, end in months if first <= begin and end <= last]


def show_figure(session: Session, name: str | None, query: FigureQuery) -> None:
    """Print a figure. Raises BadUsage where no series is named or another purpose is."""
    if not name:
        raise BadUsage("a figure is of a series: --figure --series NAME; 'coalesce series list' shows them")
    if session.purpose_or(Purpose.STATISTICS) is not Purpose.STATISTICS:
        raise BadUsage("a figure is for statistics: leave --purpose away")
    kind = query.kind()
    with session.node() as node:
        found = publishing.figure(node, session.actor(node), name, kind)
    cells = query.chosen(found.cells)
    if session.format is Format.JSON:
        print_json(telling.figure_document(found, cells))
        return
    print_rows(telling.figure_rows(cells), session.format, ("leg", "period", "group", "low", "count", "high"))
    say(telling.figure_words(found))


def parse_leg(text: str) -> Leg:
    """``SY>IQ`` as a leg. Raises BadUsage."""
    start, arrow, end = text.partition(">")
    if not (arrow and len(start) == len(end) == 2):
        raise BadUsage(f"--leg {text}: write two country codes, like 'SY>IQ'")
    return Leg(start.upper(), end.upper())


def _months(period: str) -> tuple[str, str]:
    """The first and last month of a cell's period, as text that sorts in the order of time."""
    if "/" in period:
        first, _, last = period.partition("/")
        return first, last
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        number = int(part[1:])
        return f"{year}-{3 * number - 2:02}", f"{year}-{3 * number:02}"
    return (f"{year}-01", f"{year}-12") if part == "XX" else (period, period)


def _date(text: str | None, option: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except BadDate as error:
        raise error.at(field=option) from None
