"""A hub passes on what one member signed for another, unchanged; it can neither alter nor widen it, nor keep what was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.handling import Onward, Purpose
from coalesce.records import RequestSent
from coalesce.services import heads
from coalesce.services.carrying import ANOTHERS, NOT_ONWARD, recipient
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import change_peer, wire_secret
from coalesce.services.pulling import pull
from coalesce.services.removing import remove_peer
from coalesce.services.taking_back import outstanding
from coalesce.services.taking_in import take_in
from coalesce.services.withdrawing import withdraw
from coalesce.stix import decode, stix_id
from coalesce.store import Store, backup, in_boxes
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    model,
    owner,
    publish,
    raw_rows,
)
from tests.commitments.made import commitment
from tests.commitments.plan_nodes import add_plan
from tests.exchange_nodes import Ring, hand, holds, introduce, opened
from tests.said import GRANT, back, held, person, said, sighting
from tests.services.hub_nodes import hub, round_of
from tests.services.plans_sent import held as entries_held
from tests.services.plans_sent import kept

ONWARD = replace(GRANT, onward=Onward.YES)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Ring]:
    with hub(tmp_path) as made:
        yield made


def test_an_entry_of_a_plan_goes_through_and_is_taken_back_through_it(three: Ring) -> None:
    be, lu, fr = three.nodes
    add_plan(be.store, "autumn", member="BE")
    kept(be, commitment("C1"), held=replace(handling("FR:planning"), onward=Onward.YES))
    offer(be, ["fr"])
    round_of(three)
    assert entries_held(fr) == {"C1": "declared"}
    assert raw_rows(lu.store.folder, "SELECT count(*) FROM plan") == [(0,)]
    kept(be, commitment("C1"), held=handling())
    offer(be, ["fr"])
    round_of(three)
    assert entries_held(fr) == {}
    assert outstanding(be, "fr") == []


def test_a_record_its_change_and_its_withdrawal_go_through_and_the_receipt_comes_back(three: Ring) -> None:
    be, lu, fr = three.nodes
    to = add_list(be.store, held=replace(handling("FR"), onward=Onward.YES), member="BE")
    publish(be.store, to, [entry("A"), entry("B", "Vulneq Shambir")], "first")
    offer(be, ["fr"])
    round_of(three)
    assert held(fr) == {"A": ("Zorbal Kemtari",), "B": ("Vulneq Shambir",)}
    assert held(lu) == {}
    assert raw_rows(lu.store.folder, "SELECT count(*) FROM record") == [(0,)]
    publish(be.store, to, [entry("A", "Hedraq Tolumis"), entry("B", "Vulneq Shambir")], "second")
    offer(be, ["fr"])
    round_of(three)
    assert held(fr)["A"] == ("Hedraq Tolumis",)
    assert not holds(lu, "Zorbal")
    withdraw(be, owner(be.store), INVESTIGATION, ids(be.store)["A"], "they asked")
    offer(be, ["fr"])
    assert len(outstanding(be, "fr")) == 1
    round_of(three)
    assert held(fr) == {"B": ("Vulneq Shambir",)}
    assert not holds(lu, "Hedraq")
    assert not holds(fr, "Hedraq")
    assert outstanding(be, "fr") == []
    assert out_box(lu) == ["identity"], "the withdrawal was answered"
    signed = [decode(row[0]) for row in raw_rows(lu.store.folder, "SELECT body FROM wire WHERE type = ?", heads.KIND)]
    assert {one.member for one in signed} <= {"LU"}, "heads are not passed on"
    for node in three.nodes:
        assert raw_rows(node.store.folder, "SELECT why FROM wire WHERE state = 'refused'") == []


def came(lu: Node, be: Node, *messages: object, grant: object = ONWARD) -> object:
    hand(lu, "be", *(said(be, one, grant) for one in messages))  # type: ignore[arg-type]  # messages and a grant
    return take_in(lu, "be")


def of_be(one: object) -> object:
    return replace(one, origin=replace(one.origin, member="BE"))  # type: ignore[attr-defined,type-var]  # of a person or sighting


def out_box(lu: Node, peer: str = "fr") -> list[str]:
    """What lies ready for FR, but for the heads of the hub's own log."""
    query = "SELECT type FROM wire WHERE box = 'out' AND peer = ? AND type <> ? ORDER BY seq"
    return [row[0] for row in raw_rows(lu.store.folder, query, peer, heads.KIND)]


