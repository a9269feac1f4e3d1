"""The Merkle tree over the audit log: its head at any size, and the proof that a longer log begins with a shorter one.

Invariant: a head is that of RFC 6962, section 2.1, and follows from the leaf hashes alone. A proof of growth from ``begin`` to
``end`` leaves is the hashes of the whole subtrees that ``begin`` leaves make, the largest first, and then of those that lie
between ``begin`` and ``end``, from left to right: with them anybody makes both heads, and nobody learns of a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

DIGEST = 32
"""Bytes of SHA-256."""

EMPTY = hashlib.sha256(b"").digest()
MOST_NODES = 128
"""A proof between two logs of less than 2^63 leaves has no more nodes."""


class Tree:
    """A Merkle tree that grows by leaf hashes; it keeps one hash for each power of two."""

    __slots__ = ("_whole", "size")

    def __init__(self, size: int = 0, front: Sequence[bytes] = ()) -> None:
        """The tree of ``size`` leaves whose whole subtrees have the hashes ``front``, the largest first."""
        self.size = size
        self._whole = list(zip(_powers(size), front, strict=True))

    def add(self, leaf_hash: bytes) -> None:
        """One more leaf on the right."""
        self.add_whole(1, leaf_hash)

    def add_whole(self, size: int, top: bytes) -> None:
        """A whole subtree of ``size`` leaves on the right; it stands where it may: ``size`` divides the size so far."""
        self.size += size
        while self._whole and self._whole[-1][0] == size:
            top = _joined(self._whole.pop()[1], top)
            size *= 2
        self._whole.append((size, top))

    def front(self) -> tuple[bytes, ...]:
        """The hashes of the whole subtrees, the largest first: all that it takes to grow on."""
        return tuple(top for _, top in self._whole)

    def head(self) -> bytes:
        """The hash of the whole tree as it stands (RFC 6962, section 2.1)."""
        if not self._whole:
            return EMPTY
        top = self._whole[-1][1]
        for _, left in reversed(self._whole[:-1]):
            top = _joined(left, top)
        return top


def tree_head(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.head()


class Growth:
    """Gathers, leaf by leaf, the hashes of a proof from ``begin`` leaves on; ``front`` are those of the tree there."""

    def __init__(self, begin: int, front: Sequence[bytes]) -> None:
        self._begin, self._front = begin, tuple(front)
        self._between: list[tuple[int, int, bytes]] = []
        self.end = begin

    def add(self, leaf_hash: bytes) -> None:
        """One more leaf."""
        start, size, top = self.end, 1, leaf_hash
        self.end += 1
        while self._between and self._between[-1][1] == size and self._between[-1][0] % (2 * size) == 0:
            start, _, left = self._between.pop()
            top = _joined(left, top)
            size *= 2
        self._between.append((start, size, top))

    def proof(self) -> tuple[bytes, ...]:
        """The proof from ``begin`` to as many leaves as there are now."""
        return (*self._front, *(top for _, _, top in self._between))


def grew(begin: tuple[int, bytes], end: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether the log with the size and head ``end`` begins with that of ``begin``, as the proof shows."""
    (small, before), (large, after) = begin, end
    if not 0 <= small <= large or len(proof) > MOST_NODES or any(len(node) != DIGEST for node in proof):
        return False
    whole, between = _powers(small), list(_between(small, large))
    if len(proof) != len(whole) + len(between):
        return False
    tree = Tree(small, proof[: len(whole)])
    if tree.head() != before:
        return False
    for size, top in zip(between, proof[len(whole) :], strict=True):
        tree.add_whole(size, top)
    return tree.head() == after


def _powers(size: int) -> list[int]:
    """The sizes of the whole subtrees of a tree, the largest first."""
    return [1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1]


def _between(begin: int, end: int) -> Iterator[int]:
    """The sizes of the whole subtrees that lie between, from left to right."""
    while begin < end:
        size = begin & -begin if begin else 1 << end.bit_length()
        while begin + size > end:
            size //= 2
        yield size
        begin += size


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
