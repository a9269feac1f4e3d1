"""Which role may do what to the node. Reading is not here: that is the guard's.

Invariant: a list is written for its own member, by a releasing officer of that
member or, where the node hosts the list for it, of the node's own member; nobody
takes back what is another's.
"""

from __future__ import annotations

from enum import StrEnum

from coalesce.errors import NotPermitted
from coalesce.handling import Actor, Role


class Act(StrEnum):
    """What can be done to a node beside reading."""

    ADMINISTER = "administer the node"
    RELEASE = "import or release lists"
    LINK = "link records"
    JUDGE = "judge a pair"
    WITHDRAW = "withdraw a record"
    AUDIT = "read the audit log"


ROLES: dict[Act, frozenset[Role]] = {
    Act.ADMINISTER: frozenset({Role.OPERATOR}),
    Act.RELEASE: frozenset({Role.RELEASING_OFFICER}),
    Act.LINK: frozenset({Role.ANALYST, Role.OPERATOR}),
    Act.JUDGE: frozenset({Role.ANALYST}),
    Act.WITHDRAW: frozenset({Role.RELEASING_OFFICER}),
    Act.AUDIT: frozenset({Role.AUDITOR}),
}


def require(actor: Actor, act: Act) -> None:
    """Raises NotPermitted naming the roles that may."""
    if not actor.roles & ROLES[act]:
        wanted = " or ".join(sorted(ROLES[act]))
        raise NotPermitted(f"to {act} takes the role {wanted}; {actor.name} does not have it")


def require_list(actor: Actor, owner: str, host: str) -> None:
    """Whether the actor may write lists of ``owner`` on a node of ``host``. Raises NotPermitted."""
    require(actor, Act.RELEASE)
    if actor.member not in (owner, host):
        raise NotPermitted(f"lists of {owner} are written by {owner} or by the node's own member")
