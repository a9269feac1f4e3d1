"""From a person's sightings to the legs of the journey.

Promises one ``Journey`` for the same sightings in whatever order they come. Invariant: every leg
joins two different countries and is either told by one sighting's own ``from_country`` or lies
between two sightings that follow each other; a date is never made more exact than its sources.

The rules, in the order in which they apply:

1.  *Where a sighting puts a person.* In its country; but a person who **turned back** did not reach
    it, and stood in ``from_country`` (where none is given, the sighting says nothing about places).
2.  *Order.* By date, where one date ends before the other begins. Between dates that overlap:
    first what continues from where the person is (same country, or ``from_country`` is that
    country), then what names no ``from_country``, then the rest; next by kind (departed, present,
    left, turned back, entered, returned); then by earliest and latest day and country.
3.  *Stays.* The same country repeated is one stay, whatever ``from_country`` says: two lists that
    tell of one entry must not make two journeys.
4.  *Legs.* Consecutive stays in different countries give a leg: departed FR, then present SY, gives
    ``FR>SY``.
5.  *from_country* is the start of the leg to the sighting's country. Where the person was last seen
    elsewhere, and ``from_country`` was not seen before in this journey, the person passed through it: the leg to
    it is added. Where it was seen before, no leg to it is added: whether the person went back there,
    or a list left out the stops on the way, cannot be told, and a way back is not invented.
6.  *Date of arrival.* The date of the first sighting of the stay where that is an arrival (entered,
    returned) or a presence. Where the stay is first known from its end (departed, left), or from another
    sighting's ``from_country``, the arrival lies between the sighting before and that one: the
    whole span counts, so that ``Period.of`` gives a month only where both are in one month. Without
    a sighting before, it is unknown. A later arrival of the same stay replaces such a span, or a presence,
    if the dates overlap.
7.  *Without a date.* Placed only where it is certain:
    a. departed is the first, if nobody tells of a return, no other country is departed from, and the
       dated sightings do not show that country after another one;
    b. returned is the last, if no dated sighting tells of a return and nothing dated shows a
       departure that follows a stay in another country;
    c. where nothing is dated, the rest is placed if it all puts the person in one country.
    Any other undated sighting gives a leg through its own ``from_country`` alone, without a date,
    after the ordered legs, unless the journey has that leg already. Two undated sightings never
    make a leg between them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from coalesce.dates import PartialDate
from coalesce.records import Journey, Leg, Sighting, SightingKind

_KINDS = (
    SightingKind.DEPARTED,
    SightingKind.PRESENT,
    SightingKind.LEFT,
    SightingKind.TURNED_BACK,
    SightingKind.ENTERED,
    SightingKind.RETURNED,
)
_RANK = {kind: n for n, kind in enumerate(_KINDS)}
_DEPARTED, _RETURNED = _RANK[SightingKind.DEPARTED], _RANK[SightingKind.RETURNED]
_ARRIVALS = frozenset({_RANK[SightingKind.ENTERED], _RETURNED})
_ENDS = frozenset({_DEPARTED, _RANK[SightingKind.LEFT]})


class _Fact(NamedTuple):
    """What one sighting says about places: the person was in ``country``, having come from ``start`` ("": not told).

    The fields stand in the order that decides where nothing else does (rule 2), and ``when`` repeats the
    days: two facts with equal fields before it are equal. Days are ordinals, 0 without a date.
    """

    rank: int
    first: int
    last: int
    circa: bool
    country: str
    start: str
    when: PartialDate | None


@dataclass(slots=True)
class _Stay:
    """One stay in one country. ``told`` is the rank of the kind that dates the arrival; None for a span between."""

    country: str
    arrival: PartialDate | None
    told: int | None
    start: str


@dataclass(frozen=True, slots=True)
class Travelled:
    """A journey, and the country of the first "departed" (None where nobody saw the person depart)."""

    journey: Journey
    departed_from: str | None


def journey(sightings: Iterable[Sighting]) -> Journey:
    """The ordered legs of one person, each with the date of arrival (None: unknown)."""
    return travelled(sightings).journey


def first_departure(sightings: Iterable[Sighting]) -> str | None:
    """The country of the first "departed" in the order of the rules; None where nobody saw the person depart.

    Undated departures count only where they all name one country and none is dated.
    """
    return travelled(sightings).departed_from


def travelled(sightings: Iterable[Sighting]) -> Travelled:
    """Both of the above at once."""
    facts = _facts(sightings)
    placed, loose = _in_order(facts)
    legs = _legs(placed)
    if loose:
        known = {leg for leg, _ in legs}
        told = {Leg(fact.start, fact.country) for fact in loose if fact.start}
        legs.extend((leg, None) for leg in sorted(told - known))
    return Travelled(Journey(tuple(legs)), _departed_from(facts))


def _departed_from(facts: Sequence[_Fact]) -> str | None:
    departed = [fact for fact in facts if fact.rank == _DEPARTED]
    dated = [fact for fact in departed if fact.when is not None]
    if dated:
        return _by_date(dated)[0].country
    countries = {fact.country for fact in departed}
    return countries.pop() if len(countries) == 1 else None


def _facts(sightings: Iterable[Sighting]) -> list[_Fact]:
    """Rule 1, without repetitions and in an order that does not depend on the input's."""
    facts = []
    for sighting in sightings:
        country, start, when = sighting.country, sighting.from_country or "", sighting.date
        if start == country:
            start = ""
        if sighting.kind is SightingKind.TURNED_BACK:
            if not start:
                continue
            country, start = start, ""
        rank = _RANK[sighting.kind]
        if when is None:
            facts.append(_Fact(rank, 0, 0, False, country, start, None))
        else:
            days = when.earliest.toordinal(), when.latest.toordinal()
            facts.append(_Fact(rank, *days, when.circa, country, start, when))
    facts.sort()
    return [fact for n, fact in enumerate(facts) if n == 0 or fact != facts[n - 1]]


