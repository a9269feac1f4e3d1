"""Flow tables, timed: an audience of 12,000 records under 200 draws, and 1,000,000 sightings.

Prints, for each, the seconds to build (journeys and rows, once per audience) and the milliseconds of
a query. Run from the project's folder: ``.venv/bin/python bench/flows.py [sightings]``.
The world is invented here from a seed: journeys home, transit, Syria, Iraq, with dates from 2013 to 2014.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from coalesce.dates import PartialDate
from coalesce.flows import Counted, FlowQuery, RecordFacts
from coalesce.records import Leg, Sighting, SightingKind

HOMES = ("FR", "BE", "DE", "GB", "TN", "SA", "JO", "RU", "UZ", "NL", "SE", "BA", "MA", "LY", "EG", "AU")
STEPS = ("TR", "SY", "IQ")
PER_RECORD = 4
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Component:
    """One component as the linking room hands it over."""

    records: tuple[str, ...]
    partitions: tuple[tuple[tuple[str, ...], ...], ...]
    choice: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class World:
    """What ``Counted.build`` takes."""

    components: list[Component]
    sightings: dict[str, list[Sighting]]
    facts: dict[str, RecordFacts]


def trip(rng: random.Random) -> list[Sighting]:
    """Four sightings of one invented person."""
    home, month, year = rng.choice(HOMES), rng.randint(1, 9), rng.choice((2013, 2014))
    days = [PartialDate.of(year, month + step, rng.randint(1, 28)) for step in range(4)]
    legs = zip((home, *STEPS), STEPS, days[1:], strict=False)
    return [
        Sighting(SightingKind.DEPARTED, home, days[0]),
        *(Sighting(SightingKind.ENTERED, end, day, from_country=start) for start, end, day in legs),
    ]


def world(records: int, undecided: float, draws: int) -> World:
    """``records`` records; this share of them in pairs that nobody has judged."""
    rng = random.Random(20140901)
    chance = np.random.default_rng(20140901)
    ids = [f"r{n}" for n in range(records)]
    sightings = {record: trip(rng) for record in ids}
    facts = {record: RecordFacts(f"list-{n % 6}", (rng.choice(HOMES),)) for n, record in enumerate(ids)}
    components, n, sure = [], 0, np.zeros(draws, dtype=np.int64)
    while n < records:
        if n + 1 < records and rng.random() < undecided:
            pair = (ids[n], ids[n + 1])
            components.append(Component(pair, ((pair,), (pair[:1], pair[1:])), chance.integers(0, 2, draws)))
            n += 2
        else:
            components.append(Component((ids[n],), (((ids[n],),),), sure))
            n += 1
    return World(components, sightings, facts)


def best(work: Callable[[], object], times: int = 5) -> float:
    """The shortest of a few runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def measure(name: str, records: int, draws: int) -> None:
    """Build and query one world; print the times."""
    made = world(records, undecided=0.15, draws=draws)
    start = time.perf_counter()
    counted = Counted.build(made.components, made.sightings, made.facts, draws)
    built = time.perf_counter() - start
    print(f"{name}: {records:,} records, {records * PER_RECORD:,} sightings, {draws} draws: built in {built:.2f} s")
    queries = {
        "leg x month": FlowQuery(),
        "leg": FlowQuery(by={"leg"}),
        "all": FlowQuery(by=()),
        "leg x month x origin": FlowQuery(by={"leg", "month", "origin"}),
        "TR>SY x month": FlowQuery(leg=Leg("TR", "SY"), by={"month"}),
    }
    for label, query in queries.items():
        cells = len(counted.cells(query))
        print(f"  {label:22} {cells:6,} cells  {1000 * best(partial(counted.cells, query)):8.1f} ms")
    print(f"  {'places':22} {'':6}        {1000 * best(partial(counted.place_totals, FlowQuery())):8.1f} ms")


if __name__ == "__main__":
    sightings = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    measure("audience", 12_000, DRAWS)
    measure("large", sightings // PER_RECORD, 20)
