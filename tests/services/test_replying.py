"""An answer does what it says, lies ready for the member that asked, and says nothing where it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import AnswerSent, Enquiry, EnquiryOutcome
from coalesce.services import asking
from coalesce.services.asking import Question, ask
from coalesce.services.replying import Answered, reply
from coalesce.stix import decode
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, leaves, let_in, raw_rows
from tests.letters import lying

WORDS = "When was this person last in Raqqa?"
TOLD = "In March 2014, by a witness."


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        made.link(made.french)
        ask(made.french, officer(made.french), Question(made.at(made.french, "D"), WORDS))
        made.turn()
        yield made


def came(two: Pair) -> Enquiry:
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        (one,) = view.enquiries(10)
    return one


def asked(two: Pair) -> list[asking.Shown]:
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        return asking.enquiries(two.french, view)


def answer(two: Pair, outcome: EnquiryOutcome, **how: str) -> Enquiry:
    return reply(two.dutch, officer(two.dutch), came(two).id, Answered(outcome, **how))


def sent(two: Pair) -> AnswerSent:
    found = [decode(body).message for body in lying(two.dutch, two.french)]
    (one,) = (message for message in found if isinstance(message, AnswerSent))
    return one


def test_an_answer_in_words_reaches_the_member_that_asked(two: Pair) -> None:
    said = answer(two, EnquiryOutcome.ANSWERED, words=f" {TOLD} ")
    assert said.reply is not None
    assert (said.reply.words, said.reply.actor) == (TOLD, "owner")
    two.turn()
    (one,) = asked(two)
    assert one.of.reply is not None
    assert (one.of.reply.outcome, one.of.reply.words, one.of.reply.actor) == ("answered", TOLD, "")
    assert not any(b"coalesce-request" in body for body in lying(two.french, two.dutch)), "it is answered"
    told = asking.row(one, two.french.store.clock.today())
    assert (told["state"], told["answer"], told["answered_by"]) == ("answered", TOLD, "NL")
    two.turn()
    assert len(asked(two)) == 1


def test_a_refusal_says_neither_why_nor_whether_there_is_anything(two: Pair) -> None:
    with pytest.raises(BadUsage, match="neither why"):
        answer(two, EnquiryOutcome.REFUSED, words="we know, but")
    answer(two, EnquiryOutcome.REFUSED)
    assert (sent(two).outcome, sent(two).text) == ("refused", "")
    two.turn()
    (one,) = asked(two)
    assert one.of.reply is not None
    assert (one.of.reply.outcome, one.of.reply.words) == ("refused", "")


def test_a_correction_is_made_and_travels_as_one(two: Pair) -> None:
    with pytest.raises(BadUsage, match="which field"):
        answer(two, EnquiryOutcome.CORRECTED, words="yes")
    with pytest.raises(BadField):
        answer(two, EnquiryOutcome.CORRECTED, field="birth_date", value="yesterday")
    answer(two, EnquiryOutcome.CORRECTED, field="birth_date", value="1986-03-14")
    two.turn()
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        record = view.record(two.at(two.french, "D"))
    assert [str(when) for when in record.entry.birth_dates] == ["1986-03-14"]
    (one,) = asked(two)
    assert one.of.reply is not None
    assert one.of.reply.outcome == "corrected"


def test_a_withdrawal_takes_the_question_with_it_on_both_sides(two: Pair) -> None:
    with pytest.raises(BadUsage, match="needs a reason"):
        answer(two, EnquiryOutcome.WITHDRAWN)
    answer(two, EnquiryOutcome.WITHDRAWN, reason="it was somebody else")
    assert (sent(two).outcome, sent(two).text) == ("withdrawn", "")
    two.turn()
    for node in (two.dutch, two.french):
        assert raw_rows(node.store.folder, "SELECT * FROM message") == []
    assert "D" not in [row[0] for row in raw_rows(two.french.store.folder, "SELECT reference FROM record")]


def test_an_answer_goes_with_its_record(two: Pair) -> None:
    answer(two, EnquiryOutcome.ANSWERED, words=TOLD)
    assert TOLD.encode() in b"".join(lying(two.dutch, two.french))
    raw_rows(two.dutch.store.folder, "SELECT 1")
    with two.dutch.store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM record WHERE reference = 'D'")
    assert TOLD.encode() not in b"".join(lying(two.dutch, two.french))


def test_an_answer_stays_as_it_is(two: Pair) -> None:
    answer(two, EnquiryOutcome.REFUSED)
    with pytest.raises(Refusal, match="stays as it is"):
        answer(two, EnquiryOutcome.ANSWERED, words=TOLD)


def test_who_was_asked_answers_and_an_officer_does(two: Pair) -> None:
    (own,) = asked(two)
    with pytest.raises(NotPermitted, match="NL is asked"):
        reply(two.french, officer(two.french), own.of.id, Answered(EnquiryOutcome.REFUSED))
    ann = let_in(two.dutch.store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted, match="releasing_officer"):
        reply(two.dutch, ann, came(two).id, Answered(EnquiryOutcome.REFUSED))
    bert = let_in(two.dutch.store, "bert", "BE", Role.RELEASING_OFFICER)
    told = []
    for identity in (came(two).id, "nothing"):
        with pytest.raises(NotFound) as refused:
            reply(two.dutch, bert, identity, Answered(EnquiryOutcome.REFUSED))
        told.append(str(refused.value))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "how",
    [
        {"outcome": EnquiryOutcome.ANSWERED},
        {"outcome": EnquiryOutcome.ANSWERED, "words": "x" * 4_001},
        {"outcome": EnquiryOutcome.ANSWERED, "words": TOLD, "field": "sex"},
        {"outcome": EnquiryOutcome.ACCEPTED},
    ],
)
def test_an_answer_has_its_form(two: Pair, how: dict[str, str]) -> None:
    with pytest.raises(BadUsage):
        reply(two.dutch, officer(two.dutch), came(two).id, Answered(**how))  # type: ignore[arg-type]  # fields by name


def test_whoever_is_asked_answers_whatever_it_reads_for(two: Pair) -> None:
    reply(two.dutch, officer(two.dutch), came(two).id, Answered(EnquiryOutcome.ANSWERED, TOLD), Purpose.BORDER)
    two.turn()
    assert asked(two)[0].of.reply is not None


def test_both_logs_tell_of_the_answer_and_none_of_its_words(two: Pair) -> None:
    answer(two, EnquiryOutcome.ANSWERED, words=TOLD)
    two.turn()
    assert any('"request answer"' in leaf for leaf in leaves(two.dutch.store.folder))
    assert any('"request answered"' in leaf and '"member":"NL"' in leaf for leaf in leaves(two.french.store.folder))
    for node in (two.dutch, two.french):
        assert "witness" not in "\n".join(leaves(node.store.folder))
