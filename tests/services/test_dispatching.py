"""Words go to a record's owner by its own node before another's, signed for it alone, and to nobody where no way leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from coalesce.errors import Refusal
from coalesce.handling import Onward
from coalesce.records import RequestSent
from coalesce.services import dispatching
from coalesce.stix import decode
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, NOON, let_in
from tests.letters import lying


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with pair(tmp_path_factory.mktemp("two")) as made:
        yield made


def test_a_record_is_called_the_same_on_both_sides(two: Pair) -> None:
    copy, ours = two.at(two.french, "D"), two.at(two.dutch, "D")
    found = dispatching.route(two.french, officer(two.french), copy, "NL")
    assert found is not None
    assert found.peer.name == "nl"
    assert dispatching.ours(two.dutch, two.dutch.store.exchange.peer("fr"), "FR", found.about) == ours
    assert dispatching.theirs(two.french, "NL", found.about) == copy
    assert dispatching.called(two.french, found.peer, copy) == found.about
    assert dispatching.called(two.dutch, two.dutch.store.exchange.peer("fr"), ours) == found.about
    kept = two.at(two.dutch, "K")
    assert dispatching.called(two.dutch, two.dutch.store.exchange.peer("fr"), kept) is None, "it was not given"
    assert dispatching.ours(two.dutch, two.dutch.store.exchange.peer("fr"), "FR", "identity--nothing") is None


def test_what_is_no_copy_takes_no_way_and_a_guest_speaks_for_nobody(two: Pair) -> None:
    assert dispatching.route(two.french, officer(two.french), two.at(two.french, "F"), "FR") is None
    dora = let_in(two.french.store, "dora", "DE")
    with pytest.raises(Refusal, match="speaks for FR"):
        dispatching.route(two.french, dora, two.at(two.french, "D"), "NL")


def test_the_own_node_goes_before_one_that_speaks_for_it(two: Pair) -> None:
    exchange = two.french.store.exchange
    let_in(two.french.store, "bert", "BE")
    hub = replace(exchange.peer("nl"), name="hub", member="BE", speaks_for=frozenset({"NL", "LU"}))
    exchange.add(officer(two.french), hub)
    named = [dispatching.peer_of(two.french, member) for member in ("NL", "LU", "DE")]
    assert [peer and peer.name for peer in named] == ["nl", "hub", None]
    exchange.remove(officer(two.french), "hub")


@pytest.mark.parametrize(("member", "onward"), [("NL", Onward.NONE), ("LU", Onward.YES)])
def test_words_are_granted_to_the_one_that_they_are_for(two: Pair, member: str, onward: Onward) -> None:
    peer = two.french.store.exchange.peer("nl")
    wire = dispatching.new_wire_id(two.french, dispatching.REQUEST, member)
    about = dispatching.new_wire_id(two.french, "identity", "r")
    letter = RequestSent(wire, about, INVESTIGATION, "Seen?", date(2014, 12, 1), NOON, "FR")
    with two.french.store.transaction() as connection:
        dispatching.put(connection, two.french, peer, letter, (member, date(2015, 1, 1)))
    (said,) = [decode(body) for body in lying(two.french, two.dutch) if wire.encode() in body]
    assert (said.message, said.grant.to, said.grant.onward) == (letter, member, onward)
    with two.french.store.transaction() as connection:
        dispatching.take_back(connection, peer.name, wire)
    assert not [body for body in lying(two.french, two.dutch) if wire.encode() in body]


def test_they_are_kept_for_their_term_after_the_last_day(two: Pair) -> None:
    assert dispatching.until(two.french, date(2014, 12, 1)) == date(2015, 12, 1)
    assert dispatching.moment(two.french) == NOON
