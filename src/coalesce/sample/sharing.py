"""What the members of the sample world let each other do with their lists, records and sightings.

Promises handlings of every kind that a node must keep apart: read by all, border only, counted only, the owner
alone, single records narrowed, sightings narrower than their record, records past their day. Invariant: a
record's own handling never outlasts or widens its list's, a sighting's never its record's.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose, meet
from coalesce.sample.habits import MEMBERS

NARROWED_RECORDS = 0.07
EXPIRED_RECORDS = 0.008
NARROWED_SIGHTINGS = 0.05
KEPT_YEARS = 5


def default_handling(name: str, owner: str, today: date) -> Handling:
    """A list's default."""
    reads, tlp, code = _READS[name]
    others = [member for member in MEMBERS if member != owner]
    grants = {Grant(Purpose(purpose), member) for purpose, members in reads.items() for member in _of(members, others)}
    figures = frozenset(grant.member for grant in grants if grant.purpose is Purpose.STATISTICS)
    until = today.replace(year=today.year + KEPT_YEARS)
    return Handling(until, tlp, frozenset(grants), figures, code, Onward.ASK if grants else Onward.NONE)


def _of(members: str, others: Iterable[str]) -> list[str]:
    return [member for member in others if members == "all" or member in members.split()]


_READS: Mapping[str, tuple[Mapping[str, str], TLP, HandlingCode]] = {
    "tr-entry-ban": ({"investigation": "all", "border": "all", "statistics": "all"}, TLP.GREEN, HandlingCode.H0),
    "hub-designations": (
        {"investigation": "all", "border": "all", "screening": "all", "redress": "all", "statistics": "all"},
        TLP.CLEAR,
        HandlingCode.H0,
    ),
    "de-departures": (
        {"investigation": "FR TR JO", "border": "FR TR", "statistics": "all"},
        TLP.AMBER,
        HandlingCode.H1,
    ),
    "fr-departures": (
        {"investigation": "DE TR TN", "border": "DE TR", "statistics": "all"},
        TLP.AMBER,
        HandlingCode.H1,
    ),
    "tn-travellers": ({"investigation": "FR DE JO", "border": "all", "statistics": "all"}, TLP.AMBER, HandlingCode.H2),
    "jo-border": ({"border": "all", "statistics": "all"}, TLP.AMBER, HandlingCode.H1),
    "jo-register": ({"statistics": "all"}, TLP.AMBER_STRICT, HandlingCode.H3),
    "tr-crossings": ({"statistics": "all"}, TLP.AMBER_STRICT, HandlingCode.H2),
    "kz-departures": ({}, TLP.RED, HandlingCode.H3),
    "de-relayed": ({"investigation": "FR", "statistics": "FR HUB"}, TLP.AMBER, HandlingCode.H2),
}
"""Members by purpose, ``all`` for every other member and the hub's owner; none at all: the owner alone."""


def record_handling(rng: random.Random, default: Handling, today: date) -> Handling | None:
    """A record's own handling where it differs from its list's, else None."""
    draw = rng.random()
    if draw < EXPIRED_RECORDS:
        return replace(default, keep_until=today - timedelta(days=rng.randint(1, 200)))
    if draw < EXPIRED_RECORDS + NARROWED_RECORDS:
        return _unless_equal(_narrowed(rng, default), default)
    return None


def sighting_handling(rng: random.Random, record: Handling) -> Handling | None:
    """A sighting's own handling, narrower than its record's, else None."""
    return _unless_equal(_narrowed(rng, record), record) if rng.random() < NARROWED_SIGHTINGS else None


def _unless_equal(own: Handling, default: Handling) -> Handling | None:
    """What is counted only cannot be narrowed to being counted only."""
    return None if own.releases == default.releases and own.keep_until == default.keep_until else own


def _narrowed(rng: random.Random, wide: Handling) -> Handling:
    """The owner alone; counted only; without one member; or kept for a shorter time."""
    kind = rng.choices(("alone", "counted", "without", "shorter"), weights=(3, 3, 3, 1))[0]
    if kind == "shorter":
        return replace(wide, keep_until=wide.keep_until - timedelta(days=rng.randint(300, 1500)))
    readers = sorted({grant.member for grant in wide.releases})
    left_out = rng.choice(readers) if readers else ""
    kept = {
        "alone": frozenset[Grant](),
        "counted": frozenset(grant for grant in wide.releases if grant.purpose is Purpose.STATISTICS),
        "without": frozenset(grant for grant in wide.releases if grant.member != left_out),
    }[kind]
    figures = frozenset(grant.member for grant in kept if grant.purpose is Purpose.STATISTICS)
    tlp = TLP.RED if not kept else TLP.AMBER_STRICT
    return meet(wide, replace(wide, releases=kept, figures_to=figures, tlp=tlp))
