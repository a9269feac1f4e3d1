"""Counting against its brute-force twin: for every draw the people, for every cell the set of people, then sort."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate, Period
from coalesce.errors import BadUsage
from coalesce.flows import Counted, FlowQuery, Interval, PlaceTotal, RecordFacts, first_departure, journey
from coalesce.flows.crossings import entry_crossing
from coalesce.records import Cell, Leg, Sighting, SightingKind


@dataclass(frozen=True)
class Component:
    records: tuple[str, ...]
    partitions: tuple[tuple[tuple[str, ...], ...], ...]
    choice: np.ndarray


def alone(*records: str, draws: int = 1) -> list[Component]:
    return [Component((r,), (((r,),),), np.zeros(draws, dtype=int)) for r in records]


def entered(country: str, when: str | None, start: str, place: str | None = None) -> Sighting:
    return Sighting(SightingKind.ENTERED, country, when and PartialDate.parse(when), place, start)


def row(leg: str | None, period: str | None, *numbers: int, group: str | None = None) -> Cell:
    return Cell(leg and Leg(*leg.split(">")), period and Period.parse(period), group, *numbers)


# The twin -------------------------------------------------------------------------------------


def twin(world, query: FlowQuery, unplaced: bool = False) -> dict:
    components, sightings, facts, draws = world
    by = set(query.by) | ({"month"} if unplaced else set())
    counts: dict = defaultdict(lambda: [0] * draws)
    for k in range(draws):
        cells = defaultdict(set)
        for component in components:
            for person in component.partitions[component.choice[k]]:
                for key in keys(person, sightings, facts, query, by, unplaced):
                    cells[key].add(person)
        for key, people in cells.items():
            counts[key][k] = len(people)
    return {key: summary(numbers) for key, numbers in counts.items() if summary(numbers)[2] > 0}


def keys(person, sightings, facts, query, by, unplaced):
    seen = [s for r in person for s in sightings.get(r, ())]
    lists = {facts[r].list_name for r in person}
    origin = first_departure(seen)
    if origin is None:
        firsts = sorted(facts[r].nationalities[0] for r in person if facts[r].nationalities)
        origin = max(firsts, key=firsts.count) if firsts else None
    if (query.origins and origin not in query.origins) or (query.lists and not lists & set(query.lists)):
        return
    for leg, when in journey(seen).legs:
        period = Period(None) if when is None else Period.of(when)
        if query.leg not in (None, leg) or query.into not in (None, leg.end) or query.out_of not in (None, leg.start):
            continue
        if placing(period, query) != ("maybe" if unplaced else "in"):
            continue
        groups = [origin] if "origin" in by else [None]
        if "list" in by:
            groups = [name for name in lists if not query.lists or name in query.lists]
        for group in groups:
            yield (leg if "leg" in by else None, period if "month" in by else None, group)


def placing(period: Period, query: FlowQuery) -> str:
    if query.since is None and query.until is None:
        return "in"
    if period.year is None:
        return "maybe"
    months = [period.month] if period.month else range(1, 13)
    inside = [
        (query.since is None or (period.year, m) >= (query.since.year, query.since.month))
        and (query.until is None or (period.year, m) <= (query.until.year, query.until.month))
        for m in months
    ]
    return "in" if all(inside) else "maybe" if any(inside) else "out"


def summary(numbers):
    ordered, last = sorted(numbers), len(numbers) - 1
    return ordered[math.floor(0.025 * last)], ordered[last // 2], ordered[math.ceil(0.975 * last)]


# Random worlds --------------------------------------------------------------------------------

COUNTRIES = st.sampled_from(["FR", "TR", "SY", "IQ"])
DATES = st.sampled_from([None, *map(PartialDate.parse, ["2013", "2013-05-03", "2013-06", "2014-02-02", "2013/2014"])])
SIGHTING = st.builds(
    Sighting,
    kind=st.sampled_from(SightingKind),
    country=COUNTRIES,
    date=DATES,
    place=st.sampled_from([None, "Kilis", "Raqqa", "Jarablus"]),
    from_country=st.none() | COUNTRIES,
)


@st.composite
def partition(draw, records):
    marks = draw(st.lists(st.integers(0, 2), min_size=len(records), max_size=len(records)))
    return tuple(tuple(r for r, m in zip(records, marks, strict=True) if m == mark) for mark in sorted(set(marks)))


@st.composite
def worlds(draw):
    draws = draw(st.integers(1, 12))
    components, sightings, facts, n = [], {}, {}, 0
    for size in draw(st.lists(st.integers(1, 4), max_size=4)):
        records = tuple(f"r{n + i}" for i in range(size))
        n += size
        alternatives = tuple(dict.fromkeys(draw(st.lists(partition(records), min_size=1, max_size=3))))
        choice = draw(st.lists(st.integers(0, len(alternatives) - 1), min_size=draws, max_size=draws))
        components.append(Component(records, alternatives, np.array(choice)))
        for record in records:
            sightings[record] = draw(st.lists(SIGHTING, max_size=3))
            nationalities = draw(st.sampled_from([(), ("FR",), ("BE", "FR"), ("TN",)]))
            facts[record] = RecordFacts(draw(st.sampled_from(["A", "B", "C"])), nationalities)
    return components, sightings, facts, draws


@st.composite
def queries(draw):
    by = draw(st.sets(st.sampled_from(["leg", "month"]))) | draw(st.sampled_from([set(), {"origin"}, {"list"}]))
    since, until = draw(
        st.sampled_from(
            [
                (None, None),
                (date(2013, 5, 20), None),
                (None, date(2013, 12, 31)),
                (date(2013, 1, 1), date(2013, 12, 1)),
                (date(2013, 6, 1), date(2014, 2, 1)),
            ]
        )
    )
    return FlowQuery(
        leg=draw(st.none() | st.sampled_from([Leg("TR", "SY"), Leg("SY", "IQ")])),
        by=frozenset(by),
        since=since,
        until=until,
        origins=draw(st.sampled_from([(), ("FR",), (None, "BE")])),
        lists=draw(st.sampled_from([(), ("A",), ("A", "B")])),
        into=draw(st.none() | COUNTRIES),
        out_of=draw(st.none() | COUNTRIES),
    )


def as_dict(cells) -> dict:
    table = {(cell.leg, cell.period, cell.group): (cell.low, cell.count, cell.high) for cell in cells}
    assert len(table) == len(cells)
    return table


@given(worlds(), queries())
def test_cells_agree_with_the_twin(world, query: FlowQuery) -> None:
    counted = Counted.build(*world)
    expected = twin(world, query)
    if not query.by and not expected:
        expected = {(None, None, None): (0, 0, 0)}
    cells = counted.cells(query)
    assert as_dict(cells) == expected
    assert all(0 <= cell.low <= cell.count <= cell.high for cell in cells)
    assert as_dict(counted.unplaced(query)) == twin(world, query, unplaced=True)


@given(worlds(), queries())
def test_place_totals_are_the_cells_of_all_legs_with_that_end(world, query: FlowQuery) -> None:
    counted = Counted.build(*world)
    found = {total.country: (total.into, total.out_of) for total in counted.place_totals(query)}
    for country in ("FR", "TR", "SY", "IQ", "BE"):
        expected = []
        for end in ("into", "out_of"):
            settings = {name: getattr(query, name) for name in FlowQuery.__slots__} | {"by": ()}
            if settings[end] not in (None, country):
                expected.append(Interval(0, 0, 0))
                continue
            [cell] = counted.cells(FlowQuery(**settings | {end: country}))
            expected.append(Interval(cell.low, cell.count, cell.high))
        if expected == [Interval(0, 0, 0)] * 2:
            assert country not in found
        else:
            assert found[country] == tuple(expected)


@given(worlds())
def test_crossing_totals_agree_with_the_twin(world) -> None:
    components, sightings, _, draws = world
    counts: dict = defaultdict(lambda: [0] * draws)
    for k in range(draws):
        for component in components:
            for person in component.partitions[component.choice[k]]:
                used = {c.id for r in person for s in sightings[r] if (c := entry_crossing(s))}
                for crossing in used:
                    counts[crossing][k] += 1
    expected = {name: Interval(*summary(n)) for name, n in counts.items() if summary(n)[2] > 0}
    found = Counted.build(*world).crossing_totals(FlowQuery())
    assert {total.crossing: total.entered for total in found} == expected


# Worked examples ------------------------------------------------------------------------------

FACTS = {"a": RecordFacts("FR-travellers", ("FR",)), "b": RecordFacts("TR-no-entry", ("TN",)), "c": RecordFacts("x")}


def test_a_person_counts_once_per_cell_and_once_in_the_coarser_cell() -> None:
    sightings = {
        "a": [entered("SY", "2013-05-03", "TR"), entered("TR", "2013-08-01", "SY"), entered("SY", "2013-10-01", "TR")]
    }
    counted = Counted.build(alone("a"), sightings, FACTS, 1)
    assert counted.cells(FlowQuery(leg=Leg("TR", "SY"))) == (
        row("TR>SY", "2013-05", 1, 1, 1),
        row("TR>SY", "2013-10", 1, 1, 1),
    )
    assert counted.cells(FlowQuery(by={"leg"}, into="SY")) == (row("TR>SY", None, 1, 1, 1),)
    assert counted.cells(FlowQuery(by=())) == (row(None, None, 1, 1, 1),)
    assert counted.place_totals(FlowQuery()) == (
        PlaceTotal("SY", Interval(1, 1, 1), Interval(1, 1, 1)),
        PlaceTotal("TR", Interval(1, 1, 1), Interval(1, 1, 1)),
    )


def test_an_undecided_link_gives_an_interval() -> None:
    pair = Component(("a", "b"), ((("a", "b"),), (("a",), ("b",))), np.array([0] * 30 + [1] * 10))
    sightings = {name: [entered("SY", "2013-05-03", "TR")] for name in "ab"}
    counted = Counted.build([pair, *alone("c", draws=40)], sightings | {"c": sightings["a"]}, FACTS, 40)
    assert counted.cells(FlowQuery()) == (row("TR>SY", "2013-05", 2, 2, 3),)


def test_one_rare_draw_stands_outside_the_interval() -> None:
    rare = Component(("a", "b"), ((("a", "b"),), (("a",), ("b",))), np.array([0] * 199 + [1]))
    counted = Counted.build([rare], {name: [entered("SY", "2013-05-03", "TR")] for name in "ab"}, FACTS, 200)
    assert counted.cells(FlowQuery()) == (row("TR>SY", "2013-05", 1, 1, 1),)


def test_origin_is_first_departure_then_the_nationality_that_most_records_give() -> None:
    trio = Component(("a", "b", "c"), ((("a", "b", "c"),),), np.array([0]))
    facts = {"a": RecordFacts("L", ("TN", "FR")), "b": RecordFacts("M", ("BE",)), "c": RecordFacts("M", ("TN",))}
    sightings = {"a": [entered("SY", "2013-05-03", "TR")]}
    by_origin = FlowQuery(by={"origin"})
    assert Counted.build([trio], sightings, facts, 1).cells(by_origin) == (row(None, None, 1, 1, 1, group="TN"),)
    sightings["b"] = [Sighting(SightingKind.DEPARTED, "DE", PartialDate.parse("2013-04-01"))]
    assert Counted.build([trio], sightings, facts, 1).cells(by_origin) == (row(None, None, 1, 1, 1, group="DE"),)
    unknown = Counted.build(alone("c"), {"c": [entered("SY", None, "TR")]}, FACTS, 1)
    assert unknown.cells(by_origin) == (row(None, None, 1, 1, 1),)
    assert unknown.cells(FlowQuery(by=(), origins={None})) == (row(None, None, 1, 1, 1),)


def test_a_person_counts_under_every_list_that_holds_it() -> None:
    pair = Component(("a", "b"), ((("a", "b"),),), np.array([0]))
    counted = Counted.build([pair], {"a": [entered("SY", "2013-05-03", "TR")]}, FACTS, 1)
    assert counted.cells(FlowQuery(by={"list"})) == (
        row(None, None, 1, 1, 1, group="FR-travellers"),
        row(None, None, 1, 1, 1, group="TR-no-entry"),
    )
    assert counted.cells(FlowQuery(by=(), lists={"TR-no-entry"})) == (row(None, None, 1, 1, 1),)


def test_unknown_months_stand_apart_and_are_reported_where_a_window_cuts_them() -> None:
    sightings = {
        "a": [entered("SY", "2013", "TR")],
        "b": [entered("SY", "2013-07-01", "TR")],
        "c": [entered("SY", None, "TR")],
    }
    counted = Counted.build(alone("a", "b", "c"), sightings, FACTS, 1)
    assert [str(cell.period) for cell in counted.cells(FlowQuery())] == ["2013-07", "2013-XX", "XXXX"]
    half = FlowQuery(since=date(2013, 7, 9), until=date(2013, 12, 31))
    assert counted.cells(half) == (row("TR>SY", "2013-07", 1, 1, 1),)
    assert [str(cell.period) for cell in counted.unplaced(half)] == ["2013-XX", "XXXX"]
    whole = FlowQuery(since=date(2013, 1, 1), until=date(2013, 12, 31))
    assert [str(cell.period) for cell in counted.cells(whole)] == ["2013-07", "2013-XX"]
    assert [str(cell.period) for cell in counted.unplaced(whole)] == ["XXXX"]
    assert counted.unplaced(FlowQuery()) == ()


def test_crossings_follow_the_window_and_the_people() -> None:
    sightings = {
        "a": [entered("SY", "2013-05-03", "TR", "Kilis"), entered("SY", "2013-09-03", "TR", "Bab al-Salama")],
        "b": [entered("SY", "2014-05-03", "TR", "Jarablus")],
    }
    counted = Counted.build(alone("a", "b"), sightings, FACTS, 1)
    totals = counted.crossing_totals(FlowQuery(until=date(2013, 12, 31)))
    assert [(total.crossing, total.entered) for total in totals] == [("bab-al-salam", Interval(1, 1, 1))]
    assert [t.crossing for t in counted.crossing_totals(FlowQuery(origins={"TN"}))] == ["jarablus"]


def test_nobody_counts_zero() -> None:
    counted = Counted.build([], {}, {}, 3)
    assert counted.cells(FlowQuery()) == counted.unplaced(FlowQuery()) == ()
    assert counted.cells(FlowQuery(by=())) == (row(None, None, 0, 0, 0),)
    assert counted.place_totals(FlowQuery()) == counted.crossing_totals(FlowQuery()) == ()


def test_wrong_use_is_told() -> None:
    with pytest.raises(BadUsage, match="cannot count by 'week'"):
        FlowQuery(by={"week"})
    with pytest.raises(BadUsage, match="not by both"):
        FlowQuery(by={"origin", "list"})
    with pytest.raises(BadUsage, match="before it begins"):
        FlowQuery(since=date(2014, 1, 1), until=date(2013, 1, 1))
    with pytest.raises(ValueError, match="2 draws where 3"):
        Counted.build(alone("a", draws=2), {}, {}, 3)
    with pytest.raises(ValueError, match="at least one draw"):
        Counted.build([], {}, {}, 0)


@given(worlds(), st.lists(COUNTRIES, max_size=3, unique=True))
def test_places_choose_the_legs_that_touch_one_or_lie_between_several(world, places: list[str]) -> None:
    counted = Counted.build(*world)
    every = as_dict(counted.cells(FlowQuery(by=("leg",))))
    chosen = as_dict(counted.cells(FlowQuery(by=("leg",), places=places)))

    def wanted(leg: Leg) -> bool:
        ends = {leg.start, leg.end}
        return not places or (ends <= set(places) if len(places) > 1 else bool(ends & set(places)))

    assert chosen == {key: numbers for key, numbers in every.items() if wanted(key[0])}
    legs = frozenset(key[0] for key in chosen)
    assert as_dict(counted.cells(FlowQuery(by=("leg",), legs=legs))) == chosen


@given(worlds(), queries())
def test_people_of_a_query_are_those_of_every_draw_and_those_of_some(world, query: FlowQuery) -> None:
    counted = Counted.build(*world)
    sure, drawn = counted.made_of(query)
    [cell] = counted.cells(replace(query, by=()))
    assert sure <= cell.low
    assert cell.high <= sure + drawn
    assert drawn or cell.low == cell.high
