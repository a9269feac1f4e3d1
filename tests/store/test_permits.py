"""Which role may do which act, and to whose lists."""

from __future__ import annotations

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Actor, Role
from coalesce.store.permits import ROLES, Act, require, require_list

EXPECTED = {
    Act.ADMINISTER: "operator",
    Act.RELEASE: "releasing_officer",
    Act.LINK: "analyst operator",
    Act.JUDGE: "analyst",
    Act.WITHDRAW: "releasing_officer",
    Act.AUDIT: "auditor",
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
    ("member", "owner", "allowed"),
    [("NL", "NL", True), ("NL", "FR", True), ("FR", "FR", True), ("FR", "NL", False), ("FR", "BE", False)],
)
def test_a_list_is_its_own_member_s_or_the_host_s(member: str, owner: str, allowed: bool) -> None:
    officer = actor(Role.RELEASING_OFFICER, member=member)
    if allowed:
        require_list(officer, owner, "NL")
    else:
        with pytest.raises(NotPermitted, match=owner):
            require_list(officer, owner, "NL")
    with pytest.raises(NotPermitted):
        require_list(actor(Role.ANALYST, member=member), owner, "NL")
