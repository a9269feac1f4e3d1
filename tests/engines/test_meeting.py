"""Who has a key in common meets, and nobody else."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.engines.gathering import Gathered, Ragged
from coalesce.engines.meeting import meeting_of


def _gathered(keys: list[set[int]]) -> Gathered:
    starts = np.cumsum([0, *map(len, keys)])
    numbers = np.array([key for each in keys for key in each], dtype=np.int64)
    none = Ragged(np.zeros(len(keys) + 1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    part = np.full(len(keys), -1, dtype=np.int32)
    no = none.numbers
    ids = [str(at) for at in range(len(keys))]
    return Gathered(ids, part, part, none, none, no, no, Ragged(starts, numbers), none, part[:, None], (), {})


@given(st.lists(st.sets(st.integers(-5, 5)), min_size=1, max_size=12))
def test_records_meet_where_a_key_is_in_both(keys: list[set[int]]) -> None:
    order = np.arange(len(keys))[::-1]
    meeting = meeting_of(_gathered(keys), order)
    found = set()
    for one in range(len(keys)):
        for group in meeting.groups[meeting.starts[one] : meeting.starts[one + 1]]:
            if group >= 0:
                members = meeting.members[meeting.ends[group] : meeting.ends[group + 1]].tolist()
                assert one in members
                found |= {(one, other) for other in members if one < other}
    assert found == {(a, b) for a, b in combinations(range(len(keys)), 2) if keys[a] & keys[b]}
    assert meeting.rank[order].tolist() == list(range(len(keys)))
