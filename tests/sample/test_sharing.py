from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coalesce.handling import Handling, Purpose, meet
from coalesce.sample import TODAY, World
from coalesce.sample.habits import DESIGNATIONS, TRAVELLER_LISTS, Habit
from coalesce.sample.sharing import default_handling, record_handling, sighting_handling

LISTS = st.sampled_from((*TRAVELLER_LISTS, DESIGNATIONS))


def not_wider(narrow: Handling, wide: Handling) -> bool:
    """Whether what both give together is what the narrow one gives."""
    return meet(narrow, wide) == narrow


@given(LISTS)
def test_no_list_is_released_to_its_owner_or_without_an_end(habit: Habit) -> None:
    handling = default_handling(habit.name, habit.owner, TODAY)
    assert habit.owner not in {grant.member for grant in handling.releases}
    assert handling.keep_until == date(2019, 9, 30)
    assert handling.figures_to == handling.members(Purpose.STATISTICS)


@given(LISTS, st.integers(0, 10**6))
def test_nothing_is_wider_than_what_holds_it(habit: Habit, seed: int) -> None:
    rng = random.Random(seed)
    default = default_handling(habit.name, habit.owner, TODAY)
    for _ in range(30):
        own = record_handling(rng, default, TODAY)
        assert own is None or (own != default and not_wider(own, default))
        seen = sighting_handling(rng, own or default)
        assert seen is None or (seen != (own or default) and not_wider(seen, own or default))


def test_every_record_and_sighting_of_the_world_keeps_within_its_holder(world: World) -> None:
    narrowed, expired = 0, 0
    for each in world.lists:
        for sample in world.entries[each.id]:
            record = sample.handling or each.handling
            assert not_wider(record, each.handling)
            expired += record.keep_until < TODAY
            for sighting in sample.entry.sightings:
                if sighting.handling is not None:
                    narrowed += 1
                    assert not_wider(sighting.handling, record)
    assert narrowed > 50
    assert expired > 5


def test_some_records_are_counted_only_where_their_list_is_read(world: World) -> None:
    kinds = set()
    for sample in world.entries["tr-entry-ban"]:
        if sample.handling is not None:
            kinds.add(frozenset(grant.purpose for grant in sample.handling.releases))
    assert {frozenset(), frozenset({Purpose.STATISTICS})} < kinds
