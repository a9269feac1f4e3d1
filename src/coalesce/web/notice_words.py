"""What is new, in words.

Invariant: each kind of notice and of interest has its words here (a test compares them).
"""

from __future__ import annotations

from coalesce.records import InterestKind, NoticeKind
from coalesce.web.language import marked

KINDS: dict[NoticeKind, str] = {
    NoticeKind.NEW: marked("New record"),
    NoticeKind.CHANGED: marked("Changed record"),
    NoticeKind.SIGHTING: marked("New sighting"),
    NoticeKind.CORRECTION: marked("Correction"),
    NoticeKind.DESIGNATION: marked("Designation"),
    NoticeKind.INTEREST: marked("Standing interest"),
}

INTERESTS: dict[InterestKind, str] = {
    InterestKind.PLACE: marked("Seen in a country or place"),
    InterestKind.LEG: marked("A leg, like SY>IQ"),
    InterestKind.LIST: marked("Anything new in a list, as OWNER/NAME"),
}
"""As whoever keeps one chooses it."""

DONE: dict[str, str] = {
    "seen": marked("Marked as seen, for your whole member."),
    "kept": marked("The interest is kept: you are told when something new answers to it."),
    "mail": marked("From now on a mail tells you how much is new."),
    "no-mail": marked("You get no mail any more."),
    "gone": marked("The interest is gone, and what it asked for."),
}
