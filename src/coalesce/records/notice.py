"""What is new for a member: a notice, and the standing interest that may have asked for it.

Invariant: a notice names records and holds nothing that they say; it is there for who may see all that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What is new. ``NEW``: a record that the member may see and that touches a person it holds, for the first time;
    ``DESIGNATION``: one of a list of designations that touches its travellers or customers."""

    NEW = "new"
    CHANGED = "changed"
    SIGHTING = "sighting"
    CORRECTION = "correction"
    DESIGNATION = "designation"
    INTEREST = "interest"


class InterestKind(StrEnum):
    """What somebody wants to hear of: a place (country code or name), a leg like ``SY>IQ``, a list like ``FR/departures``."""

    PLACE = "place"
    LEG = "leg"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Interest:
    """A standing interest of a member's reader."""

    id: str
    member: str
    actor: str
    kind: InterestKind
    value: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """``record`` is what came; ``own`` the member's record that it touches, "" where the ``interest`` (its id) asked for it.

    ``sightings``: the ids of those that it tells of, each with its record; ``seen``: when somebody of the member marked it.
    """

    id: str
    kind: NoticeKind
    record: str
    own: str
    interest: str
    at: datetime
    seen: datetime | None
    sightings: tuple[tuple[str, str], ...] = ()
