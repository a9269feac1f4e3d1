from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from coalesce.records import Entry, SightingKind
from coalesce.sample import TODAY
from coalesce.sample.entries import copied_entry, entry_of, fed_entry, sightings_of
from coalesce.sample.habits import Habit, Knowing, Writing
from coalesce.sample.origins import origins
from coalesce.sample.people import Someone, invent
from coalesce.sample.sharing import default_handling

HANDLING = default_handling("fr-departures", "FR", TODAY)
KNOWS_ALL = Knowing(1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, "A")
KNOWS_NOTHING = Knowing(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, "F")
SEES_ALL = (1.0,) * 6
HABIT = Habit("fr-departures", "FR", 0.2, Writing("fr", slip=0), KNOWS_ALL, sees=SEES_ALL)


@pytest.fixture(scope="module")
def someone() -> Someone:
    origin = next(origin for origin in origins() if origin.iso == "TN")
    for n in range(200):
        found = invent(random.Random(n), "p1", origin, date(2014, 9, 30))
        if any(event.stage == "syria" for event in found.itinerary.events):
            return found
    raise AssertionError("nobody reached Syria")


def made(habit: Habit, someone: Someone, seed: int = 1) -> Entry:
    entry = entry_of(random.Random(seed), habit, someone, HANDLING)
    assert entry is not None
    return entry


def test_a_list_that_knows_all_tells_the_truth(someone: Someone) -> None:
    for seed in range(30):
        entry = made(HABIT, someone, seed)
        assert entry.sex is someone.sex
        assert [day.earliest for day in entry.birth_dates] == [someone.born]
        assert set(entry.documents) <= set(someone.documents)
        assert entry.documents
        assert entry.nationalities[0] == someone.nationalities[0]
        assert entry.birth_places[0].text == someone.city.latin
        assert entry.remarks


def test_a_list_that_knows_nothing_has_a_name(someone: Someone) -> None:
    entry = made(replace(HABIT, knowing=KNOWS_NOTHING), someone)
    assert entry.names
    told = (entry.sex, entry.birth_dates, entry.documents, entry.nationalities, entry.birth_places, entry.remarks)
    assert not any(told)


def test_vague_births_hold_or_nearly_hold_the_day(someone: Someone) -> None:
    vague = replace(HABIT, knowing=replace(KNOWS_ALL, birth_vague=1.0))
    births = [made(vague, someone, seed).birth_dates[0] for seed in range(60)]
    assert all(birth.precision != "day" for birth in births)
    assert all(abs(birth.earliest.year - someone.born.year) <= 1 for birth in births)
    assert any(birth.circa for birth in births)
    assert any(birth.precision == "range" for birth in births)


def test_towns_stand_in_the_script_of_the_list(someone: Someone) -> None:
    arabic = replace(HABIT, writing=Writing("ar"), native_towns=True)
    assert made(arabic, someone).birth_places[0].text == someone.city.native
    cyrillic = replace(HABIT, writing=Writing("cy"), native_towns=True)
    assert made(cyrillic, someone).birth_places[0].text == someone.city.latin


def test_sightings_are_what_happened(someone: Someone) -> None:
    seen = sightings_of(random.Random(1), HABIT, someone, HANDLING)
    events = someone.itinerary.events
    assert [(s.kind, s.country) for s in seen] == [(event.kind, event.country) for event in events]
    for sighting, event in zip(seen, events, strict=True):
        assert sighting.date is not None
        assert sighting.date.earliest == event.day
        assert sighting.place in (None, event.place)
        assert sighting.from_country in (None, event.from_country)


def test_a_gate_tells_of_its_own_country_alone(someone: Someone) -> None:
    gate = replace(HABIT, through="TR")
    seen = sightings_of(random.Random(2), gate, someone, HANDLING)
    assert seen
    assert all(s.kind is not SightingKind.DEPARTED and s.country in ("TR", "SY") for s in seen)


def test_a_copy_adds_nothing(someone: Someone) -> None:
    source = made(HABIT, someone)
    poor = replace(HABIT, knowing=replace(KNOWS_ALL, document=0.5, sex=0.5))
    lost = 0
    for seed in range(60):
        copy = copied_entry(random.Random(seed), poor, source, HANDLING)
        assert copy.names[0] == source.names[0]
        assert set(copy.names) <= set(source.names)
        assert copy.documents in ((), source.documents)
        told = {(s.kind, s.country, s.date, s.place) for s in source.sightings}
        assert {(s.kind, s.country, s.date, s.place) for s in copy.sightings} <= told
        lost += len(copy.sightings) < len(source.sightings)
    assert lost > 20


def test_a_copy_slips_now_and_then(someone: Someone) -> None:
    source = made(HABIT, someone)
    careless = replace(HABIT, writing=Writing("fr", slip=1))
    copies = {copied_entry(random.Random(n), careless, source, HANDLING).names[0].full for n in range(40)}
    assert len(copies - {source.names[0].full}) > 10


def test_what_came_with_a_feed_is_told_once(someone: Someone) -> None:
    fed = made(HABIT, someone)
    both = fed_entry(random.Random(3), HABIT, fed, someone, HANDLING)
    told = [(s.kind, s.country) for s in both.sightings]
    assert len(told) == len(set(told))
    assert {(event.kind, event.country) for event in someone.itinerary.events} == set(told)
