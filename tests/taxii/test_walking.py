"""Pages of a collection: nothing is passed over, nothing turns back, and it ends whatever the peer says."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import Unreachable
from coalesce.services.wire import Place
from coalesce.taxii.walking import EMPTY_PAGES, Answer, NextLost, stamp, walk

MOST = 200


def moment(count: int) -> str:
    return f"2014-11-01T12:00:{count // 1000:02}.{count % 1000:03}000Z"


class Server:
    """Objects by number, added at moments that several may share; how its ``next`` behaves is its own."""

    def __init__(self, moments: list[int], limit: int, dice: random.Random, forgets: float = 0.0) -> None:
        self.held = [(moment(at), number) for number, at in enumerate(sorted(moments))]
        self.limit, self.dice, self.forgets = limit, dice, forgets
        self.asked = 0

    def fetch(self, place: Place) -> Answer[int]:
        self.asked += 1
        if place.next and self.dice.random() < self.forgets:
            raise NextLost
        start = int(place.next) if place.next else sum(at <= place.added_after for at, _ in self.held)
        page = self.held[start : start + self.limit]
        more = start + self.limit < len(self.held)
        last = page[-1][0] if page else ""
        return Answer(tuple(number for _, number in page), more, str(start + self.limit) if more else "", last)


@given(
    moments=st.lists(st.integers(0, 40), max_size=60),
    limit=st.integers(1, 7),
    seed=st.integers(0, 999),
    stops=st.lists(st.integers(1, 6), max_size=4),
)
def test_every_one_is_met_though_nexts_are_lost_and_walks_are_broken_off(
    moments: list[int], limit: int, seed: int, stops: list[int]
) -> None:
    server = Server(moments, limit, random.Random(seed), forgets=0.3)
    found: list[int] = []
    place = Place()
    for most in [*stops, *[MOST] * 40]:
        try:
            for step in walk(server.fetch, place, most):
                found += step.found
                place = step.at
                if step.whole:
                    break
        except Unreachable:  # the same next was lost twice: the next walk begins at the last date
            continue
    if max((moments.count(at) for at in moments), default=0) <= limit:
        assert set(found) == set(range(len(moments)))
    assert len(found) <= (len(moments) + 1) * 50


def test_without_a_fault_each_comes_once_and_in_order() -> None:
    server = Server(list(range(25)), 10, random.Random(0))
    steps = list(walk(server.fetch, Place(), MOST))
    assert [step.found for step in steps] == [tuple(range(10)), tuple(range(10, 20)), tuple(range(20, 25))]
    assert [step.whole for step in steps] == [False, False, True]
    assert steps[-1].at == Place(moment(24))


def test_the_next_walk_reads_the_last_moment_again_unless_moments_are_exact() -> None:
    server = Server([1, 2, 2], 10, random.Random(0))
    assert next(walk(server.fetch, Place(moment(2)), MOST)).found == (1, 2)
    assert next(walk(server.fetch, Place(moment(2)), MOST, exact=True)).found == ()


def test_more_without_next_goes_on_by_date() -> None:
    server = Server(list(range(6)), 4, random.Random(0))

    def fetch(place: Place) -> Answer[int]:
        answer = server.fetch(Place(place.added_after))
        return Answer(answer.found, answer.more, "", answer.last)

    assert [step.found for step in walk(fetch, Place(), MOST)] == [(0, 1, 2, 3), (4, 5)]


def test_more_without_next_and_date_is_an_error() -> None:
    with pytest.raises(Unreachable, match="not where"):
        list(walk(lambda _: Answer((1,), True, "", ""), Place(), MOST))


def test_more_for_ever_ends() -> None:
    numbers: Iterator[int] = itertools.count()
    fetched = list(walk(lambda _: Answer((1,), True, str(next(numbers)), ""), Place(), MOST))
    assert len(fetched) == MOST
    assert not fetched[-1].whole


def test_empty_pages_for_ever_end_soon() -> None:
    numbers: Iterator[int] = itertools.count()
    seen = []
    with pytest.raises(Unreachable, match="gives nothing"):
        seen.extend(walk(lambda _: Answer((), True, str(next(numbers)), ""), Place(), MOST))
    assert len(seen) <= EMPTY_PAGES + 1


def test_a_next_that_comes_again_ends() -> None:
    with pytest.raises(Unreachable, match="not where"):
        list(walk(lambda _: Answer((1,), True, "same", moment(1)), Place(), MOST))


def test_dates_that_go_back_do_not_turn_the_walk_back() -> None:
    answers = iter(
        [Answer((1,), True, "a", moment(9)), Answer((2,), True, "b", moment(3)), Answer((3,), False, "", moment(1))]
    )
    places = [step.at for step in walk(lambda _: next(answers), Place(), MOST)]
    assert [place.added_after for place in places] == [moment(9)] * 3


def test_a_next_that_is_always_lost_ends() -> None:
    server = Server(list(range(30)), 4, random.Random(0), forgets=1.0)
    found: list[int] = []
    for step in walk(server.fetch, Place(), MOST):
        found += step.found
    assert set(found) == set(range(30))
    with pytest.raises(Unreachable, match="does not know"):
        list(walk(lambda _: (_ for _ in ()).throw(NextLost), Place(next="gone"), MOST))


@pytest.mark.parametrize(
    "text", ["2014-11-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon", "2014-11-01T12:00:00"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        stamp(text)


def test_moments_are_compared_in_one_form() -> None:
    assert stamp("2014-11-01T13:00:00.5+01:00") == "2014-11-01T12:00:00.500000Z"