def test_what_may_not_go_onward_or_is_for_nobody_here_is_refused(three: Ring) -> None:
    be, lu, _ = three.nodes
    told = came(lu, be, of_be(person()), grant=GRANT)
    assert told.refused == {NOT_ONWARD: 1}  # type: ignore[attr-defined]  # what was taken in
    told = came(lu, be, of_be(person(1)), grant=replace(ONWARD, to="DE"))
    assert told.refused == {"is granted to DE, who is no peer of this node": 1}  # type: ignore[attr-defined]  # the same
    assert out_box(lu) == []
    assert not holds(lu, "Zorbal")


def test_what_may_go_onward_no_longer_is_let_go_of(three: Ring) -> None:
    be, lu, _ = three.nodes
    came(lu, be, of_be(person(1)), of_be(sighting(1)))
    assert out_box(lu) == ["identity", "sighting"]
    told = came(lu, be, of_be(person(2)), grant=GRANT)
    assert told.refused == {NOT_ONWARD: 1}  # type: ignore[attr-defined]  # what was taken in
    assert out_box(lu) == ["sighting"]
    assert not holds(lu, "Zorbal")
    came(lu, be, of_be(person(1)))
    assert out_box(lu) == ["sighting"], "nor is an older word of it passed on again"
    came(lu, be, of_be(person(3)))
    assert out_box(lu) == ["sighting", "identity"]


def test_a_letter_is_passed_on_whatever_its_recipient_may_do_with_it(three: Ring) -> None:
    be, lu, _ = three.nodes
    identity = "coalesce-request--00000000-0000-4000-8000-000000000001"
    about, now = person().id, datetime(2014, 11, 1, 12, tzinfo=UTC)
    letter = RequestSent(identity, about, Purpose.BORDER, "Where was he last?", date(2014, 12, 1), now, "BE")
    assert came(lu, be, letter, grant=GRANT).carried == 1  # type: ignore[attr-defined]  # what was taken in
    assert out_box(lu) == ["coalesce-request"]
    came(lu, be, letter, grant=GRANT)
    assert out_box(lu) == ["coalesce-request"], "once, though it came twice"


def test_an_older_word_is_not_passed_on_after_a_newer_or_after_it_was_taken_back(three: Ring) -> None:
    be, lu, _ = three.nodes
    came(lu, be, of_be(person(2)))
    assert came(lu, be, of_be(person(1)), of_be(sighting(1))).carried == 1  # type: ignore[attr-defined]  # the sighting
    assert out_box(lu) == ["identity", "sighting"]
    came(lu, be, replace(back(3, person().id, sighting().id), member="BE"))
    assert out_box(lu) == ["coalesce-withdrawal"]
    came(lu, be, of_be(person(2)), of_be(sighting(2)))
    assert out_box(lu) == ["coalesce-withdrawal"]
    came(lu, be, of_be(person(4)))
    assert out_box(lu) == ["coalesce-withdrawal", "identity"]
    came(lu, be, replace(back(3, "sighting--00000000-0000-4000-8000-000000000009", identity="x"), member="BE"))
    assert out_box(lu).count("identity") == 1


def test_who_names_anothers_id_takes_nothing_of_it_away(three: Ring) -> None:
    be, lu, fr = three.nodes
    mine = add_list(lu.store, held=handling("FR"), member="LU")
    publish(lu.store, mine, [entry("A", "Vulneq Shambir")])
    identity = stix_id(wire_secret(lu), "identity", ids(lu.store)["A"])
    assert came(lu, be, replace(of_be(person(1)), id=identity)).carried == 1  # type: ignore[attr-defined]  # before it was released
    offer(lu, ["fr"])
    came(lu, be, replace(back(2, identity), member="BE"))
    told = came(lu, be, replace(of_be(person(3)), id=identity))
    assert told.refused == {ANOTHERS: 1}  # type: ignore[attr-defined]  # what was taken in
    came(lu, be, replace(back(4, identity, identity="x"), member="BE"))
    pull(fr, "lu", opened)
    assert held(fr) == {"A": ("Vulneq Shambir",)}


def test_a_restored_hub_passes_nothing_on_that_was_taken_back(three: Ring, tmp_path: Path) -> None:
    be, lu, _ = three.nodes
    came(lu, be, of_be(person(1)))
    backup.write(lu.store, owner(lu.store), tmp_path / "before")
    came(lu, be, replace(back(3, person().id), member="BE"))
    lu.store.close()
    backup.restore(lu.store.folder, tmp_path / "before")
    again = Node(Store(lu.store.folder, lu.store.settings, lu.store.clock), model())
    assert out_box(again) == []
    assert not holds(again, "Zorbal")
    again.store.close()


