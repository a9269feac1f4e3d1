"""Two windows of the flow page side by side: two maps on one scale, and each leg with its change and the change's bounds.

Invariant: maps, totals and table are made from the same cells, counted in the same draws of the links.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from coalesce.dates import Period
from coalesce.drawing import FlowArc, FlowMapData, places_of
from coalesce.flows import Change, Counted
from coalesce.records import Leg
from coalesce.services.counting import own_flows
from coalesce.store.read_view import ReadView
from coalesce.web import language
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import FlowsShown, Total, audience_now, window_of, window_words
from coalesce.web.flow_words import FlowWords
from coalesce.web.language import say


@dataclass(frozen=True, slots=True)
class TotalChange:
    """One of the numbers that are read first, in both windows."""

    of: Total
    change: Change


@dataclass(frozen=True, slots=True)
class Compared:
    """``rows``: the table's cells, the largest first; ``small`` legs are in neither table nor maps. ``window`` is the other one
    within the months that are drawn; ``lengths``: months of the two where both are closed and differ."""

    now: str
    then: str
    rows: tuple[Change, ...]
    totals: tuple[TotalChange, ...]
    maps: tuple[FlowMapData, FlowMapData]
    window: tuple[Period, Period] | None
    small: int
    lengths: tuple[int, int] | None

    @property
    def largest(self) -> int:
        """The most people of a cell: the scale of maps and marks."""
        return max((max(one.now.high, one.then.high) for one in self.rows), default=0)


def compared(asked: Asked, view: ReadView, shown: FlowsShown) -> Compared:
    """The window of the page beside the other, or the same as given before from the same state and day."""
    key = ("flows compared", language.now().tag, *audience_now(asked, view), shown.words)
    return asked.desk.drawn.get(key, lambda: _worked_out(shown, own_flows(asked.node, view).counted))


def _worked_out(shown: FlowsShown, counted: Counted) -> Compared:
    words = shown.words
    by_leg = counted.change(words.query("leg"), words.other().query("leg"))
    large = [one for one in by_leg if max(one.now.count, one.then.count) >= words.least]
    legs = {one.leg for one in large}
    return Compared(
        now=window_words(words),
        then=window_words(words.other()),
        rows=_rows(counted, words, legs),
        totals=tuple(TotalChange(total, _total(counted, words, total)) for total in shown.totals),
        maps=(_map(counted, words, large, now=True), _map(counted, words.other(), large, now=False)),
        window=window_of(words.other(), shown.bars),
        small=len(by_leg) - len(large),
        lengths=_lengths(words),
    )


def _rows(counted: Counted, words: FlowWords, legs: set[Leg | None]) -> tuple[Change, ...]:
    found = [
        one
        for one in counted.change(words.query(), words.other().query())
        if one.leg is None or one.leg in legs
    ]  # fmt: skip
    size: dict[Leg | None, int] = {}
    for one in found:
        size[one.leg] = size.get(one.leg, 0) + one.now.count + one.then.count
    return tuple(sorted(found, key=lambda one: (-size[one.leg], str(one.leg), -one.now.count, str(one.group))))


def _total(counted: Counted, words: FlowWords, total: Total) -> Change:
    queries = [
        replace(one.query(), by=(), into=total.into, out_of=total.out_of, places=())
        for one in (words, words.other())
    ]  # fmt: skip
    return counted.change(*queries)[0]


def _map(counted: Counted, words: FlowWords, large: list[Change], now: bool) -> FlowMapData:
    """One window's map; it has the places of both, so that the eye can go from one to the other."""
    pairs = [(one.leg, one.now if now else one.then) for one in large if one.leg is not None]
    ends = {end for leg, _ in pairs for end in (leg.start, leg.end)}
    arcs = tuple(FlowArc(leg, amount) for leg, amount in pairs if amount.high)
    places = places_of(total for total in counted.place_totals(words.query()) if total.country in ends)
    title = say("Distinct people by leg, %(window)s", window=window_words(words))
    return FlowMapData(title, arcs, places, ends=frozenset(ends))


def _lengths(words: FlowWords) -> tuple[int, int] | None:
    ends = (words.since, words.until, words.other_since, words.other_until)
    since, until, other_since, other_until = ends
    if since is None or until is None or other_since is None or other_until is None:
        return None
    one = (until.year - since.year) * 12 + until.month - since.month + 1
    other = (other_until.year - other_since.year) * 12 + other_until.month - other_since.month + 1
    return (one, other) if one != other else None
