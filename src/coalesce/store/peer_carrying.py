"""What a restored backup must not bring back of peers: a token that was taken or replaced since, a key that is trusted no more, who is suspended, who is gone.

Invariant: after a restore no token opens anything that it did not open just before it, no key signs for a member for whom it did not, and
numbers of boxes do not go back. What was let in since the backup is not added: whoever restores lets it in again.
"""

from __future__ import annotations

import sqlite3

_TRUSTED = ("url", "key", "speaks_for", "certificate", "plain_list", "token_digest", "token_sealed", "active")
_COUNTED = ("last_out", "last_in", "last_pulled")


def carry_peers(source: sqlite3.Connection, goal: sqlite3.Connection) -> None:
    """Take over from the present database how peers come in and are trusted; who only the backup knows comes in no more.

    A name that is another member's now counts as one that only the backup knows: its boxes hold what lay ready for the former.
    """
    if not (_has_peers(source) and _has_peers(goal)):
        return  # one of them is of an older version
    columns = ", ".join(("name", "member", *_TRUSTED, *_COUNTED))
    present = {row[:2]: row[2:] for row in source.execute(f"SELECT {columns} FROM peer")}
    sets = ", ".join([*(f"{one} = ?" for one in _TRUSTED), *(f"{one} = max({one}, ?)" for one in _COUNTED)])
    for name, member in goal.execute("SELECT name, member FROM peer").fetchall():
        if (values := present.get((name, member))) is None:
            goal.execute("UPDATE peer SET token_digest = NULL, active = 0 WHERE name = ?", (name,))
        else:
            goal.execute(f"UPDATE peer SET {sets} WHERE name = ?", (*values, name))


def _has_peers(connection: sqlite3.Connection) -> bool:
    named = {row[1] for row in connection.execute("PRAGMA table_info(peer)")}
    return {*_TRUSTED, *_COUNTED} <= named
