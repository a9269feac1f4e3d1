"""A word is told to the one member that it is released to, holds there unless it says otherwise, and goes when its release ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import Judgement, Verdict
from coalesce.services import agreeing, correcting, reviewing, told_judgements, withdrawing
from coalesce.services.node import Node
from coalesce.services.rehandling import rehandle
from coalesce.services.reviewing import Word
from coalesce.services.taking_back import outstanding
from coalesce.services.told_judgements import keep_to_ourselves, release, tell
from coalesce.stix import decode
from coalesce.store import Store, backup
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, add_list, entry, handling, leaves, let_in, publish, raw_rows, staged
from tests.letters import lying

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def sides(two: Pair, node: Node) -> tuple[str, str]:
    return two.at(node, "D"), two.at(node, "F")


def judge(two: Pair, node: Node, verdict: Verdict = SAME) -> None:
    reviewing.judge(node, officer(node), INVESTIGATION, sides(two, node), Word(verdict, "the same passport"))


def told(two: Pair, verdict: Verdict = SAME) -> None:
    """NL judges, and tells FR."""
    judge(two, two.dutch, verdict)
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    two.turn()


def heard(two: Pair, purpose: Purpose = INVESTIGATION) -> list[Judgement]:
    with two.french.store.read(officer(two.french), purpose) as view:
        return view.judgements()


def test_a_word_stays_at_home_until_it_is_released(two: Pair) -> None:
    judge(two, two.dutch)
    two.turn()
    assert heard(two) == []
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    two.turn()
    (word,) = heard(two)
    assert (word.verdict, word.member, word.reviewer, word.reason, word.current) == (SAME, "NL", "", "", True)
    assert {word.left, word.right} == set(sides(two, two.french))
    assert heard(two, Purpose.REDRESS) == [], "it was told for one purpose"


def test_who_judged_and_why_are_in_no_byte_that_leaves(two: Pair) -> None:
    judge(two, two.dutch)
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    tell(two.dutch, two.dutch.store.exchange.peer("fr"))
    (body,) = (one for one in lying(two.dutch, two.french) if b"coalesce-judgement" in one)
    assert b"passport" not in body
    assert b"owner" not in body
    assert decode(body).grant.purposes == {INVESTIGATION}


def test_another_members_word_holds_until_ours_is_against_it(two: Pair) -> None:
    told(two)
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        assert list(view.verdicts().values()) == [SAME]
        assert agreeing.conflicts(two.french, view).against == []
    judge(two, two.french, DIFFERENT)
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        (against,) = agreeing.conflicts(two.french, view).against
    assert (against.own.verdict, against.others) == (DIFFERENT, {"NL": SAME})


def test_a_release_that_is_taken_back_erases_the_word_there_and_is_answered(two: Pair) -> None:
    told(two)
    keep_to_ourselves(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    assert not any(b"coalesce-judgement" in body for body in lying(two.dutch, two.french)), "it binds at once"
    two.turn()
    assert heard(two) == []
    assert raw_rows(two.french.store.folder, "SELECT * FROM judgement") == []
    two.turn()
    assert outstanding(two.dutch, "fr") == []
    assert raw_rows(two.dutch.store.folder, "SELECT * FROM told_judgement") == []


def test_a_restored_backup_does_not_bring_back_a_word_that_was_taken_back(two: Pair, tmp_path: Path) -> None:
    told(two)
    french = two.french.store
    backup.write(french, officer(two.french), tmp_path / "before")
    keep_to_ourselves(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    two.turn()
    french.close()
    backup.restore(french.folder, tmp_path / "before")
    again = Store(french.folder, french.settings, french.clock)
    assert raw_rows(again.folder, "SELECT * FROM judgement") == []
    again.close()


def test_a_newer_word_is_not_told_by_itself_and_takes_the_older_back(two: Pair) -> None:
    told(two)
    judge(two, two.dutch, DIFFERENT)
    two.turn()
    assert heard(two) == []
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    two.turn()
    assert [word.verdict for word in heard(two)] == [DIFFERENT]


def test_a_word_goes_with_its_record(two: Pair) -> None:
    told(two)
    withdrawing.withdraw(two.dutch, officer(two.dutch), INVESTIGATION, two.at(two.dutch, "D"), "asked for")
    two.turn()
    assert raw_rows(two.french.store.folder, "SELECT * FROM judgement") == []


def test_a_word_is_taken_back_where_its_member_may_not_see_what_it_rests_on(two: Pair) -> None:
    told(two)
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        border = next(one for one in view.lists() if one.name == "border" and one.owner == "NL")
    rehandle(two.dutch, officer(two.dutch), border.id, handling("FR:redress"))
    assert not any(b"coalesce-judgement" in body for body in lying(two.dutch, two.french) if b"withdrawn" not in body)
    two.turn()
    assert raw_rows(two.french.store.folder, "SELECT * FROM judgement") == []


def test_a_word_on_two_records_of_ours_binds_to_both_at_once(two: Pair) -> None:
    node, held = two.dutch, handling("FR:investigation")
    publish(node.store, add_list(node.store, "more", held), [entry("L"), entry("R")])
    two.turn()
    on = sorted(two.at(node, reference) for reference in "LR")
    reviewing.judge(node, officer(node), INVESTIGATION, (on[0], on[1]), Word(SAME, "the same passport"))
    release(node, officer(node), (on[0], on[1]), "FR", INVESTIGATION)
    tell(node, node.store.exchange.peer("fr"))

    def lies() -> bool:
        return any(b"coalesce-judgement" in body for body in lying(node, two.french))

    assert lies()
    for record in on:
        with node.store.read(officer(node), INVESTIGATION) as view:
            reference = view.record(record).entry.reference
        rows = [staged(entry(one), handling() if one == reference else held) for one in "LR"]
        publish(node.store, node.store.write(officer(node), INVESTIGATION).find_list("NL/more"), rows, reference)
        assert not lies(), "it names a record that its recipient may not have, until the job has run"


def test_a_word_that_rests_on_a_record_of_ones_own_is_not_told(two: Pair) -> None:
    kept = two.at(two.dutch, "K")
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        writer = two.dutch.store.write(officer(two.dutch), INVESTIGATION)
        writer.judge(view, sides(two, two.dutch), SAME, "told by a third", [kept])
    with pytest.raises(NotPermitted, match="every record that this word rests on"):
        release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)


def test_what_is_held_is_told_and_nothing_else(two: Pair) -> None:
    who = officer(two.dutch)
    with pytest.raises(Refusal, match="judge it first"):
        release(two.dutch, who, sides(two, two.dutch), "FR", INVESTIGATION)
    judge(two, two.dutch, Verdict.UNSURE)
    with pytest.raises(Refusal, match="judge it first"):
        release(two.dutch, who, sides(two, two.dutch), "FR", INVESTIGATION)
    with pytest.raises(BadUsage, match="another member"):
        release(two.dutch, who, sides(two, two.dutch), "NL", INVESTIGATION)
    with pytest.raises(BadUsage, match="no member"):
        release(two.dutch, who, sides(two, two.dutch), "XX", INVESTIGATION)
    with pytest.raises(NotFound):
        release(two.dutch, who, ("nothing", two.at(two.dutch, "D")), "FR", INVESTIGATION)
    ann = let_in(two.dutch.store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted):
        release(two.dutch, ann, sides(two, two.dutch), "FR", INVESTIGATION)


def test_a_word_ends_there_when_a_record_says_something_else(two: Pair) -> None:
    told(two)
    correcting.correct(two.dutch, officer(two.dutch), two.at(two.dutch, "D"), "birth_date", "1986-03-14")
    two.turn()
    assert heard(two) == [], "it ended at home, and is taken back"
    judge(two, two.dutch)
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    two.turn()
    assert [word.current for word in heard(two)] == [True]
    correcting.correct(two.french, officer(two.french), two.at(two.french, "F"), "birth_date", "1986-03-14")
    assert [word.current for word in heard(two)] == [False], "the own record says something else than was judged"


def test_a_word_on_what_is_said_otherwise_here_holds_for_nothing(two: Pair) -> None:
    judge(two, two.dutch)
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    tell(two.dutch, two.dutch.store.exchange.peer("fr"))
    correcting.correct(two.french, officer(two.french), two.at(two.french, "F"), "remarks", "seen since")
    two.turn()
    assert [word.current for word in heard(two)] in ([False], [])


def test_nothing_is_told_twice_nor_looked_for_while_nothing_changed(two: Pair) -> None:
    told(two)
    peer = two.dutch.store.exchange.peer("fr")
    rows = len(leaves(two.dutch.store.folder))
    assert tell(two.dutch, peer) == 0
    assert len(leaves(two.dutch.store.folder)) == rows
    assert told_judgements.told_to(
        two.dutch, officer(two.dutch), raw_rows(two.dutch.store.folder, "SELECT id FROM judgement")[0][0]
    ) == ["FR"]


def test_both_logs_tell_of_it(two: Pair) -> None:
    told(two)
    assert any('"judgement tell"' in leaf for leaf in leaves(two.dutch.store.folder))
    assert any('"judgement received"' in leaf for leaf in leaves(two.french.store.folder))
    assert "passport" not in "\n".join(leaves(two.french.store.folder))


def test_a_guest_of_the_node_hears_what_it_is_told_at_once(two: Pair) -> None:
    """Members that read on one node need no peer: the guard shows the word where it is released."""
    judge(two, two.dutch)
    claire = let_in(two.dutch.store, "claire", "FR")
    with two.dutch.store.read(claire, INVESTIGATION) as view:
        assert view.judgements() == []
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    with two.dutch.store.read(claire, INVESTIGATION) as view:
        assert [(word.member, word.reviewer) for word in view.judgements()] == [("NL", "")]
