"""What of plans may be told to every member of an audience, in one snapshot.

Invariant: made by ``Store.tell`` alone; the guard lets through what each of these members may see for planning, so that the answer
is the same whichever of them asks. Nobody is an owner here: whose an entry is tells nobody more of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coalesce.errors import NotPermitted
from coalesce.handling import READING_ROLES, Actor, Purpose
from coalesce.store import guard
from coalesce.store.read_plans import PlanReads


class ToldView(PlanReads):
    """The entries of plans that are told to all of an audience: see ``PlanReads``. It holds no record."""

    def _own(self, owner: str) -> bool:  # noqa: ARG002 - the same for each
        return False


def hearing(member: str, audience: Iterable[str], today: date) -> guard.Context:
    """One of an audience, asking for all of it."""
    told = f";{';'.join(sorted({*audience}))};"
    return guard.Context(guard.TELL, member, str(Purpose.PLANNING), today.isoformat(), audience=told)


def check_hearer(actor: Actor, bound: guard.Context) -> None:
    """Raises NotPermitted for who is not of the audience, or reads nothing."""
    if not actor.roles & READING_ROLES or f";{actor.member};" not in bound.audience:
        raise NotPermitted("what is told to an audience is read by readers of its members")
