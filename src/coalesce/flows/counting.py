"""Distinct people per leg and period, with bounds over draws of the links.

Promises each person once per cell, however many sightings and records tell of it, and in a coarser
cell (all months, all legs) once again and not as a sum of finer cells. Invariant: the answer is a
function of the components, sightings and facts given; the brute-force twin in the tests agrees.

*Draws.* A component comes with its alternative partitions into people and with the alternative that
each draw took. A person is a set of records; one that stands in every alternative is certain.

*Origin.* The country of the first departure; where nobody saw the person depart, the first
nationality that most of its records give (ties: the alphabetically first); else None.

*Dates.* ``since`` and ``until`` choose periods of arrival, by whole months, both ends included. A year
whose month is unknown belongs to a window that holds the whole year. One that a window cuts, or an
arrival without a year, cannot be placed: it is left out of ``cells`` and reported by ``unplaced``.

*Lists.* A person counts under every list that holds one of its records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadUsage
from coalesce.flows.comparing import Change, Key, changed
from coalesce.flows.contributions import Known, LinkedComponent, RecordFacts, Rows, gather
from coalesce.flows.totals import CountsByDraw, CrossingTotal, IntArray, Interval, PlaceTotal
from coalesce.flows.windows import windows
from coalesce.records import Cell, Leg, Sighting

GROUPINGS = frozenset({"leg", "month", "origin", "list"})
ZERO = Interval(0, 0, 0)


@dataclass(frozen=True, slots=True)
class FlowQuery:
    """What to count. Empty or None: everything.

    ``by`` holds ``leg``, ``month``, and ``origin`` or ``list``. ``into`` and ``out_of`` choose legs by
    one end; ``places`` those that touch the one place given, or that lie between several; ``legs`` exactly these. An origin of
    None stands for people of unknown origin. Raises BadUsage.
    """

    leg: Leg | None = None
    by: Collection[str] = ("leg", "month")
    since: date | None = None
    until: date | None = None
    origins: Collection[str | None] = ()
    lists: Collection[str] = ()
    into: str | None = None
    out_of: str | None = None
    places: Collection[str] = ()
    legs: Collection[Leg] | None = None

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.by) - GROUPINGS):
            raise BadUsage(f"cannot count by '{unknown[0]}': choose among leg, month, origin and list")
        if {"origin", "list"} <= set(self.by):
            raise BadUsage("count by origin or by list, not by both at once")
        if self.since and self.until and self.until < self.since:
            raise BadUsage("the window ends before it begins: 'since' must not be after 'until'")

    @property
    def chooses_legs(self) -> bool:
        """Whether some legs are chosen, and not all counted."""
        return bool(self.leg or self.into or self.out_of or self.places) or self.legs is not None


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that queries need, for one audience: made once by ``build``, never changed."""

    rows: Rows
    draws: int

    @classmethod
    def build(
        cls,
        components: Iterable[LinkedComponent],
        sightings: Mapping[str, Sequence[Sighting]],
        facts: Mapping[str, RecordFacts],
        draws: int,
    ) -> Counted:
        """Work out every possible person's legs once. ``draws`` is the length of each ``choice``, at least 1.

        Records that the mappings do not hold have no sightings and no list. Raises ValueError where a
        component has another number of draws.
        """
        if draws < 1:
            raise ValueError("bounds need at least one draw of the links")
        return cls(gather(components, Known(sightings, facts), draws), draws)

    def cells(self, query: FlowQuery) -> tuple[Cell, ...]:
        """Every cell that some draw fills, by leg, period (unknown months behind the known) and group.

        Without any grouping there is always one cell, zero if nobody is counted.
        """
        found = self._cells(query, frozenset(query.by), self._window(query)[0])
        return found if found or query.by else (Cell(None, None, None, 0, 0, 0),)

    def made_of(self, query: FlowQuery) -> tuple[int, int]:
        """Of the people of a query how many stand in every draw, and how many possible people only in some."""
        people = np.unique(self._chosen_rows(query, self._window(query)[0])[0])
        sure = int((people < self.rows.tally.certain).sum())
        return sure, len(people) - sure

    def change(self, now: FlowQuery, then: FlowQuery) -> tuple[Change, ...]:
        """The cells of two queries that count by the same words, but never by month, side by side; what is in neither is left out."""
        if now.by != then.by or "month" in now.by:
            raise ValueError("two windows are compared by the same words, and by no month")
        found = [self._draws(query) for query in (now, then)]
        keys = sorted({key for one in found for key in one}, key=str)
        changes = (changed(key, *(one.get(key) for one in found)) for key in keys)
        filled = tuple(one for one in changes if one.now.high or one.then.high)
        return filled if filled or now.by else (changed((None, None), None, None),)

    def _draws(self, query: FlowQuery) -> dict[Key, CountsByDraw]:
        """The people of each cell in every draw, by its leg and group."""
        by = frozenset(query.by)
        groups, group, (person, leg, _) = self._grouped(query, by, self._chosen_rows(query, self._window(query)[0]))
        code = (leg if "leg" in by else leg * 0) * len(groups) + group
        found = {}
        for number, counts in self.rows.tally.by_draw(code, person):
            at, g = divmod(number, len(groups))
            found[self.rows.legs[at] if "leg" in by else None, groups[g]] = counts
        return found

    def unplaced(self, query: FlowQuery) -> tuple[Cell, ...]:
        """The cells, always by period, whose arrival may lie in the window or outside: not in ``cells``."""
        sure, possible = self._window(query)
        return self._cells(query, frozenset(query.by) | {"month"}, possible & ~sure)

    def place_totals(self, query: FlowQuery) -> tuple[PlaceTotal, ...]:
        """For every country of the chosen legs the distinct people in and out, by country code."""
        person, leg, _ = self._chosen_rows(query, self._window(query)[0])
        legs = self.rows.legs
        countries = sorted({end for one in legs for end in (one.start, one.end)})
        number = {country: n for n, country in enumerate(countries)}
        ends = np.array([(2 * number[one.end], 2 * number[one.start] + 1) for one in legs], dtype=np.int64).reshape(
            -1, 2
        )
        found = dict(self.rows.tally.intervals(ends[leg].T.ravel(), np.concatenate((person, person))))
        return tuple(
            PlaceTotal(country, found.get(2 * n, ZERO), found.get(2 * n + 1, ZERO))
            for country, n in number.items()
            if 2 * n in found or 2 * n + 1 in found
        )

    def crossing_totals(self, query: FlowQuery) -> tuple[CrossingTotal, ...]:
        """Distinct people who entered Syria at each known crossing, by its id.

        Legs of the query do not matter here; the window does, by the date of the entry.
        """
        person, crossing, period = self.rows.entry_rows
        chosen = self._window(query)[0][period] & self._chosen_people(query)[person]
        found = self.rows.tally.intervals(crossing[chosen], person[chosen])
        return tuple(CrossingTotal(self.rows.crossings[n], interval) for n, interval in found)

    def _window(self, query: FlowQuery) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        return windows(self.rows.periods, query.since, query.until)

    def _chosen_people(self, query: FlowQuery) -> NDArray[np.bool_]:
        rows = self.rows
        chosen = np.ones(rows.tally.people, dtype=np.bool_)
        if query.origins:
            chosen &= _mask(origin in query.origins for origin in rows.origins)[rows.person_origin]
        if query.lists:
            chosen &= rows.on_list[:, _mask(name in query.lists for name in rows.lists)].any(axis=1)
        return chosen

    def _chosen_rows(self, query: FlowQuery, periods: NDArray[np.bool_]) -> IntArray:
        person, leg, period = self.rows.leg_rows
        among = periods[period]
        if query.chooses_legs:
            among &= _mask(_wanted(query, one) for one in self.rows.legs)[leg]
        if query.origins or query.lists:
            among &= self._chosen_people(query)[person]
        chosen: IntArray = self.rows.leg_rows[:, among]
        return chosen

    def _cells(self, query: FlowQuery, by: frozenset[str], periods: NDArray[np.bool_]) -> tuple[Cell, ...]:
        groups, group, (person, leg, period) = self._grouped(query, by, self._chosen_rows(query, periods))
        width, depth = len(self.rows.periods), len(groups)
        code = (leg if "leg" in by else leg * 0) * width + (period if "month" in by else period * 0)
        cells = []
        for number, interval in self.rows.tally.intervals(code * depth + group, person):
            rest, g = divmod(number, depth)
            at = self.rows.legs[rest // width] if "leg" in by else None
            when = self.rows.periods[rest % width] if "month" in by else None
            cells.append(Cell(at, when, groups[g], interval.low, interval.count, interval.high))
        return tuple(cells)

    def _grouped(
        self, query: FlowQuery, by: frozenset[str], rows: IntArray
    ) -> tuple[Sequence[str | None], IntArray, IntArray]:
        """The groups, each row's group, and the rows: one for each list of its person where lists are asked for."""
        person = rows[0]
        if "origin" in by:
            return self.rows.origins, self.rows.person_origin[person], rows
        if "list" in by:
            wanted = _mask(not query.lists or name in query.lists for name in self.rows.lists)
            at, group = np.nonzero(self.rows.on_list[person] & wanted)
            return self.rows.lists, group.astype(np.int64), rows[:, at]
        return (None,), np.zeros_like(person), rows


def _mask(flags: Iterable[bool]) -> NDArray[np.bool_]:
    return np.array(list(flags), dtype=np.bool_)


def _wanted(query: FlowQuery, leg: Leg) -> bool:
    if query.leg not in (None, leg) or query.into not in (None, leg.end) or query.out_of not in (None, leg.start):
        return False
    if query.legs is not None and leg not in query.legs:
        return False
    if len(query.places) > 1:
        return leg.start in query.places and leg.end in query.places
    return not query.places or leg.start in query.places or leg.end in query.places
