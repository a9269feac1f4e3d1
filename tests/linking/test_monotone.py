"""Pooling of levels whose weight must rise."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.monotone import rising

SHARES = st.lists(st.tuples(st.floats(1e-6, 1), st.floats(1e-6, 1)), min_size=1, max_size=12)


@given(SHARES)
def test_the_weight_never_falls_and_m_stays(pairs: list[tuple[float, float]]) -> None:
    pooled = rising(pairs)
    assert [m for m, _ in pooled] == [m for m, _ in pairs]
    free = [m / u for m, u in pooled if u < 1]
    assert all(one <= other * (1 + 1e-9) for one, other in pairwise(free))


def test_what_rises_already_stays() -> None:
    pairs = [(0.1, 0.5), (0.3, 0.3), (0.6, 0.2)]
    assert rising(pairs) == [(m, m / (m / u)) for m, u in pairs]
