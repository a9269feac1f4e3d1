"""The guard of what goes out is ``handling.may_send``; what lies ready binds at once when a release is narrowed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.dates import FixedClock
from coalesce.handling import TLP, Grant, Handling, Purpose, as_told, granted, may_send, meet
from coalesce.records import ListKind, Sighting, SightingKind
from coalesce.store import Store, guard
from coalesce.store.exchange_guard import exchange_views
from coalesce.store.peers import KnownPeer
from coalesce.store.sets import ReleaseSets
from coalesce.store.told_guard import told_views
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire
from tests.builders import add_list, entry, handling, let_in, make_store, owner, publish, raw_rows, staged
from tests.store.full_nodes import a_full_store

MEMBERS = ("NL", "FR", "BE")
FIRST_DAY = date(2014, 1, 1)
Bench = tuple[sqlite3.Connection, guard.Context, Store]

SENT = tuple(exchange_views(""))
"""The views of what may go to a peer."""

TOLD = tuple(told_views(""))
"""Those of the judgements that may be told to it, over records that its member may see: its own among them."""

days = st.integers(0, 6).map(lambda n: FIRST_DAY + timedelta(days=n))
grants = st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(MEMBERS)), max_size=5)
handlings = st.builds(Handling, keep_until=days, releases=grants, figures_to=st.frozensets(st.sampled_from(MEMBERS)))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A guarded connection, and a store whose one record and sighting of each member get other rules again and again.

    A peer of each member has both lying ready.
    """
    store = make_store(tmp_path_factory.mktemp("bench") / "node")
    for code in MEMBERS[1:]:
        let_in(store, code.lower(), code)
    for code in MEMBERS:
        publish(store, add_list(store, f"{code}-one", member=code), [entry(code, sightings=(seen(),))])
        store.exchange.add(owner(store), KnownPeer(f"peer-{code}", code))
    for code in MEMBERS:
        for record, number, set_id in raw_rows(store.folder, "SELECT record_id, number, set_id FROM version"):
            about = About(record, number, set_id)
            rows = [NewWire(f"{kind}--{record}", kind, "", b"{}", about=about) for kind in ("identity", "sighting")]
            store.exchange.put(Box(BoxKind.OUT, f"peer-{code}"), rows)
    with closing(sqlite3.connect(store.folder / "node.db", isolation_level=None)) as connection:
        yield connection, guard.install(connection), store
    store.close()


def seen() -> Sighting:
    return Sighting(SightingKind.PRESENT, "SY")


def give(store: Store, member: str, of_record: Handling, of_sighting: Handling) -> None:
    """Put the member's one record, and its sighting, under these rules; what lies ready was made under them too."""
    with store.transaction() as connection:
        sets = ReleaseSets(connection)
        raw = connection.exec_driver_sql
        both = (sets.id_of(member, of_record), sets.id_of(member, of_sighting))
        ends = (of_record.keep_until.isoformat(), min(of_record.keep_until, of_sighting.keep_until).isoformat())
        own = "record_id IN (SELECT record_id FROM version WHERE owner = ?)"
        raw("UPDATE version SET set_id = ?, keep_until = ? WHERE owner = ?", (both[0], ends[0], member))
        until = of_sighting.keep_until.isoformat()
        raw(f"UPDATE sighting SET set_id = ?, keep_until = ? WHERE {own}", (both[1], until, member))
        for kind, set_id, end in zip(("identity", "sighting"), both, ends, strict=True):
            row = (set_id, end, kind, member)
            raw(f"UPDATE wire SET set_id = ?, keep_until = ? WHERE type = ? AND {own}", row)  # of_set follows by itself


