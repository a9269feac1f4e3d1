"""Heads are those of RFC 6962, and a proof of growth holds for the log that it was made of and for no other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from coalesce.store.audit_tree import EMPTY, MOST_NODES, Growth, Tree, grew, tree_head

LEAVES = [hashlib.sha256(bytes([number])).digest() for number in range(120)]
sizes = st.tuples(st.integers(0, 120), st.integers(0, 120)).map(sorted)


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def grown(leaves: Sequence[bytes], begin: int, end: int) -> Growth:
    """The proof as a node gathers it."""
    tree = Tree()
    for leaf in leaves[:begin]:
        tree.add(leaf)
    growth = Growth(begin, tree.front())
    for leaf in leaves[begin:end]:
        growth.add(leaf)
    return growth


def test_a_head_is_that_of_the_standard_at_every_size() -> None:
    tree = Tree()
    assert tree.head() == EMPTY == by_definition([])
    for size, leaf in enumerate(LEAVES, start=1):
        tree.add(leaf)
        assert (tree.size, tree.head()) == (size, by_definition(LEAVES[:size]))
        assert tree_head(LEAVES[:size]) == tree.head()


@given(sizes)
def test_a_tree_goes_on_from_its_front(sizes: list[int]) -> None:
    begin, end = sizes
    first = Tree()
    for leaf in LEAVES[:begin]:
        first.add(leaf)
    again = Tree(begin, first.front())
    for leaf in LEAVES[begin:end]:
        again.add(leaf)
    assert again.head() == by_definition(LEAVES[:end])


@given(sizes)
def test_a_proof_shows_that_a_log_grew(sizes: list[int]) -> None:
    begin, end = sizes
    growth = grown(LEAVES, begin, end)
    assert growth.end == end
    before, after = (begin, by_definition(LEAVES[:begin])), (end, by_definition(LEAVES[:end]))
    assert grew(before, after, growth.proof())


@given(sizes, st.integers(0, 119))
def test_no_proof_shows_it_of_a_log_that_was_changed_before(sizes: list[int], place: int) -> None:
    begin, end = sizes
    forged = [*LEAVES[:place], hashlib.sha256(b"another").digest(), *LEAVES[place + 1 :]]
    proof = grown(forged, begin, end).proof()
    before, after = (begin, by_definition(LEAVES[:begin])), (end, by_definition(forged[:end]))
    assert grew(before, after, proof) == (place >= begin)


@given(sizes, st.data())
def test_a_proof_of_other_length_order_or_size_shows_nothing(sizes: list[int], data: st.DataObject) -> None:
    begin, end = sizes
    proof = list(grown(LEAVES, begin, end).proof())
    before, after = (begin, by_definition(LEAVES[:begin])), (end, by_definition(LEAVES[:end]))
    assert not grew(before, after, [*proof, LEAVES[0]])
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not grew(before, after, proof[:place] + proof[place + 1 :])
        assert not grew(before, after, [*proof[:place], b"\0" * 32, *proof[place + 1 :]])
        assert not grew(before, after, [*proof[:place], proof[place][:31], *proof[place + 1 :]])
    if begin < end:
        assert not grew(after, before, proof)
    assert not grew((-1, EMPTY), after, proof)


def test_a_log_beyond_all_logs_is_answered_at_once() -> None:
    assert not grew((1, EMPTY), (1 << 200, EMPTY), [EMPTY] * MOST_NODES)
    assert not grew((0, EMPTY), (1 << 200, EMPTY), [EMPTY] * (MOST_NODES + 1))
