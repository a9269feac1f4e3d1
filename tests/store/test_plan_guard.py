"""The policy of plans in SQL is ``handling.decide``; an entry that may not be seen is in no view."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.handling import Actor, Grant, Handling, Purpose, Role, decide
from coalesce.store import Store, guard
from coalesce.store.sets import ReleaseSets
from coalesce.store.told_view import hearing
from tests.builders import let_in, make_store
from tests.commitments.made import commitment
from tests.commitments.plan_nodes import add_plan, publish, staged

MEMBERS = ("NL", "FR", "BE")
READING = [purpose for purpose in Purpose if purpose is not Purpose.STATISTICS]
FIRST_DAY = date(2014, 1, 1)
VIEWS = ("commitment", "commitment_text", "commitment_event")

days = st.integers(0, 6).map(lambda n: FIRST_DAY + timedelta(days=n))
grants = st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(MEMBERS)), max_size=6)
handlings = st.builds(Handling, keep_until=days, releases=grants)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, guard.Context, Store]]:
    """A guarded connection, and a store whose one entry for each member is given other rules again and again."""
    store = make_store(tmp_path_factory.mktemp("bench") / "node")
    for code in MEMBERS[1:]:
        let_in(store, code.lower(), code)
    for code in MEMBERS:
        publish(store, add_plan(store, code, member=code), [staged(commitment(code))])
    with closing(sqlite3.connect(store.folder / "node.db", isolation_level=None)) as connection:
        yield connection, guard.install(connection), store
    store.close()


@settings(max_examples=300)
@given(
    who=st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS), st.sampled_from(["", *MEMBERS])),
    held=handlings,
    purpose=st.sampled_from(READING),
    today=days,
)
def test_the_guard_of_plans_answers_as_the_rule_does(
    bench: tuple[sqlite3.Connection, guard.Context, Store],
    who: tuple[str, str, str],
    held: Handling,
    purpose: Purpose,
    today: date,
) -> None:
    connection, context, store = bench
    source, reader, also = who
    with store.transaction() as raw:
        number = ReleaseSets(raw).id_of(source, held)
        at = (number, held.keep_until.isoformat(), source)
        raw.exec_driver_sql("UPDATE commitment_version SET set_id = ?, keep_until = ? WHERE owner = ?", at)
    context.mode, context.member, context.purpose = guard.READ, reader, str(purpose)
    context.today, context.also = today.isoformat(), also
    asking = [Actor("reader", member, frozenset({Role.READER})) for member in (reader, also) if member]
    allowed = all(decide(held, source, actor, purpose, today) for actor in asking)
    entry = "SELECT id FROM visible_commitment WHERE owner = ?"
    for view in VIEWS:
        column = "commitment_id" if view == "commitment_event" else "id"
        found = connection.execute(f"SELECT {column} FROM visible_{view} WHERE {column} IN ({entry})", (source,))
        assert len(found.fetchall()) == allowed, view
    lots = (
        "SELECT l.pos FROM visible_commitment_lot AS l JOIN visible_commitment AS v ON v.pos = l.pos WHERE v.owner = ?"
    )
    assert len(connection.execute(lots, (source,)).fetchall()) == allowed
    counted, all_of = (
        connection.execute(f"SELECT count(*) FROM visible_{view}").fetchone() for view in ("commitment_lot", VIEWS[0])
    )
    assert counted == all_of
    plans = connection.execute("SELECT id FROM visible_plan WHERE owner = ?", (source,)).fetchall()
    assert len(plans) == (allowed or (source == reader and also in ("", source)))
    own = connection.execute("SELECT id FROM visible_own_commitment").fetchall()
    assert len(own) <= (also == "")
    context.clear()


def test_nobody_bound_sees_nothing_of_a_plan(
    bench: tuple[sqlite3.Connection, guard.Context, Store],
) -> None:
    connection, context, _ = bench
    context.clear()
    for view in (*VIEWS, "commitment_lot", "own_commitment", "commitment_grant", "plan", "plan_edition"):
        assert connection.execute(f"SELECT * FROM visible_{view}").fetchall() == [], view
    context.mode, context.member, context.purpose = guard.COUNT, "NL", "planning"
    context.today = FIRST_DAY.isoformat()
    for view in (*VIEWS, "commitment_lot", "own_commitment", "plan", "plan_edition"):
        assert connection.execute(f"SELECT * FROM visible_{view}").fetchall() == [], view
    context.clear()


def test_entries_are_counted_from_one_index_alone(bench: tuple[sqlite3.Connection, guard.Context, Store]) -> None:
    connection, context, _ = bench
    context.clear()
    connection.set_authorizer(None)
    plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN SELECT * FROM visible_commitment_lot")]
    read = [step for step in plan if "commitment_version" in step]
    assert len(read) == 1
    assert "USING COVERING INDEX ix_commitment_version_counted (plan_id=? AND set_id=?)" in read[0]


@settings(max_examples=300)
@given(
    who=st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)),
    audience=st.frozensets(st.sampled_from((*MEMBERS, "ZZ"))),
    held=handlings,
    today=days,
)
def test_an_audience_is_told_what_each_of_its_members_may_see(
    bench: tuple[sqlite3.Connection, guard.Context, Store],
    who: tuple[str, str],
    audience: frozenset[str],
    held: Handling,
    today: date,
) -> None:
    connection, context, store = bench
    source, reader = who
    with store.transaction() as raw:
        at = (ReleaseSets(raw).id_of(source, held), held.keep_until.isoformat(), source)
        raw.exec_driver_sql("UPDATE commitment_version SET set_id = ?, keep_until = ? WHERE owner = ?", at)
    context.bind(hearing(reader, audience, today))
    actors = [Actor("reader", member, frozenset({Role.READER})) for member in {reader, *audience}]
    allowed = bool(audience) and "ZZ" not in audience
    allowed &= all(decide(held, source, actor, Purpose.PLANNING, today) for actor in actors)
    found = {row[0]: row[1] for row in connection.execute("SELECT owner, version FROM visible_commitment")}
    assert (found.get(source) == 0) == allowed
    lots = "SELECT count(*) FROM visible_commitment_lot AS l JOIN visible_commitment AS v ON v.pos = l.pos WHERE v.owner = ?"
    assert connection.execute(lots, (source,)).fetchone()[0] == allowed
    assert len(connection.execute("SELECT * FROM visible_plan WHERE owner = ?", (source,)).fetchall()) == allowed
    assert {row[0] for row in connection.execute("SELECT actor FROM visible_commitment_event")} <= {""}
    for view in (
        "own_commitment",
        "own_event",
        "commitment_grant",
        "plan_edition",
        "record",
        "sighting",
        "list",
        "member",
    ):
        assert connection.execute(f"SELECT * FROM visible_{view}").fetchall() == [], view
    context.clear()


def test_what_an_audience_is_told_is_the_same_for_each_of_it(
    bench: tuple[sqlite3.Connection, guard.Context, Store],
) -> None:
    connection, context, store = bench
    with store.transaction() as raw:
        for number, code in enumerate(MEMBERS):
            released = frozenset(Grant(Purpose.PLANNING, member) for member in MEMBERS[: number + 1])
            set_id = ReleaseSets(raw).id_of(code, Handling(date(2019, 1, 1), releases=released))
            raw.exec_driver_sql(
                "UPDATE commitment_version SET set_id = ?, keep_until = '2019-01-01' WHERE owner = ?", (set_id, code)
            )
    for audience, count in ((("NL", "FR"), 2), (("NL", "FR", "BE"), 1), (("FR",), 2)):
        told = []
        for reader in audience:
            context.bind(hearing(reader, audience, FIRST_DAY))
            told.append([connection.execute(f"SELECT * FROM visible_{view}").fetchall() for view in (*VIEWS, "plan")])
        assert all(one == told[0] for one in told)
        assert len(told[0][0]) == count, audience
    context.clear()
