"""What is asked for and how it is answered, in words.

Invariant: each thing that can be asked, each answer and each field has its words here (a test compares them).
"""

from __future__ import annotations

from coalesce.records import Asks, Outcome
from coalesce.services.redressing import Shown
from coalesce.web.language import marked, marked_counted, say, say_counted

ASKS: dict[Asks, str] = {
    Asks.CORRECT: marked("Correct a record"),
    Asks.WITHDRAW: marked("Take a record back"),
    Asks.PART: marked("Two records are not one person"),
}

ANSWERS: dict[Outcome, str] = {
    Outcome.CORRECTED: marked("Correct it"),
    Outcome.WITHDRAWN: marked("Take it back: it is erased, here and in what was made of it"),
    Outcome.PARTED: marked("Two different persons"),
    Outcome.JOINED: marked("One person after all"),
    Outcome.REFUSED: marked("Refuse, with the reason"),
    Outcome.NOT_OURS: marked("Not ours: we hold nothing about this person"),
}
"""As whoever answers chooses them."""

ANSWERED: dict[Outcome, str] = {
    Outcome.CORRECTED: marked("corrected"),
    Outcome.WITHDRAWN: marked("withdrawn"),
    Outcome.PARTED: marked("judged to be different persons"),
    Outcome.JOINED: marked("judged to be one person"),
    Outcome.REFUSED: marked("refused"),
    Outcome.NOT_OURS: marked("not theirs"),
}

FIELDS: dict[str, str] = {
    "name": marked("Names, the first one is shown"),
    "sex": marked("Sex (M, F, X or nothing)"),
    "birth_date": marked("Birth dates, like 1986-03-14"),
    "birth_place": marked("Birth places"),
    "nationality": marked("Nationalities, like TN"),
    "document": marked("Documents, like passport: K123/TN"),
    "remarks": marked("Remarks"),
    "residence": marked("Residences"),
    "sightings": marked("Sightings that are struck out"),
}

_LEFT = marked_counted("%(count)s day left", "%(count)s days left")
_LATE = marked_counted("%(count)s day late", "%(count)s days late")


def state(shown: Shown, days_left: int) -> str:
    """``12 days left``, ``3 days late``, or how it was answered."""
    if shown.of.answer is not None:
        return say(ANSWERED[shown.of.answer.outcome])
    return say_counted(*_LATE, -days_left) if days_left < 0 else say_counted(*_LEFT, days_left)
