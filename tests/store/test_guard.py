"""The guard answers as ``handling.decide`` does, and nothing gets round it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.handling import Actor, Grant, Handling, Purpose, Role, decide
from coalesce.records import Sighting, SightingKind
from coalesce.store import Store, guard, schema
from coalesce.store.connections import CONTEXT
from coalesce.store.exchange_guard import exchange_views
from coalesce.store.sets import ReleaseSets
from tests.builders import INVESTIGATION, add_list, entry, handling, let_in, make_store, owner, publish
from tests.store.full_nodes import a_full_store

MEMBERS = ("NL", "FR", "BE")
READING = [purpose for purpose in Purpose if purpose is not Purpose.STATISTICS]
FIRST_DAY = date(2014, 1, 1)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = a_full_store(tmp_path_factory.mktemp("full") / "node")
    yield store
    store.close()


@pytest.fixture
def guarded(full: Store) -> Iterator[tuple[sqlite3.Connection, guard.Context]]:
    """A raw guarded connection, bound to the owner's member; what it can do is what the guard allows."""
    with closing(sqlite3.connect(full.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.purpose = guard.READ, "NL", "investigation"
        context.today = full.clock.today().isoformat()
        rows = connection.execute("SELECT id, number FROM visible_record").fetchall()
        context.shown = {record: place for place, (record, _) in enumerate(rows)}
        context.versions = [number for _, number in rows]
        yield connection, context


# -- the rule in SQL is the rule in Python ---------------------------------------------------------

days = st.integers(0, 6).map(lambda n: FIRST_DAY + timedelta(days=n))
grants = st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(MEMBERS)), max_size=6)
handlings = st.builds(Handling, keep_until=days, releases=grants, figures_to=st.frozensets(st.sampled_from(MEMBERS)))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, guard.Context, Store]]:
    """A guarded connection, and a store whose one record and sighting are given other rules again and again."""
    store = make_store(tmp_path_factory.mktemp("bench") / "node")
    for code in MEMBERS[1:]:
        let_in(store, code.lower(), code)
    for code in MEMBERS:
        publish(store, add_list(store, code, member=code), [])
        to = add_list(store, f"{code}-one", member=code)
        publish(store, to, [entry(code, sightings=(Sighting(SightingKind.PRESENT, "SY"),))])
    with closing(sqlite3.connect(store.folder / "node.db", isolation_level=None)) as connection:
        yield connection, guard.install(connection), store
    store.close()


def give(store: Store, member: str, of_record: Handling, of_sighting: Handling) -> None:
    """Put the member's one record, and its sighting, under these rules."""
    with store.transaction() as connection:
        sets = ReleaseSets(connection)
        raw = connection.exec_driver_sql
        at = (sets.id_of(member, of_record), of_record.keep_until.isoformat(), member)
        raw("UPDATE version SET set_id = ?, keep_until = ? WHERE owner = ?", at)
        ruled = (sets.id_of(member, of_sighting), of_sighting.keep_until.isoformat(), member)
        raw(
            "UPDATE sighting SET set_id = ?, keep_until = ? WHERE record_id IN"
            " (SELECT record_id FROM version WHERE owner = ?)",
            ruled,
        )


@settings(max_examples=400)
@given(
    who=st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS), st.sampled_from(["", *MEMBERS])),
    held=st.tuples(handlings, handlings),
    purpose=st.sampled_from(READING),
    today=days,
)
def test_the_guard_answers_as_the_rule_does(
    bench: tuple[sqlite3.Connection, guard.Context, Store],
    who: tuple[str, str, str],
    held: tuple[Handling, Handling],
    purpose: Purpose,
    today: date,
) -> None:
    connection, context, store = bench
    source, reader, also = who
    give(store, source, *held)
    context.mode, context.member, context.purpose = guard.READ, reader, str(purpose)
    context.today, context.also = today.isoformat(), also

    def may(ruled: Handling) -> bool:
        asking = [Actor("reader", member, frozenset({Role.READER})) for member in (reader, also) if member]
        return all(decide(ruled, source, actor, purpose, today) for actor in asking)

    record_seen = connection.execute("SELECT count(id) FROM visible_record WHERE owner = ?", (source,)).fetchone()[0]
    counted = connection.execute("SELECT count(*) FROM visible_record WHERE owner = ?", (source,)).fetchone()[0]
    sightings = "SELECT count(*) FROM visible_sighting s JOIN visible_record r ON r.id = s.record_id WHERE owner = ?"
    assert record_seen == counted == may(held[0])
    assert connection.execute(sightings, (source,)).fetchone()[0] == (may(held[0]) and may(held[1]))
    context.clear()


