"""What a restored backup must not bring back: a password or second factor changed since, a role taken, a wait forgotten.

Invariant: after a restore an actor that both databases know signs in as it did just before it, and no credential opens anything that
did not open it then.
"""

from __future__ import annotations

import sqlite3

CARRIED = ("account", "recovery_code", "openid_subject", "attempt", "spent")


def carry_accounts(source: sqlite3.Connection, goal: sqlite3.Connection) -> None:
    """Take over from the present database how people sign in; what only the backup knows is left as it has it."""
    known = {name for (name,) in goal.execute("SELECT name FROM actor")}
    present = [row for row in source.execute("SELECT roles, active, name FROM actor") if row[2] in known]
    goal.executemany("UPDATE actor SET roles = ?, active = ? WHERE name = ?", present)
    _drop_ended(source, goal)
    for table in CARRIED:
        columns = _columns(goal, table)
        if not columns or columns != _columns(source, table):
            continue  # one of them is of an older version: what it has is carried over by its migration
        place = columns.index("actor") if "actor" in columns else None
        rows = [row for row in source.execute(f"SELECT * FROM {table}") if place is None or row[place] in known]
        goal.execute(f"DELETE FROM {table}" + ("" if place is None else " WHERE actor IN (SELECT name FROM present)"))
        goal.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)


def _drop_ended(source: sqlite3.Connection, goal: sqlite3.Connection) -> None:
    goal.execute("CREATE TEMP TABLE kept (digest BLOB PRIMARY KEY)")
    goal.executemany("INSERT INTO kept VALUES (?)", source.execute("SELECT digest FROM credential").fetchall())
    goal.execute("DELETE FROM credential WHERE digest NOT IN (SELECT digest FROM kept)")
    goal.execute("CREATE TEMP TABLE present (name TEXT PRIMARY KEY)")
    goal.executemany("INSERT INTO present VALUES (?)", source.execute("SELECT name FROM actor").fetchall())


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
