"""The one rule: may this actor use this record for this purpose today?

Invariant: ``decide`` and the guard in ``store.guard`` answer alike for every
handling, actor, purpose and day; a property test holds them together. Every
answer carries its reason. No role is above the rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from coalesce.handling.marking import Grant, Handling, Purpose


class Role(StrEnum):
    """What an actor may do at its own node."""

    READER = "reader"
    ANALYST = "analyst"
    RELEASING_OFFICER = "releasing_officer"
    OPERATOR = "operator"
    AUDITOR = "auditor"


READING_ROLES = frozenset({Role.READER, Role.ANALYST, Role.RELEASING_OFFICER})
"""Who may read records at all. An operator keeps the node, an auditor reads the log; neither reads people."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person, or a peer's node, on behalf of one member."""

    name: str
    member: str
    roles: frozenset[Role] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or refused, and why, in words that may be shown to the actor's own member."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def decide(handling: Handling, owner: str, actor: Actor, purpose: Purpose, today: date) -> Decision:
    """Whether ``actor`` may *see* what carries ``handling``; ``keep_until`` is the last day on which it may."""
    if today > handling.keep_until:
        return Decision(False, f"kept until {handling.keep_until.isoformat()} only")
    if purpose is Purpose.STATISTICS:
        return Decision(False, "statistics counts and never shows")
    if not actor.roles & READING_ROLES:
        return Decision(False, "none of the actor's roles reads records")
    if owner == actor.member:
        return Decision(True, f"{owner}'s own")
    if Grant(purpose, actor.member) in handling.releases:
        until = handling.keep_until.isoformat()
        return Decision(True, f"released by {owner} to {actor.member} for {purpose} until {until}")
    return Decision(False, f"not released to {actor.member} for {purpose}")
