"""What another node asks is put to a human, or answered as unknown; hostile words are bounded, and come once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.handling import Purpose
from coalesce.records import (
    AnswerSent,
    Enquiry,
    GrantSent,
    ProposalSent,
    RequestKind,
    RequestOutcome,
    RequestSent,
    Verdict,
)
from coalesce.services import redressing
from coalesce.services.asking import Question, ask
from coalesce.services.node import Node
from coalesce.services.peering import own_signer, wire_secret
from coalesce.services.taking_in import TakenIn
from coalesce.stix import decode, encode, stix_id
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, NOON, leaves, raw_rows
from tests.letters import bring, lying

REQUEST, PROPOSAL, ANSWER = (
    f"coalesce-{kind}--00000000-0000-4000-8000-00000000000" for kind in ("request", "proposal", "answer")
)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path, request_open_most=3) as made:
        yield made


def named(two: Pair, reference: str = "D") -> str:
    """What NL's record is called on the wire."""
    return stix_id(wire_secret(two.dutch), "identity", two.at(two.dutch, reference))


def asked(two: Pair, number: int = 1, **changed: Any) -> RequestSent:
    sent = RequestSent(f"{REQUEST}{number}", named(two), INVESTIGATION, "Seen?", date(2014, 12, 1), NOON, "FR")
    return replace(sent, **changed)


def proposed(two: Pair, number: int = 1, **changed: Any) -> ProposalSent:
    return replace(ProposalSent(f"{PROPOSAL}{number}", named(two), NOON, "FR", "sex", "F"), **changed)


def send(two: Pair, message: Any, to: Node | None = None, by: Node | None = None) -> TakenIn:
    """As FR's node would say it."""
    here, there = by or two.french, to or two.dutch
    grant = GrantSent(there.store.settings.member, date(2016, 1, 1))
    body = encode(message, grant, own_signer(here))
    return bring(there, [body], here.store.settings.member.lower())


def there(two: Pair) -> list[Enquiry]:
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        return list(view.enquiries(10))


def answers(two: Pair) -> list[AnswerSent]:
    found = [decode(body).message for body in lying(two.dutch, two.french)]
    return [message for message in found if isinstance(message, AnswerSent)]


def test_a_request_is_there_once_however_often_it_comes(two: Pair) -> None:
    for _ in range(3):
        assert send(two, asked(two)).refused == {}
    assert [one.words for one in there(two)] == ["Seen?"]
    assert answers(two) == [], "a human answers"


UNKNOWN = {
    "no record": {"about": "identity--00000000-0000-4000-8000-000000000001"},
    "one released to nobody": {"about": "K"},
    "not for that purpose": {"purpose": Purpose.BORDER},
    "to be counted": {"purpose": Purpose.STATISTICS},
}


@pytest.mark.parametrize("why", UNKNOWN)
@pytest.mark.parametrize("kind", [RequestKind.INFORMATION, RequestKind.CORRECTION])
def test_what_the_sender_does_not_receive_is_answered_as_unknown(two: Pair, why: str, kind: RequestKind) -> None:
    changed = {name: named(two, "K") if value == "K" else value for name, value in UNKNOWN[why].items()}
    assert send(two, asked(two, kind=kind, **changed)).refused == {}
    assert there(two) == []
    (said,) = answers(two)
    assert (said.request, said.outcome, said.text) == (f"{REQUEST}1", RequestOutcome.REFUSED, "")
    assert any('"request received"' in leaf and "NotFound" in leaf for leaf in leaves(two.dutch.store.folder))


def test_the_answer_to_the_unknown_and_to_the_refused_say_the_same(two: Pair) -> None:
    send(two, asked(two, about=named(two, "K")))
    (unknown,) = answers(two)
    assert {name for name in AnswerSent.__slots__ if getattr(unknown, name)} == {
        "id",
        "request",
        "outcome",
        "at",
        "member",
    }


def test_what_was_taken_back_is_unknown_from_then_on(two: Pair) -> None:
    raw_rows(two.dutch.store.folder, "DELETE FROM offered")
    send(two, asked(two))
    assert there(two) == []
    assert len(answers(two)) == 1


def test_words_of_any_length_are_not_kept(two: Pair) -> None:
    taken = send(two, asked(two, question="x" * 4_001))
    assert taken.refused == {"has more letters than this node takes": 1}
    assert there(two) == []
    assert len(answers(two)) == 1
    assert send(two, proposed(two, value="x" * 4_001)).refused == {"has more letters than this node takes": 1}


def test_of_many_at_once_so_many_are_put_to_a_human(two: Pair) -> None:
    for number in range(1, 6):
        send(two, asked(two, number))
    assert len(there(two)) == 3
    assert [one.request for one in answers(two)] == [f"{REQUEST}4", f"{REQUEST}5"]
    assert send(two, proposed(two)).refused == {"is about nothing here": 1}


