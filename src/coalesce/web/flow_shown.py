"""Everything that the flow page shows, worked out once for an audience, a state and a question.

Invariant: table, map, totals and files are made from the same cells; what is left out of the picture for being
small is told as a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coalesce.dates import Period
from coalesce.drawing import ArcEstimate, FlowMapData, arcs_of, bars_of, country_name, crossings_of, places_of, stage_of
from coalesce.flows import CROSSINGS, Counted, CrossingTotal, FlowQuery, Interval
from coalesce.handling import TLP
from coalesce.records import Cell, Estimate, Leg
from coalesce.services.capturing import CaptureWords
from coalesce.services.counting import FlowsTold, counted_already, own_flows
from coalesce.services.estimating import own_estimate
from coalesce.store.read_view import ReadView
from coalesce.web import language
from coalesce.web.asked import Asked
from coalesce.web.flow_words import FlowWords
from coalesce.web.language import month, say

SYRIA, IRAQ = "SY", "IQ"
MOST_MONTHS = 120
NOBODY = Interval(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """One of the numbers that are read first. ``leg`` or the ends: how to look closer."""

    name: str
    amount: Interval
    out_of: str | None
    into: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: countries that legs begin and end in, origins (None: unknown), lists."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    origins: tuple[str | None, ...]
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowsShown:
    """One answer. ``estimate``: of the legs chosen, where it was asked for. ``small`` legs with ``small_people`` at most are not among ``cells``; ``unplaced`` as in Counted."""

    words: FlowWords
    own: FlowsTold
    cells: tuple[Cell, ...]
    map: FlowMapData
    bars: dict[Period, Interval | None]
    window: tuple[Period, Period] | None
    totals: tuple[Total, ...]
    small: int
    unplaced: Interval
    choices: Choices
    labels: tuple[TLP, ...]
    estimate: Estimate | None

    @property
    def largest(self) -> int:
        """The scale of the interval marks."""
        return max((cell.high or 0 for cell in self.cells), default=0)


def flows_shown(asked: Asked, view: ReadView, words: FlowWords) -> FlowsShown:
    """The answer, or the same as given before from the same state and day."""
    key = ("flows", language.now().tag, *audience_now(asked, view), words)
    with asked.desk.turn(view.actor.member, view.purpose, view.also):
        return asked.desk.drawn.get(key, lambda: _worked_out(asked, view, words))


def flows_at_hand(asked: Asked, view: ReadView) -> FlowsShown | None:
    """The answer without any word, where the people have been counted already; else None, and nobody is counted."""
    return flows_shown(asked, view, FlowWords()) if counted_already(asked.node, view) else None


def audience_now(asked: Asked, view: ReadView) -> tuple[object, ...]:
    """Whose answer it is, and of which state and day: what anything remembered is remembered for."""
    return (view.actor.member, view.purpose, view.also, view.stamp(), asked.node.store.clock.today())


def labels_of(asked: Asked, view: ReadView) -> tuple[TLP, ...]:
    """The labels of what the view shows: read once for an audience and state, since that reads every record's."""
    member, purpose, also, *state = audience_now(asked, view)
    found: tuple[TLP, ...] = asked.node.remembered.get(
        ("labels", member, purpose, also), lambda: tuple(sorted(view.labels())), tuple(state)
    )
    return found


def _worked_out(asked: Asked, view: ReadView, words: FlowWords) -> FlowsShown:
    own = own_flows(asked.node, view)
    counted = own.counted
    by_leg = counted.cells(words.query("leg"))
    shown = {cell.leg for cell in by_leg if (cell.count or 0) >= words.least}
    title = say("Distinct people by leg, %(window)s", window=window_words(words))
    estimated = _estimated(asked, view, words)
    bars = _bars(asked, view, counted, words)
    return FlowsShown(
        words=words,
        own=own.told,
        cells=_rows(by_leg if words.by == ("leg",) else counted.cells(words.query()), shown),
        map=replace(
            _map(counted, words, title, [cell for cell in by_leg if cell.leg in shown]),
            estimate=_arc_estimate(words, estimated),
        ),
        bars=bars,
        window=window_of(words, bars),
        totals=_totals(counted, words),
        small=len(by_leg) - len(shown),
        unplaced=one_interval(counted.unplaced(words.query("month"))),
        choices=_choices(counted),
        labels=labels_of(asked, view),
        estimate=estimated,
    )


def _estimated(asked: Asked, view: ReadView, words: FlowWords) -> Estimate | None:
    """Of the legs chosen, never of all at once. A choice of lists means the people on one of them: no estimate is of those."""
    if not words.estimate or words.lists or not (words.into or words.out_of):
        return None
    question = CaptureWords(
        into=words.into, out_of=words.out_of, since=words.since, until=words.until, origins=words.origins
    )
    if words.into and words.out_of:
        question = replace(question, leg=Leg(words.out_of, words.into), into=None, out_of=None)
    return own_estimate(asked.node, view, question).estimate


def _arc_estimate(words: FlowWords, found: Estimate | None) -> ArcEstimate | None:
    if found is None or found.total is None or found.interval95 is None or not (words.into and words.out_of):
        return None
    band = found.interval95
    return ArcEstimate(Leg(words.out_of, words.into), round(band.low), round(found.total), round(band.high))


def _bars(asked: Asked, view: ReadView, counted: Counted, words: FlowWords) -> dict[Period, Interval | None]:
    """The months of all time: they are the same whichever of them are chosen, so that a step of the window finds them made."""
    query = replace(words.query("month"), since=None, until=None)
    key = ("bars", *audience_now(asked, view), query)
    found: dict[Period, Interval | None] = asked.desk.drawn.get(key, lambda: _recent(bars_of(counted.cells(query))))
    return found


