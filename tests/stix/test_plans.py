"""An entry of a plan on the wire: what is not known is absent, and amounts are exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from coalesce.records import Commitment, CommitmentSent, Deadline, Measure, MeasureKind, Need, Quantity, Readiness
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields, moment_text
from coalesce.stix.ids import stix_id
from coalesce.stix.plans import read_commitment, read_need, write_entry_of_plan
from tests.stix.messages import NOON, PLANS, SECRET

IDENTITY = stix_id(SECRET, "coalesce-commitment", "1")


def sent(terms: Commitment | Need) -> CommitmentSent:
    """NL's entry of its plan."""
    return CommitmentSent(IDENTITY, NOON, NOON, "autumn", "NL", terms)


@given(PLANS)
def test_an_entry_comes_back(message: CommitmentSent) -> None:
    frame = {"id": message.id, "created": moment_text(message.created), "modified": moment_text(message.modified)}
    top = Fields({**frame, "member": message.member, **write_entry_of_plan(message)})
    assert (read_need(top) if isinstance(message.terms, Need) else read_commitment(top)) == message


def test_what_is_not_said_is_absent() -> None:
    bare = {"plan_name": "autumn", "plan_reference": "1"}
    assert write_entry_of_plan(sent(Need("1"))) == bare
    assert write_entry_of_plan(sent(Commitment("1"))) == {**bare, "form": "contribution"}


@pytest.mark.parametrize(
    ("amount", "text"),
    [("400", "400"), ("2.500", "2.5"), ("15E+6", "15000000"), ("0.001", "0.001"), ("1000000000000", "1000000000000")],
)
def test_an_amount_has_one_form(amount: str, text: str) -> None:
    quantity = Quantity(Decimal(amount), Measure(MeasureKind.UNIT, "tonnes"))
    made = write_entry_of_plan(sent(Need("1", amount=quantity)))["amount"]
    assert made == {"number": text, "counted_in": "unit", "unit": "tonnes"}


@pytest.mark.parametrize("number", ["", "1e3", "-1", "NaN", "1.2345", "01", "9" * 14, "٣", " 1", 1])
def test_what_is_no_amount_is_refused(number: Any) -> None:
    top = {"plan_reference": "1", "amount": {"number": number}}
    with pytest.raises(BadObject, match=r"amount\.number"):
        read_need(Fields(top))


def test_a_deadline_that_says_nothing_is_not_none() -> None:
    said = sent(Commitment("1", by=Deadline(), claimed=Readiness(notice=0)))
    made = write_entry_of_plan(said)
    assert made["deadline"] == {"unknown": True}
    assert made["claimed"] == {"notice": 0}
