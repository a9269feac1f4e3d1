"""What of plans may go to a member is what it may read; what lies ready binds at once when it is narrowed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.handling import TLP, Grant, Handling, Purpose, granted, may_send
from coalesce.records import EventKind
from coalesce.store import Store, guard
from coalesce.store.peers import KnownPeer
from coalesce.store.sets import ReleaseSets
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from tests.builders import handling, let_in, make_store, owner, raw_rows
from tests.commitments.made import commitment, event
from tests.commitments.plan_nodes import add_plan, keep
from tests.store.test_exchange_guard import FIRST_DAY, MEMBERS, days

Bench = tuple[sqlite3.Connection, guard.Context, Store]
grants = st.frozensets(
    st.builds(Grant, st.sampled_from([Purpose.PLANNING, Purpose.BORDER, Purpose.STATISTICS]), st.sampled_from(MEMBERS)),
    max_size=4,
)
held = st.builds(
    Handling, keep_until=days, tlp=st.sampled_from([TLP.AMBER, TLP.RED]), releases=grants,
    figures_to=st.frozensets(st.sampled_from(MEMBERS)),
)  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A guarded connection, and a store in which NL has one entry that lies ready for the peers of all."""
    store = make_store(tmp_path_factory.mktemp("bench") / "node")
    for code in MEMBERS[1:]:
        let_in(store, code.lower(), code)
    plan = add_plan(store)
    for one in (handling(), handling("FR:planning")):
        identity = keep(store, plan, commitment(), held=one)
    for code in MEMBERS:
        store.exchange.add(owner(store), KnownPeer(f"peer-{code}", code))
        row = NewWire(f"coalesce-commitment--{code}", "coalesce-commitment", "", b"{}", entry=(identity, 1))
        store.exchange.put(Box(BoxKind.OUT, f"peer-{code}"), [row])
    with closing(sqlite3.connect(store.folder / "node.db", isolation_level=None)) as connection:
        yield connection, guard.install(connection), store
    store.close()


def give(store: Store, number: int, one: Handling) -> None:
    """Put one version of the entry under this rule."""
    with store.transaction() as connection:
        set_id = ReleaseSets(connection).id_of("NL", one)
        row = (set_id, one.keep_until.isoformat(), one.tlp, number)
        update = "UPDATE commitment_version SET set_id = ?, keep_until = ?, tlp = ? WHERE number = ?"
        connection.exec_driver_sql(update, row)


@settings(max_examples=150)
@given(member=st.sampled_from(MEMBERS), then=held, now=held, today=days)
def test_the_guard_answers_as_the_rule_does(
    bench: Bench, member: str, then: Handling, now: Handling, today: date
) -> None:
    connection, context, store = bench
    give(store, 1, then)
    give(store, 2, now)
    context.mode, context.member, context.peer = guard.SEND, member, f"peer-{member}"
    context.today = today.isoformat()
    purposes = granted(now, member) - {Purpose.STATISTICS}
    may = bool(may_send(now, "NL", member, today)) and bool(purposes)
    assert len(connection.execute("SELECT id FROM visible_sendable_entry").fetchall()) == may
    assert len(connection.execute("SELECT id FROM visible_sendable_entry_event").fetchall()) == may
    told = {(str(one), member) for one in purposes} if may else set()
    assert set(connection.execute("SELECT kind, member FROM visible_sendable_entry_grant")) == told
    marks = (then.tlp, then.keep_until) == (now.tlp, now.keep_until)
    counts = Purpose.STATISTICS in granted(then, member)
    figures = not counts or (Purpose.STATISTICS in granted(now, member) and then.figures_to <= now.figures_to)
    stands = may and marks and granted(then, member) <= granted(now, member) and figures
    assert len(connection.execute("SELECT seq FROM visible_outbox").fetchall()) == stands
    context.clear()


def test_events_are_told_without_who_and_when_and_a_successor_where_it_is_seen(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    plan, to_fr = add_plan(store), handling("FR:planning")
    over = event(EventKind.SUPERSEDED, "2014-10-01", successor="C2")
    first = keep(store, plan, commitment("C1"), event(), over, held=to_fr)
    second = keep(store, plan, commitment("C2"), held=handling())
    for seen, held in ((None, handling()), ("C2", to_fr)):
        keep(store, plan, commitment("C2"), held=held)
        with store.send(owner(store), "FR") as view:
            assert view.current_entries()[first] == (1, -1)
            assert set(view.current_entries()) == ({first} if seen is None else {first, second})
            one = view.entries([first, second])[first].value
        assert (one.plan, one.owner, one.number, one.count) == ("autumn", "NL", 1, 2)
        assert {said.kind: said.successor for said in one.events} == {
            EventKind.DECLARED: None,
            EventKind.SUPERSEDED: seen,
        }
        assert {(said.at, said.by) for said in one.events} == {("", "")}
    store.close()


def test_what_lies_ready_goes_with_its_entry(bench: Bench) -> None:
    _, _, store = bench
    assert raw_rows(store.folder, "SELECT count(*) FROM wire") == [(3,)]
    give(store, 2, handling(until=FIRST_DAY - timedelta(days=9)))
    raw_rows(store.folder, "DELETE FROM commitment")
    assert raw_rows(store.folder, "SELECT count(*) FROM wire") == [(0,)]