@settings(max_examples=300)
@given(
    who=st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)), held=st.tuples(handlings, handlings), today=days
)
def test_the_guard_answers_as_the_rule_does(
    bench: Bench, who: tuple[str, str], held: tuple[Handling, Handling], today: date
) -> None:
    connection, context, store = bench
    source, member = who
    give(store, source, *held)
    context.mode, context.member, context.peer = guard.SEND, member, f"peer-{member}"
    context.today = today.isoformat()
    both = meet(*held)
    record = bool(may_send(held[0], source, member, today))
    sighting = bool(may_send(both, source, member, today))

    def one(query: str) -> int:
        return int(connection.execute(query, (source,)).fetchone()[0])

    assert one("SELECT count(id) FROM visible_sendable WHERE owner = ?") == record
    joined = "FROM visible_sendable_sighting s JOIN visible_sendable r ON r.id = s.record_id WHERE r.owner = ?"
    assert one(f"SELECT count(s.id) {joined}") == sighting
    told = "FROM visible_sendable_grant g JOIN visible_sendable r ON r.id = g.record_id WHERE r.owner = ?"
    kinds = set(connection.execute(f"SELECT g.kind, g.member {told}", (source,)).fetchall())
    counts = Purpose.STATISTICS in granted(held[0], member)
    expected = {(str(purpose), member) for purpose in granted(held[0], member)}
    expected |= {("figures_to", code) for code in held[0].figures_to if counts}
    assert kinds == (expected if record else set())
    own = {row[0] for row in raw_rows(store.folder, "SELECT record_id FROM version WHERE owner = ?", source)}
    rows = connection.execute("SELECT type, stix_id FROM visible_outbox").fetchall()
    mine = {kind for kind, stix_id in rows if stix_id.partition("--")[2] in own}
    assert mine == ({"identity"} if record else set()) | ({"sighting"} if sighting else set())
    context.clear()


purposes = st.frozensets(
    st.builds(Grant, st.sampled_from([Purpose.BORDER, Purpose.STATISTICS]), st.sampled_from(MEMBERS)), max_size=4
)
held = st.builds(
    Handling,
    keep_until=st.sampled_from([FIRST_DAY, FIRST_DAY + timedelta(days=9)]),
    tlp=st.sampled_from([TLP.AMBER, TLP.RED]),
    releases=purposes,
    figures_to=st.frozensets(st.sampled_from(MEMBERS)),
)


@settings(max_examples=60)
@given(before=st.tuples(held, held), after=st.tuples(held, held, st.booleans()), today=days)
def test_a_row_of_an_older_version_stays_while_all_that_was_told_holds(
    tmp_path_factory: pytest.TempPathFactory,
    before: tuple[Handling, Handling],
    after: tuple[Handling, Handling, bool],
    today: date,
) -> None:
    store = make_store(tmp_path_factory.mktemp("older") / "node", FixedClock(datetime(2014, 1, 1, tzinfo=UTC)))
    let_in(store, "claire", "FR")
    to = add_list(store)
    publish(store, to, [staged(entry("R", sightings=(replace(seen(), handling=before[1]),)), before[0])], "first")
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    ((record, set_id, sighting, of_sighting),) = raw_rows(
        store.folder, "SELECT v.record_id, v.set_id, s.id, s.set_id FROM version v JOIN sighting s USING (record_id)"
    )
    both = meet(*before)
    rows = [
        NewWire(
            "identity--1", "identity", "", b"{}", "2.1", About(record, 1, set_id), before[0].keep_until.isoformat()
        ),
        NewWire(
            "sighting--1",
            "sighting",
            "",
            b"{}",
            "2.1",
            About(record, 1, of_sighting, sighting),
            both.keep_until.isoformat(),
        ),
    ]
    store.exchange.put(Box(BoxKind.OUT, "paris"), rows)
    now = () if after[2] else (replace(seen(), handling=after[1]),)
    publish(store, to, [staged(entry("R", "Vulneq Shambir", sightings=now), after[0])], "second")
    found = types(store, "paris", "FR", today)
    person = stands(before[0], after[0], today)
    assert ("identity" in found) == person
    both_may = all(may_send(meet(*pair), "NL", "FR", today) for pair in (before, after[:2]))
    assert ("sighting" in found) == (person and both_may and stands(before[1], after[1], today) and not after[2])
    store.close()


def stands(before: Handling, after: Handling, today: date) -> bool:
    """Whether FR may have it now, and was told nothing that is no longer so."""
    old, new = as_told(before, "FR"), as_told(after, "FR")
    lost = (old.releases - new.releases) or (old.figures_to - new.figures_to)
    return bool(may_send(before, "NL", "FR", today) and may_send(after, "NL", "FR", today)) and (
        not lost and _marks(before) == _marks(after)
    )


def _marks(held: Handling) -> tuple[object, ...]:
    return held.tlp, held.code, held.onward, held.keep_until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """NL's record released to FR, lying ready for FR's peer."""
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    publish(made, add_list(made, held=handling("FR", "FR:statistics", figures=["FR", "BE"])), [entry("R")])
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    ((record, number, set_id),) = raw_rows(made.folder, "SELECT record_id, number, set_id FROM version")
    row = NewWire("identity--1", "identity", "", b"{}", about=About(record, number, set_id))
    made.exchange.put(Box(BoxKind.OUT, "paris"), [row])
    yield made
    made.close()


