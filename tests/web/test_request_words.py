"""Each kind and each outcome has its words, and each state is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coalesce.handling import Purpose
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply, Verdict
from coalesce.services.asking import Shown
from coalesce.web.request_words import ANSWERED, ANSWERS, KINDS, VERDICTS, state
from tests.builders import NOON

ONE = Enquiry(
    "q", EnquiryKind.QUESTION, "r", "", "NL", "FR", "", Purpose.INVESTIGATION, NOON, date(2014, 12, 1), "Seen?"
)  # fmt: skip


def test_everything_has_its_words() -> None:
    assert set(KINDS) == set(EnquiryKind)
    assert set(ANSWERS) == set(ANSWERED) == set(EnquiryOutcome)
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize(("days", "told"), [(12, "12 days left"), (1, "1 day left"), (-1, "1 day late")])
def test_a_question_counts_its_days(days: int, told: str) -> None:
    assert state(Shown(ONE, days < 0, ours=True), days) == told


def test_a_proposal_waits_here_and_was_sent_there() -> None:
    assert state(Shown(ONE, late=False, ours=True), None) == "waits for a decision"
    assert state(Shown(ONE, late=False, ours=False), None) == "sent"
    said = replace(ONE, reply=Reply(EnquiryOutcome.CORRECTED, "", NOON, ""))
    assert state(Shown(said, late=False, ours=True), 3) == "corrected"
