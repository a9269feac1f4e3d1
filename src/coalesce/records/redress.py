"""Redress: a request to correct or withdraw, its answer, and what an answer does: a Correction, a Withdrawal.

Invariant: nothing here is edited after it was answered. A correction is of a record and its owner's alone: a new version
says it, and whatever was derived follows by itself. A withdrawal erases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Asks(StrEnum):
    """What is asked for. ``PART``: two records are not one person ("this is not me")."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    PART = "part"


class Outcome(StrEnum):
    """How a request was answered. ``JOINED``: a human judged that the two records are one person after all."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    PARTED = "parted"
    JOINED = "joined"
    REFUSED = "refused"
    NOT_OURS = "not_ours"


OUTCOMES: dict[Asks, tuple[Outcome, ...]] = {
    Asks.CORRECT: (Outcome.CORRECTED, Outcome.WITHDRAWN, Outcome.REFUSED, Outcome.NOT_OURS),
    Asks.WITHDRAW: (Outcome.WITHDRAWN, Outcome.CORRECTED, Outcome.REFUSED, Outcome.NOT_OURS),
    Asks.PART: (Outcome.PARTED, Outcome.JOINED, Outcome.REFUSED),
}
"""What each request can be answered with. ``REFUSED`` of a ``PART`` leaves the pair undecided: a judgement "unsure"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``member`` answered; ``actor`` is "" for other members: staff stay at home."""

    outcome: Outcome
    member: str
    actor: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class RedressRequest:
    """``member`` asks ``asked``, by ``actor`` ("" for other members), for what it saw for ``purpose``. ``other`` is the second
    record of a ``PART``. ``words``, ``field`` and ``value`` are "" once a record that they are about is erased.
    """

    id: str
    asks: Asks
    record: str
    other: str
    asked: str
    member: str
    actor: str
    purpose: str
    at: datetime
    due: date
    words: str
    field: str
    value: str
    answer: Answer | None

    def overdue(self, today: date) -> bool:
        """Whether its last day to be answered has passed."""
        return self.answer is None and today > self.due

    @property
    def records(self) -> tuple[str, ...]:
        """The record, or both."""
        return (self.record, self.other) if self.other else (self.record,)


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one record as its list gives it (``before``) and as it is held instead (``after``), each encoded.

    It stands against later editions for as long as these still give ``before``: once the list says something else, the list counts.
    """

    record: str
    field: str
    before: bytes
    after: bytes
    at: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left of a record that was taken back: ids, a keyed digest of the list's own key, and when."""

    record: str
    list_id: str
    reference_digest: bytes
    at: str
