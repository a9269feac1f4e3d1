"""Days left, and what each entry lacks; a date that is not known is no date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coalesce.commitments.deadlines import Lack, deadline_view, lacks
from coalesce.dates import PartialDate
from coalesce.records import Commitment, Deadline, EventKind, Form, Need, Parties
from tests.commitments.made import commitment, event, held, quantity

TODAY = date(2014, 9, 10)
ASSEMBLY = "the General Assembly"


def test_an_event_takes_the_date_that_the_plan_expects_for_it() -> None:
    month = PartialDate.parse("2014-09-16/2014-09-30")
    rows = [
        held(commitment("C1", by=Deadline(event="The General Assembly"))),
        held(commitment("C2", by=Deadline(PartialDate.of(2014, 9, 12)))),
        held(commitment("C3", by=Deadline(event="when it rains"))),
        held(Commitment("D1", Form.DEADLINE, kind="a plan", by=Deadline(month, ASSEMBLY))),
    ]
    due = {one.held.terms.reference: (one.days_left, one.when) for one in deadline_view(rows, TODAY)}
    assert due == {"C2": (2, PartialDate.of(2014, 9, 12)), "C1": (20, month), "D1": (20, month), "C3": (None, None)}
    assert list(due) == ["C2", "C1", "D1", "C3"]


def test_a_deadline_that_has_passed_has_days_below_zero() -> None:
    (due,) = deadline_view([held(commitment(by=Deadline(PartialDate.of(2014, 9, 5))))], TODAY)
    assert due.days_left == -5


def test_what_a_bare_declaration_lacks() -> None:
    bare = held(Commitment("C1", parties=Parties(others=("some friends",))), event(evidence=None))
    assert set(lacks(bare)) == set(Lack)
    whole = commitment("C2", amount=quantity(6), by=Deadline(event=ASSEMBLY))
    assert lacks(held(whole, event(EventKind.CONFIRMED))) == ()


def test_an_amount_of_what_is_not_stated_is_no_quantity() -> None:
    unstated = replace(quantity(15), measure=None)
    assert Lack.QUANTITY in lacks(held(commitment(amount=unstated), event(EventKind.CONFIRMED)))


def test_what_is_in_place_needs_no_date_and_a_lead_neither() -> None:
    assert lacks(held(commitment(amount=quantity(6)), event(EventKind.IN_PLACE, ""))) == ()
    assert lacks(held(commitment(form=Form.LEAD), event(EventKind.CONFIRMED))) == ()


def test_evidence_behind_an_event_that_was_taken_back_is_none() -> None:
    told = [event(id="a"), event(id="b", evidence=None), event(EventKind.WITHDRAWN, id="c", withdraws="a")]
    assert Lack.EVIDENCE in lacks(held(commitment(), *told))


def test_needs_are_due_too_and_what_is_over_is_not() -> None:
    rows = [
        held(Need("N1", amount=quantity(3))),
        held(commitment("C1"), event(EventKind.ENDED)),
        held(commitment("C2"), event(EventKind.SUPERSEDED)),
        held(commitment("C3", form=Form.STATEMENT)),
    ]
    assert [(one.held.terms.reference, one.lacks) for one in deadline_view(rows, TODAY)] == [("N1", (Lack.DATE,))]
    assert lacks(held(Need("N2", day=4))) == (Lack.QUANTITY,)
