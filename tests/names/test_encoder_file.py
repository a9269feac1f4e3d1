"""The encoder's file: what goes in comes out within a step of rounding, and no changed byte passes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.encoder_file import BASES, Weights, pack, unpack


def weights(seed: int) -> Weights:
    random = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return random.standard_normal(shape).astype(np.float32)

    codes = np.sort(random.choice(10_000, 7, replace=False)).astype(np.int64)
    return Weights("abc", "d=c", codes, some(7, 4), some(4 * BASES, 5), some(5), some(5, 6), some(4 * BASES, 6))


@given(st.integers(0, 2**32))
def test_what_is_packed_is_read_within_half_a_step(seed: int) -> None:
    before = weights(seed)
    after = unpack(pack({"Latn": before}))["Latn"]
    assert (after.letters, after.folds) == ("abc", "d=c")
    assert np.array_equal(after.codes, before.codes)
    assert np.array_equal(after.bias, before.bias)
    for name, axis in (("table", 1), ("inward", 0), ("outward", 0), ("across", 0)):
        old, new = getattr(before, name), getattr(after, name)
        half_step = np.abs(old).max(axis=axis, keepdims=True) / 127 / 2
        assert (np.abs(old - new) <= half_step * 1.001).all()


def test_the_same_towers_give_the_same_bytes() -> None:
    towers = {"Latn": weights(1), "Arab": weights(2)}
    assert pack(towers) == pack(dict(reversed(towers.items())))


@given(st.integers(0, 2_000), st.integers(1, 255))
def test_a_changed_byte_is_seen(place: int, change: int) -> None:
    stored = bytearray(pack({"Latn": weights(3)}))
    stored[place % len(stored)] ^= change
    with pytest.raises(ValueError, match=r"begin|digest"):
        unpack(bytes(stored))


@given(st.integers(0, 2_000))
def test_a_cut_file_is_seen(kept: int) -> None:
    stored = pack({"Latn": weights(3)})
    with pytest.raises(ValueError, match=r"begin|digest"):
        unpack(stored[: kept % len(stored)])
