"""Ties: words before links, bars before evidence, exact sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.cluster_ties import BARRED, HUMAN, QUANTUM, Ties, all_log_odds, log_odds, ties, told_of
from coalesce.records import Verdict

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
LINKS = [("a", "b", 0.9), ("a", "c", 0.6), ("b", "c", 0.2)]


def _ties(lists: dict[str, int], verdicts: dict[tuple[str, str], Verdict] | None = None) -> Ties:
    return ties(told_of(lists.items(), LINKS), verdicts or {}, 0.25)


def _edges(known: Ties) -> dict[tuple[int, int], float]:
    return dict(zip(zip(known.one.tolist(), known.other.tolist(), strict=True), known.odds.tolist(), strict=True))


def test_edges_of_single_records_are_their_links() -> None:
    known = _ties(dict.fromkeys("cba", -1))
    assert _edges(known) == {(0, 1): log_odds(0.9), (0, 2): log_odds(0.6), (1, 2): log_odds(0.2)}


def test_a_unit_sums_its_records_and_counts_what_is_untold() -> None:
    known = _ties(dict.fromkeys("abcd", -1), {("a", "d"): SAME})
    assert known.unit.tolist() == [0, 1, 2, 0]
    assert _edges(known)[0, 1] == log_odds(0.9) + log_odds(0.25)
    assert _edges(known)[1, 2] == log_odds(0.2)


def test_unsure_leaves_the_link_and_different_bars() -> None:
    edges = _edges(_ties(dict.fromkeys("abc", -1), {("a", "b"): UNSURE, ("a", "c"): DIFFERENT}))
    assert edges[0, 1] == log_odds(0.9)
    assert edges[0, 2] == BARRED


def test_a_duplicate_free_list_bars_also_units_of_several_records() -> None:
    assert _edges(_ties({"a": 7, "b": 7, "c": 8}))[0, 1] == BARRED
    known = _ties({"a": -1, "b": 7, "c": 8, "d": 7}, {("a", "d"): SAME})
    assert _edges(known)[0, 1] == BARRED, "d stands on the list of b"
    assert _edges(known)[0, 2] > BARRED / 2
    assert known.lists(0) == {7}


def test_same_within_a_contradicted_chain_weighs_more_than_a_bar_of_the_list() -> None:
    words = {("a", "b"): SAME, ("b", "c"): SAME, ("a", "c"): DIFFERENT}
    edges = _edges(_ties({"a": 7, "b": 7, "c": 7}, words))
    assert edges == {(0, 1): HUMAN, (0, 2): BARRED, (1, 2): HUMAN}


def test_words_on_strange_records_and_strange_links_say_nothing() -> None:
    known = ties(told_of([("a", -1)], LINKS), {("a", "x"): SAME}, 0.25)
    assert len(known.one) == 0
    assert known.unit.tolist() == [0]


@given(st.floats(0, 1))
def test_odds_are_whole_quanta_and_the_same_alone_or_together(probability: float) -> None:
    odds = log_odds(probability)
    assert odds / QUANTUM == round(odds / QUANTUM)
    assert all_log_odds(np.array([probability]))[0] == pytest.approx(odds, abs=QUANTUM)
    assert abs(odds) < HUMAN


def test_surer_links_weigh_more_however_sure() -> None:
    assert log_odds(0.999) + 5 < log_odds(0.999999) < log_odds(0.9999999)
