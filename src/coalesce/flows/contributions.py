"""From components of linked records to rows: which possible person made which leg in which period.

Promises every possible person (a set of records that some draw calls one person) once, with its legs
deduplicated. Invariant: people 0 to ``certain`` - 1 stand in every draw; the rest follow ``presence``.
People without a leg and without an entry at a crossing are left out: they can be counted nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coalesce.dates import Period
from coalesce.flows.crossings import entry_crossing
from coalesce.flows.journeys import first_departure, journey
from coalesce.flows.totals import IntArray, Tally
from coalesce.records import Contribution, Leg, Sighting

UNKNOWN = Period(None)


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
    """The rows in columns. ``leg_rows``: person, leg, period; ``entry_rows``: person, crossing, period (numbers into the tuples)."""

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


@dataclass(frozen=True, slots=True)
class Traveller:
    """One possible person, ready to count: each contribution and each entry (crossing, period) once."""

    contributions: tuple[Contribution, ...]
    entries: tuple[tuple[str, Period], ...]
    origin: str | None
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the records: their sightings and facts. Records that a mapping does not hold have none."""

    sightings: Mapping[str, Sequence[Sighting]]
    facts: Mapping[str, RecordFacts]

    def traveller(self, records: Sequence[str]) -> Traveller | None:
        """These records as one person; None where they add nothing to any count."""
        seen = [sighting for record in records for sighting in self.sightings.get(record, ())]
        legs = journey(seen).legs if seen else ()
        entries = {(found.id, _period(s)) for s in seen if (found := entry_crossing(s)) is not None}
        if not legs and not entries:
            return None
        facts = [self.facts[record] for record in records if record in self.facts]
        origin = first_departure(seen) or _main_nationality(facts)
        made = {Contribution(leg, UNKNOWN if when is None else Period.of(when), origin) for leg, when in legs}
        return Traveller(tuple(made), tuple(entries), origin, tuple({fact.list_name for fact in facts}))


def gather(components: Iterable[LinkedComponent], known: Known, draws: int) -> Rows:
    """Every possible person of the components as rows. Raises ValueError where a component has other draws."""
    certain: list[Traveller] = []
    drawn: list[Traveller] = []
    presence: list[NDArray[np.bool_]] = []
    for component in components:
        if len(component.choice) != draws:
            raise ValueError(f"a component has {len(component.choice)} draws where {draws} are counted")
        for records, alternatives in _people(component):
            traveller = known.traveller(records)
            if traveller is None:
                continue
            if len(alternatives) == len(component.partitions):
                certain.append(traveller)
            else:
                drawn.append(traveller)
                presence.append(np.isin(component.choice, alternatives))
    table = np.array(presence, dtype=np.bool_).reshape(len(presence), draws)
    return _columns([*certain, *drawn], Tally(len(certain), table))


def _people(component: LinkedComponent) -> list[tuple[tuple[str, ...], list[int]]]:
    """The different sets of records that are a person, each with the numbers of its alternatives."""
    if len(component.partitions) == 1:
        return [(records, [0]) for records in component.partitions[0]]
    found: dict[tuple[str, ...], list[int]] = {}
    for number, partition in enumerate(component.partitions):
        for records in partition:
            found.setdefault(tuple(sorted(records)), []).append(number)
    return list(found.items())


def _period(sighting: Sighting) -> Period:
    return UNKNOWN if sighting.date is None else Period.of(sighting.date)


def _main_nationality(facts: Sequence[RecordFacts]) -> str | None:
    """The first nationality that most records give; the alphabetically first among equals."""
    votes = Counter(fact.nationalities[0] for fact in facts if fact.nationalities)
    return min(votes, key=lambda country: (-votes[country], country), default=None)


def _columns(people: Sequence[Traveller], tally: Tally) -> Rows:
    made = [(n, row) for n, person in enumerate(people) for row in person.contributions]
    entered = [(n, *entry) for n, person in enumerate(people) for entry in person.entries]
    legs = sorted({row.leg for _, row in made})
    periods = sorted({row.period for _, row in made} | {period for _, _, period in entered}, key=Period.sort_key)
    origins = sorted({person.origin for person in people}, key=lambda origin: origin or "")
    lists = sorted({name for person in people for name in person.lists})
    crossings = sorted({crossing for _, crossing, _ in entered})
    leg_at = {leg: n for n, leg in enumerate(legs)}
    period_at = {period: n for n, period in enumerate(periods)}
    origin_at = {origin: n for n, origin in enumerate(origins)}
    list_at = {name: n for n, name in enumerate(lists)}
    crossing_at = {crossing: n for n, crossing in enumerate(crossings)}
    on_list = np.zeros((len(people), len(lists)), dtype=np.bool_)
    for n, person in enumerate(people):
        on_list[n, [list_at[name] for name in person.lists]] = True
    return Rows(
        tally,
        tuple(legs),
        tuple(periods),
        tuple(origins),
        tuple(lists),
        tuple(crossings),
        _table([(n, leg_at[row.leg], period_at[row.period]) for n, row in made]),
        _table([(n, crossing_at[crossing], period_at[period]) for n, crossing, period in entered]),
        np.array([origin_at[person.origin] for person in people], dtype=np.int64),
        on_list,
    )


def _table(rows: Sequence[tuple[int, int, int]]) -> IntArray:
    """Three columns as the first axis."""
    return np.ascontiguousarray(np.array(rows, dtype=np.int64).reshape(-1, 3).T)