def _rows(every: Sequence[Cell], shown: set[Leg | None]) -> tuple[Cell, ...]:
    """The table's rows: the largest first by leg alone; else legs in that order, and time within them."""
    cells = [cell for cell in every if cell.leg is None or cell.leg in shown]
    size: dict[Leg | None, int] = {}
    for cell in cells:
        size[cell.leg] = size.get(cell.leg, 0) + (cell.count or 0)

    def order(cell: Cell) -> tuple[object, ...]:
        when = cell.period.sort_key() if cell.period else ()
        return (-size[cell.leg], str(cell.leg), when, -(cell.count or 0), str(cell.group))

    return tuple(sorted(cells, key=order))


def _map(counted: Counted, words: FlowWords, title: str, cells: Sequence[Cell]) -> FlowMapData:
    ends = {end for cell in cells if cell.leg for end in (cell.leg.start, cell.leg.end)}
    places = [total for total in counted.place_totals(words.query()) if total.country in ends]
    drawn = FlowMapData(title, arcs_of(cells), places_of(places), crossings_of(_crossings(counted, words)))
    if words.view != "stages":
        return drawn
    legs = {cell.leg for cell in cells if cell.leg}
    ways = [frozenset(leg for leg in legs if stage_of(leg.start) * way < stage_of(leg.end) * way) for way in (1, -1)]
    there, back = (places_of(counted.place_totals(replace(words.query(), legs=way))) for way in ways)
    return replace(drawn, there=there, back=back)


def _crossings(counted: Counted, words: FlowWords) -> list[CrossingTotal]:
    """Entries to Syria, where the legs asked for can hold them: from the country asked for, where one is."""
    if words.into not in (None, SYRIA) or words.places not in ((), (SYRIA,)):
        return []
    sides = {crossing.id: crossing.neighbour for crossing in CROSSINGS}
    found = counted.crossing_totals(words.query())
    return [total for total in found if words.out_of in (None, sides.get(total.crossing))]


def _totals(counted: Counted, words: FlowWords) -> tuple[Total, ...]:
    """The legs of special interest, or the one that is asked for, under the same filters."""
    free = replace(words, into=None, out_of=None, places=())
    if words.into or words.out_of:
        name = leg_words(words.out_of, words.into)
        return (Total(name, _sole(counted, words.query()), words.out_of, words.into),)
    asked: tuple[tuple[str, str | None, str | None], ...] = (
        (leg_words(None, SYRIA), None, SYRIA),
        (say("On from Syria into Iraq"), SYRIA, IRAQ),
        (leg_words(SYRIA, None), SYRIA, None),
    )
    if words.places:
        one, other = (*words.places, None)[:2]
        ends = [(other, one), (one, other)]
        asked = tuple((leg_words(start, end), start, end) for start, end in ends)
    return tuple(
        Total(name, _sole(counted, replace(free.query(), out_of=start, into=end)), start, end)
        for name, start, end in asked
    )


def _sole(counted: Counted, query: FlowQuery) -> Interval:
    return one_interval(counted.cells(replace(query, by=())))


def one_interval(cells: Sequence[Cell]) -> Interval:
    """The only cell as an interval; of several, their sum (periods of which each person has at most one a leg)."""
    return Interval(*(sum(getattr(cell, name) or 0 for cell in cells) for name in ("low", "count", "high")))


def _recent(bars: dict[Period, Interval | None]) -> dict[Period, Interval | None]:
    """The last ten years of months, and the unknown ones: a stray date must not make the picture a line."""
    months = [period for period in bars if period.month is not None]
    last = max((_number(period) for period in months), default=0)
    return {period: bar for period, bar in bars.items() if period.month is None or last - _number(period) < MOST_MONTHS}


def _number(period: Period) -> int:
    return (period.year or 0) * 12 + (period.month or 1) - 1


def window_of(words: FlowWords, bars: dict[Period, Interval | None]) -> tuple[Period, Period] | None:
    """The chosen window within the months that are drawn; None where all of them are chosen, or none is."""
    numbers = [_number(period) for period in bars if period.month is not None]
    if not numbers or (words.since is None and words.until is None):
        return None
    first = max(min(numbers), words.since.year * 12 + words.since.month - 1 if words.since else 0)
    last = min(max(numbers), words.until.year * 12 + words.until.month - 1 if words.until else max(numbers))
    if first > last:
        return None
    return Period(first // 12, first % 12 + 1), Period(last // 12, last % 12 + 1)


def _choices(counted: Counted) -> Choices:
    legs = counted.rows.legs
    return Choices(
        starts=tuple(sorted({leg.start for leg in legs}, key=country_name)),
        ends=tuple(sorted({leg.end for leg in legs}, key=country_name)),
        origins=tuple(sorted(set(counted.rows.origins), key=lambda code: (code is None, country_name(code or "")))),
        lists=tuple(sorted(set(counted.rows.lists))),
    )


def leg_words(start: str | None, end: str | None) -> str:
    """``Turkey to Syria``, ``Into Syria``, ``Out of Syria``."""
    if start and end:
        return say("%(start)s to %(end)s", start=country(start), end=country(end))
    return say("Into %(place)s", place=country(end)) if end else say("Out of %(place)s", place=country(start or ""))


def window_words(words: FlowWords) -> str:
    """``Jan 2014 to Sep 2014``, ``since Jan 2014``, ``all time``."""
    since = month(words.since) if words.since else ""
    until = month(words.until) if words.until else ""
    if since and until:
        return since if since == until else say("%(since)s to %(until)s", since=since, until=until)
    return (
        say("since %(month)s", month=since)
        if since
        else say("until %(month)s", month=until)
        if until
        else say("all time")
    )


def country(code: str) -> str:
    """A country's name in the reader's language."""
    return language.country(code, country_name(code))
