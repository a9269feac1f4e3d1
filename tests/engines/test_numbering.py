"""Equal numbers get one place, in the order in which they are met."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.engines.numbering import numbered, recurring

NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.one_of(st.integers(-3, 3), NUMBERS), max_size=60))
def test_places_are_those_of_a_dict(values: list[int]) -> None:
    places, first = numbered(np.array(values, dtype=np.int64))
    known: dict[int, int] = {}
    assert places.tolist() == [known.setdefault(value, len(known)) for value in values]
    assert first.tolist() == [values.index(value) for value in known]


@given(st.lists(st.one_of(st.integers(-3, 3), NUMBERS), max_size=60))
def test_nothing_that_recurs_is_let_go(values: list[int]) -> None:
    kept = recurring(np.array(values, dtype=np.int64)).tolist()
    assert all(keep for value, keep in zip(values, kept, strict=True) if values.count(value) > 1)


def test_most_that_do_not_recur_are_let_go() -> None:
    values = np.random.default_rng(5).integers(-(2**63), 2**63 - 1, 2_000)
    assert recurring(values).mean() < 0.4
