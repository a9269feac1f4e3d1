"""Each kind of enquiry has its ends, and a day after which it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coalesce.handling import Purpose
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply
from coalesce.records.enquiry import ENDS
from tests.builders import NOON

ONE = Enquiry(
    "q", EnquiryKind.QUESTION, "r", "", "NL", "FR", "", Purpose.INVESTIGATION, NOON, date(2014, 12, 1), "Seen?"
)  # fmt: skip


def test_each_kind_ends_in_its_own_way_and_each_outcome_is_of_one() -> None:
    assert set(ENDS) == set(EnquiryKind)
    said = [outcome for outcomes in ENDS.values() for outcome in outcomes]
    assert sorted(said) == sorted(EnquiryOutcome)


def test_it_is_late_on_the_day_after_its_last_one_where_nobody_answered() -> None:
    assert not ONE.overdue(date(2014, 12, 1))
    assert ONE.overdue(date(2014, 12, 2))
    assert not replace(ONE, due=None).overdue(date(2030, 1, 1))
    said = Reply(EnquiryOutcome.REFUSED, "", NOON, "")
    assert not replace(ONE, reply=said).overdue(date(2030, 1, 1))
