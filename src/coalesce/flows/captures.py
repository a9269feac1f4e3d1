"""Capture tables from linked people: who stands on which list for a leg in a period, in every draw of the links.

Promises one table a draw. Invariant: a table is a function of the components, sightings and facts given; each person
adds one to one count of each table, or to none.

*Captured.* With the rule ``leg`` a list captures a person when the journey made from that list's own sightings of the
person alone holds a leg that is asked for, with an arrival in the window. So a list must have seen the leg itself: what
only several lists together show (one saw the person leave, another saw the person arrive) captures nobody, since that
depends on how the lists go together, which is what is to be estimated. How many people that concerns is told
(``unseen_alone``). With the rule ``record`` any record on the list captures a person whose journey, made from all
lists together, holds the leg in the window.

*One source.* Lists that count as one source capture whoever one of them captures: their marks are joined by "or", as
``CaptureTable.merged`` joins them.

*Stratum.* Origin as in ``flows.counting``; sex is what most records give (ties: the alphabetically first).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from coalesce.dates import Period
from coalesce.errors import BadUsage
from coalesce.flows.contributions import LinkedComponent, drawn_in, main_nationality, period_of, possible_people
from coalesce.flows.journeys import travelled
from coalesce.flows.totals import IntArray, Interval, Tally, bounds
from coalesce.flows.windows import windows
from coalesce.records import CaptureTable, Leg, Sighting

RULES = ("leg", "record")
MOST_LISTS = 16
"""As many as a CaptureTable may have."""

Moves = frozenset[tuple[Leg, Period]]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What capturing needs to know of a record: its list's name, nationalities, and sex where that is asked for."""

    list_name: str
    nationalities: tuple[str, ...] = ()
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureQuery:
    """Whom to count, and what captures them. Empty or None: everybody.

    ``sources`` are the lists of the table, in its order: a name for each and the lists that count as that one. Lists
    that are in none of them capture nobody. Raises BadUsage.
    """

    sources: tuple[tuple[str, tuple[str, ...]], ...]
    rule: str = "leg"
    leg: Leg | None = None
    into: str | None = None
    out_of: str | None = None
    since: date | None = None
    until: date | None = None
    origins: Collection[str | None] = ()
    sexes: Collection[str | None] = ()

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise BadUsage(f"cannot capture by '{self.rule}': choose leg or record")
        if self.since and self.until and self.until < self.since:
            raise BadUsage("the window ends before it begins: 'since' must not be after 'until'")
        if len(self.sources) > MOST_LISTS:
            raise BadUsage(f"a capture table has at most {MOST_LISTS} lists, and {len(self.sources)} are asked for")

    def wants(self, leg: Leg) -> bool:
        """Whether a leg is asked for."""
        return self.leg in (None, leg) and self.into in (None, leg.end) and self.out_of in (None, leg.start)


@dataclass(frozen=True, slots=True)
class Captured:
    """The tables of one query: ``counts[d]`` is that of draw d, by pattern.

    ``counted`` are the people whose journey, made from all lists together, holds the leg in the window;
    ``unseen_alone`` those of them whom no list of the table captures; ``only_alone`` those captured whose whole journey
    does not hold it. ``unplaced`` are people of the leg whose arrival may lie in the window or outside.
    """

    lists: tuple[str, ...]
    counts: IntArray
    counted: Interval
    unseen_alone: Interval
    only_alone: Interval
    unplaced: Interval

    @property
    def central(self) -> int:
        """The draw whose table lies nearest to the mean of all (Hellinger distance; the first among equals)."""
        roots = np.sqrt(self.counts)
        distance = ((roots - np.sqrt(self.counts.mean(axis=0))) ** 2).sum(axis=1)
        return int(np.argmin(distance.round(9)))

    def table(self, draw: int | None = None) -> CaptureTable:
        """The table of a draw; None: of the central one. Raises BadInput where no list captures anybody."""
        row = self.counts[self.central if draw is None else draw]
        return CaptureTable(self.lists, tuple(int(count) for count in row))


