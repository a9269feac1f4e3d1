from __future__ import annotations

import random
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.flows.crossings import crossing_at, entry_crossing
from coalesce.flows.journeys import journey
from coalesce.records import Sighting, SightingKind
from coalesce.sample.origins import Origin, origins
from coalesce.sample.routes import CROSSINGS, INTO_IRAQ, SYRIAN_TOWNS, Event, Itinerary, travel

LAST = date(2014, 9, 30)


def told(event: Event) -> Sighting:
    """The event as a list that sees everything would tell it."""
    when = PartialDate.of(event.day.year, event.day.month, event.day.day)
    return Sighting(event.kind, event.country, when, event.place, event.from_country)


@given(st.integers(0, 10**6), st.sampled_from(origins()))
def test_a_journey_hangs_together(seed: int, origin: Origin) -> None:
    trip = travel(random.Random(seed), origin, origin.cities[0].latin, LAST)
    assert trip.events[0].kind is SightingKind.DEPARTED
    assert trip.events[0].country == origin.iso
    assert date(2013, 1, 1) <= trip.events[0].day
    assert all(before.day <= after.day for before, after in pairwise(trip.events))
    assert all(event.day <= LAST for event in trip.events)
    assert all(before.leg.end == after.leg.start for before, after in pairwise(trip.legs))
    arrivals = Counter(
        (e.from_country, e.country, e.day) for e in trip.events if e.kind is not SightingKind.TURNED_BACK
    )
    assert all(arrivals[step.leg.start, step.leg.end, step.arrived] == 1 for step in trip.legs)


@given(st.integers(0, 10**6), st.sampled_from(origins()))
def test_who_was_turned_back_did_not_reach_the_country(seed: int, origin: Origin) -> None:
    trip = travel(random.Random(seed), origin, origin.cities[0].latin, LAST)
    for event in trip.events:
        if event.kind is SightingKind.TURNED_BACK:
            reached = [step for step in trip.legs if step.leg.end == event.country and step.arrived >= event.day]
            assert not [step for step in reached if step.arrived == event.day]
            assert event.from_country != event.country


def test_the_flows_room_finds_the_true_legs_when_everything_was_seen() -> None:
    """The rules of journeys and the invented journeys speak of the same thing."""
    found, wrong = 0, 0
    for n in range(600):
        rng = random.Random(n)
        origin = rng.choice(origins())
        trip = travel(rng, origin, origin.cities[0].latin, LAST)
        days = [event.day for event in trip.events]
        if len(set(days)) < len(days):
            continue  # two events on one day may stand in either order
        legs = journey(told(event) for event in trip.events).legs
        found += 1
        wrong += [(str(leg), day and day.earliest) for leg, day in legs] != [(str(t.leg), t.arrived) for t in trip.legs]
    assert found > 100
    assert wrong == 0


def test_crossings_are_known_by_the_flows_room() -> None:
    for neighbour, rows in CROSSINGS.items():
        for place, *_ in rows:
            crossing = entry_crossing(Sighting(SightingKind.ENTERED, "SY", None, place, neighbour))
            if neighbour == "LB":
                assert crossing is None
            else:
                assert crossing is not None
                assert crossing.neighbour == neighbour
    for place in INTO_IRAQ:
        crossing = crossing_at(place)
        assert crossing is not None
        assert crossing.neighbour == "IQ"


def test_towns_are_real_places(shared_data: Path) -> None:
    text = (shared_data / "geo" / "geonames_places_region.csv").read_text(encoding="utf-8")
    other_spelling = {"Raqqa": "Ar Raqqah", "Al Bab": "Al Bāb"}
    for town in SYRIAN_TOWNS:
        assert f",{other_spelling.get(town, town)},SY," in text


def test_what_comes_after_the_last_day_is_cut() -> None:
    origin = next(origin for origin in origins() if origin.iso == "FR")
    trips = [travel(random.Random(n), origin, "Paris", LAST) for n in range(300)]
    early = [trip.until(date(2013, 12, 31)) for trip in trips]
    assert any(len(cut.events) < len(trip.events) for cut, trip in zip(early, trips, strict=True))
    assert all(event.day <= date(2013, 12, 31) for cut in early for event in cut.events)
    assert all(step.arrived <= date(2013, 12, 31) for cut in early for step in cut.legs)
    assert Itinerary().until(LAST) == Itinerary()


def test_crossings_move_east() -> None:
    origin = next(origin for origin in origins() if origin.iso == "RU")
    east: dict[int, list[bool]] = {2013: [], 2014: []}
    for n in range(3000):
        for event in travel(random.Random(n), origin, "Moscow", LAST).events:
            if event.stage == "border" and event.kind is SightingKind.ENTERED:
                east[event.day.year].append(event.place in ("Jarablus", "Tell Abiad"))
    shares = {year: sum(found) / len(found) for year, found in east.items()}
    assert shares[2013] < 0.3
    assert shares[2014] > shares[2013] + 0.08
