from __future__ import annotations

import random
from datetime import date

import pytest

from coalesce.sample.habits import TRAVELLER_LISTS, Habit, Knowing, Writing
from coalesce.sample.origins import allocate, origins
from coalesce.sample.people import Someone, invent
from coalesce.sample.presence import FEED_SHARE, copied_members, feed_members, members_of

LAST = date(2014, 9, 30)


@pytest.fixture(scope="module")
def people() -> list[Someone]:
    numbers = allocate(1500)
    return [
        invent(random.Random(f"{origin.iso}/{n}"), f"{origin.iso}{n}", origin, LAST)
        for origin in origins()
        for n in range(numbers[origin.iso])
    ]


def share(ids: frozenset[str], people: list[Someone], visible: bool) -> float:
    group = [someone for someone in people if (someone.visibility > 0) is visible]
    return sum(someone.id in ids for someone in group) / len(group)


def test_lists_meet_their_coverage(people: list[Someone]) -> None:
    for habit in TRAVELLER_LISTS:
        if habit.copies is None:
            chosen, taken = members_of(random.Random(habit.name), habit, people, frozenset())
            assert abs(len(chosen) / len(people) - habit.coverage) < 0.04
            assert not taken


def test_the_visible_are_seen_more(people: list[Someone]) -> None:
    habit = Habit("x", "FR", 0.3, Writing("fr"), Knowing(), pull=1.0)
    chosen, _ = members_of(random.Random(1), habit, people, frozenset())
    assert share(chosen, people, True) > 1.5 * share(chosen, people, False)


def test_a_list_draws_from_where_it_looks(people: list[Someone]) -> None:
    habit = Habit("x", "KZ", 0.1, Writing("cy"), Knowing(), draws={"KZ": 6.0, "other": -1.0})
    chosen, _ = members_of(random.Random(2), habit, people, frozenset())
    kazakh = [someone for someone in people if someone.origin.iso == "KZ"]
    assert sum(someone.id in chosen for someone in kazakh) > 0.8 * len(kazakh)


def test_a_gate_sees_those_who_came_through(people: list[Someone]) -> None:
    habit = Habit("x", "TR", 0.3, Writing("tr"), Knowing(), through="TR")
    chosen, _ = members_of(random.Random(3), habit, people, frozenset())
    came = {s.id for s in people if any(event.country == "TR" for event in s.itinerary.events)}
    assert len(chosen - came) < 0.02 * len(chosen)


def test_a_feed_is_taken_over_by_those_who_get_it(people: list[Someone]) -> None:
    fed = feed_members(random.Random(4), people)
    assert abs(len(fed) / len(people) - FEED_SHARE) < 0.04
    habit = Habit("x", "DE", 0.2, Writing("de"), Knowing(), feed="f")
    chosen, taken = members_of(random.Random(5), habit, people, fed)
    assert taken <= chosen & fed
    assert len(taken) > 0.7 * len(fed)
    assert abs(len(chosen) / len(people) - 0.2) < 0.04


def test_a_copy_holds_nobody_but_its_source(people: list[Someone]) -> None:
    habit = Habit("x", "DE", 0.1, Writing("de"), Knowing(), copies="y")
    source = [someone.id for someone in people[:600]]
    copied = copied_members(random.Random(6), habit, source, len(people))
    assert copied <= set(source)
    assert abs(len(copied) / len(people) - 0.1) < 0.03
    whole = copied_members(random.Random(7), habit, source[:50], len(people))
    assert whole == set(source[:50])
