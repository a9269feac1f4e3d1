"""Request, answer and proposal on the wire: what one member asks of the owner of a record.

Invariant: a request and its answer name a record or a request by id alone; the words are those that were meant for the other
member.
"""

from __future__ import annotations

from coalesce.handling import Purpose
from coalesce.records import AnswerSent, ProposalSent, RequestKind, RequestOutcome, RequestSent, Verdict
from coalesce.stix.fields import Fields, Written, told


def write_request(message: RequestSent) -> Written:
    """What is asked, for which purpose, and by when."""
    return told(
        about_ref=message.about,
        request_kind=message.kind.value,
        purpose=message.purpose.value,
        question=message.question,
        due=message.due.isoformat(),
        field=message.field or None,
        value=message.value or None,
    )


def read_request(top: Fields) -> RequestSent:
    """The way back. Raises BadObject."""
    return RequestSent(
        top.reference("id"),
        top.reference("about_ref"),
        top.one_of("purpose", Purpose),
        top.text("question"),
        top.day("due"),
        top.moment("created"),
        top.member("member"),
        top.one_of("request_kind", RequestKind),
        top.text("field", ""),
        top.text("value", ""),
    )


def write_answer(message: AnswerSent) -> Written:
    """How a request was answered."""
    return {"request_ref": message.request, "outcome": message.outcome.value, "text": message.text}


def read_answer(top: Fields) -> AnswerSent:
    """The way back. Raises BadObject."""
    return AnswerSent(
        top.reference("id"),
        top.reference("request_ref", "coalesce-request"),
        top.one_of("outcome", RequestOutcome),
        top.text("text"),
        top.moment("created"),
        top.member("member"),
    )


def write_proposal(message: ProposalSent) -> Written:
    """What is proposed: a value for a field, or a verdict on a pair."""
    return told(
        about_ref=message.about,
        field=message.field or None,
        value=message.value or None,
        other_ref=message.other or None,
        verdict=message.verdict.value if message.verdict else None,
    )


def read_proposal(top: Fields) -> ProposalSent:
    """The way back. Raises BadObject."""
    return ProposalSent(
        top.reference("id"),
        top.reference("about_ref"),
        top.moment("created"),
        top.member("member"),
        top.text("field", ""),
        top.text("value", ""),
        top.reference("other_ref") if "other_ref" in top.held else "",
        top.maybe_of("verdict", Verdict),
    )
