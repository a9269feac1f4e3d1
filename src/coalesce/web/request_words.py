"""What members put to each other and what became of it, in words.

Invariant: each kind and each outcome has its words here (a test compares them).
"""

from __future__ import annotations

from coalesce.records import EnquiryKind, EnquiryOutcome, Verdict
from coalesce.services.asking import Shown
from coalesce.web.language import marked, marked_counted, say, say_counted

KINDS: dict[EnquiryKind, str] = {
    EnquiryKind.QUESTION: marked("A question"),
    EnquiryKind.PROPOSAL: marked("A proposal"),
}

ANSWERS: dict[EnquiryOutcome, str] = {
    EnquiryOutcome.ANSWERED: marked("Answer in words"),
    EnquiryOutcome.CORRECTED: marked("Correct the record"),
    EnquiryOutcome.WITHDRAWN: marked("Take the record back: it is erased, here and in every copy"),
    EnquiryOutcome.REFUSED: marked("Refuse: neither why nor whether there is anything is said"),
    EnquiryOutcome.ACCEPTED: marked("Accept: it is done as proposed"),
    EnquiryOutcome.DECLINED: marked("Decline: nobody else is told"),
}
"""As whoever answers chooses them."""

ANSWERED: dict[EnquiryOutcome, str] = {
    EnquiryOutcome.ANSWERED: marked("answered"),
    EnquiryOutcome.CORRECTED: marked("corrected"),
    EnquiryOutcome.WITHDRAWN: marked("withdrawn"),
    EnquiryOutcome.REFUSED: marked("refused"),
    EnquiryOutcome.ACCEPTED: marked("accepted"),
    EnquiryOutcome.DECLINED: marked("declined"),
}

VERDICTS: dict[Verdict, str] = {
    Verdict.SAME: marked("that two records are one person"),
    Verdict.DIFFERENT: marked("that two records are not one person"),
    Verdict.UNSURE: marked("that two records be left undecided"),
}

_LEFT = marked_counted("%(count)s day left", "%(count)s days left")
_LATE = marked_counted("%(count)s day late", "%(count)s days late")


def state(shown: Shown, days_left: int | None) -> str:
    """``12 days left``, ``3 days late``, how it was answered; of a proposal whether it waits or was sent."""
    if shown.of.reply is not None:
        return say(ANSWERED[shown.of.reply.outcome])
    if days_left is None:
        return say("waits for a decision") if shown.ours else say("sent")
    return say_counted(*_LATE, -days_left) if days_left < 0 else say_counted(*_LEFT, days_left)