def test_what_its_originator_has_no_longer_goes_when_all_is_compared(three: Ring) -> None:
    be, lu, _ = three.nodes
    publish(be.store, add_list(be.store, held=replace(handling("FR"), onward=Onward.YES), member="BE"), [entry("A")])
    offer(be, ["fr"])
    pull(lu, "be-for-fr", opened)
    assert out_box(lu) == ["identity"]
    raw_rows(be.store.folder, "DELETE FROM wire")
    pull(lu, "be-for-fr", opened, again=True)
    assert out_box(lu) == []
    assert not holds(lu, "Zorbal")


def test_the_box_that_a_member_reads_is_the_one_with_its_token(three: Ring) -> None:
    lu = three.nodes[1]
    found = recipient(lu, "BE")
    assert found is not None
    assert found.name == "be"
    assert recipient(lu, "DE") is None


def test_what_was_refused_is_looked_at_again_when_its_cause_is_gone(three: Ring) -> None:
    be, lu, fr = three.nodes
    to = add_list(be.store, held=replace(handling("FR"), onward=Onward.YES), member="BE")
    publish(be.store, to, [entry("A")])
    offer(be, ["fr"])
    remove_peer(fr, owner(fr.store), "be")
    change_peer(fr, owner(fr.store), "lu", opened, speaks_for=frozenset())
    pull(lu, "be-for-fr", opened)
    pull(fr, "lu", opened)
    assert reasons(fr, "lu") == {"this peer may not speak for BE": 1}
    pull(fr, "lu", opened)
    assert reasons(fr, "lu") == {"this peer may not speak for BE": 1}, "nothing of its cause has changed"
    assert not holds(fr, "Zorbal")
    change_peer(fr, owner(fr.store), "lu", opened, speaks_for=frozenset({"BE"}))
    pull(fr, "lu", opened)
    assert reasons(fr, "lu") == {"the body is not signed by the key of BE": 1}, "as a guest of LU it says nothing"
    introduce(fr, be, url="")
    pull(fr, "lu", opened)
    assert (held(fr), reasons(fr, "lu")) == ({"A": ("Zorbal Kemtari",)}, {})
    (told,) = raw_rows(fr.store.folder, "SELECT count(*) FROM version")
    change_peer(fr, owner(fr.store), "lu", opened, certificate="")
    pull(fr, "lu", opened, again=True)
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM version") == [told], "once, though it came twice"


def test_who_was_no_peer_of_the_hub_gets_all_when_it_is_one_again(three: Ring) -> None:
    be, lu, fr = three.nodes
    to = add_list(be.store, held=replace(handling("FR"), onward=Onward.YES), member="BE")
    publish(be.store, to, [entry("A")])
    offer(be, ["fr"])
    pull(lu, "be-for-fr", opened)
    assert out_box(lu) == ["identity"]
    for name in ("fr", "fr-for-be"):
        remove_peer(lu, owner(lu.store), name, even_so=True)
    publish(be.store, to, [entry("A"), entry("B", "Vulneq Shambir")], "second")
    offer(be, ["fr"])
    pull(lu, "be-for-fr", opened)
    assert reasons(lu, "be-for-fr") == {"is granted to FR, who is no peer of this node": 1}
    introduce(lu, fr, url=three.url(fr))
    pull(lu, "be-for-fr", opened)
    assert (out_box(lu), reasons(lu, "be-for-fr")) == (["identity", "identity"], {})
    pull(lu, "be-for-fr", opened, again=True)
    assert out_box(lu) == ["identity", "identity"], "once, though it came twice"
    lu.store.exchange.set_active(owner(lu.store), "fr", False)
    publish(be.store, to, [entry("A"), entry("B", "Vulneq Shambir"), entry("C", "Hedraq Tolumis")], "third")
    offer(be, ["fr"])
    pull(lu, "be-for-fr", opened)
    lu.store.exchange.set_active(owner(lu.store), "fr", True)
    pull(lu, "be-for-fr", opened)
    assert out_box(lu) == ["identity"] * 3


def reasons(node: Node, peer: str) -> dict[str, int]:
    """Why what came from a peer was refused, but for heads of logs."""
    with node.store.transaction() as connection:
        return in_boxes.reasons(connection, peer)
