"""Equal numbers get one place, in the order in which they are met."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.engines.numbering import numbered

NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.one_of(st.integers(-3, 3), NUMBERS), max_size=60))
def test_places_are_those_of_a_dict(values: list[int]) -> None:
    places, first = numbered(np.array(values, dtype=np.int64))
    known: dict[int, int] = {}
    assert places.tolist() == [known.setdefault(value, len(known)) for value in values]
    assert first.tolist() == [values.index(value) for value in known]
