"""The words of a plan: what is not said stays unsaid."""

from __future__ import annotations

from coalesce.dates import PartialDate
from coalesce.records import Commitment, Deadline, EventKind, LineOfEffort, Need, Parties
from coalesce.records.commitment import FIRM, FIVE_LINES, STAGES


def test_what_is_not_said_is_none_and_never_zero() -> None:
    for bare in (Commitment("C1"), Need("N1")):
        assert (bare.line, bare.amount, bare.by) == (None, None, None)
    assert Commitment("C1").claimed.notice is None
    assert Commitment("C1").verified is None
    assert str(Parties()) == "not said"


def test_parties_and_deadlines_are_told_as_the_source_has_them() -> None:
    assert str(Parties(("FR", "US"), ("the leaders",))) == "FR; US; the leaders"
    assert str(Parties(everybody=True)) == "all members"
    assert str(Deadline(event="the General Assembly")) == "the General Assembly"
    month = PartialDate.of(2014, 9)
    assert str(Deadline(month, "the General Assembly")) == "the General Assembly (expected 2014-09)"
    assert str(Deadline(month)) == "2014-09"
    assert str(Deadline()) == "not said"


def test_a_declaration_and_what_has_ended_are_not_firm() -> None:
    assert set(STAGES) - set(FIRM) == {EventKind.DECLARED, EventKind.ENDED}
    assert len(FIVE_LINES) == 5
    assert LineOfEffort.OUTSIDE not in FIVE_LINES
