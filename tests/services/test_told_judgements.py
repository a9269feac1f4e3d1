"""A word is told to the one member that it is released to, holds there unless it says otherwise, and goes when its release ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import Judgement, Verdict
from coalesce.services import agreeing, correcting, reviewing, told_judgements, withdrawing
from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.services.pulling import pull
from coalesce.services.rehandling import rehandle
from coalesce.services.removing import remove_peer
from coalesce.services.reviewing import Word
from coalesce.services.taking_back import AT_ONCE, outstanding
from coalesce.services.told_judgements import keep_to_ourselves, release, tell
from coalesce.services.wire import Collection, Listed, Page, Place, Posted, Root
from coalesce.stix import decode, encode
from coalesce.store import Store, backup, guard, judgement_rows
from coalesce.store.judgement_rows import Told
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, NOON, add_list, entry, handling, leaves, let_in, publish, raw_rows, staged
from tests.letters import bring, lying

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


# -- what is lost on the way ---------------------------------------------------------------


class Bare:
    """A peer that has nothing new, and of all that it gave only this still."""

    def __init__(self, *has: str) -> None:
        self._has = has

    def root(self) -> Root:
        return Root("bare", 0)

    def collections(self) -> list[Collection]:
        return [Collection("c", "released", "released", can_read=True, can_write=False)]

    def pages(self, collection: str, start: Place) -> Iterator[Page]:
        yield Page((), start, whole=True)

    def manifest(self, collection: str) -> Iterator[tuple[Listed, ...]]:
        yield tuple(Listed(one, "") for one in self._has)

    def post(self, collection: str, bodies: Sequence[bytes]) -> Posted:
        return Posted(())

    def close(self) -> None:
        """Nothing was opened."""


def on_the_wire(two: Pair) -> list[str]:
    return [row[0] for row in raw_rows(two.dutch.store.folder, "SELECT stix_id FROM wire WHERE box = 'out'")]


def words_there(two: Pair) -> list[tuple[object, ...]]:
    return raw_rows(two.french.store.folder, "SELECT id FROM judgement")


def test_a_word_whose_withdrawal_was_lost_is_erased_by_the_comparison(two: Pair) -> None:
    told(two)
    has = on_the_wire(two)
    pull(two.french, "nl", lambda _: Bare(*has), again=True)
    assert len(words_there(two)) == 1, "what is there still stays"
    (word,) = (one for one in has if one.startswith("coalesce-judgement"))
    compared = pull(two.french, "nl", lambda _: Bare(*(one for one in has if one != word)), again=True).compared
    assert (compared, words_there(two)) == (1, [])


def test_a_word_read_again_from_the_beginning_changes_nothing(two: Pair) -> None:
    told(two)
    before = [raw_rows(two.french.store.folder, f"SELECT * FROM {name}") for name in ("judgement", "received")]
    assert not bring(two.french, lying(two.dutch, two.french), "nl").refused
    assert [raw_rows(two.french.store.folder, f"SELECT * FROM {name}") for name in ("judgement", "received")] == before


def test_a_peer_that_is_removed_takes_its_words_on_our_own_records_along(two: Pair) -> None:
    held = handling("NL:investigation", "NL:redress")
    publish(
        two.french.store, add_list(two.french.store, "more", held=held, member="FR"), [entry("G", "Zorbal Kemtari")]
    )
    two.turn()
    both = (two.at(two.dutch, "F"), two.at(two.dutch, "G"))
    reviewing.judge(two.dutch, officer(two.dutch), INVESTIGATION, both, Word(SAME, "the same passport"))
    release(two.dutch, officer(two.dutch), both, "FR", INVESTIGATION)
    two.turn()
    assert len(words_there(two)) == 1
    assert remove_peer(two.french, officer(two.french), "nl", even_so=True) == 1, "its one record is counted"
    assert words_there(two) == []


def test_a_withdrawal_of_an_older_word_does_not_take_the_newer(two: Pair) -> None:
    told(two)
    keep_to_ourselves(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    tell(two.dutch, two.dutch.store.exchange.peer("fr"))
    late = [body for body in lying(two.dutch, two.french) if b"coalesce-withdrawal" in body]
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    tell(two.dutch, two.dutch.store.exchange.peer("fr"))
    bring(two.french, [one for one in lying(two.dutch, two.french) if b"coalesce-withdrawal" not in one], "nl")
    bring(two.french, late, "nl")
    assert len(heard(two)) == 1


# -- its own last day ----------------------------------------------------------------------


def until(two: Pair, day: date) -> bytes:
    """NL's word, as if it were granted until that day."""
    judge(two, two.dutch)
    release(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    tell(two.dutch, two.dutch.store.exchange.peer("fr"))
    (body,) = (one for one in lying(two.dutch, two.french) if b"coalesce-judgement" in one)
    found = decode(body)
    return encode(found.message, replace(found.grant, keep_until=day), own_signer(two.dutch))


def test_a_word_past_its_last_day_is_not_kept(two: Pair) -> None:
    bring(two.french, [until(two, NOON.date() - timedelta(days=1))], "nl")
    assert words_there(two) == []


def test_a_word_ends_with_its_last_day_for_readers_at_once_and_is_erased(two: Pair) -> None:
    bring(two.french, [until(two, NOON.date())], "nl")
    assert len(heard(two)) == 1
    clock = two.french.store.clock
    assert isinstance(clock, FixedClock)
    clock.moment += timedelta(days=1)
    with closing(sqlite3.connect(two.french.store.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.purpose = guard.READ, "FR", "investigation"
        context.today = clock.today().isoformat()
        assert connection.execute("SELECT count(*) FROM visible_judgement").fetchall() == [(0,)]
    two.french.store.erase_expired()
    assert words_there(two) == []


def test_many_lost_words_are_taken_back_by_several_withdrawals(two: Pair) -> None:
    told(two)
    with two.dutch.store.transaction() as connection:
        for number in range(AT_ONCE + 5):
            judgement_rows.keep_told(connection, "fr", Told(f"coalesce-judgement--{number:04}", "gone", b"", "2014"))
    keep_to_ourselves(two.dutch, officer(two.dutch), sides(two, two.dutch), "FR", INVESTIGATION)
    assert tell(two.dutch, two.dutch.store.exchange.peer("fr")) == AT_ONCE + 6
    sent = outstanding(two.dutch, "fr")
    assert sorted(len(one.of) for one in sent) == [6, AT_ONCE]
