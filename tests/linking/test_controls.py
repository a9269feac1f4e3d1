"""Which proposals bring a control, where it stands, and what answers tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.controls import (
    MOST_OPEN,
    ControlAnswer,
    drawn,
    identity,
    in_truth_same,
    most_open,
    rates,
    seed,
    wilson,
)
from coalesce.records import Link, MatchWeight, Verdict

KEY = bytes(32)
PAIRS = [(f"a{n}", f"b{n}") for n in range(4_000)]
AT = datetime(2014, 11, 1, tzinfo=UTC)


def answer(same: bool, verdict: Verdict) -> ControlAnswer:
    return ControlAnswer("x", "claire", same, verdict, AT)


def link(left: str, probability: float) -> Link:
    return Link(left, left + "z", 1, 1, "m", MatchWeight(0, ()), probability)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_the_share_of_controls_among_all_pairs_is_the_one_asked_for(share: float) -> None:
    found = len(drawn(KEY, "claire", PAIRS, share))
    assert found / (found + len(PAIRS)) == pytest.approx(share, abs=0.02)
    assert drawn(KEY, "claire", PAIRS, 0) == set()


def test_a_draw_depends_on_key_reviewer_and_proposal_alone() -> None:
    found = drawn(KEY, "claire", PAIRS, 0.05)
    assert drawn(KEY, "claire", PAIRS[::3], 0.05) == found & set(PAIRS[::3])
    assert drawn(KEY, "dora", PAIRS, 0.05) != found
    assert drawn(b"1" * 32, "claire", PAIRS, 0.05) != found


def test_ids_look_like_those_of_records_and_half_of_the_controls_are_one_person() -> None:
    seeds = [seed(KEY, "claire", pair) for pair in PAIRS]
    assert len({identity(one, side) for one in seeds for side in ("left", "right")}) == 2 * len(PAIRS)
    assert len(identity(seeds[0], "left")) == 26
    assert identity(seeds[0], "left").isalnum()
    assert sum(map(in_truth_same, seeds)) / len(seeds) == pytest.approx(0.5, abs=0.03)


def test_few_controls_stand_beside_few_pairs_and_none_beside_none() -> None:
    assert [most_open(waiting, 0.05) for waiting in (0, 1, 40, 10**6)] == [0, 1, 3, MOST_OPEN]
    assert most_open(100, 0) == 0


def test_errors_are_told_apart_and_unsure_is_none() -> None:
    said = [
        *[answer(same=False, verdict=Verdict.SAME)] * 2,
        *[answer(same=False, verdict=Verdict.DIFFERENT)] * 6,
        *[answer(same=True, verdict=Verdict.DIFFERENT)] * 1,
        *[answer(same=True, verdict=Verdict.SAME)] * 3,
        answer(same=True, verdict=Verdict.UNSURE),
    ]
    found = rates(said)
    assert (found.all.wrong, found.all.of, found.unsure) == (3, 12, 1)
    assert (found.false_same.wrong, found.false_same.of) == (2, 8)
    assert (found.missed_same.wrong, found.missed_same.of) == (1, 4)
    assert found.false_same.share == 0.25


def test_without_an_answer_nothing_is_known() -> None:
    found = rates([])
    assert (found.all.share, found.all.low, found.all.high) == (None, 0.0, 1.0)


def test_the_interval_is_wilsons() -> None:
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I: 81 of 263 and 0 of 20."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_is_turned_round_with_it(counts: tuple[int, int]) -> None:
    wrong, of = counts
    low, high = wilson(wrong, of)
    assert 0 <= low <= wrong / of <= high <= 1
    assert wilson(of - wrong, of) == pytest.approx((1 - high, 1 - low))