@dataclass(frozen=True, slots=True)
class Captures:
    """Everything that queries need, for one audience: made once by ``build``, never changed.

    ``alone`` has rows (person, leg, period, list) of journeys made from one list; ``together`` (person, leg, period) of
    journeys made from all.
    """

    tally: Tally
    draws: int
    lists: tuple[str, ...]
    legs: tuple[Leg, ...]
    periods: tuple[Period, ...]
    alone: IntArray
    together: IntArray
    on_list: Flags
    origins: tuple[str | None, ...]
    sexes: tuple[str | None, ...]

    @classmethod
    def build(
        cls,
        components: Iterable[LinkedComponent],
        sightings: Mapping[str, Sequence[Sighting]],
        facts: Mapping[str, CaptureFacts],
        draws: int,
    ) -> Captures:
        """Work out every possible person's legs, list by list. Records without facts are on no list and left out.

        Raises ValueError where a component has another number of draws.
        """
        people: list[_Person] = []
        presence: list[Flags] = []
        certain: list[_Person] = []
        for component in components:
            if len(component.choice) != draws:
                raise ValueError(f"a component has {len(component.choice)} draws where {draws} are counted")
            journeys = _Journeys(sightings, facts)
            for records, alternatives in possible_people(component):
                person = journeys.person(records)
                if person is None:
                    continue
                if len(alternatives) == len(component.partitions):
                    certain.append(person)
                else:
                    people.append(person)
                    presence.append(drawn_in(component, alternatives))
        table = np.array(presence, dtype=np.bool_).reshape(len(presence), draws)
        return _columns([*certain, *people], Tally(len(certain), table), draws)

    def captured(self, query: CaptureQuery) -> Captured:
        """The tables of a query."""
        sure, possible = windows(self.periods, query.since, query.until)
        wanted = _flags(query.wants(leg) for leg in self.legs)
        stratum = self._stratum(query)
        counted = self._people(self.together, wanted, sure) & stratum
        unplaced = self._people(self.together, wanted, possible & ~sure) & stratum & ~counted
        marks = self._marks(query, wanted, sure) if query.rule == "leg" else self._records(query, counted)
        marks = np.where(stratum, marks, 0)
        kept = [n for n in range(len(query.sources)) if (marks >> n & 1).any()]
        packed = np.zeros_like(marks)
        for place, n in enumerate(kept):
            packed |= (marks >> n & 1) << place
        counts = self._tables(packed, 1 << len(kept))
        counts[:, 0] = 0
        return Captured(
            tuple(query.sources[n][0] for n in kept),
            counts,
            self._interval(counted),
            self._interval(counted & (marks == 0)),
            self._interval(~counted & (marks > 0)),
            self._interval(unplaced),
        )

    def _marks(self, query: CaptureQuery, legs: Flags, periods: Flags) -> IntArray:
        """For each person the sources that alone tell of the leg, as bits."""
        person, leg, period, of = self.alone
        rows = legs[leg] & periods[period]
        return self._joined(query, person[rows], of[rows])

    def _records(self, query: CaptureQuery, counted: Flags) -> IntArray:
        """For each person who is counted the sources that hold a record, as bits."""
        person, of = np.nonzero(self.on_list)
        return np.where(counted, self._joined(query, person, of), 0)

    def _joined(self, query: CaptureQuery, person: IntArray, of: IntArray) -> IntArray:
        bits = np.zeros(len(self.lists), dtype=np.int64)
        number = {name: n for n, name in enumerate(self.lists)}
        for place, (_, names) in enumerate(query.sources):
            for name in names:
                if name in number:
                    bits[number[name]] |= 1 << place
        marks = np.zeros(self.tally.people, dtype=np.int64)
        np.bitwise_or.at(marks, person, bits[of])
        return marks

    def _people(self, rows: IntArray, legs: Flags, periods: Flags) -> Flags:
        person, leg, period = rows
        found = np.zeros(self.tally.people, dtype=np.bool_)
        found[person[legs[leg] & periods[period]]] = True
        return found

    def _stratum(self, query: CaptureQuery) -> Flags:
        chosen = np.ones(self.tally.people, dtype=np.bool_)
        if query.origins:
            chosen &= _flags(origin in query.origins for origin in self.origins)
        if query.sexes:
            chosen &= _flags(sex in query.sexes for sex in self.sexes)
        return chosen

    def _tables(self, marks: IntArray, width: int) -> IntArray:
        """How many people bear each mark, draw by draw."""
        sure, drawn = marks[: self.tally.certain], marks[self.tally.certain :]
        counts = np.tile(np.bincount(sure, minlength=width).astype(np.int64), (self.draws, 1))
        order = np.argsort(drawn, kind="stable")
        ordered = drawn[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        if len(starts):
            added = np.add.reduceat(self.tally.presence[order], starts, axis=0, dtype=np.int64)
            counts[:, ordered[starts]] += added.T
        return counts

    def _interval(self, people: Flags) -> Interval:
        """How many of these people there are, over the draws."""
        sure, drawn = people[: self.tally.certain].sum(), people[self.tally.certain :]
        numbers = sure + self.tally.presence[drawn].sum(axis=0, dtype=np.int64)
        low, count, high = bounds(numbers[np.newaxis, :])
        return Interval(int(low[0]), int(count[0]), int(high[0]))


@dataclass(frozen=True, slots=True)
class _Person:
    """A possible person's moves: by list alone, and of all lists together."""

    alone: Mapping[str, Moves]
    together: Moves
    origin: str | None
    sex: str | None


class _Journeys:
    """Journeys of one component, each set of records worked out once however many possible people hold it."""

    def __init__(self, sightings: Mapping[str, Sequence[Sighting]], facts: Mapping[str, CaptureFacts]) -> None:
        self._sightings, self._facts = sightings, facts
        self._known: dict[tuple[str, ...], tuple[Moves, str | None]] = {}

    def person(self, records: Sequence[str]) -> _Person | None:
        """These records as one person; None where no journey of theirs has a leg."""
        by: dict[str, list[str]] = {}
        for record in records:
            if record in self._facts:
                by.setdefault(self._facts[record].list_name, []).append(record)
        alone = {name: self._travelled(own)[0] for name, own in by.items()}
        listed = [record for own in by.values() for record in own]
        together, departed = self._travelled(listed)
        if not together and not any(alone.values()):
            return None
        facts = [self._facts[record] for record in listed]
        origin = departed or main_nationality(fact.nationalities for fact in facts)
        return _Person(alone, together, origin, _main_sex(facts))

    def _travelled(self, records: Sequence[str]) -> tuple[Moves, str | None]:
        key = tuple(sorted(records))
        if key not in self._known:
            seen = [sighting for record in key for sighting in self._sightings.get(record, ())]
            travels = travelled(seen)
            moves = frozenset((leg, period_of(when)) for leg, when in travels.journey.legs)
            self._known[key] = moves, travels.departed_from
        return self._known[key]


def _main_sex(facts: Iterable[CaptureFacts]) -> str | None:
    votes = Counter(fact.sex for fact in facts if fact.sex)
    return min(votes, key=lambda sex: (-votes[sex], sex), default=None)


def _columns(people: Sequence[_Person], tally: Tally, draws: int) -> Captures:
    alone = [(n, *move, name) for n, one in enumerate(people) for name, moves in one.alone.items() for move in moves]
    together = [(n, *move) for n, one in enumerate(people) for move in one.together]
    every = {row[1:3] for row in alone} | {row[1:] for row in together}
    legs = sorted({leg for leg, _ in every})
    periods = sorted({period for _, period in every}, key=Period.sort_key)
    lists = sorted({name for one in people for name in one.alone})
    at = {leg: n for n, leg in enumerate(legs)}
    when = {period: n for n, period in enumerate(periods)}
    on = {name: n for n, name in enumerate(lists)}
    on_list = np.zeros((len(people), len(lists)), dtype=np.bool_)
    for n, one in enumerate(people):
        on_list[n, [on[name] for name in one.alone]] = True
    return Captures(
        tally,
        draws,
        tuple(lists),
        tuple(legs),
        tuple(periods),
        _table([(n, at[leg], when[period], on[name]) for n, leg, period, name in alone], 4),
        _table([(n, at[leg], when[period]) for n, leg, period in together], 3),
        on_list,
        tuple(one.origin for one in people),
        tuple(one.sex for one in people),
    )


def _table(rows: Sequence[tuple[int, ...]], width: int) -> IntArray:
    """The columns as the first axis."""
    return np.ascontiguousarray(np.array(rows, dtype=np.int64).reshape(-1, width).T)


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), dtype=np.bool_)
