"""A sieve of the index's keys: of most keys that stand nowhere it says so without a look-up.

Invariant: of a key that it was made of or that was added it never says that it is absent; a slice that is not known lets
every key through. What is found is therefore the same with it and without it.

Keys are spread over slices by their first bits, so that keys in their order fall into few of them; each slice is a
Bloom filter of its own (Bloom 1970, "Space/time trade-offs in hash coding with allowable errors"), its hashes drawn
from the rest of the key, which is a digest already (Kirsch and Mitzenmacher 2006, "Less hashing, same performance").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

SLICES = 1 << 12
SHIFT = 63 - 12
"""Keys have 63 bits."""

HASHES = 5
BITS = 16
"""Bits for each distinct key of a slice when it is made: 1 absent key in 700 gets through, and 1 in 32 when it is full."""

FULL = 0.5
"""The share of bits set from which on a slice is to be made anew."""

UNKNOWN = b""
"""A slice that lets everything through."""

_LEAST_BITS = 64
_LOW = 0xFFFFFFFF

Keys = NDArray[np.int64]


def keys_of(values: Sequence[int]) -> Keys:
    """The keys as an array."""
    return np.array(values, np.int64)


def slices_of(keys: Keys) -> Keys:
    """The slice of each key."""
    return keys >> SHIFT


def bounds(part: int) -> tuple[int, int]:
    """The least and the greatest key of a slice."""
    return part << SHIFT, ((part + 1) << SHIFT) - 1


def made(keys: Keys) -> bytes:
    """The bits of a slice that holds these distinct keys."""
    size = max(_LEAST_BITS, -(-BITS * len(keys) // _LEAST_BITS) * _LEAST_BITS)
    return _with(np.zeros(size, np.bool_), keys)


def added(bits: bytes, keys: Keys) -> bytes:
    """The bits of a slice with keys more; ``UNKNOWN`` where it is full, or was that before."""
    if not bits:
        return UNKNOWN
    spread = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little").astype(np.bool_)
    more = _with(spread, keys)
    return more if spread.mean() <= FULL else UNKNOWN


class Sieve:
    """All slices, to be asked many keys at once."""

    def __init__(self, parts: Mapping[int, bytes]) -> None:
        """``parts``: the bits of slices; those left out are not known."""
        every = [parts.get(part, UNKNOWN) for part in range(SLICES)]
        lengths = np.array([len(bits) for bits in every], np.int64)
        self._starts = np.concatenate(([0], np.cumsum(lengths)))[:-1]
        self._sizes = lengths * 8
        self._bits = np.frombuffer(b"".join([*every, b"\0"]), np.uint8)

    def may_hold(self, keys: Keys) -> NDArray[np.bool_]:
        """For each key whether it may stand in the index: where not, it surely does not."""
        parts = slices_of(keys)
        sizes = self._sizes[parts]
        places = _places(keys, sizes)
        found = self._bits[self._starts[parts] + (places >> 3)] >> (places & 7).astype(np.uint8) & 1
        passed: NDArray[np.bool_] = found.all(axis=0) | (sizes == 0)
        return passed


def _with(spread: NDArray[np.bool_], keys: Keys) -> bytes:
    spread[_places(keys, np.int64(len(spread)))] = True
    return np.packbits(spread, bitorder="little").tobytes()


def _places(keys: Keys, sizes: Keys | np.int64) -> Keys:
    """The bits of each key, a row for each hash."""
    first, step = keys >> 19 & _LOW, (keys & 0x7FFFF) << 13 | 1
    found: Keys = (first + np.arange(HASHES)[:, None] * step & _LOW) * sizes >> 32
    return found
