"""Who has a key in common meets, and nobody else."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.engines import meeting
from coalesce.engines.gathering import Ragged
from coalesce.engines.meeting import Meeting, meeting_of


def keys_of(keys: list[set[int]]) -> Ragged:
    starts = np.cumsum([0, *map(len, keys)])
    return Ragged(starts, np.array([key for each in keys for key in each], dtype=np.int64))


def groups(met: Meeting) -> list[list[int]]:
    return [met.members[start:end].tolist() for start, end in pairwise(met.ends.tolist())]


@given(st.lists(st.sets(st.integers(-5, 5)), min_size=1, max_size=12))
def test_records_meet_where_a_key_is_in_both(keys: list[set[int]]) -> None:
    order = np.arange(len(keys))[::-1]
    met = groups(meeting_of(keys_of(keys), order))
    assert all(group == sorted(set(group)) and len(group) > 1 for group in met)
    found = {frozenset(pair) for group in met for pair in combinations(group, 2)}
    ranked = keys[::-1]
    expected = {frozenset(pair) for pair in combinations(range(len(keys)), 2) if ranked[pair[0]] & ranked[pair[1]]}
    assert found == expected
    assert len(met) == sum(sum(key in each for each in keys) > 1 for key in range(-5, 6))


def test_drawers_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    numbers = [rng.randrange(-(2**63), 2**63) for _ in range(400)]
    keys = keys_of([set(rng.sample(numbers, 5)) for _ in range(300)])
    order = np.array(rng.sample(range(300), 300))
    whole = groups(meeting_of(keys, order))
    monkeypatch.setattr(meeting, "DRAWER_ROOM", 8)
    parted = [groups(meeting_of(keys, order, threads)) for threads in (1, 2, 3)]
    assert parted[0] == parted[1] == parted[2]
    assert sorted(parted[0]) == sorted(whole)
    assert len(whole) > 300
