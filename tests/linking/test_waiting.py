"""The queue in arrays: its order, what waits, and that a word worked in gives what making it anew would."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.linking.cluster_ties import Told, told_of
from coalesce.linking.waiting import Waiting
from coalesce.records import Verdict

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
NAMES = "abcdefghij"


def told(links: dict[str, float], closed: dict[str, int] | None = None) -> Told:
    lists = closed or {}
    return told_of([(name, lists.get(name, -1)) for name in NAMES], [(*pair, sure) for pair, sure in links.items()])


def waiting(queue: Waiting) -> list[str]:
    numbers = queue.first(99, queue.waits, queue.information)
    return [f"{pair.left}{pair.right}" for pair in map(queue.pair, numbers)]


def test_the_pair_that_would_tell_most_comes_first() -> None:
    queue = Waiting(told({"ab": 0.99, "cd": 0.5, "ef": 0.08, "gh": 0.9}), {})
    assert waiting(queue) == ["cd", "gh", "ef", "ab"]
    assert len(queue) == 4
    assert queue.pair(0).together == pytest.approx(0.99, abs=1e-4)


def test_what_is_settled_waits_no_more_nor_does_what_follows_from_it() -> None:
    links = {"ab": 0.9, "bc": 0.8, "ac": 0.7, "cd": 0.4, "ad": 0.3}
    assert waiting(Waiting(told(links), {("a", "b"): SAME, ("b", "c"): SAME})) == ["ad", "cd"]
    both = {("a", "b"): SAME, ("b", "c"): SAME, ("c", "d"): DIFFERENT}
    assert waiting(Waiting(told(links), both)) == []
    assert sorted(waiting(Waiting(told(links), {("a", "b"): UNSURE}))) == sorted(links)


def test_the_first_few_are_the_first_of_all_also_among_equals() -> None:
    queue = Waiting(told({f"{one}{other}": 0.5 for one, other in pairwise(NAMES)}), {})
    every = queue.first(99, queue.waits, queue.information)
    for count in range(1, len(every) + 1):
        assert queue.first(count, queue.waits, queue.information) == every[:count]
    half = queue.waits & (np.arange(len(queue.waits)) % 2 == 0)
    assert queue.first(2, half, queue.information) == [number for number in every if number % 2 == 0][:2]


def test_links_are_found_by_their_sides() -> None:
    queue = Waiting(told({"ab": 0.5, "ac": 0.5, "bc": 0.5}), {})
    assert [queue.number_of(pair) for pair in (("a", "b"), ("b", "c"), ("c", "d"), ("a", "z"))] == [0, 2, None, None]
    assert queue.touching(["c", "z"]).tolist() == [1, 2]
    assert queue.place_of("z") is None


def test_the_most_doubtful_links_stand_first_whether_they_wait_or_not() -> None:
    queue = Waiting(told({"ab": 0.9, "cd": 0.6, "ef": 0.2}), {("c", "d"): SAME})
    assert queue.by_doubt().tolist() == [1, 2, 0]


PAIRS = [(one, other) for place, one in enumerate(NAMES) for other in NAMES[place + 1 :]]
LINKS = st.dictionaries(st.sampled_from(PAIRS), st.sampled_from([0.02, 0.2, 0.45, 0.5, 0.55, 0.8, 0.97]), max_size=18)
WORDS = st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(list(Verdict))), max_size=12)


@settings(max_examples=150, deadline=None)
@given(LINKS, WORDS, st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2), max_size=6))
def test_words_worked_in_one_by_one_give_what_making_it_anew_gives(
    links: dict[tuple[str, str], float], words: list[tuple[tuple[str, str], Verdict]], closed: dict[str, int]
) -> None:
    given_told = told({"".join(pair): sure for pair, sure in links.items()}, closed)
    said: dict[tuple[str, str], Verdict] = {}
    queue = Waiting(given_told, {})
    for pair, verdict in words:
        said[pair] = verdict
        queue.amend({pair: verdict})
        fresh = Waiting(given_told, said)
        assert queue.waits.tolist() == fresh.waits.tolist()
        assert queue.together.tolist() == pytest.approx(fresh.together.tolist(), abs=1e-12)
        assert waiting(queue) == waiting(fresh)