def test_a_released_grant_names_its_recipient_alone(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    claire = let_in(store, "claire", "FR")
    let_in(store, "bas", "BE")
    own_sighting = Sighting(SightingKind.PRESENT, "SY", handling=handling("FR", "BE", "BE:border"))
    publish(store, add_list(store, held=handling("FR", "BE")), [entry("R", sightings=(own_sighting,))])
    with store.read(claire, INVESTIGATION) as view:
        (record,) = view.records(list(view.facts())).values()
    assert record.handling.releases == {Grant(INVESTIGATION, "FR")}
    (held,) = record.sightings
    assert held.sighting.handling is not None
    assert held.sighting.handling.releases == {Grant(INVESTIGATION, "FR")}
    with store.read(owner(store), INVESTIGATION) as view:
        (record,) = view.records(list(view.facts())).values()
    assert {grant.member for grant in record.handling.releases} == {"FR", "BE"}
    store.close()


# -- nobody reads where nobody is bound -----------------------------------------------------------


def rows(connection: sqlite3.Connection, view: str) -> int:
    found = connection.execute(f"SELECT * FROM visible_{view}").fetchall()
    return sum(1 for row in found if any(value is not None for value in row))


SENT = (*exchange_views(""), "told_record", "tellable")
"""The views of what may go to a peer."""


@pytest.mark.parametrize("view", guard.VIEWS)
def test_nobody_bound_gives_no_rows(guarded: tuple[sqlite3.Connection, guard.Context], view: str) -> None:
    connection, context = guarded
    if view.startswith("counted"):
        context.mode = guard.COUNT
    if view == "audit":
        context.mode = guard.AUDIT
    if view == "redress":
        context.purpose = Purpose.REDRESS
    if view in SENT:
        context.mode, context.member, context.peer = guard.SEND, "FR", "paris"
    assert rows(connection, view) > 0, "an empty view would prove nothing"
    context.clear()
    assert rows(connection, view) == 0


@pytest.mark.parametrize("part", ["mode", "member", "purpose", "today"])
def test_a_half_bound_reader_gets_no_record(guarded: tuple[sqlite3.Connection, guard.Context], part: str) -> None:
    connection, context = guarded
    assert rows(connection, "record") == 3
    setattr(context, part, guard.NOBODY)
    assert rows(connection, "record") == rows(connection, "sighting") == rows(connection, "link") == 0


def test_a_counting_reader_sees_nothing_but_what_is_counted(
    guarded: tuple[sqlite3.Connection, guard.Context],
) -> None:
    connection, context = guarded
    context.mode = guard.COUNT
    assert rows(connection, "counted") == 3
    assert rows(connection, "counted_key") >= 3
    open_views = [
        view for view in guard.VIEWS if rows(connection, view) and view.partition("_")[0] not in ("counted", "stamp")
    ]
    assert open_views == []


def test_a_reader_gets_no_counted_row(guarded: tuple[sqlite3.Connection, guard.Context]) -> None:
    connection, _ = guarded
    assert rows(connection, "counted") == rows(connection, "counted_key") == 0


def test_the_context_is_forgotten_when_the_connection_goes_back(full: Store) -> None:
    def fail() -> None:
        with full.read(owner(full), INVESTIGATION) as view:
            raise RuntimeError(f"after {len(view.facts())} records")

    with pytest.raises(RuntimeError, match="after 3"):
        fail()
    with full._reads[False].connect() as connection:
        assert connection.info[CONTEXT] == guard.Context()
        assert connection.exec_driver_sql("SELECT count(*) FROM visible_record").scalar() == 0
        connection.info[CONTEXT].mode = guard.READ
        connection.info[CONTEXT].member = "NL"
    with full._reads[False].connect() as connection:  # the pool's own reset, without Store.read's help
        assert connection.info[CONTEXT] == guard.Context()


# -- no way round -----------------------------------------------------------------------------------

DIRECT = [f'SELECT * FROM "{table.name}"' for table in schema.metadata.sorted_tables]
ROUTES = [
    *DIRECT,
    "SELECT * FROM main.version",
    "SELECT count(*) FROM version",
    "SELECT count(1) FROM record",
    "SELECT rowid FROM version",
    "SELECT 1 FROM version",
    "SELECT EXISTS (SELECT 1 FROM version)",
    "SELECT (SELECT body FROM version LIMIT 1)",
    "SELECT * FROM (SELECT * FROM version)",
    "SELECT * FROM (SELECT * FROM version) AS visible_record",
    "SELECT id FROM visible_record UNION SELECT record_id FROM version",
    "SELECT id FROM visible_record UNION ALL SELECT name FROM actor",
    "SELECT v.body FROM visible_record r JOIN version v ON v.record_id = r.id",
    "SELECT r.id FROM visible_record r WHERE r.id IN (SELECT record_id FROM version)",
    "SELECT r.id FROM visible_record r ORDER BY (SELECT body FROM version)",
    "WITH visible_record AS (SELECT * FROM version) SELECT * FROM visible_record",
    "WITH inner_record AS (SELECT * FROM version) SELECT * FROM inner_record",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT number FROM version) SELECT * FROM n",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM sqlite_temp_master",
    "SELECT * FROM sqlite_temp_schema",
    "SELECT name FROM main.sqlite_master UNION SELECT name FROM temp.sqlite_temp_master",
    "PRAGMA table_list",
    "PRAGMA table_info(version)",
    "PRAGMA query_only = OFF",
    "PRAGMA database_list",
    "PRAGMA writable_schema = ON",
    "SELECT * FROM pragma_table_list",
    "SELECT * FROM pragma_table_info('version')",
    "SELECT * FROM pragma_database_list",
    "ATTACH DATABASE ':memory:' AS other",
    "DETACH DATABASE main",
    "CREATE TEMP VIEW mine AS SELECT * FROM version",
    "CREATE TEMP TABLE mine AS SELECT * FROM visible_record",
    "CREATE VIEW mine AS SELECT * FROM version",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON version BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER mine INSTEAD OF INSERT ON visible_record BEGIN SELECT body FROM version; END",
    "DROP VIEW visible_record",
    "ALTER TABLE version RENAME TO other",
    "INSERT INTO member VALUES ('XX', 'x')",
    "INSERT INTO visible_member VALUES ('XX', 'x')",
    "UPDATE version SET owner = 'NL'",
    "UPDATE list SET edition = 99",
    "DELETE FROM audit",
    "REINDEX",
    "ANALYZE",
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "SAVEPOINT mine",
    "SELECT load_extension('x')",
    "SELECT readfile('node.key')",
    "SELECT writefile('x', 'y')",
    "SELECT hex(body) FROM visible_record",
    "SELECT printf('%s', 1)",
    "SELECT sqlite_compileoption_get(1)",
    "SELECT randomblob(9)",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM dbstat",
    "SELECT * FROM sqlite_stmt",
    "SELECT * FROM fts3tokenize",
    "EXPLAIN SELECT body FROM version",
    "EXPLAIN QUERY PLAN SELECT body FROM version",
]


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_leads_round_the_views(guarded: tuple[sqlite3.Connection, guard.Context], route: str) -> None:
    connection, _ = guarded
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute(route).fetchall()


