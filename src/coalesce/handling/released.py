"""``Released``: the only type that can leave a node.

Invariant: a ``Released`` exists only where ``decide``, or for another member's node ``may_send``, allowed its recipient.
Senders take ``Released[...]`` and nothing else, and mypy refuses the rest.
Source of the idea: "parse, don't validate"; a capability is a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from coalesce.errors import NotFound
from coalesce.handling.marking import Handling, Purpose
from coalesce.handling.policy import Actor, decide
from coalesce.handling.sending import granted, may_send

T = TypeVar("T")


def _key() -> None:
    """A value that nobody else holds."""


@dataclass(frozen=True, slots=True, init=False)
class Released(Generic[T]):
    """A value that may go to one recipient for these purposes. Made by ``release`` and ``release_to`` alone."""

    value: T
    recipient: str
    purposes: frozenset[Purpose]

    def __init__(self, key: object, value: T, recipient: str, purposes: frozenset[Purpose]) -> None:
        if key is not _key:
            raise TypeError("a Released is made by handling.release alone")
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "recipient", recipient)
        object.__setattr__(self, "purposes", purposes)

    def __repr__(self) -> str:
        return f"Released(to {self.recipient} for {', '.join(sorted(self.purposes))})"


def release(value: T, terms: tuple[Handling, str], recipient: Actor, purpose: Purpose, today: date) -> Released[T]:
    """Wrap ``value``, held under ``terms`` (handling, owner), for ``recipient``.

    Raises NotFound where the rule refuses: a refusal must not tell that the thing exists.
    """
    handling, owner = terms
    if not decide(handling, owner, recipient, purpose, today):
        raise NotFound()
    return Released(_key, value, recipient.member, frozenset({purpose}))


def release_to(value: T, terms: tuple[Handling, str], member: str, today: date) -> Released[T]:
    """Wrap ``value``, held under ``terms`` (handling, owner), for the node of ``member``, for all that it was granted.

    Raises NotFound where the rule refuses.
    """
    handling, owner = terms
    if not may_send(handling, owner, member, today):
        raise NotFound()
    return Released(_key, value, member, granted(handling, member))