def _by_date(facts: Sequence[_Fact]) -> list[_Fact]:
    """Rule 2: a linear order that never contradicts two dates that do not overlap."""
    rest = sorted(facts, key=_first_day)
    if all(one.last < other.first for one, other in pairwise(rest)):
        return rest
    ordered: list[_Fact] = []
    current = ""
    while rest:
        limit = min(fact.last for fact in rest)
        _, chosen = min((_continues(fact, current), fact) for fact in rest if fact.first <= limit)
        rest.remove(chosen)
        ordered.append(chosen)
        current = chosen.country
    return ordered


def _first_day(fact: _Fact) -> int:
    return fact.first


def _continues(fact: _Fact, current: str) -> int:
    if current and current in (fact.start, fact.country):
        return 0
    return 2 if fact.start else 1


def _in_order(facts: Sequence[_Fact]) -> tuple[list[_Fact], list[_Fact]]:
    """Rules 2 and 7: the facts in their order, and those that cannot be placed."""
    dated = _by_date([fact for fact in facts if fact.when is not None])
    undated = [fact for fact in facts if fact.when is None]
    if not undated:
        return dated, []
    first = [fact for fact in undated if fact.rank == _DEPARTED and _surely_first(fact, facts, dated)]
    last = [fact for fact in undated if fact.rank == _RETURNED and _surely_last(fact, facts, dated)]
    rest = [fact for fact in undated if fact not in first and fact not in last]
    if dated or len({fact.country for fact in rest}) != 1:
        return [*first, *dated, *last], rest
    return [*first, *rest, *last], []


def _surely_first(departed: _Fact, facts: Sequence[_Fact], dated: Sequence[_Fact]) -> bool:
    """Rule 7a."""
    if any(fact.rank == _RETURNED for fact in facts):
        return False
    others = {fact.country for fact in facts if fact.rank == _DEPARTED}
    return others == {departed.country} and not _seen_after_another(departed.country, dated)


def _seen_after_another(country: str, dated: Sequence[_Fact]) -> bool:
    return any(fact.country == country and dated[n - 1].country != country for n, fact in enumerate(dated) if n)


def _surely_last(returned: _Fact, facts: Sequence[_Fact], dated: Sequence[_Fact]) -> bool:
    """Rule 7b."""
    countries = {fact.country for fact in facts if fact.rank == _RETURNED}
    if countries != {returned.country} or any(fact.rank == _RETURNED for fact in dated):
        return False
    departures = [n for n, fact in enumerate(dated) if fact.rank == _DEPARTED]
    return all(fact.country == dated[n].country for n in departures for fact in dated[:n])


def _legs(placed: Sequence[_Fact]) -> list[tuple[Leg, PartialDate | None]]:
    """Rules 3 to 6 over facts in their order."""
    stays: list[_Stay] = []
    before: PartialDate | None = None
    for fact in placed:
        if not stays or stays[-1].country != fact.country:
            stays.extend(_arrive(fact, before, stays))
        else:
            _refine(stays[-1], fact)
        before = fact.when
    legs = []
    for n, stay in enumerate(stays):
        start = stay.start or (stays[n - 1].country if n else "")
        if start:
            legs.append((Leg(start, stay.country), stay.arrival))
    return legs


def _arrive(fact: _Fact, before: PartialDate | None, stays: Sequence[_Stay]) -> list[_Stay]:
    """The stays that a fact opens: its own, and before it the one in the country that it came through (rule 5)."""
    if fact.rank in _ENDS:
        own = _Stay(fact.country, _between(before, fact.when), None, fact.start)
    else:
        own = _Stay(fact.country, fact.when, fact.rank, fact.start)
    if not fact.start or any(stay.country == fact.start for stay in stays):
        return [own]
    return [_Stay(fact.start, _between(before, fact.when), None, ""), own]


def _between(before: PartialDate | None, after: PartialDate | None) -> PartialDate | None:
    """The span in which an unseen arrival lies; None where one end is unknown."""
    if before is None or after is None:
        return None
    first = min(before.earliest, after.earliest)
    return PartialDate(first, max(before.earliest, after.latest), before.circa or after.circa)


def _refine(stay: _Stay, fact: _Fact) -> None:
    """Rule 6: an arrival told later in the stay dates it better, where the dates agree."""
    better = fact.rank in _ARRIVALS and stay.told not in _ARRIVALS
    if better and stay.arrival is not None and fact.when is not None and stay.arrival.overlaps(fact.when):
        stay.arrival, stay.told = fact.when, fact.rank
