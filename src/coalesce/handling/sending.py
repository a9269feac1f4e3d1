"""The rule for what may go to another member's node, and what that node is told of the handling.

Invariant: only a grant to a member sends anything to it, any grant does, and what it is told names no other member: but for
those who may receive figures, which a member that was granted ``statistics`` must know to count for them. ``may_send`` and
the guard in ``store.exchange_guard`` answer alike for every handling, owner, member and day; a property test holds
them together. ``statistics`` is sent, though it is never shown: who receives it counts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from coalesce.handling.marking import Handling, Purpose
from coalesce.handling.policy import Decision


def may_send(handling: Handling, owner: str, member: str, today: date) -> Decision:
    """Whether what carries ``handling`` may go to ``member``'s node; ``keep_until`` is the last day on which it may."""
    if today > handling.keep_until:
        return Decision(False, f"kept until {handling.keep_until.isoformat()} only")
    if owner == member:
        return Decision(False, f"{owner}'s own: nobody sends it back")
    purposes = granted(handling, member)
    if not purposes:
        return Decision(False, f"not released to {member}")
    until = handling.keep_until.isoformat()
    return Decision(True, f"released by {owner} to {member} for {', '.join(sorted(purposes))} until {until}")


def granted(handling: Handling, member: str) -> frozenset[Purpose]:
    """The purposes, counting among them, that ``member`` was granted."""
    return frozenset(grant.purpose for grant in handling.releases if grant.member == member)


def as_told(handling: Handling, member: str) -> Handling:
    """The same handling as ``member`` is told it: its own grants alone; who receives figures, only where it may count."""
    releases = frozenset(grant for grant in handling.releases if grant.member == member)
    counts = any(grant.purpose is Purpose.STATISTICS for grant in releases)
    return replace(handling, releases=releases, figures_to=handling.figures_to if counts else frozenset())