@pytest.mark.parametrize(("due", "kept"), [
    (date(2014, 11, 1), date(2014, 11, 1)), (date(2015, 3, 1), date(2015, 3, 1)),
    (date(1970, 1, 1), date(2014, 12, 1)), (date(9999, 12, 31), date(2014, 12, 1)),
])  # fmt: skip
def test_a_day_that_cannot_be_is_the_usual_one(two: Pair, due: date, kept: date) -> None:
    send(two, asked(two, due=due))
    assert [one.due for one in there(two)] == [kept]


def test_a_request_for_correction_stands_in_redress_with_its_day(two: Pair) -> None:
    wanted = {"kind": RequestKind.CORRECTION, "field": "birth_date", "value": "1986-03-14", "purpose": Purpose.REDRESS}
    send(two, asked(two, **wanted))
    send(two, asked(two, **wanted))
    send(two, asked(two, 2, kind=RequestKind.WITHDRAWAL, purpose=Purpose.REDRESS, due=date(1, 1, 1)))
    with two.dutch.store.read(officer(two.dutch), Purpose.REDRESS) as view:
        first, second = sorted(redressing.requests(two.dutch, view), key=lambda one: one.of.asks)
    assert (first.of.asks, first.of.field, first.of.value) == ("correct", "birth_date", "1986-03-14")
    assert (first.of.member, first.of.asked, first.of.actor, first.of.due) == ("FR", "NL", "", date(2014, 12, 1))
    assert (second.of.asks, second.of.due) == ("withdraw", NOON.date() + timedelta(days=30))
    assert there(two) == []


def test_of_a_field_that_cannot_be_the_words_are_kept(two: Pair) -> None:
    wanted = {"kind": RequestKind.CORRECTION, "purpose": Purpose.REDRESS, "question": ""}
    send(two, asked(two, 1, field="birth_date", value="yesterday", **wanted))
    send(two, asked(two, 2, field="shoes", value="brown", **wanted))
    with two.dutch.store.read(officer(two.dutch), Purpose.REDRESS) as view:
        found = redressing.requests(two.dutch, view)
    assert [(one.of.field, one.of.value, one.gone) for one in found] == [("", "", False)] * 2


NOTHING = {
    "no record": {"about": "identity--00000000-0000-4000-8000-000000000001"},
    "one released to nobody": {"about": "K"},
    "no second record": {"other": "identity--00000000-0000-4000-8000-000000000001", "verdict": Verdict.SAME},
    "a second one released to nobody": {"other": "K", "verdict": Verdict.SAME},
    "the same twice": {"other": "D", "verdict": Verdict.SAME},
}


@pytest.mark.parametrize("why", NOTHING)
def test_a_proposal_about_nothing_here_is_dropped_and_nobody_is_told(two: Pair, why: str) -> None:
    changed: dict[str, Any] = {
        name: named(two, value) if value in ("K", "D") else value for name, value in NOTHING[why].items()
    }
    plain = {"field": "", "value": ""} if "other" in changed else {}
    assert send(two, proposed(two, **plain, **changed)).refused == {"is about nothing here": 1}
    assert there(two) == answers(two) == []


def test_a_proposal_of_what_the_field_cannot_be_is_dropped(two: Pair) -> None:
    wrong = ({"field": "birth_date", "value": "yesterday"}, {"field": "sightings"}, {"field": "shoes"})
    for number, changed in enumerate(wrong, 2):
        assert send(two, proposed(two, number, **changed)).refused == {"proposes what that field cannot be": 1}
    for _ in range(2):
        assert send(two, proposed(two)).refused == {}
    assert len(there(two)) == 1


def test_an_answer_counts_from_who_was_asked_and_once(two: Pair) -> None:
    two.link(two.french)
    ask(two.french, officer(two.french), Question(two.at(two.french, "D"), "Seen?"))
    (wire,) = (row[0] for row in raw_rows(two.french.store.folder, "SELECT wire FROM message"))
    said = AnswerSent(f"{ANSWER}1", wire, RequestOutcome.ANSWERED, "Yes.", NOON, "NL")
    own = replace(said, id=f"{ANSWER}2", member="FR", text="No.")
    assert "this peer may not speak for FR" in send(two, own, two.french, two.dutch).refused
    assert send(two, replace(said, id=f"{ANSWER}3", text="x" * 4_001), two.french, two.dutch).refused
    other = replace(said, id=f"{ANSWER}4", request=f"{REQUEST}9")
    assert send(two, other, two.french, two.dutch).refused == {}, "it answers nothing, and is dropped"
    for text in ("Yes.", "No."):
        send(two, replace(said, id=f"{ANSWER}{len(text)}", text=text), two.french, two.dutch)
    assert raw_rows(two.french.store.folder, "SELECT answer FROM message") == [("Yes.",)]
