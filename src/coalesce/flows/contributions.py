"""From components of linked records to rows: which possible person made which leg in which period.

Promises every possible person (a set of records that some draw calls one person) once, with its legs
worked out. Invariant: people 0 to ``certain`` - 1 stand in every draw; the rest follow ``presence``.
People without a leg and without an entry at a crossing are left out: they can be counted nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from coalesce.dates import PartialDate, Period
from coalesce.flows.crossings import entry_crossing
from coalesce.flows.journeys import travelled
from coalesce.flows.totals import IntArray, Tally
from coalesce.records import Leg, Sighting

UNKNOWN = Period(None)
T = TypeVar("T")


class LinkedComponent(Protocol):
    """Records that may be one another's, with the alternatives that were drawn (``linking.draws``)."""

    @property
    def records(self) -> tuple[str, ...]:
        """The record ids."""

    @property
    def partitions(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The different alternatives, each a partition of the records into people."""

    @property
    def choice(self) -> NDArray[np.integer]:
        """For each draw the number of its alternative."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What counting needs to know of a record beside its sightings."""

    list_name: str
    nationalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in columns, numbers into the tuples: ``leg_rows`` person, leg, period; ``entry_rows`` person, crossing,
    period. ``on_list`` is people x lists."""

    tally: Tally
    legs: tuple[Leg, ...]
    periods: tuple[Period, ...]
    origins: tuple[str | None, ...]
    lists: tuple[str, ...]
    crossings: tuple[str, ...]
    leg_rows: IntArray
    entry_rows: IntArray
    person_origin: IntArray
    on_list: NDArray[np.bool_]


class Traveller(NamedTuple):
    """One possible person, ready to count. Repetitions are harmless: a Tally counts a person once per cell."""

    moves: tuple[tuple[Leg, Period], ...]
    entries: tuple[tuple[str, Period], ...]
    origin: str | None
    lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the records: their sightings and facts. Records that a mapping does not hold have none."""

    sightings: Mapping[str, Sequence[Sighting]]
    facts: Mapping[str, RecordFacts]

    def traveller(self, records: Sequence[str]) -> Traveller | None:
        """These records as one person; None where they add nothing to any count."""
        seen = [sighting for record in records for sighting in self.sightings.get(record, ())]
        if not seen:
            return None
        travels = travelled(seen)
        moves = tuple((leg, period_of(when)) for leg, when in travels.journey.legs)
        entries = tuple((found.id, _period(s)) for s in seen if (found := entry_crossing(s)) is not None)
        if not moves and not entries:
            return None
        facts = [self.facts[record] for record in records if record in self.facts]
        origin = travels.departed_from or main_nationality(fact.nationalities for fact in facts)
        return Traveller(moves, entries, origin, frozenset(fact.list_name for fact in facts))


def gather(components: Iterable[LinkedComponent], known: Known, draws: int) -> Rows:
    """Every possible person of the components as rows. Raises ValueError where a component has other draws."""
    certain: list[Traveller] = []
    drawn: list[Traveller] = []
    presence: list[NDArray[np.bool_]] = []
    for component in components:
        if len(component.choice) != draws:
            raise ValueError(f"a component has {len(component.choice)} draws where {draws} are counted")
        for records, alternatives in possible_people(component):
            traveller = known.traveller(records)
            if traveller is None:
                continue
            if len(alternatives) == len(component.partitions):
                certain.append(traveller)
            else:
                drawn.append(traveller)
                presence.append(drawn_in(component, alternatives))
    table = np.array(presence, dtype=np.bool_).reshape(len(presence), draws)
    return _columns([*certain, *drawn], Tally(len(certain), table))


def possible_people(component: LinkedComponent) -> list[tuple[tuple[str, ...], list[int]]]:
    """The different sets of records that are a person, each with the numbers of its alternatives."""
    if len(component.partitions) == 1:
        return [(records, [0]) for records in component.partitions[0]]
    found: dict[tuple[str, ...], list[int]] = {}
    for number, partition in enumerate(component.partitions):
        for records in partition:
            found.setdefault(tuple(sorted(records)), []).append(number)
    return list(found.items())


def drawn_in(component: LinkedComponent, alternatives: Sequence[int]) -> NDArray[np.bool_]:
    """In which draws one of these alternatives was taken."""
    taken = np.zeros(len(component.partitions), dtype=np.bool_)
    taken[alternatives] = True
    chosen: NDArray[np.bool_] = taken[component.choice]
    return chosen


def _period(sighting: Sighting) -> Period:
    return period_of(sighting.date)


def period_of(when: PartialDate | None) -> Period:
    """The period of an arrival; a period without a year where its date is unknown."""
    return UNKNOWN if when is None else Period.of(when)


def main_nationality(given: Iterable[Sequence[str]]) -> str | None:
    """The first nationality that most records give; the alphabetically first among equals; None where none gives one."""
    votes = Counter(countries[0] for countries in given if countries)
    return min(votes, key=lambda country: (-votes[country], country), default=None)


def _columns(people: Sequence[Traveller], tally: Tally) -> Rows:
    moves = [(n, *move) for n, person in enumerate(people) for move in person.moves]
    entries = [(n, *entry) for n, person in enumerate(people) for entry in person.entries]
    legs = _numbered(sorted({leg for _, leg, _ in moves}))
    found = {period for _, _, period in moves} | {period for _, _, period in entries}
    periods = _numbered(sorted(found, key=Period.sort_key))
    origins = _numbered(sorted({person.origin for person in people}, key=lambda origin: origin or ""))
    lists = _numbered(sorted({name for person in people for name in person.lists}))
    crossings = _numbered(sorted({crossing for _, crossing, _ in entries}))
    on_list = np.zeros((len(people), len(lists)), dtype=np.bool_)
    for n, person in enumerate(people):
        on_list[n, [lists[name] for name in person.lists]] = True
    return Rows(
        tally,
        tuple(legs),
        tuple(periods),
        tuple(origins),
        tuple(lists),
        tuple(crossings),
        _table([(n, legs[leg], periods[period]) for n, leg, period in moves]),
        _table([(n, crossings[crossing], periods[period]) for n, crossing, period in entries]),
        np.array([origins[person.origin] for person in people], dtype=np.int64),
        on_list,
    )


def _numbered(values: Iterable[T]) -> dict[T, int]:
    return {value: n for n, value in enumerate(values)}


def _table(rows: Sequence[tuple[int, int, int]]) -> IntArray:
    """Three columns as the first axis."""
    return np.ascontiguousarray(np.array(rows, dtype=np.int64).reshape(-1, 3).T)
