"""Capture tables against their brute-force twin: draw by draw, person by person, list by list."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate, Period
from coalesce.errors import BadInput, BadUsage
from coalesce.flows import Counted, FlowQuery, Interval, RecordFacts, first_departure, journey
from coalesce.flows.captures import CaptureFacts, CaptureQuery, Captures
from coalesce.records import Leg, Sighting, SightingKind

TO_SYRIA = Leg("TR", "SY")
SOURCES = (("A", ("A",)), ("B", ("B",)), ("C", ("C",)))


@dataclass(frozen=True)
class Component:
    records: tuple[str, ...]
    partitions: tuple[tuple[tuple[str, ...], ...], ...]
    choice: np.ndarray


def sure(*people: tuple[str, ...], draws: int = 1) -> list[Component]:
    return [Component(records, ((records,),), np.zeros(draws, dtype=int)) for records in people]


def entered(country: str = "SY", when: str | None = "2014-03", start: str | None = "TR") -> Sighting:
    return Sighting(SightingKind.ENTERED, country, when and PartialDate.parse(when), None, start)


def present(country: str, when: str) -> Sighting:
    return Sighting(SightingKind.PRESENT, country, PartialDate.parse(when))


def patterns(found) -> dict[str, int]:
    """The central table as ``AC`` -> people."""
    table = found.table()
    return {
        "".join(name for n, name in enumerate(table.lists) if pattern >> n & 1): count
        for pattern, count in enumerate(table.counts)
        if count
    }


def test_a_list_captures_whom_it_saw_on_the_leg_by_itself() -> None:
    facts = {name: CaptureFacts(name[0]) for name in ("A1", "B1", "A2", "C3", "B3")}
    seen = {
        "A1": [entered()],
        "B1": [present("TR", "2014-02"), present("SY", "2014-03")],
        "A2": [entered(when="2014-05")],
        "B3": [present("TR", "2014-03")],
        "C3": [present("SY", "2014-04")],
    }
    built = Captures.build(sure(("A1", "B1"), ("A2",), ("B3", "C3")), seen, facts, 1)
    found = built.captured(CaptureQuery(SOURCES, leg=TO_SYRIA))
    assert (found.lists, patterns(found)) == (("A", "B"), {"AB": 1, "A": 1})
    assert found.counted == Interval(3, 3, 3)
    assert found.unseen_alone == Interval(1, 1, 1), "the third's leg shows only from two lists together"
    by_record = built.captured(CaptureQuery(SOURCES, "record", leg=TO_SYRIA))
    assert patterns(by_record) == {"AB": 1, "A": 1, "BC": 1}
    assert by_record.unseen_alone == Interval(0, 0, 0)


def test_the_window_asks_each_list_for_its_own_date() -> None:
    facts = {"A1": CaptureFacts("A"), "B1": CaptureFacts("B")}
    seen = {"A1": [entered(when="2014-03")], "B1": [entered(when="2014-04")]}
    built = Captures.build(sure(("A1", "B1")), seen, facts, 1)
    march = built.captured(CaptureQuery(SOURCES, since=date(2014, 3, 1), until=date(2014, 3, 31)))
    assert patterns(march) == {"A": 1}
    april = built.captured(CaptureQuery(SOURCES, since=date(2014, 4, 1)))
    assert patterns(april) == {"B": 1}
    assert (april.counted.count, april.only_alone.count) == (0, 1)


def test_a_date_too_wide_for_the_window_is_told_apart() -> None:
    facts = {"A1": CaptureFacts("A"), "A2": CaptureFacts("A")}
    seen = {"A1": [entered(when="2014")], "A2": [entered(when="2014-03-02")]}
    found = Captures.build(sure(("A1",), ("A2",)), seen, facts, 1).captured(
        CaptureQuery(SOURCES, since=date(2014, 3, 1), until=date(2014, 6, 30))
    )
    assert (patterns(found), found.unplaced) == ({"A": 1}, Interval(1, 1, 1))


def test_strata_and_sources() -> None:
    facts = {
        "A1": CaptureFacts("A", ("FR",), "M"),
        "B1": CaptureFacts("B", ("FR",), "M"),
        "B2": CaptureFacts("B", ("DE",), "F"),
        "C3": CaptureFacts("C", ("FR",)),
    }
    built = Captures.build(sure(("A1", "B1"), ("B2",), ("C3",)), {name: [entered()] for name in facts}, facts, 1)
    assert patterns(built.captured(CaptureQuery(SOURCES, origins=("FR",)))) == {"AB": 1, "C": 1}
    assert patterns(built.captured(CaptureQuery(SOURCES, sexes=("F",)))) == {"B": 1}
    assert patterns(built.captured(CaptureQuery(SOURCES, sexes=(None,)))) == {"C": 1}
    one = (("AB", ("A", "B")), ("C", ("C",)))
    assert built.captured(CaptureQuery(one)).table().counts == (0, 2, 1, 0)
    assert built.captured(CaptureQuery((("C", ("C",)),))).lists == ("C",)


def test_nobody_captured_is_no_table() -> None:
    built = Captures.build(sure(("A1",)), {"A1": [entered()]}, {"A1": CaptureFacts("A")}, 1)
    found = built.captured(CaptureQuery(SOURCES, into="IQ"))
    assert found.lists == ()
    with pytest.raises(BadInput):
        found.table()
    assert Captures.build([], {}, {}, 3).captured(CaptureQuery(SOURCES)).counted == Interval(0, 0, 0)


def test_draws_are_tables_of_their_own_and_the_central_one_is_nearest_to_their_mean() -> None:
    split = Component(("A1", "B1"), ((("A1",), ("B1",)), (("A1", "B1"),)), np.array([0, 1, 1]))
    facts = {"A1": CaptureFacts("A"), "B1": CaptureFacts("B")}
    built = Captures.build([split], {name: [entered()] for name in facts}, facts, 3)
    found = built.captured(CaptureQuery(SOURCES))
    assert found.counts.tolist() == [[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1]]
    assert found.central == 1
    assert found.table().counts == (0, 0, 0, 1)
    assert found.table(0).counts == (0, 1, 1, 0)
    assert found.counted == Interval(1, 1, 2)


def test_bad_words_are_refused() -> None:
    with pytest.raises(BadUsage, match="choose leg or record"):
        CaptureQuery(SOURCES, "sight")
    with pytest.raises(BadUsage, match="ends before it begins"):
        CaptureQuery(SOURCES, since=date(2014, 3, 1), until=date(2014, 2, 1))
    with pytest.raises(BadUsage, match="at most 16"):
        CaptureQuery(tuple((str(n), (str(n),)) for n in range(17)))
    with pytest.raises(ValueError, match="1 draws where 2"):
        Captures.build(sure(("A1",)), {}, {}, 2)


# The twin -------------------------------------------------------------------------------------


@st.composite
def worlds(draw):
    """Up to four components of up to four records on three lists, with alternatives and draws."""
    draws = draw(st.integers(1, 4))
    components, sightings, facts = [], {}, {}
    for number in range(draw(st.integers(1, 4))):
        records = tuple(f"r{number}{n}" for n in range(draw(st.integers(1, 4))))
        partitions = []
        for _ in range(draw(st.integers(1, 3))):
            labels = [draw(st.integers(0, len(records) - 1)) for _ in records]
            groups = {
                label: tuple(r for r, own in zip(records, labels, strict=True) if own == label) for label in labels
            }
            if tuple(groups.values()) not in partitions:
                partitions.append(tuple(groups.values()))
        choice = np.array([draw(st.integers(0, len(partitions) - 1)) for _ in range(draws)])
        components.append(Component(records, tuple(partitions), choice))
        for record in records:
            facts[record] = CaptureFacts(draw(st.sampled_from("ABC")), draw(st.sampled_from([(), ("FR",), ("DE",)])))
            sightings[record] = draw(st.lists(st.sampled_from(STEPS), max_size=3))
    return components, sightings, facts, draws


STEPS = (
    entered(),
    entered("SY", "2014-04"),
    entered("SY", None),
    entered("SY", "2014"),
    entered("IQ", "2014-05", "SY"),
    present("TR", "2014-02"),
    present("SY", "2014-03-09"),
    Sighting(SightingKind.DEPARTED, "FR", PartialDate.parse("2014-01")),
)


@given(
    worlds(),
    st.sampled_from(["leg", "record"]),
    st.sampled_from([None, date(2014, 3, 1)]),
    st.sampled_from([(), ("FR",)]),
)
def test_tables_agree_with_the_twin(world, rule, since, origins) -> None:
    components, sightings, facts, draws = world
    query = CaptureQuery((("AB", ("A", "B")), ("C", ("C",))), rule, into="SY", since=since, origins=origins)
    found = Captures.build(components, sightings, facts, draws).captured(query)
    for number in range(draws):
        expected: Counter = Counter()
        for component in components:
            for person in component.partitions[component.choice[number]]:
                expected[marks(person, sightings, facts, query)] += 1
        table = {
            frozenset(name for n, name in enumerate(found.lists) if pattern >> n & 1): int(count)
            for pattern, count in enumerate(found.counts[number])
            if count
        }
        assert table == {key: count for key, count in expected.items() if key}


def marks(person, sightings, facts, query) -> frozenset[str]:
    whole = [s for record in person for s in sightings[record]]
    nationalities = Counter(facts[record].nationalities[0] for record in person if facts[record].nationalities)
    origin = first_departure(whole) or min(nationalities, key=lambda c: (-nationalities[c], c), default=None)
    if query.origins and origin not in query.origins:
        return frozenset()
    names = {"A": "AB", "B": "AB", "C": "C"}
    lists = {facts[record].list_name for record in person}
    if query.rule == "record":
        return frozenset(names[one] for one in lists) if tells(whole, query) else frozenset()
    own = {one: [s for r in person if facts[r].list_name == one for s in sightings[r]] for one in lists}
    return frozenset(names[one] for one, seen in own.items() if tells(seen, query))


def tells(seen, query) -> bool:
    return any(leg.end == query.into and inside(when, query.since) for leg, when in journey(seen).legs)


def inside(when, since) -> bool:
    if since is None:
        return True
    period = Period(None) if when is None else Period.of(when)
    return period.year is not None and date(period.year, period.month or 1, 1) >= since


@given(worlds(), st.sampled_from([None, date(2014, 3, 1)]))
def test_people_are_those_of_the_flow_table(world, since) -> None:
    components, sightings, facts, draws = world
    found = Captures.build(components, sightings, facts, draws).captured(CaptureQuery(SOURCES, into="SY", since=since))
    flows = {record: RecordFacts(one.list_name, one.nationalities) for record, one in facts.items()}
    counted = Counted.build(components, sightings, flows, draws)
    (cell,) = counted.cells(FlowQuery(by=(), into="SY", since=since))
    assert found.counted == Interval(cell.low, cell.count, cell.high)
