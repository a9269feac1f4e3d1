"""What one member puts to another about a record of theirs: a question, or a proposal; and what became of it.

Invariant: nothing is done by an enquiry itself, but what a human of the member that is asked does; who asked and who answered stay
at home.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from coalesce.handling import Purpose
from coalesce.records.judgement import Verdict


class EnquiryKind(StrEnum):
    """``QUESTION``: more is asked about the person; ``PROPOSAL``: a field should say something else, or two records be judged so."""

    QUESTION = "question"
    PROPOSAL = "proposal"


class EnquiryOutcome(StrEnum):
    """What became of it. ``REFUSED`` says neither why nor whether there was anything; a proposal is accepted or declined, and only the
    member that it was put to knows which."""

    ANSWERED = "answered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    DECLINED = "declined"


ENDS: dict[EnquiryKind, tuple[EnquiryOutcome, ...]] = {
    EnquiryKind.QUESTION: (
        EnquiryOutcome.ANSWERED,
        EnquiryOutcome.CORRECTED,
        EnquiryOutcome.WITHDRAWN,
        EnquiryOutcome.REFUSED,
    ),
    EnquiryKind.PROPOSAL: (EnquiryOutcome.ACCEPTED, EnquiryOutcome.DECLINED),
}
"""What each can come to."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How it ended. ``words`` are meant for the member that asked; ``actor`` is "" for that member."""

    outcome: EnquiryOutcome
    words: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Enquiry:
    """``member`` puts it to ``asked``, by ``actor`` ("" for other members), about the record ``about`` that it sees for ``purpose``.

    ``other``: of a question the asking member's own record, "" for who is asked; of a proposal the second record, if it is of two.
    """

    id: str
    kind: EnquiryKind
    about: str
    other: str
    asked: str
    member: str
    actor: str
    purpose: Purpose
    at: datetime
    due: date | None
    words: str
    field: str = ""
    value: str = ""
    verdict: Verdict | None = None
    reply: Reply | None = None

    def overdue(self, today: date) -> bool:
        """Whether its last day to be answered has passed."""
        return self.reply is None and self.due is not None and today > self.due
