"""Which role may do what to the node. Reading is not here: that is the guard's.

Invariant: a list is written by a releasing officer of its owner or, where the node's own member made the list
for its owner, of that member; what is done for another member is in that member's audit log too; nobody takes back
what is another's.
"""

from __future__ import annotations

from enum import StrEnum

from coalesce.errors import NotPermitted
from coalesce.handling import READING_ROLES, Actor, Role


class Act(StrEnum):
    """What can be done to a node beside reading."""

    ADMINISTER = "administer the node"
    RELEASE = "import or release lists"
    LINK = "link records"
    JUDGE = "judge a pair"
    WITHDRAW = "withdraw a record"
    AUDIT = "read the audit log"
    OVERSEE = "read reviewers' error rates"
    VERIFY = "verify the audit log"
    SIGN = "define or sign a series"
    FIGURES = "receive figures"
    ASK_REDRESS = "open or answer a request for redress"
    ENQUIRE = "ask another member, or propose to it"
    REPLY = "answer another member, or tell it a judgement"
    PLAN = "keep a plan of commitments"
    BE_TOLD = "keep a standing interest or mark a notice"
    SEND = "send what is released to another member's node"


ROLES: dict[Act, frozenset[Role]] = {
    Act.ADMINISTER: frozenset({Role.OPERATOR}),
    Act.RELEASE: frozenset({Role.RELEASING_OFFICER}),
    Act.LINK: frozenset({Role.ANALYST, Role.OPERATOR}),
    Act.JUDGE: frozenset({Role.ANALYST}),
    Act.WITHDRAW: frozenset({Role.RELEASING_OFFICER}),
    Act.AUDIT: frozenset({Role.AUDITOR}),
    Act.OVERSEE: frozenset({Role.AUDITOR}),
    Act.VERIFY: frozenset({Role.AUDITOR, Role.OPERATOR}),
    Act.SIGN: frozenset({Role.RELEASING_OFFICER}),
    Act.FIGURES: READING_ROLES,
    Act.ASK_REDRESS: frozenset({Role.ANALYST, Role.RELEASING_OFFICER}),
    Act.ENQUIRE: frozenset({Role.ANALYST, Role.RELEASING_OFFICER}),
    Act.REPLY: frozenset({Role.RELEASING_OFFICER}),
    Act.PLAN: frozenset({Role.RELEASING_OFFICER}),
    Act.BE_TOLD: READING_ROLES,
    Act.SEND: frozenset({Role.RELEASING_OFFICER, Role.OPERATOR}),
}


def require(actor: Actor, act: Act) -> None:
    """Raises NotPermitted naming the roles that may."""
    if not actor.roles & ROLES[act]:
        wanted = " or ".join(sorted(ROLES[act]))
        raise NotPermitted(f"to {act} takes the role {wanted}; {actor.name} does not have it")


def require_for(actor: Actor, act: Act, member: str, host: str) -> None:
    """The same, and only for one's own member, or by the node's own member for another. Raises NotPermitted."""
    require(actor, act)
    if actor.member not in (member, host):
        raise NotPermitted(f"to {act} for {member} is for {member} itself, or for the node's own member")


def may_write_list(actor: Actor, owner: str, hosted: bool, host: str) -> bool:
    """Whether the actor's member may write a list: its owner, and the node's member where it made the list for it."""
    return actor.member == owner or (hosted and actor.member == host)
