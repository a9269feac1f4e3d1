"""Each act asks for its role, is one transaction, and leaves its row in the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted, StoreBusy
from coalesce.handling import Actor, Member, Purpose, Role
from coalesce.records import ListKind, RecordList, Verdict
from coalesce.store import Store
from coalesce.store.writer import Writer
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_store,
    owner,
    publish,
    raw_rows,
    reopened,
    tables,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


@pytest.fixture
def writer(store: Store) -> Writer:
    return store.write(owner(store), Purpose.PLANNING)


def last(store: Store) -> dict[str, object]:
    told: dict[str, object] = json.loads(leaves(store.folder)[-1])
    return told


def test_ids_are_random_and_say_nothing(writer: Writer) -> None:
    made = {writer.new_id() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 26 and one.isascii() and one.isalnum() and one == one.lower() for one in made)
    assert len({one[0] for one in made}) > 10


def test_a_reference_s_digest_is_keyed_and_of_its_list(store: Store, writer: Writer, tmp_path: Path) -> None:
    one = writer.reference_digest("list", "R")
    assert one == writer.reference_digest("list", "R")
    assert len({one, writer.reference_digest("list", "S"), writer.reference_digest("other", "R")}) == 3
    assert writer.reference_digest("a", "bc") != writer.reference_digest("ab", "c")
    other = make_store(tmp_path / "other")
    assert other.write(owner(other), Purpose.PLANNING).reference_digest("list", "R") != one
    other.close()


ACTS: dict[str, tuple[Callable[[Writer], object], str]] = {
    "member add": (lambda writer: writer.add_member(Member("FR", "France")), "operator"),
    "actor add": (lambda writer: writer.add_actor(Actor("new", "NL", frozenset({Role.READER}))), "operator"),
    "list add": (
        lambda writer: writer.add_list(RecordList("l" * 26, "new", "NL", ListKind.TRAVELLERS, handling())),
        "releasing_officer",
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_refused_without_its_role_and_logged_with_it(store: Store, act: str) -> None:
    do, role = ACTS[act]
    without = let_in(store, "wim", "NL", *(each for each in Role if each != role))
    before = tables(store.folder)
    with pytest.raises(NotPermitted, match=role):
        do(store.write(without, Purpose.PLANNING))
    assert tables(store.folder) == before
    do(store.write(owner(store), Purpose.PLANNING))
    told = last(store)
    assert (told["action"], told["actor"], told["purpose"]) == (act, "owner", "planning")
    with pytest.raises(BadUsage):
        do(store.write(owner(store), Purpose.PLANNING))
    assert last(store) == told, "what was refused changed nothing"


def test_an_actor_acts_for_a_member_that_is_here(store: Store, writer: Writer) -> None:
    before = tables(store.folder)
    with pytest.raises(Exception, match="could not do this"):
        writer.add_actor(Actor("new", "ZZ", frozenset({Role.READER})))
    assert tables(store.folder) == before


def test_a_list_is_found_by_name_or_by_owner_and_name(store: Store, writer: Writer) -> None:
    let_in(store, "fred", "FR", Role.RELEASING_OFFICER)
    add_list(store, "one", handling("BE", figures=["BE"]), source_group="g", deduplicated=True)
    add_list(store, "both")
    add_list(store, "both", member="FR")
    add_list(store, "theirs", member="FR")
    found = writer.find_list("one")
    assert (found.owner, found.source_group, found.deduplicated, found.edition) == ("NL", "g", True, 0)
    assert found.handling == handling("BE", figures=["BE"])
    assert writer.find_list("FR/both").owner == "FR"
    assert writer.find_list("theirs").owner == "FR"
    assert writer.find_list("both").owner == "NL", "one's own comes first"
    let_in(store, "bea", "BE", Role.RELEASING_OFFICER)
    add_list(store, "theirs", member="BE")
    with pytest.raises(BadUsage, match=r"BE/theirs, FR/theirs"):
        writer.find_list("theirs")
    for name in ("absent", "FR/one", "/one", "one/", ""):
        with pytest.raises(BadUsage, match="no list"):
            writer.find_list(name)


def test_another_member_s_list_is_not_found(store: Store) -> None:
    fred = let_in(store, "fred", "FR", Role.RELEASING_OFFICER)
    add_list(store, "ours")
    add_list(store, "both")
    add_list(store, "both", member="FR")
    writer = store.write(fred, Purpose.PLANNING)
    assert writer.find_list("both").owner == "FR"
    told = []
    for name in ("ours", "NL/ours", "NL/absent", "absent"):
        with pytest.raises(BadUsage) as caught:
            writer.find_list(name)
        told.append(str(caught.value).replace(name, "NAME").replace(name.rpartition("/")[2], "SHORT"))
    assert told[0] == told[3]
    assert told[1] == told[2]


def test_a_list_is_found_by_who_may_write_it(store: Store) -> None:
    add_list(store, "ours")
    analyst = let_in(store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted, match="releasing_officer"):
        store.write(analyst, Purpose.PLANNING).find_list("ours")


def test_a_guest_may_not_begin_another_member_s_list(store: Store) -> None:
    fred = let_in(store, "fred", "FR", Role.RELEASING_OFFICER)
    made = RecordList("l" * 26, "new", "NL", ListKind.TRAVELLERS, handling())
    with pytest.raises(NotPermitted, match="for NL"):
        store.write(fred, Purpose.PLANNING).add_list(made)


def test_what_fails_inside_a_transaction_leaves_nothing(store: Store, writer: Writer) -> None:
    before = tables(store.folder)

    def fail() -> None:
        with writer.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO member VALUES ('XX', 'x')")
            writer.log(connection, "half", {})
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert tables(store.folder) == before
    add_list(store)
    assert store.verify_audit(store.actor("owner")), "and the head beside the log was not moved"


def test_a_withdrawal_names_no_reason_in_the_log(store: Store, writer: Writer) -> None:
    publish(store, add_list(store), [entry("R")])
    with store.read(owner(store), INVESTIGATION) as view:
        store.write(owner(store), INVESTIGATION).withdraw(view, ids(store)["R"], "Zorbal is my cousin")
    told = [leaf for leaf in leaves(store.folder) if '"withdraw"' in leaf]
    assert len(told) == 1
    assert "cousin" not in told[0]
    assert "reason_digest" in told[0]


def test_what_was_withdrawn_since_the_view_was_opened_is_not_judged(store: Store) -> None:
    publish(store, add_list(store), [entry("R"), entry("S")])
    known = ids(store)
    writer = store.write(owner(store), INVESTIGATION)
    with store.read(owner(store), INVESTIGATION) as view:
        with store.read(owner(store), INVESTIGATION) as other:
            writer.withdraw(other, known["R"], "mistaken")
        with pytest.raises(NotFound):
            writer.judge(view, (known["R"], known["S"]), Verdict.SAME, "why", [])
    assert raw_rows(store.folder, "SELECT count(*) FROM judgement") == [(0,)]


def test_a_withdrawal_that_met_a_busy_store_is_completed_when_it_opens(tmp_path: Path) -> None:
    store = make_store(tmp_path / "busy", busy_seconds=1.0)
    publish(store, add_list(store), [entry("R"), entry("S")])
    taken = ids(store)["R"]
    other = sqlite3.connect(store.folder / "node.db", isolation_level=None)
    with store.read(owner(store), INVESTIGATION) as view:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="completed when the node is opened next"):
            store.write(owner(store), INVESTIGATION).withdraw(view, taken, "mistaken")
        other.execute("ROLLBACK")
    other.close()
    assert sorted(ids(store)) == ["R", "S"]
    again = reopened(store)
    assert list(ids(again)) == ["S"]
    again.close()
