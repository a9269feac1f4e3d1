"""True journeys of the sample world: home, transit, the border, Syria, Iraq, and back.

Promises an ``Itinerary``: legs between different countries in the order of their dates, and the events
that a list could have noticed. Invariant: nothing happens after the last day; a person who was turned
back never reached the country; each leg's arrival has an event.

Knobs and their sources. Departures grow by the month after the published totals (8,500 travellers at the end
of 2013, 12,000 in June and 15,000 in September 2014: Schmid, ICCT 2015; Soufan Group 2014; UN CTED). Transit is
mostly through Turkey. The share going on to Iraq doubles after June 2014. Return and turn-back rates, stays and
second trips are plausible guesses. Crossings are the real ones of 2013 and 2014.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from coalesce.records import Leg, SightingKind
from coalesce.sample.origins import Origin

FIRST_MONTH = (2013, 1)
MONTHS = 21
GROWTH = 2.6
"""Departures of the last month, September 2014, over those of the first, January 2013."""

TURNED_AT_AIRPORT, TURNED_AT_BORDER = 0.035, 0.055
TO_IRAQ_BEFORE, TO_IRAQ_AFTER = 0.12, 0.25
MOSUL = date(2014, 6, 10)
RETURNS, SECOND_TRIP = 0.24, 0.05

TURKISH_GATES = ("Istanbul", "Antalya", "Adana", "Ankara", "Izmir")
TURKISH_TOWNS = ("Gaziantep", "Kilis", "Antakya", "Reyhanlı", "Şanlıurfa", "Hatay")
SYRIAN_TOWNS = ("Aleppo", "Raqqa", "Idlib", "Manbij", "Al Bab", "Deir ez-Zor", "Latakia")
IRAQI_TOWNS = ("Mosul", "Ramadi", "Fallujah", "Tall Afar", "Tikrit")
CROSSINGS: Mapping[str, tuple[tuple[str, float, float], ...]] = {
    "TR": (
        ("Bab al-Hawa", 26, 14),
        ("Bab al-Salam", 24, 14),
        ("Atmeh", 18, 10),
        ("Jarablus", 8, 20),
        ("Tell Abiad", 8, 26),
        ("Darkosh", 5, 3),
        ("Kassab", 5, 5),
        ("Ras al-Ain", 4, 5),
        ("Harem", 2, 3),
    ),
    "JO": (("Daraa", 6, 6), ("Nasib", 4, 4)),
    "IQ": (("Abu Kamal", 6, 7), ("Al-Yarubiyah", 4, 4), ("Al-Tanf", 1, 1)),
    "LB": (("Arsal", 1, 1),),
}
"""Into Syria from each neighbour: the crossing, its weight in January 2013 and in September 2014."""

INTO_IRAQ = ("Al-Qaim", "Al-Qaim", "Rabia", "Rabia", "Al-Waleed")
NEIGHBOURS: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "TR": (((), 1),),
    "JO": (((), 0.75), (("TR",), 0.25)),
    "LB": (((), 0.85), (("TR",), 0.15)),
    "IQ": (((), 0.9), (("TR",), 0.1)),
    "IL": ((("TR",), 0.8), (("JO",), 0.2)),
    "PS": ((("EG", "TR"), 0.7), (("JO",), 0.3)),
    "TN": ((("TR",), 0.72), (("LY", "TR"), 0.26), (("LB",), 0.02)),
    "LY": ((("TR",), 0.88), (("EG", "TR"), 0.1), (("JO",), 0.02)),
    "UZ": ((("TR",), 0.55), (("RU", "TR"), 0.45)),
    "TJ": ((("RU", "TR"), 0.65), (("TR",), 0.35)),
    "KG": ((("TR",), 0.7), (("RU", "TR"), 0.3)),
    "TM": ((("TR",), 1),),
    "RU": ((("TR",), 0.84), (("AZ", "TR"), 0.1), (("GE", "TR"), 0.06)),
    "CN": ((("MY", "TR"), 0.55), (("TR",), 0.45)),
    "AF": ((("IR", "TR"), 0.6), (("TR",), 0.4)),
    "PK": ((("TR",), 0.6), (("IR", "TR"), 0.3), (("AE", "TR"), 0.1)),
}
REGIONAL: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "maghreb": ((("TR",), 0.95), (("ES", "TR"), 0.03), (("LB",), 0.02)),
    "mashriq": ((("TR",), 0.85), (("JO",), 0.1), (("LB",), 0.05)),
    "gulf": ((("TR",), 0.74), (("JO",), 0.07), (("LB",), 0.04), (("BH", "TR"), 0.05), (("KW", "TR"), 0.1)),
    "europe": ((("TR",), 0.86), (("BG", "TR"), 0.08), (("GR", "TR"), 0.04), (("LB",), 0.02)),
    "cis": ((("TR",), 1),),
    "asia": ((("TR",), 1),),
    "overseas": ((("TR",), 0.86), (("LB",), 0.06), (("DE", "TR"), 0.08)),
}
GATES = {
    "LY": "Ras Ajdir",
    "EG": "Cairo",
    "RU": "Moscow",
    "AZ": "Baku",
    "GE": "Tbilisi",
    "MY": "Kuala Lumpur",
    "IR": "Tehran",
    "AE": "Dubai",
    "ES": "Barcelona",
    "BH": "Manama",
    "KW": "Kuwait",
    "BG": "Kapitan Andreevo",
    "GR": "Thessaloniki",
    "DE": "Frankfurt",
    "JO": "Amman",
    "LB": "Beirut",
    "TR": "Istanbul",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a list could have noticed. ``stage``: home, transit, border, syria, iraq or back."""

    stage: str
    kind: SightingKind
    country: str
    day: date
    place: str | None
    from_country: str | None


