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
from typing import NamedTuple

from coalesce.dates import PartialDate
from coalesce.records import Journey, Leg, Sighting, SightingKind

_KIND_ORDER = {
    SightingKind.DEPARTED: 0,
    SightingKind.PRESENT: 1,
    SightingKind.LEFT: 2,
    SightingKind.TURNED_BACK: 3,
    SightingKind.ENTERED: 4,
    SightingKind.RETURNED: 5,
}
_ARRIVALS = frozenset({SightingKind.ENTERED, SightingKind.RETURNED})
_ENDS = frozenset({SightingKind.DEPARTED, SightingKind.LEFT})


class _Fact(NamedTuple):
    """What one sighting says about places: the person was in ``country``, having come from ``start``."""

    kind: SightingKind
    country: str
    start: str | None
    when: PartialDate | None


@dataclass(slots=True)
class _Stay:
    """One stay in one country. ``told`` is the kind that dates the arrival; None for a span between sightings."""

    country: str
    arrival: PartialDate | None
    told: SightingKind | None
    start: str | None


def journey(sightings: Iterable[Sighting]) -> Journey:
    """The ordered legs of one person, each with the date of arrival (None: unknown)."""
    placed, loose = _in_order(_facts(sightings))
    legs = _legs(placed)
    known = {leg for leg, _ in legs}
    told = {Leg(fact.start, fact.country) for fact in loose if fact.start is not None}
    return Journey((*legs, *((leg, None) for leg in sorted(told - known))))


def first_departure(sightings: Iterable[Sighting]) -> str | None:
    """The country of the first "departed" in the order of the rules; None where nobody saw the person depart.

    Undated departures count only where they all name one country and none is dated.
    """
    departed = [fact for fact in _facts(sightings) if fact.kind is SightingKind.DEPARTED]
    dated = [fact for fact in departed if fact.when is not None]
    if dated:
        return _by_date(dated)[0].country
    countries = {fact.country for fact in departed}
    return countries.pop() if len(countries) == 1 else None


def _facts(sightings: Iterable[Sighting]) -> list[_Fact]:
    """Rule 1, without repetitions and in an order that does not depend on the input's."""
    facts = set()
    for sighting in sightings:
        start = None if sighting.from_country == sighting.country else sighting.from_country
        if sighting.kind is not SightingKind.TURNED_BACK:
            facts.add(_Fact(sighting.kind, sighting.country, start, sighting.date))
        elif start is not None:
            facts.add(_Fact(sighting.kind, start, None, sighting.date))
    return sorted(facts, key=_tie)


def _tie(fact: _Fact) -> tuple[int, int, int, bool, str, str]:
    """The order of facts that nothing else tells apart; ``circa`` last, so that equal days stay comparable."""
    first, last, circa = (0, 0, False) if fact.when is None else _days(fact.when)
    return (_KIND_ORDER[fact.kind], first, last, circa, fact.country, fact.start or "")


def _days(when: PartialDate) -> tuple[int, int, bool]:
    return (when.earliest.toordinal(), when.latest.toordinal(), when.circa)


def _by_date(facts: Sequence[_Fact]) -> list[_Fact]:
    """Rule 2: a linear order that never contradicts two dates that do not overlap."""
    rest = list(facts)
    ordered: list[_Fact] = []
    current: str | None = None
    while rest:
        limit = min(fact.when.latest for fact in rest if fact.when is not None)
        open_now = [fact for fact in rest if fact.when is not None and fact.when.earliest <= limit]
        at = current
        chosen = min(open_now, key=lambda fact: (_continues(fact, at), _tie(fact)))
        rest.remove(chosen)
        ordered.append(chosen)
        current = chosen.country
    return ordered


def _continues(fact: _Fact, current: str | None) -> int:
    if current is not None and current in (fact.start, fact.country):
        return 0
    return 1 if fact.start is None else 2


def _in_order(facts: Sequence[_Fact]) -> tuple[list[_Fact], list[_Fact]]:
    """Rules 2 and 7: the facts in their order, and those that cannot be placed."""
    dated = _by_date([fact for fact in facts if fact.when is not None])
    undated = [fact for fact in facts if fact.when is None]
    if not undated:
        return dated, []
    first = [fact for fact in undated if fact.kind is SightingKind.DEPARTED and _surely_first(fact, facts, dated)]
    last = [fact for fact in undated if fact.kind is SightingKind.RETURNED and _surely_last(fact, facts, dated)]
    rest = [fact for fact in undated if fact not in first and fact not in last]
    if dated or len({fact.country for fact in rest}) != 1:
        return [*first, *dated, *last], rest
    return [*first, *rest, *last], []


def _surely_first(departed: _Fact, facts: Sequence[_Fact], dated: Sequence[_Fact]) -> bool:
    """Rule 7a."""
    if any(fact.kind is SightingKind.RETURNED for fact in facts):
        return False
    others = {fact.country for fact in facts if fact.kind is SightingKind.DEPARTED}
    return others == {departed.country} and not _seen_after_another(departed.country, dated)


def _seen_after_another(country: str, dated: Sequence[_Fact]) -> bool:
    return any(fact.country == country and dated[n - 1].country != country for n, fact in enumerate(dated) if n)


def _surely_last(returned: _Fact, facts: Sequence[_Fact], dated: Sequence[_Fact]) -> bool:
    """Rule 7b."""
    countries = {fact.country for fact in facts if fact.kind is SightingKind.RETURNED}
    if countries != {returned.country} or any(fact.kind is SightingKind.RETURNED for fact in dated):
        return False
    departures = [n for n, fact in enumerate(dated) if fact.kind is SightingKind.DEPARTED]
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
        start = stay.start or (stays[n - 1].country if n else None)
        if start is not None:
            legs.append((Leg(start, stay.country), stay.arrival))
    return legs


def _arrive(fact: _Fact, before: PartialDate | None, stays: Sequence[_Stay]) -> list[_Stay]:
    """The stays that a fact opens: its own, and before it the one in the country that it came through (rule 5)."""
    between = _between(before, fact.when)
    ends = fact.kind in _ENDS
    own = _Stay(fact.country, between if ends else fact.when, None if ends else fact.kind, fact.start)
    if fact.start is None or (stays and stays[-1].country == fact.start):
        return [own]
    if any(stay.country == fact.start for stay in stays):
        return [own]
    return [_Stay(fact.start, between, None, None), own]


def _between(before: PartialDate | None, after: PartialDate | None) -> PartialDate | None:
    """The span in which an unseen arrival lies; None where one end is unknown."""
    if before is None or after is None:
        return None
    first = min(before.earliest, after.earliest)
    return PartialDate(first, max(before.earliest, after.latest), before.circa or after.circa)


def _refine(stay: _Stay, fact: _Fact) -> None:
    """Rule 6: an arrival told later in the stay dates it better, where the dates agree."""
    if fact.kind in _ARRIVALS and stay.told not in _ARRIVALS and fact.when is not None:
        if stay.arrival is not None and stay.arrival.overlaps(fact.when):
            stay.arrival, stay.told = fact.when, fact.kind
