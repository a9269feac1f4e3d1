"""A sieve never says of a key that it was given that it is absent; of most others it does."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.index import value
from coalesce.store.sieve import SLICES, UNKNOWN, Sieve, added, bounds, keys_of, made, slices_of

KEYS = st.lists(st.integers(0, 2**63 - 1), max_size=40)


def parts_of(values: list[int]) -> dict[int, bytes]:
    """Every slice of these keys, and the empty ones."""
    keys = np.unique(keys_of(values))
    return {part: made(keys[slices_of(keys) == part]) for part in range(SLICES)}


@given(first=KEYS, later=KEYS, others=KEYS)
def test_no_key_that_is_there_is_kept_back(first: list[int], later: list[int], others: list[int]) -> None:
    parts = {int(part): made(keys_of([])) for part in slices_of(keys_of([*first, *later, *others]))}
    for values in (first, later):
        for part in set(slices_of(keys_of(values)).tolist()):
            keys = keys_of(values)
            parts[part] = added(parts[part], keys[slices_of(keys) == part])
    assert Sieve(parts).may_hold(keys_of([*first, *later])).all()


def test_most_keys_that_are_nowhere_are_kept_back() -> None:
    there, nowhere = [value("w", f"a{n}") for n in range(20_000)], [value("w", f"b{n}") for n in range(20_000)]
    sieve = Sieve(parts_of(there))
    assert sieve.may_hold(keys_of(there)).all()
    assert sieve.may_hold(keys_of(nowhere)).mean() < 0.02


def test_a_slice_that_is_not_known_or_full_lets_everything_through() -> None:
    dice = random.Random(5)
    low, high = bounds(7)
    keys = keys_of([dice.randint(low, high) for _ in range(300)])
    assert set(slices_of(keys).tolist()) == {7}
    assert Sieve({}).may_hold(keys).all()
    assert added(UNKNOWN, keys) == UNKNOWN
    assert added(made(keys[:10]), keys) == UNKNOWN
    assert added(made(keys), keys[:10]) == made(keys)


def test_slices_follow_one_another_and_hold_every_key() -> None:
    assert [bounds(0)[0], bounds(SLICES - 1)[1]] == [0, 2**63 - 1]
    assert all(bounds(part)[1] + 1 == bounds(part + 1)[0] for part in range(SLICES - 1))