@dataclass(frozen=True, slots=True)
class TrueLeg:
    """A leg as it was, with the day of arrival."""

    leg: Leg
    arrived: date


@dataclass(slots=True)
class Itinerary:
    """Events and legs in the order of time."""

    events: list[Event] = field(default_factory=list)
    legs: list[TrueLeg] = field(default_factory=list)

    def until(self, last: date) -> Itinerary:
        """The same without what comes after ``last``."""
        return Itinerary([e for e in self.events if e.day <= last], [t for t in self.legs if t.arrived <= last])


@dataclass(slots=True)
class _Trip:
    """A journey being made: where the person is and since when."""

    rng: random.Random
    here: str
    day: date
    done: Itinerary

    def note(self, stage: str, kind: SightingKind, place: str | None, start: str | None = None) -> None:
        self.done.events.append(Event(stage, kind, self.here, self.day, place, start))

    def go(self, stage: str, country: str, place: str | None, kind: SightingKind = SightingKind.ENTERED) -> None:
        start, self.here = self.here, country
        self.done.legs.append(TrueLeg(Leg(start, country), self.day))
        self.note(stage, kind, place, start)

    def refused(self, country: str, place: str, stage: str) -> None:
        self.done.events.append(Event(stage, SightingKind.TURNED_BACK, country, self.day, place, self.here))

    def wait(self, mean: float, least: int = 0) -> None:
        self.day += timedelta(days=least + int(self.rng.expovariate(1 / mean)))


def travel(rng: random.Random, origin: Origin, town: str, last: date) -> Itinerary:
    """One person's journey from ``town``, cut after ``last``."""
    trip = _Trip(rng, origin.iso, _departure(rng), Itinerary())
    _one_trip(trip, origin, town)
    came_back = trip.here == origin.iso and trip.day < last
    if came_back and any(t.leg.end == "SY" for t in trip.done.legs) and rng.random() < SECOND_TRIP:
        trip.wait(60, 20)
        _one_trip(trip, origin, town)
    return trip.done.until(last)


