"""A log that was rewritten, cut, or told differently to two members shows at its peers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import Tampered
from coalesce.records import HeadSent
from coalesce.services import heads
from coalesce.services.node import Node
from coalesce.stix import decode
from coalesce.store import head_rows
from coalesce.store.audit_tree import tree_head
from coalesce.store.ground import snapshot
from coalesce.store.head_rows import PeerHead, Stands
from tests.builders import INVESTIGATION, owner, raw_rows
from tests.exchange_nodes import nodes
from tests.letters import bring, carry, forged, lying
from tests.tampering import cut, rewrite

HOUR = timedelta(hours=1)


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


def later(made: list[Node], by: timedelta = HOUR) -> None:
    """The clock that all nodes share goes on, and each reads something."""
    clock = made[0].store.clock
    assert isinstance(clock, FixedClock)
    clock.moment += by
    for node in made:
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            view.lists()


def noted(node: Node, log: str) -> list[PeerHead]:
    with snapshot(node.store) as connection:
        return head_rows.of_log(connection, log)


def stand(node: Node, log: str, by: str = "") -> list[str]:
    return [str(one.stands) for one in noted(node, log) if not by or one.peer == by]


def leaves(node: Node) -> list[bytes]:
    return [bytes(row[0]) for row in raw_rows(node.store.folder, "SELECT leaf_hash FROM audit ORDER BY seq")]


def test_a_head_is_published_every_hour_and_on_a_new_day_where_the_log_grew(three: list[Node]) -> None:
    dutch = three[0]
    assert heads.publish(dutch)
    assert not heads.publish(dutch)
    later(three, timedelta(minutes=59))
    assert not heads.publish(dutch)
    later(three, timedelta(minutes=1))
    assert heads.publish(dutch)
    later(three, timedelta(hours=10, minutes=30))
    assert heads.publish(dutch)
    later(three, timedelta(minutes=40))
    assert dutch.store.clock.today().day == 2
    assert heads.publish(dutch), "the first of a day"
    assert not heads.publish(dutch)
    three[0].store.clock.moment += HOUR  # type: ignore[attr-defined]  # a clock of ours
    assert not heads.publish(dutch), "nothing was written since"


def test_without_a_peer_nothing_is_published(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL") as (alone,):
        assert not heads.publish(alone)


def test_every_peer_is_given_the_same_and_of_the_log_its_size_alone(three: list[Node]) -> None:
    dutch, french, belgian = three
    heads.publish(dutch)
    later(three)
    heads.publish(dutch)
    given = [[decode(body).message for body in lying(dutch, one)] for one in (french, belgian)]
    assert given[0] == given[1]
    first, second = given[0]
    assert isinstance(first, HeadSent)
    assert isinstance(second, HeadSent)
    assert second.root == tree_head(leaves(dutch)[: second.size]).hex()
    assert (first.since, first.proof, second.since) == (0, (), first.size)
    texts = {
        text
        for body in lying(dutch, french)
        for text in (str(leaf) for leaf in raw_rows(dutch.store.folder, "SELECT leaf FROM audit"))
        if text in str(body)
    }
    assert not texts


def test_peers_see_that_a_log_grew_and_pass_on_what_they_saw(three: list[Node]) -> None:
    dutch, french, _ = three
    for _ in range(5):
        for node in three:
            heads.publish(node)
        for here in three:
            carry(here, *(one for one in three if one is not here))
        later(three)
    assert set(stand(french, "NL", "nl")) == {"first", "proven"}
    assert stand(french, "NL", "nl").count("first") == 1
    assert set(stand(french, "NL", "be")) == {"unproven"}, "what another says of it agrees"
    assert len(noted(dutch, "NL")) == 8, "and its own node is told what they noted"
    assert all(one.root == tree_head(leaves(dutch)[: one.size]) for one in noted(dutch, "NL"))


def test_a_peer_that_was_away_for_days_sees_it_from_the_first_heads_of_each(three: list[Node]) -> None:
    dutch, french, _ = three
    heads.publish(dutch)
    carry(dutch, french)
    for _ in range(9 * 24):
        later([dutch])
        heads.publish(dutch)
    dutch.store.erase_expired()
    lie = [decode(body).message for body in lying(dutch, french)]
    assert 9 + 3 * 24 <= len(lie) <= 20 + 4 * 24
    later([french], timedelta(0))
    carry(dutch, french)
    assert "conflict" not in stand(french, "NL")
    assert stand(french, "NL").count("proven") > 9
    newest = max(noted(french, "NL"), key=lambda one: one.size)
    assert (newest.stands, newest.next) == (Stands.PROVEN, True)


@pytest.mark.parametrize("change", [rewrite, cut])
def test_a_log_that_was_changed_shows_at_its_peers(three: list[Node], change: Any) -> None:
    dutch, french, _ = three
    for _ in range(4):
        heads.publish(dutch)
        carry(dutch, french)
        later(three)
    change(dutch, 5)
    dutch.store.verify_audit(owner(dutch.store))  # it fits in itself
    heads.publish(dutch)
    if change is rewrite:
        # Without what it had published the node begins anew: nothing shows that it grew from what was noted before.
        carry(dutch, french)
        assert stand(french, "NL")[-1] == "unproven"
        heads.publish(french)
        carry(french, dutch)
        check = [one for one in noted(dutch, "NL") if one.root != tree_head(leaves(dutch)[: one.size])]
        assert check, "and what its peers noted is not what it has"
    else:
        carry(dutch, french)
        assert "conflict" in stand(french, "NL")


def test_a_log_that_goes_on_from_what_it_published_cannot_be_another(three: list[Node]) -> None:
    dutch, french, _ = three
    for _ in range(2):
        heads.publish(dutch)
        carry(dutch, french)
        later(three)
    kept = raw_rows(dutch.store.folder, "SELECT * FROM own_head")
    rewrite(dutch, 5)
    for row in kept:
        raw_rows(dutch.store.folder, f"INSERT INTO own_head VALUES ({', '.join('?' * len(row))})", *row)
    heads.publish(
        dutch
    )  # its proof begins with the old front: the new rows fit behind it, the changed one does not show
    carry(dutch, french)
    assert stand(french, "NL", "nl") == ["first", "proven", "proven"]
    heads.publish(french)
    carry(french, dutch)
    assert any(one.root != tree_head(leaves(dutch)[: one.size]) for one in noted(dutch, "NL"))


def test_a_log_shorter_than_what_was_published_is_not_published(three: list[Node]) -> None:
    dutch = three[0]
    later(three)
    heads.publish(dutch)
    later(three)
    for table in ("audit_place", "audit"):
        raw_rows(dutch.store.folder, f"DELETE FROM {table} WHERE seq > 4")
    with pytest.raises(Tampered, match="cut off"):
        heads.publish(dutch)


def test_a_fork_shown_to_two_peers_is_seen_when_they_pass_on_what_they_saw(three: list[Node]) -> None:
    dutch, french, belgian = three
    bring(french, [forged(dutch, "FR", 7)], "nl")
    bring(belgian, [forged(dutch, "BE", 7)], "nl")
    for node in (french, belgian):
        heads.publish(node)
    carry(french, belgian)
    carry(belgian, french)
    assert stand(french, "NL") == stand(belgian, "NL") == ["conflict", "conflict"]


def test_a_fork_of_other_sizes_is_seen_since_every_head_is_given_to_all(three: list[Node]) -> None:
    dutch, french, belgian = three
    heads.publish(dutch)
    carry(dutch, french, belgian)
    bring(belgian, [forged(dutch, "BE", 99)], "nl")  # told to one of them alone
    for _ in range(100):
        later([dutch], timedelta(0))
    later(three)
    heads.publish(dutch)
    carry(dutch, french)
    assert set(stand(french, "NL")) == {"first", "proven"}
    heads.publish(belgian)
    carry(belgian, french)
    assert stand(french, "NL", "be")[-1] == "conflict"


def test_the_same_however_the_news_comes_first(three: list[Node]) -> None:
    dutch, french, belgian = three
    heads.publish(dutch)
    carry(dutch, french, belgian)
    bring(belgian, [forged(dutch, "BE", 99)], "nl")
    later(three)
    heads.publish(belgian)
    carry(belgian, french)
    assert "conflict" not in stand(french, "NL")
    for _ in range(100):
        later([dutch], timedelta(0))
    heads.publish(dutch)
    carry(dutch, french)
    assert "conflict" in stand(french, "NL", "be")


def test_what_is_said_of_ours_otherwise_than_we_published_is_a_conflict_at_once(three: list[Node]) -> None:
    dutch, french, _ = three
    heads.publish(dutch)
    with snapshot(dutch.store) as connection:
        ((size, _),) = head_rows.published(connection)
    bring(dutch, [forged(french, "NL", size, log="NL")], "fr")
    assert stand(dutch, "NL") == ["conflict"]


def test_a_head_comes_from_its_own_node_alone(three: list[Node]) -> None:
    _, french, belgian = three
    guest = replace(french.store.exchange.peer("nl"), speaks_for=frozenset({"BE"}))
    french.store.exchange.change(owner(french.store), guest)
    taken = bring(french, [forged(belgian, "FR", 4)], "nl")
    assert taken.refused == {"is not of the node that it came from": 1}
    assert noted(french, "BE") == []


def test_a_proof_of_something_else_is_a_conflict(three: list[Node]) -> None:
    dutch, french, _ = three
    heads.publish(dutch)
    carry(dutch, french)
    (first,) = noted(french, "NL")
    bring(french, [forged(dutch, "FR", 50, since=first.size, proof=("00" * 32,) * 4)], "nl")
    assert stand(french, "NL") == ["first", "conflict"]


def test_a_flood_of_heads_is_kept_within_bounds(three: list[Node], monkeypatch: pytest.MonkeyPatch) -> None:
    dutch, french, _ = three
    monkeypatch.setattr(heads, "KEPT", 5)
    bring(french, [forged(dutch, "FR", size) for size in range(1, 30)], "nl")
    assert len(noted(french, "NL")) == 5
