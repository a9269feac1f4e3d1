"""Whose word counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.judging import resolve
from coalesce.records import Judgement, Verdict

START = datetime(2014, 11, 1, tzinfo=UTC)
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE


def _said(member: str, verdict: Verdict, hour: int = 0, current: bool = True) -> Judgement:
    at = START + timedelta(hours=hour)
    return Judgement(f"j{hour}{member}", "a", "b", 1, 1, verdict, member, at, current=current)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ([_said("NL", SAME)], SAME),
        ([_said("FR", SAME)], SAME),
        ([_said("NL", SAME, 1), _said("FR", DIFFERENT, 2)], SAME),
        ([_said("BE", SAME, 1), _said("FR", DIFFERENT, 2)], UNSURE),
        ([_said("BE", SAME, 1), _said("BE", DIFFERENT, 2)], DIFFERENT),
        ([_said("BE", SAME, 2), _said("BE", DIFFERENT, 1)], SAME),
        ([_said("NL", SAME, 1), _said("NL", DIFFERENT, 2, current=False)], SAME),
        ([_said("FR", SAME), _said("BE", UNSURE)], SAME),
        ([_said("NL", UNSURE), _said("BE", SAME), _said("FR", DIFFERENT)], UNSURE),
        ([_said("NL", UNSURE), _said("BE", SAME)], SAME),
        ([_said("NL", UNSURE)], UNSURE),
    ],
)
def test_the_own_word_counts_in_a_conflict(words: list[Judgement], verdict: Verdict) -> None:
    assert resolve(words, "NL") == {("a", "b"): verdict}


def test_a_word_that_has_ended_counts_for_nothing() -> None:
    assert resolve([_said("NL", SAME, current=False)], "NL") == {}


@given(st.permutations([_said("NL", SAME, 1), _said("FR", DIFFERENT, 2), _said("BE", SAME, 3), _said("NL", UNSURE, 0)]))
def test_the_order_of_words_does_not_matter(words: list[Judgement]) -> None:
    assert resolve(words, "NL") == {("a", "b"): SAME}
    assert resolve(words, "DE") == {("a", "b"): UNSURE}