def _departure(rng: random.Random) -> date:
    step = (GROWTH - 1) / (MONTHS - 1)
    month = rng.choices(range(MONTHS), weights=[1 + step * n for n in range(MONTHS)])[0]
    year, index = divmod(FIRST_MONTH[0] * 12 + FIRST_MONTH[1] - 1 + month, 12)
    return date(year, index + 1, rng.randint(1, 28))


def _one_trip(trip: _Trip, origin: Origin, town: str) -> None:
    rng = trip.rng
    trip.note("home", SightingKind.DEPARTED, town)
    choices = NEIGHBOURS.get(origin.iso) or REGIONAL[origin.region]
    way = rng.choices([stops for stops, _ in choices], weights=[weight for _, weight in choices])[0]
    for stop in way:
        if stop == trip.here:
            continue
        if stop == "TR" and rng.random() < TURNED_AT_AIRPORT:
            trip.refused("TR", "Istanbul", "transit")
            return
        _stop(trip, stop)
    if rng.random() < TURNED_AT_BORDER:
        trip.refused("SY", _crossing(rng, trip.here, trip.day), "border")
        _home(trip, origin, town, 0.75)
        return
    _syria(trip)
    _onward(trip, origin, town)


def _stop(trip: _Trip, stop: str) -> None:
    rng = trip.rng
    gate = rng.choices(TURKISH_GATES, weights=(72, 8, 8, 7, 5))[0] if stop == "TR" else GATES[stop]
    trip.day += timedelta(days=rng.choices((0, 1, 2, 4), weights=(6, 3, 1, 1))[0])
    trip.go("transit", stop, gate)
    trip.wait(4, 1)
    if stop == "TR" and rng.random() < 0.6:
        trip.note("transit", SightingKind.PRESENT, rng.choice(TURKISH_TOWNS))
        trip.wait(4, 1)
    if stop not in ("TR", "JO", "LB") and rng.random() < 0.4:
        trip.note("transit", SightingKind.LEFT, gate)


def _syria(trip: _Trip) -> None:
    rng = trip.rng
    trip.go("border", "SY", _crossing(rng, trip.here, trip.day))
    seen = rng.choices((0, 1, 2), weights=(4, 4, 2))[0]
    for _ in range(seen):
        trip.wait(35, 5)
        trip.note("syria", SightingKind.PRESENT, rng.choice(SYRIAN_TOWNS))


def _onward(trip: _Trip, origin: Origin, town: str) -> None:
    rng = trip.rng
    share = TO_IRAQ_AFTER if trip.day >= MOSUL else TO_IRAQ_BEFORE
    if origin.iso in ("IQ", "SA", "JO"):
        share *= 1.5
    draw = rng.random()
    if draw < share:
        trip.wait(40, 10)
        trip.go("iraq", "IQ", rng.choice(INTO_IRAQ))
        if rng.random() < 0.6:
            trip.wait(25, 3)
            trip.note("iraq", SightingKind.PRESENT, rng.choice(IRAQI_TOWNS))
    elif draw < share + RETURNS:
        trip.wait(120, 20)
        _home(trip, origin, town, 0.9)


def _home(trip: _Trip, origin: Origin, town: str, chance: float) -> None:
    """The way back: out through Turkey (or a neighbour that is home), and home with some chance."""
    rng = trip.rng
    if trip.here == "SY" and origin.iso not in ("JO", "LB", "IQ"):
        trip.note("back", SightingKind.LEFT, None)
        trip.go("back", "TR", rng.choice(TURKISH_TOWNS[:4]), SightingKind.ENTERED)
        trip.wait(5, 1)
    if trip.here != origin.iso and rng.random() < chance:
        trip.wait(3)
        trip.go("back", origin.iso, town, SightingKind.RETURNED)


def _crossing(rng: random.Random, neighbour: str, day: date) -> str:
    """A crossing into Syria; the weights move from those of January 2013 to those of September 2014."""
    share = min(1.0, max(0.0, (day - date(2013, 1, 1)).days / 638))
    table = CROSSINGS[neighbour]
    return rng.choices([row[0] for row in table], weights=[a + (b - a) * share for _, a, b in table])[0]
