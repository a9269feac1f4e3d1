"""A question goes to a record's owner where both members hold something, and to nobody else; it goes with what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import EnquiryKind, RequestSent, Verdict
from coalesce.services import asking, reviewing, withdrawing
from coalesce.services.asking import Question, ask
from coalesce.services.rehandling import rehandle
from coalesce.services.reviewing import Word
from coalesce.stix import decode
from tests.asked import Pair, officer, pair
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    publish,
    raw_rows,
)
from tests.letters import lying

WORDS = "When was this person last in Raqqa?"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def put(two: Pair, **changed: object) -> asking.Shown:
    """FR asks NL about NL's record, which is linked with its own."""
    two.link(two.french)
    question = replace(Question(two.at(two.french, "D"), WORDS), **changed)  # type: ignore[arg-type]  # fields by name
    made = ask(two.french, officer(two.french), question)
    with two.french.store.read(officer(two.french), question.purpose) as view:
        return asking.enquiry(two.french, view, made.id)


def shown(two: Pair, purpose: Purpose = INVESTIGATION) -> list[asking.Shown]:
    """What NL sees."""
    with two.dutch.store.read(officer(two.dutch), purpose) as view:
        return asking.enquiries(two.dutch, view)


def test_a_question_reaches_the_owner_with_its_purpose_and_day(two: Pair) -> None:
    asked = put(two)
    (sent,) = (decode(body).message for body in lying(two.french, two.dutch) if b"coalesce-request" in body)
    assert isinstance(sent, RequestSent)
    assert (sent.question, sent.purpose, sent.member) == (WORDS, INVESTIGATION, "FR")
    two.turn()
    (came,) = shown(two)
    assert (came.of.kind, came.of.words, came.of.member, came.of.asked) == (EnquiryKind.QUESTION, WORDS, "FR", "NL")
    assert (came.of.about, came.of.due) == (two.at(two.dutch, "D"), asked.of.due)
    assert came.ours
    assert not asked.ours
    assert (came.of.actor, came.of.other) == ("", ""), "neither who asks nor what the asking member holds"
    assert (asked.of.actor, asked.of.other) == ("owner", two.at(two.french, "F"))
    two.turn()
    assert len(shown(two)) == 1


def test_it_is_put_where_both_hold_something_alone(two: Pair) -> None:
    with pytest.raises(Refusal, match="both must hold something"):
        ask(two.french, officer(two.french), Question(two.at(two.french, "D"), WORDS))
    put(two)
    sides = (two.at(two.french, "D"), two.at(two.french, "F"))
    reviewing.judge(two.french, officer(two.french), INVESTIGATION, sides, Word(Verdict.DIFFERENT, "another man"))
    with pytest.raises(Refusal, match="both must hold something"):
        ask(two.french, officer(two.french), Question(two.at(two.french, "D"), WORDS))
    reviewing.judge(two.french, officer(two.french), INVESTIGATION, sides, Word(Verdict.SAME, "the passport"))
    assert ask(two.french, officer(two.french), Question(two.at(two.french, "D"), WORDS)).asked == "NL"


def test_a_human_who_joins_them_is_enough_without_a_link(two: Pair) -> None:
    sides = (two.at(two.french, "D"), two.at(two.french, "F"))
    reviewing.judge(two.french, officer(two.french), INVESTIGATION, sides, Word(Verdict.SAME, "the passport"))
    assert ask(two.french, officer(two.french), Question(sides[0], WORDS)).other == sides[1]


def test_what_is_not_to_be_seen_is_as_what_is_not_there(two: Pair) -> None:
    two.link(two.french)
    told = []
    for record, purpose in (("nothing", INVESTIGATION), (two.at(two.french, "D"), Purpose.BORDER)):
        with pytest.raises(NotFound) as refused:
            ask(two.french, officer(two.french), Question(record, WORDS, purpose))
        told.append(str(refused.value))
    assert told[0] == told[1]
    with pytest.raises(BadUsage, match="your own"):
        ask(two.french, officer(two.french), Question(two.at(two.french, "F"), WORDS))
    rita = let_in(two.french.store, "rita", "FR", Role.READER)
    with pytest.raises(NotPermitted):
        ask(two.french, rita, Question(two.at(two.french, "D"), WORDS))


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4_001])
def test_words_have_their_bounds(two: Pair, words: str) -> None:
    with pytest.raises(BadUsage, match="from 1 to 4000"):
        put(two, words=words)


def test_a_day_has_its_bounds(two: Pair) -> None:
    today = two.french.store.clock.today()
    for day in (today - timedelta(days=1), today + timedelta(days=366), date.max):
        with pytest.raises(BadUsage, match="within 365 days"):
            put(two, due=day)
    assert put(two, due=today).of.due == today
    assert put(two).of.due == today + timedelta(days=30)


def test_nobody_asks_where_no_peer_leads_to_the_owner(two: Pair) -> None:
    two.french.store.exchange.set_active(officer(two.french), "nl", False)
    with pytest.raises(Refusal, match="no peer leads to NL"):
        put(two)


