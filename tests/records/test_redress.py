"""What can be asked, how it can be answered, and when an answer is late."""

from __future__ import annotations

from datetime import UTC, date, datetime

from coalesce.records import Answer, Asks, Outcome, RedressRequest
from coalesce.records.redress import OUTCOMES

NOON = datetime(2014, 11, 1, 12, tzinfo=UTC)


def made(answer: Answer | None = None, other: str = "") -> RedressRequest:
    return RedressRequest(
        "i", Asks.WITHDRAW, "r", other, "NL", "FR", "claire", "redress", NOON, date(2014, 12, 1), "w", "", "", answer
    )


def test_every_request_can_be_answered_and_every_answer_answers_something() -> None:
    assert set(OUTCOMES) == set(Asks)
    assert {outcome for some in OUTCOMES.values() for outcome in some} == set(Outcome)
    assert all(Outcome.REFUSED in some for some in OUTCOMES.values())


def test_a_request_is_late_behind_its_last_day_until_it_is_answered() -> None:
    assert not made().overdue(date(2014, 12, 1))
    assert made().overdue(date(2014, 12, 2))
    assert not made(Answer(Outcome.REFUSED, "NL", "owner", NOON, "why")).overdue(date(2015, 1, 1))
    assert made().records == ("r",)
    assert made(other="s").records == ("r", "s")
