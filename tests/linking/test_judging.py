"""Whose word counts, of one person and of two."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.judging import Stage, contested, heard, resolve, stages
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


def _by(reviewer: str, verdict: Verdict, hour: int, current: bool = True) -> Judgement:
    at = START + timedelta(hours=hour)
    return Judgement(f"j{hour}{reviewer}", "a", "b", 1, 1, verdict, "NL", at, reviewer, "so", current)


ANN, BOB, CEM, DAN = "ann", "bob", "cem", "dan"


@pytest.mark.parametrize(
    ("words", "verdict", "stage"),
    [
        ([_by(ANN, SAME, 1)], UNSURE, Stage.SECOND),
        ([_by(ANN, SAME, 1), _by(ANN, SAME, 2)], UNSURE, Stage.SECOND),
        ([_by(ANN, SAME, 1), _by(BOB, SAME, 2)], SAME, Stage.SETTLED),
        ([_by(ANN, DIFFERENT, 1), _by(BOB, DIFFERENT, 2)], DIFFERENT, Stage.SETTLED),
        ([_by(ANN, SAME, 1), _by(BOB, UNSURE, 2)], UNSURE, Stage.SECOND),
        ([_by(ANN, UNSURE, 1)], UNSURE, Stage.OPEN),
        ([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2)], UNSURE, Stage.THIRD),
        ([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2), _by(BOB, SAME, 3)], UNSURE, Stage.THIRD),
        ([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2), _by(CEM, UNSURE, 3)], UNSURE, Stage.THIRD),
        ([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2), _by(CEM, SAME, 3)], SAME, Stage.SETTLED),
        ([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2), _by(CEM, DIFFERENT, 3), _by(DAN, SAME, 4)], UNSURE, Stage.THIRD),
        ([_by(ANN, SAME, 1), _by(BOB, SAME, 2), _by(CEM, DIFFERENT, 3)], SAME, Stage.SETTLED),
        ([_by(ANN, SAME, 1), _by(BOB, SAME, 2), _by(BOB, UNSURE, 3)], UNSURE, Stage.SECOND),
        ([_by(ANN, SAME, 1), _by(BOB, SAME, 2, current=False)], UNSURE, Stage.SECOND),
    ],
)
def test_where_two_must_agree_a_second_settles_and_a_third_decides(
    words: list[Judgement], verdict: Verdict, stage: Stage
) -> None:
    assert resolve(words, "NL", second=True) == {("a", "b"): verdict}
    assert stages(reversed(words), "NL", second=True)["a", "b"].stage is stage


@given(st.permutations([_by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2), _by(CEM, SAME, 3), _by(ANN, DIFFERENT, 4)]))
def test_the_order_in_which_words_of_several_come_does_not_matter(words: list[Judgement]) -> None:
    assert resolve(words, "NL", second=True) == {("a", "b"): DIFFERENT}


def test_another_members_words_are_settled_where_they_come_from() -> None:
    assert resolve([_said("FR", SAME)], "NL", second=True) == {("a", "b"): SAME}
    both = [_said("FR", SAME), _by(ANN, DIFFERENT, 1)]
    assert resolve(both, "NL", second=True) == {("a", "b"): SAME}, "one word of two is none yet"


def test_nobody_hears_a_colleague_before_both_have_spoken() -> None:
    first, second = _by(ANN, SAME, 1), _by(BOB, DIFFERENT, 2)
    theirs, ended = _said("FR", SAME), _by(CEM, SAME, 0, current=False)
    assert heard([first, theirs], BOB, "NL", second=True) == [theirs]
    assert heard([first, theirs], ANN, "NL", second=True) == [first, theirs]
    assert heard([first, second], CEM, "NL", second=True) == [first, second]
    assert heard([ended, first], BOB, "NL", second=True) == []
    assert heard([ended], BOB, "NL", second=True) == [ended], "nobody has spoken of the pair as it is now"
    assert heard([first], BOB, "NL") == [first]


def test_other_members_words_against_ours_are_found() -> None:
    words = [_said("NL", SAME), _said("FR", DIFFERENT), _said("BE", SAME), _said("DE", UNSURE)]
    assert contested(words, "NL") == {("a", "b"): {"FR": DIFFERENT}}
    assert contested(words, "DE") == {}
    assert contested([_by(ANN, SAME, 1), _said("FR", DIFFERENT)], "NL", second=True) == {}
