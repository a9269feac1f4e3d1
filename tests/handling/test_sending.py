"""What may go to another member's node, against its meaning spelled out; what that node is told names nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from handling.worlds import days, handlings, members, purposes, reader
from hypothesis import given

from coalesce.errors import NotFound
from coalesce.handling import Grant, Handling, Purpose, as_told, decide, granted, may_send, meet, release_to

TODAY = date(2014, 9, 5)


@given(handlings, members, members, days)
def test_the_rule_is_what_it_says(handling: Handling, owner: str, member: str, today: date) -> None:
    named = any(grant.member == member for grant in handling.releases)
    decision = may_send(handling, owner, member, today)
    assert bool(decision) == (today <= handling.keep_until and owner != member and named)
    assert decision.reason


@given(handlings, members, members, purposes, days)
def test_what_a_member_may_see_of_anothers_may_be_sent_to_it(
    handling: Handling, owner: str, member: str, purpose: Purpose, today: date
) -> None:
    if owner != member and decide(handling, owner, reader(member), purpose, today):
        assert may_send(handling, owner, member, today)
        assert purpose in granted(handling, member)


def test_what_is_only_counted_is_sent_though_never_shown() -> None:
    counted = Handling(TODAY, releases=frozenset({Grant(Purpose.STATISTICS, "FR")}))
    assert may_send(counted, "NL", "FR", TODAY)
    assert not any(decide(counted, "NL", reader("FR"), purpose, TODAY) for purpose in Purpose)


@given(handlings, members)
def test_what_is_told_names_the_recipient_alone(handling: Handling, member: str) -> None:
    told = as_told(handling, member)
    assert {grant.member for grant in told.releases} <= {member}
    assert told.releases == {grant for grant in handling.releases if grant.member == member}
    counts = Grant(Purpose.STATISTICS, member) in handling.releases
    assert told.figures_to == (handling.figures_to if counts else frozenset())
    assert replace(told, releases=handling.releases, figures_to=handling.figures_to) == handling


@given(handlings, handlings, members, members, days)
def test_of_two_that_meet_nothing_is_sent_that_each_alone_would_not_be(
    left: Handling, right: Handling, owner: str, member: str, today: date
) -> None:
    if may_send(meet(left, right), owner, member, today):
        assert may_send(left, owner, member, today)
        assert may_send(right, owner, member, today)


@given(handlings, members, members, days)
def test_a_released_is_made_where_the_rule_allows_and_nowhere_else(
    handling: Handling, owner: str, member: str, today: date
) -> None:
    if may_send(handling, owner, member, today):
        made = release_to("a record", (handling, owner), member, today)
        assert (made.value, made.recipient, made.purposes) == ("a record", member, granted(handling, member))
    else:
        with pytest.raises(NotFound):
            release_to("a record", (handling, owner), member, today)


def test_the_reason_says_why() -> None:
    given_to = Handling(TODAY, releases=frozenset({Grant(Purpose.BORDER, "FR"), Grant(Purpose.STATISTICS, "FR")}))
    later = TODAY + timedelta(days=1)
    said = [may_send(given_to, "NL", *asked).reason for asked in (("FR", TODAY), ("FR", later), ("INTERPOL", TODAY))]
    assert said == [
        "released by NL to FR for border, statistics until 2014-09-05",
        "kept until 2014-09-05 only",
        "not released to INTERPOL",
    ]
    assert may_send(given_to, "FR", "FR", TODAY).reason == "FR's own: nobody sends it back"
