"""What a word would tell: the share of the partitions nearby in which two records are one person."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.cluster_ties import Ties, ties, told_of
from coalesce.linking.components import ABSENT
from coalesce.linking.information import bits, together
from coalesce.linking.partition import group_labels
from coalesce.linking.review import entropy
from coalesce.records import Verdict

Pair = tuple[str, str]


def shares(links: dict[str, float], verdicts: dict[Pair, Verdict] | None = None, closed: str = "") -> dict[str, float]:
    """By pair; the letters of ``closed`` are on one list free of duplicates."""
    names = sorted({name for pair in links for name in pair})
    told = told_of([(name, 0 if name in closed else -1) for name in names], [(*pair, p) for pair, p in links.items()])
    known = ties(told, verdicts or {}, ABSENT)
    found = together(known, of_units(known, group_labels(told, verdicts or {})))
    unit = {name: int(known.unit[place]) for place, name in enumerate(told.records)}
    edges = {(int(one), int(other)): share for one, other, share in zip(known.one, known.other, found, strict=True)}
    return {
        pair: float(edges[tuple(sorted((unit[pair[0]], unit[pair[1]])))])
        for pair in links
        if unit[pair[0]] != unit[pair[1]]
    }


def of_units(
    known: Ties, labels: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    made = np.zeros(len(known.size), dtype=np.int64)
    made[known.unit] = labels
    return made


def odds(p: float) -> float:
    return p / (1 - p)


@given(st.floats(0.001, 0.999))
def test_two_records_that_nothing_else_touches_are_one_as_their_link_says(p: float) -> None:
    assert shares({"ab": p})["ab"] == pytest.approx(p, abs=1e-3)


def test_a_third_record_that_is_like_both_speaks_for_the_pair() -> None:
    """By hand: a, b, c are one person at .9, .9; the pair b c itself is at .4. b leaves at odds of 1/(9 * .667)."""
    found = shares({"ab": 0.9, "ac": 0.9, "bc": 0.4})
    leaves = 1 / (odds(0.9) * odds(0.4))
    assert found["bc"] == pytest.approx(1 / (1 + 2 * leaves), abs=2e-3)
    assert found["bc"] > 0.7


def test_a_third_record_that_is_one_with_one_side_and_not_with_the_other_speaks_against_it() -> None:
    """By hand: c is apart from a and b, who are one; c joins both at odds 4 * .05, or a goes over to c at 4 / 99."""
    found = shares({"ab": 0.99, "ac": 0.8, "bc": 0.048})
    joins, over, leaves = odds(0.8) * odds(0.048), odds(0.8) / odds(0.99), 2 / odds(0.99)
    assert found["ac"] == pytest.approx((joins + over) / (joins + over + 1 + leaves / 2), abs=2e-3)
    assert found["ac"] < 0.25


def test_of_two_records_of_a_list_free_of_duplicates_one_at_most_is_the_person() -> None:
    found = shares({"ab": 0.9, "ac": 0.8}, closed="bc")
    assert found["ac"] == pytest.approx(odds(0.8) / odds(0.9) / (1 + odds(0.8) / odds(0.9) + 1 / odds(0.9)), abs=2e-3)


def test_a_human_s_different_parts_and_same_ties() -> None:
    said = {("a", "b"): Verdict.SAME, ("b", "c"): Verdict.DIFFERENT}
    found = shares({"ab": 0.5, "ac": 0.9, "bc": 0.5}, said)
    assert set(found) == {"ac", "bc"}
    assert found["ac"] == pytest.approx(0, abs=1e-9), "a is b, and b is not c"


@given(st.floats(0, 1))
def test_bits_are_the_entropy(p: float) -> None:
    assert bits(np.array([p]))[0] == pytest.approx(entropy(p), abs=1e-12)
    assert math.isfinite(bits(np.array([p]))[0])


def test_nothing_told_gives_nothing() -> None:
    known = ties(told_of([("a", -1)], []), {}, ABSENT)
    assert len(together(known, np.zeros(1, dtype=np.int64))) == 0
