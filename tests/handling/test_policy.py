"""The one rule, against its meaning spelled out, for random handlings, actors, purposes and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from handling.worlds import MEMBERS, actors, days, handlings, members, purposes, reader
from hypothesis import given

from coalesce.handling import READING_ROLES, Actor, Grant, Handling, Purpose, Role, decide

TODAY = date(2014, 9, 5)
OPEN = Handling(date(2019, 9, 5), releases=frozenset(Grant(p, m) for p in Purpose for m in MEMBERS))


@given(handlings, members, actors, purposes, days)
def test_the_rule_is_what_it_says(handling: Handling, owner: str, actor: Actor, purpose: Purpose, today: date) -> None:
    named = any(grant.purpose == purpose and grant.member == actor.member for grant in handling.releases)
    expected = (
        today <= handling.keep_until
        and purpose != Purpose.STATISTICS
        and bool({"reader", "analyst", "releasing_officer"} & {str(role) for role in actor.roles})
        and (owner == actor.member or named)
    )
    decision = decide(handling, owner, actor, purpose, today)
    assert decision.allowed == bool(decision) == expected
    assert decision.reason


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.STATISTICS])
def test_an_empty_release_is_the_owner_alone(purpose: Purpose) -> None:
    closed = Handling(date(2019, 9, 5))
    seen_by = {member for member in MEMBERS if decide(closed, "NL", reader(member), purpose, TODAY)}
    assert seen_by == {"NL"}


@given(handlings, members, actors, purposes)
def test_after_its_last_day_nobody_sees_it_not_even_its_owner(
    handling: Handling, owner: str, actor: Actor, purpose: Purpose
) -> None:
    decision = decide(handling, owner, actor, purpose, handling.keep_until + timedelta(days=1))
    assert not decision
    assert handling.keep_until.isoformat() in decision.reason


def test_the_last_day_is_a_day_of_keeping() -> None:
    assert decide(OPEN, "NL", reader("NL"), Purpose.BORDER, OPEN.keep_until)


@given(handlings, members, actors, days)
def test_statistics_never_shows(handling: Handling, owner: str, actor: Actor, today: date) -> None:
    granted = replace(handling, releases=handling.releases | {Grant(Purpose.STATISTICS, actor.member)})
    assert not decide(granted, owner, actor, Purpose.STATISTICS, today)


@pytest.mark.parametrize("role", Role)
def test_who_reads_no_records_reads_none_of_its_own_either(role: Role) -> None:
    actor = Actor("anna", "NL", frozenset({role}))
    assert bool(decide(OPEN, "NL", actor, Purpose.INVESTIGATION, TODAY)) == (role in READING_ROLES)
    assert (role in READING_ROLES) == (role not in {Role.OPERATOR, Role.AUDITOR})


def test_an_actor_without_a_role_sees_nothing() -> None:
    assert not decide(OPEN, "NL", Actor("anna", "NL"), Purpose.INVESTIGATION, TODAY)


@given(handlings, members, actors, purposes, days)
def test_a_narrower_release_never_shows_more(
    handling: Handling, owner: str, actor: Actor, purpose: Purpose, today: date
) -> None:
    for grant in handling.releases:
        narrower = replace(handling, releases=handling.releases - {grant})
        if decide(narrower, owner, actor, purpose, today):
            assert decide(handling, owner, actor, purpose, today)


@pytest.mark.parametrize(
    ("actor", "purpose", "today", "reason"),
    [
        (reader("FR"), Purpose.BORDER, TODAY, "released by NL to FR for border until 2019-09-05"),
        (reader("NL"), Purpose.BORDER, TODAY, "NL's own"),
        (reader("BE"), Purpose.BORDER, TODAY, "not released to BE for border"),
        (reader("FR"), Purpose.STATISTICS, TODAY, "statistics counts and never shows"),
        (Actor("olga", "FR"), Purpose.BORDER, TODAY, "none of the actor's roles reads records"),
        (reader("FR"), Purpose.BORDER, date(2020, 1, 1), "kept until 2019-09-05 only"),
    ],
)
def test_every_answer_says_why(actor: Actor, purpose: Purpose, today: date, reason: str) -> None:
    assert decide(OPEN, "NL", actor, purpose, today).reason == reason
