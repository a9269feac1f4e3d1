"""A process holds the newest sieve, and asks it for readers of the same state alone."""

from __future__ import annotations

from coalesce.store.read_sieve import ASKED, HeldSieve, passed
from coalesce.store.sieve import SLICES, keys_of, made

NOTHING = {part: made(keys_of([])) for part in range(SLICES)}


def test_it_takes_what_changed_and_gives_an_older_reader_nothing() -> None:
    held, asked = HeldSieve(), []

    def later(after: int) -> list[tuple[int, bytes]]:
        asked.append(after)
        return list(NOTHING.items()) if after == 0 else [(0, made(keys_of([7])))]

    first = held.of(3, later)
    assert first is not None
    assert passed(first, [7, 2**60]) == []
    second = held.of(5, later)
    assert second is not None
    assert passed(second, [7, 3**39, 2**60]) == [7]
    assert held.of(5, later) is second
    assert held.of(3, later) is None
    assert asked == [0, 3]


def test_the_first_questions_do_without() -> None:
    held = HeldSieve()
    assert [held.wanted() for _ in range(ASKED + 2)] == [False] * ASKED + [True] * 2
    assert HeldSieve(0).wanted()
