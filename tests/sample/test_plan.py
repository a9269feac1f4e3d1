"""The sample plan is read whole, has the shapes of real plans, and invents no member."""

from __future__ import annotations

from coalesce.commitments.plan_rows import PlanRead
from coalesce.records import Commitment, Form, Need
from coalesce.sample import TODAY, plan
from coalesce.sample.habits import MEMBERS
from tests.commitments.made import read


def rows(place: int) -> list[PlanRead]:
    found = []
    for row in read(plan.plan_files()[place], today=TODAY):
        assert isinstance(row, PlanRead), row
        found.append(row)
    return found


def test_both_editions_are_read_whole_and_hold_the_same_entries() -> None:
    first, second = rows(0), rows(1)
    assert [row.terms.reference for row in first] == [row.terms.reference for row in second]
    assert len(first) > 35
    changed = [
        one for one, other in zip(first, second, strict=True) if (one.terms, one.events) != (other.terms, other.events)
    ]
    assert len(changed) >= 10


def test_it_has_the_shapes_that_real_plans_have() -> None:
    terms = [row.terms for row in rows(1)]
    commitments = [one for one in terms if isinstance(one, Commitment)]
    assert {one.form for one in commitments} == set(Form) - {Form.ACTIVATION}
    assert any(isinstance(one, Need) and one.amount is None for one in terms)
    assert any(one.amount and one.amount.measure is None for one in commitments)
    assert any(not one.parties.members and not one.parties.others and not one.parties.everybody for one in commitments)
    assert any(len(one.parties.members) > 1 and one.form is Form.CONTRIBUTION for one in commitments)
    assert any(one.verified for one in commitments)
    assert any(one.claimed.words for one in commitments)
    assert any(one.trigger == plan.TRIGGER for one in commitments)
    assert any(row.handling for row in rows(1))


def test_members_are_those_of_the_sample_world() -> None:
    named = {code for row in rows(1) if isinstance(row.terms, Commitment) for code in row.terms.parties.members}
    assert named - {"NATO"} <= set(MEMBERS)
    assert plan.ACTIVATED < TODAY
