"""What pages say of plans is what the command line says, in English; and all of it is said in French."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.gaps import Gap, gap_words
from coalesce.commitments.owing import Ask, Question
from coalesce.commitments.totals import STALE, STALE_DECLARED
from coalesce.records import EventKind
from coalesce.services.telling_plans import question_row
from coalesce.web import plan_words
from coalesce.web.language import ENGLISH, speak
from tests.commitments.made import quantity

amounts = st.integers(0, 10**9).map(lambda n: Decimal(n) / 1000)
states = st.sampled_from([*list(EventKind)[:4], STALE, STALE_DECLARED])
found = st.builds(
    Gap,
    line=st.none(),
    kind=st.sampled_from(["jets", ""]),
    measure=st.just(quantity(1).measure),
    place=st.sampled_from(["", "Iraq"]),
    needed=st.none() | amounts,
    amounts=st.dictionaries(states, amounts),
    unsaid=st.integers(0, 2),
    otherwise=st.integers(0, 2),
)


@pytest.fixture
def french() -> Iterator[None]:
    speak("fr")
    yield
    speak(ENGLISH)


@given(found)
def test_a_gap_is_told_as_on_the_command_line(gap: Gap) -> None:
    assert plan_words.gap_words(gap) == gap_words(gap)


def test_every_question_is_told_as_on_the_command_line() -> None:
    assert set(plan_words.ASKS) == set(Ask)
    question = Question("FR", "autumn", "C1", "jets", tuple(Ask), 3)
    assert plan_words.asked(question) == question_row(question)["asks"] == [str(ask) for ask in Ask]
    nameless = Question("FR", "autumn", "C1", "", (Ask.CALLED_UP,), None, None, date(2014, 10, 20))
    assert plan_words.about(nameless) == question_row(nameless)["about"] == "a commitment"
    assert plan_words.asked(nameless) == ["called up on 20 Oct 2014: confirmed?"]
    assert question_row(nameless)["asks"] == ["called up on 2014-10-20: confirmed?"]


@pytest.mark.usefixtures("french")
def test_gaps_and_questions_speak_french() -> None:
    gap = Gap(None, "chasseurs", quantity(1).measure, "Irak", needed=Decimal("1500.5"), unsaid=2)
    assert plan_words.gap_words(gap) == (
        "Besoin : 1\u202f500,5 aircraft de chasseurs (Irak). 0 en place, 0 de plus confirmé ou affecté ; il manque"
        " 1\u202f500,5 aircraft. Non comptés : 2 engagements sans quantité."
    )
    question = Question("FR", "autumn", "C1", "", (Ask.QUANTITY, Ask.STANDS), 3)
    assert plan_words.asked(question) == ["combien ?", "tient-il toujours ?"]
    assert plan_words.about(question) == "un engagement"
