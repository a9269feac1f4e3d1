"""Requests, answers and proposals: what they say on the wire."""

from __future__ import annotations

from coalesce.handling import Purpose
from coalesce.records import AnswerSent, ProposalSent, RequestKind, RequestOutcome, RequestSent, Verdict
from coalesce.stix.asking import write_answer, write_proposal, write_request
from coalesce.stix.ids import stix_id
from tests.stix.messages import NOON, SECRET, UNTIL

RECORD, OTHER = stix_id(SECRET, "identity", "1"), stix_id(SECRET, "identity", "2")
REQUEST = stix_id(SECRET, "coalesce-request", "1")


def test_a_request_says_its_purpose_and_its_last_day() -> None:
    asked = RequestSent(REQUEST, RECORD, Purpose.BORDER, "Where was this seen?", UNTIL, NOON, "FR")
    assert write_request(asked) == {
        "about_ref": RECORD,
        "request_kind": "information",
        "purpose": "border",
        "question": "Where was this seen?",
        "due": "2019-01-01",
    }
    correction = RequestSent(
        REQUEST, RECORD, Purpose.REDRESS, "", UNTIL, NOON, "FR", RequestKind.CORRECTION, "sex", "F"
    )
    assert (write_request(correction)["field"], write_request(correction)["value"]) == ("sex", "F")


def test_an_answer_names_its_request() -> None:
    said = AnswerSent("x", REQUEST, RequestOutcome.REFUSED, "", NOON, "NL")
    assert write_answer(said) == {"request_ref": REQUEST, "outcome": "refused", "text": ""}


def test_a_proposal_is_of_a_field_or_of_a_pair() -> None:
    assert write_proposal(ProposalSent("x", RECORD, NOON, "FR", "sex", "F")) == {
        "about_ref": RECORD,
        "field": "sex",
        "value": "F",
    }
    pair = ProposalSent("x", RECORD, NOON, "FR", other=OTHER, verdict=Verdict.SAME)
    assert write_proposal(pair) == {"about_ref": RECORD, "other_ref": OTHER, "verdict": "same"}
