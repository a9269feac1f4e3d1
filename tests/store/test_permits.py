"""Which role may do which act, and to whose lists."""

from __future__ import annotations

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Actor, Role
from coalesce.store.permits import ROLES, Act, may_write_list, require, require_for

EXPECTED = {
    Act.ADMINISTER: "operator",
    Act.RELEASE: "releasing_officer",
    Act.LINK: "analyst operator",
    Act.JUDGE: "analyst",
    Act.WITHDRAW: "releasing_officer",
    Act.AUDIT: "auditor",
    Act.OVERSEE: "auditor",
    Act.VERIFY: "auditor operator",
    Act.SIGN: "releasing_officer",
    Act.FIGURES: "analyst reader releasing_officer",
    Act.ASK_REDRESS: "analyst releasing_officer",
    Act.PLAN: "releasing_officer",
    Act.BE_TOLD: "analyst reader releasing_officer",
    Act.SEND: "operator releasing_officer",
    Act.ENQUIRE: "analyst releasing_officer",
    Act.REPLY: "releasing_officer",
}


def actor(*roles: Role, member: str = "NL") -> Actor:
    return Actor("ann", member, frozenset(roles))


def test_every_act_has_its_roles() -> None:
    assert {act: " ".join(sorted(roles)) for act, roles in ROLES.items()} == EXPECTED
    assert set(ROLES) == set(Act)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_it_may(act: Act, role: Role) -> None:
    if role in ROLES[act]:
        require(actor(role), act)
        require(actor(*Role), act)
    else:
        with pytest.raises(NotPermitted, match=sorted(ROLES[act])[0]):
            require(actor(role), act)
    with pytest.raises(NotPermitted):
        require(actor(), act)


@pytest.mark.parametrize(
    ("member", "of", "allowed"),
    [("NL", "NL", True), ("NL", "FR", True), ("FR", "FR", True), ("FR", "NL", False), ("FR", "BE", False)],
)
def test_an_act_is_for_one_s_own_member_or_by_the_host(member: str, of: str, allowed: bool) -> None:
    operator = actor(Role.OPERATOR, member=member)
    if allowed:
        require_for(operator, Act.ADMINISTER, of, "NL")
    else:
        with pytest.raises(NotPermitted, match=of):
            require_for(operator, Act.ADMINISTER, of, "NL")
    with pytest.raises(NotPermitted):
        require_for(actor(Role.READER, member=member), Act.ADMINISTER, of, "NL")


@pytest.mark.parametrize(
    ("member", "hosted", "allowed"),
    [("FR", False, True), ("NL", True, True), ("NL", False, False), ("BE", True, False)],
)
def test_a_list_is_its_owner_s_and_the_host_s_where_it_made_it(member: str, hosted: bool, allowed: bool) -> None:
    assert may_write_list(actor(member=member), "FR", hosted, "NL") is allowed
