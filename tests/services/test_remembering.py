"""An answer is made once for its key, and the least used is forgotten first."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.services.remembering import Remembered


def test_an_answer_is_made_once() -> None:
    made: list[int] = []
    memory = Remembered()
    for _ in range(3):
        assert memory.get("a", lambda: made.append(1) or "answer") == "answer"
    assert made == [1]


def test_none_is_an_answer_too() -> None:
    made: list[int] = []
    memory = Remembered()
    for _ in range(2):
        assert memory.get("a", lambda: made.append(1)) is None
    assert made == [1]


def test_a_peek_makes_nothing() -> None:
    memory = Remembered()
    assert memory.peek("a") is None
    memory.get("a", lambda: 7)
    assert memory.peek("a") == 7


def test_of_a_key_with_a_state_the_last_state_alone_is_kept() -> None:
    memory, made = Remembered(), list[int]()
    for state in (1, 1, 2, 1):
        assert memory.get("a", lambda state=state: made.append(state) or state, state) == state  # type: ignore[misc]  # bound at once
    assert made == [1, 2, 1]
    assert (memory.peek("a", 1), memory.peek("a", 2), memory.peek("a")) == (1, None, None)


def test_what_fails_is_not_remembered() -> None:
    memory = Remembered()
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 // 0)
    assert memory.get("a", lambda: 2) == 2


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(1, 4))
def test_the_least_recently_used_goes_first(asked: list[int], size: int) -> None:
    memory, recent, made = Remembered(size), list[int](), list[int]()
    for key in asked:
        before = len(made)
        assert memory.get(key, lambda key=key: made.append(key) or key) == key  # type: ignore[misc]  # bound at once
        assert (len(made) > before) == (key not in recent)
        recent = [*(one for one in recent if one != key), key][-size:]


def test_threads_may_share_it() -> None:
    memory, faults = Remembered(2), list[int]()

    def ask(number: int) -> None:
        for turn in range(200):
            key = (number + turn) % 5
            if memory.get(key, lambda key=key: key * 10) != key * 10:  # type: ignore[misc]  # bound at once
                faults.append(key)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
