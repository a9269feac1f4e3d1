"""A request for redress about another member's record travels to its owner; the answer travels back and closes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import Refusal
from coalesce.handling import Purpose
from coalesce.records import AnswerSent, Asks, Outcome, RequestSent
from coalesce.services import redressing
from coalesce.services.node import Node
from coalesce.services.redressing import AnswerOrder, RequestOrder, Shown
from coalesce.stix import decode
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, leaves
from tests.letters import lying

WHY = "The passport says 1986."


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def open_one(two: Pair, asks: Asks = Asks.CORRECT, **how: str) -> str:
    """FR asks for NL's record to be corrected or taken back."""
    order = RequestOrder(two.at(two.french, "D", Purpose.REDRESS), asks, "The year is wrong.", **how)
    made = redressing.ask(two.french, officer(two.french), order)
    two.turn()
    return made.id


def stand(node: Node) -> Shown:
    with node.store.read(officer(node), Purpose.REDRESS) as view:
        (one,) = redressing.requests(node, view)
    return one


def answer(two: Pair, outcome: Outcome) -> None:
    redressing.answer(two.dutch, officer(two.dutch), stand(two.dutch).of.id, AnswerOrder(outcome, WHY))
    two.turn()


def test_it_appears_at_the_owner_with_its_deadline(two: Pair) -> None:
    open_one(two, field="birth_date", value="1986-03-14")
    ours, theirs = stand(two.french).of, stand(two.dutch).of
    assert (theirs.asks, theirs.field, theirs.value, theirs.words) == (
        Asks.CORRECT,
        "birth_date",
        "1986-03-14",
        ours.words,
    )
    assert (theirs.due, theirs.member, theirs.asked, theirs.actor) == (ours.due, "FR", "NL", "")
    assert theirs.record == two.at(two.dutch, "D")


def test_the_owners_correction_closes_it_here(two: Pair) -> None:
    open_one(two, field="birth_date", value="1986-03-14")
    answer(two, Outcome.CORRECTED)
    said = stand(two.french).of.answer
    assert said is not None
    assert (said.outcome, said.member, said.actor, said.why) == (Outcome.CORRECTED, "NL", "", WHY)
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        record = view.record(two.at(two.french, "D"))
    assert [str(when) for when in record.entry.birth_dates] == ["1986-03-14"]
    assert not any(b"coalesce-request" in body for body in lying(two.french, two.dutch))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_OURS])
def test_a_refusal_closes_it_with_the_reason_that_is_meant_for_who_asked(two: Pair, outcome: Outcome) -> None:
    open_one(two)
    answer(two, outcome)
    said = stand(two.french).of.answer
    assert said is not None
    assert (said.outcome, said.why) == (Outcome.REFUSED, WHY)


def test_a_withdrawal_closes_it_and_no_word_is_left(two: Pair) -> None:
    open_one(two, Asks.WITHDRAW)
    redressing.answer(two.dutch, officer(two.dutch), stand(two.dutch).of.id, AnswerOrder(Outcome.WITHDRAWN, WHY))
    found = [decode(body).message for body in lying(two.dutch, two.french)]
    (said,) = (message for message in found if isinstance(message, AnswerSent))
    assert (said.outcome, said.text) == ("withdrawn", "")
    two.turn()
    ours = stand(two.french)
    assert ours.of.answer is not None
    assert (ours.of.answer.outcome, ours.of.words, ours.of.answer.why, ours.gone) == (Outcome.WITHDRAWN, "", "", True)


def test_what_goes_out_names_nobody_who_asks(two: Pair) -> None:
    redressing.ask(
        two.french, officer(two.french), RequestOrder(two.at(two.french, "D", Purpose.REDRESS), Asks.CORRECT, "Wrong.")
    )
    (body,) = (one for one in lying(two.french, two.dutch) if b"coalesce-request" in one)
    sent = decode(body).message
    assert isinstance(sent, RequestSent)
    assert (sent.kind, sent.purpose, sent.member) == ("correction", Purpose.REDRESS, "FR")
    assert b"owner" not in body


def test_two_records_of_which_another_is_to_judge_are_proposed(two: Pair) -> None:
    first, second = (two.at(two.french, reference, Purpose.REDRESS) for reference in ("D", "F"))
    with pytest.raises(Refusal, match="coalesce propose"):
        redressing.ask(two.french, officer(two.french), RequestOrder(first, Asks.PART, "Not me.", second, "NL"))
    made = redressing.ask(two.french, officer(two.french), RequestOrder(first, Asks.PART, "Not me.", second))
    assert made.asked == "FR"


def test_where_no_peer_leads_to_the_owner_nothing_is_opened(two: Pair) -> None:
    two.french.store.exchange.set_active(officer(two.french), "nl", False)
    order = RequestOrder(two.at(two.french, "D", Purpose.REDRESS), Asks.CORRECT, "Wrong.")
    with pytest.raises(Refusal, match="no peer leads"):
        redressing.ask(two.french, officer(two.french), order)
    with two.french.store.read(officer(two.french), Purpose.REDRESS) as view:
        assert redressing.requests(two.french, view) == []


def test_both_logs_tell_of_it(two: Pair) -> None:
    open_one(two)
    answer(two, Outcome.REFUSED)
    theirs, ours = ("\n".join(leaves(node.store.folder)) for node in (two.dutch, two.french))
    assert '"redress received"' in theirs
    assert '"redress answered"' in ours
    assert "passport" not in theirs + ours
