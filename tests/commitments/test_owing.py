"""Who owes an answer, and to which question."""

from __future__ import annotations

from datetime import date

from coalesce.commitments.deadlines import deadline_view
from coalesce.commitments.owing import Question, activations, called_up, owed
from coalesce.dates import PartialDate
from coalesce.records import Commitment, Deadline, EventKind, Form, HeldCommitment, LineOfEffort, Parties
from tests.commitments.made import commitment, event, held, quantity

TODAY = date(2014, 9, 10)
MEMBERS = ("FR", "NL", "US")


def asked(*rows: HeldCommitment, members: tuple[str, ...] = MEMBERS) -> list[Question]:
    return owed(deadline_view(rows, TODAY), members, TODAY, 180)


def test_everybody_who_was_asked_owes_an_answer_until_it_stands_on_the_plan() -> None:
    request = Commitment(
        "R1", Form.REQUEST, Parties(everybody=True), LineOfEffort.ALL, by=Deadline(PartialDate.of(2014, 9, 24))
    )
    offer = commitment("C1", "FR", line=LineOfEffort.MILITARY, amount=quantity(6), by=Deadline(event="soon"))
    questions = asked(held(request), held(offer, event(EventKind.CONFIRMED)))
    assert [(one.member, one.reference, one.days_left) for one in questions] == [("NL", "R1", 14), ("US", "R1", 14)]
    assert questions[0].asks == ("what will you commit?",)


def test_an_answer_on_another_line_is_none() -> None:
    request = Commitment("R1", Form.REQUEST, Parties(("FR", "NL")), LineOfEffort.HUMANITARIAN)
    offer = commitment("C1", "FR", line=LineOfEffort.MILITARY, amount=quantity(6), by=Deadline(event="soon"))
    general = commitment("C2", "NL", line=LineOfEffort.ALL, amount=quantity(6), by=Deadline(event="soon"))
    rows = asked(held(request), held(offer, event(EventKind.CONFIRMED)), held(general, event(EventKind.CONFIRMED)))
    assert [(one.member, one.reference) for one in rows] == [("FR", "R1")]


def test_a_member_is_asked_for_what_its_commitment_lacks() -> None:
    rows = asked(held(commitment("C1", "FR", "NL", kind="advisers")))
    assert [one.member for one in rows] == ["FR", "NL"]
    assert rows[0].asks == ("how much?", "by when?", "is it confirmed?")
    assert rows[0].about == "advisers"


def test_what_was_not_renewed_is_asked_about() -> None:
    old = held(
        commitment("C1", "FR", amount=quantity(6), by=Deadline(event="soon")), event(EventKind.CONFIRMED, "2014-01-02")
    )
    (one,) = asked(old)
    assert one.asks == ("does it still stand?",)


def test_the_most_urgent_comes_first() -> None:
    rows = asked(
        held(commitment("C1", "FR", by=Deadline(PartialDate.of(2014, 9, 30)))),
        held(commitment("C2", "FR")),
        held(commitment("C3", "FR", by=Deadline(PartialDate.of(2014, 9, 12)))),
    )
    assert [one.reference for one in rows] == ["C3", "C1", "C2"]


def test_an_activation_calls_up_what_was_promised_for_it() -> None:
    start = date(2014, 9, 8)
    rows = [
        held(commitment("C1", trigger="Attack on an ally")),
        held(commitment("C2", trigger="attack on an ally"), event(EventKind.CONFIRMED, "2014-09-09")),
        held(commitment("C3", trigger="attack on an ally"), event(EventKind.CONFIRMED, "2014-09-01")),
        held(commitment("C4")),
        held(commitment("C5", trigger="attack on an ally"), event(EventKind.ENDED)),
    ]
    assert [one.terms.reference for one in called_up(rows, "attack on an ally", start)] == ["C1", "C3"]
    assert called_up(rows, "", start) == []


def test_the_clock_of_an_activation_starts_on_its_day() -> None:
    known = Commitment("A1", Form.ACTIVATION, trigger="attack", since=PartialDate.of(2014, 9, 8))
    older = Commitment("A2", Form.ACTIVATION, trigger="attack", since=PartialDate.of(2014, 9, 1))
    undated = Commitment("A3", Form.ACTIVATION, trigger="attack")
    over = Commitment("A4", Form.ACTIVATION, trigger="attack", since=PartialDate.of(2014, 9, 8))
    rows = [held(older), held(known), held(undated), held(over, event(EventKind.WITHDRAWN))]
    assert [(one.terms.reference, day) for one, day in activations(rows, TODAY)] == [("A1", 2), ("A2", 9)]


def test_an_activation_whose_day_is_to_come_alerts_nobody() -> None:
    planned = Commitment("A1", Form.ACTIVATION, trigger="attack", since=PartialDate.of(2014, 12, 1))
    assert activations([held(planned)], TODAY) == []