def test_the_guests_of_a_node_ask_no_other_node(two: Pair) -> None:
    held = handling("NL:investigation", "DE:investigation")
    publish(two.dutch.store, add_list(two.dutch.store, "shared", held), [entry("S")])
    dora = let_in(two.french.store, "dora", "DE")
    with pytest.raises(NotFound):
        ask(two.french, dora, Question(two.at(two.french, "D"), WORDS))


def test_a_question_goes_with_either_record(two: Pair) -> None:
    put(two)
    two.turn()
    withdrawing.withdraw(two.dutch, officer(two.dutch), INVESTIGATION, two.at(two.dutch, "D"), "asked for")
    assert shown(two) == []
    two.turn()
    assert raw_rows(two.french.store.folder, "SELECT * FROM message") == []
    assert WORDS.encode() not in b"".join(lying(two.french, two.dutch))


def test_a_question_and_its_bytes_go_with_the_own_record(two: Pair) -> None:
    put(two)
    assert WORDS.encode() in b"".join(lying(two.french, two.dutch))
    withdrawing.withdraw(two.french, officer(two.french), INVESTIGATION, two.at(two.french, "F"), "asked for")
    assert WORDS.encode() not in b"".join(lying(two.french, two.dutch))


def test_what_is_late_is_told_first_and_no_word_stands_in_a_log(two: Pair) -> None:
    put(two, due=two.french.store.clock.today() + timedelta(days=2))
    put(two, due=two.french.store.clock.today() + timedelta(days=1), words="And before that?")
    two.turn()
    assert [one.of.words for one in shown(two)] == ["And before that?", WORDS]
    two.dutch.store.clock.moment += timedelta(days=2)  # type: ignore[attr-defined]  # a clock of ours
    late, soon = shown(two)
    assert (late.late, soon.late) == (True, False)
    told = asking.row(late, two.dutch.store.clock.today())
    assert (told["state"], told["days_left"]) == ("overdue", -1)
    assert asking.row(soon, two.dutch.store.clock.today())["state"] == "open"
    for node in (two.dutch, two.french):
        text = "\n".join(leaves(node.store.folder))
        assert "Raqqa" not in text
        assert '"action":"request' in text


def test_both_logs_tell_of_it(two: Pair) -> None:
    put(two)
    two.turn()
    ours = [leaf for leaf in leaves(two.french.store.folder) if '"request ask"' in leaf]
    theirs = [leaf for leaf in leaves(two.dutch.store.folder) if '"request received"' in leaf]
    assert len(ours) == len(theirs) == 1
    assert '"member":"FR"' in theirs[0]
    assert '"about":"NL"' in theirs[0]


def test_another_member_sees_nothing_of_it(two: Pair) -> None:
    put(two)
    two.turn()
    bert = let_in(two.dutch.store, "bert", "BE")
    with two.dutch.store.read(bert, INVESTIGATION) as view:
        assert view.enquiries(10) == []
        assert view.waiting() == []
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION, also="FR") as view:
        assert view.enquiries(10) == []
    with two.french.store.read(officer(two.french), Purpose.REDRESS) as view:
        assert view.enquiries(10) == [], "it was asked for another purpose"
    with two.dutch.store.read(officer(two.dutch), Purpose.BORDER) as view:
        assert len(view.waiting()) == len(view.enquiries(10)) == 1, "whoever is asked reads it for any"


def test_members_that_read_on_one_node_ask_each_other_there(tmp_path: Path) -> None:
    node = make_node(tmp_path / "hub")
    claire = let_in(node.store, "claire", "FR", Role.ANALYST, Role.RELEASING_OFFICER)
    border = add_list(node.store, held=handling("FR:investigation"))
    publish(node.store, border, [entry("D")])
    publish(node.store, add_list(node.store, "own", member="FR"), [entry("F")])
    known = ids(node.store, claire)
    reviewing.judge(node, claire, INVESTIGATION, (known["D"], known["F"]), Word(Verdict.SAME, "the passport"))
    made = ask(node, claire, Question(known["D"], WORDS))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (came,) = asking.enquiries(node, view)
        assert (came.of.id, came.of.other, came.of.actor) == (made.id, "", "")
    rehandle(node, owner(node.store), border.id, handling())
    with node.store.read(claire, INVESTIGATION) as view:
        assert view.enquiries(10) == [], "who sees the record no longer sees nothing of what was asked of it"
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert len(view.enquiries(10)) == 1
    node.store.close()


def test_what_nobody_answered_is_erased_after_its_term(two: Pair) -> None:
    put(two)
    two.turn()
    for node in (two.dutch, two.french):
        node.store.clock.moment += timedelta(days=30 + 364)  # type: ignore[attr-defined]  # a clock of ours
        node.store.erase_expired()
        assert len(raw_rows(node.store.folder, "SELECT * FROM message")) == 1
        node.store.clock.moment += timedelta(days=2)  # type: ignore[attr-defined]  # a clock of ours
        node.store.erase_expired()
        assert raw_rows(node.store.folder, "SELECT * FROM message") == []
        node.store.clock.moment -= timedelta(days=396)  # type: ignore[attr-defined]  # both share it