def types(store: Store, peer: str, member: str, today: date) -> set[str]:
    """The types of the objects that the peer could fetch that day."""
    with closing(sqlite3.connect(store.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.peer = guard.SEND, member, peer
        context.today = today.isoformat()
        return {row[0] for row in connection.execute("SELECT type FROM visible_outbox").fetchall()}


def ready(store: Store, peer: str = "paris", member: str = "FR") -> int:
    """How many objects the peer could fetch, where it has one of each type at most."""
    return len(types(store, peer, member, store.clock.today()))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE version SET closed = opened",
        "UPDATE version SET opened = 2",
        "UPDATE version SET set_id = (SELECT max(id) FROM release_set)",
        "UPDATE wire SET set_id = (SELECT max(id) FROM release_set)",
        "UPDATE wire SET keep_until = '2014-01-01'",
        "UPDATE list SET kind = 'customers'",
        "UPDATE list SET edition = 0",
        "UPDATE peer SET active = 0",
        "UPDATE peer SET member = 'NL'",
        "UPDATE wire SET box = 'in'",
        "UPDATE list SET owner = 'FR'",
        "DELETE FROM version",
    ],
)
def test_what_lies_ready_binds_to_what_is_so_now(store: Store, change: str) -> None:
    assert ready(store) == 1
    with store.transaction() as connection:
        ReleaseSets(connection).owner_only("NL")
        connection.exec_driver_sql(change)
    assert ready(store) == 0


def test_customers_are_never_sent(store: Store) -> None:
    shop = add_list(store, "shop", handling("FR"), kind=ListKind.CUSTOMERS)
    publish(store, shop, [entry("C")])
    with store.send(owner(store), "FR") as view:
        assert len(view.current()) == 1


def test_erasing_a_record_takes_its_bytes_along(store: Store) -> None:
    raw = "SELECT count(*) FROM wire"
    assert raw_rows(store.folder, raw) == [(1,)]
    with store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM record")
    assert raw_rows(store.folder, raw) == [(0,)]


# -- nobody reads where nobody is bound ----------------------------------------------------------------


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, guard.Context]]:
    """A guarded connection to a store that has a row in every table."""
    full = a_full_store(tmp_path_factory.mktemp("full") / "node")
    with closing(sqlite3.connect(full.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.today = full.clock.today().isoformat()
        yield connection, context
    full.close()


def bound(guarded: tuple[sqlite3.Connection, guard.Context], **parts: str) -> set[str]:
    """The views that give a row to FR's peer, with these parts of it bound otherwise."""
    connection, context = guarded
    told = {"mode": guard.SEND, "member": "FR", "peer": "paris", "today": "2014-11-01"} | parts
    for part, value in told.items():
        setattr(context, part, value)
    return {
        view
        for view in guard.VIEWS
        if view != "stamp" and connection.execute(f"SELECT * FROM visible_{view}").fetchone()
    }


def test_a_peer_sees_these_views_alone(guarded: tuple[sqlite3.Connection, guard.Context]) -> None:
    assert bound(guarded) == {*SENT, *TOLD}


@pytest.mark.parametrize("part", ["mode", "member"])
def test_without_mode_or_member_nothing_is_there(guarded: tuple[sqlite3.Connection, guard.Context], part: str) -> None:
    assert bound(guarded, **{part: guard.NOBODY}) == set()


@pytest.mark.parametrize("member", ["NL", "BE"])
def test_another_members_node_is_told_nothing_and_opens_no_box(
    guarded: tuple[sqlite3.Connection, guard.Context], member: str
) -> None:
    assert bound(guarded, member=member) <= {"told_record"}, "its own records, as one side of a pair"


def test_without_a_peer_there_is_no_box_and_without_a_day_nothing_of_a_record(
    guarded: tuple[sqlite3.Connection, guard.Context],
) -> None:
    boxes = {"outbox", "inbox", "post"}
    assert bound(guarded, peer=guard.NOBODY) == {*SENT, *TOLD} - boxes
    assert bound(guarded, today=guard.NOBODY) == boxes - {"outbox"}
