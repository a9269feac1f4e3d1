"""Agreement of reviewers: against published numbers, by reason, of first words alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coalesce.linking.reviewers import OWN_WORDS, Said, agreement, agreements, by_reason
from coalesce.records import Verdict

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
START = datetime(2014, 11, 1, tzinfo=UTC)


def said(pair: str, reviewer: str, verdict: Verdict, hour: int = 0, reason: str = "so", version: int = 1) -> Said:
    return Said((pair[0], pair[1], version, 1), reviewer, verdict, reason, START + timedelta(hours=hour))


def test_kappa_and_its_error_are_those_of_the_textbook() -> None:
    """Two raters of 50 cases, 20 and 15 agreed: kappa 0.40 (Cohen 1960), its standard error 0.127 (worked out by hand);
    Wilson's bounds of 35 in 50, 0.562 and 0.809, less chance of a half, are the wider below."""
    found = agreement(
        ("ann", "bob"), {(SAME, SAME): 20, (SAME, DIFFERENT): 5, (DIFFERENT, SAME): 10, (DIFFERENT, DIFFERENT): 15}
    )
    assert found.observed.share == 0.7
    assert found.kappa == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx(((0.562 - 0.5) / 0.5, 0.4 + 1.96 * 0.127), abs=0.002)


def test_agreement_by_chance_is_no_agreement() -> None:
    even = dict.fromkeys([(SAME, SAME), (SAME, DIFFERENT), (DIFFERENT, SAME), (DIFFERENT, DIFFERENT)], 25)
    assert agreement(("ann", "bob"), even).kappa == pytest.approx(0.0)


def test_few_pairs_in_full_agreement_leave_a_wide_interval() -> None:
    found = agreement(("ann", "bob"), {(SAME, SAME): 3, (DIFFERENT, DIFFERENT): 2})
    assert found.kappa == 1
    assert found.high == 1
    assert found.low < 0.3


def test_where_nothing_but_one_word_was_said_there_is_no_kappa() -> None:
    found = agreement(("ann", "bob"), {(SAME, SAME): 9})
    assert found.kappa is None
    assert (found.low, found.high) == (-1, 1)
    assert found.observed.agreed == 9


def test_the_first_word_of_each_on_the_same_versions_counts() -> None:
    words = [
        said("ab", "ann", SAME, 1), said("ab", "bob", DIFFERENT, 2), said("ab", "bob", SAME, 3),
        said("cd", "ann", UNSURE, 1), said("cd", "bob", UNSURE, 1), said("ef", "ann", SAME), said("gh", "ann", SAME),
        said("gh", "bob", SAME, version=2), said("ij", "cem", SAME), said("ij", "bob", SAME),
    ]  # fmt: skip
    found = agreements(words)
    assert [one.reviewers for one in found] == [("ann", "bob"), ("bob", "cem")]
    assert dict(found[0].said) == {(SAME, DIFFERENT): 1, (UNSURE, UNSURE): 1}
    assert [one.reviewers for one in agreements(words, "ann")] == [("ann", "bob")]


def test_agreement_is_told_by_reason_and_no_reason_of_ones_own_is_told() -> None:
    words = [
        said("ab", "ann", SAME, reason="papers; seen by both"), said("ab", "bob", SAME, reason="Zorbal told me"),
        said("cd", "ann", SAME, reason="papers"), said("cd", "bob", DIFFERENT, reason="papers"),
    ]  # fmt: skip
    found = by_reason(words, {"papers"})
    assert {reason: (one.agreed, one.of) for reason, one in found.items()} == {"papers": (1, 3), OWN_WORDS: (1, 1)}
    assert {reason: one.of for reason, one in by_reason(words, {"papers"}, "ann").items()} == {"papers": 2}
