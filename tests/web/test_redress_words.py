"""Each thing that can be asked, answered or corrected has its words."""

from __future__ import annotations

from datetime import date

from coalesce.dates import FixedClock
from coalesce.records import Answer, Asks, Outcome, RedressRequest
from coalesce.services.correcting import CORRECTABLE
from coalesce.services.redressing import Shown
from coalesce.web import language
from coalesce.web.redress_words import ANSWERED, ANSWERS, ASKS, FIELDS, state
from tests.builders import NOON


def test_nothing_lacks_its_words() -> None:
    assert set(ASKS) == set(Asks)
    assert set(ANSWERS) == set(ANSWERED) == set(Outcome)
    assert tuple(FIELDS) == tuple(name for name in FIELDS if name in CORRECTABLE)
    assert set(FIELDS) == set(CORRECTABLE)


def test_a_state_is_a_number_of_days_or_the_answer() -> None:
    plain = RedressRequest(
        "q", Asks.WITHDRAW, "r", "", "NL", "FR", "", "redress", FixedClock(NOON).now(), date(2014, 12, 1), "w", "", "", None
    )  # fmt: skip
    shown = Shown(plain, late=False, gone=False)
    assert [state(shown, days) for days in (30, 1, 0, -1, -3)] == [
        "30 days left", "1 day left", "0 days left", "1 day late", "3 days late",
    ]  # fmt: skip
    word = Answer(Outcome.NOT_OURS, "NL", "", NOON, "why")
    answered = RedressRequest(
        **{name: getattr(plain, name) for name in plain.__slots__ if name != "answer"}, answer=word
    )
    assert state(Shown(answered, late=False, gone=False), 3) == "not theirs"
    language.speak("fr")
    try:
        assert state(shown, 2) == "encore 2 jours"
    finally:
        language.speak(language.ENGLISH)
