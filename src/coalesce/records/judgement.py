"""A Judgement: a human's word on a pair, pinned to the versions judged.

Invariant: it has a name, a time and a reason; it is never edited, only
followed by another; ``left < right``. The reviewer's name and reason stay with the
reviewer's member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The word itself. ``UNSURE`` leaves the pair undecided."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reviewer`` and ``reason`` are empty for readers of other members. ``current`` is False once a version changed."""

    id: str
    left: str
    right: str
    left_version: int
    right_version: int
    verdict: Verdict
    member: str
    at: datetime
    reviewer: str = ""
    reason: str = ""
    current: bool = True