def test_without_a_guard_the_routes_lead_somewhere(full: Store) -> None:
    """The list above proves something only where SQLite itself would answer."""
    with closing(sqlite3.connect(full.folder / "node.db")) as plain:
        found = {route: plain.execute(route).fetchall() for route in DIRECT}
        assert {route for route, seen in found.items() if not seen} <= {
            'SELECT * FROM "credential"',
            'SELECT * FROM "withdrawal"',
        }
        assert plain.execute("WITH visible_record AS (SELECT * FROM version) SELECT * FROM visible_record").fetchall()
        assert plain.execute("SELECT hex(body) FROM version").fetchall()
        assert plain.execute("PRAGMA table_list").fetchall()


def test_the_rowid_of_a_view_tells_nothing(guarded: tuple[sqlite3.Connection, guard.Context]) -> None:
    connection, _ = guarded
    assert connection.execute("SELECT rowid FROM visible_record").fetchall() == [(None,)] * 3


PLANS = [
    "SELECT * FROM visible_{view}",
    "SELECT DISTINCT * FROM visible_{view}",
    "SELECT count(*) FROM visible_{view}",
    "SELECT * FROM visible_{view} a, visible_{view} b",
    "SELECT * FROM visible_member m LEFT JOIN visible_{view} a ON 1 LEFT JOIN visible_{view} b ON 1",
    "SELECT * FROM (SELECT * FROM visible_{view} LIMIT 1) a LEFT JOIN visible_{view} b ON 1",
    "SELECT (SELECT count(*) FROM visible_{view} LIMIT 1), a.* FROM visible_{view} a ORDER BY 1",
    "WITH c AS MATERIALIZED (SELECT * FROM visible_{view}) SELECT * FROM c x, c y",
    "SELECT * FROM visible_{view} UNION SELECT * FROM visible_{view} INTERSECT SELECT * FROM visible_{view}",
]


@pytest.mark.parametrize("view", guard.VIEWS)
def test_a_plan_names_nothing_that_opens_a_table(guarded: tuple[sqlite3.Connection, guard.Context], view: str) -> None:
    """EXPLAIN cannot be denied; what it tells must be of no use, and it shows no row."""
    connection, _ = guarded
    told = ""
    for plan in PLANS:
        for how in ("EXPLAIN QUERY PLAN", "EXPLAIN"):
            with suppress(sqlite3.DatabaseError):  # a count of some views is denied, which is as good
                told += repr(connection.execute(f"{how} {plan.format(view=view)}").fetchall())
    assert "SCAN" in told or "SEARCH" in told
    assert "base_" not in told
    assert "Zorbal" not in told
    for inner in set(re.findall(r"inner_\w+", told)):
        for table in ("member", "version", "audit"):
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(f'WITH "{inner}" AS (SELECT * FROM {table}) SELECT * FROM "{inner}"').fetchall()


def test_some_plan_names_an_inner_view(guarded: tuple[sqlite3.Connection, guard.Context]) -> None:
    """Why the views stand on three floors: without this the test above would prove nothing."""
    connection, _ = guarded
    assert "inner_grant_" in repr(connection.execute("EXPLAIN QUERY PLAN SELECT * FROM visible_grant").fetchall())
